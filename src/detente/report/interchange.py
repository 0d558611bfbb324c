"""Exports for three trades: header arrays (GEMPACK), IAMC's long table (scenario databases), SQLite (Datasette)."""

from __future__ import annotations

import csv
import io
import sqlite3
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import DataError
from detente.world.har import LABEL, LONG, Header, write_har

if TYPE_CHECKING:
    import pandas as pd

    from detente.case.case import Case
    from detente.ledger.stacking import Moment
    from detente.report.tables import Export

__all__ = ["case_tables", "har_bytes", "iamc_text", "sqlite_bytes"]

CODES: Mapping[str, str] = {
    "flows": "FLOW",
    "tariff": "TARF",
    "input_use": "INPP",
    "value_added": "VALA",
    "final_use": "FINU",
    "employment": "EMPL",
    "elasticity": "ELAS",
    "welfare": "WELF",
    "welfare_usd": "WUSD",
    "real_wage": "WAGE",
    "trade_value": "TRDV",
    "trade_base": "TRDB",
}
"""Header of a variable; others take letters of their name."""
PLACES = ("region", "importer")
"""Labels that IAMC calls the region, in this order."""
IAMC = ("model", "scenario", "region", "variable", "unit", "year", "value")
ALL = "World"
RATE = "statutory-weighted"
ENDS = {"lo90": "5th percentile", "lo50": "25th percentile", "hi50": "75th percentile", "hi90": "95th percentile"}


def har_bytes(export: Export) -> bytes:
    """The data with axes as header arrays, sets before them, what they are in the header ABOU.

    Numbers are of four bytes, as the format has it: seven digits. A variable with values that are not finite is left
    out, and ABOU names it.

    Raises
    ------
    DataError
        If a label does not fit the format.
    """
    data = export.data
    sets = {str(name): tuple(map(str, data[name].values)) for name in data.dims}
    taken: set[str] = set()
    headers = [
        Header(_code(name, taken), np.array(labels), f"Set {name.upper()}"[:LONG]) for name, labels in sets.items()
    ]
    left_out = []
    for name in map(str, data):
        values = data[name]
        if not np.isfinite(values.values).all():
            left_out.append(name)
            continue
        axes = tuple(map(str, values.dims))
        words = f"{name} [{values.attrs.get('units', '')}] {values.attrs.get('long_name', '')}"
        headers.append(
            Header(
                _code(name, taken),
                values.values.astype(float),
                _latin(words)[:LONG],
                tuple(axis.upper() for axis in axes),
                tuple(sets[axis] for axis in axes),
                name[:LABEL],
            )
        )
    about = {**export.about, **({"left out, not finite": ", ".join(left_out)} if left_out else {})}
    lines = [line for key, words in about.items() for line in textwrap.wrap(_latin(f"{key}: {words}"), 72)]
    year = int(str(export.about.get("year") or export.about["on"])[:4])
    unit = next((str(data[name].attrs["units"]) for name in ("flows", "trade_base") if name in data), "share")
    headers += [
        Header("YEAR", np.array([[year]], dtype=np.int32), "year"),
        Header("UNIT", np.array([unit]), "unit of money"),
        Header("ABOU", np.array(lines), "what this is, from whom, on what terms"),
    ]
    return write_har(headers)


def iamc_text(export: Export) -> str:
    """Every value as one row of ``model, scenario, region, variable, unit, year, value``, as CSV.

    A variable carries its sector and its partner behind bars (``Trade value|CHN|C26``). Ends of ranges are variables
    of their own (``Welfare|95th percentile``). What holds for no single region stands under ``World``.
    """
    about = export.about
    model = f"detente {about['version']}" + (f" {about['model']}" if "model" in about else "")
    scenario = about.get("scenario") or about.get("case") or about.get("world", "")
    year = str(about.get("year") or about["on"])[:4]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(IAMC)
    frame = _cells(export)
    places = [name for name in PLACES if name in frame]
    labels = [name for name in map(str, frame.columns) if name not in (*places, *ENDS, "variable", "unit", "value")]
    ends = [name for name in ENDS if name in frame]
    for row in frame.to_dict("records"):
        region = next((row[name] for name in places if isinstance(row[name], str)), ALL)
        parts = [str(row["variable"]).replace("_", " ").capitalize()]
        parts += [row[name] for name in labels if isinstance(row[name], str)]
        variable = "|".join(parts)
        writer.writerow((model, scenario, region, variable, row["unit"], year, repr(float(row["value"]))))
        for end in ends:
            if row[end] is not None and isfinite(row[end]):
                more = (f"{variable}|{ENDS[end]}", row["unit"], year, repr(float(row[end])))
                writer.writerow((model, scenario, region, *more))
    return text.getvalue()


