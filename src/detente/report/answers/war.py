"""Tariffs from which nobody gains by moving alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from detente.report.answer import Answer, Column, Table
from detente.report.readings import goods_name
from detente.report.words import percent
from detente.strategy.game import TariffGame
from detente.strategy.result import Equilibrium
from detente.world.world import World

__all__ = ["uniform_answer", "war_answer"]

SHOWN = 12
"""Sectors of each player in the table."""


def uniform_answer(world: World, result: Equilibrium, meta: Mapping[str, Any]) -> Answer:
    """A war of all economies, one tariff each."""
    data, details = result.data, result.certificate.details
    rows = [
        {"region": region, "tariff": float(t), "welfare": float(w), "reply_gap": float(g)}
        for region, t, w, g in zip(
            world.regions, data["tariff"].values, data["welfare"].values, data["reply_gap"].values, strict=True
        )
    ]
    columns = (
        Column("region", "economy", "code"),
        Column("tariff", "tariff in the war, %", "percent"),
        Column("welfare", "real income, %", "percent", 2),
        Column("reply_gap", "true best reply less tariff, points", "percent", 2),
    )
    mean_t, mean_w = details["average tariff"], details["average change of real income"]
    assumed = result.certificate.assumptions
    return Answer(
        verb="war",
        meta=meta,
        body={"tariffs": rows, "average": {"tariff": mean_t, "welfare": mean_w}},
        head=f"War of all {len(rows)} economies of world {world.name}, one tariff each: on average "
        f"{percent(mean_t)}, real income {percent(mean_w, 2)}",
        tables=(Table("", columns, rows),),
        lines=(
            f"Scenario, not forecast. Formula {assumed['formula']}; the last column says by how much every economy's "
            f"true best reply, found by search, is above its tariff: most in {details['largest gap in']}, "
            f"by {100.0 * details['largest gap, tariff']:.2f} points.",
            f"Elasticities: {assumed['elasticity']}. Inputs: {assumed['inputs']}. Deficits: {assumed['deficits']}. "
            f"Tariffs: {assumed['instruments']}.",
            "Real income is compared with balanced trade at the applied tariffs; averages are simple.",
        ),
        certificate=result.certificate,
    )


def war_answer(game: TariffGame, result: Equilibrium, meta: Mapping[str, Any], told: Mapping[str, str]) -> Answer:
    """A war of few players; ``told`` names the measures that it starts from."""
    stage, assumed = game.stage, dict(result.certificate.assumptions) | dict(told)
    welfare = dict(zip(game.world.regions, result.data["welfare"].values.tolist(), strict=True))
    players: list[dict[str, Any]] = []
    moves: list[dict[str, Any]] = []
    for player in game.players:
        levers = stage.levers[player]
        size = [float(stage.models[0][1].before.I[n]) for n in stage.sides.of(player)]
        names = [game.world.regions[n] for n in stage.sides.of(player)]
        spent = float(sum(game.world.final_use[n].sum() for n in stage.sides.of(player)))
        before = sum(float(w) * math.expm1(v) for w, v in zip(levers.trade, levers.start, strict=True))
        players.append(
            {
                "region": player,
                "before": before / float(levers.trade.sum()),
                "tariff": float(result.data["tariff"].sel(player=player)),
                "welfare": sum(s * welfare[n] for s, n in zip(size, names, strict=True)) / sum(size),
                "payoff": result.payoffs[player],
                "regret": result.regret[player],
            }
        )
        moves += [
            {
                "player": player,
                "wedge": wedge,
                "partner": partner,
                "sector": sector,
                "trade": float(trade),
                "trade_usd_mn": float(trade) * spent,
                "rate": float(rate),
            }
            for (wedge, partner, sector), trade, rate in zip(
                levers.labels, levers.trade, result.moves[player].values, strict=True
            )
        ]
    columns = (
        Column("region", "player", "code"),
        Column("before", "mean rate in the base, %", "percent"),
        Column("tariff", "mean rate in the war, %", "percent"),
        Column("welfare", "real income, change from the base, %", "percent", 3),
    )
    largest = [
        row | {"goods": _goods(row["sector"])}
        for player in game.players
        for row in sorted((m for m in moves if m["player"] == player), key=lambda m: -m["trade"])[:SHOWN]
    ]
    by_rate = (
        Column("player", "player", "code"),
        Column("partner", "partner", "code"),
        Column("sector", "sector", "code"),
        Column("rate", "rate in the war, %", "percent"),
        Column("trade", "trade in the base, % of the player's final spending", "percent", 3),
    )
    shown = (
        *by_rate[:3],
        Column("goods", "goods", "text"),
        by_rate[3],
        Column("trade_usd_mn", "trade in the base, USD mn", "number", 0),
    )
    others = sorted(welfare, key=lambda region: welfare[region])
    moved = [f"{region} {percent(welfare[region], 3)}" for region in (*others[:3], *others[-3:])]
    details = result.certificate.details
    lines = [
        f"Scenario, not forecast. Objectives: {_objectives(game, assumed)}. Model: {assumed['model']}. The base is "
        + (told["base"] if told else "every economy at the world's own tariffs")
        + f", with trade as it would be in the {_horizon(game)} at those; that trade is the weight of mean rates. One "
        "value each, at one set of elasticities and one model, no range; rates move about as one over the elasticity.",
        _alone(result),
        *(
            f"{player}: single steps of one rate tried: {tried}."
            for player, tried in details.get("single steps tried from there", {}).items()
        ),
        f"Multiplicity: {details['multiplicity']}.",
        *_together(details),
        f"Real income, lowest and highest of all economies: {', '.join(moved)}.",
    ]
    if all(row["welfare"] > 0.0 for row in players):
        lines.append(
            "All players end with more real income than in the base: measured like that this war is no threat to them. "
            "Compare with free trade, and with other objectives and elasticities."
        )
    return Answer(
        verb="war",
        meta=meta,
        body={"tariffs": players, "moves": moves, "welfare": welfare},
        head=f"War of {' and '.join(game.players)} on world {game.world.name}",
        tables=(Table("", columns, players), Table(f"Rates, the {SHOWN} with most trade of each", shown, largest)),
        lines=tuple(lines),
        certificate=result.certificate,
        data=Table("", by_rate, moves),
    )


def _horizon(game: TariffGame) -> str:
    """The horizon of a game's model, in words."""
    return game.words["model"].partition(",")[0]


