"""What each measure adds to each cell's tariff between two moments; over the measures it is the whole change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.ledger.measures import Measure
from detente.ledger.stacking import Moment, Stack
from detente.ledger.wedges import SectorMeans, binding, priced, under_rules
from detente.world.world import World

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["FLOOR", "Parts", "parts_between"]

FLOOR = "floor at zero"
"""The part that no measure makes: a cell's tariff does not fall below zero."""
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Parts:
    """The change of tariffs between two moments, by measure.

    Attributes
    ----------
    data
        ``tariff`` (part, importer, exporter, sector): what each part adds, as a share. A part is a measure, a rule of
        a scenario, or the floor at zero; only those that change a cell are there.
    measures
        The record behind each part; None for rules and the floor.
    """

    data: xr.Dataset
    measures: Mapping[str, Measure | None]


def parts_between(
    ledger: Ledger,
    world: World,
    moments: tuple[Moment, Moment],
    wedges: tuple[xr.Dataset, xr.Dataset],
) -> Parts:
    """Split the change of tariffs between two moments over the measures.

    Parameters
    ----------
    ledger
        The ledger; its rules hold at the second moment only.
    world
        The world whose cells are meant.
    moments, wedges
        Before and after: the moments, and the ledger's wedges at them.
    """
    before, after = moments
    shape = world.tariff.shape
    cubes: dict[str, FloatArray] = {}
    records: dict[str, Measure | None] = {}
    for n, importer in enumerate(world.regions):
        ruled = under_rules(ledger, importer, after)
        then, now = (priced(ledger, importer, moment) for moment in moments)
        if not then and not now and not ruled:
            continue
        means = SectorMeans(ledger.lines_of(importer), world)
        seen: dict[tuple[object, ...], dict[str, FloatArray]] = {}
        for i, exporter in enumerate(world.regions):
            if n == i:
                continue
            key = (*binding(then, exporter, ledger), "then", *binding(now, exporter, ledger))
            if ruled:
                key = (*key, exporter)
            if key not in seen:
                old = _by_part(ledger.bare_stack(importer, exporter, before), records)
                new = _by_part(ledger.stack(importer, exporter, after), records)
                none = np.zeros(len(means.lines.codes))
                moved = {part: new.get(part, none) - old.get(part, none) for part in {**old, **new}}
                seen[key] = {part: rate for part, rate in moved.items() if rate.any()}
            for part, rate in seen[key].items():
                cubes.setdefault(part, np.zeros(shape))[n, i] = means.plain(rate, exporter)
    cubes = {part: cube for part, cube in cubes.items() if cube.any()}
    change = (wedges[1]["tariff"] - wedges[0]["tariff"]).values
    if any(lines.response for lines in ledger.lines.values()):
        cubes = _shared_out(cubes, change)
    floor = change - sum(cubes.values(), start=np.zeros(shape))
    if np.abs(floor).max() > ROUNDING:
        cubes[FLOOR], records[FLOOR] = floor, None
    dims = ("part", "importer", "exporter", "sector")
    regions = list(world.regions)
    return Parts(
        xr.Dataset(
            {"tariff": (dims, np.array(list(cubes.values())).reshape(-1, *shape))},
            coords={"part": list(cubes), "importer": regions, "exporter": regions, "sector": list(world.sectors)},
        ),
        {part: records[part] for part in cubes},
    )


def _shared_out(cubes: dict[str, FloatArray], change: FloatArray) -> dict[str, FloatArray]:
    """Parts that add up to averages other than means: each cell's change in proportion to the parts' means."""
    total = sum(cubes.values(), start=np.zeros(change.shape))
    ratio = np.divide(change, total, out=np.ones(change.shape), where=np.abs(total) > ROUNDING)
    return {part: cube * ratio for part, cube in cubes.items()}


def _by_part(stack: Stack, records: dict[str, Measure | None]) -> dict[str, FloatArray]:
    """Rate (lines,) that each measure or rule adds in a stack; their records are noted."""
    rates: dict[str, FloatArray] = {}
    for layer in stack.layers:
        if not layer.rate.any():
            continue
        part = layer.measure.id if layer.measure is not None else layer.by_rule
        records[part] = layer.measure
        rates[part] = rates.get(part, 0.0) + layer.rate
    return rates
