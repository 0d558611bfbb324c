"""Best replies: climbing an objective by its adjoint slopes, within bounds, from several starts."""

# v ln(1 + rate); s scale of each instrument, so that the objective bends alike in every u = s v

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np
from scipy.optimize import Bounds, minimize

from detente.core.arrays import FloatArray
from detente.core.errors import NotSolved
from detente.core.status import Certificate, Status
from detente.economy.rungs import anderson
from detente.strategy.game import TariffGame
from detente.strategy.grid import gridded, settle
from detente.strategy.instruments import Levers
from detente.strategy.result import Reply
from detente.strategy.stage import Moves, Stage, Visit

__all__ = [
    "HOME",
    "SEED",
    "SETTLED",
    "Climb",
    "Following",
    "alone",
    "ascend",
    "best_reply",
    "climb",
    "distinct",
    "follow",
    "kinked",
    "places_of",
    "projected",
    "random_moves",
    "scale",
]

UNITS = 1e4
"""Objectives are climbed in units of 1e-4 log points."""
SLOPE = 1e-3
"""Largest projected slope where a climb stops, in scaled units: about 5e-11 log points left to gain by instrument."""
SETTLED = 100.0 * SLOPE
"""Largest projected slope of an end that counts as found, in scaled units: 5e-7 log points at most are left to gain by
instrument, half of what a war may leave. A climb may stop above ``SLOPE``, where gains fall under an objective's
rounding."""
STOPS = 3e-11
"""Relative change of an objective in units at which scipy stops: its own rounding."""
LIMIT = 400
SEED = 20250509
"""Seed of all random starts and of packages drawn for checks: the same question gives the same answer."""
HALF = 0.5
"""Random rates are drawn between the lower bound and half the way to the upper one, at most 150 %."""
HIGH = 1.5
PATTERN = (0.1, 0.01)
"""Steps of the pattern search in ln(1 + rate) where slopes jump."""
TRIED = 10
"""Instruments with most trade that it moves, beside all whose slope is above ``SETTLED``."""

STRIDE = 0.3
"""Longest step of a rate that follows its slope, in ln(1 + rate)."""
NEAR = 1e-3
"""Step at which following a slope hands over to the climb."""
FOLLOW = 40
HOME = 5e-3
"""Distance in ln(1 + rate) from an equilibrium known already within which a search counts as having come back to it."""

Judge = Callable[[Mapping[str, float]], tuple[float, Mapping[str, float]]]
"""Payoffs by owner to the value that is climbed and its slope in each payoff."""


@final
@dataclass(frozen=True, slots=True)
class Climb:
    """Where a climb ended.

    Attributes
    ----------
    visit
        The economy there.
    value
        What was climbed.
    slope, scaled
        Largest projected slope: of the objective in ln(1 + rate), and in scaled units.
    evaluations
        Equilibria solved.
    """

    visit: Visit
    value: float
    slope: float
    scaled: float
    evaluations: int


@final
@dataclass(frozen=True, slots=True)
class Following:
    """Where players ended who followed their slopes: the economy there, the last step, and equilibria solved."""

    visit: Visit
    moved: float
    evaluations: int


def scale(levers: Levers) -> FloatArray:
    """(K,) scale of each instrument: the root of the objective's bend in units."""
    return np.asarray(np.sqrt(UNITS * np.maximum(levers.bend, 1e-3 * levers.bend.max())))


def projected(v: FloatArray, slopes: FloatArray, levers: Levers) -> FloatArray:
    """(K,) slopes of what is climbed, zero where a bound forbids to follow them."""
    stuck = ((v <= levers.low) & (slopes < 0.0)) | ((v >= levers.high) & (slopes > 0.0))
    return np.where(stuck, 0.0, slopes)


def kinked(stage: Stage) -> bool:
    """True if a model of the game has slopes that jump."""
    from detente.economy.solved import ShortSolved

    return any(isinstance(solved, ShortSolved) for _, solved in stage.models)


