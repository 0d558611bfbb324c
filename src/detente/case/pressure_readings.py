"""Numbers of one side read from one solve, as a flat mapping of names to arrays.

Equations: docs/explanation/pressure.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from detente.case.pressure_draws import ParameterDraw
from detente.core.arrays import FloatArray
from detente.core.labels import positions
from detente.economy.absorption import absorbed
from detente.economy.distress import share_failing
from detente.economy.exposure import Exposure
from detente.economy.jobs import embodied_jobs
from detente.economy.outcome import Outcome
from detente.economy.pain import SCALES, pain_points
from detente.world.world import World

__all__ = ["DAYS", "Readings", "fall_of_orders", "pain_of", "read_side"]

Readings = Mapping[str, FloatArray]
DAYS = (15, 30, 60, 90)
"""Days of the fall at which failing firms are counted."""


def fall_of_orders(outcome: Outcome, seller: str, buyer: str) -> FloatArray:
    """(sector,) fall of the quantity that a seller sells to a buyer, a share; zero where nothing was sold."""
    i, n = _at(outcome, (seller, buyer))
    data = outcome.data
    before, after = (data[name].values[n, i] for name in ("trade_base", "trade_value"))
    volume = after / (1.0 + data["producer_price"].values[i])
    return np.asarray(1.0 - np.divide(volume, before, out=np.ones_like(before), where=before > 0.0))


def read_side(
    world: World,
    outcome: Outcome,
    draw: ParameterDraw,
    side: str,
    rival: str,
    exposed: Exposure,
    markets: Mapping[str, Sequence[str]],
    tariffs: tuple[FloatArray, FloatArray],
) -> dict[str, FloatArray]:
    """Everything read of one side.

    Parameters
    ----------
    world, outcome, draw
        World, the short run solved on it, and what it was solved with.
    side, rival
        Codes.
    exposed
        Exposure of the side's sectors to the rival.
    markets
        Group to the codes of other markets.
    tariffs
        (importer, exporter, sector) tariffs before and after.

    Returns
    -------
    dict
        Scalars as arrays without axes; by sector (sector,); by day and sector (day, sector); by market (market,).
    """
    data = outcome.data
    n, m = _at(outcome, (side, rival))
    goods = np.array(world.goods)
    price = 1.0 + data["producer_price"].values
    base, after = data["trade_base"].values, data["trade_value"].values
    fall = fall_of_orders(outcome, side, rival)
    sold = np.where(goods, base[m, n], 0.0)
    stopped = fall + draw.freeze * np.clip(1.0 - fall, 0.0, None)
    failing = share_failing(draw.firms[side], exposed.direct, stopped, DAYS)
    unemployment = float(data["unemployment"].values[n])
    real_wage = float(data["real_wage"].values[n])
    income = float(data["income_base"].values[n])
    cut = float((base[m, n] - after[m, n])[goods].sum())
    risk = embodied_jobs(world, side, sold * fall)
    lost = -1000.0 * data["jobs"].values[n]
    found: dict[str, FloatArray | float] = {
        "real_income": float(data["welfare"].values[n]),
        "real_wage": real_wage,
        "consumer_prices": float(data["price_index"].values[n]),
        "consumer_prices_in_wages": 1.0 / (1.0 + real_wage) - 1.0,
        "import_prices": _import_price(base[n, m], price[m], tariffs[0][n, m], tariffs[1][n, m], goods),
        "terms_of_trade": _terms(base, price, n),
        "terms_of_income": _worth(base, price, n) / income,
        "revenue_of_income": float(data["revenue_change"].values[n]) / income,
        "revenue_usd_mn": float(data["revenue_change"].values[n]),
        "exports_lost_usd_mn": cut,
        "exports_lost": cut / float(sold.sum()) if sold.any() else 0.0,
        "unemployment": unemployment,
        "jobs_at_risk": float(risk.sum()),
        "jobs_lost": float(lost.sum()),
        "sector risk": risk,
        "sector lost": lost,
        "sector output": np.nan_to_num(data["output_volume"].values[n]),
        "sector fall": fall,
        "failing": failing,
    }
    harms = {
        "real income lost": -float(found["real_income"]),
        "labour without work": unemployment,
        "consumer prices over wages": float(found["consumer_prices_in_wages"]),
        "goods exports lost": _abroad_lost(base, after, n, goods),
        "exporters out of cash by day 30": float(sold @ failing[DAYS.index(30)] / sold.sum()) if sold.any() else 0.0,
    }
    points = pain_points(harms)
    found |= {"harms": np.array([harms[s.name] for s in SCALES]), "points": np.array([points[s.name] for s in SCALES])}
    found["pain"] = float(sum(points.values()))
    taken = [absorbed(outcome, side, rival, codes) for codes in markets.values()]
    for name in ("base", "extra", "extra_volume", "price_fall", "share"):
        found[f"market {name}"] = np.array([getattr(part, name) for part in taken])
    return {name: np.asarray(value, dtype=np.float64) for name, value in found.items()}


def _abroad_lost(base: FloatArray, after: FloatArray, n: int, goods: npt.NDArray[np.bool_]) -> float:
    """Share of an economy's goods exports to everybody that is lost."""
    before, now = (np.where(goods, trade[:, n], 0.0).sum(axis=1) for trade in (base, after))
    before[n] = now[n] = 0.0
    whole = float(before.sum())
    return 1.0 - float(now.sum()) / whole if whole else 0.0


def pain_of(readings: Readings) -> dict[str, float]:
    """Points of the index by component."""
    return {scale.name: float(points) for scale, points in zip(SCALES, readings["points"], strict=True)}


def _at(outcome: Outcome, codes: tuple[str, str]) -> tuple[int, int]:
    regions = [str(r) for r in outcome.data["region"].values]
    one, two = positions(codes, regions, "economy of this outcome")
    return int(one), int(two)


def _import_price(base: FloatArray, price: FloatArray, old: FloatArray, new: FloatArray, goods: FloatArray) -> float:
    """Change of the price of goods from the rival with the duty, base spending as weights."""
    weight = np.where(goods, base * (1.0 + old), 0.0)
    if not weight.any():
        return 0.0
    return float(weight @ (price * (1.0 + new) / (1.0 + old)) / weight.sum() - 1.0)


def _terms(base: FloatArray, price: FloatArray, n: int) -> float:
    """Change of export prices over import prices before duty, base trade as weights."""
    own = np.arange(len(base)) != n
    sold, bought = base[own, n].sum(axis=0), base[n, own]
    exports = float(sold @ price[n] / sold.sum())
    imports = float((bought * price[own]).sum() / bought.sum())
    return exports / imports - 1.0


def _worth(base: FloatArray, price: FloatArray, n: int) -> float:
    """What the changed prices of exports and imports before duty are worth, base trade as weights, in its unit."""
    own = np.arange(len(base)) != n
    return float(base[own, n].sum(axis=0) @ (price[n] - 1.0) - (base[n, own] * (price[own] - 1.0)).sum())
