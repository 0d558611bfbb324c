"""Payoffs of every package on the table, from what was learned of the models and what is typed.

Equation numbers refer to docs/explanation/deals.md.
"""

# M packages of levers the models value, K of the others; D draws; u (D,) where between its ends a value is drawn
# x (M, F) payoff over the status quo, percent of a year's income: centre, elasticities halved and doubled less centre,
# far-sighted and short-sighted less centre, then one column for each pledge; where a side's objective is drawn between
# two, the columns of the second less those of the first follow

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.lever_effects import Effects
from detente.case.levers import Range, Table
from detente.case.zone_teach import BETA, COIN, FACTORS, Draws, Goal, Taught, horizon_weights
from detente.core.arrays import FloatArray
from detente.strategy.bargain import Payoffs, Worth
from detente.strategy.enforce import holding_margin, over_lag
from detente.strategy.packages import Lesson, Menu

__all__ = ["ALL", "Goals", "Panel"]

IntArray = npt.NDArray[np.intp]
Goals = tuple[Goal, Goal | None]
"""What a side counts; with a second goal, anything between the two."""
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
    war
        By side: (F,) payoff of a war over the status quo; None if the status quo is what sides fall back on.
    homes
        By record of who can stop a deal: (M, F) income there over the status quo, and (F,) in the war.
    cut
        By side: (M,) share of this year's tariffs that it takes back.
    allowed
        (M, K) False for packages that ties rule out.
    cheat
        By side: (M,) package that it makes by taking back what it gave, as far as that pays.
    """

    table: Table
    sides: tuple[str, str]
    effects: Effects
    others: Menu
    classes: tuple[tuple[int, int], ...]
    lessons: tuple[Lesson, ...]
    taught: Taught
    objectives: tuple[Goals, Goals]
    x: tuple[FloatArray, FloatArray]
    war: tuple[FloatArray, FloatArray] | None
    homes: tuple[tuple[FloatArray, FloatArray], ...]
    cut: tuple[FloatArray, FloatArray]
    allowed: npt.NDArray[np.bool_]
    cheat: tuple[IntArray, IntArray]

    @classmethod
    def of(
        cls,
        effects: Effects,
        table: Table,
        lessons: tuple[Lesson, ...],
        taught: Taught,
        objectives: tuple[Goals, Goals],
        cut: FloatArray,
        fight: bool,
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
        fight
            True: the sides fall back on the war; False: on how things stand.
        """
        sides = effects.case.sides
        columns = _Columns(effects, lessons, taught)
        found = [columns.of_goals(objectives[i], i) for i in (0, 1)]
        typed = [lever for lever in table.levers if lever.kind in ("typed", "format")]
        clock, mechanism = (
            next((len(lever.step) for lever in table.levers if lever.kind == kind), 1)
            for kind in ("clock", "mechanism")
        )
        others = Menu({lever.id: tuple(step.id for step in lever.step) for lever in typed})
        world = effects.case.ledger.base
        central = [_central(x, effects) for x, _ in found]
        return cls(
            table=table,
            sides=sides,
            effects=effects,
            others=others,
            allowed=_allowed(table, effects.menu, others),
            classes=tuple(product(range(clock), range(mechanism))),
            lessons=lessons,
            taught=taught,
            objectives=objectives,
            x=(found[0][0], found[1][0]),
            war=(found[0][1], found[1][1]) if fight else None,
            homes=tuple(
                columns.of_goals((Goal.earned_in(home.sectors, world), None), sides.index(home.side))
                for home in table.homes
            ),
            cut=(cut[:, 0], cut[:, 1]),
            cheat=tuple(_cheat(effects, central[i][:, 0], side) for i, side in enumerate(sides)),  # type: ignore[arg-type]
        )

    def central(self, side: int) -> FloatArray:
        """(M, F) payoff of a side over the status quo, in the middle between its two goals if it has two."""
        return _central(self.x[side], self.effects)

    def lag(self, number: int) -> float:
        """Quarters until cheating is seen and answered, in a class of packages."""
        return LAGS[sum(map(bool, self.classes[number]))]

    def disagreement(self, draws: Draws) -> tuple[FloatArray, FloatArray]:
        """By side: (D,) what it has without an agreement."""
        if self.war is None:
            zero = np.zeros(len(draws.at["patience"]))
            return zero, zero
        one, two = (self.war[i] @ self._prices(draws, 1.0, i) for i in (0, 1))
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
        found = (self._class(draws, which, rows, face=face, enforced=enforced) for which in self.classes)
        return tuple(part if home else replace(part, home=()) for part in found)

    def _class(
        self, draws: Draws, which: tuple[int, int], rows: IntArray | slice, *, face: bool, enforced: bool
    ) -> Payoffs:
        clock, mechanism = which
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
            self.allowed[rows],
            self._homes(draws, last, rows),
        )

    def _homes(self, draws: Draws, last: FloatArray, rows: IntArray | slice) -> tuple[Worth, ...]:
        """How much better than they must be those at home are who can stop a deal."""
        found = []
        fallen, price = self._price(draws, 1.0), self._price(draws, last)
        for home, (x, war) in zip(self.table.homes, self.homes, strict=True):
            stops = draws.at[f"{COIN} {home.id}"] < draws.of(f"blocks {home.id}", home.blocks)
            asked = draws.of(f"tolerance {home.id}", home.tolerance)
            if self.war is not None:
                asked = asked - war @ fallen
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
        for lever in self.effects.levers:
            if lever.compliance is not None:
                middle = 0.5 * (lever.compliance.low + lever.compliance.high)
                rows.append(draws.of(f"compliance {lever.id}", lever.compliance) / middle - 1.0)
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


