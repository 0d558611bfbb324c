"""Tables of the pressure pages; the terminal and the brief show the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from detente.case.band import Band
from detente.case.minerals import ChokePoint
from detente.case.pressure_records import Pressure, SidePressure
from detente.core.dates import show_day
from detente.ledger.limits import Clocked
from detente.report.page import Table
from detente.report.readings import (
    SideReading,
    brief_name,
    failing_words,
    horizon_words,
    ours_text,
    people,
    published_text,
    readings,
    share_span,
    span,
    told,
    top_goods,
)
from detente.report.words import in_sentence, money, percent

__all__ = [
    "absorption_table",
    "assumptions_table",
    "choke_table",
    "clocks_table",
    "distress_table",
    "jobs_table",
    "observable_table",
    "pain_table",
    "products_table",
    "published_table",
    "readings_table",
    "sectors_table",
    "stimulus_table",
]

SHOWN = 8
ALONE = "range only"
"""In place of a median, where one assumption decides the spread."""
EARLY = 15
"""Day of the fall on which next to no firm is out of cash, so that tables begin later."""


def readings_table(found: Pressure, sides: Sequence[SidePressure]) -> Table:
    """Every headline reading, the sides beside each other."""
    columns = [readings(side, levels=not found.levels) for side in sides]
    labels = list(dict.fromkeys(row.label for column in columns for row in column))
    rows = []
    for label in labels:
        cells = [next((row for row in column if row.label == label), None) for column in columns]
        shown = [text for cell in cells for text in (_cells(cell) if cell else ("", ""))]
        rows.append((label, *shown))
    heads = [head for side in sides for head in (f"{side.region}, median", "90 % of draws")]
    return Table(
        f"What each side bears {horizon_words(sides[0])} (ShortRun, unless named otherwise), against "
        f"{show_day(found.baseline)}; nominal values in {found.numeraire}; ranges: parameters. No median where one "
        "assumption decides the spread",
        ("reading", *heads),
        tuple(rows),
    )


def _cells(reading: SideReading) -> tuple[str, str]:
    """Median and range of a reading; says so where the range stands alone."""
    return reading.value or (ALONE if reading.range else ""), reading.range


def sectors_table(found: Pressure, side: SidePressure, count: int | None = SHOWN) -> Table:
    """Goods sectors, most exposed first; every sector with exports or jobs at stake where ``count`` is None.

    Where the trade of the base is not known, changes of quantity alone.
    """
    chosen = top_goods(side, len(side.sectors) if count is None else count)
    home = in_sentence(found.case.ledger.countries.names, side.region)
    rows: list[tuple[str, ...]] = []
    for row in chosen:
        month = _nearest(row.exports_change, side.horizon_months)
        change = "" if month is None else span(row.exports_change[month], "share", 0)
        if found.levels:
            rows.append((brief_name(row), change))
            continue
        rows.append(
            (
                brief_name(row),
                percent(row.exposure),
                f"{row.exports_base_usd_mn / 1e3:,.1f}",
                f"{percent(row.tariff_before, 0).removesuffix(' %')} → {percent(row.tariff_after, 0)}",
                change,
                span(row.jobs_at_risk, "persons"),
            )
        )
    if found.levels:
        year = found.case.ledger.base.year
        return Table(
            f"Goods sectors of {home}, those that were most exposed to {side.rival} in {year} first, "
            f"{horizon_words(side)}; 90 % of draws",
            ("sector", f"change of the quantity sold to {side.rival}"),
            tuple(rows),
        )
    return Table(
        f"Goods sectors of {home} most exposed to {side.rival}, {horizon_words(side)}; 90 % of draws, for both hang on "
        f"the sector's trade elasticity; exports of {found.case.ledger.base.year} at basic prices, jobs behind exports "
        "of all sectors",
        (
            "sector",
            f"output sold to {side.rival}",
            "exports, USD bn",
            "tariff faced, before → after",
            "change of quantity",
            "its jobs at risk behind exports of all sectors",
        ),
        tuple(rows),
    )


def distress_table(found: Pressure, side: SidePressure) -> Table:
    """Share of exporters to the rival that are out of cash by day, in the most exposed sectors."""
    chosen = [row for row in top_goods(side, SHOWN) if row.failing]
    days = sorted({day for row in chosen for day in row.failing} - {EARLY})
    home = in_sentence(found.case.ledger.countries.names, side.region)
    return Table(
        f"Firms of {home} that export to {side.rival} and are out of cash by day (90 % of draws)",
        ("sector", *(f"day {day}" for day in days)),
        tuple((brief_name(row), *(failing_words(row.failing[day]) for day in days)) for row in chosen),
    )


def _nearest(changes: Mapping[int, Band], months: float) -> int | None:
    """The month that is nearest to the horizon."""
    return min(changes, key=lambda month: abs(month - months), default=None)


def products_table(found: Pressure, side: SidePressure, count: int | None = None) -> Table:
    """Groups of products in the importer's customs data: what a side sells, or what it buys mostly from its rival."""
    names, lines = found.case.ledger.countries.names, found.case.ledger.lines
    home, rival = in_sentence(names, side.region), in_sentence(names, side.rival)
    # only one of the two has national lines, and it is the buyer in both tables
    if side.exports_customs_usd_mn is None:
        title, buyer = f"What {home} buys mostly from {rival}", side.region
    else:
        title, buyer = f"What {home} sells to {rival}", side.rival
    year = f" of {lines[buyer].year}" if buyer in lines else ""
    return Table(
        f"{title}: imports of {in_sentence(names, buyer)} in its customs data{year}, by HS code",
        (
            "HS",
            "goods",
            f"{buyer} imports, USD mn",
            f"of {buyer} imports",
            "of the seller's sector output",
        ),
        tuple(
            (
                row.codes,
                row.name,
                money(row.imports_usd_mn),
                percent(row.share_of_imports),
                percent(row.share_of_sector_output),
            )
            for row in side.products[:count]
        ),
    )


