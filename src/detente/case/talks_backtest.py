"""Forecasts of every day of a window from what was known on it, scored by what the record says happened next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.case import Case
from detente.case.talks import Fitted, fit_talks, forecast, play
from detente.core.dates import as_day
from detente.core.errors import DataError, UsageError
from detente.diplomacy.moves import Moves, moves, spells
from detente.diplomacy.timing.bank import Bank
from detente.diplomacy.timing.stack import HORIZONS
from detente.diplomacy.timing.waits import announcements, clocks, origin

__all__ = ["Bin", "Mean", "Score", "TalksBacktest", "backtest_talks"]

Floats = npt.NDArray[np.float64]
DRAWS = 100
QUIET = timedelta(days=30)
"""Without a move for so long, a month is quiet and asked weekly."""
BLOCK = 90
"""Days of a block; scores of one block are taken as one observation in a standard error."""
FLOOR = 1e-4
"""A chance of less is scored as this much."""


@final
@dataclass(frozen=True, slots=True)
class Score:
    """One forecast and what happened.

    Attributes
    ----------
    origin
        Day of the forecast.
    horizon_days
        Days it looks ahead.
    model
        Name.
    p
        Chance it gave to a meeting.
    outcome
        1 if they met, else 0.
    log_score
        Log of the chance given to what happened; 0 is perfect.
    brier
        Squared error of the chance; 0 is perfect.
    """

    origin: date
    horizon_days: int
    model: str
    p: float
    outcome: int
    log_score: float
    brier: float


@final
@dataclass(frozen=True, slots=True)
class Mean:
    """Mean scores of one model at one horizon (None: all horizons), with standard errors over blocks of 90 days.

    A standard error is None if all forecasts lie in one block.
    """

    model: str
    horizon_days: int | None
    forecasts: int
    log_score: float
    log_score_se: float | None
    brier: float
    brier_se: float | None


@final
@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of like chances: their mean chance, the share that met with its standard error, and their number."""

    p: float
    met: float
    met_se: float | None
    forecasts: int


@final
@dataclass(frozen=True, slots=True)
class TalksBacktest:
    """Scores of a window.

    Attributes
    ----------
    case, first, last
        Case and window.
    rows
        Every forecast whose horizon was over by the end of the record.
    means
        By model and horizon.
    calibration
        By model, chances sorted into bins of a tenth.
    refits
        Days on which parameters were fitted again.
    headlines
        Headline at each refit.
    """

    case: Case
    first: date
    last: date
    rows: tuple[Score, ...]
    means: tuple[Mean, ...]
    calibration: Mapping[str, tuple[Bin, ...]]
    refits: tuple[date, ...]
    headlines: tuple[str, ...]


