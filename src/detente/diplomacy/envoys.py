"""Tests of the bridge: who else would pass, what an envoy must have, on which other days the answer is the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import final

from detente.diplomacy.protocol import TABLE, Meetings, bite, formats, meetings
from detente.diplomacy.records import ProtocolRule, Records
from detente.diplomacy.scene import Office, Scene, scene

__all__ = ["Envoy", "PlaceboDay", "Stripped", "envoys", "placebo_days", "stripped"]

LEAST = 2
"""Rank from which a person is looked at as an envoy."""


@final
@dataclass(frozen=True, slots=True)
class Envoy:
    """A person looked at as an envoy.

    Attributes
    ----------
    office
        The person.
    passes
        True if some format at the table with somebody of the other side is admitted by both.
    bridge
        True if the person is in a minimal pair.
    closed_by
        Rules that forbid every format at the table with this person; empty for one who passes, or whom no single rule
        keeps out.
    """

    office: Office
    passes: bool
    bridge: bool
    closed_by: tuple[ProtocolRule, ...]


@final
@dataclass(frozen=True, slots=True)
class Stripped:
    """An envoy of the bridge without one thing: still admitted?

    Attributes
    ----------
    office
        The envoy as he or she is.
    without
        What is taken away, in words.
    passes
        True if the person would still pass.
    """

    office: Office
    without: str
    passes: bool


@final
@dataclass(frozen=True, slots=True)
class PlaceboDay:
    """The bridge on another day.

    Attributes
    ----------
    on, as_of
        Day and last day of knowledge.
    bridge
        Names at the minimal pairs, side a and side b.
    open_now
        Pairs that both sides had put forward and both admit.
    """

    on: date
    as_of: date
    bridge: tuple[tuple[str, ...], tuple[str, ...]]
    open_now: int


def envoys(view: Scene, found: Meetings | None = None) -> tuple[Envoy, ...]:
    """Everybody of rank 2 or more as an envoy, side a first, highest first.

    Parameters
    ----------
    view
        The records of a day.
    found
        What the rules leave that day, if it is at hand.
    """
    left = found or meetings(view)
    space = formats(view)
    closing: dict[str, list[ProtocolRule]] = {}
    for rule in view.rules:
        if rule.then != "forbid":
            continue
        for side in view.sides:
            mask = bite(view, side, rule, space)[:, :, TABLE]
            for i, office in enumerate(space.a):
                if mask[i].size and mask[i].all():
                    closing.setdefault(office.person, []).append(rule)
            for j, office in enumerate(space.b):
                if mask[:, j].size and mask[:, j].all():
                    closing.setdefault(office.person, []).append(rule)
    passing = {office.person for side in left.passing for office in side}
    ends = {office.person for pair in left.bridge for office in (pair.a, pair.b)}
    return tuple(
        Envoy(office, office.person in passing, office.person in ends, tuple(closing.get(office.person, ())))
        for side in (space.a, space.b)
        for office in side
        if office.rank >= LEAST
    )


def stripped(view: Scene, found: Meetings) -> tuple[Stripped, ...]:
    """Every envoy of the bridge with one thing taken away: access, each portfolio, a rank."""
    people = {office.person: office for pair in found.bridge for office in (pair.a, pair.b)}
    tests = []
    for office in people.values():
        changes: list[tuple[str, Office]] = [("one rank lower", replace(office, rank=office.rank - 1))]
        if office.access == "direct":
            changes.append(("without direct access", replace(office, access="unknown")))
        changes += [
            (f"without the portfolio {name}", replace(office, portfolios=office.portfolios - {name}))
            for name in sorted(office.portfolios)
        ]
        for words, changed in changes:
            offices = MappingProxyType({**view.offices, office.person: changed})
            left = meetings(replace(view, offices=offices))
            passes = office.person in {one.person for side in left.passing for one in side}
            tests.append(Stripped(office, words, passes))
    return tuple(tests)


def placebo_days(records: Records, days: Iterable[date], as_of: date | None = None) -> tuple[PlaceboDay, ...]:
    """The bridge on other days, with what was known on each, or with what is known on ``as_of``."""
    rows = []
    for day in days:
        left = meetings(scene(records, day, max(day, as_of) if as_of else None))
        names = (
            tuple(sorted({pair.a.name for pair in left.bridge})),
            tuple(sorted({pair.b.name for pair in left.bridge})),
        )
        rows.append(PlaceboDay(day, max(day, as_of) if as_of else day, names, len(left.open_now)))
    return tuple(rows)
