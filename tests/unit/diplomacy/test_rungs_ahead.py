"""Where the rung goes: the same as walking the game state by state."""

import numpy as np

from detente.diplomacy.timing.attrition import RUNGS, SHAPE, SIZE, TABLE, WORKING, Circumstances, Stakes, solve, state
from detente.diplomacy.timing.meeting import walk_on
from detente.diplomacy.timing.priors import NAMES, from_normal
from detente.diplomacy.timing.rungs_ahead import rungs_ahead

STAKES = Stakes()
THETA = from_normal(np.random.default_rng(3).normal(size=(4, len(NAMES)))).T
VALUES = solve(STAKES, THETA, weeks=8)


def start(*states):
    found = np.zeros((len(states), SIZE, THETA.shape[1]))
    for number, at in enumerate(states):
        found[number, at] = 1.0
    return found


def test_it_says_what_walking_every_state_says():
    begun = start(state(3, 1, WORKING, 0))
    found = rungs_ahead(STAKES, THETA, VALUES, begun, (0, 2, 3))
    rung = np.unravel_index(np.arange(SIZE), SHAPE)[0]
    walked = walk_on(STAKES, THETA, VALUES, Circumstances(), begun[0], 12)
    exact = np.stack([walked[rung == r].sum(axis=0) for r in range(RUNGS)])
    np.testing.assert_allclose(found[0, 2], exact, atol=1e-5)
    np.testing.assert_allclose(found[0, 0], np.eye(RUNGS)[3][:, None] * np.ones(4), atol=1e-6)


def test_each_start_goes_its_own_way_and_a_table_takes_rungs_off():
    begun = start(state(4, 2, TABLE, 0), state(4, 2, WORKING, 0))
    both = rungs_ahead(STAKES, THETA, VALUES, begun, (4,))
    alone = rungs_ahead(STAKES, THETA, VALUES, begun[1:], (4,))
    np.testing.assert_allclose(both[1], alone[0], atol=1e-5)
    level = np.arange(RUNGS) @ both[:, 0]
    assert (level[0] <= level[1] + 1e-6).all()
    assert (level[0] < level[1]).any()