def sqlite_bytes(export: Export) -> bytes:
    """Every table, with ``about`` (source, licence, days, digests) and ``definitions`` (units, meaning of columns)."""
    connection = sqlite3.connect(":memory:")
    with closing(connection):
        _table(connection, "about", ("key", "value"), export.about.items(), primary="key")
        held = {**export.sheets, **export.beside}
        rows = [(f.table, f.column, f.unit, f.meaning) for f in export.fields if f.table in held]
        _table(connection, "definitions", ("in_table", "column", "unit", "meaning"), rows)
        for name, frame in held.items():
            columns = tuple(map(str, frame.columns))
            values = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
            _table(connection, name, columns, values, primary="id" if "id" in columns else "")
        connection.commit()
        connection.execute("VACUUM")
        return bytes(connection.serialize())


def case_tables(case: Case, moment: Moment) -> dict[str, pd.DataFrame]:
    """What a database of a case holds beside its law: the dossier as known on the day, and the sides' rates by sector.

    Parameters
    ----------
    case
        The case.
    moment
        Day valued and day of knowledge.
    """
    import pandas as pd

    from detente.evidence.asof import as_of
    from detente.ledger.rates import rates_by
    from detente.report.dossier import dossier_tables

    tables = {name: pd.DataFrame(rows) for name, rows in dossier_tables(as_of(case.dossier, moment.as_of)).items()}
    rates = [
        {
            "importer": importer,
            "exporter": exporter,
            "sector": row.key,
            "name": row.name,
            "definition": RATE,
            "rate": float(row.rate),
            "imports_2024_usd_mn": row.trade,
            "on": moment.on.isoformat(),
            "as_of": moment.as_of.isoformat(),
        }
        for importer, exporter in (case.sides, case.sides[::-1])
        for row in rates_by(case.ledger, importer, exporter, moment, RATE, "sector")
    ]
    return {**tables, "rates": pd.DataFrame(rates)}


def _table(connection: sqlite3.Connection, name: str, columns: Sequence[str], rows: Any, *, primary: str = "") -> None:
    listed = ", ".join(f'"{column}"' + (" PRIMARY KEY" if column == primary else "") for column in columns)
    connection.execute(f'CREATE TABLE "{name}" ({listed})')
    marks = ", ".join("?" * len(columns))
    connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608 - our own names


def _cells(export: Export) -> pd.DataFrame:
    """The long table: the export's own, or where that is another table, the wedges of the day."""
    from detente.report.tables import long_table

    name, main = export.main
    return main if name == "all" else long_table(export.data)


def _code(name: str, taken: set[str]) -> str:
    """Four letters that no other header has."""
    letters = "".join(letter for letter in name.upper() if letter.isalnum())
    for code in _codes(CODES.get(name, letters[:4]), letters):
        if code not in taken:
            taken.add(code)
            return code
    raise DataError(f"there are too many variables like {name} for names of four letters; export them as nc.")


def _codes(first: str, letters: str) -> Iterator[str]:
    yield first
    yield from (f"{letters[:2]}{letters[-2:]}", *(f"{letters[:3]}{n}" for n in range(10)))
    yield from (f"{letters[:2]}{n:02d}" for n in range(100))


def _latin(words: str) -> str:
    """Text that the format can hold; what it cannot becomes a question mark."""
    return words.replace("\u2212", "-").replace("\u2019", "'").encode("latin-1", "replace").decode("latin-1")
