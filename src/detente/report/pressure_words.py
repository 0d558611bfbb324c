"""Sentences of the pressure pages, written from the readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from detente.case.minerals import ChokePoint
from detente.case.pressure_records import PainPoint, Pressure, PublishedFigure, SidePressure
from detente.case.pressure_sides import LIMIT
from detente.core.dates import show_day
from detente.report.choke_words import wait_words
from detente.report.readings import (
    PERSONS,
    brief_name,
    failing_words,
    horizon_words,
    index_words,
    months_words,
    ours_text,
    people,
    published_text,
    readings,
    rests_on_sellers,
    share_span,
    span,
    told,
    top_goods,
    write,
)
from detente.report.words import billions, in_sentence, lowered, percent

__all__ = [
    "absorption_sentence",
    "assumption_sentences",
    "choke_sentence",
    "customs_sentence",
    "day_sentences",
    "distress_sentence",
    "driver_sentences",
    "endurance_note",
    "endurance_sentences",
    "exposure_sentence",
    "history_sentences",
    "history_words",
    "jobs_sentence",
    "observable_sentence",
    "pain_sentence",
    "published_sentence",
    "published_sentences",
    "range_sentences",
    "regimes_words",
    "scope_sentence",
    "side_sentence",
    "sparkline",
    "stimulus_sentences",
    "terms_sentence",
    "unlike_falls",
]

BARS = "▁▂▃▄▅▆▇█"
NAMED = 6
"""Sectors that a sentence names."""
VISIBLE = 3.0
"""Fall of the index, in points, that asks for a word."""
SAME = 1e-4
"""Change of a rate (a share) that is none."""


def scope_sentence(found: Pressure) -> str:
    """What the readings are, and what their ranges leave out."""
    months = {months_words(side.horizon_months) for side in found.sides}
    failed = f" Not solved, and in no range: {found.failed} of the draws." if found.failed else ""
    return (
        f"Scenario, not forecast: what follows if the measures of {show_day(found.moment.on)} stay for "
        f"{' and '.join(sorted(months))}, against those of {show_day(found.baseline)}; all measures count, on and of "
        "third countries too, unless a row says the two sides' alone. Ranges hold 90 % of "
        f"{found.draws} draws of parameters; another model may lie outside.{failed}"
    )


def day_sentences(found: Pressure) -> tuple[str, ...]:
    """What a reader must know of the day before any number: rates that change soon, and levels that are not shown."""
    names = found.case.ledger.countries.names
    by_day: dict[tuple[date, int], list[str]] = {}
    for row in found.coming:
        verb = "falls" if row.then < row.now else "rises"
        by_day.setdefault((row.day, row.days), []).append(
            f"the average rate of {in_sentence(names, row.importer)} on {in_sentence(names, row.exporter)} {verb} from "
            f"{percent(row.now)} to {percent(row.then)}"
        )
    soon = [
        f"Announced, in force in {days} day{'' if days == 1 else 's'}: on {show_day(day)} {' and '.join(changes)}. The "
        f"numbers here are of the measures in force on {show_day(found.moment.on)}."
        for (day, days), changes in by_day.items()
    ]
    return (*soon, *([found.levels] if found.levels else []))


def side_sentence(found: Pressure, side: SidePressure) -> str:
    """Real income, exports and jobs of one side."""
    home, rival = _names(found, side)
    income = f"{_capital(home)}: real income changes by {told(side.real_income, 'share')} {horizon_words(side)}"
    if found.levels:
        return f"{income}; {told(side.unemployment, 'share of labour')} of its labour is without work."
    return (
        f"{income}; of {write(side.exports_base_usd_mn, 'USD mn lost')} of goods sold to {rival} in a year at basic "
        f"prices {span(side.exports_lost_usd_mn, 'USD mn lost')} are lost ({share_span(side.exports_lost)}); "
        f"{span(side.jobs_at_risk, 'persons')} of the {people(side.jobs_embodied_total)} jobs in these exports are at "
        "risk."
    )


def exposure_sentence(found: Pressure, side: SidePressure) -> str:
    """The most exposed goods sectors, by the measure fixed in advance; empty where nothing is sold or trade unknown."""
    home, rival = _names(found, side)
    rows = top_goods(side, NAMED)
    if not rows or found.levels:
        return ""
    named = ", ".join(f"{lowered(brief_name(row))} ({percent(row.exposure)})" for row in rows)
    return f"Most exposed goods sectors of {home}, by exports to {rival} over output: {named}."


def jobs_sentence(found: Pressure, side: SidePressure) -> str:
    """Three counts of jobs; empty where the trade of the base is not known."""
    if found.levels:
        return ""
    home, rival = _names(found, side)
    lost = regimes_words(side)
    if lost:
        lost = (
            f" Without work because wages do not fall: {lost}; that count is of the whole economy, so it may be larger "
            "than the jobs in these exports."
        )
    return (
        f"Jobs in {home} that hang on goods sold to {rival}: {people(side.jobs_embodied_total)} by accounting, as if "
        f"every sale were lost; at the modelled fall {told(side.jobs_at_risk, 'persons')} are at risk.{lost}"
    )


def regimes_words(side: SidePressure) -> str:
    """Persons without work under either monetary regime; empty where they are not counted."""
    held, peg = (side.jobs_lost.get(name) for name in ("nominal income held", "hard peg"))
    if held is None or peg is None:
        return ""
    return f"{span(held, 'persons')} if the central bank holds nominal income, {span(peg, 'persons')} under a hard peg"


def distress_sentence(found: Pressure, side: SidePressure) -> str:
    """The sector whose exporters run out of cash first; empty where there is none."""
    home, rival = _names(found, side)
    rows = [row for row in top_goods(side, NAMED) if row.failing]
    if not rows:
        return ""
    days = sorted(rows[0].failing)
    early, late = days[min(1, len(days) - 1)], days[-1]
    worst = max(rows, key=lambda row: row.failing[late].central)
    return (
        f"Of the firms of {home} that export to {rival}, in the most exposed sectors, those of "
        f"{lowered(brief_name(worst))} run out of cash first: "
        f"{failing_words(worst.failing[early])} by day {early}, {failing_words(worst.failing[late])} by day {late}. "
        "What firms hold in cash is assumed, so read the order of sectors rather than the level."
    )


def absorption_sentence(found: Pressure, side: SidePressure) -> str:
    """How much of the loss other markets take; empty where that is not worked out."""
    if not side.absorption or found.levels:
        return ""
    home, rival = _names(found, side)
    taken = [
        sum(ends)
        for ends in zip(*((r.share_of_loss.low90, r.share_of_loss.high90) for r in side.absorption), strict=True)
    ]
    best = max(side.absorption, key=lambda row: row.share_of_loss.central)
    rises = [row.price_fall.times(-1.0) for row in side.absorption]
    ends = replace(
        rises[0], low90=min(rise.low90 for rise in rises), high90=max(rise.high90 for rise in rises), range_only="all"
    )
    if best.share_of_loss.central <= 0:
        return (
            f"Other markets take none of what {home} no longer sells to {rival}: they buy less too, as prices of "
            f"{home} move there by {span(ends, 'share', 1)} (lowest to highest market, 90 % of draws)."
        )
    return (
        f"Other markets take {percent(taken[0], 0).removesuffix(' %')} to {percent(taken[1], 0)} of what {home} no "
        f"longer sells to {rival}, the largest part "
        f"{best.name} ({share_span(best.share_of_loss)}); prices of {home} move in these markets by "
        f"{span(ends, 'share', 1)}, lowest to highest."
    )


def stimulus_sentences(found: Pressure, side: SidePressure) -> tuple[str, ...]:
    """What public spending buys."""
    home, _ = _names(found, side)
    said = []
    for row in side.stimulus:
        jobs = row.jobs_saved
        if found.levels:
            work = ""
        elif jobs.low90 >= 0.0:
            work = f"saves {told(jobs, 'persons')} jobs and "
        elif jobs.high90 <= 0.0:
            work = f"costs {told(jobs.times(-1.0), 'persons')} jobs and "
        else:
            work = f"may cost up to {people(-jobs.low90)} jobs or save up to {people(jobs.high90)}, and "
        said.append(
            f"Final spending of {percent(row.share_of_gdp)} of GDP in {home}, borrowed abroad, {work}moves real income "
            f"by {told(row.real_income, 'share')}, of which {100 * row.share_of_gdp:.1f} points are borrowed and to be "
            "paid back."
        )
    return tuple(said)


def terms_sentence(found: Pressure, side: SidePressure) -> str:
    """How much of a side's result is terms of trade and duties collected; empty where neither helps it."""
    terms, duties = side.terms_of_income, side.revenue_of_income
    if not rests_on_sellers(side):
        return ""
    home, _ = _names(found, side)
    return (
        f"The result of {home} hangs on its terms of trade: prices that move its way are worth "
        f"{span(terms, 'share')} of its final spending and duties collected, which its own buyers pay in part, "
        f"{span(duties, 'share')}, while its real income changes by {span(side.real_income, 'share')} in all. "
        "Sellers bear part of a duty here, where published estimates for 2018 and 2019 find none (how much: detente "
        "replicate pass-through-2018-19). If sellers bear nothing, it loses more."
    )


