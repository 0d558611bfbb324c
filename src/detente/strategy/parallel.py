"""Third countries: bilateral talks side by side, who gains by signing early, holding out or siding, and courting.

Pairs bargain as in Horn and Wolinsky (1988), as Bagwell, Staiger and Yurukoglu (2021) do for tariffs: each takes what
the others have settled as given.
"""

# s share of the hub's extra tariff that stays, c share of the partner's tariffs on the hub that go

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, final

import numpy as np
import xarray as xr

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.core.labels import positions
from detente.economy.calibration import Wedges
from detente.economy.labelled import read_wedges
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.strategy.game import TariffGame
from detente.strategy.stage import Visit
from detente.world.world import World

__all__ = ["Courting", "PairGrid", "PairTerms", "Talks", "TalksRow", "courting", "isolation", "parallel_talks"]

Choice = Literal["sign", "hold out", "align", "side"]
ROUNDS = 20
LEAST = 1e-9
"""Gain of both sides, log points, below which a pair has nothing to agree on."""

Tariffs = FloatArray


@final
@dataclass(frozen=True, slots=True)
class PairTerms:
    """What a pair agrees: the share of the hub's extra tariff that stays, the share of the partner's that goes."""

    stays: float
    cut: float


@final
@dataclass(frozen=True, slots=True)
class PairGrid:
    """Terms that a pair may agree on.

    Attributes
    ----------
    stays
        Shares of the hub's extra tariff that a pair may leave in place.
    cuts
        Shares of the partner's tariffs on the hub that a pair may take away.
    """

    stays: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    cuts: tuple[float, ...] = (0.0, 0.5, 1.0)

    def next_to(self, terms: PairTerms | None) -> list[PairTerms]:
        """All terms, or those at most one step away in one of the two."""
        places = [(a, b) for a in range(len(self.stays)) for b in range(len(self.cuts))]
        if terms is not None:
            a0, b0 = self.stays.index(terms.stays), self.cuts.index(terms.cut)
            places = [(a, b) for a, b in places if abs(a - a0) + abs(b - b0) <= 1]
        return [PairTerms(self.stays[a], self.cuts[b]) for a, b in places]


GRID = PairGrid()


@final
@dataclass(frozen=True, slots=True)
class TalksRow:
    """One partner, every value a change of real income against today, shares.

    Attributes
    ----------
    partner
        Name.
    terms
        What it agrees with the hub, the others' agreements given; None: no terms that both prefer.
    alone, first, together, holdout
        Partner: its tariff reverts and nobody signs; it alone signs; all sign; all others sign and its tariff reverts.
    aligned
        Partner: all sign, and it levies the hub's price of alignment on the target's goods.
    sided
        Partner: its tariff reverts, the others sign, and the target and it drop their tariffs on each other.
    hub_first, target_first
        Hub and target when it alone signs.
    bandwagon
        How much more signing is worth to it once the others have signed.
    choice
        The best of ``sign``, ``hold out``, ``align``, ``side`` for real income, the others having signed.
    """

    partner: str
    terms: PairTerms | None
    alone: float
    first: float
    together: float
    holdout: float
    aligned: float
    sided: float
    hub_first: float
    target_first: float
    bandwagon: float
    choice: Choice


@final
@dataclass(frozen=True, slots=True)
class Talks:
    """Parallel talks of one hub.

    Attributes
    ----------
    hub, target
        Who talks with all, and against whom.
    rows
        One for each partner.
    hub_together, target_together
        Change of real income of hub and target when all sign, against today, shares.
    hub_apart, target_apart
        The same when all tariffs revert.
    rounds
        Rounds until no pair changed its terms.
    settled
        False if they still changed at the last round.
    words
        What is assumed.
    """

    hub: str
    target: str
    rows: tuple[TalksRow, ...]
    hub_together: float
    target_together: float
    hub_apart: float
    target_apart: float
    rounds: int
    settled: bool
    words: Mapping[str, str]


