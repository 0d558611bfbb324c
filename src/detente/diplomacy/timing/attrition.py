"""A war of attrition with a public state: what each side would do, and how soon that brings them to the table.

Letters: s state, m mover, o other, a action, T transitions (2 S A, S), u flow per step (S, 2, D), c cost of an action
(2, S, A, D), q value of an action, P choice, V value (S, 2, D), b discount factor of a step, D draws of the parameters,
solved together. One side moves at a time, each with chance one half; choices are logit; the horizon is finite, so one
backward sweep gives one answer (random movers: Doraszelski and Judd 2012; logit choice: McKelvey and Palfrey 1998):

    q_m(a) = -c_m(a) + b E[V_m | s, a],   P_m = softmax(q_m),
    V_i = u_i + (1/2) log sum_a exp q_i(a) + (1/2) sum_a P_o(a) b E[V_i | s, a].

The noise of a choice is taste, so the value of a choice is the log of a sum (McFadden 1978, Rust 1987). Were it error
and the value sum P q, a side would pay for every near tie, act more to get out of states with ties, and so make the
ties: small causes then have huge effects. Values and costs are in log-odds of a choice; divided
by the precision they are war-weeks of a side, what it loses in one week at the top rung. What binds on a day
(:class:`Circumstances`) moves the choice of the day; values take it as passing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from detente.diplomacy.timing.priors import NAMES

__all__ = [
    "ACTIONS",
    "Circumstances",
    "Stakes",
    "choices",
    "rules",
    "solve",
    "state",
    "sweep",
]

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.floating]
Ints = npt.NDArray[np.intp]
ACTIONS = ("hold", "escalate", "ease", "soft", "hard", "ask", "absorb")
"""Soft and hard are public words; asking is private: a knock at a frozen channel, an offer, or an acceptance."""
HOLD, ESCALATE, EASE, SOFT, HARD, ASK, ABSORB = range(len(ACTIONS))
RUNGS, PAINS, CHANNELS, UNANSWERED = 5, 4, 5, 5
FROZEN, WORKING, OFFERED, TABLE = 0, 1, 2, 4
"""Channel; an offer of side m is ``OFFERED + m``."""
NOTHING, HOSTILE, GENTLE = 0, 1, 3
"""Last unanswered move; of side m it is ``HOSTILE + m`` or ``GENTLE + m``."""
SHAPE = (RUNGS, PAINS, CHANNELS, UNANSWERED)
SIZE = RUNGS * PAINS * CHANNELS * UNANSWERED
MOVES_PER_WEEK = 2.0
"""Chances to move that each side has in a week."""
WEEKS_TO_PAIN, RELIEF, ABSORBED = 4.0, 0.05, 0.5
"""Weeks at the top rung until pain rises by one; share that passes in a week; pain that a stimulus takes away."""
VALUED = "log-sum-exp"
"""What a choice is worth to its mover."""
BARRED = 1e6
"""Cost, log-odds, of an action that is not legal: its chance is then zero in floats of either precision."""


@final
@dataclass(frozen=True, slots=True)
class Stakes:
    """What each rung costs each side: from the economy, not estimated.

    Attributes
    ----------
    loss
        Two rows of five: loss of a week at each rung, in weeks at the top rung; a gain is negative.
    week
        What one war-week is for each side, as a share of a year's real income.
    """

    loss: tuple[tuple[float, ...], tuple[float, ...]] = ((0.0, 0.15, 0.35, 0.65, 1.0),) * 2
    week: tuple[float, float] = (1e-4, 1e-4)

    def pace(self) -> Floats:
        """Loss that drives pain at each rung: the mean of both sides, not below zero."""
        return np.asarray(np.maximum(np.array(self.loss), 0.0).mean(axis=0))

    def drift(self, rung: npt.ArrayLike, pain: npt.ArrayLike) -> Floats:
        """Change of pain in a week."""
        return np.asarray(self.pace()[np.asarray(rung)] / WEEKS_TO_PAIN - RELIEF * np.asarray(pain))


@final
@dataclass(frozen=True, slots=True)
class Circumstances:
    """What binds the choice of a day beside the state.

    Attributes
    ----------
    bound
        How far each side has bound itself in public, 0 to 2.
    asked
        How far each side can say that the rival asked, 0 to 1.
    dispute
        Share of a full step in rank that a quarrel over who may meet whom stands at, 0 to 1.
    occasion
        True while an occasion brings officials of both sides to one place, or a mediator or a venue is offered.
    isolation
        Share of side b's other markets that talk with side a, 0 to 1.
    """

    bound: tuple[float, float] = (0.0, 0.0)
    asked: tuple[float, float] = (0.0, 0.0)
    dispute: float = 0.0
    occasion: bool = False
    isolation: float = 0.0


@final
@dataclass(frozen=True, slots=True)
class Rules:
    """What does not depend on parameters.

    Attributes
    ----------
    transitions
        Shape (2 S A, S): from side, state and action to the next state, a meeting without a deal.
    deal
        Shape (meetings, S): what a deal adds to that, a rung less.
    meets
        Rows of ``transitions`` that are meetings.
    legal
        Shape (2, S, A).
    """

    transitions: csr_array
    deal: csr_array
    meets: Ints
    legal: npt.NDArray[np.bool_] = field(repr=False)


def state(rung: int, pain: int, channel: int, unanswered: int) -> int:
    """Number of a state."""
    return ((rung * PAINS + pain) * CHANNELS + channel) * UNANSWERED + unanswered


def after(side: int, action: int, rung: int, channel: int, unanswered: int) -> tuple[int, int, int]:
    """Rung, channel and unanswered move after an action; a meeting leads to the table."""
    own, theirs = OFFERED + side, OFFERED + 1 - side
    if action == ESCALATE:
        return min(rung + 1, RUNGS - 1), min(channel, WORKING), HOSTILE + side
    if action == EASE:
        return max(rung - 1, 0), channel, GENTLE + side
    if action == SOFT:
        return rung, channel, GENTLE + side
    if action == HARD:
        return rung, FROZEN if channel == theirs else channel, HOSTILE + side
    if action == ASK:
        if channel in (theirs, TABLE):
            return rung, TABLE, NOTHING
        return rung, WORKING if channel == FROZEN else own, unanswered
    return rung, channel, unanswered


@cache
def rules(stakes: Stakes, moves_per_week: float = MOVES_PER_WEEK) -> Rules:
    """Transitions and legal actions.

    Parameters
    ----------
    stakes
        Losses, which drive pain.
    moves_per_week
        Chances to move that each side has in a week; a step is half of the time between two.
    """
    side, s, action = (part.ravel() for part in np.indices((2, SIZE, len(ACTIONS))))
    rung, pain, channel, unanswered = np.unravel_index(s, SHAPE)
    moved = 0.5 / moves_per_week * stakes.drift(rung, pain) - ABSORBED * (action == ABSORB)
    up, down = np.clip(moved, 0.0, 1.0), np.clip(-moved, 0.0, 1.0)
    found = [after(*map(int, row)) for row in zip(side, action, rung, channel, unanswered, strict=True)]
    next_rung, next_channel, next_move = np.array(found).T
    row = np.arange(len(s))
    meets = np.flatnonzero((action == ASK) & ((channel == OFFERED + 1 - side) | (channel == TABLE)))

    def matrix(rungs: Ints) -> csr_array:
        columns = [
            np.ravel_multi_index((rungs, np.clip(pain + shift, 0, PAINS - 1), next_channel, next_move), SHAPE)
            for shift in (1, -1, 0)
        ]
        weights = np.concatenate([up, down, 1.0 - up - down])
        found = csr_array((weights, (np.tile(row, 3), np.concatenate(columns))), (len(s), SIZE))
        found.eliminate_zeros()
        return found

    plain = matrix(next_rung)
    lower = np.where(np.isin(row, meets), np.maximum(next_rung - 1, 0), next_rung)
    legal = np.ones((2, SIZE, len(ACTIONS)), dtype=bool)
    number = np.arange(SIZE)
    own_rung, own_pain, own_channel, _ = np.unravel_index(number, SHAPE)
    legal[:, own_rung == 0, EASE] = False
    legal[:, own_pain == 0, ABSORB] = False
    for one in (0, 1):
        legal[one, own_channel == OFFERED + one, ASK] = False
    return Rules(plain, (matrix(lower) - plain)[meets], meets, legal)


def costs(theta: Numbers, s: Ints, now: Circumstances) -> Numbers:
    """Cost of each action to its mover.

    Parameters
    ----------
    theta
        Shape (parameters, D), in the order of :data:`~detente.diplomacy.timing.priors.NAMES`.
    s
        Numbers of states.
    now
        What binds the choice.

    Returns
    -------
    ndarray
        Shape (2, len(s), 7, D), log-odds.
    """
    par = dict(zip(NAMES, theta, strict=True))
    _, _, channel, unanswered = np.unravel_index(s, SHAPE)
    found = np.zeros((2, len(s), len(ACTIONS), theta.shape[1]), dtype=theta.dtype)
    found[:, :, 1:] = par["inertia"]
    away = (channel != TABLE)[:, None]
    for side, letter in enumerate("ab"):
        own = found[side]
        answer = (unanswered == HOSTILE + 1 - side)[:, None, None]
        own[:, [ESCALATE, HARD]] -= answer * par["anger"]
        kind = (unanswered == GENTLE + 1 - side)[:, None, None]
        own[:, [EASE, SOFT, ASK]] -= kind * par["courtesy"]
        face = par[f"asking_{letter}"] * (1.0 + par["binding"] * now.bound[side]) * (1.0 - now.asked[side])
        own[:, EASE] += face + par["giving"]
        own[:, ASK] += away * (face + now.dispute * par["format"])
        if now.occasion:
            own[:, ASK] -= par["occasion"]
        if side == 1:
            own[:, ASK] -= away * now.isolation * par["isolation"]
    return found


def sweep(
    given: Rules, flow: Numbers, cost: Numbers, end: Numbers, theta: tuple[Numbers, Numbers], steps: int
) -> Numbers:
    """Values at the start of the horizon, solved backwards from its end.

    Parameters
    ----------
    given
        Transitions and legal actions.
    flow
        Shape (S, 2, D): payoff of a step.
    cost
        Shape (2, S, A, D): cost of an action to its mover.
    end
        Shape (S, 2, D): values at the end.
    theta
        Chance of a deal at a meeting and discount factor of a step b, each (D,).
    steps
        Steps of the horizon.

    Returns
    -------
    ndarray
        Shape (S, 2, D).
    """
    # Actions lead the arrays of a sweep: sums over them are then sums of whole blocks, three times as quick.
    _, size, count = given.legal.shape
    deal, factor = theta
    number = np.arange(given.legal.size).reshape(given.legal.shape)
    place = np.full(given.legal.size, -1)
    place[given.meets] = np.arange(len(given.meets))
    moving = []
    for side in (0, 1):
        rows = number[side].T.ravel()
        meets = np.flatnonzero(place[rows] >= 0)
        barred = (
            np.where(given.legal[side][:, :, None], cost[side], BARRED).transpose(1, 0, 2).reshape(count * size, -1)
        )
        moving.append(
            (
                csr_array(given.transitions[rows].astype(end.dtype)),
                csr_array(given.deal[place[rows[meets]]].astype(end.dtype)),
                meets,
                np.ascontiguousarray(barred, dtype=end.dtype),
            )
        )
    values = [np.ascontiguousarray(end[:, side]) for side in (0, 1)]
    for _ in range(steps):
        fresh = [flow[:, 0].copy(), flow[:, 1].copy()]
        for mover, (plain, more, meets, spent) in enumerate(moving):
            ahead = []
            for side in (mover, 1 - mover):
                found = plain @ values[side]
                found[meets] += (more @ values[side]) * deal
                found *= factor
                ahead.append(found)
            ahead[0] -= spent
            own, rival = (found.reshape(count, size, -1) for found in ahead)
            best = own.max(axis=0)
            likely = np.exp(own - best)
            total = likely.sum(axis=0)
            rival *= likely
            fresh[mover] += 0.5 * (best + np.log(total))
            fresh[1 - mover] += (0.5 / total) * rival.sum(axis=0)
        values = fresh
    return np.stack(values, axis=1)


def _ahead(
    transitions: csr_array, more: csr_array, meets: Ints, values: Numbers, deal: Numbers, factor: Numbers
) -> Numbers:
    size, _, draws = values.shape
    flat = values.reshape(size, -1)
    found = (transitions @ flat).reshape(-1, 2, draws)
    found[meets] += (more @ flat).reshape(-1, 2, draws) * deal
    found *= factor
    return np.asarray(found)


def _choose(ahead: Numbers, cost: Numbers, legal: npt.NDArray[np.bool_]) -> Numbers:
    score = np.where(legal, np.stack([ahead[0, :, :, 0], ahead[1, :, :, 1]]) - cost, -np.inf)
    score -= score.max(axis=2, keepdims=True)
    policy = np.exp(score)
    policy /= policy.sum(axis=2, keepdims=True)
    return np.asarray(policy)


def solve(
    stakes: Stakes,
    theta: Numbers,
    weeks: int = 104,
    moves_per_week: float = MOVES_PER_WEEK,
    forbidden: tuple[int, ...] = (),
) -> Numbers:
    """Values of every state for each draw of the parameters, nothing but the state binding.

    Parameters
    ----------
    stakes
        Losses at each rung.
    theta
        Shape (parameters, D); its precision of floats is kept.
    weeks
        Horizon; after it the present state is taken to last.
    moves_per_week
        Chances to move that each side has in a week.
    forbidden
        Actions that nobody can take.

    Returns
    -------
    ndarray
        Shape (500, 2, D), log-odds.
    """
    step = 0.5 / moves_per_week
    par = dict(zip(NAMES, theta, strict=True))
    factor = np.exp(-step / par["horizon"])
    s = np.arange(SIZE)
    rung, pain, _, _ = np.unravel_index(s, SHAPE)
    hurt = ((pain / (PAINS - 1)) ** 2)[:, None]
    flow = np.empty((SIZE, 2, theta.shape[1]), dtype=theta.dtype)
    for side, letter in enumerate("ab"):
        loss = np.asarray(stakes.loss[side])[rung][:, None]
        lost = loss + par[f"pain_{letter}"] * hurt + par["top"] * (rung == RUNGS - 1)[:, None]
        flow[:, side] = -step * par["precision"] * lost
    cost = costs(theta, s, Circumstances())
    chosen = (par["deal"], factor)
    given = rules(stakes, moves_per_week)
    if forbidden:
        legal = given.legal.copy()
        legal[:, :, list(forbidden)] = False
        given = replace(given, legal=legal)
    return sweep(given, flow, cost, flow / (1.0 - factor), chosen, round(weeks / step))


def choices(
    stakes: Stakes,
    theta: Numbers,
    values: Numbers,
    s: Ints,
    now: Circumstances,
    forbidden: tuple[int, ...] = (),
    moves_per_week: float = MOVES_PER_WEEK,
) -> Numbers:
    """What each side would do in some states.

    Parameters
    ----------
    stakes
        Losses at each rung.
    theta
        Shape (parameters, D).
    values
        Shape (500, 2, D), from :func:`solve`.
    s
        Numbers of states.
    now
        What binds the choice.
    forbidden
        Actions that nobody can take.
    moves_per_week
        Chances to move that each side has in a week.

    Returns
    -------
    ndarray
        Shape (2, len(s), 7, D): chances that sum to one over actions.
    """
    given = rules(stakes, moves_per_week)
    side, number, action = np.arange(2)[:, None, None], s[None, :, None], np.arange(len(ACTIONS))
    wanted = ((side * SIZE + number) * len(ACTIONS) + action).ravel()
    place = np.full(given.transitions.shape[0], -1)
    place[given.meets] = np.arange(len(given.meets))
    of_deal = place[wanted]
    meets = np.flatnonzero(of_deal >= 0)
    par = dict(zip(NAMES, theta, strict=True))
    factor = np.exp(-0.5 / moves_per_week / par["horizon"])
    ahead = _ahead(
        given.transitions[wanted].astype(theta.dtype),
        given.deal[of_deal[meets]].astype(theta.dtype),
        meets,
        values,
        par["deal"],
        factor,
    ).reshape(2, len(s), len(ACTIONS), 2, -1)
    legal = given.legal[:, s].copy()
    legal[:, :, list(forbidden)] = False
    return _choose(ahead, costs(theta, s, now), legal[:, :, :, None])
