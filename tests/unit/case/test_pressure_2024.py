"""What the pressure page must show of 9 May 2025 on the bundled world."""

import pytest

from detente.case.pressure import pressure


@pytest.fixture(scope="module")
def found(bundled):
    return pressure(bundled, "2025-05-09", draws=32)


def test_furniture_toys_and_textiles_are_among_the_six_most_exposed(found):
    first = [row.code for row in found.side("CHN").sectors[:6]]
    assert "C31T33" in first
    assert "C13T15" in first


def test_three_counts_of_jobs_in_china(found):
    side = found.side("CHN")
    assert 11e6 < side.jobs_embodied_total < 14e6
    assert 5e6 < side.jobs_at_risk.central < 10e6
    held, peg = (side.jobs_lost[name] for name in ("nominal income held", "hard peg"))
    assert held.high90 < 4e6
    assert peg.low90 > 10e6
    assert held.range_only
    assert peg.range_only
    assert any(row.publisher.startswith("Nomura") and row.value == 16.0 for row in found.comparisons)


def test_the_monetary_regime_drives_the_jobs_figure(found):
    rows = [row for row in found.drivers if row.region == "CHN" and row.reading == "jobs lost"]
    assert rows[0].parameter == "own monetary regime"
    assert rows[0].share > 0.4


def test_markets_of_developing_economies_absorb_less_than_half(found):
    shares = {row.market: row.share_of_loss for row in found.side("CHN").absorption}
    assert sum(shares[market].central for market in ("ASEAN", "AFRICA", "LATAM")) < 0.5
    assert sum(share.high90 for share in shares.values()) < 0.6
    assert sum(share.low90 for share in shares.values()) > 0.1
    assert all(row.price_fall.central > 0.0 for row in found.side("CHN").absorption)


def test_china_loses_whatever_is_drawn_and_prices_rise_at_home(found):
    assert found.side("CHN").real_income.high90 < 0.0
    assert found.side("USA").real_income.low90 < 0.0 < found.side("USA").real_income.high90, "terms of trade"
    for side in found.sides:
        assert side.real_income_long_run.high90 < 0.0
        assert side.import_prices.central > 0.5
    american = found.side("USA")
    assert 0.01 < american.consumer_prices_passed_on < 0.04
    assert american.consumer_prices_in_wages.central < american.consumer_prices_passed_on
    assert found.side("CHN").pain.total.low90 > american.pain.total.central


def test_a_point_of_stimulus_saves_jobs_in_china(found):
    (reading,) = found.side("CHN").stimulus
    assert reading.share_of_gdp == 0.01
    assert reading.jobs_saved.central > 1e6
    assert reading.real_income.central > 0.0


def test_china_tires_before_the_united_states(found):
    for short, long in zip(found.side("CHN").endurance, found.side("USA").endurance, strict=True):
        assert short.months.central < 12.0 < long.months.central


def test_the_index_rises_with_the_escalation_of_april(found):
    total = {(point.day.isoformat(), point.region): point.total for point in found.history}
    for side in found.sides:
        assert total["2025-02-04", side.region] < total["2025-04-05", side.region] < total["2025-04-12", side.region]