def parallel_talks(
    world: World,
    model: LongRun | ShortRun,
    now: xr.Dataset,
    *,
    calm: xr.Dataset,
    reverts: xr.Dataset,
    hub: str,
    target: str,
    partners: Sequence[str],
    before: xr.Dataset | None = None,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    power: float = 0.5,
    alignment: float = 0.25,
    terms: Mapping[str, PairTerms | None] | None = None,
    grid: PairGrid = GRID,
) -> Talks:
    """Bilateral talks side by side, to terms that no pair would change while the others keep theirs.

    Parameters
    ----------
    world, model
        The economy.
    now
        Wedges today.
    calm, reverts
        Wedges without the hub's extra tariffs, and with those that come if nobody signs; only the hub's tariffs on the
        partners are read.
    hub, target
        Who talks with all partners, and whom that may isolate.
    partners
        Economies or names of ``groups``.
    before
        Wedges at which the short run is at rest; None: today's.
    groups
        Name -> members with one policy.
    power
        Bargaining power of the hub, between 0 and 1.
    alignment
        Points that an aligned partner adds on the target's goods, share.
    terms
        Partner -> terms to begin with, for instance those of a smaller world; pairs then try the next steps of the
        grid only. None: no terms, and pairs try the whole grid.
    grid
        Terms that pairs may agree on.

    Raises
    ------
    DataError
        If the hub or the target is among the partners, or the power is no share.
    NotSolved
        If the economy has no equilibrium at some terms.
    """
    if {hub, target} & set(partners):
        raise DataError(f"{hub} and {target} are no third countries; leave them out of the partners.")
    if not 0.0 < power < 1.0:
        raise DataError(f"power={power:g}: the hub's bargaining power lies between 0 and 1.")
    game = TariffGame(
        world,
        model,
        players=(hub, target, *partners),
        instruments="uniform",
        base=now if before is None else before,
        groups=groups or {},
    )
    table = _Table(
        game,
        read_wedges(world, now, "now"),
        read_wedges(world, calm, "calm"),
        read_wedges(world, reverts, "reverts"),
        hub,
        grid,
    )
    # Today comes first: all others are solved from there.
    table.read({})
    agreed: dict[str, PairTerms | None] = {m: (terms or {}).get(m) for m in partners}
    rounds, settled = 0, False
    while rounds < ROUNDS and not settled:
        last = dict(agreed)
        for m in partners:
            agreed[m] = _bargain(table, agreed, m, power, near=terms is not None)
        rounds += 1
        settled = agreed == last
    nobody: dict[str, PairTerms | None] = dict.fromkeys(partners)
    return Talks(
        hub,
        target,
        tuple(_row(table, agreed, m, target, alignment) for m in partners),
        hub_together=table.change(hub, agreed),
        target_together=table.change(target, agreed),
        hub_apart=table.change(hub, nobody),
        target_apart=table.change(target, nobody),
        rounds=rounds,
        settled=settled,
        words={
            "model": game.words["model"],
            "objective": "real income of each side; nothing outside trade is on the table",
            "bargaining": f"Nash product, weight of {hub} {power:g}; who signs nothing gets the tariff announced",
        },
    )


def _row(table: _Table, agreed: Mapping[str, PairTerms | None], m: str, target: str, alignment: float) -> TalksRow:
    """What one partner gains and loses by each of its choices, the others' agreements given."""
    alone, only, others = {m: None}, {m: agreed[m]}, {**agreed, m: None}
    together, holdout = table.change(m, agreed), table.change(m, others)
    first, reverted = table.change(m, only), table.change(m, alone)
    aligned = table.change(m, agreed, table.levied(m, target, alignment))
    sided = table.change(m, others, table.dropped(m, target), table.dropped(target, m))
    options: dict[Choice, float] = {"sign": together, "hold out": holdout, "align": aligned, "side": sided}
    if agreed[m] is None:
        options = {"hold out": holdout, "side": sided}
    return TalksRow(
        m,
        agreed[m],
        alone=reverted,
        first=first,
        together=together,
        holdout=holdout,
        aligned=aligned,
        sided=sided,
        hub_first=table.change(table.hub, only),
        target_first=table.change(target, only),
        bandwagon=(together - holdout) - (first - reverted),
        choice=max(options, key=lambda name: options[name]),
    )


@final
@dataclass(frozen=True, slots=True)
class _Table:
    """Tariffs under any set of agreements; a partner that is not named keeps today's, one without terms reverts."""

    game: TariffGame
    now: Wedges
    calm: Wedges
    reverts: Wedges
    hub: str
    grid: PairGrid
    seen: dict[tuple[tuple[str, PairTerms | None], ...], Visit] = field(default_factory=dict)

    def read(self, agreed: Mapping[str, PairTerms | None], *extra: Callable[[Tariffs], None]) -> Visit:
        """The economy under agreements; ``extra`` changes tariffs further."""
        key = tuple(agreed.items())
        if extra or key not in self.seen:
            t = self._tariffs(agreed)
            for change in extra:
                change(t)
            stage = replace(self.game.stage, base=Wedges(t=t, x=self.now.x, d=self.now.d))
            there = stage.visit({}, next(iter(self.seen.values()), None))
            if extra:
                return there
            self.seen[key] = there
        return self.seen[key]

    def change(self, who: str, agreed: Mapping[str, PairTerms | None], *extra: Callable[[Tariffs], None]) -> float:
        """Change of somebody's real income against today, share."""
        return float(np.expm1(self.read(agreed, *extra).payoff(who) - self.read({}).payoff(who)))

    def _tariffs(self, agreed: Mapping[str, PairTerms | None]) -> Tariffs:
        sides = self.game.stage.sides
        t = self.now.t.copy()
        (h,) = sides.of(self.hub)
        for m, terms in agreed.items():
            for i in sides.of(m):
                if terms is None:
                    t[:, h, i] = self.reverts.t[:, h, i]
                else:
                    t[:, h, i] = self.calm.t[:, h, i] + terms.stays * (self.now.t[:, h, i] - self.calm.t[:, h, i])
                    t[:, i, h] = (1.0 - terms.cut) * self.now.t[:, i, h]
        return t

    def levied(self, importer: str, exporter: str, points: float) -> Callable[[Tariffs], None]:
        """Points on an exporter's goods."""
        sides = self.game.stage.sides
        goods = np.flatnonzero(self.game.world.goods)

        def change(t: Tariffs) -> None:
            t[np.ix_(goods, np.array(sides.of(importer)), np.array(sides.of(exporter)))] += points

        return change

    def dropped(self, importer: str, exporter: str) -> Callable[[Tariffs], None]:
        """No tariffs on an exporter's goods."""
        sides = self.game.stage.sides

        def change(t: Tariffs) -> None:
            t[np.ix_(np.arange(len(t)), np.array(sides.of(importer)), np.array(sides.of(exporter)))] = 0.0

        return change


