"""The monthly path of trade: orders, arrivals and stocks, with forecasts of what customs will count and their bands.

Equations: docs/explanation/path-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.case import Case
from detente.case.courses import Added, course_of
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.arrivals import Buyers, Course, flow_of
from detente.economy.baseline import level_of, misses
from detente.economy.path_fit import Estimates, Prior, fit_buyers
from detente.world.load import load_monthly, load_threats
from detente.world.monthly import Monthly, Threat, month_index, month_name

__all__ = ["SIDES", "WAR", "Direction", "PathFindings", "Record", "Side", "record_of", "trade_path"]

START = month_index("2017-06")
"""First month of every course: before the first measure."""
WAR = range(month_index("2018-07"), month_index("2020-01"))
EARLY = range(month_index("2025-01"), month_index("2025-05"))
ORIGINS = month_index("2005-01")
"""First origin of the forecasts whose misses make the bands."""
FARTHEST = 24
DRAWS, NOISE = 100, 40
MISFIT = 0.25
"""Standard deviation of the part of an effect of measures that the model misses."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
PRIOR_MEAN, PRIOR_SD = (0.0, 3.0, 2.0, 1.0), (0.5, 1.5, 1.0, 1.0)
GROWTH_SD, HELD = 0.01, 1e-4
LATEST = month_index("2028-12")
WEIGHED = month_index("2024-12")
"""Every course reaches the year of the weights."""


@dataclass(frozen=True, slots=True)
class Side:
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
        return Buyers(0.0, 3.0, 0.88, 1.0, 1.5, 3.0, 0.5, 0.5, self.lags)


SIDES = (
    Side("imports", "USA", "CHN", (0.2, 0.6, 0.2), 0.0, 0.055, (-0.25, 0.3, 0.0)),
    Side("exports", "CHN", "USA", (0.4, 0.4, 0.2), 0.25, 0.10, (0.0, 0.0, -0.05)),
)


@final
@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """One direction of trade by month, USD mn, US Census basis, not seasonally adjusted.

    Attributes
    ----------
    name, importer, exporter
        ``imports`` or ``exports`` of the United States, and the pair.
    central, lo50, hi50, lo90, hi90
        (M,) forecast and bands. For a month of the record: what was forecast one month before it.
    observed
        (M,) as published; NaN where not known.
    orders, arrivals, stocks
        (M,) of the model at its estimates: orders and arrivals in USD mn a month of the season, stocks in months of
        sales without measures.
    rate
        (M,) average addition to the ordinary duty in force, a share.
    estimates
        The fitted responses.
    """

    name: str
    importer: str
    exporter: str
    central: FloatArray
    lo50: FloatArray
    hi50: FloatArray
    lo90: FloatArray
    hi90: FloatArray
    observed: FloatArray
    orders: FloatArray
    arrivals: FloatArray
    stocks: FloatArray
    rate: FloatArray
    estimates: Estimates


@final
@dataclass(frozen=True, slots=True, eq=False)
class PathFindings:
    """The monthly path of US trade with China.

    Attributes
    ----------
    case, as_of
        The case, and the last day of knowledge of measures.
    months
        (M,) months, 2024-07 and so on.
    last
        Last month whose trade is known.
    imports, exports
        The two directions.
    given
        True if rates were given and not the ledger's.
    """

    case: Case
    as_of: date
    months: tuple[str, ...]
    last: str
    imports: Direction
    exports: Direction
    given: bool

    def rows(self) -> list[dict[str, object]]:
        """One row a month: the columns of the predictions, then what stands behind them."""
        found = []
        for n, month in enumerate(self.months):
            row: dict[str, object] = {"month": month}
            both = (self.imports, self.exports)
            row |= {f"{side.name}_usd_mn": _rounded(side.central[n]) for side in both}
            for side in both:
                for band in ("lo50", "hi50", "lo90", "hi90"):
                    row[f"{side.name}_{band}"] = _rounded(getattr(side, band)[n])
            for side in both:
                row[f"{side.name}_observed"] = _rounded(side.observed[n])
                row[f"{side.name}_orders"] = _rounded(side.orders[n])
                row[f"{side.name}_arrivals"] = _rounded(side.arrivals[n])
                row[f"{side.name}_stocks"] = round(float(side.stocks[n]), 3)
                row[f"{side.name}_rate_added"] = round(float(side.rate[n]), 4)
            found.append(row)
        return found


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 1)


