"""A world that trades factor services, without inputs: one sweep of its equilibrium with one tariff by importer.

Equation numbers refer to docs/explanation/strategy-games.md.
"""

# k sectors, j importer, i exporter; eps[k] trade elasticity; e[k,j] share of sector k in j's spending
# lw, lE (N,) logs of wages (hats) and of spending (levels); l (N,) log of T = 1 + t; z[k,i] = w^-eps
# away[k,j,i] shares of goods from abroad at w = T = 1, home[k,j] of own goods; net: away over the duties in it
# Phi[k,j] price^-eps; D[k,j] own share in spending, F = 1 - D; B[k,j]: net[k,j,i] z[k,i] B[k,j] is what i sells to j

from __future__ import annotations

from dataclasses import dataclass, field
from typing import final

import numpy as np
from scipy.linalg import solve

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.world.world import World

__all__ = ["Factors", "Market", "log_income", "market", "own_slopes", "state_of", "war_and_peace"]


@final
@dataclass(frozen=True, slots=True)
class Factors:
    """A world without inputs in exact hats.

    Attributes
    ----------
    eps
        (K,) trade elasticities.
    away, net, home
        (K, N, N), (K, N, N), (K, N): see the legend; ``net`` is ``away`` where duties are one rate by importer.
    e, V
        (K, N) spending shares and (N,) base factor income.
    step
        (N,) damping of wages, 1 / (1 + elasticity of demand for the factor).
    """

    eps: FloatArray
    away: FloatArray
    net: FloatArray
    home: FloatArray
    e: FloatArray
    V: FloatArray
    step: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        share = self.home / np.where(self.home > 0.0, self.home + self.away.sum(axis=2), 1.0)
        object.__setattr__(self, "step", 1.0 / (1.0 + (self.e * self.eps[:, None] * (1.0 - share**2)).sum(axis=0)))


@final
@dataclass(frozen=True, slots=True)
class Market:
    """Trade at one state: arrays of the legend.

    Attributes
    ----------
    z, Phi, D, spent, c, B
        (K, N); ``c`` is the power of the duty over ``Phi``.
    abroad
        (K, N) sales abroad, net of duty.
    sales, R
        (N,) all sales and revenue.
    """

    z: FloatArray
    Phi: FloatArray
    D: FloatArray
    spent: FloatArray
    c: FloatArray
    B: FloatArray
    abroad: FloatArray
    sales: FloatArray
    R: FloatArray


def war_and_peace(world: World, eps: FloatArray) -> tuple[Factors, Factors]:
    """The world with the power of its applied tariffs taken out of the shares, and with these tariffs in force.

    Raises
    ------
    DataError
        If an economy does not export or import.
    """
    flows = np.ascontiguousarray(world.flows.transpose(2, 0, 1))
    own = np.arange(len(world.regions))
    abroad = flows.sum(axis=0)
    abroad[own, own] = 0.0
    for total, what in ((abroad.sum(axis=0), "exports"), (abroad.sum(axis=1), "imports")):
        if not (total > 0.0).all():
            raise DataError(f"{world.regions[int(total.argmin())]} has no {what}: drop it, or merge it with another.")
    T = 1.0 + world.tariff.transpose(2, 0, 1)
    E = flows * T
    spent = E.sum(axis=2)
    away = E / np.where(spent > 0.0, spent, 1.0)[:, :, None]
    home = np.where(spent > 0.0, away[:, own, own], 1.0)
    away[:, own, own] = 0.0
    e, V = spent / spent.sum(axis=0), flows.sum(axis=(0, 1))
    free = away * np.exp(eps[:, None, None] * np.log(T))
    return Factors(eps, free, free, home, e, V), Factors(eps, away, away / T, home, e, V)