def customs_sentence(found: Pressure, sides: Sequence[SidePressure]) -> str:
    """Where the figures in USD stand against customs values; empty where customs data are not known or not shown."""
    known = [side for side in sides if side.exports_customs_usd_mn is not None]
    if not known or found.levels:
        return ""
    sold = "; ".join(
        f"{_capital(_names(found, side)[0])} to {_names(found, side)[1]} "
        f"{write(side.exports_base_usd_mn, 'USD mn lost')} here, "
        f"{write(side.exports_customs_usd_mn or 0.0, 'USD mn lost')} in customs data"
        for side in known
    )
    return (
        f"Trade in USD is that of input-output tables of {found.case.ledger.base.year}, at basic prices, before "
        f"freight and trade margins, not at customs values: {sold}. Read falls in per cent before falls in USD."
    )


def unlike_falls(found: Pressure) -> tuple[tuple[SidePressure, PainPoint, PainPoint], ...]:
    """Sides whose index falls from one day to the next although the rival's rate on them does not."""
    said: list[tuple[SidePressure, PainPoint, PainPoint]] = []
    for side in found.sides:
        points = sorted((p for p in found.history if p.region == side.region), key=lambda p: p.day)
        said += [
            (side, before, after)
            for before, after in pairwise(points)
            if before.total - after.total > VISIBLE and after.faced > before.faced - SAME
        ]
    return tuple(said)


