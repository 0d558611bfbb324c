"""What going on without a deal comes to: where the game of attrition takes the rung in the weeks ahead.

The game says how likely each rung is; what a rung is worth is solved in the models of the zone, so that both sides of
the comparison are in one unit. Equation numbers refer to docs/explanation/deals.md.
"""

# N draws of the game, slowest first; T times, R rungs, B discount factors, H horizons; K starts

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np

from detente.case.case import Case
from detente.case.talks import play
from detente.case.zone_teach import UNTIL, WEEKS
from detente.core.arrays import FloatArray
from detente.diplomacy.moves import moves
from detente.diplomacy.timing.attrition import FROZEN, PAINS, RUNGS, SIZE, TABLE, WORKING, state
from detente.diplomacy.timing.bank import Bank
from detente.diplomacy.timing.filtering import Filtered, read_history
from detente.diplomacy.timing.rungs_ahead import rungs_ahead
from detente.diplomacy.timing.structural import fit_structural
from detente.diplomacy.timing.waits import clocks, origin
from detente.ledger.stacking import Moment

__all__ = ["AT_TABLE", "NONE", "STARTS", "TODAY", "WORKS", "Waiting", "waiting"]

AHEAD = (0, 1, 2, 3, 4, 6, 8, 13, 26, 39, 52)
"""Weeks at which the game is read; after the last one the rung is taken to stay, as in the game itself."""
DRAWS = 80
TODAY = "as things stand"
AT_TABLE = "at the table"
WORKS = "with a channel that works"
NONE = "without a channel"
STARTS = (TODAY, AT_TABLE, WORKS, NONE)
"""Where the game can start from: the channel as read from the record, or set."""


@final
@dataclass(frozen=True, slots=True)
class Waiting:
    """Where the game of attrition takes the rung.

    Attributes
    ----------
    day, rung
        Day from which it goes on, and the rung of that day, 0 to 4.
    stood
        Days for which that rung has stood.
    chances
        Start -> (N, T, R) chance of each rung, by draw of the fitted game; the draw in which the rung stays longest
        comes first.
    tail
        Shape of the tail of the weights behind the draws; below 0.7 they can be used.
    """

    day: date
    rung: int
    stood: int
    chances: Mapping[str, FloatArray]
    tail: float

    @property
    def stays(self) -> FloatArray:
        """(N,) chance that the rung is the same after :attr:`as_long` days."""
        now = self.chances[TODAY][:, :, self.rung]
        return np.array([np.interp(self.as_long / 7.0, AHEAD, row) for row in now])

    @property
    def as_long(self) -> int:
        """Days for which the rung has stood, at most the year for which the game is read."""
        return min(self.stood, 7 * AHEAD[-1])

    @property
    def after_a_year(self) -> float:
        """Mean chance that the rung is the same, or the same again, after a year."""
        return float(self.chances[TODAY][:, -1, self.rung].mean())

    def weights(self, betas: Sequence[float], start: str = TODAY) -> FloatArray:
        """(N, B, R, H) discounted share of time on each rung within each horizon; they add up to one.

        Parameters
        ----------
        betas
            (B,) discount factors of a week.
        start
            One of ``STARTS``.
        """
        path = self.chances[start]
        week = np.arange(round(UNTIL[-1] * WEEKS))
        by_week = np.stack([[np.interp(week, AHEAD, each) for each in draw.T] for draw in path])
        horizon = np.digitize(week, np.array(UNTIL) * WEEKS)
        found = np.empty((len(path), len(betas), RUNGS, len(UNTIL) + 1))
        for b, beta in enumerate(betas):
            worth = (1.0 - beta) * beta**week
            for h in range(len(UNTIL) + 1):
                found[:, b, :, h] = by_week[..., horizon == h] @ worth[horizon == h]
            found[:, b, :, -1] += beta ** len(week) * by_week[..., -1]
        return found


def waiting(case: Case, moment: Moment, bank: Bank | None = None) -> Waiting:
    """Where the game of attrition takes the rung from a day on.

    Parameters
    ----------
    case
        The case.
    moment
        Day valued and day of knowledge; the game goes on from the earlier one, with what was known then.
    bank
        Solved draws of the game; default: those that ship, or new ones, which takes half a minute.

    Raises
    ------
    DataError
        If the case has no game: no losses for the sides, or no tariffs.
    """
    played = play(case, bank)
    day = min(moment.on, moment.as_of)
    moved = moves(case.diplomacy).known_by(day)
    past = played.past.known(moved)
    game = fit_structural(
        played.bank, read_history(played.reader, past), lambda start: played.past.recent(start.moves), DRAWS
    )
    here = game.read(origin(moved, clocks(case.diplomacy, day), day))
    starts = np.stack([_start(here, name) for name in STARTS])
    reader = game.reader
    found = rungs_ahead(reader.stakes, reader.theta, reader.values, starts, AHEAD)[..., game.places]
    paths = dict(zip(STARTS, found.transpose(0, 3, 1, 2), strict=True))
    longest = np.argsort(-paths[TODAY][:, :, here.rung].mean(axis=1), kind="stable")
    changed = np.flatnonzero(np.diff(past.rung))
    return Waiting(
        day=day,
        rung=here.rung,
        stood=len(past.rung) - 1 - int(changed[-1] + 1 if changed.size else 0),
        chances={name: path[longest] for name, path in paths.items()},
        tail=game.weighed.tail,
    )


def _start(here: Filtered, name: str) -> FloatArray:
    """(500, D) chances of states today, the channel as read or set."""
    found = np.zeros((SIZE, here.channel.shape[1]))
    if name == TODAY:
        numbers, chances = here.states()
        np.add.at(found, numbers, chances)
        return found
    channel = {AT_TABLE: TABLE, WORKS: WORKING, NONE: FROZEN}[name]
    low = min(int(here.pain), PAINS - 2)
    for up, share in ((0, 1.0 - here.pain + low), (1, here.pain - low)):
        found[state(here.rung, low + up, channel, here.unanswered)] += share
    return found
