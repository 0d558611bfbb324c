"""The door of this floor: worlds, product lines, countries and the concordance, read and written.

Arrays are stored as compressed ``.npz`` without pickles, each in the smallest form that gives back exactly
the same numbers: whole multiples of 0.0001 as uint16, else float32, else float64. The same content makes the
same bytes, and a file appears whole or not at all.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.dates import Interval
from detente.core.errors import DataError
from detente.core.files import write_whole
from detente.core.labels import close_name
from detente.world.concordance import Concordance
from detente.world.countries import Countries, Membership
from detente.world.lines import Lines
from detente.world.map import Map
from detente.world.monthly import Monthly, Threat, month_index
from detente.world.toy import toy_world
from detente.world.world import World

__all__ = [
    "bundled_worlds",
    "load_concordance",
    "load_countries",
    "load_lines",
    "load_map",
    "load_monthly",
    "load_threats",
    "load_words",
    "load_world",
    "save_lines",
    "save_table",
    "save_world",
]

T = TypeVar("T")

DATA = Path(__file__).parent.parent / "data"
LINE_FILES = {"USA": "usa.npz", "CHN": "chn.npz", "*": "proxy.npz"}
STEP = 1e-4
"""Unit of rates and of weights within a cell: 0.01 %."""
FORMAT = 1


def load_world(name: str | Path = "2024") -> World:
    """Load a bundled world or one saved with :func:`save_world`.

    Parameters
    ----------
    name
        ``"2024"`` (81 economies, 50 sectors), ``"toy"`` (3 by 4), or the path of a saved world, whose
        suffix ``.npz`` may be left out.

    Returns
    -------
    World
        Checked on the way in: a world whose identities fail is refused.

    Raises
    ------
    DataError
        If there is no such world, or the file cannot be used.
    """
    if str(name) == "toy":
        return toy_world()
    path = _bundled().get(str(name), Path(name))
    if not path.suffix and not path.is_file():
        path = path.with_suffix(".npz")
    if not path.is_file():
        known = bundled_worlds()
        raise DataError(
            f'there is no world "{name}" and no file of that name.{close_name(str(name), known)} '
            f"Bundled worlds: {', '.join(known)}."
        )
    return _unpacked(path, _world)


def bundled_worlds() -> tuple[str, ...]:
    """Names of the worlds in the package."""
    return "toy", *_bundled()


def _bundled() -> dict[str, Path]:
    return {path.stem: path for path in sorted((DATA / "worlds").glob("*.npz"))}


def save_world(world: World, path: str | Path) -> Path:
    """Write a world to one file; loading it gives the same digest.

    Parameters
    ----------
    world
        The world.
    path
        File to write; the ending ``.npz`` is added if missing.

    Returns
    -------
    pathlib.Path
        The file written.
    """
    header = {
        "kind": "world",
        "format": FORMAT,
        "name": world.name,
        "regions": world.regions,
        "sectors": world.sectors,
        "goods": world.goods,
        "year": world.year,
        "unit": world.unit,
        "base_day": world.base_day.isoformat(),
        "elasticities": list(world.elasticities),
        "provenance": dict(world.provenance),
    }
    arrays = {
        name: _exact(getattr(world, name)) for name in ("flows", "value_added", "input_use", "final_use", "tariff")
    }
    if world.employment is not None:
        arrays["employment"] = _exact(world.employment)
    if world.elasticities:
        arrays["theta"] = np.stack(list(world.elasticities.values()))
    return _write_npz(Path(path), header, arrays)


def load_lines() -> dict[str, Lines]:
    """Product lines of the United States, of China and the proxy ``"*"`` for every other importer.

    Returns
    -------
    dict
        Importer to :class:`~detente.world.lines.Lines`.

    Raises
    ------
    DataError
        If a table of the package is missing or broken.
    """
    return {importer: _unpacked(DATA / "lines" / name, _lines) for importer, name in LINE_FILES.items()}


def save_lines(lines: Lines, folder: str | Path) -> Path:
    """Write product lines in the form the package ships: shares of 0.01 % within each partner and sector.

    Parameters
    ----------
    lines
        The lines; weights are rounded, so loading gives nearly, not exactly, the same.
    folder
        Folder to write to; the file's name follows from the importer.

    Returns
    -------
    pathlib.Path
        The file written.
    """
    sectors = tuple(sorted(set(lines.sector)))
    member = np.array([[name == sector for name in lines.sector] for sector in sectors], dtype=np.float64)
    total = lines.weight @ member.T
    cell = total @ member
    share = np.divide(lines.weight, cell, out=np.zeros_like(cell), where=cell > 0)
    header = {
        "kind": "lines",
        "format": FORMAT,
        "importer": lines.importer,
        "exporters": lines.exporters,
        "sectors": sectors,
        "year": lines.year,
        "source": lines.source,
        "free": lines.free,
        "members": dict(lines.members),
    }
    arrays = {
        "code": np.array(lines.codes),
        "sector": np.argmax(member, axis=0).astype(np.uint8),
        "schedule": np.round(lines.schedule / STEP).astype(np.uint16),
        "finer": np.array(lines.finer, dtype=np.uint16),
        "share": np.round(share / STEP).astype(np.uint16),
        "total": np.round(total, 1),
    }
    return _write_npz(Path(folder) / LINE_FILES[lines.importer], header, arrays)


def load_countries() -> Countries:
    """The country table with its dated groups.

    Raises
    ------
    DataError
        If a table of the package is missing or broken.
    """
    rows = _table(DATA / "countries" / "countries.csv")
    groups = _table(DATA / "countries" / "groups.csv")
    aliases = {
        alias.lower(): row["iso3"] for row in rows for alias in (row["name"], *filter(None, row["aliases"].split("|")))
    }
    return Countries(
        names={row["iso3"]: row["name"] for row in rows},
        aliases=aliases,
        census={row["iso3"]: row["census"] for row in rows if row["census"]},
        icio=tuple(row["iso3"] for row in rows if row["icio"] == "1"),
        memberships=tuple(
            Membership(
                row["group"],
                row["member"],
                Interval(
                    date.fromisoformat(row["from"]) if row["from"] else date.min,
                    date.fromisoformat(row["until"]) if row["until"] else None,
                ),
            )
            for row in groups
        ),
    )


def load_concordance() -> Concordance:
    """The concordance from product codes to ICIO sectors.

    Raises
    ------
    DataError
        If a table of the package is missing or broken.
    """
    sectors = _table(DATA / "concordance" / "sectors.csv")
    return Concordance(
        hs6={row["hs6"]: row["sector"] for row in _table(DATA / "concordance" / "hs6.csv")},
        sectors={row["code"]: row["name"] for row in sectors},
        goods=tuple(row["code"] for row in sectors if row["goods"] == "1"),
    )


def load_map() -> Map:
    """Shapes of the world for a map, of Natural Earth at 1:110 million.

    Raises
    ------
    DataError
        If the file of the package is missing or broken.
    """
    path = DATA / "map" / "world.json"
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        points = {code: (float(at[0]), float(at[1])) for code, at in told["points"].items()}
        return Map(told["shapes"], points)
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise DataError(f"{path.name} of the package cannot be read: {error}. Install detente again.") from error


def load_words() -> dict[str, str]:
    """Everyday word for goods, in small letters, to the HS code that most of such goods come under.

    Raises
    ------
    DataError
        If the table of the package is missing or broken.
    """
    rows = _table(DATA / "concordance" / "words.csv")
    return {word: row["hs"] for row in rows for word in row["words"].split(";")}


def load_monthly(data: Path | None = None) -> Monthly:
    """US goods trade with China by month, US Census basis, not seasonally adjusted.

    Parameters
    ----------
    data
        Data folder whose ``monthly/`` is read instead of the shipped table.

    Raises
    ------
    DataError
        If the table is missing or broken.
    """
    path = DATA / "monthly" / "us_china.csv" if data is None else data / "monthly" / "us_china_goods_2001_2025-04.csv"
    if data is not None and not path.is_file():
        raise DataError(
            f"{path} is missing. It is the US Census Bureau's trade with China by month (country page c5700); leave "
            "out --data to use the table that ships."
        )
    rows = _table(path)
    values = {
        column: np.array([float(row[column]) if row[column] else np.nan for row in rows])
        for column in ("imports_usd_mn", "exports_usd_mn")
    }
    days = _table(DATA / "monthly" / "lunar_new_year.csv")
    return Monthly(
        month_index(rows[0]["month"]),
        values["imports_usd_mn"],
        values["exports_usd_mn"],
        {int(row["year"]): date.fromisoformat(row["day"]) for row in days},
    )


def load_threats() -> tuple[Threat, ...]:
    """Rates that were proposed or pledged and not yet announced as acts, each with its source.

    Raises
    ------
    DataError
        If a table of the package is missing or broken.
    """
    return tuple(
        Threat(
            date.fromisoformat(row["known"]),
            date.fromisoformat(row["until"]),
            row["importer"],
            row["exporter"],
            row["list"],
            float(row["rate"]),
            row["source"],
        )
        for row in _table(DATA / "monthly" / "threats.csv")
    )


def save_table(rows: Sequence[tuple[str, ...]], columns: tuple[str, ...], path: str | Path) -> Path:
    """Write a small table as CSV (UTF-8, line feeds), whole or not at all.

    Parameters
    ----------
    rows, columns
        Cells as text, and the names of the columns.
    path
        File to write.

    Returns
    -------
    pathlib.Path
        The file written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return _write(Path(path), text.getvalue().encode())


