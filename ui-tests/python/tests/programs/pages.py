"""Lists in pages, and streams, by both clients."""

from __future__ import annotations

import asyncio
from itertools import islice

from stage import ADDRESS, expect

from api import AsyncClient, Client, MizanError

STRANGE = "a\u2028b\u0085c\x0bd\r"
"""Characters that end a line elsewhere, and none of JSON."""


def read(client: Client) -> None:
    expect([*client.iter_archived(count=7, last="A")], [*range(7)])
    expect([*client.iter_archived(count=6, last="A")], [*range(6)])
    expect([*client.iter_archived(count=0, last="A")], [])
    letters = client.iter_letters(count=0, last="D")
    expect([letter["text"] for letter in letters], ["A", "B", "C", "D"])
    letters = client.iter_letters(count=0, last="A")
    expect([letter["number"] for letter in letters], [2**128 - 1])
    # Nothing is read before it is needed: this list has no end.
    endless = client.iter_past_orders()
    expect([*islice(endless, 25)][-1], "order 24")
    seen = list[str]()
    try:
        for letter in client.iter_letters(count=0, last="none"):
            seen.append(letter["text"])
        raise AssertionError("the pages of a server that has lost its way have an end")
    except MizanError as error:
        expect(
            error.message,
            "The server answers the page `Z` behind itself, without an end.",
        )
    expect("".join(seen), "ABCDEFGHIJKLMNOPQRSTUVWXYZZ")
    expect([*client.talk(about=STRANGE)], ["Some", STRANGE])


async def read_async(client: AsyncClient) -> None:
    expect([it async for it in client.iter_archived(count=7, last="A")], [*range(7)])
    letters = client.iter_letters(count=0, last="C")
    expect([letter["text"] async for letter in letters], ["A", "B", "C"])
    expect([word async for word in client.talk(about=STRANGE)], ["Some", STRANGE])


async def play() -> None:
    async with AsyncClient(ADDRESS) as client:
        await read_async(client)


if __name__ == "__main__":
    with Client(ADDRESS) as client:
        read(client)
    print("sync")
    asyncio.run(play())
    print("async")
