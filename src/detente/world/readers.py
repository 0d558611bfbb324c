"""One door for tables of others: says what a file is, reads it, puts tariffs on it, and gives a world."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.world.accounts import Accounts, listed, to_usd_mn
from detente.world.har import read_har
from detente.world.icio import looks_like_icio, read_icio
from detente.world.load import load_world
from detente.world.tables import SUFFIXES, read_rates, read_table
from detente.world.wiod import looks_like_wiod, read_wiod
from detente.world.world import World

__all__ = ["KINDS", "Kind", "import_world"]

Kind = Literal["icio", "wiod", "table", "npz", "har"]
KINDS: tuple[Kind, ...] = ("icio", "wiod", "table", "npz", "har")
YEAR = re.compile(r"(?:19|20)\d{2}(?!\d)")
NAMES: Mapping[str, tuple[str, ...]] = {
    "flows": ("flows", "flow", "trade"),
    "input_use": ("input_use", "use", "intermediate"),
    "regions": ("regions", "countries"),
    "sectors": ("sectors", "industries"),
}
"""Names under which an archive of arrays may hold them."""
AXES = ("importer", "exporter", "sector")
HEADERS: Mapping[str, str] = {"FLOW": "flows", "INPT": "input_use", "TARF": "tariff"}
"""Headers of a HAR file that are read, under the names that archives have."""


def import_world(
    path: str | Path,
    *,
    kind: Kind | None = None,
    axes: Sequence[str] = AXES,
    tariff: str | Path | None = None,
    inputs: str | Path | None = None,
    value_added: str | Path | None = None,
    year: int | None = None,
    unit: str | None = None,
    name: str | None = None,
) -> World:
    """Make a world from a table of others.

    Parameters
    ----------
    path
        A CSV or ZIP file of the OECD's ICIO, a workbook or Stata file of WIOD, a long table (CSV, Parquet, XLSX), an
        archive of arrays (``.npz``), or a header array file (``.har``) with the headers FLOW, INPT and TARF.
    kind
        ``icio``, ``wiod``, ``table``, ``npz`` or ``har``; None finds out from the file.
    axes
        Archives and header arrays only: order of the axes of flows and tariffs. Without ``sector`` there is one
        sector, ``ALL``.
    tariff
        Rates as shares: a long table, or an archive with the array ``tariff`` in the same order of axes.
    inputs, value_added
        Long tables only: further files, see :func:`detente.world.tables.read_table`.
    year, unit
        Where the file does not say them. ICIO and WIOD are in USD mn.
    name
        Name of the world; None takes the file's.

    Returns
    -------
    World
        Identities hold; what had to be mended stands in ``provenance["notes"]``. Where all sectors are those of the
        bundled world, its elasticity sets are taken over.

    Raises
    ------
    DataError
        If a file is missing, unreadable or inconsistent.
    """
    path = Path(path)
    if not path.exists():
        raise DataError(f"there is no file {path}.")
    kind = kind or _kind(path)
    if kind != "table" and (inputs is not None or value_added is not None):
        raise DataError(f"a file of kind {kind} holds its own inputs; other files of inputs go with long tables only.")
    if kind in ("icio", "wiod") and unit not in (None, "USD mn"):
        raise DataError(f"{kind} tables are in USD mn; leave out the unit {unit}.")
    base: FloatArray | None = None
    if kind == "icio":
        accounts = read_icio(path, year)
    elif kind == "wiod":
        accounts = read_wiod(path, year)
    elif kind == "table":
        accounts = read_table(path, unit=unit, year=year, inputs=inputs, value_added=value_added)
    else:
        accounts, base = _read_arrays(path, axes, unit, year, header=kind == "har")
    if tariff is not None:
        base = _rates(Path(tariff), accounts, axes)
    return accounts.world(name or path.stem, base, _elasticities(accounts.sectors))


def _kind(path: Path) -> Kind:
    suffix = path.suffix.lower()
    if suffix in (".npz", ".har"):
        return "npz" if suffix == ".npz" else "har"
    if suffix == ".zip":
        return "icio"
    if suffix == ".csv":
        with path.open(encoding="utf-8", errors="replace") as file:
            return "icio" if looks_like_icio(file.readline()) else "table"
    if looks_like_wiod(path):
        return "wiod"
    if suffix in SUFFIXES:
        return "table"
    raise DataError(f"{path.name}: what is it? Say so with --kind {', '.join(KINDS)}.")


def _rates(path: Path, accounts: Accounts, axes: Sequence[str]) -> FloatArray:
    if path.suffix.lower() not in (".npz", ".har"):
        return read_rates(path, accounts.regions, accounts.sectors)
    arrays = _header_arrays(path, axes) if path.suffix.lower() == ".har" else _archive(path)
    if "tariff" not in arrays:
        raise DataError(f"{path.name} holds no array called tariff; it has {listed(sorted(arrays))}.")
    for what, labels in (("regions", accounts.regions), ("sectors", accounts.sectors)):
        key = _first(arrays, what)
        if key is not None and tuple(map(str, arrays[key])) != labels:
            raise DataError(f"{path.name} has other {what} than the flows, or the same in another order.")
    return _turned(arrays["tariff"], axes, path.name, "tariff")


def _read_arrays(
    path: Path, axes: Sequence[str], unit: str | None, year: int | None, *, header: bool
) -> tuple[Accounts, FloatArray | None]:
    """Flows, inputs and tariffs of an archive; value added and final use are derived again."""
    arrays = _header_arrays(path, axes) if header else _archive(path)
    if "header" in arrays:
        raise DataError(f"{path.name} is a world already; name it wherever a world is wanted.")
    keys = {what: _first(arrays, what) for what in NAMES}
    if keys["flows"] is None or keys["regions"] is None:
        wanted = "; ".join(f"{what}: {' or '.join(names)}" for what, names in NAMES.items())
        raise DataError(f"{path.name} holds {listed(sorted(arrays))}; flows and regions are needed. Names: {wanted}.")
    unit = unit or (str(arrays["unit"]) if "unit" in arrays else None)
    year = year or (int(arrays["year"]) if "year" in arrays else None)
    assumed = []
    if unit is None:
        unit = "USD mn"
        assumed.append(
            'Nothing says the unit of the flows: USD mn is assumed; else give --unit, such as "thousand USD".'
        )
    if year is None:
        named = YEAR.findall(path.stem)
        year = int(named[-1]) if named else 1
        assumed.append(
            f"The year {year} is that of the file's name."
            if named
            else "The year is not known: 1 is written; give --year."
        )
    scale = to_usd_mn(unit)
    typed = arrays[keys["flows"]]
    flows = _turned(np.nan_to_num(typed, nan=0.0), axes, path.name, keys["flows"])
    notes = [f"{np.isnan(typed).sum()} flows without a record count as zero."] if np.isnan(typed).any() else []
    notes = [*assumed, *notes]
    if (flows < 0).any():
        raise DataError(f"{path.name}: {(flows < 0).sum()} flows are negative.")
    n, s = flows.shape[0], flows.shape[2]
    regions = tuple(map(str, arrays[keys["regions"]]))
    sectors = tuple(map(str, arrays[keys["sectors"]])) if keys["sectors"] else ("ALL",) * s
    if (len(regions), len(regions), len(sectors)) != flows.shape:
        raise DataError(
            f"{path.name}: {len(regions)} regions and {len(sectors)} sectors do not fit flows of shape {flows.shape} "
            f"read as importer, exporter, sector; give the file's order with --axes."
        )
    use = None
    if keys["input_use"] is not None and len(sectors) > 1:
        use = np.asarray(arrays[keys["input_use"]], dtype=np.float64)
        if use.shape != (n, s, s):
            raise DataError(
                f"{path.name}: {keys['input_use']} has shape {use.shape}; region, sector in, sector by is {(n, s, s)}."
            )
        use = scale * use
    rates = [key for key in arrays if key.startswith("tariff")]
    rate = "tariff" if "tariff" in rates else rates[0] if len(rates) == 1 else None
    tariff = None if rate is None else _turned(arrays[rate], axes, path.name, rate)
    known = {*keys.values(), rate, "unit", "year"}
    ignored = sorted(set(arrays) - known)
    if ignored:
        notes.append(f"not read: {', '.join(ignored)}.")
    accounts = Accounts(
        regions=regions,
        sectors=sectors,
        flows=scale * flows,
        input_use=use,
        goods=_goods(sectors),
        year=year,
        source=f"the user's own arrays {path.name}",
        notes=tuple(notes),
    )
    return accounts, tariff


def _archive(path: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}
    except (OSError, ValueError, zipfile.BadZipFile, EOFError) as error:
        raise DataError(f"{path.name} cannot be read as an archive of arrays: {error}.") from error


def _header_arrays(path: Path, axes: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Arrays of a HAR file under the names of an archive; labels are the elements of FLOW's sets."""
    found = read_har(path.read_bytes(), path.name).headers
    arrays = {name: found[header].values for header, name in HEADERS.items() if header in found}
    whole = found.get("FLOW" if "FLOW" in found else "TARF")
    if whole is None or len(whole.labels) != len(axes):
        held = listed([f"{name} ({header.long_name})" for name, header in found.items() if not name.startswith("XX")])
        raise DataError(
            f"{path.name} holds {held}. Needed: FLOW, trade at basic prices over sets for {', '.join(axes)}; beside it "
            "may stand TARF, rates as shares over the same, and INPT (or INPP, duty included), spending over region, "
            "sector bought from and sector that buys. Rename your headers so."
        )
    for what, axis in (("regions", "importer"), ("sectors", "sector")):
        if axis in axes:
            arrays[what] = np.array(whole.labels[list(axes).index(axis)])
    if "INPP" in found and "INPT" not in found and "flows" in arrays:
        arrays["input_use"] = found["INPP"].values * _before_duty(arrays, axes, path.name)[:, :, None]
    if "YEAR" in found:
        arrays["year"] = np.array(found["YEAR"].values.flat[0])
    if "UNIT" in found:
        arrays["unit"] = np.array(found["UNIT"].values.flat[0])
    return arrays


