"""Ignatenko, Lashkaripour, Macedoni and Simonovska (2025): the tariffs of 2 April 2025 and answers to them.

One sector, 194 economies, 2023; part of every sale is paid to local labour. The model is that of
docs/explanation/long-run-model.md with services, labour supply, scale and the tariff's power in prices (eq. 15 to 21).
"""

# X[i,n] sales of exporter i in market n, domestic ones included; E, Y spending and factor income; T transfer
# nu share of sales paid to local labour; eps trade elasticity; psi scale; phi power of the tariff; kappa labour supply

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar, root

from detente.case.papers.replication import Replication, Row, compare
from detente.case.papers.source import read_arrays
from detente.core.arrays import FloatArray
from detente.core.errors import NotSolved
from detente.core.status import Status
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import Closure, Rebate
from detente.economy.equilibrium import Equilibrium, certify, equilibrium
from detente.economy.levels import base_levels
from detente.economy.outcome import real_utility

__all__ = ["replicate"]

NAME = "ignatenko-2025"
TITLE = (
    "Ignatenko, A., Lashkaripour, A., Macedoni, L. and Simonovska, I. (2025), Making America great again? The economic "
    "impacts of Liberation Day tariffs, Journal of International Economics 157, 104138, Tables 1 and 2"
)
FILE = "baci2023/baci2023_194x194.npz"
SOURCE = "trade of CEPII BACI 2023 (Etalab 2.0) and GDP of the World Bank, as in github.com/ahmadlp/us-tariff"
ARRAYS = ("countries", "trade", "gdp", "liberation_day_rate")

EPS = 4.0
KAPPA = 0.5
PSI = 0.67 / EPS
TARGETS = np.array([0.12, 0.26])
"""Services as a part of sales of all other economies and of the United States, which the calibration meets."""
# fmt: off
EU = (
    "AUT", "BEL", "BGR", "CYP", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN",
    "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVN", "SWE",
)
# fmt: on
"""The paper's members of the European Union: 27 less CZE and SVK."""
MEASURES = ("welfare", "deficit", "exports_to_gdp", "imports_to_gdp", "employment", "prices")
TOLERANCES = dict(zip(MEASURES, (0.01, 0.1, 0.1, 0.1, 0.01, 0.1), strict=True))
PRINTED: Mapping[str, Mapping[str, tuple[str | None, ...]]] = {
    "ustr-income-tax": {
        "USA": ("1.13", "-18.1", "-52.7", "-43.6", "0.32", "12.8"),
        "non-US": ("-0.58", "11.6", "-3.2", "-3.3", "-0.14", "-4.7"),
    },
    "ustr-lump-sum": {
        "USA": ("-0.01", "-18.4", "-52.5", "-43.3", "-0.41", "13.1"),
        "non-US": ("-0.57", "11.7", "-3.3", "-3.4", "-0.14", "-4.8"),
    },
    "optimal-us": {
        "USA": ("1.79", "-19.1", "-55.3", "-45.6", "0.51", "12.6"),
        "non-US": ("-0.61", "17.1", "-4.2", "-3.7", "-0.16", "-4.6"),
    },
    "ustr-reciprocal": {
        "USA": ("-0.36", "-26.7", None, None, "-0.18", "7.5"),
        "CHN": ("-0.82", "6.2", None, None, "-0.16", "-3.7"),
        "EU": ("-0.22", "15.4", None, None, "-0.09", "-2.6"),
        "non-US": ("-0.46", "19.8", None, None, "-0.13", "-2.7"),
    },
}
ASSUMPTIONS = {
    "deficits": "part of every sale is paid to local labour; what that leaves unexplained stays a transfer",
    "rebate": "income-tax relief, but in ustr-lump-sum",
    "elasticity": "4, but 8 in elasticity-8",
    "labour": f"supply elasticity {KAPPA}",
    "scale": f"elasticity {PSI}",
    "pass-through": "a power of the tariff above one, as in the paper",
    "numeraire": "world average of consumer prices",
    "shown": "the case with the largest residual",
}
BY_COUNTRY = ("ustr-income-tax", "ustr-optimal-retaliation")


