"""A client of the API over HTTP: `Client` waits for answers, `AsyncClient` is awaited.

Needs Python 3.11 or newer, and httpx.

Channels need a socket and are left out: chat, desk.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import NoneType, TracebackType, UnionType
from typing import (
    IO,
    Annotated,
    Final,
    ForwardRef,
    Literal,
    NotRequired,
    Required,
    Self,
    TypeAlias,
    TypedDict,
    Union,
    cast,
    get_args,
    get_origin,
    is_typeddict,
)
from urllib.parse import quote, urlencode

import httpx

Json: TypeAlias = Union[None, bool, int, float, str, list["Json"], dict[str, "Json"]]
"""Any JSON."""

BigInt: TypeAlias = Annotated[int, "decimal text"]
"""An integer that travels as decimal text."""

Content: TypeAlias = bytes | IO[bytes]
"""The bytes of a file, or a file that is open for reading them."""

Upload: TypeAlias = Content | tuple[str, Content] | tuple[str, Content, str]
"""A file: its content alone, behind its name, or between its name and its media type."""


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
    entries = value if isinstance(value, dict) else dict[str, object]()
    keys = cast("dict[str, object]", entries)
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


_LONGEST_QUERY: Final = 2000


def _wire(function: _Function, arguments: Mapping[str, object]) -> dict[str, object]:
    """The arguments as JSON."""
    return {
        name: _convert(function.arguments.get(name, object), value, sends=True)
        for name, value in arguments.items()
    }


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


def _read_request(
    context: _Context, parameters: Mapping[str, object], only: str | None = None
) -> _Request:
    """A read of a context, or of one function of it: by its address, if that is short."""
    known: dict[str, str] = {}
    for name, member in context.members.items():
        if only in (None, name):
            known |= member.arguments
    wire = _wire(_Function(context.name, arguments=known), parameters)
    path = f"/ctx/{context.name}/"
    pairs = [(name, _to_text(wire[name])) for name in sorted(wire)]
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
    error = cast("_WireError", answered)
    kind = error.get("kind")
    known = kinds.get(kind) if kind else None
    details = error.get("details")
    if known:
        details = _convert(known.details, details, sends=False)
    return (known.error if known else MizanError)(
        error.get("code", "INTERNAL_ERROR"),
        error.get("message", ""),
        kind=kind,
        details=details,
        retry_after=retry_after,
    )


def _raise_for_status(response: httpx.Response, kinds: Mapping[str, _Kind]) -> None:
    """Raises the error that the server answers, or that of a gateway on the way."""
    if response.is_success:
        return
    after = response.headers.get("Retry-After", "")
    retry_after = float(after) if after.isdecimal() else None
    try:
        answered = cast("object", response.json())
    except ValueError:
        answered = None
    if isinstance(answered, dict) and "error" in answered:
        raise _error(cast("dict[str, object]", answered)["error"], kinds, retry_after)
    code = "BAD_REQUEST" if response.status_code < 500 else "NETWORK"
    message = f"HTTP {response.status_code}"
    raise MizanError(code, message, retry_after=retry_after)


def _answer(response: httpx.Response) -> dict[str, object]:
    try:
        answered = cast("object", response.json())
    except ValueError:
        answered = None
    if isinstance(answered, dict):
        return cast("dict[str, object]", answered)
    raise MizanError("INTERNAL_ERROR", "The answer is no JSON object.")


def _bundle(
    context: _Context, response: httpx.Response, only: str | None = None
) -> dict[str, object]:
    """The results of the functions of a context, by their names."""
    kinds = dict[str, _Kind]()
    for member in context.members.values():
        kinds |= member.kinds if only in (None, member.name) else {}
    _raise_for_status(response, kinds)
    answered = _answer(response)
    errors = cast("dict[str, object]", answered.get("$errors", {}))
    bundle: dict[str, object] = {}
    for name, member in context.members.items():
        if only not in (None, name):
            continue
        if name in errors:
            raise _error(errors[name], member.kinds)
        bundle[name] = _convert(member.result, answered.get(name), sends=False)
    return bundle


def _stream_item(function: _Function, line: str) -> tuple[bool, list[object]]:
    """Whether a line ends a stream, and the items in it."""
    entry = cast("dict[str, object]", json.loads(line))
    if "error" in entry:
        raise _error(entry["error"], function.kinds)
    items = [entry["item"]] if "item" in entry else []
    converted = [_convert(function.result, item, sends=False) for item in items]
    return "end" in entry, converted


def _cut_off() -> MizanError:
    return MizanError("NETWORK", "The stream was cut off.")


def _network(error: httpx.HTTPError) -> MizanError:
    return MizanError("NETWORK", str(error) or type(error).__name__)


def _session_token(response: httpx.Response) -> str | None:
    _raise_for_status(response, {})
    return cast("str | None", _answer(response).get("csrfToken"))


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
        answer = _answer(response)
        versions = cast("dict[str, str]", answer.get("v", {}))
        for context, version in versions.items():
            self._seen.pop(context, None)
            self._seen[context] = f"{context}={version}"
        while len(self._seen) > _MOST_SEEN:
            del self._seen[next(iter(self._seen))]
        return _convert(function.result, answer.get("result"), sends=False)


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

    def _stream(
        self, function: _Function, arguments: Mapping[str, object]
    ) -> Iterator[object]:
        response = self._send(_call_request(function, arguments), streams=True)
        try:
            _raise_for_status(response, function.kinds)
            for line in response.iter_lines():
                is_end, items = _stream_item(function, line)
                yield from items
                if is_end:
                    return
        except httpx.HTTPError as error:
            raise _network(error) from error
        finally:
            response.close()
        raise _cut_off()


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

    async def _stream(
        self, function: _Function, arguments: Mapping[str, object]
    ) -> AsyncIterator[object]:
        response = await self._send(_call_request(function, arguments), streams=True)
        try:
            _raise_for_status(response, function.kinds)
            async for line in response.aiter_lines():
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


def _is_forged(response: httpx.Response) -> bool:
    try:
        _raise_for_status(response, {})
    except MizanError as error:
        return error.kind == "CSRF"
    return False


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


class AsyncClient(_AsyncSender):
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

    async def feed_authors(self, *, start_at: int | None = None) -> list[str]:
        arguments: dict[str, object] = {}
        if start_at is not None:
            arguments["start_at"] = start_at
        answer = await self._read_member(_FEED_CONTEXT, "feed_authors", arguments)
        return cast("list[str]", answer)

    async def feed_entries(self, *, page: int | None = None) -> list[Order]:
        """Deprecated: read less"""
        arguments: dict[str, object] = {}
        if page is not None:
            arguments["page"] = page
        answer = await self._read_member(_FEED_CONTEXT, "feed_entries", arguments)
        return cast("list[Order]", answer)

    async def feed_remarks(self, *, after: str | None = None) -> Remarks:
        arguments: dict[str, object] = {}
        if after is not None:
            arguments["after"] = after
        answer = await self._read_member(_FEED_CONTEXT, "feed_remarks", arguments)
        return cast("Remarks", answer)

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
