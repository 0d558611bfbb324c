"""The matrix of hypotheses: Heuer's rule is that what speaks against counts."""

import pytest

from detente.evidence.ach import matrix
from detente.evidence.records import Cell


def cells(**fits):
    return [
        Cell(id=f"{claim}-{name}", claim=claim, hypothesis=name, fit=fit, reason="typed for the test")
        for claim, row in fits.items()
        for name, fit in row.items()
    ]


def test_fewest_inconsistencies_first_and_support_does_not_count():
    found = matrix(
        ["rain", "pump"],
        cells(wet={"rain": "CC", "pump": "C"}, dry={"rain": "II", "pump": "N"}, noise={"pump": "I"}),
        {"wet": 1.0, "dry": 0.5, "noise": 0.3},
    )
    assert found.hypotheses == ("pump", "rain")
    assert found.inconsistency == pytest.approx({"rain": 1.0, "pump": 0.3})
    assert found.fit["noise", "rain"] == "N"


def test_diagnosticity_is_the_spread_of_a_row_times_its_weight():
    found = matrix(["a", "b"], cells(x={"a": "CC", "b": "II"}, y={"a": "C", "b": "C"}), {"x": 0.5, "y": 1.0})
    assert found.diagnosticity == {"x": 2.0, "y": 0.0}
    assert found.claims == ("x", "y")


def test_the_claim_that_decides_is_named():
    found = matrix(["a", "b"], cells(x={"b": "II"}, y={"a": "I"}), {"x": 1.0, "y": 1.0})
    assert found.hypotheses == ("a", "b")
    assert dict(found.without) == {"x": "b"}


def test_more_weight_against_never_lifts_a_hypothesis():
    for weight in (0.1, 0.5, 1.0):
        found = matrix(["a", "b"], cells(x={"a": "I"}, y={"b": "I"}), {"x": weight, "y": 0.5})
        assert found.inconsistency["a"] == pytest.approx(weight)
        assert found.hypotheses[0] == ("a" if weight <= 0.5 else "b")


def test_no_cell_no_claim():
    found = matrix(["a", "b"], [], {})
    assert (found.hypotheses, found.claims) == (("a", "b"), ())
    assert set(found.inconsistency.values()) == {0}