def climb(
    start: Visit, players: Sequence[str], judge: Judge, owners: Sequence[str], limit: int = LIMIT, slope: float = SLOPE
) -> Climb:
    """Climb a value of payoffs over the instruments of some players.

    Parameters
    ----------
    start
        Where to start.
    players, owners
        Whose instruments move, and whose payoffs count.
    judge
        The value and its slope in each payoff.
    limit, slope
        Equilibria allowed, and the largest projected slope at which it stops, in scaled units.

    Raises
    ------
    NotSolved
        If the way leads where the economy has no equilibrium.
    """
    stage = start.stage
    levers = [stage.levers[player] for player in players]
    s = np.concatenate([scale(found) for found in levers])
    ends = np.cumsum([len(found.labels) for found in levers])[:-1]
    low, high = (np.concatenate([getattr(found, end) for found in levers]) for end in ("low", "high"))
    visits = [start]
    evaluations = 0

    def at(u: FloatArray) -> tuple[float, FloatArray]:
        nonlocal evaluations
        evaluations += 1
        v = np.clip(u / s, low, high)
        moves = {**start.moves, **dict(zip(players, np.split(v, ends), strict=True))}
        visits[:] = [stage.visit(moves, visits[0])]
        value, weights = judge({owner: visits[0].payoff(owner) for owner in owners})
        slopes = visits[0].joint(weights, tuple(players))
        return -UNITS * value, -UNITS * np.concatenate([slopes[player] for player in players]) / s

    v0 = np.concatenate([start.moves[player] for player in players])
    found = minimize(
        at,
        s * v0,
        jac=True,
        method="L-BFGS-B",
        bounds=Bounds(s * low, s * high),
        options={"maxcor": 30, "maxfun": limit, "maxiter": limit, "gtol": slope, "ftol": STOPS * 1e-3, "maxls": 30},
    )
    v = np.clip(found.x / s, low, high)
    moves = {**start.moves, **dict(zip(players, np.split(v, ends), strict=True))}
    end = stage.visit(moves, visits[0])
    value, _ = judge({owner: end.payoff(owner) for owner in owners})
    bound = ((v <= low) & (found.jac > 0.0)) | ((v >= high) & (found.jac < 0.0))
    left = np.where(bound, 0.0, found.jac)
    return Climb(end, value, float(np.abs(left * s).max()) / UNITS, float(np.abs(left).max()), evaluations)


def follow(start: Visit, players: Sequence[str], tolerance: float, limit: int, home: Moves | None = None) -> Following:
    """Every player follows its own slopes at once, each step as long as slope over bend at present trade, accelerated.

    Where it rests nobody's slope points anywhere it may go: a best reply of one player, a candidate for a war of many.

    Parameters
    ----------
    start
        Where to start.
    players
        Who moves.
    tolerance
        Largest step in ln(1 + rate) at which it rests.
    limit
        Equilibria allowed.
    home
        Moves where slopes are known to vanish: it also rests once it is back within ``HOME`` of them.

    Raises
    ------
    NotSolved
        If the way leads where the economy has no equilibrium.
    """
    stage = start.stage
    levers = [stage.levers[player] for player in players]
    low, high = (np.concatenate([getattr(found, end) for found in levers]) for end in ("low", "high"))
    ends = np.cumsum([len(found.labels) for found in levers])[:-1]
    target = None if home is None else np.concatenate([home[player] for player in players])
    visits = [start]

    def step(v: FloatArray) -> FloatArray:
        v = np.clip(v, low, high)
        if target is not None and np.abs(v - target).max() < HOME:
            return v
        visits[:] = [stage.visit({**start.moves, **dict(zip(players, np.split(v, ends), strict=True))}, visits[0])]
        here = visits[0]
        steps = np.concatenate([here.slopes(player) / here.bend(player) for player in players])
        return np.asarray(np.clip(v + np.clip(steps, -STRIDE, STRIDE), low, high))

    run = anderson(step, np.concatenate([start.moves[p] for p in players]), beta=1.0, limit=limit, tolerance=tolerance)
    v = np.clip(run.y, low, high)
    there = stage.visit({**start.moves, **dict(zip(players, np.split(v, ends), strict=True))}, visits[0])
    return Following(there, run.residual, run.sweeps + 1)


