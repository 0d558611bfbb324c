"""Who is hurting, how soon, and how sure are we: everything the pressure pages say of a case on a day.

Equations and what they leave out: docs/explanation/pressure.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

import numpy as np
import xarray as xr

from detente.case.ask import SEED, run_id, steps
from detente.case.assumptions import load_assumptions
from detente.case.case import Case
from detente.case.pair import pair_alone
from detente.case.pressure_beside import comparisons
from detente.case.pressure_draws import ParameterDraw, central_draw, draws_of, median_draw
from detente.case.pressure_readings import Readings, fall_of_orders, pain_of, read_side
from detente.case.pressure_records import (
    PainPoint,
    Pressure,
    RangeDriver,
    SidePressure,
)
from detente.case.pressure_sample import (
    Sample,
    Solver,
    share_error,
    variants,
)
from detente.case.pressure_scope import coming, levels_refused
from detente.case.pressure_sides import PairSetting, setting_of, side_of
from detente.case.pressure_tables import load_tables
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.calibration import Calibration
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.economy.rest import world_at_rest
from detente.ledger.stacking import Moment
from detente.world.world import World

__all__ = ["DRAWS", "FEWEST", "pressure"]

DRAWS = 60
PART = 4
"""One draw in so many is solved again for each other assumption that is shown."""
FEWEST = 2 * PART
"""Draws that ranges need at least."""
DAYS_OF_CHANGE = 18
"""Most days in the history of the index."""
REGISTER = (
    "elasticity-set",
    "elasticity-draws",
    "short-run-elasticity",
    "short-run-capital-share",
    "wage-rigidity",
    "monetary-regime",
    "input-substitution",
    "jobs-per-output",
    "cash-buffers",
    "firms-of-exporters",
    "committed-days",
    "order-freeze",
    "pain-weights",
    "pain-references",
)
HEADLINES = {"real income": "real_income", "jobs lost": "jobs_lost", "pain index": "pain"}


def pressure(
    case: Case,
    on: date | str,
    as_of: date | str | None = None,
    *,
    world: World | None = None,
    draws: int = DRAWS,
    horizon_months: float = 12.0,
) -> Pressure:
    """Work out who is hurting under the measures of a day: a scenario in which they stay, not a forecast.

    Parameters
    ----------
    case
        The case.
    on, as_of
        Day valued and day of knowledge (default: the same, capped at the case's last day).
    world
        Default: the case's own world. It must know employment.
    draws
        Draws behind the ranges, at least eight; a quarter of them is solved again under each other assumption shown.
    horizon_months
        Months since the measures.

    Returns
    -------
    Pressure
        Changes are counted from the measures of the case's baseline for the day.

    Raises
    ------
    DataError
        If the world knows no employment, or there are too few draws.
    NotSolved
        If the central model is not solved.
    """
    world = world or case.ledger.base
    if draws < FEWEST:
        raise DataError(f"draws = {draws}: ranges need at least {FEWEST} draws.")
    if world.employment is None:
        raise DataError(f"world '{world.name}' knows no employment, so jobs cannot be counted; use world \"2024\".")
    ledger = case.ledger
    moment = ledger.moment(on, as_of)
    baseline = case.head.baseline_of(moment.on)
    setting = setting_of(world, case.sides)
    before = ledger.wedges(world, on=baseline, as_of=moment.as_of)
    after = ledger.wedges(world, on=moment.on, as_of=moment.as_of)
    tariffs = _tariffs(before, after)
    rest = world_at_rest(world, before)
    base = Calibration.from_world(rest)
    solver = Solver(rest, before, after, base)
    alone = Solver(rest, before, pair_alone(before, after, case.sides), base)
    centre = central_draw(world, case.sides, horizon_months)
    drawn = draws_of(world, case.sides, horizon_months, draws, SEED)
    main, part = _samples(setting, solver, alone, centre, drawn, tariffs, horizon_months)
    tables = load_tables()
    sides = tuple(
        side_of(case, setting, main, part, tables, moment, pair, tariffs, horizon_months) for pair in setting.pairs()
    )
    levels = levels_refused(world, baseline)
    failed = max(draws - len(main.draws), *(draws // PART - len(s.draws) for s in part.values()))
    return Pressure(
        case=case,
        moment=moment,
        baseline=baseline,
        sides=(sides[0], sides[1]),
        levels=levels,
        coming=coming(case, moment),
        history=_history(case, setting, solver, moment, median_draw(world, centre, drawn)),
        drivers=_drivers(setting, main),
        comparisons=comparisons(tables, case.name, moment.as_of, sides),
        assumptions=tuple(row for row in load_assumptions() if row.id in REGISTER),
        draws=draws,
        failed=failed,
        numeraire="world factor income",
        notes=_notes(sides, draws, jobs=not levels),
        run=_run(case, moment, world, draws, horizon_months),
    )


def _samples(
    setting: PairSetting,
    solver: Solver,
    alone: Solver,
    centre: ParameterDraw,
    drawn: tuple[ParameterDraw, ...],
    tariffs: tuple[FloatArray, FloatArray],
    horizon: float,
) -> tuple[Sample, dict[str, Sample]]:
    """Readings of every draw, and of a part of the draws under each other assumption that is shown."""

    def read(outcome: Outcome, draw: ParameterDraw) -> Readings:
        return {
            f"{side} {name}": value
            for side, rival in setting.pairs()
            for name, value in read_side(
                setting.world, outcome, draw, side, rival, setting.exposed[side], setting.markets, tariffs
            ).items()
        }

    def read_less(outcome: Outcome, _: ParameterDraw) -> Readings:
        return _few(outcome, setting)

    few = drawn[: len(drawn) // PART]
    main = solver.sample(centre, drawn, lambda draw: draw.model, read)
    part = {
        name: solver.sample(centre, few, variant, read_less)
        for name, variant in variants(setting.sides, horizon).items()
    }
    part["pair"] = alone.sample(centre, few, lambda draw: draw.model, read)
    return main, part


def _tariffs(before: xr.Dataset, after: xr.Dataset) -> tuple[FloatArray, FloatArray]:
    """(importer, exporter, sector) tariffs before and after, shares."""
    old, new = (wedges["tariff"].transpose("importer", "exporter", "sector").values for wedges in (before, after))
    return old, new


def _few(outcome: Outcome, setting: PairSetting) -> Readings:
    """What is read under other assumptions: real income, jobs and the fall of orders."""
    data = outcome.data
    found: dict[str, object] = {}
    for side, rival in setting.pairs():
        found[f"{side} real_income"] = data["welfare"].sel(region=side).values
        found[f"{side} fall"] = fall_of_orders(outcome, side, rival)
        if "jobs" in data:
            found[f"{side} jobs_lost"] = -1000.0 * data["jobs"].sel(region=side).values.sum()
    return {name: np.asarray(value, dtype=np.float64) for name, value in found.items()}


def _history(
    case: Case, setting: PairSetting, solver: Solver, moment: Moment, middle: ParameterDraw
) -> tuple[PainPoint, ...]:
    """The index at each day on which the pair's rates changed, had the day's measures stayed."""
    ledger, baseline = case.ledger, case.head.baseline_of(moment.on)
    changed = {baseline, moment.on}
    last: dict[str, float] = {}
    rates: dict[str, dict[date, float]] = {side: {} for side in setting.sides}
    for step in steps(case, ledger, moment):
        if abs(step.statutory - last.get(step.importer, np.inf)) > 1e-4:
            changed.add(step.day)
        last[step.importer] = rates[step.importer][step.day] = step.statutory
    found = []
    for day in sorted(changed)[-DAYS_OF_CHANGE:]:
        after = ledger.wedges(setting.world, on=day, as_of=moment.as_of)
        outcome = middle.model.solve(solver.world, solver.before, after, base=solver.base)
        tariffs = _tariffs(solver.before, after)
        for side, rival in setting.pairs():
            points = pain_of(read_side(setting.world, outcome, middle, side, rival, setting.exposed[side], {}, tariffs))
            since = max(d for d in rates[rival] if d <= day)
            found.append(PainPoint(day, side, sum(points.values()), points, rates[rival][since]))
    return tuple(found)


def _drivers(setting: PairSetting, main: Sample) -> tuple[RangeDriver, ...]:
    found = []
    for side in setting.sides:
        for reading, name in HEADLINES.items():
            shares = main.shares(f"{side} {name}")
            found += [
                RangeDriver(side, reading, parameter, share, share_error(share, len(main.draws)))
                for parameter, share in shares.items()
            ]
    return tuple(sorted(found, key=lambda row: (row.region, row.reading, -row.share)))


def _notes(sides: Sequence[SidePressure], draws: int, *, jobs: bool) -> tuple[str, ...]:
    """What a reader must know; of jobs only where they are shown."""

    def millions(regime: str) -> str:
        band = sides[1].jobs_lost[regime]
        return f"{band.low90 / 1e6:.1f} to {band.high90 / 1e6:.1f}"

    counts = (
        "Jobs behind exports are accounting (jobs of 2018 per unit of output of 2024): they say who works for the "
        "rival's market, not who would be out of work.",
        "Jobs lost turn on the monetary regime more than on anything else: for "
        f"{sides[1].name} {millions('nominal income held')} million if nominal income is held, "
        f"{millions('hard peg')} million under a hard peg.",
    )
    return (
        "A scenario, not a forecast: the measures of the day stay, and nothing else happens.",
        f"Ranges are of the kind parameters: {draws} draws; {draws // PART} of them for other horizons, regimes, "
        "conventions, the two sides alone, stimulus and endurance.",
        *(counts if jobs else ()),
        "A number is the median of its draws. Where one assumption decides over half of its spread, or the draws are "
        "too few to tell, the range stands alone.",
        "Only the row of duties passed on in full rests on complete pass-through. In all other rows sellers bear what "
        "the model finds, by the price that they lose when buyers leave.",
    )


def _run(case: Case, moment: Moment, world: World, draws: int, horizon: float) -> str:
    """Twelve hex digits over everything that was asked."""
    asked = (run_id(case, moment, world, LongRun(), (), draws), "pressure", repr(horizon))
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:12]
