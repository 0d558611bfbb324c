"""The one solver ladder: Anderson, cautious Anderson, damping, and prices and spending nested in wages.

Each rung starts from the best state so far. Rungs work on a state of logs and know nothing of its economics
except for the last, which uses the order of the model: prices given wages, spending given prices, then wages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.status import Status
from detente.economy.hat import Shock, join, normalised, split, supply, sweep, trade

__all__ = ["Solution", "anderson", "damped", "solve"]

TOLERANCE = 1e-11
"""Largest change of a log between two sweeps at which a rung stops."""
NESTED_TOLERANCE = 1e-10
HISTORY = 10


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


@dataclass(frozen=True, slots=True)
class Run:
    """One rung: its best state, the residual there and the sweeps it took."""

    y: FloatArray
    residual: float
    sweeps: int


Step = Callable[[FloatArray], FloatArray]


def anderson(g: Step, y: FloatArray, *, beta: float, limit: int, tolerance: float = TOLERANCE) -> Run:
    """Anderson acceleration of ``y = g(y)`` with a history of ten.

    Parameters
    ----------
    g
        The map whose fixed point is sought.
    y
        (n,) start.
    beta
        Share of the residual that is added to the mixed state; 1 trusts the map fully.
    limit, tolerance
        Sweeps allowed and the largest residual at which it stops.

    Returns
    -------
    Run
        The best state seen; it stops early where the map is not finite.
    """
    m = HISTORY
    dF, dG = np.empty((m, y.size)), np.empty((m, y.size))
    gram = np.zeros((m, m))
    best, best_residual = y, np.inf
    f_old = g_old = y
    for k in range(limit):
        g_new = g(y)
        f = g_new - y
        residual = float(np.abs(f).max())
        if not np.isfinite(residual):
            return Run(best, best_residual, k + 1)
        if residual < best_residual:
            best, best_residual = g_new, residual
        if residual < tolerance:
            break
        if k == 0:
            y = g_new
        else:
            slot, size = (k - 1) % m, min(k, m)
            np.subtract(f, f_old, out=dF[slot])
            np.subtract(g_new, g_old, out=dG[slot])
            gram[slot, :size] = gram[:size, slot] = dF[:size] @ dF[slot]
            ridge = 1e-12 * np.trace(gram[:size, :size]) / size * np.eye(size)
            weights = np.linalg.solve(gram[:size, :size] + ridge, dF[:size] @ f)
            y = g_new - weights @ dG[:size]
            if beta < 1.0:
                y -= (1.0 - beta) * (f - weights @ dF[:size])
        f_old, g_old = f, g_new
    return Run(best, best_residual, k + 1)


def damped(g: Step, y: FloatArray, *, weight: float, limit: int) -> Run:
    """Plain iteration that moves by ``weight`` of each step."""
    best, best_residual = y, np.inf
    for k in range(limit):
        f = g(y) - y
        residual = float(np.abs(f).max())
        if not np.isfinite(residual):
            return Run(best, best_residual, k + 1)
        y = y + weight * f
        if residual < best_residual:
            best, best_residual = y, residual
        if residual < TOLERANCE:
            break
    return Run(best, best_residual, k + 1)


@dataclass(slots=True)
class _Market:
    """The world at given wages: warm starts of prices and spending, foreign trade at the border, sweeps spent."""

    s: Shock
    v: FloatArray
    E: FloatArray
    foreign: FloatArray
    sweeps: int = 0

    def excess(self, lw: FloatArray) -> FloatArray:
        """(N,) trade surplus plus transfer, relative to exports, once prices and spending have settled.

        With the other markets cleared this is the labour market's gap, without its rounding near autarky.
        """
        s, b = self.s, self.s.base
        for _ in range(300):
            z, Phi, u = supply(s, self.v)
            v = b.gva * lw + np.vecmat(u.T, b.G).T
            gap, self.v = float(np.abs(v - self.v).max()), v
            self.sweeps += 1
            if gap < 1e-13:
                break
        z, Phi, _ = supply(s, self.v)
        income = np.exp(lw) * b.wL
        for _ in range(600):
            Y, R = trade(s, z, self.E / Phi, self.E)
            E = b.alpha * (income + R + s.D) + np.matvec(b.G, Y.T).T
            gap, self.E = float(np.abs(E - self.E).max()), E
            self.sweeps += 1
            if gap < 1e-14 * float(np.abs(E).max()):
                break
        Q = self.E / Phi
        exports = (z * np.vecmat(Q, self.foreign)).sum(axis=0)
        imports = (Q * np.matvec(self.foreign, z)).sum(axis=0)
        return np.asarray((exports - imports + s.D) / np.maximum(exports, np.finfo(np.float64).tiny))


def nested(s: Shock, y: FloatArray) -> tuple[Run, int | None]:
    """Prices and spending solved inside; Powell's hybrid Newton method on all wages but the last.

    Returns
    -------
    Run, int or None
        The run, and the region whose final spending is not positive at the root, if there is one.
    """
    from scipy.optimize import root

    b = s.base
    v, q, lw = split(b, y)
    foreign = s.A.copy()
    foreign[s.taxed] = s.M
    own = np.arange(lw.size)
    foreign[:, own, own] = 0.0
    market = _Market(s, v, b.E * np.exp(q), foreign)

    def gap(free: FloatArray) -> FloatArray:
        return market.excess(normalised(s, np.append(free, 0.0)))[:-1]

    found = root(gap, lw[:-1] - lw[-1], method="hybr", options={"xtol": 1e-13})
    lw = normalised(s, np.append(found.x, 0.0))
    excess = market.excess(lw)
    if not (np.isfinite(excess).all() and np.abs(excess).max() < 1e-6):
        return Run(y, np.inf, market.sweeps), None
    z, Phi, _ = supply(s, market.v)
    _, R = trade(s, z, market.E / Phi, market.E)
    income = np.exp(lw) * b.wL + R + s.D
    poorest = int(income.argmin())
    if income[poorest] <= 0.0:
        return Run(y, np.inf, market.sweeps), poorest
    y = join(market.v, np.log((market.E + s.dead) / (b.E + s.dead)), lw)
    y_next = sweep(s, y, home_rounds=True)
    return Run(y, float(np.abs(y_next - y).max()), market.sweeps + 1), None


def solve(s: Shock) -> tuple[Solution, int | None]:
    """Climb the ladder from the base until a rung converges.

    Returns
    -------
    Solution, int or None
        The solution, and for ``NO_EQUILIBRIUM`` the region that cannot finance its transfer.
    """
    with np.errstate(all="ignore"):
        return _climb(s)


def _climb(s: Shock) -> tuple[Solution, int | None]:
    J, N = s.base.E.shape

    def fast(y: FloatArray) -> FloatArray:
        return sweep(s, y, home_rounds=True)

    def plain(y: FloatArray) -> FloatArray:
        return sweep(s, y, home_rounds=False)

    best = Run(np.zeros(2 * J * N + N), np.inf, 0)
    sweeps, name = 0, ""
    rungs: tuple[tuple[str, Callable[[FloatArray], Run]], ...] = (
        ("1: Anderson(10)", lambda y: anderson(fast, y, beta=1.0, limit=200)),
        ("2: Anderson(10), half steps", lambda y: anderson(plain, y, beta=0.5, limit=200)),
        ("3: damped 0.3", lambda y: damped(plain, y, weight=0.3, limit=300)),
    )
    for name, climb in rungs:
        run = climb(best.y)
        sweeps += run.sweeps
        if run.residual < best.residual:
            best = run
        if best.residual < TOLERANCE:
            return Solution(best.y, name, sweeps, best.residual, Status.CONVERGED), None
    name = "4: prices and spending nested in wages"
    run, poorest = nested(s, best.y)
    sweeps += run.sweeps
    if run.residual < best.residual:
        best = run
    if best.residual < NESTED_TOLERANCE:
        status = Status.CONVERGED
    elif poorest is not None:
        status = Status.NO_EQUILIBRIUM
    elif best.residual < 1.0:
        status = Status.MAX_ITERATIONS
    else:
        status = Status.DIVERGED
    return Solution(best.y, name, sweeps, best.residual, status), poorest
