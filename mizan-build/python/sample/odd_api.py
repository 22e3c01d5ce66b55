"""A client of the API: `Client` waits for answers, `AsyncClient` is awaited.

Needs Python 3.11 or newer, and httpx.

Live contexts and channels need the package `websockets`, 13 or newer, as well, and are for
`AsyncClient`.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections import deque
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterator,
    Mapping,
    Sequence,
)
from copy import copy
from dataclasses import dataclass, field
from functools import cache, partial
from http.cookiejar import CookieJar
from importlib import import_module
from math import inf
from threading import Lock, Semaphore
from time import monotonic
from types import NoneType, TracebackType, UnionType
from typing import (
    IO,
    Annotated,
    Final,
    ForwardRef,
    Generic,
    Literal,
    NotRequired,
    Protocol,
    Required,
    Self,
    TypeAlias,
    TypeVar,
    TypedDict,
    Union,
    cast,
    get_args,
    get_origin,
    is_typeddict,
)
from urllib.parse import quote, urlencode
from weakref import WeakSet

import anyio
import httpx


Json: TypeAlias = Union[None, bool, int, float, str, list["Json"], dict[str, "Json"]]
"""Any JSON."""

BigInt: TypeAlias = Annotated[int, "decimal text"]
"""An integer that travels as decimal text."""


def _resolve(hint: object) -> object:
    """A type without the quotes and the words around it."""
    while True:
        if isinstance(hint, ForwardRef):
            hint = hint.__forward_arg__
        if isinstance(hint, str):
            hint = cast("object", eval(hint, globals()))
        elif get_origin(hint) in (NotRequired, Required):
            hint = get_args(hint)[0]
        elif not isinstance(hint, ForwardRef):
            return hint


def _fields(hint: object) -> dict[str, object]:
    return cast("dict[str, object]", getattr(hint, "__annotations__"))


@cache
def _is_plain(hint: object) -> bool:
    """True for a type whose values are JSON as it is read: no big integer, no tuple."""
    waiting, seen = [hint], set[object]()
    while waiting:
        one = _resolve(waiting.pop())
        if one == BigInt or get_origin(one) is tuple:
            return False
        if one in seen or get_origin(one) is Literal:
            continue
        seen.add(one)
        waiting.extend(_fields(one).values() if is_typeddict(one) else get_args(one))
    return True


def _convert(hint: object, value: object, *, sends: bool) -> object:
    """A value as JSON, or a value from JSON: big integers are text there, tuples lists."""
    hint = _resolve(hint)
    if _is_plain(hint):
        return value
    if hint == BigInt:
        return str(value) if sends else int(cast("str", value))
    kind, arguments = get_origin(hint), get_args(hint)
    if kind in (Union, UnionType):
        found = _choose(arguments, value, sends=sends)
        return value if found is None else _convert(found, value, sends=sends)
    if isinstance(value, (list, tuple)):
        items = cast("Sequence[object]", value)
        if kind is tuple:
            if len(items) != len(arguments):
                message = (
                    f"a tuple has {len(items)} elements in place of {len(arguments)}"
                )
                raise ValueError(message)
            pairs = zip(arguments, items)
            return tuple(_convert(each, item, sends=sends) for each, item in pairs)
        return [_convert(arguments[0], item, sends=sends) for item in items]
    if isinstance(value, dict):
        entries = cast("dict[str, object]", value)
        known = _fields(hint) if is_typeddict(hint) else dict[str, object]()
        rest: object = arguments[1] if kind is dict else object
        return {
            key: _convert(known.get(key, rest), item, sends=sends)
            for key, item in entries.items()
        }
    return value


def _choose(hints: Sequence[object], value: object, *, sends: bool) -> object:
    """The type in a union that a value has: the one that names each of its keys, if one does."""
    fitting = [hint for hint in hints if _fits(hint, value, sends=sends)]
    keys = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    for hint in fitting:
        one = _resolve(hint)
        if not is_typeddict(one) or keys.keys() <= _fields(one).keys():
            return hint
    return fitting[0] if fitting else None


def _fits(hint: object, value: object, *, sends: bool) -> bool:
    """True if a value can be of a type."""
    hint = _resolve(hint)
    kind, arguments = get_origin(hint), get_args(hint)
    if hint == BigInt:
        is_text = isinstance(value, str) and value.removeprefix("-").isdecimal()
        return _fits(int, value, sends=sends) if sends else is_text
    if kind in (Union, UnionType):
        return any(_fits(each, value, sends=sends) for each in arguments)
    if kind is Literal:
        return any(type(each) is type(value) and each == value for each in arguments)
    if kind is list:
        return isinstance(value, list) and all(
            _fits(arguments[0], item, sends=sends)
            for item in cast("list[object]", value)
        )
    if kind is tuple:
        if not isinstance(value, (list, tuple)):
            return False
        items = cast("Sequence[object]", value)
        return len(items) == len(arguments) and all(
            _fits(each, item, sends=sends) for each, item in zip(arguments, items)
        )
    if kind is dict:
        return isinstance(value, dict) and all(
            _fits(arguments[1], item, sends=sends)
            for item in cast("dict[str, object]", value).values()
        )
    if is_typeddict(hint):
        return isinstance(value, dict) and _has_fields(
            hint, cast("dict[str, object]", value), sends=sends
        )
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint is None or hint is NoneType:
        return value is None
    return isinstance(hint, type) and isinstance(value, hint)


def _has_fields(hint: object, value: dict[str, object], *, sends: bool) -> bool:
    return all(
        _fits(each, value[key], sends=sends) if key in value else _may_be_absent(each)
        for key, each in _fields(hint).items()
    )


def _may_be_absent(hint: object) -> bool:
    """True for `NotRequired[…]`, which is a text in a class."""
    text = hint.__forward_arg__ if isinstance(hint, ForwardRef) else ""
    return text.startswith("NotRequired[") or get_origin(hint) is NotRequired


def _to_json(value: object) -> str:
    return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def _to_text(value: object) -> str:
    """A parameter in a query: a text as it is, any other value as JSON."""
    return value if isinstance(value, str) else _to_json(value)


class MizanError(Exception):
    """A call or a read that failed."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        kind: str | None = None,
        details: object = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        """The code of the protocol, such as `NOT_FOUND`; `NETWORK` where no answer came."""
        self.message = message
        self.kind = kind
        """The variant, if the function declares an error type."""
        self.retry_after = retry_after
        """The seconds after which another attempt makes sense, if the server says so."""
        self._details = details

    @property
    def details(self) -> object:
        """The fields of the variant, or the details of the code."""
        return self._details

    @property
    def is_transient(self) -> bool:
        """True if the same request may succeed a little later."""
        return self.code in _TRANSIENT

    @property
    def outcome_unknown(self) -> bool:
        """True if the server may have run the function although no answer came."""
        return self.code in ("NETWORK", "TIMEOUT", "INTERNAL_ERROR")

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        # A copy, such as one that comes from another process, has no arguments to be made of.
        return _restored, (type(self), self.args, vars(self))


def _restored(
    kind: type[MizanError], arguments: tuple[object, ...], state: dict[str, object]
) -> MizanError:
    error = kind.__new__(kind, *arguments)
    vars(error).update(state)
    return error


_TRANSIENT: Final = (
    "NETWORK",
    "TIMEOUT",
    "UNAVAILABLE",
    "INTERNAL_ERROR",
    "TOO_MANY_REQUESTS",
)


@dataclass(frozen=True)
class _Kind:
    """A variant of a declared error: its exception, and the type of its details."""

    error: type[MizanError]
    details: str = "None"


@dataclass(frozen=True)
class _Function:
    """A function: the types of its result and its arguments, and the errors that it declares."""

    name: str
    result: str = "None"
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    kinds: Mapping[str, _Kind] = field(default_factory=dict[str, _Kind])


