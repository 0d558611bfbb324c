"""Caliendo and Parro's first-order change of real income, for comparison with the exact one.

Terms of trade and volume of trade at the base, with changes as ratios less one (Caliendo and Parro 2015, the
decomposition of their Table 2), extended to export taxes and icebergs; docs/explanation/long-run-model.md,
eq. 13 and 14. For large shocks it can have the wrong sign: show the exact change first.
"""

# Legend: economy/calibration.py and economy/levels.py.
# m[j,n,i] base value at the border, V (1+x); dp, dm, dd changes of border price, border value and iceberg factor

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
    old, new, c = before.wedges, after.wedges, after.c[:, None, :]
    V, m, m_after = before.V, before.V, after.V
    priced = V * c
    if old.x.any() or new.x.any():
        m, m_after = V * (1.0 + old.x), after.V * (1.0 + new.x)
        priced *= 1.0 + new.x
    terms = priced.sum(axis=(0, 1)) - m.sum(axis=(0, 1)) - priced.sum(axis=(0, 2)) + m.sum(axis=(0, 2))
    grown = np.subtract(m_after, priced, out=priced)  # m (dm - dp)
    barriers = np.zeros_like(terms)
    if any(new.d.strides) or any(old.d.strides):
        lost = m * (new.d / old.d - 1.0)  # m dd
        grown -= lost
        barriers = -lost.sum(axis=(0, 2))
    volume = np.vecdot(old.t, grown).sum(axis=0)
    if old.x.any():
        volume = volume + (old.x * (after.V - V * c)).sum(axis=(0, 1))
    return terms / before.I, volume / before.I, barriers / before.I
