"""A brief as a workbook: definitions first, one sheet for each table and figure, formulas and charts alive."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.report.native import NativeChart, native_chart, number_in
from detente.report.sheet_charts import put_chart

if TYPE_CHECKING:
    from detente.report.brief import Brief
    from detente.report.figure import Figure

__all__ = ["Added", "Sheet", "brief_workbook", "figure_workbook", "sheet_workbook"]

HEAD = 4
"""Row of the header on every sheet, counted from nought; title, source and the way back stand above."""
NAME = 31
"""Letters that the name of a sheet may have."""
ROOM = 110
"""Letters on a line of the definitions."""
WIDEST = 60
"""Letters that a column holds at most on one line."""
NUMBERS = (
    ("number", "label"),
    ("as printed", "shown"),
    ("value", "value"),
    ("unit", "unit"),
    ("5 % of draws", "lo90"),
    ("25 % of draws", "lo50"),
    ("75 % of draws", "hi50"),
    ("95 % of draws", "hi90"),
    ("lowest over assumptions", "models_low"),
    ("highest over assumptions", "models_high"),
    ("driven by", "driver"),
    ("its part of the spread", "driver_share"),
    ("horizon", "horizon"),
    ("baseline", "baseline"),
)
PRINTED = re.compile(r"[+\u2212-]?[\d,]+(?:\.(?P<digits>\d+))?(?P<unit> ?%| USD bn| USD mn| m)?")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet before it is written.

    Attributes
    ----------
    name, title, source
        Up to 31 letters; the line above the table, and the line under it.
    columns, rows
        The table.
    chart
        Drawn beside it, where there is one.
    added
        Columns that the workbook works out.
    totals
        Columns, those added included, whose sum stands below the table.
    """

    name: str
    title: str
    source: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    chart: NativeChart | None = None
    added: tuple[Added, ...] = ()
    totals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """A column that the workbook itself works out: its formula with ``{r}`` for the row, and the same here."""

    header: str
    formula: str
    value: Callable[[Sequence[Any], Sequence[Sequence[Any]]], Any]


ADDED: Mapping[str, tuple[Added, ...]] = {
    "tariff-steps": (Added("in law less effective, points", "=C{r}-D{r}", lambda row, _: row[2] - row[3]),),
    "tariff-layers": (
        Added(
            "share of the whole rate",
            "=C{r}/SUMIF(A:A,A{r},C:C)",
            lambda row, rows: row[2] / sum(other[2] for other in rows if other[0] == row[0]),
        ),
    ),
    "sectors-": (
        Added("exports after, USD mn", "=D{r}+E{r}", lambda row, _: row[3] + row[4]),
        Added(
            "change over exports before", "=IF(D{r}=0,0,E{r}/D{r})", lambda row, _: row[4] / row[3] if row[3] else 0.0
        ),
    ),
    "exposure-": (Added("indirect alone, points", "=C{r}-B{r}", lambda row, _: row[2] - row[1]),),
    "real-income": (Added("width of the range, points", "=D{r}-C{r}", lambda row, _: row[3] - row[2]),),
}
TOTALS: Mapping[str, tuple[int, ...]] = {
    "sectors-": (3, 4),
    "real-income": (4,),
    "absorption-": (1,),
}
"""Columns whose sum stands below the table."""


def brief_workbook(brief: Brief) -> bytes:
    """The brief as an XLSX file.

    Numbers are as the brief prints them; full precision is in ``detente run`` and ``detente export``. Differences,
    shares and sums are formulas.
    """
    lines: list[tuple[str, str]] = [
        ("what", brief.title),
        ("stamp", brief.stamp),
        ("made with", brief.command),
        *(("bottom line", sentence) for sentence in brief.bottom_line),
        *(("note", sentence) for sentence in brief.to_json()["warnings"]),
        ("numbers", "As the brief prints them. Columns in italics, and sums, are formulas; charts follow the cells."),
        ("ranges", "5 and 95 % of draws: parameters. Lowest and highest over assumptions: one at a time."),
        ("licence", "The terms of each source stand with it; the world's attribution is under each title."),
    ]
    words = [(number.label, number.definition) for number in brief.numbers]
    return sheet_workbook([_numbers(brief), *_sheets(brief)], lines, words)


