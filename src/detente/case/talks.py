"""When do principals meet? Forecasts of every model of timing for one case and day, their stack and the headline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from types import MappingProxyType
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.case import Case
from detente.case.talks_bank import open_bank
from detente.case.talks_past import Past, past_of
from detente.case.talks_tried import Tried, tried
from detente.core.card import card
from detente.core.dates import as_day
from detente.core.errors import DataError, UsageError
from detente.diplomacy.moves import Moves, Spell, moves, spells
from detente.diplomacy.timing.announced import held_by, with_announced
from detente.diplomacy.timing.bank import Bank, reader_of
from detente.diplomacy.timing.bench import fit_chain, fit_constant, fit_weibull
from detente.diplomacy.timing.filtering import Reader, read_history
from detente.diplomacy.timing.hazard import fit_hazard
from detente.diplomacy.timing.history import History
from detente.diplomacy.timing.stack import (
    HORIZONS,
    Clause,
    Forecaster,
    Point,
    gate,
    points,
    scored,
    weigh,
)
from detente.diplomacy.timing.structural import fit_structural
from detente.diplomacy.timing.waits import Announcement, Clock, Origin, Wait, announcements, clocks, origin, waits

__all__ = ["BENCHMARKS", "Fitted", "Played", "TalksForecast", "TalksRow", "fit_talks", "forecast", "play", "talks"]

Floats = npt.NDArray[np.float64]
BENCHMARKS = ("constant", "markov", "weibull")
DRAWS, LEFT_OUT_DRAWS = 400, 24
SEED = 20250512
LONGEST = 1100
STRUCTURAL = "structural"


@final
@dataclass(frozen=True, slots=True)
class TalksRow:
    """Chance of one model that principals meet in person within a number of days.

    Attributes
    ----------
    model
        Name of the model, or ``headline``.
    horizon_days
        Days from the day asked.
    p
        Chance, averaged over parameters.
    low, high
        Ends of the central 90 % of parameter draws.
    """

    model: str
    horizon_days: int
    p: float
    low: float
    high: float


@final
@dataclass(frozen=True, slots=True)
class Fitted:
    """Models of timing fitted to what was known on a day.

    Attributes
    ----------
    day
        Day of knowledge.
    models
        By name.
    weights
        Of the stack, by name; they sum to one.
    left_out
        Mean log score a model earned in each round that it had not seen, by name.
    clauses
        Conditions for the structural model to be the headline.
    tried
        How the headline fared on days that its models had not seen; None if there are too few.
    """

    day: date
    models: Mapping[str, Forecaster]
    weights: Mapping[str, float]
    left_out: Mapping[str, Floats]
    clauses: tuple[Clause, ...]
    tried: Tried | None

    @property
    def headline(self) -> str:
        """``structural`` if it has earned it, else ``stack``."""
        return _chosen(self.clauses)


@final
@dataclass(frozen=True, slots=True)
class Played:
    """The game of attrition of a case, ready to be fitted on any day.

    Attributes
    ----------
    bank
        Solved draws.
    past
        The case as the game sees it.
    reader
        The whole bank as a reader; choices computed once serve every later fit.
    """

    bank: Bank
    past: Past
    reader: Reader


@final
@dataclass(frozen=True, slots=True)
class TalksForecast:
    """Forecasts for one case and day.

    Attributes
    ----------
    case, on, until
        Case, day of the forecast, last day asked.
    table
        A row for every model and horizon, the headline last.
    fan
        Chance within 1, 2, ... days of each model: arrays (3, days) of mean, low and high.
    fitted
        Weights, scores and conditions.
    spells
        From a breakdown to the table, as known.
    start
        Condition and age of the present wait.
    announced
        A meeting that was announced and is still to come, or None.
    announced_chance
        Chance that it is held by the last day asked, or None.
    missing
        Models that have no rows, with the reason.
    played
        The game of attrition, or None.
    """

    case: Case
    on: date
    until: date
    table: tuple[TalksRow, ...]
    fan: Mapping[str, Floats]
    fitted: Fitted
    spells: tuple[Spell, ...]
    start: Origin
    announced: Announcement | None
    announced_chance: float | None
    missing: Mapping[str, str]
    played: Played | None = field(default=None, repr=False)

    def _repr_html_(self) -> str:
        facts = {
            "case": f"{self.case.stamp}, on {self.on}",
            "until": self.until,
            "spells known": len(self.spells),
            "announced": "a meeting is to come" if self.announced is not None else "no meeting",
        }
        rows = [
            (row.model, f"{row.horizon_days} days", f"{row.p:.0%}", f"{row.low:.0%} to {row.high:.0%}")
            for row in self.table
        ]
        columns = ("model", "within", "chance of a meeting", "90 % of draws")
        return card("Talks", facts, columns, rows, "; ".join(f"{name}: {why}" for name, why in self.missing.items()))


def play(case: Case, bank: Bank | None = None) -> Played:
    """Make the game of attrition of a case.

    Parameters
    ----------
    case
        The case.
    bank
        Solved draws; default: those that ship, or new ones, which takes some ten seconds.

    Raises
    ------
    DataError
        If the world has no losses for the sides, or the ledger no tariffs.
    """
    solved = open_bank(case) if bank is None else bank
    return Played(solved, past_of(case, solved.stakes), reader_of(solved))


def talks(
    case: Case,
    on: date | str | None = None,
    until: date | str | None = None,
    *,
    bank: Bank | None = None,
) -> TalksForecast:
    """Chance that principals of both sides meet in person, by day and model.

    Parameters
    ----------
    case
        The case.
    on
        Day of the forecast, with what was known then; default: last day of the case. It may lie after that day:
        the record then ends, and nothing is known of the days between.
    until
        Last day asked; default: 90 days after ``on``.
    bank
        Solved draws of the game of attrition; default: those that ship, or new ones, which takes some ten seconds.

    Raises
    ------
    UsageError
        If ``until`` is not after ``on``, or more than three years away.
    DataError
        If the day lies before the case's first, or more than three years after its last, or if the case knows of no
        meeting and no breakdown.
    """
    day = case.head.last if on is None else as_day(on)
    end = day + timedelta(days=HORIZONS[-1]) if until is None else as_day(until)
    asked = (end - day).days
    if not 1 <= asked <= LONGEST:
        raise UsageError(f"until {end}: give a day after {day} and at most {LONGEST} days away.")
    if not case.head.first <= day <= case.head.last + timedelta(days=LONGEST):
        raise DataError(
            f"case {case.name} records {case.head.first} to {case.head.last}; a forecast can start from then to "
            f"{LONGEST} days later, not on {day}."
        )
    moved = moves(case.diplomacy).known_by(day)
    if not waits(moved):
        raise DataError(
            f"case {case.name} knows of no meeting of principals and no breakdown up to {day}, so there is nothing to "
            "count from. Type contacts with their move and level, and breakdowns in calendar.toml."
        )
    known = clocks(case.diplomacy, day)
    played, missing = _played(case, bank)
    fitted = fit_talks(moved, known, DRAWS, played)
    start = origin(moved, known, day)
    days = max(asked, HORIZONS[-1])
    told = announcements(moved, day)
    chances = forecast(fitted, start, told, days, DRAWS)
    fan = {name: _bands(values) for name, values in chances.items()}
    fan["headline"] = fan[fitted.headline]
    rows = tuple(
        TalksRow(name, horizon, *(float(band[horizon - 1]) for band in bands))
        for name, bands in fan.items()
        for horizon in sorted({*HORIZONS, asked})
    )
    pending = next((row for row in reversed(told) if row.held is None), None)
    held = held_by(told, day, days, DRAWS, SEED)
    return TalksForecast(
        case=case,
        on=day,
        until=end,
        table=rows,
        fan=MappingProxyType(fan),
        fitted=fitted,
        spells=spells(moved).rows,
        start=start,
        announced=pending,
        announced_chance=None if held is None else float(held[:, asked - 1].mean()),
        missing=missing,
        played=played,
    )


def _played(case: Case, bank: Bank | None) -> tuple[Played | None, Mapping[str, str]]:
    try:
        return play(case, bank), MappingProxyType({})
    except DataError as error:
        return None, MappingProxyType({STRUCTURAL: str(error)})


def fit_talks(moved: Moves, known: tuple[Clock, ...], draws: int, played: Played | None = None) -> Fitted:
    """Fit all models to what was known, and weigh them by rounds that they had not seen.

    Parameters
    ----------
    moved, known
        Moves and clocks, cut by the day of knowledge.
    draws
        Draws of each model.
    played
        The game of attrition; None: without it.
    """
    seen = waits(moved)
    models = _fit(moved, known, seen, (), draws)
    read = past = tail = None
    if played is not None:
        past = played.past.known(moved)
        read = read_history(played.reader, past)
        game = fit_structural(played.bank, read, lambda start: played.past.recent(start.moves), draws)
        models[STRUCTURAL], tail = game, game.weighed.tail
    asked = points(moved, known, seen)
    rounds = sorted({point.round for point in asked})
    chances, order = [], []
    for number in rounds:
        out = tuple(wait for wait in seen if wait.round == number)
        others = _fit(moved, known, tuple(wait for wait in seen if wait.round != number), out, LEFT_OUT_DRAWS)
        if played is not None and read is not None and past is not None:
            others[STRUCTURAL] = fit_structural(played.bank, read, partial(_until, past), LEFT_OUT_DRAWS, out)
        for point in (row for row in asked if row.round == number):
            by_model = [model.meet_by(point.start, HORIZONS[-1]).mean(axis=0) for model in others.values()]
            chances.append(np.array(by_model))
            order.append(point)
    p, c = scored(order, chances)
    weights = weigh(p, c, len(models))
    left_out = _by_round(order, chances, rounds, list(models))
    closed = sum(spell.closed for spell in spells(moved).rows)
    clauses = gate(left_out, BENCHMARKS, closed, pairs=1, tail=tail)
    head = _chosen(clauses)
    share = weights if head == "stack" else np.array([float(name == head) for name in models])
    said = [share @ values for values in chances]
    scores = _by_round(order, [p[None, :] for p in said], rounds, [head])[head]
    return Fitted(
        day=moved.last,
        models=MappingProxyType(models),
        weights=MappingProxyType(dict(zip(models, map(float, weights), strict=True))),
        left_out=MappingProxyType(left_out),
        clauses=clauses,
        tried=tried(order, said, scores),
    )


def _chosen(clauses: Sequence[Clause]) -> str:
    return STRUCTURAL if all(clause.holds for clause in clauses) else "stack"


def forecast(fitted: Fitted, start: Origin, told: Sequence[Announcement], days: int, draws: int) -> dict[str, Floats]:
    """Chances of a meeting within 1..days by model and for the stack: arrays (draws, days)."""
    announced = held_by(told, start.day, days, draws, SEED)
    found = {name: with_announced(model.meet_by(start, days), announced) for name, model in fitted.models.items()}
    # As many draws of each model as its weight: the stack's band then holds what the models disagree on.
    shares = np.cumsum([0.0, *(fitted.weights[name] for name in found)])
    ends = np.rint(shares * draws).astype(int)
    parts = [values[one:two] for values, one, two in zip(found.values(), ends[:-1], ends[1:], strict=True)]
    found["stack"] = np.concatenate(parts)
    return found


def _fit(
    moved: Moves, known: tuple[Clock, ...], seen: tuple[Wait, ...], out: tuple[Wait, ...], draws: int
) -> dict[str, Forecaster]:
    return {
        "constant": fit_constant(seen, draws, SEED),
        "markov": fit_chain(moved, draws, SEED, without=out),
        "weibull": fit_weibull(seen, draws, SEED),
        "hazard-resets": fit_hazard(moved, known, seen, draws, SEED, resets=True),
        "hazard-persists": fit_hazard(moved, known, seen, draws, SEED, resets=False),
    }


def _until(past: History, start: Origin) -> History:
    return past.until(start.day)


def _by_round(
    order: Sequence[Point], chances: Sequence[Floats], rounds: list[int], names: list[str]
) -> dict[str, Floats]:
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in rounds:
        here = [(point, values) for point, values in zip(order, chances, strict=True) if point.round == number]
        p, c = scored([point for point, _ in here], [values for _, values in here])
        if p.size:
            mean = (c @ np.log(np.maximum(p, 1e-6))) / c.sum()
            for name, value in zip(names, mean, strict=True):
                found[name].append(float(value))
    return {name: np.array(values) for name, values in found.items()}


def _bands(values: Floats) -> Floats:
    low, high = np.quantile(values, (0.05, 0.95), axis=0)
    return np.array([values.mean(axis=0), low, high])
