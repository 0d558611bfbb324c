"""Staggered sourcing: within a month buyers shift volumes a little, and each month they re-make some relationships.

Equation numbers refer to docs/explanation/path-model.md.
"""

# Legend: economy/calibration.py and hat.py. k[j,n,i] shares of buyer relationships, pi at the base
# theta0, theta_L[j] responses within a month and in the long run; b = 1 - theta0/theta_L
# zeta share of relationships kept for another month; tau[j,n,i] wedges relative to the base, p = c^ tau

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.calibration import Calibration, Wedges
from detente.economy.hat import Shock, shock
from detente.economy.levels import Levels, flows

__all__ = ["Sourcing", "log_wedges", "monthly_shock", "rebuild_month", "remade"]


@final
@dataclass(frozen=True, slots=True)
class Sourcing:
    """How fast buyers change suppliers.

    Attributes
    ----------
    theta0, theta_long
        (J,) responses, both above zero, the first not above the second.
    zeta
        Share of relationships kept for another month.
    """

    theta0: FloatArray
    theta_long: FloatArray
    zeta: float

    @property
    def b(self) -> FloatArray:
        """(J, 1, 1) weight of relationships in a month's shares."""
        return np.asarray(1.0 - self.theta0 / self.theta_long)[:, None, None]


def log_wedges(base: Calibration, wedges: Wedges) -> FloatArray:
    """(J, N, N) log of the wedges relative to the base."""
    old = base.wedges
    ln = np.log((1.0 + wedges.t) / (1.0 + old.t))
    if wedges.x.any() or old.x.any():
        ln = ln + np.log((1.0 + wedges.x) / (1.0 + old.x))
    if any(wedges.d.strides) or any(old.d.strides):
        ln = ln + np.log(wedges.d / old.d)
    return np.asarray(ln)


def monthly_shock(base: Calibration, wedges: Wedges, sourcing: Sourcing, lk: FloatArray) -> Shock:
    """One month as a shock whose supplier weights are ``pi^(1-b) k^b`` (eq. 13).

    Parameters
    ----------
    base, wedges
        Base and the month's wedges.
    sourcing
        Speeds.
    lk
        (J, N, N) log of relationships relative to the base; zero where nothing is bought.
    """
    s = shock(base, wedges, sourcing.theta0, base.D)
    A = s.A * np.exp(sourcing.b * lk)
    T = s.taxed
    M = A[T] / (1.0 + wedges.t[T])
    B = M / (1.0 + wedges.x[T]) if wedges.x[T].any() else M
    return replace(s, A=A, M=M, B=B)


def remade(base: Calibration, ln_tau: FloatArray, c: FloatArray, sourcing: Sourcing, lk: FloatArray) -> FloatArray:
    """Relationships of the next month (eq. 15), as ``lk``.

    Parameters
    ----------
    base
        The base.
    ln_tau
        (J, N, N) log of the wedges relative to the base.
    c
        (J, N) hats of unit costs.
    sourcing, lk
        Speeds and this month's relationships.
    """
    bought = base.pi > 0.0
    power = -sourcing.theta_long[:, None, None] * (ln_tau + np.log(c)[:, None, :])
    power -= np.where(bought, power, -np.inf).max(axis=2, keepdims=True, initial=-1e300)
    aim = np.where(bought, np.exp(np.minimum(power, 0.0)), 0.0)
    total = (base.pi * aim).sum(axis=2, keepdims=True)
    aim /= np.where(total > 0.0, total, 1.0)
    kept = sourcing.zeta * np.exp(lk) + (1.0 - sourcing.zeta) * aim
    return np.log(np.where(bought, kept, 1.0))


def rebuild_month(
    base: Calibration,
    wedges: Wedges,
    ln_tau: FloatArray,
    sourcing: Sourcing,
    lk: FloatArray,
    c: FloatArray,
    w: FloatArray,
    E: FloatArray,
) -> Levels:
    """The month in levels from costs, wages and spending alone, so that its gaps judge the solver (eq. 12 to 14)."""
    theta0 = sourcing.theta0
    weights = base.pi * np.exp(sourcing.b * lk - theta0[:, None, None] * (ln_tau + np.log(c)[:, None, :]))
    total = weights.sum(axis=2)
    bought = total > 0.0
    P = np.where(bought, np.where(bought, total, 1.0) ** (-1.0 / theta0[:, None]), 1.0)
    weights /= np.where(bought, total, 1.0)[:, :, None]
    V, Y, S, R = flows(weights * E[:, :, None], wedges, base.nu)
    return Levels(
        c=c,
        P=P,
        w=w,
        L=np.ones_like(w),
        pi=weights,
        V=V,
        E=E,
        Y=Y,
        S=S,
        R=R,
        D=base.D,
        I=w * base.wL + R + base.D,
        wedges=wedges,
    )
