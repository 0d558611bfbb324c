"""Rules of retaliation: what sides do when taxed, beside what would be best.

A rule reads one exchange and gives the rates of the player who answers. It is deterministic; its numbers are its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, final, runtime_checkable

import numpy as np
import xarray as xr
from scipy.optimize import brentq

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.strategy.game import TariffGame
from detente.strategy.objectives import Political
from detente.strategy.stage import Stage, Visit

__all__ = [
    "Ease",
    "Exchange",
    "Hold",
    "Mirror",
    "Proportional",
    "Rule",
    "Switch",
    "Targeted",
    "TitForTat",
    "aims",
]

TARIFF = "tariff"
SEVERAL = "*"
"""Labels of an instrument: its wedge, and its partner where it is on several."""
FLOOR = 1e-9
"""Least own cost that counts, log points for one unit of a rate; below it a move is free."""


@final
@dataclass(frozen=True, slots=True)
class Exchange:
    """What a rule knows.

    Attributes
    ----------
    game
        The game.
    sender, player
        Who moved, and who answers.
    sent
        (K,) rates of the sender, shares.
    now
        (K,) rates of the player before its answer, shares.
    past
        Rates of the sender in earlier rounds, oldest first.
    """

    game: TariffGame
    sender: str
    player: str
    sent: FloatArray
    now: FloatArray
    past: tuple[FloatArray, ...] = ()

    @property
    def stage(self) -> Stage:
        """The game's economy."""
        return self.game.stage

    def tariffs(self, who: str) -> np.ndarray:
        """(K,) true for the instruments of a side that are tariffs on the other, alone or with others."""
        levers = self.stage.levers[who]
        other = self.player if who == self.sender else self.sender
        return np.array([wedge == TARIFF and partner in (other, SEVERAL) for wedge, partner, _ in levers.labels])

    def points(self, sent: FloatArray | None = None) -> float:
        """Points of tariff that the sender added since the base, mean with base trade as weights."""
        levers, on = self.stage.levers[self.sender], self.tariffs(self.sender)
        added = (self.sent if sent is None else sent) - np.expm1(levers.start)
        return float(np.average(added[on], weights=levers.trade[on])) if on.any() else 0.0

    def answered(self, points: float | FloatArray) -> FloatArray:
        """(K,) the player's rates with its tariffs that many points above the base, within bounds."""
        levers, on = self.stage.levers[self.player], self.tariffs(self.player)
        raised = np.where(on, np.expm1(levers.start) + points, self.now)
        return np.asarray(np.clip(raised, np.expm1(levers.low), np.expm1(levers.high)))

    def visit(self, answer: FloatArray, near: Visit | None = None) -> Visit:
        """The economy under what was sent and an answer."""
        return self.stage.visit({self.sender: np.log1p(self.sent), self.player: np.log1p(answer)}, near)


@runtime_checkable
class Rule(Protocol):
    """What a side does when the other moves."""

    @property
    def words(self) -> str:
        """The rule in words."""
        ...

    def reply(self, state: Exchange) -> FloatArray:
        """(K,) rates of the player, shares."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing changes."""

    @property
    def words(self) -> str:
        """The rule in words."""
        return "none: own rates stay"

    def reply(self, state: Exchange) -> FloatArray:
        """The rates before."""
        return state.now.copy()


@final
@dataclass(frozen=True, slots=True)
class Ease:
    """Take back a share of what was added since the base."""

    share: float = 1.0

    @property
    def words(self) -> str:
        """The rule in words."""
        return f"ease: take back {self.share:.0%} of what was added"

    def reply(self, state: Exchange) -> FloatArray:
        """Rates nearer to the base."""
        base = np.expm1(state.stage.levers[state.player].start)
        return np.asarray(base + (1.0 - self.share) * (state.now - base))


@final
@dataclass(frozen=True, slots=True)
class Mirror:
    """The same points on all goods of the sender, or sector by sector.

    Attributes
    ----------
    by
        ``mean``: the sender's mean points on every good. ``sector``: its points sector by sector, the mean where it
        has no rate for a sector.
    """

    by: Literal["mean", "sector"] = "mean"

    @property
    def words(self) -> str:
        """The rule in words."""
        return "mirror: the same points" + (" on the same sectors" if self.by == "sector" else " on all goods")

    def reply(self, state: Exchange) -> FloatArray:
        """Rates above the base by the sender's points."""
        mean = state.points()
        if self.by == "mean":
            return state.answered(mean)
        levers = state.stage.levers[state.sender]
        added = state.sent - np.expm1(levers.start)
        known = {
            sector: float(points)
            for (_, _, sector), points, on in zip(levers.labels, added, state.tariffs(state.sender), strict=True)
            if on
        }
        labels = state.stage.levers[state.player].labels
        return state.answered(np.array([known.get(sector, mean) for _, _, sector in labels]))


