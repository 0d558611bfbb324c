"""The short run solved and judged: a ladder as in the long run, then the certificate's gaps in levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.status import Status
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import Closure
from detente.economy.equilibrium import PASS
from detente.economy.levels import Levels
from detente.economy.rungs import TOLERANCE, Run, anderson, damped
from detente.economy.short_levels import ShortLevels, rebuild_short, short_gaps
from detente.economy.short_limits import Limits
from detente.economy.short_sweep import Frictions, ShortShock, short_shock, short_sweep, start
from detente.economy.solve import Solution

__all__ = ["ShortEquilibrium", "elsewhere", "limited_equilibrium", "short_equilibrium", "short_solve"]

STEPS = 8
STARTS = 8
SEED = 1
SAME = 1e-6
"""Largest difference of a log between two states that count as one."""


@final
@dataclass(frozen=True, slots=True)
class ShortEquilibrium:
    """A solved and re-evaluated short run.

    Attributes
    ----------
    solution, after, gaps, status
        Where the solver stopped, the levels there, their gaps and how it ended.
    mu
        (K,) log price of each limit: premium of a cap, negative for the subsidy of a pledge.
    """

    solution: Solution
    after: ShortLevels
    gaps: Mapping[str, float]
    status: Status
    mu: FloatArray

    @property
    def levels(self) -> Levels:
        """Its levels by economy."""
        return self.after.levels

    @property
    def residual(self) -> float:
        """Largest gap."""
        return max(self.gaps.values())


def short_equilibrium(
    base: Calibration,
    wedges: Wedges,
    theta: FloatArray,
    D: FloatArray,
    closure: Closure,
    frictions: Frictions,
    y: FloatArray | None = None,
) -> ShortEquilibrium:
    """Solve one shock and judge it in levels.

    Parameters
    ----------
    base, wedges, theta
        Base, wedges after the shock, (J,) trade elasticities above -1.
    D
        (N,) transfers after the shock in units of the base; they sum to zero.
    closure, frictions
        What closes the model, and what keeps it from adjusting.
    y
        (3 J N,) where to start; None: the base.

    Returns
    -------
    ShortEquilibrium
        ``CONVERGED`` only if every gap is at most 1e-9 and every income is positive.
    """
    s = short_shock(base, wedges, theta, D, closure, frictions)
    return _judged(s, short_solve(s, y), {}, np.zeros(0))


def limited_equilibrium(
    base: Calibration,
    wedges: Wedges,
    theta: FloatArray,
    D: FloatArray,
    closure: Closure,
    frictions: Frictions,
    limits: Limits,
    y: FloatArray | None = None,
) -> ShortEquilibrium:
    """As :func:`short_equilibrium`, with ``limits`` on quantities and values (eq. 14 and 15).

    The price of each limit is one more unknown of the same fixed point; without limits nothing changes.
    """
    K = limits.limit.size
    if K == 0:
        return short_equilibrium(base, wedges, theta, D, closure, frictions, y)
    unpriced = limits.free(base, wedges, theta, D, closure, frictions)

    def g(state: FloatArray) -> FloatArray:
        inner, mu = state[:-K], state[-K:]
        s = limits.priced(unpriced, mu)
        return np.append(short_sweep(s, inner, home_rounds=True), limits.adjusted(mu, limits.excess(s, inner), theta))

    free = short_solve(unpriced, y)
    best, sweeps = Run(np.append(free.y, np.zeros(K)), np.inf, 0), free.sweeps
    with np.errstate(all="ignore"):
        for beta in (1.0, 0.5):
            run = anderson(g, best.y, beta=beta, limit=300)
            sweeps += run.sweeps
            best = run if run.residual < best.residual else best
            if best.residual < TOLERANCE:
                break
        state, mu = best.y[:-K], best.y[-K:]
        s = short_shock(base, limits.wedges(wedges, mu), theta, D, closure, frictions)
        held = {"limits": limits.gap(mu, limits.excess(s, state))}
    status = Status.CONVERGED if best.residual < TOLERANCE else Status.MAX_ITERATIONS
    return _judged(s, Solution(state, f"{free.rung}, then with limits", sweeps, best.residual, status), held, mu)


def _judged(s: ShortShock, solution: Solution, held: Mapping[str, float], mu: FloatArray) -> ShortEquilibrium:
    """The solution in levels, its gaps (with those of limits) and its status."""
    with np.errstate(all="ignore"):
        after = rebuild_short(s, solution.y)
        found = {**short_gaps(s, solution.y, after), **held}
    status = solution.status
    if bool((after.levels.I <= 0.0).any()) and status is Status.CONVERGED:
        status = Status.NO_EQUILIBRIUM
    elif status is Status.CONVERGED and not max(found.values()) <= PASS:
        status = Status.MAX_ITERATIONS
    return ShortEquilibrium(solution, after, found, status, mu)


def short_solve(s: ShortShock, y: FloatArray | None = None) -> Solution:
    """Climb the ladder until a rung converges.

    Parameters
    ----------
    s
        The shock.
    y
        (3 J N,) start; None: the base.
    """

    def fast(x: FloatArray) -> FloatArray:
        return short_sweep(s, x, home_rounds=True)

    def plain(x: FloatArray) -> FloatArray:
        return short_sweep(s, x, home_rounds=False)

    rungs: tuple[tuple[str, Callable[[FloatArray], Run]], ...] = (
        ("1: Anderson(10)", lambda x: anderson(fast, x, beta=1.0, limit=300)),
        ("2: Anderson(10), half steps", lambda x: anderson(fast, x, beta=0.5, limit=400)),
        ("3: Anderson(10) on plain sweeps, steps of 0.3", lambda x: anderson(plain, x, beta=0.3, limit=400)),
        ("4: damped 0.3", lambda x: damped(fast, x, weight=0.3, limit=600)),
        ("5: wedges step by step", lambda _: _along_wedges(s)),
    )
    best = Run(start(s.hat.base) if y is None else y, np.inf, 0)
    sweeps, name = 0, ""
    with np.errstate(all="ignore"):
        for name, climb in rungs:
            run = climb(best.y)
            sweeps += run.sweeps
            if run.residual < best.residual:
                best = run
            if best.residual < TOLERANCE:
                return Solution(best.y, name, sweeps, best.residual, Status.CONVERGED)
    status = Status.MAX_ITERATIONS if best.residual < 1.0 else Status.DIVERGED
    return Solution(best.y, name, sweeps, best.residual, status)


def _along_wedges(s: ShortShock) -> Run:
    """From the base to the wedges of ``s`` in equal steps of the log."""
    hat = s.hat
    base = hat.base
    run, sweeps = Run(start(base), np.inf, 0), 0
    for share in np.arange(1, STEPS + 1) / STEPS:
        part = short_shock(
            base, base.wedges.towards(hat.wedges, share), hat.theta[:, 0], hat.D, hat.closure, s.frictions
        )
        run = anderson(partial(short_sweep, part, home_rounds=True), run.y, beta=0.5, limit=200)
        sweeps += run.sweeps
    return Run(run.y, run.residual, sweeps)


def elsewhere(s: ShortShock, y: FloatArray) -> list[FloatArray]:
    """Other equilibria than ``y`` that eight random starts end at, with every income positive; seeded.

    Returns
    -------
    list
        States (3 J N,), each once.
    """
    b = s.hat.base
    live = np.concatenate((b.Y > 0.0, b.E > 0.0, b.Y > 0.0), axis=None)
    rng = np.random.default_rng(SEED)
    known = [y]
    for _ in range(STARTS):
        run = anderson(partial(short_sweep, s, home_rounds=True), rng.normal(0.0, 0.2, y.size), beta=1.0, limit=300)
        if run.residual < TOLERANCE and all(np.abs(run.y - other)[live].max() > SAME for other in known):
            known.append(run.y)
    return [other for other in known[1:] if bool((rebuild_short(s, other).levels.I > 0.0).all())]
