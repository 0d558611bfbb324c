"""Scalars of every package, learned from a few that are solved, and the draws of all that is typed or not known.

Equation numbers refer to docs/explanation/deals.md.
"""

# M packages; H horizons; S scalars; D draws

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.lever_effects import SCALARS, Bench, Effects
from detente.case.levers import Range, Table
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.strategy.objectives import Jobs, Objective, RealIncome, Revenue, RivalLoss, Weighted
from detente.strategy.packages import learn

__all__ = ["BETA", "FACTORS", "HORIZONS", "Draws", "Goal", "Taught", "draw", "horizon_weights", "teach"]

IntArray = npt.NDArray[np.intp]

HORIZONS = (3.0, 12.0, np.inf)
"""Months of the three models; infinity is the long run."""
FACTORS = (1.0, 0.5, 2.0)
"""What trade elasticities are multiplied by."""
UNTIL = (7.5, 36.0)
"""Months at which the second and the third model take over."""
BETA = (0.995, 0.998, 0.985)
"""Discount factor of a week: central, far-sighted, short-sighted."""
WEEKS = 52.0 / 12.0
CHECKS = 20
"""Packages solved to check the fit; a quarter as many on the whole world."""
SEED = 20250509


@final
@dataclass(frozen=True, slots=True)
class Goal:
    """What a side counts, as weights on what was learned of each package.

    Attributes
    ----------
    words
        The objective in words.
    income, revenue, jobs
        Weights of own log real income, of revenue over base spending, and of log employment.
    rival
        Weight of the other side's log real income, with its sign turned.
    """

    words: str
    income: float = 0.0
    revenue: float = 0.0
    jobs: float = 0.0
    rival: float = 0.0

    @classmethod
    def of(cls, objective: Objective, other: str) -> Goal:
        """The weights of an objective of the games.

        Parameters
        ----------
        objective
            ``RealIncome``, ``Revenue``, ``Jobs``, ``RivalLoss`` for the other side, or a ``Weighted`` sum of them.
        other
            The other side.

        Raises
        ------
        DataError
            If the objective counts something else.
        """
        parts = objective.parts if isinstance(objective, Weighted) else ((objective, 1.0),)
        income = revenue = jobs = rival = 0.0
        for part, weight in parts:
            if isinstance(part, RealIncome):
                income += weight
            elif isinstance(part, Revenue):
                revenue += weight * part.collected
            elif isinstance(part, Jobs):
                jobs += weight
            elif isinstance(part, RivalLoss) and part.target == other:
                income, rival = income + weight, rival + weight * part.weight
            else:
                raise DataError(
                    f"a zone cannot count {part.words}; use RealIncome, Revenue, Jobs, RivalLoss of the other side, or "
                    "a Weighted sum of them."
                )
        return cls(objective.words, income, revenue, jobs, rival)


@final
@dataclass(frozen=True, slots=True)
class Taught:
    """Scalars of all packages, learned from some that were solved.

    Attributes
    ----------
    values
        (3, M, H, 2, S) scalars by factor on elasticities, package, horizon and side, in percent.
    war
        (3, H, 2, S) the same after a breakdown into a war; None if that is not asked for.
    error
        Largest gap on packages that were solved but not learned from, by side: of real income discounted over the
        horizons, as a share of its largest change by any package.
    whole_error
        The same for packages solved on the whole world.
    solves
        Equilibria behind it.
    """

    values: FloatArray
    war: FloatArray | None
    error: tuple[float, float]
    whole_error: tuple[float, float]
    solves: int


