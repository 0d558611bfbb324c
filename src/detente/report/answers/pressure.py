"""Who is hurting, how soon, and how sure are we."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.case.asked import Asked
from detente.case.hurting import Hurting, gather
from detente.case.pressure_records import Pressure, SidePressure
from detente.report import pressure_tables as tables
from detente.report import pressure_words as words
from detente.report.answer import Answer, Column, Table, of_page
from detente.report.pressure import pressure_stamp
from detente.report.readings import as_json, readings

__all__ = ["pressure_answer"]

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
ROWS = 8
"""Groups of products and choke points on a terminal page; JSON and the brief hold all."""
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


def pressure_answer(asked: Asked, found: Pressure, regions: Sequence[str], *, by_sector: bool = False) -> Answer:
    """The page on pressure.

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
    """
    sides = [row for row in found.sides if row.region in regions]
    make = _by_sector if by_sector else _page
    return make(asked.meta, gather(found), sides, asked.notes)


def _page(
    meta: Mapping[str, Any],
    hurting: Hurting,
    sides: Sequence[SidePressure],
    notes: tuple[str, ...],
) -> Answer:
    """The whole page: what each side bears, then why, then what it rests on."""
    found = hurting.pressure
    pages = (
        tables.readings_table(found, sides),
        *(tables.sectors_table(found, side) for side in sides),
        *(() if found.levels else (tables.products_table(found, side, ROWS) for side in sides)),
        *(tables.choke_table(found, hurting.points, side.region, ROWS) for side in sides),
        *(tables.distress_table(found, side) for side in sides),
        *(() if found.levels else (tables.absorption_table(found, side) for side in sides if side.absorption)),
        tables.stimulus_table(found, sides),
        tables.pain_table(sides),
        tables.clocks_table(hurting.clocks),
    )
    told = (
        *(words.terms_sentence(found, side) for side in sides),
        words.customs_sentence(found, sides),
        *words.history_sentences(found),
        *(words.jobs_sentence(found, side) for side in sides),
        *(words.distress_sentence(found, side) for side in sides),
        *(words.absorption_sentence(found, side) for side in sides),
        words.choke_sentence(found, hurting.points),
        *(sentence for side in sides for sentence in words.endurance_sentences(found, side)),
        words.endurance_note(sides),
        *(words.observable_sentence(found, side) for side in sides),
        *(f"Published. {sentence}" for sentence in words.published_sentences(found, sides)),
        *words.range_sentences(found, sides),
        *words.driver_sentences(found),
        *found.notes,
        *words.assumption_sentences(found),
        f"Every sector:  detente pressure {found.case.name} --on {found.moment.on} --by sector",
    )
    return Answer(
        verb="pressure",
        meta=_meta(meta, found),
        body=_body(hurting, sides),
        head=f"Pressure · {pressure_stamp(found)}",
        intro=(
            words.scope_sentence(found),
            *words.day_sentences(found),
            *(words.side_sentence(found, side) for side in sides),
            *(words.pain_sentence(found, side) for side in sides),
            words.history_words(found, sides),
        ),
        tables=tuple(of_page(page) for page in pages if page.rows),
        lines=tuple(line for line in told if line),
        warnings=notes,
        data=_long(found, sides),
    )


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
    """The sectors of a side as plain mappings; without what rests on trade where that of the base is not known."""
    rows = [as_json(row) for row in side.sectors]
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
