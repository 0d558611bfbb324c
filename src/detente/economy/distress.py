"""How long exporters' cash lasts when a market closes.

Firms of a sector that sell to the market differ in the share of their sales that goes there (Beta) and in their cash
(log-normal); both are integrated over exactly, so there is no noise of simulation. Equations:
docs/explanation/pressure.md, eq. 6 to 8.
"""

# s share of a firm's sales that goes to the market; lam = s times the fall of orders; v variable cost per unit of
# sales; phi fixed cost as a share of base sales; B cash in days of base outflow v + phi; g days for which the
# variable cost of lost orders must still be paid

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
from scipy.special import betaincinv, ndtr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError

__all__ = ["Firms", "cash_needed", "share_failing"]

NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
"""Gauss-Legendre rule on -1 to 1."""


@final
@dataclass(frozen=True, slots=True)
class Firms:
    """What is assumed of the firms of a sector that sell to the market.

    Attributes
    ----------
    buffer_days
        Median cash, in days of outflow.
    buffer_spread
        Standard deviation of its log.
    variable_cost, fixed_cost
        Per unit of sales, and as a share of base sales; together below one.
    market_share
        Mean share of their sales that goes to the market, unless the whole sector's is larger.
    concentration
        Concentration a + b of its Beta distribution: the smaller, the more firms live from that market alone.
    committed_days
        Days for which inputs and work for lost orders must still be paid: what was bought before they were lost.
    credit
        Cash that banks and buyers add, as a share of the buffer.
    """

    buffer_days: float = 30.0
    buffer_spread: float = 0.8
    variable_cost: float = 0.75
    fixed_cost: float = 0.2
    market_share: float = 0.3
    concentration: float = 2.0
    committed_days: float = 30.0
    credit: float = 0.0

    def __post_init__(self) -> None:
        if not (self.buffer_days > 0.0 and self.buffer_spread > 0.0 and self.concentration > 0.0):
            raise DataError("cash buffers, their spread and the concentration of firms must be above zero.")
        if not (0.0 <= self.variable_cost < 1.0 and 0.0 < self.fixed_cost <= 1.0 - self.variable_cost):
            raise DataError(
                f"variable cost {self.variable_cost} and fixed cost {self.fixed_cost} of sales: before the shock firms "
                "must not lose money, so they may add to one at most."
            )
        if not 0.0 < self.market_share < 1.0 or self.credit < 0.0 or self.committed_days < 0.0:
            raise DataError("the market's share of sales lies between 0 and 1; credit and days are not negative.")


def cash_needed(firms: Firms, share: FloatArray, fall: FloatArray, day: float) -> FloatArray:
    """Cash, in days of base outflow, that a firm must have had to stand until a day (eq. 6).

    Parameters
    ----------
    firms
        Costs, commitments and credit.
    share
        Share of the firm's sales that goes to the market.
    fall
        Fall of orders from the market, a share; broadcasts with ``share``.
    day
        Days since orders fell.

    Returns
    -------
    numpy.ndarray
        Zero for a firm that burns no cash.
    """
    v, phi = firms.variable_cost, firms.fixed_cost
    lam = share * fall
    later = np.maximum(phi - (1.0 - lam) * (1.0 - v), 0.0)
    first = np.maximum(phi - (1.0 - v) + lam, 0.0)
    burnt = first * min(day, firms.committed_days) + later * max(day - firms.committed_days, 0.0)
    return np.asarray(burnt / ((v + phi) * (1.0 + firms.credit)))


def share_failing(firms: Firms, exposure: FloatArray, fall: FloatArray, days: Sequence[int]) -> FloatArray:
    """Share of a sector's exporters to the market whose cash is gone by each day (eq. 7 and 8).

    Parameters
    ----------
    firms
        What is assumed of them.
    exposure
        (sector,) the market's share of the whole sector's sales.
    fall
        (sector,) fall of its orders, shares; below zero counts as no fall.
    days
        Days since orders fell.

    Returns
    -------
    numpy.ndarray
        (days, sector). Zero where nothing is sold to the market.
    """
    mean = np.clip(np.maximum(exposure, firms.market_share), 0.0, 0.99)
    a = mean * firms.concentration
    share = np.asarray(betaincinv(a[:, None], firms.concentration - a[:, None], (NODES + 1.0) / 2.0), dtype=np.float64)
    lost = np.clip(fall, 0.0, 1.0)[:, None]
    failing = []
    for day in days:
        need = cash_needed(firms, share, lost, day) / firms.buffer_days
        log = np.log(need, out=np.full_like(need, -np.inf), where=need > 0.0)
        failing.append((ndtr(log / firms.buffer_spread) * (WEIGHTS / 2.0)).sum(axis=-1))
    return np.asarray(np.where(exposure > 0.0, failing, 0.0))
