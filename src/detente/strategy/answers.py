"""Rules side by side, and rules against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.strategy.game import TariffGame
from detente.strategy.rules import Exchange, Rule
from detente.strategy.stage import Visit

__all__ = ["compare_rules", "play"]


def compare_rules(
    game: TariffGame,
    rules: Mapping[str, Rule] | Sequence[Rule],
    sent: float | xr.DataArray | FloatArray | None = None,
    *,
    sender: str | None = None,
    player: str | None = None,
) -> xr.Dataset:
    """What follows from each rule when the sender has moved.

    Parameters
    ----------
    game
        Two players or more.
    rules
        Rules of the player who answers, by name or in a row.
    sent
        Rates of the sender as shares; a number: that many points on top of the base; None: its own best reply at the
        base.
    sender, player
        Who moved and who answers; None: the game's first and second player.

    Returns
    -------
    xarray.Dataset
        By rule: ``rate`` (rule), mean tariff of the answer with base trade as weights; ``welfare`` (rule, region),
        change of real income, shares; ``payoff`` and ``employment`` (rule, side); ``revenue`` (rule, side), change in
        units of the world's money at the base's world income; ``third_parties`` (rule), change of real income of
        everybody else, weighted with base spending.

    Raises
    ------
    DataError
        If a side does not play, or a number of rates does not fit.
    """
    names = rules if isinstance(rules, Mapping) else {rule.words.split(":")[0]: rule for rule in rules}
    sender, player = sender or game.players[0], player or game.players[1]
    stage = game.stage
    start = game.start()
    if sender == player or not {sender, player} <= set(start):
        raise DataError(f"{sender} and {player} are no two players of this game: {', '.join(game.players)}.")
    base = np.expm1(start[sender])
    if sent is None:
        rates = game.best_response(sender).moves.values
    elif np.ndim(sent) == 0:
        rates = np.clip(base + float(sent), np.expm1(stage.levers[sender].low), np.expm1(stage.levers[sender].high))
    else:
        rates = np.expm1(game.logs({sender: np.asarray(sent)})[sender])
    state = Exchange(game, sender, player, rates, np.expm1(start[player]))
    sides = (sender, player)
    spending = stage.models[0][1].before.I
    inside = [n for side in sides for n in stage.sides.of(side)]
    outside = np.delete(np.arange(spending.size), inside)
    on = state.tariffs(player)
    rows: dict[str, list[object]] = {k: [] for k in ("rate", "welfare", "payoff", "employment", "revenue", "others")}
    near: Visit | None = None
    for rule in names.values():
        answer = rule.reply(state)
        near = state.visit(answer, near)
        welfare = game.welfare(near)
        rows["rate"].append(
            float(np.average(answer[on], weights=stage.levers[player].trade[on])) if on.any() else float("nan")
        )
        rows["welfare"].append(welfare)
        rows["payoff"].append([near.payoff(side) for side in sides])
        rows["employment"].append([_employment(near, side) for side in sides])
        rows["revenue"].append([_revenue(near, side) for side in sides])
        rows["others"].append(float(np.average(welfare[outside], weights=spending[outside])) if outside.size else 0.0)
    return xr.Dataset(
        {
            "rate": ("rule", rows["rate"], {"unit": "share"}),
            "welfare": (("rule", "region"), rows["welfare"], {"unit": "share"}),
            "payoff": (("rule", "side"), rows["payoff"], {"unit": "unit of the objective"}),
            "employment": (("rule", "side"), rows["employment"], {"unit": "share"}),
            "revenue": (("rule", "side"), rows["revenue"], {"unit": game.world.unit}),
            "third_parties": ("rule", rows["others"], {"unit": "share"}),
        },
        coords={
            "rule": list(names),
            "side": list(sides),
            "region": list(game.world.regions),
            "words": ("rule", [rule.words for rule in names.values()]),
        },
        attrs={"sender": sender, "player": player, "points sent": state.points(), **game.words},
    )


def play(
    game: TariffGame, rules: Mapping[str, Rule], first: Mapping[str, FloatArray], rounds: int
) -> tuple[dict[str, FloatArray], ...]:
    """Two sides answer each other in turns, each round both at once, each by its rule.

    Parameters
    ----------
    game
        Two players.
    rules
        Player -> its rule.
    first
        Player -> rates of the first round, shares; who is left out starts at the base.
    rounds
        Rounds after the first.

    Returns
    -------
    tuple of dict
        Player -> rates, for every round, the first included.
    """
    if len(game.players) != 2:
        raise DataError(f"two sides answer each other, not {len(game.players)}.")
    now = {player: np.expm1(v) for player, v in game.logs(first).items()}
    course = [now]
    for _ in range(rounds):
        after = {}
        for player, other in (game.players, game.players[::-1]):
            past = tuple(row[other] for row in course[:-1])
            after[player] = rules[player].reply(Exchange(game, other, player, now[other], now[player], past))
        now = after
        course.append(now)
    return tuple(course)


def _employment(there: Visit, side: str) -> float:
    members = there.stage.sides.of(side)
    total = 0.0
    for (weight, solved), horizon in zip(there.stage.models, there.horizons, strict=True):
        size = solved.base.wL[list(members)]
        total += weight * float(np.average([horizon.state.employment(n)[0] for n in members], weights=size))
    return total


def _revenue(there: Visit, side: str) -> float:
    members = list(there.stage.sides.of(side))
    return float(
        sum(
            weight * (horizon.state.at.R[members] - horizon.state.one.R[members]).sum()
            for (weight, _), horizon in zip(there.stage.models, there.horizons, strict=True)
        )
    )