def backtest_talks(
    case: Case,
    first: date | str | None = None,
    last: date | str | None = None,
    *,
    bank: Bank | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> TalksBacktest:
    """Score forecasts of a window, each made from what was known on its day.

    Parameters are fitted again when a spell closes and on 1 January; states are those of the day. Days of quiet months
    are asked weekly.

    Parameters
    ----------
    case
        Any case; one that adds later events is scored on them.
    first, last
        Window of origins; default: from the first breakdown to the last day of the case.
    bank
        Solved draws of the game of attrition; default: those that ship, or new ones, which takes some ten seconds.
    on_progress
        Called with a sentence at each refit.

    Raises
    ------
    UsageError
        If the window is empty.
    DataError
        If no forecast of the window is over by the last day of the case.
    """
    whole = moves(case.diplomacy)
    try:
        played = play(case, bank)
    except DataError as error:
        played = None
        if on_progress is not None:
            on_progress(f"without the game of attrition: {error}")
    begun = [spell.start for spell in spells(whole).rows]
    day = as_day(first) if first is not None else (begun[0] if begun else case.head.first)
    end = min(as_day(last) if last is not None else case.head.last, case.head.last)
    if day > end:
        raise UsageError(f"--from {day} --to {end}: the window is empty; the record ends {case.head.last}.")
    window, tables = (day, end), sorted({row.day for row in whole.tables()})
    rows: list[Score] = []
    fitted: Fitted | None = None
    fit_key: tuple[int, int] | None = None
    refits, headlines = [], []
    while day <= end:
        known = whole.known_by(day)
        ticking = clocks(case.diplomacy, day)
        key = (day.year, sum(spell.closed for spell in spells(known).rows))
        if fitted is None or key != fit_key:
            fitted, fit_key = fit_talks(known, ticking, DRAWS, played), key
            refits.append(day)
            headlines.append(fitted.headline)
            if on_progress is not None:
                on_progress(f"{day}: models fitted")
        over = [days for days in HORIZONS if day + timedelta(days=days) <= whole.last]
        if over:
            start = origin(known, ticking, day)
            chances = forecast(fitted, start, announcements(known, day), over[-1], DRAWS)
            means = {name: values.mean(axis=0) for name, values in chances.items()}
            means["headline"] = means[fitted.headline]
            until = next(((table - day).days for table in tables if table > day), None)
            rows += [
                _score(day, days, name, float(p[days - 1]), met=until is not None and until <= days)
                for days in over
                for name, p in means.items()
            ]
        day += timedelta(days=1 if _busy(known, day) else 7)
    if not rows:
        raise DataError(f"no forecast from {window[0]} on is over by {whole.last}, the end of the record.")
    return TalksBacktest(
        case=case,
        first=window[0],
        last=window[1],
        rows=tuple(rows),
        means=_means(rows),
        calibration=MappingProxyType(_calibration(rows)),
        refits=tuple(refits),
        headlines=tuple(headlines),
    )


def _busy(known: Moves, day: date) -> bool:
    return any(row.day > day - QUIET for row in known.rows)


def _score(day: date, days: int, name: str, p: float, *, met: bool) -> Score:
    given = p if met else 1.0 - p
    log_score = float(np.log(min(max(given, FLOOR), 1.0)))
    return Score(day, days, name, p, int(met), log_score, (p - met) ** 2)


def _means(rows: list[Score]) -> tuple[Mean, ...]:
    found = []
    for name in dict.fromkeys(row.model for row in rows):
        for days in (None, *HORIZONS):
            here = [row for row in rows if row.model == name and days in (None, row.horizon_days)]
            if not here:
                continue
            blocks = np.array([row.origin.toordinal() // BLOCK for row in here])
            log_score, log_se = _with_error(np.array([row.log_score for row in here]), blocks)
            brier, brier_se = _with_error(np.array([row.brier for row in here]), blocks)
            found.append(Mean(name, days, len(here), log_score, log_se, brier, brier_se))
    return tuple(found)


def _with_error(values: Floats, blocks: npt.NDArray[np.int64]) -> tuple[float, float | None]:
    """Mean, and its standard error with blocks as clusters; None for one block, which tells nothing of it."""
    mean = float(values.mean())
    sums = np.array([(values[blocks == block] - mean).sum() for block in np.unique(blocks)])
    if sums.size < 2:
        return mean, None
    return mean, float(np.sqrt((sums**2).sum() * sums.size / (sums.size - 1)) / values.size)


def _calibration(rows: list[Score]) -> dict[str, tuple[Bin, ...]]:
    found = {}
    for name in dict.fromkeys(row.model for row in rows):
        here = [row for row in rows if row.model == name]
        p, met = np.array([row.p for row in here]), np.array([float(row.outcome) for row in here])
        blocks = np.array([row.origin.toordinal() // BLOCK for row in here])
        bins = np.minimum((10 * p).astype(int), 9)
        chosen = [bins == b for b in np.unique(bins)]
        found[name] = tuple(
            Bin(float(p[one].mean()), *_with_error(met[one], blocks[one]), int(one.sum())) for one in chosen
        )
    return found
