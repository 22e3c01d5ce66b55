"""The one socket of a client: open while something is watched or somebody is in a room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Literal, Protocol, TypeAlias, cast

from .errors import MizanError, _error, _Kind
from .hearer import _Hearer
from .sockets import (
    _Frame,
    _Library,
    _load_library,
    _pause_after,
    _refusal,
    _Socket,
)
from .values import _to_json

LiveStatus: TypeAlias = Literal["off", "connecting", "open", "waiting"]
"""The state of the socket; `waiting` is the pause before another attempt."""

_Take: TypeAlias = Callable[["_Frame | None"], None]
"""Takes the answer to a request; none where the socket is lost."""


class _Part(Protocol):
    """What needs the socket."""

    def on_open(self) -> None: ...

    def on_lost(self) -> None: ...

    def on_event(self, frame: _Frame) -> None: ...

    def on_failed(self, error: MizanError, *, is_final: bool) -> None:
        """There is no socket. It is opened again by itself, unless that is final."""


class _Connection:
    """Opens the socket, hears it, and opens another one when it is lost."""

    def __init__(
        self,
        address: str,
        headers: Callable[[], Mapping[str, str]],
        token: Callable[[], str | None],
        options: Mapping[str, object],
    ) -> None:
        self._address = address
        self._headers = headers
        self._read_token = token
        self._options = options
        self._library: _Library | None = None
        self._token: str | None = None
        """The token that the server knows."""
        self._parts: list[_Part] = []
        self._runner: asyncio.Task[None] | None = None
        self._outgoing: asyncio.Queue[str] | None = None
        """The frames that wait to be sent; none while there is no socket."""
        self._waiting: dict[int, _Take] = {}
        self._last_id = 0
        self._closing: set[asyncio.Task[None]] = set()
        self.status: LiveStatus = "off"

    def add(self, part: _Part) -> None:
        """Needs the socket for a part until it is removed."""
        self._library = self._library or _load_library()
        self._parts.append(part)
        if self._runner is None:
            self._start()
        elif self.status == "open":
            part.on_open()

    def remove(self, part: _Part) -> None:
        if part in self._parts:
            self._parts.remove(part)
        if not self._parts:
            self._stop()

    async def close(self) -> None:
        """Ends everything that needs the socket."""
        closed = MizanError("CANCELLED", "The client is closed.")
        for part in [*self._parts]:
            part.on_failed(closed, is_final=True)
        self._parts.clear()
        self._stop()
        await asyncio.gather(*self._closing, return_exceptions=True)

    def restart(self) -> None:
        """Opens another socket, for somebody else."""
        if self._runner is not None:
            self._stop()
            self._start()

    def renew(self) -> None:
        """Says a token that is new."""
        token = self._read_token()
        if self._outgoing is None or token == self._token:
            return
        if token is None:
            return self.restart()
        self._token = token
        self.ask({"action": "auth", "token": token}, self._take_renewed)

    def _take_renewed(self, answer: _Frame | None) -> None:
        if answer is not None and "error" in answer:
            self._fail(_error(answer["error"], {}), is_final=True)

    def post(self, frame: _Frame) -> None:
        """Sends a frame whose answer is of no interest."""
        self.ask(frame, lambda _answer: None)

    def ask(self, frame: _Frame, take: _Take) -> int:
        """Sends a request; `take` gets the answer before any frame behind it is looked at."""
        self._last_id += 1
        if self._outgoing is None:
            take(None)
        else:
            self._waiting[self._last_id] = take
            self._outgoing.put_nowait(_to_json({"id": self._last_id, **frame}))
        return self._last_id

    async def request(
        self, frame: _Frame, kinds: Mapping[str, _Kind], timeout: float | None
    ) -> object:
        """Sends a request and waits for its answer."""
        answered: asyncio.Future[_Frame | None] = (
            asyncio.get_running_loop().create_future()
        )

        def take(answer: _Frame | None) -> None:
            if not answered.done():
                answered.set_result(answer)

        number = self.ask(frame, take)
        try:
            answer = await asyncio.wait_for(answered, timeout)
        except TimeoutError as error:
            message = f"There was no answer within {timeout} seconds."
            raise MizanError("TIMEOUT", message) from error
        finally:
            if self._waiting.pop(number, None) and self._outgoing is not None:
                cancel = _to_json({"action": "cancel", "of": number})
                self._outgoing.put_nowait(cancel)
        if answer is None:
            raise MizanError("NETWORK", "The socket was lost.")
        if "error" in answer:
            raise _error(answer["error"], kinds)
        return answer.get("ok")

    def _start(self) -> None:
        library = self._library = self._library or _load_library()
        self._runner = asyncio.create_task(self._run(library))
        self._runner.add_done_callback(self._end_with)

    def _end_with(self, runner: asyncio.Task[None]) -> None:
        """Nothing opens the socket any more: its options are wrong, or the event loop ends."""
        if runner is not self._runner:
            return
        self._runner = None
        self.status = "off"
        problem = None if runner.cancelled() else runner.exception()
        message = (
            f"The socket cannot be opened: {problem or 'the event loop has ended'}"
        )
        self._lose()
        self._fail(MizanError("INTERNAL_ERROR", message), is_final=True)

    def _stop(self) -> None:
        runner, self._runner = self._runner, None
        if runner is None:
            return
        self._lose()
        self.status = "off"
        self._closing.add(runner)
        runner.add_done_callback(self._closing.discard)
        runner.cancel()

    async def _run(self, library: _Library) -> None:
        failures, pause = 0, 0.0
        while True:
            self.status = "connecting"
            try:
                socket = await self._open(library)
            except MizanError as error:
                is_refused = error.code in ("UNAUTHORIZED", "FORBIDDEN")
                self._fail(error, is_final=is_refused)
                failures += 1
                pause = _pause_after(failures)
            else:
                hearer = _Hearer(self, socket, library, failures)
                pause = await hearer.hear()
                failures = hearer.failures
            if asyncio.current_task() is not self._runner:
                # Nobody needs the socket any more.
                return
            self.status = "waiting"
            await asyncio.sleep(pause)

    async def _open(self, library: _Library) -> _Socket:
        self._token = self._read_token()
        options = {"open_timeout": 10, "close_timeout": 2, "max_size": None}
        try:
            return await library.connect(
                self._address,
                additional_headers=self._headers(),
                **{**options, "compression": None, **self._options},
            )
        except library.failures as error:
            raise _refusal(error) from error

    def _fail(self, error: MizanError, *, is_final: bool) -> None:
        for part in [*self._parts]:
            part.on_failed(error, is_final=is_final)

    def begin(self) -> asyncio.Queue[str]:
        """A socket is open. What is sent is in the queue."""
        outgoing = self._outgoing = asyncio.Queue[str]()
        self.status = "open"
        self.renew()
        for part in [*self._parts]:
            part.on_open()
        return outgoing

    def take(self, frame: _Frame) -> None:
        """Takes a frame of the server."""
        if "event" in frame:
            for part in [*self._parts]:
                part.on_event(frame)
            return
        waiting = self._waiting.pop(cast("int", frame.get("id")), None)
        if waiting is not None:
            waiting(frame)

    def end(self) -> None:
        """The socket is lost."""
        if asyncio.current_task() is self._runner:
            self._lose()
            lost = MizanError("NETWORK", "The socket was lost.")
            self._fail(lost, is_final=False)

    def _lose(self) -> None:
        self._outgoing = None
        waiting, self._waiting = self._waiting, {}
        for take in waiting.values():
            take(None)
        for part in [*self._parts]:
            part.on_lost()