@final
@dataclass(frozen=True, slots=True)
class Proportional:
    """Even points on all goods that take from the sender what it takes, as far as there is trade to tax.

    Attributes
    ----------
    share
        Of what was taken.
    of
        ``duty``: duty on base trade. ``trade``: trade lost once the economy has settled.
    """

    share: float = 1.0
    of: Literal["duty", "trade"] = "duty"

    @property
    def words(self) -> str:
        """The rule in words."""
        what = "duty on base trade" if self.of == "duty" else "trade lost"
        return f"proportional: {self.share:.0%} of the {what}, as far as there is trade to tax"

    def reply(self, state: Exchange) -> FloatArray:
        """Even points on all goods.

        Raises
        ------
        DataError
            If the player levies no tariffs.
        """
        sender, player = state.stage.levers[state.sender], state.stage.levers[state.player]
        on = state.tariffs(state.player)
        if not on.any():
            raise DataError(f"{state.player} has no tariff in this game, so it cannot answer in proportion.")
        top = float((np.expm1(player.high) - np.expm1(player.start))[on].max())
        if self.of == "duty":
            spent = [
                float(state.stage.models[0][1].before.I[list(state.stage.sides.of(p))].sum())
                for p in (state.sender, state.player)
            ]
            taken = state.points() * float(sender.trade[state.tariffs(state.sender)].sum()) * spent[0]
            return state.answered(min(top, self.share * taken / (float(player.trade[on].sum()) * spent[1])))
        quiet = state.visit(state.now)
        wanted = self.share * _lost(quiet, state.player, state.sender)
        already = _lost(quiet, state.sender, state.player)

        def short(points: float) -> float:
            return wanted - _lost(state.visit(state.answered(points), quiet), state.sender, state.player)

        if wanted <= already:
            return state.now.copy()
        return state.answered(top if short(top) > 0.0 else float(brentq(short, 0.0, top, xtol=1e-4)))


@final
@dataclass(frozen=True, slots=True)
class Targeted:
    """A list: points on the sectors where the sender hurts most for what the player itself loses.

    Sectors enter in the order of hurt per own cost until the list covers ``covered`` of the trade; the last one in
    part. To first order no other list with the same own cost hurts more (a fractional knapsack).

    Attributes
    ----------
    points
        Points on what is listed, share; None: the sender's points divided by ``covered``, so that duties match.
    covered
        Share of the sender's goods that the list covers.
    weights
        Sender's sector -> political weight of income earned there; none: real income.
    """

    points: float | None = None
    covered: float = 0.3
    weights: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0.0 < self.covered <= 1.0:
            raise DataError(f"a list that covers {self.covered:g} of trade: give a share above 0 and up to 1.")

    @property
    def words(self) -> str:
        """The rule in words."""
        politics = f", politics in {', '.join(self.weights)}" if self.weights else ""
        return f"list: {self.covered:.0%} of trade, where it hurts most for own cost{politics}"

    def reply(self, state: Exchange) -> FloatArray:
        """Points on the listed sectors, the last one in part."""
        found = aims(state, self.weights)
        levers = state.stage.levers[state.player]
        weight = np.where(state.tariffs(state.player), levers.trade, 0.0)
        left = self.covered * weight.sum()
        share = np.zeros(weight.size)
        for k in found["order"].values:
            if weight[k] > 0.0 and left > 0.0:
                share[k] = min(1.0, left / weight[k])
                left -= share[k] * weight[k]
        points = state.points() / self.covered if self.points is None else self.points
        return state.answered(points * share)