def _before_duty(arrays: Mapping[str, npt.NDArray[Any]], axes: Sequence[str], file: str) -> FloatArray:
    """(region, sector) spending at basic prices over spending with duty."""
    flows = _turned(arrays["flows"], axes, file, "FLOW")
    rate = _turned(arrays["tariff"], axes, file, "TARF") if "tariff" in arrays else np.zeros_like(flows)
    spent = (flows * (1.0 + rate)).sum(axis=1)
    return np.asarray(np.divide(flows.sum(axis=1), spent, out=np.ones_like(spent), where=spent > 0))


def _first(arrays: Mapping[str, object], what: str) -> str | None:
    return next((name for name in NAMES[what] if name in arrays), None)


def _turned(array: npt.NDArray[Any], axes: Sequence[str], file: str, what: str) -> FloatArray:
    """The array with axes importer, exporter, sector; one sector is added where there is no such axis."""
    if sorted(axes) not in (sorted(AXES), sorted(AXES[:2])):
        raise DataError(f"axes {','.join(axes)}: write importer, exporter and sector in the order of the file.")
    if array.ndim != len(axes):
        raise DataError(f"{file}: {what} has {array.ndim} axes, not {len(axes)} ({','.join(axes)}).")
    turned = np.transpose(array, [list(axes).index(axis) for axis in AXES if axis in axes])
    return np.ascontiguousarray(turned if len(axes) == len(AXES) else turned[:, :, None], dtype=np.float64)


def _goods(sectors: tuple[str, ...]) -> tuple[bool, ...]:
    """As in the bundled world where its codes are used; else every sector may be taxed."""
    bundled = load_world()
    known = dict(zip(bundled.sectors, bundled.goods, strict=True))
    return tuple(known.get(sector, True) for sector in sectors)


def _elasticities(sectors: tuple[str, ...]) -> dict[str, FloatArray]:
    bundled = load_world()
    place = {sector: j for j, sector in enumerate(bundled.sectors)}
    if not set(sectors) <= set(place):
        return {}
    return {key: values[[place[sector] for sector in sectors]] for key, values in bundled.elasticities.items()}
