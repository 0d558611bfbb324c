"""Reads long tables of trade (CSV, Parquet, XLSX): one row for each importer, exporter and sector.

Columns are recognised by name, capitals and blanks aside. Everything that is wrong with a file is said in one go.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import close_name
from detente.world.accounts import Accounts, listed, to_usd_mn

__all__ = ["SUFFIXES", "read_rates", "read_table"]

SUFFIXES = (".csv", ".parquet", ".xlsx")
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "importer": ("destination", "dest", "to", "buyer", "importer_iso3", "iso_d", "iso3_d", "importing_country", "j"),
    "exporter": ("origin", "orig", "from", "seller", "exporter_iso3", "iso_o", "iso3_o", "exporting_country", "i"),
    "sector": ("industry", "good", "product", "commodity", "sector_code", "isic", "k"),
    "value": ("trade", "flow", "flows", "trade_value", "amount", "usd", "value_usd", "value_usd_mn", "v"),
    "region": ("country", "economy", "iso3", "iso"),
    "input": ("sector_in", "input_sector", "good", "sells"),
    "user": ("sector_by", "using_sector", "by", "buys"),
    "rate": ("tariff", "duty", "ad_valorem", "tariff_share", "value"),
    "year": ("t", "period", "time"),
}
"""Other names of a column; the single letters are those of the BACI database."""
TAKEN = {"value_usd": "USD", "usd": "USD", "value_usd_mn": "USD mn"}
"""Names of a value column that say their unit."""
ONE = "ALL"
"""Name of the one sector of a table without sectors."""
HIGHEST = 5.0
"""A rate above is a percentage typed where a share belongs."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Labels and numbers of a table, and the name that its column of numbers has in the file."""

    labels: dict[str, list[str]]
    numbers: FloatArray
    named: str


def read_table(
    path: str | Path,
    *,
    unit: str | None = None,
    year: int | None = None,
    inputs: str | Path | None = None,
    value_added: str | Path | None = None,
) -> Accounts:
    """Read trade, and where given inputs and value added, from long tables.

    Parameters
    ----------
    path
        Columns importer, exporter, value; sector and year may be there.
    unit
        Unit of the values in all files: USD, thousand USD, USD mn or USD bn. None takes it from the name of the value
        column (``value_usd_mn``).
    year
        Year wanted where the file holds several; else the year of the data.
    inputs
        Columns region, input, user, value: what the sector ``user`` buys from sector ``input``, all origins together.
    value_added
        Columns region, sector, value; compared with output less inputs, which the world is built from.

    Returns
    -------
    Accounts
        A cell without a row is zero; the notes count them.

    Raises
    ------
    DataError
        If a file cannot be read, a column is missing, the unit is unknown, or cells are doubled, negative or no
        numbers.
    """
    rows, found = _of_year(_load(path, ("importer", "exporter", "value"), ("sector", "year")), year, str(path))
    if unit is None and rows.named not in TAKEN:
        raise DataError(
            f'{path}: the column "{rows.named}" does not say its unit; give --unit USD, "thousand USD", "USD mn" or '
            '"USD bn".'
        )
    scale = to_usd_mn(unit or TAKEN[rows.named])
    rows.labels.setdefault("sector", [ONE] * len(rows.numbers))
    regions = tuple(sorted({*rows.labels["importer"], *rows.labels["exporter"]}))
    sectors = tuple(dict.fromkeys(rows.labels["sector"]))
    keys = ("importer", "exporter", "sector")
    flows = scale * _cube(rows, keys, (regions, regions, sectors), str(path))
    used = None
    notes = _gaps(flows, regions, len(rows.numbers))
    if inputs is not None:
        bought = _load(inputs, ("region", "input", "user", "value"), ())
        used = scale * _cube(bought, ("region", "input", "user"), (regions, sectors, sectors), str(inputs))
    if value_added is not None:
        notes.append(_compared(path, flows, used, value_added, scale, regions, sectors))
    return Accounts(
        regions=regions,
        sectors=sectors,
        flows=flows,
        input_use=used,
        goods=(True,) * len(sectors),
        year=found,
        source=f"the user's own table {Path(path).name}",
        notes=tuple(notes),
    )


