"""The war of all economies with one tariff each, by the formula of Lashkaripour (2021): no inputs, no distortions.

Equation numbers refer to docs/explanation/strategy-games.md.
"""

# Legend: strategy/factors.py. t[i] tariff of i on all its imports; y state: lw, lE, ln t

from __future__ import annotations

from typing import Literal

import numpy as np
import xarray as xr
from scipy.optimize import minimize_scalar, root

from detente.core.arrays import FloatArray
from detente.core.errors import DataError, NotSolved
from detente.core.status import Certificate, Status
from detente.economy.elasticities import Elasticity, resolve_elasticity
from detente.economy.rungs import anderson
from detente.ledger.wedges import dataset
from detente.strategy.factors import Factors, Market, log_income, market, own_slopes, state_of, war_and_peace
from detente.strategy.result import Equilibrium
from detente.world.world import World

__all__ = ["uniform_war"]

Formula = Literal["published", "rival-revenue"]
Method = Literal["fixed-point", "newton"]
FORMULAS = {
    "published": "as published: leaves out what a tariff does to rivals' revenue, so no true best reply where they tax",
    "rival-revenue": "with what a tariff does to rivals' revenue: exact for two economies and one sector",
}
METHODS = {
    "fixed-point": "wages, spending and tariffs in one accelerated iteration",
    "newton": "Powell's hybrid of Newton's method on the same equations",
}
ASSUMED = {
    "inputs": "none: output is value added",
    "deficits": "removed at the applied tariffs, before the war",
    "instruments": "one tariff on all imports of each economy, goods and services, without upper bound",
    "objective": "real income",
    "numeraire": "world factor income",
}
TOLERANCE = 1e-11
"""Largest change of a log in one more sweep."""
PASS = 1e-9
FIRST = 0.3
"""Tariff from which the search for the war starts."""
WINDOW = 0.7
"""How far in ln(1 + tariff) true best replies are searched for around the formula."""


def uniform_war(
    world: World,
    elasticity: Elasticity = "fgo",
    formula: Formula = "published",
    method: Method = "fixed-point",
    *,
    replies: bool = False,
) -> Equilibrium:
    """World tariff war: every economy sets one tariff on all its imports, by the formula of Lashkaripour (2021).

    Inputs are left out (economies sell factor services), deficits are removed at the applied tariffs first, and the
    war replaces these tariffs.

    Parameters
    ----------
    world
        Its flows and tariffs are used; inputs, value added and transfers are not.
    elasticity
        Set stored in the world, number, vector in sector order, or sector -> number.
    formula
        ``published``, or ``rival-revenue``, which counts what a tariff does to the revenue of others.
    method
        ``fixed-point`` or ``newton``: two solvers of the same equations.
    replies
        True finds every economy's true best reply by search and puts it beside the formula (a second or more);
        False estimates the gap from the slope of its real income.

    Returns
    -------
    Equilibrium
        ``data["tariff"]`` and ``data["welfare"]`` by region, shares; welfare is relative to balanced trade at the
        applied tariffs. ``data["reply_gap"]`` is the true best reply less the formula's tariff, and ``regret`` what an
        economy would gain by it: estimates, or found if ``replies`` is true.

    Raises
    ------
    DataError
        If an economy does not trade, or an argument is unknown.
    NotSolved
        If no solution was found.

    Examples
    --------
    >>> import detente as dt
    >>> war = dt.uniform_war(dt.load_world("toy"), elasticity=4.0)
    >>> bool((war.data["tariff"] > 0).all())
    True
    """
    _require(formula, method)
    theta = resolve_elasticity(elasticity, world)
    f, peace = war_and_peace(world, theta.values)
    N = len(world.regions)
    with np.errstate(all="ignore"):
        start = np.concatenate((np.zeros(N), np.log(f.V)))
        first = anderson(lambda y: _at_peace(peace, y), start, beta=1.0, limit=400, tolerance=TOLERANCE)
        begin = np.concatenate((first.y, np.full(N, np.log(FIRST))))
        y, sweeps = _solved(f, begin, formula, method)
        lw, lE, t = y[:N], y[N : 2 * N], np.exp(y[2 * N :])
        l = np.log1p(t)
        m = market(f, lw, lE, l)
        at_peace = market(peace, first.y[:N], first.y[N:], 0.0)
        income = float(f.V.sum())
        gaps = {
            "factor markets": float(np.abs(m.sales - np.exp(lw) * f.V).max()) / income,
            "budgets": float(np.abs(np.exp(lE) - np.exp(lw) * f.V - m.R).max()) / income,
            "factor markets at applied tariffs": float(np.abs(at_peace.sales - np.exp(first.y[:N]) * f.V).max())
            / income,
            "tariffs against the formula": float(np.abs(_tariffs(f, m, l, formula) / t - 1.0).max()),
        }
    worst_gap = max(gaps.values())
    if not worst_gap <= PASS:
        other = "newton" if method == "fixed-point" else "fixed-point"
        raise NotSolved(
            f"world '{world.name}': the war by the {formula} formula was not found by {method}, largest gap "
            f"{worst_gap:.1e}. Try method='{other}'."
        )
    welfare = np.expm1(log_income(f, m, lE) - log_income(peace, at_peace, first.y[N:]))
    if replies:
        best, regret = _replies(f, lw, lE, l)
        reply_gap = np.expm1(best) - t
    else:
        slopes, bend = own_slopes(f, m, lw, l)
        reply_gap = (1.0 + t) * np.expm1(slopes / bend)
        regret = 0.5 * slopes**2 / bend
    worst = int(np.abs(reply_gap).argmax())
    certificate = Certificate(
        method=f"uniform war, {formula} formula, {METHODS[method]}",
        status=Status.CONVERGED,
        iterations=first.sweeps + sweeps,
        residual=worst_gap,
        walras=abs(float(m.sales.sum() + m.R.sum() - np.exp(lE).sum())) / income,
        assumptions={"formula": FORMULAS[formula], "elasticity": theta.words, **ASSUMED},
        details={
            "gaps": gaps,
            "average tariff": float(t.mean()),
            "average change of real income": float(welfare.mean()),
            "gap of the formula to true best replies": "found by search" if replies else "estimated from slopes",
            "largest gap, tariff": float(reply_gap[worst]),
            "largest gap in": world.regions[worst],
            "mean gap, tariff": float(reply_gap.mean()),
            "largest gain from a true best reply, log points": float(regret.max()),
        },
    )
    return _labelled(world, t, welfare, reply_gap, regret, certificate)


