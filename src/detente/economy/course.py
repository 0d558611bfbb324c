"""The straight course from the wedges before to the wedges after, in shares, with nodes to integrate along it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import NotSolved
from detente.core.status import Status
from detente.economy.calibration import Wedges
from detente.economy.levels import Levels
from detente.economy.solved import Solved

__all__ = ["NODES", "PASS", "TOLERANCE", "Course", "chebyshev", "gauss"]

NODES = (8, 16, 32)
"""Numbers of nodes tried in turn, until what is integrated adds up."""
TOLERANCE = 5e-9
"""Gap at which it does, relative to the larger of one and the quantity itself."""

PASS = 1e-8
"""Largest such gap that a certificate accepts."""


@final
@dataclass(frozen=True, slots=True)
class Course:
    """Every wedge moves in proportion, from its value before (0) to its value after (1)."""

    solved: Solved

    @property
    def ends(self) -> tuple[Wedges, Wedges]:
        """Wedges before and after."""
        return self.solved.base.wedges, self.solved.after.levels.wedges

    @property
    def change(self) -> Wedges:
        """Speed of each wedge: its value after less its value before; it is the same all along."""
        old, new = self.ends
        return Wedges(t=new.t - old.t, x=new.x - old.x, d=new.d - old.d)

    def at(self, s: float) -> Levels:
        """The equilibrium at the point ``s`` from 0 to 1.

        Raises
        ------
        NotSolved
            If there is none; the sentence says where.
        """
        if s in (0.0, 1.0):
            return self.solved.after.levels if s else self.solved.before
        old, new = self.ends
        ways = zip((old.t, old.x, old.d), (new.t, new.x, new.d), strict=True)
        t, x, d = (a if a is b else a + s * (b - a) for a, b in ways)
        found = self.solved.at(Wedges(t=t, x=x, d=d))
        if found.status is not Status.CONVERGED:
            raise NotSolved(
                f"no equilibrium was found at {s:.0%} of the way from the wedges before to those after, though one "
                "was at the end: take the way in two steps."
            )
        return found.levels


def gauss(count: int) -> tuple[FloatArray, FloatArray]:
    """Nodes on (0, 1) and weights of Gauss and Legendre's rule."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1.0) / 2.0, weights / 2.0


def chebyshev(count: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Chebyshev points of [0, 1] with Clenshaw and Curtis's weights and the matrix that differentiates.

    Parameters
    ----------
    count
        Even number of intervals; the points of 8 are among those of 16.

    Returns
    -------
    nodes, weights, derivative
        (count + 1,), (count + 1,) and (count + 1, count + 1): ``derivative @ values`` at the nodes is the slope of
        the polynomial through ``values``.
    """
    k = np.arange(count + 1)
    nodes = (1.0 - np.cos(np.pi * k / count)) / 2.0
    ends = np.where((k == 0) | (k == count), 2.0, 1.0)
    m = np.arange(1, count // 2 + 1)
    halves = np.where(m == count // 2, 1.0, 2.0) / (4.0 * m**2 - 1.0)
    weights = (1.0 - np.cos(2.0 * np.pi * np.outer(k, m) / count) @ halves) / (count * ends)
    sign = ends * (-1.0) ** k
    apart = nodes[:, None] - nodes + np.eye(count + 1)
    derivative = sign[:, None] / sign / apart
    derivative -= np.diag(derivative.sum(axis=1))
    return nodes, weights, derivative