@dataclass(frozen=True, slots=True)
class Setting:
    """One base with its parameters.

    Attributes
    ----------
    X
        (N, N) sales by exporter and market, domestic ones included, USD thousand.
    nu, phi
        (N,) share of sales paid to local labour and power of the tariff.
    eps
        Trade elasticity.
    """

    X: FloatArray
    nu: FloatArray
    phi: FloatArray
    eps: float = EPS

    @property
    def E(self) -> FloatArray:
        """(N,) spending."""
        return np.asarray(self.X.sum(axis=0))

    @property
    def Y(self) -> FloatArray:
        """(N,) factor income: producers' receipts and pay for selling at home."""
        return np.asarray(self.X @ (1.0 - self.nu) + self.nu * self.E)

    def calibration(self) -> Calibration:
        """The base in kernel layout: one sector made by labour alone."""
        N = self.nu.size
        return Calibration(
            pi=(self.X / self.E).T[None].copy(),
            E=self.E[None],
            Y=(self.X @ (1.0 - self.nu))[None],
            G=np.zeros((N, 1, 1)),
            gva=np.ones((1, N)),
            alpha=np.ones((1, N)),
            wL=self.Y,
            D=self.E - self.Y,
            wedges=Wedges.tariffs_only(np.zeros((1, N, N))),
            nu=self.nu,
        )

    def optimal_tariff(self, i: int, denominator: float) -> float:
        """The paper's formula for the best uniform tariff of economy ``i``."""
        sold = (1.0 - self.nu) * self.X[i] * (1.0 - self.X[i] / self.E)
        weight = (sold.sum() - sold[i]) / ((1.0 - self.nu[i]) * (denominator - self.X[i, i]))
        return float(1.0 / ((1.0 + weight * self.eps) * self.phi[i] - 1.0))


def local_shares(trade: FloatArray, gdp: FloatArray, us: int) -> FloatArray:
    """(N,) nu: two numbers that meet both targets on the aggregate of all others and the United States."""
    X, Y = two_regions(trade, us), two_regions(gdp, us)
    exports = X.sum(axis=1)

    def gap(nu: FloatArray) -> FloatArray:
        E = Y + (1.0 - nu) * nu * exports
        home = [(E[a] - X[b, a]) / (E[a] - X[b, a] + X[a, b]) for a, b in ((0, 1), (1, 0))]
        parts = ((1.0 - home[0]) * nu[1] + home[0] * nu[0], home[1] * nu[1] + (1.0 - home[1]) * nu[0])
        return np.asarray(np.array(parts) - TARGETS)

    others, usa = root(gap, np.array([0.2, 0.2]), tol=1e-13).x
    nu = np.full(gdp.size, others)
    nu[us] = usa
    return nu


def two_regions(values: FloatArray, us: int) -> FloatArray:
    """Sums of a vector or square matrix over all others (0) and the United States (1)."""
    member = np.zeros((2, values.shape[0]))
    member[0] = 1.0
    member[:, us] = (0.0, 1.0)
    return member @ values if values.ndim == 1 else member @ values @ member.T


def with_domestic_sales(trade: FloatArray, gdp: FloatArray, nu: FloatArray) -> FloatArray:
    """(N, N) trade with the sales at home that close each economy's spending."""
    spending = gdp + (1.0 - nu) * (trade.sum(axis=0) - trade @ (1.0 - nu))
    return trade + np.diag(np.maximum(0.0, spending - trade.sum(axis=0)))


@dataclass(frozen=True, slots=True)
class Result:
    """Changes of one case in percent, by economy."""

    measures: Mapping[str, FloatArray]
    found: Equilibrium
    base: Calibration


def solve_case(setting: Setting, tariff: FloatArray, rebate: Rebate = "income-tax") -> Result:
    """Levy ``tariff`` (importer, exporter) on the base of ``setting``.

    Raises
    ------
    NotSolved
        If no equilibrium is found.
    """
    base = setting.calibration()
    closure = Closure(rebate=rebate, kappa=KAPPA, psi=np.array([PSI]), phi=setting.phi)
    found = equilibrium(base, Wedges.tariffs_only(tariff[None].copy()), np.array([setting.eps]), base.D, closure)
    if found.status is not Status.CONVERGED:
        raise NotSolved(f"{NAME}: {found.status.value}.")
    after, before = found.levels, base_levels(base)
    # the paper's numeraire: average consumer prices, weighted by spending at the base
    money = base.E.sum() / (after.P * base.E).sum()
    P = after.P[0]
    effort = (
        KAPPA / (1.0 + KAPPA) * base.wL * np.exp(-closure.relief(base, np.log(after.w * after.L), after.R, before.R))
    )
    spending = base.E[0]
    published = (after.E[0] / P - effort * after.w * after.L / P) / (spending - effort) - 1.0
    one, two = real_utility(base, before, after, closure)
    payroll = after.w * after.L * base.wL
    trade_before, trade_after = (_abroad(level.V[0]) for level in (before, after))
    gap_before, gap_after = (imports - exports for exports, imports in (trade_before, trade_after))
    return Result(
        {
            "welfare": 100.0 * published,
            "welfare_utility": 100.0 * (two / one - 1.0),
            "deficit": 100.0 * (money * gap_after - gap_before) / np.abs(gap_before),
            "exports_to_gdp": 100.0 * (trade_after[0] / payroll / (trade_before[0] / base.wL) - 1.0),
            "imports_to_gdp": 100.0 * (trade_after[1] / payroll / (trade_before[1] / base.wL) - 1.0),
            "employment": 100.0 * (after.L - 1.0),
            "prices": 100.0 * (money * P - 1.0),
            "revenue": 100.0 * money * after.R / base.wL,
        },
        found,
        base,
    )


