"""What to watch: observations that are not made yet, each put into the record, and the forecast of talks run again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
import numpy.typing as npt

from detente.case.talks import DRAWS, TalksForecast, forecast
from detente.diplomacy.moves import Action, Move, Moves
from detente.diplomacy.timing.waits import Announcement, announcements, origin

__all__ = ["Sight", "watch"]

HYPOTHETICAL = "hypothetical"
LEADER, PRINCIPAL, MINISTER = 5, 4, 3
SAME = 5e-3
"""Chances closer than this are one and the same, whoever of the two sides moves."""
WORTH = 0.01
"""Change of the chance from which an observation is worth watching."""
CLEAR = 2.0
"""Standard errors of the draws from which a change is more than noise."""


@final
@dataclass(frozen=True, slots=True)
class Sight:
    """One observation and what it would do to the forecast.

    Attributes
    ----------
    id
        Short name.
    sides
        Codes of the sides that would make it: one, or both where either would move the forecast alike; none where
        it takes both.
    before, after
        Chance of a meeting by the last day asked, without and with it.
    low, high
        Ends of the central 90 % of draws, with it.
    least, most
        Smallest and largest change of the chance over single models.
    error
        Standard error of the change from the number of draws.
    """

    id: str
    sides: tuple[str, ...]
    before: float
    after: float
    low: float
    high: float
    least: float
    most: float
    error: float

    @property
    def change(self) -> float:
        """Chance with the observation less that without it."""
        return self.after - self.before

    @property
    def registers(self) -> bool:
        """True if it moves the chance by at least a point and by more than the draws' noise."""
        return abs(self.change) >= max(WORTH, CLEAR * self.error)


@final
@dataclass(frozen=True, slots=True)
class _Case:
    """A record with one more observation: its moves and the meetings announced."""

    id: str
    side: str
    moves: Moves
    told: tuple[Announcement, ...]


def watch(found: TalksForecast) -> tuple[Sight, ...]:
    """Put every kind of observation into the record of a forecast and run the forecast again.

    Each is dated on the last day of the record and stands alone. Parameters and weights of the models stay as they
    were fitted: one more day would hardly move them. What moves is the state that they start from.

    Parameters
    ----------
    found
        The forecast.

    Returns
    -------
    tuple of Sight
        Those that move the headline most, first.
    """
    days = (found.until - found.on).days
    told = announcements(found.start.moves, found.on)
    base = _chances(found, found.start.moves, told, days)
    head = found.fitted.headline
    sights: list[Sight] = []
    for case in _cases(found, told):
        new = _chances(found, case.moves, case.told, days)
        low, high = np.quantile(new[head], (0.05, 0.95))
        moved = [float(new[name].mean() - base[name].mean()) for name in found.fitted.models]
        sights.append(
            Sight(
                case.id,
                (case.side,) if case.side else (),
                float(base[head].mean()),
                float(new[head].mean()),
                float(low),
                float(high),
                min(moved),
                max(moved),
                float((new[head] - base[head]).std() / np.sqrt(base[head].size)),
            )
        )
    return tuple(sorted(_joined(sights), key=lambda sight: -abs(sight.change)))


def _chances(
    found: TalksForecast, moved: Moves, told: Sequence[Announcement], days: int
) -> dict[str, npt.NDArray[np.float64]]:
    """(draws,) chance of a meeting within ``days``, by model and of the headline."""
    start = origin(moved, found.start.clocks, found.on)
    return {name: rows[:, days - 1] for name, rows in forecast(found.fitted, start, told, days, DRAWS).items()}


def _cases(found: TalksForecast, told: tuple[Announcement, ...]) -> Iterator[_Case]:
    """Every observation, one record each."""
    moved = found.start.moves
    pending = next((row for row in reversed(told) if row.held is None), None)

    def more(*rows: Move) -> Moves:
        return replace(moved, rows=(*moved.rows, *rows))

    def move(action: Action, first: float, rank: int, leg: int = 0) -> Move:
        day = moved.last
        return Move(
            record=HYPOTHETICAL,
            day=day,
            low=day,
            high=day,
            known=day,
            leg=leg,
            action=action,
            reciprocal=False,
            first=first,
            rank=rank,
            in_person=False,
            hostile_to_rival=True,
        )

    asked = move("offer", 0.5, PRINCIPAL), move("accept", 0.5, PRINCIPAL, 1)
    if pending is None:
        fresh = Announcement(HYPOTHETICAL, moved.last, None)
        yield _Case("announced", "", more(*asked), (*told, fresh))
    else:
        rest = tuple(row for row in told if row is not pending)
        off = move("offer", 0.5, PRINCIPAL), move("refuse", 0.5, PRINCIPAL, 1)
        yield _Case("called off", "", more(*off), (*rest, replace(pending, held=False)))
    yield _Case("call", "", more(*asked), told)
    for side, first in zip(moved.sides, (1.0, 0.0), strict=True):
        yield _Case("raised", side, more(move("escalate", first, LEADER)), told)
        yield _Case("lowered", side, more(move("ease", first, LEADER)), told)
        yield _Case("hard words", side, more(move("hard", first, MINISTER)), told)
        yield _Case("soft words", side, more(move("soft", first, MINISTER)), told)
        refused = move("offer", 1.0 - first, MINISTER), move("refuse", first, MINISTER, 1)
        yield _Case("refused", side, more(*refused), told)


def _joined(sights: Sequence[Sight]) -> Iterator[Sight]:
    """One row for what either side would do to the same effect."""
    first: dict[str, Sight] = {}
    for sight in sights:
        twin = first.get(sight.id)
        if twin is None:
            first[sight.id] = sight
        elif abs(twin.after - sight.after) < SAME:
            first[sight.id] = replace(twin, sides=(*twin.sides, *sight.sides))
        else:
            first[f"{sight.id} {sight.sides[0]}"] = sight
    yield from first.values()
