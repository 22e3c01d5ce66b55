"""Rooms that are joined, and their guests, each with what is not read yet."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, cast

from .connection import _Connection
from .errors import MizanError, _error, _Kind
from .sockets import _Frame
from .values import _to_json

_HOLE: Final = object()
"""Stands in the place of messages that are missing."""

_MOST_UNREAD: Final = 256
"""The messages that wait to be read, as many as a server keeps of a room."""

_LATER: Final = ("TIMEOUT", "UNAVAILABLE", "TOO_MANY_REQUESTS")
"""The errors after which a room that was joined is joined again a moment later."""


class MessagesMissed(MizanError):
    """Messages of a room are lost: it was not heard, or not read, for too long.

    The room can be read on behind them. Where it was not heard, `first` is anew.
    """


@dataclass(frozen=True)
class _Channel:
    """A channel: the types of its parameters and of what is said in it, and the errors of joining."""

    name: str
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    first: str = "None"
    message: str = "None"
    presence: str = "None"
    key: str = "id"
    """The field that tells one message from the others."""
    kinds: Mapping[str, _Kind] = field(default_factory=dict[str, _Kind])


class _Membership:
    """A room that is joined, and joined again, without a hole, after each lost socket."""

    def __init__(
        self, connection: _Connection, channel: _Channel, named: Mapping[str, object]
    ) -> None:
        self._connection = connection
        self._channel = channel
        self.named = named
        """The room as frames name it."""
        self.guests = set[_Guest]()
        self.is_joined = False
        self.first: object = None
        self.present: list[object] = []
        self.error: MizanError | None = None
        self._seq: str | None = None
        """The place of the last message; none before the first join."""
        self._join = 0
        """Counts the joins: the answer to an older one is of no interest."""
        self._is_joining = False

    def on_open(self) -> None:
        """Joins behind the last message that was heard."""
        self._join += 1
        self._is_joining = True
        frame = {"action": "join", **self.named}
        if self._seq is not None:
            frame["seq"] = self._seq
        self._connection.ask(frame, partial(self._take, self._join))

    def on_lost(self) -> None:
        self._join += 1
        self.is_joined = False

    def on_failed(self, error: MizanError, *, is_final: bool) -> None:
        if is_final or self._seq is None:
            self._fail(error)

    def on_event(self, frame: _Frame) -> None:
        # What comes before the answer to a join is of a membership that is over, and is in the answer.
        if self._is_joining or _room_name(frame) != _room_name(self.named):
            return
        if "error" in frame:
            self._fail(_error(frame["error"], self._channel.kinds))
        elif frame["event"] == "lagged":
            self.on_open()
        elif frame["event"] == "present":
            self._change(frame)
        elif frame["event"] == "message":
            self._seq = cast("str", frame["seq"])
            self._hear(frame["message"])

    def _take(self, join: int, answer: _Frame | None) -> None:
        if join != self._join or answer is None:
            return
        if "error" in answer:
            error = _error(answer["error"], self._channel.kinds)
            if self._seq is None or error.code not in _LATER:
                return self._fail(error)
            pause = 0.5 + random.random()
            asyncio.get_running_loop().call_later(pause, self._join_again, join)
            return
        self._land(cast("Mapping[str, object]", answer["ok"]))

    def _join_again(self, join: int) -> None:
        if join == self._join and self._connection.status == "open":
            self.on_open()

    def _land(self, joined: Mapping[str, object]) -> None:
        is_new = self._seq is None
        if is_new or joined.get("gap"):
            self.first = joined.get("first")
        self._seq = cast("str", joined["seq"])
        self.present = [*cast("list[object]", joined.get("present", []))]
        self._is_joining = False
        self.is_joined = True
        for guest in self.guests:
            if joined.get("gap") and not is_new:
                guest.miss()
            guest.see()

    def _hear(self, message: object) -> None:
        if self._is_in_first(message):
            return
        for guest in self.guests:
            guest.hear(message)

    def _is_in_first(self, message: object) -> bool:
        """What was said during the join may have been in what was shown first."""
        key, first = _field(message, self._channel.key), self.first
        if key is None or not isinstance(first, list):
            return False
        shown = cast("list[object]", first)
        return any(_field(each, self._channel.key) == key for each in shown)

    def _change(self, frame: _Frame) -> None:
        for member in cast("list[object]", frame.get("left", [])):
            if member in self.present:
                self.present.remove(member)
        self.present.extend(cast("list[object]", frame.get("joined", [])))
        for guest in self.guests:
            guest.see()

    def _fail(self, error: MizanError) -> None:
        self.error = error
        self.is_joined = False
        for guest in self.guests:
            guest.see()


class _Guest:
    """One who is in a room, and what is not read yet."""

    def __init__(self) -> None:
        self.unread = deque[object]()
        self.changed = asyncio.Event()
        self.count = 0
        """The changes of what is known of the room."""
        self.has_left = False

    def hear(self, message: object) -> None:
        if len(self.unread) >= _MOST_UNREAD:
            self.unread.clear()
            self.miss()
        self.unread.append(message)
        self.changed.set()

    def miss(self) -> None:
        """Messages are missing behind those that are not read yet."""
        self.unread.append(_HOLE)
        self.changed.set()

    def see(self) -> None:
        self.count += 1
        self.changed.set()

    async def wait(self) -> None:
        self.changed.clear()
        await self.changed.wait()


def _room_name(named: Mapping[str, object]) -> str:
    """A text that tells a room from all others."""
    parts: list[object] = [named.get("channel"), named.get("params") or {}]
    return _to_json(parts)


def _field(value: object, name: str) -> object:
    return (
        cast("Mapping[str, object]", value).get(name)
        if isinstance(value, dict)
        else None
    )
