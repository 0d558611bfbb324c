"""``detente path``: US trade with China month by month, on the ledger's rates or on given ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from detente.case.asked import case_meta
from detente.case.case import Case
from detente.case.path import Direction, PathFindings, trade_path
from detente.case.read import open_case
from detente.cli.names import CaseName
from detente.cli.options import FLAG, FORMATS, PLAIN, DataFolder, Day, Output
from detente.cli.path_backtest import show_backtest
from detente.cli.path_fitted import estimates_of, fitted_table
from detente.cli.show import note, show
from detente.core.dates import show_day
from detente.core.errors import DataError, UsageError
from detente.report.answer import Answer, Column, Table
from detente.report.export import write_file
from detente.report.words import percent

__all__ = ["path"]

COLUMNS = ("date", "importer", "exporter", "rate")
LARGEST = 5.0
SIGNS = (
    "Signs: a theta above 0 means that spending falls when the price rises. Flows here are before duty; they fall by "
    "about 1 + theta percent, so theta0 near minus one means that hardly anything moves within a month."
)
PICTURES = (".svg", ".png")


def path(
    case: CaseName,
    /,
    *,
    start: Annotated[str | None, Parameter(name="--from")] = None,
    end: Annotated[str | None, Parameter(name="--to")] = None,
    measures: Path | None = None,
    as_of: Day | None = None,
    backtest: Annotated[bool, FLAG] = False,
    data: DataFolder = None,
    output: Output = PLAIN,
) -> None:
    """Forecast US goods trade with China by month, US Census basis, not seasonally adjusted.

    Parameters
    ----------
    case
        Bundled case or folder.
    start
        First month, such as 2024-07.
    end
        Last month, such as 2025-12.
    measures
        CSV with date, importer, exporter, rate: from each date on, a share added to the rate of the base day,
        19 January 2025, in place of the ledger; a pair without rows keeps the ledger.
    as_of
        Day of knowledge of measures and of published trade; default: the whole record of both.
    backtest
        Fit on July 2018 to December 2019 and judge January to April 2025.
    data
        With --backtest: read the record of trade from this data folder, or set DETENTE_DATA; default: the shipped one.
    output
        Where the answer goes; .csv holds the forecasts and their bands, .svg and .png the chart.
    """
    output.refuse_files((*FORMATS, *PICTURES))
    opened = open_case(case)
    if backtest:
        output.refuse_files()
        if measures is not None or start is not None or end is not None or as_of is not None:
            raise UsageError("--backtest takes a case and --data only; leave out the other options.")
        show_backtest(opened, data, output)
        return
    if start is None or end is None:
        raise UsageError("say which months: --from 2024-07 --to 2025-12.")
    given = None if measures is None else _read_measures(measures, opened)
    found = trade_path(opened, start=start, end=end, given=given, as_of=as_of)
    answer = _answer(found, measures)
    show(answer, replace(output, out=tuple(path for path in output.out if path.suffix in FORMATS)))
    pictures = [path for path in output.out if path.suffix in PICTURES]
    if pictures:
        from detente.report.charts.path import path_figure
        from detente.report.export import figure_png, figure_svg

        figure = path_figure(found, f"Source: US Census Bureau; own calculations. {found.case.stamp}.")
        for file in pictures:
            content = figure_svg(figure) if file.suffix == ".svg" else figure_png(figure)
            write_file(file, content, force=output.force)
            note(f"wrote {file}", output)


def _read_measures(file: Path, case: Case) -> dict[tuple[str, str], list[tuple[date, float]]]:
    """Additions by pair, dates ascending; every way the file can be wrong is named with its line."""
    if not file.exists():
        raise DataError(f"{file}: no such file; give a CSV file with {', '.join(COLUMNS)}.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file} cannot be read: give a CSV file with {', '.join(COLUMNS)}.") from error
    reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    names = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise DataError(f"{file.name} has no column {missing[0]}: its first line must be {','.join(COLUMNS)}.")
    reader.fieldnames = names
    found: dict[tuple[str, str], dict[date, float]] = {}
    for row in reader:
        where = f"{file.name}, line {reader.line_num}"
        day, rate = _day(row["date"], where), _rate(row["rate"], where)
        importer, exporter = (case.ledger.partner((row[name] or "").strip()) for name in ("importer", "exporter"))
        if importer == exporter:
            raise DataError(f"{where}: {importer} levies no tariff on its own goods; name two economies.")
        rows = found.setdefault((importer, exporter), {})
        if day in rows:
            raise DataError(f"{where}: {importer} on {exporter} has two rates from {day}; keep one.")
        rows[day] = rate
    if not found:
        raise DataError(f"{file.name} has no row; leave out --measures to use the ledger's rates.")
    return {pair: sorted(rows.items()) for pair, rows in found.items()}


def _day(text: str | None, where: str) -> date:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError as error:
        raise DataError(f'{where}: "{text}" is no day; write days such as 2025-04-10.') from error


def _rate(text: str | None, where: str) -> float:
    try:
        rate = float((text or "").strip())
    except ValueError as error:
        raise DataError(f'{where}: "{text}" is no rate; write shares such as 0.20 for 20 points.') from error
    if not -1.0 < rate <= LARGEST:
        raise DataError(f"{where}: a rate of {rate:g} is taken for a slip: 20 points are written 0.20, not 20.")
    return rate


def _answer(found: PathFindings, measures: Path | None) -> Answer:
    rows = found.rows()
    both = (found.imports, found.exports)
    columns = (
        Column("month", "month", "code"),
        *(Column(f"{s.name}_usd_mn", f"{s.name}, USD mn", "number", 0) for s in both),
        *(
            Column(f"{s.name}_{band}", f"{s.name} {words}", "number", 0)
            for s in both
            for band, words in (
                ("lo50", "50 % from"),
                ("hi50", "50 % to"),
                ("lo90", "90 % from"),
                ("hi90", "90 % to"),
            )
        ),
    )
    source = _source(found, measures)
    return Answer(
        verb="path",
        meta={**case_meta(found.case), "as_of": found.as_of, "trade_known_to": found.last, "measures": source},
        body={
            "rows": rows,
            "estimates": {s.name: estimates_of(s.estimates) for s in both},
        },
        head=f"US goods trade with China by month · {source} · trade known to {found.last} · {found.case.stamp}",
        tables=(
            Table("", columns, rows),
            *(_behind(s, found.months) for s in both),
            fitted_table(found.imports.estimates, "imports"),
            fitted_table(found.exports.estimates, "exports"),
        ),
        lines=(
            *_lapses(found),
            "A scenario on these rates, not a forecast of policy. US Census basis, not seasonally adjusted. For months "
            f"up to {found.last} the figure is fitted one month ahead: from the trade of the month before, but with "
            f"responses fitted on all trade up to {found.last}. Forecasts proper are judged by --backtest.",
            "Bands: of parameters (fitted and typed), of the model (a quarter of each effect, one standard deviation) "
            "and of the rest (misses of such forecasts since 2005). Rates that the measures do not hold are the "
            "ledger's.",
            SIGNS,
        ),
        warnings=found.notes,
    )


def _source(found: PathFindings, measures: Path | None) -> str:
    """Whose rates each direction is on."""
    if measures is None:
        return "rates of the ledger"
    named = {s.name: measures.name if s.given else "the ledger" for s in (found.imports, found.exports)}
    one, two = named.values()
    if one != two:
        return "; ".join(f"{name} on rates of {whose}" for name, whose in named.items())
    if found.given:
        return f"rates of {one}"
    return f"rates of the ledger for the pair; {measures.name} has other pairs only"


def _lapses(found: PathFindings) -> tuple[str, ...]:
    """Why rates jump where a suspension runs out by law and nobody acts."""
    rows = found.lapses()
    return tuple(
        f"Why the duty moves: on {show_day(day)} runs out by law, if nobody acts, "
        + " and ".join(
            f"{row.measure} ({row.by} on {row.partner}: {percent(row.rate)} of that authority become "
            f"{percent(row.returns)})"
            for row in rows
            if row.until == day
        )
        + "."
        for day in sorted({row.until for row in rows})
    )


def _behind(side: Direction, months: Sequence[str]) -> Table:
    rows = [
        {
            "month": month,
            "rate": side.rate[n],
            "added": side.added[n],
            "orders": side.orders[n],
            "stocks": side.stocks[n],
            "forecast": side.central[n],
            "observed": None if side.observed[n] != side.observed[n] else side.observed[n],
        }
        for n, month in enumerate(months)
    ]
    what = "US imports from China" if side.name == "imports" else "US exports to China"
    columns = (
        Column("month", "month", "code"),
        Column("rate", "duty by law, %", "percent"),
        *((Column("added", "given: above 19 January 2025, points", "percent"),) if side.given else ()),
        Column("orders", "orders, USD mn", "number", 0),
        Column("stocks", "stocks, months", "number", 2),
        Column("forecast", "arrivals, USD mn", "number", 0),
        Column("observed", "observed, USD mn", "number", 0),
    )
    return Table(f"{what}: rates, orders, arrivals and stocks at the estimates", columns, rows)