def market(f: Factors, lw: FloatArray, lE: FloatArray, l: FloatArray | float) -> Market:
    """Trade where wages, spending and tariffs are ``lw``, ``lE``, ``l`` (eq. 1 to 4)."""
    eps = f.eps[:, None]
    z = np.exp(-eps * lw)
    power = np.exp(-eps * l)
    S = np.matvec(f.away, z)
    own = f.home * z
    Phi = own + power * S
    spent = f.e * np.exp(lE)
    c = power / Phi
    B = spent * c * np.exp(-np.asarray(l))
    abroad = z * np.vecmat(B, f.net)
    D = own / Phi
    paid = B * (S if f.net is f.away else np.matvec(f.net, z))
    return Market(
        z=z,
        Phi=Phi,
        D=D,
        spent=spent,
        c=c,
        B=B,
        abroad=abroad,
        sales=(abroad + spent * D).sum(axis=0),
        R=(spent * (1.0 - D) - paid).sum(axis=0),
    )


def state_of(f: Factors, m: Market, lw: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Next wages and spending (eq. 5, 6): wages move by a part of the gap, world factor income is the numeraire."""
    lw = lw + f.step * (np.log(m.sales / f.V) - lw)
    lw = lw - np.log((np.exp(lw) * f.V).sum() / f.V.sum())
    return lw, np.log(np.exp(lw) * f.V + m.R)


def log_income(f: Factors, m: Market, lE: FloatArray) -> FloatArray:
    """(N,) log of real income (eq. 7)."""
    return np.asarray(lE + (f.e * np.log(m.Phi) / f.eps[:, None]).sum(axis=0))


def own_slopes(f: Factors, m: Market, lw: FloatArray, l: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(N,) slope of each economy's log real income in its own ``l``, the others' tariffs given, and its bend.

    All economies' systems share one matrix: the equilibrium's slopes in wages and spending (eq. 8).

    Parameters
    ----------
    f, m, lw, l
        The economy, trade there, wages and tariffs.

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        Slopes, and about how fast they fall: the elasticity of own goods against imports.
    """
    K, N = m.z.shape
    eps, diag = f.eps[:, None], np.arange(N)
    F, w = 1.0 - m.D, np.exp(lw) * f.V
    X = f.net * m.z[:, None, :] * m.B[:, :, None]
    X[:, diag, diag] = m.spent * m.D
    M = f.away * m.z[:, None, :] * m.c[:, :, None]
    M[:, diag, diag] = m.D
    flat_X, flat_M = X.reshape(K * N, N), (eps[:, :, None] * M).reshape(K * N, N)
    # sales of i: own price moves every share, rivals' prices through Phi
    sw = flat_X.T @ flat_M
    sw[diag, diag] -= (eps * X.sum(axis=1)).sum(axis=0)
    sE = X.sum(axis=0).T
    sl = np.einsum("kji,kj->ij", X, eps * F)
    duty = -((1.0 + eps)[:, :, None] * X).sum(axis=0).T
    duty[diag, diag] = 0.0
    sl += duty
    # revenue of j
    T = np.exp(l)
    taken = 1.0 - 1.0 / T
    imported = (m.spent * F).sum(axis=0)
    weight = eps * m.spent * m.D
    Rw = -np.einsum("kj,kji->ji", weight, M)
    Rw[diag, diag] += (weight * m.D).sum(axis=0) + (weight * F).sum(axis=0)
    Rw *= taken[:, None]
    Rl = imported / T - taken * (weight * F).sum(axis=0)
    # markets (the last one follows from the others) and budgets
    A = np.zeros((2 * N, 2 * N))
    A[:N, :N] = sw - np.diag(w)
    A[:N, N:] = sE
    A[N - 1, :N], A[N - 1, N:] = w, 0.0
    A[N:, :N] = -np.diag(w) - Rw
    A[N:, N:] = np.diag(m.spent.sum(axis=0) - taken * imported)
    b = np.zeros((2 * N, N))
    b[:N] = -sl
    b[N - 1] = 0.0
    b[N + diag, diag] = Rl
    moved = solve(A, b)
    priced = np.einsum("kj,kji->ji", f.e, M)
    slopes = moved[N + diag, diag] - np.einsum("ji,ij->j", priced, moved[:N]) - (f.e * F).sum(axis=0)
    return slopes, (f.e * eps * F * m.D).sum(axis=0) / T
