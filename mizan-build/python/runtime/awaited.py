"""The client over HTTP that is awaited."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
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


class _AsyncSender(_Sender):
    """Requests that are awaited."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = 30.0,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        """`base_url` is the address of the server, such as `https://example.net/api/mizan`.

        `timeout` is in seconds. An `http` of the caller's own has its timeout, its cookies and
        its transport, and stays open when the client is closed.
        """
        super().__init__(base_url, token, headers)
        self._owns_http = http is None
        self._http = http or httpx.AsyncClient(timeout=timeout)

    async def close(self) -> None:
        """Closes the connections."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def _build(self, request: _Request) -> httpx.Request:
        return self._http.build_request(
            request.method,
            self._base_url + request.path,
            content=request.content,
            files=request.files,
            headers=self._headers_of(request),
        )

    async def _send_once(
        self, request: _Request, *, streams: bool = False
    ) -> httpx.Response:
        try:
            response = await self._http.send(self._build(request), stream=streams)
            if streams and not response.is_success:
                await response.aread()
                await response.aclose()
            return response
        except httpx.HTTPError as error:
            raise _network(error) from error

    async def _send(
        self, request: _Request, *, streams: bool = False
    ) -> httpx.Response:
        """A session of cookies needs a token against forged requests, once it is asked for."""
        response = await self._send_once(request, streams=streams)
        if response.status_code != 403 or not _is_forged(response):
            return response
        self._csrf_token = None
        session = await self._send_once(_Request("/session/", method="GET"))
        self._csrf_token = _session_token(session)
        if self._csrf_token is None:
            return response
        _rewind(request)
        return await self._send_once(request, streams=streams)

    async def _call(
        self,
        function: _Function,
        arguments: Mapping[str, object],
        files: Mapping[str, Upload | Sequence[Upload] | None] | None = None,
        idempotency_key: str | None = None,
    ) -> object:
        request = _call_request(function, arguments, files, idempotency_key)
        return self._land(function, await self._send(request))

    async def _read(
        self, context: _Context, parameters: Mapping[str, object]
    ) -> object:
        return _bundle(context, await self._send(_read_request(context, parameters)))

    async def _read_member(
        self, context: _Context, member: str, parameters: Mapping[str, object]
    ) -> object:
        response = await self._send(_read_request(context, parameters, member))
        return _bundle(context, response, member)[member]

    async def _pages(
        self,
        context: _Context,
        member: str,
        parameters: Mapping[str, object],
        paging: _Paging,
    ) -> AsyncGenerator[object, None]:
        """The elements of all pages; a page is read once the one before it is used up."""
        offset, at = 0, cast("object", None)
        while True:
            named = {} if at is None else {paging.argument: at}
            page = await self._read_member(context, member, {**parameters, **named})
            items = _items(paging, page)
            for item in items:
                yield item
            offset += len(items)
            at = _next_page(paging, page, offset, at)
            if at is None:
                return

    async def _stream(
        self, function: _Function, arguments: Mapping[str, object]
    ) -> AsyncIterator[object]:
        lines = _Lines()
        response = await self._send(_call_request(function, arguments), streams=True)
        try:
            _raise_for_status(response, function.kinds)
            async for piece in response.aiter_bytes():
                for line in lines.take(piece):
                    is_end, items = _stream_item(function, line)
                    for item in items:
                        yield item
                    if is_end:
                        return
        except httpx.HTTPError as error:
            raise _network(error) from error
        finally:
            await response.aclose()
        raise _cut_off()
