"""The dossier for other programs, and back: JSON-LD, tables as CSV or Parquet, PLOVER columns, SQLite.

JSON-LD uses a small fixed part of PROV-O (Entity, Activity, Agent) and of the Web Annotation model (TextQuoteSelector,
TextPositionSelector); everything else stands under our own words. Each record keeps all its fields, so that a file read
back gives the same dossier.
"""

from __future__ import annotations

import csv
import io
import json
import math
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from detente.case.dossier import EVERY, make_dossier
from detente.case.ontology import load_ontology
from detente.case.toml import Place
from detente.core.errors import UsageError
from detente.core.records import Record
from detente.core.version import VERSION
from detente.evidence.dossier import Dossier
from detente.evidence.records import Document
from detente.report.export import parquet, to_json, write_file

if TYPE_CHECKING:
    from detente.case.evidence_view import EvidenceView
    from detente.evidence.happenings import Happening

__all__ = ["FORMS", "dossier_tables", "export_dossier", "from_jsonld", "from_sqlite", "from_tables", "to_jsonld"]

FORMS = (".jsonld", ".sqlite", ".plover.csv", ".csv.zip", ".parquet.zip")
KINDS: Mapping[str, type[Record]] = MappingProxyType({"document": Document, **EVERY})
"""Table to record; the name is the one that files of a case use."""
VOCABULARY = "https://detente.invalid/ns#"
"""Our own words. The address leads nowhere on purpose: the terms are the fields that the records page describes."""
CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "det": VOCABULARY,
    "id": "@id",
    "type": "@type",
    "det:record": {"@type": "@json"},
}
"""The whole record is one literal: its own ``type`` and ``id`` are words of detente and no terms of RDF."""
PLOVER = (
    "event_id",
    "date_from",
    "date_to",
    "known_on",
    "actor1",
    "actor2",
    "root",
    "mode",
    "cameo",
    "goldstein",
    "plover_score",
    "detente_type",
    "detente_weight",
    "status",
    "grade",
    "document_sha256",
    "start",
    "end",
)
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time stamp of files inside an archive: the same dossier gives the same bytes."""


def export_dossier(view: EvidenceView, path: Path, *, force: bool = False) -> int:
    """Write what was known on a day; the ending of the name decides the form.

    Returns
    -------
    int
        Bytes written.

    Raises
    ------
    UsageError
        If the ending is unknown, or the file exists and ``force`` is false.
    """
    form = next((form for form in FORMS if path.name.endswith(form)), None)
    if form is None:
        raise UsageError(f"--out {path}: a dossier is written with the ending {', '.join(FORMS)}.")
    content: str | bytes
    if form == ".jsonld":
        content = to_json(to_jsonld(view.dossier)) + "\n"
    elif form == ".sqlite":
        content = _sqlite(dossier_tables(view.dossier))
    elif form == ".plover.csv":
        content = _csv(plover_rows(view), PLOVER)
    elif form == ".csv.zip":
        tables = dossier_tables(view.dossier)
        content = _archive({f"{name}.csv": _csv(rows).encode() for name, rows in tables.items()})
    else:
        tables = dossier_tables(view.dossier)
        content = _archive({f"{name}.parquet": _parquet(rows) for name, rows in tables.items()})
    write_file(path, content, force=force)
    return path.stat().st_size


def dossier_tables(dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    """Rows of every table that holds any; nested fields are JSON text."""
    return {
        table: [{key: _flat(value) for key, value in row.items()} for row in rows]
        for table, rows in _records(dossier).items()
    }


def from_tables(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Dossier:
    """The dossier from rows as ``dossier_tables`` gives them, also after a trip through CSV, Parquet or SQLite."""
    return _dossier(
        {table: [_unflat(KINDS[table], row) for row in rows] for table, rows in tables.items() if table in KINDS}
    )


def to_jsonld(dossier: Dossier) -> dict[str, Any]:
    """The dossier as linked data: PROV-O for what rests on what, Web Annotation for places in texts."""
    graph: list[dict[str, Any]] = [
        {"id": "det:detente", "type": ["prov:SoftwareAgent", "prov:Agent"], "det:version": VERSION},
        {"id": "det:coding", "type": "prov:Activity", "prov:wasAssociatedWith": {"id": "det:detente"}},
    ]
    for table, rows in _records(dossier).items():
        graph += [_node(table, row) for row in rows]
    return {"@context": CONTEXT, "@graph": graph}


def from_jsonld(data: Mapping[str, Any]) -> Dossier:
    """The dossier from what ``to_jsonld`` wrote."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for node in data["@graph"]:
        if "det:table" in node:
            rows.setdefault(node["det:table"], []).append(node["det:record"])
    return _dossier(rows)