@dataclass(frozen=True, slots=True, eq=False)
class Record:
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

    side: Side
    course: Course
    y: FloatArray
    calendar: FloatArray
    first: int

    def effect(self, buyers: Buyers, course: Course) -> FloatArray:
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
    case: Case, side: Side, monthly: Monthly, end: int, as_of: date, threats: Sequence[Threat] | None = None
) -> Record:
    """The record of one direction with the ledger's rates to month ``end``."""
    end = max(end, monthly.last, WEIGHED)
    course = course_of(
        case.ledger,
        side.importer,
        side.exporter,
        range(START, end + 1),
        as_of=as_of,
        threats=load_threats() if threats is None else threats,
        waived=side.waived,
    )
    calendar = monthly.calendar(range(monthly.first, end + 1)) @ np.array(side.calendar)
    values = np.log(monthly.imports if side.name == "imports" else monthly.exports)
    return Record(side, course, values - calendar[: len(values)], calendar, monthly.first)


def trade_path(
    case: Case,
    *,
    start: str,
    end: str,
    given: Mapping[tuple[str, str], Added] | None = None,
    as_of: date | None = None,
    monthly: Monthly | None = None,
    seed: int = 1,
) -> PathFindings:
    """US goods trade with China month by month, on the ledger's rates or on given ones.

    Parameters
    ----------
    case
        A case between the United States and China.
    start, end
        First and last month, 2024-07 and so on.
    given
        For (importer, exporter): additions to the rate of the base day, each in force from its date on. A direction
        that is not given keeps the ledger's rates.
    as_of
        Day of knowledge of measures and of trade; None: the whole record of both.
    monthly
        The record of trade; None: the one that ships.
    seed
        Of the draws behind the bands.

    Returns
    -------
    PathFindings
        Forecasts with bands, orders, arrivals and stocks for both directions.

    Raises
    ------
    DataError
        If the case has other sides, the months are none or too far, or too few of them are known.
    """
    if {"USA", "CHN"} - set(case.ledger.base.regions) or set(case.sides) != {"USA", "CHN"}:
        raise DataError(
            f"case {case.name} is between {' and '.join(case.sides)}; the monthly record that ships is of US trade "
            "with China only."
        )
    first, last = month_index(start), month_index(end)
    if not START + 12 <= first <= last <= LATEST:
        raise DataError(
            f"a path from {start} to {end} is not possible: give months from {month_name(START + 12)} to "
            f"{month_name(LATEST)}, the first not after the last."
        )
    record = load_monthly() if monthly is None else monthly
    if as_of is not None:
        record = record.known(as_of)
    day = min(as_of or case.ledger.last, case.ledger.last)
    months = np.arange(first, last + 1)
    found = {side.name: _direction(case, side, record, months, day, given or {}, seed) for side in SIDES}
    return PathFindings(
        case,
        day,
        tuple(month_name(int(m)) for m in months),
        month_name(record.last),
        found["imports"],
        found["exports"],
        bool(given),
    )


