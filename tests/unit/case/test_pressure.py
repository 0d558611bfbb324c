import dataclasses
from datetime import date

import numpy as np
import pytest

from detente.case.pair import pair_alone
from detente.case.pressure import pressure
from detente.case.pressure_beside import comparisons, observables, products_bought, products_sold
from detente.case.pressure_draws import PARAMETERS, central_draw, draws_of, median_draw
from detente.case.pressure_sample import ENOUGH, Sample, band_of, shares_of
from detente.case.pressure_tables import load_tables
from detente.core.errors import DataError
from detente.economy.pain import SCALES
from detente.economy.shortrun import ShortRun


@pytest.fixture(scope="module")
def employed(toy):
    return dataclasses.replace(toy, employment=toy.value_added / 50.0)


@pytest.fixture(scope="module")
def found(bundled, employed):
    """The toy world on 9 May 2025 with as many draws as it takes to tell what decides a reading."""
    return pressure(bundled, "2025-05-09", world=employed, draws=ENOUGH + 2)


def ordered(band):
    return band.low90 <= band.low50 <= band.central <= band.high50 <= band.high90


def test_every_band_holds_its_median_and_the_registers_value_or_none(found):
    for side in found.sides:
        for name in (
            "real_income",
            "real_wage",
            "import_prices",
            "jobs_at_risk",
            "unemployment",
            "exports_lost_usd_mn",
        ):
            band = getattr(side, name)
            assert ordered(band), (side.region, name)
            assert band.low90 < band.high90, (side.region, name)
            assert band.register is None or band.low90 <= band.register <= band.high90
        for row in side.sectors:
            assert all(map(ordered, (*row.exports_change.values(), *row.failing.values(), row.output)))
        assert all(ordered(band) for band in side.jobs_lost.values())
        assert ordered(side.pain.total)


def test_values_by_the_register_are_those_of_the_short_run(found, bundled, employed):
    told = 0
    ledger, moment = bundled.ledger, found.moment
    before = ledger.wedges(employed, on=found.baseline, as_of=moment.as_of)
    after = ledger.wedges(employed, on=moment.on, as_of=moment.as_of)
    for fields, reading in (
        ({}, lambda side: side.real_income),
        ({"convention": "with-duty"}, lambda side: side.real_income_with_duty),
    ):
        data = ShortRun(**fields).solve(employed, before, after).data
        for side in found.sides:
            value, band = float(data["welfare"].sel(region=side.region)), reading(side)
            inside = band.low90 <= value <= band.high90
            assert band.register == (pytest.approx(value, abs=1e-9) if inside else None)
            told += inside
    for regime, chi in (("hard peg", 0.0), ("nominal income held", 1.0)):
        jobs = ShortRun(monetary=chi).solve(employed, before, after).data["jobs"]
        for side in found.sides:
            lost, band = -1000.0 * float(jobs.sel(region=side.region).sum()), side.jobs_lost[regime]
            inside = band.low90 <= lost <= band.high90
            assert band.register == (pytest.approx(lost, abs=1.0) if inside else None)
            told += inside
    assert told


def test_what_one_assumption_decides_is_a_range_only(found):
    """Nobody knows a median of jobs lost that is not one of the monetary regime; few draws tell nothing at all."""
    for side in found.sides:
        shares = [row.share for row in found.drivers if (row.region, row.reading) == (side.region, "jobs lost")]
        assert bool(side.jobs_lost["default"].range_only) == (max(shares) > 0.5)
        assert "too few" in side.real_income_long_run.range_only
        assert not side.absorption or all("too few" not in row.share_of_loss.range_only for row in side.absorption)


