"""The first page on pressure: a dozen readings of each side, and one answer each to what is asked next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.case.hurting import Hurting
from detente.case.minerals import ChokePoint
from detente.case.pressure_records import Endurance, Pressure, SidePressure
from detente.case.pressure_sides import LIMIT
from detente.core.dates import show_day
from detente.report.page import Table
from detente.report.pressure_words import driver_sentences, published_sentence
from detente.report.readings import (
    PERSONS,
    SideReading,
    brief_name,
    failing_words,
    horizon_words,
    months_words,
    readings,
    top_goods,
)
from detente.report.words import billions, in_sentence, lowered, percent, sector_name

__all__ = ["first_tables"]

SHOWN = (
    "real_income",
    "real_income_pair",
    "real_income_with_duty",
    "real_income_long_run",
    "consumer_prices_in_wages",
    "consumer_prices_passed_on",
    "import_prices",
    "exports_base",
    "exports_lost_share",
    "jobs_embodied",
    "jobs_at_risk",
    "jobs_lost, nominal income held",
    "jobs_lost, hard peg",
)
"""Readings of the page: income under both readings of elasticities, prices, trade, jobs under both regimes."""
SECTORS, GROUPS = 6, 3
"""Sectors and groups of products that are named."""
DECIDED = "What drives the range of real income"
"""Begins the sentence on what decides a side's range."""
SELLERS_BEAR = (
    "Sellers bear part of a duty in the model; published estimates of 2018 and 2019 find next to none, as in the row "
    "of duties passed on in full (beside each other: detente replicate pass-through-2018-19)."
)


def first_tables(hurting: Hurting, sides: Sequence[SidePressure]) -> tuple[Table, ...]:
    """Two tables: what each side bears, and in short what the sections hold.

    Parameters
    ----------
    hurting
        Readings, choke points and clocks of the day.
    sides
        Both sides, or one of them.
    """
    found = hurting.pressure
    return _borne(found, sides), Table("", ("section", "in short"), tuple(_in_short(hurting, sides)))


def _borne(found: Pressure, sides: Sequence[SidePressure]) -> Table:
    """The readings that matter most, one column a side."""
    names = found.case.ledger.countries.names
    columns = [_cells(found, side) for side in sides]
    return Table(
        f"What each side bears {horizon_words(sides[0])}, against {show_day(found.baseline)}: 90 % of draws; medians, "
        "where no one assumption decides, in --section readings",
        ("reading", *(names.get(side.region, side.region) for side in sides)),
        tuple((label, *(cells.get(label, "") for cells in columns)) for label in columns[0]),
    )


def _cells(found: Pressure, side: SidePressure) -> dict[str, str]:
    rows = [row for row in readings(side, levels=not found.levels) if row.measure in SHOWN]
    total = side.pain.total
    return {
        **{row.label: _cell(row) for row in rows},
        **{f"months until {percent(row.threshold)} of a year's income is lost": _months(row) for row in side.endurance},
        "pain index (100: as bad as a year remembered as bad)": f"{total.low90:.0f} to {total.high90:.0f}",
    }


def _cell(row: SideReading) -> str:
    """The range; the number itself where it has none."""
    return row.value if row.band.low90 == row.band.high90 else row.range


def _months(row: Endurance) -> str:
    low, high = (f"{end:,.0f}" for end in (row.months.low90, row.months.high90))
    late = " or more" if row.months.high90 >= LIMIT else ""
    return f"{low}{late}" if low == high else f"{low} to {high}{late}"


