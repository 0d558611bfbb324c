"""Many solves of one model: draws of the trade elasticities, each with its own seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.execute import Inline
from detente.core.status import Status
from detente.economy.draws import SPREAD, Space
from detente.economy.elasticities import resolve_elasticity
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.economy.repeat import Repeated
from detente.world.world import World

__all__ = ["Ensemble", "draw_elasticities", "run_ensemble", "run_repeated"]


@final
@dataclass(frozen=True, slots=True)
class Ensemble:
    """Readings of many solves.

    Attributes
    ----------
    values
        (draws that converged, readings).
    draws
        Draws asked for.
    seed
        Seed; draw number d has its own stream, whatever the order.
    failed
        Status sentence of each draw that was not solved; such draws enter no band.
    """

    values: FloatArray
    draws: int
    seed: int
    failed: tuple[str, ...]

    def band(self, level: float) -> tuple[FloatArray, FloatArray]:
        """Lower and upper end (readings,) of the central ``level`` (0.9 for 90 %) of the draws."""
        tail = (1.0 - level) / 2.0
        low, high = np.quantile(self.values, [tail, 1.0 - tail], axis=0)
        return low, high


def draw_elasticities(theta: FloatArray, draws: int, seed: int) -> FloatArray:
    """Log-normal draws around ``theta`` (sectors,): half of the variance common, half by sector.

    Returns
    -------
    numpy.ndarray
        (draws, sectors); row d depends on ``seed`` and d only.
    """
    space, spread = Space(seed, theta.size), np.full(theta.shape, SPREAD)
    return np.array([space.draw(number).elasticity(theta, spread) for number in range(draws)])


def run_repeated(
    world: World,
    before: xr.Dataset,
    after: xr.Dataset,
    model: LongRun,
    read: Callable[[Mapping[str, FloatArray]], Sequence[float]],
    *,
    pair: tuple[int, int],
    draws: int,
    seed: int = 1,
) -> Ensemble:
    """As :func:`run_ensemble`, in half the time, for models that :class:`Repeated` fits.

    Parameters
    ----------
    world, before, after, model
        As for :meth:`detente.economy.longrun.LongRun.solve`.
    read
        The numbers wanted, from what :meth:`Repeated.solve` gives.
    pair
        Positions of two economies whose trade in goods is wanted.
    draws, seed
        Number of draws and their seed.

    Raises
    ------
    DataError
        If fewer than two draws are asked for, or fewer than two were solved.
    """
    repeated = Repeated.read(world, before, after)

    def solved(theta: FloatArray) -> Sequence[float] | Status:
        found = repeated.solve(model, theta, pair)
        return found if isinstance(found, Status) else read(found)

    return _gathered(solved, resolve_elasticity(model.elasticity, world).values, draws, seed)


def run_ensemble(
    world: World,
    before: xr.Dataset,
    after: xr.Dataset,
    model: LongRun,
    read: Callable[[Outcome], Sequence[float]],
    *,
    draws: int,
    seed: int = 1,
) -> Ensemble:
    """Solve the model under draws of its elasticities.

    Parameters
    ----------
    world, before, after, model
        As for :meth:`detente.economy.longrun.LongRun.solve`.
    read
        The numbers wanted from each outcome.
    draws, seed
        Number of draws and their seed.

    Raises
    ------
    DataError
        If fewer than two draws are asked for, or fewer than two were solved.
    """

    def solved(theta: FloatArray) -> Sequence[float] | Status:
        outcome = replace(model, elasticity=theta).solve(world, before, after, throw=False)
        return read(outcome) if outcome.certificate.ok else outcome.certificate.status

    return _gathered(solved, resolve_elasticity(model.elasticity, world).values, draws, seed)


def _gathered(
    solved: Callable[[FloatArray], Sequence[float] | Status], theta: FloatArray, draws: int, seed: int
) -> Ensemble:
    """Solve each draw around ``theta``; a status says why one was not solved."""
    if draws < 2:
        raise DataError(f"draws = {draws}: a band needs at least two draws.")
    values, failed = [], []
    rows = draw_elasticities(theta, draws, seed)
    for _, found in Inline().run(lambda rows, draw: solved(rows[draw]), rows, range(draws)):
        if isinstance(found, Status):
            failed.append(found.value)
        else:
            values.append(list(found))
    if len(values) < 2:
        raise DataError(f"{len(failed)} of {draws} draws were not solved ({failed[0]}); no band can be given.")
    return Ensemble(np.array(values), draws, seed, tuple(failed))
