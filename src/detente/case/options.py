"""What could they do: ladder, best replies, the peak of revenue, rules, leverage and third countries on one day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import final

import numpy as np
import xarray as xr

from detente.case.case import Case
from detente.case.lever_effects import neighbours
from detente.case.option_ranges import Ranged, elasticity_ranges
from detente.case.rungs import MONTHS, Climbed, climbed, mean_tariff, name_of, typical_rate
from detente.case.third import ThirdCountries, blocs, third_countries
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.longrun import LongRun
from detente.economy.shortrun import ShortRun
from detente.ledger.stacking import Moment
from detente.ledger.wedges import SectorMeans
from detente.strategy.answers import compare_rules
from detente.strategy.curves import REVENUE, Best, PayoffMap, ground, payoff_map, peak, valued
from detente.strategy.game import Spec, TariffGame
from detente.strategy.instruments import NAMED
from detente.strategy.ladder import Rung, Step, ladder, turning_point, uniform_ladder
from detente.strategy.leverage import Joint, Threat, joint_threat, leverage
from detente.strategy.objectives import Political, Revenue
from detente.strategy.revealed import Revealed, Unexplained, revealed_weights, unexplained
from detente.strategy.rules import Exchange, Hold, Mirror, Proportional, Rule, Switch, Targeted, aims
from detente.world.aggregate import aggregate, aggregate_wedges
from detente.world.world import World

__all__ = [
    "POLITICS",
    "Horizon",
    "Options",
    "Peak",
    "Targets",
    "options",
]

POLITICS: Mapping[str, float] = {"goods makers count 2 times": 2.0, "goods makers count 5 times": 5.0}
"""Political objectives that are tried: weight of income earned in goods sectors against that in services."""
SETS = ("cp", "gyy")
"""Further elasticities for the peak of revenue, where the world has them."""
LINE = (0.0, 0.12, 0.27, 0.45, 0.7, 1.05, 1.55, 2.2, 3.0)
"""Rates at which revenue is read."""
EVEN = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.45, 2.0)
"""Rungs of a uniform tariff, shares."""
THREAT = 0.25
"""Size of a threat, share."""
SHOWN = 0.03
"""Change of a mean tariff, share, from which a rung has a row of the payoff table."""
YEAR = 365
LISTED = 0.05
"""Points, share, from which a sector counts as listed."""
WEIGHTS = (1.0, 2.0, 5.0, 20.0)
"""Political weights on listed sectors that are tried."""
BROAD = 0.15
"""Rise of the mean tariff, share, from which an answer is no list any more."""
SENT = 0.25
"""Points that a list answers where the model aims, share."""


@final
@dataclass(frozen=True, slots=True)
class Peak:
    """Rate with the highest revenue.

    Attributes
    ----------
    player, reply
        Who levies, and whether the other holds its rate or mirrors.
    model, elasticity
        Words.
    best
        The rate; ``at_end`` if revenue still rises at the highest rate read.
    """

    player: str
    reply: str
    model: str
    elasticity: str
    best: Best


@final
@dataclass(frozen=True, slots=True)
class Targets:
    """A list of retaliation beside the model's own targeting.

    Attributes
    ----------
    name
        Which list.
    data
        By ``sector``: ``points`` that were added, share; ``trade``, its share in the sender's goods; ``hurt`` and
        ``cost``, log points lost by sender and player for one unit of the rate; ``ratio``.
    agreement
        Political weight of income earned in the sender's listed sectors -> rank correlation of points with the model's
        ratio over traded sectors. A weight of one is real income. That a list fits with some weight is no evidence
        that the weight was its reason.
    """

    name: str
    data: xr.Dataset
    agreement: Mapping[float, float]


@final
@dataclass(frozen=True, slots=True)
class Horizon:
    """Everything that one model says.

    Attributes
    ----------
    name, elasticity
        The model with its months, and its elasticities, in words.
    map
        Payoffs over uniform rates, all else as on the day.
    rungs
        What each act cost both sides.
    uniform
        By side: even rungs of a uniform tariff up to 200 %, the other at its old rates.
    matrix
        ``value`` (player, first, second): log change of real income where each side stands on one of its own rungs.
    turning
        (player, reply) -> rate from which one more point costs the sender more than the target.
    revealed
        By side: objectives under which the day's rate is the best.
    unexplained
        What real income alone cannot explain.
    rules
        By side that answers: consequences of each rule, the other having added what it added.
    lines
        By sender: leverage at the margin, line by line.
    threats
        By sender: threats one by one and together; then with allies.
    """

    name: str
    elasticity: str
    map: PayoffMap
    rungs: tuple[Rung, ...]
    uniform: Mapping[str, tuple[Rung, ...]]
    matrix: xr.Dataset
    turning: Mapping[tuple[str, str], float]
    revealed: Mapping[str, Revealed]
    unexplained: tuple[Unexplained, ...]
    rules: Mapping[str, xr.Dataset]
    lines: Mapping[str, xr.Dataset]
    threats: Mapping[str, tuple[Joint, ...]]


@final
@dataclass(frozen=True, slots=True)
class Options:
    """What the sides could do on a day.

    Attributes
    ----------
    case, world, start, moment
        What was asked; changes are counted from ``start``.
    observed
        By side: mean tariff in force and rate in law on the typical dollar of goods, shares, the lower one first.
    climbed
        The acts between the two days, as rungs.
    horizons
        One for each model.
    peaks
        Where revenue is highest, under several elasticities.
    targets
        Lists of the second side beside the model's targeting.
    third
        Third countries; None where no clock runs for them, or they were not asked for.
    ranges
        Key figures under several sets of elasticities; empty where models were given.
    """

    case: Case
    world: World
    start: Moment
    moment: Moment
    observed: Mapping[str, tuple[float, float]]
    climbed: tuple[Climbed, ...]
    horizons: tuple[Horizon, ...]
    peaks: tuple[Peak, ...]
    targets: tuple[Targets, ...]
    third: ThirdCountries | None
    ranges: tuple[Ranged, ...] = ()


def options(
    case: Case,
    on: date | str,
    as_of: date | str | None = None,
    *,
    world: World | None = None,
    models: Sequence[LongRun | ShortRun] = (),
    third: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> Options:
    """What the two sides of a case could do on a day, what the other might answer, and what others gain by.

    Parameters
    ----------
    case
        The case.
    on, as_of
        Day valued and day of knowledge (default: the same, capped at the case's last day).
    world, models
        Default: the case's world; the long run, and the short run after twelve months.
    third
        False leaves out third countries.
    progress
        Told what is being worked out.

    Raises
    ------
    DataError
        If the day is not after the baseline.
    NotSolved
        If the economy has no equilibrium somewhere on the way.
    """
    world = world or case.ledger.base
    moment = case.ledger.moment(on, as_of)
    start = Moment(case.head.baseline_of(moment.on), moment.as_of)
    if moment.on <= start.on:
        raise DataError(f"options are read after the baseline, {start.on}; ask for a later day than {moment.on}.")
    before = case.ledger.wedges(world, on=start.on, as_of=start.as_of)
    now = case.ledger.wedges(world, on=moment.on, as_of=moment.as_of)
    steps = climbed(case, world, start, moment)
    observed = {}
    for side, other in (case.sides, case.sides[::-1]):
        mean, typical = mean_tariff(world, now, side, other, case.sides), typical_rate(case, side, other, moment)
        observed[side] = (min(mean, typical), max(mean, typical))
    chosen = tuple(models) or (LongRun(), ShortRun(horizon_months=MONTHS))
    asked = _Asked(case, world, moment, before, now, steps, observed)
    calm = {side: mean_tariff(world, before, side, other, case.sides) for side, other in (case.sides, case.sides[::-1])}
    progress("solving ladders, payoffs and threats")
    horizons = tuple(_horizon(asked, model) for model in chosen)
    progress("asking other elasticities")
    peaks, targets = _peaks(asked, horizons), _targets(asked, start)
    rates = {side: (calm[side], observed[side][0]) for side in case.sides}
    ranges = () if models else elasticity_ranges(world, case.sides, before, now, rates, MONTHS)
    if third:
        progress("working out talks of others")
    return Options(
        case,
        world,
        start,
        moment,
        observed,
        steps,
        horizons,
        peaks,
        targets,
        third_countries(case, world, start, moment) if third else None,
        ranges,
    )


@final
@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with its wedges before and now, and the steps between."""

    case: Case
    world: World
    moment: Moment
    before: xr.Dataset
    now: xr.Dataset
    steps: tuple[Climbed, ...]
    observed: Mapping[str, tuple[float, float]]

    def game(self, model: LongRun | ShortRun, instruments: Spec | Mapping[str, Spec]) -> TariffGame:
        """The two sides' game on the baseline."""
        return TariffGame(
            self.world,
            model=model,
            players=self.case.sides,
            instruments=instruments,
            base=self.before,
        )


def _horizon(asked: _Asked, model: LongRun | ShortRun) -> Horizon:
    world, sides = asked.world, asked.case.sides
    goods = [sector for sector, good in zip(world.sectors, world.goods, strict=True) if good]
    uniform = asked.game(model, "uniform")
    politics = {name: Political(dict.fromkeys(goods, weight)) for name, weight in POLITICS.items()}
    found = payoff_map(uniform, objectives=politics, others=asked.now)
    one, two = sides
    calm = {side: mean_tariff(world, asked.before, side, other, sides) for side, other in (sides, sides[::-1])}
    turning, revealed, gaps, rules = {}, {}, [], {}
    for side, other in ((one, two), (two, one)):
        low, high = asked.observed[side]
        stands = min(asked.observed[other][0], float(found.rates[-1]))
        turning[side, "hold"] = turning_point(found, side, other=calm[other], reply="hold")
        turning[side, "mirror"] = turning_point(found, side, reply="mirror")
        revealed[side] = revealed_weights(found, side, (low, high), other=stands, politics=tuple(POLITICS))
        if low <= found.rates[-1]:
            gaps += [
                unexplained(found, side, low, other=calm[other], reply="hold"),
                unexplained(found, side, low, other=calm[other], reply="mirror"),
            ]
        rules[other] = _rules(asked, model, side, other)
    outcome = model.solve(world, asked.before, asked.now)
    return Horizon(
        name=name_of(model),
        elasticity=model.elasticity if isinstance(model.elasticity, str) else "own",
        map=found,
        rungs=ladder(uniform, [step.step for step in asked.steps]),
        uniform={side: uniform_ladder(found, side, EVEN, other=calm[other]) for side, other in (sides, sides[::-1])},
        matrix=_matrix(asked, uniform),
        turning=turning,
        revealed=revealed,
        unexplained=tuple(gaps),
        rules=rules,
        lines={side: leverage(outcome, world, side, other) for side, other in ((one, two), (two, one))},
        threats={side: _threats(asked, model, side, other) for side, other in ((one, two), (two, one))},
    )


def _rules(asked: _Asked, model: LongRun | ShortRun, sender: str, player: str) -> xr.Dataset:
    """Rules of the player once the sender has added, sector by sector, what it added until the day."""
    more = (NAMED["sector"], NAMED["export-tax"], NAMED["services"])
    game = asked.game(model, {sender: "sector", player: more})
    rules: dict[str, Rule] = {
        "none": Hold(),
        "mirror": Mirror(),
        "proportional": Proportional(),
        "list": Targeted(),
        "switch": Switch(),
    }
    now = asked.now["tariff"].sel(importer=sender, exporter=player)
    sectors = [label[2] for label in game.stage.levers[sender].labels]
    return compare_rules(game, rules, now.sel(sector=sectors).values, sender=sender, player=player)


def _matrix(asked: _Asked, game: TariffGame) -> xr.Dataset:
    """Real income of both sides where each stands on one of its own rungs, all else as on the day."""
    one, two = asked.case.sides
    rows = {side: _stands(asked, side, other) for side, other in ((one, two), (two, one))}
    steps = []
    dims = asked.now["tariff"].dims
    for first in rows[one].values():
        for second in rows[two].values():
            cube = asked.now["tariff"].copy()
            cube.loc[{"importer": one, "exporter": two}] = first
            cube.loc[{"importer": two, "exporter": one}] = second
            steps.append(Step("", "", asked.now.assign(tariff=(dims, cube.values))))
    shape = len(rows[one]), len(rows[two])
    rungs = ladder(game, steps)
    value = np.array([[rung.value[side] for rung in rungs] for side in (one, two)]).reshape(2, *shape)
    return xr.Dataset(
        {"value": (("player", "first", "second"), value, {"unit": "log change of real income"})},
        coords={"player": [one, two], "first": list(rows[one]), "second": list(rows[two])},
    )


def _stands(asked: _Asked, side: str, other: str) -> dict[str, FloatArray]:
    """Label -> tariffs of a side on the other, by sector, at the baseline and after each of its own rungs."""
    pair = {"importer": side, "exporter": other}
    found = {"baseline": asked.before["tariff"].sel(pair).values}
    for climb in asked.steps:
        if climb.by == side and abs(climb.after - climb.before) > SHOWN:
            found[f"{climb.day.day} {climb.day:%b}: {100 * climb.after:.0f} %"] = (
                climb.step.wedges["tariff"].sel(pair).values
            )
    return found


def _threats(asked: _Asked, model: LongRun | ShortRun, sender: str, target: str) -> tuple[Joint, ...]:
    """All that a side could add at once, and tariffs of allies with its own."""
    world = asked.world
    goods = [s for s, good in zip(world.sectors, world.goods, strict=True) if good]
    rest = [s for s, good in zip(world.sectors, world.goods, strict=True) if not good]
    points = f"{100.0 * THREAT:g} %"
    own = [
        Threat(f"{points} more on all goods", (sender,), {"tariff": {(sender, target, s): THREAT for s in goods}}),
        Threat(
            f"{points} export tax on goods", (sender,), {"export_tax": {(target, sender, s): THREAT for s in goods}}
        ),
    ]
    if rest:
        cells = {(sender, target, s): THREAT for s in rest}
        own.append(Threat(f"{points} barrier on services", (sender,), {"barrier": cells}))
    limits = asked.case.ledger.limits(world, on=asked.moment.on, as_of=asked.moment.as_of)
    needed = {use.sector for limit in limits.controlled for use in limit.mineral.users}
    if needed <= set(world.sectors) and any(limit.mineral.supplier == sender for limit in limits.controlled):
        own.append(Threat("critical inputs stopped, to everyone", (sender,), {}, limits.stopped()))
    found = [joint_threat(world, model, asked.now, tuple(own), target, before=asked.before)]
    inside = blocs(asked.case, world, asked.moment.on)
    single = [m for m in asked.case.head.others.allies if m in world.regions and m not in (sender, target)]
    allies = [*(m for members in inside.values() for m in members if m not in (sender, target)), *single]
    if allies:
        cells = {(m, target, s): THREAT for m in allies for s in goods}
        joined = (own[0], Threat(f"{points} more by {', '.join((*inside, *single))}", tuple(allies), {"tariff": cells}))
        found.append(joint_threat(world, model, asked.now, joined, target, before=asked.before))
    return tuple(found)


def _peaks(asked: _Asked, horizons: Sequence[Horizon]) -> tuple[Peak, ...]:
    """Uniform rates with the highest revenue, all else as on the day, for several models and elasticities.

    Further models and elasticities are asked where economies far from the two are one.
    """
    found = []
    for player, other in (asked.case.sides, asked.case.sides[::-1]):
        for horizon in horizons:
            held = horizon.map.best_reply(player, asked.observed[other][0], {REVENUE: 1.0})
            found.append(Peak(player, "hold", horizon.name, horizon.elasticity, held))
            mirrored = horizon.map.best_if_mirrored(player, {REVENUE: 1.0})
            found.append(Peak(player, "mirror", horizon.name, horizon.elasticity, mirrored))
    models: list[tuple[str, LongRun | ShortRun]] = [
        (name, LongRun(elasticity=name)) for name in SETS if name in asked.world.elasticities
    ]
    models += [("2 in every sector", LongRun(elasticity=2.0))]
    models += [("fgo", ShortRun(horizon_months=months)) for months in (6.0, 24.0) if "fgo" in asked.world.elasticities]
    groups = neighbours(asked.world, asked.case.sides)
    small = aggregate(asked.world, groups)
    before, now = (aggregate_wedges(asked.world, day, groups) for day in (asked.before, asked.now))
    for elasticity, model in models:
        game = TariffGame(small, model=model, players=asked.case.sides, instruments="uniform", base=before)
        stage = ground(game, now)
        for player, other in (asked.case.sides, asked.case.sides[::-1]):
            stands = np.array([np.log1p(asked.observed[other][0])])
            near, values = None, []
            for rate in np.log1p(LINE):
                near = stage.visit({player: np.array([rate]), other: stands}, near)
                values.append(valued(near, Revenue(), player))
            found.append(Peak(player, "hold", name_of(model), elasticity, peak(LINE, np.array(values))))
    return tuple(found)


def _targets(asked: _Asked, start: Moment) -> tuple[Targets, ...]:
    """Lists of the second side, by war: what it added before it taxed everything, beside the model's targeting."""
    case, world = asked.case, asked.world
    sender, player = case.sides
    game = asked.game(LongRun(), "sector")
    base = game.start()
    raised = np.expm1(base[sender]) + SENT
    state = Exchange(game, sender, player, raised, np.expm1(base[player]))
    found = aims(state, {})
    sectors = [str(name) for name in found["sector"].values]
    rows = []
    for baseline in sorted({*case.head.earlier_baselines, start.on}):
        until = asked.moment.on
        if baseline == start.on:
            broad = [climb.day for climb in asked.steps if climb.by == player and climb.after - climb.before > BROAD]
            until = min((day - timedelta(days=1) for day in broad), default=until)
        else:
            until = baseline + timedelta(days=YEAR)
        ends = [case.ledger.stack(player, sender, case.ledger.moment(day)).added for day in (baseline, until)]
        points = SectorMeans(case.ledger.lines_of(player), world).of(ends[1] - ends[0], sender)
        added = np.array([points[world.sectors.index(sector)] for sector in sectors])
        if not added.any():
            continue
        listed = [sector for sector, more in zip(sectors, added, strict=True) if more > LISTED]
        rows.append(
            Targets(
                f"{player}, {baseline.year}",
                found[["hurt", "cost", "ratio", "trade"]].assign(points=("move", added)),
                {weight: _agreement(state, dict.fromkeys(listed, weight), added) for weight in WEIGHTS},
            )
        )
    return tuple(rows)


def _agreement(state: Exchange, weights: Mapping[str, float], added: FloatArray) -> float:
    """Rank correlation of points with damage per own cost; NaN where one of the two is the same everywhere."""
    ratio = np.nan_to_num(aims(state, weights)["ratio"].values, posinf=1e9)
    if np.ptp(added) == 0.0 or np.ptp(ratio) == 0.0:
        return float("nan")
    from scipy.stats import spearmanr  # half a second of import, wanted nowhere else

    return float(spearmanr(added, ratio).statistic)
