"""What the sides could do, as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

import numpy as np
import xarray as xr

from detente.case.options import Horizon, Options
from detente.case.third import ThirdCountries
from detente.report.readings import as_json
from detente.strategy.leverage import Joint, Threatened

__all__ = ["options_json"]


def options_json(found: Options) -> dict[str, Any]:
    """Every number of the page; shares, not percent; None where there is none or it is without bound."""
    return {
        "baseline": found.start.on,
        "observed": [
            {"side": side, "low": low, "high": high, "what": "mean in force, law on the typical dollar"}
            for side, (low, high) in found.observed.items()
        ],
        "ladder": [row for horizon in found.horizons for row in _ladder(found, horizon)],
        "uniform_ladder": [
            {
                "model": horizon.name,
                "by": side,
                "rung": rung.label,
                "change": {name: float(np.expm1(value)) for name, value in rung.change.items()},
            }
            for horizon in found.horizons
            for side, rungs in horizon.uniform.items()
            for rung in rungs
        ],
        "payoffs": [row for horizon in found.horizons for row in _payoffs(found, horizon)],
        "reactions": [row for horizon in found.horizons for row in _reactions(found, horizon)],
        "peaks": [
            {
                "side": peak.player,
                "reply": peak.reply,
                "model": peak.model,
                "elasticity": peak.elasticity,
                "rate": peak.best.rate,
                "at_end": peak.best.at_end,
            }
            for peak in found.peaks
        ],
        "ranges": [
            {
                "side": row.player,
                "model": row.model,
                "what": row.what,
                "values": {name: _finite(value) for name, value in row.values.items()},
                "kind": "sets of elasticities",
            }
            for row in found.ranges
        ],
        "turning": [
            {"model": horizon.name, "side": side, "reply": reply, "rate": _finite(rate)}
            for horizon in found.horizons
            for (side, reply), rate in horizon.turning.items()
        ],
        "revealed": [row for horizon in found.horizons for row in _revealed(horizon)],
        "unexplained": [
            {
                "model": horizon.name,
                "side": row.player,
                "reply": row.reply,
                "best": row.best,
                "observed": row.observed,
                "cost": row.cost,
                "rival_loss": row.rival_loss,
            }
            for horizon in found.horizons
            for row in horizon.unexplained
        ],
        "rules": [row for horizon in found.horizons for row in _rules(horizon)],
        "targets": [
            {"list": target.name, **row} for target in found.targets for row in _flat(target.data, "move", ("sector",))
        ],
        "agreement": [
            {"list": target.name, "weight": weight, "rank_correlation": _finite(value)}
            for target in found.targets
            for weight, value in target.agreement.items()
        ],
        "leverage": [
            {"model": horizon.name, "by": side, **row}
            for horizon in found.horizons
            for side, data in horizon.lines.items()
            for row in _flat(data, "line", ("kind", "sector"))
        ],
        "threats": [row for horizon in found.horizons for row in _threats(horizon)],
        "third": None if found.third is None else _third(found.third),
    }


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None


def _flat(data: xr.Dataset, dim: str, labels: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    numbers = [str(name) for name, values in data.data_vars.items() if values.dims == (dim,)]
    for k in range(data.sizes[dim]):
        row = data.isel({dim: k})
        yield {label: str(row[label].values) for label in labels} | {n: _finite(float(row[n])) for n in numbers}


def _ladder(found: Options, horizon: Horizon) -> Iterator[dict[str, Any]]:
    for climb, rung in zip(found.climbed, horizon.rungs, strict=True):
        yield {
            "model": horizon.name,
            "day": climb.day,
            "by": climb.by,
            "on": climb.on,
            "tariff_before": climb.before,
            "tariff_after": climb.after,
            "change": {side: float(np.expm1(value)) for side, value in rung.change.items()},
            "real_income": {side: float(np.expm1(value)) for side, value in rung.value.items()},
        }


def _payoffs(found: Options, horizon: Horizon) -> Iterator[dict[str, Any]]:
    one, two = found.case.sides
    data = horizon.matrix
    for first in data["first"].values:
        for second in data["second"].values:
            cell = data["value"].sel(first=first, second=second)
            yield {
                "model": horizon.name,
                one: str(first),
                two: str(second),
                "real_income": {side: float(np.expm1(cell.sel(player=side))) for side in (one, two)},
            }


def _reactions(found: Options, horizon: Horizon) -> Iterator[dict[str, Any]]:
    for side in found.case.sides:
        best = horizon.map.reaction(side)
        for other, rate in zip(horizon.map.rates, best, strict=True):
            yield {"model": horizon.name, "side": side, "other": float(other), "best": float(rate)}


def _revealed(horizon: Horizon) -> Iterator[dict[str, Any]]:
    for side, found in horizon.revealed.items():
        rates = found.data["rate"]
        for index in np.ndindex(rates.shape):
            cell = found.data.isel(dict(zip(map(str, rates.dims), index, strict=True)))
            yield {
                "model": horizon.name,
                "side": side,
                "objective": str(cell["politics"].values),
                "reply": str(cell["reply"].values),
                "rival": float(cell["rival"]),
                "revenue": float(cell["revenue"]),
                "rate": float(cell["rate"]),
                "fits": bool(cell["fits"]),
            }


def _rules(horizon: Horizon) -> Iterator[dict[str, Any]]:
    for player, data in horizon.rules.items():
        for rule in data["rule"].values:
            row = data.sel(rule=rule)
            by_side = {
                name: {str(side): float(row[name].sel(side=side)) for side in row["side"].values}
                for name in ("payoff", "employment", "revenue")
            }
            yield {
                "model": horizon.name,
                "player": player,
                "rule": str(rule),
                "words": str(row["words"].values),
                "rate": _finite(float(row["rate"])),
                "third_parties": float(row["third_parties"]),
                **by_side,
            }


def _threats(horizon: Horizon) -> Iterator[dict[str, Any]]:
    def row(side: str, joint: Joint, threat: Threatened, *, whole: bool) -> dict[str, Any]:
        return {
            "model": horizon.name,
            "side": side,
            "threat": threat.name,
            "by": list(threat.by),
            "senders": threat.own,
            "target": threat.damage,
            "others": threat.others,
            "ratio": _finite(threat.ratio),
            "complementarity": joint.complementarity if whole else None,
        }

    for side, joints in horizon.threats.items():
        for joint in joints:
            yield from (row(side, joint, threat, whole=False) for threat in joint.single)
            yield row(side, joint, joint.whole, whole=True)


def _third(third: ThirdCountries) -> dict[str, Any]:
    return {
        "clock": as_json(third.clock),
        "talks": as_json(third.talks),
        "rival_talks": as_json(third.rival_talks),
        "courting": [{**as_json(row), "credible": row.credible} for row in third.courtings],
        "talking": list(third.talking),
        "isolation": third.isolation,
        "isolation_if_all": third.isolation_if_all,
    }
