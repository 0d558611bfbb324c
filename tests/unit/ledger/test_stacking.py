from datetime import timedelta

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.ledger.measures import Clock, Goods
from detente.ledger.stacking import Moment, in_force


def after(typed, number):
    day = typed.day + timedelta(days=number)
    return Moment(day, day)


def added(typed, *acts, number=10, partner="CHN", lists=None):
    return typed.ledger(*acts, lists=lists).stack("USA", partner, after(typed, number)).added


def test_a_measure_is_in_force_from_its_day_until_its_clock_runs_out(typed):
    measure = typed.measure("m", effective=typed.day + timedelta(days=2), until=Clock(days=3))
    states = [in_force(measure, after(typed, number)) for number in range(7)]
    assert states == [False, False, True, True, True, False, False]
    tomorrow = Moment(typed.day, typed.day, announced=True)
    assert in_force(measure, tomorrow), "counted as in force by the definition announced"
    assert not in_force(measure, Moment(typed.day + timedelta(days=3), typed.day - timedelta(days=1)))


def test_the_latest_of_an_authority_holds_on_its_goods_only(typed):
    first = typed.measure("first", rate=0.10)
    later = typed.measure("later", rate=0.25, goods=Goods(hs=("8517",)), effective=typed.day + timedelta(days=1))
    np.testing.assert_allclose(added(typed, first, later), [0.1, 0.1, 0.25, 0.1])


def test_of_two_on_one_day_the_one_announced_later_holds(typed):
    early = typed.measure("a-early", rate=0.10, announced=typed.day - timedelta(days=2))
    late = typed.measure("a-early-2", rate=0.30, announced=typed.day - timedelta(days=1))
    np.testing.assert_allclose(added(typed, late, early), 0.3)


def test_an_exemption_without_a_rated_measure_leaves_no_layer(typed):
    exemption = typed.measure("free", kind="exemption")
    assert typed.ledger(exemption).stack("USA", "CHN", after(typed, 1)).layers == ()


def test_shares_of_a_line_go_to_the_latest_first(typed):
    half = typed.listed("half", ("8517",), share=(0.5,))
    first = typed.measure("first", rate=0.10)
    later = typed.measure("later", rate=0.30, goods=Goods(list="half"), effective=typed.day + timedelta(days=1))
    np.testing.assert_allclose(added(typed, first, later, lists=[half]), [0.1, 0.1, 0.2, 0.1])


def test_several_exclusions_add_up_to_the_whole_line(typed):
    """Steel and aluminium in one article leave nothing, or a rest, to the reciprocal duty."""
    steel = typed.listed("steel", ("8517", "9503"), share=(0.5, 0.8))
    alu = typed.listed("alu", ("8517", "9503"), share=(0.25, 0.6))
    acts = [
        typed.measure("steel", authority="steel", rate=0.2, goods=Goods(list="steel")),
        typed.measure("alu", authority="alu", rate=0.2, goods=Goods(list="alu")),
        typed.measure("reciprocal", authority="reciprocal", rate=1.0),
        typed.exclusion("s-r", "steel", "reciprocal"),
        typed.exclusion("a-r", "alu", "reciprocal"),
    ]
    expected = [1.0, 1.0, 0.25 + 0.15, 0.0 + 0.28]
    for order in (acts, acts[::-1]):
        stack = typed.ledger(*order, lists=[steel, alu]).stack("USA", "CHN", after(typed, 1))
        np.testing.assert_allclose(stack.added, expected, atol=1e-12)
    gone = [layer for layer in stack.layers if layer.role == "excluded"]
    assert [layer.by_rule.split(", ") for layer in gone] in ([["steel", "alu"]], [["alu", "steel"]])
    np.testing.assert_allclose(gone[0].cover, [0, 0, 0.75, 1.0])


def test_a_duty_of_nothing_excludes_nothing(typed):
    acts = [
        typed.measure("steel", authority="steel", rate=0.0),
        typed.measure("reciprocal", authority="reciprocal", rate=0.34),
        typed.exclusion("s-r", "steel", "reciprocal"),
    ]
    np.testing.assert_allclose(added(typed, *acts), 0.34)


def test_what_is_excluded_excludes_nothing_itself(typed):
    acts = [
        typed.measure("cars", authority="cars", rate=0.25, goods=Goods(hs=("8517",))),
        typed.measure("steel", authority="steel", rate=0.2, goods=Goods(sectors=("C26",))),
        typed.measure("reciprocal", authority="reciprocal", rate=1.0),
        typed.exclusion("c-s", "cars", "steel"),
        typed.exclusion("s-r", "steel", "reciprocal"),
    ]
    np.testing.assert_allclose(added(typed, *acts), [1.0, 1.0, 1.25, 0.2])


def test_exclusions_end_by_repeal(typed):
    acts = [
        typed.measure("steel", authority="steel", rate=0.2),
        typed.measure("reciprocal", authority="reciprocal", rate=1.0),
        typed.exclusion("s-r", "steel", "reciprocal"),
        typed.repeal("end", "s-r", effective=typed.day + timedelta(days=5)),
    ]
    np.testing.assert_allclose(added(typed, *acts, number=4), 0.2)
    np.testing.assert_allclose(added(typed, *acts, number=5), 1.2)


def test_exclusions_in_a_circle_are_refused(typed):
    acts = [
        typed.measure("one", authority="one"),
        typed.measure("two", authority="two"),
        typed.exclusion("x", "one", "two"),
        typed.exclusion("y", "two", "one"),
    ]
    with pytest.raises(DataError, match="y, x exclude each other in a circle; drop one"):
        added(typed, *acts)


def test_a_correction_replaces_from_the_day_it_is_known(typed):
    wrong = typed.measure("wrong", rate=0.34)
    right = typed.measure(
        "right", rate=0.24, supersedes="wrong", announced=typed.day + timedelta(days=2), retroactive=True
    )
    book = typed.ledger(wrong, right)
    seen = [float(book.stack("USA", "CHN", Moment(typed.day, typed.day + timedelta(days=n))).added[0]) for n in (1, 2)]
    assert seen == pytest.approx([0.34, 0.24])
    lone = typed.exclusion("lone", "duty", "other", supersedes="old")
    old = typed.exclusion("old", "duty", "third")
    other, third = (typed.measure(name, authority=name, rate=0.5) for name in ("other", "third"))
    np.testing.assert_allclose(added(typed, wrong, other, third, lone, old), 0.34 + 0.5)


def test_free_trade_partners_pay_no_ordinary_duty_but_every_measure(typed):
    stack = typed.ledger(typed.measure("m", on=("MEX",), rate=0.25)).stack("USA", "MEX", after(typed, 1))
    assert not stack.schedule.any()
    np.testing.assert_allclose(stack.total, 0.25)


def test_a_partner_without_a_rate_is_named(typed):
    measure = typed.measure("m", on="all", rates={"CHN": 0.34})
    with pytest.raises(DataError, match='measure "m": on names ROW, rates does not'):
        typed.ledger(measure).stack("USA", "ROW", after(typed, 1))
