"""Reads the World Input-Output Database: releases of 2013 and 2016.

Both are one sheet a year. The workbook (``wiot11_row_apr12.xlsx``, ``WIOT2014_Nov16_ROW.xlsb``) has four rows of
labels above the columns and four columns of labels left of the rows: code, name, region, number (``c1``, ``r1``).
The Stata file of 2016 (``WIOT2014_October16_ROW.dta``) has the columns IndustryCode, IndustryDescription, Country,
RNr, Year, ``vAUS1`` to ``vROW61`` and TOT. Rows and columns of the region TOT are totals and taxes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.world.accounts import Accounts, from_matrix, listed

__all__ = ["WORKBOOKS", "looks_like_wiod", "read_wiod"]

WORKBOOKS = (".xlsx", ".xlsb", ".xls")
LABELS = 4
"""Rows of labels above the numbers, and columns of labels left of them."""
ABOVE = 2
"""Rows above the first row of labels."""
TOTAL = "TOT"
RENAMED = {"ROM": "ROU"}
"""Romania's code in early years."""
ONLY_2013 = ("AtB", "15t16")
"""Codes that only the release of 2013 has."""
SERVICES_2013 = re.compile(r"[E-P]|[5-7]\d")
"""How the codes of services begin there."""
SOURCE = "World Input-Output Database, {release} release, reference year {year}"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Numbers with the labels around them: (region, number, code) of each row, (region, number) of each column."""

    rows: Sequence[tuple[str, int, str]]
    columns: Sequence[tuple[str, int]]
    values: FloatArray
    year: int | None


def looks_like_wiod(path: Path) -> bool:
    """True for a workbook or Stata file laid out as one of WIOD's tables."""
    if path.suffix.lower() == ".dta":
        return True
    if path.suffix.lower() not in WORKBOOKS:
        return False
    cells = _workbook(path)
    return len(cells) > ABOVE + LABELS and [_text(cell) for cell in cells[ABOVE + LABELS - 1][: LABELS + 1]] == [
        "",
        "",
        "",
        "",
        "c1",
    ]


def read_wiod(path: str | Path, year: int | None = None) -> Accounts:
    """Read one year of the database.

    Parameters
    ----------
    path
        The workbook of either release, or the Stata file of the release of 2016.
    year
        Year of the table; None takes what the file says.

    Returns
    -------
    Accounts
        Basic prices, USD mn; sector codes as in the file.

    Raises
    ------
    DataError
        If the file is missing, is laid out otherwise, holds text where numbers belong, or its rows do not sum to its
        own column of output.
    """
    path = Path(path)
    if not path.is_file():
        raise DataError(f"there is no file {path}.")
    sheet = _stata(path) if path.suffix.lower() == ".dta" else _sheet(_workbook(path), path.name)
    year = year or sheet.year
    if year is None:
        raise DataError(f"{path.name} does not say its year; give it with --year.")
    return _accounts(sheet, path.name, year)


