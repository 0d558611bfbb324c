"""What changed in law between two days, measure by measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.ledger.measures import RATED, AllBut, Measure
from detente.ledger.rates import average_rate
from detente.ledger.stacking import Moment, in_force

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Change", "Diff", "compare"]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure that moved between two days.

    ``change`` is ``announced``, ``takes effect``, ``revives``, ``lapses``, ``repealed`` or ``becomes known``;
    ``importer`` and ``exporter`` are the pair whose statutory-weighted rate ``effect`` (points, as a share) is
    given: the rate on the later day less the rate it would have had without this change.
    """

    measure: Measure
    change: str
    importer: str
    exporter: str
    effect: float


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes between two moments, in order of their day."""

    before: Moment
    after: Moment
    changes: tuple[Change, ...]


def compare(ledger: Ledger, before: Moment, after: Moment) -> Diff:
    """Compare two moments; see :meth:`detente.ledger.ledger.Ledger.diff`."""
    changes = []
    for measure in sorted(ledger.measures, key=lambda m: (m.effective, m.announced, m.id)):
        what = _change(ledger, measure, before, after)
        if what is None:
            continue
        exporter = _partner(ledger, measure)
        changes.append(Change(measure, what, measure.by, exporter, _effect(ledger, measure, what, exporter, after)))
    return Diff(before, after, tuple(changes))


def _state(ledger: Ledger, measure: Measure, moment: Moment) -> str:
    """``unknown``, ``announced``, ``live``, ``lapsed`` or ``repealed`` at a moment."""
    if measure.known > moment.as_of:
        return "unknown"
    if any(measure.id in repeal.ends and in_force(repeal, moment) for repeal in ledger.repeals):
        return "repealed"
    if measure.effective > moment.on:
        return "announced"
    return "live" if in_force(measure, moment) else "lapsed"


def _change(ledger: Ledger, measure: Measure, before: Moment, after: Moment) -> str | None:
    then, now = _state(ledger, measure, before), _state(ledger, measure, after)
    if then == now:
        return None
    return {
        "announced": "announced",
        "live": "becomes known, in force" if then == "unknown" and measure.retroactive else "takes effect",
        "lapsed": "lapses",
        "repealed": "repealed",
        "unknown": None,
    }[now]


def _partner(ledger: Ledger, measure: Measure) -> str:
    """The partner whose rate shows the effect: the only one named, or all of them."""
    if measure.on == "all" or isinstance(measure.on, AllBut) or measure.by not in ledger.base.regions:
        return "all"
    named = [code for code in measure.on if code in ledger.base.regions]
    return named[0] if len(measure.on) == 1 and named else "CHN" if "CHN" in named and len(named) <= 3 else "all"


def _effect(ledger: Ledger, measure: Measure, what: str, exporter: str, after: Moment) -> float:
    """Points that the change adds to the pair's statutory-weighted rate on the later day."""
    if measure.kind not in (*RATED, "exemption") or measure.by not in ledger.base.regions or what == "announced":
        return 0.0
    if what == "repealed":
        undone = [r.id for r in ledger.repeals if measure.id in r.ends]
        other = ledger.without(undone)
    elif what == "lapses":
        other = ledger.without([measure.id]).plus([measure.model_copy(update={"until": None})])
    else:
        other = ledger.without([measure.id])
    return float(average_rate(ledger, measure.by, exporter, after)) - float(
        average_rate(other, measure.by, exporter, after)
    )
