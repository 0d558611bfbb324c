"""How far each assumption of the register moves the headline's numbers, one at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, final

import numpy as np
import xarray as xr

from detente.case.assumptions import Assumption, load_assumptions
from detente.case.question import Question
from detente.core.arrays import FloatArray
from detente.economy.elasticities import resolve_elasticity
from detente.economy.ensemble import Ensemble
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.ledger.ledger import Ledger
from detente.world.world import World

__all__ = ["Ends", "Spread", "ends_of", "measure_spread"]

Read = Callable[[Outcome], Sequence[float]]
SERVICES = (4.0, 8.35)
CLAIMS = 0.9
CONTENT = {
    "metal-content": ("derivatives", (0.5, 1.5)),
    "car-part-use": ("s232-auto-parts", (0.4, 2.4)),
    "us-content-of-cars": ("us-content", (0.0, 1.25)),
}
"""Lists whose shares below one are assumed: part of their names, and the factors that span the range."""
WAIVERS = (0.0, 0.6)
DEFICITS: tuple[Literal["fixed", "balanced", "proportional"], ...] = ("fixed", "balanced", "proportional")
NEGLIGIBLE = 5e-5
"""Changes up to this (a share) print as zero and have no sign to turn."""


@final
@dataclass(frozen=True, slots=True)
class Spread:
    """What one assumption does to each number of the headline.

    ``low`` and ``high`` are the ends over the assumption's range (shares; the central value included), ``share``
    its part of the sum of squared swings, all by reading; empty mappings for assumptions that are not varied.
    """

    assumption: Assumption
    low: Mapping[str, float]
    high: Mapping[str, float]
    share: Mapping[str, float]


@final
@dataclass(frozen=True, slots=True)
class Ends:
    """Lowest and highest value of one number over all assumptions, as shares, and what turns its sign.

    ``turned_by`` lists the assumptions under which the number may have either sign, by their part of the spread.
    """

    low: float
    high: float
    turned_by: tuple[Assumption, ...]


def ends_of(spread: Sequence[Spread], name: str) -> Ends:
    """The ends of one number over every assumption that is varied, one at a time.

    Parameters
    ----------
    spread
        From :func:`measure_spread`.
    name
        One of its readings.
    """
    varied = sorted((s for s in spread if s.share), key=lambda s: -s.share[name])
    turning = tuple(s.assumption for s in varied if s.low[name] < -NEGLIGIBLE and s.high[name] > NEGLIGIBLE)
    return Ends(min(s.low[name] for s in varied), max(s.high[name] for s in varied), turning)


def measure_spread(question: Question, read: Read, readings: Sequence[str], ensemble: Ensemble) -> tuple[Spread, ...]:
    """Move each varied assumption over its range and compare the swings.

    Parameters
    ----------
    question
        What is asked.
    read, readings
        The numbers wanted and their names.
    ensemble
        Draws of the elasticities; their central 90 % is the range of ``elasticity-draws``.

    Returns
    -------
    tuple of Spread
        In the order of the register.
    """
    case, ledger, world, model = question.case, question.ledger, question.world, question.model
    before, after = question.before, question.after

    def solved(choice: LongRun, old: xr.Dataset, new: xr.Dataset) -> list[Sequence[float]]:
        outcome = choice.solve(world, old, new, throw=False)
        return [read(outcome)] if outcome.certificate.ok else []

    def under(book: Ledger, plain: Ledger) -> list[Sequence[float]]:
        return solved(model, *question.wedges_under(plain, book))

    central = solved(model, before, after)
    low, high = ensemble.band(0.9)
    found: dict[str, list[Sequence[float]]] = {"elasticity-draws": [list(low), list(high)]}
    sets = [name for name in world.elasticities if name != model.elasticity]
    found["elasticity-set"] = [v for name in sets for v in solved(replace(model, elasticity=name), before, after)]
    theta = resolve_elasticity(model.elasticity, world).values
    found["elasticity-services"] = [
        v for rate in SERVICES for v in solved(replace(model, elasticity=_services(world, theta, rate)), before, after)
    ]
    found["deficits"] = [
        v for name in DEFICITS if name != model.deficits for v in solved(replace(model, deficits=name), before, after)
    ]
    if {"CHN", "USA"} == set(case.sides) and "china_waiver_share" in world.provenance:
        found["china-waivers"] = [
            v for share in WAIVERS for v in solved(model, *(_waived(world, w, share) for w in (before, after)))
        ]
    if "CHN" in case.ledger.lines and "CHN" in case.sides:
        found["china-product-mix"] = under(_even_mix(ledger), _even_mix(case.ledger))
    claims = [name for name in ledger.lists if name.startswith("usmca-")]
    if claims:
        found["usmca-claims"] = under(_claimed(ledger, claims), _claimed(case.ledger, claims))
    for name, (part, factors) in CONTENT.items():
        lists = [key for key in ledger.lists if part in key]
        if lists:
            found[name] = [
                v
                for factor in factors
                for v in under(_rescaled(ledger, lists, factor), _rescaled(case.ledger, lists, factor))
            ]
    return _shares(load_assumptions(), found, central, readings)


def _shares(
    register: Sequence[Assumption],
    found: Mapping[str, list[Sequence[float]]],
    central: list[Sequence[float]],
    readings: Sequence[str],
) -> tuple[Spread, ...]:
    ends: dict[str, tuple[FloatArray, FloatArray]] = {}
    for name, values in found.items():
        rows = np.array([*values, *central])
        ends[name] = rows.min(axis=0), rows.max(axis=0)
    total = sum(((high - low) ** 2 for low, high in ends.values()), start=np.zeros(len(readings)))
    spread = []
    for assumption in register:
        if assumption.id not in ends:
            spread.append(Spread(assumption, {}, {}, {}))
            continue
        low, high = ends[assumption.id]
        part = np.divide((high - low) ** 2, total, out=np.zeros_like(total), where=total > 0)
        named = [dict(zip(readings, map(float, row), strict=True)) for row in (low, high, part)]
        spread.append(Spread(assumption, *(MappingProxyType(row) for row in named)))
    return tuple(spread)


def _services(world: World, theta: FloatArray, rate: float) -> FloatArray:
    return np.where(np.array(world.goods), theta, rate)


def _waived(world: World, wedges: xr.Dataset, share: float) -> xr.Dataset:
    """Wedges with another part of China's answer to Section 301 waived in the base.

    The world keeps its tariffs without any waiver in its provenance; what they exceed the base by is the part waived.
    """
    n, i = world.regions.index("CHN"), world.regions.index("USA")
    unwaived = json.loads(world.provenance["china_on_usa_unwaived"])
    full = np.array([unwaived.get(code, rate) for code, rate in zip(world.sectors, world.tariff[n, i], strict=True)])
    answer = (full - world.tariff[n, i]) / float(world.provenance["china_waiver_share"])
    tariff = wedges["tariff"].values.copy()
    tariff[n, i] = np.maximum(0.0, tariff[n, i] + full - share * answer - world.tariff[n, i])
    return wedges.assign(tariff=(wedges["tariff"].dims, tariff))


def _even_mix(ledger: Ledger) -> Ledger:
    """The ledger with each Chinese product line of a sector given the same weight."""
    lines = ledger.lines["CHN"]
    weight = np.zeros_like(lines.weight)
    for sector in set(lines.sector):
        own = np.array([s == sector for s in lines.sector])
        weight[:, own] = (lines.weight[:, own].sum(axis=1) / own.sum())[:, None]
    return replace(ledger, lines=MappingProxyType({**ledger.lines, "CHN": replace(lines, weight=weight)}))


def _claimed(ledger: Ledger, names: Sequence[str]) -> Ledger:
    """The ledger with nine tenths of every product claiming USMCA preference."""
    lists = {
        name: replace(listed, share=(CLAIMS,) * len(listed.codes)) if name in names else listed
        for name, listed in ledger.lists.items()
    }
    return replace(ledger, lists=MappingProxyType(lists))


def _rescaled(ledger: Ledger, names: Sequence[str], factor: float) -> Ledger:
    """The ledger with every share below one in these lists multiplied, up to the whole code."""
    lists = {
        name: replace(listed, share=tuple(s if s >= 1.0 else min(1.0, s * factor) for s in listed.share))
        if name in names
        else listed
        for name, listed in ledger.lists.items()
    }
    return replace(ledger, lists=MappingProxyType(lists))