def figure_workbook(figure: Figure) -> bytes:
    """One figure as an XLSX file: its table with formulas where there are any, and a chart of it."""
    lines = [("what", figure.title), ("stamp", figure.caption), ("description", figure.description)]
    return sheet_workbook([_of_figure(figure, _name(figure.name, set()))], lines)


def sheet_workbook(
    sheets: Sequence[Sheet], lines: Sequence[tuple[str, str]], words: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Sheets as an XLSX file, the sheet ``definitions`` first.

    Parameters
    ----------
    sheets
        In order; names must differ.
    lines, words
        What stands above the list of sheets, and below it: a name and a sentence each.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        book.set_properties({"title": lines[0][1], "author": "detente"})
        styles = _styles(book)
        first = book.add_worksheet("definitions")
        for sheet in sheets:
            _write(book, sheet, styles)
        _definitions(first, sheets, [*lines], words, styles)
    return buffer.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    wrap = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 13, **wrap}),
        "quiet": book.add_format({"font_color": "#56606E", "font_size": 9, **wrap}),
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EDF3", **wrap}),
        "text": book.add_format(wrap),
        "made": book.add_format({"italic": True, "num_format": "#,##0.00"}),
        "total": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"}),
        "link": book.get_default_url_format(),
    }


def _numbers(brief: Brief) -> Sheet:
    rows = tuple(tuple(getattr(number, field) for _, field in NUMBERS) for number in brief.numbers)
    width = Added(
        "width of 90 % of draws",
        '=IF(ISNUMBER(H{r}),H{r}-E{r},"")',
        lambda row, _: row[7] - row[4] if row[7] is not None else "",
    )
    return Sheet("key numbers", "Key numbers", brief.stamp, tuple(head for head, _ in NUMBERS), rows, added=(width,))


def _sheets(brief: Brief) -> Iterator[Sheet]:
    """Figures and tables in the order of the brief, under names that are short and used once."""
    taken: set[str] = set()
    for section in brief.sections:
        for figure in section.figures:
            yield _of_figure(figure, _name(figure.name, taken))
        for table in section.tables:
            name = _name(section.id, taken)
            yield Sheet(name, table.caption, brief.stamp, table.columns, table.rows)


def _of_figure(figure: Figure, name: str) -> Sheet:
    added = next((made for start, made in ADDED.items() if figure.name.startswith(start)), ())
    totals = next((made for start, made in TOTALS.items() if figure.name.startswith(start)), ())
    return Sheet(name, figure.title, figure.caption, figure.columns, figure.rows, native_chart(figure), added, totals)


def _name(wanted: str, taken: set[str]) -> str:
    short, number = wanted[:NAME], 1
    while short.lower() in taken:
        number += 1
        short = f"{wanted[: NAME - 4]} {number}"
    taken.add(short.lower())
    return short


