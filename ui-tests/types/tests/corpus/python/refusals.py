"""Sends what serde refuses to a server, and tells where the error is another than expected.

A line is a table, the values of its fields that fit, and for each field those that do not.
"""

from __future__ import annotations

import json
import re
import sys

import corpus

BIG = {"Big.account", "Big.balance", "Big.movement", "Big.transfer", "Other.money"}
"""Fields with integers that are text on the wire: an integer is what Python has there."""


def send(client: corpus.Client, table: str, value: object) -> None:
    snake = re.sub("(?<=[a-z])(?=[A-Z])", "_", table).lower()
    getattr(client, f"send_{snake}")(table=value)


def problem(client: corpus.Client, table: str, field: str, value: object) -> str | None:
    """How an error differs from one that names the field."""
    try:
        send(client, table, value)
    except corpus.MizanError as error:
        details = error.details if isinstance(error.details, dict) else {}
        paths = list(details.get("fields", {}))
        is_named = any(re.match(rf"table\.{field}\b", path) for path in paths)
        if error.code == "VALIDATION_ERROR" and is_named:
            return None
        return f"{error}, at {paths}"
    except (TypeError, ValueError) as error:
        # What is no JSON does not leave the client.
        return None if str(error).startswith("`table` of `send_") else str(error)
    return None if f"{table}.{field}" in BIG else "accepted"


def main() -> None:
    count = 0
    with open("refused.jsonl") as file, corpus.Client(sys.argv[1]) as client:
        for table, whole, refused in map(json.loads, file):
            hint = f"{table}Input" if hasattr(corpus, f"{table}Input") else table
            send(client, table, corpus._convert(hint, whole, sends=False))
            for field, value in refused:
                count += 1
                found = problem(client, table, field, {**whole, field: value})
                if found is not None:
                    print(f"{table}.{field} {json.dumps(value)}: {found}")
    print(f"{count} values are refused")


main()
