"""Requests over HTTP, before they have the address and the headers of a client."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Final, TypeAlias, cast
from urllib.parse import quote, urlencode

from .errors import _Context, _Function
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
