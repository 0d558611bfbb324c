"""One sweep of the short run: labour and capital that stay in their sector, wage floors, and CES mixes.

Equation numbers refer to docs/explanation/short-run-model.md.
"""

# lc[j,n] = ln c^, c unit cost; q[j,n] = ln E^; lr[j,n] = ln r^, r payments to the sector's labour and capital
# lw, ll wage and employment, lv price of value added, lm price of the input mix, lf[n] wage floor, all in logs
# sigma value added against inputs, eta among inputs, rho in final use; beta capital share
# omega and chi[n]: the floor of wages is omega e^chi, e[n] factor income per economy; other letters as in hat.py

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import Closure
from detente.economy.hat import Moved, Shock, shock, supply, trade

__all__ = [
    "ZERO",
    "Factors",
    "Frictions",
    "ShortShock",
    "composite",
    "factors",
    "input_mix",
    "mixed",
    "short_shock",
    "short_sweep",
    "start",
]


ZERO = 1e-5
"""Closer to its log limit an elasticity counts as the limit, since the power formula would lose the digits."""


@final
@dataclass(frozen=True, slots=True)
class Frictions:
    """What keeps an economy from adjusting.

    Attributes
    ----------
    labour
        ``immobile``: each sector keeps its workers. ``mobile``: one wage in each economy.
    beta
        Share of value added that goes to capital, which never moves.
    omega
        Floor of wages relative to the base; 0 means flexible wages.
    chi
        (N,) power with which the floor follows the economy's factor income.
    sigma, eta, rho
        Elasticities of substitution: value added against inputs, among inputs, in final use.
    """

    labour: Literal["immobile", "mobile"]
    beta: float
    omega: float
    chi: FloatArray
    sigma: float
    eta: float
    rho: float

    @property
    def homogeneous(self) -> bool:
        """True if the numeraire does not matter: no floor, or floors that follow income one for one."""
        return self.omega == 0.0 or bool(np.all(self.chi == 1.0))


@final
@dataclass(frozen=True, slots=True)
class Factors:
    """The factor market of one state, in logs.

    Attributes
    ----------
    lw, ll, lv
        (J, N) wage, employment and price of value added, each a log hat.
    e
        (N,) factor income as a ratio to the base.
    """

    lw: FloatArray
    ll: FloatArray
    lv: FloatArray
    e: FloatArray


@final
@dataclass(frozen=True, slots=True)
class ShortShock:
    """One change of wedges, ready for short-run sweeps.

    Attributes
    ----------
    hat
        Base, wedges and the part of the shares that wedges alone move.
    frictions
        What keeps the economy from adjusting.
    flat, lift
        Sectors whose elasticity is zero, and (J, N) the log change of their composite's price that wedges alone make.
    inputs
        (J, N) share of inputs in output.
    idle, unused
        (J, N) 1 where nothing is made, and where nothing is made or made without inputs; else 0.
    step
        (J, N) damping of factor payments, 1 / (1 - their effect on themselves).
    income
        World factor income after the shock, the numeraire.
    """

    hat: Shock
    frictions: Frictions
    flat: npt.NDArray[np.intp]
    lift: FloatArray
    inputs: FloatArray
    idle: FloatArray
    unused: FloatArray
    step: FloatArray
    income: float


def short_shock(
    base: Calibration,
    wedges: Wedges,
    theta: FloatArray,
    D: FloatArray,
    closure: Closure,
    frictions: Frictions,
    cells: Moved | None = None,
) -> ShortShock:
    """Prepare the sweeps for new ``wedges``.

    Parameters
    ----------
    base, wedges
        Base and wedges after the shock.
    theta
        (J,) trade elasticities above -1; within 1e-5 of zero they count as zero.
    D
        (N,) transfers received after the shock, in units of the base.
    closure, frictions
        What closes the model, and what keeps it from adjusting.
    cells
        What :func:`detente.economy.hat.moved` tells; None: it is asked.
    """
    theta = np.where(np.abs(theta) < ZERO, 0.0, theta)
    hat = shock(base, wedges, theta, D, closure, cells)
    flat = np.flatnonzero(theta == 0.0)
    lift = np.zeros_like(base.E)
    old = base.wedges
    for j in flat:
        ratio = np.log((1.0 + wedges.t[j]) / (1.0 + old.t[j])) + np.log((1.0 + wedges.x[j]) / (1.0 + old.x[j]))
        lift[j] = (base.pi[j] * (ratio + np.log(wedges.d[j] / old.d[j]))).sum(axis=1)
    own_sales = base.home * base.E / np.where(base.Y > 0.0, base.Y, 1.0)
    abroad = np.clip(1.0 - own_sales * base.home, 0.0, 1.0)
    weight = base.gva * (1.0 + np.diagonal(base.H, axis1=1, axis2=2).T * base.home)
    pull = frictions.sigma + weight * (theta[:, None] * abroad + 1.0 - frictions.sigma)
    inputs = base.G.sum(axis=1).T
    return ShortShock(
        hat=hat,
        frictions=frictions,
        flat=flat,
        lift=lift,
        inputs=inputs,
        idle=(base.Y <= 0.0).astype(np.float64),
        unused=(inputs <= 0.0).astype(np.float64),
        step=1.0 / np.maximum(pull, 0.5),
        income=base.world_income,
    )


