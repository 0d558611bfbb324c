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


def test_the_law_of_a_product_and_its_layers(book):
    why = book.why("USA", "CHN", product="9503.00", on="2025-03-10")
    assert (why.lines, why.on) == (("95030000",), date(2025, 3, 10))
    assert why.ordinary == pytest.approx(0.04)
    assert why.statutory == pytest.approx(0.04 + 0.075 + 0.25)
    assert why.statutory_base == pytest.approx(0.04 + 0.075)
    layers = [(layer.authority, layer.role, round(layer.rate, 12), layer.by_rule) for layer in why.layers]
    assert layers == [
        ("steel", "adds", 0.25, ""),
        ("old", "adds", 0.075, ""),
        ("reciprocal", "excluded", 0.0, "steel"),
    ]
    assert [layer.measure.id for layer in why.layers] == ["steel", "old", "reciprocal"]


def test_the_model_takes_the_average_of_the_sector_not_the_product(book):
    """Toys are 20 of the 70 that their sector sells; telephones, the other 50, pay 0.075 on both days."""
    (terms,) = book.why("USA", "CHN", product="9503.00", on="2025-03-10").sectors
    assert (terms.sector, terms.part) == ("C26", 1.0)
    assert terms.statutory == pytest.approx((50 * 0.075 + 20 * 0.365) / 70)
    assert terms.statutory_base == pytest.approx((50 * 0.075 + 20 * 0.115) / 70)
    assert terms.base == book.base.tariff[0, 1, 2]
    assert terms.tariff == pytest.approx(terms.base + 0.25 * 20 / 70)


def test_the_terms_of_every_sector_give_the_cell_of_the_model(book):
    day = book.wedges(book.base, on="2025-03-10")["tariff"].sel(importer="USA", exporter="CHN")
    for product in ("0101", "6109", "8517", "9503"):
        (terms,) = book.why("USA", "CHN", product=product, on="2025-03-10").sectors
        assert terms.tariff == pytest.approx(float(day.sel(sector=terms.sector)), abs=1e-15)


def test_a_partner_that_the_world_lacks_has_no_sector(book):
    why = book.why("USA", "MEX", product="9503", on="2025-03-10")
    assert why.sectors == ()
    assert why.statutory == 0.0


def test_an_exemption_is_shown(book):
    why = book.why("USA", "China", product="8517", on="2025-03-10")
    roles = {(layer.authority, layer.role, layer.cover) for layer in why.layers}
    assert ("reciprocal", "exempts", 1.0) in roles
    assert why.statutory == pytest.approx(0.075)


def test_on_the_base_day_the_tariff_is_the_base(book):
    why = book.why("USA", "CHN", product="95", on="2024-12-31")
    assert why.lines == ("95030000",)
    assert why.sectors[0].tariff == why.sectors[0].base
    with pytest.raises(LabelError, match="no product line begins with 7208"):
        book.why("USA", "CHN", product="7208", on="2025-03-10")


def test_a_product_outside_the_world_is_named(typed, book):
    steel = replace(typed.lines, sector=("A01", "C13T15", "C26", "C24A"))
    outside = replace(book, lines={"USA": steel, "*": steel})
    with pytest.raises(LabelError, match="9503 is in sector C24A, for which world 'toy' has no base tariff"):
        outside.why("USA", "CHN", product="9503", on="2025-03-10")
