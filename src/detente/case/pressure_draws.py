"""Draws of everything that the pressure readings rest on: elasticities, frictions, monetary regimes, firms' cash.

Draw number d depends on the seed and d only, so fewer draws are the first of more. Ranges are those of the register
(assumptions ``elasticity-draws``, ``wage-rigidity``, ``monetary-regime``, ``short-run-capital-share``,
``input-substitution``, ``cash-buffers``, ``committed-days``, ``order-freeze``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.distress import Firms
from detente.economy.elasticities import resolve_elasticity
from detente.economy.ensemble import draw_elasticities
from detente.economy.shortrun import ShortRun
from detente.world.world import World

__all__ = ["PARAMETERS", "Draw", "central_draw", "draws_of"]

PARAMETERS = (
    "trade elasticities",
    "own monetary regime",
    "rival's monetary regime",
    "wage floors",
    "capital share",
    "substitution of inputs",
    "cash buffers",
    "orders that stop at once",
)
"""Names of what is drawn, as drivers are reported."""
CHI = {"USA": 1.0, "CHN": 0.5}
CHI_OTHERS = 1.0
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
        stream = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=(d, 1))))
        u = stream.random(9)
        chi = {}
        for side, part in zip(sides, u[:2], strict=True):
            centre = CHI.get(side, CHI_OTHERS)
            low, high = centre - 0.5, min(centre + 0.5, 1.0)
            chi[side] = float(low + part * (high - low))
        omega, beta = 0.97 + 0.03 * u[2], 0.2 + 0.4 * u[3]
        inputs = (0.3 + 0.7 * u[4], 0.05 + 0.45 * u[4], 0.9)
        low, high = np.log(BUFFER_RANGE)
        factor = np.exp(low + (high - low) * u[5])
        firms = {
            side: replace(
                firm,
                buffer_days=float(firm.buffer_days * factor),
                committed_days=float(60.0 * u[6]),
                credit=float(u[7]),
            )
            for side, firm in middle.firms.items()
        }
        model = replace(
            middle.model,
            elasticity=row,
            monetary=chi,
            wage_rigidity=float(omega) if months <= 12.0 else None,
            capital_share=float(beta),
            input_substitution=(float(inputs[0]), float(inputs[1]), inputs[2]),
        )
        common = float(np.log(row / middle.theta).mean())
        freeze = float(FREEZE * u[8])
        values = np.array(
            [
                [common, chi[own], chi[other], omega, beta, inputs[0], np.log(factor), freeze]
                for own, other in (sides, sides[::-1])
            ]
        )
        found.append(Draw(model, row, firms, freeze, values))
    return tuple(found)
