from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from detente.ledger.measures import Goods
from detente.ledger.rules import Rule
from detente.ledger.stacking import Moment

MOMENT = Moment(date(2025, 3, 5), date(2025, 3, 5))


def rule(op, value=None, **more):
    return Rule(**{"op": op, "by": "USA", "on": ("CHN",), "value": value, "why": "talks", **more})


@pytest.fixture(scope="module")
def book(typed):
    return typed.ledger(
        typed.measure("one", authority="one", rate=0.25, goods=Goods(hs=("8517",))),
        typed.measure("two", authority="two", rate=0.5),
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (rule("set", 0.1), [0.1, 0.1, 0.1, 0.1]),
        (rule("set", 0.1, authority="two"), [0.1, 0.1, 0.35, 0.1]),
        (rule("add", 0.1, authority="one"), [0.6, 0.6, 0.85, 0.6]),
        (rule("add", -1.0, authority="two"), [0, 0, 0.25, 0]),
        (rule("scale", 0.5), [0.25, 0.25, 0.375, 0.25]),
        (rule("scale", 2, authority="one"), [0.5, 0.5, 1.0, 0.5]),
        (rule("cap", 0.6), [0.5, 0.5, 0.6, 0.5]),
        (rule("remove", authority="two"), [0, 0, 0.25, 0]),
        (rule("remove", measure="one"), [0.5, 0.5, 0.5, 0.5]),
        (rule("remove", authority="two", goods=Goods(sectors=("C26",))), [0.5, 0.5, 0.25, 0]),
        (rule("set", 0.0, on="all"), [0, 0, 0, 0]),
        (rule("set", 0.0, on=("BLOC",)), [0, 0, 0, 0]),
        (rule("set", 0.0, on=("MEX",)), [0.5, 0.5, 0.75, 0.5]),
        (rule("set", 0.0, by="CHN"), [0.5, 0.5, 0.75, 0.5]),
    ],
)
def test_what_each_rule_leaves_of_the_additions(book, change, expected):
    stack = book.with_rules([change]).stack("USA", "CHN", MOMENT)
    np.testing.assert_allclose(stack.added, expected, atol=1e-12)
    assert all("talks" in layer.by_rule for layer in stack.layers if layer.measure is None)


def test_no_rule_makes_a_tariff_negative(book):
    stack = book.with_rules([rule("scale", -5.0)]).stack("USA", "CHN", MOMENT)
    np.testing.assert_array_equal(stack.total, 0.0)


def test_rules_that_take_the_same_layer_away_twice_stop_at_zero(book):
    stack = book.with_rules([rule("set", 0.0), rule("remove", authority="two")]).stack("USA", "CHN", MOMENT)
    np.testing.assert_array_equal(stack.total, 0.0)


def test_a_layer_says_which_rule_made_it(book):
    stack = book.with_rules([rule("cap", 0.6), rule("scale", 0.5, authority="two")]).stack("USA", "CHN", MOMENT)
    made = [(layer.authority, layer.by_rule) for layer in stack.layers if layer.measure is None]
    assert made == [("scenario", "rule 1: cap (talks)"), ("two", "rule 2: scale (talks)")]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"op": "remove"}, "remove needs exactly one of authority or measure"),
        ({"op": "remove", "authority": "a", "measure": "b"}, "remove needs exactly one"),
        ({"op": "set"}, "set needs a value"),
        ({"op": "set", "value": 34.0}, "rates are shares; 34 % is written 0.34"),
        ({"op": "scale", "value": 0.5, "measure": "b"}, "scale takes an authority, not a measure"),
        ({"op": "mirror", "value": 1.0, "authority": "a"}, "mirror answers on all goods"),
        ({"op": "set", "value": 0.1, "why": "  "}, "why is empty"),
        ({"op": "swap", "value": 0.1}, "op"),
    ],
)
def test_what_a_wrong_rule_says(fields, said):
    with pytest.raises(ValidationError) as caught:
        Rule.model_validate({"by": "USA", "on": ["CHN"], "why": "talks", **fields})
    assert said in str(caught.value)
