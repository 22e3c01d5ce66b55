"""What both clients have: the address, the headers, and what is known of the server."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from threading import Lock
from typing import Final, cast

import httpx

from .answers import _Answer, _good, _origin_of, _refused
from .errors import MizanError, _decoded, _Function, _part
from .requests import _Request

_MOST_SEEN: Final = 20
"""The contexts whose versions a request names: a header has a limit."""


class _Sender:
    """The address and the headers of a client."""

    def __init__(
        self,
        base_url: str,
        token: str | None,
        headers: Mapping[str, str] | None,
        answer_limit: int,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers or {})
        self._answer_limit = answer_limit
        self._csrf_token: str | None = None
        self._origin: str | None = None
        """The origin, once the server wants it: a browser says it by itself."""
        self._seen: dict[str, str] = {}
        self._seen_lock = Lock()
        """Several threads may use one client."""
        self._renewals = 0
        """The renewals of the proof that no other site sends a request."""
        self._renewed: bool | MizanError = False
        """Whether the last of them has brought another proof."""
        self.token = token
        """The token of `Authorization: Bearer`, which may be replaced at any time."""

    def _headers_of(self, request: _Request) -> dict[str, str]:
        headers = {**self._headers, **request.headers}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if self._csrf_token is not None:
            headers["X-CSRFToken"] = self._csrf_token
        if self._origin is not None:
            headers["Origin"] = self._origin
        with self._seen_lock:
            if self._seen:
                headers["X-Mizan-Seen"] = ", ".join(reversed(self._seen.values()))
        for name, value in headers.items():
            _check_header(name, value)
        return headers

    def _take(self, function: _Function, answer: dict[str, object]) -> object:
        """The result in the answer to a call. Later reads ask for what it has changed."""
        versions = answer.get("v")
        known = cast("dict[str, str]", versions) if isinstance(versions, dict) else {}
        with self._seen_lock:
            for context, version in known.items():
                self._seen.pop(context, None)
                self._seen[context] = f"{context}={version}"
            while len(self._seen) > _MOST_SEEN:
                del self._seen[next(iter(self._seen))]
        if answer.get("session") is True:
            self._change_session()
        return _decoded(function.result, _part(answer, "result"))

    def _take_proof(self, answer: _Answer, url: httpx.URL) -> bool:
        """Notes the token against forged requests, and says the origin where there is none to have.

        False if that was said already, so that there is nothing new to be sent.
        """
        if not 200 <= answer.status < 300:
            raise _refused(answer, {})
        self._csrf_token = cast("str | None", _good(answer).get("csrfToken"))
        if self._csrf_token is not None:
            return True
        said, self._origin = self._origin, _origin_of(url)
        return said is None

    def _end_renewal(self, renewed: bool | MizanError) -> None:
        """Ends a renewal for all requests that were refused at the same time."""
        self._renewed = renewed
        self._renewals += 1

    def _renewed_proof(self) -> bool:
        """What the last renewal has brought, or its error."""
        if isinstance(self._renewed, MizanError):
            raise copy(self._renewed)
        return self._renewed

    def _change_session(self) -> None:
        """Somebody has signed in or out."""


def _check_address(base_url: str) -> None:
    """Raises an error where a text is no address of a server."""
    problem = None
    try:
        url = httpx.URL(base_url)
        if url.scheme not in ("http", "https"):
            problem = "it begins with neither `http://` nor `https://`"
        elif not url.host or " " in base_url:
            problem = "it has no host" if not url.host else "it has a space"
        elif url.port is not None and not 0 < url.port < 65536:
            problem = f"there is no port {url.port}"
        elif url.query or url.fragment:
            problem = "it goes on behind its path"
    except httpx.InvalidURL as error:
        problem = str(error)
    if problem is not None:
        message = (
            f"`{base_url}` is no address of a server: {problem}. Write the place where the API is "
            "mounted, such as `https://example.net/api/mizan`."
        )
        raise ValueError(message)


def _check_header(name: str, value: str) -> None:
    """Raises an error for a header that HTTP does not have."""
    if value.isascii() and value.isprintable() and value == value.strip():
        return
    message = (
        f"The header `{name}` cannot be sent: it has a line break, a space at its end, or a letter "
        "that is not of ASCII. Give it without, such as by `token.strip()` for a token that was read "
        "from a file."
    )
    raise MizanError("BAD_REQUEST", message)


def _rewind(request: _Request) -> None:
    """Goes back to the beginning of each file, for a request that is sent once more."""
    for _, part in request.files or ():
        content = part[1] if isinstance(part, tuple) else part
        if not isinstance(content, (bytes, str)):
            content.seek(0)
