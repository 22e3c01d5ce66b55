"""A session of cookies, by both clients, with the server whose address is the argument."""

from __future__ import annotations

import asyncio
import io
import sys

from api import AsyncClient, Client


def expect(got: object, wanted: object) -> None:
    if got != wanted:
        raise AssertionError(f"{got!r} instead of {wanted!r}")


def use(address: str) -> None:
    with Client(address) as client:
        expect(client.viewing(), None)
        client.sign_in(id=1)
        expect(client.viewing(), 1)
        # From here on there is a cookie, which alone proves nothing: a token has to come with it. The
        # file is sent twice, and is whole each time.
        photo = ("tea.png", io.BytesIO(b"abc"), "image/png")
        expect(client.add_photo(title="Tea", photo=photo), "Tea: 3 bytes")
        # Somebody else signs in, and the token of the first is worth nothing any more.
        client.sign_in(id=2)
        expect(client.viewing(), 2)
        expect(client.turn(shape={"kind": "Circle", "radius": 1})["kind"], "Circle")
        expect(list(client.talk(about="tea")), ["Some", "tea"])


async def use_async(address: str) -> None:
    async with AsyncClient(address) as client:
        await client.sign_in(id=1)
        expect(await client.viewing(), 1)
        photo = io.BytesIO(b"abc")
        expect(await client.add_photo(title="Tea", photo=photo), "Tea: 3 bytes")
        await client.sign_in(id=2)
        expect(await client.viewer(), {"viewing": 2})
        expect([word async for word in client.talk(about="tea")], ["Some", "tea"])


use(sys.argv[1])
print("sync")
asyncio.run(use_async(sys.argv[1]))
print("async")