def _direction(
    case: Case,
    side: Side,
    monthly: Monthly,
    months: npt.NDArray[np.intp],
    as_of: date,
    given: Mapping[tuple[str, str], Added],
    seed: int,
) -> Direction:
    end = int(months[-1])
    record = record_of(case, side, monthly, end, as_of)
    early = range(EARLY.start, min(EARLY.stop, monthly.last + 1))
    estimates = record.fit([WAR, early] if early else [WAR])
    course = record.course
    own = given.get((side.importer, side.exporter))
    if own is not None:
        group = case.ledger.lines_of(side.importer).members
        course = course_of(
            case.ledger,
            side.importer,
            side.exporter,
            range(START, START + len(course.x)),
            as_of=as_of,
            threats=load_threats(),
            waived=side.waived,
            given=own,
            rivals={group.get(b, b): rows for (a, b), rows in given.items() if a == side.importer},
        )
    at = months - record.first
    bands, base = _bands(record, course, estimates, at, seed)
    flow = flow_of(estimates.buyers, course)
    scale = np.exp(base)
    orders, arrivals, stocks, rate = (
        record.on_record(values)[at] for values in (flow.orders, flow.arrivals, flow.stocks, course.mean)
    )
    values = monthly.imports if side.name == "imports" else monthly.exports
    observed = np.full(len(months), np.nan)
    seen = at < len(values)
    observed[seen] = values[at[seen]]
    lo90, lo50, central, hi50, hi90 = np.exp(bands)
    return Direction(
        side.name,
        side.importer,
        side.exporter,
        central,
        lo50,
        hi50,
        lo90,
        hi90,
        observed,
        scale * orders,
        scale * arrivals,
        stocks,
        rate,
        estimates,
    )


def _bands(
    record: Record, course: Course, estimates: Estimates, at: npt.NDArray[np.intp], seed: int
) -> tuple[FloatArray, FloatArray]:
    """(5, M) quantiles of the log of the flow, and (M,) its log without measures at the estimates (eq. 11)."""
    rng = np.random.default_rng(seed)
    known = len(record.y)
    origins = np.minimum(at - 1, known - 1)
    own = record.effect(estimates.buyers, record.course)
    z = record.y - own[:known]
    base = np.array([level_of(z, int(o)).at(m) for o, m in zip(origins, at, strict=True)]) + record.calendar[at]
    errors = misses(z, ORIGINS - record.first, known - 2, FARTHEST)
    draws = np.empty((DRAWS, NOISE, len(at)))
    ahead = at - origins
    misfit = rng.standard_normal((DRAWS, NOISE, 1))
    noise = rng.random((DRAWS, NOISE, len(at)))
    sign = rng.choice((-1.0, 1.0), size=(DRAWS, NOISE, len(at)))
    for n, fitted in enumerate(estimates.drawn(rng.standard_normal((DRAWS, len(estimates.point))))):
        buyers = _typed(fitted, rng)
        past = record.effect(buyers, record.course)
        later = past if course is record.course else record.effect(buyers, course)
        rest = record.y - past[:known]
        levels = {int(o): level_of(rest, int(o)) for o in set(origins.tolist())}
        centre = np.array([levels[int(o)].at(m) for o, m in zip(origins, at, strict=True)])
        moved = later[at] - past[origins]
        draws[n] = centre + later[at] + MISFIT * misfit[n] * moved
    for m, months in enumerate(ahead):
        near = errors[:, max(0, min(months, FARTHEST) - 2) : min(months, FARTHEST) + 1]
        size = np.sort(np.abs(near[~np.isnan(near)])) * np.sqrt(max(1.0, months / FARTHEST))
        draws[:, :, m] += sign[:, :, m] * np.quantile(size, noise[:, :, m])
    bands = np.quantile(draws.reshape(-1, len(at)), QUANTILES, axis=0) + record.calendar[at]
    return bands, base


def _typed(buyers: Buyers, rng: np.random.Generator) -> Buyers:
    """What is typed and not fitted, drawn from its range."""
    shift = rng.uniform(-0.1, 0.1)
    early, middle, late = buyers.lags
    return replace(
        buyers,
        stock=rng.uniform(1.0, 2.0),
        adjust=rng.uniform(2.0, 4.0),
        belief=rng.uniform(0.25, 0.75),
        reversal=rng.uniform(0.2, 0.8),
        lags=(early + shift, middle, late - shift),
    )
