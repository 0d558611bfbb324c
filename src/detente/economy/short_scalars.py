"""Scalars of a short-run outcome: those of the long run, and wages, employment, jobs and premia by sector."""

# Legend: economy/short_sweep.py and economy/short_limits.py.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import LabelError
from detente.economy.scalars import ALL, CELL, REGION, SCALARS, Reading, Slope, State
from detente.economy.short_levels import ShortLevels
from detente.economy.short_limits import Limits

__all__ = ["SHORT_SCALARS", "ShortState"]

SHORT_SCALARS: Mapping[str, tuple[str, ...]] = {
    **SCALARS,
    "unemployment": REGION,
    "sector_wage": CELL,
    "sector_employment": CELL,
    "jobs": CELL,
    "premium": ("importer", "exporter", "sector"),
}
"""Variables that a scalar of the short run may sum, as :data:`detente.economy.scalars.SCALARS`.

``jobs`` without a sector is the sum over sectors, in thousand persons.
"""


@final
@dataclass(frozen=True, slots=True)
class ShortState(State):
    """One short-run equilibrium, read.

    Attributes
    ----------
    short
        Its levels by sector.
    rho
        Elasticity of substitution in final use.
    held, mu
        Limited cells and (K,) their log prices.
    heads
        (J, N) workers at the base in thousand; None where they are not known or move.
    """

    short: ShortLevels
    rho: float
    held: Limits
    mu: FloatArray
    heads: FloatArray | None

    @property
    def limits(self) -> int:
        """Number of limited cells."""
        return int(self.mu.size)

    def employment(self, n: int) -> Reading:
        """Labour at work, change as a share."""
        labour = self.base.gva[:, n] * self.base.Y[:, n] * self.short.l[:, n] / self.base.wL[n]
        return float(labour.sum()) - 1.0, [("work", (ALL, n), labour)]

    def unemployment(self, n: int) -> Reading:
        """Share of the base's labour that has no work."""
        change, slopes = self.employment(n)
        return -change, [(field, where, -slope) for field, where, slope in slopes]

    def sector_wage(self, n: int, j: int) -> Reading:
        """Wage of a sector, change as a share."""
        wage = float(self.short.w[j, n])
        return wage - 1.0, [("wage", (j, n), wage)]

    def sector_employment(self, n: int, j: int) -> Reading:
        """Employment of a sector, change as a share."""
        work = float(self.short.l[j, n])
        return work - 1.0, [("work", (j, n), work)]

    def jobs(self, n: int, j: Any = ALL) -> Reading:
        """Change of jobs in a sector, thousand persons."""
        if self.heads is None:
            raise LabelError("jobs have no gradient here: the world does not know employment by sector, or it moves.")
        work = self.heads[j, n] * self.short.l[j, n]
        return float(np.sum(work - self.heads[j, n])), [("work", (j, n), work)]

    def premium(self, n: int, i: int, j: int) -> Reading:
        """Price of a limit as a share of the price without it."""
        at = np.flatnonzero((self.held.n == n) & (self.held.i == i) & (self.held.j == j))
        if not at.size:
            raise LabelError("premium has a gradient only in a cell with a quota or a floor.")
        price = float(np.exp(self.mu[at[0]]))
        return price - 1.0, [("mu", at[0], price)]

    def _index(self, n: int) -> float:
        """Price of final use, hat."""
        return float(self.short.index[n])

    def _weights(self, n: int) -> FloatArray:
        """(J,) slope of its log in the logs of the composites' prices."""
        spent = self.base.alpha[:, n] * self.at.P[:, n] ** (1.0 - self.rho)
        return np.asarray(spent / spent.sum())

    def _wage(self, n: int) -> list[Slope]:
        """Slopes of the mean wage of those who work, hat."""
        wage, labour = self.at.w[n], self.at.L[n]
        _, slopes = self.employment(n)
        return [("B", n, wage), *((field, where, -wage / labour * slope) for field, where, slope in slopes)]
