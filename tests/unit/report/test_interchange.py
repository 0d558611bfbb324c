"""Header arrays, IAMC's long table and SQLite, there and back."""

import io
import sqlite3
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

from detente.case.read import open_case
from detente.core.errors import DataError
from detente.evidence.asof import as_of
from detente.report.dossier import from_sqlite
from detente.report.interchange import har_bytes, iamc_text, sqlite_bytes
from detente.report.tables import of_case, of_world, write_export
from detente.world.har import Header, read_har, write_har
from detente.world.load import load_world
from detente.world.readers import import_world


@pytest.fixture(scope="module")
def toy():
    return of_world(load_world("toy"))


@pytest.fixture(scope="module")
def law():
    case = open_case("us-china-2025")
    return of_case(case, case.ledger.moment("2025-04-12"))


def test_a_world_as_header_arrays_there_and_back(toy, tmp_path):
    path = write_export(toy, "har", tmp_path / "toy.har")
    world, back = load_world("toy"), import_world(path)
    assert (back.regions, back.sectors, back.year) == (world.regions, world.sectors, world.year)
    for name in ("flows", "tariff", "input_use", "final_use", "value_added"):
        assert np.allclose(getattr(back, name), getattr(world, name), rtol=1e-6, atol=1e-6 * world.output.max()), name
    assert "toy.har" in back.provenance["attribution"]


def test_header_arrays_of_others_in_their_own_order(tmp_path):
    regions, goods = ("AUS", "NZL"), ("milk", "wool", "tools")
    cube = np.arange(1.0, 13.0).reshape(3, 2, 2)  # good, from, to
    headers = [
        Header("FLOW", cube, "trade", ("COMM", "REG", "REG"), (goods, regions, regions)),
        Header(
            "TARF",
            0.1 * (1 - np.eye(2))[None] * np.ones((3, 1, 1)),
            "",
            ("COMM", "REG", "REG"),
            (goods, regions, regions),
        ),
    ]
    path = tmp_path / "own.har"
    path.write_bytes(write_har(headers))
    world = import_world(path, axes=("sector", "exporter", "importer"), year=2020, unit="USD mn")
    assert (world.regions, world.sectors, world.year) == (regions, goods, 2020)
    assert world.flows[1, 0, 2] == cube[2, 0, 1]
    assert world.tariff[1, 0, 2] == pytest.approx(0.1)
    assert world.tariff[0, 0, 2] == 0.0


def test_a_file_without_trade_says_what_it_holds_and_what_is_needed(tmp_path):
    path = tmp_path / "sets.har"
    path.write_bytes(write_har([Header("REG", np.array(["AUS"]), "Set REG of regions")]))
    with pytest.raises(DataError, match=r"holds REG \(Set REG of regions\)\. Needed: FLOW"):
        import_world(path)


def test_header_arrays_say_what_they_are(toy):
    headers = read_har(har_bytes(toy), "toy.har").headers
    assert all(len(name) <= 4 for name in headers)
    assert headers["FLOW"].sets == ("IMPORTER", "EXPORTER", "SECTOR")
    assert headers["FLOW"].long_name.startswith("flows [USD mn] trade at basic prices")
    assert tuple(headers["REGI"].values) == load_world("toy").regions
    about = " ".join(headers["ABOU"].values)
    for word in ("licence", "attribution", "world_digest"):
        assert word in about


def test_what_is_not_finite_is_left_out_and_named(toy):
    data = toy.data.copy()
    data["tariff"] = data["tariff"].where(data["tariff"] > 0)
    from dataclasses import replace

    headers = read_har(har_bytes(replace(toy, data=data)), "x.har").headers
    assert "TARF" not in headers
    assert "left out, not finite: tariff" in " ".join(headers["ABOU"].values)


def test_the_long_table_there_and_back(toy):
    table = pd.read_csv(io.StringIO(iamc_text(toy)), keep_default_na=False)
    assert list(table.columns) == ["model", "scenario", "region", "variable", "unit", "year", "value"]
    assert set(table["year"]) == {load_world("toy").year}
    assert not table.duplicated(["region", "variable", "year"]).any()
    flows = toy.data["flows"].to_series()
    wanted = {(m, f"Flows|{x}|{s}"): v for (m, x, s), v in flows.items() if v}
    found = table[table["variable"].str.startswith("Flows|")]
    assert {(r, v): x for r, v, x in zip(found["region"], found["variable"], found["value"], strict=True)} == wanted


def test_a_case_as_a_long_table_holds_the_tariffs_of_the_day(law):
    table = pd.read_csv(io.StringIO(iamc_text(law)), keep_default_na=False)
    row = table[(table["region"] == "USA") & (table["variable"] == "Tariff|CHN|C26")]
    wanted = float(law.data["tariff"].sel(importer="USA", exporter="CHN", sector="C26"))
    assert row["value"].tolist() == [wanted]
    assert set(row["scenario"]) == {"us-china-2025"}


def test_a_case_as_a_database(law):
    content = sqlite_bytes(law)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content)
        about = dict(connection.execute("SELECT key, value FROM about"))
        assert about["licence"] == law.about["licence"]
        assert "OECD" in about["attribution"]
        measures = connection.execute("SELECT id FROM measures ORDER BY id").fetchall()
        assert [name for (name,) in measures] == sorted(law.sheets["measures"]["id"])
        top = connection.execute(
            "SELECT rate FROM rates WHERE importer = 'USA' AND sector = 'C31T33' AND definition = 'statutory-weighted'"
        ).fetchone()
        assert top[0] > 1.0
        units = connection.execute("SELECT unit FROM definitions WHERE in_table = 'lists' AND \"column\" = 'rate'")
        assert units.fetchone() == ("share",)


def test_a_database_knows_nothing_that_came_later(law):
    case = open_case("us-china-2025")
    wanted = as_of(case.dossier, case.ledger.moment("2025-04-12").as_of)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(sqlite_bytes(law))
        held = {name for (name,) in connection.execute("SELECT id FROM claim")}
        assert held == set(wanted.claims) < set(case.dossier.claims)


def test_the_dossier_comes_back_from_the_database():
    case = open_case("us-china-2025")
    back = from_sqlite(sqlite_bytes(of_case(case, case.ledger.moment(case.head.last))))
    assert dict(back.claims) == dict(case.dossier.claims)
    assert dict(back.happenings) == dict(case.dossier.happenings)


def test_the_same_export_gives_the_same_bytes(toy):
    assert har_bytes(toy) == har_bytes(toy)
    assert sqlite_bytes(toy) == sqlite_bytes(toy)
