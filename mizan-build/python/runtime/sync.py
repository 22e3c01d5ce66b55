"""The client over HTTP that waits for its answers."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from threading import Lock, Semaphore
from types import TracebackType
from typing import Final, Self, cast
from weakref import WeakSet

import httpx

from .answers import (
    _Answer,
    _Body,
    _cut_off,
    _good,
    _is_forged,
    _items,
    _kinds_of,
    _Lines,
    _network,
    _next_page,
    _refused,
    _results,
    _stream_item,
)
from .errors import MizanError, _Context, _Function, _Kind, _Paging
from .requests import Upload, _call_request, _read_request, _Request
from .sender import _check_address, _rewind, _Sender


class _SyncSender(_Sender):
    """Requests that wait for their answers."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = 30.0,
        concurrency_limit: int = 100,
        answer_limit: int = 64 * 1024 * 1024,
        http: httpx.Client | None = None,
    ) -> None:
        """`base_url` is the address of the server, such as `https://example.net/api/mizan`.

        `timeout` is in seconds, and `answer_limit` in bytes: the longest answer, and the longest
        item of a stream. So many calls and reads as `concurrency_limit` are on their way at once,
        and the others wait for their turn. An `http` of the caller's own has its timeout, its
        cookies and its transport, and stays open when the client is closed.
        """
        if http is None:
            _check_address(base_url)
        super().__init__(base_url, token, headers, answer_limit)
        self._owns_http = http is None
        self._timeout = timeout if http is None else None
        self._turns = max(1, concurrency_limit)
        self._http = http or self._connect(None)
        self._inherited = list[httpx.Client]()
        self._unlock()
        _clients.add(self)

    def _connect(self, cookies: httpx.Cookies | None) -> httpx.Client:
        # A pool with a bound of its own counts the wait for a turn as a part of the timeout.
        limits = httpx.Limits(max_keepalive_connections=self._turns)
        return httpx.Client(timeout=self._timeout, limits=limits, cookies=cookies)

    def _unlock(self) -> None:
        self._seen_lock = Lock()
        self._renewing = Lock()
        self._turn = Semaphore(self._turns)

    def _begin_in_child(self) -> None:
        """Gives a process that was forked from this one connections and locks of its own."""
        self._unlock()
        if self._owns_http:
            # Not closed, which could wait for a lock that a thread of the parent held.
            self._inherited.append(self._http)
            self._http = self._connect(self._http.cookies)

    def close(self) -> None:
        """Closes the connections."""
        if self._owns_http:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _build(self, request: _Request) -> httpx.Request:
        return self._http.build_request(
            request.method,
            self._base_url + request.path,
            content=request.content,
            files=request.files,
            headers=self._headers_of(request),
        )

    def _send_once(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._http.send(request, stream=True)
        except httpx.HTTPError as error:
            raise _network(error) from error

    def _receive(self, response: httpx.Response) -> _Answer:
        """A whole answer."""
        body = _Body(self._answer_limit, self._timeout)
        try:
            for piece in response.iter_bytes():
                body.take(piece)
        except httpx.HTTPError as error:
            raise _network(error) from error
        finally:
            response.close()
        return body.ended(response)

    def _open(self, request: _Request, kinds: Mapping[str, _Kind]) -> httpx.Response:
        """A good answer, whose body is still to come.

        A session of cookies needs a token against forged requests, once it is asked for.
        """
        built, renewals = self._build(request), self._renewals
        response = self._send_once(built)
        if response.is_success:
            return response
        refused = self._receive(response)
        if not _is_forged(refused) or not self._renew_proof(renewals):
            raise _refused(refused, kinds)
        _rewind(request)
        response = self._send_once(self._build(request))
        if response.is_success:
            return response
        raise _refused(self._receive(response), kinds)

    def _renew_proof(self, renewals: int) -> bool:
        """Renews the proof, unless another request has done so since this one was sent."""
        with self._renewing:
            if self._renewals == renewals:
                try:
                    self._end_renewal(self._ask_for_proof())
                except MizanError as error:
                    self._end_renewal(error)
            return self._renewed_proof()

    def _ask_for_proof(self) -> bool:
        request = self._build(_Request("/session/", method="GET"))
        response = self._send_once(request)
        return self._take_proof(self._receive(response), response.url)

    def _send(self, request: _Request, kinds: Mapping[str, _Kind]) -> dict[str, object]:
        """The JSON of a good answer."""
        with self._turn:
            return _good(self._receive(self._open(request, kinds)))

    def _call(
        self,
        function: _Function,
        arguments: Mapping[str, object],
        files: Mapping[str, Upload | Sequence[Upload] | None] | None = None,
        idempotency_key: str | None = None,
    ) -> object:
        request = _call_request(function, arguments, files, idempotency_key)
        return self._take(function, self._send(request, function.kinds))

    def _read(self, context: _Context, parameters: Mapping[str, object]) -> object:
        request = _read_request(context, parameters)
        answer = self._send(request, _kinds_of(context, None))
        return _results(context, answer, None)

    def _read_member(
        self, context: _Context, member: str, parameters: Mapping[str, object]
    ) -> object:
        request = _read_request(context, parameters, member)
        answer = self._send(request, _kinds_of(context, member))
        return _results(context, answer, member)[member]

    def _pages(
        self,
        context: _Context,
        member: str,
        parameters: Mapping[str, object],
        paging: _Paging,
    ) -> Generator[object, None, None]:
        """The elements of all pages; a page is read once the one before it is used up."""
        offset, at = 0, cast("object", None)
        while True:
            named = {} if at is None else {paging.argument: at}
            page = self._read_member(context, member, {**parameters, **named})
            items = _items(paging, page)
            yield from items
            offset += len(items)
            at = _next_page(paging, page, offset, at)
            if at is None:
                return

    def _stream(
        self, function: _Function, arguments: Mapping[str, object]
    ) -> Iterator[object]:
        lines = _Lines(self._answer_limit)
        request = _call_request(function, arguments)
        response = self._open(request, function.kinds)
        try:
            for piece in response.iter_bytes():
                for line in lines.take(piece):
                    is_end, items = _stream_item(function, line)
                    yield from items
                    if is_end:
                        return
        except httpx.HTTPError as error:
            raise _network(error) from error
        finally:
            response.close()
        raise _cut_off()


_clients: Final = WeakSet[_SyncSender]()


def _begin_all_in_child() -> None:
    # Two processes that read from one connection get each other's answers.
    for client in list(_clients):
        client._begin_in_child()


if sys.platform != "win32":
    os.register_at_fork(after_in_child=_begin_all_in_child)
