"""Consumer prices if duties are passed on in full before anybody moves: costs add up, quantities and wages stay.

Equation: docs/explanation/pressure.md, eq. 4.
"""

# n the economy; p[k] change of the price of good k, all origins; a[k] what duties add; own[k] share of home-made goods;
# G[k,j] spending on input k per unit of output of j; alpha[k] share of final spending

from __future__ import annotations

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.labels import positions
from detente.world.world import World

__all__ = ["price_push"]


def price_push(world: World, region: str, before: FloatArray, after: FloatArray) -> float:
    """Change of the price of final use of one economy, a share.

    Parameters
    ----------
    world
        The world: base spending gives the weights.
    region
        Code of the economy.
    before, after
        (exporter, sector) tariffs of the economy, as shares.

    Raises
    ------
    LabelError
        If the economy is not in the world.
    """
    n = int(positions((region,), world.regions, f"economy of world '{world.name}'")[0])
    paid = world.flows[n] * (1.0 + world.tariff[n])
    spending = paid.sum(axis=0)
    share = np.divide(paid, spending, out=np.zeros_like(paid), where=spending > 0.0)
    output = world.flows[:, n].sum(axis=0)
    use = world.input_use[n]
    G = np.divide(use, output, out=np.zeros_like(use), where=output > 0.0)
    a = (share * ((1.0 + after) / (1.0 + before) - 1.0)).sum(axis=0)
    own = share[n]
    p = np.linalg.solve(np.eye(own.size) - own[:, None] * G.T, a)
    final = world.final_use[n]
    return float(final @ p / final.sum())
