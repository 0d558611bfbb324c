"""The one solver ladder; each rung starts from the best state so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.status import Status
from detente.economy.branch import along_transfers, along_wedges
from detente.economy.hat import Shock, split, sweep
from detente.economy.rungs import NESTED_TOLERANCE, TOLERANCE, Obstacle, Run, anderson, broke, damped, nested

__all__ = ["Solution", "solve"]


@final
@dataclass(frozen=True, slots=True)
class Solution:
    """Where the ladder stopped.

    Attributes
    ----------
    y
        (2 J N + N,) state: log hats of unit costs, spending and wages.
    rung
        Name of the rung that ended the search.
    sweeps
        Sweeps over all rungs.
    residual
        Largest change of a log in one more sweep (dimensionless).
    status
        How it ended.
    """

    y: FloatArray
    rung: str
    sweeps: int
    residual: float
    status: Status


def solve(s: Shock, y: FloatArray | None = None) -> tuple[Solution, Obstacle | None]:
    """Climb the ladder until a rung converges.

    Parameters
    ----------
    s
        The shock.
    y
        (2 J N + N,) start; None: the base.

    Returns
    -------
    Solution, Obstacle or None
        The solution, and for ``NO_EQUILIBRIUM`` what stops one from existing.
    """
    with np.errstate(all="ignore"):
        return _climb(s, np.zeros(2 * s.base.E.size + s.base.wL.size) if y is None else y)


def _climb(s: Shock, start: FloatArray) -> tuple[Solution, Obstacle | None]:

    def fast(y: FloatArray) -> FloatArray:
        return sweep(s, y, home_rounds=True)

    def plain(y: FloatArray) -> FloatArray:
        return sweep(s, y, home_rounds=False)

    best = first = Run(start, np.inf, 0)
    sweeps = 0
    obstacle = None
    rungs: tuple[tuple[str, float, Callable[[FloatArray], tuple[Run, Obstacle | None]]], ...] = (
        ("1: Anderson(10)", TOLERANCE, lambda y: (anderson(fast, y, beta=1.0, limit=200), None)),
        ("2: Anderson(10), half steps", TOLERANCE, lambda y: (anderson(plain, y, beta=0.5, limit=200), None)),
        ("3: damped 0.3", TOLERANCE, lambda y: (damped(plain, y, weight=0.3, limit=300), None)),
        ("4: prices and spending nested in wages", NESTED_TOLERANCE, lambda y: nested(s, y)),
        ("5: wedges step by step", NESTED_TOLERANCE, lambda _: along_wedges(s)),
        ("6: transfers step by step", NESTED_TOLERANCE, lambda _: along_transfers(s)),
    )
    if not s.D.any():
        rungs = rungs[:-1]
    if s.at_limit:
        rungs = rungs[4:]
    name = ""
    for name, tolerance, climb in rungs:
        run, obstacle = climb(best.y)
        sweeps += run.sweeps
        if run.residual < best.residual:
            best = run
        if best.residual < tolerance:
            v, q, lb = split(s.base, best.y)
            obstacle = broke(s, v, s.base.E * np.exp(q), lb)
            if obstacle is not None:
                best = first
                continue
            return Solution(best.y, name, sweeps, best.residual, Status.CONVERGED), None
    status = Status.MAX_ITERATIONS if best.residual < 1.0 else Status.DIVERGED
    if obstacle is not None:
        status = Status.NO_EQUILIBRIUM
    return Solution(best.y, name, sweeps, best.residual, status), obstacle
