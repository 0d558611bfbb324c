"""Tariffs that two or more could agree on: efficient frontier and Nash's bargaining solution."""

# G[p] payoff of a player, d[p] what it gets without agreement, tau[p] its power, mu[p] its weight on the frontier

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import xarray as xr

from detente.core.errors import DataError, NotSolved
from detente.core.status import Certificate, Status
from detente.strategy.game import TariffGame
from detente.strategy.nash import equilibrium_of
from detente.strategy.replies import SETTLED, Climb, Judge, ascend, climb
from detente.strategy.result import Equilibrium
from detente.strategy.stage import Visit

__all__ = ["Frontier", "cooperate", "frontier"]

INSIDE = 1e-9
"""Gain over disagreement from which its logarithm is used, log points."""
LIMIT = 300
SLOPE = 1e-2
"""Projected slope in scaled units where a climb stops; payoffs are then within 1e-8 log points."""
POWER = 20.0
"""How sharply the first phase looks at the side that gains least, in 1e4 times log points."""


@final
@dataclass(frozen=True, slots=True)
class Frontier:
    """Payoffs that cannot be raised for one player without lowering another's.

    Attributes
    ----------
    data
        ``payoff`` (point, player), ``weight`` (point, player), ``tariff`` (point, player): mean rates.
    certificate
        The residual is the largest projected slope over all points.
    """

    data: xr.Dataset
    certificate: Certificate


def cooperate(
    game: TariffGame,
    disagreement: Equilibrium | Mapping[str, float] | None = None,
    *,
    power: Mapping[str, float] | None = None,
) -> Equilibrium:
    """Nash's bargaining solution over all rates of the game.

    Where no common gain is known yet, the smallest gain is raised first; if it stays below zero there is nothing to
    agree on, and a sentence says so.

    Parameters
    ----------
    game
        Players, instruments, objectives and the economy.
    disagreement
        What each gets if talks fail: a war found by :func:`nash`, payoffs by player, or None for the base (zero).
    power
        Bargaining power by player; None: equal.

    Returns
    -------
    Equilibrium
        The certificate names the disagreement point, the gains over it and what each could gain by cheating;
        ``regret`` is that gain, the best reply to the other's agreed rates.

    Raises
    ------
    NotSolved
        If no rates were found at which all gain.
    """
    players = game.players
    if disagreement is None:
        d, named = dict.fromkeys(players, 0.0), "the base"
    elif isinstance(disagreement, Equilibrium):
        d, named = dict(disagreement.payoffs), "the war given"
    else:
        d, named = dict(disagreement), "payoffs given"
    if set(d) != set(players):
        raise DataError(f"disagreement payoffs are needed for {', '.join(players)}; given for {', '.join(d)}.")
    tau = {player: 1.0 / len(players) for player in players} if power is None else dict(power)
    if set(tau) != set(players) or min(tau.values()) < 0.0 or not sum(tau.values()) > 0.0:
        raise DataError(f"power is a number from 0 on for each of {', '.join(players)}.")
    begin, evaluations = _inside(game, d, disagreement)

    def judge(payoffs: Mapping[str, float]) -> tuple[float, Mapping[str, float]]:
        gains = {p: payoffs[p] - d[p] for p in players}
        # in the unit of the smallest payoff, so that the climb's units fit
        size = float(np.mean([max(gain, INSIDE) for gain in start_gains.values()]))
        value, weights = 0.0, dict.fromkeys(players, 0.0)
        for p, gain in gains.items():
            if gain > INSIDE:
                value += size * tau[p] * np.log(gain / size)
                weights[p] = size * tau[p] / gain
            else:
                # the tangent at the border, so that the climb turns back
                value += size * tau[p] * (np.log(INSIDE / size) + gain / INSIDE - 1.0)
                weights[p] = size * tau[p] / INSIDE
        return float(value), weights

    start_gains = {p: begin.payoff(p) - d[p] for p in players}
    end = climb(begin, players, judge, players, LIMIT, SLOPE)
    evaluations += end.evaluations
    gains = {p: end.visit.payoff(p) - d[p] for p in players}
    cheating = {}
    for player in players:
        try:
            cheating[player] = max(0.0, ascend(end.visit, player).value - end.visit.payoff(player))
        except NotSolved:
            cheating[player] = np.inf
    certificate = Certificate(
        method="Nash bargaining over all rates, L-BFGS-B with adjoint slopes",
        status=Status.CONVERGED if end.scaled <= SETTLED else Status.MAX_ITERATIONS,
        iterations=evaluations,
        residual=end.slope,
        walras=math.nan,
        assumptions={**game.words, "disagreement": named, "power": ", ".join(f"{p} {tau[p]:g}" for p in players)},
        details={
            "payoffs without agreement": d,
            "gains over disagreement": gains,
            "gain from cheating once": cheating,
            "largest projected slope in scaled units": end.scaled,
            "tolerance in scaled units": SETTLED,
        },
        measure="largest projected slope of the Nash product in ln(1 + rate)",
    )
    return equilibrium_of(game, end.visit, certificate, cheating)


