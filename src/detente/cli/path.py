"""``detente path``: US trade with China month by month, on the ledger's rates or on given ones."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from detente.case.case import Case
from detente.case.path import trade_path
from detente.case.read import open_case
from detente.cli.names import CaseName
from detente.cli.options import FLAG, FORMATS, PLAIN, DataFolder, Day, Output
from detente.cli.show import note, show
from detente.core.errors import CheckFailed, DataError, UsageError
from detente.report.answers.path import path_answer
from detente.report.export import write_file

__all__ = ["path"]

COLUMNS = ("date", "importer", "exporter", "rate")
LARGEST = 5.0
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
        _show_backtest(opened, data, output)
        return
    if start is None or end is None:
        raise UsageError("say which months: --from 2024-07 --to 2025-12.")
    given = None if measures is None else _read_measures(measures, opened)
    found = trade_path(opened, start=start, end=end, given=given, as_of=as_of)
    answer = path_answer(found, "" if measures is None else measures.name)
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


def _show_backtest(case: Case, data: Path | None, output: Output) -> None:
    """Print the back-test; exit code 5 where a target is missed."""
    from detente.case.backtest import backtest
    from detente.report.answers.path_backtest import backtest_answer
    from detente.world.load import load_monthly

    found = backtest(case, None if data is None else load_monthly(data))
    show(backtest_answer(case, found), output)
    missed = [target for target, _, met in found.targets if not met]
    if missed:
        raise CheckFailed(f"the back-test misses a target: {missed[0]}.")


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
        raise DataError(
            f"{file.name} has no column {missing[0]}: its first line must be {','.join(COLUMNS)}, with commas."
        )
    reader.fieldnames = names
    found: dict[tuple[str, str], dict[date, float]] = {}
    for row in reader:
        where = f"{file.name}, line {reader.line_num}"
        day, rate = _day(row["date"], where), _rate(row["rate"], where)
        try:
            importer, exporter = (case.ledger.partner((row[name] or "").strip()) for name in ("importer", "exporter"))
        except DataError as error:
            raise DataError(f"{where}: {error}") from error
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
        raise DataError(f'{where}: "{text or ""}" is no rate; write shares such as 0.20 for 20 points.') from error
    if math.isnan(rate):
        raise DataError(f'{where}: "{text}" is no rate; write shares such as 0.20 for 20 points.')
    if not -1.0 < rate <= LARGEST:
        raise DataError(f"{where}: a rate of {rate:g} is taken for a slip: 20 points are written 0.20, not 20.")
    return rate
