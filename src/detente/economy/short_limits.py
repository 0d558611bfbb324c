"""Quantity caps and purchase pledges: cells whose price moves until the limit holds.

Equation numbers refer to docs/explanation/short-run-model.md.
"""

# Legend: economy/short_sweep.py. mu log premium of a capped cell (>= 0, rent of the exporter) or log subsidy of a
# pledged one (<= 0, paid by the importer)

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np
import numpy.typing as npt
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import require_same
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import Closure
from detente.economy.hat import moved
from detente.economy.short_sweep import Frictions, ShortShock, composite, short_shock
from detente.world.world import World

__all__ = ["LIMITS", "Limits", "read_limits"]

DIMS = ("importer", "exporter", "sector")
LIMITS = ("quota", "floor")
LOWEST_CAP = 1e-3


@final
@dataclass(frozen=True, slots=True)
class Limits:
    """Limited cells.

    Attributes
    ----------
    j, n, i
        (K,) positions of sector, importer and exporter.
    cap
        (K,) True: ``limit`` is the highest quantity; False: the lowest value. Both are ratios to the base.
    limit
        (K,) the limit.
    """

    j: npt.NDArray[np.intp]
    n: npt.NDArray[np.intp]
    i: npt.NDArray[np.intp]
    cap: npt.NDArray[np.bool_]
    limit: FloatArray

    def wedges(self, given: Wedges, mu: FloatArray) -> Wedges:
        """``given`` with premia as export taxes and subsidies as lower tariffs (eq. 14)."""
        t, x = given.t.copy(), np.array(given.x)
        up, down = (np.exp(np.where(cells, mu, 0.0)) for cells in (self.cap, ~self.cap))
        at = self.j, self.n, self.i
        t[at] = (1.0 + t[at]) * down - 1.0
        x[at] = (1.0 + x[at]) * up - 1.0
        return Wedges(t=t, x=x, d=given.d)

    def excess(self, s: ShortShock, y: FloatArray) -> FloatArray:
        """(K,) log of quantity (caps) or value (pledges) over its limit."""
        b, w = s.hat.base, s.hat.wedges
        lc, q, _ = y.reshape(3, *b.E.shape)
        z, Phi, _ = composite(s, lc)
        at = self.j, self.n, self.i
        border = s.hat.A[at] * z[self.j, self.i] * (b.E * np.exp(q) / Phi)[self.j, self.n]
        value = border / ((1.0 + w.t[at]) * (1.0 + w.x[at])) / self.base_values(b)
        quantity = value / (np.exp(lc[self.j, self.i]) * w.d[at] / b.wedges.d[at])
        return np.asarray(np.log(np.where(self.cap, quantity, value) / self.limit))

    def base_values(self, base: Calibration) -> FloatArray:
        """(K,) flows of the base at basic prices."""
        at = self.j, self.n, self.i
        return np.asarray(
            base.pi[at] * base.E[self.j, self.n] / ((1.0 + base.wedges.t[at]) * (1.0 + base.wedges.x[at]))
        )

    def free(
        self,
        base: Calibration,
        given: Wedges,
        theta: FloatArray,
        D: FloatArray,
        closure: Closure,
        frictions: Frictions,
    ) -> ShortShock:
        """The shock without prices of limits, made so that :meth:`priced` can change its limited cells alone."""
        cells = moved(base, given, closure)
        start, stop = int(self.j.min()), int(self.j.max()) + 1
        if cells.taxed.stop:
            start, stop = min(start, cells.taxed.start), max(stop, cells.taxed.stop)
        s = short_shock(base, given, theta, D, closure, frictions, replace(cells, taxed=slice(start, stop)))
        hat = s.hat
        return replace(s, hat=replace(hat, B=hat.M.copy())) if self.cap.any() and hat.B is hat.M else s

    def priced(self, free: ShortShock, mu: FloatArray) -> ShortShock:
        """The shock of :meth:`free` with the prices of limits in its limited cells (eq. 14)."""
        hat = free.hat
        at = self.j, self.n, self.i
        through = np.broadcast_to(hat.closure.phi, hat.base.wL.shape)[self.n]
        ratio = np.where(self.cap, 1.0, through) * mu
        wedges = self.wedges(hat.wedges, mu)
        A, M, lift = hat.A.copy(), hat.M.copy(), free.lift
        A[at] *= np.exp(-hat.theta[self.j, 0] * ratio)
        inside = self.j - hat.taxed.start, self.n, self.i
        M[inside] = A[at] / (1.0 + wedges.t[at])
        B = M
        if hat.B is not hat.M:
            B = hat.B.copy()
            B[inside] = M[inside] / (1.0 + wedges.x[at])
        if free.flat.size:
            lift = lift.copy()
            flat = np.isin(self.j, free.flat)
            np.add.at(lift, (self.j[flat], self.n[flat]), (hat.base.pi[at] * ratio)[flat])
        return replace(free, hat=replace(hat, wedges=wedges, A=A, M=M, B=B), lift=lift)

    def adjusted(self, mu: FloatArray, excess: FloatArray, theta: FloatArray) -> FloatArray:
        """Premia and subsidies moved by the excess, within their signs (eq. 15)."""
        moved = mu + excess / (1.0 + theta[self.j])
        return np.where(self.cap, np.maximum(moved, 0.0), np.minimum(moved, 0.0))

    def gap(self, mu: FloatArray, excess: FloatArray) -> float:
        """Largest smaller one of the price of a limit and the distance from it."""
        return float(np.abs(np.minimum(np.abs(mu), np.where(self.cap, -excess, excess))).max(initial=0.0))


