"""What changed in law between two days, measure by measure, with effects that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detente.ledger.measures import RATED, Measure, Stacking
from detente.ledger.rates import average_rate
from detente.ledger.scope import covered_partner
from detente.ledger.stacking import Moment, ended, in_force

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Change", "Diff", "compare"]

CHANGES = {
    "announced": "announced",
    "live": "takes effect",
    "lapsed": "lapses",
    "repealed": "repealed",
    "corrected": "corrected",
}
"""The state that a record has come to, and what a page calls the change."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure, or one exclusion between authorities, that moved between two days.

    ``change`` is ``announced``, ``takes effect``, ``lapses``, ``repealed`` or ``corrected`` (by a record that
    supersedes it). ``effect`` (a share) is what it adds to the statutory-weighted rate of ``importer`` on
    ``exporter`` when the changes are made one after the other in the order listed; effects on one pair sum to the
    change of its rate.
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
    then, now = _states(ledger, records, before), _states(ledger, records, after)
    moved = [record for record in records if now[record.id] not in (then[record.id], "unknown")]
    changes = []
    for number, record in enumerate(moved):
        exporter = _partner(ledger, record, sides)
        effect = 0.0
        moves = now[record.id] != "announced" and _bears(record)
        if (moves or record.supersedes) and record.by in ledger.base.regions:
            done = _undo(ledger, moved[number + 1 :], then)
            undone = _undo(ledger, moved[number:], then)
            effect = float(average_rate(done, record.by, exporter, after)) - float(
                average_rate(undone, record.by, exporter, after)
            )
        changes.append(Change(record, CHANGES[now[record.id]], record.by, exporter, effect))
    return Diff(before, after, tuple(changes))


def _bears(record: Measure | Stacking) -> bool:
    return isinstance(record, Stacking) or record.kind in (*RATED, "exemption")


def _states(ledger: Ledger, records: Sequence[Measure | Stacking], moment: Moment) -> dict[str, str]:
    """State of each record at a moment: ``unknown``, or a key of :data:`CHANGES`."""
    corrected = {record.supersedes for record in records if record.known <= moment.as_of}
    gone = ended(records, ledger.repeals, moment)
    found = {}
    for record in records:
        if record.known > moment.as_of:
            state = "unknown"
        elif record.id in gone:
            state = "corrected" if record.id in corrected else "repealed"
        elif record.effective > moment.on:
            state = "announced"
        else:
            state = "live" if in_force(record, moment) else "lapsed"
        found[record.id] = state
    return found


def _partner(ledger: Ledger, record: Measure | Stacking, sides: Sequence[str]) -> str:
    """The partner whose rate shows the effect: the other side where it is covered, else all partners."""
    other = [side for side in sides if side != record.by]
    if record.by not in sides or len(other) != 1:
        return "all"
    # A correction also moves the rate of a partner that only the record it corrects had covered.
    touched = [record, *(m for m in ledger.measures if m.id == record.supersedes)]
    binds = [not isinstance(m, Measure) or covered_partner(m, other[0], ledger.countries) for m in touched]
    return other[0] if any(binds) else "all"


def _undo(ledger: Ledger, moved: Sequence[Measure | Stacking], then: Mapping[str, str]) -> Ledger:
    """The ledger in which these changes have not happened: each record is again what it was then."""
    fresh = {record.id for record in moved if then[record.id] in ("unknown", "announced")}
    fresh |= {record.supersedes for record in moved if then[record.id] == "announced"}  # corrected already then
    alive = {record.id for record in moved if then[record.id] == "live"}
    return replace(
        ledger,
        measures=tuple(
            m.model_copy(update={"until": None}) if m.id in alive else m for m in ledger.measures if m.id not in fresh
        ),
        stackings=tuple(s for s in ledger.stackings if s.id not in fresh),
        repeals=tuple(
            r.model_copy(update={"ends": tuple(name for name in r.ends if name not in alive)}) for r in ledger.repeals
        ),
    )
