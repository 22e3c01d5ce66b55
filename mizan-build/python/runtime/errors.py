"""Errors, and what the generated part tells about functions and contexts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypedDict, cast

from .values import _convert


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
