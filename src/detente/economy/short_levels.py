"""The short run's equilibrium rebuilt in levels from costs, spending, wages and employment, and its gaps.

As for the long run nothing is read from the solver but those four. Equations: docs/explanation/short-run-model.md.
"""

# Legend: economy/short_sweep.py. w[j,n], l[j,n] wage and employment as ratios to the base; v, m, c price of value
# added, of the input mix, unit cost

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration, Wedges
from detente.economy.levels import Levels, flows
from detente.economy.short_sweep import ZERO, Frictions, ShortShock, factors, short_sweep

__all__ = ["ShortLevels", "rebuild_short", "short_gaps"]


@final
@dataclass(frozen=True, slots=True)
class ShortLevels:
    """One short-run equilibrium in levels.

    Attributes
    ----------
    levels
        Prices, flows, spending and incomes; its wage is the mean over those who work, its labour those who do.
    w, l
        (J, N) wage and employment of each sector as ratios to the base.
    index
        (N,) price of final use as a ratio to the base.
    floor
        (N,) lowest wage allowed, as a ratio to the base.
    """

    levels: Levels
    w: FloatArray
    l: FloatArray
    index: FloatArray
    floor: FloatArray

    @property
    def unemployment(self) -> FloatArray:
        """(N,) share of the base's labour that has no work, base payrolls as weights."""
        return np.asarray(1.0 - self.levels.L)


def rebuild_short(s: ShortShock, y: FloatArray) -> ShortLevels:
    """The state ``y`` in levels."""
    b, f = s.hat.base, s.frictions
    lc, q, lr = y.reshape(3, *b.E.shape)
    market = factors(s, lr)
    c, w, l = np.exp(lc), np.exp(market.lw), np.exp(market.ll)
    E = b.E * np.exp(q)
    P, pi = _composites(b, s.hat.wedges, s.hat.theta[:, 0], c)
    V, Y, S, R = flows(pi * E[:, :, None], s.hat.wedges, b.nu)
    VA = b.gva * b.Y
    payments = (VA * w * l).sum(axis=0)
    L = (VA * l).sum(axis=0) / b.wL
    e = payments / b.wL
    D = s.hat.closure.transfers(b, s.hat.D, np.log(e))
    levels = Levels(
        c=c, P=P, w=e / L, L=L, pi=pi, V=V, E=E, Y=Y, S=S, R=R, D=D, I=payments + R + D, wedges=s.hat.wedges
    )
    return ShortLevels(levels, w, l, index=_mean(b.alpha, P, f.rho), floor=f.omega * e**f.chi)