def jobs_table(found: Pressure, sides: Sequence[SidePressure], count: int | None = SHOWN) -> Table:
    """Jobs by sector: embodied and at risk, the largest ``count`` first (all: None), sides one after the other."""
    rows = []
    for side in sides:
        most = sorted(side.sectors, key=lambda row: -row.jobs_embodied)[:count]
        rows += [
            (
                side.region,
                brief_name(row),
                people(row.jobs_embodied),
                span(row.jobs_at_risk, "persons"),
                span(row.jobs_lost, "persons"),
            )
            for row in most
        ]
        rest = side.jobs_embodied_total - sum(row.jobs_embodied for row in most)
        if count is not None:
            rows.append((side.region, "All other sectors", people(rest), "", ""))
    return Table(
        f"Jobs that hang on goods exports to the rival, services included; {horizon_words(sides[0])}; ranges: 90 % of "
        f"{found.draws} draws",
        ("side", "sector", "embodied", "at risk", "without work"),
        tuple(rows),
    )


def absorption_table(found: Pressure, side: SidePressure) -> Table:
    """What other groups of markets take, or buy less."""
    home = in_sentence(found.case.ledger.countries.names, side.region)
    less = all(row.extra_volume_usd_mn.high90 <= 0.0 for row in side.absorption)
    title = f"No other market takes what {home} loses: all buy less" if less else f"Where else {home} can sell"
    return Table(
        f"{title}, {horizon_words(side)}; 90 % of draws",
        ("market", "before, USD mn", "change of quantity, USD mn", "of the loss", "change of prices there"),
        tuple(
            (
                row.name,
                money(row.base_usd_mn),
                f"{money(row.extra_volume_usd_mn.low90)} to {money(row.extra_volume_usd_mn.high90)}",
                share_span(row.share_of_loss),
                span(row.price_fall.times(-1.0), "share", 1),
            )
            for row in sorted(side.absorption, key=lambda row: -row.extra_volume_usd_mn.central)
        ),
    )


