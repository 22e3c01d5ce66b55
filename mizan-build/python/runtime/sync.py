"""The client over HTTP that waits for its answers."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self, cast

import httpx

from .errors import _Context, _Function, _Paging
from .requests import (
    Upload,
    _bundle,
    _call_request,
    _cut_off,
    _items,
    _Lines,
    _network,
    _next_page,
    _raise_for_status,
    _read_request,
    _Request,
    _session_token,
    _stream_item,
)
from .sender import _is_forged, _rewind, _Sender


class _SyncSender(_Sender):
    """Requests that wait for their answers."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = 30.0,
        http: httpx.Client | None = None,
    ) -> None:
        """`base_url` is the address of the server, such as `https://example.net/api/mizan`.

        `timeout` is in seconds. An `http` of the caller's own has its timeout, its cookies and
        its transport, and stays open when the client is closed.
        """
        super().__init__(base_url, token, headers)
        self._owns_http = http is None
        self._http = http or httpx.Client(timeout=timeout)

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

    def _send_once(self, request: _Request, *, streams: bool = False) -> httpx.Response:
        try:
            response = self._http.send(self._build(request), stream=streams)
            if streams and not response.is_success:
                response.read()
                response.close()
            return response
        except httpx.HTTPError as error:
            raise _network(error) from error

    def _send(self, request: _Request, *, streams: bool = False) -> httpx.Response:
        """A session of cookies needs a token against forged requests, once it is asked for."""
        response = self._send_once(request, streams=streams)
        if response.status_code != 403 or not _is_forged(response):
            return response
        self._csrf_token = None
        session = self._send_once(_Request("/session/", method="GET"))
        self._csrf_token = _session_token(session)
        if self._csrf_token is None:
            return response
        _rewind(request)
        return self._send_once(request, streams=streams)

    def _call(
        self,
        function: _Function,
        arguments: Mapping[str, object],
        files: Mapping[str, Upload | Sequence[Upload] | None] | None = None,
        idempotency_key: str | None = None,
    ) -> object:
        request = _call_request(function, arguments, files, idempotency_key)
        return self._land(function, self._send(request))

    def _read(self, context: _Context, parameters: Mapping[str, object]) -> object:
        return _bundle(context, self._send(_read_request(context, parameters)))

    def _read_member(
        self, context: _Context, member: str, parameters: Mapping[str, object]
    ) -> object:
        response = self._send(_read_request(context, parameters, member))
        return _bundle(context, response, member)[member]

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
        lines = _Lines()
        response = self._send(_call_request(function, arguments), streams=True)
        try:
            _raise_for_status(response, function.kinds)
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
