"""A solved shock judged in levels, a base brought to rest, and their certificates.

Equations: docs/explanation/long-run-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import NotSolved
from detente.core.status import Certificate, Status
from detente.economy.branch import OTHER_STARTS, other_equilibria
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import SHUT, STANDARD, Closure
from detente.economy.hat import Shock, prices, shock, split, supply, sweep, trade
from detente.economy.levels import Levels, gaps, real_income, rebase, rebuild
from detente.economy.outcome import Outcome
from detente.economy.rungs import Obstacle, anderson
from detente.economy.solve import Solution, solve
from detente.world.world import World

__all__ = [
    "NUMERAIRE",
    "PASS",
    "Equilibrium",
    "Judged",
    "Rest",
    "at_rest",
    "certified",
    "certify",
    "equilibrium",
    "judged",
    "nearby",
    "settled",
    "unsolved",
]

PASS = 1e-9
"""Largest gap, relative to world output or as a share, that a certificate accepts."""
NUMERAIRE = "world factor income"
NEARBY = 1e-10
"""Largest change of a log between two sweeps in an equilibrium that an optimiser passes through."""
MOVED = 1e-12
"""Change of a transfer, relative to world factor income, from which a base has to be solved anew."""


class Judged(Protocol):
    """What every model's equilibrium tells: where the solver stopped, the gaps in levels and how it ended."""

    @property
    def solution(self) -> Solution:
        """Where the solver stopped."""
        ...

    @property
    def levels(self) -> Levels:
        """The levels there."""
        ...

    @property
    def gaps(self) -> Mapping[str, float]:
        """Largest gap of each condition."""
        ...

    @property
    def status(self) -> Status:
        """How it ended."""
        ...

    @property
    def residual(self) -> float:
        """The gap that counts."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Equilibrium:
    """A solved and re-evaluated equilibrium.

    Attributes
    ----------
    solution, levels, gaps, status
        Where the solver stopped, the levels there, their gaps and how it ended.
    obstacle
        What stopped an equilibrium from existing; None elsewhere.
    several
        Where returns to scale are at their limit, what other starts found and which sectors shut; else empty.
    """

    solution: Solution
    levels: Levels
    gaps: Mapping[str, float]
    status: Status
    obstacle: Obstacle | None
    several: Mapping[str, Any]

    @property
    def residual(self) -> float:
        """Largest gap of goods markets, budgets, labour markets and unit costs."""
        return max(self.gaps[k] for k in ("goods markets", "budgets", "labour markets", "unit costs"))


def equilibrium(
    base: Calibration, wedges: Wedges, theta: FloatArray, D: FloatArray, closure: Closure = STANDARD
) -> Equilibrium:
    """Solve one shock and judge it in levels.

    Parameters
    ----------
    base, wedges, theta
        Base, wedges after the shock, (J,) trade elasticities.
    D
        (N,) transfers after the shock in units of the base; they sum to zero.
    closure
        What closes the model.

    Returns
    -------
    Equilibrium
        ``CONVERGED`` only if every gap is at most 1e-9 and every income is positive.
    """
    return judged(shock(base, wedges, theta, D, closure))


def judged(s: Shock, y: FloatArray | None = None) -> Equilibrium:
    """Solve a shock that is ready, from the state ``y`` or the base, and judge it in levels.

    Returns
    -------
    Equilibrium
        As of :func:`equilibrium`.
    """
    base, closure = s.base, s.closure
    solution, obstacle = solve(s, y)
    with np.errstate(all="ignore"):
        levels = _levels(s, solution.y)
        found = gaps(base, levels, closure)
        found["homogeneity"] = _homogeneity(s, levels)
    status = solution.status
    poorest = int((levels.I / base.wL).argmin())
    if obstacle is None:
        if levels.I[poorest] <= 0.0 and status is Status.CONVERGED:
            obstacle, status = Obstacle(poorest, None), Status.NO_EQUILIBRIUM
        elif max(found.values()) <= PASS and levels.I[poorest] > 0.0:
            status = Status.CONVERGED
        elif status is Status.CONVERGED:
            status = Status.MAX_ITERATIONS
    several = _several(s, solution.y, levels) if s.at_limit else {}
    return Equilibrium(solution, levels, found, status, obstacle, several)


def settled(s: Shock, start: FloatArray, tolerance: float) -> FloatArray | None:
    """The fixed point of a shock by the first rung alone; None where it is not reached.

    Parameters
    ----------
    s
        The shock.
    start
        (2 J N + N,) where the sweeps begin.
    tolerance
        Largest change of a log in one more sweep.
    """
    with np.errstate(all="ignore"):
        run = anderson(lambda y: sweep(s, y, home_rounds=True), start, beta=1.0, limit=120, tolerance=tolerance)
    return run.y if run.residual < tolerance else None


def nearby(s: Shock, start: FloatArray, tolerance: float = NEARBY) -> tuple[FloatArray, Levels] | None:
    """Follow an equilibrium to a shock close to its own: one rung, and no certificate.

    Optimisers ask for hundreds of equilibria next to each other; the one they end at is judged as usual.

    Parameters
    ----------
    s
        The shock.
    start
        (2 J N + N,) state of an equilibrium close by.
    tolerance
        Largest change of a log in one more sweep.

    Returns
    -------
    tuple or None
        State and levels; None where they were not reached, or an income is not positive: climb the ladder then.
    """
    y = settled(s, start, tolerance)
    if y is None:
        return None
    with np.errstate(all="ignore"):
        levels = _levels(s, y)
    return (y, levels) if levels.I.min() > 0.0 else None


def _several(s: Shock, y: FloatArray, after: Levels) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        others = other_equilibria(s, y)
    made = (s.base.Y + s.base.S) > 0.0
    return {
        "other equilibria": f"{others or 'none'} found from {OTHER_STARTS} other starts",
        "sectors shut": int((np.exp(SHUT) * (s.base.Y + s.base.S) > after.Y + after.S)[made].sum()),
    }


def _levels(s: Shock, y: FloatArray) -> Levels:
    """The state ``y`` in levels; only costs, wages, labour and spending are taken from it."""
    b, closure = s.base, s.closure
    v, q, lb = split(b, y)
    E = b.E * np.exp(q)
    lw = lb
    if not s.prices_alone:
        z, Phi, u = supply(s, v)
        _, R = trade(s, z, E / Phi, E)
        _, lw = prices(s, u, q, lb, R)
    D = closure.transfers(b, s.D, lb)
    return rebuild(b, s.wedges, s.theta[:, 0], np.exp(v), np.exp(lw), E, D, np.exp(lb - lw), closure)


def _homogeneity(s: Shock, after: Levels) -> float:
    """Change of real income when every nominal value doubles; the doubled one comes from the kernel's own sweep."""
    z, Phi, u = supply(s, np.log(2.0 * after.c))
    E = 2.0 * after.E
    _, R = trade(s, z, E / Phi, E)
    payroll = np.log(2.0 * after.w * after.L)
    if not s.prices_alone:
        u, _ = prices(s, u, np.log(np.where(after.E > 0.0, E / s.base.E, 1.0)), payroll, R)
    income = s.base.wL * np.exp(payroll) + R + 2.0 * after.D
    double = income * np.exp(-(s.base.alpha * u).sum(axis=0))
    return float(np.abs(double / real_income(s.base, after) - 1.0).max())


