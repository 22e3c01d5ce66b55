"""The client that is awaited, with what needs a socket."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping

import httpx

from .awaited import _AsyncSender
from .connection import LiveStatus, _Connection
from .errors import _Context
from .requests import _Request
from .rooms import _Rooms
from .watches import _Watches


class _LiveSender(_AsyncSender):
    """Requests that are awaited, live contexts, and rooms."""

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
        socket_options: Mapping[str, object] | None = None,
    ) -> None:
        """`base_url` is the address of the server, such as `https://example.net/api/mizan`.

        `timeout` is in seconds, and `answer_limit` in bytes: the longest answer, and the longest
        item of a stream. So many calls and reads as `concurrency_limit` are on their way at once,
        and the others wait for their turn. An `http` of the caller's own has its timeout, its
        cookies and its transport, and stays open when the client is closed.
        `socket_options` are arguments of `websockets.connect`, such as `ssl` or `proxy`.
        """
        self._token: str | None = None
        address = base_url.rstrip("/").replace("http", "ws", 1) + "/ws/"
        self._connection = _Connection(
            address,
            self._upgrade_headers,
            lambda: self._token,
            socket_options or {},
        )
        super().__init__(
            base_url,
            token=token,
            headers=headers,
            timeout=timeout,
            concurrency_limit=concurrency_limit,
            answer_limit=answer_limit,
            http=http,
        )
        self._watches = _Watches(self._send, self._connection)
        self._rooms = _Rooms(self._connection, self._take, timeout)

    @property
    def token(self) -> str | None:
        """The token of `Authorization: Bearer`, which may be replaced at any time."""
        return self._token

    @token.setter
    def token(self, token: str | None) -> None:
        self._token = token
        self._connection.renew()

    @property
    def live_status(self) -> LiveStatus:
        """The state of the socket, which is open while something is watched or a room is joined."""
        return self._connection.status

    async def close(self) -> None:
        """Closes the connections. What is watched ends with an error."""
        await self._connection.close()
        await super().close()

    def _change_session(self) -> None:
        self._connection.restart()

    def _upgrade_headers(self) -> dict[str, str]:
        """The headers of a request over HTTP that say who is asking."""
        headers = self._headers_of(_Request("/ws/", method="GET"))
        # The cookies and the headers of the caller's own `http` come with it.
        request = self._in_loop.http.build_request(
            "GET", self._base_url + "/ws/", headers=headers
        )
        own = ("host", "connection", "accept", "accept-encoding", "user-agent")
        known = {name: it for name, it in request.headers.items() if name not in own}
        if "cookie" in known:
            # A cookie alone may come from a page of another site, whose browser would say so.
            origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
            known.setdefault("origin", origin)
        return known

    def _watch(
        self,
        context: _Context,
        parameters: Mapping[str, object],
        only: str | None = None,
    ) -> AsyncGenerator[object, None]:
        return self._watches.watch(context, parameters, only)
