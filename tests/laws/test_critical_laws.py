"""Laws of critical inputs over random tables: bounds, and every direction that economics gives."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.economy.critical import CriticalInputs
from detente.ledger.limits import InputLimit, Limits
from detente.ledger.minerals import Mineral
from detente.world.toy import toy_world

WORLD = toy_world()
DAY = date(2025, 4, 1)
SHARE = st.floats(0.05, 0.95)


@st.composite
def stops(draw):
    """A stop of one to three inputs with random shares."""
    inputs = []
    for number in range(draw(st.integers(1, 3))):
        own = draw(st.floats(0.0, 0.8))
        exposed = draw(SHARE)
        mineral = Mineral(
            id=f"input-{number}",
            name="Input",
            importer="USA",
            supplier="CHN",
            stage="mining",
            share=draw(SHARE),
            source="typed",
            own_use=own,
            own_use_low=own / 2,
            own_use_high=(own + 0.9) / 2,
            direct=0.5,
            use_usd_mn=draw(st.floats(1.0, 1_000.0)),
            use_source="typed",
            stock_days=draw(st.floats(0.0, 120.0)),
            users=(
                {
                    "sector": draw(st.sampled_from(["A01", "C13T15", "C26"])),
                    "share": 1.0,
                    "exposed": exposed,
                    "low": exposed / 2,
                    "high": (exposed + 1) / 2,
                },
            ),
        )
        inputs.append(
            InputLimit(
                mineral,
                "banned",
                everyone=True,
                granted=0.0,
                since=DAY,
                review_days=None,
                measures=("act",),
                before=("free", True),
            )
        )
    return Limits(DAY, DAY, tuple(inputs), (), ())


def course(limits, **assumed):
    return CriticalInputs(**assumed).course(limits, WORLD, "USA", months=9)


@given(stops(), st.floats(0.1, 1.0), st.floats(2.0, 100.0))
def test_bounds_hold_on_every_day(limits, substitution, choke):
    found = course(limits, substitution=substitution, choke=choke)
    assert ((found.available >= 1.0 - found.lost[:, None] - 1e-12) & (found.available <= 1.0)).all()
    assert ((found.price >= 1.0) & (found.price <= choke)).all()
    assert ((found.rationed >= 0.0) & (found.rationed < 1.0)).all()
    assert ((found.idle >= 0.0) & (found.idle < 1.0)).all()
    assert (found.push >= 0.0).all()
    # lines are rationed only at the choke price
    assert np.allclose(found.price[found.rationed > 1e-9], choke)
    assert (np.diff(found.stock_days, axis=1) <= 1e-9).all()


@given(stops(), st.floats(0.1, 0.9), st.floats(0.01, 0.1))
def test_easier_substitution_and_higher_choke_prices_stop_fewer_lines(limits, substitution, more):
    lost = course(limits, substitution=substitution).output_lost_usd_mn
    assert (course(limits, substitution=substitution + more).output_lost_usd_mn <= lost + 1e-6).all()
    assert (course(limits, substitution=substitution, choke=60.0).output_lost_usd_mn <= lost + 1e-6).all()


@given(stops(), st.floats(0.0, 6.0), st.floats(0.1, 3.0))
def test_a_larger_stock_never_hurts_and_goods_are_used_once(limits, stock, more):
    small, large = (course(limits, stock_months=s) for s in (stock, stock + more))
    assert (large.output_lost_usd_mn <= small.output_lost_usd_mn + 1e-6).all()
    used = (large.available - small.available).sum(axis=1)
    assert (used <= more * 365 / 12 + 1e-6).all()


@given(stops())
def test_the_ends_of_the_table_hold_the_centre(limits):
    low, centre, high = (course(limits, ends=e).output_lost_usd_mn for e in ("low", "central", "high"))
    assert (low <= centre + 1e-6).all()
    assert (centre <= high + 1e-6).all()
