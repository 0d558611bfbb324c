"""Orders, arrivals and stocks of one bilateral flow by month, for groups of goods with one history of rates each.

Equation numbers refer to docs/explanation/path-model.md.
"""

# T months, G groups; x[t,g] = ln(1 + added rate) in force, r[t,g] the same on other suppliers, both month averages
# l[t,g] the log rate in force or announced, h[t,g] its part above the level that buyers take for lasting
# m[t,g] open threats, as a further rise of the log rate; a month's orders respond to the month's averages
# s[g] share of the exporter in the buyer's spending on the group; k its share of buyer relationships
# theta0, theta_L responses of duty-inclusive spending on impact and in the long run; zeta share of relationships kept
# ibar usual stock in months of sales; chi response of the stock aimed at to an expected change of the price

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np

from detente.core.arrays import FloatArray

__all__ = ["Buyers", "Flow", "RateCourse", "flow_of", "needs_of"]

FLOOR, CEILING = 0.2, 2.5
"""Stocks that buyers aim at stay between these multiples of the usual one."""


@final
@dataclass(frozen=True, slots=True)
class Buyers:
    """How buyers respond: fitted and typed values of one direction of trade.

    Attributes
    ----------
    theta0, theta_long
        Response of duty-inclusive spending on impact and in the long run, above -1.
    zeta
        Share of relationships kept for another month.
    chi
        Response of the stock aimed at, relative to the usual one, to an expected rise of the log price.
    stock, adjust
        Usual stock in months of sales, and months over which a gap is closed.
    belief
        Probability that buyers give to an open threat.
    reversal
        Share of a prohibitive part of a rate that buyers expect to be taken back.
    lags
        Shares of an order that arrive 0, 1, 2... months later; they sum to one.
    """

    theta0: float
    theta_long: float
    zeta: float
    chi: float
    stock: float
    adjust: float
    belief: float
    reversal: float
    lags: tuple[float, ...]


@final
@dataclass(frozen=True, slots=True, eq=False)
class RateCourse:
    """Rates on groups of goods by month.

    Attributes
    ----------
    first
        The first month, as counted by :func:`detente.world.monthly.month_index`.
    x, other, law, high, threat
        (T, G) in logs: in force, in force on other suppliers, in force or announced, the prohibitive part of that,
        and the further rise that is threatened.
    share
        (G,) share of the exporter in the buyer's spending on the group.
    weight
        (G,) trade in the months ``year``, USD mn.
    year
        Months in which the weights were observed.
    rate
        (T,) average duty by law in force, a share; shown, never used by the responses.
    """

    first: int
    x: FloatArray
    other: FloatArray
    law: FloatArray
    high: FloatArray
    threat: FloatArray
    share: FloatArray
    weight: FloatArray
    year: slice
    rate: FloatArray

    @property
    def mean(self) -> FloatArray:
        """(T,) average rise of the price with duty, a share, with the weights of the year."""
        return np.asarray(np.expm1(self.x) @ self.weight / self.weight.sum())

    def until(self, end: int) -> RateCourse:
        """The months before ``end``, and those of the weights: what comes later changes nothing before it."""
        T = max(end - self.first, self.year.stop)
        tables = (self.x, self.other, self.law, self.high, self.threat)
        x, other, law, high, threat = (values[:T] for values in tables)
        return replace(self, x=x, other=other, law=law, high=high, threat=threat, rate=self.rate[:T])


@final
@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """One direction of trade by month, each total relative to the flow without measures.

    Attributes
    ----------
    needs, orders, arrivals, stocks
        (T,) what users take, what is ordered, what comes in, and what is stored at the end of the month (in months
        of sales without measures). Values are before duty.
    """

    needs: FloatArray
    orders: FloatArray
    arrivals: FloatArray
    stocks: FloatArray


def needs_of(buyers: Buyers, course: RateCourse) -> FloatArray:
    """(T, G) what users of each group take, relative to no measures (eq. 1 to 3)."""
    p = course.x - course.other
    expected = course.law - buyers.reversal * course.high - course.other
    b = 1.0 - buyers.theta0 / buyers.theta_long
    usual = course.share / (1.0 - course.share)
    lasting = _share(usual * np.exp(-buyers.theta_long * expected))
    k = course.share
    taken = np.empty_like(p)
    for t in range(len(p)):
        # the odds of buying from the exporter rather than elsewhere, with this month's relationships and prices
        odds = usual ** (1.0 - b) * (k / (1.0 - k)) ** b * np.exp(-buyers.theta0 * p[t])
        taken[t] = _share(odds)
        k = buyers.zeta * k + (1.0 - buyers.zeta) * lasting[t]
    return np.asarray(taken / course.share * np.exp(-course.x))


def _share(odds: FloatArray) -> FloatArray:
    return odds / (1.0 + odds)


def flow_of(buyers: Buyers, course: RateCourse) -> Flow:
    """Needs, orders, arrivals and stocks on a course of rates (eq. 1 to 7)."""
    need = needs_of(buyers, course)
    expected = course.law - buyers.reversal * course.high + buyers.belief * course.threat
    orders, arrivals, stocks = _stored(buyers, need, expected - course.x)
    size = course.weight / arrivals[course.year].mean(axis=0)
    size /= size.sum()
    return Flow(need @ size, orders @ size, arrivals @ size, stocks @ size)


def _stored(buyers: Buyers, need: FloatArray, rise: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(T, G) orders, arrivals and stocks (eq. 4 to 6); before the first month everything was at rest."""
    lags = np.array(buyers.lags)
    late = len(lags) - 1
    left = np.cumsum(lags[::-1])[::-1]
    under_way = float(left[1:].sum())
    aim = np.clip(1.0 + buyers.chi * rise, FLOOR, CEILING)
    orders = np.ones((late + len(need), need.shape[1]))
    arrivals, stocks = np.empty_like(need), np.empty_like(need)
    stock = np.full(need.shape[1], buyers.stock)
    for t, taken in enumerate(need):
        earlier = orders[t : t + late][::-1]
        # goods on the way count against what is wanted, or each month would order the same gap again
        wanted = taken * (buyers.stock * aim[t] + under_way)
        order = np.maximum(0.0, taken + (wanted - stock - left[1:] @ earlier) / buyers.adjust)
        orders[t + late] = order
        arrivals[t] = lags[0] * order + lags[1:] @ earlier
        stock = np.maximum(0.0, stock + arrivals[t] - taken)
        stocks[t] = stock
    return orders[late:], arrivals, stocks