def _world(header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> World:
    theta = arrays.get("theta")
    return World(
        name=header["name"],
        regions=tuple(header["regions"]),
        sectors=tuple(header["sectors"]),
        flows=_floats(arrays["flows"]),
        value_added=_floats(arrays["value_added"]),
        input_use=_floats(arrays["input_use"]),
        final_use=_floats(arrays["final_use"]),
        tariff=_floats(arrays["tariff"]),
        goods=tuple(header["goods"]),
        year=header["year"],
        unit=header["unit"],
        base_day=date.fromisoformat(header["base_day"]),
        employment=_floats(arrays["employment"]) if "employment" in arrays else None,
        elasticities={} if theta is None else dict(zip(header["elasticities"], theta, strict=True)),
        provenance=header["provenance"],
    )


def _lines(header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Lines:
    sector = arrays["sector"]
    share = arrays["share"].astype(np.float64)
    member = sector[None, :] == np.arange(len(header["sectors"]))[:, None]
    whole = (share @ member.T) @ member
    scale = np.divide(arrays["total"] @ member, whole, out=np.zeros_like(whole), where=whole > 0)
    return Lines(
        importer=header["importer"],
        codes=tuple(str(code) for code in arrays["code"]),
        sector=tuple(header["sectors"][j] for j in sector),
        schedule=_floats(arrays["schedule"]),
        exporters=tuple(header["exporters"]),
        weight=share * scale,
        year=header["year"],
        source=header["source"],
        free=tuple(header["free"]),
        members=header["members"],
        finer=tuple(int(count) for count in arrays["finer"]),
    )


def _exact(values: FloatArray) -> npt.NDArray[Any]:
    """The smallest of uint16 (units of 0.0001), float32 and float64 that gives back the same numbers."""
    if values.size and values.min() >= 0 and values.max() < np.iinfo(np.uint16).max * STEP:
        steps = np.round(values / STEP).astype(np.uint16)
        if np.array_equal(_floats(steps), values):
            return steps
    short = values.astype(np.float32)
    return short if np.array_equal(short.astype(np.float64), values) else values


def _floats(stored: npt.NDArray[Any]) -> FloatArray:
    if stored.dtype == np.uint16:
        return np.asarray(stored / 10_000.0)
    return stored.astype(np.float64)


def _unpacked(path: Path, make: Callable[[Mapping[str, Any], Mapping[str, npt.NDArray[Any]]], T]) -> T:
    """Read header and arrays of a file and make the value; every way a file can be broken is a DataError."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            header = json.loads(bytes(stored["header"]).decode())
            arrays = {name: stored[name] for name in stored.files if name != "header"}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
        raise DataError(f"{path.name} cannot be read: it is missing, cut short or no file of detente.") from error
    if header.get("format") != FORMAT:
        raise DataError(f"{path.name} has format {header.get('format')}; this version reads {FORMAT}. Save it again.")
    try:
        return make(header, arrays)
    except (KeyError, IndexError, TypeError) as error:
        raise DataError(f"{path.name} lacks a part or holds another kind of table: {error}.") from error
    except ValueError as error:
        raise DataError(f"{path.name} does not fit together: {error}.") from error


def _table(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name} of the package is missing or broken; install detente again.") from error


def _write_npz(path: Path, header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Path:
    path = path if path.suffix == ".npz" else path.with_name(path.name + ".npz")
    text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode()
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, header=np.frombuffer(text, dtype=np.uint8), **arrays)
    return _write(path, buffer.getvalue())


def _write(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_whole(path, content)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error.strerror}.") from error
