"""What a reading of pressure covers: other markets, what comes soon, and whether levels stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from detente.case.case import Case
from detente.case.pressure_records import Coming
from detente.core.dates import show_day
from detente.ledger.rates import average_rate
from detente.ledger.stacking import Moment
from detente.world.world import World

__all__ = ["MARKETS", "REST", "coming", "levels_refused", "markets_of"]

MARKETS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "NEIGHBOURS": ("Canada and Mexico", ("CAN", "MEX")),
    "ASEAN": ("Southeast Asia", ("BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM")),
    "LATAM": ("Latin America without Mexico", ("ARG", "BRA", "CHL", "COL", "CRI", "PER")),
    "AFRICA": (
        "Africa, 11 economies",
        ("AGO", "CIV", "CMR", "COD", "EGY", "MAR", "NGA", "SEN", "STP", "TUN", "ZAF"),
    ),
    "SASIA": ("South Asia", ("BGD", "IND", "PAK")),
    "EASIA": ("Japan, Korea, Taiwan, Hong Kong", ("HKG", "JPN", "KOR", "TWN")),
    "EUROPE": (
        "European Union, United Kingdom, Norway, Switzerland, Iceland",
        (
            "AUT", "BEL", "BGR", "CHE", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR", "GRC", "HRV",
            "HUN", "IRL", "ISL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "NOR", "POL", "PRT", "ROU", "SVK", "SVN",
            "SWE",
        ),
    ),
}  # fmt: skip
"""Groups of other markets, by region of the world; what is in none is in the rest."""
REST = ("OTHERS", "all others, with the rest of Africa and Latin America")
SOON = timedelta(days=30)
"""How far ahead changes of the pair's rates are told."""
LEAST = 1e-3
"""Change of an average rate (a share) that is told."""


def markets_of(world: World, sides: tuple[str, str]) -> dict[str, tuple[str, ...]]:
    """Group of other markets to its economies in a world, without the sides; empty groups are left out."""
    found = {
        code: tuple(r for r in members if r in world.regions and r not in sides)
        for code, (_, members) in MARKETS.items()
    }
    placed = {r for members in found.values() for r in members}
    found[REST[0]] = tuple(r for r in world.regions if r not in placed and r not in sides)
    return {code: members for code, members in found.items() if members}


def coming(case: Case, moment: Moment) -> tuple[Coming, ...]:
    """Changes of the pair's average statutory rates in the next thirty days that are known on the day, by day."""
    ledger, last = case.ledger, moment.on + SOON
    acts = [(m.known, day) for m in ledger.measures for day in (m.effective, m.end)]
    acts += [(r.known, r.effective) for r in ledger.repeals]
    days = sorted({d for known, d in acts if d is not None and moment.on < d <= last and known <= moment.as_of})
    found = []
    for importer, exporter in (case.sides, case.sides[::-1]):
        now = float(average_rate(ledger, importer, exporter, moment))
        for day in days:
            then = float(average_rate(ledger, importer, exporter, replace(moment, on=day)))
            if not np.isclose(then, now, rtol=0.0, atol=LEAST):
                found.append(Coming(day, (day - moment.on).days, importer, exporter, now, then))
            now = then
    return tuple(sorted(found, key=lambda row: row.day))


def levels_refused(world: World, baseline: date) -> str:
    """Why trade and jobs before the measures cannot be given in numbers; empty where the baseline is the world's."""
    if baseline >= world.base_day:
        return ""
    return (
        f"Changes are counted from {show_day(baseline)}, before the year of the tables ({world.year}). Trade of that "
        f"day is not known here: it is {world.year} carried to that day's rates by the long-run model, with rates that "
        "would fall below zero held at zero. So trade and income in USD, shares of output and jobs are not shown, and "
        "the changes are rougher than from 2025 on."
    )
