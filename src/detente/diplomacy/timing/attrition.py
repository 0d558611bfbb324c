"""A war of attrition with a public state: what each side would do, and how soon that brings them to the table.

Letters: s state, m mover, a action, T transitions (2 S A, S), u flow per step (S, 2), c cost of an action (2, S, A),
q value of an action (2, S, A), P choice (2, S, A), V value (S, 2), lambda precision, b discount factor of a step.
One side moves at a time, each with chance one half; choices are logit; the horizon is finite, so one backward sweep
gives one answer (random movers: Doraszelski and Judd 2012; logit choice: McKelvey and Palfrey 1998):

    q_m(a) = -c_m(a) + b E[V_m | s, a],   P_m = softmax(lambda q_m),
    V_i = u_i + (1/2) sum_a P_i(a) q_i(a) + (1/2) sum_a P_o(a) b E[V_i | s, a].

Values use sum P q: the noise of a choice is error, not welfare. The unit is a war-week: what a side loses in one week
at the top rung.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

__all__ = ["ACTIONS", "Game", "Solution", "solve", "state", "sweep", "table_within"]

Floats = npt.NDArray[np.float64]
ACTIONS = ("hold", "escalate", "ease", "soft", "hard", "absorb")
"""Soft: a soft word, an offer if the channel works, an acceptance if the rival has offered. Hard also refuses."""
HOLD, ESCALATE, EASE, SOFT, HARD, ABSORB = range(6)
RUNGS, PAINS, CHANNELS, UNANSWERED = 5, 5, 4, 5
FROZEN, WORKING, OFFERED = 0, 1, 2
"""Channel; an offer of side m is ``OFFERED + m``."""
NOTHING, HOSTILE, GENTLE = 0, 1, 3
"""Last unanswered move; of side m it is ``HOSTILE + m`` or ``GENTLE + m``."""
SIZE = RUNGS * PAINS * CHANNELS * UNANSWERED
STATES = SIZE + RUNGS
"""The last states are tables, one for each rung at which they met; a table ends the game."""


@final
@dataclass(frozen=True, slots=True)
class Game:
    """Parameters; pairs are for side a and side b, costs and payoffs in war-weeks.

    Attributes
    ----------
    rung_loss
        Loss of a week at each rung; the top is 1.
    pain_weight
        Weight of pain, whose measure is the square of its share of the most.
    asking
        Cost of an offer, an acceptance or a cut.
    inertia
        Cost of doing anything.
    anger, courtesy
        Gain from answering a hostile move with one, and a soft one with one.
    top
        Blame for staying at the top rung, a week.
    precision
        lambda, per war-week.
    patience
        Discount factor of a week.
    weeks_to_pain
        Weeks at the top rung after which pain rises by one.
    relief
        Share of pain that passes in a week.
    rungs_off
        Rungs that a meeting is expected to take off.
    """

    rung_loss: tuple[float, ...] = (0.0, 0.15, 0.35, 0.65, 1.0)
    pain_weight: tuple[float, float] = (1.0, 1.0)
    asking: tuple[float, float] = (4.0, 4.0)
    inertia: float = 3.0
    anger: float = 2.0
    courtesy: float = 1.0
    top: float = 2.0
    precision: float = 1.0
    patience: float = 0.995
    weeks_to_pain: float = 4.0
    relief: float = 0.05
    rungs_off: int = 2


@final
@dataclass(frozen=True, slots=True)
class Solution:
    """What the sides do at the start of the horizon.

    Attributes
    ----------
    policy
        Shape (2, 500, 6): chance of each action of the mover.
    values
        Shape (505, 2), war-weeks; the last rows are the tables.
    transitions
        Shape (6060, 505): from side, state and action to the next state.
    """

    policy: Floats
    values: Floats
    transitions: csr_array


def state(rung: int, pain: int, channel: int, unanswered: int) -> int:
    """Number of a state."""
    return ((rung * PAINS + pain) * CHANNELS + channel) * UNANSWERED + unanswered


def sweep(
    transitions: csr_array, flow: Floats, cost: Floats, end: Floats, precision: float, factor: float, steps: int
) -> tuple[Floats, Floats]:
    """Solve backwards from the end of the horizon.

    Parameters
    ----------
    transitions
        Shape (2 S A, S), rows by side, state and action, summing to one.
    flow
        Shape (S, 2): payoff of a step.
    cost
        Shape (2, S, A): cost of an action to its mover; infinite where it is not legal.
    end
        Shape (S, 2): values at the end.
    precision, factor
        lambda and b.
    steps
        Steps of the horizon, at least one.

    Returns
    -------
    values
        Shape (S, 2) at the start.
    policy
        Shape (2, S, A) at the start; zero where an action is not legal.
    """
    _, size, actions = cost.shape
    values = end
    policy = np.zeros_like(cost)
    legal = np.isfinite(cost)
    paid = np.where(legal, cost, 0.0)
    for _ in range(steps):
        ahead = factor * (transitions @ values).reshape(2, size, actions, 2)
        q = np.stack([ahead[0, :, :, 0], ahead[1, :, :, 1]]) - paid
        score = np.where(legal, precision * q, -np.inf)
        policy = np.exp(score - score.max(axis=2, keepdims=True))
        policy /= policy.sum(axis=2, keepdims=True)
        own = (policy * q).sum(axis=2)
        rival = np.stack([(policy[1] * ahead[1, :, :, 0]).sum(axis=1), (policy[0] * ahead[0, :, :, 1]).sum(axis=1)])
        values = flow + 0.5 * (own + rival).T
    return values, policy


def solve(game: Game, weeks: int = 104, moves_per_week: float = 1.0) -> Solution:
    """Solve the game.

    Parameters
    ----------
    game
        Parameters.
    weeks
        Horizon; after it the present state is taken to last.
    moves_per_week
        Chances to move that each side has in a week.
    """
    step = 0.5 / moves_per_week
    factor = game.patience**step
    rung, pain, channel, unanswered = np.unravel_index(np.arange(SIZE), (RUNGS, PAINS, CHANNELS, UNANSWERED))
    loss = np.asarray(game.rung_loss)
    hurt = (pain / (PAINS - 1)) ** 2
    flow = np.empty((STATES, 2))
    flow[SIZE:] = -step * loss[np.maximum(np.arange(RUNGS) - game.rungs_off, 0)][:, None]
    cost = np.full((2, STATES, len(ACTIONS)), np.inf)
    cost[:, :, HOLD] = 0.0
    cost[:, :SIZE, 1:] = game.inertia
    for side in (0, 1):
        rival = 1 - side
        flow[:SIZE, side] = -step * (loss[rung] + game.pain_weight[side] * hurt + game.top * (rung == RUNGS - 1))
        own = cost[side, :SIZE]
        own[:, [ESCALATE, HARD]] -= game.anger * (unanswered == HOSTILE + rival)[:, None]
        own[:, [EASE, SOFT]] -= game.courtesy * (unanswered == GENTLE + rival)[:, None]
        own[:, SOFT] += game.asking[side] * (channel != FROZEN)
        own[:, EASE] += game.asking[side]
        own[rung == 0, EASE] = np.inf
        own[pain == 0, ABSORB] = np.inf
    transitions = _transitions(game, step)
    values, policy = sweep(transitions, flow, cost, flow / (1.0 - factor), game.precision, factor, round(weeks / step))
    return Solution(policy[:, :SIZE], values, transitions)


def _transitions(game: Game, step: float) -> csr_array:
    rows, columns, weights = [], [], []
    loss = np.asarray(game.rung_loss)
    for side in (0, 1):
        for s in range(SIZE):
            rung, pain, channel, unanswered = (
                int(n) for n in np.unravel_index(s, (RUNGS, PAINS, CHANNELS, UNANSWERED))
            )
            drift = step * (loss[rung] / game.weeks_to_pain - game.relief * pain)
            for action in range(len(ACTIONS)):
                row = (side * STATES + s) * len(ACTIONS) + action
                after = _after(side, action, rung, channel, unanswered)
                if after is None:
                    rows.append(row)
                    columns.append(SIZE + rung)
                    weights.append(1.0)
                    continue
                moved = drift - 0.5 * (action == ABSORB)
                up, down = min(max(moved, 0.0), 1.0), min(max(-moved, 0.0), 1.0)
                for shift, p in ((1, up), (-1, down), (0, 1.0 - up - down)):
                    rows.append(row)
                    columns.append(state(after[0], min(max(pain + shift, 0), PAINS - 1), after[1], after[2]))
                    weights.append(p)
        for table in range(SIZE, STATES):
            for action in range(len(ACTIONS)):
                rows.append((side * STATES + table) * len(ACTIONS) + action)
                columns.append(table)
                weights.append(1.0)
    return csr_array((weights, (rows, columns)), (2 * STATES * len(ACTIONS), STATES))


def _after(side: int, action: int, rung: int, channel: int, unanswered: int) -> tuple[int, int, int] | None:
    """Rung, channel and unanswered move after an action; None at the table."""
    own, theirs = OFFERED + side, OFFERED + 1 - side
    if action == ESCALATE:
        return min(rung + 1, RUNGS - 1), min(channel, WORKING), HOSTILE + side
    if action == EASE:
        return max(rung - 1, 0), channel, GENTLE + side
    if action == SOFT:
        if channel == theirs:
            return None
        return rung, WORKING if channel == FROZEN else own, GENTLE + side
    if action == HARD:
        return rung, FROZEN if channel == theirs else channel, HOSTILE + side
    return rung, channel, unanswered


def table_within(solution: Solution, start: int, steps: int) -> Floats:
    """Chance to have met within 1..steps steps of the game, both sides playing as at the start of the horizon.

    Parameters
    ----------
    solution
        Of the game.
    start
        Number of the state.
    steps
        Steps; each is half of the time between two chances to move of one side.
    """
    size, actions = STATES, len(ACTIONS)
    policy = np.zeros((2, size, actions))
    policy[:, :SIZE] = solution.policy
    policy[:, SIZE:, HOLD] = 1.0
    row = np.arange(2 * size * actions)
    choose = csr_array((0.5 * policy.ravel(), ((row // actions) % size, row)), (size, 2 * size * actions))
    chain = choose @ solution.transitions
    now = np.zeros(size)
    now[start] = 1.0
    met = np.empty(steps)
    for step in range(steps):
        now = chain.T @ now
        met[step] = now[SIZE:].sum()
    return met