def places_of(levers: Levers, count: int, rng: np.random.Generator) -> list[FloatArray]:
    """Starts of independent searches: base, lower bounds, 100 %, random rates, and last the upper bounds."""
    double = np.clip(np.full_like(levers.low, np.log(2.0)), levers.low, levers.high)
    return [levers.start, levers.low, double, *(random_moves(levers, rng) for _ in range(count)), levers.high]


def alone(player: str) -> Judge:
    """The judge of one player's own payoff."""
    return lambda payoffs: (payoffs[player], {player: 1.0})


def random_moves(levers: Levers, rng: np.random.Generator) -> FloatArray:
    """(K,) random logs of rates."""
    top = np.minimum(HALF * (levers.low + levers.high), np.log1p(HIGH))
    return levers.low + rng.uniform(size=levers.low.size) * (np.maximum(top, levers.low) - levers.low)


def best_reply(
    game: TariffGame, player: str, logs: Moves, *, starts: int = 3, near: Visit | None = None, limit: int = LIMIT
) -> Reply:
    """The best rates of one player, the others' given.

    The status is ``CONVERGED`` if the largest projected slope is at most ``SETTLED``; where slopes jump, if no single
    step of the smallest size gained at the end; with rates in steps, if also no single step tried gains.

    The climb starts from the player's present rates, its base, its lower bounds, 100 %, as many random rates as
    ``starts`` says, and from its upper bounds if these are worth more than what was found; the best end is kept and
    all ends are told.

    Parameters
    ----------
    game, player, logs
        The game, who answers, and ln(1 + rate) of everybody.
    starts
        Random starts besides the others; -1 climbs from the present rates only.
    near
        A visit close by.
    limit
        Equilibria allowed for each climb, and for the single steps where slopes jump.

    Raises
    ------
    NotSolved
        If no start led to an equilibrium.
    """
    stage = game.stage
    levers = stage.levers[player]
    here = stage.visit(logs, near)
    before = here.payoff(player)
    ends, failed = _ends(here, logs, player, starts, limit)
    best = max(ends, key=lambda end: end.value)
    evaluations = sum(end.evaluations for end in ends)
    told: dict[str, object] = {}
    if kinked(stage):
        best, extra, moved, settled = _pattern(best, player, limit)
        evaluations += extra
        told |= {
            "smallest single step, ln(1 + rate)": PATTERN[-1],
            "instruments moved in single steps": moved,
            "no smallest step gained": settled,
        }
    else:
        settled = best.scaled <= SETTLED
        told |= {"tolerance in scaled units": SETTLED}
    if gridded(stage, player):
        found = settle(best.visit, player)
        evaluations += found.evaluations
        settled = settled and found.gain <= 0.0
        told |= {
            "given up by rates in steps": best.value - found.visit.payoff(player),
            "largest gain of one step": found.gain,
            "steps tried there": f"{found.solved} of {found.known}",
        }
        best = replace(best, visit=found.visit, value=found.visit.payoff(player))
    v = best.visit.moves[player]
    certificate = Certificate(
        method="best reply: L-BFGS-B on ln(1 + rate) with adjoint slopes",
        status=Status.CONVERGED if settled else Status.MAX_ITERATIONS,
        iterations=evaluations,
        residual=best.slope,
        walras=math.nan,
        assumptions=game.words,
        details={
            "largest projected slope, objective per ln(1 + rate)": best.slope,
            "the same in scaled units": best.scaled,
            "instruments": len(levers.labels),
            "frozen for want of trade": [" ".join(label) for label in levers.frozen],
            "at the lower bound": int((v <= levers.low + 1e-12).sum()),
            "at the upper bound": int((v >= levers.high - 1e-12).sum()),
            "ends, objective": [end.value for end in ends],
            "starts without an equilibrium": failed,
            **told,
        },
        measure="largest projected slope of the objective in ln(1 + rate)",
    )
    return Reply(player, levers.labelled(np.expm1(v)), best.value, best.value - before, certificate)


