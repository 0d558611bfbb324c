from datetime import date

import pytest

from detente.case.published import COMPONENTS, compare_published

DAYS = ("2025-01-20", "2025-02-05", "2025-03-05", "2025-04-06", "2025-04-10", "2025-04-12", "2025-05-14")


@pytest.mark.parametrize("pair", [("USA", "CHN"), ("CHN", "USA")])
@pytest.mark.parametrize("on", DAYS)
def test_the_parts_add_up_to_the_gap(bundled, pair, on):
    moment = bundled.ledger.moment(on)
    for row in compare_published(bundled, *pair, moment):
        assert tuple(row.parts) == COMPONENTS
        assert sum(row.parts.values()) == pytest.approx(row.published - row.ours, abs=1e-12)
        assert row.ours == pytest.approx(float(bundled.ledger.rate(*pair, on=on)), abs=1e-12)
        assert row.simple == pytest.approx(float(bundled.ledger.rate(*pair, on=on, weights="simple")), abs=1e-12)
        assert row.published_on <= row.on == moment.on


def test_both_publishers_are_compared_and_the_rest_is_small(bundled):
    rows = {row.publisher: row for row in compare_published(bundled, "USA", "CHN", bundled.ledger.moment("2025-05-14"))}
    assert len(rows) == 2
    tracker = next(row for name, row in rows.items() if "tracker" in name)
    assert tracker.parts["base"] == pytest.approx(-0.02, abs=0.005), "it starts from the duty collected"
    assert abs(tracker.parts["weights"]) < 0.03


def test_an_average_stands_only_for_its_days(bundled):
    """The Peterson Institute gives no average for the day between its two of April."""
    rows = compare_published(bundled, "USA", "CHN", bundled.ledger.moment("2025-04-10"))
    assert not [row for row in rows if row.publisher.startswith("Peterson")]
    assert compare_published(bundled, "USA", "CAN", bundled.ledger.moment("2025-04-10")) == ()


def test_a_publisher_who_counts_a_duty_earlier(bundled):
    """The tracker has the reciprocal tariff of 9 April in force on the 6th: the whole step is a part of dates."""
    rows = compare_published(bundled, "USA", "CHN", bundled.ledger.moment("2025-04-06"))
    tracker = next(row for row in rows if "tracker" in row.publisher)
    ledger = bundled.ledger
    assert tracker.parts["dates"] > 0.15
    assert tracker.notes
    assert ledger.rate("USA", "CHN", on="2025-04-06") == pytest.approx(tracker.ours), "our own ledger is as it was"


def test_which_average_stands_for_a_day(bundled):
    average = bundled.publishers[0].average[0]
    assert average.stands_for(average.importer, average.exporter, average.day)
    assert not average.stands_for(average.exporter, average.importer, average.day)
    assert not average.stands_for(average.importer, average.exporter, date(2017, 1, 1))
