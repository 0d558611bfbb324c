"""Wars: moves from which nobody gains by moving alone, with the search that tried."""

# v ln(1 + rate); s scale of each instrument (strategy/replies.py)

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import NotSolved
from detente.core.status import Certificate, Status
from detente.strategy.game import TariffGame
from detente.strategy.grid import gridded, settle
from detente.strategy.replies import (
    HOME,
    SEED,
    ascend,
    best_reply,
    climb,
    distinct,
    follow,
    kinked,
    places_of,
    projected,
    random_moves,
)
from detente.strategy.result import Equilibrium
from detente.strategy.stage import Moves, Visit

__all__ = ["REGRET", "equilibrium_of", "nash"]

REGRET = 1e-6
"""Largest gain from moving alone that a war may leave, in the unit of the objective (log points of income)."""
MOVED = 1e-6
"""Largest change of ln(1 + rate) between two rounds at which a war is found."""
JOINT = 80
"""Equilibria allowed for all players climbing at once."""
ROUNDS = 30
KINKED_ROUNDS = 4
"""Rounds where slopes jump: moves then end near a kink, and the regret found is what counts."""
NUDGES = 12
"""Random small moves of each player that are tried where slopes jump, in steps of 1 and 10 % of 1 + rate."""
SAME = 1e-4
"""Difference of a payoff, relative to the largest, from which two equilibria are two."""
DEVIATION = 1e-3
"""Step in ln(1 + rate) where a search for a deviation stops: less than 1e-7 log points are then left to gain."""
TRIES = 40
"""Equilibria allowed for each search for a deviation."""
HEARD = 0.5
"""Share of a player's searches for a deviation that may end where the economy has no equilibrium."""


@final
@dataclass(frozen=True, slots=True)
class Found:
    """A candidate: where it is, how it was reached, by how much the last round still moved, and single steps tried.

    ``free`` is where it would be with rates of any size, if rates move in steps.
    """

    visit: Visit
    method: str
    moved: float
    evaluations: int
    steps: Mapping[str, str] = field(default_factory=dict)
    free: Visit | None = None


def nash(game: TariffGame, *, deviations: int = 5, others: int = 2, coalitions: bool = True) -> Equilibrium:
    """Moves that are best replies to each other.

    All players climb at once, each along its own slopes, accelerated; where that does not settle, they answer in
    turns. Then every player searches for a better move from independent starts, and a war that somebody would leave
    is left. Other equilibria are looked for from other starts.

    Parameters
    ----------
    game
        Players, instruments, objectives and the economy.
    deviations
        Random starts of every player's search for a better move, besides base, lower bounds, 100 % and upper bounds.
    others
        Random starts of the search for other equilibria, besides the lower bounds.
    coalitions
        With more than two players, also ask which pairs could both gain by moving together.

    Returns
    -------
    Equilibrium
        ``regret`` is the largest gain found. The status is ``CONVERGED`` if it is at most 1e-6 log points and at most
        half of any player's searches for a better move ended where the economy has no equilibrium.

    Raises
    ------
    NotSolved
        If the economy has no equilibrium where the players go.
    """
    rng = np.random.default_rng(SEED)
    stage = game.stage
    found = _settle(game, stage.visit(game.start()))
    if gridded(stage):
        found = _on_grid(game, found)
    evaluations = found.evaluations
    for _ in range(3):
        regret, better, tried, lost, used = _regret(game, found.visit, deviations, rng)
        evaluations += used
        if max(regret.values()) <= REGRET:
            break
        nearer = stage.visit({**found.visit.moves, **better}, found.visit)
        if gridded(stage):
            found = replace(_on_grid(game, Found(nearer, found.method, 0.0, 0)), free=found.free)
        else:
            found = _in_turns(game, nearer)
        evaluations += found.evaluations
    elsewhere, used, failed = _others(game, found.free or found.visit, others, rng)
    evaluations += used
    slopes = {p: _slope(game, found.visit, p) for p in game.players}
    details: dict[str, Any] = {
        "search": found.method,
        "largest change in the last round, ln(1 + rate)": found.moved,
        "projected slopes, objective per ln(1 + rate)": slopes,
        "largest gain found by player": regret,
        "gains of every search for a deviation": tried,
        "searches that failed": lost,
        "other starts": others + 1,
        "other equilibria found": len(elsewhere),
        "payoffs there": [dict(payoffs) for payoffs in elsewhere],
        "starts that settled nowhere": failed,
        **({"single steps tried from there": dict(found.steps)} if found.steps else {}),
        "multiplicity": ("with rates of any size: " if found.free else "")
        + _multiplicity(len(elsewhere), others + 1 - failed),
        "frozen for want of trade": {
            p: [" ".join(label) for label in stage.levers[p].frozen] for p in game.players if stage.levers[p].frozen
        },
    }
    if coalitions and len(game.players) > 2:
        gaining, unknown = _pairs(game, found.visit)
        details["pairs that would both gain by moving together"] = gaining
        details["pairs that no equilibrium was found for"] = unknown
    worst = max(regret.values())
    status = Status.CONVERGED if worst <= REGRET else Status.MAX_ITERATIONS
    if status is Status.CONVERGED and any(lost[p] > HEARD * (lost[p] + len(tried[p])) for p in game.players):
        status = Status.UNTRIED
    certificate = Certificate(
        method=f"Nash equilibrium, {found.method}, adjoint slopes",
        status=status,
        iterations=evaluations,
        residual=worst,
        walras=math.nan,
        assumptions=game.words,
        details=details,
        measure="largest gain found from moving alone, in the unit of the objective,",
    )
    return equilibrium_of(game, found.visit, certificate, regret)


