"""One answer, shown as a table, JSON, CSV or Markdown; the only place that formats for the command line."""

from __future__ import annotations

import csv
import io
import math
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from textwrap import wrap
from typing import Any, Literal

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from detente.cli.options import FORMATS, Output
from detente.core.status import Certificate
from detente.report.answer import Answer, Column, Table, document
from detente.report.export import plain, to_json, write_file

__all__ = ["note", "render", "safe", "show"]

FILE_WIDTH = 100
"""Width of text that goes to a file or a pipe."""
GAP = 2
"""Blanks between columns."""
WORDS = ((24, False), *((letters, True) for letters in range(24, 9, -1)))
"""Letters of a word that a column of text keeps together, and whether words may break at hyphens; tried in turn."""
HEADER, SHORT = 14, 8
"""Letters that the header of a column of numbers gets before it wraps; one of up to ``SHORT`` never does."""


def show(answer: Answer, output: Output) -> None:
    """Write the files that were asked for, print the answer, and its warnings to stderr.

    Raises
    ------
    UsageError
        If a file exists already and was not to be replaced.
    """
    for path in output.out:
        write_file(path, render(answer, FORMATS[path.suffix]), force=output.force)
    console = Console(highlight=False, width=shutil.get_terminal_size((FILE_WIDTH, 24)).columns)
    if output.form == "table" and _styled(console):
        _print_text(answer, console)
    else:
        sys.stdout.write(render(answer, output.form))
    for warning in answer.warnings:
        note(warning, output)
    for path in output.out:
        note(f"wrote {path}", output)


def safe(words: str) -> str:
    """Words of a stranger's text for a terminal: control and direction characters become a mark, lines stay."""
    return "".join(
        "\ufffd" if c not in "\n\u200c\u200d" and unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in words
    )


def note(sentence: str, output: Output) -> None:
    """A remark on stderr, unless quiet."""
    if not output.quiet:
        print(f"note: {sentence}", file=sys.stderr)


def render(answer: Answer, form: str) -> str:
    """The answer as text in one form: ``table``, ``json``, ``csv`` or ``md``."""
    if form == "json":
        return _as_json(answer)
    if form == "csv":
        table = answer.data or next(iter(answer.tables), None)
        return _as_csv(table) if table else ""
    if form == "md":
        return _as_markdown(answer)
    file = io.StringIO()
    width = shutil.get_terminal_size((FILE_WIDTH, 24)).columns
    _print_text(answer, Console(file=file, highlight=False, width=width, no_color=True))
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def _number(value: float | None, digits: int | None) -> str:
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:,}" if digits is None else f"{value:,.{digits}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def _cell(value: Any, column: Column) -> str:
    if column.kind in ("percent", "number") and (value is None or isinstance(value, int | float)):
        scale = 100.0 if column.kind == "percent" else 1.0
        return _number(None if value is None else scale * value, column.digits)
    if value is None or value == "":
        return "–"
    return safe(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))


def _as_json(answer: Answer) -> str:
    return to_json(document(answer)) + "\n"