@final
@dataclass(frozen=True, slots=True)
class Switch:
    """Move to another instrument once it hurts more for what it costs than tariffs do.

    Attributes
    ----------
    rate
        Rate of the other instrument, share.
    before
        Rule for tariffs until then, and besides.
    """

    rate: float = 0.25
    before: Mirror | Proportional | Hold = field(default_factory=Mirror)

    @property
    def words(self) -> str:
        """The rule in words."""
        return (
            f"switch: {self.before.words}; and {self.rate:.0%} on another instrument where that hurts more for its cost"
        )

    def reply(self, state: Exchange) -> FloatArray:
        """Tariffs by the rule before, and the other instrument at its rate if it hurts more for its cost."""
        answer = self.before.reply(state)
        on = state.tariffs(state.player)
        if on.all() or not on.any():
            return answer
        found = aims(replace(state, now=answer), {})
        hurt, cost = found["hurt"].values, found["cost"].values
        levers = state.stage.levers[state.player]
        kinds = np.array([label[0] for label in levers.labels])
        ratio = {kind: _ratio(hurt[kinds == kind].sum(), cost[kinds == kind].sum()) for kind in dict.fromkeys(kinds)}
        best = max(ratio, key=lambda kind: ratio[kind])
        if best == kinds[on][0]:
            return answer
        return np.where(kinds == best, np.minimum(np.expm1(levers.high), self.rate), answer)


@final
@dataclass(frozen=True, slots=True)
class TitForTat:
    """The sender's points of some rounds ago, less forgiveness.

    Attributes
    ----------
    delay
        Rounds.
    forgiveness
        Share of the points that is let go.
    """

    delay: int = 1
    forgiveness: float = 0.0

    @property
    def words(self) -> str:
        """The rule in words."""
        late = f"{self.delay} round{'s' if self.delay != 1 else ''} late"
        return f"tit for tat: the same points, {late}, {self.forgiveness:.0%} forgiven"

    def reply(self, state: Exchange) -> FloatArray:
        """Rates above the base by the sender's points then."""
        rounds = (*state.past, state.sent)
        if len(rounds) <= self.delay:
            return state.answered(0.0)
        return state.answered((1.0 - self.forgiveness) * state.points(rounds[-1 - self.delay]))


def aims(state: Exchange, weights: Mapping[str, float]) -> xr.Dataset:
    """Where an answer hurts the sender, and what it costs the player, for every instrument of the player at once.

    Parameters
    ----------
    state
        The exchange; slopes are taken at the player's present rates.
    weights
        Sender's sector -> political weight; empty: real income.

    Returns
    -------
    xarray.Dataset
        By ``move``: ``hurt`` and ``cost``, log points lost by sender and player for one unit of the rate; ``ratio``,
        infinite where the player loses nothing; ``trade``, its share in the player's imports or exports so moved;
        ``order`` (rank), positions from the highest ratio on, moves that hurt nobody last.
    """
    stage = state.stage
    if weights:
        stage = replace(stage, objectives={**stage.objectives, state.sender: Political(weights)})
    logs = {state.sender: np.log1p(state.sent), state.player: np.log1p(state.now)}
    there = stage.visit(logs)
    levers = stage.levers[state.player]
    per_rate = np.exp(-logs[state.player])
    hurt = -there.slopes(state.player, state.sender) * per_rate
    cost = -there.slopes(state.player) * per_rate
    ratio = np.array([_ratio(h, c) for h, c in zip(hurt, cost, strict=True)])
    # moves that cost nothing come first, the one that hurts most of a unit of trade at their head
    dear = np.where(hurt > 0.0, hurt / np.maximum(levers.trade, FLOOR), -np.inf)
    order = np.lexsort((-dear, -ratio))
    data = levers.labelled(hurt, "hurt").to_dataset()
    data["cost"] = ("move", cost)
    data["ratio"] = ("move", ratio)
    data["trade"] = ("move", levers.trade / levers.trade.sum())
    data["order"] = ("rank", order)
    return data


def _ratio(hurt: float, cost: float) -> float:
    """Hurt for each unit of own cost; infinite where it is free, nothing where it does not hurt."""
    if hurt <= 0.0:
        return 0.0
    return hurt / cost if cost > FLOOR else float("inf")


def _lost(there: Visit, seller: str, buyer: str) -> float:
    """Goods that the seller no longer sells to the buyer, at base prices of the world's income."""
    sides = there.stage.sides
    goods = np.flatnonzero(sides.world.goods)
    at = np.ix_(goods, np.array(sides.of(buyer)), np.array(sides.of(seller)))
    return float(
        sum(
            weight * (solved.before.V[at].sum() - horizon.state.at.V[at].sum())
            for (weight, solved), horizon in zip(there.stage.models, there.horizons, strict=True)
        )
    )