def _ends(here: Visit, logs: Moves, player: str, starts: int, limit: int) -> tuple[list[Climb], int]:
    """Where climbs from every start end, and how many starts led to no equilibrium."""
    levers = here.stage.levers[player]
    places = [logs[player]]
    if starts >= 0:
        places += places_of(levers, starts, np.random.default_rng(SEED))
    ends: list[Climb] = []
    failed = 0
    for place in distinct(places):
        try:
            begin = here if place is logs[player] else here.stage.visit({**logs, player: place}, here)
            if place is levers.high and ends and begin.payoff(player) <= max(end.value for end in ends):
                continue
            ends.append(ascend(begin, player, limit))
        except NotSolved:
            failed += 1
    if not ends:
        raise NotSolved(f"{player} has no best reply: from none of its starts did the economy have an equilibrium.")
    return ends, failed


def ascend(start: Visit, player: str, limit: int = LIMIT) -> Climb:
    """One player's payoff from one start: along its slopes as far as that gains, then the climb.

    Raises
    ------
    NotSolved
        If the way leads where the economy has no equilibrium.
    """
    try:
        first = follow(start, (player,), NEAR, FOLLOW)
    except NotSolved:
        first = Following(start, np.inf, FOLLOW)
    begin = first.visit if first.visit.payoff(player) >= start.payoff(player) else start
    end = climb(begin, (player,), alone(player), (player,), limit)
    return Climb(end.visit, end.value, end.slope, end.scaled, end.evaluations + first.evaluations)


def distinct(places: Sequence[FloatArray]) -> list[FloatArray]:
    """Places that are not within 1e-9 of an earlier one."""
    found: list[FloatArray] = []
    for place in places:
        if all(np.abs(place - other).max() > 1e-9 for other in found):
            found.append(place)
    return found


def _pattern(best: Climb, player: str, limit: int) -> tuple[Climb, int, int, bool]:
    """Steps in single instruments, the ones with most trade first, as long as they gain: for slopes that jump.

    Returns the end, equilibria solved, instruments moved, and whether no step of the smallest size gained at the end.
    """
    stage = best.visit.stage
    levers = stage.levers[player]
    here, value, evaluations, gained = best.visit, best.value, 0, False
    order = np.argsort(-levers.trade)
    steep = UNITS * np.abs(projected(here.moves[player], here.slopes(player), levers)) / scale(levers) > SETTLED
    order = order[(np.arange(order.size) < TRIED) | steep[order]]
    for step in PATTERN:
        gained = True
        while gained:
            gained = False
            for k in order:
                for sign in (1.0, -1.0):
                    v = here.moves[player].copy()
                    v[k] = np.clip(v[k] + sign * step, levers.low[k], levers.high[k])
                    if v[k] == here.moves[player][k]:
                        continue
                    if evaluations >= limit:
                        return _at(here, player, best), evaluations, order.size, False
                    there = stage.visit({**here.moves, player: v}, here)
                    evaluations += 1
                    if there.payoff(player) > value:
                        here, value, gained = there, there.payoff(player), True
    return _at(here, player, best), evaluations, order.size, True


def _at(here: Visit, player: str, climbed: Climb) -> Climb:
    """A climb that single steps took further, with the slopes where it is now."""
    levers = here.stage.levers[player]
    left = projected(here.moves[player], here.slopes(player), levers)
    scaled = UNITS * float(np.abs(left / scale(levers)).max())
    return Climb(here, here.payoff(player), float(np.abs(left).max()), scaled, climbed.evaluations)
