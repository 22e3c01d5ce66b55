"""The hearing of one socket: its frames, until it is lost."""

from __future__ import annotations

import asyncio
import random
from typing import Protocol, cast

from .answers import _parse
from .sockets import _Frame, _Library, _pause_after, _Socket


class _Heard(Protocol):
    """What is told of a socket."""

    def begin(self) -> asyncio.Queue[str]:
        """A socket is open. What is sent is in the queue."""
        ...

    def take(self, frame: _Frame) -> None:
        """Takes a frame of the server."""

    def end(self) -> None:
        """The socket is lost."""


class _Hearer:
    """Hears one socket until it is lost."""

    def __init__(
        self,
        connection: _Heard,
        socket: _Socket,
        library: _Library,
        failures: int,
    ) -> None:
        self._connection = connection
        self._socket = socket
        self._library = library
        self.failures = failures
        """The attempts since the last frame of a server."""

    async def hear(self) -> float:
        """Hears until the socket is lost; returns the pause before the next one in seconds."""
        outgoing = self._connection.begin()
        sender = asyncio.create_task(self._send(outgoing))
        pause: float | None = None
        try:
            while pause is None:
                pause = self._take(await self._socket.recv())
        except self._library.failures:
            pass
        finally:
            sender.cancel()
            self._connection.end()
            await self._close()
        if pause is not None:
            return pause
        self.failures += 1
        return _pause_after(self.failures - 1)

    def _take(self, message: str | bytes) -> float | None:
        """Takes a frame; returns a pause where another socket has to be opened after it."""
        frame = _parse(message)
        if not isinstance(frame, dict):
            return self._lose_frame()
        known = cast("_Frame", frame)
        if known.get("event") == "going":
            return 5 * random.random()
        try:
            self._connection.take(known)
        except Exception:
            return self._lose_frame()
        self.failures = 0
        return None

    def _lose_frame(self) -> float:
        """Nobody knows what was lost: another socket says again what matters."""
        self.failures += 1
        return _pause_after(self.failures)

    async def _send(self, outgoing: asyncio.Queue[str]) -> None:
        try:
            while True:
                await self._socket.send(await outgoing.get())
        except self._library.failures:
            # Who hears the socket learns it as well.
            pass

    async def _close(self) -> None:
        try:
            await self._socket.close()
        except self._library.failures:
            pass
