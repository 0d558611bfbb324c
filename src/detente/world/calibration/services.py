"""Services and the rest of the world: what the two carriers of the ICIO tables leave open at 50 sectors.

Axes: n importer, i exporter, k sector of the good, s sector of the user; goods come first, then services.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.arrays import FloatArray
from detente.world.calibration.balance import balance

__all__ = ["DONORS", "Table", "fifty_sectors"]

DONORS = (
    "AGO", "CMR", "CIV", "COD", "EGY", "NGA", "SEN", "KHM", "LAO", "MMR", "PAK", "BGD", "JOR", "TUN", "MAR", "KAZ",
    "UKR", "PER", "COL", "SAU", "ARE",
)  # fmt: skip
"""[A] Emerging economies whose pooled technology stands for that of the rest of the world."""
LARGEST_USE = 0.90
"""Inputs of the rest of the world take at most this part of its spending on a sector."""
LARGEST_INPUTS = 0.98
"""Inputs take at most this part of the value of an output."""
POOLED_SEED = 0.01


@dataclass(frozen=True, slots=True)
class Table:
    """Flows and inputs at basic prices, before tariffs.

    Attributes
    ----------
    flows
        (importer, exporter, sector) USD mn.
    input_use
        (region, sector_in, sector_by) USD mn.
    """

    flows: FloatArray
    input_use: FloatArray

    @property
    def output(self) -> FloatArray:
        """(region, sector) gross output."""
        return np.asarray(self.flows.sum(axis=0))

    @property
    def spending(self) -> FloatArray:
        """(region, sector) spending."""
        return np.asarray(self.flows.sum(axis=1))


def fifty_sectors(
    flows28: FloatArray,
    from_row28: FloatArray,
    intermediate: FloatArray,
    use: FloatArray,
    other_sales: FloatArray,
    donors: list[int],
) -> Table:
    """Join the 28-sector totals and the 50-sector intermediates into one table of 81 economies.

    Goods are data. For services, totals by pair and by origin and sector are data; the sector mix of final sales
    by destination is imputed by RAS, origin by origin.

    Parameters
    ----------
    flows28
        (81, 81, 28) importer, exporter, goods and all services; the last region is the rest of the world.
    from_row28
        (80, 28, 28) inputs from the rest of the world.
    intermediate
        (80, 80, 50) importer, exporter, sector: intermediate sales.
    use
        (80, 50, 50) inputs from the 80.
    other_sales
        (80, 50) final sales and all sales to the rest of the world, by origin.
    donors
        Positions of the donor economies.

    Returns
    -------
    Table
        81 economies, 50 sectors.
    """
    n, sectors = flows28.shape[0], use.shape[1]
    goods = flows28.shape[2] - 1
    row = n - 1
    flows = np.zeros((n, n, sectors))
    flows[:, :, :goods] = flows28[:, :, :goods]
    flows[:, :row, goods:] = _services(flows28[:, :, goods], intermediate[:, :, goods:], other_sales[:, goods:])
    abroad = flows[:row, :row, goods:].sum(axis=1) - flows[np.arange(row), np.arange(row), goods:]
    mix = abroad.sum(axis=0) / abroad.sum()
    flows[:, row, goods:] = flows28[:, row, goods, None] * mix
    at_home = sum(flows[d, d, goods:] for d in donors)
    flows[row, row, goods:] = flows28[row, row, goods] * at_home / np.sum(at_home)
    output = flows.sum(axis=0)

    inputs = np.zeros((n, sectors, sectors))
    inputs[:row] = use + _from_row(from_row28, use, flows[:row, row], goods)
    pooled = inputs[donors].sum(axis=0) / output[donors].sum(axis=0)
    inputs[row] = pooled * output[row]
    spent = flows[row].sum(axis=0)
    inputs[row] *= np.minimum(1.0, LARGEST_USE * spent / np.maximum(inputs[row].sum(axis=1), 1e-300))[:, None]
    share = np.divide(inputs.sum(axis=1), output, out=np.zeros_like(output), where=output > 0)
    inputs *= np.minimum(1.0, LARGEST_INPUTS / np.maximum(share, 1e-300))[:, None, :]
    inputs *= (output > 0)[:, None, :]
    return Table(flows, inputs)


def _services(total: FloatArray, intermediate: FloatArray, other_sales: FloatArray) -> FloatArray:
    """(81, 80, services) flows from the 80 origins: intermediates plus imputed final sales."""
    row = intermediate.shape[0]
    pooled = intermediate.sum(axis=(0, 1)) / intermediate.sum()
    flows = np.zeros((row + 1, row, intermediate.shape[2]))
    for i in range(row):
        sold = intermediate[:, i]
        margin = total[:, i].copy()
        margin[:row] -= sold.sum(axis=1)
        margin = np.maximum(margin, 0.0)
        seed = np.zeros((row + 1, sold.shape[1]))
        seed[:row] = sold + 1e-9 * pooled
        seed[row] = POOLED_SEED * pooled * sold.sum()
        seed[i] = other_sales[i]
        seed *= other_sales[i] > 0
        flows[:, i] = balance(seed, margin, other_sales[i])
        flows[:row, i] += sold
    return flows


def _from_row(from_row28: FloatArray, use: FloatArray, sold_by_row: FloatArray, goods: int) -> FloatArray:
    """(80, 50, 50) inputs from the rest of the world: the 28-sector totals, split like other inputs.

    Within services the good follows what the rest of the world sells, the user the importer's own pattern.
    """
    mix = np.divide(sold_by_row, use.sum(axis=2), out=np.zeros_like(sold_by_row), where=use.sum(axis=2) > 0)
    pattern = use * mix[:, :, None] + 1e-12 * use
    starts = np.arange(goods + 1)
    sums = np.add.reduceat(np.add.reduceat(pattern, starts, axis=1), starts, axis=2)
    scale = np.divide(from_row28, sums, out=np.zeros_like(sums), where=sums > 0)
    back = np.minimum(np.arange(use.shape[1]), goods)
    return np.asarray(pattern * scale[:, back][:, :, back])
