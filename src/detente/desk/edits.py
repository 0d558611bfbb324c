"""What a reviewer types: fields to write over, and types of the ontology by their first letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from detente.core.errors import UsageError
from detente.core.labels import close_name
from detente.desk import measure_drafts
from detente.desk.filing import FIELDS
from detente.desk.queue import Item

__all__ = ["EDITABLE", "edits", "type_named"]

EDITABLE: Mapping[str, tuple[str, ...]] = {
    "attribution": ("text", "class", "source", "same", "actor", "side", "form", "polarity", "about", "note"),
    "nonresponse": ("kind", "class", "source", "same", "actor", "side", "note"),
    "event": (
        *("text", "type", "status", "from", "to", "actors", "targets", "voice", "note", "same_event", "move", "record"),
        *dict.fromkeys(name for names in (*FIELDS.values(), measure_drafts.FIELDS) for name in names),
    ),
}
"""What a reviewer may write over, by kind of item."""


def edits(item: Item, typed: str) -> dict[str, str]:
    """Read ``field = value``, as a reviewer types it; several are separated by a semicolon.

    Raises
    ------
    UsageError
        If it is not written so, or the field does not exist.
    """
    found = {}
    allowed = EDITABLE[item.kind]
    for part in re.split(r";\s*(?=\w+\s*=)", typed):
        name, sign, value = part.partition("=")
        name = name.strip()
        if not sign or name not in allowed:
            raise UsageError(
                f'"{part.strip()}" is no edit; write field = value with one of {", ".join(allowed)}.'
                f"{close_name(name, allowed) if sign else ''}"
            )
        found[name] = value.strip()
    return found


def type_named(short: str, types: Collection[str]) -> str:
    """The type of the ontology that a few letters mean: its start, with or without the family's letter.

    Raises
    ------
    UsageError
        If no type begins so, or several do.
    """
    wanted = short.strip().upper().replace(" ", "_").replace("-", "_")
    exact = [name for name in types if wanted in (name, name[2:])]
    found = exact or sorted(
        name for name in types if wanted and (name.startswith(wanted) or name[2:].startswith(wanted))
    )
    if len(found) != 1:
        many = f"may be {', '.join(found)}; type more" if found else "begins no type of the ontology"
        raise UsageError(f'"{short}" {many}.')
    return found[0]
