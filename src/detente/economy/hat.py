"""Exact hat algebra: one sweep of the long-run model, in logs.

Equation numbers refer to docs/explanation/long-run-model.md, after Caliendo and Parro (2015) and Dekle, Eaton
and Kortum (2008).
"""

# v[j,n] = ln c^, c unit cost; q[j,n] = ln E^; lb[n] = ln of payroll w^L^, lw[n] = ln w^ (equal with fixed labour)
# u[j,n] = ln P^, P price of the composite; S[j,n] pay of local services (zero unless deficits follow services)
# A[j,n,i] = pi (wedge^)^-theta; M = A/(1+t') value at the border; B = M/(1+x') value at basic prices
# z[j,i] = c^^-theta; Phi[j,n] = sum_i A z; Q = E'/Phi; R[n] revenue; I[n] final spending
# Primed levels are after the shock, hats are ratios to the base. Scales of A and z cancel in Q and Phi.

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import SHUT, STANDARD, Closure

__all__ = [
    "Moved",
    "Shock",
    "join",
    "moved",
    "normalised",
    "prices",
    "scaled",
    "services",
    "shock",
    "split",
    "supply",
    "sweep",
    "trade",
]

SAFE_POWER = 100.0
"""Powers up to e^100 need no scale of their own in float64."""


@final
@dataclass(frozen=True, slots=True)
class Shock:
    """One change of wedges on one base, ready for sweeps.

    Attributes
    ----------
    base, wedges, theta, D
        The base, the new wedges, (J, 1) trade elasticities, (N,) transfers after the shock.
    A
        (J, N, N) base shares times the wedges' power, scaled by ``exp(-shift)``.
    shift
        (J, N) log scale of each row of ``A``, so that prohibitive wedges do not underflow.
    taxed
        The range of sectors with a tariff or export tax after the shock.
    M, B
        (T, N, N) values at the border and at basic prices of the taxed sectors; the same array without
        export taxes.
    dead
        (J, N) 1 where nothing is bought, whose price stays as it was; else 0.
    step
        (N,) damping of payrolls, 1 / (1 + elasticity of demand for the region's labour).
    closure, prices_alone
        What closes the model, and whether prices then follow from wages alone.
    R0
        (N,) revenue at the base, where the closure needs it; else zeros.
    """

    base: Calibration
    wedges: Wedges
    theta: FloatArray
    D: FloatArray
    A: FloatArray
    shift: FloatArray
    taxed: slice
    M: FloatArray
    B: FloatArray
    dead: FloatArray
    step: FloatArray
    closure: Closure
    prices_alone: bool
    R0: FloatArray

    @property
    def at_limit(self) -> bool:
        """True if returns to scale are as large as elasticities allow, where equilibria may be many."""
        return bool(np.any(self.theta[:, 0] * self.closure.psi >= 1.0 - 1e-9))


@final
@dataclass(frozen=True, slots=True)
class Moved:
    """The cells whose wedges change; the same whatever the elasticities.

    Attributes
    ----------
    j, n, i
        (K,) sector, importer and exporter of each.
    ratio
        (K,) log of the change of the wedges' factor in the buyer's price.
    kept
        (J, N) True where some supplier's wedge stays as it was.
    taxed
        The range of sectors with a tariff or export tax after the shock.
    """

    j: npt.NDArray[np.intp]
    n: npt.NDArray[np.intp]
    i: npt.NDArray[np.intp]
    ratio: FloatArray
    kept: npt.NDArray[np.bool_]
    taxed: slice


def moved(base: Calibration, wedges: Wedges, closure: Closure = STANDARD) -> Moved:
    """What changes from the wedges of ``base`` to ``wedges``, as :func:`shock` reads it."""
    old, new = base.wedges, wedges
    bought = base.pi > 0.0
    changed = old.differs(new) & bought
    j, n, i = np.nonzero(changed)
    ratio = np.broadcast_to(closure.phi, base.wL.shape)[n] * np.log((1.0 + new.t[j, n, i]) / (1.0 + old.t[j, n, i]))
    ratio += np.log((1.0 + new.x[j, n, i]) / (1.0 + old.x[j, n, i]))
    ratio += np.log(new.d[j, n, i] / old.d[j, n, i])
    taxes = np.flatnonzero(new.t.any(axis=(1, 2)) | new.x.any(axis=(1, 2)))
    taxed = slice(int(taxes[0]), int(taxes[-1]) + 1) if taxes.size else slice(0, 0)
    return Moved(j, n, i, ratio, bought.sum(axis=2) > changed.sum(axis=2), taxed)


