"""Runs, cases and worlds as tables for others: what they hold, in which unit, from whom and on what terms."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from detente.core.errors import UsageError
from detente.core.records import Record
from detente.core.version import VERSION
from detente.report.export import comma_separated, netcdf, parquet, plain, workbook, write_file
from detente.report.interchange import case_tables, har_bytes, iamc_text, sqlite_bytes

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from detente.case.case import Case
    from detente.ledger.stacking import Moment
    from detente.report.runs import Run
    from detente.world.world import World

__all__ = ["FORMS", "Export", "Field", "Form", "long_table", "of_case", "of_run", "of_world", "write_export"]

Form = Literal["parquet", "nc", "xlsx", "json", "csv", "har", "iamc", "sqlite"]
FORMS: tuple[Form, ...] = ("parquet", "nc", "xlsx", "json", "csv", "har", "iamc", "sqlite")
LABELS = ("region", "importer", "exporter", "sector", "sector_in", "sector_by", "set")
"""Columns of labels of the long table, in this order."""
LABEL_WORDS = {
    "region": "economy, ISO 3166 alpha-3 code as the world has it",
    "importer": "economy that buys and levies",
    "exporter": "economy that sells",
    "sector": "sector code of the world",
    "sector_in": "sector that is bought from",
    "sector_by": "sector that buys",
    "set": "name of the set of elasticities",
}
BAND_WORDS = {
    "lo50": "lower end of the central 50 % of draws",
    "hi50": "upper end of the central 50 % of draws",
    "lo90": "lower end of the central 90 % of draws",
    "hi90": "upper end of the central 90 % of draws",
}
ROW_WORDS = {"region": "economy", "measure": "what is measured", "unit": "unit of the value"}
MEASURE_WORDS = {
    "welfare": "change of real income, exact",
    "welfare_first_order": "change of real income, first-order formula",
    "welfare_usd": "change of real income in money of the base",
    "welfare_without_rules": "change of real income under the measures of the day as they stand",
    "welfare_pair_only": "change of real income if only what the two sides levy on each other changed",
    "tariff_on_other_side_before": "average rate in law on the other side's goods at the baseline",
    "tariff_on_other_side": "average rate in law on the other side's goods",
    "goods_trade_with_other_side": "change of trade in goods between the sides, both ways",
    "real_wage": "change of the real wage",
    "exports": "change of exports at border prices",
    "imports": "change of imports at border prices",
    "revenue": "tariff revenue after",
    "revenue_change": "change of tariff revenue",
}
JOINED = (
    "relative changes are shares: -0.004 is -0.4 %; a cell without a row is zero, or a change from zero; "
    "nothing is rounded"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table: its name, unit and meaning."""

    table: str
    column: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Export:
    """Something to be written for others.

    Attributes
    ----------
    about
        What it is, run id or digest, days, version, attribution, licence; stands in every file.
    fields
        Every column of every table.
    sheets
        Tables of a size that people open; for XLSX and JSON.
    main
        Name of the table for Parquet and CSV, and the table: everything in long form, or the one that matters.
    data
        The same with axes, for netCDF and header arrays.
    beside
        Tables for databases alone: the dossier of a case and its rates.
    """

    about: Mapping[str, str]
    fields: Sequence[Field]
    sheets: Mapping[str, pd.DataFrame]
    main: tuple[str, pd.DataFrame]
    data: xr.Dataset
    beside: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def write_export(export: Export, form: str, path: str | Path, *, force: bool = False) -> Path:
    """Write an export to a file.

    Parameters
    ----------
    export
        From :func:`of_run`, :func:`of_case` or :func:`of_world`.
    form
        ``parquet``, ``nc``, ``xlsx``, ``json``, ``csv``, ``har``, ``iamc`` or ``sqlite``.
    path
        File to write, whole or not at all.
    force
        Replace a file that exists.

    Raises
    ------
    UsageError
        If the form is not known, or the file exists and is not to be replaced.
    """
    name, table = export.main
    mine = [each for each in export.fields if each.table == name]
    about = {**export.about, "columns": "; ".join(f"{f.column} [{f.unit}]: {f.meaning}" for f in mine)}
    content: str | bytes
    if form == "parquet":
        content = parquet(table, about)
    elif form == "csv":
        content = comma_separated(table, about)
    elif form == "nc":
        content = netcdf(export.data, export.about)
    elif form == "xlsx":
        content = workbook(export.sheets, [*export.about.items(), (), *_definitions(export)])
    elif form == "json":
        content = _json(export)
    elif form == "har":
        content = har_bytes(export)
    elif form == "iamc":
        content = iamc_text(export)
    elif form == "sqlite":
        content = sqlite_bytes(export)
    else:
        raise UsageError(f'form "{form}" is not known; use one of {", ".join(FORMS)}.')
    return write_file(path, content, force=force)