@dataclass(frozen=True)
class _Context:
    """A context, with the functions that one request reads."""

    name: str
    members: Mapping[str, _Function]


@dataclass(frozen=True)
class _Paging:
    """How the pages of a list follow each other."""

    argument: str
    """The argument that names a page."""
    elements: str | None = None
    """The field with the elements; none where the result is the list."""
    cursor: str | None = None
    """The field with the argument of the next page; without one it is the number of elements."""
    total: str | None = None
    """The field with the number of elements of all pages."""


class _WireError(TypedDict, total=False):
    """An error as it is in an answer."""

    code: str
    message: str
    kind: str
    details: object


def _error(
    answered: object, kinds: Mapping[str, _Kind], retry_after: float | None = None
) -> MizanError:
    """The exception for an error of the protocol."""
    if not isinstance(answered, dict):
        return MizanError("INTERNAL_ERROR", f"The server answers an error: {answered}")
    error = cast("_WireError", answered)
    kind = str(error.get("kind")) if error.get("kind") else None
    known = kinds.get(kind) if kind else None
    details = error.get("details")
    if known:
        details = _decoded(known.details, details)
    return (known.error if known else MizanError)(
        str(error.get("code", "INTERNAL_ERROR")),
        str(error.get("message", "")),
        kind=kind,
        details=details,
        retry_after=retry_after,
    )