def choke_table(found: Pressure, points: Sequence[ChokePoint], importer: str, count: int | None = None) -> Table:
    """What the rival could withhold from one side, the ``count`` largest losses of output first (all: None)."""
    rows = sorted((row for row in points if row.importer == importer), key=lambda row: -row.output_at_risk_usd_mn)
    months = f"{rows[0].months:g}" if rows else ""
    names = {row.code: brief_name(row) for row in found.side(importer).sectors}
    return Table(
        f"Choke points of {importer}: a full stop of exports for {months} months",
        (
            "input",
            "on the day",
            "supplier's share",
            "days in stock",
            "lines stop on day",
            "sector that loses most",
            "output lost, USD mn",
            "lowest to highest case",
        ),
        tuple(
            (
                row.name,
                f"{row.state} since {show_day(row.since)}" if row.since else row.state,
                f"{percent(row.supplier_share, 0)} of {row.stage}",
                f"{row.days_of_stock:,.0f}",
                "none" if row.days_to_stop is None else f"{row.days_to_stop:,.0f}",
                names.get(row.sector_at_risk, row.sector_at_risk),
                money(row.output_at_risk_usd_mn),
                f"{money(row.output_low_usd_mn)} to {money(row.output_high_usd_mn)}",
            )
            for row in rows[:count]
        ),
    )


def clocks_table(rows: Sequence[Clocked]) -> Table:
    """Measures between the sides whose own clock runs: when it runs out, and what holds then."""
    return Table(
        "Measures with a clock: what holds when it runs out, if nobody acts",
        ("measure", "by", "until", "days left", "adds now", "adds then"),
        tuple(
            (
                row.title or row.measure,
                row.by,
                show_day(row.until),
                f"{row.days_left}",
                "" if isnan(row.rate) else percent(row.rate),
                "" if isnan(row.returns) else percent(row.returns),
            )
            for row in rows
        ),
    )


def stimulus_table(found: Pressure, sides: Sequence[SidePressure]) -> Table:
    """What spending buys, by its size."""
    return Table(
        f"Stimulus borrowed abroad, {horizon_words(sides[0])}; 90 % of draws",
        ("side", "of GDP", "jobs saved (below zero: lost)", "real income", "of which borrowed"),
        tuple(
            (
                side.region,
                percent(row.share_of_gdp),
                "" if found.levels else told(row.jobs_saved, "persons"),
                told(row.real_income, "share"),
                percent(row.share_of_gdp),
            )
            for side in sides
            for row in side.stimulus
        ),
    )


def pain_table(sides: Sequence[SidePressure]) -> Table:
    """Components of the index: value, reference, weight and points."""
    return Table(
        "Pain index: points = weight x value / reference, at 100 every part is as bad as its reference; medians of the "
        "draws, which need not add up",
        ("side", "component", "value", "reference", "weight", "points", "reference from"),
        tuple(
            (
                side.region,
                part.name,
                percent(part.value) if part.unit == "share" else published_text(part.value, part.unit),
                percent(part.reference) if part.unit == "share" else published_text(part.reference, part.unit),
                f"{part.weight:g}",
                f"{part.points:.1f}",
                part.source,
            )
            for side in sides
            for part in side.pain.components
        ),
    )


def published_table(found: Pressure, sides: Sequence[SidePressure]) -> Table:
    """Published figures known on the day beside ours, with what differs."""
    shown = {side.region for side in sides} if len(sides) < len(found.sides) else None
    return Table(
        "Published figures known on the day, beside ours; nothing is tuned to them",
        ("figure", "where", "publisher", "theirs", "ours", "what differs", "where theirs was read"),
        tuple(
            (
                row.what,
                row.region,
                f"{row.publisher}, {show_day(row.published_on)}",
                published_text(row.value, row.unit),
                ours_text(row.ours, row.unit, row.reading),
                row.differs,
                row.source,
            )
            for row in found.comparisons
            if shown is None or row.region in shown
        ),
    )


def observable_table(found: Pressure, side: SidePressure) -> Table:
    """What the rival can see of a side's pain, and how late."""
    names = found.case.ledger.countries.names
    home, rival = in_sentence(names, side.region), in_sentence(names, side.rival)
    return Table(
        f"What {rival} can see of the pain of {home}",
        ("what", "series", "seen", "days late", "latest known", "note"),
        tuple(
            (
                row.what,
                row.series,
                "yes" if row.seen_by_rival else "no",
                f"{row.lag_days}" if row.latest else "",
                show_day(row.latest) if row.latest else "",
                row.note,
            )
            for row in side.observable
        ),
    )


def assumptions_table(found: Pressure) -> Table:
    """Rows of the register that the readings rest on."""
    return Table(
        "Assumptions of these readings",
        ("assumption", "value", "range", "source"),
        tuple((row.what, row.value, row.range, row.source) for row in found.assumptions),
    )
