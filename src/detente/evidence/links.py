"""Claims that cannot all be true, found by rule; both sides always stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, final

from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Contact, Happening, StressReport

__all__ = ["Contradiction", "contradictions", "persons_out_of_office"]

Kind = Literal["denial", "quantity", "date", "tenure", "status", "initiator"]
AGAINST = ("negated", "denied")
DONE = ("actual", "ongoing", "ended")


@final
@dataclass(frozen=True, slots=True)
class Contradiction:
    """Claims that cannot all be true.

    Attributes
    ----------
    claims
        Their ids, in order.
    kind
        What differs.
    state
        open, explained or resolved; what no person has judged is open.
    reason
        Why they conflict, or what a person made of it.
    resolution
        What holds, where a person said so.
    typed
        True if it stands in the case, False if a rule found it.
    """

    claims: tuple[str, ...]
    kind: Kind
    state: Literal["open", "explained", "resolved"]
    reason: str
    resolution: str = ""
    typed: bool = False


def contradictions(dossier: Dossier) -> tuple[Contradiction, ...]:
    """Every conflict of a dossier: those typed in the case, and those that rules find beside them.

    Parameters
    ----------
    dossier
        The records, cut by ``as_of`` if a day is asked for.

    Returns
    -------
    tuple
        Open ones first. A typed conflict stands for what rules find on the same claims.
    """
    typed = [
        Contradiction(tuple(sorted(row.claims)), row.kind, row.state, row.reason, row.resolution, typed=True)
        for row in dossier.conflicts.values()
    ]
    covered = [set(row.claims) for row in typed]
    found: dict[tuple[tuple[str, ...], str], Contradiction] = {}
    for row in (*_denials(dossier), *_pairs(dossier)):
        if not any(set(row.claims) <= claims for claims in covered):
            found.setdefault((row.claims, row.kind), row)
    order = {"open": 0, "explained": 1, "resolved": 2}
    return tuple(sorted((*typed, *found.values()), key=lambda row: (order[row.state], row.kind, row.claims)))


def persons_out_of_office(dossier: Dossier) -> tuple[tuple[str, str], ...]:
    """Happenings and persons whose dated posts do not reach into them.

    Returns
    -------
    tuple
        Pairs of happening and person. A person without dated posts is left out: nothing is known of the days.
    """
    found = []
    for happening in dossier.happenings.values():
        first, last = happening.interval
        for name in (*happening.actors, *happening.targets):
            person = dossier.people.get(name)
            if person is None or not person.tenure:
                continue
            if not any(
                (post.from_ is None or post.from_ <= last) and (post.until is None or first < post.until)
                for post in person.tenure
            ):
                found.append((happening.id, name))
    return tuple(found)


def _denials(dossier: Dossier) -> Iterator[Contradiction]:
    for link in dossier.links.values():
        if link.kind in ("denies", "contradicts") and {link.from_, link.to} <= set(dossier.claims):
            yield Contradiction(tuple(sorted((link.from_, link.to))), "denial", "open", link.reason)


def _pairs(dossier: Dossier) -> Iterator[Contradiction]:
    for one, two in combinations(dossier.happenings.values(), 2):
        if type(one) is not type(two) or not one.cites or not two.cites or set(one.cites) & set(two.cites):
            continue
        claims = tuple(sorted({one.cites[0], two.cites[0]}))
        same = two.id == one.same_event or one.id == two.same_event
        together = same or (_overlap(one, two) and _dyad(one) == _dyad(two) and one.type == two.type)
        if same and not _overlap(one, two):
            yield Contradiction(claims, "date", "open", f'"{one.id}" and "{two.id}" are one event on different days.')
        if together and _opposed(one, two):
            reason = f'"{one.id}" is {one.status}, "{two.id}" is {two.status}: one event with two ends.'
            yield Contradiction(claims, "status", "open", reason)
        if isinstance(one, Contact) and isinstance(two, Contact) and together and one.medium == two.medium:
            asked = [row.initiator for row in (one, two) if row.initiator]
            if len(set(asked)) == 2:
                reason = f"who asked: {asked[0]} by one account, {asked[1]} by the other."
                yield Contradiction(claims, "initiator", "open", reason)
        if isinstance(one, StressReport) and isinstance(two, StressReport) and _apart(one, two):
            yield Contradiction(
                claims, "quantity", "open", f'"{one.id}" and "{two.id}" give figures that do not overlap.'
            )


def _overlap(one: Happening, two: Happening) -> bool:
    (first, last), (begin, end) = one.interval, two.interval
    return first <= end and begin <= last


def _dyad(row: Happening) -> frozenset[str]:
    return frozenset((*row.actors, *row.targets))


def _opposed(one: Happening, two: Happening) -> bool:
    ends = {one.status, two.status}
    return bool(ends & set(AGAINST)) and bool(ends & set(DONE))


def _apart(one: StressReport, two: StressReport) -> bool:
    """Figures of one thing that do not overlap; forecasts of different makers may differ and are left alone."""
    if (one.economy, one.indicator, one.unit, one.region, one.sectors, one.interval) != (
        two.economy,
        two.indicator,
        two.unit,
        two.region,
        two.sectors,
        two.interval,
    ) or "forecast" in (one.kind, two.kind):
        return False
    spans = [
        (low, high)
        for row in (one, two)
        for low in [row.low if row.low is not None else row.value]
        for high in [row.high if row.high is not None else row.value]
        if low is not None and high is not None
    ]
    if len(spans) < 2:
        return False
    (low, high), (lowest, highest) = spans
    return high < lowest * (1 - 0.005) or highest < low * (1 - 0.005)
