"""The door from labelled wedges to the kernel: labels, signs and dimensions are checked here, exactly once."""

from __future__ import annotations

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import require_same
from detente.economy.calibration import Wedges
from detente.world.world import World

__all__ = ["read_wedges"]

DIMS = ("importer", "exporter", "sector")
LOWEST = -0.99
WHAT = {
    "tariff": "the whole ad valorem share in force",
    "export_tax": "a share of the basic price",
    "barrier": "an iceberg cost as a share",
}


def read_wedges(world: World, data: xr.Dataset, name: str) -> Wedges:
    """Check a dataset of wedges against ``world`` and bring it into kernel layout.

    Parameters
    ----------
    world
        Gives regions and sectors, which must agree in content and order.
    data
        ``tariff`` and, where wanted, ``export_tax`` and ``barrier``, each (importer, exporter, sector) as shares.
    name
        What the dataset is called in an error: ``before`` or ``after``.

    Raises
    ------
    LabelError
        If regions or sectors differ, naming both sets.
    DataError
        If a variable is missing or unknown, a value is not finite or not above -0.99, or an economy has a
        wedge on its own goods.
    """
    unknown = [str(v) for v in data.data_vars if v not in WHAT]
    if unknown:
        raise DataError(f"{name} holds {unknown[0]}, which LongRun does not use: drop it. It takes {', '.join(WHAT)}.")
    if "tariff" not in data:
        raise DataError(f"{name} holds no tariff; make it with wedges(world, ...), which starts from the base tariffs.")
    labels = {"importer": world.regions, "exporter": world.regions, "sector": world.sectors}
    for dim, known in labels.items():
        if dim not in data.coords:
            raise DataError(f"{name} has no labels on {dim}: its dimensions must be {', '.join(DIMS)}.")
        found = tuple(str(label) for label in data.coords[dim].values)
        require_same(known, found, f"world '{world.name}' ({dim})", f"{name} ({dim})")
    t = _cube(data["tariff"], name)
    x, barrier = (_cube(data[what], name) if what in data else None for what in ("export_tax", "barrier"))
    zero, one = np.broadcast_to(0.0, t.shape), np.broadcast_to(1.0, t.shape)
    return Wedges(
        t=t,
        x=x if x is not None and x.any() else zero,
        d=1.0 + barrier if barrier is not None and barrier.any() else one,
    )


def _cube(variable: xr.DataArray, name: str) -> FloatArray:
    """One wedge in kernel layout [sector, importer, exporter]."""
    what = str(variable.name)
    if set(variable.dims) != set(DIMS):
        raise DataError(f"{name}: {what} has dimensions {variable.dims}; it needs {', '.join(DIMS)}.")
    stored = variable.transpose("sector", "importer", "exporter").values
    if not stored.any():
        return np.broadcast_to(0.0, stored.shape)
    values = np.ascontiguousarray(stored, dtype=np.float64)
    own = np.arange(values.shape[1])
    # a NaN fails both comparisons
    if not (values.min() > LOWEST and values.max() < np.inf) or values[:, own, own].any():
        bad = ~(values > LOWEST) | np.isinf(values)
        bad[:, own, own] |= values[:, own, own] != 0.0
        j, n, i = np.argwhere(bad)[0]
        at = {dim: str(variable.coords[dim].values[p]) for dim, p in zip(DIMS, (n, i, j), strict=True)}
        where = f"{name}: {what} of {at['importer']} on {at['exporter']}, {at['sector']}, is {values[j, n, i]:g}"
        if n == i and np.isfinite(values[j, n, i]):
            raise DataError(f"{where}; an economy's own goods carry no wedge: set it to 0.")
        raise DataError(f"{where}; it is {WHAT[what]}, a finite number above {LOWEST:g}.")
    return values
