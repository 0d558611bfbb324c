"""What a side counts, the packages that are solved so that all are known, and draws of what is typed or not known.

Equation numbers refer to docs/explanation/deals.md.
"""

# M packages, N of them solved; H horizons; S scalars of a side (case/lever_effects.py); J sectors; D draws

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.lever_effects import SCALARS, Bench, Effects
from detente.case.levers import LeverTable, Range
from detente.core.arrays import FloatArray
from detente.core.errors import DataError, NotSolved
from detente.strategy.objectives import Jobs, Objective, Political, RealIncome, Revenue, RivalLoss, Weighted
from detente.strategy.packages import Lesson, Menu, lesson
from detente.strategy.replies import SEED
from detente.world.world import World

__all__ = [
    "BETA",
    "COIN",
    "FACTORS",
    "HORIZONS",
    "PACE",
    "UNTIL",
    "WEEKS",
    "Draws",
    "Goal",
    "Taught",
    "draw",
    "horizon_weights",
    "lessons",
    "teach",
]

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
PACE = "pace of the game"
"""Draw of which game goes on: at its low end the rung stays longest, at its high end it falls soonest."""
COIN = "coin"
"""Draws that settle whether somebody can stop a deal, once the chance of it is drawn."""


@final
@dataclass(frozen=True, slots=True)
class Goal:
    """What a side counts, as weights on what is known of each package.

    Attributes
    ----------
    words
        The objective in words.
    income, revenue, jobs
        Weights of own log real income, of revenue over base spending, and of log employment.
    rival
        Weight of the other side's log real income, with its sign turned.
    sectors
        Pairs of a weight and (J,) political weights on the sectors where income is earned.
    """

    words: str
    income: float = 0.0
    revenue: float = 0.0
    jobs: float = 0.0
    rival: float = 0.0
    sectors: tuple[tuple[float, FloatArray], ...] = ()

    @classmethod
    def of(cls, objective: Objective, other: str, world: World) -> Goal:
        """The weights of an objective of the games.

        Parameters
        ----------
        objective
            ``RealIncome``, ``Revenue``, ``Jobs``, ``Political``, ``RivalLoss`` for the other side, or a ``Weighted``
            sum of them.
        other
            The other side.
        world
            Gives the sectors.

        Raises
        ------
        DataError
            If the objective counts something else.
        """
        parts = objective.parts if isinstance(objective, Weighted) else ((objective, 1.0),)
        income = revenue = jobs = rival = 0.0
        sectors: list[tuple[float, FloatArray]] = []
        for part, weight in parts:
            if isinstance(part, RealIncome):
                income += weight
            elif isinstance(part, Revenue):
                revenue += weight * part.collected
            elif isinstance(part, Jobs):
                jobs += weight
            elif isinstance(part, Political):
                income += weight
                sectors.append((weight, part.scaled(world)))
            elif isinstance(part, RivalLoss) and part.target == other:
                income, rival = income + weight, rival + weight * part.weight
            else:
                raise DataError(
                    f"a zone cannot count {part.words}; use RealIncome, Revenue, Jobs, Political, RivalLoss of the "
                    "other side, or a Weighted sum of them."
                )
        return cls(objective.words, income, revenue, jobs, rival, tuple(sectors))

    @classmethod
    def earned_in(cls, sectors: Sequence[str], world: World) -> Goal:
        """Real income earned in some sectors."""
        inside = np.isin(world.sectors, sectors).astype(np.float64)
        return cls(f"real income earned in {', '.join(sectors)}", income=1.0, sectors=((1.0, inside),))

    def value(self, scalars: FloatArray, rest: FloatArray, side: int) -> FloatArray:
        """What a side counts, in percent of income.

        Parameters
        ----------
        scalars
            (..., H, 2, S) scalars of both sides by horizon.
        rest
            (H, 2, J) shares of sectors at the baseline.
        side
            0 or 1.
        """
        own, other = scalars[..., side, :], scalars[..., 1 - side, :]
        total = self.income * own[..., 0] + self.revenue * own[..., 1] + self.jobs * own[..., 2]
        total = total - self.rival * other[..., 0]
        for weight, lam in self.sectors:
            total = total + weight * np.log(own[..., len(SCALARS) :] @ lam / (rest[:, side] @ lam))
        return np.asarray(100.0 * total)


@final
@dataclass(frozen=True, slots=True)
class Taught:
    """What was solved, from which every package is learned.

    Attributes
    ----------
    solved
        By factor on elasticities: (N, H, 2, S) scalars of the packages of its lesson; one alone, of the last lesson,
        where elasticities are not varied.
    rest
        (H, 2, J) shares of sectors in what each side earns at the baseline.
    war
        (3, H, 2, S) scalars after a breakdown into a war, by factor; none where only the status quo can be asked for.
    ladder
        (3, R, H, 2, S) scalars where both levy the tariff of each rung on all goods of each other, by factor.
    words
        That war in words.
    elasticities
        Name of the trade elasticities.
    error
        Largest gap on packages that were solved but not learned from, by side: of real income discounted over the
        horizons, as a share of its largest change by any package; NaN where none were.
    whole_error
        The same for packages solved on the whole world.
    solves
        Equilibria behind it.
    """

    solved: tuple[FloatArray, ...]
    rest: FloatArray
    war: FloatArray
    ladder: FloatArray
    words: str
    error: tuple[float, float]
    whole_error: tuple[float, float]
    solves: int
    elasticities: str = "fgo"

    def arrays(self) -> dict[str, FloatArray]:
        """Everything but words, for a file."""
        return {
            **{f"solved_{number}": found for number, found in enumerate(self.solved)},
            "rest": self.rest,
            "war": self.war,
            "ladder": self.ladder,
            "error": np.array([self.error, self.whole_error]),
            "solves": np.array(self.solves, dtype=np.float64),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, FloatArray], words: str) -> Taught:
        """From :meth:`arrays`."""
        error, whole = arrays["error"].tolist()
        return cls(
            solved=tuple(arrays[name] for name in sorted(arrays) if name.startswith("solved_")),
            rest=arrays["rest"],
            war=arrays["war"],
            ladder=arrays["ladder"],
            words=words,
            error=(error[0], error[1]),
            whole_error=(whole[0], whole[1]),
            solves=int(arrays["solves"]),
        )