def _objectives(game: TariffGame, assumed: Mapping[str, str]) -> str:
    """Objectives by player, once if all have the same."""
    words = {player: assumed[f"objective of {player}"] for player in game.players}
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return ", ".join(f"{player} {text}" for player, text in words.items())


def _alone(result: Equilibrium) -> str:
    """What players could gain by moving alone, as far as was searched."""
    searches = sum(map(len, result.certificate.details["gains of every search for a deviation"].values()))
    most = max(result.regret.values())
    if most <= 0.0:
        return f"No player gains by moving alone: {searches} searches for such a move found none."
    return (
        f"No player gains more than {most:.1e} of its objective by moving alone, as far as {searches} searches found."
    )


def _together(details: Mapping[str, Any]) -> list[str]:
    """Pairs that would both gain by moving together, and those of which nothing is known; none for two players."""
    found = []
    if gaining := details.get("pairs that would both gain by moving together"):
        pairs = "; ".join(
            f"{pair} ({', '.join(f'{player} {gain:.1e}' for player, gain in gains.items())})"
            for pair, gains in gaining.items()
        )
        found.append(f"Both would gain, in the unit of the objective, by moving together: {pairs}.")
    if unknown := details.get("pairs that no equilibrium was found for"):
        found.append(
            f"Whether these pairs would gain by moving together is not known, since the economy has no equilibrium "
            f"that was found where they go: {'; '.join(unknown)}."
        )
    return found


def _goods(code: str) -> str:
    """A sector's short name; ``*`` is all goods."""
    return "all" if code == "*" else goods_name(code)
