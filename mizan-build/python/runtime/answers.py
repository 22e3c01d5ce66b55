"""Answers over HTTP: the errors in them, and their JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import Final, cast

import httpx

from .errors import (
    MizanError,
    _Context,
    _decoded,
    _error,
    _Function,
    _Kind,
    _Paging,
    _part,
)

_MOUNTED: Final = (
    "Make the client with the address where the API is mounted, such as "
    "`https://example.net/api/mizan`."
)


def _parse(text: str | bytes) -> object:
    """JSON, or none where a text is something else, or deeper than Python reads."""
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return None


@dataclass(frozen=True)
class _Answer:
    """An answer over HTTP, with its whole body."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class _Body:
    """The body of an answer as it comes, up to a number of bytes, and in a number of seconds."""

    def __init__(self, limit: int, timeout: float | None) -> None:
        self._limit = limit
        self._timeout = timeout
        self._end = inf if timeout is None else monotonic() + timeout
        self._pieces: list[bytes] = []
        self._length = 0

    def take(self, piece: bytes) -> None:
        self._length += len(piece)
        self._pieces.append(piece)
        if self._length > self._limit:
            raise _too_long(self._limit)
        if monotonic() > self._end:
            message = f"The answer was not complete within {self._timeout} seconds."
            raise MizanError("TIMEOUT", message)

    def ended(self, response: httpx.Response) -> _Answer:
        """The answer whose body has been taken."""
        content = b"".join(self._pieces)
        return _Answer(response.status_code, response.headers, content)


def _too_long(limit: int) -> MizanError:
    message = (
        f"The answer has more than {limit} bytes. Make the client with a larger `answer_limit`, if "
        "that is as it should be."
    )
    return MizanError("PAYLOAD_TOO_LARGE", message)


def _refused(answer: _Answer, kinds: Mapping[str, _Kind]) -> MizanError:
    """The error that the server answers, or that of what stands between."""
    after = answer.headers.get("Retry-After", "")
    retry_after = float(after) if after.isdecimal() else None
    answered = _parse(answer.content)
    if isinstance(answered, dict) and "error" in answered:
        return _error(cast("dict[str, object]", answered)["error"], kinds, retry_after)
    location = answer.headers.get("Location")
    if 300 <= answer.status < 400 and location is not None:
        message = (
            f"The address leads elsewhere, to `{location}`, and a call cannot follow. Make the client "
            "with the address that it ends at."
        )
    else:
        message = f"The answer has the status {answer.status}, and is none of a Mizan server's. {_MOUNTED}"
    code = "BAD_REQUEST" if answer.status < 500 else "NETWORK"
    return MizanError(code, message, retry_after=retry_after)


def _is_forged(answer: _Answer) -> bool:
    """True where the server takes a request for one of another site."""
    return answer.status == 403 and _refused(answer, {}).kind == "CSRF"


def _good(answer: _Answer) -> dict[str, object]:
    """The JSON of a good answer."""
    answered = _parse(answer.content)
    if isinstance(answered, dict):
        return cast("dict[str, object]", answered)
    message = (
        f"The answer is no JSON object, and so none of a Mizan server's. {_MOUNTED}"
    )
    raise MizanError("INTERNAL_ERROR", message)


def _kinds_of(context: _Context, only: str | None) -> dict[str, _Kind]:
    """The errors that a context, or one function of it, declares."""
    kinds = dict[str, _Kind]()
    for name, member in context.members.items():
        kinds |= member.kinds if only in (None, name) else {}
    return kinds


def _results(
    context: _Context, answered: dict[str, object], only: str | None
) -> dict[str, object]:
    """The results in a bundle; the error of a function that has failed is raised."""
    errors = cast("dict[str, object]", answered.get("$errors", {}))
    bundle: dict[str, object] = {}
    for name, member in context.members.items():
        if only not in (None, name):
            continue
        if name in errors:
            raise _error(errors[name], member.kinds)
        bundle[name] = _decoded(member.result, _part(answered, name))
    return bundle


def _items(paging: _Paging, page: object) -> list[object]:
    """The elements of a page."""
    held = (
        page
        if paging.elements is None
        else cast("dict[str, object]", page)[paging.elements]
    )
    return cast("list[object]", held)


def _next_page(paging: _Paging, page: object, offset: int, before: object) -> object:
    """The argument of the next page, or none behind the last; `before` is that of this one."""
    items = _items(paging, page)
    fields = cast("dict[str, object]", page if isinstance(page, dict) else {})
    if paging.cursor is None:
        total = fields.get(paging.total or "", None)
        is_last = not items or (isinstance(total, int) and offset >= total)
        return None if is_last else offset
    cursor = fields.get(paging.cursor)
    if cursor is not None and cursor == before:
        message = (
            f"The server answers the page `{cursor}` behind itself, without an end."
        )
        raise MizanError("INTERNAL_ERROR", message)
    return cursor


class _Lines:
    """The lines of a body that comes in pieces. Nothing but a line feed ends a line of JSON."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest: list[bytes] = []
        """The pieces of a line whose end has not come."""
        self._length = 0

    def take(self, piece: bytes) -> list[bytes]:
        """The lines that a piece ends."""
        *lines, rest = piece.split(b"\n")
        if lines:
            lines[0] = b"".join([*self._rest, lines[0]])
            self._rest.clear()
            self._length = 0
        self._rest.append(rest)
        self._length += len(rest)
        if self._length > self._limit:
            raise _too_long(self._limit)
        return [line for line in lines if line.strip()]


def _stream_item(function: _Function, line: bytes) -> tuple[bool, list[object]]:
    """Whether a line ends a stream, and the items in it."""
    parsed = _parse(line)
    if not isinstance(parsed, dict):
        raise MizanError("INTERNAL_ERROR", "A line of the stream is no JSON object.")
    entry = cast("dict[str, object]", parsed)
    if "error" in entry:
        raise _error(entry["error"], function.kinds)
    items = [entry["item"]] if "item" in entry else []
    return "end" in entry, [_decoded(function.result, item) for item in items]


def _cut_off() -> MizanError:
    return MizanError("NETWORK", "The stream was cut off.")


def _network(error: httpx.HTTPError) -> MizanError:
    """The error of a request that got no answer."""
    problem = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException):
        message = f"No answer came in time ({problem}). Give the client a longer `timeout`, if that is as it should be."
        return MizanError("TIMEOUT", message)
    if isinstance(error, (httpx.LocalProtocolError, httpx.UnsupportedProtocol)):
        return MizanError("BAD_REQUEST", f"The request cannot be sent: {problem}.")
    place = f"`{_origin_of(error.request.url)}`"
    if isinstance(error, httpx.ConnectError):
        message = f"{place} cannot be reached: {problem}. Start the server, or make the client with its address."
        return MizanError("NETWORK", message)
    return MizanError("NETWORK", f"{place}: {problem}")


def _origin_of(url: httpx.URL) -> str:
    """The origin of a page of the server, which proves that no other site sends a request."""
    return f"{url.scheme}://{url.netloc.decode()}"
