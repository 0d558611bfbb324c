"""What a zone of agreement needs solved: packages from which all others are learned, and the war of a breakdown.

Equation numbers refer to docs/explanation/deals.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import xarray as xr

from detente.case.case import Case
from detente.case.lever_effects import Bench, Effects
from detente.case.talks_past import LADDER
from detente.case.zone_teach import FACTORS, HORIZONS, Taught, teach
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.elasticities import resolve_elasticity
from detente.ledger.stacking import Moment
from detente.strategy.game import TariffGame, elasticity_name
from detente.strategy.nash import nash
from detente.world.aggregate import aggregate_wedges
from detente.world.world import World

__all__ = ["NothingValued", "effects_of", "solve_packages"]

SET = "fgo"
"""Trade elasticities where no game is given, those of its default model."""


class NothingValued(DataError):
    """No lever that is known on a day, and still moves something, has a value in the models."""


def solve_packages(
    case: Case,
    on: date | str | None = None,
    as_of: date | str | None = None,
    *,
    game: TariffGame | None = None,
    sketch: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Taught:
    """Solve the packages from which all others are learned, and the war: all that takes time in :func:`zone`.

    Parameters
    ----------
    case, on, as_of
        The case, day valued and day of knowledge; default: the case's last day.
    game
        The war that sides could fall back on; None: tariffs by sector of the two sides in the long run, for real
        income. Packages are solved with the trade elasticities of its model.
    sketch
        True, a third of the time: elasticities as estimated alone, no war and no game that goes on, no check of the
        error.
    progress
        Told what is being solved.

    Raises
    ------
    DataError
        If the case has no levers that were known by the day, or the models of the game differ in elasticities.
    NotSolved
        If a package or the war has no equilibrium.
    """
    moment = case.ledger.moment(on or case.head.last, as_of)
    effects = effects_of(case, moment)
    whole = case.ledger.base
    start = case.head.baseline_of(moment.on)
    days = (
        case.ledger.wedges(whole, on=start, as_of=moment.as_of),
        case.ledger.wedges(whole, on=moment.on, as_of=moment.as_of),
    )
    theta, name = _elasticities(game, whole)
    factors = FACTORS[:1] if sketch else FACTORS
    benches = [Bench.of(effects, days, HORIZONS, theta, factor, small=True) for factor in factors]
    if sketch:
        return teach(effects, benches, None, (), (), "", name, progress)
    progress("solving the war that both could fall back on")
    fallen, words = _war(game, case, benches, days)
    ladder = [_ladder(bench, case.sides, whole, days[1]) for bench in benches]
    check = Bench.of(effects, days, HORIZONS, theta, small=False)
    return teach(effects, benches, check, fallen, ladder, words, name, progress)


def _ladder(bench: Bench, sides: tuple[str, str], whole: World, day: xr.Dataset) -> FloatArray:
    """(R, H, 2, S) scalars where both levy the tariff of a rung on all goods of each other, all else as on the day."""
    found = []
    goods = [sector for sector, good in zip(whole.sectors, whole.goods, strict=True) if good]
    for rate in LADDER:
        tariff = day["tariff"].copy(deep=True)
        for importer, exporter in (sides, sides[::-1]):
            tariff.loc[{"importer": importer, "exporter": exporter, "sector": goods}] = rate
        there = day.assign(tariff=tariff)
        found.append(bench.at(there if bench.groups is None else aggregate_wedges(whole, there, bench.groups)))
    return np.stack(found)


def effects_of(case: Case, moment: Moment) -> Effects:
    """What the levers on the table change."""
    table = case.table.known(moment.as_of)
    if not table.levers:
        raise DataError(
            f"case {case.name} has no levers known by {moment.as_of}; type them into levers.toml, or ask later."
        )
    effects = Effects.of(case, table, moment)
    left = effects.moving
    effects = effects if left == table else Effects.of(case, left, moment)
    if not effects.levers:
        raise NothingValued(f"case {case.name} has no lever that the models value; a zone needs one at least.")
    return effects


def _elasticities(game: TariffGame | None, world: World) -> tuple[FloatArray, str]:
    """(J,) trade elasticities of a game's models, and their name."""
    if game is None:
        return resolve_elasticity(SET, world).values, SET
    models = game.model if isinstance(game.model, tuple) else ((game.model, 1.0),)
    given = [model.elasticity for model, _ in models]
    values = [resolve_elasticity(one, world).values for one in given]
    if any(not np.array_equal(one, values[0]) for one in values):
        raise DataError("the models of the game differ in elasticities; a deal needs one set for all of them.")
    return values[0], elasticity_name(given[0])


def _war(
    game: TariffGame | None, case: Case, benches: Sequence[Bench], days: tuple[xr.Dataset, xr.Dataset]
) -> tuple[list[FloatArray], str]:
    """Scalars after a breakdown into a war, by factor on elasticities, and the war in words."""
    whole, bench = case.ledger.base, benches[0]
    if game is None:
        base = days[1] if bench.groups is None else aggregate_wedges(whole, days[1], bench.groups)
        game = TariffGame(bench.world, players=case.sides, base=base)
    fought = nash(game).wedges
    if game.world.digest == whole.digest and bench.groups is not None:
        fought = aggregate_wedges(whole, fought, bench.groups)
    elif game.world.digest != bench.world.digest:
        raise DataError(f"the game is on world '{game.world.name}'; play it on the case's own, '{whole.name}'.")
    goals = dict.fromkeys(text for name, text in game.words.items() if name.startswith("objective"))
    tools = dict.fromkeys(text for name, text in game.words.items() if name.startswith("instruments"))
    words = (
        f"both fall back on the war that neither would leave alone ({'; '.join(tools)}; for {', '.join(goals)}; "
        f"{game.words['model']})"
    )
    return [each.at(fought) for each in benches], words
