"""The fitted game of attrition on a day: what was learned, from what, what each piece does, what talks are worth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.case import Case
from detente.case.talks import STRUCTURAL, Played, TalksForecast
from detente.core.errors import DataError
from detente.diplomacy.moves import Moves
from detente.diplomacy.timing.attrition import CHANNELS, TABLE
from detente.diplomacy.timing.filtering import EVERYTHING, TALKS, Filtered, read_history
from detente.diplomacy.timing.meeting import DAYS_PER_STEP, losses_ahead
from detente.diplomacy.timing.priors import NAMES, PRIORS, from_normal
from detente.diplomacy.timing.removals import Removal, removals
from detente.diplomacy.timing.structural import Structural, Weighed, draw_games, weigh_bank
from detente.diplomacy.timing.waits import Wait, waits

__all__ = ["GameView", "Influence", "ParameterRow", "Reading", "Worth", "game_view"]

Floats = npt.NDArray[np.float64]
LEARNED = 0.3
"""Shrinkage from which a parameter counts as learned, if it is also twice its sampling error."""
MONTH, YEAR = 30, 365
DRAWS = 80
"""Draws of a change or of another fit: rows of one table share them, so their differences need fewer."""
ASIDE = ("precision", "horizon", "deal", "other", "binding", "pain_a", "pain_b", "top")
"""Parameters that are not costs in log-odds."""


@final
@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter before and after the record.

    Attributes
    ----------
    name, words
        Name, and what it is.
    prior, posterior
        Median and the ends of the central 90 %.
    war_weeks
        Median of a cost in war-weeks: over the precision, draw by draw; None for what is no cost.
    shrinkage
        1 - variance after over variance before, in the space of the prior.
    error
        Standard error of the shrinkage from so few draws that count.
    moved
        Shift of the mean, in standard deviations of the prior.
    learned
        ``yes`` if the shrinkage is at least 0.3 and twice its error; ``moved`` if it is not, and the mean has moved by
        one standard deviation of the prior; else ``no``.
    """

    name: str
    words: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    war_weeks: float | None
    shrinkage: float
    error: float
    moved: float
    learned: str


@final
@dataclass(frozen=True, slots=True)
class Influence:
    """What one part of the record does to the posterior.

    Attributes
    ----------
    part
        What is left out, or taken in.
    moved
        Every parameter and the shift of its mean that the part makes, in standard deviations of the prior; largest
        first.
    within_30
        Chance of a meeting within 30 days without the part (or with it, if it is taken in).
    tail
        Shape of the tail of the weights.
    """

    part: str
    moved: tuple[tuple[str, float], ...]
    within_30: float
    tail: float


@final
@dataclass(frozen=True, slots=True)
class Worth:
    """What it is worth to a side to sit down today rather than to carry on.

    Attributes
    ----------
    side
        Code.
    war_weeks
        Losses of income expected over a year if they carry on, less those if they sat at the table today, in war-weeks:
        mean and the ends of the central 90 %. Pain, blame and costs of acting are left out.
    income
        The same as a share of a year's real income.
    """

    side: str
    war_weeks: tuple[float, float, float]
    income: tuple[float, float, float]


@final
@dataclass(frozen=True, slots=True)
class Reading:
    """Where the game stands on the day.

    Attributes
    ----------
    rung, pain
        Public state.
    offered
        Chance that side a, and side b, has an offer out that is not public.
    bound, asked, dispute, isolation
        What binds, see :class:`~detente.diplomacy.timing.attrition.Circumstances`.
    """

    rung: int
    pain: float
    offered: tuple[float, float]
    bound: tuple[float, float]
    asked: tuple[float, float]
    dispute: float
    isolation: float


