"""What the game of attrition needs of a case: losses from the economy, rungs from the ledger, words from the record."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.board import members_of
from detente.case.case import Case
from detente.core.errors import DataError
from detente.diplomacy.channels import ASKED_HALVES, ASKED_WEIGHT
from detente.diplomacy.moves import Moves
from detente.diplomacy.scene import Scene, interval, scene
from detente.diplomacy.signals import KEEPS, MOST, SOFT, WeighedSignal, weighed_signals
from detente.diplomacy.third import AT_TABLE
from detente.diplomacy.timing.attrition import RUNGS, Circumstances, Stakes
from detente.diplomacy.timing.history import History, history, rungs_of
from detente.economy.shortrun import ShortRun
from detente.evidence.happenings import Contact, Reason, ThirdTalks
from detente.ledger.wedges import wedges
from detente.strategy.parallel import isolation
from detente.world.world import World

__all__ = ["LADDER", "Past", "past_of", "stakes_of"]

LADDER = (0.035, 0.105, 0.195, 0.375, 1.20)
"""Tariff that both sides levy on all goods of each other at each rung, where its loss is computed."""
WHO: tuple[Reason, ...] = (
    "rank-gap",
    "portfolio-mismatch",
    "sanctioned-counterpart",
    "who-asks-first",
    "working-level-first",
    "no-mandate",
    "unknown",
)
"""Reasons for a refusal after which it is open who may meet whom."""
BEFORE = timedelta(days=14)
"""An occasion draws from so many days before it."""


def stakes_of(world: World, sides: tuple[str, str]) -> Stakes:
    """Loss of real income of both sides at each rung, from the short-run model.

    Parameters
    ----------
    world
        The world; losses count from what it would be at the lowest rung.
    sides
        Side a and side b.

    Raises
    ------
    DataError
        If a side is not an economy of the world, or loses nothing at the top rung.
    """
    missing = [side for side in sides if side not in world.regions]
    if missing:
        raise DataError(
            f"world '{world.name}' has no economy {missing[0]}, so the game of attrition has no losses to weigh."
        )
    one, two = sides
    before = wedges(world)
    income = np.empty((RUNGS, 2))
    for rung, rate in enumerate(LADDER):
        after = wedges(world, {(one, two): rate, (two, one): rate})
        outcome = ShortRun().solve(world, before, after)
        income[rung] = [float(outcome.data["welfare"].sel(region=side)) for side in sides]
    lost = income[0] - income
    if (lost[-1] <= 0.0).any():
        side = sides[int(np.argmin(lost[-1]))]
        raise DataError(f"{side} loses nothing at the top rung in world '{world.name}': there is no war of attrition.")
    loss = np.round(lost / lost[-1], 3)
    week = tuple(float(f"{x:.2e}") for x in lost[-1] / 52.0)
    return Stakes((tuple(map(float, loss[:, 0])), tuple(map(float, loss[:, 1]))), (week[0], week[1]))


@final
@dataclass(frozen=True, slots=True)
class Past:
    """Paths of a case that do not depend on what was known of its moves.

    Attributes
    ----------
    case
        The case.
    stakes
        Losses at each rung.
    rung
        By day from the first of the case to its last.
    """

    case: Case
    stakes: Stakes
    rung: npt.NDArray[np.int64]

    def known(self, moved: Moves) -> History:
        """The record as known on the last day of some moves.

        Parameters
        ----------
        moved
            Moves, cut by the day of knowledge.
        """
        first = self.case.head.first
        days = max((moved.last - first).days, 0) + 1
        now = _now(self.case, moved, first, days)
        return history(moved, self.stakes, first, self.rung[:days], now)

    def recent(self, moved: Moves) -> History:
        """The same from the last meeting on: what a forecast starts from.

        Parameters
        ----------
        moved
            Moves, cut by the day of knowledge.
        """
        first = self.case.head.first
        days = max((moved.last - first).days, 0) + 1
        met = max((row.day for row in moved.tables()), default=first)
        skip = max((met - first).days, 0)
        idle = (Circumstances(),) * skip
        now = idle + _now(self.case, moved, first + timedelta(days=skip), days - skip)
        return history(moved, self.stakes, first, self.rung[:days], now).since_meeting()


def past_of(case: Case, stakes: Stakes) -> Past:
    """Rungs of a case day by day: the mean of the two average tariffs, cut at the edges of the rungs.

    Parameters
    ----------
    case
        The case.
    stakes
        Losses at each rung.
    """
    ledger, (one, two) = case.ledger, case.sides
    first, last = case.head.first, case.head.last
    records = (*ledger.measures, *ledger.repeals, *ledger.stackings)
    days = {first, *(row.effective for row in records), *(row.end for row in ledger.measures if row.end is not None)}
    turns = sorted(day for day in days if first <= day <= last)
    rates = [0.5 * (float(ledger.rate(one, two, on=day)) + float(ledger.rate(two, one, on=day))) for day in turns]
    levels = rungs_of(np.array(rates))
    ordinals = [day.toordinal() for day in turns]
    path = [levels[bisect_right(ordinals, first.toordinal() + n) - 1] for n in range((last - first).days + 1)]
    return Past(case, stakes, np.array(path))


def _now(case: Case, moved: Moves, first: date, days: int) -> tuple[Circumstances, ...]:
    """What bound the sides, by day, from what is known on the last day of the moves."""
    view = scene(case.diplomacy, moved.last)
    signals = weighed_signals(view)
    breaks = {row.on for row in moved.breakdowns}
    bound = [_commitment(signals, side, rival, breaks, first, days) for side, rival in (case.sides, case.sides[::-1])]
    asked = [_asked(signals, side, breaks, first, days) for side in case.sides]
    dispute = _spans(_disputes(view, moved), first, days)
    occasion = _spans(_occasions(view), first, days)
    alone = _isolation(case, view, first, days)
    made = lru_cache(maxsize=None)(Circumstances)
    return tuple(
        made((bound[0][n], bound[1][n]), (asked[0][n], asked[1][n]), dispute[n], bool(occasion[n]), alone[n])
        for n in range(days)
    )


def _by_day(first: date, days: int, step: Callable[[float, date], float]) -> list[float]:
    level, found = 0.0, []
    for n in range(days):
        level = step(level, first + timedelta(days=n))
        found.append(round(level, 4))
    return found


def _commitment(
    signals: Iterable[WeighedSignal], side: str, rival: str, breaks: set[date], first: date, days: int
) -> list[float]:
    """Commitment by day: what a week keeps is spread over its days."""
    said: dict[date, float] = {}
    for row in signals:
        own = row.hard - SOFT * row.soft if row.side == side else row.taunt if row.side == rival else 0.0
        said[row.day] = said.get(row.day, 0.0) + own

    def step(level: float, day: date) -> float:
        kept = 0.0 if day in breaks else KEEPS ** (1.0 / 7.0) * level
        return min(max(kept + said.get(day, 0.0), 0.0), MOST)

    return _by_day(first, days, step)


def _asked(signals: Iterable[WeighedSignal], side: str, breaks: set[date], first: date, days: int) -> list[float]:
    """How far a side can say that the rival asked, by day."""
    told: dict[date, float] = {}
    for row in signals:
        if row.side == side:
            weight = ASKED_WEIGHT.get(row.signal.says_rival_asked, 0.0)
            told[row.day] = 1.0 - (1.0 - told.get(row.day, 0.0)) * (1.0 - weight)

    def step(level: float, day: date) -> float:
        kept = 0.0 if day in breaks else 2.0 ** (-1.0 / ASKED_HALVES) * level
        return 1.0 - (1.0 - kept) * (1.0 - told.get(day, 0.0))

    return _by_day(first, days, step)


def _disputes(view: Scene, moved: Moves) -> list[tuple[date, date]]:
    """From a refusal for who may meet whom to the next agreed meeting of principals, or on."""
    ends = sorted({row.day for row in moved.rows if row.action == "accept" and row.rank >= 4 and row.in_person})
    ends += [row.day for row in moved.tables()]
    found = []
    for row in view.of(Contact):
        if row.outcome == "refused" and row.reason in WHO:
            low, high = row.interval
            begin = low + (high - low) // 2
            found.append((begin, min((day for day in ends if day > begin), default=date.max)))
    return found


def _occasions(view: Scene) -> list[tuple[date, date]]:
    """Days on which an occasion that both sides attend is near or on."""
    found = []
    for row in view.focal_events:
        if {view.side_of(name) for name in row.attends} >= set(view.sides):
            low, high = interval(row.when)
            found.append((low - BEFORE, high + timedelta(days=1)))
    return found


def _spans(spans: Iterable[tuple[date, date]], first: date, days: int) -> list[float]:
    found = [0.0] * days
    for begin, end in spans:
        low = max((begin - first).days, 0)
        high = max(min((end - first).days, days) if end != date.max else days, low)
        found[low:high] = [1.0] * (high - low)
    return found


def _isolation(case: Case, view: Scene, first: date, days: int) -> list[float]:
    one, two = case.sides
    rows = sorted(
        (row.interval[0], row.country) for row in view.of(ThirdTalks) if row.with_ == one and row.stage in AT_TABLE
    )
    members = members_of(case, first)
    found: list[float] = []
    talking: set[str] = set()
    share, at = 0.0, 0
    for n in range(days):
        grown = False
        while at < len(rows) and rows[at][0] <= first + timedelta(days=n):
            talking |= members.get(rows[at][1], {rows[at][1]})
            at, grown = at + 1, True
        if grown:
            share = round(isolation(case.ledger.base, two, one, talking=sorted(talking)), 4)
        found.append(share)
    return found
