"""The client over HTTP that is awaited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from http.cookiejar import CookieJar
from types import TracebackType
from typing import Self, cast

import anyio
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


class _InLoop:
    """The connections in an event loop, and who waits for them."""

    def __init__(self, http: httpx.AsyncClient, turns: int) -> None:
        self.http = http
        self.limiter = anyio.CapacityLimiter(turns)
        self.renewing = anyio.Lock()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """The event loop of asyncio; none in trio."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


class _AsyncSender(_Sender):
    """Requests that are awaited."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = 30.0,
        concurrency_limit: int = 100,
        answer_limit: int = 64 * 1024 * 1024,
        http: httpx.AsyncClient | None = None,
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
        self._cookies = CookieJar()
        self._given_http = http
        self._loops = dict[asyncio.AbstractEventLoop | None, _InLoop]()

    @property
    def _in_loop(self) -> _InLoop:
        """What belongs to the event loop that runs. A program may have one after the other, as tests have."""
        loop = _running_loop()
        if loop not in self._loops:
            for ended in [it for it in self._loops if it and it.is_closed()]:
                del self._loops[ended]
            http = self._given_http or self._connect()
            self._loops[loop] = _InLoop(http, self._turns)
        return self._loops[loop]

    def _connect(self) -> httpx.AsyncClient:
        # The pool of httpx takes ever longer the more requests wait in it.
        limits = httpx.Limits(max_keepalive_connections=self._turns)
        return httpx.AsyncClient(
            timeout=self._timeout, limits=limits, cookies=self._cookies
        )

    async def close(self) -> None:
        """Closes the connections."""
        if self._owns_http:
            await self._in_loop.http.aclose()

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
        return self._in_loop.http.build_request(
            request.method,
            self._base_url + request.path,
            content=request.content,
            files=request.files,
            headers=self._headers_of(request),
        )

    async def _send_once(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._in_loop.http.send(request, stream=True)
        except httpx.HTTPError as error:
            raise _network(error) from error

    async def _receive(self, response: httpx.Response) -> _Answer:
        """A whole answer."""
        body = _Body(self._answer_limit, self._timeout)
        try:
            async for piece in response.aiter_bytes():
                body.take(piece)
        except httpx.HTTPError as error:
            raise _network(error) from error
        finally:
            await response.aclose()
        return body.ended(response)

    async def _open(
        self, request: _Request, kinds: Mapping[str, _Kind]
    ) -> httpx.Response:
        """A good answer, whose body is still to come.

        A session of cookies needs a token against forged requests, once it is asked for.
        """
        built, renewals = self._build(request), self._renewals
        response = await self._send_once(built)
        if response.is_success:
            return response
        refused = await self._receive(response)
        if not _is_forged(refused) or not await self._renew_proof(renewals):
            raise _refused(refused, kinds)
        _rewind(request)
        response = await self._send_once(self._build(request))
        if response.is_success:
            return response
        raise _refused(await self._receive(response), kinds)

    async def _renew_proof(self, renewals: int) -> bool:
        """Renews the proof, unless another request has done so since this one was sent."""
        async with self._in_loop.renewing:
            if self._renewals == renewals:
                try:
                    self._end_renewal(await self._ask_for_proof())
                except MizanError as error:
                    self._end_renewal(error)
            return self._renewed_proof()

    async def _ask_for_proof(self) -> bool:
        request = self._build(_Request("/session/", method="GET"))
        response = await self._send_once(request)
        return self._take_proof(await self._receive(response), response.url)

    async def _send(
        self, request: _Request, kinds: Mapping[str, _Kind]
    ) -> dict[str, object]:
        """The JSON of a good answer."""
        async with self._in_loop.limiter:
            return _good(await self._receive(await self._open(request, kinds)))

    async def _call(
        self,
        function: _Function,
        arguments: Mapping[str, object],
        files: Mapping[str, Upload | Sequence[Upload] | None] | None = None,
        idempotency_key: str | None = None,
    ) -> object:
        request = _call_request(function, arguments, files, idempotency_key)
        return self._take(function, await self._send(request, function.kinds))

    async def _read(
        self, context: _Context, parameters: Mapping[str, object]
    ) -> object:
        request = _read_request(context, parameters)
        answer = await self._send(request, _kinds_of(context, None))
        return _results(context, answer, None)

    async def _read_member(
        self, context: _Context, member: str, parameters: Mapping[str, object]
    ) -> object:
        request = _read_request(context, parameters, member)
        answer = await self._send(request, _kinds_of(context, member))
        return _results(context, answer, member)[member]

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
        lines = _Lines(self._answer_limit)
        request = _call_request(function, arguments)
        response = await self._open(request, function.kinds)
        try:
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
