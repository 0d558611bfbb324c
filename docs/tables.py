"""Tables that pages hold ready-made; cog writes them (`just docs-tables`), CI checks that they are up to date."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import detente
from detente.case.assumptions import load_assumptions
from detente.core.records import Record

NAMES = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}


def record_table(kind: type[Record]) -> str:
    """One row for each field of a record, from its JSON Schema."""
    schema = kind.model_json_schema()
    required = schema.get("required", [])
    rows = ["| field | holds | default | meaning |", "|---|---|---|---|"]
    for name, field in schema["properties"].items():
        default = "needed" if name in required else _default(field.get("default"))
        rows.append(f"| `{name}` | {_type(field, schema)} | {default} | {_cell(field['description'])} |")
    return "\n".join(rows)


def other_records(listed: set[type[Record]]) -> list[type[Record]]:
    """Records of the package that a page hasn't listed, bases left out."""

    def below(kind: type[Record]) -> list[type[Record]]:
        return [found for child in kind.__subclasses__() for found in (below(child) or [child])]

    for module in pkgutil.walk_packages(detente.__path__, "detente."):
        if module.name.split(".")[1] in ("case", "evidence", "ledger"):
            importlib.import_module(module.name)
    return sorted((kind for kind in below(Record) if kind not in listed), key=lambda kind: kind.__name__)


def assumption_table() -> str:
    """The assumptions register as a table."""
    rows = [
        "| id | what is assumed | value | what else it could be | where from | varied |",
        "|---|---|---|---|---|---|",
    ]
    for row in load_assumptions():
        cells = (f"`{row.id}`", row.what, row.value, row.range, row.source, "yes" if row.varied else "no")
        rows.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(rows)


def _type(field: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in field:
        return _type({**schema["$defs"][field["$ref"].rsplit("/", 1)[-1]]}, schema)
    if "anyOf" in field:
        return " or ".join(_type(part, schema) for part in field["anyOf"] if part.get("type") != "null")
    if "const" in field:
        return f'`"{field["const"]}"`'
    if "enum" in field:
        return ", ".join(f'`"{value}"`' for value in field["enum"])
    if field.get("format") == "date":
        return "day"
    if field.get("type") == "array":
        return f"list of {_type(field['items'], schema)}"
    if field.get("type") == "object":
        names = ", ".join(f"`{name}`" for name in field.get("properties", ()))
        return f"table with {names}" if names else f"table of {_type(field['additionalProperties'], schema)}s by name"
    return NAMES[field["type"]]


def _default(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "as below"
    return f'`"{value}"`' if isinstance(value, str) else str(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
