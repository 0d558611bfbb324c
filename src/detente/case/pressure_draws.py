"""Draws of everything that the pressure readings rest on: elasticities, frictions, monetary regimes, firms' cash.

Ranges are triangular with the register's value as their mode, which for some is an end. Draw number d depends on the
seed and d only, so fewer draws are the first of more. What is drawn is stated in the register (assumptions
``elasticity-draws``, ``wage-rigidity``, ``monetary-regime``, ``short-run-capital-share``, ``input-substitution``,
``cash-buffers``, ``committed-days``, ``order-freeze``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.execute import stream
from detente.economy.distress import Firms
from detente.economy.elasticities import resolve_elasticity
from detente.economy.ensemble import draw_elasticities
from detente.economy.shortrun import CHI, CHI_ELSEWHERE, ShortRun, eroded
from detente.world.world import World

__all__ = ["PARAMETERS", "ParameterDraw", "central_draw", "draws_of", "median_draw"]

PARAMETERS = (
    "trade elasticities",
    "own monetary regime",
    "rival's monetary regime",
    "wage floors",
    "capital share",
    "substitution of inputs",
    "cash buffers",
    "orders that stop at once",
    "days still paid for",
    "credit",
)
"""Names of what is drawn, as drivers are reported."""
MODEL = ShortRun()
INPUTS = MODEL.input_substitution
FRICTIONS = 2
"""Second counter of the streams of this page; those of the elasticities have one counter."""
BUFFER = {"USA": 27.0}
BUFFER_OTHERS = 30.0
BUFFER_RANGE = (0.5, 3.0)
"""Factors on the median buffer: 15 to 90 days where it is 30."""
FREEZE = 0.5
"""Largest share of the remaining orders that stop at once."""
REGIME_WIDTH = 0.5
"""How far to either side of its value a monetary regime is drawn, to 1 at most."""
LOWEST_WAGE = 0.97
CAPITAL_RANGE, SIGMA_RANGE, ETA_RANGE = (0.2, 0.6), (0.3, 0.9), (0.05, 0.5)
"""Capital share; substitution of value added and inputs, and among inputs."""
COMMITTED_RANGE = (0.0, 60.0)
MOST_CREDIT = 1.0


@final
@dataclass(frozen=True, slots=True)
class ParameterDraw:
    """One draw.

    Attributes
    ----------
    model
        The short run with its parameters.
    theta
        (sector,) long-run trade elasticities.
    firms
        Side to its firms.
    freeze
        Share of the remaining orders that stop at once.
    values
        (side, parameter) the numbers behind, in the order of :data:`PARAMETERS`.
    """

    model: ShortRun
    theta: FloatArray
    firms: dict[str, Firms]
    freeze: float
    values: FloatArray


def central_draw(world: World, sides: tuple[str, str], months: float) -> ParameterDraw:
    """The central assumptions."""
    theta = resolve_elasticity(ShortRun().elasticity, world).values
    firms = {side: Firms(buffer_days=BUFFER.get(side, BUFFER_OTHERS)) for side in sides}
    return ParameterDraw(ShortRun(horizon_months=months), theta, firms, 0.0, np.zeros((2, len(PARAMETERS))))


def draws_of(world: World, sides: tuple[str, str], months: float, count: int, seed: int) -> tuple[ParameterDraw, ...]:
    """Draws around the central assumptions.

    Parameters
    ----------
    world
        Gives sectors and the central elasticities.
    sides
        Codes of the two sides.
    months
        Horizon of the short run.
    count, seed
        Number of draws and their seed.
    """
    middle = central_draw(world, sides, months)
    found = []
    for d, row in enumerate(draw_elasticities(middle.theta, count, seed)):
        random = stream(seed, d, FRICTIONS)
        chi = {}
        for side in sides:
            centre = CHI.get(side, CHI_ELSEWHERE)
            chi[side] = float(random.triangular(centre - REGIME_WIDTH, centre, min(centre + REGIME_WIDTH, 1.0)))
        omega, beta = random.triangular(LOWEST_WAGE, 1.0, 1.0), _between(random, CAPITAL_RANGE, MODEL.capital_share)
        inputs = _between(random, SIGMA_RANGE, INPUTS[0]), _between(random, ETA_RANGE, INPUTS[1]), INPUTS[2]
        low, high = np.log(BUFFER_RANGE)
        factor = float(np.exp(random.triangular(low, 0.0, high)))
        committed = _between(random, COMMITTED_RANGE, Firms().committed_days)
        credit = _between(random, (0.0, MOST_CREDIT), Firms().credit)
        firms = {
            side: replace(firm, buffer_days=firm.buffer_days * factor, committed_days=committed, credit=credit)
            for side, firm in middle.firms.items()
        }
        model = replace(
            middle.model,
            elasticity=row,
            monetary=chi,
            wage_rigidity=float(omega) * eroded(months),
            capital_share=beta,
            input_substitution=inputs,
        )
        common = float(np.log(row / middle.theta).mean())
        freeze = float(random.triangular(0.0, 0.0, FREEZE))
        values = np.array(
            [
                [common, chi[own], chi[other], omega, beta, inputs[0], np.log(factor), freeze, committed, credit]
                for own, other in (sides, sides[::-1])
            ]
        )
        found.append(ParameterDraw(model, row, firms, freeze, values))
    return tuple(found)


def _between(random: np.random.Generator, ends: tuple[float, float], mode: float) -> float:
    """A triangular draw between ``ends``."""
    return float(random.triangular(ends[0], mode, ends[1]))


def median_draw(world: World, centre: ParameterDraw, drawn: Sequence[ParameterDraw]) -> ParameterDraw:
    """Every parameter at the median of its draws, the elasticities of ``centre``.

    Parameters
    ----------
    world
        Gives the economies.
    centre
        The central assumptions.
    drawn
        Draws around them.
    """

    def middle(values: Iterable[object]) -> float:
        return float(np.median(np.array(list(values), dtype=np.float64)))

    models, sides = [draw.model for draw in drawn], tuple(centre.firms)
    firms = {
        side: replace(
            firm,
            buffer_days=middle(draw.firms[side].buffer_days for draw in drawn),
            committed_days=middle(draw.firms[side].committed_days for draw in drawn),
            credit=middle(draw.firms[side].credit for draw in drawn),
        )
        for side, firm in centre.firms.items()
    }
    model = replace(
        centre.model,
        monetary={side: middle(model.regimes(world)[side] for model in models) for side in sides},
        wage_rigidity=middle(model.wage_rigidity for model in models),
        capital_share=middle(model.capital_share for model in models),
        input_substitution=(
            middle(model.input_substitution[0] for model in models),
            middle(model.input_substitution[1] for model in models),
            INPUTS[2],
        ),
    )
    return replace(centre, model=model, firms=firms, freeze=middle(draw.freeze for draw in drawn))