def _bargain(
    table: _Table, agreed: Mapping[str, PairTerms | None], m: str, power: float, *, near: bool = False
) -> PairTerms | None:
    """PairTerms with the highest Nash product, the others' given; None if no terms leave both better off.

    With ``near`` only the next steps of the grid are tried, if there are terms.
    """
    apart = table.read({**agreed, m: None})
    best: PairTerms | None = None
    highest = -np.inf
    for terms in table.grid.next_to(agreed[m] if near else None):
        there = table.read({**agreed, m: terms})
        gains = [there.payoff(who) - apart.payoff(who) for who in (table.hub, m)]
        if min(gains) > LEAST:
            product = power * np.log(gains[0]) + (1.0 - power) * np.log(gains[1])
            if product > highest:
                best, highest = terms, product
    return best


def isolation(
    world: World,
    target: str,
    hub: str,
    *,
    talking: Collection[str] = (),
    signed: Collection[str] = (),
    stage: Literal["talks", "signed"] = "talks",
) -> float:
    """How far a side stands alone: the share of its goods exports outside the hub whose buyers talk with the hub.

    Parameters
    ----------
    world
        Gives base flows.
    target, hub
        Who may stand alone, and whom the others talk with.
    talking, signed
        Economies in talks, and those that have signed, who count among the former as well.
    stage
        ``talks``: buyers that talk or have signed. ``signed``: only the latter.

    Returns
    -------
    float
        Share, 0 to 1.
    """
    if stage not in ("talks", "signed"):
        raise DataError(f"stage='{stage}' is no stage of talks; use 'talks' or 'signed'.")
    named = set(signed) | (set(talking) if stage == "talks" else set())
    i, h = (int(p) for p in positions((target, hub), world.regions, f"economy of world '{world.name}'"))
    buyers = positions(tuple(sorted(named)), world.regions, f"economy of world '{world.name}'")
    sold = world.flows[:, i, np.flatnonzero(world.goods)].sum(axis=1)
    sold[[i, h]] = 0.0
    return float(sold[buyers].sum() / sold.sum())


@final
@dataclass(frozen=True, slots=True)
class Courting:
    """A pledge to buy, against what the seller loses by diverted goods; shares of real income but for the subsidy.

    Attributes
    ----------
    buyer, seller
        Who pledges to whom.
    more
        Share by which purchases of goods are to rise above the base.
    gain, cost
        Change of real income of seller and buyer by the pledge.
    diverted
        Change of real income of the seller by the measures in force, without the pledge.
    subsidy
        Implied subsidy on what is bought, share of the price; 0 where the pledge is met by itself.
    """

    buyer: str
    seller: str
    more: float
    gain: float
    cost: float
    diverted: float
    subsidy: float

    @property
    def credible(self) -> bool:
        """True if what the seller gains outweighs what the measures do to it."""
        return self.gain + self.diverted > 0.0


def courting(
    world: World,
    before: xr.Dataset,
    now: xr.Dataset,
    buyer: str,
    seller: str,
    *,
    more: float = 0.1,
    model: ShortRun | None = None,
) -> Courting:
    """Value of "we will buy more from you": a floor under the buyer's imports of goods from the seller.

    Parameters
    ----------
    world
        The base.
    before, now
        Wedges at which the economy is at rest, and wedges in force.
    buyer, seller
        Codes.
    more
        Share by which the value of every cell rises above the base at least.
    model
        Default: the short run after 24 months, the length of such a pledge.
    """
    model = model or ShortRun(horizon_months=24.0)
    n, i = (int(p) for p in positions((buyer, seller), world.regions, f"economy of world '{world.name}'"))
    goods = np.array(world.goods) & (world.flows[n, i] > 0.0)
    floor = np.full(now["tariff"].shape, np.nan)
    floor[n, i, goods] = 1.0 + more
    calm = model.solve(world, before, now).data
    bought = model.solve(world, before, now.assign(floor=(now["tariff"].dims, floor))).data
    real = np.log1p(bought["welfare"].values) - np.log1p(calm["welfare"].values)
    paid = bought["trade_value"].values[n, i, goods]
    rebate = np.nan_to_num(-bought["premium"].values[n, i, goods])
    return Courting(
        buyer,
        seller,
        more,
        gain=float(np.expm1(real[i])),
        cost=float(np.expm1(real[n])),
        diverted=float(calm["welfare"].values[i]),
        subsidy=float(rebate @ paid / paid.sum()),
    )