def equilibrium_of(
    game: TariffGame, there: Visit, certificate: Certificate, regret: Mapping[str, float]
) -> Equilibrium:
    """Label a set of moves with what it does.

    Parameters
    ----------
    game, there
        The game and the economy at the moves.
    certificate, regret
        How they were found, and what each player could still gain alone.
    """
    payoffs = {player: there.payoff(player) for player in game.players}
    mean = [float(np.average(np.expm1(there.moves[p]), weights=game.stage.levers[p].trade)) for p in game.players]
    data = xr.Dataset(
        {
            "welfare": ("region", game.welfare(there), {"unit": "share", "long_name": "change of real income"}),
            "tariff": ("player", mean, {"unit": "share", "long_name": "mean rate with base trade as weights"}),
            "payoff": ("player", list(payoffs.values()), {"unit": "unit of the objective"}),
        },
        coords={"region": list(game.world.regions), "player": list(game.players)},
        attrs={"world": game.world.name, "digest": game.world.digest, **game.words},
    )
    return Equilibrium(
        data, game.labelled(there.moves), payoffs, certificate, regret, game.labelled_wedges(there.moves)
    )


def _settle(game: TariffGame, start: Visit, home: Moves | None = None) -> Found:
    """All at once, and in turns where that does not settle or slopes jump."""
    try:
        found = follow(start, game.players, MOVED, JOINT, home)
    except NotSolved:
        return _in_turns(game, start)
    if found.moved > MOVED:
        return _in_turns(game, found.visit if kinked(game.stage) else start)
    return Found(found.visit, "all players at once", found.moved, found.evaluations)


def _on_grid(game: TariffGame, free: Found) -> Found:
    """Rates in steps: players take single steps in turns until none gains, or until they have been there before."""
    here, evaluations, moved = free.visit, free.evaluations, np.inf
    seen: set[bytes] = set()
    steps: dict[str, str] = {}
    for _ in range(ROUNDS):
        before = np.concatenate([here.moves[player] for player in game.players])
        for player in game.players:
            if gridded(game.stage, player):
                found = settle(here, player)
                here, evaluations = found.visit, evaluations + found.evaluations
                steps[player] = f"{found.solved} of {found.known}, largest gain {found.gain:.1e}"
            else:
                end = ascend(here, player)
                here, evaluations = end.visit, evaluations + end.evaluations
        after = np.concatenate([here.moves[player] for player in game.players])
        moved = float(np.abs(after - before).max())
        key = np.round(after, 9).tobytes()
        if moved < MOVED or key in seen:
            break
        seen.add(key)
    circle = "" if moved < MOVED else ", in a circle: no rest was found"
    return Found(here, f"{free.method}, then single steps in turns{circle}", moved, evaluations, steps, free.visit)


def _in_turns(game: TariffGame, start: Visit) -> Found:
    """Players answer one after the other, the largest first, until nobody moves."""
    stage = game.stage
    order = sorted(game.players, key=lambda p: -sum(float(stage.models[0][1].before.I[n]) for n in stage.sides.of(p)))
    here, evaluations, moved, last, damping = start, 0, np.inf, np.inf, 1.0
    for _ in range(KINKED_ROUNDS if kinked(stage) else ROUNDS):
        before = {player: v.copy() for player, v in here.moves.items()}
        for player in order:
            if kinked(stage) or gridded(stage, player):
                reply = best_reply(game, player, here.moves, starts=-1, near=here, limit=TRIES)
                v, used = np.log1p(reply.moves.values), reply.certificate.iterations
            else:
                end = ascend(here, player)
                v, used = end.visit.moves[player], end.evaluations
            evaluations += used
            here = stage.visit({**here.moves, player: damping * v + (1.0 - damping) * here.moves[player]}, here)
        moved = max(float(np.abs(here.moves[player] - before[player]).max()) for player in game.players)
        if moved < MOVED:
            break
        if moved > last:
            damping = 0.5
        last = moved
        if gridded(stage):
            damping = 1.0
    return Found(here, f"best replies in turns, order {', '.join(order)}", moved, evaluations)


def _slope(game: TariffGame, there: Visit, player: str) -> float:
    levers = game.stage.levers[player]
    return float(np.abs(projected(there.moves[player], there.slopes(player), levers)).max())


