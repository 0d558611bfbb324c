"""Reads a bill of materials from a workbook or a CSV file; what is wrong is said with file, row and column."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.case.bill import BillRow
from detente.core.errors import DataError
from detente.core.labels import close_name
from detente.report.small_workbook import small_workbook

__all__ = ["read_bill"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "hs": ("hs", "hs_code", "code", "hts", "product", "tariff_code", "commodity_code"),
    "origin": ("origin", "from", "country_of_origin", "exporter", "made_in"),
    "destination": ("destination", "to", "importer", "country_of_import"),
    "value": ("value", "customs_value", "amount", "cost", "price"),
    "item": ("item", "name", "part", "description"),
}
"""Names that a column may have; ``item`` may be missing."""
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
"""Commas may set thousands apart; as a decimal sign they would make 10,5 a hundred and five."""
MOST = 5_000
"""Rows of one bill."""


def read_bill(content: bytes, file: str) -> tuple[BillRow, ...]:
    """Read a bill: columns hs, origin, destination, value, and if wanted item; other columns are passed over.

    Parameters
    ----------
    content
        Bytes of an XLSX workbook (its first sheet) or a CSV file.
    file
        Its name; the suffix says which, and messages name it.

    Raises
    ------
    DataError
        If the file cannot be read, a column is missing, or a row is wrong; the sentence names file, row and column.
    """
    if file.lower().endswith(".xlsx"):
        table = _workbook(content, file)
    elif file.lower().endswith(".csv"):
        table = _comma_separated(content, file)
    else:
        raise DataError(f"{file}: a bill is a workbook (.xlsx) or a table (.csv).")
    if not table:
        raise DataError(f"{file} is empty; a bill has the columns hs, origin, destination, value.")
    places = _places(table[0], file)
    filled = [(number, row) for number, row in enumerate(table[1:], 2) if any(_text(cell) for cell in row)]
    if not filled:
        raise DataError(f"{file} has a header and no rows.")
    if len(filled) > MOST:
        raise DataError(f"{file} has {len(filled):,} rows; split it into bills of at most {MOST:,}.")
    rows, problems = [], []
    for number, row in filled:
        cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
        wrong = list(_problems(cells, f"{file}, row {number}"))
        problems += wrong
        if not wrong:
            value = _number(cells["value"])
            assert value is not None
            origin, destination = _text(cells["origin"]), _text(cells["destination"])
            rows.append(BillRow(number, _code(cells["hs"]), origin, destination, value, _text(cells.get("item", ""))))
    if problems:
        more = f" {len(problems) - 1} more cells are wrong." if len(problems) > 1 else ""
        raise DataError(problems[0] + more)
    return tuple(rows)


def _workbook(content: bytes, file: str) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(small_workbook(content, file)))
        return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    except (CalamineError, OSError, ValueError) as error:
        raise DataError(f"{file} cannot be read as a workbook: {error}.") from error


def _comma_separated(content: bytes, file: str) -> list[list[Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{file} is no text in UTF-8; save it as CSV UTF-8, or as a workbook.") from None
    first = text.partition("\n")[0]
    try:
        return [
            list(row)
            for row in csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
        ]
    except csv.Error as error:
        raise DataError(f"{file} cannot be read as CSV: {error}.") from error


def _places(header: Sequence[Any], file: str) -> dict[str, int]:
    names = [re.sub(r"[^a-z0-9]+", "_", _text(cell).lower()).strip("_") for cell in header]
    places = {
        column: next(names.index(name) for name in known if name in names)
        for column, known in COLUMNS.items()
        if any(name in names for name in known)
    }
    missing = [column for column in COLUMNS if column not in places and column != "item"]
    if missing:
        given = ", ".join(_text(cell) for cell in header if _text(cell)) or "nothing"
        close = close_name(missing[0], [name for name in names if name])
        raise DataError(f"{file}, row 1: there is no column {', '.join(missing)}; it has {given}.{close}")
    return places


def _problems(cells: Mapping[str, Any], where: str) -> Iterator[str]:
    for column in ("hs", "origin", "destination", "value"):
        if not _text(cells[column]):
            yield f"{where}, column {column}: the cell is empty."
    if _text(cells["hs"]) and not re.fullmatch(r"\d[\d. ]{1,12}", _code(cells["hs"])):
        yield f'{where}, column hs: "{_text(cells["hs"])}" is no HS code; write 2 to 10 digits, such as 9503.00.'
    value = _number(cells["value"])
    if _text(cells["value"]) and (value is None or not math.isfinite(value) or value <= 0):
        yield f'{where}, column value: "{_text(cells["value"])}" is no amount above zero; write it such as 1250.50.'


def _number(cell: Any) -> float | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = _text(cell).replace("\u00a0", "").replace(" ", "")
    if "," in text and not THOUSANDS.fullmatch(text):
        return None
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _code(cell: Any) -> str:
    """An HS code; a workbook may hold it as a number, without its leading nought."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        text = str(int(cell)) if float(cell).is_integer() else repr(float(cell))
        whole = text.partition(".")[0]
        return f"0{text}" if len(whole) % 2 else text
    return _text(cell)


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()
