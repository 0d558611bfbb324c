"""The long-run model: Caliendo and Parro (2015) in exact hats, with input-output, tariffs, export taxes, icebergs.

Equations: docs/explanation/long-run-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, NotSolved
from detente.core.status import Certificate, Status
from detente.economy.calibration import Calibration, Wedges
from detente.economy.elasticities import Elasticity, resolve_elasticity
from detente.economy.hat import shock, split
from detente.economy.labelled import read_wedges
from detente.economy.levels import Levels, base_levels, gaps, rebase, rebuild
from detente.economy.outcome import Outcome, outcome_data
from detente.economy.solve import Solution, solve
from detente.world.world import World

__all__ = ["Equilibrium", "LongRun", "Solved", "equilibrium"]

PASS = 1e-9
"""Largest gap, relative to world output, that a certificate accepts."""
NUMERAIRE = "world factor income"
CLOSURES = {
    "deficits": {
        "fixed": "each transfer stays as at the base, in units of world factor income",
        "balanced": "no transfers: removed at the wedges before, then the shock",
    },
    "rebate": {"lump-sum": "revenue is added to final spending"},
}


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """A solved and re-evaluated equilibrium: where the solver stopped, the levels, and their gaps."""

    solution: Solution
    levels: Levels
    gaps: Mapping[str, float]
    status: Status
    poorest: int

    @property
    def residual(self) -> float:
        """Largest gap of goods markets, budgets, labour markets and unit costs."""
        return max(self.gaps[k] for k in ("goods markets", "budgets", "labour markets", "unit costs"))


def equilibrium(base: Calibration, wedges: Wedges, theta: FloatArray, D: FloatArray) -> Equilibrium:
    """Solve one shock and judge it in levels.

    Parameters
    ----------
    base, wedges, theta
        Base, wedges after the shock, (J,) trade elasticities.
    D
        (N,) transfers after the shock in units of the base; they sum to zero.

    Returns
    -------
    Equilibrium
        ``CONVERGED`` only if every gap is at most 1e-9 and every income is positive.
    """
    solution, poorest = solve(shock(base, wedges, theta, D))
    with np.errstate(all="ignore"):
        v, q, lw = (np.exp(part) for part in split(base, solution.y))
        levels = rebuild(base, wedges, theta, v, lw, base.E * q, D)
        found = gaps(base, theta, levels)
    status = solution.status
    if poorest is None:
        poorest = int((levels.I / base.wL).argmin())
    worst = max(found.values())
    if status is not Status.NO_EQUILIBRIUM:
        if status is Status.CONVERGED and levels.I[poorest] <= 0.0:
            status = Status.NO_EQUILIBRIUM
        elif worst <= PASS and levels.I[poorest] > 0.0:
            status = Status.CONVERGED
        elif status is Status.CONVERGED:
            status = Status.MAX_ITERATIONS
    return Equilibrium(solution, levels, found, status, poorest)


@dataclass(frozen=True, slots=True)
class Solved:
    """A solved shock, kept by its outcome so that gradients and decompositions can take it apart.

    Attributes
    ----------
    world
        Gives the labels.
    base
        The equilibrium at the wedges before.
    theta, D
        (J,) trade elasticities and (N,) transfers after the shock.
    after
        The equilibrium at the wedges after.
    """

    world: World
    base: Calibration
    theta: FloatArray
    D: FloatArray
    after: Equilibrium

    def at(self, wedges: Wedges) -> Equilibrium:
        """The equilibrium of the same model at other wedges."""
        return equilibrium(self.base, wedges, self.theta, self.D)


@final
@dataclass(frozen=True, slots=True)
class LongRun:
    """Long-run general equilibrium: perfect competition, mobile labour within economies, input-output links.

    Its fields are its assumptions.

    Attributes
    ----------
    elasticity
        Trade elasticity theta = sigma - 1: name of a set stored in the world, a number, a vector in sector
        order, or a mapping sector -> number.
    deficits
        ``fixed``: transfers as at the base, in units of world factor income. ``balanced``: transfers are
        removed at the wedges before, and the shock starts from there.
    rebate
        ``lump-sum``: revenue is added to final spending.

    Examples
    --------
    >>> import detente as dt
    >>> world = dt.load_world("toy")
    >>> after = dt.wedges(world, {("USA", "CHN"): 0.60}, add=True)
    >>> outcome = dt.LongRun(elasticity=4).solve(world, dt.wedges(world), after)
    >>> bool(outcome.data["welfare"].sel(region="CHN") < 0)
    True
    """

    elasticity: Elasticity = "fgo"
    deficits: Literal["fixed", "balanced"] = "fixed"
    rebate: Literal["lump-sum"] = "lump-sum"

    def __post_init__(self) -> None:
        for name, allowed in CLOSURES.items():
            chosen = getattr(self, name)
            if chosen not in allowed:
                raise DataError(f"{name}='{chosen}' is no closure of LongRun; use {' or '.join(map(repr, allowed))}.")

    def solve(self, world: World, before: xr.Dataset, after: xr.Dataset, *, throw: bool = True) -> Outcome:
        """Effect of going from the wedges ``before`` to the wedges ``after``.

        Parameters
        ----------
        world
            The calibrated base.
        before, after
            Wedges (importer, exporter, sector): ``tariff``, ``export_tax``, ``barrier`` as shares. Where
            ``before`` differs from the world's base, the world is first brought there and results are relative
            to it.
        throw
            True raises where the model is not solved; False returns an outcome without data whose certificate
            says why.

        Returns
        -------
        Outcome
            Changes relative to ``before`` and the certificate of the solve.

        Raises
        ------
        LabelError
            If labels of the wedges and the world differ, naming both sets.
        DataError
            If a wedge or an elasticity cannot be used.
        NotSolved
            If no equilibrium was found and ``throw`` is true.
        """
        theta = resolve_elasticity(self.elasticity, world)
        old, new = read_wedges(world, before, "before"), read_wedges(world, after, "after")
        base = Calibration.from_world(world)
        D = np.zeros_like(base.D) if self.deficits == "balanced" else base.D
        assumptions = {
            "deficits": f"{self.deficits}: {CLOSURES['deficits'][self.deficits]}",
            "rebate": f"{self.rebate}: {CLOSURES['rebate'][self.rebate]}",
            "elasticity": theta.words,
            "numeraire": NUMERAIRE,
            "pass-through": "complete",
            "scale": "constant returns",
            "labour": "fixed supply, mobile between sectors",
        }
        rebased = "no"
        if not base.wedges.same_as(old) or np.abs(D - base.D).max() > 1e-12 * base.world_income:
            found = equilibrium(base, old, theta.values, D)
            if found.status is not Status.CONVERGED:
                return self._unsolved(world, base, found, assumptions, "the wedges before", throw=throw)
            base = rebase(base, found.levels)
            rebased = f"yes, {found.solution.sweeps} sweeps, residual {found.residual:.1e}"
        found = equilibrium(base, new, theta.values, D)
        if found.status is not Status.CONVERGED:
            return self._unsolved(world, base, found, assumptions, "the wedges after", throw=throw)
        certificate = _certificate(base, found, assumptions, {"rebased": rebased})
        attrs = {"world": world.name, "digest": world.digest, "model": "LongRun", **assumptions}
        data = outcome_data(world, base, base_levels(base), found.levels, attrs)
        return Outcome(data, certificate, Solved(world, base, theta.values, D, found))

    def _unsolved(
        self,
        world: World,
        base: Calibration,
        found: Equilibrium,
        assumptions: Mapping[str, str],
        stage: str,
        *,
        throw: bool,
    ) -> Outcome:
        other = "" if self.deficits == "balanced" else " or deficits='balanced'"
        if found.status is Status.NO_EQUILIBRIUM:
            region = world.regions[found.poorest]
            advice = f"{region} cannot finance its transfer there; use smaller wedges{other}."
        else:
            advice = f"largest gap {found.residual:.1e} of world output; use smaller wedges{other}."
        sentence = f"LongRun on world '{world.name}', {stage}: {found.status.value}; {advice}"
        if throw:
            raise NotSolved(sentence)
        certificate = _certificate(base, found, assumptions, {"sentence": sentence})
        return Outcome(xr.Dataset(attrs={"world": world.name, "not_solved": sentence}), certificate)


def _certificate(
    base: Calibration, found: Equilibrium, assumptions: Mapping[str, str], details: Mapping[str, Any]
) -> Certificate:
    levels, solution = found.levels, found.solution
    hats = {
        "wage": levels.w,
        "price": levels.P[base.E > 0.0],
        "cost": levels.c[base.Y > 0.0],
        "spending": levels.E[base.E > 0.0] / base.E[base.E > 0.0],
    }
    return Certificate(
        method=f"exact hat algebra, rung {solution.rung}",
        status=found.status,
        iterations=solution.sweeps,
        residual=found.residual,
        walras=found.gaps["walras"],
        assumptions=assumptions,
        details={
            "rung": solution.rung,
            "gaps": dict(found.gaps),
            "residual of the last sweep": solution.residual,
            "masked cells": int((base.E <= 0.0).sum() + (base.Y <= 0.0).sum()),
            "lowest income over factor income": float((levels.I / (levels.w * base.wL)).min()),
            "hats": {name: (float(values.min()), float(values.max())) for name, values in hats.items()},
            **details,
        },
    )
