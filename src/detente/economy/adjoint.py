"""Gradients by the adjoint: one linear solve gives the slope of a scalar in every tariff, export tax and barrier.

Equation numbers refer to docs/explanation/gradients-and-attribution.md; the model is that of
docs/explanation/long-run-model.md, linearised at a solved equilibrium.
"""

# Legend: economy/calibration.py, levels.py and closures.py. B[n] payroll; h, H of eq. 12. A final b is an adjoint: the
# slope of the scalar in the logs c, P, E (J,N), B, w (N) and V (J,N,N), and in the levels Y, S (J,N), I, R (N).

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import SHUT, Closure
from detente.economy.hat import join, split
from detente.economy.levels import Levels, base_levels
from detente.economy.rungs import anderson
from detente.economy.trade_adjoint import Back, Cells, Slopes, Trade, per_share

__all__ = ["Point", "Seed", "settled", "slopes", "slopes_at"]

TOLERANCE = 1e-14
"""Largest change of an adjoint between two sweeps at which the solve stops, relative to the largest."""
LIMIT = 400


@final
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
    wage, work
        (J, N) in the logs of wages and employment by sector, where they differ; None: nothing.
    mu
        (K,) in the log prices of limits; None: nothing.
    """

    c: FloatArray
    P: FloatArray
    B: FloatArray
    w: FloatArray
    I: FloatArray
    R: FloatArray
    V: FloatArray | None = None
    x: FloatArray | None = None
    wage: FloatArray | None = None
    work: FloatArray | None = None
    mu: FloatArray | None = None


@final
@dataclass(frozen=True, slots=True)
class Point:
    """An equilibrium made ready for adjoint sweeps.

    Attributes
    ----------
    base, at, theta, closure
        The base that the equilibrium was solved on, its levels, (J,) trade elasticities and what closes the model.
    B
        (N,) payrolls.
    trade
        Its flows.
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
    trade: Trade = field(init=False)
    bought: FloatArray = field(init=False)
    received: FloatArray = field(init=False)
    psi: FloatArray = field(init=False)
    kept: FloatArray = field(init=False)
    step: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        b, s, closure = self.base, self.at, self.closure
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
            "trade": Trade(b, s, self.theta),
            "bought": np.where(s.E > 0.0, s.E, 1.0),
            "received": received,
            "psi": np.where((growth > SHUT) & (s.Y + s.S > 0.0), psi, 0.0),
            "kept": kept,
            "step": 1.0 / (1.0 + labour),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


def _pull(p: Point, seed: Seed, y: FloatArray) -> tuple[FloatArray, Back]:
    """The transposed sweep: ``y`` holds the adjoints of the next state, the result those of this one."""
    b, s, closure = p.base, p.at, p.closure
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
    found = p.trade.back(Yb, Rb, Pb, Sb, seed.V)
    return join(c_in + found.c, q_in + found.q, b_in), found


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
    found, _ = settled(lambda y: _pull(p, seed, y), 2 * J * N + N, p.trade, seed.x, p.at.wedges)
    return found


def slopes_at(
    p: Point, seed: Seed, at: Cells, start: FloatArray | None = None, tolerance: float = TOLERANCE
) -> tuple[tuple[FloatArray, ...], FloatArray]:
    """Slopes of one scalar in the logs of the wedges' factors of a few cells.

    Parameters
    ----------
    p, seed
        The equilibrium and the scalar.
    at
        (K,) sector, importer and exporter of the cells.
    start
        State at rest of the same scalar at an equilibrium close by; None starts anew.
    tolerance
        Largest change of an adjoint between two sweeps, relative to the largest of the first.

    Returns
    -------
    tuple, numpy.ndarray
        (K,) slopes in tariffs, export taxes and iceberg factors, and the state at rest.
    """
    J, N = p.at.E.shape
    first, _ = _pull(p, seed, np.zeros(2 * J * N + N))
    scale = float(np.abs(first).max()) or 1.0
    run = anderson(
        lambda y: _pull(p, seed, y)[0],
        first if start is None else start,
        beta=1.0,
        limit=LIMIT,
        tolerance=tolerance * scale,
    )
    return p.trade.cells(_pull(p, seed, run.y)[1], seed.x, at), run.y


def settled(
    pull: Callable[[FloatArray], tuple[FloatArray, Back]],
    size: int,
    trade: Trade,
    x: FloatArray | None,
    wedges: Wedges,
) -> tuple[Slopes, FloatArray]:
    """Iterate an adjoint sweep until it rests.

    Parameters
    ----------
    pull, size
        The sweep, and the length of its state.
    trade, x, wedges
        The flows, the scalar's own slope in export taxes, and the wedges in which slopes are wanted.

    Returns
    -------
    Slopes, numpy.ndarray
        The slopes and the state at rest.
    """
    start, _ = pull(np.zeros(size))
    scale = float(np.abs(start).max()) or 1.0
    run = anderson(lambda y: pull(y)[0], start, beta=1.0, limit=LIMIT, tolerance=TOLERANCE * scale)
    _, found = pull(run.y)
    return per_share(trade.cells(found, x), wedges, run.sweeps, run.residual / scale), run.y
