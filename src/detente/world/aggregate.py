"""Sums over groups of economies and of sectors; every identity is kept.

A world aggregated and then solved differs from one solved and then aggregated: never compare the two as equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detente.core.arrays import FloatArray, group_sum
from detente.core.errors import LabelError
from detente.core.labels import close_name, require_same
from detente.world.world import World

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["aggregate", "aggregate_wedges"]

Groups = Mapping[str, Sequence[str]]


def aggregate(world: World, regions: Groups | None = None, sectors: Groups | None = None) -> World:
    """Join economies or sectors of a world.

    Flows, inputs, final use, value added and employment are summed; tariffs are weighted by flows, elasticities by
    international trade. The tariff on trade inside a new region is folded into its value added, since a region levies
    none on its own goods: inputs and final use that held it are brought back to the price without it.

    Parameters
    ----------
    world
        The world.
    regions, sectors
        New label to the labels it joins, for instance ``{"EU27": countries.group("EU27", day)}``; labels that are
        not named stay as they are. None joins nothing.

    Returns
    -------
    World
        New labels stand where the first of their members stood.

    Raises
    ------
    LabelError
        If a label is unknown, named twice, or a new label is one that stays.

    Examples
    --------
    >>> import detente as dt
    >>> two = dt.aggregate(dt.load_world("toy"), regions={"others": ["CHN", "ROW"]})
    >>> two.regions
    ('USA', 'others')
    """
    by_region = _partition(world.regions, regions, "economy", world.name)
    by_sector = _partition(world.sectors, sectors, "sector", world.name)
    region_groups, sector_groups = list(by_region.values()), list(by_sector.values())
    flows = _cells(world.flows, region_groups, sector_groups)
    tariff = _weighted(world.tariff, world.flows, flows, region_groups, sector_groups)
    own = np.arange(len(region_groups))
    tariff[own, own] = 0.0

    inner = np.zeros_like(world.flows)
    for members in region_groups:
        block = np.ix_(members, members)
        inner[block] = world.flows[block] * world.tariff[block]
    spending = world.spending
    price = 1.0 - np.divide(inner.sum(axis=1), spending, out=np.zeros_like(spending), where=spending > 0)
    use = group_sum(world.input_use * price[:, :, None], 0, region_groups)
    use = group_sum(group_sum(use, 1, sector_groups), 2, sector_groups)

    trade = world.flows.copy()
    trade[np.arange(len(world.regions)), np.arange(len(world.regions))] = 0.0
    weight = trade.sum(axis=(0, 1))
    return World.from_arrays(
        flows,
        None,
        use,
        None,
        tariff,
        regions=tuple(by_region),
        sectors=tuple(by_sector),
        year=world.year,
        unit=world.unit,
        name=f"{world.name} aggregated",
        base_day=world.base_day,
        goods=[any(world.goods[j] for j in members) for members in sector_groups],
        employment=None
        if world.employment is None
        else group_sum(group_sum(world.employment, 0, region_groups), 1, sector_groups),
        elasticities={name: _mean(theta, weight, sector_groups) for name, theta in world.elasticities.items()},
        provenance={**world.provenance, "aggregated": f"from world {world.name}, digest {world.digest}"},
    )


def aggregate_wedges(
    world: World, wedges: xr.Dataset, regions: Groups | None = None, sectors: Groups | None = None
) -> xr.Dataset:
    """Join economies or sectors in wedges, each cell weighted by its flows in the world before joining.

    Parameters
    ----------
    world
        The world whose labels the wedges carry.
    wedges
        Variables over (importer, exporter, sector), as shares.
    regions, sectors
        As in :func:`aggregate`.

    Returns
    -------
    xarray.Dataset
        Wedges on the new labels; nothing inside a new region. Cells without flows take the simple mean.

    Raises
    ------
    LabelError
        If the wedges' labels are not those of the world, or the groups do not fit.
    """
    import xarray as xr

    for dim, labels in (("importer", world.regions), ("exporter", world.regions), ("sector", world.sectors)):
        require_same(tuple(wedges[dim].values.tolist()), labels, f"the wedges' {dim}", f"world '{world.name}'")
    by_region = _partition(world.regions, regions, "economy", world.name)
    by_sector = _partition(world.sectors, sectors, "sector", world.name)
    region_groups, sector_groups = list(by_region.values()), list(by_sector.values())
    flows = _cells(world.flows, region_groups, sector_groups)
    own = np.arange(len(region_groups))
    dims = ("importer", "exporter", "sector")
    variables = {}
    for name, variable in wedges.data_vars.items():
        values = np.asarray(variable.transpose(*dims).values, dtype=np.float64)
        joined = _weighted(values, world.flows, flows, region_groups, sector_groups)
        joined[own, own] = 0.0
        variables[name] = (dims, joined, variable.attrs)
    attrs = {**wedges.attrs, "world": aggregate(world, regions, sectors).digest}
    coords = {"importer": list(by_region), "exporter": list(by_region), "sector": list(by_sector)}
    return xr.Dataset(variables, coords=coords, attrs=attrs)


def _partition(labels: Sequence[str], groups: Groups | None, what: str, world: str) -> dict[str, list[int]]:
    """New label to positions, in the order of the first member."""
    owner: dict[str, str] = {}
    for new, members in (groups or {}).items():
        if not members:
            raise LabelError(f"group {new} has no members.")
        for member in members:
            if member not in labels:
                raise LabelError(
                    f"{member} in group {new} is no {what} of world '{world}'.{close_name(member, labels)}"
                )
            if member in owner:
                raise LabelError(f"{member} is named twice, in {owner[member]} and {new}; each {what} belongs once.")
            owner[member] = new
    out: dict[str, list[int]] = {}
    for position, label in enumerate(labels):
        new = owner.get(label, label)
        if label not in owner and label in (groups or {}):
            raise LabelError(f"{label} names a group and a {what} that stays apart; take another name or join it too.")
        out.setdefault(new, []).append(position)
    return out


def _cells(values: FloatArray, regions: list[list[int]], sectors: list[list[int]]) -> FloatArray:
    return np.asarray(group_sum(group_sum(group_sum(values, 0, regions), 1, regions), 2, sectors))


def _weighted(
    rates: FloatArray, flows: FloatArray, joined: FloatArray, regions: list[list[int]], sectors: list[list[int]]
) -> FloatArray:
    """Mean of rates in each new cell, weighted by flows; simple where nothing flows."""
    weighted = _cells(rates * flows, regions, sectors)
    simple = _cells(rates, regions, sectors) / _cells(np.ones_like(rates), regions, sectors)
    return np.asarray(np.divide(weighted, joined, out=simple, where=joined > 0))


def _mean(theta: FloatArray, weight: FloatArray, groups: list[list[int]]) -> FloatArray:
    means = []
    for members in groups:
        w = weight[members]
        means.append(float(np.average(theta[members], weights=w if w.sum() > 0 else None)))
    return np.array(means)
