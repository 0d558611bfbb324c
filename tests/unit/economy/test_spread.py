"""Bands by kind and shares of assumptions, on readings whose variance is known."""

import numpy as np
import pytest

from detente.economy.spread import drivers, kinds

RNG = np.random.default_rng(3)
N = 3000


def sample(own=1.0, model=2.0, scenario=0.5):
    """Readings whose parts have these standard deviations; two scenarios, three models, one number."""
    place, kind = RNG.integers(0, 2, N), RNG.integers(0, 3, N)
    x = RNG.uniform(-1.0, 1.0, N)
    effect = np.array([-1.0, 0.0, 1.0])[kind] * model * np.sqrt(1.5)
    y = own * np.sqrt(3.0) * x + effect + scenario * (2.0 * place - 1.0)
    return y, place * 3 + kind, place, kind, x


def test_kinds_add_up_and_are_those_put_in():
    y, combination, place, _, _ = sample()
    found = kinds(y, combination, place)
    assert sum(found.variance.values()) == pytest.approx(y.var(), rel=1e-12)
    assert found.variance["parameters"] == pytest.approx(1.0, rel=0.1)
    assert found.variance["models"] == pytest.approx(4.0, rel=0.1)
    assert found.variance["scenario"] == pytest.approx(0.25, rel=0.3)


def test_bands_hold_their_share_of_the_draws():
    y, combination, place, _, _ = sample()
    found = kinds(y, combination, place)
    lo50, hi50, lo90, hi90 = found.bands["all"]
    assert np.mean((y >= lo50) & (y <= hi50)) == pytest.approx(0.5, abs=0.01)
    assert np.mean((y >= lo90) & (y <= hi90)) == pytest.approx(0.9, abs=0.01)
    low, high = found.bands["parameters"][2:]
    # a uniform number between -sqrt 3 and sqrt 3 has its central 90 % within 0.9 of them
    assert high - low == pytest.approx(2 * 0.9 * np.sqrt(3.0), rel=0.05)


def test_one_scenario_and_one_model_leave_parameters_alone():
    x = RNG.normal(size=400)
    nought = np.zeros(400, dtype=int)
    found = kinds(x, nought, nought)
    assert found.variance == {"parameters": pytest.approx(x.var()), "models": 0.0, "scenario": 0.0}
    assert np.ptp(found.bands["models"]) == 0.0


def test_models_that_do_nothing_get_no_variance():
    """Means of few draws differ by chance; that is not the models' doing."""
    shares = []
    for _ in range(40):
        y, combination = RNG.normal(size=120), np.repeat(np.arange(20), 6)
        found = kinds(y, combination, np.zeros(120, dtype=int))
        shares.append(found.variance["models"] / y.var())
    assert np.mean(shares) < 0.05


def test_shares_are_those_put_in_and_largest_comes_first():
    y, combination, place, kind, x = sample()
    noise = RNG.normal(size=N)
    many = RNG.normal(size=(N, 20))
    found = drivers(y, {"scenario": place, "model": kind}, {"x": x, "noise": noise}, {"many": many}, combination)
    shares = {driver.name: driver.share for driver in found}
    assert [driver.name for driver in found][:3] == ["model", "x", "scenario"]
    total = y.var()
    assert shares["model"] == pytest.approx(4.0 / total, abs=0.03)
    assert shares["x"] == pytest.approx(1.0 / total, abs=0.03)
    assert shares["noise"] == pytest.approx(0.0, abs=0.01)
    assert shares["many"] == pytest.approx(0.0, abs=0.01)


def test_errors_say_how_far_shares_move_between_samples():
    found = []
    for _ in range(30):
        y, combination, _, kind, x = (part[:400] for part in sample())
        found.append({d.name: d for d in drivers(y, {"model": kind}, {"x": x}, {}, combination)})
    for name in ("model", "x"):
        moved = np.std([sample[name].share for sample in found])
        told = np.mean([sample[name].error for sample in found])
        assert 0.5 * moved < told < 2.0 * moved


def test_a_vector_with_too_few_draws_is_left_out():
    y, combination = RNG.normal(size=60), np.zeros(60, dtype=int)
    found = drivers(y, {}, {"x": RNG.normal(size=60)}, {"many": RNG.normal(size=(60, 20))}, combination)
    assert [driver.name for driver in found] == ["x"]


def test_a_linear_vector_gets_its_share():
    many = RNG.normal(size=(N, 10))
    y = many @ np.arange(10.0) + RNG.normal(size=N) * np.sqrt(285.0)
    (found,) = drivers(y, {}, {}, {"many": many}, np.zeros(N, dtype=int))
    assert found.share == pytest.approx(0.5, abs=0.04)


def test_a_reading_that_never_moves_has_no_drivers():
    (found,) = drivers(np.ones(50), {}, {"x": RNG.normal(size=50)}, {}, np.zeros(50, dtype=int))
    assert found.share == 0.0
