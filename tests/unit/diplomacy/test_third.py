"""Third countries: logit stances with peers, threats, isolation by what was known."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.core.status import Status
from detente.diplomacy.scene import scene
from detente.diplomacy.third import (
    STANCES,
    AlignmentWeights,
    ThirdPayoffs,
    alignment,
    isolation_path,
    promises,
    threats,
)

D = date


def payoffs(**changes):
    base = {
        "weight": np.array([0.2, 0.3, 0.1]),
        "terms": np.array([10.0, 6.0, 2.0]),
        "signed": np.array([12.0, 5.0, 1.0]),
        "measures": np.array([-4.0, -8.0, -20.0]),
        "purchases": np.array([1.0, 2.0, 9.0]),
        "capacity": np.array([5.0, 5.0, 5.0]),
        "lost": np.array([3.0, 3.0, 3.0]),
    }
    return ThirdPayoffs(("VNM", "JPN", "MYS"), **{**base, **changes})


@pytest.fixture
def april(records):
    return scene(records, D(2025, 4, 20))


def test_stances_are_a_fixed_point_of_the_logit(april):
    weights = AlignmentWeights()
    found = alignment(april, payoffs(), weights)
    assert found.status is Status.CONVERGED
    assert found.shares.sum(axis=1) == pytest.approx(np.ones(3))
    shares = np.exp(found.terms / weights.noise)
    assert found.shares == pytest.approx(shares / shares.sum(axis=1, keepdims=True), abs=1e-8)
    seated = found.shares[:, 0] + found.shares[:, 1]
    assert found.isolation == pytest.approx(payoffs().weight @ seated, abs=1e-8)
    # A promise counts only up to what can be taken, and only as far as it is believed.
    assert found.terms[2, STANCES.index("align-b")] == pytest.approx(weights.kept * 5.0 - 3.0)


def test_peers_draw_each_other_to_the_table(april):
    alone = alignment(april, payoffs(), AlignmentWeights(peers=0.0))
    together = alignment(april, payoffs(), AlignmentWeights(peers=8.0))
    assert together.isolation > alone.isolation


def test_what_the_table_is_worth_to_peers_may_come_from_the_economy(april):
    assumed = alignment(april, payoffs(), AlignmentWeights(peers=6.0))
    told = alignment(april, payoffs(peers=np.full(3, 6.0)), AlignmentWeights(peers=0.0))
    assert told.shares == pytest.approx(assumed.shares)
    repelled = alignment(april, payoffs(peers=np.full(3, -6.0)))
    assert repelled.isolation < told.isolation


def test_a_promise_is_known_from_the_day_it_is_told(records):
    before, after = scene(records, D(2025, 5, 8)), scene(records, D(2025, 5, 9))
    assert promises(before, ["VNM"]) == {"VNM": False}
    assert promises(after, ["VNM"]) == {"VNM": True}


def test_a_group_that_talks_as_one_counts_its_members_once(records):
    days = [D(2025, 5, 9)]
    weight = {"VNM": 0.2, "JPN": 0.3, "IND": 0.1, "DEU": 0.4}
    alone = isolation_path(records, weight, days)
    joined = isolation_path(records, weight, days, {"VNM": ("VNM", "DEU"), "IND": ("IND", "DEU")})
    assert alone.share[-1] == pytest.approx(0.6)
    assert joined.share[-1] == pytest.approx(1.0)


def test_a_warning_keeps_some_away(records):
    before, after = scene(records, D(2025, 4, 20)), scene(records, D(2025, 4, 21))
    assert threats(before, ["VNM"]) == {"VNM": False}
    assert threats(after, ["VNM"]) == {"VNM": True}
    assert alignment(after, payoffs()).isolation < alignment(before, payoffs()).isolation


def test_a_larger_promise_counts_up_to_capacity_only(april):
    some = alignment(april, payoffs())
    more = alignment(april, payoffs(purchases=np.array([1.0, 2.0, 50.0])))
    bigger = alignment(april, payoffs(purchases=np.array([1.0, 2.0, 50.0]), capacity=np.full(3, 50.0)))
    assert more.shares == pytest.approx(some.shares)
    assert bigger.shares[2, 3] > more.shares[2, 3]


def test_a_gain_from_measures_is_refused():
    with pytest.raises(DataError, match="a loss"):
        payoffs(measures=np.array([1.0, 0.0, 0.0]))
    with pytest.raises(DataError, match="one number for each of 3"):
        payoffs(weight=np.array([1.0]))


def test_isolation_rises_when_talks_become_known(records):
    weight = {"VNM": 0.05, "IND": 0.04, "JPN": 0.06, "KOR": 0.05}
    path = isolation_path(records, weight, [D(2025, 4, 20), D(2025, 5, 8), D(2025, 5, 9)])
    assert path.share == pytest.approx([0.0, 0.0, 0.15])
    assert path.talking == ("IND", "JPN", "VNM")


def test_nobody_talks_with_the_other_side(records):
    swapped = replace(records, sides=("CHN", "USA"))
    assert isolation_path(swapped, {"VNM": 0.05}, [D(2025, 5, 9)]).share == pytest.approx([0.0])
