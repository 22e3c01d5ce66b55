"""What both clients have: the address, the headers, and what is known of the server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

import httpx

from .errors import MizanError, _decoded, _Function, _part
from .requests import _answer, _raise_for_status, _Request

_MOST_SEEN: Final = 20
"""The contexts whose versions a request names: a header has a limit."""


class _Sender:
    """The address and the headers of a client."""

    def __init__(
        self, base_url: str, token: str | None, headers: Mapping[str, str] | None
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers or {})
        self._csrf_token: str | None = None
        self._seen: dict[str, str] = {}
        self.token = token
        """The token of `Authorization: Bearer`, which may be replaced at any time."""

    def _headers_of(self, request: _Request) -> dict[str, str]:
        headers = {**self._headers, **request.headers}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if self._csrf_token is not None:
            headers["X-CSRFToken"] = self._csrf_token
        if self._seen:
            headers["X-Mizan-Seen"] = ", ".join(reversed(self._seen.values()))
        return headers

    def _land(self, function: _Function, response: httpx.Response) -> object:
        """The result of a call. Later reads ask for what it has changed."""
        _raise_for_status(response, function.kinds)
        return self._take(function, _answer(response))

    def _take(self, function: _Function, answer: dict[str, object]) -> object:
        """The result in an answer."""
        versions = answer.get("v")
        known = cast("dict[str, str]", versions) if isinstance(versions, dict) else {}
        for context, version in known.items():
            self._seen.pop(context, None)
            self._seen[context] = f"{context}={version}"
        while len(self._seen) > _MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        if answer.get("session") is True:
            self._change_session()
        return _decoded(function.result, _part(answer, "result"))

    def _change_session(self) -> None:
        """Somebody has signed in or out."""


def _rewind(request: _Request) -> None:
    """Goes back to the beginning of each file, for a request that is sent once more."""
    for _, part in request.files or ():
        content = part[1] if isinstance(part, tuple) else part
        if not isinstance(content, (bytes, str)):
            content.seek(0)


def _is_forged(response: httpx.Response) -> bool:
    try:
        _raise_for_status(response, {})
    except MizanError as error:
        return error.kind == "CSRF"
    return False