@final
@dataclass(frozen=True, slots=True)
class Rest:
    """A world at the wedges before.

    Attributes
    ----------
    base
        The base of the shock.
    found
        The equilibrium that led to it; None where the world is at rest at these wedges already.
    """

    base: Calibration
    found: Equilibrium | None

    @property
    def solved(self) -> bool:
        """True unless there is no such equilibrium."""
        return self.found is None or self.found.status is Status.CONVERGED

    def words(self, where: str = "") -> str:
        """Whether the world had to be moved, for a certificate."""
        if self.found is None:
            return "no"
        return f"yes,{where} {self.found.solution.sweeps} sweeps, residual {self.found.residual:.1e}"


def at_rest(base: Calibration, wedges: Wedges, theta: FloatArray, D: FloatArray, closure: Closure) -> Rest:
    """The world of ``base`` in long-run equilibrium at ``wedges`` and transfers ``D``.

    Parameters
    ----------
    base, wedges, theta, D, closure
        As for :func:`equilibrium`.
    """
    if base.wedges.same_as(wedges) and np.abs(D - base.D).max() <= MOVED * base.world_income:
        return Rest(base, None)
    found = equilibrium(base, wedges, theta, D, closure)
    return Rest(rebase(base, found.levels) if found.status is Status.CONVERGED else base, found)


def certify(
    base: Calibration, found: Equilibrium, assumptions: Mapping[str, str], details: Mapping[str, Any]
) -> Certificate:
    """The certificate of one long-run equilibrium.

    Parameters
    ----------
    base, found
        Base and equilibrium.
    assumptions, details
        What the caller assumed, in words, and what else it has to tell.
    """
    hats = {"wage": found.levels.w}
    return certified("exact hat algebra", base, found, hats, assumptions, {**found.several, **details})


def certified(
    method: str,
    base: Calibration,
    found: Judged,
    hats: Mapping[str, FloatArray],
    assumptions: Mapping[str, str],
    details: Mapping[str, Any],
) -> Certificate:
    """The certificate of one equilibrium of any model.

    Parameters
    ----------
    method
        How it was solved, but for the rung.
    base, found
        Base and equilibrium.
    hats
        Ratios to the base whose range is told, beside those of prices, costs and spending.
    assumptions, details
        What the caller assumed, in words, and what else it has to tell.
    """
    levels, solution = found.levels, found.solution
    bought, made = base.E > 0.0, base.Y > 0.0
    ranges = {
        **hats,
        "price": levels.P[bought],
        "cost": levels.c[made],
        "spending": levels.E[bought] / base.E[bought],
    }
    return Certificate(
        method=f"{method}, rung {solution.rung}",
        status=found.status,
        iterations=solution.sweeps,
        residual=found.residual,
        walras=found.gaps["walras"],
        assumptions=assumptions,
        details={
            "rung": solution.rung,
            "gaps": dict(found.gaps),
            "residual of the last sweep": solution.residual,
            "masked cells": int((~bought).sum() + (~made).sum()),
            "lowest income over factor income": float((levels.I / (levels.w * levels.L * base.wL)).min()),
            "hats": {name: (float(values.min()), float(values.max())) for name, values in ranges.items()},
            **details,
        },
    )


def unsolved(world: World, certificate: Certificate, *, throw: bool) -> Outcome:
    """An outcome without data, whose certificate holds the ``sentence`` that says why.

    Raises
    ------
    NotSolved
        With that sentence, if ``throw`` is true.
    """
    sentence = certificate.details["sentence"]
    if throw:
        raise NotSolved(sentence)
    return Outcome(xr.Dataset(attrs={"world": world.name, "not_solved": sentence}), certificate)
