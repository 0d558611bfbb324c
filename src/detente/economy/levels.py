"""The equilibrium rebuilt in levels from costs, wages and spending, and the gaps of its conditions.

Nothing here reads the solver's arrays: prices, shares, flows and revenue are computed anew, so that a gap says
something about the result and not about the iteration. Equations: docs/explanation/long-run-model.md, eq. 4-10.
"""

# Legend: economy/calibration.py and economy/hat.py. V[j,n,i] flows at basic prices; c, P, w hats in levels.

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration, Wedges

__all__ = ["Levels", "base_levels", "gaps", "rebase", "rebuild"]


@dataclass(frozen=True, slots=True)
class Levels:
    """One equilibrium in levels, kernel layout; hats are relative to the base it was built on.

    Attributes
    ----------
    c, P
        (J, N) hats of unit costs and of the price of each sector's composite.
    w
        (N,) hat of wages.
    pi, V
        (J, N, N) spending shares and flows at basic prices.
    E, Y
        (J, N) spending at purchaser's prices and output at basic prices.
    R, D, I
        (N,) revenue, transfer received and final spending.
    wedges
        The wedges in force.
    """

    c: FloatArray
    P: FloatArray
    w: FloatArray
    pi: FloatArray
    V: FloatArray
    E: FloatArray
    Y: FloatArray
    R: FloatArray
    D: FloatArray
    I: FloatArray
    wedges: Wedges


def base_levels(base: Calibration) -> Levels:
    """The base itself as levels: every hat is 1."""
    one = np.ones_like(base.E)
    V, Y, R = _flows(base.pi * base.E[:, :, None], base.wedges)
    return Levels(
        c=one,
        P=one,
        w=np.ones_like(base.wL),
        pi=base.pi,
        V=V,
        E=base.E,
        Y=Y,
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
    """
    ln_p = np.broadcast_to(np.log(c)[:, None, :], base.pi.shape).copy()
    old = base.wedges
    for after, before in ((wedges.t, old.t), (wedges.x, old.x)):
        j, n, i = np.nonzero(after != before)
        ln_p[j, n, i] += np.log((1.0 + after[j, n, i]) / (1.0 + before[j, n, i]))
    j, n, i = np.nonzero(wedges.d != old.d)
    ln_p[j, n, i] += np.log(wedges.d[j, n, i] / old.d[j, n, i])
    bought = base.pi > 0.0
    ln_p[~bought] = np.inf
    lowest = ln_p.min(axis=2)
    lowest[np.isinf(lowest)] = 0.0
    weights = base.pi * np.exp(-theta[:, None, None] * (ln_p - lowest[:, :, None]))
    total = weights.sum(axis=2)
    traded = total > 0.0
    total[~traded] = 1.0
    P = np.exp(lowest - np.log(total) / theta[:, None])
    pi = weights / total[:, :, None]
    V, Y, R = _flows(pi * E[:, :, None], wedges)
    return Levels(c=c, P=P, w=w, pi=pi, V=V, E=E, Y=Y, R=R, D=D, I=w * base.wL + R + D, wedges=wedges)


def _flows(X: FloatArray, wedges: Wedges) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Flows at basic prices, output and revenue of spending ``X`` at purchaser's prices (eq. 5 and 6)."""
    border = X / (1.0 + wedges.t)
    R = (X - border).sum(axis=(0, 2))
    if wedges.x.any():
        V = border / (1.0 + wedges.x)
        R = R + (border - V).sum(axis=(0, 1))
    else:
        V = border
    return V, V.sum(axis=1), R


def real_income(base: Calibration, after: Levels) -> FloatArray:
    """(N,) final spending over the price of final use, in base prices (eq. 10)."""
    return np.asarray(after.I * np.exp(-(base.alpha * np.log(after.P)).sum(axis=0)))


def gaps(base: Calibration, theta: FloatArray, after: Levels) -> dict[str, float]:
    """Largest gap of each equilibrium condition.

    Returns
    -------
    dict
        ``goods markets``, ``budgets``, ``labour markets`` and ``walras`` relative to world output;
        ``unit costs`` relative to cost; ``homogeneity``: change of real income when all nominal values double.
    """
    scale = float(after.Y.sum())
    inputs = np.matvec(base.G, after.Y.T).T
    final = base.alpha * after.I
    labour = (base.gva * after.Y).sum(axis=0) - after.w * base.wL
    cost = np.exp(base.gva * np.log(after.w) + np.vecmat(np.log(after.P).T, base.G).T)
    double = rebuild(base, after.wedges, theta, 2 * after.c, 2 * after.w, 2 * after.E, 2 * after.D)
    real = real_income(base, after)
    return {
        "goods markets": float(np.abs(after.E - inputs - final).max()) / scale,
        "budgets": float(np.abs((after.E - inputs).sum(axis=0) - after.I).max()) / scale,
        "labour markets": float(np.abs(labour).max()) / scale,
        "walras": float(abs(labour.sum())) / scale,
        "unit costs": float(np.abs(after.c / cost - 1.0)[base.Y > 0.0].max(initial=0.0)),
        "homogeneity": float(np.abs(real_income(base, double) / real - 1.0).max()),
    }


def rebase(base: Calibration, after: Levels) -> Calibration:
    """The equilibrium ``after`` as the base of a further shock."""
    return replace(
        base,
        pi=after.pi.copy(),
        E=after.E.copy(),
        Y=after.Y.copy(),
        wL=after.w * base.wL,
        D=after.D.copy(),
        wedges=after.wedges,
    )