def from_sqlite(content: bytes) -> Dossier:
    """The dossier from the bytes of a SQLite file written here."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(content)
        connection.row_factory = sqlite3.Row
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]  # noqa: S608 - our own names
            for name in names
            if name in KINDS
        }
    finally:
        connection.close()
    return from_tables(tables)


def plover_rows(view: EvidenceView) -> list[dict[str, Any]]:
    """Happenings under the columns that event data use; one row for each, its first passage as the place."""
    return [_plover(view, row) for row in view.dossier.happenings.values()]


def _plover(view: EvidenceView, row: Happening) -> dict[str, Any]:
    dossier, kind = view.dossier, load_ontology().types[row.type]
    first, last = row.interval
    places = [
        passage
        for claim in row.cites
        for passage in (
            *dossier.claims[claim].passages,
            *(dossier.attributions[name].passage for name in dossier.claims[claim].attributions),
        )
        if passage
    ]
    selector = dossier.passages[places[0]].selector if places else None
    document = dossier.documents[dossier.passages[places[0]].document] if places else None
    best = max((view.grades[name] for name in row.cites), key=lambda grade: grade.weight, default=None)
    cells = (
        row.id,
        first,
        last,
        dossier.known_happening(row),
        " ".join(row.actors),
        " ".join(row.targets),
        kind.root,
        kind.mode,
        kind.cameo,
        kind.goldstein,
        kind.plover,
        row.type,
        kind.weight,
        row.status,
        best.tag if best else "",
        document.sha256 if document else "",
        selector.start if selector else None,
        selector.end if selector else None,
    )
    return dict(zip(PLOVER, cells, strict=True))


def _records(dossier: Dossier) -> dict[str, list[dict[str, Any]]]:
    """Plain values of every record by table, in the order of ids."""
    kinds = {kind: table for table, kind in KINDS.items()}
    rows: dict[str, list[dict[str, Any]]] = {}
    for record in dossier:
        rows.setdefault(kinds[type(record)], []).append(record.model_dump(mode="json", by_alias=True))
    return rows


def _dossier(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Dossier:
    nowhere = Place("export")
    return make_dossier(
        {
            table: [(KINDS[table].model_validate(dict(row), strict=False), nowhere) for row in found]
            for table, found in rows.items()
        }
    )


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict | bool) else value


def _unflat(kind: type[Record], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row back to plain values: empty cells take their default, JSON text is read, words stay words."""
    fields = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
    found = {}
    for key, value in row.items():
        # A data frame writes NaN where a cell is empty.
        if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
            continue
        if not isinstance(value, str) or _is_text(fields[key]):
            found[key] = _whole(value)
            continue
        try:
            found[key] = json.loads(value)
        except ValueError:
            found[key] = value
    return found


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_text(annotation: Any) -> bool:
    if get_origin(annotation) is Literal:
        return all(isinstance(value, str) for value in get_args(annotation))
    return annotation is str


def _node(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """One record as a node: what PROV and Web Annotation can say, and the whole record under our own words."""
    node: dict[str, Any] = {"id": f"det:{row['id']}", "type": ["prov:Entity"], "det:table": table, "det:record": row}
    if table == "passage":
        selector = row["selector"]
        node["type"].append("oa:Annotation")
        node["oa:hasTarget"] = {
            "oa:hasSource": {"id": f"det:{row['document']}"},
            "oa:hasSelector": [
                {
                    "type": "oa:TextQuoteSelector",
                    "oa:exact": selector["exact"],
                    "oa:prefix": selector["prefix"],
                    "oa:suffix": selector["suffix"],
                },
                {"type": "oa:TextPositionSelector", "oa:start": selector["start"], "oa:end": selector["end"]},
            ],
        }
        node["prov:wasDerivedFrom"] = [{"id": f"det:{row['document']}"}]
    elif table == "attribution":
        node["prov:wasAttributedTo"] = {"id": f"det:{row['source']}"}
        node["prov:wasDerivedFrom"] = [{"id": f"det:{row['passage'] or row['document']}"}]
    elif table in ("source", "actor", "person"):
        node["type"] = ["prov:Agent"]
    else:
        rests = (
            *row.get("attributions", ()),
            *row.get("passages", ()),
            *row.get("cites", ()),
            *row.get("claims", ()),
            *([row["derived_from"]] if row.get("derived_from") else ()),
        )
        if rests:
            node["prov:wasDerivedFrom"] = [{"id": f"det:{name}"} for name in rests]
    if row.get("supersedes"):
        node["prov:wasRevisionOf"] = {"id": f"det:{row['supersedes']}"}
    if table not in ("source", "actor", "person", "document"):
        node["prov:wasGeneratedBy"] = {"id": "det:coding"}
    return node


def _csv(rows: list[dict[str, Any]], columns: Iterable[str] = ()) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns) or list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    import pandas as pd

    return parquet(pd.DataFrame(rows), {"made_by": f"detente {VERSION}"})


def _archive(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), raw)
    return content.getvalue()


def _sqlite(tables: Mapping[str, list[dict[str, Any]]]) -> bytes:
    connection = sqlite3.connect(":memory:")
    try:
        for name, rows in tables.items():
            columns = list(rows[0])
            listed = ", ".join(f'"{column}"' for column in columns)
            connection.execute(f'CREATE TABLE "{name}" ({listed}, PRIMARY KEY ("id"))')
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f'INSERT INTO "{name}" VALUES ({marks})',  # noqa: S608 - our own names
                [[row[column] for column in columns] for row in rows],
            )
        connection.commit()
        return bytes(connection.serialize())
    finally:
        connection.close()
