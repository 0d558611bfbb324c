"""Importance weights with their largest values smoothed, and how far they can be trusted.

The largest ratios are replaced by quantiles of a generalised Pareto distribution fitted to them; its shape k tells how
many draws the weights are worth: below 0.7 they can be used (Vehtari, Simpson, Gelman, Yao and Gabry 2024; fit by Zhang
and Stephens 2009).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["TRUSTED", "effective", "smoothed_weights"]

Floats = npt.NDArray[np.float64]
TRUSTED = 0.7
LEAST_TAIL = 5


def smoothed_weights(log_ratios: Floats) -> tuple[Floats, float]:
    """Weights that sum to one, and the shape k of their tail.

    Parameters
    ----------
    log_ratios
        Shape (n,): log of target over proposal.

    Returns
    -------
    weights
        Shape (n,).
    k
        Shape of the tail; infinite if it is too short to fit.
    """
    x = log_ratios - log_ratios.max()
    n = x.size
    tail = int(min(0.2 * n, 3.0 * np.sqrt(n)))
    if tail < LEAST_TAIL:
        return _shares(x), float("inf")
    order = np.argsort(x)
    at = order[-tail:]
    cut = np.exp(x[order[-tail - 1]])
    excess = np.exp(x[at]) - cut
    if excess[0] <= 0.0 or np.ptp(excess) == 0.0:
        return _shares(x), float("-inf") if np.ptp(x) < 1e-12 else float("inf")
    k, scale = _pareto(excess)
    p = (np.arange(tail) + 0.5) / tail
    quantiles = -scale * np.log1p(-p) if abs(k) < 1e-9 else scale * np.expm1(-k * np.log1p(-p)) / k
    x[at] = np.minimum(np.log(cut + quantiles), 0.0)
    return _shares(x), k


def effective(weights: Floats) -> float:
    """Number of equal draws that weights are worth: 1 / sum of squares."""
    return float(1.0 / (weights**2).sum())


def _shares(x: Floats) -> Floats:
    w = np.exp(x - x.max())
    return np.asarray(w / w.sum())


def _pareto(x: Floats) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto distribution of sorted positive numbers."""
    n = x.size
    m = 30 + int(np.sqrt(n))
    b = 1.0 - np.sqrt(m / (np.arange(1, m + 1) - 0.5))
    b = b / (3.0 * x[int(n / 4.0 + 0.5) - 1]) + 1.0 / x[-1]
    k = np.log1p(-b[:, None] * x).mean(axis=1)
    likely = n * (np.log(-b / k) - k - 1.0)
    w = 1.0 / np.exp(likely - likely[:, None]).sum(axis=1)
    w /= w.sum()
    best = float((b * w).sum())
    shape = float(np.log1p(-best * x).mean())
    # A weak prior towards one half, worth ten observations.
    return (shape * n + 0.5 * 10.0) / (n + 10.0), -shape / best