@final
@dataclass(frozen=True, slots=True)
class GameView:
    """Everything that ``detente talks --game`` shows beyond the forecast.

    Attributes
    ----------
    case
        The case.
    reading
        Where the game stands.
    parameters
        Before and after the record.
    tail, count
        Shape of the tail of the weights, and draws that count.
    pieces
        The forecast with one piece changed at a time.
    influence
        What each part of the record does.
    first_a
        Chance that a meeting within 90 days comes from an offer of side a.
    leaders
        Chance that the next meeting is one of leaders: mean and the ends of the central 90 %.
    met
        Meetings of leaders, and all meetings that this is counted from.
    worth
        What sitting down is worth to each side.
    loss
        Loss of a week at each rung for both sides, in war-weeks.
    week
        One war-week as a share of a year's real income, for both sides.
    """

    case: Case
    reading: Reading
    parameters: tuple[ParameterRow, ...]
    tail: float
    count: float
    pieces: tuple[Removal, ...]
    influence: tuple[Influence, ...]
    first_a: float
    leaders: tuple[float, float, float]
    met: tuple[int, int]
    worth: tuple[Worth, Worth]
    loss: tuple[tuple[float, ...], tuple[float, ...]]
    week: tuple[float, float]


def game_view(found: TalksForecast) -> GameView:
    """The fitted game behind a forecast.

    Parameters
    ----------
    found
        The forecast.

    Raises
    ------
    DataError
        If the forecast has no game.
    """
    fitted, played = found.fitted.models.get(STRUCTURAL), found.played
    if not isinstance(fitted, Structural) or played is None:
        raise DataError(f"case {found.case.name} has no game of attrition: {found.missing.get(STRUCTURAL, '')}")
    weighed, recent = fitted.weighed, fitted.past(found.start)
    # The days since the last meeting are the same for every fit.
    fitted = draw_games(weighed, lambda _: recent, DRAWS)
    here = fitted.read(found.start)
    return GameView(
        case=found.case,
        reading=_reading(here, fitted),
        parameters=_parameters(weighed),
        tail=weighed.tail,
        count=weighed.count,
        pieces=removals(fitted, here),
        influence=_influence(found, fitted, played),
        first_a=fitted.first_mover(here, 90),
        leaders=_leaders(found.start.moves, apart=found.start.apart)[0],
        met=_leaders(found.start.moves, apart=found.start.apart)[1],
        worth=_worth(found.case, fitted, here),
        loss=weighed.bank.stakes.loss,
        week=weighed.bank.stakes.week,
    )


def _reading(here: Filtered, fitted: Structural) -> Reading:
    offers = here.channel[2:4][:, fitted.places].mean(axis=1)
    now = here.now
    return Reading(
        here.rung,
        here.pain,
        (float(offers[0]), float(offers[1])),
        now.bound,
        now.asked,
        now.dispute,
        now.isolation,
    )


def _parameters(weighed: Weighed) -> tuple[ParameterRow, ...]:
    z, w = weighed.bank.z, weighed.weights
    theta = weighed.bank.theta()
    precision = theta[NAMES.index("precision")]
    mean = w @ z
    shrinkage = 1.0 - w @ (z - mean) ** 2
    error = float(np.sqrt(2.0 / weighed.count))
    ends = from_normal(np.outer([-1.6449, 0.0, 1.6449], np.ones(len(NAMES))))
    rows = []
    for n, prior in enumerate(PRIORS):
        shrunk = float(shrinkage[n])
        rows.append(
            ParameterRow(
                name=prior.name,
                words=prior.words,
                prior=(float(ends[1, n]), float(ends[0, n]), float(ends[2, n])),
                posterior=_median(theta[n], w),
                war_weeks=None if prior.name in ASIDE else _median(theta[n] / precision, w)[0],
                shrinkage=shrunk,
                error=error,
                moved=float(mean[n]),
                learned="yes" if shrunk >= max(LEARNED, 2.0 * error) else "moved" if abs(mean[n]) >= 1.0 else "no",
            )
        )
    return tuple(rows)


def _median(values: Floats, weights: Floats) -> tuple[float, float, float]:
    """Weighted median and the ends of the central 90 %."""
    order = np.argsort(values)
    at = np.searchsorted(np.cumsum(weights[order]), (0.5, 0.05, 0.95))
    middle, low, high = values[order][np.minimum(at, values.size - 1)]
    return float(middle), float(low), float(high)