def teach(effects: Effects, benches: Sequence[Bench], whole: Bench, war: Sequence[FloatArray] | None) -> Taught:
    """Solve some packages and learn all (eq. 2).

    Parameters
    ----------
    effects
        What the steps change.
    benches
        Models at rest, one for each factor on elasticities.
    whole
        Models on the whole world, for the check.
    war
        Scalars after a breakdown, by factor; None for none.
    """
    menu = effects.menu
    digits = menu.digits()
    joint = [k for k, lever in enumerate(effects.levers) if lever.kind == "tariff"]
    alone = np.zeros_like(digits)
    alone[:, joint] = digits[:, joint]
    coordinates = effects.log_tariffs(np.unique(alone, axis=0), benches[0].world)
    values, solved = [], 0
    shape = (-1, len(HORIZONS), 2, len(SCALARS))
    for number, bench in enumerate(benches):
        fitted = learn(menu, joint, coordinates, _flat(bench), anchors=4 if number else 9)
        values.append(fitted.at(digits).reshape(shape))
        solved += fitted.solves
    weights = horizon_weights(BETA[0])
    learned = np.einsum("mhi,h->mi", values[0][..., 0], weights)
    largest = np.abs(learned - learned[0]).max(axis=0)
    rng = np.random.default_rng(SEED)
    errors = []
    for bench, count in ((benches[0], CHECKS), (whole, CHECKS // 4)):
        rows = rng.integers(1, menu.count, count)
        solved_there = np.stack([100.0 * bench.scalars(row)[..., 0] for row in digits[np.r_[0, rows]]])
        exact = np.einsum("mhi,h->mi", solved_there, weights)
        errors.append(np.abs(learned[rows] - learned[0] - (exact[1:] - exact[0])).max(axis=0) / largest)
    return Taught(
        values=np.stack(values),
        war=None if war is None else 100.0 * np.stack(war),
        error=(float(errors[0][0]), float(errors[0][1])),
        whole_error=(float(errors[1][0]), float(errors[1][1])),
        solves=(solved + CHECKS) * len(HORIZONS),
    )


def _flat(bench: Bench) -> Callable[[IntArray], FloatArray]:
    """Steps to all scalars in a row, percent."""
    return lambda digits: 100.0 * bench.scalars(digits).ravel()


@final
@dataclass(frozen=True, slots=True)
class Draws:
    """Where between its ends each typed or unknown value is drawn.

    Attributes
    ----------
    at
        Name -> (D,) numbers from 0 (low end) to 1 (high end).
    """

    at: Mapping[str, FloatArray]

    def of(self, name: str, ends: Range) -> FloatArray:
        """(D,) values of one name between its ends."""
        return np.asarray(ends.low + (ends.high - ends.low) * self.at[name])

    def held(self, name: str, where: float) -> Draws:
        """The same draws with one value held at a place between its ends."""
        return Draws({**self.at, name: np.full_like(self.at[name], where)})


def draw(table: Table, sides: Sequence[str], count: int, seed: int) -> Draws:
    """Draw every typed or unknown value, each evenly and independently.

    Parameters
    ----------
    table
        Levers and face costs.
    sides
        The two sides.
    count, seed
        Number of draws, and their seed.

    Raises
    ------
    DataError
        If there are no draws.
    """
    if count < 1:
        raise DataError("a zone needs at least one draw.")
    names = ["elasticities", "patience", "renewal", "face of a pause", *(f"discount factor {side}" for side in sides)]
    names += [f"compliance {lever.id}" for lever in table.levers if lever.compliance is not None]
    names += [
        f"{what} {lever.id} {step.id} {side}"
        for lever in table.levers
        for step in lever.step
        for what, ranges in (("worth", step.worth), ("face", step.face))
        for side in ranges
    ]
    names += [f"face {part} {cost.side}" for cost in table.faces for part in ("concession", "unreciprocated", "point")]
    rng = np.random.default_rng(seed)
    return Draws({name: rng.uniform(size=count) for name in names})


def horizon_weights(beta: float) -> FloatArray:
    """(H,) weights of the horizons at a discount factor of a week; they add up to one."""
    ends = np.array([0.0, *UNTIL, np.inf]) * WEEKS
    left = np.r_[beta ** ends[:-1], 0.0]
    return np.asarray(left[:-1] - left[1:])
