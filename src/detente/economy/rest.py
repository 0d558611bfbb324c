"""A world brought to other wedges: where it would rest in the long run, as a world of its own."""

from __future__ import annotations

import numpy as np
import xarray as xr

from detente.economy.calibration import Calibration
from detente.economy.labelled import read_wedges
from detente.economy.longrun import LongRun
from detente.world.world import World

__all__ = ["world_at_rest"]

ORDER = ("importer", "exporter", "sector")


def world_at_rest(world: World, wedges: xr.Dataset) -> World:
    """The world after everybody has settled at other tariffs, with the long run's central elasticities.

    Solving many short runs from one day's wedges then starts from one base, in place of one long run for each.

    Parameters
    ----------
    world
        The world.
    wedges
        ``tariff`` (importer, exporter, sector) as shares; no export taxes or barriers.

    Returns
    -------
    World
        The same world if the wedges are its own. Employment moves with output over wages.

    Raises
    ------
    NotSolved
        If no equilibrium was found.
    """
    if Calibration.from_world(world).wedges.same_as(read_wedges(world, wedges, "wedges")):
        return world
    own = xr.Dataset({"tariff": wedges["tariff"].transpose(*ORDER).copy(data=world.tariff)})
    data = LongRun().solve(world, own, wedges).data
    flows = np.nan_to_num(data["trade_value"].transpose(*ORDER).values)
    before, after = world.flows.sum(axis=0), flows.sum(axis=0)
    grown = np.divide(after, before, out=np.ones_like(before), where=before > 0.0)
    wage = 1.0 + data["nominal_wage"].values
    return World.from_arrays(
        flows,
        None,
        world.input_use * grown[:, None, :],
        None,
        wedges["tariff"].transpose(*ORDER).values,
        regions=world.regions,
        sectors=world.sectors,
        year=world.year,
        unit=world.unit,
        name=world.name,
        base_day=world.base_day,
        goods=world.goods,
        employment=None if world.employment is None else world.employment * grown / wage[:, None],
        elasticities=world.elasticities,
        provenance=world.provenance,
    )
