from dataclasses import replace
from datetime import date

import pytest

from detente.core.errors import LabelError
from detente.ledger.measures import Goods


@pytest.fixture(scope="module")
def book(typed):
    return typed.ledger(
        typed.measure("old", rate=0.075, authority="old", announced=date(2024, 1, 1), effective=date(2024, 1, 1)),
        typed.measure("steel", rate=0.25, authority="steel", goods=Goods(hs=("9503",))),
        typed.measure("reciprocal", rate=0.84, authority="reciprocal"),
        typed.measure("chips", kind="exemption", authority="reciprocal", goods=Goods(hs=("8517",))),
        typed.exclusion("s-r", "steel", "reciprocal"),
    )


def test_three_terms_and_the_layers(book):
    why = book.why("USA", "CHN", product="9503.00", on="2025-03-10")
    assert (why.lines, why.sector, why.on) == (("95030000",), "C26", date(2025, 3, 10))
    assert why.ordinary == pytest.approx(0.04)
    assert why.statutory == pytest.approx(0.04 + 0.075 + 0.25)
    assert why.statutory_base == pytest.approx(0.04 + 0.075)
    assert why.base == pytest.approx(book.base.tariff[0, 1, 2])
    assert why.tariff == pytest.approx(why.base + 0.25)
    layers = [(layer.authority, layer.role, round(layer.rate, 12), layer.by_rule) for layer in why.layers]
    assert layers == [
        ("steel", "adds", 0.25, ""),
        ("old", "adds", 0.075, ""),
        ("reciprocal", "excluded", 0.0, "steel"),
    ]
    assert [layer.measure.id for layer in why.layers] == ["steel", "old", "reciprocal"]


def test_an_exemption_is_shown(book):
    why = book.why("USA", "China", product="8517", on="2025-03-10")
    roles = {(layer.authority, layer.role, layer.cover) for layer in why.layers}
    assert ("reciprocal", "exempts", 1.0) in roles
    assert why.statutory == pytest.approx(0.075)


def test_on_the_base_day_the_tariff_is_the_base(book):
    why = book.why("USA", "CHN", product="95", on="2024-12-31")
    assert why.lines == ("95030000",)
    assert why.tariff == why.base
    with pytest.raises(LabelError, match="no product line begins with 7208"):
        book.why("USA", "CHN", product="7208", on="2025-03-10")


def test_a_product_outside_the_world_is_named(typed, book):
    steel = replace(typed.lines, sector=("A01", "C13T15", "C26", "C24A"))
    outside = replace(book, lines={"USA": steel, "*": steel})
    with pytest.raises(LabelError, match="9503 is in sector C24A, for which world 'toy' has no base tariff"):
        outside.why("USA", "CHN", product="9503", on="2025-03-10")
