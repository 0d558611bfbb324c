"""The door out: files that appear whole or not at all."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import DataError, UsageError
from detente.core.files import write_whole
from detente.report.figure import Figure
from detente.report.renderer import render_png, render_svg

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = [
    "comma_separated",
    "figure_png",
    "figure_svg",
    "make_folder",
    "netcdf",
    "parquet",
    "plain",
    "read_netcdf",
    "read_parquet",
    "save_figures",
    "to_json",
    "workbook",
    "write_file",
]

ROWS_OF_A_SHEET = 1_048_576


def write_file(path: str | Path, content: str | bytes, *, force: bool = False) -> Path:
    """Write a file by rename, so that nothing half-written is ever seen.

    Raises
    ------
    UsageError
        If the file exists and ``force`` is false, if it is a folder, or if its folder does not exist.
    """
    target = Path(path)
    if target.is_dir():
        raise UsageError(f"{target} is a folder; give the name of a file.")
    if target.exists() and not force:
        raise UsageError(f"{target} exists already; choose another name, or add --force to replace it.")
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}; make it first.")
    return write_whole(target, content.encode("utf-8") if isinstance(content, str) else content)


def make_folder(path: str | Path) -> Path:
    """The folder, made if it is missing.

    Raises
    ------
    UsageError
        If a file of that name stands in its place.
    """
    target = Path(path)
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; name a folder.")
    target.mkdir(parents=True, exist_ok=True)
    return target


def plain(value: Any) -> Any:
    """The value in JSON's own types: NaN and infinities become null, days become ISO text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, int):
        return int(value)
    number = float(value)
    return number if math.isfinite(number) else None


def to_json(value: Any) -> str:
    """One JSON object as text, without NaN."""
    return json.dumps(plain(value), ensure_ascii=False, indent=2, allow_nan=False)


def figure_svg(figure: Figure) -> str:
    """The figure as SVG, made without a browser or a network."""
    return render_svg(figure.spec)


def figure_png(figure: Figure, scale: float = 2.0) -> bytes:
    """The figure as PNG at ``scale`` pixels per point."""
    return render_png(figure.spec, scale)


def save_figures(figures: Iterable[Figure], folder: str | Path, *, force: bool = False) -> tuple[Path, ...]:
    """Write figures as SVG and PNG into a folder, made if it is missing.

    Raises
    ------
    UsageError
        If a file exists and ``force`` is false.
    """
    target = make_folder(folder)
    written = []
    for figure in figures:
        written.append(write_file(target / f"{figure.name}.svg", figure_svg(figure), force=force))
        written.append(write_file(target / f"{figure.name}.png", figure_png(figure), force=force))
    return tuple(written)


def netcdf(data: xr.Dataset, about: Mapping[str, str]) -> bytes:
    """A dataset as classic netCDF, ``about`` among its attributes; text labels and NaN stay as they are."""
    coordinates = {
        name: (coordinate.dims, coordinate.to_numpy().astype("int8"))
        for name, coordinate in data.coords.items()
        if coordinate.dtype == bool
    }
    ready = data.assign_coords(coordinates).assign_attrs({**data.attrs, **about})
    # The classic format has no attribute without text.
    ready.attrs = {str(key): str(value) or "-" for key, value in ready.attrs.items()}
    return bytes(ready.to_netcdf(engine="scipy"))


def read_netcdf(path: str | Path) -> xr.Dataset:
    """A dataset written by :func:`netcdf`, read whole.

    Raises
    ------
    DataError
        If the file is missing or no netCDF file.
    """
    import io

    import xarray as xr

    try:
        with xr.open_dataset(io.BytesIO(Path(path).read_bytes()), engine="scipy") as stored:
            found = stored.load()
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"{path} cannot be read as netCDF.") from error
    flags = {name: (c.dims, c.to_numpy().astype(bool)) for name, c in found.coords.items() if c.dtype == "int8"}
    return found.assign_coords(flags)


def parquet(columns: Mapping[str, Sequence[Any]] | pd.DataFrame, about: Mapping[str, str]) -> bytes:
    """A table as Parquet; ``about`` stands in the file's own key-value metadata. A cell without value is null."""
    import duckdb
    import pandas as pd

    frame = columns if isinstance(columns, pd.DataFrame) else pd.DataFrame(dict(columns))
    empty = [name for name in frame if frame[name].isna().all()]
    frame = frame.astype(dict.fromkeys(empty, "float64"))
    metadata = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in about.items())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "table.parquet"
        form = f"format parquet, compression zstd, kv_metadata {{{metadata}}}"
        connection.register("frame", frame)
        connection.execute(f"copy frame to {_quoted(path)} ({form})")
        return path.read_bytes()


def _quoted(value: object) -> str:
    """A text of SQL: in single quotes, those inside doubled."""
    return "'" + str(value).replace("'", "''") + "'"


def read_parquet(path: str | Path) -> dict[str, list[Any]]:
    """Columns of a Parquet file; nulls are None.

    Raises
    ------
    DataError
        If the file is missing or no Parquet file.
    """
    import duckdb

    try:
        with duckdb.connect() as connection:
            found = connection.execute("select * from read_parquet(?)", [str(path)])
            names = [column[0] for column in found.description or ()]
            rows = found.fetchall()
    except duckdb.Error as error:
        raise DataError(f"{path} cannot be read as Parquet.") from error
    return {name: [row[n] for row in rows] for n, name in enumerate(names)}


def comma_separated(frame: pd.DataFrame, about: Mapping[str, str]) -> str:
    """A table as CSV below lines ``# key: value``; numbers keep every digit."""
    head = "".join(f"# {key}: {' '.join(str(value).split())}\n" for key, value in about.items())
    return head + str(frame.to_csv(index=False, lineterminator="\n"))


def workbook(sheets: Mapping[str, pd.DataFrame], definitions: Sequence[Sequence[str]]) -> bytes:
    """A workbook: the sheet ``definitions`` first, then one sheet for each table, header frozen.

    Raises
    ------
    UsageError
        If a table has more rows than a sheet can hold.
    """
    import io

    import pandas as pd
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "nan_inf_to_errors": True}) as book:
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet("definitions")
        first.set_column(0, 2, 24)
        first.set_column(3, 3, 90, wrap)
        for n, row in enumerate(definitions):
            first.write_row(n, 0, row)
        for name, frame in sheets.items():
            if len(frame) >= ROWS_OF_A_SHEET:
                raise UsageError(f"table {name} has {len(frame):,} rows, more than a sheet holds; export as parquet.")
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, list(frame.columns), bold)
            for c, column in enumerate(frame.columns):
                cells = [None if pd.isna(value) else value for value in frame[column].tolist()]
                sheet.write_column(1, c, cells)
    return buffer.getvalue()
