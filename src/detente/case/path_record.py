"""One direction of US trade with China as the monthly path needs it: what is typed, the record, rates and the fit.

Equations: docs/explanation/path-model.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np

from detente.case.case import Case
from detente.case.courses import course_of
from detente.core.arrays import FloatArray
from detente.economy.arrivals import Buyers, RateCourse, flow_of
from detente.economy.baseline import level_of
from detente.economy.path_fit import Estimates, Prior, fit_buyers
from detente.world.load import load_threats
from detente.world.monthly import Monthly, Threat, month_index

__all__ = ["EARLY", "LATEST", "SIDES", "START", "WAR", "FlowRecord", "FlowSettings", "record_of"]

START = month_index("2017-06")
"""First month of every course: before the first measure."""
LATEST = month_index("2028-12")
"""Last month of every course and of every draw, so that no figure depends on the months asked for."""
WAR = range(month_index("2018-07"), month_index("2020-01"))
EARLY = range(month_index("2025-01"), month_index("2025-05"))
PRIOR_MEAN, PRIOR_SD = (0.0, 3.0, 2.0, 1.0), (0.5, 1.5, 1.0, 1.0)
"""Of ``theta0``, ``theta_long``, log odds of ``zeta``, ``chi`` (assumption ``path-prior``)."""
GROWTH_SD, HELD = 0.01, 1e-4


@final
@dataclass(frozen=True, slots=True)
class FlowSettings:
    """What is typed for one direction of US trade with China.

    Attributes
    ----------
    name, importer, exporter
        ``imports`` or ``exports`` of the United States, and the pair.
    lags
        Shares of an order that are counted 0, 1 and 2 months later.
    waived
        Share of trade that no addition reaches.
    scatter
        Standard deviation of a month's change from a year before around the model, in logs.
    calendar
        Effects of the three calendar regressors on the log of the flow.
    """

    name: str
    importer: str
    exporter: str
    lags: tuple[float, ...]
    waived: float
    scatter: float
    calendar: tuple[float, float, float]

    @property
    def buyers(self) -> Buyers:
        """Buyers before the fit."""
        theta0, theta_long, odds, chi = PRIOR_MEAN
        return Buyers(
            theta0=theta0,
            theta_long=theta_long,
            zeta=float(1.0 / (1.0 + np.exp(-odds))),
            chi=chi,
            stock=1.5,
            adjust=3.0,
            belief=0.5,
            reversal=0.5,
            lags=self.lags,
        )

    def flow(self, monthly: Monthly) -> FloatArray:
        """(M,) its trade as published, USD mn."""
        return monthly.imports if self.name == "imports" else monthly.exports


SIDES = (
    FlowSettings(
        "imports",
        importer="USA",
        exporter="CHN",
        lags=(0.2, 0.6, 0.2),
        waived=0.0,
        scatter=0.055,
        calendar=(-0.25, 0.3, 0.0),
    ),
    FlowSettings(
        "exports",
        importer="CHN",
        exporter="USA",
        lags=(0.4, 0.4, 0.2),
        waived=0.25,
        scatter=0.10,
        calendar=(0.0, 0.0, -0.05),
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class FlowRecord:
    """One direction's record, ready for a fit and for forecasts.

    Attributes
    ----------
    side, course
        What is typed, and the rates of the ledger.
    y
        (M,) logs from month ``first``, calendar taken out.
    calendar
        (M + ahead,) effect of the calendar on the log of the flow.
    first
        The first month.
    """

    side: FlowSettings
    course: RateCourse
    y: FloatArray
    calendar: FloatArray
    first: int

    def effect(self, buyers: Buyers, course: RateCourse) -> FloatArray:
        """(M + ahead,) log of the model's arrivals relative to no measures, by month of the record."""
        return self.on_record(np.log(flow_of(buyers, course).arrivals))

    def on_record(self, values: FloatArray) -> FloatArray:
        """Months of a course put on the months of the record; zero before."""
        found = np.zeros(len(self.calendar))
        start = self.course.first - self.first
        found[start : start + len(values)] = values[: len(found) - start]
        return found

    def fit(self, episodes: Sequence[range], growth: float | None = None) -> Estimates:
        """Responses fitted on the months of the episodes that are known; ``growth`` a year is held if given."""
        spread = GROWTH_SD if growth is None else HELD
        if growth is None:
            # the growth that forecasts carry forward, or effects of measures would take up the rest
            before = min(episodes[0].start - self.first, len(self.y)) - 1
            growth = 12.0 * level_of(self.y, before).growth
        prior = Prior(PRIOR_MEAN, PRIOR_SD, growth, spread)
        return fit_buyers(self.side.buyers, self.course, self.y, self.first, episodes, prior, self.side.scatter)


def record_of(
    case: Case, side: FlowSettings, monthly: Monthly, as_of: date, threats: Sequence[Threat] | None = None
) -> FlowRecord:
    """The record of one direction with the ledger's rates to the last month a path can have."""
    course = course_of(
        case.ledger,
        side.importer,
        side.exporter,
        range(START, LATEST + 1),
        as_of=as_of,
        threats=load_threats() if threats is None else threats,
        waived=side.waived,
    )
    calendar = monthly.calendar(range(monthly.first, LATEST + 1)) @ np.array(side.calendar)
    values = np.log(side.flow(monthly))
    return FlowRecord(side, course, values - calendar[: len(values)], calendar, monthly.first)