def _influence(found: TalksForecast, fitted: Structural, played: Played) -> tuple[Influence, ...]:
    """The posterior without each round, without what was offered and refused, and with public moves counted."""
    bank, reader = played.bank, played.reader
    moved = found.start.moves
    past = played.past.known(moved)
    read = read_history(reader, past)
    seen = waits(moved)
    base = fitted.weighed.weights @ bank.z
    rows = []
    for number in sorted({wait.round for wait in seen}):
        spans = [wait for wait in seen if wait.round == number]
        kept = np.array([not _inside(day, spans) for day in read.days])
        begun = min(wait.start for wait in spans)
        rows.append((f"without the round that begins {begun}", read.steps[kept].sum(axis=0)))
    quiet = read_history(reader, past, TALKS - {"offer", "refused"})
    rows.append(("without offers made in public and refusals", quiet.steps.sum(axis=0)))
    hidden = read_history(reader, past.hidden())
    rows.append(("without all that was said below principals", hidden.steps.sum(axis=0)))
    everything = read_history(reader, past, EVERYTHING)
    rows.append(("with every public move counted, too", everything.steps.sum(axis=0)))
    eve = moved.known_by(found.on - timedelta(days=1))
    before = read_history(reader, played.past.known(eve))
    rows.append((f"with what was known on {eve.last}", before.steps.sum(axis=0)))
    return tuple(_row(found, fitted, part, weigh_bank(bank, log_l), base) for part, log_l in rows)


def _inside(day: object, spans: Iterable[Wait]) -> bool:
    return any(wait.start < day <= wait.last for wait in spans)  # type: ignore[operator]


def _row(found: TalksForecast, fitted: Structural, part: str, other: Weighed, base: Floats) -> Influence:
    shift = base - other.weights @ fitted.weighed.bank.z
    order = np.argsort(-np.abs(shift))
    game = draw_games(other, fitted.past, DRAWS)
    chance = float(game.meet_by(found.start, MONTH)[:, -1].mean())
    return Influence(part, tuple((NAMES[n], float(shift[n])) for n in order), chance, other.tail)


def _leaders(moved: Moves, *, apart: bool) -> tuple[tuple[float, float, float], tuple[int, int]]:
    """Chance that the next meeting is one of leaders: Beta(1, 1) and a count of those that ended such a wait."""
    days = {row.day: max(row.rank, 0) for row in moved.tables()}
    ranks = [days[wait.last] for wait in waits(moved) if wait.ended == "meeting" and wait.apart == apart]
    top = sum(rank == 5 for rank in ranks)
    draws = np.random.default_rng(1).beta(1 + top, 1 + len(ranks) - top, 4000)
    low, high = np.quantile(draws, (0.05, 0.95))
    return ((1 + top) / (2 + len(ranks)), float(low), float(high)), (top, len(ranks))


def _worth(case: Case, fitted: Structural, here: Filtered) -> tuple[Worth, Worth]:
    states, chances = here.states()
    sat = np.zeros((CHANNELS, here.channel.shape[1]))
    sat[TABLE] = 1.0
    table, certain = replace(here, channel=sat).states()
    reader = fitted.reader
    theta, values = reader.theta.astype(np.float32), reader.values.astype(np.float32)
    lost = losses_ahead(reader.stakes, theta, values, round(YEAR / DAYS_PER_STEP))
    found = []
    for side, code in enumerate(case.sides):
        values = lost[:, side]
        gain = (values[states] * chances).sum(axis=0) - (values[table] * certain).sum(axis=0)
        weeks = gain[fitted.places]
        low, high = np.quantile(weeks, (0.05, 0.95))
        inside = (float(weeks.mean()), float(low), float(high))
        week = fitted.weighed.bank.stakes.week[side]
        found.append(Worth(code, inside, (inside[0] * week, inside[1] * week, inside[2] * week)))
    return found[0], found[1]
