"""Thousands of calls at once: by one client, by its threads, by processes that were forked, and in several loops."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from warnings import filterwarnings

from stage import ADDRESS, expect

from api import AsyncClient, Client, Shape


def rectangle(width: int) -> Shape:
    return {"kind": "Rectangle", "width": width, "height": 1}


def turned(width: int) -> Shape:
    return {"kind": "Rectangle", "width": 1, "height": width}


def ask(client: Client, numbers: Iterable[int]) -> None:
    for number in numbers:
        expect(client.turn(shape=rectangle(number)), turned(number))
        expect(client.user_profile(user_id=number)["id"], number)


def fork(client: Client) -> None:
    """A connection that several processes read from would bring each the answers of others."""
    ask(client, range(3))
    children = list[int]()
    for child in range(1, 5):
        process = os.fork()
        if process == 0:
            try:
                ask(client, range(child * 1000, child * 1000 + 100))
            except BaseException as error:
                print(error)
                os._exit(1)
            os._exit(0)
        children.append(process)
    ask(client, range(100))
    for process in children:
        expect(os.waitpid(process, 0), (process, 0))


def call_in_threads(client: Client) -> None:
    def call(number: int) -> None:
        ask(client, [number])

    with ThreadPoolExecutor(300) as threads:
        for _ in threads.map(call, range(1000)):
            pass


async def call_at_once(client: AsyncClient) -> None:
    calls = [client.turn(shape=rectangle(number)) for number in range(10_000)]
    expect(await asyncio.gather(*calls), [turned(number) for number in range(10_000)])


async def use_in_loop(client: AsyncClient) -> None:
    expect(await client.turn(shape=rectangle(7)), turned(7))
    async with aclosing(client.watch_user(user_id=5)) as shown:
        expect((await anext(shown))["user_profile"]["id"], 5)


def use_in_loops() -> None:
    """A client of the whole program, that each test uses in an event loop of its own."""
    # A loop that ends leaves its connections, and nothing can close them any more.
    filterwarnings("ignore", category=ResourceWarning)
    client = AsyncClient(ADDRESS)
    for _ in range(3):
        asyncio.run(use_in_loop(client))


async def play() -> None:
    # The pool of httpx goes through all its connections for each request: few of them are faster here.
    async with AsyncClient(ADDRESS, concurrency_limit=10) as client:
        await call_at_once(client)


if __name__ == "__main__":
    with Client(ADDRESS) as client:
        fork(client)
        print("processes")
        call_in_threads(client)
        print("threads")
    asyncio.run(play())
    print("async")
    use_in_loops()
    print("loops")
