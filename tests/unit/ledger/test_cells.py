"""Cells of measures without a rate."""

import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.ledger.cells import PARCELS, barrier_for_cut, parcel_shares, pledge_floor, with_parcels, with_quota
from detente.ledger.limits import PledgeLimit
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world

GRAIN = ("CHN", "USA", "A01")


@pytest.fixture(scope="module")
def world():
    return toy_world()


def pledge(level, *, sectors=("A01",)):
    return PledgeLimit("promise", "", "CHN", ("USA",), sectors, 2017, level, ((2020, 0.0), (2021, 5_000.0)), None)


def cell(data, place):
    return float(data.sel(importer=place[0], exporter=place[1], sector=place[2]))


def test_a_pledge_becomes_one_ratio_in_all_its_cells(world):
    flows = sum(world.flows[1, 0, j] for j in (0, 2))
    data = pledge_floor(wedges(world), world, {pledge(2 * flows, sectors=("A01", "C26")): 0.5}, year=2020)
    assert cell(data["floor"], GRAIN) == cell(data["floor"], ("CHN", "USA", "C26")) == pytest.approx(1.0)
    assert int(data["floor"].notnull().sum()) == 2


def test_pledges_already_met_change_nothing(world):
    before = wedges(world)
    after = pledge_floor(before, world, {pledge(1.0): 1.0}, year=2020)
    assert float(abs(ShortRun().solve(world, before, after).data["welfare"]).max()) < 1e-11


def test_a_pledge_binds_and_the_quota_of_the_same_day_holds(world):
    before = wedges(world)
    after = pledge_floor(before, world, {pledge(1.3 * world.flows[1, 0, 0]): 1.0}, year=2020)
    after = with_quota(after, {("USA", "CHN", "C26"): 0.8})
    data = ShortRun().solve(world, before, after).data
    assert cell(data["trade"], GRAIN) == pytest.approx(0.3, abs=1e-8)
    assert cell(data["premium"], GRAIN) < 0 < cell(data["premium"], ("USA", "CHN", "C26"))


def test_wrong_pledges_are_refused(world):
    with pytest.raises(DataError, match="compliance with promise is -1"):
        pledge_floor(wedges(world), world, {pledge(1.0): -1.0})
    with pytest.raises(LabelError, match="C99"):
        pledge_floor(wedges(world), world, {pledge(1.0, sectors=("C99",)): 1.0})


def test_a_barrier_cuts_by_its_target_when_prices_elsewhere_stand_still(world):
    place = ("CHN", "USA", "M")
    after = barrier_for_cut(wedges(world), {place: 0.3}, 4.0)
    assert cell(after["barrier"], place) == pytest.approx(0.7 ** (-1 / 4) - 1)
    assert float(after["barrier"].sum()) == pytest.approx(cell(after["barrier"], place))
    reached = -cell(LongRun(elasticity=4.0).solve(world, wedges(world), after).data["trade"], place)
    assert reached == pytest.approx(0.3, abs=0.02)
    twice = barrier_for_cut(after, {place: 0.3}, 4.0)
    assert cell(twice["barrier"], place) == pytest.approx(0.7 ** (-2 / 4) - 1)


@pytest.mark.parametrize(("cut", "response", "said"), [(1.0, 4.0, "from 0 to below 1"), (0.3, 0.0, "cannot be")])
def test_wrong_cuts_are_refused(world, cut, response, said):
    with pytest.raises(DataError, match=said):
        barrier_for_cut(wedges(world), {("CHN", "USA", "M"): cut}, response)


def test_parcel_shares_add_the_parcels_to_the_flow(world):
    share = parcel_shares(world)
    assert sum(PARCELS.values()) == pytest.approx(1.0)
    flow, parcels = world.flows[0, 1, 2], PARCELS["C26"] * 64_600 * 0.6
    assert share[2] == pytest.approx(parcels / (parcels + flow))
    assert share[0] == 0.0


def test_what_parcels_pay_follows_the_acts(typed):
    free = typed.ledger(typed.measure("duty", rate=0.5))
    book = typed.ledger(
        typed.measure("duty", rate=0.5),
        typed.measure("end", kind="de-minimis", authority="parcels"),
        typed.measure(
            "post",
            kind="de-minimis",
            authority="parcels",
            parcels={"rate": 1.2, "per_item_usd": 100.0},
            effective=typed.day.replace(month=4),
        ),
    )
    world = book.base
    share = parcel_shares(world)

    def paid(ledger, on):
        bare = ledger.wedges(world, on=on)
        whole = with_parcels(ledger, world, bare, ledger.moment(on))["tariff"].values
        assert np.array_equal(whole[1:], bare["tariff"].values[1:])
        return bare["tariff"].values[0, 1], whole[0, 1]

    duty, whole = paid(free, "2025-03-15")
    assert whole == pytest.approx((1 - share) * duty)
    duty, whole = paid(book, "2025-03-15")
    assert whole == pytest.approx(duty), "every parcel pays all duties"
    duty, whole = paid(book, "2025-04-15")
    assert whole == pytest.approx((1 - share) * duty + share * (0.2 * 1.2 + 0.8 * duty))
