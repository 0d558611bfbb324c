"""The pure steps that make the bundled world, on numbers small enough to check by hand."""

import numpy as np
import pytest

from detente.core.errors import CheckFailed
from detente.world.calibration import base_tariffs, elasticities, labour, product_lines, services, update
from detente.world.calibration.balance import balance
from detente.world.load import load_concordance


def test_balance_meets_both_margins_and_keeps_zeros():
    seed = np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 1.0]])
    found = balance(seed, np.array([4.0, 6.0]), np.array([5.0, 3.0, 2.0]))
    assert found.sum(axis=1) == pytest.approx([4.0, 6.0])
    assert found.sum(axis=0) == pytest.approx([5.0, 3.0, 2.0])
    assert found[0, 2] == 0
    odds = [m[0, 0] * m[1, 1] / (m[0, 1] * m[1, 0]) for m in (found, seed)]
    assert odds[0] == pytest.approx(odds[1])


def test_balance_says_when_a_margin_cannot_be_met():
    with pytest.raises(CheckFailed, match="no positive seed"):
        balance(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([1.0, 1.0]), np.array([1.0, 1.0]))


def table():
    flows = np.array([[[60.0, 90.0], [20.0, 5.0]], [[10.0, 5.0], [80.0, 70.0]]])
    output = flows.sum(axis=0)
    use = np.array([[[0.2, 0.1], [0.2, 0.3]], [[0.3, 0.1], [0.1, 0.2]]]) * output[:, None, :]
    return services.Table(flows, use)


def test_moved_meets_totals_and_fixed_cells():
    base = table()
    known = np.array([12.0, np.nan])
    new = update.moved(base, base.flows, np.array([1.1, 0.9]), {(0, 1): known})
    assert new.flows[0, 1, 0] == 12.0
    assert new.output == pytest.approx(base.output * np.array([1.1, 0.9])[:, None])
    assert (new.spending >= new.input_use.sum(axis=2)).all()
    before = base.input_use / base.output[:, None, :]
    assert new.input_use / new.output[:, None, :] == pytest.approx(before)


def test_moved_raises_spending_where_inputs_exceed_it():
    base = table()
    use = base.input_use.copy()
    use[0, 0] *= base.spending[0, 0] * 1.05 / use[0, 0].sum()
    new = update.moved(services.Table(base.flows, use), base.flows, np.ones(2), {})
    assert (new.spending >= new.input_use.sum(axis=2)).all()


def test_with_mix_keeps_the_level_of_each_partner():
    flows = np.full((6, 3, 3), 10.0)
    new = update.with_mix(flows, 0, {(1, 2): {0: 1.0, 1: 3.0}})
    assert new[0, 1:, :2].sum() == pytest.approx(40.0)
    assert new[0, 1:, 1].sum() == pytest.approx(3 * new[0, 1:, 0].sum())
    assert new[0, 0].tolist() == [10.0] * 3
    assert new[1:].tolist() == flows[1:].tolist()


def test_with_mix_never_takes_most_of_an_exporters_output():
    flows = np.full((2, 2, 2), 10.0)
    new = update.with_mix(flows, 0, {(1,): {0: 1.0, 1: 99.0}})
    assert new[0, 1].tolist() == pytest.approx([0.2, 10.0])


def test_base_tariffs_are_capped_replaced_and_zero_at_home():
    third = np.full((2, 2, 1), 0.9)
    t = base_tariffs.composed(third, {0: {(1, 0): 0.12346}}, (True, False))
    assert t[0, 1].tolist() == [0.1235, 0.0]
    assert t[1, 0].tolist() == [0.3, 0.0]
    assert t[0, 0].tolist() == [0.0, 0.0]


def test_collected_rates_give_a_unions_rate_to_its_members_and_pool_the_rest():
    customs = {("EU27", 0): (100.0, 5.0), ("ECU", 0): (50.0, 1.0), ("IRQ", 0): (50.0, 3.0)}
    cells = base_tariffs.collected(customs, {"EU27": (1, 2), "ECU": (), "IRQ": ()}, 3)
    assert cells == {(1, 0): 0.05, (2, 0): 0.05, (3, 0): 0.04}


def test_closed_meets_every_identity_and_caps_inputs():
    base = table()
    use = base.input_use.copy()
    use[0, :, 0] *= 1.2 * base.output[0, 0] / use[0, :, 0].sum()
    tariff = np.zeros((2, 2, 2))
    tariff[0, 1, 0] = 0.25
    arrays, capped = base_tariffs.closed(services.Table(base.flows, use), tariff)
    assert capped == [(0, 0)]
    output = arrays["flows"].sum(axis=0)
    assert (output - arrays["input_use"].sum(axis=1)) == pytest.approx(arrays["value_added"])
    spending = (arrays["flows"] * (1 + tariff)).sum(axis=1)
    assert (spending - arrays["input_use"].sum(axis=2)) == pytest.approx(arrays["final_use"])
    assert arrays["value_added"].min() > 0


def test_sector_means_are_weighted_or_simple_without_weights():
    means = base_tariffs.sector_means(
        np.array([0.1, 0.3, 0.2, 0.4]), np.array([1.0, 3.0, 0.0, 0.0]), ("A", "A", "B", "B")
    )
    assert means == pytest.approx({"A": 0.25, "B": 0.3})


