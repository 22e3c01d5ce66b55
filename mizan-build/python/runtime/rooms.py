"""Rooms of channels: what is said in them, and who is there."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from types import TracebackType
from typing import Generic, Self, TypeVar, cast

from .connection import _Connection
from .errors import _decoded, _Function
from .memberships import (
    _HOLE,
    MessagesMissed,
    _Channel,
    _Guest,
    _Membership,
    _room_name,
)
from .requests import _wire

_First = TypeVar("_First")
_Message = TypeVar("_Message")
_Presence = TypeVar("_Presence")


class _Rooms:
    """The rooms that are joined over a socket."""

    def __init__(
        self,
        connection: _Connection,
        take: Callable[[_Function, dict[str, object]], object],
        timeout: float | None,
    ) -> None:
        self.connection = connection
        self.take = take
        """Takes the answer of a function by which a member speaks."""
        self.timeout = timeout
        self._memberships: dict[str, _Membership] = {}

    def enter(self, channel: _Channel, named: Mapping[str, object]) -> _Membership:
        """The membership of a room, with a guest more."""
        membership = self._memberships.get(_room_name(named))
        if membership is None:
            membership = _Membership(self.connection, channel, named)
            self._memberships[_room_name(named)] = membership
            self.connection.add(membership)
        return membership

    def leave(self, membership: _Membership) -> None:
        """The last guest of a room leaves it."""
        if membership.guests:
            return
        if self._memberships.get(_room_name(membership.named)) is membership:
            del self._memberships[_room_name(membership.named)]
        membership.on_lost()
        if self.connection.status == "open":
            self.connection.post({"action": "leave", **membership.named})
        self.connection.remove(membership)


class _Room(Generic[_First, _Message, _Presence]):
    """A room of a channel. One is in it inside of `async with`, and reads it by `async for`."""

    def __init__(
        self, rooms: _Rooms, channel: _Channel, parameters: Mapping[str, object]
    ) -> None:
        place = _Function(channel.name, arguments=channel.parameters)
        self._named = {"channel": channel.name, "params": _wire(place, parameters)}
        self._rooms = rooms
        self._channel = channel
        self._membership: _Membership | None = None
        self._guest = _Guest()

    async def __aenter__(self) -> Self:
        if self._membership is not None:
            raise RuntimeError("Somebody is in this room already: ask the client anew.")
        self._guest = _Guest()
        self._membership = self._rooms.enter(self._channel, self._named)
        self._membership.guests.add(self._guest)
        try:
            await self._joined()
        except BaseException:
            self._leave()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        membership, self._membership = self._membership, None
        self._guest.has_left = True
        self._guest.changed.set()
        if membership is not None:
            membership.guests.discard(self._guest)
            self._rooms.leave(membership)

    async def _joined(self) -> _Membership:
        membership = self._inside()
        while not membership.is_joined:
            if membership.error is not None:
                raise membership.error
            await self._guest.wait()
        return membership

    def _inside(self) -> _Membership:
        if self._membership is None:
            name = self._channel.name
            message = f"Come in first: `async with client.{name}(…) as room:`."
            raise RuntimeError(message)
        return self._membership

    @property
    def first(self) -> _First:
        """What the server has shown when the room was joined last without what came before."""
        return cast("_First", _decoded(self._channel.first, self._inside().first))

    @property
    def present(self) -> list[_Presence]:
        """Who is there."""
        present = self._inside().present
        shown = [_decoded(self._channel.presence, member) for member in present]
        return cast("list[_Presence]", shown)

    async def watch_present(self) -> AsyncGenerator[list[_Presence], None]:
        """Who is there, now and after each change."""
        count = -1
        while self._membership is not None:
            if self._membership.error is not None:
                raise self._membership.error
            if count == self._guest.count:
                await self._guest.wait()
            else:
                count = self._guest.count
                yield self.present

    def __aiter__(self) -> AsyncIterator[_Message]:
        return self

    async def __anext__(self) -> _Message:
        guest = self._guest
        while not guest.unread:
            if guest.has_left or self._membership is None:
                raise StopAsyncIteration
            if self._membership.error is not None:
                raise self._membership.error
            await guest.wait()
        message = guest.unread.popleft()
        if message is _HOLE:
            text = "Messages of this room were missed: it was not heard, or not read, for too long."
            raise MessagesMissed("NETWORK", text)
        return cast("_Message", _decoded(self._channel.message, message))

    async def _say(
        self,
        function: _Function,
        arguments: Mapping[str, object],
        idempotency_key: str | None,
    ) -> object:
        """Says something; returns when everybody in the room is told."""
        frame: dict[str, object] = {
            "action": "send",
            **self._named,
            "fn": function.name,
        }
        frame["args"] = _wire(function, arguments)
        if idempotency_key is not None:
            frame["key"] = idempotency_key
        await self._joined()
        connection, timeout = self._rooms.connection, self._rooms.timeout
        answer = await connection.request(frame, function.kinds, timeout)
        return self._rooms.take(function, cast("dict[str, object]", answer))
