"""``detente pressure``: who is hurting, how soon, and how sure are we."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from detente.case.asked import ask
from detente.cli.names import CaseName, Economy
from detente.cli.options import PLAIN, Day, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.errors import UsageError
from detente.report.answer import Answer, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from detente.case.pressure_records import Pressure, SidePressure
    from detente.report.page import Table as Page
    from detente.report.pressure import Hurting

__all__ = ["pressure"]

NUMBERS = tuple("0123456789+\u2212\u2013")
"""A column of which every cell begins like this is set to the right."""
WIDE = 24
"""Letters from which a column of numbers may break its lines."""
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


def pressure(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    by: Literal["sector"] | None = None,
    side: Economy | None = None,
    draws: int | None = None,
    save_figures: Path | None = None,
    output: Output = PLAIN,
) -> None:
    """Show who is hurting.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    by
        One row for every sector, services included.
    side
        Only one side: a code or English name.
    draws
        Draws of the parameters behind the ranges; default 60.
    save_figures
        Write every figure as SVG and PNG into this folder.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if draws is not None and draws < 1:
        raise UsageError(f"--draws {draws}: ranges need at least one draw.")
    asked = ask(case, on, as_of, None)
    wanted = asked.case.sides if side is None else (asked.ledger.partner(side),)
    if not set(wanted) <= set(asked.case.sides):
        raise UsageError(f"--side {side}: the sides of {asked.case.name} are {' and '.join(asked.case.sides)}.")
    step = steps_on_stderr(output)
    from detente.case.pressure import DRAWS
    from detente.case.pressure import pressure as read
    from detente.report.pressure import gather

    step("reading the measures")
    found = read(asked.case, asked.moment.on, asked.moment.as_of, draws=draws or DRAWS)
    sides = [row for row in found.sides if row.region in wanted]
    step("the model is solved; reading choke points and clocks")
    hurting = gather(found)
    if save_figures is not None:
        from detente.report.export import save_figures as save
        from detente.report.pressure import pressure_figures, pressure_stamp

        written = save(pressure_figures(found, pressure_stamp(found), wanted), save_figures, force=output.force)
        note(f"wrote {len(written)} pictures into {save_figures}", output)
    make = _by_sector if by else _page
    show(make(asked.meta, hurting, sides, asked.notes), output)


def _page(
    meta: Mapping[str, Any],
    hurting: Hurting,
    sides: Sequence[SidePressure],
    notes: tuple[str, ...],
) -> Answer:
    """The whole page: what each side bears, then why, then what it rests on."""
    from detente.report import pressure_tables as tables
    from detente.report import pressure_words as words
    from detente.report.pressure import pressure_stamp

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
        tables=tuple(_terminal(page) for page in pages if page.rows),
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
    from detente.report import pressure_tables as tables
    from detente.report import pressure_words as words
    from detente.report.pressure import pressure_stamp

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
        tables=tuple(_terminal(page) for page in pages if page.rows),
        warnings=notes,
        data=_wide(found, sides),
    )


def _meta(meta: Mapping[str, Any], found: Pressure) -> dict[str, Any]:
    return {**meta, "run": found.run}


def _terminal(page: Page) -> Table:
    """A table of text for the terminal: columns of numbers to the right, lone codes unbroken."""
    columns = []
    for number, header in enumerate(page.columns):
        cells = [row[number] for row in page.rows if row[number]]
        numeric = all(str(cell).startswith(NUMBERS) for cell in cells) and max(map(len, cells), default=0) < WIDE
        columns.append(Column(str(number), header, "number" if numeric and cells else "text"))
    return Table(page.caption, tuple(columns), [{str(n): cell for n, cell in enumerate(row)} for row in page.rows])


def _long(found: Pressure, sides: Sequence[SidePressure]) -> Table:
    """Every headline reading, one row each."""
    from detente.report.readings import readings

    return Table("", LONG, [row.as_json() for side in sides for row in readings(side, levels=not found.levels)])


def _wide(found: Pressure, sides: Sequence[SidePressure]) -> Table:
    """Every number of every sector, one row each."""
    rows = [{"region": side.region, **_flat(row)} for side in sides for row in _sectors(found, side)]
    keys = list(dict.fromkeys(key for row in rows for key in row))
    columns = tuple(Column(key, key, "code" if key in ("region", "code") else "text") for key in keys)
    return Table("", columns, [{key: row.get(key) for key in keys} for row in rows])


def _sectors(found: Pressure, side: SidePressure) -> list[dict[str, Any]]:
    """The sectors of a side as plain mappings; without what rests on trade where that of the base is not known."""
    from detente.report.readings import as_json

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
    from detente.report.readings import as_json, readings

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
