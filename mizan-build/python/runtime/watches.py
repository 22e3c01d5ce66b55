"""Live contexts: snapshots of what is shown, one whenever somebody changes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final, TypeAlias, cast

from .answers import _kinds_of, _results
from .connection import _Connection
from .errors import MizanError, _Context, _error, _Kind
from .requests import _read_request, _Request, _wire_parameters
from .sockets import _Frame
from .values import _to_json

_MOST_SUBSCRIBED: Final = 100
"""The instances in one frame: a frame has a limit."""

_PASSING: Final = ("INTERNAL_ERROR", "TIMEOUT", "UNAVAILABLE", "NETWORK")
"""The errors after which the server, or the client, tries again by itself."""


_Send: TypeAlias = Callable[
    [_Request, Mapping[str, _Kind]], Awaitable[dict[str, object]]
]
"""Sends a request over HTTP, and awaits the JSON of its answer."""


class _Instance:
    """A context with its parameters, or one function of it, as it was shown last."""

    def __init__(self, context: _Context, wanted: Mapping[str, object]) -> None:
        self.context = context
        self.wanted = wanted
        """The instance as its subscription names it."""
        self.watchers = set[_Watcher]()
        self.shown: Mapping[str, object] | None = None
        self.count = 0
        """The snapshots until now."""
        self.error: MizanError | None = None
        self.reading: asyncio.Task[None] | None = None

    @property
    def only(self) -> str | None:
        return cast("str | None", self.wanted.get("only"))

    def subscription(self) -> dict[str, object]:
        """The instance with what is shown of it: the server may answer that it is still so."""
        shown = self.shown or {}
        known = {"v": shown.get("$v"), "h": shown.get("$h")}
        return {**self.wanted, **{key: it for key, it in known.items() if it}}

    def land(self, bundle: Mapping[str, object]) -> None:
        """Shows a bundle, unless it is older than what is shown."""
        if self.shown is not None and _is_older(bundle.get("$v"), self.shown.get("$v")):
            return
        errors = cast("Mapping[str, object]", bundle.get("$errors", {}))
        passing = [error for error in errors.values() if _code_of(error) in _PASSING]
        if passing and self.shown is not None:
            # The server reads it again, and pushes what it finds.
            return
        is_same = self.shown is not None and _data(bundle) == _data(self.shown)
        self.shown = bundle
        self.count += 0 if is_same else 1
        self.tell()

    def keep(self, version: object) -> None:
        """The server says that what is shown is still so."""
        self.shown = {**(self.shown or {}), "$v": version}

    def fail(self, error: MizanError) -> None:
        self.error = error
        self.tell()

    def tell(self) -> None:
        for watcher in self.watchers:
            watcher.changed.set()


class _Watcher:
    """One who watches an instance, and the last snapshot that it has got."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self.seen = 0

    async def next(self, instance: _Instance) -> object:
        """The newest snapshot, once there is one that was not seen."""
        while instance.error is None and instance.count == self.seen:
            self.changed.clear()
            await self.changed.wait()
        if instance.error is not None:
            raise instance.error
        self.seen = instance.count
        results = _results(instance.context, dict(instance.shown or {}), instance.only)
        return results if instance.only is None else results[instance.only]


