"""What changed in law between two days, measure by measure, with effects that add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.ledger.measures import RATED, Measure, Stacking
from detente.ledger.rates import average_rate
from detente.ledger.scope import covered_partner
from detente.ledger.stacking import Moment, in_force

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Change", "Diff", "compare"]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure, or one exclusion between authorities, that moved between two days.

    ``change`` is ``announced``, ``takes effect``, ``lapses`` or ``repealed``. ``effect`` (a share) is what it
    adds to the statutory-weighted rate of ``importer`` on ``exporter`` when the changes are made one after the
    other in the order listed; effects on one pair sum to the change of its rate.
    """

    record: Measure | Stacking
    change: str
    importer: str
    exporter: str
    effect: float


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes between two moments, in order of the day they bind."""

    before: Moment
    after: Moment
    changes: tuple[Change, ...]


def compare(ledger: Ledger, before: Moment, after: Moment, sides: Sequence[str] = ()) -> Diff:
    """Compare two moments; see :meth:`detente.ledger.ledger.Ledger.diff`."""
    records: list[Measure | Stacking] = [*ledger.measures, *ledger.stackings]
    records.sort(key=lambda r: (r.effective, r.announced, r.id))
    moved = [(r, what) for r in records if (what := _what(ledger, r, before, after))]
    changes = []
    for number, (record, what) in enumerate(moved):
        exporter = _partner(ledger, record, sides)
        effect = 0.0
        if what != "announced" and record.by in ledger.base.regions and _bears(record):
            done = _undo(ledger, moved[number + 1 :])
            undone = _undo(ledger, moved[number:])
            effect = float(average_rate(done, record.by, exporter, after)) - float(
                average_rate(undone, record.by, exporter, after)
            )
        changes.append(Change(record, what, record.by, exporter, effect))
    return Diff(before, after, tuple(changes))


def _bears(record: Measure | Stacking) -> bool:
    return isinstance(record, Stacking) or record.kind in (*RATED, "exemption")


def _state(ledger: Ledger, record: Measure | Stacking, moment: Moment) -> str:
    """``unknown``, ``announced``, ``live``, ``lapsed`` or ``repealed`` at a moment."""
    if record.known > moment.as_of:
        return "unknown"
    if any(record.id in repeal.ends and in_force(repeal, moment) for repeal in ledger.repeals):
        return "repealed"
    if record.effective > moment.on:
        return "announced"
    return "live" if in_force(record, moment) else "lapsed"


def _what(ledger: Ledger, record: Measure | Stacking, before: Moment, after: Moment) -> str:
    """Name of the change between two moments, empty for none."""
    then, now = _state(ledger, record, before), _state(ledger, record, after)
    if now in {then, "unknown"}:
        return ""
    return {"announced": "announced", "live": "takes effect", "lapsed": "lapses", "repealed": "repealed"}[now]


def _partner(ledger: Ledger, record: Measure | Stacking, sides: Sequence[str]) -> str:
    """The partner whose rate shows the effect: the other side where it is covered, else all partners."""
    other = [side for side in sides if side != record.by]
    if record.by not in sides or len(other) != 1:
        return "all"
    if isinstance(record, Measure) and not covered_partner(record, other[0], ledger.countries):
        return "all"
    return other[0]


def _undo(ledger: Ledger, moved: Sequence[tuple[Measure | Stacking, str]]) -> Ledger:
    """The ledger in which these changes have not happened."""
    fresh = {record.id for record, what in moved if what in ("takes effect", "announced")}
    spared = {record.id for record, what in moved if what == "repealed"}
    unlapsed = {record.id for record, what in moved if what == "lapses"}
    return replace(
        ledger,
        measures=tuple(
            m.model_copy(update={"until": None}) if m.id in unlapsed else m
            for m in ledger.measures
            if m.id not in fresh
        ),
        stackings=tuple(s for s in ledger.stackings if s.id not in fresh),
        repeals=tuple(
            r.model_copy(update={"ends": tuple(name for name in r.ends if name not in spared)}) for r in ledger.repeals
        ),
    )
