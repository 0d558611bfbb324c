from datetime import date

import pytest

from detente.core.errors import LabelError, UsageError
from detente.ledger.stacking import Moment


def test_knowledge_defaults_to_the_day_and_ends_with_the_record(typed):
    book = typed.ledger()
    assert book.moment("2025-03-05") == Moment(date(2025, 3, 5), date(2025, 3, 5))
    assert book.moment("2025-03-05", "2025-04-01").as_of == date(2025, 4, 1)
    assert book.moment("2025-06-01", "2026-01-01") == Moment(date(2025, 6, 1), date(2025, 5, 12))
    with pytest.raises(UsageError, match="Write year-month-day"):
        book.moment("5 March")


def test_partners_are_codes_or_names(typed):
    book = typed.ledger()
    assert [book.partner(name) for name in ("CHN", "china", "MEX")] == ["CHN", "CHN", "MEX"]
    with pytest.raises(LabelError, match="Did you mean"):
        book.partner("Chima")


def test_live_measures_are_latest_first_and_include_facts(typed):
    early = typed.measure("early")
    late = typed.measure("late", effective=date(2025, 3, 4))
    film = typed.measure("film", kind="import-curb", effective=date(2025, 3, 2))
    future = typed.measure("future", effective=date(2025, 4, 4))
    book = typed.ledger(early, future, late, film)
    assert [m.id for m in book.live("USA", book.moment("2025-03-05"))] == ["late", "film", "early"]
    assert book.live("CHN", book.moment("2025-03-05")) == []


def test_a_group_acts_for_its_members(typed):
    book = typed.ledger(typed.measure("answer", by="BLOC", on=("USA",), rate=0.3))
    before = float(book.rate("CHN", "USA", on="2025-03-05", product="8517", definition="ordinary"))
    assert float(book.rate("CHN", "USA", on="2025-03-05", product="8517")) == pytest.approx(0.3 + before)
    other = float(book.rate("ROW", "USA", on="2025-03-05", product="8517", definition="ordinary"))
    assert float(book.rate("ROW", "USA", on="2025-03-05", product="8517")) == other, "it has left the group"


def test_plus_and_without_leave_the_ledger_as_it_was(typed):
    one, two = typed.measure("one"), typed.measure("two")
    repeal, rule = typed.repeal("end", "one"), typed.exclusion("x", "duty", "duty-2")
    book = typed.ledger(one, repeal, rule)
    assert [m.id for m in book.plus([two]).measures] == ["one", "two"]
    bare = book.without(["one", "end", "x"])
    assert (bare.measures, bare.repeals, bare.stackings) == ((), (), ())
    assert [m.id for m in book.measures] == ["one"]
