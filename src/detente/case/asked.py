"""The case, the day and the day of knowledge behind an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, final

from detente.case.case import Case
from detente.case.read import open_case
from detente.case.scenarios import OpenScenario, open_scenario
from detente.core.dates import show_day
from detente.core.errors import DataError, UsageError
from detente.core.version import VERSION
from detente.ledger.ledger import Ledger
from detente.ledger.stacking import Moment
from detente.world.world import World

__all__ = ["Asked", "ask", "ask_case", "case_meta", "knowledge_notes", "world_meta"]


@final
@dataclass(frozen=True, slots=True)
class Asked:
    """A case, the ledger (under a scenario's rules, if any), the day valued, what was known, notes and the scenario."""

    case: Case
    ledger: Ledger
    moment: Moment
    notes: tuple[str, ...]
    opened: OpenScenario | None = None

    @property
    def meta(self) -> dict[str, Any]:
        """Keys of ``meta`` in a JSON answer."""
        return {
            **case_meta(self.case),
            "on": self.moment.on,
            "as_of": self.moment.as_of,
            **({"scenario": self.opened.name} if self.opened else {}),
        }

    @property
    def days(self) -> str:
        """The stamp that ends a headline."""
        ruled = f" · scenario {self.opened.name}" if self.opened else ""
        return f"{show_day(self.moment.on)} · known {show_day(self.moment.as_of)} · {self.case.stamp}{ruled}"


def ask(name: str, on: date | None, as_of: date | None, scenario: str | None = None) -> Asked:
    """Open a case for a question on a day.

    Parameters
    ----------
    name
        Bundled name or folder of the case.
    on
        Day valued; None takes the base day of the scenario, or else the last day of the case.
    as_of
        Day of knowledge; None takes ``on``. Never later than the last day of the case.
    scenario
        A file or ``CASE:ID`` whose rules are applied.

    Raises
    ------
    UsageError
        If the scenario belongs to another case.
    DataError
        If the day lies before the case's first.
    """
    return ask_case(open_case(name), on, as_of, scenario)


def ask_case(case: Case, on: date | None, as_of: date | None, scenario: str | None = None) -> Asked:
    """Put a question to a case that is open already; as :func:`ask`.

    Parameters
    ----------
    case
        The case.
    on, as_of, scenario
        As in :func:`ask`.
    """
    ledger, opened, day = case.ledger, None, on
    if scenario is not None:
        opened = open_scenario(scenario)
        if opened.case.digest != case.digest:
            raise UsageError(f"scenario {scenario} belongs to case {opened.case.name}, not to {case.name}.")
        ledger = case.ledger.with_rules(opened.scenario.rule)
        day = day or opened.scenario.base
    moment = ledger.moment(day or case.head.last, as_of)
    if moment.on < case.head.first:
        raise DataError(
            f"case {case.name} begins on {case.head.first}; nothing before is recorded. Ask for a day from then on."
        )
    return Asked(case, ledger, moment, knowledge_notes(case, as_of or moment.on), opened)


def knowledge_notes(case: Case, day: date | None) -> tuple[str, ...]:
    """What a reader must know of a day of knowledge outside the record; nothing of one inside, or of None.

    Parameters
    ----------
    case
        The case.
    day
        The day of knowledge asked for.
    """
    if day is not None and day > case.head.last:
        return (f"knowledge of {day} is capped at {case.head.last}, the last day of case {case.name}.",)
    if day is not None and day < case.head.first:
        return (f"case {case.name} begins on {case.head.first}; it holds little or nothing that was known by {day}.",)
    return ()


def case_meta(case: Case) -> dict[str, Any]:
    """What identifies a case and the world under it."""
    return {"case": case.name, "digest": case.digest, **world_meta(case.ledger.base)}


def world_meta(world: World) -> dict[str, Any]:
    """What identifies a world and this version."""
    return {"version": VERSION, "world": world.name, "world_digest": world.digest}
