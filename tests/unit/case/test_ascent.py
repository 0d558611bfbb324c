import numpy as np
import pytest

from detente.case.ascent import ascent
from detente.case.read import open_case
from detente.core.errors import DataError


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


@pytest.fixture(scope="module")
def found(case):
    return ascent(case, "2025-04-12")


def test_every_act_is_a_rung_of_both_models_and_they_add_up(found):
    assert [model.name for model in found.horizons] == ["short run, 12 months", "long run"]
    for model in found.horizons:
        assert len(model.rungs) == len(found.climbed) > 5
        for side in found.case.sides:
            total = sum(rung.change[side] for rung in model.rungs)
            assert total == pytest.approx(model.rungs[-1].value[side], abs=1e-9)


def test_the_rungs_of_the_long_run_end_where_the_day_does(found, case):
    from detente.economy.longrun import LongRun

    world = case.ledger.base
    days = [case.ledger.wedges(world, on=day, as_of="2025-04-12") for day in (found.start.on, "2025-04-12")]
    welfare = LongRun().solve(world, *days).data["welfare"]
    for side in case.sides:
        # days on which hardly a tariff moves are no rungs, so the ladder may end a little beside the law of the day
        assert np.expm1(found.horizons[1].rungs[-1].value[side]) == pytest.approx(
            float(welfare.sel(region=side)), abs=2e-4
        )


def test_before_the_baseline_there_is_no_ladder(case):
    with pytest.raises(DataError, match="after the baseline"):
        ascent(case, case.head.earlier_baselines[0])
