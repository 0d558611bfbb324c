"""Gradients by the adjoint: one linear solve gives the slope of a scalar in every tariff, export tax and barrier.

Equation numbers refer to docs/explanation/gradients-and-attribution.md; the model is that of
docs/explanation/long-run-model.md, linearised at a solved equilibrium.
"""

# Legend: economy/calibration.py, levels.py and closures.py. M[j,n,i] value at the border, V (1+x); o[n] part of a sale
# that goes to the producer, 1 - nu; B[n] payroll; h, H of eq. 12. A final b is an adjoint: the slope of the scalar in
# the logs c, P, E (J,N), B, w (N) and V (J,N,N), and in the levels Y, S (J,N), I, R (N).

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration
from detente.economy.closures import SHUT, Closure
from detente.economy.hat import join, split
from detente.economy.levels import Levels, base_levels
from detente.economy.rungs import anderson

__all__ = ["Point", "Seed", "Slopes", "slopes"]

TOLERANCE = 1e-14
"""Largest change of an adjoint between two sweeps at which the solve stops, relative to the largest."""
LIMIT = 400


@dataclass(frozen=True, slots=True)
class Seed:
    """Slope of a scalar in the variables of the equilibrium, all else equal.

    Attributes
    ----------
    c, P
        (J, N) in the logs of unit costs and of the composites' prices.
    B, w
        (N,) in the logs of payrolls and of wages.
    I, R
        (N,) in the levels of final spending and revenue.
    V
        (J, N, N) in the logs of flows at basic prices; None: nothing.
    x
        (J, N, N) in ln(1 + export tax) directly; None: nothing.
    """

    c: FloatArray
    P: FloatArray
    B: FloatArray
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
    base, at, theta, closure
        The base that the equilibrium was solved on, its levels, (J,) trade elasticities and what closes the model.
    B
        (N,) payrolls.
    M, Mn, Mi
        Values at the border (J, N, N), their sums over exporters and what exporters receive of them (J, N).
    bought, received
        (J, N) spending and receipts of producers and sellers, 1 where there are none.
    psi
        (J, N) scale elasticities, 0 where a sector is shut.
    kept
        (N,) part of a wage that is kept, relative to the base (eq. 17).
    step
        (N,) damping of payrolls, as in eq. 11 but at this equilibrium.
    """

    base: Calibration
    at: Levels
    theta: FloatArray
    closure: Closure
    B: FloatArray = field(init=False)
    M: FloatArray = field(init=False)
    Mn: FloatArray = field(init=False)
    Mi: FloatArray = field(init=False)
    bought: FloatArray = field(init=False)
    received: FloatArray = field(init=False)
    psi: FloatArray = field(init=False)
    kept: FloatArray = field(init=False)
    step: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        b, s, closure = self.base, self.at, self.closure
        M = s.V * (1.0 + s.wedges.x) if s.wedges.x.any() else s.V
        B = s.w * s.L * b.wL
        own = np.arange(B.size)
        received = np.where(s.Y + s.S > 0.0, s.Y + s.S, 1.0)
        made = np.where(b.Y + b.S > 0.0, b.Y + b.S, 1.0)
        psi = np.broadcast_to(np.reshape(closure.psi, (-1, 1)), s.Y.shape)
        growth = (np.log(received / made) - np.log(s.c)) / (1.0 + psi)
        abroad = 1.0 - s.V[:, own, own] / received * s.pi[:, own, own]
        labour = (b.gva * s.Y * self.theta[:, None] * abroad).sum(axis=0) / B
        kept = np.ones_like(B)
        if closure.kappa and closure.rebate == "income-tax":
            kept = np.exp(-closure.relief(b, np.log(s.w * s.L), s.R, base_levels(b).R))
        derived = {
            "B": B,
            "M": M,
            "Mn": M.sum(axis=2),
            "Mi": np.vecmat(1.0 - b.nu, M),
            "bought": np.where(s.E > 0.0, s.E, 1.0),
            "received": received,
            "psi": np.where((growth > SHUT) & (s.Y + s.S > 0.0), psi, 0.0),
            "kept": kept,
            "step": 1.0 / (1.0 + labour),
        }
        for name, array in derived.items():
            object.__setattr__(self, name, array)


@dataclass(frozen=True, slots=True)
class _Pulled:
    """One adjoint sweep: what it returns, and adjoints (J, N) that a wedge meets: at the border, at basic prices."""

    y: FloatArray
    P: FloatArray
    border: FloatArray
    basic: FloatArray
    R: FloatArray


def _pull(p: Point, seed: Seed, y: FloatArray) -> _Pulled:
    """The transposed sweep: ``y`` holds the adjoints of the next state, the result those of this one."""
    b, s, theta, closure = p.base, p.at, p.theta[:, None], p.closure
    o = 1.0 - b.nu
    cb, qb, bb = split(b, y)
    # spending, eq. 8 and 12
    Eb = qb / p.bought
    Yb = np.vecmat(Eb.T, b.H).T
    q_in = -b.home * s.E * Yb
    Ib = seed.I + (b.alpha_H * Eb).sum(axis=0)
    # unit costs, eq. 4 and 12, or 18
    c_in, Sb = seed.c, np.zeros_like(s.E)
    if np.any(closure.psi):
        Sb = -p.psi * cb / p.received
        Yb = Yb + Sb
        cb = (1.0 + p.psi) * cb
        Gb = np.matvec(b.G, cb.T).T
        wb = seed.w + (b.gva * cb).sum(axis=0)
    else:
        Gb = np.matvec(b.H, cb.T).T
        c_in = c_in - b.home * Gb
        wb = seed.w + (b.gva_H * cb).sum(axis=0)
    Pb = seed.P + Gb
    # wages, eq. 16 and 17; income and transfers, eq. 7 and 15
    bb = bb + seed.B + p.B * Ib
    Rb = seed.R + Ib
    answer = wb / (1.0 + closure.kappa)
    bb += answer
    if closure.kappa:
        Pb += b.alpha * (closure.kappa * answer)
        if closure.rebate == "income-tax":
            reliefb = -closure.kappa * answer / (p.kept * p.B)
            Rb = Rb + reliefb
            bb -= s.R * reliefb
    if closure.proportional:
        bb += s.D * (Ib - (p.B * Ib).sum() / p.B.sum())
    # payrolls, eq. 9 and 11
    bb -= p.B / p.B.sum() * bb.sum()
    b_in = (1.0 - p.step) * bb
    paid = p.step * bb / p.B
    Yb = Yb + b.gva * paid
    Sb += paid
    # trade and revenue, eq. 5, 6 and 21
    border = b.nu * Sb - Rb
    rb = p.Mn * border
    c_in = c_in - theta * np.vecmat(border, p.M)
    if p.M is not s.V:
        Yb -= Rb
        rb += o * np.matvec(p.M, Rb)
        c_in -= theta * p.Mi * Rb
    rb += o * np.matvec(s.V, Yb)
    c_in -= theta * s.Y * Yb
    if seed.V is not None:
        rb += seed.V.sum(axis=2)
        c_in -= theta * seed.V.sum(axis=1)
    q_in += s.E * Rb + rb
    Pb += theta * rb
    c_in += np.vecmat(Pb, s.pi)
    return _Pulled(join(c_in, q_in, b_in), Pb, border, Yb if p.M is not s.V else Yb - Rb, Rb)


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
    s, w = p.at, p.at.wedges
    o = (1.0 - p.base.nu)[:, None]
    border = p.M * (found.border[:, :, None] + o * found.R)
    basic = s.V * (o * found.basic[:, None, :])
    if seed.V is not None:
        basic += seed.V
    d = s.pi * found.P[:, :, None]
    d -= p.theta[:, None, None] * (border + basic)
    x = d - basic
    t = x - border
    t /= 1.0 + w.t
    if seed.x is not None:
        x += seed.x
    if w.x.any():
        x /= 1.0 + w.x
    if (w.d != 1.0).any():
        d /= w.d
    own = np.arange(N)
    for cube in (t, x, d):
        cube[:, own, own] = 0.0
    return Slopes(t, x, d, run.sweeps, run.residual / scale)
