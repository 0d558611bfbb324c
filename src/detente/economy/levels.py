"""The equilibrium rebuilt in levels from costs, wages and spending, and the gaps of its conditions.

Nothing here reads the solver's arrays: prices, shares, flows and revenue are computed anew, so that a gap says
something about the result and not about the iteration. Equations: docs/explanation/long-run-model.md, eq. 4-10.
"""

# Legend: economy/calibration.py, hat.py and closures.py. V[j,n,i] flows at basic prices; c, P, w hats in levels.

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import SHUT, STANDARD, Closure

__all__ = ["Levels", "base_levels", "flows", "gaps", "real_income", "rebase", "rebuild"]


@final
@dataclass(frozen=True, slots=True)
class Levels:
    """One equilibrium in levels, kernel layout; hats are relative to the base it was built on.

    Attributes
    ----------
    c, P
        (J, N) hats of unit costs and of the price of each sector's composite.
    w, L
        (N,) hats of wages and of labour.
    pi, V
        (J, N, N) spending shares and flows at basic prices, the pay of local services included.
    E, Y
        (J, N) spending at purchaser's prices and output at basic prices, without local services.
    S
        (J, N) pay of local services.
    R, D, I
        (N,) revenue, transfer received and final spending.
    wedges
        The wedges in force.
    """

    c: FloatArray
    P: FloatArray
    w: FloatArray
    L: FloatArray
    pi: FloatArray
    V: FloatArray
    E: FloatArray
    Y: FloatArray
    S: FloatArray
    R: FloatArray
    D: FloatArray
    I: FloatArray
    wedges: Wedges


def base_levels(base: Calibration) -> Levels:
    """The base itself as levels: every hat is 1."""
    one = np.ones_like(base.E)
    V, Y, S, R = flows(base.pi * base.E[:, :, None], base.wedges, base.nu)
    return Levels(
        c=one,
        P=one,
        w=np.ones_like(base.wL),
        L=np.ones_like(base.wL),
        pi=base.pi,
        V=V,
        E=base.E,
        Y=Y,
        S=S,
        R=R,
        D=base.D,
        I=base.wL + R + base.D,
        wedges=base.wedges,
    )


def rebuild(
    base: Calibration,
    wedges: Wedges,
    theta: FloatArray,
    c: FloatArray,
    w: FloatArray,
    E: FloatArray,
    D: FloatArray,
    L: FloatArray | None = None,
    closure: Closure = STANDARD,
) -> Levels:
    """Prices, shares, flows, revenue and income that follow from costs, wages and spending.

    Parameters
    ----------
    base, wedges, theta
        Base, wedges after the shock, (J,) trade elasticities.
    c, w
        (J, N) and (N,) hats of unit costs and wages.
    E, D
        (J, N) and (N,) levels of spending and transfers after the shock.
    L
        (N,) hat of labour; None: as at the base.
    closure
        What closes the model.
    """
    old = base.wedges
    phi = np.broadcast_to(closure.phi, w.shape)
    ln_p = np.where(base.pi > 0.0, np.log(c)[:, None, :], np.inf)
    j, n, i = np.nonzero(wedges.differs(old))
    moved = phi[n] * np.log((1.0 + wedges.t[j, n, i]) / (1.0 + old.t[j, n, i]))
    moved += np.log((1.0 + wedges.x[j, n, i]) / (1.0 + old.x[j, n, i]))
    ln_p[j, n, i] += moved + np.log(wedges.d[j, n, i] / old.d[j, n, i])
    lowest = ln_p.min(axis=2)
    lowest[np.isinf(lowest)] = 0.0
    ln_p -= lowest[:, :, None]
    ln_p *= -theta[:, None, None]
    weights = np.exp(ln_p, out=ln_p)
    weights *= base.pi
    total = weights.sum(axis=2)
    total[total <= 0.0] = 1.0
    P = np.exp(lowest - np.log(total) / theta[:, None])
    P *= np.where(base.E > 0.0, E / np.where(base.E > 0.0, base.E, 1.0) / w, 1.0) ** (1.0 - phi)
    weights /= total[:, :, None]
    V, Y, S, R = flows(weights * E[:, :, None], wedges, base.nu)
    L = np.ones_like(w) if L is None else L
    return Levels(
        c=c, P=P, w=w, L=L, pi=weights, V=V, E=E, Y=Y, S=S, R=R, D=D, I=w * L * base.wL + R + D, wedges=wedges
    )