def test_parts_add_up(found):
    for side in found.sides:
        parts = [row.jobs_at_risk for row in side.sectors]
        assert sum(band.low90 for band in parts) <= side.jobs_at_risk.low90 * (1.0 + 1e-9)
        assert sum(band.high90 for band in parts) >= side.jobs_at_risk.high90 * (1.0 - 1e-9)
        assert side.jobs_embodied_total == pytest.approx(sum(row.jobs_embodied for row in side.sectors))
        assert 0.0 < side.jobs_at_risk.central < side.jobs_embodied_total
        assert side.pain.total.low90 <= sum(part.points for part in side.pain.components) <= side.pain.total.high90
        assert tuple(part.name for part in side.pain.components) == tuple(scale.name for scale in SCALES)
        for part in side.pain.components:
            least = 100.0 * part.weight * max(part.value, 0.0) / part.reference
            assert least - 1e-9 <= part.points <= least + 1.0, "the median of gains that count as none may lie above"


def test_months_run_on_to_the_long_run(found):
    """A loss at two years is not held for three more."""
    for side in found.sides:
        assert set(side.real_income_by_months) == {6, 12, 24}
        assert side.real_income_by_months[12] == side.real_income
        for row in side.endurance:
            assert "straight to those of the long run at 60" in row.note
            assert 2 <= row.draws <= found.draws // 4
    patient = found.side("USA").endurance
    assert patient[0].months.central <= patient[1].months.central


def test_the_two_sides_alone_are_what_their_own_duties_do(found, bundled, employed):
    ledger, moment = bundled.ledger, found.moment
    before = ledger.wedges(employed, on=found.baseline, as_of=moment.as_of)
    after = ledger.wedges(employed, on=moment.on, as_of=moment.as_of)
    data = ShortRun().solve(employed, before, pair_alone(before, after, bundled.sides)).data
    for side in found.sides:
        value, band = float(data["welfare"].sel(region=side.region)), side.real_income_pair
        assert band.register in (None, pytest.approx(value, abs=1e-9))
        assert band.central != side.real_income.central
        assert side.jobs_at_risk_pair.central > 0.0


def test_the_parts_of_trade_and_duties_are_shares_of_income(found, bundled, employed):
    ledger, moment = bundled.ledger, found.moment
    before = ledger.wedges(employed, on=found.baseline, as_of=moment.as_of)
    data = ShortRun().solve(employed, before, ledger.wedges(employed, on=moment.on, as_of=moment.as_of)).data
    for side in found.sides:
        income = float(data["income_base"].sel(region=side.region))
        for share, level in ((side.revenue_of_income, side.revenue_usd_mn), (side.exports_lost, None)):
            whole = income if level is not None else side.exports_base_usd_mn
            amount = level or side.exports_lost_usd_mn
            assert share.central == pytest.approx(amount.central / whole, rel=0.02)
        worth, terms = side.terms_of_income, side.terms_of_trade
        assert np.sign(worth.central) == np.sign(terms.central)
        assert abs(worth.central) < abs(terms.central), "trade is smaller than income"


def test_the_history_ends_on_the_day_and_starts_at_rest(found):
    for side in found.sides:
        points = [point for point in found.history if point.region == side.region]
        assert [p.day for p in points] == sorted(p.day for p in points)
        assert points[0].day == found.baseline
        assert points[0].total == pytest.approx(0.0, abs=1e-3)
        assert points[-1].day == date(2025, 5, 9)
        assert points[-1].faced > points[0].faced
        assert side.pain.total.low90 <= points[-1].total <= side.pain.total.high90


def test_sectors_stand_by_exposure_goods_first(found):
    for side in found.sides:
        ranks = [row.exposure_rank for row in side.sectors if row.goods]
        assert ranks == list(range(1, len(ranks) + 1))
        assert all(row.exposure_rank == 0 for row in side.sectors if not row.goods)
        first = side.sectors[0]
        assert first.tariff_after > first.tariff_before
        falls = [first.exports_change[months].central for months in (6, 12, 24)]
        assert 0.0 > falls[0] > falls[1] > falls[2] >= -1.0


