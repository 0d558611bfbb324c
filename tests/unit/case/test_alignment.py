"""What others would do: payoffs of the economy behind the stances, and days on which nobody has terms to lose."""

import numpy as np
import pytest

from detente.case.alignment import stances
from detente.case.read import open_case
from detente.diplomacy.third import STANCES, AlignmentWeights


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


@pytest.fixture(scope="module")
def may(case):
    return stances(case, "2025-05-09")


def test_payoffs_come_from_the_talks(may):
    rows = {row.partner: row for row in may.third.talks.rows}
    for n, code in enumerate(may.payoffs.countries):
        assert may.payoffs.terms[n] == pytest.approx(1e4 * (rows[code].first - rows[code].alone))
        assert may.payoffs.peers[n] == pytest.approx(1e4 * rows[code].bandwagon)
    assert (may.payoffs.measures <= 0).all()
    assert (may.payoffs.weight > 0).all()
    assert may.payoffs.weight.sum() < 1


def test_an_answer_of_the_second_side_costs_its_neighbour_most(may):
    cost = dict(zip(may.payoffs.countries, may.payoffs.measures, strict=True))
    assert cost["TWN"] < cost["JPN"] < cost["IND"] < 0


def test_who_has_most_to_lose_from_the_tariff_talks(may):
    talks = dict(zip(may.found.countries, may.found.shares[:, STANCES.index("talk")], strict=True))
    assert max(talks, key=talks.get) == "VNM"
    assert may.found.shares.sum(axis=1) == pytest.approx(np.ones(len(talks)))
    assert 0 < may.isolation < may.third.isolation_if_all


def test_on_the_day_all_were_warned_and_promised_purchases(may):
    assert set(may.warned) == set(may.promised) == set(may.payoffs.countries)


def test_a_promise_that_nobody_believes_keeps_more_at_the_table(case, may):
    firm = stances(case, "2025-05-09", weights=AlignmentWeights(kept=0.0))
    assert firm.found.isolation > may.found.isolation


def test_without_a_suspension_nobody_has_terms_to_lose(case):
    assert stances(case, "2025-01-25") is None
    assert stances(open_case("china-australia-2020"), "2021-04-01") is None