def shock(
    base: Calibration,
    wedges: Wedges,
    theta: FloatArray,
    D: FloatArray,
    closure: Closure = STANDARD,
    cells: Moved | None = None,
) -> Shock:
    """Prepare the sweeps for new ``wedges`` (eq. 3); only cells whose wedge changes need a power.

    Parameters
    ----------
    base, wedges
        Base and wedges after the shock.
    theta
        (J,) trade elasticities, above zero.
    D
        (N,) transfers received after the shock, in units of the base.
    closure
        What closes the model.
    cells
        What :func:`moved` tells, where many elasticities are solved; None: it is asked.
    """
    new = wedges
    cells = moved(base, wedges, closure) if cells is None else cells
    j, n, i, taxed = cells.j, cells.n, cells.i, cells.taxed
    power = -theta[j] * cells.ratio
    shift = np.where(cells.kept, 0.0, -np.inf)
    np.maximum.at(shift, (j, n), power)
    shift[np.isneginf(shift) | (np.abs(shift) < SAFE_POWER)] = 0.0
    A = base.pi * np.exp(-shift)[:, :, None] if shift.any() else base.pi.copy()
    A[j, n, i] = base.pi[j, n, i] * np.exp(power - shift[j, n])

    M = A[taxed] / (1.0 + new.t[taxed])
    B = M / (1.0 + new.x[taxed]) if new.x[taxed].any() else M

    dead = (base.E <= 0.0).astype(np.float64)
    own_sales = base.home * base.E / np.where(base.Y > 0.0, base.Y, 1.0)
    abroad = np.clip(1.0 - own_sales * base.home, 0.0, 1.0)
    labour = (base.gva * base.Y * theta[:, None] * abroad).sum(axis=0) / base.wL
    return Shock(
        base=base,
        wedges=wedges,
        theta=theta[:, None],
        D=D,
        A=A,
        shift=shift,
        taxed=taxed,
        M=M,
        B=B,
        dead=dead,
        step=1.0 / (1.0 + labour),
        closure=closure,
        prices_alone=closure.prices_alone,
        R0=_base_revenue(base) if closure.rebate == "income-tax" and closure.kappa else np.zeros_like(base.wL),
    )


def _base_revenue(base: Calibration) -> FloatArray:
    """(N,) revenue of the base's tariffs and export taxes (eq. 6)."""
    X = base.pi * base.E[:, :, None]
    border = X / (1.0 + base.wedges.t)
    exported = (1.0 - base.nu)[:, None] * border
    taxes = exported - exported / (1.0 + base.wedges.x)
    return np.asarray((X - border).sum(axis=(0, 2)) + taxes.sum(axis=(0, 1)))


