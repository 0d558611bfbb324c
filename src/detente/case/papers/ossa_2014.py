"""Ossa (2014), Trade Wars and Trade Talks with Data: the order of his averages on seven regions of our world."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from detente.case.papers.replication import Replication, Row, compare
from detente.core.arrays import FloatArray
from detente.economy.longrun import LongRun
from detente.strategy.cooperate import cooperate
from detente.strategy.game import TariffGame
from detente.strategy.instruments import Instruments
from detente.strategy.nash import nash
from detente.strategy.objectives import Objective, RealIncome
from detente.strategy.political import political_weights
from detente.strategy.replies import ascend
from detente.world.aggregate import aggregate
from detente.world.load import load_countries, load_world
from detente.world.world import World

__all__ = ["replicate", "seven_regions"]

NAME = "ossa-2014"
TITLE = (
    "Ossa, R. (2014), Trade Wars and Trade Talks with Data, American Economic Review 104(12), 4104-4146: averages over "
    "7 regions and 33 industries"
)
SIGMA = 3.42
"""His mean elasticity of substitution."""
RETURNS = 0.99
"""Trade elasticity times scale elasticity: 1 in his model of monopolistic competition, where equilibria may be many."""
ALONE = ("BRA", "CHN", "IND", "JPN", "USA")
PRINTED = {
    "optimal tariff": ("62", 17.5),
    "Nash tariff": ("63", 17.5),
    "government welfare lost if talks break down": ("2.9", 1.5),
    "government welfare gained by talks": ("0.5", 0.4),
}
"""His averages, and tolerances in points: the order on another world is compared, not digits."""


def seven_regions(world: World) -> World:
    """Goods of the seven regions, without inputs.

    Parameters
    ----------
    world
        A world with his five single countries and the European Union.

    Returns
    -------
    World
        BRA, CHN, EU, IND, JPN, USA and the rest of the world; elasticities keep their pattern, scaled to his mean.
    """
    union = [code for code in load_countries().group("EU27", world.base_day) if code in world.regions]
    rest = [code for code in world.regions if code not in (*ALONE, *union)]
    merged = aggregate(world, {"EU": union, "ROW": rest}, None)
    goods = [j for j, good in enumerate(merged.goods) if good]
    return World.from_arrays(
        merged.flows[:, :, goods],
        None,
        None,
        None,
        merged.tariff[:, :, goods],
        regions=merged.regions,
        sectors=[merged.sectors[j] for j in goods],
        year=merged.year,
        unit=merged.unit,
        name="seven regions, goods",
        base_day=merged.base_day,
        elasticities={name: values[goods] for name, values in merged.elasticities.items()},
    )


def replicate(data: str | Path | None = None) -> Replication:
    """Optimal, Nash and cooperative tariffs and their welfare effects, averages over regions.

    Parameters
    ----------
    data
        Not needed: the bundled world is used.

    Raises
    ------
    NotSolved
        If a game has no equilibrium.
    """
    del data
    world = seven_regions(load_world())
    rows: list[Row] = []
    notes: list[str] = []
    certificate = None
    for name, politics in (("fgo", True), ("fgo", False), ("one number", False)):
        pattern = world.elasticities[name] if name in world.elasticities else np.ones(len(world.sectors))
        theta = (SIGMA - 1.0) * pattern / pattern.mean()
        model = LongRun(elasticity=theta, scale=RETURNS / theta, deficits="balanced")
        case = f"elasticities {name}, " + ("political weights" if politics else "real income")
        game, told = _game(world, model, politics=politics)
        start = game.stage.visit(game.start())
        best = {player: ascend(start, player).visit.moves[player] for player in world.regions}
        war = nash(game, deviations=1, others=0, coalitions=False)
        deal = cooperate(game)
        certificate = certificate or war.certificate
        ours = {
            "optimal tariff": float(np.mean([_mean(v) for v in best.values()])),
            "Nash tariff": float(np.mean([float(rates.mean()) for rates in war.moves.values()])),
            "government welfare lost if talks break down": -float(np.mean(list(war.payoffs.values()))),
            "government welfare gained by talks": float(np.mean(list(deal.payoffs.values()))),
        }
        for measure, share in ours.items():
            printed, tolerance = PRINTED[measure]
            ours_in_points = 100.0 * share
            rows.append(
                compare(case, "mean of 7", measure, "percent", printed if politics else None, ours_in_points, tolerance)
            )
        notes += told
    assert certificate is not None
    return Replication.of(
        NAME,
        TITLE,
        rows,
        (
            "His data may not be shipped: seven regions and goods of our world of 2024 stand in, without inputs and "
            "services as in his model. The order is compared, not digits.",
            f"Trade elasticities keep the pattern of the set, scaled to his mean sigma of {SIGMA}; the mean of 1/theta "
            "and not 1/mean(theta) governs average tariffs, so the spread over sectors matters as much as the mean.",
            f"Scale elasticity times trade elasticity is {RETURNS}, his is 1. Tariffs by sector and partner from 0 to "
            "500 %; talks are Nash's bargaining solution with today's tariffs as disagreement and no subsidies, his "
            "equal gains with subsidies.",
            *notes,
        ),
        certificate,
    )


def _game(world: World, model: LongRun, *, politics: bool) -> tuple[TariffGame, list[str]]:
    """The game; with political weights that fit the pattern of today's tariffs."""
    instruments = Instruments(by="sector-partner", on="all")
    plain = TariffGame(world, model=model, players=world.regions, instruments=instruments)
    if not politics:
        return plain, []
    objective: dict[str, Objective] = {}
    left = []
    start = plain.stage.visit(plain.start())
    for n, player in enumerate(world.regions):
        best = _mean(ascend(start, player).visit.moves[player])
        flows = np.delete(world.flows[n], n, axis=0)
        rates = (np.delete(world.tariff[n], n, axis=0) * flows).sum(axis=0) / np.maximum(flows.sum(axis=0), 1e-300)
        scaled = dict(zip(world.sectors, (rates * best / rates.mean()).tolist(), strict=True))
        objective[player], unexplained = (
            political_weights(plain, player, scaled) if rates.any() else (RealIncome(), 1.0)
        )
        left.append(unexplained)
    game = TariffGame(world, model=model, players=world.regions, instruments=instruments, objective=objective)
    return game, [f"Political weights leave {np.mean(left):.0%} of the slopes at scaled tariffs unexplained."]


def _mean(v: FloatArray) -> float:
    return float(np.mean(np.expm1(v)))
