"""Limits of a day and clocks, on typed records."""

from dataclasses import replace
from datetime import date

import pytest

from detente.core.errors import DataError, LabelError
from detente.ledger.measures import Pledge
from detente.ledger.minerals import Mineral

TIN = Mineral(
    id="tin",
    name="Tin",
    importer="USA",
    supplier="CHN",
    stage="refining",
    share=0.8,
    source="typed",
    own_use=0.6,
    own_use_low=0.5,
    own_use_high=0.7,
    direct=0.5,
    use_usd_mn=100.0,
    use_source="typed",
    stock_days=30.0,
    users=({"sector": "C26", "share": 1.0, "exposed": 0.2, "low": 0.1, "high": 0.4},),
)
DAY = date(2025, 3, 1)


def control(typed, name, **fields):
    return typed.measure(name, kind="export-control", by="CHN", authority="control", minerals=("tin",), **fields)


def day(typed, *acts, on="2025-04-01", as_of=None):
    book = replace(typed.ledger(*acts), minerals=(TIN,))
    return book.limits(book.base, on=on, as_of=as_of)


def test_without_an_act_every_input_is_free_and_nothing_is_controlled(typed):
    found = day(typed)
    (limit,) = found.inputs
    assert (limit.state, limit.everyone, limit.granted, limit.measures) == ("free", True, 1.0, ())
    assert limit.since is None
    assert found.controlled == ()
    assert found.stopped() == found


def test_a_licence_and_a_ban_on_one_importer(typed):
    licence = control(typed, "licence", on="all", review_days=63)
    ban = control(typed, "ban", on=("USA",), granted=0.0, announced=date(2025, 3, 20), effective=date(2025, 3, 20))
    (limit,) = day(typed, licence).inputs
    assert (limit.state, limit.everyone, limit.granted, limit.review_days) == ("licensed", True, None, 63)
    assert limit.since == DAY
    (limit,) = day(typed, licence, ban).inputs
    assert (limit.state, limit.everyone, limit.granted) == ("banned", False, 0.0)
    assert limit.since == date(2025, 3, 20)
    assert limit.measures == ("ban", "licence")
    assert limit.before == ("free", True)


def test_a_ban_of_before_the_base_day_is_in_the_base(typed):
    old = control(typed, "old", on=("USA",), granted=0.0, announced=date(2024, 12, 3), effective=date(2024, 12, 3))
    (limit,) = day(typed, old).inputs
    assert limit.before == ("banned", False)


def test_only_what_was_known_counts(typed):
    late = control(typed, "late", on="all", known_on=date(2025, 4, 2))
    assert not day(typed, late).controlled
    assert day(typed, late, as_of="2025-04-02").controlled


def test_a_control_on_another_importer_leaves_this_one_free(typed):
    assert not day(typed, control(typed, "other", on=("ROW",), granted=0.0)).controlled


def test_a_full_stop_is_for_everyone(typed):
    (limit,) = day(typed, control(typed, "licence", on="all")).stopped().inputs
    assert (limit.state, limit.everyone, limit.granted) == ("banned", True, 0.0)
    (limit,) = day(typed).stopped(["tin"]).inputs
    assert limit.state == "banned"
    assert limit.since == date(2025, 4, 1)
    with pytest.raises(LabelError, match='"tim" is no critical input of the table'):
        day(typed).stopped(["tim"])


def test_pledges_and_their_years(typed):
    promise = Pledge(base_year=2017, base_usd_mn=100.0, added_usd_mn={"2020": 20.0, "2021": 40.0}, kept=0.5)
    act = typed.measure(
        "promise",
        kind="purchase-pledge",
        by="CHN",
        on=("USA",),
        goods={"sectors": ["A01"]},
        pledge=promise,
        announced=date(2020, 1, 15),
        effective=date(2020, 2, 14),
        until=date(2022, 1, 1),
    )
    (pledge,) = day(typed, act, on="2021-06-01").pledges
    assert pledge.kept is None, "nobody knew in 2021 what would be bought"
    assert pledge.level(2021) == 140.0
    assert pledge.level() == 130.0
    with pytest.raises(DataError, match="promises nothing for 2022"):
        pledge.level(2022)
    (pledge,) = day(typed, act, on="2021-06-01", as_of="2022-02-01").pledges
    assert pledge.kept == 0.5
    assert day(typed, act, on="2022-02-01").pledges == ()


def test_measures_without_a_number_are_named_and_not_valued(typed):
    film = typed.measure("films", kind="services-restriction", by="CHN", on=("USA",), authority="films")
    assert [m.id for m in day(typed, film).unvalued] == ["films"]
    assert day(typed, control(typed, "licence", on="all")).unvalued == ()


def test_supply_lost_by_others():
    assert TIN.lost() == pytest.approx((0.8 - 0.6) / 0.4)
    assert TIN.lost(0.9) == 0.0, "a supplier that imports takes nothing away"
    assert TIN.lost(0.0) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"own_use": 0.9}, "outside own_use_low to own_use_high"),
        ({"users": ()}, "users are missing"),
        ({"users": ({"sector": "C26", "share": 1.0, "exposed": 0.5, "low": 0.1, "high": 0.4},)}, "lies outside low"),
    ],
)
def test_a_wrong_row_is_refused(fields, said):
    with pytest.raises(ValueError, match=said):
        Mineral.model_validate(TIN.model_dump() | fields)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "tariff", "minerals": ("tin",)}, 'only kind "export-control" has'),
        ({"kind": "export-control", "granted": 0.0}, "name them in minerals"),
        ({"kind": "export-control", "parcels": {"rate": 0.3, "per_item_usd": 25.0}}, 'only kind "de-minimis" has'),
    ],
)
def test_fields_belong_to_their_kind(typed, fields, said):
    with pytest.raises(ValueError, match=said):
        typed.measure("act", **fields)


def test_a_clock_says_what_returns(typed):
    first = typed.measure("first", rate=0.34)
    pause = typed.measure(
        "pause",
        kind="suspension",
        rate=0.10,
        announced=date(2025, 4, 1),
        effective=date(2025, 4, 1),
        until={"days": 90},
    )
    book = typed.ledger(first, pause)
    (row,) = book.clocks("2025-04-11")
    assert (row.measure, row.partner, row.until, row.days_left) == ("pause", "CHN", date(2025, 6, 30), 80)
    assert (row.rate, row.returns) == (pytest.approx(0.10), pytest.approx(0.34))
    assert row.revives == ("first",)
    assert book.clocks("2025-06-30") == ()
    assert book.clocks("2025-03-15") == (), "not announced yet"
    assert book.clocks("2025-03-15", "2025-04-02")[0].measure == "pause", "announced, not yet in force"
    assert book.clocks("2025-04-11", partner="ROW") == ()
    assert book.clocks("2025-04-11", partner="USA") == (), "nobody's duty binds its own goods"


def test_a_repeal_leaves_nothing_to_return(typed):
    first = typed.measure("first", rate=0.34)
    pause = typed.measure("pause", kind="suspension", rate=0.10, effective=date(2025, 4, 1), until={"days": 90})
    end = typed.repeal("end", "first", effective=date(2025, 4, 2))
    (row,) = typed.ledger(first, pause, end).clocks("2025-04-11")
    assert (row.returns, row.revives) == (0.0, ())
