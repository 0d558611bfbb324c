"""The ladder that was climbed since the baseline of a day, and what each rung cost both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, final

from detente.case.case import Case
from detente.case.options import MONTHS, name_of
from detente.case.rungs import Climbed, climbed
from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.ledger.stacking import Moment
from detente.strategy.game import TariffGame
from detente.strategy.ladder import Rung, ladder

__all__ = ["Ascent", "Climbing", "Costed", "ModelRungs", "ascent"]


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
    """

    case: Case
    start: Moment
    moment: Moment
    climbed: tuple[Climbed, ...]
    horizons: tuple[ModelRungs, ...]


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
    found = []
    for model in (ShortRun(horizon_months=MONTHS), LongRun()):
        game = TariffGame(world, model=model, players=case.sides, instruments="uniform", base=before)
        rungs = ladder(game, [step.step for step in steps])
        found.append(ModelRungs(name_of(model), str(model.elasticity), tuple(rungs)))
    return Ascent(case, start, moment, steps, tuple(found))