def frontier(game: TariffGame, points: int = 15) -> Frontier:
    """The efficient frontier: a weighted sum of payoffs is climbed for weights on the simplex.

    Parameters
    ----------
    game
        A game of two players.
    points
        Weights of the first player, evenly between 0.05 and 0.95.

    Raises
    ------
    DataError
        If there are not two players, or fewer than two points.
    """
    if len(game.players) != 2 or points < 2:
        raise DataError("a frontier is drawn for two players and at least two points.")
    a, b = game.players
    here = game.stage.visit(game.start())
    mus = np.linspace(0.05, 0.95, points)
    ends: list[Climb] = []
    for mu in mus:
        end = climb(here, (a, b), _weighted({a: float(mu), b: float(1.0 - mu)}), (a, b), LIMIT, SLOPE)
        ends.append(end)
        here = end.visit
    payoffs = np.array([[end.visit.payoff(p) for p in game.players] for end in ends])
    tariffs = [
        [np.average(np.expm1(end.visit.moves[p]), weights=game.stage.levers[p].trade) for p in game.players]
        for end in ends
    ]
    dims = ("point", "player")
    data = xr.Dataset(
        {
            "payoff": (dims, payoffs, {"unit": "unit of the objective"}),
            "weight": (dims, np.column_stack((mus, 1.0 - mus))),
            "tariff": (dims, np.array(tariffs), {"unit": "share", "long_name": "mean rate with base trade as weights"}),
        },
        coords={"player": list(game.players)},
        attrs=game.words,
    )
    worst = max(end.scaled for end in ends)
    certificate = Certificate(
        method="weighted sums of payoffs, L-BFGS-B with adjoint slopes",
        status=Status.CONVERGED if worst <= SETTLED else Status.MAX_ITERATIONS,
        iterations=sum(end.evaluations for end in ends),
        residual=max(end.slope for end in ends),
        walras=math.nan,
        assumptions=game.words,
        details={"largest projected slope in scaled units": worst, "tolerance in scaled units": SETTLED},
        measure="largest projected slope of a weighted sum in ln(1 + rate)",
    )
    return Frontier(data, certificate)


def _weighted(weights: Mapping[str, float]) -> Judge:
    return lambda payoffs: (sum(w * payoffs[p] for p, w in weights.items()), weights)


def _inside(
    game: TariffGame, d: Mapping[str, float], disagreement: Equilibrium | Mapping[str, float] | None
) -> tuple[Visit, int]:
    """A place where all gain: the base, lowest rates, or where the smallest gain is largest."""
    stage, players = game.stage, game.players
    base = stage.visit(game.start())
    places = [base, stage.visit({p: np.maximum(stage.levers[p].low, 0.0) for p in players}, base)]
    if isinstance(disagreement, Equilibrium):
        war = game.logs(disagreement.moves)
        places.append(stage.visit({p: 0.5 * (war[p] + places[1].moves[p]) for p in players}, base))
    least = [min(there.payoff(p) - d[p] for p in players) for there in places]
    best = int(np.argmax(least))
    if least[best] > INSIDE:
        return places[best], len(places)

    def soft(payoffs: Mapping[str, float]) -> tuple[float, Mapping[str, float]]:
        gains = np.array([payoffs[p] - d[p] for p in players]) * POWER * 1e4
        low = gains.min()
        parts = np.exp(low - gains)
        value = (low - np.log(parts.sum())) / (POWER * 1e4)
        return float(value), dict(zip(players, (parts / parts.sum()).tolist(), strict=True))

    end = climb(places[best], players, soft, players, LIMIT, SLOPE)
    gains: dict[str, Any] = {p: end.visit.payoff(p) - d[p] for p in players}
    if min(gains.values()) <= INSIDE:
        told = ", ".join(f"{p} {gain:+.2e}" for p, gain in gains.items())
        raise NotSolved(
            f"nothing to agree on was found: with the smallest gain as large as it gets, gains over disagreement are "
            f"{told} log points. Allow more instruments or subsidies (lowest below 0), or another disagreement point."
        )
    return end.visit, end.evaluations + len(places)
