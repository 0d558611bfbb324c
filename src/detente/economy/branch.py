"""Branches of equilibria, followed step by step: in the wedges, and in the transfers.

Where the branch in the transfers ends, no equilibrium exists along it, and the end says which economy stops it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.hat import Shock, shock, split, sweep
from detente.economy.rungs import NESTED_TOLERANCE, TOLERANCE, Obstacle, Run, anderson, broke, nested

__all__ = ["along_transfers", "along_wedges", "other_equilibria"]

FIRST_STEP = 0.25
FIRST_SHARES = 1 / 64, 1 / 4096
SMALL_STEP = 1 / 32
"""First step where returns to scale are at their limit, so that no branch is jumped over."""
OTHER_STARTS = 6
SMALLEST_STEPS = 1 / 64, 1 / 1024
"""In the wedges, where a lost branch is followed in the transfers next, and in the transfers."""


def along_wedges(s: Shock) -> tuple[Run, Obstacle | None]:
    """From the base to the wedges of ``s``, transfers as in ``s``."""
    base = s.base

    def at(share: float) -> Shock:
        return shock(base, base.wedges.towards(s.wedges, share), s.theta[:, 0], s.D, s.closure)

    run, place, obstacle = follow(at, Run(np.zeros(2 * base.E.size + base.wL.size), 0.0, 0), SMALLEST_STEPS[0])
    return _ended(run, place), obstacle


def along_transfers(s: Shock) -> tuple[Run, Obstacle | None]:
    """From a small part of the transfers of ``s`` to all of them, wedges as in ``s``.

    Near autarky wages jump between no transfer and a small one, so the branch starts at a small one, which is
    brought from the base to the wedges first.

    Returns
    -------
    Run, Obstacle or None
        The run, and what ends the branch before the whole transfers, with the share of them that it reaches.
    """
    start = Run(np.zeros(2 * s.base.E.size + s.base.wL.size), np.inf, 0)
    first = 0.0
    for first in FIRST_SHARES:
        start, _ = along_wedges(replace(s, D=first * s.D))
        if start.residual < NESTED_TOLERANCE:
            break
    else:
        return start, None

    def share(place: float) -> float:
        return first + (1.0 - first) * place

    run, place, obstacle = follow(lambda place: replace(s, D=share(place) * s.D), start, SMALLEST_STEPS[1])
    if obstacle is not None:
        obstacle = replace(obstacle, reach=share(place))
    return _ended(run, place), obstacle


def _ended(run: Run, place: float) -> Run:
    """The run as a solution of the whole shock: none where it did not reach it."""
    return run if place == 1.0 else replace(run, residual=np.inf)


def follow(at: Callable[[float], Shock], start: Run, smallest: float) -> tuple[Run, float, Obstacle | None]:
    """Follow the equilibrium of ``at(share)`` from share 0 to 1; steps halve where it is lost.

    Returns
    -------
    Run, float, Obstacle or None
        The last equilibrium, its share, and the obstacle met beyond it.
    """
    y, share, sweeps = start.y, 0.0, start.sweeps
    step = largest = SMALL_STEP if at(1.0).at_limit else FIRST_STEP
    slope = np.zeros_like(y)
    residual, obstacle = start.residual, None
    while share < 1.0 and step >= smallest:
        trial = min(1.0, share + step)
        run, met = settle(at(trial), y + (trial - share) * slope)
        obstacle = met or obstacle
        sweeps += run.sweeps
        if run.residual < NESTED_TOLERANCE:
            slope = (run.y - y) / (trial - share)
            y, share, residual = run.y, trial, run.residual
            step = min(2.0 * step, largest) if largest < FIRST_STEP else 2.0 * step
            obstacle = None if share == 1.0 else obstacle
        else:
            step /= 2.0
    return Run(y, residual, sweeps), share, obstacle


def other_equilibria(s: Shock, y: FloatArray) -> int:
    """How many equilibria other than ``y`` are found from scattered starts, for returns to scale at their limit."""
    rng = np.random.Generator(np.random.Philox(OTHER_STARTS))
    found = [y]
    for _ in range(OTHER_STARTS):
        scattered = y + 0.3 * rng.standard_normal(y.size)
        run = anderson(lambda x: sweep(s, x, home_rounds=False), scattered, beta=0.5, limit=400)
        if run.residual < TOLERANCE and all(np.abs(run.y - known).max() > 1e-4 for known in found):
            found.append(run.y)
    return len(found) - 1


def settle(s: Shock, y: FloatArray) -> tuple[Run, Obstacle | None]:
    """The equilibrium of ``s`` near ``y``."""
    first = anderson(lambda x: sweep(s, x, home_rounds=True), y, beta=1.0, limit=60)
    if first.residual < TOLERANCE:
        v, q, lb = split(s.base, first.y)
        obstacle = broke(s, v, s.base.E * np.exp(q), lb)
        return (first, None) if obstacle is None else (replace(first, residual=np.inf), obstacle)
    second, obstacle = nested(s, first.y if first.residual < 1.0 else y)
    return replace(second, sweeps=first.sweeps + second.sweeps), obstacle