def lessons(effects: Effects) -> tuple[Lesson, Lesson, Lesson]:
    """Which packages are solved for each factor on elasticities.

    Parameters
    ----------
    effects
        What the steps change.
    """
    menu, joint = effects.menu, effects.smooth
    alone = np.zeros((int(np.prod([menu.shape[k] for k in joint], dtype=np.int64)), len(menu.shape)), np.intp)
    if joint:
        alone[:, list(joint)] = Menu({str(k): ("",) * menu.shape[k] for k in joint}).digits()
    coordinates = effects.coordinates(alone, effects.case.ledger.base)
    fine = lesson(menu, joint, coordinates, degree=5)
    coarse = lesson(menu, joint, coordinates, degree=4, fine=False)
    return fine, coarse, coarse


def teach(
    effects: Effects,
    benches: Sequence[Bench],
    whole: Bench | None,
    war: Sequence[FloatArray],
    ladder: Sequence[FloatArray],
    words: str,
    elasticities: str,
    progress: Callable[[str], None],
) -> Taught:
    """Solve the packages that teach all others (eq. 2), and some more to see the error.

    Parameters
    ----------
    effects
        What the steps change.
    benches
        Models at rest, one for each factor on elasticities, or for the first alone.
    whole
        Models on the whole world, for the check; None: nothing is checked.
    war, ladder
        Scalars after a breakdown and on each rung, by factor; empty where neither is asked for.
    words, elasticities
        The breakdown in words, and the name of the elasticities.
    progress
        Told what is being solved.
    """
    plans = lessons(effects)[-len(benches) :]
    solved = []
    for plan, bench, name in zip(plans, benches, ("as estimated", "halved", "doubled"), strict=False):
        packages = plan.packages
        progress(f"solving {len(packages)} packages, elasticities {name}")
        solved.append(bench.scalars(packages))
    rest = benches[0].at_rest()
    errors, checks = np.full((2, 2), np.nan), 0
    if whole is not None:
        progress("solving packages that nothing was learned from")
        errors, checks = _errors(effects, plans[0], solved[0], rest, (benches[0], whole)), CHECKS + CHECKS // 4 + 2
    return Taught(
        solved=tuple(solved),
        rest=rest,
        war=np.array(war),
        ladder=np.array(ladder),
        words=words,
        error=(float(errors[0][0]), float(errors[0][1])),
        whole_error=(float(errors[1][0]), float(errors[1][1])),
        elasticities=elasticities,
        solves=(sum(map(len, (*solved, *ladder))) + checks) * len(HORIZONS),
    )


def _errors(
    effects: Effects, plan: Lesson, solved: FloatArray, rest: FloatArray, benches: tuple[Bench, Bench]
) -> FloatArray:
    """(2, 2) largest gap of what was learned on packages that nothing was learned from, by bench and side."""
    menu = effects.menu
    weights = horizon_weights(BETA[0])
    goal = Goal("real income", income=1.0)
    worth = np.stack([goal.value(solved, rest, side) @ weights for side in (0, 1)], axis=-1)
    learned = plan.fit(worth).at(menu.digits())
    largest = np.abs(learned - learned[0]).max(axis=0)
    rng = np.random.default_rng(SEED)
    errors = []
    for bench, count in zip(benches, (CHECKS, CHECKS // 4), strict=True):
        rows = rng.integers(1, menu.count, count)
        try:
            there = bench.scalars(menu.digits(np.r_[0, rows]))
        except NotSolved:
            if bench is benches[0]:
                raise
            # Within months the whole world may have no stable markets where the smaller one has: no check then.
            errors.append(np.full(2, np.nan))
            continue
        exact = np.stack([goal.value(there, rest, side) @ weights for side in (0, 1)], axis=-1)
        errors.append(np.abs(learned[rows] - learned[0] - (exact[1:] - exact[0])).max(axis=0) / largest)
    return np.stack(errors)


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


def draw(table: LeverTable, sides: Sequence[str], count: int, seed: int) -> Draws:
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
    names += [f"{what} {home.id}" for home in table.homes for what in ("tolerance", "blocks", COIN)]
    names += [f"objective {side}" for side in sides]
    names.append(PACE)
    names += [f"exposure {lever.id}" for lever in table.levers if lever.exposure is not None]
    rng = np.random.default_rng(seed)
    return Draws({name: rng.uniform(size=count) for name in names})


def horizon_weights(beta: float) -> FloatArray:
    """(H,) weights of the horizons at a discount factor of a week; they add up to one."""
    ends = np.array([0.0, *UNTIL, np.inf]) * WEEKS
    left = np.r_[beta ** ends[:-1], 0.0]
    return np.asarray(left[:-1] - left[1:])
