"""The monthly path of trade: orders, arrivals and stocks, with forecasts of what customs will count and their bands.

Equations: docs/explanation/path-model.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.asked import knowledge_notes
from detente.case.case import Case
from detente.case.courses import Added, course_of, reached, suppliers
from detente.case.path_record import EARLY, LATEST, SIDES, START, WAR, FlowRecord, FlowSettings, record_of
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.arrivals import Buyers, RateCourse, flow_of
from detente.economy.baseline import level_of, misses
from detente.economy.path_fit import Estimates
from detente.ledger.limits import Clocked
from detente.world.load import load_monthly, load_threats
from detente.world.monthly import Monthly, month_index, month_name

__all__ = ["Direction", "PathFindings", "trade_path"]

ORIGINS = month_index("2005-01")
"""First origin of the forecasts whose misses make the bands."""
FARTHEST = 24
"""Months ahead up to which misses are measured; beyond, they grow with the root of time."""
DRAWS, NOISE = 100, 40
"""Draws of responses, and draws of misses for each of them."""
MISFIT = 0.25
"""Standard deviation of the part of an effect of measures that the model misses."""
QUANTILES = (0.05, 0.25, 0.75, 0.95)
MOVED = 0.001
"""Smallest change of an average rate that is worth a sentence."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """One direction of trade by month, USD mn, US Census basis, not seasonally adjusted.

    Attributes
    ----------
    name, importer, exporter
        ``imports`` or ``exports`` of the United States, and the pair.
    central, lo50, hi50, lo90, hi90
        (M,) arrivals at the estimates, and bands. For a month of the record: fitted one month ahead, from the trade of
        the month before and responses fitted on the whole record.
    observed
        (M,) as published; NaN where not known.
    orders, stocks
        (M,) of the model at its estimates: orders in USD mn a month of the season, stocks in months of sales without
        measures.
    rate, added
        (M,) average duty by law in force, a share, and how far it is above that of the base day.
    given
        True if its rates were given and are not the ledger's.
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
    stocks: FloatArray
    rate: FloatArray
    added: FloatArray
    given: bool
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
    notes
        Sentences on a day of knowledge outside the record, and on given rates that could not be used as they were.
    """

    case: Case
    as_of: date
    months: tuple[str, ...]
    last: str
    imports: Direction
    exports: Direction
    notes: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """True if rates were given for the pair."""
        return self.imports.given or self.exports.given

    def lapses(self) -> tuple[Clocked, ...]:
        """Suspensions that run out within the months shown and move the rates of a direction that is the ledger's."""
        found = []
        for side in (self.imports, self.exports):
            if side.given:
                continue
            for row in self.case.ledger.clocks(self.as_of, partner=side.exporter):
                moves = abs(row.returns - row.rate) > MOVED
                if row.by == side.importer and self.months[0] <= f"{row.until:%Y-%m}" <= self.months[-1] and moves:
                    found.append(row)
        return tuple(found)

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
                row[f"{side.name}_stocks"] = round(float(side.stocks[n]), 3)
                row[f"{side.name}_duty"] = round(float(side.rate[n]), 4)
                row[f"{side.name}_duty_since_base"] = round(float(side.added[n]), 4)
            found.append(row)
        return found


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 1)


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
    asked = given or {}
    found = {side.name: _direction(case, side, record, months, day, asked, seed) for side in SIDES}
    return PathFindings(
        case=case,
        as_of=day,
        months=tuple(month_name(int(m)) for m in months),
        last=month_name(record.last),
        imports=found["imports"],
        exports=found["exports"],
        notes=(*_of_knowledge(case, as_of, record), *_of_given(case, day, asked)),
    )


def _of_knowledge(case: Case, as_of: date | None, record: Monthly) -> tuple[str, ...]:
    """What a day of knowledge leaves out."""
    typed = (
        f"by {as_of} trade is known to {month_name(record.last)}, and so no month of the tariff war that began in "
        f"{month_name(WAR.start)}: the responses are typed, not fitted."
    )
    return (*knowledge_notes(case, as_of), *([typed] if record.last < WAR.start else []))


