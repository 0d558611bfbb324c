"""Sentences of the pressure pages, written from the readings."""

from __future__ import annotations

from detente.case.pressure import Pressure, SidePressure
from detente.core.dates import show_day
from detente.report.readings import (
    brief_name,
    horizon_words,
    months_words,
    people,
    share_span,
    span,
    top_goods,
    write,
)
from detente.report.words import in_sentence, lowered, percent, signed

__all__ = [
    "absorption_sentence",
    "assumption_sentences",
    "distress_sentence",
    "driver_sentences",
    "endurance_sentences",
    "exposure_sentence",
    "jobs_sentence",
    "observable_sentence",
    "pain_sentence",
    "published_text",
    "scope_sentence",
    "side_sentence",
    "sparkline",
    "stimulus_sentences",
]

BARS = "▁▂▃▄▅▆▇█"
NAMED = 6
"""Sectors that a sentence names."""


def scope_sentence(found: Pressure) -> str:
    """What the readings are, and what their ranges leave out."""
    months = {months_words(side.horizon_months) for side in found.sides}
    failed = f" Not solved, and in no range: {found.failed} of the draws." if found.failed else ""
    return (
        f"Scenario, not forecast: what follows if the measures of {show_day(found.moment.on)} stay for "
        f"{' and '.join(sorted(months))}, against those of {show_day(found.baseline)}. Ranges hold 90 % of "
        f"{found.draws} draws of parameters; another model may lie outside.{failed}"
    )


def side_sentence(found: Pressure, side: SidePressure) -> str:
    """Real income, exports and jobs of one side."""
    home, rival = _names(found, side)
    return (
        f"{_capital(home)}: real income changes by {span(side.real_income, 'share')} (central "
        f"{signed(side.real_income.central)}) {horizon_words(side)}; goods exports to {rival} fall by "
        f"{span(side.exports_lost_usd_mn, 'USD mn lost')} a year; {people(side.jobs_at_risk.low90)} to "
        f"{people(side.jobs_at_risk.high90)} of the {people(side.jobs_embodied_total)} jobs in these exports are at "
        "risk."
    )


def exposure_sentence(found: Pressure, side: SidePressure) -> str:
    """The most exposed goods sectors, with the measure that was fixed in advance; empty where nothing is sold."""
    home, rival = _names(found, side)
    rows = top_goods(side, NAMED)
    if not rows:
        return ""
    named = ", ".join(f"{lowered(brief_name(row))} ({percent(row.exposure)})" for row in rows)
    return f"Most exposed goods sectors of {home}, by exports to {rival} over output: {named}."


def jobs_sentence(found: Pressure, side: SidePressure) -> str:
    """Three counts of jobs, and why published ones differ."""
    home, rival = _names(found, side)
    regimes = [band.central for band in side.jobs_lost.values()]
    lost = (
        f" Without work because wages do not fall: {people(min(regimes))} to {people(max(regimes))}, by what the "
        "central bank does."
        if regimes
        else ""
    )
    beside = "".join(
        f" {figure.publisher} ({show_day(figure.published_on)}) has {published_text(figure.value, figure.unit)}: "
        f"{_sentence(figure.differs)}"
        for figure in found.comparisons
        if figure.region == side.region and figure.unit == "persons"
    )
    return (
        f"Jobs in {home} that hang on goods sold to {rival}: {people(side.jobs_embodied_total)} by accounting, as if "
        f"every sale were lost; at the modelled fall {people(side.jobs_at_risk.central)} "
        f"({span(side.jobs_at_risk, 'persons')}) are at risk.{lost}{beside}"
    )


def distress_sentence(found: Pressure, side: SidePressure) -> str:
    """The sector whose exporters run out of cash first; empty where there is none."""
    home, rival = _names(found, side)
    rows = [row for row in top_goods(side, len(side.sectors)) if row.failing]
    if not rows:
        return ""
    days = sorted(rows[0].failing)
    early, late = days[min(1, len(days) - 1)], days[-1]
    worst = max(rows, key=lambda row: row.failing[late].central)
    return (
        f"Of the firms of {home} that export to {rival}, those of {lowered(brief_name(worst))} run out of cash first: "
        f"{share_span(worst.failing[early])} by day {early}, {share_span(worst.failing[late])} by day {late}. What "
        "firms hold in cash is assumed, so read the order of sectors rather than the level."
    )


