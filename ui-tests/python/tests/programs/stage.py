"""What the programs share: their addresses, what they ask of the test, and what they expect."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

import httpx

from api import MizanError

T = TypeVar("T")

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]

ADDRESS, CONTROL, DIRECT = [*sys.argv[1:], "", "", ""][:3]
"""The server behind the proxy, the test, and the server itself."""

SOONEST = {"ping_interval": 0.5, "ping_timeout": 2, "open_timeout": 5}
"""Options of a socket that notices soon that nobody is there."""


async def direct(**asked: str) -> None:
    """Asks the test for something."""
    async with httpx.AsyncClient() as client:
        (await client.post(CONTROL, params=asked)).raise_for_status()


async def receive(reader: asyncio.StreamReader) -> str:
    """Reads a whole request: a connection that is closed earlier may lose its answer. Returns its head."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    _, _, behind = head.partition("content-length:")
    await reader.readexactly(int(behind.split("\r\n")[0] or 0))
    return head


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """The address of a server, each of whose lines gets one answer."""

    async def handle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(ConnectionError, EOFError, asyncio.CancelledError):
            await receive(reader)
            await answer(writer)
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=1000)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"


def expect(got: object, wanted: object) -> None:
    if got != wanted:
        raise AssertionError(f"{got!r} instead of {wanted!r}")


async def soon(awaited: Awaitable[T]) -> T:
    return await asyncio.wait_for(awaited, 60)


async def following(given: AsyncIterator[T]) -> T:
    """The next thing."""
    return await soon(anext(given))


async def until(given: AsyncIterator[T], is_meant: Callable[[T], bool]) -> T:
    """The first thing that is meant, of several that may come."""
    while True:
        thing = await following(given)
        if is_meant(thing):
            return thing


async def nothing(given: Awaitable[object]) -> None:
    """Expects that nothing comes for a while."""
    try:
        got = await asyncio.wait_for(given, 0.5)
    except TimeoutError:
        return
    raise AssertionError(f"{got!r} has come")


async def refused(awaited: Awaitable[object], code: str) -> MizanError:
    """Expects an error."""
    try:
        got = await soon(awaited)
    except MizanError as error:
        expect(error.code, code)
        return error
    raise AssertionError(f"{got!r} instead of {code}")


async def eventually(is_so: Callable[[], bool]) -> None:
    async def wait() -> None:
        while not is_so():
            await asyncio.sleep(0.01)

    await soon(wait())