def _abroad(V: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(N,) exports and imports of flows (importer, exporter)."""
    foreign = V - np.diag(np.diag(V))
    return foreign.sum(axis=0), foreign.sum(axis=1)


def cases(
    codes: Sequence[str], trade: FloatArray, gdp: FloatArray, rate: FloatArray
) -> Iterator[tuple[str, Setting, FloatArray, Rebate]]:
    """Id, base, tariffs (importer, exporter) and use of revenue of every case."""
    us = codes.index("USA")
    nu = local_shares(trade, gdp, us)
    X = with_domestic_sales(trade, gdp, nu)
    baseline = Setting(X, nu, 1.0 + nu / (1.0 - nu) * (1.0 + PSI))
    none = np.zeros_like(trade)

    def levied(on_partners: FloatArray | float, by_partners: FloatArray | float = 0.0) -> FloatArray:
        t = none.copy()
        t[us], t[:, us] = on_partners, by_partners
        t[us, us] = 0.0
        return t

    # optimal answer of all others together, on the aggregate of the two regions
    pair = Setting(two_regions(X, us), np.array([nu[us - 1], nu[us]]), baseline.phi[[us - 1, us]])
    retaliation = pair.optimal_tariff(0, float(pair.Y[0]))
    spent, earned = float(baseline.E[us]), float(baseline.Y[us])
    named = np.isin(codes, [*EU, "CHN"])
    china = np.array(codes) == "CHN"
    both_blocs, china_alone = np.where(named, rate, 0.10), np.where(china, rate, 0.10)
    china_108 = np.where(china, 1.08, 0.10)
    plain = Setting(X, np.zeros_like(nu), np.ones_like(nu))
    yield "ustr-income-tax", baseline, levied(rate), "income-tax"
    yield "ustr-lump-sum", baseline, levied(rate), "lump-sum"
    yield "optimal-us", baseline, levied(baseline.optimal_tariff(us, spent)), "income-tax"
    yield "ustr-reciprocal", baseline, levied(rate, rate), "income-tax"
    yield "ustr-optimal-retaliation", baseline, levied(rate, retaliation), "income-tax"
    yield (
        "optimal-optimal-retaliation",
        baseline,
        levied(baseline.optimal_tariff(us, earned), retaliation),
        "income-tax",
    )
    yield "war-eu-chn", baseline, levied(both_blocs, both_blocs), "income-tax"
    yield "war-chn", baseline, levied(china_alone, china_alone), "income-tax"
    yield "war-chn-108", baseline, levied(china_108, china_108), "income-tax"
    yield "elasticity-8", replace(baseline, eps=8.0), levied(rate), "income-tax"
    yield "pass-through-0.25", replace(baseline, phi=baseline.phi - 0.75), levied(rate), "income-tax"
    yield "eaton-kortum", plain, levied(rate), "income-tax"
    yield "fixed-before", plain, levied(rate), "income-tax"
    yield "fixed-after", plain, levied(rate, 1.0 / EPS), "income-tax"


def replicate(data: str | Path | None) -> Replication:
    """Solve every case and set each printed number beside ours.

    Parameters
    ----------
    data
        Folder that holds ``baci2023/baci2023_194x194.npz``; None: ``DETENTE_DATA``.

    Raises
    ------
    DataError
        If the data is missing or unreadable.
    NotSolved
        If a case has no equilibrium.
    """
    codes, trade, gdp, rate = read_trade(read_arrays(data, FILE, ARRAYS, SOURCE))
    names = np.array(codes)
    groups = {
        "USA": names == "USA",
        "CHN": names == "CHN",
        "EU": np.isin(names, EU),
        "RoW": ~np.isin(names, ["USA", "CHN", *EU]),
        "non-US": names != "USA",
    }
    rows: list[Row] = []
    worst: Result | None = None
    for case, setting, tariff, rebate in cases(codes, trade, gdp, rate):
        result = solve_case(setting, tariff, rebate)
        if worst is None or result.found.residual > worst.found.residual:
            worst = result
        weights = setting.E
        for region, member in groups.items():
            printed = dict(zip(MEASURES, PRINTED.get(case, {}).get(region, ()), strict=False))
            for measure, values in result.measures.items():
                ours = float(np.average(values[member], weights=weights[member]))
                tolerance = TOLERANCES.get(measure, 0.0)
                rows.append(compare(case, region, measure, "percent", printed.get(measure), ours, tolerance))
        if case in BY_COUNTRY:
            rows += [
                compare(case, code, "welfare", "percent", None, float(value), 0.0)
                for code, value in zip(codes, result.measures["welfare"], strict=True)
                if code not in groups
            ]
    assert worst is not None
    return Replication.of(
        NAME, TITLE, rows, _notes(codes, trade, gdp, rows), certify(worst.base, worst.found, ASSUMPTIONS, {})
    )


def read_trade(raw: Mapping[str, npt.NDArray[Any]]) -> tuple[list[str], FloatArray, FloatArray, FloatArray]:
    """Codes, trade (exporter, importer) and GDP in USD thousand, and the rate of the United States on each."""
    codes = [str(code) for code in raw["countries"]]
    trade = np.nan_to_num(raw["trade"])
    np.fill_diagonal(trade, 0.0)
    rate = np.maximum(0.10, raw["liberation_day_rate"])
    rate[codes.index("USA")] = 0.0
    return codes, trade, raw["gdp"] / 1000.0, rate


def _notes(codes: Sequence[str], trade: FloatArray, gdp: FloatArray, rows: Sequence[Row]) -> tuple[str, ...]:
    us = codes.index("USA")
    nu = local_shares(trade, gdp, us)
    setting = Setting(with_domestic_sales(trade, gdp, nu), nu, 1.0 + nu / (1.0 - nu) * (1.0 + PSI))
    ours = {(row.case, row.measure): row.ours for row in rows if row.region == "USA"}

    def gain(rate: float, measure: str = "welfare") -> float:
        tariff = np.zeros_like(trade)
        tariff[us] = rate
        tariff[us, us] = 0.0
        return float(solve_case(setting, tariff).measures[measure][us])

    def best(measure: str) -> float:
        found = minimize_scalar(lambda rate: -gain(rate, measure), bounds=(0.05, 0.5), options={"xatol": 1e-3})
        return float(found.x)

    printed, with_gdp = (setting.optimal_tariff(us, float(a[us])) for a in (setting.E, setting.Y))
    searched, consistent = best("welfare"), best("welfare_utility")
    return (
        f"The tariff behind case optimal-us is {100 * printed:.1f} %. The 19 % of the paper's text is the same formula "
        f"with GDP in place of spending in the denominator ({100 * with_gdp:.1f} %); at 19 % the gain of the United "
        f"States is {gain(0.19):.2f} %. A search over uniform tariffs finds {100 * searched:.1f} % and "
        f"{gain(searched):.2f} %.",
        "With the paper's own preferences the effort behind labour grows by payroll over the price after tax, not by "
        "payroll over the price as in the published measure. With it (welfare_utility) the gain of the United States "
        f"is {ours['ustr-income-tax', 'welfare_utility']:.2f} % instead of {ours['ustr-income-tax', 'welfare']:.2f} % "
        f"under the tariffs of 2 April, {ours['ustr-reciprocal', 'welfare_utility']:.2f} % with answers in kind, and "
        f"{gain(consistent, 'welfare_utility'):.2f} % at its best uniform tariff, {100 * consistent:.1f} %. Where "
        "revenue goes back as a lump sum the two measures agree.",
        "Prices are relative to the world average of consumer prices, weighted by spending at the base.",
        "RoW is every economy but the United States, China and the European Union, whose members are the paper's 25 "
        "(27 less CZE and SVK). Averages are weighted by spending at the base.",
    )
