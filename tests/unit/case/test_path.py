"""The monthly path of US trade with China, and its back-test."""

from datetime import date

import numpy as np
import pytest

import detente as dt
from detente.case.backtest import RIVALS, backtest
from detente.case.path import trade_path
from detente.core.errors import DataError

BANDS = ("lo90", "lo50", "central", "hi50", "hi90")


@pytest.fixture(scope="module")
def case():
    return dt.open_case("us-china-2025")


@pytest.fixture(scope="module")
def found(case):
    return trade_path(case, start="2025-01", end="2025-12")


@pytest.fixture(scope="module")
def judged(case):
    return backtest(case)


def test_every_month_is_there_with_nested_bands(found):
    assert found.months == tuple(f"2025-{m:02d}" for m in range(1, 13))
    for side in (found.imports, found.exports):
        bands = np.array([getattr(side, name) for name in BANDS])
        assert (np.diff(bands, axis=0) > 0).all()


def test_bands_widen_into_the_unknown(found):
    width = np.log(found.imports.hi90 / found.imports.lo90)
    assert width[:3].max() < width[4:].min()
    assert np.isnan(found.imports.observed[4:]).all()
    assert found.imports.observed[3] == 25332.4


def test_months_of_the_record_are_forecasts_not_the_record(found):
    assert np.abs(np.log(found.imports.central[:4] / found.imports.observed[:4])).min() > 0
    assert np.abs(np.log(found.imports.central[:4] / found.imports.observed[:4])).max() < 0.10


def test_orders_freeze_before_arrivals(found):
    one = found.imports
    april = one.orders[3] / one.orders[0], one.central[3] / one.central[0]
    assert april[0] < 0.5 < april[1]
    assert one.stocks[1] > 1.1


def test_lower_rates_give_more_trade(case, found):
    free = trade_path(case, start="2025-01", end="2025-12", given={("USA", "CHN"): [(date(2025, 5, 14), 0.0)]})
    assert (free.imports.central[6:] > 1.2 * found.imports.central[6:]).all()
    # China's rates are not given, so the ledger's stay; the same draws give the same numbers
    assert (free.exports.hi90 == found.exports.hi90).all()
    assert free.given
    assert not found.given


def test_knowledge_of_a_day_bounds_trade_and_measures(case):
    early = trade_path(case, start="2025-01", end="2025-06", as_of=date(2025, 4, 1))
    assert early.last == "2025-01"
    assert np.isnan(early.imports.observed[1:]).all()
    assert early.imports.rate[5] < 0.40


def test_rows_begin_with_the_columns_of_predictions(found):
    names = list(found.rows()[0])
    both = [f"{side}_{band}" for side in ("imports", "exports") for band in ("lo50", "hi50", "lo90", "hi90")]
    assert names[:11] == ["month", "imports_usd_mn", "exports_usd_mn", *both]


def test_impossible_months_and_other_cases_are_refused(case):
    for start, end in (("2025-06", "2025-01"), ("2010-01", "2011-01"), ("2025-01", "2040-01")):
        with pytest.raises(DataError, match="give months from"):
            trade_path(case, start=start, end=end)


def test_the_back_test_meets_its_targets(judged):
    assert [met for *_, met in judged.targets] == [True] * 5
    assert judged.imports.rmse("ours") < 0.05
    assert judged.exports.rmse("ours") < min(judged.exports.rmse(name) for name in RIVALS if name != "ours")


def test_the_back_test_shows_orders_arrivals_and_stocks_apart(judged):
    one = judged.imports
    assert one.orders[-1] < -0.5
    assert -0.4 < one.arrivals[-1] < -0.2
    assert one.stocks[1] > 1.1


def test_observed_changes_are_those_of_the_record(judged):
    assert 100 * judged.imports.changes["observed"] == pytest.approx([15.5, -0.7, -1.4, -22.1], abs=0.06)
    assert judged.imports.changes["naive"] == pytest.approx(np.zeros(4), abs=1e-12)