def absorption_sentence(found: Pressure, side: SidePressure) -> str:
    """How much of the loss other markets take; empty where that is not worked out."""
    if not side.absorption:
        return ""
    home, rival = _names(found, side)
    taken = sum(row.share_of_loss.central for row in side.absorption)
    best = max(side.absorption, key=lambda row: row.share_of_loss.central)
    return (
        f"Other markets take {percent(taken, 0)} of what {home} no longer sells to {rival}, the largest part "
        f"{best.name} ({share_span(best.share_of_loss)}; prices there {signed(-best.price_fall.central, 1)})."
    )


def stimulus_sentences(found: Pressure, side: SidePressure) -> tuple[str, ...]:
    """What public spending buys."""
    home, _ = _names(found, side)
    return tuple(
        f"Final spending of {percent(row.share_of_gdp)} of GDP in {home}, paid by lower net lending abroad, saves "
        f"{people(row.jobs_saved.central)} jobs ({span(row.jobs_saved, 'persons')}) and moves real income by "
        f"{signed(row.real_income.central)} ({span(row.real_income, 'share')})."
        for row in side.stimulus
    )


def endurance_sentences(found: Pressure, side: SidePressure) -> tuple[str, ...]:
    """How long until a stated loss has gathered."""
    home, _ = _names(found, side)
    return tuple(
        f"{_capital(home)} has lost {percent(row.threshold)} of a year's real income after {row.months.central:,.0f} "
        f"months ({row.months.low90:,.0f} to {row.months.high90:,.0f})."
        for row in side.endurance
    )


def observable_sentence(found: Pressure, side: SidePressure) -> str:
    """What the rival can see of the pain, and what it cannot; empty where nothing is listed."""
    if not side.observable:
        return ""
    home, rival = _names(found, side)
    seen = [lowered(row.what) for row in side.observable if row.seen_by_rival]
    hidden = [lowered(row.what) for row in side.observable if not row.seen_by_rival]
    lists = [", ".join(names) or "nothing" for names in (seen, hidden)]
    return f"Of the pain of {home}, {rival} can see: {lists[0]}; not: {lists[1]}."


def pain_sentence(found: Pressure, side: SidePressure) -> str:
    """The index with its range, components and history."""
    home, _ = _names(found, side)
    total = side.pain.total
    parts = ", ".join(f"{part.name} {part.points:.0f}" for part in side.pain.components)
    days = [point for point in found.history if point.region == side.region]
    since = f"; since {show_day(min(p.day for p in days))}: {sparkline(found, side)}" if days else ""
    return (
        f"Pain index of {home}: {total.central:.0f} ({total.low90:.0f} to {total.high90:.0f}; 100 is the reference of "
        f"every component): {parts}{since}"
    )


def sparkline(found: Pressure, side: SidePressure) -> str:
    """The history of the index as bars, one for each day of change, both sides on one scale."""
    top = max((point.total for point in found.history), default=0.0) or 1.0
    mine = sorted((point for point in found.history if point.region == side.region), key=lambda point: point.day)
    return "".join(BARS[max(0, min(len(BARS) - 1, int(len(BARS) * point.total / top)))] for point in mine)


def assumption_sentences(found: Pressure) -> tuple[str, ...]:
    """Rows of the register that the readings rest on, one sentence each."""
    return tuple(f"Assumed. {row.what}: {row.value} (else: {row.range}; {row.source})." for row in found.assumptions)


def driver_sentences(found: Pressure) -> tuple[str, ...]:
    """What the spread of each reading comes from, largest first."""
    told: dict[tuple[str, str], list[str]] = {}
    for row in sorted(found.drivers, key=lambda row: -row.share):
        told.setdefault((row.region, row.reading), []).append(f"{row.parameter} ({percent(row.share, 0)})")
    return tuple(
        f"What drives the range of {reading} of {in_sentence(found.case.ledger.countries.names, region)}: "
        f"{', '.join(parts[:3])}."
        for (region, reading), parts in told.items()
    )


def published_text(value: float, unit: str) -> str:
    """A published figure in its unit."""
    return write(value, unit) if unit in ("share", "persons", "USD mn") else f"{value:,g} {unit}"


def _names(found: Pressure, side: SidePressure) -> tuple[str, str]:
    names = found.case.ledger.countries.names
    return in_sentence(names, side.region), in_sentence(names, side.rival)


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _sentence(text: str) -> str:
    """The text with one full stop at its end."""
    return f"{text.rstrip('.')}."
