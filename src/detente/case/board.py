"""The board of a case on a day: who can reach whom, and how alone one side stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import final

import numpy as np

from detente.case.case import Case
from detente.case.ontology import load_scale
from detente.core.dates import as_day
from detente.diplomacy.board import Board, make_board
from detente.diplomacy.third import IsolationPath, isolation_path
from detente.evidence.dossier import Dossier
from detente.evidence.grading import grade
from detente.evidence.happenings import Happening
from detente.world.world import World

__all__ = ["BoardView", "Chance", "board", "chances", "export_shares", "isolation", "members_of", "round_of"]

WEEKS = 8
"""Weeks of isolation shown before the day."""


@final
@dataclass(frozen=True, slots=True)
class Chance:
    """How likely it is that something took place as told, from the grades of claims.

    Attributes
    ----------
    low
        If only those who deny it were heard; without a denial as ``middle``.
    middle
        By the grade of the best claim for it, what denies it counted in.
    high
        If nobody had denied it.
    """

    low: float
    middle: float
    high: float


@final
@dataclass(frozen=True, slots=True)
class BoardView:
    """A board with the case behind it.

    Attributes
    ----------
    case
        The case.
    board
        Formats, rules, channels and contacts of the day.
    isolation
        Share of side b's goods exports elsewhere whose buyers are known to talk with side a, week by week.
    chances
        How likely it is that each attempt of this round took place as told, by id.
    """

    case: Case
    board: Board
    isolation: IsolationPath
    chances: Mapping[str, Chance]


def board(case: Case, on: date | str | None = None, as_of: date | str | None = None) -> BoardView:
    """Who can talk to whom in a case on a day, through what, and why not.

    Parameters
    ----------
    case
        The case, for instance ``dt.open_case("us-china-2025")``.
    on
        Day shown; default: the last day of the case.
    as_of
        Last day of knowledge; default: the day shown. Never later than the last day of the case.

    Returns
    -------
    BoardView
        The matrix of persons, states of channels, attempts, and the envoys that would bridge the two protocols.
    """
    last = case.head.last
    day = last if on is None else as_day(on)
    known = min(day if as_of is None else as_day(as_of), last)
    made = make_board(case.diplomacy, day, known)
    told = chances(made.scene.dossier, [row.contact for row in made.attempts])
    return BoardView(case, made, isolation(case, [day - timedelta(weeks=back) for back in range(WEEKS, -1, -1)]), told)


def isolation(case: Case, days: Sequence[date]) -> IsolationPath:
    """How far side b stands alone over time, by what was known on each day.

    Parameters
    ----------
    case
        The case.
    days
        Days asked for.

    Returns
    -------
    IsolationPath
        Share of side b's goods exports elsewhere whose buyers are known to talk with side a, or to have signed.
    """
    members = members_of(case, days[-1]) if days else {}
    return isolation_path(case.diplomacy, export_shares(case.ledger.base, case.sides), days, members)


def chances(dossier: Dossier, rows: Iterable[Happening]) -> Mapping[str, Chance]:
    """How likely it is that each happening took place as told.

    Parameters
    ----------
    dossier
        The dossier as known on a day.
    rows
        Happenings of it.
    """
    scale, unlinked = load_scale(), replace(dossier, links=MappingProxyType({}))
    found = {}
    for row in rows:
        cited = {name for name in row.cites if name in dossier.claims}
        against = {
            end
            for link in dossier.links.values()
            if link.kind in ("denies", "contradicts") and {link.from_, link.to} & cited
            for end in (link.from_, link.to)
        } & dossier.claims.keys() - cited
        middle = max((grade(dossier, name, scale).weight for name in cited), default=0.0)
        high = max((grade(unlinked, name, scale).weight for name in cited), default=0.0)
        denial = max((grade(unlinked, name, scale).weight for name in against), default=1.0 - middle)
        found[row.id] = Chance(min(1.0 - denial, middle), middle, max(high, middle))
    return MappingProxyType(found)


def round_of(view: BoardView) -> tuple[date, ...]:
    """Days of the present round, week by week: from eight weeks before the last breakdown to the day shown."""
    scene = view.board.scene
    start = max(scene.breakdown.on if scene.breakdown else scene.on, view.case.head.first) - timedelta(weeks=WEEKS)
    weeks = (scene.on - start).days // 7
    return tuple(scene.on - timedelta(weeks=back) for back in range(weeks, -1, -1))


def members_of(case: Case, on: date) -> dict[str, frozenset[str]]:
    """Groups of economies with their members on a day that are in the case's world."""
    found: dict[str, set[str]] = {}
    for row in case.ledger.countries.memberships:
        if on in row.during and row.member in case.ledger.base.regions:
            found.setdefault(row.group, set()).add(row.member)
    return {name: frozenset(inside) for name, inside in found.items()}


def export_shares(world: World, sides: tuple[str, str]) -> dict[str, float]:
    """Share of each third economy in side b's goods exports outside side a and itself."""
    a, b = (world.regions.index(side) for side in sides)
    flows = world.flows[:, b][:, np.array(world.goods)].sum(axis=1)
    flows = np.where(np.isin(np.arange(len(flows)), (a, b)), 0.0, flows)
    return dict(zip(world.regions, (flows / flows.sum()).tolist(), strict=True))
