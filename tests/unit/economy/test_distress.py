import numpy as np
import pytest

from detente.core.errors import DataError
from detente.economy.distress import Firms, cash_needed, share_failing

DAYS = (15, 30, 60, 90)


def one(firms, exposed=0.1, fall=0.9, days=DAYS):
    return share_failing(firms, np.array([exposed]), np.array([fall]), days)[:, 0]


def test_quadrature_agrees_with_simulated_firms():
    firms = Firms(market_share=0.4, committed_days=20.0)
    rng = np.random.default_rng(3)
    share = rng.beta(0.8, 1.2, 400_000)
    cash = 30.0 * np.exp(0.8 * rng.standard_normal(share.size))
    fall = np.array(0.8)
    simulated = [(cash <= cash_needed(firms, share, fall, day)).mean() for day in DAYS]
    np.testing.assert_allclose(one(firms, fall=0.8), simulated, atol=2e-3)


def test_firms_that_live_from_one_market_without_commitments():
    """Four fifths of sales there, orders down by nine tenths, nothing committed: 13 % by day 90."""
    firms = Firms(market_share=0.8, concentration=1e5, committed_days=0.0)
    assert one(firms)[-1] == pytest.approx(0.13, abs=0.01)


def test_at_the_sectors_average_exposure_nobody_fails():
    firms = Firms(market_share=0.141, concentration=1e5, committed_days=0.0)
    assert (one(firms, exposed=0.141) == 0.0).all()


def test_what_makes_firms_fail_sooner():
    base = one(Firms())
    assert (np.diff(base) > 0.0).all()
    for change in (
        {"buffer_days": 15.0},
        {"committed_days": 60.0},
        {"market_share": 0.6},
        {"variable_cost": 0.78},
    ):
        assert (one(Firms(**change))[1:] >= base[1:]).all(), change
        assert one(Firms(**change))[-1] > base[-1], change
    assert (one(Firms(credit=1.0)) < base).all()
    assert (one(Firms(), fall=0.5) < base).all()


def test_no_sales_or_no_fall_is_no_distress():
    assert (one(Firms(), exposed=0.0) == 0.0).all()
    assert (one(Firms(), fall=0.0) == 0.0).all()
    assert (one(Firms(), fall=-0.3) == 0.0).all()


def test_cash_is_burnt_first_by_what_was_ordered_then_by_fixed_cost():
    firms = Firms(committed_days=10.0)
    need = [float(cash_needed(firms, np.array(1.0), np.array(1.0), day)) for day in (0, 5, 10, 20)]
    first, later = (0.2 - 0.25 + 1.0) / 0.95, 0.2 / 0.95
    assert need == pytest.approx([0.0, 5 * first, 10 * first, 10 * first + 10 * later])


@pytest.mark.parametrize(
    "wrong",
    [{"buffer_days": 0.0}, {"fixed_cost": 0.4}, {"market_share": 1.0}, {"credit": -0.1}, {"committed_days": -1.0}],
)
def test_firms_that_cannot_be_are_refused(wrong):
    with pytest.raises(DataError):
        Firms(**wrong)
