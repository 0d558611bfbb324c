"""How long the models of timing take."""

from typing import Any

import pytest

import detente as dt
from detente.diplomacy.timing.attrition import Game, solve


def test_game_of_attrition_over_two_years(benchmark: Any) -> None:
    found = benchmark(solve, Game(), weeks=104)
    assert found.policy.shape == (2, 500, 6)


def test_talks_on_the_bundled_case(benchmark: Any) -> None:
    case = dt.open_case("us-china-2025")
    found = benchmark.pedantic(dt.talks, args=(case, "2025-04-20"), rounds=3)
    assert sum(found.fitted.weights.values()) == pytest.approx(1.0)
