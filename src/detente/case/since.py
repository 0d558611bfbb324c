"""What changed in a case between two moments: measures with their effect on income, and facts that became known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import final

from detente.case.attribution import by_measure
from detente.case.case import Case
from detente.economy.longrun import LongRun
from detente.evidence.asof import as_of
from detente.evidence.dossier import Dossier
from detente.ledger.diff import Diff, compare
from detente.ledger.ledger import Ledger
from detente.ledger.stacking import Moment

__all__ = ["NewFact", "Since", "changes_since", "held_records"]


@final
@dataclass(frozen=True, slots=True)
class NewFact:
    """A record of the dossier that was not held before.

    Attributes
    ----------
    id, kind, text
        The record: ``event``, ``contact``, another happening, or ``claim``; one sentence.
    known
        First day on which the public could know it.
    late
        True if it could be known before, and was typed only since.
    """

    id: str
    kind: str
    text: str
    known: date
    late: bool


@final
@dataclass(frozen=True, slots=True)
class Since:
    """What changed between two moments.

    Attributes
    ----------
    before, after
        Day valued and day of knowledge of each.
    diff
        Measures that moved, with their effect on the average rate.
    effects
        By measure and side: change of real income in the long run that is due to it (a share).
    change
        By side: the exact change of real income, to which the effects add up.
    typed
        Records of the law that could be known before and were typed only since; what they change is in ``correction``.
    correction
        By side: change of real income from reading the earlier moment with these records.
    facts
        Records of the dossier that are new, latest first.
    gone
        Ids of records that are no longer held: corrected, or taken out.
    """

    before: Moment
    after: Moment
    diff: Diff
    effects: Mapping[str, Mapping[str, float]]
    change: Mapping[str, float]
    typed: tuple[str, ...]
    correction: Mapping[str, float]
    facts: tuple[NewFact, ...]
    gone: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """True if no measure moved, none was typed, and no record came or went."""
        return not (self.diff.changes or self.typed or self.facts or self.gone)


def held_records(case: Case, moment: Moment) -> frozenset[str]:
    """Ids of everything that a brief of a moment rests on: law known by then, happenings and claims."""
    seen = as_of(case.dossier, moment.as_of)
    return frozenset(_law(case.ledger, moment)) | frozenset((*seen.claims, *seen.happenings))


def changes_since(case: Case, before: Moment, after: Moment, held: Collection[str] | None = None) -> Since:
    """Compare two moments of a case.

    Parameters
    ----------
    case
        The case as it stands now.
    before, after
        The earlier moment and the later one; rules of a scenario are left out.
    held
        Ids of the records that the earlier brief rested on (:func:`held_records`); None takes what the case as it
        stands now held at the earlier moment.

    Raises
    ------
    NotSolved
        If an equilibrium was not found.
    """
    ledger, sides = case.ledger, case.sides
    world = ledger.base
    earlier = held_records(case, before)
    held = earlier if held is None else frozenset(held)
    typed = tuple(sorted(_law(ledger, before) - held))
    model = LongRun()
    change, correction = dict.fromkeys(sides, 0.0), dict.fromkeys(sides, 0.0)
    effects: dict[str, dict[str, float]] = {}
    start = ledger.wedges(world, on=before.on, as_of=before.as_of)
    if before != after:
        end = ledger.wedges(world, on=after.on, as_of=after.as_of)
        outcome = model.solve(world, start, end)
        found = by_measure(ledger, world, outcome, (before, after), (start, end), regions=sides)
        parts = found.data["welfare"]
        effects = {
            str(part): {side: float(parts.sel(part=part, region=side)) for side in sides}
            for part in parts["part"].values
        }
        change = {side: float(found.data["change"].sel(region=side)) for side in sides}
    if typed:
        old = ledger.without(typed).wedges(world, on=before.on, as_of=before.as_of)
        corrected = model.solve(world, old, start).data["welfare"]
        correction = {side: float(corrected.sel(region=side)) for side in sides}
    return Since(
        before=before,
        after=after,
        diff=compare(ledger, before, after, sides),
        effects=effects,
        change=change,
        typed=typed,
        correction=correction,
        facts=_new_facts(as_of(case.dossier, after.as_of), held, before),
        gone=tuple(sorted(held - held_records(case, after))),
    )


def _law(ledger: Ledger, moment: Moment) -> frozenset[str]:
    acts = (*ledger.measures, *ledger.stackings, *ledger.repeals)
    return frozenset(act.id for act in acts if act.known <= moment.as_of)


def _new_facts(seen: Dossier, held: Collection[str], before: Moment) -> tuple[NewFact, ...]:
    """Happenings and claims that were not held; a claim that a new happening rests on goes with it."""
    facts = [
        NewFact(row.id, type(row).__name__.lower(), row.text, known, known <= before.as_of)
        for row in seen.happenings.values()
        if row.id not in held
        for known in (seen.known_happening(row),)
    ]
    told = {name for fact in facts for name in seen.happenings[fact.id].cites}
    facts += [
        NewFact(row.id, "claim", row.text, known, known <= before.as_of)
        for row in seen.claims.values()
        if row.id not in held and row.id not in told
        for known in (seen.known(row),)
    ]
    return tuple(sorted(facts, key=lambda fact: (-fact.known.toordinal(), fact.kind == "claim", fact.id)))
