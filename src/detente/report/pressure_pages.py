"""Pages on pressure, sentences and tables of one subject each; the terminal and the brief show the same ones."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case.hurting import Hurting
from detente.case.pressure_records import Pressure, SidePressure
from detente.report import pressure_tables as tables
from detente.report import pressure_words as words
from detente.report.page import Section

__all__ = ["pressure_pages"]

OF_TRADE = ("jobs", "absorption")
"""Pages that are left out where the trade of the base is not known."""


def pressure_pages(hurting: Hurting, sides: Sequence[SidePressure]) -> tuple[Section, ...]:
    """Every page in its order, for the sides named; without what the readings rest on, which each door shows its way.

    Parameters
    ----------
    hurting
        Readings, choke points and clocks of the day.
    sides
        Both sides, or one of them.
    """
    found = hurting.pressure
    pages = (
        _readings(found, sides),
        _sectors(found, sides),
        _jobs(found, sides),
        _distress(found, sides),
        _absorption(found, sides),
        _choke_points(hurting, sides),
        _clocks(hurting),
        _stimulus(found, sides),
        _visible(found, sides),
    )
    return tuple(page for page in pages if not (found.levels and page.id in OF_TRADE))


def _told(*sentences: str) -> tuple[str, ...]:
    """What there is to say."""
    return tuple(sentence for sentence in sentences if sentence)


def _readings(found: Pressure, sides: Sequence[SidePressure]) -> Section:
    return Section(
        "readings",
        "Every reading of pressure",
        _told(
            *words.history_sentences(found),
            *(words.terms_sentence(found, side) for side in sides),
            words.customs_sentence(found, sides),
            words.endurance_note(sides),
        ),
        tables=(tables.readings_table(found, sides),),
        annex=True,
    )


def _sectors(found: Pressure, sides: Sequence[SidePressure]) -> Section:
    return Section(
        "pressed-sectors",
        "Sectors under pressure",
        _told(*(words.exposure_sentence(found, side) for side in sides)),
        tables=(
            *(tables.sectors_table(found, side) for side in sides),
            *(tables.products_table(found, side) for side in sides if side.products and not found.levels),
        ),
        annex=True,
    )


def _jobs(found: Pressure, sides: Sequence[SidePressure]) -> Section:
    return Section(
        "jobs",
        "Jobs, counted three ways",
        _told(
            *(words.jobs_sentence(found, side) for side in sides), *words.published_sentences(found, sides, jobs=True)
        ),
        tables=(tables.jobs_table(found, sides),),
        annex=True,
    )


def _distress(found: Pressure, sides: Sequence[SidePressure]) -> Section:
    return Section(
        "distress",
        "How long firms hold out",
        _told(*(words.distress_sentence(found, side) for side in sides)),
        tables=tuple(tables.distress_table(found, side) for side in sides),
        annex=True,
    )


def _absorption(found: Pressure, sides: Sequence[SidePressure]) -> Section:
    return Section(
        "absorption",
        "Where else the goods can go",
        _told(*(words.absorption_sentence(found, side) for side in sides)),
        tables=tuple(tables.absorption_table(found, side) for side in sides if side.absorption),
        annex=True,
    )


def _choke_points(hurting: Hurting, sides: Sequence[SidePressure]) -> Section:
    found, points = hurting.pressure, hurting.points
    buyers = [side.region for side in sides if any(row.importer == side.region for row in points)]
    return Section(
        "choke-points",
        "Choke points",
        (words.choke_sentence(found, points),),
        tables=tuple(tables.choke_table(found, points, buyer) for buyer in buyers),
        annex=True,
    )


def _clocks(hurting: Hurting) -> Section:
    rows = hurting.clocks
    return Section(
        "clocks",
        "What runs out, and what returns",
        () if rows else ("No measure of one side on the other carries a clock on the day.",),
        tables=(tables.clocks_table(rows),) if rows else (),
        annex=True,
    )


def _stimulus(found: Pressure, sides: Sequence[SidePressure]) -> Section:
    return Section(
        "stimulus",
        "What public spending buys",
        _told(*(sentence for side in sides for sentence in words.stimulus_sentences(found, side))),
        tables=(tables.stimulus_table(found, sides),),
        annex=True,
    )


def _visible(found: Pressure, sides: Sequence[SidePressure]) -> Section:
    return Section(
        "visible",
        "What the rival can see",
        _told(*(words.observable_sentence(found, side) for side in sides)),
        tables=tuple(tables.observable_table(found, side) for side in sides if side.observable),
        annex=True,
    )
