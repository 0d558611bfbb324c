"""A few moves that each side could make alone, and what they would do to both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np
import xarray as xr

from detente.case.ask import SEED
from detente.case.case import Case
from detente.case.pressure_draws import central_draw, draws_of, median_draw
from detente.case.rungs import MONTHS, mean_tariff, name_of
from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.ledger.stacking import Moment
from detente.strategy.game import TariffGame
from detente.strategy.ladder import Step, ladder
from detente.world.world import World

__all__ = ["MORE", "Ahead", "Move", "moves_ahead"]

DRAWS = 60
"""Draws of the frictions of the short run at whose medians it is asked, as many as pressure takes."""
BACK: Mapping[str, float] = {"all": 0.0, "half": 0.5}
"""What a side could take back of what it added since the baseline, and the share that stays."""
MORE = 0.25
"""What it could add on all goods instead, share."""


@final
@dataclass(frozen=True, slots=True)
class Move:
    """A move that one side could make alone, the other's measures as they stand.

    Attributes
    ----------
    by
        Who moves.
    move
        ``all`` or ``half`` of what it added since the baseline is taken back, or ``more``: 25 points on all goods.
    before, after
        Mean tariff on the other's goods, shares.
    change
        By model, in the order of their names: side -> log change of real income by the move.
    """

    by: str
    move: str
    before: float
    after: float
    change: tuple[Mapping[str, float], ...]


@final
@dataclass(frozen=True, slots=True)
class Ahead:
    """Moves that each side could make alone.

    Attributes
    ----------
    case, start, moment
        The case, the baseline, and the day from which they are made.
    models
        Names of the models: the short run at the medians of its parameters, and the long run.
    moves
        The moves.
    """

    case: Case
    start: Moment
    moment: Moment
    models: tuple[str, ...]
    moves: tuple[Move, ...]


def moves_ahead(case: Case, on: date | str, as_of: date | str | None = None, *, world: World | None = None) -> Ahead:
    """What a few moves of each side alone would do, after twelve months and in the long run.

    Parameters
    ----------
    case
        The case.
    on, as_of
        Day valued and day of knowledge (default: the same, capped at the case's last day).
    world
        Default: the case's own.

    Raises
    ------
    DataError
        If the day is not after the baseline.
    NotSolved
        If the economy has no equilibrium after a move.
    """
    world, sides = world or case.ledger.base, case.sides
    moment = case.ledger.moment(on, as_of)
    start = Moment(case.head.baseline_of(moment.on), moment.as_of)
    if moment.on <= start.on:
        raise DataError(f"moves are read after the baseline, {start.on}; ask for a later day than {moment.on}.")
    before, now = (case.ledger.wedges(world, on=day.on, as_of=day.as_of) for day in (start, moment))
    drawn = draws_of(world, sides, MONTHS, DRAWS, SEED)
    short = median_draw(world, central_draw(world, sides, MONTHS), drawn).model
    models = short, LongRun()
    asked = _asked(world, sides, before, now)
    steps = (Step("as things stand", sides[0], now), *(Step(name, by, there) for by, name, there in asked))
    games = [TariffGame(world, model=m, players=sides, instruments="uniform", base=before) for m in models]
    solved = [ladder(game, steps) for game in games]
    moves = []
    for k, (by, name, there) in enumerate(asked, 1):
        rival = sides[1 - sides.index(by)]
        stands, moved = (mean_tariff(world, day, by, rival, sides) for day in (now, there))
        change = tuple({side: rungs[k].value[side] - rungs[0].value[side] for side in sides} for rungs in solved)
        moves.append(Move(by, name, stands, moved, change))
    return Ahead(case, start, moment, tuple(name_of(model) for model in models), tuple(moves))


def _asked(
    world: World, sides: tuple[str, str], before: xr.Dataset, now: xr.Dataset
) -> list[tuple[str, str, xr.Dataset]]:
    """Who moves, how, and all wedges after it."""
    found = []
    for by, on in (sides, sides[::-1]):
        cell = world.regions.index(by), world.regions.index(on)
        old, held = (day["tariff"].values[cell] for day in (before, now))
        rates = {name: np.minimum(held, old + kept * (held - old)) for name, kept in BACK.items()}
        for name, tariff in {**rates, "more": held + MORE * np.array(world.goods)}.items():
            cube = now["tariff"].values.copy()
            cube[cell] = tariff
            found.append((by, name, now.assign(tariff=(now["tariff"].dims, cube))))
    return found
