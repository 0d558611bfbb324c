"""The game of attrition: recursion against enumeration, limits, symmetry and properties that are built in."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from detente.diplomacy.timing.attrition import (
    ACTIONS,
    FROZEN,
    OFFERED,
    RUNGS,
    SIZE,
    WORKING,
    Game,
    solve,
    state,
    sweep,
    table_within,
)

TOP = state(4, 2, WORKING, 0)
SOFT = ACTIONS.index("soft")


def toy(rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Four states, two actions, one of them not legal in one state."""
    chance = rng.dirichlet(np.ones(4), (2, 4, 2))
    cost = rng.uniform(0.0, 1.0, (2, 4, 2))
    cost[0, 2, 1] = np.inf
    return chance, rng.normal(size=(4, 2)), cost, rng.normal(size=(4, 2))


def tree(chance, flow, cost, end, precision, factor, steps, s):
    """Value of both sides and choices at one state by walking the whole tree."""
    if steps == 0:
        return end[s], None
    below = [tree(chance, flow, cost, end, precision, factor, steps - 1, n)[0] for n in range(4)]
    value, choices = flow[s].copy(), []
    for mover in (0, 1):
        legal = [a for a in (0, 1) if np.isfinite(cost[mover, s, a])]
        ahead = {a: factor * sum(chance[mover, s, a, n] * below[n] for n in range(4)) for a in legal}
        q = np.array([ahead[a][mover] - cost[mover, s, a] for a in legal])
        p = np.exp(precision * (q - q.max()))
        p /= p.sum()
        choices.append(dict(zip(legal, p, strict=True)))
        value[mover] += 0.5 * p @ q
        value[1 - mover] += 0.5 * sum(p[n] * ahead[a][1 - mover] for n, a in enumerate(legal))
    return value, choices


@pytest.mark.parametrize("precision", [0.0, 0.7, 5.0])
def test_recursion_equals_the_tree(precision: float) -> None:
    chance, flow, cost, end = toy(np.random.default_rng(3))
    values, policy = sweep(csr_array(chance.reshape(-1, 4)), flow, cost, end, precision, 0.9, 3)
    for s in range(4):
        expected, choices = tree(chance, flow, cost, end, precision, 0.9, 3, s)
        assert values[s] == pytest.approx(expected, abs=1e-12)
        for mover in (0, 1):
            assert {a: policy[mover, s, a] for a in choices[mover]} == pytest.approx(choices[mover], abs=1e-12)


def test_no_precision_is_chance_and_much_is_the_best_move() -> None:
    chance, flow, cost, end = toy(np.random.default_rng(5))
    moves = csr_array(chance.reshape(-1, 4))
    _, policy = sweep(moves, flow, cost, end, 0.0, 0.9, 1)
    assert policy[1] == pytest.approx(np.full((4, 2), 0.5))
    assert policy[0, 2] == pytest.approx([1.0, 0.0])
    _, policy = sweep(moves, flow, cost, end, 1e6, 0.9, 1)
    q = 0.9 * (chance[0] @ end)[:, :, 0] - cost[0]
    assert policy[0].argmax(axis=1) == pytest.approx(q.argmax(axis=1))
    assert policy.max(axis=2) == pytest.approx(np.ones((2, 4)))


def test_choices_add_up_and_transitions_too() -> None:
    found = solve(Game(), weeks=26)
    assert found.policy.sum(axis=2) == pytest.approx(np.ones((2, SIZE)))
    assert found.transitions.sum(axis=1) == pytest.approx(np.ones(2 * (SIZE + RUNGS) * len(ACTIONS)))


def test_swapping_the_sides_swaps_the_result() -> None:
    one = solve(Game(asking=(2.0, 6.0), pain_weight=(0.5, 1.5)), weeks=26)
    two = solve(Game(asking=(6.0, 2.0), pain_weight=(1.5, 0.5)), weeks=26)
    here, there = state(3, 2, OFFERED, 1), state(3, 2, OFFERED + 1, 2)
    assert one.values[here, 0] == pytest.approx(two.values[there, 1], rel=1e-9)
    assert one.policy[0, here] == pytest.approx(two.policy[1, there], abs=1e-9)


def test_an_offer_that_is_accepted_ends_at_the_table() -> None:
    found = solve(Game(), weeks=26)
    row = (1 * (SIZE + RUNGS) + state(4, 2, OFFERED, 0)) * len(ACTIONS) + SOFT
    assert found.transitions[[row], :].toarray()[0, SIZE + 4] == 1.0


def weeks_chance(game: Game, start: int = TOP) -> float:
    return float(table_within(solve(game), start, 8)[-1])


def test_properties_built_into_the_game() -> None:
    """Of the model, not evidence: asking costs and anger delay, pain hastens, a channel helps."""
    base = weeks_chance(Game())
    assert weeks_chance(Game(asking=(8.0, 8.0))) < base
    assert weeks_chance(Game(asking=(0.0, 0.0))) > base
    assert weeks_chance(Game(), state(4, 2, FROZEN, 0)) < base
    assert weeks_chance(Game(), state(4, 2, WORKING, 1)) < base
    assert 0.0 < base < 1.0


def test_pain_and_a_rival_who_asked_raise_the_chance_of_an_offer_taken() -> None:
    offered = state(4, 1, OFFERED, 0)
    base = solve(Game())
    cheap = solve(replace(Game(), asking=(4.0, 1.0)))
    assert cheap.policy[1, offered, SOFT] > base.policy[1, offered, SOFT]
    hurt = solve(replace(Game(), pain_weight=(1.0, 4.0)))
    assert hurt.policy[1, state(2, 3, WORKING, 0), SOFT] > base.policy[1, state(2, 3, WORKING, 0), SOFT]
