"""Calls of a guest, who has a cookie and no session, by both clients; the address is the argument."""

from __future__ import annotations

import asyncio

from stage import ADDRESS, expect

from api import AsyncClient, Client


def use() -> None:
    with Client(ADDRESS) as client:
        for radius in (1, 2, 3):
            turned = client.turn(shape={"kind": "Circle", "radius": radius})
            expect(turned, {"kind": "Circle", "radius": radius})
        expect(list(client.talk(about="tea")), ["Some", "tea"])


async def use_async() -> None:
    async with AsyncClient(ADDRESS) as client:
        for radius in (1, 2, 3):
            turned = await client.turn(shape={"kind": "Circle", "radius": radius})
            expect(turned, {"kind": "Circle", "radius": radius})
        expect([word async for word in client.talk(about="tea")], ["Some", "tea"])


use()
print("sync")
asyncio.run(use_async())
print("async")