def _of_given(case: Case, as_of: date, given: Mapping[tuple[str, str], Added]) -> list[str]:
    """What of given rates has no effect, or another than was asked for."""
    pairs = [(side.importer, side.exporter) for side in SIDES]
    group = {side.importer: case.ledger.lines_of(side.importer).members for side in SIDES}
    heard = {a: suppliers(case.ledger, a, b, as_of=as_of) for a, b in pairs}
    found = []
    for (importer, exporter), rows in given.items():
        if (importer, exporter) in pairs:
            for day, rate in rows:
                got = reached(case.ledger, importer, exporter, rate, as_of=as_of) if rate < 0.0 else rate
                if got > rate + MOVED:
                    found.append(
                        f"{importer} on {exporter} from {day}: {100 * rate:g} points would take duties below zero on "
                        f"some goods, which pay nothing instead; on average {100 * got:.1f} points are used."
                    )
        elif group.get(importer, {}).get(exporter, exporter) not in heard.get(importer, ()):
            found.append(f"rates of {importer} on {exporter} change nothing in this path.")
    return found


def _direction(
    case: Case,
    side: FlowSettings,
    monthly: Monthly,
    months: npt.NDArray[np.intp],
    as_of: date,
    given: Mapping[tuple[str, str], Added],
    seed: int,
) -> Direction:
    record = record_of(case, side, monthly, as_of)
    early = range(EARLY.start, min(EARLY.stop, monthly.last + 1))
    estimates = record.fit([WAR, early] if early else [WAR])
    course = record.course
    own = given.get((side.importer, side.exporter))
    rivals = {b: rows for (a, b), rows in given.items() if a == side.importer and b != side.exporter}
    if own is not None or rivals:
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
            rivals={group.get(b, b): rows for b, rows in rivals.items()},
        )
    at = months - record.first
    bands, base = _bands(record, course, estimates, at, seed)
    flow = flow_of(estimates.buyers, course)
    scale = np.exp(base)
    orders, arrivals, stocks, rate = (
        record.on_record(values)[at] for values in (flow.orders, flow.arrivals, flow.stocks, course.rate)
    )
    start = float(case.ledger.rate(side.importer, side.exporter, on=case.ledger.base.base_day))
    values = side.flow(monthly)
    observed = np.full(len(months), np.nan)
    seen = at < len(values)
    observed[seen] = values[at[seen]]
    lo90, lo50, hi50, hi90 = np.exp(bands)
    return Direction(
        name=side.name,
        importer=side.importer,
        exporter=side.exporter,
        central=scale * arrivals,
        lo50=lo50,
        hi50=hi50,
        lo90=lo90,
        hi90=hi90,
        observed=observed,
        orders=scale * orders,
        stocks=stocks,
        rate=rate,
        added=rate - start,
        given=own is not None,
        estimates=estimates,
    )


def _bands(
    record: FlowRecord, course: RateCourse, estimates: Estimates, at: npt.NDArray[np.intp], seed: int
) -> tuple[FloatArray, FloatArray]:
    """(4, M) quantiles of the log of the flow, and (M,) its log without measures at the estimates (eq. 11)."""
    rng = np.random.default_rng(seed)
    # draws are made for every month a path can have and then cut, so that bands don't depend on the months asked for
    grid = at - (START + 12 - record.first)
    months = LATEST - START - 11
    known = len(record.y)
    origins = np.minimum(at - 1, known - 1)
    own = record.effect(estimates.buyers, record.course)
    z = record.y - own[:known]
    base = np.array([level_of(z, int(o)).at(m) for o, m in zip(origins, at, strict=True)]) + record.calendar[at]
    errors = misses(z, ORIGINS - record.first, known - 2, FARTHEST)
    draws = np.empty((DRAWS, NOISE, len(at)))
    ahead = at - origins
    end = record.first + int(at[-1]) + 1
    past_course = record.course.until(end)
    later_course = past_course if course is record.course else course.until(end)
    misfit = rng.standard_normal((DRAWS, NOISE, 1))
    noise = rng.random((DRAWS, NOISE, months))[:, :, grid]
    sign = rng.choice((-1.0, 1.0), size=(DRAWS, NOISE, months))[:, :, grid]
    for n, fitted in enumerate(estimates.drawn(rng.standard_normal((DRAWS, len(estimates.point))))):
        buyers = _typed(fitted, rng)
        past = record.effect(buyers, past_course)
        later = past if later_course is past_course else record.effect(buyers, later_course)
        rest = record.y - past[:known]
        levels = {int(o): level_of(rest, int(o)) for o in set(origins.tolist())}
        centre = np.array([levels[int(o)].at(m) for o, m in zip(origins, at, strict=True)])
        moved = later[at] - past[origins]
        draws[n] = centre + later[at] + MISFIT * misfit[n] * moved
    for m, h in enumerate(ahead):
        near = errors[:, max(0, min(h, FARTHEST) - 2) : min(h, FARTHEST) + 1]
        size = np.sort(np.abs(near[~np.isnan(near)])) * np.sqrt(max(1.0, h / FARTHEST))
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