def history_sentences(found: Pressure) -> tuple[str, ...]:
    """Days on which the index of a side falls although its rival's rate on it does not."""
    said = []
    for side, before, after in unlike_falls(found):
        home, rival = _names(found, side)
        said.append(
            f"From {show_day(before.day)} to {show_day(after.day)} the index of {home} falls from {before.total:.0f} "
            f"to {after.total:.0f} though the rate of {rival} on it does not: other measures of those days, on or of "
            f"third countries or of {home} itself, count too."
        )
    return tuple(said)


def endurance_sentences(found: Pressure, side: SidePressure) -> tuple[str, ...]:
    """How long until a stated loss has gathered."""
    home, _ = _names(found, side)
    said = []
    for row in side.endurance:
        loss = f"{percent(row.threshold)} of a year's real income"
        low, high = (f"{end:,.0f}" for end in (row.months.low90, row.months.high90))
        late = row.months.high90 >= LIMIT
        if row.months.low90 >= LIMIT:
            said.append(f"{_capital(home)} does not lose {loss} within {low} months.")
        elif low == high:
            said.append(f"{_capital(home)} has lost {loss} after {low} months.")
        else:
            said.append(f"{_capital(home)} has lost {loss} after {low} to {high} months{' or more' if late else ''}.")
    return tuple(said)


def endurance_note(sides: Sequence[SidePressure]) -> str:
    """What the months of endurance rest on; empty where none are told."""
    first = next((row for side in sides for row in side.endurance), None)
    return f"Months until a loss has gathered: {first.draws} draws; {first.note}." if first else ""


def observable_sentence(found: Pressure, side: SidePressure) -> str:
    """What the rival can see of the pain, and what it cannot; empty where nothing is listed."""
    if not side.observable:
        return ""
    home, rival = _names(found, side)
    lists = [
        ", ".join(dict.fromkeys(lowered(row.what) for row in side.observable if row.seen_by_rival is seen)) or "nothing"
        for seen in (True, False)
    ]
    return f"Of the pain of {home}, {rival} can see: {lists[0]}; not: {lists[1]}."


def pain_sentence(found: Pressure, side: SidePressure) -> str:
    """The index with its range and components."""
    home, _ = _names(found, side)
    total = side.pain.total
    parts = "; ".join(f"{part.name}: {part.points:.0f}" for part in side.pain.components)
    return (
        f"Pain index of {home}: {index_words(total)}, where 100 means that every part is as bad as the past crisis "
        f"that it is set against. Medians of the parts, which need not add up to that of the whole: {parts}."
    )


