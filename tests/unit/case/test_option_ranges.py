"""Key figures under several sets of elasticities."""

import pytest

from detente.case.option_ranges import BEST, COST, PEAK, TURNING, WHOLE, elasticity_ranges
from detente.ledger.wedges import wedges
from detente.world.load import load_world

SIDES = ("USA", "CHN")
RATES = {"USA": (0.1, 0.6), "CHN": (0.1, 0.4)}


@pytest.fixture(scope="module")
def rows():
    world = load_world("toy")
    before = wedges(world)
    now = wedges(world, {SIDES: RATES["USA"][1], SIDES[::-1]: RATES["CHN"][1]})
    return elasticity_ranges(world, SIDES, before, now, RATES, 12.0)


def of(rows, player, model, what):
    (row,) = (r for r in rows if (r.player, r.model, r.what) == (player, model, what))
    return row.values


def test_every_figure_is_there_for_both_sides_and_models(rows):
    assert {(r.player, r.model, r.what) for r in rows} == {
        (side, model, what)
        for side in SIDES
        for model in ("long run", "short run, 12 months")
        for what in (PEAK, BEST, COST, TURNING, WHOLE)
    }


def test_more_substitutes_mean_lower_rates(rows):
    for side in SIDES:
        for what in (PEAK, BEST):
            values = of(rows, side, "long run", what)
            assert values["fgo doubled"] < values["fgo"] < values["fgo halved"]


def test_the_rate_in_force_never_beats_the_best(rows):
    assert all(value >= -1e-9 for r in rows if r.what == COST for value in r.values.values())
