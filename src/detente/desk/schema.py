"""JSON Schema (2020-12) of a draft, made from the dataclasses of the contract."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from detente.desk.contract import Draft

__all__ = ["draft_schema"]

PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    types.NoneType: {"type": "null"},
}


def draft_schema() -> dict[str, Any]:
    """The schema that ships as ``detente/desk/draft.schema.json``.

    Returns
    -------
    dict
        JSON Schema 2020-12; every key is required but for one with a default, and no other is allowed.
    """
    parts: dict[str, Any] = {}
    top = _schema_of(Draft, parts)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://detente.invalid/draft/1",
        "title": "Draft of detente's desk",
        **top,
        "$defs": dict(sorted(parts.items())),
    }


def _schema_of(kind: Any, parts: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(kind)
    if kind in PLAIN:
        return dict(PLAIN[kind])
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if origin in (types.UnionType, Union):
        return {"anyOf": [_schema_of(one, parts) for one in get_args(kind)]}
    if origin is tuple:
        return {"type": "array", "items": _schema_of(get_args(kind)[0], parts)}
    if origin is dict:
        return {"type": "object"}
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, parts)
    raise TypeError(f"{kind} has no place in a schema.")


def _record(kind: type, parts: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in parts:
        parts[name] = {}
        hints = get_type_hints(kind)
        properties = {f.name.rstrip("_"): _schema_of(hints[f.name], parts) for f in fields(kind)}
        if "score" in properties:
            properties["score"] = {"type": "number", "minimum": 0, "maximum": 1}
        if name == "Attribution":
            properties["content"]["minItems"] = 1
        if name == "EventMention":
            properties["candidates"].update(minItems=3, maxItems=8)
        parts[name] = {
            "type": "object",
            "description": (kind.__doc__ or "").split("\n", 1)[0],
            "properties": properties,
            "required": [f.name.rstrip("_") for f in fields(kind) if f.default is MISSING],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
