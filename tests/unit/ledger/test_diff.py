from datetime import date

import pytest

from detente.ledger.measures import Clock, Goods

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


def test_those_that_move_most_duty_stand_first_and_facts_last(typed):
    """China sells 100 to the United States, all partners together 200."""
    book = typed.ledger(
        typed.measure("film", authority="f", kind="import-curb", announced=day(2), effective=day(2)),
        typed.measure("small", authority="a", rate=0.1, announced=day(3), effective=day(3)),
        typed.measure("wide", authority="b", on=("CHN", "ROW"), rate=0.04, announced=day(4), effective=day(4)),
        typed.measure("large", authority="c", rate=0.5, announced=day(5), effective=day(5)),
    )
    found = book.diff(FIRST, LAST, sides=("USA", "CHN")).changes
    assert [change.record.id for change in found] == ["large", "small", "wide", "film"]
    assert [round(change.weight, 9) for change in found] == [50.0, 10.0, 4.0, 0.0]
    assert [round(c.weight, 9) for c in book.diff(FIRST, LAST).changes if c.record.id == "wide"] == [8.0]


def test_what_ends_is_dated_by_its_end(typed):
    early = date(2025, 2, 1)
    book = typed.ledger(
        typed.measure("lapsing", authority="a", announced=early, effective=early, until=day(9)),
        typed.measure("dropped", authority="b", announced=early, effective=early),
        typed.measure("wrong", authority="c", announced=early, effective=early),
        typed.measure("right", authority="c", rate=0.2, announced=day(12), effective=day(13), supersedes="wrong"),
        typed.repeal("end", "dropped", announced=day(10), effective=day(11)),
    )
    days = {change.record.id: change.day for change in book.diff(FIRST, LAST).changes}
    assert days == {"lapsing": day(9), "dropped": day(11), "wrong": day(13), "right": day(13)}


def test_an_exemption_granted_late_weighs_as_much_as_the_rate_it_ends(typed):
    """Granted on the 20th with effect from the 5th: by then the rate on its goods is 0.8, not the 0.1 of the 5th."""
    book = typed.ledger(
        typed.measure("first", authority="a", rate=0.1, announced=day(4), effective=day(5)),
        typed.measure("second", authority="a", rate=0.8, announced=day(9), effective=day(10)),
        typed.measure(
            "phones",
            kind="exemption",
            authority="a",
            goods=Goods(hs=("8517",)),
            announced=day(20),
            effective=day(5),
            retroactive=True,
        ),
    )
    found = changes(book, FIRST, LAST, sides=("USA", "CHN"))
    assert found["phones"] == ("takes effect", "CHN", -0.4)
    assert found["second"][2] == pytest.approx(0.7)
    hindsight = changes(book, FIRST, LAST, as_of=LAST, sides=("USA", "CHN"))
    assert hindsight["phones"][2] == pytest.approx(-0.05), "known all along, it meets the first rate only"


def test_what_is_announced_shows_what_it_will_do(typed):
    """A repeal and a lower rate, both of 20 April: nothing yet, and together the whole change on that day."""
    later = date(2025, 4, 20)
    book = typed.ledger(
        typed.measure("ten", rate=0.1, announced=date(2025, 2, 1), effective=date(2025, 2, 1)),
        typed.measure("hundred", rate=1.0, announced=date(2025, 2, 2), effective=date(2025, 2, 2)),
        typed.measure("thirty", rate=0.3, announced=day(7), effective=later),
        typed.repeal("end", "hundred", announced=day(7), effective=later),
    )
    found = {c.record.id: c for c in book.diff(FIRST, LAST, sides=("USA", "CHN")).changes}
    assert {name: (c.change, c.day) for name, c in found.items()} == {
        "hundred": ("to be repealed", later),
        "thirty": ("announced", later),
    }
    assert [c.effect for c in found.values()] == [0.0, 0.0]
    assert found["hundred"].coming == pytest.approx(-0.9)
    assert found["thirty"].coming == pytest.approx(0.2)
    moved = book.rate("USA", "CHN", on=later) - book.rate("USA", "CHN", on=LAST)
    assert sum(c.coming for c in found.values()) == pytest.approx(float(moved))
    on_the_day = {c.record.id: c for c in book.diff(LAST, later, sides=("USA", "CHN")).changes}
    assert {name: (c.change, round(c.effect, 9), c.coming) for name, c in on_the_day.items()} == {
        "hundred": ("repealed", -0.9, 0.0),
        "thirty": ("takes effect", 0.2, 0.0),
    }


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
