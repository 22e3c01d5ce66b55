"""Writes `values.py`: each value of `values.jsonl` is assigned to the type of its field.

A line is the table, the field, whether the client sends it, and the JSON on the wire.
"""

from __future__ import annotations

import ast
import json

import corpus


def annotations() -> dict[str, dict[str, str]]:
    """The types of the fields of each object, as the client writes them."""
    found: dict[str, dict[str, str]] = {}
    with open("corpus.py") as file:
        tree = ast.parse(file.read())
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = {
                field.target.id: annotation(field.annotation)
                for field in node.body
                if isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
            }
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            fields = node.value.args[1]
            assert isinstance(fields, ast.Dict) and isinstance(
                node.targets[0], ast.Name
            )
            found[node.targets[0].id] = {
                key.value: annotation(value)
                for key, value in zip(fields.keys, fields.values)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
    return found


def annotation(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "NotRequired":
        node = node.slice
    return ast.unparse(node)


def main() -> None:
    tables = annotations()
    lines: list[str] = []
    with open("values.jsonl") as file:
        rows = [json.loads(line) for line in file]
    for number, (table, field, is_sent, wire) in enumerate(rows):
        name = f"{table}Input" if is_sent and f"{table}Input" in tables else table
        hint = tables[name][field]
        value = corpus._convert(hint, wire, sends=False)
        again = json.loads(corpus._to_json(corpus._convert(hint, value, sends=True)))
        if again != wire:
            print(f"{name}.{field}: {again!r} instead of {wire!r}")
        if not corpus._fits(hint, wire, sends=False):
            print(f"{name}.{field}: {wire!r} is no {hint}")
        lines.append(f"v{number}: {hint} = {value!r}  # {name}.{field}")
    # The strict checker wants no name that nothing mentions.
    names = [name for name in ("Literal", "Union") if f"{name}[" in "".join(lines)]
    head = ["from __future__ import annotations", "from corpus import *"]
    head += [f"from typing import {name}" for name in names]
    with open("values.py", "w") as file:
        file.write("\n".join(head + lines) + "\n")


main()
