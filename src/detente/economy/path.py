"""The monthly path of the world economy: the long-run model with staggered sourcing, one equilibrium a month.

Equations: docs/explanation/path-model.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.dates import as_day
from detente.core.errors import DataError, NotSolved
from detente.core.status import Certificate, Status
from detente.economy.calibration import Calibration, Wedges
from detente.economy.elasticities import Elasticity, resolve_elasticity
from detente.economy.equilibrium import NUMERAIRE, PASS
from detente.economy.hat import Shock, split, sweep
from detente.economy.labelled import read_wedges
from detente.economy.levels import Levels, base_levels, gaps, real_income
from detente.economy.rungs import anderson
from detente.economy.solve import solve
from detente.economy.sourcing import Sourcing, log_wedges, monthly_shock, rebuild_month, remade
from detente.ledger.measures import RATED
from detente.world.monthly import days_of, month_index, month_name
from detente.world.world import World

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Path", "PathOutcome"]

LONGEST = 600
LOWEST = 0.05
"""Least response within a month: at and below zero a month's world has no stable equilibrium."""
TOLERANCE = 1e-10
SWEEPS = 200


@final
@dataclass(frozen=True, slots=True)
class PathOutcome:
    """The world month by month.

    Attributes
    ----------
    data
        Over months: ``real_income``, ``price_index``, ``exports``, ``imports`` (changes from the base, shares),
        ``revenue`` (USD mn a month), ``trade`` (month, importer, exporter): goods at basic prices, USD mn a month.
    certificate
        The worst month: largest gap, sweeps over all months.
    """

    data: xr.Dataset
    certificate: Certificate

    def diverted(self, exporter: str, importer: str) -> xr.Dataset:
        """Where the trade of a pair goes and comes from instead, USD mn a month against the base.

        Returns
        -------
        xarray.Dataset
            ``sold``: change of ``exporter``'s goods trade with every other market; ``bought``: change of
            ``importer``'s goods imports from every other supplier, by month.
        """
        trade, base = self.data["trade"], self.data["trade_base"]
        change = trade - base
        sold = change.sel(exporter=exporter).drop_sel(importer=[exporter, importer])
        bought = change.sel(importer=importer).drop_sel(exporter=[exporter, importer])
        return xr.Dataset({"sold": sold.drop_vars("exporter"), "bought": bought.drop_vars("importer")})


@final
@dataclass(frozen=True, slots=True)
class Path:
    """Monthly general equilibrium with staggered sourcing.

    Its fields are its assumptions. Within a month buyers respond by ``impact``; each month they re-make a part of
    their relationships, so that the response grows towards that of the long run.

    Attributes
    ----------
    elasticity
        Long-run trade elasticity theta = sigma - 1, as for :class:`~detente.economy.longrun.LongRun`.
    impact
        Response of duty-inclusive spending within a month, at least 0.05. Where a sector's long-run elasticity is
        smaller, that one is used.
    memory
        Share of relationships kept for another month, from 0 to below 1.

    Examples
    --------
    >>> import detente as dt
    >>> world = dt.load_world("toy")
    >>> after = dt.wedges(world, {("USA", "CHN"): 0.60}, add=True)
    >>> path = dt.Path(elasticity=4).follow(world, [after] * 12, first="2025-01")
    >>> trade = path.data["trade"].sel(importer="USA", exporter="CHN")
    >>> bool(trade[-1] < trade[0])
    True
    """

    elasticity: Elasticity = "fgo"
    impact: float = 0.27
    memory: float = 0.90

    def __post_init__(self) -> None:
        if not LOWEST <= self.impact < np.inf:
            raise DataError(
                f"impact={self.impact} is too small: below {LOWEST} a month's world has no stable equilibrium, for "
                f"higher prices would raise what is spent on imports. Give {LOWEST} or more; quantities that "
                "cannot move because they are under way belong to `detente path`."
            )
        if not 0.0 <= self.memory < 1.0:
            raise DataError(f"memory={self.memory} is no share of relationships kept; give one from 0 to below 1.")

    def run(self, world: World, ledger: Ledger, *, start: date | str, end: date | str) -> PathOutcome:
        """The world from the month of ``start`` to the month of ``end`` on the ledger's measures.

        A month's wedges are averages over its days, each day with what was known on it.

        Parameters
        ----------
        world, ledger
            The base and the measures.
        start, end
            Days in the first and the last month.

        Raises
        ------
        DataError
            If ``end`` is before ``start``, or the path is longer than 600 months.
        NotSolved
            If a month has no equilibrium.
        """
        first, last = ((day := as_day(d)).year * 12 + day.month - 1 for d in (start, end))
        if not 0 <= last - first < LONGEST:
            raise DataError(f"a path from {start} to {end} is not possible: give an end after the start.")
        rated = [m for m in ledger.measures if m.kind in (*RATED, "exemption")]
        acts = (*rated, *ledger.repeals, *ledger.stackings)
        changes = sorted({max(act.effective, act.known) for act in acts} | {m.end for m in rated if m.end is not None})
        cubes: dict[int, xr.DataArray] = {}
        months = []
        for month in range(first, last + 1):
            days = days_of(month)
            state = np.searchsorted(np.array(changes), np.array(days), side="right")
            total = None
            for n, count in zip(*np.unique(state, return_counts=True), strict=True):
                if int(n) not in cubes:
                    cubes[int(n)] = ledger.wedges(world, on=days[int(np.argmax(state == n))])["tariff"]
                part = cubes[int(n)] * (count / len(days))
                total = part if total is None else total + part
            months.append(xr.Dataset({"tariff": total}))
        return self.follow(world, months, first=month_name(first))

    def follow(self, world: World, wedges: Sequence[xr.Dataset], *, first: str) -> PathOutcome:
        """The world on given wedges, one dataset a month.

        Parameters
        ----------
        world
            The base.
        wedges
            For each month (importer, exporter, sector): ``tariff``, ``export_tax``, ``barrier`` as shares.
        first
            The first month, such as 2025-01.

        Raises
        ------
        LabelError, DataError
            If a dataset does not fit the world.
        NotSolved
            If a month has no equilibrium.
        """
        if not wedges:
            raise DataError("a path needs the wedges of at least one month.")
        theta = resolve_elasticity(self.elasticity, world)
        base = Calibration.from_world(world)
        sourcing = Sourcing(np.minimum(self.impact, theta.values), theta.values, self.memory)
        lk = np.zeros_like(base.pi)
        y = np.zeros(2 * base.E.size + base.wL.size)
        found, worst, sweeps = [], dict.fromkeys(("goods markets", "walras"), 0.0), 0
        names = [month_name(month_index(first) + n) for n in range(len(wedges))]
        read: tuple[xr.Dataset, Wedges, FloatArray] | None = None
        for name, data in zip(names, wedges, strict=True):
            if read is None or read[0] is not data:
                now = read_wedges(world, data, f"the wedges of {name}")
                read = data, now, log_wedges(base, now)
            _, now, ln_tau = read
            s = monthly_shock(base, now, sourcing, lk)
            y, spent = _solved(s, y, world, name)
            v, q, lw = split(base, y)
            levels = rebuild_month(base, now, ln_tau, sourcing, lk, np.exp(v), np.exp(lw), base.E * np.exp(q))
            gap = gaps(base, levels)
            if max(gap.values()) > PASS:
                raise NotSolved(f"Path on world '{world.name}', {name}: gap {max(gap.values()):.1e} of world output.")
            worst = {key: max(worst.get(key, 0.0), value) for key, value in gap.items()}
            sweeps += spent
            found.append(_month(world, base, levels))
            lk = remade(base, ln_tau, levels.c, sourcing, lk)
        certificate = Certificate(
            method="exact hat algebra, one equilibrium a month, relationships re-made in between",
            status=Status.CONVERGED,
            iterations=sweeps,
            residual=max(value for key, value in worst.items() if key != "walras"),
            walras=worst["walras"],
            assumptions={
                "elasticity": f"{theta.words} in the long run; {self.impact:g} or less within a month",
                "relationships": f"{1.0 - self.memory:.0%} re-made each month at the month's prices",
                "deficits": "fixed in units of world factor income",
                "rebate": "lump-sum",
                "numeraire": NUMERAIRE,
            },
            details={"months": len(names), "gaps": worst},
        )
        return PathOutcome(_dataset(world, base, names, found), certificate)


