"""Tariffs in force on the base day, and the change from basic to purchaser's prices they bring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.world.calibration.services import LARGEST_INPUTS, Table

__all__ = ["by_sector", "closed", "collected", "composed", "purchasers_prices", "sector_means"]

CAP = 0.30
"""Third pairs above are cut to it: mostly specific duties on drink and tobacco."""


def by_sector(
    tens: Mapping[tuple[str, str], tuple[float, float]], hs6: Mapping[str, str], sectors: tuple[str, ...]
) -> dict[tuple[str, int], tuple[float, float]]:
    """US imports and duty by (partner, sector position); special provisions of chapters 98 and 99 are left out."""
    position = {code: sectors.index(name) for code, name in hs6.items()}
    found: dict[tuple[str, int], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for (partner, code), (value, duty) in tens.items():
        if code[:6] in position:
            cell = (partner, position[code[:6]])
            found[cell] = (found[cell][0] + value, found[cell][1] + duty)
    return dict(found)


def collected(
    customs: Mapping[tuple[str, int], tuple[float, float]], exporters: Mapping[str, tuple[int, ...]], row: int
) -> dict[tuple[int, int], float]:
    """US duty over imports by (exporter position, sector); partners outside the table make up the rest of the world."""
    cells = {}
    rest: dict[int, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for (partner, j), (value, duty) in customs.items():
        if value <= 0:
            continue
        for exporter in exporters[partner]:
            cells[exporter, j] = min(duty / value, CAP)
        if not exporters[partner]:
            rest[j] = (rest[j][0] + value, rest[j][1] + duty)
    cells.update({(row, j): min(duty / value, CAP) for j, (value, duty) in rest.items()})
    return cells


def composed(
    third: FloatArray,
    own: Mapping[int, Mapping[tuple[int, int], float]],
    taxable: Sequence[bool],
) -> FloatArray:
    """Base tariffs by importer, exporter and sector.

    Parameters
    ----------
    third
        (importer, exporter, goods) applied tariffs as shares, for pairs without a better source.
    own
        Importer to ((exporter, sector) to tariff) from its own source, in place of ``third``.
    taxable
        (sector,) True where goods cross borders; elsewhere there is no tariff.

    Returns
    -------
    numpy.ndarray
        (importer, exporter, sector) shares, whole multiples of 0.0001; nothing on own goods.
    """
    n, _, goods = third.shape
    t = np.zeros((n, n, len(taxable)))
    t[:, :, :goods] = np.round(np.minimum(third, CAP), 3)
    for importer, cells in own.items():
        for (exporter, j), value in cells.items():
            t[importer, exporter, j] = np.round(value, 4)
    t[np.arange(n), np.arange(n)] = 0.0
    return np.asarray(t * np.array(taxable))


def sector_means(values: FloatArray, weights: FloatArray, sector: tuple[str, ...]) -> dict[str, float]:
    """Weighted mean of a number by line within each sector; simple where all weights are zero."""
    names = np.array(sector)
    means = {}
    for name in sorted(set(sector)):
        inside = names == name
        w = weights[inside]
        means[name] = float(np.average(values[inside], weights=w if w.sum() > 0 else None))
    return means


def closed(table: Table, tariff: FloatArray) -> tuple[dict[str, FloatArray], list[tuple[int, int]]]:
    """Put base tariffs on a table and derive value added and final use so that every identity holds.

    Tables at basic prices hold duties on inputs in value added: each input is scaled to its purchaser's price, so
    that value added becomes net of duties. Flows and inputs are rounded to single precision first, then closed.

    Parameters
    ----------
    table
        Flows and inputs at basic prices.
    tariff
        (importer, exporter, sector) shares.

    Returns
    -------
    arrays : dict
        ``flows, value_added, input_use, final_use``.
    capped : list
        (region, sector) whose inputs were cut to 0.98 of output.
    """
    X = table.flows.astype(np.float32).astype(np.float64)
    E = (X * (1.0 + tariff)).sum(axis=1)
    Y = X.sum(axis=0)
    U, over = purchasers_prices(table.input_use, table.spending, E, Y)
    U = U.astype(np.float32).astype(np.float64)
    capped = [(int(n), int(j)) for n, j in np.argwhere(over)]
    return {
        "flows": X,
        "value_added": Y - U.sum(axis=1),
        "input_use": U,
        "final_use": E - U.sum(axis=2),
    }, capped


def purchasers_prices(
    input_use: FloatArray, before: FloatArray, after: FloatArray, output: FloatArray
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Inputs at the prices that buyers pay once tariffs are on.

    Parameters
    ----------
    input_use
        (N, K, J) inputs at basic prices.
    before, after
        (N, K) spending without and with tariffs; their ratio is the price.
    output
        (N, J) output at basic prices.

    Returns
    -------
    inputs : numpy.ndarray
        (N, K, J); a sector that would use more than 0.98 of its output is cut to that, one without output to zero.
    over : numpy.ndarray
        (N, J) True where inputs were cut.
    """
    price = np.divide(after, before, out=np.ones_like(after), where=before > 0)
    U = input_use * price[:, :, None]
    share = np.divide(U.sum(axis=1), output, out=np.zeros_like(output), where=output > 0)
    over = share > LARGEST_INPUTS
    U *= np.where(over, LARGEST_INPUTS / np.maximum(share, 1e-300), 1.0)[:, None, :]
    U *= (output > 0)[:, None, :]
    return U, over
