"""Gradients by the adjoint: one linear solve gives the slope of a scalar in every tariff, export tax and barrier.

Equation numbers refer to docs/explanation/gradients-and-attribution.md; the model is that of
docs/explanation/long-run-model.md, linearised at a solved equilibrium.
"""

# Legend: economy/calibration.py and economy/levels.py. M[j,n,i] value at the border, V (1+x); h, H of eq. 12
# a bar (here a final b) is the slope of the scalar in the logs c, P (J,N), E (J,N), payroll (N), in V (J,N,N) in logs,
# and in the levels Y (J,N), I, R (N); in the wages it is that of ln w

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration
from detente.economy.levels import Levels
from detente.economy.rungs import anderson

__all__ = ["Point", "Seed", "Slopes", "slopes"]

TOLERANCE = 1e-13
"""Largest change of an adjoint between two sweeps at which the solve stops, relative to the largest."""
LIMIT = 400


@dataclass(frozen=True, slots=True)
class Seed:
    """Slope of a scalar in the variables of the equilibrium, all else equal.

    Attributes
    ----------
    c, P
        (J, N) in the logs of unit costs and of the composites' prices.
    w
        (N,) in the logs of wages.
    I, R
        (N,) in the levels of final spending and revenue.
    V
        (J, N, N) in the logs of flows at basic prices; None: nothing.
    x
        (J, N, N) in ln(1 + export tax) directly; None: nothing.
    """

    c: FloatArray
    P: FloatArray
    w: FloatArray
    I: FloatArray
    R: FloatArray
    V: FloatArray | None = None
    x: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Slopes:
    """Slope of a scalar in every cell's wedges, per unit of the share, kernel layout.

    Attributes
    ----------
    t, x, d
        (J, N, N) in tariffs, export taxes and iceberg factors; zero on own goods.
    sweeps
        Adjoint sweeps.
    residual
        Change of the adjoint in one more sweep, relative to its largest entry.
    """

    t: FloatArray
    x: FloatArray
    d: FloatArray
    sweeps: int
    residual: float


@dataclass(frozen=True, slots=True)
class Point:
    """An equilibrium made ready for adjoint sweeps.

    Attributes
    ----------
    base, at, theta
        The base that the equilibrium was solved on, its levels, (J,) trade elasticities.
    M, Mn, Mi
        Values at the border, (J, N, N), their sums over exporters and over importers, (J, N).
    bought
        (J, N) spending, 1 where there is none.
    step
        (N,) damping of payrolls, as in eq. 11 but at this equilibrium.
    """

    base: Calibration
    at: Levels
    theta: FloatArray
    M: FloatArray = field(init=False)
    Mn: FloatArray = field(init=False)
    Mi: FloatArray = field(init=False)
    bought: FloatArray = field(init=False)
    step: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        b, s = self.base, self.at
        M = s.V * (1.0 + s.wedges.x) if s.wedges.x.any() else s.V
        payroll = s.w * b.wL
        N = payroll.size
        own = np.arange(N)
        home = s.V[:, own, own] / np.where(s.Y > 0.0, s.Y, 1.0)
        labour = (b.gva * s.Y * self.theta[:, None] * (1.0 - home * s.pi[:, own, own])).sum(axis=0) / payroll
        made = {
            "M": M,
            "Mn": M.sum(axis=2),
            "Mi": M.sum(axis=1),
            "bought": np.where(s.E > 0.0, s.E, 1.0),
            "step": 1.0 / (1.0 + labour),
        }
        for name, array in made.items():
            object.__setattr__(self, name, array)


@dataclass(frozen=True, slots=True)
class _Pulled:
    """One adjoint sweep: what it returns, and the slopes that the direct effect of a wedge meets on its way."""

    y: FloatArray
    P: FloatArray
    Y: FloatArray
    R: FloatArray


def _pull(p: Point, seed: Seed, y: FloatArray) -> _Pulled:
    """The transposed sweep: ``y`` holds the slopes in the next state, the result those in this one."""
    b, s, theta = p.base, p.at, p.theta[:, None]
    J, N = s.E.shape
    cb, qb, lb = y[: J * N].reshape(J, N), y[J * N : 2 * J * N].reshape(J, N), y[2 * J * N :]
    payroll = s.w * b.wL
    # costs and spending, eq. 12
    Hb = np.matvec(b.H, cb.T).T
    Eb = qb / p.bought
    Yb = np.vecmat(Eb.T, b.H).T
    c_in, q_in = seed.c - b.home * Hb, -b.home * s.E * Yb
    Pb = seed.P + Hb
    Ib = seed.I + (b.alpha_H * Eb).sum(axis=0)
    Rb = seed.R + Ib
    # payrolls, eq. 9 and 11
    nb = lb + seed.w + (b.gva_H * cb).sum(axis=0) + payroll * Ib
    nb = nb - payroll / payroll.sum() * nb.sum()
    lb_in = (1.0 - p.step) * nb
    Yb = Yb + b.gva * (p.step * nb / payroll)
    # revenue, eq. 6
    q_in += (s.E - p.Mn) * Rb
    Pb -= theta * p.Mn * Rb
    c_in += theta * np.vecmat(Rb, p.M)
    if p.M is not s.V:
        Yb = Yb - Rb
        rb = np.matvec(p.M, Rb)
        c_in -= theta * p.Mi * Rb
    else:
        rb = np.zeros_like(q_in)
    # trade, eq. 5
    rb += np.matvec(s.V, Yb)
    c_in -= theta * s.Y * Yb
    if seed.V is not None:
        rb += seed.V.sum(axis=2)
        c_in -= theta * seed.V.sum(axis=1)
    q_in += rb
    Pb += theta * rb
    c_in += np.vecmat(Pb, s.pi)
    return _Pulled(np.concatenate((c_in.ravel(), q_in.ravel(), lb_in)), Pb, Yb, Rb)


def slopes(p: Point, seed: Seed) -> Slopes:
    """Solve the adjoint of the equilibrium for one scalar (eq. 22 to 25).

    Parameters
    ----------
    p
        The equilibrium.
    seed
        The scalar.
    """
    J, N = p.at.E.shape
    start = _pull(p, seed, np.zeros(2 * J * N + N)).y
    scale = float(np.abs(start).max()) or 1.0
    run = anderson(lambda y: _pull(p, seed, y).y, start, beta=1.0, limit=LIMIT, tolerance=TOLERANCE * scale)
    found = _pull(p, seed, run.y)
    s, w, theta = p.at, p.at.wedges, p.theta[:, None, None]
    shared = found.P[:, :, None] * s.pi - theta * s.V * found.Y[:, None, :]
    border = p.M * found.R[None, :, None]
    shared += theta * border
    sold = s.V * found.Y[:, None, :]
    if p.M is not s.V:
        taxed = p.M * found.R
        shared -= theta * taxed
        border -= taxed
    if seed.V is not None:
        shared -= theta * seed.V
        sold += seed.V
    t = (shared + border - sold) / (1.0 + w.t)
    x = (shared - sold) / (1.0 + w.x)
    if seed.x is not None:
        x += seed.x / (1.0 + w.x)
    d = shared / w.d
    own = np.arange(N)
    for cube in (t, x, d):
        cube[:, own, own] = 0.0
    return Slopes(t, x, d, run.sweeps, run.residual / scale)
