"""The monthly path judged on months that its fit has not seen, beside simple rivals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.case import Case
from detente.case.path import ORIGINS
from detente.case.path_record import EARLY, SIDES, WAR, FlowRecord, FlowSettings, record_of
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.arrivals import flow_of
from detente.economy.baseline import level_of, misses
from detente.economy.path_fit import Estimates
from detente.world.load import load_monthly, load_threats
from detente.world.monthly import Monthly, month_index, month_name

__all__ = ["CONDITIONS", "RIVALS", "Backtest", "Trial", "backtest"]

RIVALS = {
    "ours": "this model, fitted on July 2018 to December 2019 only, from the level of December 2024",
    "naive": "the same month a year before",
    "level": "level and seasons without tariffs",
    "constant": "level and seasons, less twice the log of one plus the average rate added: a constant elasticity of 2",
}
"""What is compared, in words."""
CONDITIONS = {
    "threat": "Without the threat of late 2024 (60 %, half believed), which was typed in the knowledge of early 2025",
    "measures": "With the measures known on 31 December 2024 only; the test takes those of 2025 as known",
    "waivers": "Without the quarter of exports that no addition reaches, typed likewise; fitted again",
}
"""What the test takes for granted: the same forecasts without each."""
NEW_THREATS = date(2024, 1, 1)
EVE = date(2024, 12, 31)
ELASTICITY = 2.0
JANUARY = month_index("2018-01")
CHECKS = ((month_index("2010-01"), month_index("2018-07")), (month_index("2018-06"), month_index("2019-07")))
"""Origins whose bands are judged: before the conflict, and from the first tariffs on to six months of 2019."""
AHEAD = 6
WITHIN = 0.08
"""Largest error of a month that meets the target."""
SAMPLE_RMSE, SAMPLE_CORRELATION = 0.06, 0.8
"""Largest error and smallest correlation in sample that meet the targets."""
GROWTHS = (0.0, 0.03, 0.06, 0.09)


@final
@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One direction's back-test.

    Attributes
    ----------
    name
        ``imports`` or ``exports`` of the United States.
    estimates, longer
        Fit on July 2018 to December 2019, and on the two years from January 2018.
    months
        Months held out.
    changes
        Name in :data:`RIVALS`, and ``observed``, to (M,) change from a year before in log points over 100.
    errors
        Name to (M,) forecast less outcome, in logs.
    without
        Name in :data:`CONDITIONS` to the errors of this model without it.
    orders, arrivals, stocks
        (M,) of the model: change of orders and of arrivals from December 2024, in logs, and stocks in months of sales.
    ridge
        Growth a year held at a value, the long-run response that is then fitted, and its RMSE in logs.
    inside
        For each stretch of :data:`CHECKS`: shares of outcomes inside the 50 and the 90 % band one to six months ahead,
        with bands made of misses known at the time.
    """

    name: str
    estimates: Estimates
    longer: Estimates
    months: tuple[str, ...]
    changes: Mapping[str, FloatArray]
    errors: Mapping[str, FloatArray]
    without: Mapping[str, FloatArray]
    orders: FloatArray
    arrivals: FloatArray
    stocks: FloatArray
    ridge: tuple[tuple[float, float, float], ...]
    inside: tuple[tuple[float, float], ...]

    def rmse(self, rival: str) -> float:
        """Root mean square error of a rival on the months held out, in logs."""
        return float(np.sqrt(np.mean(self.errors[rival] ** 2)))


@final
@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """Back-test of both directions and whether the targets are met."""

    imports: Trial
    exports: Trial

    @property
    def targets(self) -> tuple[tuple[str, str, bool], ...]:
        """Target, what was reached, and whether it is met, on US imports from China."""
        one = self.imports
        fit, errors, changes = one.estimates, one.errors["ours"], one.changes
        right = all(
            bool(np.sign(changes["ours"][n]) == np.sign(changes["observed"][n])) for n in (0, len(one.months) - 1)
        )
        rivals = ", ".join(f"{name} {100 * one.rmse(name):.1f}" for name in ("constant", "naive"))
        return (
            (
                f"change from a year before in sample: RMSE at most {100 * SAMPLE_RMSE:.0f} points",
                f"{100 * fit.rmse:.1f}",
                fit.rmse <= SAMPLE_RMSE,
            ),
            (
                f"and correlation at least {SAMPLE_CORRELATION:g}",
                f"{fit.correlation:.2f}",
                fit.correlation >= SAMPLE_CORRELATION,
            ),
            (
                f"held out, January to April 2025: every month within {100 * WITHIN:.0f} points",
                " ".join(f"{100 * e:+.1f}" for e in errors),
                bool(np.abs(errors).max() <= WITHIN),
            ),
            ("signs of January and April right", "both" if right else "not both", right),
            (
                "smaller RMSE than a constant elasticity of 2 and the seasonal naive",
                f"{100 * one.rmse('ours'):.1f} against {rivals}",
                one.rmse("ours") < min(one.rmse("constant"), one.rmse("naive")),
            ),
        )


