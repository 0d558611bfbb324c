"""The long run solved again and again from one base: labels are read once, and only asked-for numbers are kept."""

# Legend: economy/calibration.py and levels.py.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.status import Status
from detente.economy.calibration import Calibration, Wedges
from detente.economy.closures import Closure
from detente.economy.equilibrium import at_rest, equilibrium
from detente.economy.labelled import read_wedges
from detente.economy.levels import base_levels
from detente.economy.longrun import LongRun
from detente.economy.outcome import abroad, real_utility
from detente.world.world import World

__all__ = ["Repeated"]


@final
@dataclass(frozen=True, slots=True)
class Repeated:
    """A change of wedges, ready to be solved under many assumptions.

    Attributes
    ----------
    base
        The calibrated base.
    old, new
        Wedges before and after.
    goods
        (sectors,) True for goods.
    """

    base: Calibration
    old: Wedges
    new: Wedges
    goods: FloatArray

    @classmethod
    def read(cls, world: World, before: xr.Dataset, after: xr.Dataset) -> Self:
        """Read the labels of a change of wedges.

        Parameters
        ----------
        world, before, after
            As for :meth:`detente.economy.longrun.LongRun.solve`.

        Raises
        ------
        LabelError
            If labels of the wedges and the world differ.
        DataError
            If a wedge cannot be used.
        """
        return cls(
            Calibration.from_world(world),
            read_wedges(world, before, "before"),
            read_wedges(world, after, "after"),
            np.array(world.goods, dtype=np.float64),
        )

    def solve(self, model: LongRun, theta: FloatArray, pair: tuple[int, int]) -> Mapping[str, FloatArray] | Status:
        """The numbers that :class:`LongRun` gives under other elasticities.

        Parameters
        ----------
        model
            Deficits other than by services, and the other closures; its elasticities are not read.
        theta
            (sectors,) elasticities.
        pair
            Positions of two economies whose trade in goods is wanted.

        Returns
        -------
        dict or Status
            ``welfare``, ``real_wage``, ``price_index``, ``exports``, ``imports`` (regions,) and ``pair`` (1,), all
            changes as shares; or why there is none.
        """
        base = self.base
        closure = Closure(proportional=model.deficits == "proportional", rebate=model.rebate, kappa=model.labour_supply)
        D = np.zeros_like(base.D) if model.deficits == "balanced" else base.D
        rest = at_rest(base, self.old, theta, D, closure)
        if rest.found is not None and not rest.solved:
            return rest.found.status
        base = rest.base
        found = equilibrium(base, self.new, theta, base.D, closure)
        if found.status is not Status.CONVERGED:
            return found.status
        one, two = base_levels(base), found.levels
        index = np.exp((base.alpha * np.log(two.P)).sum(axis=0))
        utility = real_utility(base, one, two, closure)
        sold, bought = (later / before - 1.0 for before, later in zip(abroad(one), abroad(two), strict=True))
        n, i = pair
        before, after = (float(self.goods @ (levels.V[:, n, i] + levels.V[:, i, n])) for levels in (one, two))
        return {
            "welfare": utility[1] / utility[0] - 1.0,
            "real_wage": two.w / index - 1.0,
            "price_index": index - 1.0,
            "exports": sold,
            "imports": bought,
            "pair": np.array([after / before - 1.0 if before else 0.0]),
        }
