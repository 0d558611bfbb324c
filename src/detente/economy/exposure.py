"""How much of what a sector makes is sold to one other economy.

Equations: docs/explanation/pressure.md, eq. 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.labels import positions
from detente.economy.jobs import embodied_output
from detente.world.world import World

__all__ = ["Exposure", "exposure"]


@final
@dataclass(frozen=True, slots=True)
class Exposure:
    """Dependence of one economy's sectors on one market.

    Attributes
    ----------
    exports
        (sector,) exports to it, USD mn at basic prices.
    direct
        (sector,) those exports over output: the measure by which sectors are ranked.
    whole
        (sector,) output that goes into the goods exports of all sectors to it, over output.
    rank
        (sector,) rank of ``direct`` among goods sectors, 1 the highest; 0 for services.
    """

    exports: FloatArray
    direct: FloatArray
    whole: FloatArray
    rank: npt.NDArray[np.intp]


def exposure(world: World, region: str, market: str) -> Exposure:
    """Exposure of an economy's sectors to a market.

    Parameters
    ----------
    world
        The world.
    region, market
        Codes of the seller and the buyer.

    Raises
    ------
    LabelError
        If an economy is not in the world.
    """
    n, m = (int(p) for p in positions((region, market), world.regions, f"economy of world '{world.name}'"))
    goods = np.array(world.goods)
    exports = world.flows[m, n]
    output = world.flows[:, n].sum(axis=0)
    behind = embodied_output(world, region, np.where(goods, exports, 0.0))
    direct, whole = (
        np.divide(part, output, out=np.zeros_like(output), where=output > 0.0) for part in (exports, behind)
    )
    rank = np.zeros(goods.size, dtype=np.intp)
    order = [j for j in np.argsort(-direct, kind="stable") if goods[j]]
    rank[order] = np.arange(1, len(order) + 1)
    return Exposure(exports, direct, whole, rank)
