"""Values as JSON has them, and as Python has them: big integers are text there, tuples lists."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    ForwardRef,
    Literal,
    NotRequired,
    Required,
    TypeAlias,
    Union,
    cast,
    get_args,
    get_origin,
    is_typeddict,
)

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
