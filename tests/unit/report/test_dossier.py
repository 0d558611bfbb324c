"""What is exported can be read back: the same dossier, record by record."""

import csv
import io
import json
import zipfile
from dataclasses import fields

import pytest

from detente.case.evidence_view import dossier
from detente.case.read import open_case
from detente.core.errors import UsageError
from detente.evidence.dossier import Dossier
from detente.report.dossier import export_dossier, from_jsonld, from_sqlite, from_tables
from detente.report.export import read_parquet


@pytest.fixture(scope="module")
def view():
    return dossier(open_case("us-china-2025"))


def assert_same(one: Dossier, two: Dossier):
    for part in fields(Dossier):
        left, right = dict(getattr(one, part.name)), dict(getattr(two, part.name))
        assert left.keys() == right.keys(), part.name
        assert [name for name in left if left[name] != right[name]] == [], part.name


def test_jsonld(view, tmp_path):
    path = tmp_path / "dossier.jsonld"
    assert export_dossier(view, path) == path.stat().st_size
    data = json.loads(path.read_text(encoding="utf-8"))
    assert_same(view.dossier, from_jsonld(data))
    nodes = {node["id"]: node for node in data["@graph"]}
    passage = nodes["det:b-wang-lutnick-p"]
    quote, position = passage["oa:hasTarget"]["oa:hasSelector"]
    assert position["oa:end"] - position["oa:start"] == len(quote["oa:exact"])
    assert nodes["det:b-wang-lutnick"]["prov:wasDerivedFrom"] == [{"id": "det:b-wang-lutnick-s"}]
    assert nodes["det:b-wang-lutnick-s"]["prov:wasAttributedTo"] == {"id": "det:b-official-exchanges"}


def test_every_node_points_to_a_node(view, tmp_path):
    export_dossier(view, tmp_path / "dossier.jsonld")
    data = json.loads((tmp_path / "dossier.jsonld").read_text(encoding="utf-8"))
    known = {node["id"] for node in data["@graph"]}
    named = {
        target["id"]
        for node in data["@graph"]
        for key, value in node.items()
        if key.startswith("prov:")
        for target in (value if isinstance(value, list) else [value])
    }
    assert named <= known


def test_sqlite(view, tmp_path):
    path = tmp_path / "dossier.sqlite"
    export_dossier(view, path)
    assert_same(view.dossier, from_sqlite(path.read_bytes()))


def test_csv(view, tmp_path):
    path = tmp_path / "dossier.csv.zip"
    export_dossier(view, path)
    with zipfile.ZipFile(path) as archive:
        tables = {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
        }
    assert_same(view.dossier, from_tables(tables))


def test_parquet(view, tmp_path):
    path = tmp_path / "dossier.parquet.zip"
    export_dossier(view, path)
    tables = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            (tmp_path / "table.parquet").write_bytes(archive.read(name))
            columns = read_parquet(tmp_path / "table.parquet")
            rows = zip(*(list(column) for column in columns.values()), strict=True)
            tables[name.removesuffix(".parquet")] = [dict(zip(columns, row, strict=True)) for row in rows]
    assert_same(view.dossier, from_tables(tables))


def test_plover_columns_name_place_and_codes(view, tmp_path):
    path = tmp_path / "events.plover.csv"
    export_dossier(view, path)
    rows = {row["event_id"]: row for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))}
    assert len(rows) == len(view.dossier.happenings)
    row = rows["wang-wentao-to-lutnick"]
    assert (row["root"], row["mode"], row["cameo"], row["known_on"]) == ("REQUEST", "meet", "026", "2025-05-09")
    passage = view.dossier.passages["b-wang-lutnick-p"].selector
    assert (int(row["start"]), int(row["end"])) == (passage.start, passage.end)


def test_the_same_dossier_gives_the_same_bytes(view, tmp_path):
    for name in ("a.csv.zip", "b.csv.zip"):
        export_dossier(view, tmp_path / name)
    assert (tmp_path / "a.csv.zip").read_bytes() == (tmp_path / "b.csv.zip").read_bytes()


def test_an_unknown_ending_is_refused(view, tmp_path):
    with pytest.raises(UsageError, match=r"\.jsonld"):
        export_dossier(view, tmp_path / "dossier.doc")


def test_a_file_is_not_replaced_unasked(view, tmp_path):
    path = tmp_path / "dossier.sqlite"
    path.write_bytes(b"mine")
    with pytest.raises(UsageError, match="force"):
        export_dossier(view, path)
    assert path.read_bytes() == b"mine"
