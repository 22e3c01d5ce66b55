"""Sockets whose server is none, or of another version: what it says is an error, and never a client that hangs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

from stage import expect, following, nothing, receive, refused, soon
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from api import AsyncClient

Frame = dict[str, Any]
Answer = Callable[[ServerConnection, Frame], Awaitable[None]]

BUNDLE: Frame = {"$v": "clock:5", "$h": "five", "notes": [], "count": 0}


async def say(socket: ServerConnection, frame: object) -> None:
    await socket.send(json.dumps(frame))


async def push(socket: ServerConnection, bundle: Frame) -> None:
    named: Frame = {"event": "bundle", "context": "board", "params": {"board_id": 5}}
    await say(socket, {**named, "bundle": {**BUNDLE, **bundle}})


@asynccontextmanager
async def speaking(answer: Answer, asked: list[Frame]) -> AsyncIterator[AsyncClient]:
    """A client of a server that notes and answers frames."""

    async def handle(socket: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in socket:
                frame = json.loads(text)
                asked.append(frame)
                await answer(socket, frame)

    async with serve(handle, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with AsyncClient(f"http://127.0.0.1:{port}", timeout=2) as client:
            yield client


async def answer_well(socket: ServerConnection, frame: Frame) -> None:
    if frame["action"] == "subscribe":
        await say(socket, {"id": frame["id"], "ok": [{"bundle": BUNDLE}]})
    elif frame["action"] == "join":
        first = [{"id": 1, "text": "one"}]
        ok = {"first": first, "seq": "clock:1", "present": ["Ada"]}
        await say(socket, {"id": frame["id"], "ok": ok})


async def an_older_push_is_not_shown() -> None:
    seen: list[int] = []

    async def answer(socket: ServerConnection, frame: Frame) -> None:
        await answer_well(socket, frame)
        if frame["action"] == "subscribe":
            for version, count, shown in [
                ("clock:4", 4, 0),
                ("clock:6", 6, 0),
                ("clock:5~", 5, 6),
                ("other:1", 1, 5),
            ]:
                # Who is slower sees the newest alone.
                while shown not in seen:
                    await asyncio.sleep(0.01)
                await push(socket, {"$v": version, "count": count})

    async with speaking(answer, []) as client:
        async with aclosing(client.watch_board(board_id=5)) as boards:
            while len(seen) < 4:
                seen.append((await following(boards))["count"])
            # A version with `~` is never proven older.
            expect(seen, [0, 6, 5, 1])
            await nothing(anext(boards))


async def what_was_shown_is_said_at_the_next_socket() -> None:
    asked: list[Frame] = []

    async def answer(socket: ServerConnection, frame: Frame) -> None:
        if len(asked) == 1:
            await answer_well(socket, frame)
            await socket.close()
        elif frame["action"] == "subscribe":
            await say(
                socket, {"id": frame["id"], "ok": [{"same": True, "v": "clock:6"}]}
            )
            await push(socket, {"$v": "clock:7", "count": 7})

    async with speaking(answer, asked) as client:
        async with aclosing(client.watch_board(board_id=5)) as boards:
            expect((await following(boards))["count"], 0)
            expect((await following(boards))["count"], 7)
    again: Frame = {
        "context": "board",
        "params": {"board_id": 5},
        "v": "clock:5",
        "h": "five",
    }
    expect(asked[1]["of"], [again])


async def a_message_in_what_was_first_is_heard_once() -> None:
    async def answer(socket: ServerConnection, frame: Frame) -> None:
        await answer_well(socket, frame)
        if frame["action"] == "join":
            named: Frame = {
                "event": "message",
                "channel": "chat",
                "params": {"room": "tea"},
            }
            for number, text in enumerate(["one", "two"], 1):
                message: Frame = {"id": number, "text": text}
                await say(
                    socket, {**named, "seq": f"clock:{number}", "message": message}
                )

    async with speaking(answer, []) as client, client.chat(room="tea") as room:
        expect((room.first, room.present), ([{"id": 1, "text": "one"}], ["Ada"]))
        expect(await following(room), {"id": 2, "text": "two"})
        # The server never answers what is said.
        await refused(room.say(text="Hello?"), "TIMEOUT")


async def a_frame_that_is_none_costs_the_socket() -> None:
    for broken in [
        "no JSON",
        "[]",
        '{"event": 5',
        '{"event": "present", "channel": "chat", "params": {"room": "tea"}, "joined": 5}',
    ]:
        asked: list[Frame] = []

        async def answer(
            socket: ServerConnection,
            frame: Frame,
            broken: str = broken,
            asked: list[Frame] = asked,
        ) -> None:
            await answer_well(socket, frame)
            if len(asked) == 1:
                await socket.send(broken)

        async with speaking(answer, asked) as client, client.chat(room="tea") as room:
            while len(asked) < 2:
                await asyncio.sleep(0.01)
            expect((asked[1]["action"], asked[1].get("seq")), ("join", "clock:1"))
            while client.live_status != "open":
                await asyncio.sleep(0.01)
            expect(room.present, ["Ada"])


async def another_version_is_told() -> None:
    async def answer(socket: ServerConnection, frame: Frame) -> None:
        notes: list[object] = [{"text": "one", "number": {"hi": 1}}]
        bundle: Frame = {**BUNDLE, "notes": notes}
        await say(socket, {"id": frame["id"], "ok": [{"bundle": bundle}]})

    async with speaking(answer, []) as client:
        error = await refused(anext(client.watch_board(board_id=5)), "INTERNAL_ERROR")
        expect("build the client anew" in error.message, True)


async def a_page_that_is_no_socket_is_told() -> None:
    async def handle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await receive(reader)
        body = b"<html>Not here</html>"
        head = f"HTTP/1.1 404 Not Found\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with AsyncClient(f"http://127.0.0.1:{port}") as client:
            error = await refused(anext(client.watch_count(board_id=5)), "NOT_FOUND")
            expect("404" in error.message, True)
            expect(client.live_status, "off")
    async with AsyncClient(
        "http://127.0.0.1:1", socket_options={"nonsense": 1}
    ) as client:
        error = await refused(anext(client.watch_count(board_id=5)), "INTERNAL_ERROR")
        expect("nonsense" in error.message, True)


SCENES = [
    an_older_push_is_not_shown,
    what_was_shown_is_said_at_the_next_socket,
    a_message_in_what_was_first_is_heard_once,
    a_frame_that_is_none_costs_the_socket,
    another_version_is_told,
    a_page_that_is_no_socket_is_told,
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
