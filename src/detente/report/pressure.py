"""The pressure pages of a brief: who is hurting, how soon, and how sure are we."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.case.hurting import Hurting
from detente.case.pressure_records import Pressure, SidePressure
from detente.core.dates import show_day
from detente.report.charts.absorption import absorption_figure
from detente.report.charts.distress import distress_figure
from detente.report.charts.exposure import exposure_figure
from detente.report.charts.jobs import jobs_figure
from detente.report.charts.pain import pain_figure, parts_figure
from detente.report.charts.path import path_figure
from detente.report.figure import Figure
from detente.report.numbers import KeyNumber
from detente.report.page import Section
from detente.report.pressure_pages import pressure_pages
from detente.report.pressure_tables import assumptions_table, pain_table, published_table
from detente.report.pressure_words import (
    day_sentences,
    driver_sentences,
    endurance_sentences,
    pain_sentence,
    range_sentences,
    regimes_words,
    scope_sentence,
    side_sentence,
)
from detente.report.readings import horizon_words, income_span, people, told
from detente.report.words import in_sentence

__all__ = [
    "pressure_caption",
    "pressure_figures",
    "pressure_numbers",
    "pressure_sections",
    "pressure_stamp",
]

PICTURED = {"pressed-sectors": "exposure", "jobs": "jobs", "distress": "distress", "absorption": "absorption"}
"""Pages with a picture for each side, and the pictures' name."""


def pressure_stamp(found: Pressure) -> str:
    """Case, days and run of readings that stand alone."""
    case, moment = found.case, found.moment
    return f"{case.stamp} · measures of {show_day(moment.on)} · known {show_day(moment.as_of)} · run {found.run}"


def pressure_caption(found: Pressure, stamp: str) -> str:
    """What every picture of these pages carries: ``stamp``, model, draws and source."""
    months = " and ".join(sorted({f"{side.horizon_months:g}" for side in found.sides}))
    return (
        f"detente {stamp} · ShortRun, {months} months, {found.draws} draws of parameters. "
        f"{found.case.ledger.base.provenance.get('attribution', '')}"
    )


def pressure_figures(found: Pressure, stamp: str, regions: Sequence[str] = ()) -> tuple[Figure, ...]:
    """Every picture of the pages, for both sides or for those named."""
    caption = pressure_caption(found, stamp)
    sides = [side for side in found.sides if not regions or side.region in regions]
    traded = [] if found.levels else sides
    return (
        pain_figure(found, caption),
        parts_figure(found, caption),
        *(exposure_figure(found, side, caption) for side in traded),
        *(jobs_figure(found, side, caption) for side in traded),
        *(distress_figure(found, side, caption) for side in sides),
        *(absorption_figure(found, side, caption) for side in traded if side.absorption),
    )


def pressure_numbers(found: Pressure) -> tuple[KeyNumber, ...]:
    """Income, trade and jobs at risk in the first year, as key numbers; income alone where trade is not known."""
    names = found.case.ledger.countries.names
    income = tuple(_income(found, side, names.get(side.region, side.region)) for side in found.sides)
    if found.levels:
        return income
    trade = KeyNumber(
        id="trade-first-year",
        label="Goods trade between the two, first year",
        value=-100 * _lost(found),
        unit="%",
        shown="; ".join(
            f"{names.get(side.region, side.region)} to {names.get(side.rival, side.rival)} "
            f"{told(side.exports_lost.times(-1.0), 'share', 0)}"
            for side in found.sides
        ),
        horizon=horizon_words(found.sides[0]),
        baseline=f"measures of {show_day(found.baseline)}",
        definition=(
            f"Change of goods sold, if the measures of the day stay; 90 % of {found.draws} draws of parameters. Sales "
            "at basic prices of input-output tables, not at customs values."
        ),
    )
    jobs = tuple(
        KeyNumber(
            id=f"jobs-at-risk-{side.region.lower()}",
            label=f"Jobs at risk, {names.get(side.region, side.region)}",
            value=side.jobs_at_risk.central,
            unit="persons",
            shown=told(side.jobs_at_risk, "persons"),
            lo50=side.jobs_at_risk.low50,
            hi50=side.jobs_at_risk.high50,
            lo90=side.jobs_at_risk.low90,
            hi90=side.jobs_at_risk.high90,
            horizon=horizon_words(side),
            baseline=f"measures of {show_day(found.baseline)}",
            definition=(
                f"Jobs in {in_sentence(names, side.region)} behind the goods that {in_sentence(names, side.rival)} no "
                f"longer buys, services and farming included; 90 % of {found.draws} draws of parameters. By accounting "
                f"{people(side.jobs_embodied_total)} jobs hang on all goods sold there. At risk is not lost: without "
                f"work because wages do not fall are {regimes_words(side)}.{_alone(side)}"
            ),
        )
        for side in found.sides
    )
    return *income, trade, *jobs


