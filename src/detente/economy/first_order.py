"""Caliendo and Parro's first-order change of real income, for comparison with the exact one.

Terms of trade and volume of trade at the base, with changes as ratios less one (Caliendo and Parro 2015, the
decomposition of their Table 2), extended to export taxes and icebergs; docs/explanation/long-run-model.md,
eq. 13 and 14. For large shocks it can have the wrong sign: show the exact change first.
"""

# Legend: economy/calibration.py and economy/levels.py.
# m[j,n,i] base value at the border, V (1+x); dp = hat of the border price c(1+x) less one; dm = m hat less one

from __future__ import annotations

import numpy as np

from detente.core.arrays import FloatArray
from detente.economy.levels import Levels

__all__ = ["first_order"]


def first_order(before: Levels, after: Levels) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Terms-of-trade, volume-of-trade and barrier terms, each (N,) as a share of base income.

    Parameters
    ----------
    before, after
        The base and the equilibrium after the shock, hats of ``after`` relative to ``before``.
    """
    t, x = before.wedges.t, before.wedges.x
    V = before.V
    dV = np.divide(after.V, V, out=np.ones_like(V), where=V > 0.0) - 1.0
    dc = (after.c - 1.0)[:, None, :]
    dd = after.wedges.d / before.wedges.d - 1.0
    tax = (1.0 + after.wedges.x) / (1.0 + x)
    m = V * (1.0 + x)
    dp = (1.0 + dc) * tax - 1.0
    dm = (1.0 + dV) * tax - 1.0
    flow = m * dp
    terms = flow.sum(axis=(0, 1)) - flow.sum(axis=(0, 2))
    volume = (t * m * (dm - dp - dd)).sum(axis=(0, 2)) + (x * V * (dV - dc)).sum(axis=(0, 1))
    barriers = -(m * dd).sum(axis=(0, 2))
    return terms / before.I, volume / before.I, barriers / before.I
