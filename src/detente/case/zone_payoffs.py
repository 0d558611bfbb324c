"""Payoffs of every package on the table, from what was learned of the models and what is typed.

Equation numbers refer to docs/explanation/deals.md.
"""

# M packages of levers the models value, K of the others; D draws; u (D,) where between its ends a value is drawn
# x (M, F) payoff over the status quo, percent of a year's income: centre, elasticities halved and doubled less centre,
# far-sighted and short-sighted less centre, then one column for each lever
# whose worth is drawn; where a side's objective is drawn between
# two, the columns of the second less those of the first follow

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.lever_effects import Effects
from detente.case.levers import LeverTable, Range
from detente.case.zone_columns import Against, Columns, Fallback, Goals, case_of, central
from detente.case.zone_teach import BETA, COIN, Draws, Goal, Taught
from detente.case.zone_wait import Waiting
from detente.core.arrays import FloatArray
from detente.strategy.bargain import Payoffs, Worth
from detente.strategy.enforce import holding_margin, over_lag
from detente.strategy.packages import Lesson, Menu

__all__ = ["ALL", "Panel"]

IntArray = npt.NDArray[np.intp]
ALL = slice(None)
NEVER = 1e6
"""Tolerance of somebody who cannot stop a deal, percent."""

CLOCK_WEEKS = 90.0 / 7.0
RENEWED = Range(low=0.5, high=0.95)
"""Chance that a suspension is renewed when its clock ends."""
PAUSED = Range(low=0.3, high=0.8)
"""Face cost of a suspension relative to that of a cut for good."""
DELTA = Range(low=0.9, high=0.99)
"""Discount factor of a quarter, survival of the government included."""
CLASSES = ("clock", "mechanism")
"""Kinds of lever that make classes of packages."""
LAGS = {0: 2.0, 1: 1.0, 2: 0.5}
"""Quarters until cheating is seen and answered, by how many of clock and mechanism are there."""


