"""The game of attrition: recursion against enumeration, limits, symmetry and properties that are built in."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from detente.diplomacy.timing.attrition import (
    ACTIONS,
    ASK,
    EASE,
    ESCALATE,
    FROZEN,
    HARD,
    HOSTILE,
    OFFERED,
    SIZE,
    TABLE,
    WORKING,
    Circumstances,
    Rules,
    Stakes,
    after,
    choices,
    rules,
    solve,
    state,
    sweep,
)
from detente.diplomacy.timing.meeting import meet_within, walk_on
from detente.diplomacy.timing.priors import MEDIANS, NAMES, draw, from_normal

STAKES = Stakes()
TOP = state(4, 2, WORKING, 0)


def theta(**values: float) -> np.ndarray:
    """One draw at the medians, with some parameters set."""
    found = from_normal(np.zeros((1, len(MEDIANS)))).T
    for name, value in values.items():
        found[NAMES.index(name)] = value
    return found


def toy(rng: np.random.Generator) -> tuple[np.ndarray, Rules, np.ndarray, np.ndarray, np.ndarray]:
    """Four states, two actions, one of them not legal in one state, one a meeting that may end in a deal."""
    chance = rng.dirichlet(np.ones(4), (2, 4, 2))
    legal = np.ones((2, 4, 2), dtype=bool)
    legal[0, 2, 1] = False
    deal = csr_array(rng.normal(size=(1, 4)) * 0.01)
    given = Rules(csr_array(chance.reshape(-1, 4)), deal, np.array([5]), legal)
    return chance, given, rng.normal(size=(4, 2, 1)), rng.uniform(0, 1, (2, 4, 2, 1)), rng.normal(size=(4, 2, 1))


def tree(chance, deal, legal, flow, cost, end, share, factor, steps, s):
    """Value of both sides at one state by walking the whole tree."""
    if steps == 0:
        return end[s, :, 0]
    below = np.array([tree(chance, deal, legal, flow, cost, end, share, factor, steps - 1, n) for n in range(4)])
    value = flow[s, :, 0].copy()
    for mover in (0, 1):
        open_to = [a for a in (0, 1) if legal[mover, s, a]]
        ahead = {}
        for a in open_to:
            ahead[a] = chance[mover, s, a] @ below
            if (mover * 4 + s) * 2 + a == 5:
                ahead[a] = ahead[a] + share * (deal.toarray()[0] @ below)
            ahead[a] = factor * ahead[a]
        q = np.array([ahead[a][mover] - cost[mover, s, a, 0] for a in open_to])
        p = np.exp(q) / np.exp(q).sum()
        value[mover] += 0.5 * np.log(np.exp(q).sum())
        value[1 - mover] += 0.5 * sum(p[n] * ahead[a][1 - mover] for n, a in enumerate(open_to))
    return value


def test_recursion_equals_the_tree() -> None:
    chance, given, flow, cost, end = toy(np.random.default_rng(3))
    values = sweep(given, flow, cost, end, (np.array([0.4]), np.array([0.9])), 3)
    for s in range(4):
        expected = tree(chance, given.deal, given.legal, flow, cost, end, 0.4, 0.9, 3, s)
        assert values[s, :, 0] == pytest.approx(expected, abs=1e-12)


def test_choices_add_up_and_transitions_too() -> None:
    par = theta()
    policy = choices(STAKES, par, solve(STAKES, par, 26), np.arange(SIZE), Circumstances())
    assert policy.sum(axis=2) == pytest.approx(np.ones((2, SIZE, 1)))
    given = rules(STAKES)
    assert given.transitions.sum(axis=1) == pytest.approx(np.ones(2 * SIZE * len(ACTIONS)))
    assert given.deal.sum(axis=1) == pytest.approx(np.zeros(len(given.meets)))
    assert policy[0, state(0, 1, WORKING, 0), EASE] == 0.0
    assert policy[0, state(2, 1, OFFERED, 0), ASK] == 0.0


def test_stakes_that_weigh_nothing_leave_costs_alone() -> None:
    par = theta(precision=1e-9, inertia=1e-9, asking_a=1e-9, asking_b=1e-9, giving=1e-9, anger=1e-9, courtesy=1e-9)
    policy = choices(STAKES, par, solve(STAKES, par, 0), np.array([TOP]), Circumstances())
    assert policy[0, 0, :, 0] == pytest.approx(np.full(len(ACTIONS), 1 / len(ACTIONS)), abs=1e-6)
    # With weeks to come a state with more to choose from is worth more, by the log of the number of actions.
    values = solve(STAKES, par, 1, 0.5)
    more, less = values[state(2, 1, WORKING, 0), 0, 0], values[state(2, 0, WORKING, 0), 0, 0]
    assert more - less == pytest.approx(0.5 * np.log(7 / 6), abs=1e-6)
    # At the top rung escalation changes nothing but the channel, so with large stakes some other move is certain.
    sharp = theta(precision=50.0)
    certain = choices(STAKES, sharp, solve(STAKES, sharp, 26), np.array([TOP]), Circumstances())
    assert certain[0, 0, :, 0].max() > 0.999


def test_swapping_the_sides_swaps_the_result() -> None:
    loss = ((0.0, -0.1, 0.1, 0.4, 1.0), (0.0, 0.1, 0.2, 0.5, 1.0))
    one, two = theta(asking_a=0.4, asking_b=1.5, pain_a=0.5), theta(asking_a=1.5, asking_b=0.4, pain_b=0.5)
    for par in (one, two):
        par[NAMES.index("isolation")] = 0.0
    first, second = solve(Stakes(loss), one, 26), solve(Stakes(loss[::-1]), two, 26)
    here, there = state(3, 2, OFFERED, 1), state(3, 2, OFFERED + 1, 2)
    assert first[here, 0] == pytest.approx(second[there, 1], rel=1e-9)
    assert first[here, 1] == pytest.approx(second[there, 0], rel=1e-9)


def test_draws_solved_together_are_those_solved_alone() -> None:
    par = from_normal(draw(4, 7)).T
    together = solve(STAKES, par, 10)
    for n in range(4):
        assert together[:, :, n] == pytest.approx(solve(STAKES, par[:, [n]], 10)[:, :, 0], rel=1e-10)


def test_what_a_move_leads_to() -> None:
    assert after(0, ASK, 3, OFFERED + 1, 2) == (3, TABLE, 0)
    assert after(0, ASK, 3, TABLE, 2) == (3, TABLE, 0)
    assert after(0, ASK, 3, FROZEN, 2) == (3, WORKING, 2)
    assert after(1, ASK, 3, WORKING, 2) == (3, OFFERED + 1, 2)
    assert after(0, HARD, 3, OFFERED + 1, 0) == (3, FROZEN, HOSTILE)
    assert after(1, ESCALATE, 3, TABLE, 0) == (4, WORKING, HOSTILE + 1)


def soon(par: np.ndarray, start: int = TOP, now: Circumstances | None = None, forbidden: tuple[int, ...] = ()) -> float:
    """Chance of a meeting within eight weeks."""
    binds = Circumstances() if now is None else now
    values = solve(STAKES, par, 52, forbidden=forbidden)
    met = meet_within(STAKES, par, values, binds, 32, forbidden)
    return float(met[-1, start, 0])


def test_properties_built_into_the_game() -> None:
    """Of the model, not evidence: costs of asking, public words and disputes delay; isolation and offers hasten."""
    base = soon(theta())
    assert 0.0 < base < 1.0
    assert soon(theta(asking_a=3.0, asking_b=3.0)) < base < soon(theta(asking_a=0.01, asking_b=0.01))
    assert soon(theta(), state(4, 2, FROZEN, 0)) < base < soon(theta(), state(4, 2, OFFERED, 0))
    assert soon(theta(), now=Circumstances(bound=(2.0, 2.0))) < base
    assert soon(theta(), now=Circumstances(dispute=1.0)) < base
    assert soon(theta(), now=Circumstances(asked=(0.9, 0.9))) > base
    assert soon(theta(), now=Circumstances(isolation=1.0)) > base


@pytest.mark.parametrize("seed", range(3))
def test_an_occasion_or_a_mediator_never_lowers_the_chance(seed: int) -> None:
    par = from_normal(draw(8, seed)).T
    values = solve(STAKES, par, 26)
    without = meet_within(STAKES, par, values, Circumstances(), 16)
    with_ = meet_within(STAKES, par, values, Circumstances(occasion=True), 16)
    away = [state(r, p, c, u) for r in range(5) for p in range(4) for c in (WORKING, OFFERED) for u in (0, 1, 2)]
    assert (with_[-1][away] >= without[-1][away] - 1e-9).all()


def test_a_meeting_chance_by_backward_steps_is_that_of_a_walk() -> None:
    """Without meetings counted twice: walk one step at a time and take away what meets."""
    par = theta()
    values = solve(STAKES, par, 26)
    met = meet_within(STAKES, par, values, Circumstances(), 1)
    start = np.zeros((SIZE, 1))
    start[state(4, 2, OFFERED, 0)] = 1.0
    table = np.array([np.unravel_index(s, (5, 4, 5, 5))[2] == TABLE for s in range(SIZE)])
    walked = walk_on(STAKES, par, values, Circumstances(), start, 1)
    assert walked.sum() == pytest.approx(1.0)
    assert walked[table].sum() == pytest.approx(met[1, state(4, 2, OFFERED, 0), 0])


def test_draws_fill_the_prior() -> None:
    found = from_normal(draw(512, 3))
    assert (found > 0.0).all()
    assert (found[:, NAMES.index("deal")] < 1.0).all()
    assert np.median(found[:, NAMES.index("inertia")]) == pytest.approx(5.0, rel=0.02)