def _income(found: Pressure, side: SidePressure, name: str) -> KeyNumber:
    """Real income within the horizon, which the long run's reading does not hold."""
    band = side.real_income
    only = f"A range only: {band.range_only}. " if band.range_only else ""
    return KeyNumber(
        id=f"income-first-year-{side.region.lower()}",
        label=f"First-year income, {name}",
        value=100.0 * band.central,
        unit="%",
        shown=told(band, "share") if " to " in income_span(band) else income_span(band),
        lo50=100.0 * band.low50,
        hi50=100.0 * band.high50,
        lo90=100.0 * band.low90,
        hi90=100.0 * band.high90,
        horizon=horizon_words(side),
        baseline=f"measures of {show_day(found.baseline)}",
        definition=(
            f"Change of real income in the short-run model, if the measures of the day stay; 90 % of {found.draws} "
            f"draws of parameters. {only}In it labour stays in its sector and wages hardly fall, so orders lost are "
            "work lost; in the long run labour moves, and what is left is dearer goods and trade given up. So the two "
            "horizons are two numbers, and either may be the larger."
        ),
    )


def _lost(found: Pressure) -> float:
    """Share of what both sides sold each other that is lost, at the medians."""
    lost = sum(side.exports_lost_usd_mn.central for side in found.sides)
    return lost / sum(side.exports_base_usd_mn for side in found.sides)


def _alone(side: SidePressure) -> str:
    reason = side.jobs_at_risk.range_only
    return f" A range only: {reason}." if reason else ""


def pressure_sections(hurting: Hurting, stamp: str) -> tuple[Section, ...]:
    """The pages in their order; the first belongs to the two pages, the others to the annex.

    ``stamp`` is the case, days and run of the brief.
    """
    found = hurting.pressure
    figures = {figure.name: figure for figure in pressure_figures(found, stamp)}
    fans = () if hurting.trade is None else (path_figure(hurting.trade, pressure_caption(found, stamp)),)

    def of_sides(page: str) -> tuple[Figure, ...]:
        keys = [f"{PICTURED[page]}-{side.region.lower()}" for side in found.sides] if page in PICTURED else []
        return tuple(figures[key] for key in keys if key in figures)

    return (
        _front(found, (*fans, figures["pain"])),
        *(replace(page, figures=of_sides(page.id)) for page in pressure_pages(hurting, found.sides)),
        _basis(found, figures["pain-parts"]),
    )


def _front(found: Pressure, figures: tuple[Figure, ...]) -> Section:
    """The page in front: what each side bears, how soon, and the index."""
    return Section(
        "hurting",
        "Who is hurting, how soon, how sure",
        (
            scope_sentence(found),
            *day_sentences(found),
            *(side_sentence(found, side) for side in found.sides),
            *(" ".join(endurance_sentences(found, side)) for side in found.sides if side.endurance),
            *(pain_sentence(found, side) for side in found.sides),
        ),
        figures,
    )


def _basis(found: Pressure, parts: Figure) -> Section:
    """What the readings rest on: notes, ranges, the parts of the index, published figures, assumptions."""
    return Section(
        "pressure-basis",
        "What the readings of pressure rest on",
        (*found.notes, *range_sentences(found, found.sides), *driver_sentences(found)),
        (parts,),
        (pain_table(found.sides), published_table(found, found.sides), assumptions_table(found)),
        annex=True,
    )
