"""Laws of the zone of agreement, on random packages."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.strategy.bargain import Payoffs, Worth, nash_point, zone

D = 40


def payoffs(seed, face=1.0):
    """Random packages: 30 rows of jointly valued levers times 3 of the others."""
    rng = np.random.default_rng(seed)

    def worth(spread, shift=0.0):
        return Worth(rng.normal(size=(30, 3)), rng.normal(size=(3, D)), spread * rng.normal(size=(3, D)) + shift)

    def cost():
        return Worth(face * rng.uniform(size=(30, 1)), rng.uniform(size=(1, D)), face * rng.uniform(size=(3, D)))

    patience = rng.uniform(0.5, 0.99, size=(2, D))
    return Payoffs(
        surplus=(worth(1.0), worth(1.0)),
        face=(cost(), cost()),
        margin=(worth(1.0, 0.5), worth(1.0, 0.5)),
        patience=(patience[0], patience[1]),
        allowed=rng.uniform(size=(30, 3)) < 0.9,
    )


seeds = st.integers(0, 10_000)


@settings(max_examples=20, deadline=None)
@given(seeds, st.floats(0.01, 2.0))
def test_a_better_way_out_shrinks_the_zone(seed, more):
    mine = payoffs(seed)
    before, after = zone(mine), zone(mine, (more, 0.0))
    assert (after.probability <= before.probability).all()
    assert after.nonempty <= before.nonempty


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_dropping_face_and_enforcement_enlarges_it(seed):
    mine = payoffs(seed)
    plain, bare, free = zone(mine), zone(payoffs(seed, face=0.0)), zone(replace(mine, margin=None))
    assert (plain.probability <= bare.probability).all()
    assert (plain.probability <= free.probability).all()
    assert bare.share.mean() > 0.0


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_every_draw_is_in_the_zone_or_has_a_reason(seed):
    found = zone(payoffs(seed, face=3.0), (1.0, 1.0))
    assert np.isclose(found.nonempty + sum(found.why_empty.values()), 1.0)
    assert found.hits.mean() == found.nonempty


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_swapping_the_sides_swaps_the_answer(seed):
    mine = payoffs(seed)
    swapped = Payoffs(
        surplus=mine.surplus[::-1],
        face=mine.face[::-1],
        margin=mine.margin[::-1],
        patience=mine.patience[::-1],
        allowed=mine.allowed,
    )
    one, two = zone(mine, (0.3, 0.1)), zone(swapped, (0.1, 0.3))
    assert (one.probability == two.probability).all()
    assert np.allclose(one.surplus[0], two.surplus[1])


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_it_says_what_going_through_all_packages_says(seed):
    mine, d = payoffs(seed), (0.2, 0.1)
    found = zone(mine, d)
    for m in (0, 7, 29):
        for k in range(3):
            at = (np.array([m]), np.array([k]))
            inside = np.ones(D, dtype=bool)
            for i in (0, 1):
                inside &= mine.surplus[i].of(*at)[0] - mine.face[i].of(*at)[0] > d[i]
                inside &= mine.margin[i].of(*at)[0] >= mine.patience[i] * d[i]
            # single precision may turn a draw that is just at the edge
            assert abs(found.probability[0, m, k] - mine.allowed[m, k] * inside.mean()) <= 1.0 / D


def test_without_a_format_the_zone_is_empty_for_that_reason():
    found = zone(payoffs(1), admissible=())
    assert found.nonempty == 0.0
    assert found.why_empty["format"] == 1.0
    assert not found.probability.any()


@settings(max_examples=30, deadline=None)
@given(st.floats(0.05, 0.95), st.floats(0.5, 3.0))
def test_the_nash_point_of_a_concave_frontier(tau, size):
    # a + b = size: the first side gets the share tau of what there is
    a = np.linspace(0.0, size, 4001)
    best = nash_point((a, size - a), tau=tau)
    assert abs(a[best] - tau * size) <= size / 4000


def test_all_weight_on_one_side_gives_it_everything():
    a = np.linspace(0.01, 1.0, 100)
    b = 1.01 - a
    assert nash_point((a, b), tau=1.0) == 99
    assert nash_point((a, b), tau=0.0) == 0
    assert nash_point((-a, b)) == -1