def test_every_goods_sector_has_an_elasticity_of_each_paper_or_the_fallback():
    sectors = tuple(load_concordance().sectors)
    named = {name: {s for members, _ in entries for s in members} for name, entries in elasticities.SETS.items()}
    for name in ("cp", "fgo", "bsy", "shap", "ll"):
        assert set(sectors[:27]) <= named[name]
    rows = {(n, r): 20.0 for n, entries in elasticities.SETS.items() for _, numbers in entries for r in numbers}
    sets, clipped = elasticities.rekeyed(rows, sectors)
    assert sets["u4"].tolist() == [4.0] * 50
    assert sets["cp"][0] == 12.0
    assert clipped["cp"][0] == "A01 20"
    assert clipped["u4"] == []


def test_labour_is_spread_by_value_added():
    sectors = tuple(load_concordance().sectors)
    value_added = np.zeros(50)
    value_added[:3] = 1.0, 2.0, 1.0
    persons = labour.spread({"agriculture": 40.0, "industry": 5.0, "services": 5.0}, labour.BROAD, value_added, sectors)
    assert persons[:3].tolist() == [10.0, 20.0, 10.0]
    assert persons.sum() == 40.0


@pytest.mark.parametrize("groups", [labour.BROAD, labour.FOURTEEN])
def test_labour_groups_cover_every_sector_once(groups):
    members = [name for group in groups.values() for name in group]
    assert sorted(members) == sorted(load_concordance().sectors)


def test_specific_duties_become_what_was_collected():
    schedule = {
        "01012100": (0.0, "free"),
        "02011005": (0.0, "specific"),
        "04022950": (0.149, "compound"),
        "24031920": (0.0, "specific"),
        "99030101": (0.25, "other"),
    }
    imports = {("JPN", "02011005"): (100.0, 4.4), ("JPN", "04022950"): (100.0, 5.0), ("KOR", "24031920"): (100.0, 0.0)}
    duties, counts = product_lines.ad_valorem(schedule, imports, ("JPN",))
    assert duties == {"01012100": 0.0, "02011005": 0.044, "04022950": 0.149, "24031920": 0.0}
    assert counts == {"free": 1, "specific": 2, "compound": 1, "not ad valorem and not imported": 1}


def test_chinas_levels_split_into_the_ordinary_duty_and_the_lists():
    days = (
        "2018-01-01", "2018-04-02", "2018-05-01", "2018-07-01", "2018-07-06", "2018-08-23", "2018-09-24", "2018-11-01",
        "2019-01-01", "2019-06-01",
    )  # fmt: skip
    car = (25.0, 25.0, 25.0, 15.0, 40.0, 40.0, 40.0, 40.0, 15.0, 15.0)
    part = (10.0, 10.0, 10.0, 6.0, 6.0, 6.0, 11.0, 11.0, 6.0, 6.0)
    pork = (12.0, 37.0, 37.0, 37.0, 62.0, 62.0, 62.0, 62.0, 62.0, 62.0)
    pump = (10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 15.0, 13.0, 12.9, 22.9)
    meal = (5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 0.0, 0.0)
    coal = (3.0, 3.0, 3.0, 3.0, 3.0, 28.0, 28.0, 28.0, 28.0, 28.0)
    levels = {
        code: dict(zip(days, level, strict=True))
        for code, level in (
            ("8703220000", car), ("8708999900", part), ("0203110000", pork), ("8413500000", pump), ("2306900000", meal),
            ("2701190000", coal),
        )
    }  # fmt: skip
    split = product_lines.chinese_duties(levels, {"841350": 5.0}, ["841351"])
    assert split["mfn"] == pytest.approx(
        {
            "870322": 0.15,
            "870899": 0.06,
            "020311": 0.12,
            "841350": 0.079,
            "841351": 0.079,
            "230690": 0.0,
            "270119": 0.03,
        }
    )
    expected = {
        "232": {"020311": 0.25},
        "301-list-1": {"020311": 0.25},
        "301-list-2": {"270119": 0.25},
        "301-list-3-2018": {"841350": 0.05, "841351": 0.05},
        "301-list-3": {"841350": 0.15, "841351": 0.15},
        "301-list-4": {"841350": 0.05, "841351": 0.05},
        "301-list-4-halved": {"841350": 0.025, "841351": 0.025},
        "301-cars-1": {"870322": 0.25},
        "301-cars-2": {"870322": 0.25},
        "301-cars": {"870322": 0.25, "870899": 0.05},
    }
    assert set(expected) == set(product_lines.ANSWERS)
    for name, rates in expected.items():
        assert {code: rate for code, rate in split[name].items() if rate} == pytest.approx(rates), name
    assert (split["own"]["841350"], split["own"]["841351"]) == (1.0, 0.0)


def test_codes_of_another_edition_go_with_their_heading():
    known = {"851711": "C26", "851713": "C26", "850110": "C27"}
    found = product_lines.extended_concordance(known, ["851712", "850199", "990000"])
    assert found == {"850110": "C27", "850199": "C27", "851711": "C26", "851712": "C26", "851713": "C26"}


def test_usmca_shares_are_weighted_by_imports():
    imports = {("CAN", "0101300010"): 30.0, ("CAN", "0101300020"): 10.0, ("MEX", "0101300010"): 5.0}
    claimed = {("CAN", "0101300010"): 1.0, ("MEX", "0101300010"): 0.5}
    assert product_lines.usmca_shares(claimed, imports, "CAN") == {"01013000": 0.75}
    assert product_lines.usmca_shares(claimed, imports, "MEX") == {"01013000": 0.5}
