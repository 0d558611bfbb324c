"""detente rates --bill."""

import csv
from pathlib import Path

import pytest

BILL = "hs,origin,destination,value\n9503.00,CHN,USA,1000\n"


@pytest.fixture
def bill(tmp_path):
    (tmp_path / "bom.csv").write_text(BILL, encoding="utf-8")
    return "bom.csv"


def test_landed_cost_on_the_terminal_and_as_files(detente, bill):
    words = ("rates", "us-china-2025", "--bill", bill, "--on", "2025-04-12")
    said = detente(*words, "--out", "landed.xlsx", "--out", "landed.csv", "--json")
    assert said.code == 0, said.err
    assert said.json["duty"] == pytest.approx(1450.0)
    assert said.json["schema"] == "detente.rates-bill/1"
    (row,) = csv.DictReader(Path("landed.csv").read_text(encoding="utf-8").splitlines())
    assert float(row["landed"]) == pytest.approx(2450.0)
    assert row["cheapest_origin"] == "VNM"
    assert Path("landed.xlsx").read_bytes().startswith(b"PK")
    assert detente(*words, "--out", "landed.xlsx").code == 2, "the file exists"
    ruled = detente(*words, "--scenario", "us-china-2025:halve-both", "--json").json
    assert 0 < ruled["duty"] < 1450.0


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("USA", "CHN", "--bill", "bom.csv"), 2, "leave out the rest"),
        (("--bill", "gone.csv"), 3, "gone.csv cannot be read"),
        (("--bill", "bom.csv", "--out", "x.pdf"), 2, "the suffix must be one of"),
        ((), 2, "name IMPORTER and EXPORTER"),
        (("USA",), 2, "name IMPORTER and EXPORTER"),
        (("USA", "CHN", "--out", "x.xlsx"), 2, "the suffix must be one of"),
    ],
)
def test_what_does_not_go_together(detente, bill, words, code, sentence):
    said = detente("rates", "us-china-2025", *words)
    assert said.code == code
    assert sentence in said.err
