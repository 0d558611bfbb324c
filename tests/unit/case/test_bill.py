"""A bill of materials under a day's tariffs."""

import pytest

from detente.case.bill import BillRow, landed_cost
from detente.case.read import open_case
from detente.core.errors import LabelError


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


def under(case, *rows, on="2025-04-12"):
    ledger = case.ledger
    typed = [BillRow(n, *row) for n, row in enumerate(rows, 2)]
    return landed_cost(ledger, ledger.moment(on), typed, case.head.baseline, "bom.xlsx")


@pytest.fixture(scope="module")
def toys(case):
    return under(case, ("9503.00", "China", "United States", 100.0))


def test_duty_is_value_times_the_rate_in_law(toys, case):
    (row,) = toys.rows
    why = case.ledger.why("USA", "CHN", product="9503.00", on="2025-04-12")
    assert row.rate == pytest.approx(why.statutory) == pytest.approx(1.45)
    assert (row.duty, row.cost) == (pytest.approx(145.0), pytest.approx(245.0))
    assert row.ordinary + sum(layer.rate for layer in row.layers) == pytest.approx(row.rate)
    assert (row.importer, row.exporter) == ("USA", "CHN")


def test_exposure_over_time_steps_where_a_rate_changes(toys, case):
    days = [day.isoformat() for day in toys.days]
    assert days[0] == case.head.baseline.isoformat()
    assert "2025-04-12" in days
    (row,) = toys.rows
    for day, rate in zip(toys.days, row.over_time, strict=True):
        assert rate == pytest.approx(
            case.ledger.why("USA", "CHN", product="9503", on=day, as_of="2025-04-12").statutory
        )
    assert toys.duty_on(days.index("2025-04-12")) == pytest.approx(toys.duty)
    changes = [a != b for a, b in zip(row.over_time, row.over_time[1:], strict=False)]
    kept = [day for day, changed in zip(days[1:], changes, strict=True) if not changed]
    assert set(kept) <= {"2025-04-12"}, "days on which nothing changes are left out"


def test_other_origins_are_cheaper_and_say_by_how_much_they_may_be_dearer(toys):
    (row,) = toys.rows
    assert row.origins[0].code == "VNM"
    for other in row.origins:
        assert other.rate < row.rate
        assert (1 + other.dearer) * (1 + other.rate) == pytest.approx(1 + row.rate)
        assert other.dearer_low <= other.dearer <= other.dearer_high
        assert 0.0 < other.share < 1.0
    assert [other.rate for other in row.origins] == sorted(other.rate for other in row.origins)


def test_a_short_code_has_a_range_over_its_lines(case):
    (wide, narrow) = under(case, ("8703", "DEU", "USA", 1.0), ("9503.00", "CHN", "USA", 1.0)).rows
    assert wide.lowest < wide.rate < wide.highest
    assert narrow.lowest == narrow.highest


def test_controls_of_the_origin_are_flagged_and_only_there(case):
    magnet, toy, home = under(
        case, ("8505.11", "CHN", "USA", 1.0), ("9503.00", "CHN", "USA", 1.0), ("8505.11", "DEU", "USA", 1.0)
    ).rows
    assert magnet.controls == ("Export licences: seven rare earths and magnets made of them",)
    assert toy.controls == home.controls == ()
    assert under(case, ("8505.11", "CHN", "USA", 1.0), on="2025-03-01").rows[0].controls == ()


def test_goods_of_home_pay_nothing_and_a_borrowed_schedule_is_marked(case):
    home, abroad = under(case, ("8703", "USA", "USA", 5.0), ("8703", "USA", "DEU", 5.0)).rows
    assert (home.duty, home.cost, home.origins) == (0.0, 5.0, ())
    assert abroad.borrowed
    assert not home.borrowed
    assert all(other.share <= 1.0 for other in abroad.origins)
    assert "EU27" not in {other.code for other in abroad.origins}, "no duty, and no other origin, at home"


def test_a_scenario_moves_the_bill(case):
    from detente.case.scenarios import open_scenario

    ledger = case.ledger.with_rules(open_scenario("us-china-2025:halve-both").scenario.rule)
    moment = ledger.moment("2025-04-12")
    row = BillRow(2, "9503.00", "CHN", "USA", 100.0)
    assert landed_cost(ledger, moment, [row], case.head.baseline, "b").duty < 145.0


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("9503.00", "Chona", "USA", 1.0), "bom.xlsx, row 2, column origin: .*China"),
        (("9503.00", "CHN", "Atlantis", 1.0), "bom.xlsx, row 2, column destination"),
        (("9999.99", "CHN", "USA", 1.0), "bom.xlsx, row 2, column hs"),
        (("950", "CHN", "USA", 1.0), "bom.xlsx, row 2, column hs"),
    ],
)
def test_a_wrong_cell_is_named(case, row, sentence):
    with pytest.raises(LabelError, match=sentence):
        under(case, row)
