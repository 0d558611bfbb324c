"""How much of the sales that an economy loses in one market other markets take, and at which price.

Equations: docs/explanation/pressure.md, eq. 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from detente.core.labels import positions
from detente.economy.outcome import Outcome

__all__ = ["Absorbed", "absorbed"]


@final
@dataclass(frozen=True, slots=True)
class Absorbed:
    """What one group of markets takes of a seller's goods.

    Attributes
    ----------
    base
        Sales to it before, in the world's unit of money at basic prices.
    extra
        Rise of what the seller is paid there, in units of world factor income.
    extra_volume
        Rise of the quantity sold there, at base prices.
    price_fall
        Fall of the seller's prices against the price of final use in those markets, weighted with base sales.
    share
        ``extra_volume`` over the quantity lost in the closed market; NaN if nothing is lost.
    """

    base: float
    extra: float
    extra_volume: float
    price_fall: float
    share: float


def absorbed(outcome: Outcome, seller: str, closed: str, markets: Sequence[str]) -> Absorbed:
    """What ``markets`` take of the goods that ``seller`` no longer sells to ``closed``.

    Parameters
    ----------
    outcome
        Short or long run.
    seller, closed, markets
        Codes; markets without the two.

    Raises
    ------
    LabelError
        If an economy is unknown.
    """
    data = outcome.data
    regions = [str(r) for r in data["region"].values]
    i, n = (int(p) for p in positions((seller, closed), regions, "economy of this outcome"))
    at = positions(tuple(markets), regions, "economy of this outcome")
    goods = data["goods"].values.astype(bool)
    before, after = (data[name].values[:, i, goods] for name in ("trade_base", "trade_value"))
    price = 1.0 + data["producer_price"].values[i, goods]
    volume = after / price - before
    index = 1.0 + data["price_index"].values[at]
    base = before[at]
    relative = float((base * (price / index[:, None])).sum() / base.sum()) if base.sum() > 0.0 else np.nan
    lost = -float(volume[n].sum())
    extra = float(volume[at].sum())
    return Absorbed(
        base=float(base.sum()),
        extra=float((after[at] - base).sum()),
        extra_volume=extra,
        price_fall=1.0 - relative,
        share=extra / lost if lost > 0.0 else np.nan,
    )