def _as_csv(table: Table) -> str:
    """Values as computed (shares, not percent) under the keys of the columns."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.key for column in table.columns)
    for row in table.rows:
        values = (plain(row[column.key]) for column in table.columns)
        writer.writerow(" ".join(v) if isinstance(v, list) else v for v in values)
    return text.getvalue()


def _as_markdown(answer: Answer) -> str:
    parts = [safe(f"# {answer.head}"), *map(safe, answer.intro)]
    for table in answer.tables:
        lines = [f"## {table.title}", ""] if table.title else []
        lines.append(_row([column.header for column in table.columns]))
        lines.append(_row(["---:" if column.kind in ("percent", "number") else "---" for column in table.columns]))
        lines += [_row([_cell(row[column.key], column) for column in table.columns]) for row in table.rows]
        parts.append("\n".join(lines))
    parts += [
        *map(safe, answer.lines),
        *_certificate_lines(answer.certificate),
        *(f"Note: {w}" for w in answer.warnings),
    ]
    return "\n\n".join(parts) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _print_text(answer: Answer, console: Console) -> None:
    """Bold only on a terminal that may have it; text is wrapped, never cut."""
    styled = _styled(console)
    console.print(Text(safe(answer.head), style="bold" if styled else ""))
    if answer.intro:
        console.print()
    for line in answer.intro:
        console.print(Text(safe(line)))
    for table in answer.tables:
        console.print()
        if table.title:
            console.print(Text(table.title, style="bold" if styled else ""))
        _print_table(table, console, styled=styled)
    for block in (answer.lines, _certificate_lines(answer.certificate)):
        if block:
            console.print()
        for line in block:
            console.print(Text(safe(line)))


def _styled(console: Console) -> bool:
    return console.is_terminal and not console.no_color


def _print_table(table: Table, console: Console, *, styled: bool) -> None:
    """Columns side by side, or one value under the other where the page is too narrow for that."""
    cells = [[_cell(row[column.key], column) for column in table.columns] for row in table.rows]
    found = _widths(table, cells, console.width - GAP * (len(table.columns) - 1))
    if found is None:
        for row in cells:
            for column, cell in zip(table.columns, row, strict=True):
                console.print(Text(f"{column.header}: {cell}"))
            console.print()
        return
    widths, hyphens = found
    shown = RichTable(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold" if styled else "")
    for column, width in zip(table.columns, widths, strict=True):
        justify: Literal["left", "right"] = "right" if column.kind in ("percent", "number") else "left"
        shown.add_column(Text(column.header), justify=justify, overflow="fold", width=width)
    for row in cells:
        shown.add_row(*(Text(_wrapped(cell, width, hyphens)) for cell, width in zip(row, widths, strict=True)))
    console.print(shown)


def _widths(table: Table, cells: Sequence[Sequence[str]], room: int) -> tuple[list[int], bool] | None:
    """Width of each column: codes and numbers whole, text sharing what is left; None if that is too little.

    With it, whether words break at hyphens.
    """
    for whole, hyphens in WORDS:
        spans = [_span(column, [row[n] for row in cells], whole, hyphens) for n, column in enumerate(table.columns)]
        spare = room - sum(least for least, _ in spans)
        if spare >= 0:
            wanted = sum(full - least for least, full in spans)
            part = min(1.0, spare / wanted) if wanted else 0.0
            return [least + int(part * (full - least)) for least, full in spans], hyphens
    return None


def _wrapped(cell: str, width: int, hyphens: bool) -> str:
    """Lines of a cell; where words are too long, they break at a hyphen before they break anywhere."""
    lines = (wrap(line, width, break_on_hyphens=hyphens) or [""] for line in cell.splitlines())
    return "\n".join(line for part in lines for line in part)


def _span(column: Column, cells: Sequence[str], whole: int, hyphens: bool) -> tuple[int, int]:
    """Least width of a column, words of up to ``whole`` letters unbroken, and the width at which nothing wraps."""
    widest = max(map(len, cells), default=1)
    header = [len(word) for word in column.header.split()]
    if column.kind == "text":
        words = (word for cell in cells for word in wrap(cell, 1, break_long_words=False, break_on_hyphens=hyphens))
        longest = max((*header, *map(len, words)), default=1)
        return min(longest, whole), max(widest, longest)
    short = len(column.header) if len(column.header) <= SHORT else 0
    least = max(widest, short, *header)
    return least, max(least, min(len(column.header), HEADER))


def _certificate_lines(certificate: Certificate | None) -> list[str]:
    if certificate is None:
        return []
    c = certificate
    assumed = "; ".join(f"{name} {words}" for name, words in c.assumptions.items())
    gap = f"{c.iterations} sweeps, largest gap {c.residual:.1e} and Walras {c.walras:.1e} of world output"
    if c.measure:
        gap = f"{c.iterations} equilibria, {c.measure} {c.residual:.1e}"
    return [
        f"Certificate: {c.method}, {c.status.value}, {gap}.",
        f"Assumptions: {assumed}.",
    ]
