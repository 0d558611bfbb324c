import numpy as np
import pytest

from detente.case.ahead import moves_ahead
from detente.case.read import open_case
from detente.core.errors import DataError


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


@pytest.fixture(scope="module")
def found(case):
    return moves_ahead(case, "2025-04-12")


def test_each_side_has_three_moves_under_two_models(found, case):
    assert found.models == ("short run, 12 months", "long run")
    assert [(row.by, row.move) for row in found.moves] == [
        (side, move) for side in case.sides for move in ("all", "half", "more")
    ]
    for row in found.moves:
        assert (row.after > row.before) == (row.move == "more")
        assert all(set(change) == set(case.sides) for change in row.change)


def test_a_move_in_the_long_run_is_what_the_model_says_of_it(found, case):
    from detente.economy.longrun import LongRun

    world = case.ledger.base
    days = [case.ledger.wedges(world, on=day, as_of="2025-04-12") for day in (found.start.on, "2025-04-12")]
    cube = days[1]["tariff"].copy(deep=True)
    pair = {"importer": "USA", "exporter": "CHN"}
    cube.loc[pair] = np.minimum(days[1]["tariff"].loc[pair], days[0]["tariff"].loc[pair])
    welfare = [LongRun().solve(world, days[0], d).data["welfare"] for d in (days[1], days[1].assign(tariff=cube))]
    back = next(row for row in found.moves if (row.by, row.move) == ("USA", "all"))
    for side in case.sides:
        stands, moved = (float(data.sel(region=side)) for data in welfare)
        assert np.expm1(back.change[1][side]) == pytest.approx((1 + moved) / (1 + stands) - 1, abs=1e-7)


def test_before_the_baseline_there_is_no_move(case):
    with pytest.raises(DataError, match="after the baseline"):
        moves_ahead(case, case.head.earlier_baselines[0])
