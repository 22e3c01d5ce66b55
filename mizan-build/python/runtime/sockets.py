"""Sockets by the package `websockets`: how one is opened, and what may go wrong."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Protocol, TypeAlias, cast

from .errors import MizanError, _error
from .answers import _parse

_Frame: TypeAlias = Mapping[str, object]
"""A frame of the server."""

_LONGEST_PAUSE: Final = 30.0
"""The longest pause before another attempt, in seconds."""


class _Socket(Protocol):
    async def send(self, message: str) -> None: ...

    async def recv(self) -> str | bytes: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class _Library:
    """The package `websockets`, which nobody needs who uses no socket."""

    connect: Callable[..., Awaitable[_Socket]]
    failures: tuple[type[Exception], ...]


def _load_library() -> _Library:
    try:
        client = import_module("websockets.asyncio.client")
        exceptions = import_module("websockets.exceptions")
    except ImportError as error:
        message = (
            "Live contexts and channels need the package `websockets`, 13 or newer. Install it: "
            '`pip install "websockets>=13"`.'
        )
        raise ImportError(message) from error
    failure = cast("type[Exception]", exceptions.WebSocketException)
    connect = cast("Callable[..., Awaitable[_Socket]]", client.connect)
    return _Library(connect, (OSError, EOFError, TimeoutError, failure))


def _pause_after(failures: int) -> float:
    """A pause in seconds. The jitter keeps the clients of a server from returning at once."""
    longest = min(2.0 ** (failures - 1), _LONGEST_PAUSE)
    return longest * (0.5 + random.random() / 2)


def _refusal(error: Exception) -> MizanError:
    """Why there is no socket: the error in the answer to its request, or another one."""
    response = cast("object", getattr(error, "response", None))
    status = cast("int", getattr(response, "status_code", 0))
    answered = _parse(cast("bytes", getattr(response, "body", b"") or b""))
    if isinstance(answered, dict) and "error" in answered:
        return _error(cast("_Frame", answered)["error"], {})
    codes = {401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND"}
    message = f"The socket cannot be opened: {error or type(error).__name__}"
    return MizanError(codes.get(status, "NETWORK"), message)
