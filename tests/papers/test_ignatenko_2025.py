import os
from pathlib import Path

import numpy as np
import pytest

from detente.case.papers import replicate
from detente.case.papers.ignatenko_2025 import FILE

DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))


@pytest.fixture(scope="module")
def table():
    if not (DATA / FILE).is_file():
        pytest.skip("the data folder with baci2023/ is not on this machine; set DETENTE_DATA")
    return replicate("ignatenko-2025", data=DATA)


def ours(table, case, region, measure):
    (row,) = (r for r in table.rows if (r.case, r.region, r.measure) == (case, region, measure))
    return row.ours


def test_every_published_number_agrees(table):
    printed = [row for row in table.rows if row.published is not None]
    assert len(printed) == 3 * 2 * 6 + 4 * 4
    assert {row.verdict for row in printed} == {"agrees"}
    assert table.verdict == "agrees"
    assert {row.tolerance for row in printed} == {0.01, 0.1}


def test_every_case_gives_every_group_and_measure(table):
    cases = {row.case for row in table.rows}
    assert cases == {
        "ustr-income-tax", "ustr-lump-sum", "optimal-us", "ustr-reciprocal", "ustr-optimal-retaliation",
        "optimal-optimal-retaliation", "war-eu-chn", "war-chn", "war-chn-108", "elasticity-8", "pass-through-0.25",
        "eaton-kortum", "fixed-before", "fixed-after",
    }  # fmt: skip
    measures = {"welfare", "welfare_utility", "deficit", "employment", "prices", "revenue"}
    for case in cases:
        for region in ("USA", "CHN", "EU", "RoW", "non-US"):
            found = {row.measure for row in table.rows if (row.case, row.region) == (case, region)}
            assert found >= measures, (case, region)


def test_two_cases_list_every_economy(table):
    for case in ("ustr-income-tax", "ustr-optimal-retaliation"):
        regions = {row.region for row in table.rows if (row.case, row.measure) == (case, "welfare")}
        assert len(regions) == 194 + 3


@pytest.mark.parametrize(
    ("case", "measure", "expected"),
    [
        ("ustr-income-tax", "welfare", 1.130),
        ("ustr-income-tax", "welfare_utility", 0.633),
        ("ustr-lump-sum", "welfare_utility", -0.006),
        ("optimal-us", "welfare_utility", 1.198),
        ("ustr-reciprocal", "welfare_utility", -0.736),
        ("ustr-optimal-retaliation", "welfare", -0.747),
    ],
)
def test_gains_of_the_united_states(table, case, measure, expected):
    assert ours(table, case, "USA", measure) == pytest.approx(expected, abs=1e-3)


def test_the_same_case_under_two_names_gives_the_same_rows(table):
    one, two = ([r.ours for r in table.rows if r.case == case] for case in ("eaton-kortum", "fixed-before"))
    np.testing.assert_array_equal(one, two)


def test_the_two_findings_are_in_the_notes(table):
    assert "The tariff behind case optimal-us is 21.8 %" in table.notes[0]
    assert "(18.5 %); at 19 % the gain of the United States is 1.75 %" in table.notes[0]
    assert "0.63 % instead of 1.13 %" in table.notes[1]


def test_the_worst_solve_is_certified(table):
    assert table.certificate.ok
    assert table.certificate.residual < 1e-10
