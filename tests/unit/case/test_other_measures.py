"""Pledges, parcels and curbs on services on the bundled case."""

import pytest

from detente.case.other_measures import parcel_readings, pledge_readings, service_readings
from detente.core.errors import DataError, LabelError


@pytest.fixture(scope="module")
def world(bundled):
    return bundled.ledger.base


def readings(bundled, world, as_of="2022-03-01", **asked):
    limits = bundled.ledger.limits(world, on="2021-06-01", as_of=as_of)
    return {row.measure: row for row in pledge_readings(limits, world, year=2021, **asked)}


@pytest.fixture(scope="module")
def full(bundled, world):
    return readings(bundled, world)


@pytest.fixture(scope="module")
def observed(bundled, world):
    return readings(bundled, world, compliance="observed")


def test_a_kept_promise_is_bought_and_somebody_loses_the_sale(full):
    assert set(full) == {"chn-pledge-manufactures", "chn-pledge-farm", "chn-pledge-energy"}
    for row in full.values():
        assert row.bought_usd_mn == pytest.approx(row.promised_usd_mn)
        assert 0.1 < row.subsidy < 0.5
        assert row.lost_elsewhere_usd_mn < 0
    assert full["chn-pledge-farm"].losers[0][0] == "BRA"
    assert full["chn-pledge-farm"].promised_usd_mn == pytest.approx(20_800 + 19_500)


def test_as_observed_farm_goods_bind_and_energy_does_not(observed, full):
    assert observed["chn-pledge-farm"].compliance == 0.83
    assert observed["chn-pledge-energy"].subsidy == 0.0, "already met: the base holds as much"
    for name, row in observed.items():
        assert row.subsidy < full[name].subsidy
        assert row.lost_elsewhere_usd_mn > full[name].lost_elsewhere_usd_mn


def test_the_published_total_is_met():
    """Bown (2022): 288.8 of 502.4 billion dollars in two years, 57 %."""
    base = {"manufactures": 66.5, "farm": 20.8, "energy": 7.6, "services": 56.0}
    added = {"manufactures": 77.7, "farm": 32.0, "energy": 52.4, "services": 37.9}
    kept = {"manufactures": 0.59, "farm": 0.83, "energy": 0.37, "services": 0.52}
    promised = {name: 2 * base[name] + added[name] for name in base}
    assert sum(promised.values()) == pytest.approx(502.4, abs=1.0)
    assert sum(kept[name] * promised[name] for name in base) == pytest.approx(288.8, rel=0.01)


def test_the_case_holds_those_figures(bundled, world):
    limits = bundled.ledger.limits(world, on="2021-06-01", as_of="2022-03-01")
    bought = sum(p.kept * (2 * p.base_usd_mn + sum(added for _, added in p.added_usd_mn)) for p in limits.pledges)
    assert bought == pytest.approx(288_800, rel=0.01)


def test_what_was_not_known_is_refused(bundled, world):
    with pytest.raises(DataError, match="was not known on 2021-06-01"):
        readings(bundled, world, as_of="2021-06-01", compliance="observed")
    with pytest.raises(DataError, match="no purchase pledge"):
        pledge_readings(bundled.ledger.limits(world, on="2025-04-12"), world)


def test_parcels_lower_the_average_until_their_exemption_ends(bundled, world):
    first, started, back, eve, ended, cut = parcel_readings(
        bundled.ledger, world, ["2025-01-19", "2025-02-04", "2025-02-10", "2025-05-01", "2025-05-02", "2025-05-14"]
    )
    assert 0.05 < first.share < 0.15
    for free in (first, back, eve):
        assert free.with_parcels == pytest.approx(free.without_parcels * (1 - 0.099), rel=0.02)
    assert started.with_parcels == pytest.approx(started.without_parcels, rel=0.01), "for three days no exemption"
    assert ended.with_parcels > ended.without_parcels, "120 % on what comes by post"
    assert ended.without_parcels == pytest.approx(eve.without_parcels), "containers pay what they paid"
    assert ended.price_effect > 0
    assert ended.price_effect_without == pytest.approx(0.0, abs=1e-9)
    assert cut.with_parcels < ended.with_parcels


def test_curbs_on_services_tell_the_cut_reached(bundled, world):
    targets = {"chn-films": 0.3, "chn-travel-alert": 0.3, "chn-study-alert": 0.2}
    rows = service_readings(bundled.ledger, world, targets, on="2025-04-12")
    assert [row.sector for row in rows] == ["J58T60", "I", "P"]
    for row in rows:
        assert row.target == targets[row.measure]
        assert 0.9 * row.target < row.reached < row.target
        assert row.lost_usd_mn < 0
        assert row.importer_real_income < 0
    with pytest.raises(LabelError, match='"chn-film" is no measure'):
        service_readings(bundled.ledger, world, {"chn-film": 0.3}, on="2025-04-12")
    with pytest.raises(LabelError, match="on 2025-04-01"):
        service_readings(bundled.ledger, world, {"chn-films": 0.3}, on="2025-04-01")
    with pytest.raises(DataError, match="names no sectors"):
        service_readings(bundled.ledger, world, {"chn-boeing-halt": 0.3}, on="2025-05-01")
