"""Who is hurting, how soon, and how sure are we."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from detente.case.asked import Asked
from detente.case.hurting import Hurting, gather
from detente.case.pressure_records import Pressure, SidePressure
from detente.core.dates import show_day
from detente.core.errors import DataError
from detente.report import pressure_tables as tables
from detente.report import pressure_words as words
from detente.report.answer import Answer, Column, Table, of_page
from detente.report.headline import hurts_sentence
from detente.report.page import Section
from detente.report.page import Table as Page
from detente.report.pressure import pressure_stamp
from detente.report.pressure_first import first_tables
from detente.report.pressure_pages import OF_TRADE as OF_BASE
from detente.report.pressure_pages import pressure_pages
from detente.report.readings import as_json, brief_name, readings

__all__ = ["EVERYTHING", "SECTIONS", "pressure_answer"]

OF_TRADE = (
    "exposure",
    "exposure_whole",
    "exposure_rank",
    "exports_base_usd_mn",
    "tariff_before",
    "tariff_after",
    "jobs_embodied",
    "jobs_at_risk",
    "jobs_lost",
)
"""Numbers of a sector that need the trade of the base."""
EVERYTHING = "everything"
"""Asks for all sections."""
SECTIONS: Mapping[str, str] = {
    "readings": "readings",
    "sectors": "pressed-sectors",
    "jobs": "jobs",
    "firms": "distress",
    "markets": "absorption",
    "choke-points": "choke-points",
    "clocks": "clocks",
    "stimulus": "stimulus",
    "visible": "visible",
    "published": "published",
    "basis": "basis",
}
"""Name of a section at a prompt to its page."""
LONG = (
    Column("region", "side", "code"),
    Column("measure", "measure", "code"),
    Column("unit", "unit"),
    *(Column(key, key, "number", None) for key in ("value", "lo50", "hi50", "lo90", "hi90", "register")),
    Column("range_only", "range only"),
    Column("range", "range"),
    Column("horizon", "horizon"),
    Column("model", "model"),
)


@final
@dataclass(frozen=True, slots=True)
class Shown:
    """What a page holds: sentences, tables, sentences."""

    intro: tuple[str, ...]
    tables: tuple[Page, ...]
    lines: tuple[str, ...]


def pressure_answer(
    asked: Asked, found: Pressure, regions: Sequence[str], *, by_sector: bool = False, section: str | None = EVERYTHING
) -> Answer:
    """The page on pressure; its JSON and CSV are whole whatever the page shows.

    Parameters
    ----------
    asked
        Case, day and knowledge.
    found
        What was computed for them.
    regions
        Sides shown.
    by_sector
        One row for every sector instead of the page.
    section
        One of ``SECTIONS`` or ``EVERYTHING``; None shows the first page.
    """
    sides = [row for row in found.sides if row.region in regions]
    hurting = gather(found)
    if by_sector:
        return _by_sector(asked.meta, hurting, sides, asked.notes)
    shown = _first(hurting, sides) if section is None else _pages(hurting, sides, section)
    return Answer(
        verb="pressure",
        meta=_meta(asked.meta, found),
        body=_body(hurting, sides),
        head=f"Pressure · {pressure_stamp(found)}",
        intro=tuple(line for line in shown.intro if line),
        tables=tuple(of_page(table) for table in shown.tables if table.rows),
        lines=tuple(line for line in shown.lines if line),
        warnings=asked.notes,
        data=_long(found, sides),
    )


def _first(hurting: Hurting, sides: Sequence[SidePressure]) -> Shown:
    """What a reader with a minute needs, and where the rest is."""
    found = hurting.pressure
    return Shown(
        (words.scope_sentence(found), *words.day_sentences(found), hurts_sentence(found)),
        first_tables(hurting, sides),
        (
            f"More: --section {', '.join(_known(found))}; all of them: --full. Every sector: --by sector. Every "
            "number: --json.",
        ),
    )


def _pages(hurting: Hurting, sides: Sequence[SidePressure], section: str) -> Shown:
    """One section, or all of them: first the tables, then what is said of them."""
    found = hurting.pressure
    if section not in (EVERYTHING, *_known(found)):
        raise DataError(f"there is no section {section} on {show_day(found.moment.on)}: {found.levels}")
    whole = section == EVERYTHING
    pages = (*pressure_pages(hurting, sides), *_rest(found, sides))
    chosen = pages if whole else [page for page in pages if page.id == SECTIONS[section]]
    return Shown(
        (
            words.scope_sentence(found),
            *words.day_sentences(found),
            *(words.side_sentence(found, side) for side in sides if whole),
            *(words.pain_sentence(found, side) for side in sides if whole),
            *((words.history_words(found, sides),) * whole),
        ),
        tuple(table for page in chosen for table in page.tables),
        (
            *(sentence for page in chosen for sentence in page.sentences),
            *(s for side in sides for s in words.endurance_sentences(found, side) if whole or section == "readings"),
            *((f"Every sector:  detente pressure {found.case.name} --on {found.moment.on} --by sector",) * whole),
        ),
    )


def _rest(found: Pressure, sides: Sequence[SidePressure]) -> tuple[Section, ...]:
    """What the readings rest on, as a terminal can show it: tables of long sentences become sentences."""
    return (
        Section(
            "published",
            "What others published",
            tuple(f"Published. {sentence}" for sentence in words.published_sentences(found, sides)),
        ),
        Section(
            "basis",
            "What the readings rest on",
            (
                *words.range_sentences(found, sides),
                *words.driver_sentences(found),
                *found.notes,
                *words.assumption_sentences(found),
            ),
            tables=(tables.pain_table(sides),),
        ),
    )


def _known(found: Pressure) -> list[str]:
    """Sections that there are on the day."""
    return [name for name, page in SECTIONS.items() if not (found.levels and page in OF_BASE)]


def _by_sector(
    meta: Mapping[str, Any],
    hurting: Hurting,
    sides: Sequence[SidePressure],
    notes: tuple[str, ...],
) -> Answer:
    """Every sector of the sides; CSV holds every number, a page the ones that fit."""
    found = hurting.pressure
    pages = [
        table
        for side in sides
        for table in (
            tables.sectors_table(found, side, None),
            *(() if found.levels else (tables.jobs_table(found, [side], None),)),
        )
    ]
    return Answer(
        verb="pressure",
        meta=_meta(meta, found),
        body=_body(hurting, sides),
        head=f"Pressure · {pressure_stamp(found)}",
        intro=tuple(
            line
            for line in (
                words.scope_sentence(found),
                *words.day_sentences(found),
                *(words.exposure_sentence(found, side) for side in sides),
            )
            if line
        ),
        tables=tuple(of_page(page) for page in pages if page.rows),
        warnings=notes,
        data=_wide(found, sides),
    )


def _meta(meta: Mapping[str, Any], found: Pressure) -> dict[str, Any]:
    return {**meta, "run": found.run}


def _long(found: Pressure, sides: Sequence[SidePressure]) -> Table:
    """Every headline reading, one row each."""
    return Table("", LONG, [row.as_json() for side in sides for row in readings(side, levels=not found.levels)])


def _wide(found: Pressure, sides: Sequence[SidePressure]) -> Table:
    """Every number of every sector, one row each."""
    rows = [{"region": side.region, **_flat(row)} for side in sides for row in _sectors(found, side)]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    columns = tuple(Column(key, key, "code" if key in ("region", "code") else "text") for key in keys)
    return Table("", columns, [{key: row.get(key) for key in keys} for row in rows])


def _sectors(found: Pressure, side: SidePressure) -> list[dict[str, Any]]:
    """The sectors of a side, named as on pages; without what rests on trade where that of the base is not known."""
    rows = [{**as_json(row), "name": brief_name(row), "official_name": row.name} for row in side.sectors]
    return [{key: row[key] for key in row if not (found.levels and key in OF_TRADE)} for row in rows]


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers of a sector under one name each: ``exports_change_6_lo90``."""
    flat: dict[str, Any] = {}

    def put(name: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                put(name if key == "value" else f"{name}_{key}", item)
        else:
            flat[name] = value

    for name, value in row.items():
        put(name, value)
    return flat


def _body(hurting: Hurting, sides: Sequence[SidePressure]) -> dict[str, Any]:
    found = hurting.pressure
    regions = {side.region for side in sides}

    def parts(name: str) -> list[dict[str, Any]]:
        if name == "sectors":
            return [{"region": side.region, **row} for side in sides for row in _sectors(found, side)]
        if found.levels and name in ("products", "absorption"):
            return []
        return [{"region": side.region, **as_json(row)} for side in sides for row in getattr(side, name)]

    return {
        "baseline": found.baseline,
        "horizon_months": sides[0].horizon_months,
        "draws": found.draws,
        "failed": found.failed,
        "numeraire": found.numeraire,
        "levels": found.levels,
        "coming": [as_json(row) for row in found.coming],
        "rows": [row.as_json() for side in sides for row in readings(side, levels=not found.levels)],
        **{name: parts(name) for name in ("sectors", "products", "absorption", "stimulus", "endurance", "observable")},
        "pain": [{"region": side.region, **as_json(side.pain)} for side in sides],
        "history": [as_json(point) for point in found.history if point.region in regions],
        "choke_points": [as_json(row) for row in hurting.points if row.importer in regions],
        "clocks": [as_json(row) for row in hurting.clocks],
        "published": [as_json(row) for row in found.comparisons if row.region in regions or len(sides) > 1],
        "drivers": [as_json(row) for row in found.drivers if row.region in regions],
        "assumptions": [
            {key: getattr(row, key) for key in ("id", "what", "value", "range", "source")} for row in found.assumptions
        ],
        "notes": found.notes,
    }
