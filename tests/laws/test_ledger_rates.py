"""Laws of averages, wedges, differences between days, and the rules of a scenario."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.ledger.ledger import Ledger
from detente.ledger.measures import Goods
from detente.ledger.rates import DEFINITIONS, rates_by
from detente.ledger.rules import Rule
from detente.ledger.stacking import Moment

PAIRS = (("USA", "CHN"), ("USA", "ROW"), ("CHN", "USA"))
LAW = settings(max_examples=60, deadline=None)


def asked(book: Ledger, moment: Moment, **more: Any) -> list[float]:
    return [
        float(book.rate(importer, exporter, on=moment.on, as_of=moment.as_of, **more)) for importer, exporter in PAIRS
    ]


def rule(op: str, value: float | None = None, by: str = "USA", on: Any = ("CHN",), **more: Any) -> Rule:
    return Rule(op=op, by=by, on=on, value=value, why="a law", **more)


def totals(book: Ledger, moment: Moment) -> np.ndarray:
    return np.array([book.stack(importer, exporter, moment).total for importer, exporter in PAIRS])


@LAW
@given(data=st.data(), factor=st.sampled_from([1e-3, 7.0, 1e6]), definition=st.sampled_from(list(DEFINITIONS)))
def test_scaling_the_weights_changes_no_rate(
    books: SimpleNamespace, data: st.DataObject, factor: float, definition: str
) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    scaled = {name: replace(lines, weight=factor * lines.weight) for name, lines in book.lines.items()}
    other = replace(book, lines=MappingProxyType(scaled))
    for exporter in ("CHN", "all"):
        question = {"on": moment.on, "as_of": moment.as_of, "definition": definition}
        old, new = (float(ledger.rate("USA", exporter, **question)) for ledger in (book, other))
        assert new == pytest.approx(old, abs=1e-12)


@LAW
@given(data=st.data(), line=st.integers(0, 3))
def test_the_rate_of_one_line_is_that_lines_rate(books: SimpleNamespace, data: st.DataObject, line: int) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    code = book.lines["USA"].codes[line]
    total = float(book.stack("USA", "CHN", moment).total[line])
    for weights in ("2024", "simple"):
        rate = book.rate("USA", "CHN", on=moment.on, as_of=moment.as_of, weights=weights, product=code)
        assert float(rate) == pytest.approx(total, abs=1e-14)
    why = book.why("USA", "CHN", product=code, on=moment.on, as_of=moment.as_of)
    assert (why.lowest, why.statutory, why.highest) == pytest.approx((total,) * 3, abs=1e-14)
    assert why.ordinary + sum(layer.rate for layer in why.layers) == pytest.approx(total, abs=1e-12)
    (terms,) = why.sectors
    day = book.wedges(book.base, on=moment.on, as_of=moment.as_of)["tariff"]
    cell = day.sel(importer="USA", exporter="CHN", sector=terms.sector)
    assert terms.tariff == pytest.approx(float(cell), abs=1e-14), "the model's tariff, not the product's"


@LAW
@given(data=st.data(), definition=st.sampled_from(list(DEFINITIONS)))
def test_the_rate_on_all_is_the_duty_on_all_trade(books: SimpleNamespace, data: st.DataObject, definition: str) -> None:
    """Each line's trade counts once: China's row is its own, the rest of the world has what it leaves."""
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    china, every = book.lines["USA"].weight.sum(axis=1)
    pair = {"on": moment.on, "as_of": moment.as_of, "definition": definition}
    by_hand = china * book.rate("USA", "CHN", **pair) + (every - china) * book.rate("USA", "ROW", **pair)
    assert float(book.rate("USA", "all", **pair)) == pytest.approx(by_hand / every, abs=1e-12)
    rows = {row.key: row for row in rates_by(book, "USA", "all", moment, definition, "partner")}
    assert {key: row.trade for key, row in rows.items()} == pytest.approx({"CHN": china, "ROW": every - china})


@LAW
@given(data=st.data())
def test_a_wedge_is_base_plus_the_change_in_law(books: SimpleNamespace, data: st.DataObject) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    world = book.base
    found = book.wedges(world, on=moment.on, as_of=moment.as_of)
    start = Moment(world.base_day, moment.as_of)
    for importer, exporter in PAIRS:
        lines, weights = book.lines_of(importer), book.lines_of(importer).weights_of(exporter)
        change = book.stack(importer, exporter, moment).total - book.stack(importer, exporter, start).total
        n, i = world.regions.index(importer), world.regions.index(exporter)
        for j, sector in enumerate(world.sectors[:3]):
            own = np.array([s == sector for s in lines.sector])
            expected = max(0.0, world.tariff[n, i, j] + np.average(change[own], weights=weights[own]))
            cell = found["tariff"].sel(importer=importer, exporter=exporter, sector=sector)
            assert float(cell) == pytest.approx(expected, abs=1e-12)
    assert not found["tariff"].sel(sector="M").any()
    assert not found["export_tax"].any()
    assert not found["barrier"].any()


@LAW
@given(data=st.data(), known=st.integers(0, 40))
def test_wedges_of_the_base_day_are_the_worlds_base(books: SimpleNamespace, data: st.DataObject, known: int) -> None:
    book = data.draw(books.ledgers())
    wedges = book.wedges(book.base, on=book.base.base_day, as_of=books.day(known))
    np.testing.assert_array_equal(wedges["tariff"], book.base.tariff)


@LAW
@given(data=st.data())
def test_rates_by_group_reach_the_wedge_of_every_member(books: SimpleNamespace, data: st.DataObject) -> None:
    """Partners under one measure, by code or by group, pay their own rates."""
    east, rest = data.draw(st.floats(0, 2)), data.draw(st.floats(0, 2))
    name = data.draw(st.sampled_from(("CHN", "EAST")))
    act = books.measure("m", on="all", rates={name: east, "REST": rest}, announced=books.day(1), effective=books.day(1))
    book = books.ledger([act])
    tariff = book.wedges(book.base, on=books.day(2))["tariff"].sel(importer="USA", sector="A01")
    base = book.base.tariff[0, :, 0]
    assert float(tariff.sel(exporter="CHN")) == pytest.approx(base[1] + east)
    assert float(tariff.sel(exporter="ROW")) == pytest.approx(base[2] + rest)


@settings(LAW, max_examples=150)
@given(data=st.data())
def test_effects_of_a_diff_add_up_to_the_change_of_the_rate(books: SimpleNamespace, data: st.DataObject) -> None:
    book = data.draw(books.ledgers())
    first, second = sorted(data.draw(st.tuples(st.integers(-5, 40), st.integers(-5, 40))))
    diff = book.diff(books.day(first), books.day(second), sides=("USA", "CHN"))
    for importer, exporter in (("USA", "CHN"), ("CHN", "USA")):
        effects = [c.effect for c in diff.changes if (c.importer, c.exporter) == (importer, exporter)]
        old, new = (float(book.rate(importer, exporter, on=books.day(d))) for d in (first, second))
        assert sum(effects) == pytest.approx(new - old, abs=1e-12)
    if first == second:
        assert not diff.changes


def rules(books: SimpleNamespace) -> st.SearchStrategy[Rule]:
    """Any rule, sensible or not."""
    layer = st.sampled_from(("", *books.authorities))
    value = st.sampled_from((-1.5, -0.1, 0.0, 0.1, 0.5, 1.0, 2.0))
    by, on = st.sampled_from(("USA", "CHN", "PAIR")), st.sampled_from(("all", ("CHN",), ("USA", "PAIR")))
    goods = st.sampled_from(books.partial)
    change = st.builds(
        lambda op, v, b, o, g, a: rule(op, v, b, o, goods=g, authority=a),
        st.sampled_from(("set", "add", "scale", "cap")),
        value,
        by,
        on,
        goods,
        layer,
    )
    remove = st.builds(
        lambda b, o, g, a: rule("remove", None, b, o, goods=g, authority=a),
        by,
        on,
        goods,
        st.sampled_from(books.authorities),
    )
    return change | remove | st.builds(lambda v, b, o: rule("mirror", v, b, o), value, by, on)


@LAW
@given(data=st.data())
def test_no_rules_push_a_rate_below_zero(books: SimpleNamespace, data: st.DataObject) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    ruled = book.with_rules(data.draw(st.lists(rules(books), max_size=4)))
    assert totals(ruled, moment).min() >= -1e-12
    assert float(ruled.wedges(book.base, on=moment.on, as_of=moment.as_of)["tariff"].min()) >= 0.0


@LAW
@given(data=st.data(), authority=st.sampled_from(["", "a", "b"]))
def test_rules_that_change_nothing(books: SimpleNamespace, data: st.DataObject, authority: str) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    earlier = data.draw(st.lists(rules(books), max_size=2))
    plain = book.with_rules(earlier)
    for idle in (
        rule("scale", 1.0, authority=authority),
        rule("add", 0.0, authority=authority),
        rule("mirror", 0.0),
        rule("set", 5.0, by="ROW", on="all"),
    ):
        np.testing.assert_array_equal(totals(plain, moment), totals(book.with_rules([*earlier, idle]), moment))


@LAW
@given(data=st.data(), authority=st.sampled_from(["a", "b", "c"]))
def test_scaling_to_nothing_is_removing(books: SimpleNamespace, data: st.DataObject, authority: str) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    scaled = book.with_rules([rule("scale", 0.0, authority=authority)])
    removed = book.with_rules([rule("remove", authority=authority)])
    np.testing.assert_array_equal(totals(scaled, moment), totals(removed, moment))
    stack = removed.stack("USA", "CHN", moment)
    left = [layer.rate for layer in stack.layers if layer.authority == authority]
    np.testing.assert_allclose(sum(left, start=np.zeros(4)), 0.0, rtol=0, atol=1e-12)


@LAW
@given(data=st.data(), value=st.floats(0.0, 2.0), bound=st.floats(0.0, 2.0))
def test_set_then_cap(books: SimpleNamespace, data: st.DataObject, value: float, bound: float) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    goods, inside = data.draw(st.sampled_from((("all", [0, 1, 2, 3]), (Goods(hs=("8517",)), [2]))))
    ruled = book.with_rules([rule("set", value, goods=goods), rule("cap", bound, goods=goods)])
    added, expected = ruled.stack("USA", "CHN", moment).added, book.stack("USA", "CHN", moment).added
    expected[inside] = min(value, bound)
    np.testing.assert_allclose(added, expected, rtol=0, atol=1e-12)


@LAW
@given(data=st.data(), factor=st.sampled_from([0.0, 0.5, 0.9]))
def test_halving_both_sides_halves_both(books: SimpleNamespace, data: st.DataObject, factor: float) -> None:
    """The other side answers in proportion: its own additions since the base day shrink by the same factor."""
    acts = [m for m in data.draw(books.measures(books.whole)) if m.effective > books.day(0)]
    duty = books.measure("duty", rate=0.3, authority="duty", announced=books.day(1), effective=books.day(1))
    book, moment = books.ledger([*acts, duty]), Moment(books.day(30), books.day(60))
    ruled = book.with_rules([rule("scale", factor), rule("mirror", 1.0, by="CHN", on=("USA",))])
    for importer, exporter in (("USA", "CHN"), ("CHN", "USA")):
        before = book.stack(importer, exporter, moment).added
        after = ruled.stack(importer, exporter, moment).added
        np.testing.assert_allclose(after, factor * before, rtol=0, atol=1e-12)


def test_a_mirror_without_own_additions_answers_in_points(books: SimpleNamespace) -> None:
    """China had added nothing; the United States adds 20 points from nothing: China adds half as many."""
    book = books.ledger([]).with_rules([rule("set", 0.2), rule("mirror", 0.5, by="CHN", on=("USA",))])
    moment = Moment(books.day(5), books.day(5))
    np.testing.assert_allclose(book.stack("CHN", "USA", moment).added, 0.1, rtol=0, atol=1e-12)


def test_goods_of_a_rule_limit_it(books: SimpleNamespace) -> None:
    book = books.ledger([]).with_rules([rule("add", 0.4, goods=Goods(list="half"))])
    moment = Moment(books.day(5), books.day(5))
    np.testing.assert_allclose(book.stack("USA", "CHN", moment).added, [0.0, 0.0, 0.2, 0.1], rtol=0, atol=1e-12)