def _solved(s: Shock, y: FloatArray, world: World, name: str) -> tuple[FloatArray, int]:
    """The month's state from the last month's, or up the whole ladder."""
    with np.errstate(all="ignore"):
        run = anderson(lambda at: sweep(s, at, home_rounds=True), y, beta=1.0, limit=SWEEPS, tolerance=TOLERANCE)
    if run.residual < TOLERANCE:
        return run.y, run.sweeps
    solution, obstacle = solve(s)
    if solution.status is not Status.CONVERGED:
        why = solution.status.value if obstacle is None else obstacle.words(world.regions)
        raise NotSolved(f"Path on world '{world.name}', {name}: {why}; use smaller wedges.")
    return solution.y, run.sweeps + solution.sweeps


def _month(world: World, base: Calibration, levels: Levels) -> dict[str, FloatArray]:
    one = base_levels(base)
    goods = np.array(world.goods)
    own = np.arange(len(world.regions))
    trade = levels.V[goods].sum(axis=0)
    abroad, before = levels.V.copy(), one.V.copy()
    abroad[:, own, own] = before[:, own, own] = 0.0
    income = real_income(base, levels)
    return {
        "real_income": income / one.I - 1.0,
        "price_index": np.exp((base.alpha * np.log(levels.P)).sum(axis=0)) - 1.0,
        "exports": abroad.sum(axis=(0, 1)) / before.sum(axis=(0, 1)) - 1.0,
        "imports": abroad.sum(axis=(0, 2)) / before.sum(axis=(0, 2)) - 1.0,
        "revenue": levels.R / 12.0,
        "trade": trade / 12.0,
    }


def _dataset(
    world: World, base: Calibration, names: Sequence[str], found: Sequence[dict[str, FloatArray]]
) -> xr.Dataset:
    usd = {"unit": f"{world.unit} a month"}
    share = {"unit": "share", "long_name": "change from the base"}
    variables = {
        key: (("month", "region"), np.array([m[key] for m in found]), share if key != "revenue" else usd)
        for key in ("real_income", "price_index", "exports", "imports", "revenue")
    }
    goods = np.array(world.goods)
    pairs = ("importer", "exporter")
    return xr.Dataset(
        {
            **variables,
            "trade": (("month", *pairs), np.array([m["trade"] for m in found]), usd),
            "trade_base": (pairs, base_levels(base).V[goods].sum(axis=0) / 12.0, usd),
        },
        coords={
            "month": list(names),
            "region": list(world.regions),
            "importer": list(world.regions),
            "exporter": list(world.regions),
        },
        attrs={"world": world.name, "digest": world.digest, "model": "Path", "numeraire": NUMERAIRE},
    )