def _workbook(path: Path) -> list[list[Any]]:
    """Every cell of the first sheet."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise DataError(f"{path.name} cannot be read as a workbook: {error}.") from error


def _sheet(cells: list[list[Any]], file: str) -> _Sheet:
    if len(cells) <= ABOVE + LABELS:
        raise DataError(f"{file} has {len(cells)} rows; a table of WIOD has labels in rows 3 to 6 and numbers below.")
    codes, _, regions, numbers = (cells[ABOVE + row][LABELS:] for row in range(LABELS))
    if _text(numbers[0]) != "c1":
        raise DataError(f"{file} is no table of WIOD: cell E6 must be c1, the number of the first column.")
    width = LABELS + len(codes)
    body = [row for row in cells[ABOVE + LABELS :] if len(row) >= width and _text(row[2])]
    title = " ".join(_text(row[0]) for row in cells[: ABOVE + LABELS])
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", title + " " + Path(file).stem.replace("_", " "))
    short = re.match(r"wiot(\d{2})_", file.lower())
    year = int(years[0]) if years else _century(short[1]) if short else None
    return _Sheet(
        rows=[(_region(row[2]), _number(row[3], file), _text(row[0])) for row in body],
        columns=[(_region(region), _number(number, file)) for region, number in zip(regions, numbers, strict=True)],
        values=_numbers([row[LABELS:width] for row in body], file),
        year=year,
    )


def _stata(path: Path) -> _Sheet:
    import pandas as pd

    try:
        frame = pd.read_stata(path)
    except (ValueError, OSError, struct.error) as error:
        raise DataError(f"{path.name} cannot be read as a Stata file: {error}.") from error
    gone = [name for name in ("IndustryCode", "Country", "RNr", "Year", "TOT") if name not in frame]
    if gone:
        raise DataError(f"{path.name} is no table of WIOD: it has no column {listed(gone)}.")
    found = [re.fullmatch(r"v?([A-Z]{3})(\d+)", str(name)) for name in frame.columns]
    names = [hit for hit in found if hit is not None]
    rows = zip(frame["Country"], frame["RNr"], frame["IndustryCode"], strict=True)
    return _Sheet(
        rows=[(_region(region), int(number), _text(code)) for region, number, code in rows],
        columns=[*((_region(hit[1]), int(hit[2])) for hit in names), (TOTAL, 0)],
        values=frame[[*(hit[0] for hit in names), "TOT"]].to_numpy(dtype=np.float64),
        year=int(frame["Year"].iloc[0]),
    )


def _accounts(sheet: _Sheet, file: str, year: int) -> Accounts:
    sells = [n for n, (region, _, _) in enumerate(sheet.rows) if region != TOTAL]
    labels = [sheet.rows[n][:2] for n in sells]
    place = {label: c for c, label in enumerate(sheet.columns)}
    absent = [f"{region} {number}" for region, number in labels if (region, number) not in place]
    if not labels or absent:
        raise DataError(f"{file} is no table of WIOD: rows without a column of their own: {listed(absent) or 'all'}.")
    if len(set(labels)) < len(labels):
        raise DataError(f"{file}: a row stands there twice.")
    industry = set(labels)
    final = [c for c, label in enumerate(sheet.columns) if label[0] != TOTAL and label not in industry]
    body = sheet.values[sells]
    inputs = body[:, [place[label] for label in labels]]
    sold = body[:, final]
    total = next((c for c, (region, _) in enumerate(sheet.columns) if region == TOTAL), None)
    rows = [(region, code) for region, _, code in (sheet.rows[n] for n in sells)]
    older = any(code in ONLY_2013 for _, code in rows)
    return from_matrix(
        inputs,
        sold,
        rows,
        [sheet.columns[c][0] for c in final],
        None if total is None else body[:, total],
        goods={code: SERVICES_2013.match(code) is None if older else code[:1] in ("A", "B", "C") for _, code in rows},
        year=year,
        source=SOURCE.format(release="2013" if older else "2016", year=year),
    )


def _text(cell: Any) -> str:
    """A label as text; Excel keeps codes such as 20 as numbers."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _region(cell: Any) -> str:
    code = _text(cell).upper()
    return RENAMED.get(code, code)


def _number(cell: Any, file: str) -> int:
    found = re.fullmatch(r"[cr](\d+)", _text(cell))
    if found is None:
        raise DataError(f'{file}: "{_text(cell)}" is no number of a row or column, such as r1 or c1.')
    return int(found[1])


def _numbers(cells: list[list[Any]], file: str) -> FloatArray:
    try:
        return np.array([[0.0 if cell in ("", None) else cell for cell in row] for row in cells], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f"{file}: a cell that must be a number is none ({error}).") from error


def _century(short: str) -> int:
    return int(short) + (1900 if int(short) >= 90 else 2000)