def read_rates(path: str | Path, regions: Sequence[str], sectors: Sequence[str]) -> FloatArray:
    """Read a long table of tariffs.

    Parameters
    ----------
    path
        Columns importer, exporter, rate, and sector unless a rate holds for every sector.
    regions, sectors
        Labels of the world that the rates are for.

    Returns
    -------
    numpy.ndarray
        (importer, exporter, sector) shares; zero where the file has no row.

    Raises
    ------
    DataError
        If a label is not of this world, or a rate is negative or above 5.
    """
    rows = _load(path, ("importer", "exporter", "rate"), ("sector",))
    high = float(rows.numbers.max(initial=0.0))
    if high > HIGHEST:
        raise DataError(f"{path}: rate {high:g}: rates are shares; {high:g} % is written {high / 100:g}.")
    sizes: tuple[Sequence[str], ...] = (regions, regions, sectors)
    keys: tuple[str, ...] = ("importer", "exporter", "sector")
    if "sector" not in rows.labels:
        every = _cube(rows, keys[:2], sizes[:2], str(path))
        return np.repeat(every[:, :, None], len(sectors), axis=2)
    return _cube(rows, keys, sizes, str(path))


def _load(path: str | Path, needed: tuple[str, ...], optional: tuple[str, ...]) -> _Rows:
    """A file as columns of text and one of numbers, the last of those needed."""
    cells = _READERS[_suffix(path)](Path(path))
    names = {_plain(name): name for name in cells}
    chosen: dict[str, str] = {}
    problems = []
    for wanted in (*needed, *optional):
        known = [
            names[name] for name in (wanted, *SYNONYMS[wanted]) if name in names and names[name] not in chosen.values()
        ]
        if len(known) > 1 and _plain(known[0]) != wanted:
            problems.append(f'"{wanted}" may be {" or ".join(known)}; name one of them {wanted}.')
        elif known:
            chosen[wanted] = known[0]
        elif wanted in needed:
            close = close_name(wanted, names)
            problems.append(f'there is no column "{wanted}" (or {", ".join(SYNONYMS[wanted][:3])}).{close}')
    if problems:
        raise DataError(f"{path}: {' '.join(problems)} It has: {', '.join(map(str, cells))}.")
    last = needed[-1]
    labels = {key: [_label(cell) for cell in cells[name]] for key, name in chosen.items() if key != last}
    numbers, wrong = _numbers(cells[chosen[last]])
    blank = [key for key, column in labels.items() if "" in column]
    if blank:
        row = labels[blank[0]].index("") + 2
        problems.append(f'column "{chosen[blank[0]]}" is empty in row {row}.')
    if wrong:
        problems.append(f'column "{chosen[last]}" holds no number in row {listed([str(row) for row in wrong])}.')
    negative = [str(n + 2) for n in np.flatnonzero(numbers < 0)]
    if negative:
        problems.append(f'column "{chosen[last]}" is negative in row {listed(negative)}.')
    if problems:
        raise DataError(f"{path}: {' '.join(problems)}")
    return _Rows(labels, numbers, _plain(chosen[last]))


def _of_year(rows: _Rows, year: int | None, path: str) -> tuple[_Rows, int]:
    """The rows of one year, and that year."""
    column = rows.labels.pop("year", None)
    if column is None:
        if year is None:
            raise DataError(f"{path} has no column of years; say with --year which year it is.")
        return rows, year
    years = sorted(set(column))
    wanted = years[0] if year is None and len(years) == 1 else str(year)
    if wanted not in years:
        raise DataError(f"{path} holds the years {listed(years)}; say with --year which is wanted.")
    kept = [n for n, label in enumerate(column) if label == wanted]
    labels = {key: [values[n] for n in kept] for key, values in rows.labels.items()}
    return replace(rows, labels=labels, numbers=rows.numbers[kept]), int(wanted)


def _cube(rows: _Rows, keys: Sequence[str], axes: Sequence[Sequence[str]], path: str) -> FloatArray:
    """Numbers at the place that their labels name; doubled cells and unknown labels are refused together."""
    places = [{label: n for n, label in enumerate(axis)} for axis in axes]
    problems = []
    for key, place, axis in zip(keys, places, axes, strict=True):
        unknown = sorted(set(rows.labels[key]) - set(place))
        if unknown:
            problems.append(
                f"{key} {listed(unknown)} is not among the labels of the world.{close_name(unknown[0], axis)}"
            )
    cells = list(zip(*(rows.labels[key] for key in keys), strict=True))
    doubled = [" ".join(cell) for cell, count in Counter(cells).items() if count > 1]
    if doubled:
        problems.append(f"{len(doubled)} cells stand there more than once: {listed(doubled)}. Add them up first.")
    if problems:
        raise DataError(f"{path}: {' '.join(problems)}")
    cube = np.zeros([len(axis) for axis in axes])
    at = tuple(np.array([place[label] for label in rows.labels[key]]) for key, place in zip(keys, places, strict=True))
    if cells:
        cube[at] = rows.numbers
    return cube


