"""detente replicate."""

import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[4] / "shared" / "data"))


def test_without_a_name_it_lists_the_papers(detente):
    assert [row["id"] for row in detente("replicate", "--json").json["rows"]] == [
        "caliendo-parro-2015",
        "costinot-rodriguez-clare-2014",
        "ignatenko-2025",
        "lashkaripour-2021",
        "ossa-2014",
        "pass-through-2018-19",
    ]


def test_without_data_it_names_the_file_and_its_source(detente, monkeypatch):
    monkeypatch.delenv("DETENTE_DATA", raising=False)
    said = detente("replicate", "caliendo-parro-2015")
    assert said.code == 3
    assert "cp2015_nafta_31x40.npz" in said.err


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the data folder: set DETENTE_DATA")
def test_published_beside_ours(detente):
    said = detente("replicate", "caliendo-parro-2015", "--data", str(DATA), "--json")
    assert said.code == 0
    assert said.json["verdict"] == "agrees"
    row = next(r for r in said.json["rows"] if (r["region"], r["measure"]) == ("MEX", "welfare_first_order"))
    assert row["published"] == 1.3121
    assert abs(row["gap"]) <= row["tolerance"]
    assert set(row) == {
        "case", "region", "measure", "unit", "published", "ours", "gap", "tolerance", "verdict",
    }  # fmt: skip
