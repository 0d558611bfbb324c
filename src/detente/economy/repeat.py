"""The long run solved again and again from one base: labels are read once, and only asked-for numbers are kept.

Both equilibria are solved on the calibrated base; the change from one to the other is the ratio of their hats. An
equilibrium counts when one more sweep moves no log by ``SETTLED`` and every income is positive; the rebuilding in
levels that ordinary solves are judged by takes as long as the solve, and tests hold these numbers against it.
"""

# Legend: economy/calibration.py, hat.py and levels.py.

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
from detente.economy.equilibrium import MOVED, settled
from detente.economy.hat import Moved, Shock, moved, shock, split, supply, trade
from detente.economy.labelled import read_wedges
from detente.economy.longrun import LongRun
from detente.economy.solve import solve
from detente.world.world import World

__all__ = ["Repeated"]

SETTLED = 1e-7
"""Largest change of a log between two sweeps; what is read moves by less than a few times that."""


@final
@dataclass(frozen=True, slots=True)
class _State:
    """What is read of one equilibrium: (N,) price index, wage, household spending, exports, imports, income; pair."""

    index: FloatArray
    w: FloatArray
    spent: FloatArray
    exports: FloatArray
    imports: FloatArray
    income: FloatArray
    pair: float


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
    moves
        Cells that each of the two moves from the base.
    goods
        (sectors,) True for goods.
    """

    base: Calibration
    old: Wedges
    new: Wedges
    moves: tuple[Moved, Moved]
    goods: FloatArray

    @staticmethod
    def fits(model: LongRun) -> bool:
        """True for models whose numbers this gives: deficits other than by services, labour that does not respond."""
        return model.deficits != "services-share" and not model.labour_supply

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
        base = Calibration.from_world(world)
        old, new = read_wedges(world, before, "before"), read_wedges(world, after, "after")
        if base.wedges.same_as(old):
            old = base.wedges
        moves = moved(base, old), moved(base, new)
        return cls(base, old, new, moves, np.array(world.goods, dtype=np.float64))

    def solve(self, model: LongRun, theta: FloatArray, pair: tuple[int, int]) -> Mapping[str, FloatArray] | Status:
        """The numbers that :class:`LongRun` gives under other elasticities.

        Parameters
        ----------
        model
            One that fits; its elasticities are not read.
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
        closure = Closure(proportional=model.deficits == "proportional", rebate=model.rebate)
        D = np.zeros_like(base.D) if model.deficits == "balanced" else base.D
        first = shock(base, self.old, theta, D, closure, self.moves[0])
        start: FloatArray = np.zeros(2 * base.E.size + base.wL.size)
        y: FloatArray | Status = start
        if self.old is not base.wedges or np.abs(D - base.D).max() > MOVED * base.world_income:
            y = _followed(first, start)
        if isinstance(y, Status):
            return y
        one = self._read(first, y, pair)
        second = shock(base, self.new, theta, D, closure, self.moves[1])
        y = _followed(second, y)
        if isinstance(y, Status):
            return y
        two = self._read(second, y, pair)
        if min(one.income.min(), two.income.min()) <= 0.0:
            return Status.NO_EQUILIBRIUM
        return {
            "welfare": two.spent / two.index / (one.spent / one.index) - 1.0,
            "real_wage": two.w / two.index / (one.w / one.index) - 1.0,
            "price_index": two.index / one.index - 1.0,
            "exports": two.exports / one.exports - 1.0,
            "imports": two.imports / one.imports - 1.0,
            "pair": np.array([two.pair / one.pair - 1.0 if one.pair else 0.0]),
        }

    def _read(self, s: Shock, y: FloatArray, pair: tuple[int, int]) -> _State:
        """Read from the kernel's own sums, without the flow of every cell."""
        b, T = self.base, s.taxed
        v, q, lb = split(b, y)
        z, Phi, u = supply(s, v)
        E = b.E * np.exp(q)
        Q = E / Phi
        _, R = trade(s, z, Q, E)
        payroll = np.exp(lb) * b.wL
        income = payroll + s.closure.transfers(b, s.D, lb) + R
        bought, sold = E.copy(), np.vecmat(Q, s.A)
        bought[T] = Q[T] * np.matvec(s.M, z[T])
        sold[T] = np.vecmat(Q[T], s.M)
        own = Q * z * np.diagonal(s.A, axis1=1, axis2=2)
        cells = tuple(zip(pair, pair[::-1], strict=True))
        return _State(
            np.exp((b.alpha * u).sum(axis=0)),
            np.exp(lb),
            income - R if s.closure.rebate == "none" else income,
            (z * sold - own).sum(axis=0),
            (bought - own).sum(axis=0),
            income,
            sum(float((Q[:, n] * s.A[:, n, i] * z[:, i] / s.wedges.price(n, i)) @ self.goods) for n, i in cells),
        )


def _followed(s: Shock, start: FloatArray) -> FloatArray | Status:
    """The state of an equilibrium: by the first rung to ``SETTLED``, else by the whole ladder."""
    y = settled(s, start, SETTLED)
    if y is not None:
        return y
    solution, _ = solve(s, start)
    return solution.y if solution.status is Status.CONVERGED else solution.status