def backtest(case: Case, monthly: Monthly | None = None) -> Backtest:
    """Fit on the conflict of 2018 and 2019, forecast January to April 2025 from December 2024.

    Parameters
    ----------
    case
        A case between the United States and China.
    monthly
        The record of trade; None: the one that ships.

    Raises
    ------
    DataError
        If the record ends before April 2025.
    """
    record = load_monthly() if monthly is None else monthly
    if record.last < EARLY[-1]:
        raise DataError(f"the record of trade ends in {month_name(record.last)}; the back-test needs April 2025.")
    return Backtest(*(_trial(case, side, record) for side in SIDES))


def _trial(case: Case, side: FlowSettings, monthly: Monthly) -> Trial:
    record = record_of(case, side, monthly, case.ledger.last)
    estimates = record.fit([WAR])
    longer = record.fit([range(JANUARY, WAR.stop)])
    at = np.array(EARLY) - record.first
    origin = int(at[0]) - 1
    effect = record.effect(estimates.buyers, record.course)
    constant = -ELASTICITY * record.on_record(np.log1p(record.course.mean))
    y = record.y
    forecasts = {
        "ours": _from(y, effect, origin, at),
        "naive": y[at - 12] + record.calendar[at - 12] - record.calendar[at],
        "level": _from(y, np.zeros_like(effect), origin, at),
        "constant": _from(y, constant, origin, at),
    }
    season = record.calendar[at] - record.calendar[at - 12]
    flow = flow_of(estimates.buyers, record.course)
    old = [threat for threat in load_threats() if threat.known < NEW_THREATS]
    calm = record_of(case, side, monthly, case.ledger.last, old)
    blind = record_of(case, side, monthly, EVE)
    other = {
        "threat": calm.effect(estimates.buyers, calm.course),
        "measures": blind.effect(estimates.buyers, blind.course),
    }
    if side.waived:
        taxed = record_of(case, replace(side, waived=0.0), monthly, case.ledger.last)
        other["waivers"] = taxed.effect(taxed.fit([WAR]).buyers, taxed.course)
    orders, arrivals = (record.on_record(np.log(values)) for values in (flow.orders, flow.arrivals))
    return Trial(
        name=record.side.name,
        estimates=estimates,
        longer=longer,
        months=tuple(month_name(m) for m in EARLY),
        changes={
            "observed": y[at] - y[at - 12] + season,
            **{name: value - y[at - 12] + season for name, value in forecasts.items()},
        },
        errors={name: value - y[at] for name, value in forecasts.items()},
        without={name: _from(y, values, origin, at) - y[at] for name, values in other.items()},
        orders=orders[at] - orders[origin],
        arrivals=arrivals[at] - arrivals[origin],
        stocks=record.on_record(flow.stocks)[at],
        ridge=tuple((g, fit.buyers.theta_long, fit.rmse) for g in GROWTHS for fit in [record.fit([WAR], g)]),
        inside=tuple(_inside(record, effect, origins) for origins in CHECKS),
    )


def _from(y: FloatArray, effect: FloatArray, origin: int, at: npt.NDArray[np.intp]) -> FloatArray:
    """Forecast from the level at an origin, with the effect of measures taken out and put back."""
    return np.asarray(level_of(y - effect[: len(y)], origin).at(at) + effect[at])


def _inside(record: FlowRecord, effect: FloatArray, origins: tuple[int, int]) -> tuple[float, float]:
    """Shares of outcomes inside the 50 and 90 % bands of misses known at each origin."""
    z = record.y - effect[: len(record.y)]
    first = ORIGINS - record.first
    errors = np.abs(misses(z, first, len(z) - 2, AHEAD))
    hits = []
    for origin in range(origins[0] - record.first, origins[1] - record.first):
        for ahead in range(1, AHEAD + 1):
            known = errors[: origin - ahead - first + 1, ahead - 1]
            outcome = errors[origin - first, ahead - 1]
            if not np.isnan(outcome):
                hits.append([outcome <= np.nanquantile(known, share) for share in (0.5, 0.9)])
    half, most = np.mean(hits, axis=0)
    return float(half), float(most)
