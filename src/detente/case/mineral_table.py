"""The reader of the minerals table that ships with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from detente.case.toml import Problems, parse_records, read_toml
from detente.core.errors import CaseError
from detente.ledger.minerals import Mineral

__all__ = ["load_minerals"]

TABLE = Path(__file__).parent.parent / "data" / "minerals" / "minerals.toml"


@cache
def load_minerals() -> tuple[Mineral, ...]:
    """Read the minerals table.

    Raises
    ------
    CaseError
        If the file was changed and is wrong.
    """
    problems = Problems([])
    data, text = read_toml(TABLE, TABLE.name, problems)
    rows = parse_records(Mineral, "mineral", data, text, TABLE.name, problems)
    if problems.sentences:
        raise CaseError(problems.sentences)
    return tuple(row for row, _ in rows)
