"""Jobs embodied in exports: accounting with a table of home-made inputs, no behaviour.

Equations: docs/explanation/pressure.md, eq. 1 and 2.
"""

# n one economy; J sectors. A[k,j] home-made input k per unit of output j; L = (I - A)^-1; e[j] workers per unit of
# output; x[j] exports

from __future__ import annotations

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import positions
from detente.world.world import World

__all__ = ["embodied_jobs", "embodied_output", "home_inputs"]


def home_inputs(world: World, region: str) -> FloatArray:
    """Home-made inputs per unit of output of one economy (eq. 1).

    Every user of a good buys the economy's own mix of origins (proportionality), since the world does not know who
    uses which origin.

    Parameters
    ----------
    world
        The world.
    region
        Code of the economy.

    Returns
    -------
    numpy.ndarray
        (sector_in, sector_by) shares of output at basic prices.

    Raises
    ------
    LabelError
        If the economy is not in the world.
    """
    n = int(positions((region,), world.regions, f"economy of world '{world.name}'")[0])
    spending = (world.flows[n] * (1.0 + world.tariff[n])).sum(axis=0)
    own = np.divide(world.flows[n, n], spending, out=np.zeros_like(spending), where=spending > 0.0)
    output = world.flows[:, n].sum(axis=0)
    use = world.input_use[n] * own[:, None]
    return np.asarray(np.divide(use, output, out=np.zeros_like(use), where=output > 0.0))


def embodied_output(world: World, region: str, exports: FloatArray) -> FloatArray:
    """Output of each sector of an economy that goes into ``exports``, directly or as inputs (eq. 2).

    Parameters
    ----------
    world, region
        As for :func:`home_inputs`.
    exports
        (sector,) exports at basic prices, USD mn.

    Returns
    -------
    numpy.ndarray
        (sector,) USD mn at basic prices.
    """
    A = home_inputs(world, region)
    return np.asarray(np.linalg.solve(np.eye(len(A)) - A, exports))


def embodied_jobs(world: World, region: str, exports: FloatArray) -> FloatArray:
    """Jobs of each sector of an economy behind ``exports``, directly or as inputs (eq. 2).

    Parameters
    ----------
    world, region, exports
        As for :func:`embodied_output`.

    Returns
    -------
    numpy.ndarray
        (sector,) persons. Employment and output are of the years that the world names.

    Raises
    ------
    DataError
        If the world knows no employment.
    """
    if world.employment is None:
        raise DataError(f"world '{world.name}' knows no employment, so jobs cannot be counted.")
    n = int(positions((region,), world.regions, f"economy of world '{world.name}'")[0])
    output = world.flows[:, n].sum(axis=0)
    per_unit = np.divide(world.employment[n], output, out=np.zeros_like(output), where=output > 0.0)
    return np.asarray(1000.0 * per_unit * embodied_output(world, region, exports))
