"""What stands between the two sides: their tariffs on each other, their trade, and their sectors on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import numpy as np
import xarray as xr

from detente.core.labels import positions
from detente.economy.outcome import Outcome
from detente.ledger.ledger import Ledger
from detente.ledger.measures import RATED, Measure
from detente.ledger.rates import DEFINITIONS, Rate, average_rate
from detente.ledger.scope import covered_partner
from detente.ledger.stacking import LayerMean, Moment
from detente.world.world import World

__all__ = [
    "SectorRow",
    "Side",
    "pair_alone",
    "post_substitution",
    "read_side",
    "sector_rows",
    "spending_shift",
    "two_way_trade",
]


@final
@dataclass(frozen=True, slots=True)
class Side:
    """What one side levies on the other on the day.

    ``rates`` holds a rate for every definition; ``post_substitution`` weights the day's tariff with the model's
    flows after adjustment; ``stack`` its layers, largest first; ``others`` the measures without a rate.
    """

    importer: str
    exporter: str
    rates: Mapping[str, Rate]
    post_substitution: float
    stack: tuple[LayerMean, ...]
    others: tuple[Measure, ...]


@final
@dataclass(frozen=True, slots=True)
class SectorRow:
    """What one goods sector of a side meets on the other side's market.

    ``tariff_before`` and ``tariff_after`` are shares; ``base`` and ``change`` exports to the other side in USD mn at
    basic prices; ``share`` the change relative to the base; ``output`` the change of the sector's volume of output.
    """

    code: str
    name: str
    tariff_before: float
    tariff_after: float
    base: float
    change: float
    share: float
    output: float


def pair_alone(before: xr.Dataset, after: xr.Dataset, sides: tuple[str, str]) -> xr.Dataset:
    """Wedges of before, but between the two sides those of after.

    Parameters
    ----------
    before, after
        ``tariff``, ``export_tax`` and ``barrier`` (importer, exporter, sector).
    sides
        Codes of the two sides.
    """
    found = before.copy(deep=True)
    regions = [str(r) for r in before["importer"].values]
    one, two = (int(p) for p in positions(sides, regions, "economy of these wedges"))
    order = ("importer", "exporter", "sector")
    for name in found.data_vars:
        values = found[name].transpose(*order).values.copy()
        new = after[name].transpose(*order).values
        values[one, two], values[two, one] = new[one, two], new[two, one]
        found[name] = (order, values)
    return found


def spending_shift(world: World, outcome: Outcome, importer: str) -> dict[str, float]:
    """Change of each origin's share in an economy's spending on goods at basic prices."""
    goods = np.flatnonzero(world.goods)
    flows = (outcome.data[name].sel(importer=importer).isel(sector=goods) for name in ("trade_base", "trade_value"))
    old, new = (flow.sum("sector").to_series() for flow in flows)
    return {str(code): float(value) for code, value in (new / new.sum() - old / old.sum()).items()}


def sector_rows(
    world: World,
    outcome: Outcome,
    before: xr.Dataset,
    after: xr.Dataset,
    exporter: str,
    importer: str,
    names: Mapping[str, str],
) -> tuple[SectorRow, ...]:
    """Goods sectors of an exporter on one market, largest fall first."""
    pair = {"importer": importer, "exporter": exporter}
    old, new = before["tariff"].sel(pair).values, after["tariff"].sel(pair).values
    base, later = (outcome.data[name].sel(pair).values for name in ("trade_base", "trade_value"))
    output = outcome.data["output_volume"].sel(region=exporter).values
    rows = [
        SectorRow(
            code,
            names.get(code, code),
            float(old[j]),
            float(new[j]),
            float(base[j]),
            float(later[j] - base[j]),
            float(later[j] / base[j] - 1.0) if base[j] > 0 else 0.0,
            float(output[j]) if np.isfinite(output[j]) else 0.0,
        )
        for j, code in enumerate(world.sectors)
        if world.goods[j]
    ]
    return tuple(sorted(rows, key=lambda row: row.change))


def two_way_trade(outcome: Outcome, one: str, two: str) -> float:
    """Change of goods trade between two economies, both ways, as a share of the base.

    Services stay out: they hold the margins on the goods and carry no tariff, so they would dilute the change.
    """
    data = outcome.data
    goods = data["goods"].values.astype(bool)
    regions = data["importer"].values.tolist()
    n, i = regions.index(one), regions.index(two)

    def total(name: str) -> float:
        flows = data[name].values
        return float(flows[n, i, goods].sum() + flows[i, n, goods].sum())

    base = total("trade_base")
    return total("trade_value") / base - 1.0 if base else 0.0


def post_substitution(outcome: Outcome, after: xr.Dataset, importer: str, exporter: str, world: World) -> float:
    """Average tariff of a pair weighted with the model's goods trade after adjustment, as a share."""
    goods = np.flatnonzero(world.goods)
    pair = {"importer": importer, "exporter": exporter}
    flow = outcome.data["trade_value"].sel(pair).values[goods]
    rate = after["tariff"].sel(pair).values[goods]
    return float(np.average(rate, weights=flow)) if flow.sum() > 0 else float(rate.mean())


def read_side(
    ledger: Ledger, moment: Moment, importer: str, exporter: str, outcome: Outcome, after: xr.Dataset, world: World
) -> Side:
    """What one side levies on the other at a moment; ``after`` and ``outcome`` give the weights after adjustment."""
    rates = {name: average_rate(ledger, importer, exporter, moment, definition=name) for name in DEFINITIONS}
    stack = ledger.stack(importer, exporter, moment)
    weights = ledger.trade(importer, exporter)
    mass = weights / weights.sum() if weights.any() else np.full(len(weights), 1.0 / len(weights))
    mine = [m for m in ledger.live(importer, moment) if covered_partner(m, exporter, ledger.countries)]
    rated = {m.authority for m in mine if m.kind in RATED}
    others = tuple(m for m in reversed(mine) if m.authority not in rated)
    substituted = post_substitution(outcome, after, importer, exporter, world)
    return Side(importer, exporter, rates, substituted, stack.means(mass), others)