@final
@dataclass(frozen=True, slots=True)
class Panel:
    """Everything behind a zone: payoffs can be made from any draws.

    Attributes
    ----------
    table, sides, effects
        What could be given, by whom, and what it changes.
    others
        The levers valued by typed ranges, and those that make classes of packages.
    classes
        Steps of clock and mechanism in each class: (0, 0) is neither.
    lessons, taught
        What was solved, and how it is carried to all packages.
    objectives
        What the sides count.
    x
        By side: (M, F) payoff over the status quo.
    fallback
        What sides have without an agreement, over the status quo; None if that is what they fall back on.
    homes
        By record of who can stop a deal: (M, F) income there over the status quo.
    cut
        By side: (M,) share of this year's tariffs that it takes back.
    allowed
        (C, M, K) False for packages that ties rule out, by class.
    cheat
        By side: (M,) package that it makes by taking back what it gave, as far as that pays.
    """

    table: LeverTable
    sides: tuple[str, str]
    effects: Effects
    others: Menu
    classes: tuple[tuple[int, int], ...]
    lessons: tuple[Lesson, ...]
    taught: Taught
    objectives: tuple[Goals, Goals]
    x: tuple[FloatArray, FloatArray]
    fallback: Fallback | None
    homes: tuple[FloatArray, ...]
    cut: tuple[FloatArray, FloatArray]
    allowed: npt.NDArray[np.bool_]
    cheat: tuple[IntArray, IntArray]

    @classmethod
    def of(
        cls,
        effects: Effects,
        table: LeverTable,
        lessons: tuple[Lesson, ...],
        taught: Taught,
        objectives: tuple[Goals, Goals],
        cut: FloatArray,
        against: Against,
        waiting: Waiting | None = None,
    ) -> Panel:
        """Join what was learned with what is typed.

        Parameters
        ----------
        effects, table, lessons, taught
            What steps change, the table, and what was solved.
        objectives
            Of both sides.
        cut
            (M, 2) share of this year's tariffs that each side takes back.
        against
            What the sides fall back on.
        waiting
            The game that goes on; needed where they fall back on it.
        """
        sides = effects.case.sides
        columns = Columns(effects, lessons, taught)
        one, two = (columns.packages(objectives[i], i) for i in (0, 1))
        typed = [lever for lever in table.levers if lever.kind in ("typed", "format")]
        clock, mechanism = (
            next((len(lever.step) for lever in table.levers if lever.kind == kind), 1) for kind in CLASSES
        )
        others = Menu({lever.id: tuple(step.id for step in lever.step) for lever in typed})
        classes = tuple(product(range(clock), range(mechanism)))
        world = effects.case.ledger.base
        homes: list[tuple[Goals, int]] = [
            ((Goal.earned_in(home.sectors, world), None), sides.index(home.side)) for home in table.homes
        ]
        return cls(
            table=table,
            sides=sides,
            effects=effects,
            others=others,
            allowed=np.stack([_allowed(table, effects.menu, others, which) for which in classes]),
            classes=classes,
            lessons=lessons,
            taught=taught,
            objectives=objectives,
            x=(one, two),
            fallback=_fallback(columns, objectives, homes, against, waiting),
            homes=tuple(columns.packages(goals, side) for goals, side in homes),
            cut=(cut[:, 0], cut[:, 1]),
            cheat=(
                _cheat(effects, central(one, effects)[:, 0], sides[0]),
                _cheat(effects, central(two, effects)[:, 0], sides[1]),
            ),
        )

    def central(self, side: int) -> FloatArray:
        """(M, F) payoff of a side over the status quo, in the middle between its two goals if it has two."""
        return central(self.x[side], self.effects)

    def lag(self, number: int) -> float:
        """Quarters until cheating is seen and answered, in a class of packages."""
        return LAGS[sum(map(bool, self.classes[number]))]

    def disagreement(self, draws: Draws) -> tuple[FloatArray, FloatArray]:
        """By side: (D,) what it has without an agreement."""
        if self.fallback is None:
            zero = np.zeros(len(draws.at["patience"]))
            return zero, zero
        return self.worth_of(self.fallback.sides, draws)

    def worth_of(self, sides: tuple[FloatArray, FloatArray], draws: Draws) -> tuple[FloatArray, FloatArray]:
        """By side: (D,) worth of what it has in the case that each draw falls on.

        Parameters
        ----------
        sides
            By side: (N, F) payoff in columns as those of packages, as in :class:`Fallback`.
        draws
            Values drawn.
        """
        at = case_of(draws, len(sides[0]))
        one, two = (_each(sides[i][at], self._prices(draws, 1.0, i)) for i in (0, 1))
        return one, two

    @property
    def used(self) -> frozenset[str]:
        """Sides whose objective is drawn."""
        return frozenset(side for side, goals in zip(self.sides, self.objectives, strict=True) if goals[1] is not None)

    def payoffs(
        self,
        draws: Draws,
        *,
        face: bool = True,
        enforced: bool = True,
        home: bool = True,
        rows: IntArray | slice = ALL,
    ) -> tuple[Payoffs, ...]:
        """Payoffs by class of packages.

        Parameters
        ----------
        draws
            Values drawn.
        face
            False leaves face costs out.
        enforced
            False does not ask whether sides would keep their word.
        home
            False does not ask whether somebody at home would stop it.
        rows
            Rows of the levers valued by the models to look at; default: all.
        """
        found = (self._class(draws, number, rows, face=face, enforced=enforced) for number in range(len(self.classes)))
        return tuple(part if home else replace(part, home=()) for part in found)

    def _class(self, draws: Draws, number: int, rows: IntArray | slice, *, face: bool, enforced: bool) -> Payoffs:
        clock, mechanism = self.classes[number]
        last = np.asarray(1.0)
        pause = np.asarray(1.0)
        if clock:
            within = 1.0 - BETA[0] ** CLOCK_WEEKS
            last = within + (1.0 - within) * draws.of("renewal", RENEWED)
            pause = draws.of("face of a pause", PAUSED)
        digits = self.others.digits()
        worth, costs, margins, patience = [], [], [], []
        for i, side in enumerate(self.sides):
            price = self._prices(draws, last, i)
            added = self._typed(draws, digits, side, "worth") + self._mechanism(draws, side, mechanism)
            delta = over_lag(draws.of(f"discount factor {side}", DELTA), LAGS[bool(clock) + bool(mechanism)])
            kept = self._typed(draws, self._withdrawn(digits, side), side, "worth") + self._mechanism(
                draws, side, mechanism
            )
            gone = self._typed(draws, self._irreversible(digits), side, "worth")
            worth.append(Worth(self.x[i][rows], price, added))
            own, other = self.cut[i][rows], self.cut[1 - i][rows]
            shown = np.stack([own, np.maximum(0.0, own - other)], axis=1)
            paid, points = self._face(draws, side)
            show = 1.0 if face else 0.0
            costs.append(
                Worth(
                    show * shown,
                    paid * pause,
                    show * (self._typed(draws, digits, side, "face") + self._points(digits, side)[:, None] * points),
                )
            )
            both = np.concatenate([self.x[i][rows], self.x[i][self.cheat[i][rows]]], axis=1)
            margins.append(
                Worth(
                    both,
                    np.concatenate([price, -(1.0 - delta) * price]),
                    holding_margin(added, np.asarray(kept), gone, delta),
                )
            )
            patience.append(delta)
        return Payoffs(
            (worth[0], worth[1]),
            (costs[0], costs[1]),
            (margins[0], margins[1]) if enforced else None,
            (patience[0], patience[1]),
            self.allowed[number][rows],
            self._homes(draws, last, rows),
        )

    def _homes(self, draws: Draws, last: FloatArray, rows: IntArray | slice) -> tuple[Worth, ...]:
        """How much better than they must be those at home are who can stop a deal."""
        found = []
        fallen, price = self._price(draws, 1.0), self._price(draws, last)
        for number, (home, x) in enumerate(zip(self.table.homes, self.homes, strict=True)):
            stops = draws.at[f"{COIN} {home.id}"] < draws.of(f"blocks {home.id}", home.blocks)
            asked = draws.of(f"tolerance {home.id}", home.tolerance)
            if self.fallback is not None:
                there = self.fallback.homes[number]
                asked = asked - _each(there[case_of(draws, len(there))], fallen)
            found.append(Worth(x[rows], price, np.where(stops, asked, NEVER)[None, :]))
        return tuple(found)

    def _prices(self, draws: Draws, last: FloatArray | float, side: int) -> FloatArray:
        """(F, D) worth of each column of a side's ``x``."""
        price = self._price(draws, last)
        if self.objectives[side][1] is None:
            return price
        return np.concatenate([price, price * draws.at[f"objective {self.sides[side]}"]])

    def _price(self, draws: Draws, last: FloatArray | float) -> FloatArray:
        """(F, D) worth of each column of ``x``."""
        s, u = 2.0 * draws.at["elasticities"] - 1.0, 2.0 * draws.at["patience"] - 1.0
        rows = [np.ones_like(s), np.maximum(0.0, -s), np.maximum(0.0, s), np.maximum(0.0, u), np.maximum(0.0, -u)]
        rows += [
            lever.times(draws.at[f"{lever.drawn} {lever.id}"]) - 1.0 for lever in self.effects.levers if lever.drawn
        ]
        return np.asarray(np.stack(rows) * last)

    def _typed(self, draws: Draws, digits: IntArray, side: str, what: str) -> FloatArray:
        """(K, D) sum of the typed worth or face of some steps to a side."""
        total = np.zeros((len(digits), len(draws.at["patience"])))
        for k, name in enumerate(self.others.steps):
            lever = self.table.lever(name)
            for s, step in enumerate(lever.step):
                ends = (step.worth if what == "worth" else step.face).get(side)
                if ends is not None:
                    total[digits[:, k] == s] += draws.of(f"{what} {lever.id} {step.id} {side}", ends)
        return total

    def _mechanism(self, draws: Draws, side: str, number: int) -> FloatArray | float:
        lever = self.table.only("mechanism")
        if lever is None or side not in lever.step[number].worth:
            return 0.0
        step = lever.step[number]
        return draws.of(f"worth {lever.id} {step.id} {side}", step.worth[side])

    def withdrawn(self, number: int, side: str) -> int:
        """Row of the typed levers after a side took back what it gave."""
        return int(self.others.rows(self._withdrawn(self.others.digits(np.array([number])), side))[0])

    def _withdrawn(self, digits: IntArray, side: str) -> IntArray:
        """Steps after a side took back what it gave and can take back."""
        given = {lever.id for lever in self.table.levers if lever.giver == side and lever.reversible}
        return np.where([name in given for name in self.others.steps], 0, digits)

    def _irreversible(self, digits: IntArray) -> IntArray:
        """Steps that stay delivered after a breakdown."""
        kept = {lever.id for lever in self.table.levers if not lever.reversible}
        return np.where([name in kept for name in self.others.steps], digits, 0)

    def _points(self, digits: IntArray, side: str) -> FloatArray:
        """(K,) number of intrusive points that a side accepts."""
        total = np.zeros(len(digits))
        for k, name in enumerate(self.others.steps):
            lever = self.table.lever(name)
            if lever.giver == side:
                total += np.array([step.intrusive for step in lever.step])[digits[:, k]]
        return total

    def _face(self, draws: Draws, side: str) -> tuple[FloatArray, FloatArray]:
        """(2, D) face cost of a concession, and of one that is not returned; (D,) of an intrusive point."""
        cost = next((cost for cost in self.table.faces if cost.side == side), None)
        if cost is None:
            zero = np.zeros(len(draws.at["patience"]))
            return np.stack([zero, zero]), zero
        parts = [
            draws.of(f"face {name} {side}", ends)
            for name, ends in (
                ("concession", cost.concession),
                ("unreciprocated", cost.unreciprocated),
                ("point", cost.point),
            )
        ]
        return np.stack(parts[:2]), parts[2]


