"""The pressure pages of a brief: who is hurting, how soon, and how sure are we."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case.minerals import ChokePoint
from detente.case.pressure import Pressure
from detente.core.dates import show_day
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
    distress_sentence,
    driver_sentences,
    endurance_sentences,
    exposure_sentence,
    jobs_sentence,
    observable_sentence,
    pain_sentence,
    scope_sentence,
    side_sentence,
    stimulus_sentences,
)
from detente.report.sections import Section

__all__ = ["pressure_caption", "pressure_figures", "pressure_sections"]


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


def pressure_sections(found: Pressure, points: Sequence[ChokePoint]) -> tuple[Section, ...]:
    """The pages in their order; the first belongs to the two pages, the others to the annex.

    Parameters
    ----------
    found
        The readings.
    points
        Choke points of both sides.
    """
    sides = found.sides
    figures = {figure.name: figure for figure in pressure_figures(found)}

    def of_sides(name: str) -> tuple[Figure, ...]:
        keys = [f"{name}-{side.region.lower()}" for side in sides]
        return tuple(figures[key] for key in keys if key in figures)

    importers = dict.fromkeys(row.importer for row in points)
    return (
        Section(
            "hurting",
            "Who is hurting, how soon, how sure",
            (
                scope_sentence(found),
                *(side_sentence(found, side) for side in sides),
                *(pain_sentence(found, side) for side in sides),
                *(sentence for side in sides for sentence in endurance_sentences(found, side)),
            ),
            (figures["pain"],),
            (readings_table(found, sides),),
        ),
        Section(
            "pressed-sectors",
            "Sectors under pressure",
            tuple(sentence for side in sides if (sentence := exposure_sentence(found, side))),
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
            tuple(jobs_sentence(found, side) for side in sides),
            of_sides("jobs"),
            (jobs_table(found, sides),),
            annex=True,
        ),
        Section(
            "distress",
            "How long firms hold out",
            tuple(sentence for side in sides if (sentence := distress_sentence(found, side))),
            of_sides("distress"),
            tuple(distress_table(found, side) for side in sides),
            annex=True,
        ),
        Section(
            "absorption",
            "Where else the goods can go",
            tuple(sentence for side in sides if (sentence := absorption_sentence(found, side))),
            of_sides("absorption"),
            tuple(absorption_table(found, side) for side in sides if side.absorption),
            annex=True,
        ),
        Section(
            "choke-points",
            "Choke points",
            () if points else ("No input is listed that one side could withhold from the other.",),
            (),
            tuple(choke_table(found, points, importer) for importer in importers),
            annex=True,
        ),
        Section(
            "stimulus",
            "What public spending buys",
            tuple(sentence for side in sides for sentence in stimulus_sentences(found, side)),
            (),
            (stimulus_table(sides),),
            annex=True,
        ),
        Section(
            "visible",
            "What the rival can see",
            tuple(sentence for side in sides if (sentence := observable_sentence(found, side))),
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
