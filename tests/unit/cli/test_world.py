"""detente world."""

from pathlib import Path

import detente as dt


def test_info_gives_size_and_sources(detente):
    found = detente("world", "info", "--json").json
    world = dt.load_world()
    assert found["meta"]["world_digest"] == world.digest
    assert found["facts"]["regions"] == 81
    assert "OECD" in found["facts"]["attribution"]


def test_check_holds_identities_and_the_solve_without_a_shock(detente):
    said = detente("world", "check", "--json")
    rows = said.json["rows"]
    assert said.code == 0
    assert all(row["ok"] for row in rows)
    assert rows[-1]["value"] <= 1e-12


def test_check_of_a_world_whose_identities_are_not_met(detente, monkeypatch):
    monkeypatch.setattr(dt.World, "identities", lambda _: {"output = inputs + value added": 0.5})
    said = detente("world", "check", "toy")
    assert said.code in {3, 5}
    assert "output = inputs + value added" in said.err


def test_aggregate_joins_and_saves(detente):
    said = detente("world", "aggregate", "toy", "--regions", "others=CHN,ROW", "--out", "two.npz", "--json")
    assert said.json["regions"] == ["USA", "others"]
    assert dt.load_world("two.npz").digest == said.json["meta"]["world_digest"]


def test_aggregate_knows_dated_groups(detente):
    regions = detente("world", "aggregate", "2024", "--regions", "EU27", "--out", "europe.npz", "--json").json[
        "regions"
    ]
    assert "EU27" in regions
    assert not {"DEU", "FRA"} & set(regions)
    assert "GBR" in regions


def test_what_aggregate_refuses(detente):
    assert detente("world", "aggregate", "toy", "--regions", "others=CHN,ROW").code == 2
    assert detente("world", "aggregate", "toy", "--out", "two.npz").code == 2
    assert detente("world", "aggregate", "toy", "--sectors", "A01", "--out", "two.npz").code == 2
    assert detente("world", "aggregate", "toy", "--regions", "x=CHM", "--out", "two.npz").code == 3
    assert not Path("two.npz").exists()


def test_build_needs_a_data_folder(detente, monkeypatch):
    monkeypatch.delenv("DETENTE_DATA", raising=False)
    said = detente("world", "build")
    assert said.code == 3
    assert said.err.startswith("detente: the data folder is needed: give --data DIR or set DETENTE_DATA.")
    said = detente("world", "build", "--data", "nowhere")
    assert said.code == 3
    assert "there is no data folder nowhere" in said.err
    assert not Path("world-2024").exists()
