"""What changed in law between two days, measure by measure, with effects that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from detente.ledger.measures import RATED, Dated, Measure, Repeal, Stacking
from detente.ledger.rates import average_rate, imports
from detente.ledger.scope import covered_partner
from detente.ledger.stacking import Moment, ended, in_force

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Change", "Diff", "bears_rate", "compare"]

CHANGES = {
    "announced": "announced",
    "live": "takes effect",
    "lapsed": "lapses",
    "repealed": "repealed",
    "corrected": "corrected",
    "ending": "to be repealed",
}
"""The state that a record has come to, and what a page calls the change."""
PENDING = ("announced", "ending")
"""States whose effect is still to come."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure, or one exclusion between authorities, that moved between two days.

    Attributes
    ----------
    record
        The measure or exclusion.
    change
        ``announced``, ``takes effect``, ``lapses``, ``to be repealed``, ``repealed``, or ``corrected`` (by a record
        that supersedes it).
    day
        The day of that change: of a repealed record the day of the repeal, of one that lapses the day its clock runs
        out, of a corrected one the day of the correction, else the first day of the record itself.
    importer, exporter
        Whose average rate shows the effect; exporter ``all`` stands for all partners together.
    effect
        What it adds to the statutory-weighted rate (a share) when changes are made one after the other in the order
        in which they bound and were known; effects on one pair sum to the change of its rate.
    coming
        Of a measure that is announced or to be repealed: what that will add on its day, after what comes before it;
        else zero.
    trade
        Imports of 2024 that the rate is averaged over, USD mn. Times ``effect`` it is duty on that trade.
    """

    record: Measure | Stacking
    change: str
    day: date
    importer: str
    exporter: str
    effect: float
    coming: float
    trade: float

    @property
    def weight(self) -> float:
        """Duty moved, now or once it is in force, on trade of 2024, USD mn; never negative."""
        return max(abs(self.effect), abs(self.coming)) * self.trade


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes between two moments: those that move most duty first, those without a rate last, by day."""

    before: Moment
    after: Moment
    changes: tuple[Change, ...]


def compare(ledger: Ledger, before: Moment, after: Moment, sides: Sequence[str] = ()) -> Diff:
    """Compare two moments; see :meth:`detente.ledger.ledger.Ledger.diff`."""
    records: list[Measure | Stacking] = [*ledger.measures, *ledger.stackings]
    then, now = _states(ledger, records, before), _states(ledger, records, after)
    days = {
        record.id: _day(ledger, record, now[record.id], after)
        for record in records
        if now[record.id] not in (then[record.id], "unknown")
    }

    def order(record: Measure | Stacking) -> tuple[date, date, date, str]:
        # An exemption that reaches back is granted on the day it is known: until then the full rate was paid.
        late = record.known if now[record.id] == "live" and record.known > before.as_of else days[record.id]
        return max(days[record.id], late), record.effective, record.announced, record.id

    moved = sorted((record for record in records if record.id in days), key=order)
    pending = [record for record in moved if now[record.id] in PENDING]
    changes = []
    for number, record in enumerate(moved):
        exporter = _partner(ledger, record, sides)
        state, effect, coming, trade = now[record.id], 0.0, 0.0, 0.0
        if (bears_rate(record) or record.supersedes) and record.by in ledger.base.regions:
            trade = imports(ledger, record.by, exporter)
            if state not in PENDING or record.supersedes:
                done = _undo(ledger, moved[number + 1 :], then)
                undone = _undo(ledger, moved[number:], then)
                effect = _gap(done, undone, record, exporter, after)
            if state in PENDING:
                later = pending.index(record)
                done, undone = _undo(ledger, pending[later + 1 :], then), _undo(ledger, pending[later:], then)
                coming = _gap(done, undone, record, exporter, replace(after, on=days[record.id]))
        changes.append(Change(record, CHANGES[state], days[record.id], record.by, exporter, effect, coming, trade))
    # rounded, so that acts which move the same duty stand by day and name and not by the last digit of a sum
    changes.sort(key=lambda change: (-round(change.weight, 6), change.day, change.record.id))
    return Diff(before, after, tuple(changes))


def _gap(done: Ledger, undone: Ledger, record: Measure | Stacking, exporter: str, moment: Moment) -> float:
    """How much higher the rate is in one ledger than in the other."""
    one, other = (float(average_rate(book, record.by, exporter, moment)) for book in (done, undone))
    return one - other


def _day(ledger: Ledger, record: Measure | Stacking, state: str, moment: Moment) -> date:
    """The day on which a record has come to its state."""
    if state == "lapsed" and isinstance(record, Measure) and record.end is not None:
        return record.end
    if state in ("repealed", "corrected", "ending"):
        acts: list[Dated] = [*ledger.measures, *ledger.stackings, *ledger.repeals]
        enders = [act for act in acts if act.supersedes == record.id and act.known <= moment.as_of]
        enders += [repeal for repeal in _standing(ledger, moment) if record.id in repeal.ends]
        return min(act.effective for act in enders)
    return record.effective


def _standing(ledger: Ledger, moment: Moment) -> list[Repeal]:
    """Repeals that are known and not corrected, in force or still to come."""
    acts: list[Dated] = [*ledger.measures, *ledger.stackings, *ledger.repeals]
    corrected = {act.supersedes for act in acts if act.known <= moment.as_of}
    return [repeal for repeal in ledger.repeals if repeal.known <= moment.as_of and repeal.id not in corrected]


def bears_rate(record: Measure | Stacking) -> bool:
    """True if the record can move a rate; facts, such as export controls, cannot."""
    return isinstance(record, Stacking) or record.kind in (*RATED, "exemption")


def _states(ledger: Ledger, records: Sequence[Measure | Stacking], moment: Moment) -> dict[str, str]:
    """State of each record at a moment: ``unknown``, or a key of :data:`CHANGES`."""
    corrected = {record.supersedes for record in records if record.known <= moment.as_of}
    gone = ended(records, ledger.repeals, moment)
    ending = {name for repeal in _standing(ledger, moment) for name in repeal.ends}
    found = {}
    for record in records:
        if record.known > moment.as_of:
            state = "unknown"
        elif record.id in gone:
            state = "corrected" if record.id in corrected else "repealed"
        elif record.effective > moment.on:
            state = "announced"
        else:
            state = "lapsed" if not in_force(record, moment) else "ending" if record.id in ending else "live"
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
    alive = {record.id for record in moved if then[record.id] in ("live", "ending")}
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