def _composites(base: Calibration, wedges: Wedges, theta: FloatArray, c: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(J, N) price of each composite and (J, N, N) spending shares (eq. 2)."""
    old = base.wedges
    bought = base.pi > 0.0
    ln_p = np.where(bought, np.log(c)[:, None, :], 0.0)
    j, n, i = np.nonzero(wedges.differs(old) & bought)
    moved = np.log((1.0 + wedges.t[j, n, i]) / (1.0 + old.t[j, n, i]))
    moved += np.log((1.0 + wedges.x[j, n, i]) / (1.0 + old.x[j, n, i]))
    ln_p[j, n, i] += moved + np.log(wedges.d[j, n, i] / old.d[j, n, i])
    flat = theta == 0.0
    ln_P = np.zeros_like(base.E)
    if flat.any():
        ln_P[flat] = np.where(base.E > 0.0, (base.pi * ln_p).sum(axis=2), 0.0)[flat]
    ln_p *= -theta[:, None, None]
    top = ln_p.max(axis=2, where=bought, initial=-np.inf)
    top[np.isneginf(top)] = 0.0
    ln_p -= top[:, :, None]
    np.minimum(ln_p, 0.0, out=ln_p)
    weights = np.exp(ln_p, out=ln_p)
    weights *= base.pi
    total = weights.sum(axis=2)
    total[total <= 0.0] = 1.0
    ln_P[~flat] = -(np.log(total[~flat]) + top[~flat]) / theta[~flat, None]
    weights /= total[:, :, None]
    return np.exp(ln_P), weights


def _mean(shares: FloatArray, values: FloatArray, substitution: float) -> FloatArray:
    """CES mean of ``values`` over the first axis; shares sum to 1."""
    power = 1.0 - substitution
    if abs(power) < ZERO:
        return np.asarray(np.exp((shares * np.log(values)).sum(axis=0)))
    return np.asarray((shares * values**power).sum(axis=0) ** (1.0 / power))


def short_gaps(s: ShortShock, y: FloatArray, after: ShortLevels) -> dict[str, float]:
    """Largest gap of each equilibrium condition.

    Returns
    -------
    dict
        ``goods markets``, ``budgets``, ``factor markets`` and ``walras`` relative to world output; ``unit costs``
        relative to cost; ``complementarity``, the smaller of slack above the wage floor and unemployment, both as
        shares; ``workers``, employment beyond the workers there are; and, where the numeraire must not matter,
        ``homogeneity``, the change of any real value when every nominal one doubles.
    """
    b, f, now = s.hat.base, s.frictions, after.levels
    scale = now.Y.sum()
    v = after.w * after.l**f.beta
    inputs = s.inputs.T[:, None, :]
    shares = np.divide(b.G, inputs, out=np.zeros_like(b.G), where=inputs > 0.0)
    made = b.Y > 0.0
    m, c = np.ones_like(v), np.ones_like(v)
    for n in range(b.wL.size):
        mixes = s.inputs[:, n] > 0.0
        m[mixes, n] = _mean(shares[n][:, mixes], now.P[:, n, None], f.eta)
    c[made] = _mean(np.stack((b.gva[made], s.inputs[made])), np.stack((v[made], m[made])), f.sigma)
    use = np.empty_like(now.E)
    for n in range(b.wL.size):
        spent = s.inputs[:, n] * (m[:, n] / now.c[:, n]) ** (1.0 - f.sigma) * now.Y[:, n]
        use[:, n] = (shares[n] * (now.P[:, n, None] / m[:, n]) ** (1.0 - f.eta)) @ spent
    final = b.alpha * (now.P / after.index) ** (1.0 - f.rho) * now.I
    paid = b.gva * b.Y * after.w * after.l - b.gva * (v / now.c) ** (1.0 - f.sigma) * now.Y
    found = {
        "goods markets": float(np.abs(now.E - use - final).max()) / scale,
        "budgets": float(np.abs((now.E - use).sum(axis=0) - now.I).max()) / scale,
        "factor markets": float(np.abs(paid).max()) / scale,
        "walras": float(abs(paid.sum())) / scale,
        "unit costs": float(np.abs(now.c / c - 1.0)[made].max(initial=0.0)),
        "complementarity": _complementarity(b, f, after),
        "workers": float(max((after.l[made] if f.labour == "immobile" else now.L).max() - 1.0, 0.0)),
    }
    if f.homogeneous:
        found["homogeneity"] = _homogeneity(s, y)
    return found


def _complementarity(base: Calibration, f: Frictions, after: ShortLevels) -> float:
    """Largest smaller one of slack and unemployment, in every labour market (eq. 5)."""
    if f.labour == "immobile":
        made = base.Y > 0.0
        wage, idle = after.w[made], (1.0 - after.l)[made]
        floor = np.broadcast_to(after.floor, base.Y.shape)[made]
    else:
        wage, idle, floor = after.w[0], after.unemployment, after.floor
    slack = (wage - floor) / wage
    return float(np.abs(np.minimum(slack, idle)).max())


def _homogeneity(s: ShortShock, y: FloatArray) -> float:
    """Change of any log state beyond the doubling, when the kernel sweeps a state with every nominal value doubled."""
    # transfers in proportion to income double by themselves
    D = s.hat.D if s.hat.closure.proportional else 2.0 * s.hat.D
    double = replace(s, income=2.0 * s.income, hat=replace(s.hat, D=D))
    b = s.hat.base
    live = np.concatenate((b.Y > 0.0, b.E > 0.0, b.Y > 0.0), axis=None)
    twice = y + np.log(2.0) * live
    return float(np.abs(short_sweep(double, twice, home_rounds=False) - twice)[live].max())
