"""Political weights that come closest to making a side's tariffs of a day its best reply."""

from __future__ import annotations

from detente.case.case import Case
from detente.case.lever_effects import neighbours
from detente.economy.longrun import LongRun
from detente.ledger.stacking import Moment
from detente.strategy.game import TariffGame
from detente.strategy.objectives import Political
from detente.strategy.political import political_weights
from detente.world.aggregate import aggregate, aggregate_wedges

__all__ = ["revealed_objective"]


def revealed_objective(case: Case, moment: Moment, side: str) -> tuple[Political, float]:
    """Weights on sectors fitted to the tariffs that a side levies on the other on a day, in the long run.

    They describe those tariffs and do not explain them: a tariff that was a threat is read as if it were wanted.

    Parameters
    ----------
    case, moment
        The case, day valued and day of knowledge.
    side
        Whose weights.

    Returns
    -------
    Political, float
        The weights, and the part of the slopes that they leave unexplained (0 fits, 1 explains nothing).
    """
    (other,) = (name for name in case.sides if name != side)
    whole = case.ledger.base
    groups = neighbours(whole, case.sides)
    world = aggregate(whole, groups)
    base = aggregate_wedges(whole, case.ledger.wedges(whole, on=moment.on, as_of=moment.as_of), groups)
    game = TariffGame(world, model=LongRun(), players=case.sides, base=base)
    levied = base["tariff"].sel(importer=side, exporter=other)
    rates = {sector: float(levied.sel(sector=sector)) for _, _, sector in game.stage.levers[side].labels}
    return political_weights(game, side, rates)