def _write(book: Any, sheet: Sheet, styles: Mapping[str, Any]) -> None:
    made = book.add_worksheet(sheet.name)
    widths = _widths(sheet)
    for c, width in enumerate(widths):
        made.set_column(c, c, width)
    last_column = len(widths) - 1
    for r, words, style in ((0, sheet.title, "title"), (1, sheet.source, "quiet")):
        if last_column:
            made.merge_range(r, 0, r, last_column, "", styles[style])
        made.write_string(r, 0, words, styles[style])
        made.set_row(r, 18 * _lines(words, 1.1 * sum(widths)))
    made.write_url(2, 0, "internal:'definitions'!A1", styles["link"], "definitions and all sheets")
    made.write_row(HEAD, 0, (*sheet.columns, *(column.header for column in sheet.added)), styles["head"])
    made.freeze_panes(HEAD + 1, 1)
    made.set_landscape()
    made.set_paper(9)
    made.fit_to_pages(1, 0)
    made.set_row(HEAD, 15 * max(_lines(name, width) for name, width in zip(sheet.columns, widths, strict=False)))
    for r, row in enumerate(sheet.rows, HEAD + 1):
        made.set_row(r, 15 * max(_lines(str(cell), width) for cell, width in zip(row, widths, strict=False)))
        for c, cell in enumerate(row):
            _cell(book, made, r, c, cell, styles)
        for c, column in enumerate(sheet.added, len(sheet.columns)):
            made.write_formula(r, c, column.formula.format(r=r + 1), styles["made"], column.value(row, sheet.rows))
    last = HEAD + len(sheet.rows)
    if sheet.totals and sheet.rows:
        made.write_string(last + 1, 0, "sum", styles["total"])
        for c in sheet.totals:
            letter = chr(ord("A") + c)
            own = c - len(sheet.columns)
            total = sum(row[c] if own < 0 else sheet.added[own].value(row, sheet.rows) for row in sheet.rows)
            made.write_formula(last + 1, c, f"=SUM({letter}{HEAD + 2}:{letter}{last + 1})", styles["total"], total)
    if sheet.chart is not None:
        put_chart(book, made, sheet.name, sheet.chart, (HEAD, len(sheet.columns) + len(sheet.added) + 1), sheet.title)


def _widths(sheet: Sheet) -> list[int]:
    """Letters that each column holds on one line."""
    found = []
    for c, column in enumerate(sheet.columns):
        longest = max((len(str(row[c])) for row in sheet.rows), default=0)
        found.append(min(max(longest, len(column) // 2, 10) + 1, WIDEST))
    return found + [16] * len(sheet.added)


def _lines(words: str, width: float) -> int:
    """Lines that a text takes; office programs other than Excel don't find the height of a row by themselves."""
    return max(-(-len(words) // max(int(width), 1)), 1)


def _cell(book: Any, made: Any, r: int, c: int, cell: Any, styles: Mapping[str, Any]) -> None:
    """A number as a number, in the form in which it was printed; everything else as text."""
    value = number_in(cell)
    if cell is None or cell == "":
        made.write_blank(r, c, None)
    elif value is None:
        made.write_string(r, c, str(cell), styles["text"])
    elif isinstance(cell, str):
        made.write_number(r, c, value, _printed(book, cell))
    else:
        made.write_number(r, c, value)


def _printed(book: Any, cell: str) -> Any:
    """The number format that prints a number as the brief does."""
    found = PRINTED.fullmatch(cell.strip())
    digits = len(found["digits"] or "") if found else 0
    unit = (found["unit"] or "") if found else ""
    form = "#,##0" + (f".{'0' * digits}" if digits else "")
    form = {"%": f"{form}%", " %": f"{form} %", " m": f'{form},," m"'}.get(unit, f'{form}"{unit}"' if unit else form)
    return book.add_format({"num_format": f"+{form};\u2212{form};{form}" if cell.startswith("+") else form})


def _definitions(
    first: Any,
    sheets: Sequence[Sheet],
    lines: list[tuple[str, str]],
    words: Sequence[tuple[str, str]],
    styles: Mapping[str, Any],
) -> None:
    first.set_column(0, 0, 34)
    first.set_column(1, 1, ROOM)
    first.set_landscape()
    first.set_paper(9)
    first.fit_to_pages(1, 0)
    lines += [(sheet.name, f"{sheet.title}. Columns: {'; '.join(sheet.columns)}.") for sheet in sheets]
    lines += words
    names = {sheet.name for sheet in sheets}
    for r, (what, sentence) in enumerate(lines):
        first.set_row(r, 15 * _lines(sentence, ROOM))
        first.write_string(r, 1, sentence, styles["text"])
        if what in names:
            first.write_url(r, 0, f"internal:'{what}'!A1", styles["link"], what)
        else:
            first.write_string(r, 0, what, styles["head"])