def _gaps(flows: FloatArray, regions: Sequence[str], rows: int) -> list[str]:
    """A sentence on cells that have no row, and one on economies that sell nothing at home."""
    notes = []
    if rows < flows.size:
        notes.append(f"{flows.size - rows} of {flows.size} cells have no row and count as zero.")
    own = np.einsum("nnj->n", flows)
    alone = [region for region, sales in zip(regions, own, strict=True) if sales == 0]
    if alone:
        notes.append(f"no own sales of {listed(alone)}: there spending is imports, output is exports.")
    return notes


def _compared(
    path: str | Path,
    flows: FloatArray,
    used: FloatArray | None,
    value_added: str | Path,
    scale: float,
    regions: tuple[str, ...],
    sectors: tuple[str, ...],
) -> str:
    """How far the value added that was typed is from output less inputs; refused above one percent of output."""
    rows = _load(value_added, ("region", "sector", "value"), ())
    typed = scale * _cube(rows, ("region", "sector"), (regions, sectors), str(value_added))
    derived = flows.sum(axis=0) - (0.0 if used is None else used.sum(axis=1))
    gap = np.abs(typed - derived)
    worst = np.unravel_index(int(gap.argmax()), gap.shape)
    where = f"{regions[worst[0]]} {sectors[worst[1]]}"
    if gap[worst] > 0.01 * flows.sum():
        less = "output" if used is None else "output less inputs"
        raise DataError(
            f"{value_added}: value added of {where} is {typed[worst]:,.6g} USD mn, but {less} in {path} gives "
            f"{derived[worst]:,.6g}; all files must come from one table, inputs included."
        )
    return f"value added as typed meets output less inputs to {gap[worst]:.3g} USD mn (largest gap: {where})."


def _numbers(cells: Sequence[Any]) -> tuple[FloatArray, list[int]]:
    """Numbers, and the rows (counted from 1, header included) that hold none."""
    values, wrong = np.zeros(len(cells)), []
    for n, cell in enumerate(cells):
        try:
            values[n] = float(cell)
        except (TypeError, ValueError):
            values[n] = np.nan
        if not np.isfinite(values[n]):
            values[n] = 0.0
            wrong.append(n + 2)
    return values, wrong


def _label(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _plain(name: Any) -> str:
    return re.sub(r"[^a-z0-9]+", "_", str(name).strip().lower()).strip("_")


def _suffix(path: str | Path) -> str:
    suffix = Path(path).suffix.lower()
    if suffix not in _READERS:
        raise DataError(f"{path}: a long table is one of {', '.join(_READERS)}.")
    if not Path(path).is_file():
        raise DataError(f"there is no file {path}.")
    return suffix


def _database(path: Path) -> dict[str, list[Any]]:
    """CSV (every column as text, so that codes such as 01 stay whole) or Parquet, by DuckDB."""
    import duckdb

    reader = "read_csv(?, header = true, all_varchar = true)" if path.suffix.lower() == ".csv" else "read_parquet(?)"
    try:
        with duckdb.connect() as connection:
            found = connection.execute(f"select * from {reader}", [str(path)])  # noqa: S608 - one of two constants
            names = [column[0] for column in found.description or ()]
            rows = found.fetchall()
    except duckdb.Error as error:
        raise DataError(f"{path} cannot be read: {str(error).splitlines()[0]}.") from error
    return {name: [row[n] for row in rows] for n, name in enumerate(names)}


def _workbook(path: Path) -> dict[str, list[Any]]:
    """The sheet with most rows: sheets of definitions are passed over."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=True) for name in book.sheet_names]
    except (CalamineError, OSError) as error:
        raise DataError(f"{path} cannot be read as a workbook: {error}.") from error
    widest = max(sheets, key=len, default=[])
    if not widest:
        raise DataError(f"{path} is empty.")
    header, *rows = widest
    return {_label(name): [row[n] for row in rows] for n, name in enumerate(header)}


_READERS: Mapping[str, Callable[[Path], dict[str, list[Any]]]] = {
    ".csv": _database,
    ".parquet": _database,
    ".xlsx": _workbook,
}