def of_run(run: Run) -> Export:
    """A stored run: rows by economy with ranges, results by sector, trade by pair.

    Parameters
    ----------
    run
        From :func:`detente.report.runs.find_run`.
    """
    import pandas as pd

    data = _described(run.data)
    economies = pd.DataFrame([dict(row) for row in run.rows])
    main = long_table(data)
    for end in (end for end in BAND_WORDS if economies[end].notna().any()):
        known = {(row["measure"], row["region"]): row[end] for row in run.rows}
        main[end] = [known.get(key) for key in zip(main["variable"], main["region"], strict=True)]
    sectors = data[[name for name in data if data[name].dims == ("region", "sector")]].to_dataframe().reset_index()
    flows = data[["trade_base", "trade_value"]].sum("sector").to_dataframe().reset_index()
    pairs = flows[(flows["trade_base"] > 0) & (flows["importer"] != flows["exporter"])].reset_index(drop=True)
    sheets = {"economies": economies, "sectors": sectors.drop(columns="goods"), "trade": pairs}
    fields = [
        *(Field("economies", key, "code", LABEL_WORDS.get(key, words)) for key, words in ROW_WORDS.items()),
        Field("economies", "value", "as in the column unit", "the number"),
        *(Field("economies", end, "as in the column unit", words) for end, words in BAND_WORDS.items()),
        *(
            _measure(str(name), str(unit))
            for name, unit in economies.groupby("measure", sort=False)["unit"].first().items()
        ),
        *_of_variables("sectors", data, sheets["sectors"]),
        *_of_variables("trade", data, pairs),
        *_oflong_table("all", main, data),
    ]
    about = {"what": f"detente run: {run.about['title']}", "run": run.id, **run.about}
    closures = "; ".join(f"{key} {words}" for key, words in run.certificate.assumptions.items())
    solved = f"{run.certificate.method}, {run.certificate.status.value}, residual {run.certificate.residual:.1e}"
    return Export(_said({**about, "assumptions": closures, "certificate": solved}), fields, sheets, ("all", main), data)


def of_case(case: Case, moment: Moment) -> Export:
    """A case: its records as typed, and the wedges of a day.

    Parameters
    ----------
    case
        The case.
    moment
        Day valued and day of knowledge of the wedges.
    """
    import pandas as pd

    ledger = case.ledger
    kinds: dict[str, Sequence[Record]] = {
        "measures": ledger.measures,
        "repeals": ledger.repeals,
        "stacking": ledger.stackings,
        "documents": tuple(case.documents.values()),
    }
    sheets, fields = {}, []
    for name, records in kinds.items():
        if records:
            sheets[name] = pd.DataFrame([_row(record) for record in records])
            fields += [
                Field(name, key, "text", f.description or "") for key, f in type(records[0]).model_fields.items()
            ]
    if ledger.lists:
        rows = [
            {"list": name, "hs": code, "rate": rate, "share": share}
            for name, codes in ledger.lists.items()
            for code, rate, share in zip(codes.codes, codes.rate or [None] * len(codes.codes), codes.share, strict=True)
        ]
        sheets["lists"] = pd.DataFrame(rows)
        fields += [
            Field("lists", "list", "text", "name of the list, as measures cite it"),
            Field("lists", "hs", "code", "HS code, digits only"),
            Field("lists", "rate", "share", "rate of this code where the act sets one by line"),
            Field("lists", "share", "share", "part of the code's trade that the act covers"),
        ]
    data = _described(ledger.wedges(ledger.base, on=moment.on, as_of=moment.as_of))
    about = {
        "what": f"detente case: {case.head.title}",
        "case": case.name,
        "case_digest": case.digest,
        "on": moment.on.isoformat(),
        "as_of": moment.as_of.isoformat(),
        "world": ledger.base.name,
        "world_digest": ledger.base.digest,
        "version": VERSION,
        "attribution": ledger.base.provenance.get("attribution", ""),
        "licence": case.head.licence,
    }
    beside = case_tables(case, moment)
    return Export(_said(about), fields, sheets, ("measures", sheets["measures"]), data, beside)


