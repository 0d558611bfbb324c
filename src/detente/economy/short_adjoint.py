"""Gradients of the short run by the adjoint, on the set of wage floors and limits that bind.

The trade part is that of economy/trade_adjoint.py. Equations: docs/explanation/short-run-model.md; (22) to (25) of
docs/explanation/gradients-and-attribution.md.
"""

# Legend: economy/short_sweep.py. A final b is an adjoint: the slope of the scalar in the logs c, P, w, l, r, m (J,N)
# and e (N), in the levels Y, E (J,N), I, R (N), and u in the log prices of limits (K)

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.economy.adjoint import Seed, settled
from detente.economy.calibration import Wedges
from detente.economy.short_levels import ShortLevels
from detente.economy.short_limits import Limits
from detente.economy.short_sweep import ShortShock, input_mix
from detente.economy.trade_adjoint import Back, Slopes, Trade

__all__ = ["ShortPoint", "short_slopes"]

KINK = 1e-7
"""Distance in logs below which a wage counts as just at its floor, and a limit as just met."""


@final
@dataclass(frozen=True, slots=True)
class ShortPoint:
    """A short-run equilibrium made ready for adjoint sweeps.

    Where a wage is just at its floor, with nobody out of work, slopes differ by direction. There the floor counts as
    binding: the slopes are those for changes that lower pay. Where a limit is just met without a price, the limit
    counts as not binding.

    Attributes
    ----------
    shock, after
        The shock that was solved and its levels.
    limits, mu
        Limited cells and (K,) their log prices.
    excess
        (K,) log of quantity or value over the limit.
    wedges
        The wedges as given, without the prices of limits.
    trade
        The flows.
    bound
        Where the floor holds the wage: (J, N), or (N,) with mobile labour.
    active
        (K,) limits with a price.
    kinks
        Labour markets and limits at which slopes differ by direction.
    bought, made
        (J, N) one over spending and over output, zero where there are none.
    gva, earned
        (J, N) shares of value added in cost, and of each sector in its economy's factor income.
    power, mixed
        (J, N) ``P^(1-eta)``, and one over ``inputs m^(1-eta)``.
    final, inputs, use
        (J, N) spending on final use and on inputs, and inputs bought over output at ``P^(1-eta)``.
    B
        (N,) factor income.
    """

    shock: ShortShock
    after: ShortLevels
    limits: Limits
    mu: FloatArray
    excess: FloatArray
    wedges: Wedges
    trade: Trade = field(init=False)
    bound: npt.NDArray[np.bool_] = field(init=False)
    active: npt.NDArray[np.bool_] = field(init=False)
    kinks: int = field(init=False)
    bought: FloatArray = field(init=False)
    made: FloatArray = field(init=False)
    gva: FloatArray = field(init=False)
    earned: FloatArray = field(init=False)
    power: FloatArray = field(init=False)
    mixed: FloatArray = field(init=False)
    final: FloatArray = field(init=False)
    inputs: FloatArray = field(init=False)
    use: FloatArray = field(init=False)
    B: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        s, now = self.shock, self.after
        b, f, at = s.hat.base, s.frictions, now.levels
        e = at.w * at.L
        staying = f.labour == "immobile"
        pay = np.log(now.w * now.l if staying else e)
        floor = np.log(f.omega) + f.chi * np.log(e) if f.omega else np.full_like(e, -np.inf)
        live = b.Y > 0.0 if staying else np.ones(e.shape, dtype=np.bool_)
        v = now.w * now.l**f.beta
        lm = input_mix(s, np.log(at.P))
        power = at.P ** (1.0 - f.eta)
        final = b.alpha * at.P ** (1.0 - f.rho)
        final *= at.I / final.sum(axis=0)
        use = np.exp((f.eta - f.sigma) * lm) * at.c ** (f.sigma - 1.0)
        met = (self.mu == 0.0) & (np.abs(self.excess) < KINK)
        derived = {
            "trade": Trade(b, at, s.hat.theta[:, 0]),
            "bound": (pay <= floor + KINK) & live,
            "active": self.mu != 0.0,
            "kinks": int(((np.abs(pay - floor) < KINK) & live).sum() + met.sum()),
            "bought": np.divide(1.0, at.E, out=np.zeros_like(at.E), where=at.E > 0.0),
            "made": np.divide(1.0, at.Y, out=np.zeros_like(at.Y), where=at.Y > 0.0),
            "gva": b.gva * (v / at.c) ** (1.0 - f.sigma),
            "earned": b.gva * b.Y * now.w * now.l / (b.wL * e),
            "power": power,
            "mixed": np.where(s.inputs > 0.0, np.exp((f.eta - 1.0) * lm), 0.0) / (s.inputs + s.unused),
            "final": final,
            "inputs": power * np.matvec(b.G, (use * at.Y).T).T,
            "use": use,
            "B": b.wL * e,
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)


