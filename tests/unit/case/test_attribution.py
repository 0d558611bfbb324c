import numpy as np
import pytest

from detente.case.attribution import OTHERS, attribute
from detente.core.errors import LabelError
from detente.economy.longrun import LongRun
from detente.ledger.rules import Rule

SIDES = ("USA", "CHN")


@pytest.fixture(scope="module")
def april(bundled):
    """12 April 2025 on the world of the case."""
    return attribute(bundled, "2025-04-12")


def test_the_five_measures_that_cost_each_side_most(april):
    assert list(april.worst("USA")) == [
        "usa-reciprocal-125",
        "usa-fentanyl-chn-20",
        "chn-reciprocal-125",
        "can-surtax-vehicles",
        "can-surtax-2025-1",
    ]
    assert list(april.worst("CHN")) == [
        "usa-reciprocal-125",
        "chn-reciprocal-125",
        "usa-fentanyl-chn-20",
        "usa-autos-25",
        "usa-border-mex-25",
    ]
    assert all(effect < 0 for side in SIDES for effect in april.worst(side).values())


def test_effects_add_up_to_the_exact_change(april, bundled):
    assert april.certificate.ok
    gap = april.data["welfare"].sum("part") - april.data["change"]
    np.testing.assert_allclose(gap, 0.0, atol=1e-8)
    world, ledger = bundled.ledger.base, bundled.ledger
    before = ledger.wedges(world, on="2025-01-19", as_of="2025-04-12")
    exact = LongRun().solve(world, before, ledger.wedges(world, on="2025-04-12")).data["welfare"]
    np.testing.assert_allclose(april.data["change"], exact.sel(region=list(SIDES)), atol=1e-12)
    assert set(april.measures) == {str(part) for part in april.data["part"].values}


@pytest.mark.parametrize("keep", [0, 3, 100])
def test_small_measures_are_counted_by_authority(april, keep):
    rows = april.table(keep)
    members = [part for row in rows for part in row.members]
    assert sorted(members) == sorted(april.measures)
    for side in SIDES:
        whole = float(april.data["change"].sel(region=side))
        assert sum(row.effect[side] for row in rows) == pytest.approx(whole, abs=1e-8)
    others = [row for row in rows if row.name == OTHERS]
    assert bool(others) == (keep < 100)
    assert len({(row.by, row.authority) for row in others}) == len(others)
    assert all(len(row.members) > 1 and row.measure is None for row in others)
    sums = [sum(row.effect.values()) for row in rows]
    assert sums == sorted(sums)


def test_money_is_the_share_of_base_income(april):
    ratio = april.data["welfare_usd"] / april.data["welfare"]
    for side in SIDES:
        of_side = ratio.sel(region=side).dropna("part")
        assert float(of_side.max()) == pytest.approx(float(of_side.min()))
        assert 1e7 < float(of_side.max()) < 5e7


def test_any_country_and_any_model(bundled, toy):
    model = LongRun(elasticity=4.0, deficits="balanced")
    found = attribute(bundled, "2025-04-12", regions=("ROW",), world=toy, model=model)
    assert list(found.data["region"].values) == ["ROW"]
    assert float(found.data["welfare"].sum()) == pytest.approx(float(found.data["change"].item()), abs=1e-8)
    with pytest.raises(LabelError, match="no region of this attribution"):
        found.worst("USA")


def test_a_rule_is_a_part(bundled, toy):
    cut = Rule(op="set", by="USA", on=("CHN",), value=0.0, why="free trade")
    found = attribute(bundled, "2025-04-12", world=toy, model=LongRun(elasticity=4.0), rules=(cut,))
    row = next(row for row in found.table(100) if row.name.startswith("rule 1"))
    assert row.measure is None
    assert row.effect["CHN"] > 0


def test_a_quiet_day_costs_nobody(bundled, toy):
    found = attribute(bundled, "2025-01-19", world=toy, model=LongRun(elasticity=4.0))
    assert found.table(5) == ()
    assert found.worst("USA") == {}
    np.testing.assert_allclose(found.data["change"], 0.0, atol=1e-12)


@pytest.mark.slow
def test_shapley_names_the_same_largest_measures(bundled, toy):
    path = attribute(bundled, "2025-04-12", world=toy, model=LongRun(elasticity=4.0))
    found = attribute(bundled, "2025-04-12", world=toy, model=LongRun(elasticity=4.0), method="shapley")
    assert found.data.sizes["part"] == len(path.measures) <= 10
    np.testing.assert_allclose(found.data["welfare"].sum("part"), found.data["change"], atol=1e-12)
    assert set(list(found.worst("CHN"))[:2]) == set(list(path.worst("CHN"))[:2])