def _allowed(table: LeverTable, menu: Menu, others: Menu, which: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """(M, K) False for packages of a class that ties rule out."""
    mine, theirs = menu.digits(), others.digits()
    fixed = {lever.id: lever.step[s].id for kind, s in zip(CLASSES, which, strict=True) if (lever := table.only(kind))}
    found = np.ones((len(mine), len(theirs)), dtype=bool)

    def meets(terms: Mapping[str, Sequence[str]]) -> npt.NDArray[np.bool_]:
        hit = np.ones_like(found)
        for lever, steps in terms.items():
            if lever in menu.steps:
                hit &= menu.among(lever, steps, mine)[:, None]
            elif lever in others.steps:
                hit &= others.among(lever, steps, theirs)[None, :]
            else:
                hit &= fixed[lever] in steps
        return hit

    for tie in table.linkages:
        found &= ~meets(tie.if_) | meets(tie.then)
    return found


def _fallback(
    columns: Columns,
    objectives: tuple[Goals, Goals],
    homes: Sequence[tuple[Goals, int]],
    against: Against,
    waiting: Waiting | None,
) -> Fallback | None:
    """What sides have without an agreement; None: how things stand."""
    if against == "status-quo":
        return None
    if against == "war":
        one, two = (columns.war(objectives[i], i) for i in (0, 1))
        return Fallback((one, two), tuple(columns.war(goals, side) for goals, side in homes))
    assert waiting is not None
    one, two = (columns.waiting(objectives[i], i, waiting) for i in (0, 1))
    return Fallback((one, two), tuple(columns.waiting(goals, side, waiting) for goals, side in homes))


def _each(features: FloatArray, price: FloatArray) -> FloatArray:
    """(D,) worth in each draw of what it has there: (D, F) features, (F, D) prices."""
    return np.asarray(np.einsum("df,fd->d", features, price))


def _cheat(effects: Effects, gain: FloatArray, side: str) -> IntArray:
    """(M,) the package that a side makes of each: what it gave is taken back, its own tariffs set as suits it best."""
    digits = effects.menu.digits()
    own = [k for k, lever in enumerate(effects.levers) if lever.giver == side and lever.reversible]
    tariffs = [k for k in own if effects.levers[k].kind == "tariff"]
    best, value = np.arange(len(digits)), gain.copy()
    for steps in product(*(range(effects.menu.shape[k]) for k in tariffs)):
        tried = digits.copy()
        tried[:, own] = 0
        tried[:, tariffs] = steps
        rows = effects.menu.rows(tried)
        better = gain[rows] > value
        best, value = np.where(better, rows, best), np.where(better, gain[rows], value)
    return np.asarray(best, dtype=np.intp)