def _allowed(table: Table, menu: Menu, others: Menu) -> npt.NDArray[np.bool_]:
    """(M, K) False for packages that ties rule out."""
    mine, theirs = menu.digits(), others.digits()
    found = np.ones((len(mine), len(theirs)), dtype=bool)

    def meets(terms: Mapping[str, Sequence[str]]) -> npt.NDArray[np.bool_]:
        hit = np.ones_like(found)
        for lever, steps in terms.items():
            if lever in menu.steps:
                hit &= menu.among(lever, steps, mine)[:, None]
            elif lever in others.steps:
                hit &= others.among(lever, steps, theirs)[None, :]
        return hit

    for tie in table.linkages:
        found &= ~meets(tie.if_) | meets(tie.then)
    return found


@final
@dataclass(frozen=True, slots=True)
class _Columns:
    """Makes the columns of ``x`` from what was solved."""

    effects: Effects
    lessons: tuple[Lesson, ...]
    taught: Taught

    def of_goals(self, goals: Goals, side: int) -> tuple[FloatArray, FloatArray]:
        """(M, F) payoff over the status quo, and (F,) that of the war."""
        first, second = goals
        x, war = self._of(first, side)
        if second is None:
            return x, war
        more, fallen = self._of(second, side)
        return np.concatenate([x, more - x], axis=1), np.concatenate([war, fallen - war])

    def _of(self, goal: Goal, side: int) -> tuple[FloatArray, FloatArray]:
        digits = self.effects.menu.digits()
        solved = [goal.value(found, self.taught.rest, side) for found in self.taught.solved]
        values = np.stack([plan.fit(each).at(digits) for plan, each in zip(self.lessons, solved, strict=True)])
        blends = _blends(values)
        stands = blends[:1]
        war = _blends(goal.value(self.taught.war, self.taught.rest, side)[:, None])[0] - stands[0]
        blends = blends - stands
        columns, pledges = [blends], 0
        for k, lever in enumerate(self.effects.levers):
            if lever.compliance is not None:
                without = digits.copy()
                without[:, k] = 0
                columns.append((blends[:, 0] - blends[self.effects.menu.rows(without), 0])[:, None])
                pledges += 1
        return np.concatenate(columns, axis=1), np.r_[war, np.zeros(pledges)]


def _central(x: FloatArray, effects: Effects) -> FloatArray:
    """(M, F) columns of one goal: those of the first, and half of the way to the second if there is one."""
    width = len(FACTORS) + len(BETA) - 1 + sum(lever.compliance is not None for lever in effects.levers)
    return x if x.shape[1] == width else x[:, :width] + 0.5 * x[:, width:]


def _blends(goal: FloatArray) -> FloatArray:
    """(M, 5) from (3, M, H): centre; elasticities halved and doubled; far- and short-sighted, each less the centre."""
    centre = goal[0] @ horizon_weights(BETA[0])
    apart = [goal[f] @ horizon_weights(BETA[0]) - centre for f in (1, 2)]
    sight = [goal[0] @ horizon_weights(beta) - centre for beta in BETA[1:]]
    return np.stack([centre, *apart, *sight], axis=-1)


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