def test_shares_of_the_variance_are_shares(found):
    assert {row.parameter for row in found.drivers} == set(PARAMETERS)
    for side in found.sides:
        rows = [row.share for row in found.drivers if row.region == side.region and row.reading == "jobs lost"]
        assert all(share >= 0.0 for share in rows)
        assert 0.0 < sum(rows) <= 1.0 + 1e-12


def test_the_same_question_gives_the_same_answer(bundled, employed):
    one, two, more = (pressure(bundled, "2025-02-10", world=employed, draws=draws) for draws in (8, 8, 12))
    assert one.run == two.run
    assert one.sides == two.sides
    assert more.run != one.run
    assert more.sides[0].real_income.low90 != one.sides[0].real_income.low90


def test_before_any_measure_nobody_hurts(bundled, employed):
    calm = pressure(bundled, "2025-01-20", world=employed, draws=8)
    for side in calm.sides:
        assert side.real_income.central == pytest.approx(0.0, abs=1e-9)
        assert side.jobs_at_risk.central == pytest.approx(0.0, abs=1e-3)
        assert side.absorption == ()


def test_questions_that_cannot_be_answered(found, bundled, toy, employed):
    with pytest.raises(KeyError):
        found.side("FRA")
    with pytest.raises(DataError, match="knows no employment"):
        pressure(bundled, "2025-05-09", world=toy)
    with pytest.raises(DataError, match="at least 8 draws"):
        pressure(bundled, "2025-05-09", world=employed, draws=4)


def test_draws_are_the_first_of_more(toy):
    few, many = (draws_of(toy, ("USA", "CHN"), 12.0, count, 7) for count in (3, 6))
    for one, two in zip(few, many, strict=False):
        np.testing.assert_array_equal(one.theta, two.theta)
        np.testing.assert_array_equal(one.values, two.values)
    centre = central_draw(toy, ("USA", "CHN"), 12.0)
    assert centre.firms["USA"].buffer_days == 27.0
    assert centre.firms["CHN"].buffer_days == 30.0
    assert {draw.model.monetary["USA"] <= 1.0 for draw in many} == {True}
    middle = median_draw(toy, centre, many)
    assert middle.model.wage_rigidity == np.median([draw.model.wage_rigidity for draw in many]) < 1.0
    assert middle.model.monetary["CHN"] == np.median([draw.model.monetary["CHN"] for draw in many])
    assert middle.firms["CHN"].committed_days == np.median([draw.firms["CHN"].committed_days for draw in many])
    np.testing.assert_array_equal(middle.theta, centre.theta)


def test_bands_and_drivers_by_hand():
    values = np.arange(101.0)
    (band,) = band_of([40.0], values[:, None])
    assert (band.central, band.low90, band.low50, band.high50, band.high90) == (50.0, 5.0, 25.0, 75.0, 95.0)
    assert (band.register, band.range_only) == (40.0, "")
    (wide,) = band_of([200.0], values[:, None])
    assert (wide.high90, wide.register) == (95.0, None)
    with pytest.raises(DataError, match="draws were solved"):
        band_of([0.0], np.zeros((1, 1)))
    drawn = {"A": np.zeros((3, len(PARAMETERS)))}
    rows = {d: {"A x": np.array(v)} for d, v in ((0, 2.0), (1, 5.0), (2, 9.0))}
    one = Sample({"A x": np.array(3.0)}, rows, drawn)
    two = Sample({"A x": np.array(1.0)}, {0: {"A x": np.array(1.0)}, 2: {"A x": np.array(4.0)}}, drawn)
    gap = one.less(two, "A x")
    assert (gap.central, gap.register) == (3.0, 2.0)
    assert (gap.low90, gap.high90) == pytest.approx((1.2, 4.8), abs=0.01)
    assert gap.range_only == "2 draws are too few to tell what decides it"


