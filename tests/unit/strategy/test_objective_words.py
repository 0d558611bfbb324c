"""Objectives as a person types them."""

import pytest

from detente.core.errors import UsageError
from detente.strategy.objective_words import by_side, read_objective
from detente.strategy.objectives import Jobs, Political, RealIncome, Revenue, RivalLoss, Weighted
from detente.world.toy import toy_world

WORLD = toy_world()
SIDES = ("USA", "CHN")


@pytest.mark.parametrize(
    ("text", "objective"),
    [
        ("real-income", RealIncome()),
        ("jobs", Jobs()),
        ("rival-loss", RivalLoss("CHN", 1.0)),
        ("rival-loss:0.5", RivalLoss("CHN", 0.5)),
        ("sectors:A01=3,C26=2", Political({"A01": 3.0, "C26": 2.0})),
        ("real-income + 0.5*revenue", Weighted(((RealIncome(), 1.0), (Revenue(), 0.5)))),
        ("2*jobs", Weighted(((Jobs(), 2.0),))),
    ],
)
def test_what_can_be_typed(text, objective):
    assert read_objective(text, WORLD, "CHN") == objective


def test_goods_are_all_goods():
    found = read_objective("goods:2", WORLD, None)
    assert set(found.weights) == {s for s, good in zip(WORLD.sectors, WORLD.goods, strict=True) if good}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("job", "none of real-income"),
        ("rival-loss:much", '"much" is no number'),
        ("-1*jobs", "from 0 on"),
        ("sectors:A1=2", "Did you mean A01"),
        ("real-income:2", "none of"),
        ("", "none of"),
    ],
)
def test_what_cannot(text, words):
    with pytest.raises(UsageError, match=words):
        read_objective(text, WORLD, "CHN")


def test_a_rival_needs_two():
    with pytest.raises(UsageError, match="exactly two players"):
        read_objective("rival-loss", WORLD, None)


def test_sides_ranges_and_words_of_their_own():
    special = {side: {"revealed": lambda: Political({"A01": 2.0})} for side in SIDES}
    found = by_side(["USA=real-income..rival-loss:2", "CHN=revealed"], SIDES, WORLD, special)
    assert found == {"USA": (RealIncome(), RivalLoss("CHN", 2.0)), "CHN": Political({"A01": 2.0})}
    assert by_side(["rival-loss:1"], SIDES, WORLD) == {"USA": RivalLoss("CHN", 1.0), "CHN": RivalLoss("USA", 1.0)}
    assert by_side(["sectors:A01=2"], SIDES, WORLD)["CHN"] == Political({"A01": 2.0})


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["US=jobs"], "is no side"),
        (["USA=jobs", "USA=revenue"], "already"),
        (["USA=jobs..revenue..jobs"], "two ends"),
    ],
)
def test_sides_that_cannot_be(typed, words):
    with pytest.raises(UsageError, match=words):
        by_side(typed, SIDES, WORLD)