def of_world(world: World) -> Export:
    """A world: every array, and tables by economy, sector and pair.

    Parameters
    ----------
    world
        The world.
    """
    import pandas as pd

    data = _described(_world_data(world))
    economies = pd.DataFrame(
        {
            "region": world.regions,
            "output": world.output.sum(axis=1),
            "value_added": world.value_added.sum(axis=1),
            "final_use": world.final_use.sum(axis=1),
            "revenue": world.revenue,
            "deficit": world.deficits,
        }
    )
    cells = data[["value_added", "final_use"]].to_dataframe().reset_index().drop(columns="goods")
    cells["output"] = world.output.ravel()
    flows = world.flows.sum(axis=2)
    duty = (world.flows * world.tariff).sum(axis=2)
    pairs = [
        {"importer": m, "exporter": x, "flows": float(flows[n, i]), "duty": float(duty[n, i])}
        for n, m in enumerate(world.regions)
        for i, x in enumerate(world.regions)
        if n != i and flows[n, i] > 0
    ]
    sheets = {"economies": economies, "sectors": cells, "trade": pd.DataFrame(pairs)}
    money = world.unit
    words = {
        "output": "gross output at basic prices",
        "value_added": "value added",
        "final_use": "final spending at purchaser's prices",
        "revenue": "tariff revenue",
        "deficit": "final spending less income and revenue",
        "flows": "trade at basic prices, net of the importer's tariff",
        "duty": "duty at the base rates",
    }
    fields = [
        Field(name, str(column), "code" if column in LABEL_WORDS else money, {**LABEL_WORDS, **words}[str(column)])
        for name, sheet in sheets.items()
        for column in sheet.columns
    ]
    main = long_table(data)
    about = {
        "what": f"detente world {world.name}: {len(world.regions)} economies, {len(world.sectors)} sectors",
        "world": world.name,
        "world_digest": world.digest,
        "year": str(world.year),
        "base_day": world.base_day.isoformat(),
        "version": VERSION,
        **world.provenance,
    }
    return Export(_said(about), [*fields, *_oflong_table("all", main, data)], sheets, ("all", main), data)


def _world_data(world: World) -> xr.Dataset:
    import numpy as np
    import xarray as xr

    cube, cell = ("importer", "exporter", "sector"), ("region", "sector")
    variables: dict[str, tuple[tuple[str, ...], Any, dict[str, str]]] = {
        "flows": (cube, world.flows, {"unit": world.unit, "long_name": "trade at basic prices, own sales included"}),
        "tariff": (cube, world.tariff, {"unit": "share", "long_name": "ad valorem rate on the base day"}),
        "value_added": (cell, world.value_added, {"unit": world.unit, "long_name": "value added"}),
        "final_use": (cell, world.final_use, {"unit": world.unit, "long_name": "final spending, purchaser's prices"}),
        "input_use": (
            ("region", "sector_in", "sector_by"),
            world.input_use,
            {"unit": world.unit, "long_name": "spending on inputs of every origin, purchaser's prices"},
        ),
    }
    if world.employment is not None:
        variables["employment"] = (cell, world.employment, {"unit": "thousand", "long_name": "persons employed"})
    coords: dict[str, Any] = {
        "importer": list(world.regions),
        "exporter": list(world.regions),
        "region": list(world.regions),
        "sector": list(world.sectors),
        "sector_in": list(world.sectors),
        "sector_by": list(world.sectors),
        "goods": ("sector", np.array(world.goods)),
    }
    if world.elasticities:
        sets = np.stack(list(world.elasticities.values()))
        variables["elasticity"] = (("set", "sector"), sets, {"unit": "1", "long_name": "trade elasticity, sigma - 1"})
        coords["set"] = list(world.elasticities)
    return xr.Dataset(variables, coords=coords)


