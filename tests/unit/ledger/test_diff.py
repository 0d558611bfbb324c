from datetime import date

import pytest

from detente.ledger.measures import Clock

FIRST, LAST = "2025-03-01", "2025-03-31"


def day(number):
    return date(2025, 3, number)


def changes(book, start, end, **more):
    return {c.record.id: (c.change, c.exporter, round(c.effect, 12)) for c in book.diff(start, end, **more).changes}


def test_each_kind_of_change(typed):
    book = typed.ledger(
        typed.measure("stays", authority="a", rate=0.1, announced=date(2025, 2, 1), effective=date(2025, 2, 1)),
        typed.measure("starts", authority="b", rate=0.2, announced=day(5), effective=day(6)),
        typed.measure("waits", authority="b", rate=0.9, announced=day(7), effective=date(2025, 4, 20)),
        typed.measure(
            "ends", authority="c", rate=0.3, announced=date(2025, 2, 1), effective=date(2025, 2, 1), until=day(9)
        ),
        typed.measure("dropped", authority="d", rate=0.4, announced=date(2025, 2, 1), effective=date(2025, 2, 1)),
        typed.measure("elsewhere", authority="e", on=("MEX",), rate=0.4, announced=day(4), effective=day(4)),
        typed.measure("film", authority="f", kind="import-curb", announced=day(4), effective=day(4)),
        typed.repeal("end", "dropped", announced=day(10), effective=day(11)),
    )
    found = changes(book, FIRST, LAST, sides=("USA", "CHN"))
    assert found == {
        "starts": ("takes effect", "CHN", 0.2),
        "waits": ("announced", "CHN", 0.0),
        "ends": ("lapses", "CHN", -0.3),
        "dropped": ("repealed", "CHN", -0.4),
        "elsewhere": ("takes effect", "all", 0.0),
        "film": ("takes effect", "CHN", 0.0),
    }


def test_what_comes_and_goes_between_the_days_has_no_effect(typed):
    book = typed.ledger(
        typed.measure("brief", rate=0.5, announced=day(5), effective=day(6), until=Clock(days=3)),
        typed.measure("shelved", authority="b", rate=0.5, announced=day(5), effective=day(20)),
        typed.repeal("end", "shelved", announced=day(10), effective=day(11)),
    )
    found = changes(book, FIRST, LAST, sides=("USA", "CHN"))
    assert found == {"brief": ("lapses", "CHN", 0.0), "shelved": ("repealed", "CHN", 0.0)}
    assert changes(book, day(7), LAST, sides=("USA", "CHN"))["brief"] == ("lapses", "CHN", -0.5)


def test_a_correction_moves_the_rate_once(typed):
    book = typed.ledger(
        typed.measure("wrong", rate=0.34),
        typed.measure("right", rate=0.24, supersedes="wrong", announced=day(5), retroactive=True),
    )
    found = changes(book, day(2), LAST, sides=("USA", "CHN"))
    assert found["wrong"][0] == "corrected"
    assert sum(effect for *_, effect in found.values()) == pytest.approx(-0.10)


def test_a_correction_that_frees_a_partner_shows_on_it(typed):
    book = typed.ledger(
        typed.measure("wrong", rate=0.34),
        typed.measure("right", on=("MEX",), supersedes="wrong", announced=day(5), effective=day(5)),
    )
    found = changes(book, day(2), LAST, sides=("USA", "CHN"))
    assert sum(effect for _, partner, effect in found.values() if partner == "CHN") == pytest.approx(-0.34)


def test_one_knowledge_for_both_days_shows_no_news(typed):
    book = typed.ledger(typed.measure("m", announced=day(5), effective=day(20)))
    assert changes(book, day(6), day(10), as_of=day(4)) == {}
    assert changes(book, day(6), day(10)) == {}
    assert changes(book, day(1), day(10))["m"][0] == "announced"


def test_without_sides_effects_are_on_all_partners(typed):
    found = changes(typed.ledger(typed.measure("m", rate=0.5, announced=day(5), effective=day(5))), FIRST, LAST)
    assert found == {"m": ("takes effect", "all", 0.25)}
