"""Move a table of one year to another: growth inside each source, levels of one source only.

Letters: X[n,i,j] flows, Y[i,j] output, E[n,j] spending, U[n,k,j] inputs, G = U/Y.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import CheckFailed
from detente.world.calibration.balance import balance
from detente.world.calibration.services import Table

__all__ = ["moved", "with_mix"]

ROUNDS = 40
SMALLEST_FINAL = 1e-6
"""Final use is kept at or above this part of spending."""
LARGEST_SEED = 0.5
"""A seed for one destination takes at most this part of the exporter's output."""


def with_mix(flows: FloatArray, importer: int, mixes: Mapping[tuple[int, ...], Mapping[int, float]]) -> FloatArray:
    """Give an importer's purchases from each group of exporters another sector mix, its level unchanged.

    Parameters
    ----------
    flows
        (importer, exporter, sector) USD mn.
    importer
        Whose purchases change.
    mixes
        Exporters (one, or the members of a customs union) to (sector to value in the other source, any unit).
        Sectors that are not named keep their level; a cell of zero stays zero.

    Returns
    -------
    numpy.ndarray
        Flows with the new cells.
    """
    out = flows.copy()
    for exporters, mix in mixes.items():
        members = list(exporters)
        sectors = [j for j in mix if flows[importer, members, j].sum() > 0]
        level = flows[importer, members][:, sectors].sum()
        weights = np.array([mix[j] for j in sectors])
        for j, target in zip(sectors, level * weights / weights.sum(), strict=True):
            cells = flows[importer, members, j]
            most = LARGEST_SEED * flows[:, members, j].sum(axis=0)
            out[importer, members, j] = np.minimum(cells * target / cells.sum(), np.maximum(most, cells))
    return out


def moved(base: Table, seed: FloatArray, growth: FloatArray, fixed: Mapping[tuple[int, int], FloatArray]) -> Table:
    """Bring flows to new totals by RAS, sector by sector, with some cells given.

    Output and spending of each region grow by ``growth``, spending rescaled to world output; techniques G stay;
    where inputs would exceed spending, spending is raised and the rest lowered, in at most ``ROUNDS`` rounds.

    Parameters
    ----------
    base
        The table to move.
    seed
        (importer, exporter, sector) flows that stand for today's pattern.
    growth
        (region,) ratio of totals.
    fixed
        (importer, exporter) to (sector,) flows that are known; NaN where free.

    Returns
    -------
    Table
        Flows and inputs; spending covers inputs everywhere.

    Raises
    ------
    CheckFailed
        If inputs still exceed spending somewhere after the last round.
    """
    Y = base.output * growth[:, None]
    G = np.divide(base.input_use, base.output[:, None, :], out=np.zeros_like(base.input_use), where=Y[:, None, :] > 0)
    U = G * Y[:, None, :]
    need = U.sum(axis=2) * (1.0 + 2 * SMALLEST_FINAL)
    E = base.spending * growth[:, None]
    for _ in range(ROUNDS):
        E *= Y.sum(axis=0) / np.maximum(E.sum(axis=0), 1e-300)
        short = need > E
        if not short.any():
            break
        E = np.where(short, need * (1.0 + 1e-3), E)
    else:
        raise CheckFailed(f"inputs exceed spending in {int(short.sum())} cells after {ROUNDS} rounds.")
    X = np.empty_like(seed)
    for j in range(seed.shape[2]):
        known = np.zeros(seed.shape[:2])
        free = seed[:, :, j].copy()
        for (n, i), values in fixed.items():
            if np.isfinite(values[j]):
                known[n, i] = values[j]
                free[n, i] = 0.0
        X[:, :, j] = balance(free, E[:, j] - known.sum(axis=1), Y[:, j] - known.sum(axis=0)) + known
    return Table(X, U)
