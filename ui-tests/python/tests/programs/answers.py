"""Answers over HTTP that are none, or never come: each is an error of its kind."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from stage import expect, refused, serving, soon

from api import AsyncClient, Client, MizanError, RenameErrorTaken


@asynccontextmanager
async def answering(
    status: int, body: bytes, more: str = ""
) -> AsyncIterator[AsyncClient]:
    """A client of a server that answers each request the same."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} -\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    async with serving(answer) as address, AsyncClient(address) as client:
        yield client


async def any_answer_is_an_answer_or_an_error() -> None:
    deep = b'{"result":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    for status, body, code in [
        (200, b"null", "INTERNAL_ERROR"),
        (200, b"\xff\xfe", "INTERNAL_ERROR"),
        (200, b"{}", "INTERNAL_ERROR"),
        (200, deep, "INTERNAL_ERROR"),
        (200, b'{"result":' + b"9" * 5000 + b"}", "INTERNAL_ERROR"),
        (500, b'{"error": "text"}', "INTERNAL_ERROR"),
        (
            409,
            b'{"error": {"code": "CONFLICT", "kind": ["x"], "message": 5}}',
            "CONFLICT",
        ),
        (502, b"<html>", "NETWORK"),
        (404, b"", "BAD_REQUEST"),
    ]:
        async with answering(status, body) as client:
            error = await refused(client.count(board_id=5), code)
            again: MizanError = pickle.loads(pickle.dumps(error))
            expect((again.code, str(again)), (error.code, str(error)))
            await refused(client.rename_user(user_id=5, name="Ada"), code)
    details = b'{"error": {"code": "CONFLICT", "kind": "Taken", "message": "", "details": {"suggestion": "Eva"}}}'
    async with answering(409, details) as client:
        error = await refused(client.rename_user(user_id=5, name="Ada"), "CONFLICT")
        again = pickle.loads(pickle.dumps(error))
        expect((type(again), again.details), (RenameErrorTaken, {"suggestion": "Eva"}))
    async with answering(200, b'{"result": null, "v": ["x"]}') as client:
        await client.rename_user(user_id=5, name="Ada")


async def what_cannot_be_sent_is_named() -> None:
    note: Any = {"text": {1, 2}, "number": 1}
    with Client("http://127.0.0.1:1") as client:
        try:
            client.add_note(board_id=5, note=note)
            raise AssertionError("a set is sent")
        except TypeError as error:
            expect(str(error).startswith("`note` of `add_note` cannot be sent: "), True)


async def strangers_are_told_what_to_write() -> None:
    async with AsyncClient("http://127.0.0.1:1/api/mizan") as client:
        error = await refused(client.count(board_id=5), "NETWORK")
        expect(
            error.message.startswith("`http://127.0.0.1:1` cannot be reached: "), True
        )
    place = "Make the client with the address where the API is mounted"
    async with answering(200, b"<html>") as client:
        error = await refused(client.count(board_id=5), "INTERNAL_ERROR")
        expect(place in error.message, True)
    async with answering(404, b"<html>") as client:
        error = await refused(client.count(board_id=5), "BAD_REQUEST")
        expect(place in error.message and "404" in error.message, True)
    elsewhere = "Location: https://example.net/\r\n"
    async with answering(308, b"", elsewhere) as client:
        error = await refused(client.rename_user(user_id=5, name="Ada"), "BAD_REQUEST")
        expect("leads elsewhere, to `https://example.net/`" in error.message, True)


async def answers_that_are_cut_off_late_or_endless() -> None:
    begin = b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"

    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(begin + b"{")
        await writer.drain()

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(begin)
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            writer.write(b" " * 100_000)
            await writer.drain()

    async def never(_: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    for answer, timeout, code in [
        (cut, 15, "NETWORK"),
        (drip, 0.3, "TIMEOUT"),
        (pour, 15, "PAYLOAD_TOO_LARGE"),
        (never, 0.3, "TIMEOUT"),
    ]:
        async with serving(answer) as address:
            async with AsyncClient(
                address, timeout=timeout, answer_limit=1_000_000
            ) as client:
                error = await refused(client.count(board_id=5), code)
                expect(error.outcome_unknown, code != "PAYLOAD_TOO_LARGE")
            with Client(address, timeout=timeout, answer_limit=1_000_000) as waiting:
                call = asyncio.to_thread(waiting.count, board_id=5)
                await refused(call, code)

    async with serving(pour) as address:
        async with AsyncClient(address, answer_limit=1_000_000) as client:
            words = client.talk(about="tea")
            await refused(anext(words), "PAYLOAD_TOO_LARGE")


async def what_no_header_carries_is_told() -> None:
    for token in ["secret\n", "sécret", "secret "]:
        with Client("http://127.0.0.1:1", token=token) as client:
            try:
                client.count(board_id=5)
                raise AssertionError(f"{token!r} is sent")
            except MizanError as error:
                expect((error.code, error.outcome_unknown), ("BAD_REQUEST", False))
                expect("`Authorization`" in error.message, True)
                expect("secret" in error.message, False)


async def an_address_that_is_none_is_refused_at_once() -> None:
    for address in [
        "",
        "/api/mizan",
        "example.net/api",
        "ftp://example.net",
        "https://",
        "https://example.net:99999",
        "https://exam ple.net",
        "https://example.net/api?x=1",
        "http://[::1",
    ]:
        for kind in (Client, AsyncClient):
            try:
                kind(address)
                raise AssertionError(f"`{address}` is taken")
            except ValueError as error:
                expect("such as `https://example.net/api/mizan`" in str(error), True)


SCENES = [
    any_answer_is_an_answer_or_an_error,
    strangers_are_told_what_to_write,
    answers_that_are_cut_off_late_or_endless,
    what_no_header_carries_is_told,
    what_cannot_be_sent_is_named,
    an_address_that_is_none_is_refused_at_once,
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