def test_bands_of_misses_hold_what_they_say(judged):
    for trial in (judged.imports, judged.exports):
        for half, most in trial.inside:
            assert 0.35 < half < 0.75
            assert most > 0.85


def test_growth_and_the_long_run_response_trade_off(judged):
    growth, theta, _ = np.array(judged.imports.ridge).T
    assert (np.diff(growth) > 0).all()
    assert (np.diff(theta) > 0.1).all()


def test_early_days_of_knowledge_work_with_few_or_no_observations(case):
    early = trade_path(case, start="2018-09", end="2018-12", as_of=date(2018, 7, 15))
    assert early.last == "2018-05"
    assert len(early.imports.estimates.months) == 0
    assert (early.imports.lo90 < early.imports.central).all()


def test_no_figure_depends_on_the_months_asked_for(case, found):
    for start, end in (("2024-07", "2025-06"), ("2025-06", "2026-12")):
        other = trade_path(case, start=start, end=end)
        one, two = found.months.index("2025-06"), other.months.index("2025-06")
        for side in ("imports", "exports"):
            for name in (*BANDS, "orders", "stocks", "rate"):
                assert getattr(getattr(found, side), name)[one] == pytest.approx(
                    getattr(getattr(other, side), name)[two], rel=1e-12
                ), (side, name, start)


def test_the_forecast_is_the_path_at_the_estimates_and_carries_no_draw(case, found):
    other = trade_path(case, start="2025-01", end="2025-12", seed=7)
    assert (other.imports.central == found.imports.central).all()
    assert (other.imports.lo90 != found.imports.lo90).all()


def test_duties_are_those_of_the_ledger_and_given_ones_are_above_the_base_day(case, found):
    assert found.imports.rate[5] == pytest.approx(float(case.ledger.rate("USA", "CHN", on="2025-06-15")), abs=1e-9)
    given = trade_path(case, start="2025-05", end="2025-07", given={("USA", "CHN"): [(date(2025, 2, 4), 0.30)]})
    assert given.imports.added == pytest.approx(np.full(3, 0.30), abs=1e-9)
    assert given.imports.given
    assert not given.exports.given


def test_suspensions_that_run_out_are_named_with_their_day(case, found):
    assert {(row.by, row.until) for row in found.lapses()} == {("USA", date(2025, 8, 12)), ("CHN", date(2025, 8, 12))}
    assert trade_path(case, start="2025-01", end="2025-07").lapses() == ()


def test_given_rates_without_the_asked_effect_are_told(case):
    rows = {
        ("USA", "CHN"): [(date(2025, 6, 1), -0.20)],
        ("CAN", "MEX"): [(date(2025, 6, 1), 0.20)],
        ("USA", "MEX"): [(date(2025, 6, 1), 0.20)],
    }
    told = trade_path(case, start="2025-05", end="2025-07", given=rows).notes
    assert len(told) == 2
    assert "-20 points would take duties below zero" in told[0]
    assert "CAN on MEX change nothing" in told[1]


def test_rates_on_a_rival_alone_move_the_pair(case, found):
    rows = {("USA", "MEX"): [(date(2025, 1, 20), 1.0)]}
    other = trade_path(case, start="2025-01", end="2025-12", given=rows)
    assert not other.given
    assert other.notes == ()
    assert (other.imports.central[6:] > found.imports.central[6:]).all()
    assert (other.exports.central == found.exports.central).all()


def test_the_back_test_shows_what_it_takes_for_granted(judged):
    without = judged.imports.without
    assert np.abs(without["threat"]).max() > 0.08 > np.abs(judged.imports.errors["ours"]).max()
    assert without["measures"][-1] > 0.15
    assert "waivers" not in without
    assert np.abs(judged.exports.without["waivers"]).max() > np.abs(judged.exports.errors["ours"]).max()
