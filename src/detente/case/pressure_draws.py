"""Draws of everything that the pressure readings rest on: elasticities, frictions, monetary regimes, firms' cash.

Ranges are triangular with the register's value as their mode, which for some is an end. Draw number d depends on the
seed and d only, so fewer draws are the first of more. Ranges are those of the register (assumptions
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

__all__ = ["PARAMETERS", "Draw", "central_draw", "draws_of", "median_draw"]

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
INPUTS = ShortRun().input_substitution
FRICTIONS = 2
"""Second counter of the streams of this page; those of the elasticities have one counter."""
BUFFER = {"USA": 27.0}
BUFFER_OTHERS = 30.0
BUFFER_RANGE = (0.5, 3.0)
"""Factors on the median buffer: 15 to 90 days where it is 30."""
FREEZE = 0.5
"""Largest share of the remaining orders that stop at once."""


@final
@dataclass(frozen=True, slots=True)
class Draw:
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


def central_draw(world: World, sides: tuple[str, str], months: float) -> Draw:
    """The central assumptions."""
    theta = resolve_elasticity(ShortRun().elasticity, world).values
    firms = {side: Firms(buffer_days=BUFFER.get(side, BUFFER_OTHERS)) for side in sides}
    return Draw(ShortRun(horizon_months=months), theta, firms, 0.0, np.zeros((2, len(PARAMETERS))))


def draws_of(world: World, sides: tuple[str, str], months: float, count: int, seed: int) -> tuple[Draw, ...]:
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
            chi[side] = float(random.triangular(centre - 0.5, centre, min(centre + 0.5, 1.0)))
        omega, beta = random.triangular(0.97, 1.0, 1.0), random.triangular(0.2, 0.4, 0.6)
        inputs = float(random.triangular(0.3, 0.5, 0.9)), float(random.triangular(0.05, 0.2, 0.5)), INPUTS[2]
        low, high = np.log(BUFFER_RANGE)
        factor = float(np.exp(random.triangular(low, 0.0, high)))
        committed, credit = float(random.triangular(0.0, 30.0, 60.0)), float(random.triangular(0.0, 0.0, 1.0))
        firms = {
            side: replace(firm, buffer_days=firm.buffer_days * factor, committed_days=committed, credit=credit)
            for side, firm in middle.firms.items()
        }
        model = replace(
            middle.model,
            elasticity=row,
            monetary=chi,
            wage_rigidity=float(omega) * eroded(months),
            capital_share=float(beta),
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
        found.append(Draw(model, row, firms, freeze, values))
    return tuple(found)


def median_draw(world: World, centre: Draw, drawn: Sequence[Draw]) -> Draw:
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