def read_limits(world: World, data: xr.Dataset) -> Limits:
    """Limits of a dataset of wedges, in kernel layout; cells without trade are not limited by a cap.

    Parameters
    ----------
    world
        Gives regions and sectors.
    data
        Where wanted ``quota``, the highest quantity, and ``floor``, the lowest value at basic prices, each
        (importer, exporter, sector) as a ratio to the base; NaN where there is none.

    Raises
    ------
    LabelError
        If labels differ.
    DataError
        If a limit is out of range, is set on own goods or twice, or a pledge is made where there is no trade.
    """
    cells: list[tuple[int, int, int, bool, float]] = []
    for name in LIMITS:
        if name not in data:
            continue
        if set(data[name].dims) != set(DIMS):
            raise DataError(f"{name} has dimensions {data[name].dims}; it needs {', '.join(DIMS)}.")
        for dim, known in zip(DIMS, (world.regions, world.regions, world.sectors), strict=True):
            found = tuple(str(label) for label in data.coords[dim].values)
            require_same(known, found, f"world '{world.name}' ({dim})", f"{name} ({dim})")
        values = data[name].transpose(*DIMS).values
        for n, i, j in np.argwhere(~np.isnan(values)):
            limit, cap = float(values[n, i, j]), name == "quota"
            where = f"{name} of {world.regions[n]} on {world.regions[i]}, {world.sectors[j]}"
            lowest = LOWEST_CAP if cap else 0.0
            if n == i or not lowest <= limit < np.inf:
                raise DataError(
                    f"{where} is {limit:g}; give a ratio to the base of at least {lowest:g} (a full stop has no price "
                    "of its own), between two economies."
                )
            if world.flows[n, i, j] > 0.0 and limit > 0.0:
                cells.append((j, n, i, cap, limit))
            elif not cap and limit > 0.0:
                raise DataError(f"{where}: there is no trade that a pledge could raise.")
    places = [cell[:3] for cell in cells]
    if len(set(places)) < len(places):
        raise DataError("a cell has both a quota and a floor; keep one.")
    at = np.array(places, dtype=np.intp).reshape(-1, 3).T
    return Limits(
        j=at[0],
        n=at[1],
        i=at[2],
        cap=np.array([cell[3] for cell in cells], dtype=np.bool_),
        limit=np.array([cell[4] for cell in cells], dtype=np.float64),
    )
