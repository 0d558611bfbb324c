"""Questions to a whole case: what a day's measures are, and who gains and loses.

This is where a case is taken apart and the floors below are joined; pages only show what stands here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import final

import numpy as np
import xarray as xr

from detente.case.attribution import ByMeasure, by_measure
from detente.case.case import Case
from detente.case.pair import SectorRow, Side, read_side, sector_rows, spending_shift, two_way_trade
from detente.case.pressure_scope import levels_refused
from detente.case.question import pose
from detente.case.scenarios import DRAWS
from detente.case.sensitivity import Ends, Spread, ends_of, measure_spread
from detente.core.arrays import FloatArray
from detente.core.version import VERSION
from detente.economy.decompose import Decomposition
from detente.economy.ensemble import Ensemble, run_ensemble, run_repeated
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.economy.repeat import Repeated
from detente.ledger.diff import Diff, compare
from detente.ledger.ledger import Ledger
from detente.ledger.rates import average_rate
from detente.ledger.rules import Rule
from detente.ledger.scope import covered_partner
from detente.ledger.stacking import Moment
from detente.world.load import load_concordance
from detente.world.world import World

__all__ = ["SEED", "Findings", "Step", "examine", "run_id", "steps"]

SEED = 1


@final
@dataclass(frozen=True, slots=True)
class Step:
    """A pair's average rates from one day on, until the next step."""

    day: date
    importer: str
    exporter: str
    statutory: float
    effective: float
    measures: tuple[str, ...]


@final
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
    pair_only
        Effects of what the two sides levy on each other alone.
    ensemble
        Under draws of the elasticities: the numbers of ``readings``, then real income of every other economy.
    readings
        Names of the headline's numbers.
    headline
        The headline's numbers at the central assumptions, as shares.
    spread
        How far each assumption moves each number, and real income of every economy (``welfare MEX``).
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
    pair_only: Outcome
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

    @property
    def levels(self) -> str:
        """Why trade and income in USD are not shown; empty where the baseline is not before the world's day."""
        return levels_refused(self.world, self.baseline)

    def income_ends(self, region: str) -> Ends:
        """Lowest and highest change of real income of an economy over all assumptions, one at a time."""
        return ends_of(self.spread, _income(region))


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
    question = pose(case, on, as_of, world=world, model=model, rules=rules)
    world, ledger, moment = question.world, question.ledger, question.moment
    outcome = question.solve()
    one, two = case.sides
    names = load_concordance().sectors
    readings = (_income(one), _income(two), "trade between the sides", _wage(one), _wage(two))
    others = [code for code in world.regions if code not in case.sides]
    order = [one, two, *others]

    def read(result: Outcome) -> list[float]:
        income = [float(value) for value in result.data["welfare"].sel(region=order)]
        wages = [float(value) for value in result.data["real_wage"].sel(region=[one, two])]
        return [*income[:2], two_way_trade(result, one, two), *wages, *income[2:]]

    headline = dict(zip(readings, read(outcome), strict=False))
    places = [world.regions.index(code) for code in order]

    def read_arrays(found: Mapping[str, FloatArray]) -> list[float]:
        income, wages = found["welfare"][places].tolist(), found["real_wage"][places[:2]].tolist()
        return [*income[:2], float(found["pair"][0]), *wages, *income[2:]]

    wedges = question.before, question.after
    if Repeated.fits(question.model):
        pair = places[0], places[1]
        ensemble = run_repeated(world, *wedges, question.model, read_arrays, pair=pair, draws=draws, seed=SEED)
    else:
        ensemble = run_ensemble(world, *wedges, question.model, read, draws=draws, seed=SEED)
    spread = measure_spread(question, read, (*readings, *map(_income, others)), ensemble)
    sides = tuple(
        read_side(ledger, moment, importer, exporter, outcome, question.after, world)
        for importer, exporter in ((one, two), (two, one))
    )
    week = replace(moment, on=moment.on - timedelta(days=7), as_of=moment.as_of - timedelta(days=7))
    return Findings(
        case=case,
        world=world,
        model=question.model,
        moment=moment,
        rules=tuple(rules),
        scenario=scenario,
        run=run_id(case, moment, world, question.model, rules, draws),
        sides=(sides[0], sides[1]),
        steps=steps(case, ledger, moment),
        diff=compare(case.ledger, week, moment, case.sides),
        before=question.before,
        after=question.after,
        outcome=outcome,
        pair_only=question.solve_pair(),
        ensemble=ensemble,
        readings=readings,
        headline=headline,
        spread=spread,
        sectors={
            exporter: sector_rows(world, outcome, *wedges, exporter, importer, names)
            for exporter, importer in ((one, two), (two, one))
        },
        by_measure=by_measure(ledger, world, outcome, (question.start, moment), wedges, regions=case.sides),
        decomposition=None if question.model.deficits == "services-share" else outcome.decompose(),
        shift=spending_shift(world, outcome, one),
    )


def _income(region: str) -> str:
    """Name of the reading of an economy's real income."""
    return f"welfare {region}"


def _wage(region: str) -> str:
    """Name of the reading of an economy's real wage."""
    return f"real wage {region}"


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
