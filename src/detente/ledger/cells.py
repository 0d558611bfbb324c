"""Cells of the wedges for measures that set no rate: quotas, pledged purchases, barriers to services, parcels.

Equation numbers refer to docs/explanation/other-measures.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import positions
from detente.ledger.limits import PledgeLimit
from detente.ledger.scope import covered_partner
from detente.ledger.stacking import Moment
from detente.world.world import World

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["PARCELS", "barrier_for_cut", "parcel_shares", "pledge_floor", "with_parcels", "with_quota"]

DIMS = ("importer", "exporter", "sector")
Cell = tuple[str, str, str]

PARCEL_VALUE_USD_MN = 64_600.0
"""Value of all US parcels under the threshold in fiscal year 2024."""
PARCEL_COUNT_MN = 1_360.0
"""Their number, millions."""
FROM_CHINA = 0.6
"""China's and Hong Kong's share of them."""
POSTAL = 0.2
"""Share of value that comes by post; the rest comes with express carriers and pays all duties."""
PARCELS: Mapping[str, float] = {
    "C13T15": 0.35,
    "C31T33": 0.25,
    "C26": 0.15,
    "C22": 0.08,
    "C27": 0.06,
    "C20": 0.05,
    "C25": 0.04,
    "C28": 0.02,
}
"""Share of each sector in the value of parcels from China."""


def with_quota(data: xr.Dataset, quotas: Mapping[Cell, float]) -> xr.Dataset:
    """Wedges with the highest quantity of some cells, as ratios to the base.

    Parameters
    ----------
    data
        Wedges of a day.
    quotas
        ``{(importer, exporter, sector): ratio}``.
    """
    return data.assign(quota=_marked(data, quotas, "quota"))


def pledge_floor(
    data: xr.Dataset, world: World, pledges: Mapping[PledgeLimit, float], *, year: int | None = None
) -> xr.Dataset:
    """Wedges with the lowest value of pledged cells, as ratios to the base (eq. 7).

    Every cell of a pledge gets the ratio of what is to be bought to what the world's base holds in all its cells
    together.

    Parameters
    ----------
    data
        Wedges of a day.
    world
        Gives the base flows.
    pledges
        Pledge to compliance: the share of base and promise together that is bought; 1 keeps the promise.
    year
        Year of the promise; None: the mean of its years.

    Raises
    ------
    DataError
        If the compliance is negative, or the world has no trade that a pledge could raise.
    """
    cells: dict[Cell, float] = {}
    for pledge, compliance in pledges.items():
        if not 0.0 <= compliance < np.inf:
            raise DataError(f"compliance with {pledge.measure} is {compliance:g}; give a share from 0 on.")
        traded = {
            (pledge.importer, exporter, sector): flow
            for exporter in pledge.exporters
            for sector in pledge.sectors
            if (flow := _flow(world, pledge.importer, exporter, sector)) > 0.0
        }
        if not traded:
            raise DataError(f"{pledge.measure}: world '{world.name}' has no trade that the pledge could raise.")
        ratio = compliance * pledge.level(year) / sum(traded.values())
        cells |= dict.fromkeys(traded, ratio)
    return data.assign(floor=_marked(data, cells, "floor"))


def barrier_for_cut(data: xr.Dataset, cuts: Mapping[Cell, float], response: float) -> xr.Dataset:
    """Wedges with the iceberg cost that would cut some cells by a target, all else equal (eq. 9).

    Parameters
    ----------
    data
        Wedges of a day.
    cuts
        ``{(importer, exporter, sector): share to be cut}``, below 1.
    response
        Elasticity of the value of services trade to its price. The cut that is reached differs, because prices
        elsewhere move too: read it from the outcome.
    """
    if not response > 0.0:
        raise DataError(f"a response of {response:g} cannot be: trade has to fall when it gets dearer.")
    bad = {cell: cut for cell, cut in cuts.items() if not 0.0 <= cut < 1.0}
    if bad:
        cell, cut = next(iter(bad.items()))
        raise DataError(f"a cut of {cut:g} of {cell} is none; give a share from 0 to below 1.")
    raised = {cell: float((1.0 - cut) ** (-1.0 / response) - 1.0) for cell, cut in cuts.items()}
    added = _marked(data, raised, "barrier").fillna(0.0)
    old = data["barrier"] if "barrier" in data else xr.zeros_like(data["tariff"])
    return data.assign(barrier=((1.0 + old) * (1.0 + added) - 1.0).assign_attrs(old.attrs))


def parcel_shares(world: World, importer: str = "USA", exporter: str = "CHN") -> FloatArray:
    """(J,) share of a flow, parcels included, that comes in parcels under the threshold."""
    n, i = positions((importer, exporter), world.regions, f"economy of world '{world.name}'")
    parcels = np.array([PARCELS.get(sector, 0.0) for sector in world.sectors]) * PARCEL_VALUE_USD_MN * FROM_CHINA
    total = parcels + world.flows[n, i]
    return np.asarray(np.divide(parcels, total, out=np.zeros_like(total), where=total > 0.0))


def with_parcels(ledger: Ledger, world: World, data: xr.Dataset, moment: Moment) -> xr.Dataset:
    """Wedges in which parcels from China pay what they pay, not what containers pay (eq. 8).

    ``t = (1 - s) t + s t_parcel``: zero while the exemption stands, afterwards the postal rate on what comes by post
    and all duties on the rest. Use it on both sides of a solve.

    Parameters
    ----------
    ledger
        Gives the acts on parcels.
    world
        Gives the base flows, to which parcels are added.
    data
        Wedges of the day.
    moment
        Day valued and day of knowledge.
    """
    share = parcel_shares(world)
    place = {"importer": "USA", "exporter": "CHN"}
    duty = data["tariff"].sel(place).values
    acts = [m for m in ledger.live("USA", moment) if m.kind == "de-minimis"]
    act = next((m for m in acts if covered_partner(m, "CHN", ledger.countries)), None)
    paid = np.zeros_like(duty)
    if act is not None:
        post = duty
        if act.parcels is not None:
            mean_value = PARCEL_VALUE_USD_MN / PARCEL_COUNT_MN
            post = np.full_like(duty, min(act.parcels.rate, act.parcels.per_item_usd / mean_value))
        paid = POSTAL * post + (1.0 - POSTAL) * duty
    tariff = data["tariff"].copy(deep=True)
    tariff.loc[place] = (1.0 - share) * duty + share * paid
    return data.assign(tariff=tariff)


def _flow(world: World, importer: str, exporter: str, sector: str) -> float:
    n, i = positions((importer, exporter), world.regions, f"economy of world '{world.name}'")
    (j,) = positions((sector,), world.sectors, f"sector of world '{world.name}'")
    return float(world.flows[n, i, j])


def _marked(data: xr.Dataset, cells: Mapping[Cell, float], name: str) -> xr.DataArray:
    """A variable like the tariff, NaN but for some cells."""
    found = data[name].copy(deep=True) if name in data and name != "barrier" else xr.full_like(data["tariff"], np.nan)
    labels = {dim: [str(label) for label in data.coords[dim].values] for dim in DIMS}
    for cell, value in cells.items():
        for dim, label in zip(DIMS, cell, strict=True):
            positions((label,), labels[dim], f"{dim} of the wedges")
        found.loc[dict(zip(DIMS, cell, strict=True))] = value
    return found.rename(name)
