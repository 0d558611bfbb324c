import pytest


def varied(findings):
    return [spread for spread in findings.spread if spread.share]


def test_the_central_value_lies_inside_every_range(findings):
    assert len(varied(findings)) >= 6
    for spread in varied(findings):
        for name in findings.readings:
            assert spread.low[name] - 1e-12 <= findings.headline[name] <= spread.high[name] + 1e-12


def test_shares_of_the_spread_add_to_one(findings):
    for name in findings.readings:
        assert sum(spread.share[name] for spread in varied(findings)) == pytest.approx(1.0)


def test_the_draws_are_one_of_the_assumptions(findings):
    draws = next(spread for spread in findings.spread if spread.assumption.id == "elasticity-draws")
    low, high = findings.ensemble.band(0.9)
    for index, name in enumerate(findings.readings):
        assert draws.low[name] == pytest.approx(min(low[index], findings.headline[name]))
        assert draws.high[name] == pytest.approx(max(high[index], findings.headline[name]))


def test_assumptions_that_cannot_matter_on_this_world_do_not(findings):
    """The toy world has no record of waivers; lists of Canada and Mexico bear on the rest of the world only."""
    waivers = next(spread for spread in findings.spread if spread.assumption.id == "china-waivers")
    assert not waivers.share
    mix = next(spread for spread in findings.spread if spread.assumption.id == "china-product-mix")
    assert mix.high["welfare CHN"] > mix.low["welfare CHN"]