class _Watches:
    """The instances that are watched over a socket."""

    def __init__(self, send: _Send, connection: _Connection) -> None:
        self._send = send
        self._connection = connection
        self._instances: dict[str, _Instance] = {}
        self._due: list[_Instance] = []

    async def watch(
        self, context: _Context, parameters: Mapping[str, object], only: str | None
    ) -> AsyncGenerator[object, None]:
        """The snapshots of an instance, as long as they are asked for."""
        wire = _wire_parameters(context, parameters, only)
        wanted: dict[str, object] = {"context": context.name, "params": wire}
        if only is not None:
            wanted["only"] = only
        instance = self._instances.get(_instance_name(wanted)) or self._begin(
            context, wanted
        )
        watcher = _Watcher()
        instance.watchers.add(watcher)
        try:
            while True:
                yield await watcher.next(instance)
        finally:
            instance.watchers.discard(watcher)
            if not instance.watchers:
                self._end(instance)

    def _begin(self, context: _Context, wanted: Mapping[str, object]) -> _Instance:
        instance = _Instance(context, wanted)
        is_first = not self._instances
        self._instances[_instance_name(wanted)] = instance
        if is_first:
            self._connection.add(self)
        else:
            self._want(instance)
        return instance

    def _end(self, instance: _Instance) -> None:
        if instance.reading is not None:
            instance.reading.cancel()
        if self._instances.get(_instance_name(instance.wanted)) is not instance:
            return
        del self._instances[_instance_name(instance.wanted)]
        if self._connection.status == "open":
            self._connection.post({"action": "unsubscribe", "of": [instance.wanted]})
        if not self._instances:
            self._connection.remove(self)

    def on_open(self) -> None:
        for instance in self._instances.values():
            self._want(instance)

    def on_lost(self) -> None:
        self._due.clear()

    def on_failed(self, error: MizanError, *, is_final: bool) -> None:
        for instance in [*self._instances.values()]:
            if is_final or instance.shown is None:
                self._fail(instance, error)

    def on_event(self, frame: _Frame) -> None:
        if frame["event"] == "lagged" and "channel" not in frame:
            return self.on_open()
        instance = (
            self._instances.get(_instance_name(frame)) if "context" in frame else None
        )
        if instance is None:
            return
        if frame["event"] == "invalidate":
            self._read(instance)
        else:
            self._take(instance, frame)

    def _want(self, instance: _Instance) -> None:
        """Subscribes an instance, together with the others of this moment."""
        if self._connection.status != "open" or instance in self._due:
            return
        if not self._due:
            asyncio.get_running_loop().call_soon(self._subscribe)
        self._due.append(instance)

    def _subscribe(self) -> None:
        due, self._due = self._due, []
        due = [instance for instance in due if instance.watchers]
        for start in range(0, len(due), _MOST_SUBSCRIBED):
            some = due[start : start + _MOST_SUBSCRIBED]
            of = [instance.subscription() for instance in some]
            self._connection.ask(
                {"action": "subscribe", "of": of},
                partial(self._take_all, some),
            )

    def _take_all(self, asked: Sequence[_Instance], answer: _Frame | None) -> None:
        """The answers to the subscriptions of one frame, in their order."""
        if answer is None:
            return
        if "error" in answer:
            for instance in asked:
                self._take(instance, answer)
            return
        for instance, one in zip(asked, cast("Sequence[_Frame]", answer["ok"])):
            self._take(instance, one)

    def _take(self, instance: _Instance, answer: _Frame) -> None:
        if "error" in answer:
            error = _error(answer["error"], _kinds_of(instance.context, instance.only))
            if instance.shown is None or error.code not in _PASSING:
                self._fail(instance, error)
        elif "bundle" in answer:
            instance.land(cast("_Frame", answer["bundle"]))
        elif "same" in answer:
            instance.keep(answer.get("v"))

    def _fail(self, instance: _Instance, error: MizanError) -> None:
        instance.fail(error)
        self._end(instance)

    def _read(self, instance: _Instance) -> None:
        """Reads an instance that is too large to be pushed."""
        if instance.reading is not None:
            instance.reading.cancel()
        instance.reading = asyncio.create_task(self._read_now(instance))

    async def _read_now(self, instance: _Instance) -> None:
        pause = 0.5
        parameters = cast("Mapping[str, object]", instance.wanted["params"])
        while True:
            try:
                instance.land(await self._fetch(instance, parameters))
                return
            except MizanError as error:
                if error.code not in _PASSING:
                    return self._fail(instance, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30)

    async def _fetch(
        self, instance: _Instance, parameters: Mapping[str, object]
    ) -> Mapping[str, object]:
        # The parameters are JSON already.
        plain = _Context(instance.context.name, {})
        request = _read_request(plain, parameters, instance.only)
        return await self._send(request, _kinds_of(instance.context, instance.only))


def _instance_name(wanted: Mapping[str, object]) -> str:
    """A text that tells an instance from all others."""
    parts: list[object] = [
        wanted.get("context"),
        wanted.get("params") or {},
        wanted.get("only"),
    ]
    return _to_json(parts)


def _data(bundle: Mapping[str, object]) -> dict[str, object]:
    return {key: it for key, it in bundle.items() if key not in ("$v", "$h", "$p")}


def _code_of(error: object) -> object:
    return cast("Mapping[str, object]", error).get("code")


def _is_older(version: object, shown: object) -> bool:
    """True if a version is proven older than the one that is shown: `clock:5` than `clock:7`."""
    if not isinstance(version, str) or not isinstance(shown, str):
        return False
    clock, _, number = version.rpartition(":")
    shown_clock, _, shown_number = shown.rpartition(":")
    if clock != shown_clock or not number.isdecimal():
        return False
    return int(number) < int(shown_number.removesuffix("~") or 0)