def supply(s: Shock, v: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """``z``, ``Phi`` and ``u = ln P^`` at unit costs ``v`` (eq. 4); z and Phi up to a scale by sector."""
    lz = -s.theta * v
    top = lz.max(axis=1, keepdims=True)
    z = np.exp(lz - top)
    Phi = np.matvec(s.A, z) + s.dead
    u = -(np.log(Phi) + (1.0 - s.dead) * (s.shift + top)) / s.theta
    return z, Phi, u


def trade(s: Shock, z: FloatArray, Q: FloatArray, E: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Producers' receipts ``Y'`` (J, N) and revenue ``R'`` (N,) at ``z`` and spending ``E = Q Phi`` (eq. 5, 6)."""
    T = s.taxed
    paid = Q * (1.0 - s.base.nu)
    sales = np.empty_like(E)
    sales[: T.start] = np.vecmat(paid[: T.start], s.A[: T.start])
    sales[T] = np.vecmat(paid[T], s.B)
    sales[T.stop :] = np.vecmat(paid[T.stop :], s.A[T.stop :])
    Y = z * sales
    R = (E[T] - Q[T] * np.matvec(s.M, z[T])).sum(axis=0)
    if s.B is not s.M:
        R += (z[T] * np.vecmat(paid[T], s.M) - Y[T]).sum(axis=0)
    return Y, R


def services(s: Shock, z: FloatArray, Q: FloatArray, E: FloatArray) -> FloatArray:
    """(J, N) pay of the labour that sells goods in each market (eq. 21)."""
    border = E.copy()
    border[s.taxed] = Q[s.taxed] * np.matvec(s.M, z[s.taxed])
    return s.base.nu * border


def prices(s: Shock, u: FloatArray, q: FloatArray, lb: FloatArray, R: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Log prices (J, N) and wages (N,) where labour supply, pass-through and payrolls ``lb`` agree (eq. 16, 20).

    Parameters
    ----------
    u, q
        (J, N) log prices with wages and variety as at the base, and log spending.
    lb, R
        (N,) log payrolls and revenue.
    """
    b, closure = s.base, s.closure
    entry = 1.0 - closure.phi
    u = u + entry * q
    relief = closure.relief(b, lb, R, s.R0)
    # the wage enters its own price of final use: one linear equation in each region
    kappa = closure.kappa
    lw = (lb - kappa * (relief - (b.alpha * u).sum(axis=0))) / (1.0 + kappa + kappa * entry)
    return u - entry * lw, lw


def normalised(s: Shock, lb: FloatArray) -> FloatArray:
    """``lb`` with world factor income as at the base (eq. 9)."""
    lb = lb - lb.max()
    return lb - float(np.log((np.exp(lb) * s.base.wL).sum() / s.base.world_income))


def split(base: Calibration, y: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Views ``v`` (J, N), ``q`` (J, N) and ``lb`` (N,) of a state ``y`` over ``base``."""
    J, N = base.E.shape
    return y[: J * N].reshape(J, N), y[J * N : 2 * J * N].reshape(J, N), y[2 * J * N :]


def join(v: FloatArray, q: FloatArray, lb: FloatArray) -> FloatArray:
    """The state (2 J N + N,) made of its three parts."""
    return np.concatenate((v.ravel(), q.ravel(), lb))


def sweep(s: Shock, y: FloatArray, *, home_rounds: bool, hold_payrolls: bool = False) -> FloatArray:
    """One pass prices, trade, payrolls, costs, spending; an equilibrium is a fixed point.

    Parameters
    ----------
    y
        (2 J N + N,) state.
    home_rounds
        True sums the rounds of home-made inputs and damps payrolls (eq. 11 and 12): fewer sweeps for ordinary
        shocks. False is the plain iteration (eq. 4 to 9), which is safer far from the base.
    hold_payrolls
        True leaves payrolls as they are and clears the other markets only.

    Returns
    -------
    numpy.ndarray
        (2 J N + N,) next state; NaN where spending would turn negative.
    """
    b, closure = s.base, s.closure
    v, q, lb = split(b, y)
    z, Phi, u = supply(s, v)
    E = b.E * np.exp(q)
    Q = E / Phi
    Y, R = trade(s, z, Q, E)
    S = services(s, z, Q, E) if b.nu.any() else b.S
    lb_next = np.log(((b.gva * Y).sum(axis=0) + S.sum(axis=0)) / b.wL)
    if home_rounds:
        lb_next = lb + s.step * (lb_next - lb)
    lb_next = lb if hold_payrolls else normalised(s, lb_next)
    income = np.exp(lb_next) * b.wL + R + closure.transfers(b, s.D, lb_next)
    lw = lb_next
    if not s.prices_alone:
        u, lw = prices(s, u, q, lb_next, R)
    if home_rounds and s.prices_alone:
        v_next = b.gva_H * lw + np.vecmat((u - b.home * v).T, b.H).T
    else:
        v_next = scaled(s, b.gva * lw + np.vecmat(u.T, b.G).T, Y + S)
    if home_rounds:
        E_next = b.alpha_H * income + np.matvec(b.H, (Y - b.home * E).T).T
    else:
        E_next = b.alpha * income + np.matvec(b.G, Y.T).T
    q_next = np.log((E_next + s.dead) / (b.E + s.dead))
    return join(v_next, q_next, lb_next)


def scaled(s: Shock, v: FloatArray, receipts: FloatArray) -> FloatArray:
    """Log unit costs (J, N) once inputs' costs ``v`` are spread over the sector's scale (eq. 18)."""
    if not np.any(s.closure.psi):
        return v
    b = s.base
    made = b.Y + b.S
    idle = made <= 0.0
    growth = np.log(np.where(idle, 1.0, receipts) / np.where(idle, 1.0, made)) - v
    psi = np.reshape(s.closure.psi, (-1, 1))
    return np.asarray(v - psi * np.where(idle, 0.0, np.maximum(growth, SHUT)))
