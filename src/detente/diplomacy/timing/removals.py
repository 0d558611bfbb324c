"""What each piece of the game does to a forecast: the chance of a meeting with the piece taken out, all else the same.

Values are solved again where a piece enters them. These are properties of a model at the posterior, not evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import final

import numpy as np
import numpy.typing as npt

from detente.diplomacy.timing.attrition import (
    ABSORB,
    CHANNELS,
    FROZEN,
    HOSTILE,
    NOTHING,
    OFFERED,
    WORKING,
    Circumstances,
    solve,
)
from detente.diplomacy.timing.bank import WEEKS
from detente.diplomacy.timing.filtering import Filtered, Reader
from detente.diplomacy.timing.priors import NAMES
from detente.diplomacy.timing.structural import Structural

__all__ = ["Removal", "removals"]

Numbers = npt.NDArray[np.floating]
SOON, LATER = 28, 91


@final
@dataclass(frozen=True, slots=True)
class Removal:
    """One change to the game.

    Attributes
    ----------
    change
        What is changed, in words.
    within_4, within_13
        Chance of a meeting within 4 and 13 weeks.
    low_13, high_13
        Ends of the central 90 % of draws of the latter.
    weeks
        Weeks by which half of the forecasts have met, or None if later than half a year.
    accepts
        Chance that side a, and side b, takes an offer of the other at its next chance to move.
    """

    change: str
    within_4: float
    within_13: float
    low_13: float
    high_13: float
    weeks: float | None
    accepts: tuple[float, float]


def removals(fitted: Structural, here: Filtered) -> tuple[Removal, ...]:
    """Chances from the state of a day, then with one change each.

    Parameters
    ----------
    fitted
        The fitted game.
    here
        State of the day, see :meth:`~detente.diplomacy.timing.structural.Structural.read`.
    """
    return tuple(_ask(words, game, state) for words, game, state in _changes(fitted, here))


def _changes(fitted: Structural, here: Filtered) -> Iterator[tuple[str, Structural, Filtered]]:
    theta = fitted.reader.theta
    free = _set(theta, asking_a=0.0 * theta[0], asking_b=0.0 * theta[0])
    scenes = {
        f"asking_{side}": theta[NAMES.index(f"asking_{side}")] + theta[NAMES.index(f"scene_{side}")] for side in "ab"
    }
    yield "as it is", fitted, here
    yield "no channel", fitted, replace(here, channel=_only(here, FROZEN))
    yield "no cost of asking", _with(fitted, free), here
    yield "no isolation", fitted, _now(here, isolation=0.0)
    yield "no stimulus", _with(fitted, theta, (ABSORB,)), here
    yield (
        "no outreach: no offer, nobody said to have asked",
        fitted,
        _now(replace(here, channel=_withdrawn(here)), asked=(0.0, 0.0)),
    )
    yield "no public commitment", fitted, _now(here, bound=(0.0, 0.0))
    yield "who may meet is settled", fitted, _now(here, dispute=0.0)
    yield "leaders first, accepted", _with(fitted, _set(theta, **scenes)), _now(here, dispute=0.0)
    yield "a mediator or a venue", fitted, _now(here, occasion=True)
    yield "nothing unanswered", fitted, replace(here, unanswered=NOTHING)
    yield "side b's hostile move unanswered", fitted, replace(here, unanswered=HOSTILE + 1)
    yield "side a has offered", fitted, replace(here, channel=_only(here, OFFERED))
    none = 0.0 * theta[0]
    yield "pain does not count", _with(fitted, _set(theta, pain_a=none, pain_b=none, top=none)), here


def _ask(words: str, game: Structural, here: Filtered) -> Removal:
    chances = game.from_state(here, 0, 2 * LATER)[:, game.places]
    mean = chances.mean(axis=1)
    low, high = np.quantile(chances[LATER - 1], (0.05, 0.95))
    half = np.flatnonzero(mean >= 0.5)
    return Removal(
        change=words,
        within_4=float(mean[SOON - 1]),
        within_13=float(mean[LATER - 1]),
        low_13=float(low),
        high_13=float(high),
        weeks=float(half[0] + 1) / 7.0 if half.size else None,
        accepts=game.accepts(here),
    )


def _set(theta: Numbers, **values: Numbers) -> Numbers:
    found = theta.copy()
    for name, row in values.items():
        found[NAMES.index(name)] = row
    return found


def _with(fitted: Structural, theta: Numbers, forbidden: tuple[int, ...] = ()) -> Structural:
    """The same draws with other parameters, solved again."""
    stakes = fitted.reader.stakes
    values = solve(stakes, theta.astype(np.float32), WEEKS, forbidden=forbidden).astype(np.float64)
    reader = Reader(stakes, theta, values, {})
    return Structural(fitted.weighed, reader, fitted.places, fitted.past, forbidden)


def _now(here: Filtered, **values: object) -> Filtered:
    changed: Circumstances = replace(here.now, **values)  # type: ignore[arg-type]
    return replace(here, now=changed)


def _only(here: Filtered, channel: int) -> Numbers:
    found = np.zeros((CHANNELS, here.channel.shape[1]))
    found[channel] = 1.0
    return found


def _withdrawn(here: Filtered) -> Numbers:
    """Chances of the channel if no offer were pending."""
    found = np.array(here.channel)
    found[WORKING] += found[OFFERED] + found[OFFERED + 1]
    found[[OFFERED, OFFERED + 1]] = 0.0
    return found