def _described(data: xr.Dataset) -> xr.Dataset:
    """Units under the name that netCDF readers look for, too."""
    ready = data.copy()
    for name in ready:
        ready[name].attrs["units"] = ready[name].attrs.get("unit", "1")
    return ready


def long_table(data: xr.Dataset) -> pd.DataFrame:
    """Every value of every variable that is not zero, one row each: variable, unit, labels, value."""
    import pandas as pd

    parts = []
    for name in data:
        part = data[name].drop_vars("goods", errors="ignore").to_series().rename("value").reset_index()
        part = part[part["value"].notna() & (part["value"] != 0.0)]
        parts.append(part.assign(variable=str(name), unit=data[name].attrs["units"]))
    labels = [label for label in LABELS if any(label in part for part in parts)]
    return pd.concat(parts, ignore_index=True).reindex(columns=["variable", "unit", *labels, "value"])


def _oflong_table(table: str, main: pd.DataFrame, data: xr.Dataset) -> list[Field]:
    names = "; ".join(f"{name} [{data[name].attrs['units']}] {data[name].attrs.get('long_name', '')}" for name in data)
    words = {
        "variable": f"one of: {names}",
        "unit": "unit of the value",
        "value": f"the number; {JOINED}",
        **LABEL_WORDS,
        **BAND_WORDS,
    }
    return [
        Field(
            table,
            str(column),
            "as in the column unit" if column in ("value", *BAND_WORDS) else "text",
            words[str(column)],
        )
        for column in map(str, main.columns)
    ]


def _of_variables(table: str, data: xr.Dataset, sheet: pd.DataFrame) -> list[Field]:
    return [
        Field(table, str(column), "code", LABEL_WORDS[str(column)])
        if column in LABEL_WORDS
        else Field(table, str(column), data[column].attrs["units"], data[column].attrs.get("long_name", ""))
        for column in sheet.columns
    ]


def _measure(name: str, unit: str) -> Field:
    beside = "change of real income under the measures of that day without rules"
    return Field("economies", f"measure = {name}", unit, MEASURE_WORDS.get(name, beside))


def _row(record: Record) -> dict[str, Any]:
    """A record as cells: lists and tables as JSON text."""
    dumped = record.model_dump(mode="json")
    return {
        key: json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        for key, value in dumped.items()
    }


def _said(about: Mapping[str, str]) -> dict[str, str]:
    """What is known of an export, with the one sentence on units that holds everywhere."""
    terms = {key: about.get(key) or "not stated" for key in ("attribution", "licence")}
    return {**{key: words for key, words in about.items() if words}, **terms, "numbers": JOINED}


def _definitions(export: Export) -> Iterable[tuple[str, ...]]:
    yield ("table", "column", "unit", "meaning")
    for each in export.fields:
        if each.table in export.sheets:
            yield (each.table, each.column, each.unit, each.meaning)


def _json(export: Export) -> str:
    head, *rows = _definitions(export)
    document = {
        "schema": "detente.export/1",
        "meta": export.about,
        "definitions": [dict(zip(head, row, strict=True)) for row in rows],
        "tables": {
            name: {"columns": list(frame.columns), "rows": frame.astype(object).to_numpy().tolist()}
            for name, frame in export.sheets.items()
        },
    }
    return json.dumps(plain(document), ensure_ascii=False, allow_nan=False) + "\n"
