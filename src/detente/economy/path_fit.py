"""Buyers' responses fitted to changes of a monthly flow from a year before.

Equation numbers refer to docs/explanation/path-model.md.
"""

# y[m] log of the flow, d the change from twelve months before; a[m] log of the arrivals of the model
# g growth of the rest, one number for each episode; w the scatter of one observation around the model

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
from scipy.optimize import least_squares

from detente.core.arrays import FloatArray
from detente.economy.arrivals import Buyers, RateCourse, flow_of

__all__ = ["NAMES", "Estimates", "Prior", "fit_buyers"]

NAMES = ("theta0", "theta_long", "zeta", "chi")
"""What is fitted, beside one growth rate for each episode."""
LOWEST = (-0.95, 0.3, -1.0, 0.0)
HIGHEST = (2.0, 10.0, 5.0, 6.0)
"""Bounds; of zeta those of its log odds."""


@final
@dataclass(frozen=True, slots=True)
class Prior:
    """What is held likely before the data speak: means and standard deviations, zeta in log odds."""

    mean: tuple[float, ...]
    sd: tuple[float, ...]
    growth: float
    growth_sd: float


@final
@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """Fitted responses with their uncertainty.

    Attributes
    ----------
    buyers
        The responses.
    names
        Names of the parameters, growth rates last.
    value, sd
        (P,) estimates and standard errors; zeta as the share itself.
    point, cov
        (P,) and (P, P) the same as they were fitted, zeta in log odds, to draw from.
    months
        (M,) months of the observations.
    observed, fitted
        (M,) changes of logs from a year before.
    moves
        (M, P) change of each estimate, in its standard errors, that one more standard deviation of the observation
        makes: which observation moves which parameter.
    """

    buyers: Buyers
    names: tuple[str, ...]
    value: FloatArray
    sd: FloatArray
    point: FloatArray
    cov: FloatArray
    months: tuple[int, ...]
    observed: FloatArray
    fitted: FloatArray
    moves: FloatArray

    @property
    def bounded(self) -> Mapping[str, float]:
        """Bound of each estimate that ends at it or within one standard error of it, so that its error hides more."""
        error = np.sqrt(np.diag(self.cov))
        found = {}
        for n, ends in enumerate(zip(LOWEST, HIGHEST, strict=True)):
            for end in ends:
                if abs(self.point[n] - end) <= error[n]:
                    found[self.names[n]] = 1.0 / (1.0 + np.exp(-end)) if self.names[n] == "zeta" else end
        return found

    @property
    def rmse(self) -> float:
        """Root mean square of observed less fitted, in logs."""
        return float(np.sqrt(np.mean((self.observed - self.fitted) ** 2)))

    @property
    def correlation(self) -> float:
        """Correlation of observed and fitted changes."""
        return float(np.corrcoef(self.observed, self.fitted)[0, 1])

    def correlations(self) -> Mapping[tuple[str, str], float]:
        """Correlation of every two estimates: near one in size, only their combination is known."""
        scale = np.sqrt(np.diag(self.cov))
        table = self.cov / np.outer(scale, scale)
        pairs = [(i, j) for j in range(len(self.names)) for i in range(j)]
        return {(self.names[i], self.names[j]): float(table[i, j]) for i, j in pairs}

    def drawn(self, draws: FloatArray) -> list[Buyers]:
        """Buyers at standard normal ``draws`` (n, P), within the bounds."""
        root = np.linalg.cholesky(self.cov + 1e-12 * np.eye(len(self.cov)))
        points = np.clip((self.point + draws @ root.T)[:, : len(NAMES)], LOWEST, HIGHEST)
        return [_buyers(self.buyers, point) for point in points]


def fit_buyers(
    start: Buyers,
    course: RateCourse,
    y: FloatArray,
    first: int,
    episodes: Sequence[range],
    prior: Prior,
    scatter: float,
) -> Estimates:
    """Fit responses to changes from a year before (eq. 10).

    Parameters
    ----------
    start
        Gives what is not fitted.
    course
        Rates by month; the months before it count as free of measures.
    y
        (M,) logs of the flow from month ``first``, calendar taken out.
    first
        Month of ``y[0]``, as counted by :func:`detente.world.monthly.month_index`.
    episodes
        Months of each episode; every one has a growth rate of its own. Months that are not known are left out; without
        any the estimates are the prior's.
    prior
        What is held likely beforehand.
    scatter
        Standard deviation of one observation around the model, in logs.
    """
    changes = y[12:] - y[:-12]
    last = first + len(y)
    months = [
        (m, n)
        for n, episode in enumerate(episodes)
        for m in episode
        if m < last and not np.isnan(changes[m - first - 12])
    ]
    at = np.array([m for m, _ in months], dtype=int)
    which = np.array([n for _, n in months], dtype=int)
    observed = changes[at - first - 12]
    mean = np.array([*prior.mean, *[prior.growth] * len(episodes)])
    sd = np.array([*prior.sd, *[prior.growth_sd] * len(episodes)])
    K = len(NAMES)

    def model(point: FloatArray) -> FloatArray:
        a = np.log(flow_of(_buyers(start, point), course).arrivals)
        now, before = (np.where(m < course.first, 0.0, a[np.maximum(m - course.first, 0)]) for m in (at, at - 12))
        return np.asarray(now - before + point[K:][which])

    def gaps(point: FloatArray) -> FloatArray:
        return np.concatenate(((observed - model(point)) / scatter, (point - mean) / sd))

    free = [np.inf] * len(episodes)
    bounds = ([*LOWEST, *(-v for v in free)], [*HIGHEST, *free])
    found = least_squares(gaps, mean, bounds=bounds, x_scale=sd, xtol=1e-8, ftol=1e-8)
    jac = np.asarray(found.jac, dtype=np.float64)
    cov = np.asarray(np.linalg.inv(jac.T @ jac), dtype=np.float64)
    error = np.sqrt(np.diag(cov))
    # a Gauss-Newton step: how far the estimates go when one observation rises by its standard deviation
    moves = -(cov @ jac[: len(at)].T).T / error
    value, scale = found.x.copy(), error.copy()
    value[2] = 1.0 / (1.0 + np.exp(-found.x[2]))
    scale[2] *= value[2] * (1.0 - value[2])
    names = (*NAMES, *(f"growth {n + 1}" for n in range(len(episodes))))
    return Estimates(
        _buyers(start, found.x),
        names,
        value,
        scale,
        found.x,
        cov,
        tuple(int(m) for m in at),
        observed,
        model(found.x),
        moves,
    )


def _buyers(start: Buyers, point: FloatArray) -> Buyers:
    theta0, theta_long, odds, chi = (float(v) for v in point[: len(NAMES)])
    return replace(start, theta0=theta0, theta_long=theta_long, zeta=1.0 / (1.0 + np.exp(-odds)), chi=chi)