def test_the_assumption_that_decides_is_named():
    drawn = np.random.default_rng(3).normal(size=(200, len(PARAMETERS)))
    rows = np.column_stack([3.0 * drawn[:, 1] + drawn[:, 2], drawn.sum(axis=1), np.ones(200)])
    shares = shares_of(rows, drawn)
    assert shares[1, 0] == pytest.approx(0.9, abs=0.05)
    assert shares[2, 0] == pytest.approx(0.1, abs=0.03)
    assert shares[:, 2].tolist() == [0.0] * len(PARAMETERS)
    decided, open_, fixed = band_of([0.0, 0.0, 1.0], rows, drawn)
    assert decided.range_only.startswith("own monetary regime decides ")
    assert (open_.range_only, fixed.range_only) == ("", "")
    assert shares_of(rows[: ENOUGH - 1], drawn[: ENOUGH - 1]) is None


def test_figures_are_known_only_after_their_day(found):
    tables = load_tables()

    def names(day):
        return {(row.publisher, row.published_on) for row in comparisons(tables, "us-china-2025", day, found.sides)}

    assert names(date(2025, 4, 9)) == set()
    april, may = names(date(2025, 4, 30)), names(date(2025, 5, 9))
    assert "Natixis" not in {publisher for publisher, _ in april}
    assert "Natixis" in {publisher for publisher, _ in may}
    assert ("Yale Budget Lab", date(2025, 4, 15)) in may
    latest = {
        row.published_on
        for row in comparisons(tables, "us-china-2025", date(2025, 5, 12), found.sides)
        if row.publisher == "Yale Budget Lab" and row.unit == "%"
    }
    assert latest == {date(2025, 5, 12)}
    assert comparisons(tables, "another", date(2025, 5, 9), found.sides) == ()
    assert all(row.published_on <= found.moment.as_of for row in found.comparisons)


def test_figures_name_what_differs():
    for row in load_tables().figures:
        assert len(row.differs) > 30, row.what
        assert row.source, row.what
        assert row.published <= date(2025, 5, 12), row.what


def test_series_are_seen_with_their_lag():
    rows = {row.series: row for row in observables(load_tables(), "CHN", date(2025, 5, 9))}
    assert rows["monthly customs data of the other side"].latest == date(2025, 3, 31)
    assert rows["monthly customs data"].latest == date(2025, 4, 30)
    assert rows["bank and tax records"].latest is None
    earlier = {row.series: row for row in observables(load_tables(), "CHN", date(2025, 5, 8))}
    assert earlier["monthly customs data"].latest == date(2025, 3, 31)


def test_products_by_share_and_value(bundled):
    world, lines, tables = bundled.ledger.base, bundled.ledger.lines, load_tables()
    sold = {row.codes: row for row in products_sold(world, lines, tables, "CHN", "USA")}
    assert sold["9503"].share_of_imports == pytest.approx(0.76, abs=0.01)
    assert sold["9503"].imports_usd_mn == pytest.approx(13_456, rel=0.01)
    assert sold["94"].imports_usd_mn == pytest.approx(18_603, rel=0.01)
    assert sold["61, 62, 63"].imports_usd_mn == pytest.approx(25_996, rel=0.01)
    assert all(0.0 < row.share_of_sector_output < 0.2 for row in sold.values())
    bought = products_bought(world, lines, tables, "USA", "CHN")
    assert bought[0].name == "Smartphones"
    assert [row.imports_usd_mn for row in bought] == sorted((row.imports_usd_mn for row in bought), reverse=True)
    assert all(row.share_of_imports > 0.5 for row in bought)
    assert products_bought(world, lines, tables, "CHN", "USA") == ()


def test_a_day_of_2019_has_no_levels_and_no_counts_of_jobs_in_its_notes(bundled, employed):
    old = pressure(bundled, "2019-09-02", world=employed, draws=8)
    assert old.baseline == date(2018, 1, 1)
    assert "Trade of that day is not known here" in old.levels
    assert not any("jobs" in note.lower() for note in old.notes)
    now = pressure(bundled, "2025-02-10", world=employed, draws=8)
    assert now.levels == ""
    assert any("jobs" in note.lower() for note in now.notes)
