"""Rungs of the solver ladder: Anderson, damping, and prices and spending nested in payrolls.

Rungs work on a state of logs and know nothing of its economics except for the last, which uses the order of the
model: prices given payrolls, spending given prices, then payrolls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.hat import Shock, join, normalised, split, supply, sweep, trade

__all__ = ["NESTED_TOLERANCE", "TOLERANCE", "Obstacle", "Run", "anderson", "broke", "damped", "nested"]

TOLERANCE = 1e-11
"""Largest change of a log between two sweeps at which a rung stops."""
NESTED_TOLERANCE = 1e-10
HISTORY = 10


@final
@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why no equilibrium exists along the branch from the base.

    Attributes
    ----------
    region
        Position of the economy whose final spending is used up.
    reach
        Largest share of the transfers at which an equilibrium exists along the branch; None: not followed.
    """

    region: int
    reach: float | None

    def words(self, regions: Sequence[str]) -> str:
        """One clause that names the economy and how far an equilibrium exists."""
        clause = f"with these wedges {regions[self.region]} cannot finance its transfer"
        if self.reach is None:
            return clause
        return f"{clause}: an equilibrium exists up to {100.0 * self.reach:.0f} % of it"


@final
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
            # the last term is for a map that stands still, whose differences are all zero
            ridge = (1e-12 * np.trace(gram[:size, :size]) / size + np.finfo(np.float64).tiny) * np.eye(size)
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

    def excess(self, lb: FloatArray) -> FloatArray:
        """(N,) trade surplus plus transfer, relative to trade, once prices and spending have settled.

        With the other markets cleared this is the labour market's gap, without its rounding near autarky.
        """
        s = self.s
        if s.prices_alone:
            z, Phi = self._one_after_the_other(lb)
        else:
            z, Phi = self._together(lb)
        Q = self.E / Phi
        exports = (z * np.vecmat(Q, self.foreign)).sum(axis=0)
        imports = (Q * np.matvec(self.foreign, z)).sum(axis=0)
        D = s.closure.transfers(s.base, s.D, lb)
        return np.asarray((exports - imports + D) / np.maximum(np.maximum(exports, imports), np.finfo(np.float64).tiny))

    def _together(self, lb: FloatArray) -> tuple[FloatArray, FloatArray]:
        """``z`` and ``Phi`` where prices depend on spending."""
        s, b = self.s, self.s.base

        def g(x: FloatArray) -> FloatArray:
            return sweep(s, np.append(x, lb), home_rounds=False, hold_payrolls=True)[: x.size]

        q = np.log((self.E + s.dead) / (b.E + s.dead))
        run = anderson(g, join(self.v, q, lb)[: -lb.size], beta=0.5, limit=400, tolerance=1e-13)
        self.sweeps += run.sweeps
        self.v, q, _ = split(b, np.append(run.y, lb))
        self.E = b.E * np.exp(q)
        z, Phi, _ = supply(s, self.v)
        return z, Phi

    def _one_after_the_other(self, lb: FloatArray) -> tuple[FloatArray, FloatArray]:
        """``z`` and ``Phi`` where prices follow from wages alone: first prices, then spending, which is linear."""
        s, b = self.s, self.s.base

        def prices(x: FloatArray) -> FloatArray:
            _, _, u = supply(s, x.reshape(b.E.shape))
            return np.asarray(b.gva * lb + np.vecmat(u.T, b.G).T).ravel()

        run = anderson(prices, self.v.ravel(), beta=1.0, limit=300, tolerance=1e-13)
        self.v = run.y.reshape(b.E.shape)
        self.sweeps += run.sweeps
        z, Phi, _ = supply(s, self.v)
        income = np.exp(lb) * b.wL + s.closure.transfers(b, s.D, lb)
        unit = b.E + s.dead

        def spending(x: FloatArray) -> FloatArray:
            E = x.reshape(b.E.shape) * unit
            Y, R = trade(s, z, E / Phi, E)
            return np.asarray((b.alpha * (income + R) + np.matvec(b.G, Y.T).T) / unit).ravel()

        run = anderson(spending, (self.E / unit).ravel(), beta=1.0, limit=300, tolerance=1e-13)
        self.E = run.y.reshape(b.E.shape) * unit
        self.sweeps += run.sweeps
        return z, Phi


def broke(s: Shock, v: FloatArray, E: FloatArray, lb: FloatArray) -> Obstacle | None:
    """The economy with the lowest final spending, if that is not positive.

    Parameters
    ----------
    v, E, lb
        (J, N) log unit costs, (J, N) spending and (N,) log payrolls.
    """
    z, Phi, _ = supply(s, v)
    _, R = trade(s, z, E / Phi, E)
    income = 1.0 + (R + s.closure.transfers(s.base, s.D, lb)) / (np.exp(lb) * s.base.wL)
    poorest = int(income.argmin())
    return Obstacle(poorest, None) if income[poorest] <= 0.0 else None


def nested(s: Shock, y: FloatArray) -> tuple[Run, Obstacle | None]:
    """Prices and spending solved inside; Powell's hybrid Newton method on all payrolls but the last.

    Returns
    -------
    Run, Obstacle or None
        The run, and the region whose final spending is not positive at the root, if there is one.
    """
    from scipy.optimize import root

    b = s.base
    v, q, lb = split(b, y)
    foreign = s.A.copy()
    foreign[s.taxed] = s.M
    foreign *= (1.0 - b.nu)[:, None]
    own = np.arange(lb.size)
    foreign[:, own, own] = 0.0
    market = _Market(s, v, b.E * np.exp(q), foreign)

    def gap(free: FloatArray) -> FloatArray:
        return market.excess(normalised(s, np.append(free, 0.0)))[:-1]

    options: Any = {"xtol": 1e-13, "maxfev": 100 + 8 * lb.size}
    found = root(gap, lb[:-1] - lb[-1], method="hybr", options=options)
    lb = normalised(s, np.append(found.x, 0.0))
    excess = market.excess(lb)
    if not (np.isfinite(excess).all() and np.abs(excess).max() < 1e-6):
        return Run(y, np.inf, market.sweeps), None
    obstacle = broke(s, market.v, market.E, lb)
    if obstacle is not None:
        return Run(y, np.inf, market.sweeps), obstacle
    y = join(market.v, np.log((market.E + s.dead) / (b.E + s.dead)), lb)
    y_next = sweep(s, y, home_rounds=True)
    return Run(y, float(np.abs(y_next - y).max()), market.sweeps + 1), None