def flows(X: FloatArray, wedges: Wedges, nu: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Flows and output at basic prices, local services and revenue of spending ``X`` (eq. 5, 6, 21)."""
    border = 1.0 + wedges.t
    np.divide(X, border, out=border)
    landed = border.sum(axis=2)
    R = (X.sum(axis=2) - landed).sum(axis=0)
    V = border
    if wedges.x.any():
        V = border / (1.0 + wedges.x)
        R = R + ((1.0 - nu)[:, None] * (border - V)).sum(axis=(0, 1))
    Y = ((1.0 - nu)[:, None] * V).sum(axis=1) if nu.any() else V.sum(axis=1)
    return V, Y, nu * landed, R


def real_income(base: Calibration, after: Levels) -> FloatArray:
    """(N,) final spending over the price of final use, in base prices (eq. 10)."""
    return np.asarray(after.I * np.exp(-(base.alpha * np.log(after.P)).sum(axis=0)))


def gaps(base: Calibration, after: Levels, closure: Closure = STANDARD) -> dict[str, float]:
    """Largest gap of each equilibrium condition.

    Returns
    -------
    dict
        ``goods markets``, ``budgets``, ``labour markets`` (demand, and supply where it responds) and ``walras``
        relative to world output; ``unit costs`` relative to cost.
    """
    scale = float(after.Y.sum() + after.S.sum())
    inputs = np.matvec(base.G, after.Y.T).T
    final = base.alpha * after.I
    payroll = after.w * after.L * base.wL
    labour = (base.gva * after.Y).sum(axis=0) + after.S.sum(axis=0) - payroll
    supply = np.zeros_like(payroll)
    if closure.kappa:
        relief = closure.relief(base, np.log(after.w * after.L), after.R, base_levels(base).R)
        real_wage = np.log(after.w) - (base.alpha * np.log(after.P)).sum(axis=0)
        supply = payroll * (np.exp(closure.kappa * (relief + real_wage)) / after.L - 1.0)
    ln_cost = base.gva * np.log(after.w) + np.vecmat(np.log(after.P).T, base.G).T
    made = (base.Y + base.S) > 0.0
    if np.any(closure.psi):
        growth = np.log((after.Y + after.S)[made] / (base.Y + base.S)[made]) - ln_cost[made]
        psi = np.broadcast_to(np.reshape(closure.psi, (-1, 1)), base.Y.shape)[made]
        ln_cost[made] -= psi * np.maximum(growth, SHUT)
    return {
        "goods markets": float(np.abs(after.E - inputs - final).max()) / scale,
        "budgets": float(np.abs((after.E - inputs).sum(axis=0) - after.I).max()) / scale,
        "labour markets": float(max(np.abs(labour).max(), np.abs(supply).max())) / scale,
        "walras": float(abs(labour.sum())) / scale,
        "unit costs": float(np.abs(after.c / np.exp(ln_cost) - 1.0)[made].max(initial=0.0)),
    }


def rebase(base: Calibration, after: Levels) -> Calibration:
    """The equilibrium ``after`` as the base of a further shock."""
    return replace(
        base,
        pi=after.pi.copy(),
        E=after.E.copy(),
        Y=after.Y.copy(),
        wL=after.w * after.L * base.wL,
        D=after.D.copy(),
        wedges=after.wedges,
    )