def _decoded(hint: str, value: object) -> object:
    """A value of an answer."""
    try:
        return _convert(hint, value, sends=False)
    except (
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise _other_version(f"The answer is no `{hint}`: {error}.") from error


def _part(answer: Mapping[str, object], name: str) -> object:
    """A part of an answer."""
    if name not in answer:
        raise _other_version(f"The answer has no `{name}`.")
    return answer[name]


def _other_version(problem: str) -> MizanError:
    message = f"{problem} The server is of another version than the client: build the client anew."
    return MizanError("INTERNAL_ERROR", message)


Content: TypeAlias = bytes | IO[bytes]
"""The bytes of a file, or a file that is open for reading them."""

Upload: TypeAlias = Content | tuple[str, Content] | tuple[str, Content, str]
"""A file: its content alone, behind its name, or between its name and its media type."""

_LONGEST_QUERY: Final = 2000


def _wire(function: _Function, arguments: Mapping[str, object]) -> dict[str, object]:
    """The arguments as JSON."""
    wire: dict[str, object] = {}
    for name, value in arguments.items():
        hint = function.arguments.get(name, object)
        try:
            wire[name] = _convert(hint, value, sends=True)
            _to_json(wire[name]).encode()
        except (TypeError, ValueError, RecursionError) as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            message = f"`{name}` of `{function.name}` cannot be sent: {error}."
            raise kind(message) from error
    return wire


@dataclass(frozen=True)
class _Request:
    """A request before it has the address and the headers of a client."""

    path: str
    method: str = "POST"
    content: bytes | None = None
    files: Sequence[tuple[str, Upload | tuple[None, str]]] | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def _call_request(
    function: _Function,
    arguments: Mapping[str, object],
    files: Mapping[str, Upload | Sequence[Upload] | None] | None = None,
    idempotency_key: str | None = None,
) -> _Request:
    wire = _wire(function, arguments)
    headers = dict[str, str]()
    if idempotency_key is not None:
        headers["Idempotency-Key"] = idempotency_key
    if files is None:
        headers["Content-Type"] = "application/json"
        envelope = _to_json({"fn": function.name, "args": wire})
        return _Request("/call/", content=envelope.encode(), headers=headers)
    parts: list[tuple[str, Upload | tuple[None, str]]] = [
        ("fn", (None, function.name)),
        ("args", (None, _to_json(wire))),
    ]
    for name, given in files.items():
        each = given if isinstance(given, list) else [] if given is None else [given]
        parts.extend((name, cast("Upload", file)) for file in each)
    return _Request("/call/", files=parts, headers=headers)


def _wire_parameters(
    context: _Context, parameters: Mapping[str, object], only: str | None
) -> dict[str, object]:
    """The parameters of a context, or of one function of it, as JSON, sorted by name."""
    known: dict[str, str] = {}
    for name, member in context.members.items():
        if only in (None, name):
            known |= member.arguments
    wire = _wire(_Function(context.name, arguments=known), parameters)
    return {name: wire[name] for name in sorted(wire)}


def _read_request(
    context: _Context, parameters: Mapping[str, object], only: str | None = None
) -> _Request:
    """A read of a context, or of one function of it: by its address, if that is short."""
    wire = _wire_parameters(context, parameters, only)
    path = f"/ctx/{context.name}/"
    pairs = [(name, _to_text(wire[name])) for name in wire]
    if only is not None:
        pairs.append(("$only", only))
    query = urlencode(pairs, quote_via=quote)
    if len(query) <= _LONGEST_QUERY:
        return _Request(f"{path}?{query}" if query else path, method="GET")
    body: dict[str, object] = {"params": wire}
    if only is not None:
        body["only"] = only
    headers = {"Content-Type": "application/json"}
    return _Request(path, content=_to_json(body).encode(), headers=headers)


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


_Frame: TypeAlias = Mapping[str, object]
"""A frame of the server."""

_LONGEST_PAUSE: Final = 30.0
"""The longest pause before another attempt, in seconds."""


class _Socket(Protocol):
    async def send(self, message: str) -> None: ...

    async def recv(self) -> str | bytes: ...

    async def close(self) -> None: ...


@dataclass(frozen=True)
class _Library:
    """The package `websockets`, which nobody needs who uses no socket."""

    connect: Callable[..., Awaitable[_Socket]]
    failures: tuple[type[Exception], ...]


def _load_library() -> _Library:
    try:
        client = import_module("websockets.asyncio.client")
        exceptions = import_module("websockets.exceptions")
    except ImportError as error:
        message = (
            "Live contexts and channels need the package `websockets`, 13 or newer. Install it: "
            '`pip install "websockets>=13"`.'
        )
        raise ImportError(message) from error
    failure = cast("type[Exception]", exceptions.WebSocketException)
    connect = cast("Callable[..., Awaitable[_Socket]]", client.connect)
    return _Library(connect, (OSError, EOFError, TimeoutError, failure))


def _pause_after(failures: int) -> float:
    """A pause in seconds. The jitter keeps the clients of a server from returning at once."""
    longest = min(2.0 ** (failures - 1), _LONGEST_PAUSE)
    return longest * (0.5 + random.random() / 2)


def _refusal(error: Exception) -> MizanError:
    """Why there is no socket: the error in the answer to its request, or another one."""
    response = cast("object", getattr(error, "response", None))
    status = cast("int", getattr(response, "status_code", 0))
    answered = _parse(cast("bytes", getattr(response, "body", b"") or b""))
    if isinstance(answered, dict) and "error" in answered:
        return _error(cast("_Frame", answered)["error"], {})
    codes = {401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND"}
    message = f"The socket cannot be opened: {error or type(error).__name__}"
    return MizanError(codes.get(status, "NETWORK"), message)


class _Heard(Protocol):
    """What is told of a socket."""

    def begin(self) -> asyncio.Queue[str]:
        """A socket is open. What is sent is in the queue."""
        ...

    def take(self, frame: _Frame) -> None:
        """Takes a frame of the server."""

    def end(self) -> None:
        """The socket is lost."""


class _Hearer:
    """Hears one socket until it is lost."""

    def __init__(
        self,
        connection: _Heard,
        socket: _Socket,
        library: _Library,
        failures: int,
    ) -> None:
        self._connection = connection
        self._socket = socket
        self._library = library
        self.failures = failures
        """The attempts since the last frame of a server."""

    async def hear(self) -> float:
        """Hears until the socket is lost; returns the pause before the next one in seconds."""
        outgoing = self._connection.begin()
        sender = asyncio.create_task(self._send(outgoing))
        pause: float | None = None
        try:
            while pause is None:
                pause = self._take(await self._socket.recv())
        except self._library.failures:
            pass
        finally:
            sender.cancel()
            self._connection.end()
            await self._close()
        if pause is not None:
            return pause
        self.failures += 1
        return _pause_after(self.failures - 1)

    def _take(self, message: str | bytes) -> float | None:
        """Takes a frame; returns a pause where another socket has to be opened after it."""
        frame = _parse(message)
        if not isinstance(frame, dict):
            return self._lose_frame()
        known = cast("_Frame", frame)
        if known.get("event") == "going":
            return 5 * random.random()
        try:
            self._connection.take(known)
        except Exception:
            return self._lose_frame()
        self.failures = 0
        return None

    def _lose_frame(self) -> float:
        """Nobody knows what was lost: another socket says again what matters."""
        self.failures += 1
        return _pause_after(self.failures)

    async def _send(self, outgoing: asyncio.Queue[str]) -> None:
        try:
            while True:
                await self._socket.send(await outgoing.get())
        except self._library.failures:
            # Who hears the socket learns it as well.
            pass

    async def _close(self) -> None:
        try:
            await self._socket.close()
        except self._library.failures:
            pass


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


_HOLE: Final = object()
"""Stands in the place of messages that are missing."""

_MOST_UNREAD: Final = 256
"""The messages that wait to be read, as many as a server keeps of a room."""

_LATER: Final = ("TIMEOUT", "UNAVAILABLE", "TOO_MANY_REQUESTS")
"""The errors after which a room that was joined is joined again a moment later."""


class MessagesMissed(MizanError):
    """Messages of a room are lost: it was not heard, or not read, for too long.

    The room can be read on behind them. Where it was not heard, `first` is anew.
    """


@dataclass(frozen=True)
class _Channel:
    """A channel: the types of its parameters and of what is said in it, and the errors of joining."""

    name: str
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    first: str = "None"
    message: str = "None"
    presence: str = "None"
    key: str = "id"
    """The field that tells one message from the others."""
    kinds: Mapping[str, _Kind] = field(default_factory=dict[str, _Kind])


class _Membership:
    """A room that is joined, and joined again, without a hole, after each lost socket."""

    def __init__(
        self, connection: _Connection, channel: _Channel, named: Mapping[str, object]
    ) -> None:
        self._connection = connection
        self._channel = channel
        self.named = named
        """The room as frames name it."""
        self.guests = set[_Guest]()
        self.is_joined = False
        self.first: object = None
        self.present: list[object] = []
        self.error: MizanError | None = None
        self._seq: str | None = None
        """The place of the last message; none before the first join."""
        self._join = 0
        """Counts the joins: the answer to an older one is of no interest."""
        self._is_joining = False

    def on_open(self) -> None:
        """Joins behind the last message that was heard."""
        self._join += 1
        self._is_joining = True
        frame = {"action": "join", **self.named}
        if self._seq is not None:
            frame["seq"] = self._seq
        self._connection.ask(frame, partial(self._take, self._join))

    def on_lost(self) -> None:
        self._join += 1
        self.is_joined = False

    def on_failed(self, error: MizanError, *, is_final: bool) -> None:
        if is_final or self._seq is None:
            self._fail(error)

    def on_event(self, frame: _Frame) -> None:
        # What comes before the answer to a join is of a membership that is over, and is in the answer.
        if self._is_joining or _room_name(frame) != _room_name(self.named):
            return
        if "error" in frame:
            self._fail(_error(frame["error"], self._channel.kinds))
        elif frame["event"] == "lagged":
            self.on_open()
        elif frame["event"] == "present":
            self._change(frame)
        elif frame["event"] == "message":
            self._seq = cast("str", frame["seq"])
            self._hear(frame["message"])

    def _take(self, join: int, answer: _Frame | None) -> None:
        if join != self._join or answer is None:
            return
        if "error" in answer:
            error = _error(answer["error"], self._channel.kinds)
            if self._seq is None or error.code not in _LATER:
                return self._fail(error)
            pause = 0.5 + random.random()
            asyncio.get_running_loop().call_later(pause, self._join_again, join)
            return
        self._land(cast("Mapping[str, object]", answer["ok"]))

    def _join_again(self, join: int) -> None:
        if join == self._join and self._connection.status == "open":
            self.on_open()

    def _land(self, joined: Mapping[str, object]) -> None:
        is_new = self._seq is None
        if is_new or joined.get("gap"):
            self.first = joined.get("first")
        self._seq = cast("str", joined["seq"])
        self.present = [*cast("list[object]", joined.get("present", []))]
        self._is_joining = False
        self.is_joined = True
        for guest in self.guests:
            if joined.get("gap") and not is_new:
                guest.miss()
            guest.see()

    def _hear(self, message: object) -> None:
        if self._is_in_first(message):
            return
        for guest in self.guests:
            guest.hear(message)

    def _is_in_first(self, message: object) -> bool:
        """What was said during the join may have been in what was shown first."""
        key, first = _field(message, self._channel.key), self.first
        if key is None or not isinstance(first, list):
            return False
        shown = cast("list[object]", first)
        return any(_field(each, self._channel.key) == key for each in shown)

    def _change(self, frame: _Frame) -> None:
        for member in cast("list[object]", frame.get("left", [])):
            if member in self.present:
                self.present.remove(member)
        self.present.extend(cast("list[object]", frame.get("joined", [])))
        for guest in self.guests:
            guest.see()

    def _fail(self, error: MizanError) -> None:
        self.error = error
        self.is_joined = False
        for guest in self.guests:
            guest.see()


class _Guest:
    """One who is in a room, and what is not read yet."""

    def __init__(self) -> None:
        self.unread = deque[object]()
        self.changed = asyncio.Event()
        self.count = 0
        """The changes of what is known of the room."""
        self.has_left = False

    def hear(self, message: object) -> None:
        if len(self.unread) >= _MOST_UNREAD:
            self.unread.clear()
            self.miss()
        self.unread.append(message)
        self.changed.set()

    def miss(self) -> None:
        """Messages are missing behind those that are not read yet."""
        self.unread.append(_HOLE)
        self.changed.set()

    def see(self) -> None:
        self.count += 1
        self.changed.set()

    async def wait(self) -> None:
        self.changed.clear()
        await self.changed.wait()


def _room_name(named: Mapping[str, object]) -> str:
    """A text that tells a room from all others."""
    parts: list[object] = [named.get("channel"), named.get("params") or {}]
    return _to_json(parts)


def _field(value: object, name: str) -> object:
    return (
        cast("Mapping[str, object]", value).get(name)
        if isinstance(value, dict)
        else None
    )


_First = TypeVar("_First")
_Message = TypeVar("_Message")
_Presence = TypeVar("_Presence")


class _Rooms:
    """The rooms that are joined over a socket."""

    def __init__(
        self,
        connection: _Connection,
        take: Callable[[_Function, dict[str, object]], object],
        timeout: float | None,
    ) -> None:
        self.connection = connection
        self.take = take
        """Takes the answer of a function by which a member speaks."""
        self.timeout = timeout
        self._memberships: dict[str, _Membership] = {}

    def enter(self, channel: _Channel, named: Mapping[str, object]) -> _Membership:
        """The membership of a room, with a guest more."""
        membership = self._memberships.get(_room_name(named))
        if membership is None:
            membership = _Membership(self.connection, channel, named)
            self._memberships[_room_name(named)] = membership
            self.connection.add(membership)
        return membership

    def leave(self, membership: _Membership) -> None:
        """The last guest of a room leaves it."""
        if membership.guests:
            return
        if self._memberships.get(_room_name(membership.named)) is membership:
            del self._memberships[_room_name(membership.named)]
        membership.on_lost()
        if self.connection.status == "open":
            self.connection.post({"action": "leave", **membership.named})
        self.connection.remove(membership)


class _Room(Generic[_First, _Message, _Presence]):
    """A room of a channel. One is in it inside of `async with`, and reads it by `async for`."""

    def __init__(
        self, rooms: _Rooms, channel: _Channel, parameters: Mapping[str, object]
    ) -> None:
        place = _Function(channel.name, arguments=channel.parameters)
        self._named = {"channel": channel.name, "params": _wire(place, parameters)}
        self._rooms = rooms
        self._channel = channel
        self._membership: _Membership | None = None
        self._guest = _Guest()

    async def __aenter__(self) -> Self:
        if self._membership is not None:
            raise RuntimeError("Somebody is in this room already: ask the client anew.")
        self._guest = _Guest()
        self._membership = self._rooms.enter(self._channel, self._named)
        self._membership.guests.add(self._guest)
        try:
            await self._joined()
        except BaseException:
            self._leave()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        membership, self._membership = self._membership, None
        self._guest.has_left = True
        self._guest.changed.set()
        if membership is not None:
            membership.guests.discard(self._guest)
            self._rooms.leave(membership)

    async def _joined(self) -> _Membership:
        membership = self._inside()
        while not membership.is_joined:
            if membership.error is not None:
                raise membership.error
            await self._guest.wait()
        return membership

    def _inside(self) -> _Membership:
        if self._membership is None:
            name = self._channel.name
            message = f"Come in first: `async with client.{name}(…) as room:`."
            raise RuntimeError(message)
        return self._membership

    @property
    def first(self) -> _First:
        """What the server has shown when the room was joined last without what came before."""
        return cast("_First", _decoded(self._channel.first, self._inside().first))

    @property
    def present(self) -> list[_Presence]:
        """Who is there."""
        present = self._inside().present
        shown = [_decoded(self._channel.presence, member) for member in present]
        return cast("list[_Presence]", shown)

    async def watch_present(self) -> AsyncGenerator[list[_Presence], None]:
        """Who is there, now and after each change."""
        count = -1
        while self._membership is not None:
            if self._membership.error is not None:
                raise self._membership.error
            if count == self._guest.count:
                await self._guest.wait()
            else:
                count = self._guest.count
                yield self.present

    def __aiter__(self) -> AsyncIterator[_Message]:
        return self

    async def __anext__(self) -> _Message:
        guest = self._guest
        while not guest.unread:
            if guest.has_left or self._membership is None:
                raise StopAsyncIteration
            if self._membership.error is not None:
                raise self._membership.error
            await guest.wait()
        message = guest.unread.popleft()
        if message is _HOLE:
            text = "Messages of this room were missed: it was not heard, or not read, for too long."
            raise MessagesMissed("NETWORK", text)
        return cast("_Message", _decoded(self._channel.message, message))

    async def _say(
        self,
        function: _Function,
        arguments: Mapping[str, object],
        idempotency_key: str | None,
    ) -> object:
        """Says something; returns when everybody in the room is told."""
        frame: dict[str, object] = {
            "action": "send",
            **self._named,
            "fn": function.name,
        }
        frame["args"] = _wire(function, arguments)
        if idempotency_key is not None:
            frame["key"] = idempotency_key
        await self._joined()
        connection, timeout = self._rooms.connection, self._rooms.timeout
        answer = await connection.request(frame, function.kinds, timeout)
        return self._rooms.take(function, cast("dict[str, object]", answer))


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


class AdjacentUnit(TypedDict):
    kind: Literal["Unit"]


class AdjacentNewtype(TypedDict):
    kind: Literal["Newtype"]
    content: AppProfile


class AdjacentNamedContent(TypedDict):
    left: AppProfile
    right: list[Shape | None] | None
    rest: Json
    """Anything at all."""


class AdjacentNamed(TypedDict):
    kind: Literal["Named"]
    content: AdjacentNamedContent


class AdjacentTuple(TypedDict):
    kind: Literal["Tuple"]
    content: tuple[int, str]


Adjacent: TypeAlias = Union[
    "AdjacentUnit",
    "AdjacentNewtype",
    "AdjacentNamed",
    "AdjacentTuple",
]
"""Holds */ and more."""


class AdjacentInputUnit(TypedDict):
    kind: Literal["Unit"]


class AdjacentInputNewtype(TypedDict):
    kind: Literal["Newtype"]
    content: AppProfileInput


class AdjacentInputNamedContent(TypedDict):
    left: AppProfileInput
    right: NotRequired[list[ShapeInput | None] | None]
    rest: Json
    """Anything at all."""


class AdjacentInputNamed(TypedDict):
    kind: Literal["Named"]
    content: AdjacentInputNamedContent


class AdjacentInputTuple(TypedDict):
    kind: Literal["Tuple"]
    content: tuple[int, str]


AdjacentInput: TypeAlias = Union[
    "AdjacentInputUnit",
    "AdjacentInputNewtype",
    "AdjacentInputNamed",
    "AdjacentInputTuple",
]
"""Holds */ and more."""


Flat: TypeAlias = dict[str, Json]
"""Holds */ and more."""


class InternalUnit(TypedDict):
    kind: Literal["Unit"]


InternalNewtype = TypedDict(
    "InternalNewtype",
    {
        "kind": Literal["Newtype"],
        "id": int,
        # The name that a profile shows, which may be so long that it does not fit on a line
        "name": Union[str, None],
        "odd-key": Union[float, None],
    },
)


class InternalNamed(TypedDict):
    kind: Literal["Named"]
    left: AppProfile
    right: list[Shape | None] | None
    rest: Json
    """Anything at all."""


Internal: TypeAlias = Union["InternalUnit", "InternalNewtype", "InternalNamed"]
"""Holds */ and more."""


class InternalInputUnit(TypedDict):
    kind: Literal["Unit"]


InternalInputNewtype = TypedDict(
    "InternalInputNewtype",
    {
        "kind": Literal["Newtype"],
        "id": int,
        # The name that a profile shows, which may be so long that it does not fit on a line
        "name": NotRequired[Union[str, None]],
        "odd-key": float,
    },
)


class InternalInputNamed(TypedDict):
    kind: Literal["Named"]
    left: AppProfileInput
    right: NotRequired[list[ShapeInput | None] | None]
    rest: Json
    """Anything at all."""


InternalInput: TypeAlias = Union[
    "InternalInputUnit",
    "InternalInputNewtype",
    "InternalInputNamed",
]
"""Holds */ and more."""


class Line(TypedDict):
    """Holds */ and more."""

    sku: str


class Order(TypedDict):
    """Holds */ and more."""

    id: int
    lines: list[Line]
    replaces: Order | None


class OrderInput(TypedDict):
    """Holds */ and more."""

    id: int
    lines: list[Line]
    replaces: NotRequired[OrderInput | None]


Planet: TypeAlias = Literal[
    "Mercury",
    "Venus",
    "Earth",
    "Mars",
    "Jupiter",
    "Saturn",
    "Uranus",
    "Neptune",
]
"""Holds */ and more."""


AppProfile = TypedDict(
    "AppProfile",
    {
        "id": int,
        # The name that a profile shows, which may be so long that it does not fit on a line
        "name": Union[str, None],
        "odd-key": Union[float, None],
    },
)
"""Holds */ and more."""


AppProfileInput = TypedDict(
    "AppProfileInput",
    {
        "id": int,
        # The name that a profile shows, which may be so long that it does not fit on a line
        "name": NotRequired[Union[str, None]],
        "odd-key": float,
    },
)
"""Holds */ and more."""


class Remarks(TypedDict):
    """Holds */ and more."""

    remarks: list[Order]
    next: str | None


class ShapeNewtype(TypedDict):
    Newtype: AppProfile


class ShapeNamedContent(TypedDict):
    left: AppProfile
    right: list[Shape | None] | None
    rest: Json
    """Anything at all."""


class ShapeNamed(TypedDict):
    Named: ShapeNamedContent


class ShapeTuple(TypedDict):
    Tuple: tuple[int, str]


Shape: TypeAlias = Union[Literal["Unit"], "ShapeNewtype", "ShapeNamed", "ShapeTuple"]
"""Holds */ and more."""


class ShapeInputNewtype(TypedDict):
    Newtype: AppProfileInput


class ShapeInputNamedContent(TypedDict):
    left: AppProfileInput
    right: NotRequired[list[ShapeInput | None] | None]
    rest: Json
    """Anything at all."""


class ShapeInputNamed(TypedDict):
    Named: ShapeInputNamedContent


class ShapeInputTuple(TypedDict):
    Tuple: tuple[int, str]


ShapeInput: TypeAlias = Union[
    Literal["Unit"],
    "ShapeInputNewtype",
    "ShapeInputNamed",
    "ShapeInputTuple",
]
"""Holds */ and more."""


class UntaggedNamed(TypedDict):
    left: AppProfile
    right: list[Shape | None] | None
    rest: Json
    """Anything at all."""


Untagged: TypeAlias = Union["AppProfile", "UntaggedNamed", tuple[int, str], None]
"""Holds */ and more."""


class AdminProfile(TypedDict):
    """Holds */ and more."""


Basket = TypedDict(
    "Basket",
    {
        "buyer": str,
        "site": Union[str, None],
        "gift": bool,
        "rows": list["Row"],
        "__proto__": Union["Basket", None],
    },
)


BasketInput = TypedDict(
    "BasketInput",
    {
        "buyer": str,
        "site": NotRequired[Union[str, None]],
        "gift": bool,
        "rows": list["RowInput"],
        "__proto__": NotRequired[Union["BasketInput", None]],
    },
)


class Entry(TypedDict):
    id: int
    version: int
    place: int
    words: str
    parts: list[Entry]


class EntryEditInsert(TypedDict):
    insert: Entry


class EntryEditUpdateContent(TypedDict):
    id: int
    version: int
    place: NotRequired[int | None]
    words: NotRequired[tuple[str, str] | None]
    parts: NotRequired[list[EntryEdit]]


class EntryEditUpdate(TypedDict):
    update: EntryEditUpdateContent


class EntryEditDelete(TypedDict):
    delete: Entry


EntryEdit: TypeAlias = Union["EntryEditInsert", "EntryEditUpdate", "EntryEditDelete"]


class Row(TypedDict):
    title: str
    count: int
    kind: str | None


class RowInput(TypedDict):
    title: str
    count: int
    kind: NotRequired[str | None]


Promise: TypeAlias = AppProfile
"""Holds */ and more."""


class ConversationInWorkspaceBundle(TypedDict):
    conversation_messages_since_the_last_visit: list[Order]


class FeedBundle(TypedDict):
    feed_authors: list[str]
    feed_entries: list[Order]
    feed_remarks: Remarks


class LedgerBundle(TypedDict):
    ledger_entries: list[Entry]


class SearchBundle(TypedDict):
    search_hits: list[Order]


class UserBundle(TypedDict):
    """What a profile page shows."""

    user_orders: list[Order]
    user_profile: AppProfile


class PlanetFailure(MizanError):
    """Holds */ and more."""


class PlanetFailureMercury(PlanetFailure):
    pass


class PlanetFailureVenus(PlanetFailure):
    pass


class PlanetFailureEarth(PlanetFailure):
    pass


class PlanetFailureMars(PlanetFailure):
    pass


class PlanetFailureJupiter(PlanetFailure):
    pass


class PlanetFailureSaturn(PlanetFailure):
    pass


class PlanetFailureUranus(PlanetFailure):
    pass


class PlanetFailureNeptune(PlanetFailure):
    pass


_PLANET_FAILURE_KINDS: Final = {
    "Mercury": _Kind(PlanetFailureMercury),
    "Venus": _Kind(PlanetFailureVenus),
    "Earth": _Kind(PlanetFailureEarth),
    "Mars": _Kind(PlanetFailureMars),
    "Jupiter": _Kind(PlanetFailureJupiter),
    "Saturn": _Kind(PlanetFailureSaturn),
    "Uranus": _Kind(PlanetFailureUranus),
    "Neptune": _Kind(PlanetFailureNeptune),
}


class ShapeFailure(MizanError):
    """Holds */ and more."""


class ShapeFailureUnit(ShapeFailure):
    pass


class ShapeFailureNewtype(ShapeFailure):
    @property
    def details(self) -> AppProfile:
        return cast("AppProfile", self._details)


class ShapeFailureNamedDetails(TypedDict):
    left: AppProfile
    right: list[Shape | None] | None
    rest: Json
    """Anything at all."""


class ShapeFailureNamed(ShapeFailure):
    @property
    def details(self) -> ShapeFailureNamedDetails:
        return cast("ShapeFailureNamedDetails", self._details)


class ShapeFailureTuple(ShapeFailure):
    @property
    def details(self) -> tuple[int, str]:
        return cast("tuple[int, str]", self._details)


_SHAPE_FAILURE_KINDS: Final = {
    "Unit": _Kind(ShapeFailureUnit),
    "Newtype": _Kind(ShapeFailureNewtype, "AppProfile"),
    "Named": _Kind(ShapeFailureNamed, "ShapeFailureNamedDetails"),
    "Tuple": _Kind(ShapeFailureTuple, "tuple[int, str]"),
}


_CONVERSATION_IN_WORKSPACE_CONTEXT: Final = _Context(
    "conversation_in_workspace",
    {
        "conversation_messages_since_the_last_visit": _Function(
            "conversation_messages_since_the_last_visit",
            result="list[Order]",
            arguments={
                "page": "int | None",
            },
            kinds=_PLANET_FAILURE_KINDS,
        ),
    },
)


_FEED_CONTEXT: Final = _Context(
    "feed",
    {
        "feed_authors": _Function(
            "feed_authors",
            result="list[str]",
            arguments={
                "start_at": "int | None",
            },
        ),
        "feed_entries": _Function(
            "feed_entries",
            result="list[Order]",
            arguments={
                "page": "int | None",
            },
        ),
        "feed_remarks": _Function(
            "feed_remarks",
            result="Remarks",
            arguments={
                "after": "str | None",
            },
        ),
    },
)


_LEDGER_CONTEXT: Final = _Context(
    "ledger",
    {
        "ledger_entries": _Function(
            "ledger_entries",
            result="list[Entry]",
            arguments={
                "book_id": "int",
            },
        ),
    },
)


_SEARCH_CONTEXT: Final = _Context(
    "search",
    {
        "search_hits": _Function(
            "search_hits",
            result="list[Order]",
            arguments={
                "tag": "str | None",
                "order_by": "str | None",
            },
        ),
    },
)


_USER_CONTEXT: Final = _Context(
    "user",
    {
        "user_orders": _Function(
            "user_orders",
            result="list[Order]",
            arguments={
                "user_id": "int",
                "page": "int | None",
                "class": "str | None",
            },
        ),
        "user_profile": _Function(
            "user_profile",
            result="AppProfile",
            arguments={
                "user_id": "int",
            },
        ),
    },
)


_DELETE_FUNCTION: Final = _Function(
    "delete",
    result="None",
    arguments={
        "class": "int",
    },
)


_ECHO_EVERYTHING_FUNCTION: Final = _Function(
    "echo_everything",
    result="tuple[Adjacent, Flat, Internal, Line, Order, Planet, AppProfile, Promise, Remarks, Shape, Untagged, AdminProfile, Basket, Row]",
    arguments={
        "pairs": "list[tuple[AdjacentInput, Flat, InternalInput, Line, OrderInput]]",
    },
)


_LOG_OUT_FUNCTION: Final = _Function(
    "log_out",
    result="None",
)


_ORDER_BASKET_FUNCTION: Final = _Function(
    "order_basket",
    result="str",
    arguments={
        "basket": "BasketInput",
    },
)


_RENAME_USER_FUNCTION: Final = _Function(
    "rename_user",
    result="None",
    arguments={
        "user_id": "int",
        "name": "str",
    },
    kinds=_SHAPE_FAILURE_KINDS,
)


_SAVE_LEDGER_ENTRIES_FUNCTION: Final = _Function(
    "save_ledger_entries",
    result="list[int | None]",
    arguments={
        "book_id": "int",
        "edit": "list[EntryEdit]",
    },
)


_SET_AVATAR_FUNCTION: Final = _Function(
    "set_avatar",
    result="None",
)


_TALK_FUNCTION: Final = _Function(
    "talk",
    result="str",
    arguments={
        "about": "str",
    },
    kinds=_PLANET_FAILURE_KINDS,
)


_TRANSFER_CONVERSATION_BETWEEN_WORKSPACES_FUNCTION: Final = _Function(
    "transfer_conversation_between_workspaces",
    result="None",
    arguments={
        "source_workspace_id": "int",
        "target_workspace_id": "int",
        "conversation_id": "int",
        "requested_by": "int",
    },
    kinds=_PLANET_FAILURE_KINDS,
)


_UPLOAD_PHOTOS_FUNCTION: Final = _Function(
    "upload_photos",
    result="None",
    arguments={
        "user_id": "int",
    },
)


_WATCH_FUNCTION: Final = _Function(
    "watch",
    result="Order",
)


_SAY_FUNCTION: Final = _Function(
    "say",
    result="Order",
    arguments={
        "the_text": "str",
    },
)


_WAVE_FUNCTION: Final = _Function(
    "wave",
    result="Order",
)


_CHAT_CHANNEL: Final = _Channel(
    "chat",
    parameters={
        "room_id": "int",
    },
    first="list[Order]",
    message="Order",
    presence="AppProfile",
    kinds=_PLANET_FAILURE_KINDS,
)


class ChatRoom(_Room["list[Order]", "Order", "AppProfile"]):
    """A room to talk in."""

    async def say(self, *, the_text: str, idempotency_key: str | None = None) -> Order:
        arguments: dict[str, object] = {
            "the_text": the_text,
        }
        answer = await self._say(_SAY_FUNCTION, arguments, idempotency_key)
        return cast("Order", answer)

    async def wave(self, *, idempotency_key: str | None = None) -> Order:
        answer = await self._say(_WAVE_FUNCTION, {}, idempotency_key)
        return cast("Order", answer)


_DESK_CHANNEL: Final = _Channel(
    "desk",
    first="None",
    message="str",
    presence="None",
)


class DeskRoom(_Room["None", "str", "None"]):
    """A room to talk in."""


class Client(_SyncSender):
    """The functions of the API, each of which waits for its answer.

    Close it, or use it in `with`.
    """

    def conversation_in_workspace(
        self,
        *,
        workspace_id: int,
        conversation_id: str,
        member_id: int,
    ) -> ConversationInWorkspaceBundle:
        arguments: dict[str, object] = {
            "workspace_id": workspace_id,
            "conversation_id": conversation_id,
            "member_id": member_id,
        }
        answer = self._read(_CONVERSATION_IN_WORKSPACE_CONTEXT, arguments)
        return cast("ConversationInWorkspaceBundle", answer)

    def conversation_messages_since_the_last_visit(
        self,
        *,
        workspace_id: int,
        conversation_id: str,
        member_id: int,
        page: int | None = None,
    ) -> list[Order]:
        arguments: dict[str, object] = {
            "workspace_id": workspace_id,
            "conversation_id": conversation_id,
            "member_id": member_id,
        }
        if page is not None:
            arguments["page"] = page
        answer = self._read_member(
            _CONVERSATION_IN_WORKSPACE_CONTEXT,
            "conversation_messages_since_the_last_visit",
            arguments,
        )
        return cast("list[Order]", answer)

    def feed(self) -> FeedBundle:
        answer = self._read(_FEED_CONTEXT, {})
        return cast("FeedBundle", answer)

    def feed_authors(self, *, start_at: int | None = None) -> list[str]:
        arguments: dict[str, object] = {}
        if start_at is not None:
            arguments["start_at"] = start_at
        answer = self._read_member(_FEED_CONTEXT, "feed_authors", arguments)
        return cast("list[str]", answer)

    def iter_feed_authors(self) -> Iterator[str]:
        """The elements of all pages of `feed_authors`, which are read one after the other."""
        pages = self._pages(_FEED_CONTEXT, "feed_authors", {}, _Paging("start_at"))
        return cast("Iterator[str]", pages)

    def feed_entries(self, *, page: int | None = None) -> list[Order]:
        """Deprecated: read less"""
        arguments: dict[str, object] = {}
        if page is not None:
            arguments["page"] = page
        answer = self._read_member(_FEED_CONTEXT, "feed_entries", arguments)
        return cast("list[Order]", answer)

    def feed_remarks(self, *, after: str | None = None) -> Remarks:
        arguments: dict[str, object] = {}
        if after is not None:
            arguments["after"] = after
        answer = self._read_member(_FEED_CONTEXT, "feed_remarks", arguments)
        return cast("Remarks", answer)

    def iter_feed_remarks(self) -> Iterator[Order]:
        """The elements of all pages of `feed_remarks`, which are read one after the other."""
        pages = self._pages(
            _FEED_CONTEXT,
            "feed_remarks",
            {},
            _Paging("after", elements="remarks", cursor="next"),
        )
        return cast("Iterator[Order]", pages)

    def ledger(self, *, book_id: int) -> LedgerBundle:
        arguments: dict[str, object] = {
            "book_id": book_id,
        }
        answer = self._read(_LEDGER_CONTEXT, arguments)
        return cast("LedgerBundle", answer)

    def ledger_entries(self, *, book_id: int) -> list[Entry]:
        arguments: dict[str, object] = {
            "book_id": book_id,
        }
        answer = self._read_member(_LEDGER_CONTEXT, "ledger_entries", arguments)
        return cast("list[Entry]", answer)

    def search(
        self,
        *,
        tag: str | None = None,
        order_by: str | None = None,
    ) -> SearchBundle:
        arguments: dict[str, object] = {}
        if tag is not None:
            arguments["tag"] = tag
        if order_by is not None:
            arguments["order_by"] = order_by
        answer = self._read(_SEARCH_CONTEXT, arguments)
        return cast("SearchBundle", answer)

    def search_hits(
        self,
        *,
        tag: str | None = None,
        order_by: str | None = None,
    ) -> list[Order]:
        arguments: dict[str, object] = {}
        if tag is not None:
            arguments["tag"] = tag
        if order_by is not None:
            arguments["order_by"] = order_by
        answer = self._read_member(_SEARCH_CONTEXT, "search_hits", arguments)
        return cast("list[Order]", answer)

    def user(self, *, user_id: int) -> UserBundle:
        """What a profile page shows."""
        arguments: dict[str, object] = {
            "user_id": user_id,
        }
        answer = self._read(_USER_CONTEXT, arguments)
        return cast("UserBundle", answer)

    def user_orders(
        self,
        *,
        user_id: int,
        page: int | None = None,
        class_: str | None = None,
    ) -> list[Order]:
        arguments: dict[str, object] = {
            "user_id": user_id,
        }
        if page is not None:
            arguments["page"] = page
        if class_ is not None:
            arguments["class"] = class_
        answer = self._read_member(_USER_CONTEXT, "user_orders", arguments)
        return cast("list[Order]", answer)

    def user_profile(self, *, user_id: int) -> AppProfile:
        """One profile."""
        arguments: dict[str, object] = {
            "user_id": user_id,
        }
        answer = self._read_member(_USER_CONTEXT, "user_profile", arguments)
        return cast("AppProfile", answer)

    def delete(self, *, class_: int, idempotency_key: str | None = None) -> None:
        arguments: dict[str, object] = {
            "class": class_,
        }
        self._call(_DELETE_FUNCTION, arguments, idempotency_key=idempotency_key)

    def echo_everything(
        self,
        *,
        pairs: list[tuple[AdjacentInput, Flat, InternalInput, Line, OrderInput]],
        idempotency_key: str | None = None,
    ) -> tuple[
        Adjacent,
        Flat,
        Internal,
        Line,
        Order,
        Planet,
        AppProfile,
        Promise,
        Remarks,
        Shape,
        Untagged,
        AdminProfile,
        Basket,
        Row,
    ]:
        arguments: dict[str, object] = {
            "pairs": pairs,
        }
        answer = self._call(
            _ECHO_EVERYTHING_FUNCTION,
            arguments,
            idempotency_key=idempotency_key,
        )
        return cast(
            "tuple[Adjacent, Flat, Internal, Line, Order, Planet, AppProfile, Promise, Remarks, Shape, Untagged, AdminProfile, Basket, Row]",
            answer,
        )

    def log_out(self, *, idempotency_key: str | None = None) -> None:
        self._call(_LOG_OUT_FUNCTION, {}, idempotency_key=idempotency_key)

    def order_basket(
        self,
        *,
        basket: BasketInput,
        idempotency_key: str | None = None,
    ) -> str:
        arguments: dict[str, object] = {
            "basket": basket,
        }
        answer = self._call(
            _ORDER_BASKET_FUNCTION,
            arguments,
            idempotency_key=idempotency_key,
        )
        return cast("str", answer)

    def rename_user(
        self,
        *,
        user_id: int,
        name: str,
        idempotency_key: str | None = None,
    ) -> None:
        arguments: dict[str, object] = {
            "user_id": user_id,
            "name": name,
        }
        self._call(_RENAME_USER_FUNCTION, arguments, idempotency_key=idempotency_key)

    def save_ledger_entries(
        self,
        *,
        book_id: int,
        edit: list[EntryEdit],
        idempotency_key: str | None = None,
    ) -> list[int | None]:
        arguments: dict[str, object] = {
            "book_id": book_id,
            "edit": edit,
        }
        answer = self._call(
            _SAVE_LEDGER_ENTRIES_FUNCTION,
            arguments,
            idempotency_key=idempotency_key,
        )
        return cast("list[int | None]", answer)

    def set_avatar(self, *, upload: Upload, idempotency_key: str | None = None) -> None:
        self._call(
            _SET_AVATAR_FUNCTION,
            {},
            {"upload": upload},
            idempotency_key=idempotency_key,
        )

    def talk(self, *, about: str) -> Iterator[str]:
        """Talks."""
        arguments: dict[str, object] = {
            "about": about,
        }
        for item in self._stream(_TALK_FUNCTION, arguments):
            yield cast("str", item)

    def transfer_conversation_between_workspaces(
        self,
        *,
        source_workspace_id: int,
        target_workspace_id: int,
        conversation_id: int,
        requested_by: int,
        idempotency_key: str | None = None,
    ) -> None:
        arguments: dict[str, object] = {
            "source_workspace_id": source_workspace_id,
            "target_workspace_id": target_workspace_id,
            "conversation_id": conversation_id,
            "requested_by": requested_by,
        }
        self._call(
            _TRANSFER_CONVERSATION_BETWEEN_WORKSPACES_FUNCTION,
            arguments,
            idempotency_key=idempotency_key,
        )

    def upload_photos(
        self,
        *,
        user_id: int,
        holiday_photos: list[Upload],
        class_: Upload | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        arguments: dict[str, object] = {
            "user_id": user_id,
        }
        self._call(
            _UPLOAD_PHOTOS_FUNCTION,
            arguments,
            {"class": class_, "holiday_photos": holiday_photos},
            idempotency_key=idempotency_key,
        )

    def watch(self) -> Iterator[Order]:
        for item in self._stream(_WATCH_FUNCTION, {}):
            yield cast("Order", item)


class AsyncClient(_LiveSender):
    """The functions of the API, each of which is awaited.

    Close it, or use it in `async with`.
    """

    async def conversation_in_workspace(
        self,
        *,
        workspace_id: int,
        conversation_id: str,
        member_id: int,
    ) -> ConversationInWorkspaceBundle:
        arguments: dict[str, object] = {
            "workspace_id": workspace_id,
            "conversation_id": conversation_id,
            "member_id": member_id,
        }
        answer = await self._read(_CONVERSATION_IN_WORKSPACE_CONTEXT, arguments)
        return cast("ConversationInWorkspaceBundle", answer)

    async def conversation_messages_since_the_last_visit(
        self,
        *,
        workspace_id: int,
        conversation_id: str,
        member_id: int,
        page: int | None = None,
    ) -> list[Order]:
        arguments: dict[str, object] = {
            "workspace_id": workspace_id,
            "conversation_id": conversation_id,
            "member_id": member_id,
        }
        if page is not None:
            arguments["page"] = page
        answer = await self._read_member(
            _CONVERSATION_IN_WORKSPACE_CONTEXT,
            "conversation_messages_since_the_last_visit",
            arguments,
        )
        return cast("list[Order]", answer)

    async def feed(self) -> FeedBundle:
        answer = await self._read(_FEED_CONTEXT, {})
        return cast("FeedBundle", answer)

    def watch_feed(self) -> AsyncGenerator[FeedBundle, None]:
        """`feed` now, and whenever somebody changes it."""
        snapshots = self._watch(_FEED_CONTEXT, {})
        return cast("AsyncGenerator[FeedBundle, None]", snapshots)

    async def feed_authors(self, *, start_at: int | None = None) -> list[str]:
        arguments: dict[str, object] = {}
        if start_at is not None:
            arguments["start_at"] = start_at
        answer = await self._read_member(_FEED_CONTEXT, "feed_authors", arguments)
        return cast("list[str]", answer)

    def iter_feed_authors(self) -> AsyncIterator[str]:
        """The elements of all pages of `feed_authors`, which are read one after the other."""
        pages = self._pages(_FEED_CONTEXT, "feed_authors", {}, _Paging("start_at"))
        return cast("AsyncIterator[str]", pages)

    def watch_feed_authors(
        self,
        *,
        start_at: int | None = None,
    ) -> AsyncGenerator[list[str], None]:
        """`feed_authors` now, and whenever somebody changes it."""
        arguments: dict[str, object] = {}
        if start_at is not None:
            arguments["start_at"] = start_at
        snapshots = self._watch(_FEED_CONTEXT, arguments, "feed_authors")
        return cast("AsyncGenerator[list[str], None]", snapshots)

    async def feed_entries(self, *, page: int | None = None) -> list[Order]:
        """Deprecated: read less"""
        arguments: dict[str, object] = {}
        if page is not None:
            arguments["page"] = page
        answer = await self._read_member(_FEED_CONTEXT, "feed_entries", arguments)
        return cast("list[Order]", answer)

    def watch_feed_entries(
        self,
        *,
        page: int | None = None,
    ) -> AsyncGenerator[list[Order], None]:
        """Deprecated: read less"""
        arguments: dict[str, object] = {}
        if page is not None:
            arguments["page"] = page
        snapshots = self._watch(_FEED_CONTEXT, arguments, "feed_entries")
        return cast("AsyncGenerator[list[Order], None]", snapshots)

    async def feed_remarks(self, *, after: str | None = None) -> Remarks:
        arguments: dict[str, object] = {}
        if after is not None:
            arguments["after"] = after
        answer = await self._read_member(_FEED_CONTEXT, "feed_remarks", arguments)
        return cast("Remarks", answer)

    def iter_feed_remarks(self) -> AsyncIterator[Order]:
        """The elements of all pages of `feed_remarks`, which are read one after the other."""
        pages = self._pages(
            _FEED_CONTEXT,
            "feed_remarks",
            {},
            _Paging("after", elements="remarks", cursor="next"),
        )
        return cast("AsyncIterator[Order]", pages)

    def watch_feed_remarks(
        self,
        *,
        after: str | None = None,
    ) -> AsyncGenerator[Remarks, None]:
        """`feed_remarks` now, and whenever somebody changes it."""
        arguments: dict[str, object] = {}
        if after is not None:
            arguments["after"] = after
        snapshots = self._watch(_FEED_CONTEXT, arguments, "feed_remarks")
        return cast("AsyncGenerator[Remarks, None]", snapshots)

    async def ledger(self, *, book_id: int) -> LedgerBundle:
        arguments: dict[str, object] = {
            "book_id": book_id,
        }
        answer = await self._read(_LEDGER_CONTEXT, arguments)
        return cast("LedgerBundle", answer)

    async def ledger_entries(self, *, book_id: int) -> list[Entry]:
        arguments: dict[str, object] = {
            "book_id": book_id,
        }
        answer = await self._read_member(_LEDGER_CONTEXT, "ledger_entries", arguments)
        return cast("list[Entry]", answer)

    async def search(
        self,
        *,
        tag: str | None = None,
        order_by: str | None = None,
    ) -> SearchBundle:
        arguments: dict[str, object] = {}
        if tag is not None:
            arguments["tag"] = tag
        if order_by is not None:
            arguments["order_by"] = order_by
        answer = await self._read(_SEARCH_CONTEXT, arguments)
        return cast("SearchBundle", answer)

    async def search_hits(
        self,
        *,
        tag: str | None = None,
        order_by: str | None = None,
    ) -> list[Order]:
        arguments: dict[str, object] = {}
        if tag is not None:
            arguments["tag"] = tag
        if order_by is not None:
            arguments["order_by"] = order_by
        answer = await self._read_member(_SEARCH_CONTEXT, "search_hits", arguments)
        return cast("list[Order]", answer)

    async def user(self, *, user_id: int) -> UserBundle:
        """What a profile page shows."""
        arguments: dict[str, object] = {
            "user_id": user_id,
        }
        answer = await self._read(_USER_CONTEXT, arguments)
        return cast("UserBundle", answer)

    async def user_orders(
        self,
        *,
        user_id: int,
        page: int | None = None,
        class_: str | None = None,
    ) -> list[Order]:
        arguments: dict[str, object] = {
            "user_id": user_id,
        }
        if page is not None:
            arguments["page"] = page
        if class_ is not None:
            arguments["class"] = class_
        answer = await self._read_member(_USER_CONTEXT, "user_orders", arguments)
        return cast("list[Order]", answer)

    async def user_profile(self, *, user_id: int) -> AppProfile:
        """One profile."""
        arguments: dict[str, object] = {
            "user_id": user_id,
        }
        answer = await self._read_member(_USER_CONTEXT, "user_profile", arguments)
        return cast("AppProfile", answer)

    async def delete(self, *, class_: int, idempotency_key: str | None = None) -> None:
        arguments: dict[str, object] = {
            "class": class_,
        }
        await self._call(_DELETE_FUNCTION, arguments, idempotency_key=idempotency_key)

    async def echo_everything(
        self,
        *,
        pairs: list[tuple[AdjacentInput, Flat, InternalInput, Line, OrderInput]],
        idempotency_key: str | None = None,
    ) -> tuple[
        Adjacent,
        Flat,
        Internal,
        Line,
        Order,
        Planet,
        AppProfile,
        Promise,
        Remarks,
        Shape,
        Untagged,
        AdminProfile,
        Basket,
        Row,
    ]:
        arguments: dict[str, object] = {
            "pairs": pairs,
        }
        answer = await self._call(
            _ECHO_EVERYTHING_FUNCTION,
            arguments,
            idempotency_key=idempotency_key,
        )
        return cast(
            "tuple[Adjacent, Flat, Internal, Line, Order, Planet, AppProfile, Promise, Remarks, Shape, Untagged, AdminProfile, Basket, Row]",
            answer,
        )

    async def log_out(self, *, idempotency_key: str | None = None) -> None:
        await self._call(_LOG_OUT_FUNCTION, {}, idempotency_key=idempotency_key)

    async def order_basket(
        self,
        *,
        basket: BasketInput,
        idempotency_key: str | None = None,
    ) -> str:
        arguments: dict[str, object] = {
            "basket": basket,
        }
        answer = await self._call(
            _ORDER_BASKET_FUNCTION,
            arguments,
            idempotency_key=idempotency_key,
        )
        return cast("str", answer)

    async def rename_user(
        self,
        *,
        user_id: int,
        name: str,
        idempotency_key: str | None = None,
    ) -> None:
        arguments: dict[str, object] = {
            "user_id": user_id,
            "name": name,
        }
        await self._call(
            _RENAME_USER_FUNCTION,
            arguments,
            idempotency_key=idempotency_key,
        )

    async def save_ledger_entries(
        self,
        *,
        book_id: int,
        edit: list[EntryEdit],
        idempotency_key: str | None = None,
    ) -> list[int | None]:
        arguments: dict[str, object] = {
            "book_id": book_id,
            "edit": edit,
        }
        answer = await self._call(
            _SAVE_LEDGER_ENTRIES_FUNCTION,
            arguments,
            idempotency_key=idempotency_key,
        )
        return cast("list[int | None]", answer)

    async def set_avatar(
        self,
        *,
        upload: Upload,
        idempotency_key: str | None = None,
    ) -> None:
        await self._call(
            _SET_AVATAR_FUNCTION,
            {},
            {"upload": upload},
            idempotency_key=idempotency_key,
        )

    async def talk(self, *, about: str) -> AsyncIterator[str]:
        """Talks."""
        arguments: dict[str, object] = {
            "about": about,
        }
        async for item in self._stream(_TALK_FUNCTION, arguments):
            yield cast("str", item)

    async def transfer_conversation_between_workspaces(
        self,
        *,
        source_workspace_id: int,
        target_workspace_id: int,
        conversation_id: int,
        requested_by: int,
        idempotency_key: str | None = None,
    ) -> None:
        arguments: dict[str, object] = {
            "source_workspace_id": source_workspace_id,
            "target_workspace_id": target_workspace_id,
            "conversation_id": conversation_id,
            "requested_by": requested_by,
        }
        await self._call(
            _TRANSFER_CONVERSATION_BETWEEN_WORKSPACES_FUNCTION,
            arguments,
            idempotency_key=idempotency_key,
        )

    async def upload_photos(
        self,
        *,
        user_id: int,
        holiday_photos: list[Upload],
        class_: Upload | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        arguments: dict[str, object] = {
            "user_id": user_id,
        }
        await self._call(
            _UPLOAD_PHOTOS_FUNCTION,
            arguments,
            {"class": class_, "holiday_photos": holiday_photos},
            idempotency_key=idempotency_key,
        )

    async def watch(self) -> AsyncIterator[Order]:
        async for item in self._stream(_WATCH_FUNCTION, {}):
            yield cast("Order", item)

    def chat(self, *, room_id: int) -> ChatRoom:
        """A room to talk in."""
        arguments: dict[str, object] = {
            "room_id": room_id,
        }
        return ChatRoom(self._rooms, _CHAT_CHANNEL, arguments)

    def desk(self) -> DeskRoom:
        """A room to talk in."""
        return DeskRoom(self._rooms, _DESK_CHANNEL, {})
