"""Reads the official CSV release of the OECD Inter-Country Input-Output Tables.

One wide table a year: the first column (``V1``) and the header carry labels such as ``AUS_A01`` or ``AUS_C10T12``;
six columns of final demand for each economy (``AUS_HFCE`` to ``AUS_DPABR``) and ``OUT`` follow; the rows ``TLS``,
``VA`` and ``OUT`` close it. Older releases call these ``AUS_TAXSUB``, ``VALU``, ``OUTPUT`` and ``TOTAL``, and split
China and Mexico into types of firms, which are added up again.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from detente.core.errors import DataError
from detente.world.accounts import Accounts, from_matrix, listed

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["looks_like_icio", "read_icio"]

FINAL = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "P33", "NONRES", "DISC")
"""Kinds of final demand in the releases since 2016."""
CLOSING_ROWS = ("TLS", "VA", "OUT", "VALU", "OUTPUT", "TAXSUB")
TOTALS = ("OUT", "TOTAL")
SPLIT = {"CN1": "CHN", "CN2": "CHN", "CN3": "CHN", "CN4": "CHN", "MX1": "MEX", "MX2": "MEX", "MX3": "MEX"}
GOODS = ("A", "B", "C")
"""ISIC sections of agriculture, mining and manufacturing."""
SOURCE = "OECD Inter-Country Input-Output Tables, {release}, reference year {year}"
LABEL = re.compile(r"[A-Z][A-Z0-9]{2}_\w+")


def looks_like_icio(header: str) -> bool:
    """True for the first line of an ICIO file.

    Parameters
    ----------
    header
        First line of a CSV file.
    """
    labels = [cell.strip().strip('"') for cell in header.split(",")[1:]]
    return len(labels) > 2 and all(LABEL.fullmatch(label) for label in labels[:3])


def read_icio(path: str | Path, year: int | None = None) -> Accounts:
    """Read one year of the tables.

    Parameters
    ----------
    path
        A CSV file of the release, or the ZIP file with several years as it is downloaded.
    year
        Year of the table; None takes it from the file's name (``2022_SML.csv``). Needed for a ZIP with several years.

    Returns
    -------
    Accounts
        Basic prices, USD mn; sector codes as in the file.

    Raises
    ------
    DataError
        If the file is missing, is no ICIO table, holds text or gaps where numbers belong, or its rows do not sum to
        its own column of output.
    """
    import pandas as pd

    path = Path(path)
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                member = _member(archive.namelist(), path.name, year)
                year = year or _year(member)
                with archive.open(member) as file:
                    table = _frame(file)
        else:
            year = year or _year(path.name)
            with path.open("rb") as file:
                table = _frame(file)
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DataError(f"{path.name} cannot be read as an ICIO table: {error}.") from error
    if year is None:
        raise DataError(f"{path.name}: its name holds no year; say which it is with --year.")
    return _accounts(table, path.name, year)


def _frame(file: IO[bytes]) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(file, index_col=0, low_memory=False)


def _member(names: list[str], file: str, year: int | None) -> str:
    tables = sorted(name for name in names if name.lower().endswith(".csv"))
    wanted = [name for name in tables if year is None or _year(Path(name).name) == year]
    if len(wanted) != 1:
        held = listed(tables) or "no CSV file"
        raise DataError(f"{file} holds {held}; say with --year which year of those it has is wanted.")
    return wanted[0]


def _year(name: str) -> int | None:
    """The last year in a file's name: ``2022_SML.csv``, ``ICIO2021_2018.csv``."""
    found = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", Path(name).stem)
    return int(found[-1]) if found else None


def _accounts(table: pd.DataFrame, file: str, year: int) -> Accounts:
    table.index = [str(label).strip() for label in table.index]
    columns = [str(label).strip() for label in table.columns]
    industries = [label for label in table.index if label.split("_")[-1] not in CLOSING_ROWS]
    place = {label: number for number, label in enumerate(columns)}
    strange = [label for label in industries if label not in place or not LABEL.fullmatch(label)]
    if not industries or strange:
        raise DataError(f"{file} is no ICIO table: no row and column of one label such as AUS_A01: {listed(strange)}.")
    if len(set(industries)) < len(industries) or len(place) < len(columns):
        raise DataError(f"{file}: a label stands there twice.")
    others = [label for label in columns if label not in set(industries)]
    final = [label for label in others if label.split("_", 1)[-1] in FINAL]
    unknown = [label for label in others if label not in final and label not in TOTALS]
    if unknown:
        raise DataError(f"{file}: no ICIO release has the column {listed(unknown)}.")
    body = table.loc[industries]
    try:
        values = body.to_numpy(dtype=np.float64)
    except ValueError as error:
        raise DataError(f"{file}: a cell that must be a number is none ({error}).") from error
    if not np.isfinite(values).all():
        row, column = np.argwhere(~np.isfinite(values))[0]
        raise DataError(f"{file}: row {industries[row]}, column {columns[column]} is empty; write 0 for no flow.")
    inputs = values[:, [place[label] for label in industries]]
    sold = values[:, [place[label] for label in final]]
    total = next((label for label in TOTALS if label in place), None)
    rows = [_split(label) for label in industries]
    release = "2025 or 2023 release" if "OUT" in place else "release of 2021 or before"
    return from_matrix(
        inputs,
        sold,
        rows,
        [_split(label)[0] for label in final],
        None if total is None else values[:, place[total]],
        goods={sector: sector.startswith(GOODS) for _, sector in rows},
        year=year,
        source=SOURCE.format(release=release, year=year),
    )


def _split(label: str) -> tuple[str, str]:
    """Region and sector of a label; types of firms count as their economy."""
    region, sector = label.split("_", 1)
    return SPLIT.get(region, region), sector