def _in_short(hurting: Hurting, sides: Sequence[SidePressure]) -> Iterator[tuple[str, str]]:
    """Name of a section, and one sentence of what it holds."""
    found = hurting.pressure
    yield "readings", SELLERS_BEAR
    for side in sides:
        if said := _sectors(found, side):
            yield "sectors", said
    if said := _products(found, sides):
        yield "sectors", said
    if said := _firms(found, sides):
        yield "firms", said
    costly = [row for row in hurting.points if row.output_at_risk_usd_mn > 0]
    for side in sides:
        if mine := [row for row in costly if row.importer == side.region]:
            yield "choke-points", _choke_point(found, mine)
    regions = {side.region for side in sides}
    jobs = [row for row in found.comparisons if row.unit in PERSONS and row.region in regions]
    if jobs:
        yield "published", published_sentence(max(jobs, key=lambda row: row.published_on))
    if drivers := [said for said in driver_sentences(found) if said.startswith(DECIDED)]:
        yield "basis", " ".join(drivers)


def _sectors(found: Pressure, side: SidePressure) -> str:
    """The most exposed sectors with the measure fixed in advance; empty where nothing is sold or trade unknown."""
    rows = top_goods(side, SECTORS)
    if not rows or found.levels:
        return ""
    home, rival = _names(found, side)
    named = "; ".join(f"{lowered(brief_name(row))} {percent(row.exposure)}" for row in rows)
    return f"Goods sectors of {home} by the share of output sold to {rival}: {named}."


def _products(found: Pressure, sides: Sequence[SidePressure]) -> str:
    """What a side sells by product, where the rival's customs data tell; empty where none do."""
    side = next((side for side in sides if side.exports_customs_usd_mn is not None and side.products), None)
    if side is None or found.levels:
        return ""
    home, rival = _names(found, side)
    lines = found.case.ledger.lines
    year = f" in {lines[side.rival].year}" if side.rival in lines else ""
    named = "; ".join(
        f"{lowered(row.name)} (HS {row.codes}) {row.imports_usd_mn / 1e3:,.1f} USD bn, {percent(row.share_of_imports)}"
        for row in side.products[:GROUPS]
    )
    return f"Sold by {home} to {rival}{year}, and its share in their imports there: {named}."


def _firms(found: Pressure, sides: Sequence[SidePressure]) -> str:
    """Whose exporters run out of cash first; empty where none are known."""
    said = []
    for side in sides:
        rows = [row for row in top_goods(side, SECTORS) if row.failing]
        if rows:
            early, late = sorted(rows[0].failing)[1], max(rows[0].failing)
            worst = max(rows, key=lambda row: row.failing[late].central)
            said.append(
                f"of {_names(found, side)[0]}, {lowered(brief_name(worst))}, {failing_words(worst.failing[early])} by "
                f"day {early}, {failing_words(worst.failing[late])} by day {late}"
            )
    if not said:
        return ""
    return (
        f"Exporters out of cash, in the exposed sector where most are: {'; '.join(said)}. What firms hold is assumed: "
        "read the order, not the level."
    )


def _choke_point(found: Pressure, points: Sequence[ChokePoint]) -> str:
    """The input whose stop would cost a side most, and when the first lines stop."""
    worst = max(points, key=lambda row: row.output_at_risk_usd_mn)
    days = [row.days_to_stop for row in points if row.days_to_stop is not None]
    names = {row.code: brief_name(row) for row in found.side(worst.importer).sectors}
    user = lowered(names.get(worst.sector_at_risk, sector_name(worst.sector_at_risk)))
    central, low, high = (
        billions(value).removeprefix("+")
        for value in (worst.output_at_risk_usd_mn, worst.output_low_usd_mn, worst.output_high_usd_mn)
    )
    ends = f"{low.partition(' ')[0]} to {high}"
    first = (
        f" Of all controlled inputs, stopped one at a time, the first stops lines on day {min(days):.0f}."
        if days
        else ""
    )
    return (
        f"No {lowered(worst.name)} for {months_words(worst.months)} would cost "
        f"{in_sentence(found.case.ledger.countries.names, worst.importer)} {central} of output ({ends}), most "
        f"of it in {user}.{first}"
    )


def _names(found: Pressure, side: SidePressure) -> tuple[str, str]:
    names = found.case.ledger.countries.names
    return in_sentence(names, side.region), in_sentence(names, side.rival)