def _require(formula: str, method: str) -> None:
    for what, value, allowed in (("formula", formula, FORMULAS), ("method", method, METHODS)):
        if value not in allowed:
            raise DataError(f"{what}='{value}' is unknown; use {' or '.join(map(repr, allowed))}.")


def _at_peace(f: Factors, y: FloatArray) -> FloatArray:
    N = f.V.size
    return np.concatenate(state_of(f, market(f, y[:N], y[N:], 0.0), y[:N]))


def _at_war(f: Factors, y: FloatArray, formula: str) -> FloatArray:
    N = f.V.size
    lw, lE, l = y[:N], y[N : 2 * N], np.log1p(np.exp(y[2 * N :]))
    m = market(f, lw, lE, l)
    return np.concatenate((*state_of(f, m, lw), np.log(_tariffs(f, m, l, formula))))


def _solved(f: Factors, start: FloatArray, formula: str, method: str) -> tuple[FloatArray, int]:
    """The state of the war and the sweeps it took."""
    if method == "newton":

        def moved(y: FloatArray) -> FloatArray:
            return _at_war(f, y, formula) - y

        found = root(moved, start, method="hybr", tol=TOLERANCE)
        return np.asarray(found.x), int(found.nfev)
    run = anderson(lambda y: _at_war(f, y, formula), start, beta=1.0, limit=400, tolerance=TOLERANCE)
    return run.y, run.sweeps


def _tariffs(f: Factors, m: Market, l: FloatArray, formula: str) -> FloatArray:
    """(N,) tariffs by the formula (eq. 9), or with rivals' revenue (eq. 10)."""
    eps = f.eps[:, None]
    if formula == "published":
        # sum over importers of sales x share of i in what j buys; both are z times a power of the same share
        lost = m.z**2 * np.vecmat(m.B * m.c, f.away * f.away)
        answer = m.abroad - lost
    else:
        share = f.away * m.z[:, None, :] * m.c[:, :, None]
        left = (1.0 - share) / (1.0 - share * -np.expm1(-l)[None, :, None])
        answer = m.z * (m.B[:, :, None] * f.away * left).sum(axis=1)
    return np.asarray(m.abroad.sum(axis=0) / (eps * answer).sum(axis=0))


def _replies(f: Factors, lw: FloatArray, lE: FloatArray, l: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(N,) ln(1 + tariff) of each economy's true best reply, and the gain in log real income."""
    N = lw.size
    start = np.concatenate((lw, lE))
    best, gain = l.copy(), np.zeros(N)
    for i in range(N):
        near = [start]

        def loss(x: float, i: int = i, near: list[FloatArray] = near) -> float:
            mine = l.copy()
            mine[i] = x

            def sweep(y: FloatArray) -> FloatArray:
                return np.concatenate(state_of(f, market(f, y[:N], y[N:], mine), y[:N]))

            near[0] = anderson(sweep, near[0], beta=1.0, limit=200, tolerance=TOLERANCE).y
            return -float(log_income(f, market(f, near[0][:N], near[0][N:], mine), near[0][N:])[i])

        found = minimize_scalar(loss, bounds=(max(0.0, l[i] - WINDOW), l[i] + WINDOW), options={"xatol": 1e-7})
        best[i], gain[i] = found.x, loss(float(l[i])) - found.fun
    return best, np.maximum(gain, 0.0)


def _labelled(
    world: World,
    t: FloatArray,
    welfare: FloatArray,
    reply_gap: FloatArray,
    regret: FloatArray,
    certificate: Certificate,
) -> Equilibrium:
    N, regions = t.size, list(world.regions)
    data = xr.Dataset(
        {
            "tariff": ("region", t, {"unit": "share", "long_name": "tariff on all imports"}),
            "welfare": ("region", welfare, {"unit": "share", "long_name": "change of real income"}),
            "reply_gap": ("region", reply_gap, {"unit": "share", "long_name": "true best reply less the tariff"}),
        },
        coords={"region": regions},
        attrs={"world": world.name, "digest": world.digest, **certificate.assumptions},
    )
    cube = np.repeat(np.tile(t[:, None, None], (1, N, 1)), len(world.sectors), axis=2)
    cube[np.arange(N), np.arange(N)] = 0.0
    one = {"wedge": ("move", ["tariff"]), "partner": ("move", ["*"]), "sector": ("move", ["*"])}
    return Equilibrium(
        data=data,
        moves={
            r: xr.DataArray([rate], dims="move", coords=one, name="rate") for r, rate in zip(regions, t, strict=True)
        },
        payoffs=dict(zip(regions, np.log1p(welfare).tolist(), strict=True)),
        certificate=certificate,
        regret=dict(zip(regions, regret.tolist(), strict=True)),
        wedges=dataset(world, cube),
    )
