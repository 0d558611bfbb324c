"""How long the models of timing take."""

from typing import Any

import numpy as np
import pytest

import detente as dt
from detente.diplomacy.timing.attrition import Stakes, solve
from detente.diplomacy.timing.priors import draw, from_normal


def test_game_of_attrition_over_two_years(benchmark: Any) -> None:
    theta = np.ascontiguousarray(from_normal(draw(1, 1)).T)
    found = benchmark(solve, Stakes(), theta, weeks=104, moves_per_week=1.0)
    assert found.shape == (500, 2, 1)


def test_games_of_a_bank_together(benchmark: Any) -> None:
    theta = np.ascontiguousarray(from_normal(draw(64, 1)).T.astype(np.float32))
    found = benchmark.pedantic(solve, args=(Stakes(), theta, 52), rounds=2)
    assert np.isfinite(found).all()


def test_talks_on_the_bundled_case(benchmark: Any) -> None:
    case = dt.open_case("us-china-2025")
    found = benchmark.pedantic(dt.talks, args=(case, "2025-04-20"), rounds=3)
    assert sum(found.fitted.weights.values()) == pytest.approx(1.0)