def factors(s: ShortShock, lr: FloatArray) -> Factors:
    """Wages, employment and the price of value added at factor payments ``lr`` (eq. 4 to 6)."""
    b, f = s.hat.base, s.frictions
    e = (b.gva * b.Y * np.exp(lr)).sum(axis=0) / b.wL
    le = np.log(e)
    lf = np.log(f.omega) + f.chi * le if f.omega else np.full_like(le, -np.inf)
    lw = np.maximum(lr, lf) if f.labour == "immobile" else np.broadcast_to(np.maximum(le, lf), lr.shape)
    ll = lr - lw
    return Factors(lw, ll, lr - (1.0 - f.beta) * ll, e)


def mixed(total: Callable[[FloatArray], FloatArray], logs: FloatArray, substitution: float) -> FloatArray:
    """Log price of a CES mix of ``logs``; ``total`` sums values with the mix's shares, and is linear."""
    power = 1.0 - substitution
    if abs(power) < ZERO:
        return total(logs)
    return np.asarray(np.log(total(np.exp(power * logs))) / power)


def input_mix(s: ShortShock, u: FloatArray) -> FloatArray:
    """(J, N) log price of each sector's inputs at log prices ``u`` of composites (eq. 7)."""
    G = s.hat.base.G
    return mixed(lambda x: (np.vecmat(x.T, G).T + s.unused) / (s.inputs + s.unused), u, s.frictions.eta)


def composite(s: ShortShock, lc: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """``z``, ``Phi`` and ``u = ln P^`` at unit costs ``lc``, with the log limit where theta is zero (eq. 2)."""
    z, Phi, u = supply(s.hat, lc)
    if s.flat.size:
        u[s.flat] = s.lift[s.flat] + np.matvec(s.hat.base.pi[s.flat], lc[s.flat])
    return z, Phi, u


def start(base: Calibration) -> FloatArray:
    """The state of no change, (3 J N,)."""
    return np.zeros(3 * base.E.size)


def short_sweep(s: ShortShock, y: FloatArray, *, home_rounds: bool) -> FloatArray:
    """One pass prices, trade, factor markets, costs, spending; an equilibrium is a fixed point.

    Parameters
    ----------
    y
        (3 J N,) log hats of unit costs, spending and factor payments.
    home_rounds
        True sums the rounds of home-made inputs and damps factor payments (eq. 13): fewer sweeps. False is the plain
        iteration.

    Returns
    -------
    numpy.ndarray
        (3 J N,) next state; NaN where spending would turn negative.
    """
    b, f, closure = s.hat.base, s.frictions, s.hat.closure
    lc, q, lr = y.reshape(3, *b.E.shape)
    z, Phi, u = composite(s, lc)
    E = b.E * np.exp(q)
    Y, R = trade(s.hat, z, E / Phi, E)

    lr_next = np.log((Y + s.idle) / (b.Y + s.idle)) + (1.0 - f.sigma) * (factors(s, lr).lv - lc)
    if home_rounds:
        lr_next = lr + s.step * (lr_next - lr)
    lr_next -= np.log((b.gva * b.Y * np.exp(lr_next)).sum() / s.income)
    market = factors(s, lr_next)

    lm = input_mix(s, u)
    lc_next = _unit_cost(s, market.lv, lm)
    final = b.alpha * np.exp((1.0 - f.rho) * u)
    income = market.e * b.wL + R + closure.transfers(b, s.hat.D, np.log(market.e))
    bought = np.exp((f.eta - f.sigma) * lm + (f.sigma - 1.0) * lc_next) * Y
    E_next = final / final.sum(axis=0) * income + np.exp((1.0 - f.eta) * u) * np.matvec(b.G, bought.T).T
    if home_rounds:
        lc_next += np.vecmat((b.home * (lc_next - lc)).T, b.H).T
        E_next += np.matvec(b.H, (b.home * (E_next - E)).T).T
    q_next = np.log((E_next + s.hat.dead) / (b.E + s.hat.dead))
    return np.concatenate((lc_next, q_next, lr_next), axis=None)


def _unit_cost(s: ShortShock, lv: FloatArray, lm: FloatArray) -> FloatArray:
    """Log unit cost of value added and inputs (eq. 7); as at the base where nothing is made."""
    gva, power = s.hat.base.gva, 1.0 - s.frictions.sigma
    if abs(power) < ZERO:
        return np.asarray(gva * lv + s.inputs * lm)
    return np.asarray(np.log(gva * np.exp(power * lv) + s.inputs * np.exp(power * lm) + s.idle) / power)
