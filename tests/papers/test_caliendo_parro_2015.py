"""Caliendo and Parro (2015), Table 2: every printed number, and the exact changes beside them."""

import os
from pathlib import Path

import numpy as np
import pytest

from detente.case.papers import replicate
from detente.core.errors import DataError

NAME = "caliendo-parro-2015"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data():
    folder = Path(os.environ.get("DETENTE_DATA", ROOT / ".." / "shared" / "data"))
    if not (folder / "cp2015").is_dir():
        pytest.skip("the data folder with cp2015/ is not on this machine; set DETENTE_DATA")
    return folder


@pytest.fixture(scope="module")
def table(data):
    return replicate(NAME, data=data)


def test_every_printed_number_agrees(table):
    printed = {(row.region, row.measure): row for row in table.rows if row.published is not None}
    assert len(printed) == 12
    assert table.verdict == "agrees"
    for key, row in printed.items():
        assert abs(row.ours - row.published) <= row.tolerance, key
        assert row.tolerance <= 5e-4 or key == ("MEX", "volume_of_trade_first_order"), key
        assert row.unit == "percent"
    assert printed["MEX", "welfare_first_order"].published == 1.3121
    assert printed["USA", "real_wage"].published == 0.112


def test_exact_changes_stand_beside_without_a_published_number(table):
    exact = {row.region: row for row in table.rows if row.measure == "welfare"}
    assert {region: round(row.ours, 3) for region, row in exact.items()} == {"CAN": -0.110, "MEX": 0.007, "USA": 0.074}
    for row in exact.values():
        assert row.published is row.gap is row.tolerance is None
        assert row.verdict == "ours only"


def test_mexicos_gain_is_explained(table):
    note = table.notes[0]
    assert "+1.31 %" in note
    assert "+0.007 %" in note
    assert "from 2.04 to 0.37 % of income" in note


def test_rows_are_plain_records_and_the_solve_is_certified(table):
    assert list(table.records()[0]) == [
        "case", "region", "measure", "unit", "published", "ours", "gap", "tolerance", "verdict",
    ]  # fmt: skip
    assert table.certificate.ok
    assert table.certificate.residual < 1e-12


def test_paths_are_named_when_data_is_missing(tmp_path, monkeypatch):
    with pytest.raises(DataError, match=r"cp2015_nafta_31x40.npz does not exist. Public source.*R package cp2015"):
        replicate(NAME, data=tmp_path)
    monkeypatch.delenv("DETENTE_DATA", raising=False)
    with pytest.raises(DataError, match=r"--data DIR or DETENTE_DATA. Public source"):
        replicate(NAME)


def test_an_unreadable_or_incomplete_file_is_a_sentence(tmp_path):
    (tmp_path / "cp2015").mkdir()
    file = tmp_path / "cp2015" / "cp2015_nafta_31x40.npz"
    file.write_bytes(b"not an archive")
    with pytest.raises(DataError, match="is no file of plain numpy arrays"):
        replicate(NAME, data=tmp_path)
    np.savez(file, regions=np.array(["A"]))
    with pytest.raises(DataError, match="holds no array sectors"):
        replicate(NAME, data=tmp_path)


def test_an_unknown_paper_offers_the_known_ones():
    with pytest.raises(DataError, match="Did you mean caliendo-parro-2015"):
        replicate("caliendo-parro-2014")
