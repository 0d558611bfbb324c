"""Questions to a whole case: what a day's measures are, and who gains and loses.

This is where a case is taken apart and the floors below are joined; pages only show what stands here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np
import xarray as xr

from detente.case.attribution import ByMeasure, by_measure
from detente.case.case import Case
from detente.case.sensitivity import Spread, measure_spread
from detente.core.version import VERSION
from detente.economy.decompose import Decomposition
from detente.economy.ensemble import Ensemble, run_ensemble
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.ledger.diff import Diff, compare
from detente.ledger.ledger import Ledger
from detente.ledger.measures import RATED, Measure
from detente.ledger.rates import DEFINITIONS, Rate, average_rate
from detente.ledger.rules import Rule
from detente.ledger.scope import covered_partner
from detente.ledger.stacking import LayerMean, Moment
from detente.world.load import load_concordance
from detente.world.world import World

__all__ = ["SEED", "Findings", "SectorRow", "Side", "Step", "examine", "post_substitution", "run_id", "steps"]

DRAWS = 60
SEED = 1


@dataclass(frozen=True, slots=True)
class Side:
    """What one side levies on the other on the day.

    ``rates`` holds a rate for every definition; ``post_substitution`` weights the day's tariff with the model's
    flows after adjustment; ``stack`` its layers, largest first; ``others`` the measures without a rate.
    """

    importer: str
    exporter: str
    rates: Mapping[str, Rate]
    post_substitution: float
    stack: tuple[LayerMean, ...]
    others: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A pair's average rates from one day on, until the next step."""

    day: date
    importer: str
    exporter: str
    statutory: float
    effective: float
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectorRow:
    """What one goods sector of a side meets on the other side's market.

    ``tariff_before`` and ``tariff_after`` are shares; ``base`` and ``change`` exports to the other side in USD mn at
    basic prices; ``share`` the change relative to the base; ``output`` the change of the sector's volume of output.
    """

    code: str
    name: str
    tariff_before: float
    tariff_after: float
    base: float
    change: float
    share: float
    output: float


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything a briefing says about one case on one day.

    Attributes
    ----------
    case, world, model, moment, rules, scenario
        What was asked; ``scenario`` is the name the rules came under.
    run
        Twelve hex digits over everything that was asked; the same question gives the same run.
    sides
        What each side levies on the other.
    steps
        Rates of both directions over the year, day by day of change.
    diff
        What changed in the week before.
    before, after
        Wedges of the baseline and of the day.
    outcome
        Long-run effects of the day's measures against the baseline.
    ensemble
        Readings under draws of the elasticities, in the order of ``readings``.
    readings
        Names of the headline's numbers.
    headline
        The headline's numbers at the central assumptions, as shares.
    spread
        How far each assumption moves each number.
    sectors
        By side: its goods sectors, largest fall of exports to the other side first.
    by_measure
        Which measure costs each side how much.
    decomposition
        Real income by cause, for every economy; None where deficits follow services, which leaves no exact parts.
    shift
        By origin: change of its share in the first side's spending on goods at basic prices (a difference of shares).
    """

    case: Case
    world: World
    model: LongRun
    moment: Moment
    rules: tuple[Rule, ...]
    scenario: str
    run: str
    sides: tuple[Side, Side]
    steps: tuple[Step, ...]
    diff: Diff
    before: xr.Dataset
    after: xr.Dataset
    outcome: Outcome
    ensemble: Ensemble
    readings: tuple[str, ...]
    headline: Mapping[str, float]
    spread: tuple[Spread, ...]
    sectors: Mapping[str, tuple[SectorRow, ...]]
    by_measure: ByMeasure
    decomposition: Decomposition | None
    shift: Mapping[str, float]

    @property
    def baseline(self) -> date:
        """The day that changes are counted from."""
        return self.case.head.baseline_of(self.moment.on)


def examine(
    case: Case,
    on: date | str,
    as_of: date | str | None = None,
    *,
    world: World | None = None,
    model: LongRun | None = None,
    rules: Sequence[Rule] = (),
    scenario: str = "",
    draws: int = DRAWS,
) -> Findings:
    """Work out everything a briefing says about a case on a day.

    Parameters
    ----------
    case
        The case.
    on, as_of
        Day valued and day of knowledge (default: the same, capped at the case's last day).
    world, model
        Default: the case's own world, and the long-run model with its defaults.
    rules, scenario
        Rules of a scenario on top of the day's measures, and the name they come under.
    draws
        Draws of the elasticities behind the ranges.
    """
    world = world or case.ledger.base
    model = model or LongRun()
    ledger = case.ledger.with_rules(rules)
    moment = ledger.moment(on, as_of)
    start = Moment(case.head.baseline_of(moment.on), moment.as_of)
    before = case.ledger.wedges(world, on=start.on, as_of=start.as_of)
    after = ledger.wedges(world, on=moment.on, as_of=moment.as_of)
    outcome = model.solve(world, before, after)
    one, two = case.sides
    names = load_concordance().sectors
    readings = (f"welfare {one}", f"welfare {two}", "trade between the sides")

    def read(result: Outcome) -> list[float]:
        welfare = result.data["welfare"]
        return [float(welfare.sel(region=one)), float(welfare.sel(region=two)), two_way_trade(result, one, two)]

    headline = dict(zip(readings, read(outcome), strict=True))
    ensemble = run_ensemble(world, before, after, model, read, draws=draws, seed=SEED)
    spread = measure_spread(case, ledger, world, model, moment, read, readings, ensemble)
    sides = tuple(
        _side(ledger, moment, importer, exporter, outcome, after, world)
        for importer, exporter in ((one, two), (two, one))
    )
    week = replace(moment, on=moment.on - timedelta(days=7), as_of=moment.as_of - timedelta(days=7))
    return Findings(
        case=case,
        world=world,
        model=model,
        moment=moment,
        rules=tuple(rules),
        scenario=scenario,
        run=run_id(case, moment, world, model, rules, draws),
        sides=(sides[0], sides[1]),
        steps=steps(case, ledger, moment),
        diff=compare(case.ledger, week, moment, case.sides),
        before=before,
        after=after,
        outcome=outcome,
        ensemble=ensemble,
        readings=readings,
        headline=headline,
        spread=spread,
        sectors={
            exporter: _sectors(world, outcome, before, after, exporter, importer, names)
            for exporter, importer in ((one, two), (two, one))
        },
        by_measure=by_measure(ledger, world, outcome, (start, moment), (before, after), regions=case.sides),
        decomposition=None if model.deficits == "services-share" else outcome.decompose(),
        shift=_shift(world, outcome, one),
    )


def _shift(world: World, outcome: Outcome, importer: str) -> dict[str, float]:
    """Change of each origin's share in an economy's spending on goods at basic prices."""
    goods = np.flatnonzero(world.goods)
    flows = (outcome.data[name].sel(importer=importer).isel(sector=goods) for name in ("trade_base", "trade_value"))
    old, new = (flow.sum("sector").to_series() for flow in flows)
    return {str(code): float(value) for code, value in (new / new.sum() - old / old.sum()).items()}


def _sectors(
    world: World,
    outcome: Outcome,
    before: xr.Dataset,
    after: xr.Dataset,
    exporter: str,
    importer: str,
    names: Mapping[str, str],
) -> tuple[SectorRow, ...]:
    """Goods sectors of an exporter on one market, largest fall first."""
    pair = {"importer": importer, "exporter": exporter}
    old, new = before["tariff"].sel(pair).values, after["tariff"].sel(pair).values
    base, later = (outcome.data[name].sel(pair).values for name in ("trade_base", "trade_value"))
    output = outcome.data["output_volume"].sel(region=exporter).values
    rows = [
        SectorRow(
            code,
            names.get(code, code),
            float(old[j]),
            float(new[j]),
            float(base[j]),
            float(later[j] - base[j]),
            float(later[j] / base[j] - 1.0) if base[j] > 0 else 0.0,
            float(output[j]) if np.isfinite(output[j]) else 0.0,
        )
        for j, code in enumerate(world.sectors)
        if world.goods[j]
    ]
    return tuple(sorted(rows, key=lambda row: row.change))


def two_way_trade(outcome: Outcome, one: str, two: str) -> float:
    """Change of goods trade between two economies, both ways, as a share of the base.

    Services stay out: they hold the margins on the goods and carry no tariff, so they would dilute the change.
    """
    goods = outcome.data["goods"].values.astype(bool)

    def total(name: str) -> float:
        flows = outcome.data[name].isel(sector=goods)
        there = flows.sel(importer=one, exporter=two).sum()
        back = flows.sel(importer=two, exporter=one).sum()
        return float(there + back)

    base = total("trade_base")
    return total("trade_value") / base - 1.0 if base else 0.0


def post_substitution(outcome: Outcome, after: xr.Dataset, importer: str, exporter: str, world: World) -> float:
    """Average tariff of a pair weighted with the model's goods trade after adjustment, as a share."""
    goods = np.flatnonzero(world.goods)
    pair = {"importer": importer, "exporter": exporter}
    flow = outcome.data["trade_value"].sel(pair).values[goods]
    rate = after["tariff"].sel(pair).values[goods]
    return float(np.average(rate, weights=flow)) if flow.sum() > 0 else float(rate.mean())


def _side(
    ledger: Ledger, moment: Moment, importer: str, exporter: str, outcome: Outcome, after: xr.Dataset, world: World
) -> Side:
    rates = {name: average_rate(ledger, importer, exporter, moment, definition=name) for name in DEFINITIONS}
    stack = ledger.stack(importer, exporter, moment)
    weights = ledger.trade(importer, exporter)
    mass = weights / weights.sum() if weights.any() else np.full(len(weights), 1.0 / len(weights))
    mine = [m for m in ledger.live(importer, moment) if covered_partner(m, exporter, ledger.countries)]
    rated = {m.authority for m in mine if m.kind in RATED}
    others = tuple(m for m in reversed(mine) if m.authority not in rated)
    substituted = post_substitution(outcome, after, importer, exporter, world)
    return Side(importer, exporter, rates, substituted, stack.means(mass), others)


def steps(case: Case, ledger: Ledger, moment: Moment) -> tuple[Step, ...]:
    """Average rates of both directions from the baseline to the day, at every day of change.

    All days are seen with the knowledge of ``moment``, so an exemption granted later with effect from an earlier
    day shows from that earlier day, and a rate announced but dropped before its day does not show.
    """
    found = []
    start = case.head.baseline_of(moment.on)
    pairs = (case.sides, case.sides[::-1])
    for importer, exporter in pairs:
        days = {start, moment.on}
        acting: dict[date, list[str]] = {}
        for measure in ledger.measures:
            if measure.by != importer or not covered_partner(measure, exporter, ledger.countries):
                continue
            for day in (measure.effective, measure.end):
                if day is not None and start < day <= moment.on and measure.known <= moment.as_of:
                    days.add(day)
                    acting.setdefault(day, []).append(measure.id)
        days |= {r.effective for r in ledger.repeals if start < r.effective <= moment.on}
        for day in sorted(days):
            at = replace(moment, on=day)
            bound = {m.id for m in (*ledger.live(importer, at), *(m for m in ledger.measures if m.end == day))}
            found.append(
                Step(
                    day,
                    importer,
                    exporter,
                    float(average_rate(ledger, importer, exporter, at)),
                    float(average_rate(ledger, importer, exporter, at, definition="effective")),
                    tuple(name for name in acting.get(day, ()) if name in bound),
                )
            )
    return tuple(found)


def run_id(
    case: Case,
    moment: Moment,
    world: World,
    model: LongRun,
    rules: Sequence[Rule],
    draws: int,
    beside: Sequence[date] = (),
) -> str:
    """Twelve hex digits over case, days, rules, world, model, draws, days compared with, seed and version."""
    asked = (
        case.digest,
        moment.on.isoformat(),
        moment.as_of.isoformat(),
        [rule.model_dump_json() for rule in rules],
        world.digest,
        [(field.name, _exactly(getattr(model, field.name))) for field in fields(model)],
        draws,
        SEED,
        VERSION,
        *(day.isoformat() for day in beside),
    )
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:12]


def _exactly(value: object) -> str:
    """Text of one assumption of a model that differs whenever the assumption does, arrays to the last bit."""
    return value.tobytes().hex() if isinstance(value, np.ndarray) else repr(value)
