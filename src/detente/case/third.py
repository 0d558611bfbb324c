"""Third countries of a case: who talks with whom, what signing, holding out and siding are worth, and courting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np
import xarray as xr

from detente.case.board import members_of
from detente.case.case import Case
from detente.core.arrays import FloatArray
from detente.diplomacy.scene import scene
from detente.diplomacy.third import at_table
from detente.economy.longrun import LongRun
from detente.ledger.limits import Clocked
from detente.ledger.scope import partners_named
from detente.ledger.stacking import Moment
from detente.strategy.parallel import Courting, PairGrid, Talks, courting, isolation, parallel_talks
from detente.world.aggregate import aggregate, aggregate_wedges
from detente.world.world import World

__all__ = ["ThirdCountries", "blocs", "third_countries"]

NEAR = 6
"""Other economies that keep their name where terms are searched."""
MANY = 6
"""Partners at the table."""
RISES = 0.02
"""Rise of the mean tariff, share, from which a partner has something to lose."""


@final
@dataclass(frozen=True, slots=True)
class ThirdCountries:
    """What others can do on a day.

    Attributes
    ----------
    clock
        The suspension that ends if they do not sign.
    talks
        With the side whose tariffs come back.
    rival_talks
        With the other side, over its own tariffs on them; nothing comes back there.
    courtings
        What a pledge of the other side to buy more is worth to each.
    talking
        Codes of those known to talk on the day.
    isolation, isolation_if_all
        Share of the other side's goods exports elsewhere whose buyers talk; and if all at the table did.
    """

    clock: Clocked
    talks: Talks
    rival_talks: Talks
    courtings: tuple[Courting, ...]
    talking: tuple[str, ...]
    isolation: float
    isolation_if_all: float


def blocs(case: Case, world: World, on: date) -> dict[str, tuple[str, ...]]:
    """Groups that sit at the table as one, with their members in a world."""
    countries, bloc = case.ledger.countries, case.head.others.bloc
    if bloc not in countries.groups:
        return {}
    members = partners_named((bloc,), countries, on)
    inside = tuple(region for region in world.regions if region in members)
    return {bloc: inside} if inside else {}


def third_countries(case: Case, world: World, start: Moment, moment: Moment) -> ThirdCountries | None:
    """Talks of others in the shadow of a suspension that ends, in the long run; None if no clock runs for them.

    Parameters
    ----------
    case, world
        The case and its world.
    start, moment
        Baseline and day.
    """
    hub, target = case.sides
    ledger = case.ledger
    clocks = [
        clock
        for clock in ledger.clocks(moment.on, moment.as_of)
        if clock.by == hub and clock.partner != target and clock.returns > clock.rate + RISES
    ]
    if not clocks:
        return None
    clock = clocks[0]
    groups = blocs(case, world, moment.on)
    layer = [measure.id for measure in ledger.measures if measure.authority == clock.authority]
    now = ledger.wedges(world, on=moment.on, as_of=moment.as_of)
    calm = ledger.without(layer).wedges(world, on=moment.on, as_of=moment.as_of)
    reverts = ledger.wedges(world, on=clock.until, as_of=moment.as_of)
    partners = _largest(world, hub, target, groups, reverts["tariff"].values - now["tariff"].values)
    if not partners:
        return None
    before = ledger.wedges(world, on=start.on, as_of=start.as_of)
    free = now["tariff"].values.copy()
    free[world.regions.index(target)] = 0.0
    grid = PairGrid(case.head.others.stays, case.head.others.cuts)
    talks = _talks(world, hub, target, partners, groups, _Days(before, now, calm, reverts), grid)
    rival = _talks(
        world,
        target,
        hub,
        partners,
        groups,
        _Days(before, now, now.assign(tariff=(now["tariff"].dims, free)), now),
        grid,
    )
    alone = [m for m in partners if m not in groups]
    everyone = {code for m in partners for code in groups.get(m, (m,))}
    told = members_of(case, moment.on)
    talking = {
        code
        for name in at_table(scene(case.diplomacy, moment.on, moment.as_of), hub)
        for code in told.get(name, frozenset({name}))
    }
    inside = tuple(code for code in world.regions if code in talking)
    return ThirdCountries(
        clock,
        talks,
        rival,
        tuple(courting(world, before, now, target, m) for m in alone),
        inside,
        isolation(world, target, hub, talking=inside),
        isolation(world, target, hub, talking=everyone),
    )


@final
@dataclass(frozen=True, slots=True)
class _Days:
    """Wedges of the baseline, of the day, without the hub's extra tariffs, and with those that come back."""

    before: xr.Dataset
    now: xr.Dataset
    calm: xr.Dataset
    reverts: xr.Dataset


def _talks(
    world: World,
    hub: str,
    target: str,
    partners: Sequence[str],
    groups: dict[str, tuple[str, ...]],
    days: _Days,
    grid: PairGrid,
) -> Talks:
    """Parallel talks: terms are searched where economies far from them are one, then tried on the whole world."""
    at_table = {m: groups.get(m, (m,)) for m in partners}
    named = {hub: (hub,), target: (target,)} | at_table
    inside = {code for members in named.values() for code in members}
    at = [world.regions.index(code) for code in (hub, target)]
    trade = world.flows.sum(axis=2)
    order = np.argsort(-(trade[at].sum(axis=0) + trade[:, at].sum(axis=1)))
    others = [world.regions[n] for n in order if world.regions[n] not in inside]
    parts = {name: list(members) for name, members in named.items()} | {code: [code] for code in others[:NEAR]}
    rest = others[NEAR:]
    parts |= {"REST": rest} if rest else {}
    small = aggregate(world, parts)
    joined = [aggregate_wedges(world, day, parts) for day in (days.now, days.calm, days.reverts, days.before)]
    model = LongRun()
    found = parallel_talks(
        small,
        model,
        joined[0],
        calm=joined[1],
        reverts=joined[2],
        before=joined[3],
        hub=hub,
        target=target,
        partners=partners,
        grid=grid,
    )
    return parallel_talks(
        world,
        model,
        days.now,
        calm=days.calm,
        reverts=days.reverts,
        before=days.before,
        hub=hub,
        target=target,
        partners=partners,
        groups=groups,
        terms={row.partner: row.terms for row in found.rows},
        grid=grid,
    )


def _largest(
    world: World, hub: str, target: str, groups: dict[str, tuple[str, ...]], rise: FloatArray
) -> Sequence[str]:
    """Economies and groups from which the hub buys most goods among those whose tariff comes back."""
    h, goods = world.regions.index(hub), np.array(world.goods)
    grouped = {code for members in groups.values() for code in members}
    names = {r: (r,) for r in world.regions if r not in (hub, target) and r not in grouped} | groups
    bought: dict[str, float] = {}
    for name, members in names.items():
        at = [world.regions.index(code) for code in members]
        flow = world.flows[h, at][:, goods]
        if flow.sum() > 0.0 and float((flow * rise[h, at][:, goods]).sum() / flow.sum()) > RISES:
            bought[name] = float(flow.sum())
    return sorted(bought, key=lambda name: -bought[name])[:MANY]
