import os
from pathlib import Path

import pytest

from detente.case.papers import replicate
from detente.case.papers.lashkaripour_2021 import FLOWS, SETS

DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))


@pytest.fixture(scope="module")
def table():
    if not ((DATA / FLOWS).is_file() and (DATA / SETS).is_file()):
        pytest.skip("the data folder with wiod/ and elasticities/ is not on this machine; set DETENTE_DATA")
    return replicate("lashkaripour-2021", data=DATA)


def test_printed_averages_agree(table):
    printed = {row.measure: row for row in table.rows if row.published is not None}
    assert printed["Nash tariff"].ours == pytest.approx(39.1, abs=0.1)
    assert printed["real income"].ours == pytest.approx(-2.45, abs=0.01)
    assert table.verdict == "agrees"


def test_other_sets_give_lower_tariffs_and_losses(table):
    others = [row for row in table.rows if row.published is None]
    assert len(others) == 14
    assert all(17 < row.ours < 34 for row in others if row.measure == "Nash tariff")
    assert all(-2.4 < row.ours < -1 for row in others if row.measure == "real income")


def test_the_gap_to_true_best_replies_is_told(table):
    assert "true best reply" in table.notes[1]
    assert table.certificate.details["largest gap in"] == "USA"
