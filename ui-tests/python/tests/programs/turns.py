"""Many requests at once: some wait for their turn, one proof serves all, and who is cancelled leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from stage import expect, receive, refused, serving, soon

from api import AsyncClient, Client, MizanError

T = TypeVar("T")


async def requests_wait_for_their_turn() -> None:
    on_their_way, most = 0, 0

    async def answer(writer: asyncio.StreamWriter) -> None:
        nonlocal on_their_way, most
        on_their_way += 1
        most = max(most, on_their_way)
        await asyncio.sleep(0.1)
        on_their_way -= 1
        body = b'{"result": null, "v": {"user": "clock:1"}}'
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        )
        writer.write(head.encode() + b"\r\n" + body)
        await writer.drain()

    async with serving(answer) as address:
        async with AsyncClient(address) as client:
            calls = [client.rename_user(user_id=5, name="Ada") for _ in range(250)]
            await asyncio.gather(*calls)
        expect(50 < most <= 100, True)
        for limit, expected in [(7, 7), (0, 1)]:
            most = 0
            async with AsyncClient(address, concurrency_limit=limit) as client:
                calls = [client.rename_user(user_id=5, name="Ada") for _ in range(20)]
                await asyncio.gather(*calls)
            expect(most, expected)
        # A call that waits longer than the timeout for its turn is sent all the same.
        most = 0
        with Client(address, concurrency_limit=2, timeout=1) as waiting:
            await in_threads(30, lambda _: waiting.rename_user(user_id=5, name="Ada"))
        expect(most, 2)


async def in_threads(count: int, call: Callable[[int], T]) -> list[T]:
    """Calls so many times at once, each time in a thread of its own."""
    with ThreadPoolExecutor(count) as threads:
        loop = asyncio.get_running_loop()
        calls = [loop.run_in_executor(threads, call, number) for number in range(count)]
        return await asyncio.gather(*calls)


async def one_proof_serves_all_who_were_refused() -> None:
    asked, is_down = 0, False

    async def handle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        nonlocal asked
        head = await receive(reader)
        status, body = (
            403,
            b'{"error": {"code": "FORBIDDEN", "kind": "CSRF", "message": ""}}',
        )
        if "/session/" in head:
            asked += 1
            status, body = (502, b"") if is_down else (200, b'{"csrfToken": "p"}')
        elif "x-csrftoken: p\r\n" in head:
            status, body = 200, b'{"result": null}'
        begin = f"HTTP/1.1 {status} -\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(begin.encode() + body)
        await writer.drain()
        writer.close()

    def rename(client: Client) -> str:
        try:
            client.rename_user(user_id=5, name="Ada")
        except MizanError as error:
            return error.code
        return "renamed"

    server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=1000)
    async with server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for is_down, expected in [(True, "NETWORK"), (False, "renamed")]:
            asked = 0
            async with AsyncClient(address) as client:
                calls = [client.rename_user(user_id=5, name="Ada") for _ in range(50)]
                for ended in await asyncio.gather(*calls, return_exceptions=True):
                    code = ended.code if isinstance(ended, MizanError) else "renamed"
                    expect((ended, code), (ended, expected))
            expect(asked, 1)
            with Client(address) as waiting:
                codes = await in_threads(20, lambda _: rename(waiting))
            expect(({*codes}, asked < 20), ({expected}, True))


async def what_is_cancelled_leaves_nothing_behind() -> None:
    async def never(_: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with serving(never) as address, AsyncClient(address, timeout=5) as client:
        before = asyncio.all_tasks()
        # More than are on their way at once, so that some wait for their turn.
        calls = [asyncio.create_task(client.count(board_id=5)) for _ in range(150)]
        await asyncio.sleep(0.2)
        for call in calls:
            call.cancel()
        ended = await asyncio.gather(*calls, return_exceptions=True)
        expect({type(each) for each in ended}, {asyncio.CancelledError})
        ours = [
            task
            for task in asyncio.all_tasks() - before
            if "handle" not in repr(task.get_coro())
        ]
        expect(ours, [])
        # Nobody holds a turn any more: this call is sent, and then not answered in time.
        await refused(client.count(board_id=5), "TIMEOUT")


SCENES = [
    requests_wait_for_their_turn,
    one_proof_serves_all_who_were_refused,
    what_is_cancelled_leaves_nothing_behind,
]


async def play() -> None:
    for scene in SCENES:
        try:
            await soon(scene())
        except Exception as error:
            raise AssertionError(scene.__name__) from error
        print(scene.__name__, flush=True)


if __name__ == "__main__":
    asyncio.run(play())
