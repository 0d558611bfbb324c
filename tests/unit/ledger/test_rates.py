from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.ledger.measures import Goods
from detente.ledger.rates import DEFINITIONS, matching_lines, rates_by
from detente.ledger.stacking import Moment

ON = {"on": "2025-03-05"}


@pytest.fixture(scope="module")
def book(typed):
    """20 % on electronics from 1 March; 10 more points on everything announced for 20 March."""
    return typed.ledger(
        typed.measure("chips", rate=0.2, goods=Goods(sectors=("C26",))),
        typed.measure("all", authority="other", rate=0.1, effective=date(2025, 3, 20)),
    )


def test_every_definition_by_hand(book):
    ordinary = (10 * 0.02 + 20 * 0.10 + 50 * 0.0 + 20 * 0.04) / 100
    base = book.base.tariff[0, 1]
    expected = {
        "statutory-weighted": ordinary + 0.7 * 0.2,
        "statutory-simple": (0.02 + 0.10 + 0.0 + 0.04 + 2 * 0.2) / 4,
        "effective": (10 * base[0] + 20 * base[1] + 70 * (base[2] + 0.2)) / 100,
        "announced": ordinary + 0.7 * 0.2 + 0.1,
        "ordinary": ordinary,
    }
    found = {name: float(book.rate("USA", "CHN", definition=name, **ON)) for name in DEFINITIONS}
    assert found == pytest.approx(expected, abs=1e-12)


def test_a_rate_carries_its_definition_and_days(book):
    rate = book.rate("USA", "China", on="2025-06-01")
    assert (rate.importer, rate.exporter, rate.definition, rate.weights) == (
        "USA",
        "CHN",
        "statutory-weighted",
        "2024",
    )
    assert (rate.on, rate.as_of) == (date(2025, 6, 1), date(2025, 5, 12)), "knowledge ends with the record"
    assert repr(rate).endswith("(USA on CHN, statutory-weighted, weights 2024, 2025-06-01, known 2025-05-12)")
    simple = book.rate("USA", "CHN", weights="simple", **ON)
    assert (simple.definition, simple.weights) == ("statutory-simple", "simple")


def test_sector_and_product_narrow_the_average(book):
    assert float(book.rate("USA", "CHN", sector="C26", **ON)) == pytest.approx(0.2 + 20 * 0.04 / 70)
    assert float(book.rate("USA", "CHN", product="9503.00", **ON)) == pytest.approx(0.24)
    assert float(book.rate("USA", "CHN", product="9503000073", **ON)) == pytest.approx(0.24)


def test_a_partner_that_sold_nothing_gets_the_simple_mean(book):
    assert float(book.rate("USA", "MEX", **ON)) == 0.0
    with_duty = book.plus([m.model_copy(update={"id": "m2", "on": ("MEX",)}) for m in book.measures[:1]])
    assert float(with_duty.rate("USA", "MEX", **ON)) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("question", "kind", "said"),
    [
        ({"weights": "1999"}, DataError, 'weights = "1999" is not known'),
        ({"definition": "mean"}, DataError, 'definition "mean" is not known; use one of statutory-weighted'),
        ({"sector": "C99"}, LabelError, "C99 is no goods sector. Known: A01, C13T15, C26"),
        ({"sector": "C2G"}, LabelError, r"C2G is no goods sector\. Did you mean C26\? Known: A01"),
        ({"product": "7208"}, LabelError, "no product line begins with 7208"),
    ],
)
def test_questions_that_cannot_be_answered(book, question, kind, said):
    with pytest.raises(kind, match=said):
        book.rate("USA", "CHN", **ON, **question)


def test_unknown_partners_get_a_close_name(book):
    with pytest.raises(LabelError, match="Did you mean China"):
        book.rate("USA", "CHA", **ON)
    with pytest.raises(LabelError, match="needs a base tariff; world 'toy' has no USA-PER"):
        book.rate("USA", "PER", definition="effective", **ON)


def test_matching_lines_marks_what_is_asked_for(typed):
    np.testing.assert_array_equal(matching_lines(typed.lines, sector="C26", product=None), [0, 0, 1, 1])
    np.testing.assert_array_equal(matching_lines(typed.lines, sector="C26", product="95"), [0, 0, 0, 1])
    np.testing.assert_array_equal(matching_lines(typed.lines, sector=None, product=None), [1, 1, 1, 1])


def test_tables_average_back_to_the_rate(book):
    moment = Moment(date(2025, 3, 5), date(2025, 3, 5))
    whole = float(book.rate("USA", "CHN", **ON))
    for by in ("sector", "product"):
        rows = rates_by(book, "USA", "CHN", moment, "statutory-weighted", by)
        assert np.average([r.rate for r in rows], weights=[r.trade for r in rows]) == pytest.approx(whole)
        assert [r.trade for r in rows] == sorted((r.trade for r in rows), reverse=True)
    partners = rates_by(book, "USA", "all", moment, "statutory-weighted", "partner")
    assert {r.key: r.trade for r in partners} == {"CHN": 100.0, "ROW": 100.0}
    assert partners[0].name in ("China", "Rest of the world")
    with pytest.raises(DataError, match='by = "colour" is not known'):
        rates_by(book, "USA", "CHN", moment, "ordinary", "colour")


def test_members_of_a_group_share_its_row_of_trade(typed, book):
    """China and the rest of the world sell under one row: its trade is counted once, half for each."""
    shared = replace(typed.lines, exporters=("BLOC", "MEX", "*"), members={"CHN": "BLOC", "ROW": "BLOC"}, free=("MEX",))
    joint = replace(book, lines={"USA": shared, "*": shared})
    rows = rates_by(joint, "USA", "all", joint.moment("2025-03-05"), "statutory-weighted", "partner")
    assert {row.key: row.trade for row in rows} == {"CHN": 50.0, "ROW": 50.0}
    each = [float(joint.rate("USA", code, **ON)) for code in ("CHN", "ROW")]
    assert float(joint.rate("USA", "all", **ON)) == pytest.approx(sum(each) / 2)
