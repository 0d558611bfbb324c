"""What each piece of the game of attrition does: the chance of a meeting with the piece taken out.

Nothing here is fitted: parameters stand at the middle of their priors, so these are properties of a model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import final

from detente.diplomacy.timing.attrition import FROZEN, HOSTILE, OFFERED, WORKING, Game, solve, state, table_within

__all__ = ["Removal", "removals"]

RUNG, PAIN = 4, 2
STEPS_PER_WEEK = 2


@final
@dataclass(frozen=True, slots=True)
class Removal:
    """One change to the game.

    Attributes
    ----------
    change
        What is changed, in words.
    within_4, within_13
        Chance of a meeting within 4 and 13 weeks from the top rung.
    """

    change: str
    within_4: float
    within_13: float


def removals(game: Game | None = None) -> tuple[Removal, ...]:
    """Chances from the top rung, a working channel and a hostile move of side a unanswered, then with one change each.

    Parameters
    ----------
    game
        Parameters; default: the middle of their priors.
    """
    base = Game() if game is None else game
    return tuple(_ask(words, changed, start) for words, changed, start in _changes(base))


def _changes(base: Game) -> Iterator[tuple[str, Game, int]]:
    usual = state(RUNG, PAIN, WORKING, HOSTILE)
    yield "as it is", base, usual
    yield "no channel", base, state(RUNG, PAIN, FROZEN, HOSTILE)
    yield "side a has offered", base, state(RUNG, PAIN, OFFERED, HOSTILE)
    yield "nothing unanswered", base, state(RUNG, PAIN, WORKING, 0)
    yield "asking costs nothing", replace(base, asking=(0.0, 0.0)), usual
    yield "asking costs twice as much", replace(base, asking=(2 * base.asking[0], 2 * base.asking[1])), usual
    yield "no pain yet", base, state(RUNG, 0, WORKING, HOSTILE)
    yield "pain does not count", replace(base, pain_weight=(0.0, 0.0)), usual
    yield "a meeting takes no rung off", replace(base, rungs_off=0), usual


def _ask(words: str, game: Game, start: int) -> Removal:
    met = table_within(solve(game), start, 13 * STEPS_PER_WEEK)
    return Removal(words, float(met[4 * STEPS_PER_WEEK - 1]), float(met[-1]))