def _regret(
    game: TariffGame, there: Visit, deviations: int, rng: np.random.Generator
) -> tuple[dict[str, float], dict[str, FloatArray], dict[str, list[float]], dict[str, int], int]:
    """Largest gain by player, the moves that give it, gains of all searches, searches that failed, equilibria solved.

    A search fails if the economy has no equilibrium where it starts or goes.
    """
    stage = game.stage
    regret, better, tried, lost, used = {}, {}, {}, {}, 0
    for player in game.players:
        levers = stage.levers[player]
        now, gains = there.payoff(player), []
        regret[player], lost[player] = 0.0, 0
        for place in distinct(places_of(levers, deviations, rng)):
            try:
                begin = stage.visit({**there.moves, player: place}, there)
                if place is levers.high and begin.payoff(player) <= now:
                    gains.append(begin.payoff(player) - now)
                    continue
                end = follow(begin, (player,), DEVIATION, TRIES, there.moves)
                if gridded(stage, player):
                    rounded = levers.on_grid(end.visit.moves[player])
                    at = stage.visit({**end.visit.moves, player: rounded}, end.visit)
                    end = replace(end, visit=at, evaluations=end.evaluations + 1)
            except NotSolved:
                lost[player] += 1
                continue
            used += end.evaluations
            gains.append(end.visit.payoff(player) - now)
            if gains[-1] > regret[player]:
                regret[player], better[player] = gains[-1], end.visit.moves[player]
        for _ in range(NUDGES if kinked(stage) else 0):
            step = rng.choice((0.01, 0.1)) * rng.uniform(-1.0, 1.0, levers.low.size)
            place = levers.on_grid(np.clip(there.moves[player] + step, levers.low, levers.high))
            used += 1
            try:
                gains.append(stage.visit({**there.moves, player: place}, there).payoff(player) - now)
            except NotSolved:
                lost[player] += 1
                continue
            if gains[-1] > regret[player]:
                regret[player], better[player] = gains[-1], place
        tried[player] = gains
    return regret, better, tried, lost, used


def _others(
    game: TariffGame, there: Visit, others: int, rng: np.random.Generator
) -> tuple[list[dict[str, float]], int, int]:
    """Payoffs of other equilibria found, equilibria solved, and starts that settled nowhere."""
    stage = game.stage
    payoffs = {player: there.payoff(player) for player in game.players}
    size = max(1e-6, *map(abs, payoffs.values()))
    starts: list[Moves] = [{player: stage.levers[player].low for player in game.players}]
    starts += [{player: random_moves(stage.levers[player], rng) for player in game.players} for _ in range(others)]
    found: list[dict[str, float]] = []
    used = failed = refuted = 0
    for start in starts:
        try:
            end = _settle(game, stage.visit(start, there), there.moves)
        except NotSolved:
            failed += 1
            continue
        used += end.evaluations
        if end.moved > MOVED:
            failed += 1
            continue
        if all(np.abs(end.visit.moves[p] - there.moves[p]).max() < 2.0 * HOME for p in game.players):
            continue
        there_too = {player: end.visit.payoff(player) for player in game.players}
        # slopes also vanish where trade does: whoever gains by its moves of the first equilibrium is not at rest
        if any(
            stage.visit({**end.visit.moves, player: there.moves[player]}, end.visit).payoff(player)
            > there_too[player] + REGRET
            for player in game.players
        ):
            refuted += 1
            continue
        known = [payoffs, *found]
        if all(max(abs(there_too[p] - other[p]) for p in game.players) > SAME * size for other in known):
            found.append(there_too)
    return found, used, failed + refuted


def _multiplicity(elsewhere: int, settled: int) -> str:
    if elsewhere:
        return f"{elsewhere} other equilibria found from {settled} other starts; payoffs above"
    return (
        f"the same equilibrium from {settled} other starts, which is no proof that there is no other; without bounds "
        "on rates, no trade between the players is one too"
    )


def _pairs(game: TariffGame, there: Visit) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Pairs that both gain by moving together, and what each gains; pairs where the economy has no equilibrium.

    Of both gains the smaller one is climbed first.
    """
    found: dict[str, dict[str, float]] = {}
    unknown: list[str] = []
    for pair in combinations(game.players, 2):
        now = {player: there.payoff(player) for player in pair}

        def judge(payoffs: Mapping[str, float], now: Mapping[str, float] = now) -> tuple[float, Mapping[str, float]]:
            return sum(payoffs[p] - now[p] for p in now), dict.fromkeys(now, 1.0)

        try:
            end = climb(there, pair, judge, pair, TRIES, DEVIATION)
        except NotSolved:
            unknown.append(" and ".join(pair))
            continue
        gains = {player: end.visit.payoff(player) - now[player] for player in pair}
        if min(gains.values()) > REGRET:
            found[" and ".join(pair)] = gains
    return found, unknown
