"""The ladder that was climbed since the baseline of a day, what each rung cost both sides, and a few moves ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, final

import numpy as np
import xarray as xr

from detente.case.ask import SEED
from detente.case.case import Case
from detente.case.pressure_draws import central_draw, draws_of, median_draw
from detente.case.rungs import MONTHS, Climbed, climbed, mean_tariff
from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.ledger.stacking import Moment
from detente.strategy.game import TariffGame
from detente.strategy.ladder import Rung, Step, ladder

__all__ = ["Ahead", "Ascent", "Climbing", "Costed", "ModelRungs", "ascent"]

DRAWS = 60
"""Draws of the frictions of the short run at whose medians it is asked, as many as pressure takes."""
BACK: Mapping[str, float] = {"all": 0.0, "half": 0.5}
"""What a side could take back of what it added since the baseline, and the share that stays."""
MORE = 0.25
"""What it could add on all goods instead, share."""


class Costed(Protocol):
    """What one model says of every rung."""

    @property
    def name(self) -> str:
        """The model with its months."""

    @property
    def elasticity(self) -> str:
        """Its elasticities."""

    @property
    def rungs(self) -> Sequence[Rung]:
        """What each act cost both sides."""


class Climbing(Protocol):
    """A ladder with what its rungs cost: an :class:`Ascent`, or the options of a day."""

    @property
    def case(self) -> Case:
        """The case."""

    @property
    def climbed(self) -> Sequence[Climbed]:
        """The acts, as rungs."""

    @property
    def horizons(self) -> Sequence[Costed]:
        """Their costs, by model."""


@final
@dataclass(frozen=True, slots=True)
class ModelRungs:
    """What one model says of every rung.

    Attributes
    ----------
    name, elasticity
        The model with its months, and its elasticities, in words.
    rungs
        What each act cost both sides, every earlier one in force.
    """

    name: str
    elasticity: str
    rungs: tuple[Rung, ...]


@final
@dataclass(frozen=True, slots=True)
class Ahead:
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
        By model, in the order of the horizons: side -> log change of real income by the move.
    """

    by: str
    move: str
    before: float
    after: float
    change: tuple[Mapping[str, float], ...]


@final
@dataclass(frozen=True, slots=True)
class Ascent:
    """The ladder that was climbed.

    Attributes
    ----------
    case, start, moment
        The case, and the two moments.
    climbed
        The acts between them, as rungs.
    horizons
        Their costs after twelve months and in the long run.
    ahead
        Moves that each side could make alone.
    """

    case: Case
    start: Moment
    moment: Moment
    climbed: tuple[Climbed, ...]
    horizons: tuple[ModelRungs, ...]
    ahead: tuple[Ahead, ...]


def ascent(case: Case, on: date | str, as_of: date | str | None = None) -> Ascent:
    """What each act since the baseline cost the two sides, in the short and in the long run.

    Parameters
    ----------
    case
        The case.
    on, as_of
        Day valued and day of knowledge (default: the same, capped at the case's last day).

    Raises
    ------
    DataError
        If the day is not after the baseline.
    NotSolved
        If the economy has no equilibrium on a rung.
    """
    world = case.ledger.base
    moment = case.ledger.moment(on, as_of)
    start = Moment(case.head.baseline_of(moment.on), moment.as_of)
    if moment.on <= start.on:
        raise DataError(f"the ladder is read after the baseline, {start.on}; ask for a later day than {moment.on}.")
    steps = climbed(case, world, start, moment)
    before = case.ledger.wedges(world, on=start.on, as_of=start.as_of)
    now = case.ledger.wedges(world, on=moment.on, as_of=moment.as_of)
    drawn = draws_of(world, case.sides, MONTHS, DRAWS, SEED)
    games = [
        TariffGame(world, model=model, players=case.sides, instruments="uniform", base=before)
        for model in (median_draw(world, central_draw(world, case.sides, MONTHS), drawn).model, LongRun())
    ]
    models = tuple(
        ModelRungs(name, "fgo", ladder(game, [step.step for step in steps]))
        for name, game in zip((f"short run, {MONTHS:g} months", "long run"), games, strict=True)
    )
    return Ascent(case, start, moment, steps, models, _ahead(games, case.sides, before, now))


def _ahead(
    games: Sequence[TariffGame], sides: tuple[str, str], before: xr.Dataset, now: xr.Dataset
) -> tuple[Ahead, ...]:
    """Moves of each side alone, from how things stand."""
    world = games[0].world
    goods = np.array(world.goods)
    moves: list[tuple[str, str, xr.Dataset]] = []
    for by, on in (sides, sides[::-1]):
        cell = world.regions.index(by), world.regions.index(on)
        old, held = (day["tariff"].values[cell] for day in (before, now))
        rates = {name: np.minimum(held, old + kept * (held - old)) for name, kept in BACK.items()}
        for name, tariff in {**rates, "more": held + MORE * goods}.items():
            cube = now["tariff"].values.copy()
            cube[cell] = tariff
            moves.append((by, name, now.assign(tariff=(now["tariff"].dims, cube))))
    steps = (Step("as things stand", sides[0], now), *(Step(name, by, there) for by, name, there in moves))
    solved = [ladder(game, steps) for game in games]
    found = []
    for k, (by, name, there) in enumerate(moves, 1):
        on = sides[1 - sides.index(by)]
        stands, moved = (mean_tariff(world, day, by, on, sides) for day in (now, there))
        change = tuple({side: rungs[k].value[side] - rungs[0].value[side] for side in sides} for rungs in solved)
        found.append(Ahead(by, name, stands, moved, change))
    return tuple(found)
