"""Calls the backend by both clients."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http.server import ThreadingHTTPServer
from threading import Thread

from api import AsyncClient, Client, MizanError, Profile, RenameErrorTaken
from backend import Backend


def expect(got: object, wanted: object) -> None:
    if got != wanted:
        raise AssertionError(f"{got!r} instead of {wanted!r}")


def failing(run: Callable[[], object]) -> MizanError:
    try:
        got = run()
    except MizanError as error:
        return error
    raise AssertionError(f"{got!r} instead of an error")


async def refused(call: Awaitable[object]) -> MizanError:
    try:
        got = await call
    except MizanError as error:
        return error
    raise AssertionError(f"{got!r} instead of an error")


def use(client: Client) -> None:
    profile: Profile = client.user_profile(user_id=5)
    expect(profile, {"id": 5, "name": "Eva", "bio": None})
    expect(client.user(user_id=7)["user_profile"]["name"], "Ada")
    expect(failing(lambda: client.user(user_id=6)).code, "NOT_FOUND")
    unknown = failing(lambda: client.rename_user(user_id=5, name="Eve"))
    expect(unknown.code, "UNAUTHORIZED")
    client.token = "secret"
    client.rename_user(user_id=5, name="Eve")
    expect(client.user_profile(user_id=5)["name"], "Eve")
    taken = failing(lambda: client.rename_user(user_id=5, name="Ada"))
    assert isinstance(taken, RenameErrorTaken), taken
    expect(taken.details["suggestion"], "Ada5")


async def use_async(client: AsyncClient) -> None:
    expect((await client.user(user_id=7))["user_profile"]["name"], "Ada")
    await client.rename_user(user_id=7, name="Ida")
    taken = await refused(client.rename_user(user_id=5, name="Ida"))
    assert isinstance(taken, RenameErrorTaken), taken
    expect((taken.code, taken.details), ("CONFLICT", {"suggestion": "Ida5"}))


async def call_async(address: str) -> None:
    async with AsyncClient(address, token="secret") as client:
        await use_async(client)


with ThreadingHTTPServer(("127.0.0.1", 0), Backend) as server:
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/api"
    with Client(address) as client:
        use(client)
    print("sync")
    asyncio.run(call_async(address))
    print("async")
    server.shutdown()
