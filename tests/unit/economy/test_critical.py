"""Critical inputs: by hand, at the limits, and monotone."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.core.errors import DataError, LabelError
from detente.economy.critical import CriticalInputs
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.ledger.limits import InputLimit, Limits
from detente.ledger.minerals import Mineral
from detente.ledger.wedges import wedges
from detente.world.toy import toy_world

TIN = Mineral(
    id="tin",
    name="Tin",
    importer="USA",
    supplier="CHN",
    stage="refining",
    share=0.9,
    source="typed",
    own_use=0.6,
    own_use_low=0.5,
    own_use_high=0.7,
    direct=0.5,
    use_usd_mn=650.0,
    use_source="typed",
    stock_days=30.0,
    users=({"sector": "C26", "share": 1.0, "exposed": 0.2, "low": 0.1, "high": 0.4},),
)
DAY = date(2025, 4, 1)
C26 = 2


def limits(state="banned", *, everyone=True, granted=0.0, since=DAY, review=None, before=("free", True), mineral=TIN):
    limit = InputLimit(mineral, state, everyone, granted, since, review, ("act",), before)
    return Limits(DAY, DAY, (limit,), (), ())


@pytest.fixture(scope="module")
def world():
    return toy_world()


def course(world, found, months=6.0, **assumed):
    return CriticalInputs(**assumed).course(found, world, "USA", months=months)


def test_a_stop_by_hand(world):
    found = course(world, limits(), substitution=0.5, choke=4.0)
    # others lose (0.9 - 0.6) / 0.4 = 3/4 of their supply; at the choke price 1/2 of the use is given up
    assert found.lost[0] == pytest.approx(0.75)
    # goods under way for 30 days, then 30 days of use last 40 days
    assert found.available[0, :70] == pytest.approx(1.0)
    assert found.available[0, 70:] == pytest.approx(0.25)
    assert found.price[0, -1] == 4.0
    assert found.rationed[0, -1] == pytest.approx(0.5)
    assert found.idle[C26, -1] == pytest.approx(0.1)
    assert found.first_stop[C26] == 71
    output = world.flows[:, 0, C26].sum()
    assert found.output_lost_usd_mn[C26] == pytest.approx(0.1 * output * (found.idle.shape[1] - 70) / 365)
    # cost share 650 / output, (1-s) = 0.5: price of the mix [1 + eps (4^0.5 - 1)]^2
    assert found.push[C26, -1] == pytest.approx(2 * np.log1p(650 / output * (2 - 1)))
    assert not found.idle[[0, 1, 3]].any()


def test_a_price_below_the_choke_shares_out_what_is_left(world):
    found = course(world, limits(), substitution=0.5, stock_months=0.0)
    assert found.price[0, -1] == pytest.approx(0.25**-2)
    assert not found.rationed.any()
    assert np.isnan(found.first_stop).all()
    assert not found.output_lost_usd_mn.any()
    assert found.cost_rise_usd_mn[C26] > 0


def test_unit_substitution_is_the_limit_of_its_neighbours(world):
    at, near = (course(world, limits(), substitution=s, stock_months=0.0).push[C26, -1] for s in (1.0, 1.0 + 1e-4))
    assert at == pytest.approx(near, rel=1e-3)
    assert at == pytest.approx(650 / world.flows[:, 0, C26].sum() * np.log(4.0))


@pytest.mark.parametrize(
    "found",
    [
        limits("free", granted=1.0, since=None),
        limits("licensed", granted=1.0),
        limits(before=("banned", True)),
        limits(mineral=TIN.model_copy(update={"share": 0.5, "own_use": 0.6})),
    ],
)
def test_what_does_not_bind_changes_nothing(world, found):
    calm = course(world, found)
    assert np.array_equal(calm.available, np.ones_like(calm.available))
    assert not calm.idle.any()
    assert not calm.push.any()
    day = wedges(world, {("USA", "CHN"): 0.2}, add=True)
    for model in (LongRun(), ShortRun()):
        with_limits, without = (model.solve(world, wedges(world), day, limits=given).data for given in (found, None))
        assert float(abs(with_limits["welfare"] - without["welfare"]).max()) < 1e-11


def test_more_stock_less_loss(world):
    lost = [course(world, limits(), stock_months=s).output_lost_usd_mn.sum() for s in (0.0, 1.0, 3.0, 6.0)]
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > 0
    assert lost[-1] == 0.0


def test_easier_substitution_less_loss_and_wider_ranges_more(world):
    lost = [course(world, limits(), substitution=s).output_lost_usd_mn.sum() for s in (0.1, 0.3, 0.6, 1.0)]
    assert lost == sorted(lost, reverse=True)
    ends = [course(world, limits(), ends=e).output_lost_usd_mn.sum() for e in ("low", "central", "high")]
    assert ends == sorted(ends)
    assert ends[0] < ends[-1]


def test_more_licences_less_loss(world):
    assumed = [course(world, limits("licensed", granted=None), licensed=a).lost[0] for a in (0.0, 0.4, 1.0)]
    assert assumed == pytest.approx([0.75, 0.45, 0.0])
    told = [course(world, limits("licensed", granted=g)).lost[0] for g in (0.0, 0.4, 1.0)]
    assert told == pytest.approx([0.75, 0.45, 0.0])


def test_goods_come_round_a_ban_on_one(world):
    assert course(world, limits(everyone=False), rerouted=0.4).lost[0] == pytest.approx(0.45)
    # on top of a ban on one that stood on the base day only the rest can be lost
    cut = course(world, limits(before=("banned", False)), rerouted=0.5).lost[0]
    assert cut == pytest.approx(0.75 * 0.5 / (1.0 - 0.75 * 0.5))


def test_nothing_comes_while_licences_are_under_review(world):
    waiting = limits("licensed", granted=1.0, review=63, since=date(2025, 3, 22))
    found = course(world, waiting, stock_months=0.0)
    assert found.available[0, :30] == pytest.approx(1.0)
    assert found.available[0, 30:53] == pytest.approx(0.25)
    assert found.available[0, 53:] == pytest.approx(1.0)


def test_lines_that_stop_raise_costs_and_lower_real_income(world):
    push = CriticalInputs().cost_push(limits(), world, 12.0)
    assert push[0, C26] > 0
    assert not push[1:].any()
    outcome = ShortRun().solve(world, wedges(world), wedges(world), limits())
    data = outcome.data
    assert outcome.certificate.ok
    assert max(outcome.check().values()) < 1e-9
    assert float(data["welfare"].sel(region="USA")) < 0
    assert float(data["output_volume"].sel(region="USA", sector="C26")) < 0
    assert "1 under licence or ban on 2025-04-01" in outcome.certificate.assumptions["critical inputs"]


def test_the_longer_it_lasts_the_more_substitution(world):
    early, late = (CriticalInputs().cost_push(limits(), world, months)[0, C26] for months in (3.0, np.inf))
    assert early > late > 0


@pytest.mark.parametrize(
    ("assumed", "said"),
    [
        ({"substitution": 0.0}, "give an elasticity above zero"),
        ({"choke": 1.0}, "give a factor above 1"),
        ({"licensed": 1.5}, "is no share of exports"),
        ({"stock_months": -1.0}, "give a number from 0 on"),
    ],
)
def test_wrong_assumptions_are_refused(assumed, said):
    with pytest.raises(DataError, match=said):
        CriticalInputs(**assumed)


def test_unknown_importers_users_and_lengths_are_refused(world):
    with pytest.raises(LabelError, match="has no users in CHN"):
        CriticalInputs().course(limits(), world, "CHN", months=3)
    with pytest.raises(DataError, match="give a length above zero"):
        course(world, limits(), months=0)
    cars = TIN.model_copy(update={"users": tuple(u.model_copy(update={"sector": "C29"}) for u in TIN.users)})
    with pytest.raises(DataError, match="Tin is used in C29, no sector of world 'toy'"):
        course(world, limits(mineral=cars))


def test_lines_hit_by_two_inputs_stop_no_more_than_all(world):
    twin = limits().inputs[0]
    both = replace(limits(), inputs=(twin, replace(twin, mineral=TIN.model_copy(update={"id": "lead"}))))
    one, two = course(world, limits()), course(world, both)
    assert two.idle[C26, -1] == pytest.approx(1.0 - (1.0 - one.idle[C26, -1]) ** 2)
