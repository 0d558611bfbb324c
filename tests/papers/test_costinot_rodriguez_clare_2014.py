import os
from pathlib import Path

import numpy as np
import pytest

from detente.case.papers import replicate
from detente.case.papers.costinot_rodriguez_clare_2014 import CASES, FILE, gains
from detente.world.toy import toy_world

DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))


@pytest.fixture(scope="module")
def table():
    if not (DATA / FILE).is_file():
        pytest.skip("the data folder with wiod/ is not on this machine; set DETENTE_DATA")
    return replicate("costinot-rodriguez-clare-2014", data=DATA)


def test_printed_gains_agree_within_a_quarter(table):
    printed = [row for row in table.rows if row.published is not None]
    assert len(printed) == 15
    assert {row.verdict for row in printed} == {"agrees"}


def test_closed_form_and_solver_agree_to_ten_digits(table):
    closed = [r.ours for r in table.rows if (r.case, r.measure) == (CASES[2], "welfare")]
    solved = [r.ours for r in table.rows if r.measure == "welfare_solver"]
    np.testing.assert_allclose(solved, closed, rtol=1e-10)


def test_inputs_multiply_gains_in_every_economy(table):
    for region in ("IRL", "BEL", "DEU", "CHN", "USA"):
        one, many, inputs = (r.ours for r in table.rows if r.region == region and r.measure == "welfare")
        assert 0 < one < inputs
        assert many < inputs


def test_notes_own_up_to_year_order_and_elasticity(table):
    assert "2008" in table.notes[0]
    assert "USA, CHN here" in table.notes[1]
    assert "0.37" in table.notes[2]


def test_gains_of_one_sector_are_the_textbook_formula():
    world = toy_world()
    own = np.arange(3)
    lam = world.flows[own, own] / world.spending
    final = world.final_use / world.final_use.sum(axis=1, keepdims=True)
    expected = 100 * (1 - np.prod(lam ** (final / 4.0), axis=1))
    np.testing.assert_allclose(gains(world, np.full(4, 4.0), inputs=False), expected, rtol=1e-12)
