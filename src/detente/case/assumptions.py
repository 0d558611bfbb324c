"""The assumptions register: every value that is assumed rather than observed or computed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from detente.case.toml import Problems, parse_records, read_toml
from detente.core.errors import CaseError
from detente.core.records import Record

__all__ = ["Assumption", "hindsight", "load_assumptions"]

REGISTER = Path(__file__).parent.parent / "data" / "assumptions.toml"


class Assumption(Record):
    """One row of the register."""

    id: str = Field(description="kebab-case name")
    kind: Literal["parameter", "model", "data"] = Field(description="a number, a closure or set, a stand-in for data")
    what: str = Field(description="what is assumed")
    value: str = Field(description="the value used")
    range: str = Field(description="what else it could be")
    source: str = Field(description="where value and range come from")
    known: date | None = Field(default=None, description="last day of what the source rests on; empty: old enough")
    varied: bool = Field(description="true if the sensitivity run moves it")


def load_assumptions() -> tuple[Assumption, ...]:
    """Read the register of the package.

    Raises
    ------
    CaseError
        If the file was changed and is wrong.
    """
    problems = Problems([])
    data, text = read_toml(REGISTER, REGISTER.name, problems)
    rows = parse_records(Assumption, "assumption", data, text, REGISTER.name, problems)
    if problems.sentences:
        raise CaseError(problems.sentences)
    return tuple(row for row, _ in rows)


def hindsight(day: date, rows: Iterable[Assumption]) -> tuple[Assumption, ...]:
    """Rows whose sources rest on what came after a day, latest first."""
    late = [(row.known, row) for row in rows if row.known is not None and row.known > day]
    return tuple(row for _, row in sorted(late, key=lambda pair: pair[0], reverse=True))