def _factors_back(p: ShortPoint, v: FloatArray, w: FloatArray, l: FloatArray, e: FloatArray) -> FloatArray:
    """(J, N) adjoint of the log payments, from those of the logs of value added's price, wages, employment, income."""
    f = p.shock.frictions
    w = w + (1.0 - f.beta) * v - l
    r = f.beta * v + l
    if f.labour == "immobile":
        e = e + f.chi * (w * p.bound).sum(axis=0)
        r += w * ~p.bound
    else:
        e = e + np.where(p.bound, f.chi, 1.0) * w.sum(axis=0)
    return r + p.earned * e


def _pull(p: ShortPoint, seed: Seed, y: FloatArray) -> tuple[FloatArray, Back]:
    """The transposed sweep: ``y`` holds the adjoints of the next state, the result those of this one."""
    s, at, lim = p.shock, p.after.levels, p.limits
    b, f = s.hat.base, s.frictions
    size = 3 * at.E.size
    cb, qb, rb = y[:size].reshape(3, *at.E.shape)
    ub = np.where(p.active, y[size:], 0.0)
    zero = np.zeros_like(at.E)
    # home rounds, eq. 13
    Eb = qb * p.bought
    rounds = b.home * np.vecmat(Eb.T, b.H).T
    q_in = -rounds * at.E
    Eb = Eb + rounds
    rounds = b.home * np.matvec(b.H, cb.T).T
    c_in = seed.c - rounds
    cb = cb + rounds
    # spending, eq. 3 and 9
    Ib = seed.I + (p.final * Eb).sum(axis=0) / at.I
    Fb = Eb * p.final
    Pb = seed.P + (1.0 - f.rho) * (Fb - p.final / at.I * Fb.sum(axis=0)) + (1.0 - f.eta) * Eb * p.inputs
    Yb = p.use * np.vecmat((Eb * p.power).T, b.G).T
    spent = Yb * at.Y
    cb = cb + (f.sigma - 1.0) * spent
    # unit costs, eq. 7
    mb = (f.eta - f.sigma) * spent + (1.0 - p.gva) * cb
    Pb += p.power * np.matvec(b.G, (mb * p.mixed).T).T
    # factor markets and income, eq. 4 to 6
    eb = seed.B + p.B * Ib
    if s.hat.closure.proportional:
        eb = eb + at.D * (Ib - (p.B * Ib).sum() / p.B.sum())
    wage = zero if seed.wage is None else seed.wage
    work = zero if seed.work is None else seed.work
    rb = rb + _factors_back(p, p.gva * cb, wage, work, eb)
    # payments, eq. 8, 11 and 13
    rb -= p.earned * p.B / p.B.sum() * rb.sum()
    moved = s.step * rb
    Yb += moved * p.made
    c_in -= (1.0 - f.sigma) * moved
    r_in = rb - moved + _factors_back(p, (1.0 - f.sigma) * moved, zero, zero, np.zeros_like(eb))
    # limits, eq. 14 and 15: what moves a price is the excess, which is a flow, less the producer's price of a cap
    V, pushed = seed.V, ub / (1.0 + p.trade.theta[lim.j])
    if ub.any():
        V = np.zeros_like(at.V) if V is None else V.copy()
        V[lim.j, lim.n, lim.i] += pushed
        np.subtract.at(c_in, (lim.j, lim.i), np.where(lim.cap, pushed, 0.0))
    found = p.trade.back(Yb, seed.R + Ib, Pb, V=V)
    u_in = ub
    if p.active.any():
        t, x, _ = p.trade.cells(found, seed.x, (lim.j, lim.n, lim.i))
        price = 0.0 if seed.mu is None else seed.mu
        u_in = np.where(p.active, ub + np.where(lim.cap, x, t) + price, 0.0)
    return np.concatenate((c_in + found.c, q_in + found.q, r_in, u_in), axis=None), found


def short_slopes(p: ShortPoint, seed: Seed) -> Slopes:
    """Solve the adjoint of the short run for one scalar, per unit of the wedges as given.

    Parameters
    ----------
    p
        The equilibrium.
    seed
        The scalar.
    """
    lim = p.limits
    size = 3 * p.after.levels.E.size
    found, y = settled(lambda y: _pull(p, seed, y), size + p.mu.size, p.trade, seed.x, p.wedges)
    # more icebergs on a capped flow use up the cap
    at = lim.j, lim.n, lim.i
    pushed = np.where(lim.cap & p.active, y[size:] / (1.0 + p.trade.theta[lim.j]), 0.0)
    np.subtract.at(found.d, at, pushed / p.wedges.d[at])
    return replace(found, caps=-pushed)