def range_sentences(found: Pressure, sides: Sequence[SidePressure]) -> tuple[str, ...]:
    """Which headline readings stand as a range alone, by what decides them."""
    sentences = []
    for side in sides:
        reasons: dict[str, list[str]] = {}
        for row in readings(side, levels=not found.levels):
            if row.band.range_only:
                reasons.setdefault(row.band.range_only, []).append(row.label)
        if side.pain.total.range_only:
            reasons.setdefault(side.pain.total.range_only, []).append("pain index")
        if reasons:
            told_of = "; ".join(f"{', '.join(labels)} ({reason})" for reason, labels in reasons.items())
            sentences.append(f"Ranges alone for {_names(found, side)[0]}: {told_of}.")
    return tuple(sentences)


def history_words(found: Pressure, sides: Sequence[SidePressure]) -> str:
    """The history of the index as bars, with what they are, their days and their scale."""
    days = sorted({point.day for point in found.history})
    top = max((point.total for point in found.history), default=0.0)
    bars = ", ".join(f"{side.region} {sparkline(found, side)}" for side in sides)
    return (
        f"Index {months_words(found.sides[0].horizon_months)} on had each day's measures stayed, not what was felt "
        f"that day: {bars} (one bar for each of {len(days)} days of change, {show_day(days[0])} to "
        f"{show_day(days[-1])}; the highest is {top:.0f}). Each is worked out once, at the medians of the parameters, "
        "so the last may lie off the median of all draws."
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
    """What the spread of each reading comes from, largest first, of what is larger than its standard error."""
    parts_of: dict[tuple[str, str], list[str]] = {}
    for row in sorted(found.drivers, key=lambda row: -row.share):
        if row.share <= row.error or (found.levels and row.reading == "jobs lost"):
            continue
        parts_of.setdefault((row.region, row.reading), []).append(f"{row.parameter} ({percent(row.share, 0)})")
    return tuple(
        f"What drives the range of {reading} of {in_sentence(found.case.ledger.countries.names, region)}: "
        f"{', '.join(parts[:3])}."
        for (region, reading), parts in parts_of.items()
    )


def choke_sentence(found: Pressure, points: Sequence[ChokePoint]) -> str:
    """Which lines stop first if a controlled input no longer comes."""
    costly = [row for row in points if row.output_at_risk_usd_mn > 0]
    if not costly:
        return "No input under licence or ban on the day would stop a line at the central assumptions."
    worst = max(costly, key=lambda row: row.output_at_risk_usd_mn)
    wait = wait_words(costly)
    names = {row.code: brief_name(row) for row in found.side(worst.importer).sectors}
    user = lowered(names.get(worst.sector_at_risk, worst.sector_at_risk))
    buyer = in_sentence(found.case.ledger.countries.names, worst.importer)
    central, low, high = (
        billions(value).removeprefix("+")
        for value in (worst.output_at_risk_usd_mn, worst.output_low_usd_mn, worst.output_high_usd_mn)
    )
    return (
        f"If the exports of a controlled input stopped altogether for {months_words(worst.months)}, "
        f"{lowered(worst.name)} would cost {buyer} most: {central} of output (lowest and highest case {low} and "
        f"{high}), most of it in {user}. {f'{wait} ' if wait else ''}Each input is "
        "stopped alone; licences that are granted cost less."
    )


def published_sentences(found: Pressure, sides: Sequence[SidePressure], *, jobs: bool = False) -> tuple[str, ...]:
    """Published figures known on the day beside ours, each with what differs; only those of jobs where asked."""
    shown = {side.region for side in sides}
    return tuple(
        published_sentence(row)
        for row in found.comparisons
        if (row.region in shown or len(sides) > 1) and (row.unit in PERSONS or not jobs)
    )


def published_sentence(row: PublishedFigure) -> str:
    """One published figure beside ours, with what differs and where theirs was read."""
    return (
        f"{row.what}: {row.publisher} ({show_day(row.published_on)}) {published_text(row.value, row.unit)}, ours "
        f"{ours_text(row.ours, row.unit, row.reading)}. {_sentence(row.differs)} Theirs: {_sentence(row.source)}"
    )


def _names(found: Pressure, side: SidePressure) -> tuple[str, str]:
    names = found.case.ledger.countries.names
    return in_sentence(names, side.region), in_sentence(names, side.rival)


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _sentence(text: str) -> str:
    """The text with one full stop at its end."""
    return f"{text.rstrip('.')}."
