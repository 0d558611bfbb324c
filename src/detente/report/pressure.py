"""The pressure pages of a brief: who is hurting, how soon, and how sure are we."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case.minerals import ChokePoint, choke_points
from detente.case.pressure import Pressure
from detente.core.dates import show_day
from detente.ledger.limits import Clocked
from detente.report.charts.absorption import absorption_figure
from detente.report.charts.distress import distress_figure
from detente.report.charts.exposure import exposure_figure
from detente.report.charts.jobs import jobs_figure
from detente.report.charts.pain import pain_figure, parts_figure
from detente.report.figure import Figure
from detente.report.pressure_tables import (
    absorption_table,
    assumptions_table,
    choke_table,
    clocks_table,
    distress_table,
    jobs_table,
    observable_table,
    pain_table,
    products_table,
    published_table,
    readings_table,
    sectors_table,
    stimulus_table,
)
from detente.report.pressure_words import (
    absorption_sentence,
    choke_sentence,
    distress_sentence,
    driver_sentences,
    edge_sentence,
    endurance_sentences,
    exposure_sentence,
    jobs_sentence,
    observable_sentence,
    pain_sentence,
    published_sentences,
    scope_sentence,
    side_sentence,
    stimulus_sentences,
)
from detente.report.sections import Section

__all__ = ["choke_points_of", "clocks_between", "pressure_caption", "pressure_figures", "pressure_sections"]


def pressure_caption(found: Pressure) -> str:
    """Source, case, days and run, as every picture of these pages carries them."""
    case, moment = found.case, found.moment
    months = " and ".join(sorted({f"{side.horizon_months:g}" for side in found.sides}))
    return (
        f"detente {case.stamp} · measures of {show_day(moment.on)} · known {show_day(moment.as_of)} · "
        f"run {found.run} · ShortRun, {months} months, {found.draws} draws of parameters. "
        f"{case.ledger.base.provenance.get('attribution', '')}"
    )


def pressure_figures(found: Pressure, regions: Sequence[str] = ()) -> tuple[Figure, ...]:
    """Every picture of the pages, for both sides or for those named."""
    caption = pressure_caption(found)
    sides = [side for side in found.sides if not regions or side.region in regions]
    return (
        pain_figure(found, caption),
        parts_figure(found, caption),
        *(exposure_figure(found, side, caption) for side in sides),
        *(jobs_figure(found, side, caption) for side in sides),
        *(distress_figure(found, side, caption) for side in sides),
        *(absorption_figure(found, side, caption) for side in sides if side.absorption),
    )


def choke_points_of(found: Pressure) -> tuple[ChokePoint, ...]:
    """Inputs under licence or ban on the day that either side could withhold from the other."""
    ledger, moment = found.case.ledger, found.moment
    limits = ledger.limits(ledger.base, on=moment.on, as_of=moment.as_of)
    return tuple(
        row for side in found.sides if limits.of(side.region) for row in choke_points(limits, ledger.base, side.region)
    )


def clocks_between(found: Pressure) -> tuple[Clocked, ...]:
    """Measures of one side on the other whose own clock runs, soonest first."""
    moment = found.moment
    rows = [
        row
        for side in found.sides
        for row in found.case.ledger.clocks(moment.on, moment.as_of, partner=side.region)
        if row.by == side.rival
    ]
    return tuple(sorted(rows, key=lambda row: (row.until, row.measure)))


def pressure_sections(found: Pressure, points: Sequence[ChokePoint], clocks: Sequence[Clocked]) -> tuple[Section, ...]:
    """The pages in their order; the first belongs to the two pages, the others to the annex.

    Parameters
    ----------
    found
        The readings.
    points, clocks
        From :func:`choke_points_of` and :func:`clocks_between`.
    """
    sides = found.sides
    figures = {figure.name: figure for figure in pressure_figures(found)}

    def of_sides(name: str) -> tuple[Figure, ...]:
        keys = [f"{name}-{side.region.lower()}" for side in sides]
        return tuple(figures[key] for key in keys if key in figures)

    def told(*sentences: str) -> tuple[str, ...]:
        return tuple(sentence for sentence in sentences if sentence)

    importers = dict.fromkeys(row.importer for row in points)
    return (
        Section(
            "hurting",
            "Who is hurting, how soon, how sure",
            told(
                scope_sentence(found),
                *(side_sentence(found, side) for side in sides),
                *(pain_sentence(found, side) for side in sides),
                *(sentence for side in sides for sentence in endurance_sentences(found, side)),
                edge_sentence(found, sides),
            ),
            (figures["pain"],),
            (readings_table(found, sides),),
        ),
        Section(
            "pressed-sectors",
            "Sectors under pressure",
            told(*(exposure_sentence(found, side) for side in sides)),
            of_sides("exposure"),
            (
                *(sectors_table(found, side) for side in sides),
                *(products_table(side) for side in sides if side.products),
            ),
            annex=True,
        ),
        Section(
            "jobs",
            "Jobs, counted three ways",
            told(*(jobs_sentence(found, side) for side in sides), *published_sentences(found, sides, jobs=True)),
            of_sides("jobs"),
            (jobs_table(found, sides),),
            annex=True,
        ),
        Section(
            "distress",
            "How long firms hold out",
            told(*(distress_sentence(found, side) for side in sides)),
            of_sides("distress"),
            tuple(distress_table(found, side) for side in sides),
            annex=True,
        ),
        Section(
            "absorption",
            "Where else the goods can go",
            told(*(absorption_sentence(found, side) for side in sides)),
            of_sides("absorption"),
            tuple(absorption_table(found, side) for side in sides if side.absorption),
            annex=True,
        ),
        Section(
            "choke-points",
            "Choke points",
            (choke_sentence(found, points),),
            (),
            tuple(choke_table(found, points, importer) for importer in importers),
            annex=True,
        ),
        Section(
            "clocks",
            "What runs out, and what returns",
            () if clocks else ("No measure of one side on the other carries a clock on the day.",),
            (),
            (clocks_table(clocks),) if clocks else (),
            annex=True,
        ),
        Section(
            "stimulus",
            "What public spending buys",
            told(*(sentence for side in sides for sentence in stimulus_sentences(found, side))),
            (),
            (stimulus_table(sides),),
            annex=True,
        ),
        Section(
            "visible",
            "What the rival can see",
            told(*(observable_sentence(found, side) for side in sides)),
            (),
            tuple(observable_table(found, side) for side in sides if side.observable),
            annex=True,
        ),
        Section(
            "pressure-basis",
            "What the readings of pressure rest on",
            (*found.notes, *driver_sentences(found)),
            (figures["pain-parts"],),
            (pain_table(sides), published_table(found, sides), assumptions_table(found)),
            annex=True,
        ),
    )
