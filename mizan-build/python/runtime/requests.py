"""Requests over HTTP, before they have the address and the headers of a client, and their answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final, TypeAlias, cast
from urllib.parse import quote, urlencode

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
from .values import _convert, _to_json, _to_text

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


def _parse(text: str | bytes) -> object:
    """JSON, or none where a text is something else, or deeper than Python reads."""
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return None


def _raise_for_status(response: httpx.Response, kinds: Mapping[str, _Kind]) -> None:
    """Raises the error that the server answers, or that of a gateway on the way."""
    if response.is_success:
        return
    after = response.headers.get("Retry-After", "")
    retry_after = float(after) if after.isdecimal() else None
    answered = _parse(response.content)
    if isinstance(answered, dict) and "error" in answered:
        raise _error(cast("dict[str, object]", answered)["error"], kinds, retry_after)
    code = "BAD_REQUEST" if response.status_code < 500 else "NETWORK"
    message = f"HTTP {response.status_code}"
    raise MizanError(code, message, retry_after=retry_after)


def _answer(response: httpx.Response) -> dict[str, object]:
    answered = _parse(response.content)
    if isinstance(answered, dict):
        return cast("dict[str, object]", answered)
    raise MizanError("INTERNAL_ERROR", "The answer is no JSON object.")


def _bundle(
    context: _Context, response: httpx.Response, only: str | None = None
) -> dict[str, object]:
    """The results of the functions of a context, by their names."""
    _raise_for_status(response, _kinds_of(context, only))
    return _results(context, _answer(response), only)


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

    def __init__(self) -> None:
        self._rest = b""

    def take(self, piece: bytes) -> list[bytes]:
        """The lines that a piece ends."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        return [line for line in lines if line]


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
    return MizanError("NETWORK", str(error) or type(error).__name__)


def _session_token(response: httpx.Response) -> str | None:
    _raise_for_status(response, {})
    return cast("str | None", _answer(response).get("csrfToken"))
