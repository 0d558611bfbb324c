"""How soon the game of attrition brings the sides to the table, from every state.

Letters as in :mod:`~detente.diplomacy.timing.attrition`; M chance to have met. Backwards in
the number of steps left, for all states at once:

    M_h(s) = (1/2) sum_m sum_a P_m(a | s) (1 if a is a meeting, else E[M_(h-1) | s, a]).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from detente.diplomacy.timing.attrition import (
    ACTIONS,
    MOVES_PER_WEEK,
    OFFERED,
    SHAPE,
    SIZE,
    Circumstances,
    Stakes,
    choices,
    rules,
)
from detente.diplomacy.timing.priors import NAMES

__all__ = ["DAYS_PER_STEP", "losses_ahead", "meet_within", "offered_by_first", "walk_on"]

Numbers = npt.NDArray[np.floating]
DAYS_PER_STEP = 7.0 * 0.5 / MOVES_PER_WEEK


def meet_within(
    stakes: Stakes,
    theta: Numbers,
    values: Numbers,
    now: Circumstances,
    steps: int,
    forbidden: tuple[int, ...] = (),
) -> Numbers:
    """Chance to have met within 0..steps steps, from every state.

    Parameters
    ----------
    stakes, theta, values
        Of the game, see :func:`~detente.diplomacy.timing.attrition.solve`.
    now
        What binds; it is taken to last.
    steps
        Steps, each half of the time between two chances to move of one side.
    forbidden
        Actions that nobody can take.

    Returns
    -------
    ndarray
        Shape (steps + 1, 500, D).
    """
    return _hit_within(stakes, _policy(stakes, theta, values, now, forbidden), _meets(stakes), steps)


def offered_by_first(
    stakes: Stakes,
    theta: Numbers,
    values: Numbers,
    now: Circumstances,
    steps: int,
    forbidden: tuple[int, ...] = (),
) -> Numbers:
    """Chance to have met through an offer of side a: as :func:`meet_within`, the rest of the meetings left out."""
    channel = np.unravel_index(np.arange(SIZE), SHAPE)[2]
    offered = np.broadcast_to((channel == OFFERED)[None, :, None], (2, SIZE, len(ACTIONS))).ravel()
    chosen = _meets(stakes) & offered
    return _hit_within(stakes, _policy(stakes, theta, values, now, forbidden), chosen, steps)


def _meets(stakes: Stakes) -> npt.NDArray[np.bool_]:
    found = np.zeros(2 * SIZE * len(ACTIONS), dtype=bool)
    found[rules(stakes).meets] = True
    return found


def _hit_within(stakes: Stakes, policy: Numbers, chosen: npt.NDArray[np.bool_], steps: int) -> Numbers:
    """Chance that the first meeting is a chosen one and lies within 0..steps steps."""
    # Actions lead, so that sums over them are sums of whole blocks.
    order = _actions_first()
    draws = policy.shape[-1]
    flat = 0.5 * policy.reshape(-1, draws)[order]
    transitions = csr_array(rules(stakes).transitions[order].astype(policy.dtype))
    found = np.zeros((steps + 1, SIZE, draws), dtype=policy.dtype)
    # Meetings end the wait: their rows lead nowhere, and what they add is the chance to take them.
    others = flat * ~_meets(stakes)[order][:, None]
    hit = _sum(flat * chosen[order][:, None])
    for step in range(steps):
        ahead = transitions @ found[step]
        ahead *= others
        found[step + 1] = hit + _sum(ahead)
    return found


def walk_on(stakes: Stakes, theta: Numbers, values: Numbers, now: Circumstances, start: Numbers, steps: int) -> Numbers:
    """Chances of states some steps later, meetings included.

    Parameters
    ----------
    stakes, theta, values, now
        As above.
    start
        Shape (500, D): chances of states.
    steps
        Steps.
    """
    given, policy = rules(stakes), _policy(stakes, theta, values, now, ())
    deal = theta[_deal()]
    plain, more = csr_array(given.transitions.T), csr_array(given.deal.T)
    flat = policy.reshape(2, SIZE, len(ACTIONS), -1)
    found = start
    for _ in range(steps):
        flow = (0.5 * flat * found[None, :, None, :]).reshape(2 * SIZE * len(ACTIONS), -1)
        found = plain @ flow + more @ (flow[given.meets] * deal)
    return np.asarray(found)


def losses_ahead(stakes: Stakes, theta: Numbers, values: Numbers, steps: int) -> Numbers:
    """Losses of income that each side expects over some steps, if both play as now: without pain, blame and costs.

    Parameters
    ----------
    stakes, theta, values
        Of the game.
    steps
        Steps ahead; nothing is discounted.

    Returns
    -------
    ndarray
        Shape (500, 2, D), war-weeks.
    """
    given, policy = rules(stakes), _policy(stakes, theta, values, Circumstances(), ())
    rung = np.unravel_index(np.arange(SIZE), SHAPE)[0]
    flow = (np.array(stakes.loss).T[rung][:, :, None] * (DAYS_PER_STEP / 7.0)).astype(theta.dtype)
    draws = policy.shape[-1]
    order = _actions_first()
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    meets, transitions = place[given.meets], csr_array(given.transitions[order].astype(theta.dtype))
    more = csr_array(given.deal.astype(theta.dtype))
    flat = 0.5 * policy.reshape(-1, 1, draws)[order]
    deal = theta[_deal()]
    found = np.zeros((SIZE, 2, draws), dtype=theta.dtype)
    for _ in range(steps):
        lines = found.reshape(SIZE, -1)
        ahead = (transitions @ lines).reshape(-1, 2, draws)
        ahead[meets] += (more @ lines).reshape(-1, 2, draws) * deal
        ahead *= flat
        found = flow + _sum(ahead).reshape(SIZE, 2, draws)
    return found


def _actions_first() -> npt.NDArray[np.intp]:
    """Rows of the transitions by side, action and state."""
    return np.arange(2 * SIZE * len(ACTIONS)).reshape(2, SIZE, len(ACTIONS)).transpose(0, 2, 1).ravel()


def _deal() -> int:
    return NAMES.index("deal")


def _policy(stakes: Stakes, theta: Numbers, values: Numbers, now: Circumstances, forbidden: tuple[int, ...]) -> Numbers:
    return choices(stakes, theta, values, np.arange(SIZE), now, forbidden)


def _sum(rows: Numbers) -> Numbers:
    return np.asarray(rows.reshape(2 * len(ACTIONS), SIZE, -1).sum(axis=0))
