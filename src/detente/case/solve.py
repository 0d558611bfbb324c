"""Solves a scenario: what its rules do to every economy, beside the measures as they stand and those of other days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import xarray as xr

from detente.case.ask import SEED, run_id
from detente.case.scenarios import OpenScenario
from detente.core.arrays import FloatArray
from detente.economy.ensemble import run_ensemble
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.ledger.stacking import Moment

__all__ = ["BANDS", "MEASURES", "WITHOUT", "ScenarioRun", "model_of", "scenario_id", "solve_scenario"]

MEASURES: Mapping[str, str] = {
    "welfare": "share",
    "welfare_first_order": "share",
    "real_wage": "share",
    "exports": "share",
    "imports": "share",
    "revenue": "USD mn",
    "revenue_change": "USD mn",
}
"""Measures of a run by economy, with their units."""
WITHOUT = "welfare_without_rules"
"""Real income under the measures of the base day as they stand."""
BANDS = ("lo50", "hi50", "lo90", "hi90")


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """A solved scenario.

    Attributes
    ----------
    opened
        The scenario.
    run
        Twelve hex digits over everything that was asked.
    rows
        One for each economy and measure, sides first, then by real income: ``region, measure, unit, value`` and the
        ends of the central 50 and 90 % of draws (None without draws). Changes are shares.
    outcome
        Everything the model says.
    notes
        What a reader must know, such as draws that were not solved.
    """

    opened: OpenScenario
    run: str
    rows: tuple[Mapping[str, Any], ...]
    outcome: Outcome
    notes: tuple[str, ...]


def model_of(opened: OpenScenario) -> LongRun:
    """The model that a scenario chooses."""
    choice = opened.scenario.model
    return LongRun(
        elasticity=choice.elasticity,
        deficits=choice.deficits,
        rebate=choice.rebate,
        labour_supply=choice.labour_supply,
    )


def scenario_id(opened: OpenScenario) -> str:
    """Run id of a scenario, known before anything is solved."""
    case, scenario = opened.case, opened.scenario
    moment = case.ledger.moment(scenario.base)
    days = tuple(date.fromisoformat(day) for day in scenario.compare)
    model = model_of(opened)
    return run_id(case, moment, case.ledger.base, model, scenario.rule, scenario.model.draws, days)


def solve_scenario(opened: OpenScenario) -> ScenarioRun:
    """Solve a scenario and everything it is compared with.

    Parameters
    ----------
    opened
        The scenario.

    Returns
    -------
    ScenarioRun
        Changes are counted from the measures of the case's baseline for the base day.

    Raises
    ------
    NotSolved
        If an equilibrium is not found.
    DataError
        If fewer than two draws were solved.
    """
    case, scenario = opened.case, opened.scenario
    world, model, draws = case.ledger.base, model_of(opened), scenario.model.draws
    moment = case.ledger.moment(scenario.base)
    known = moment.as_of
    before = case.ledger.wedges(world, on=case.head.baseline_of(moment.on), as_of=known)
    after = case.ledger.with_rules(scenario.rule).wedges(world, on=moment.on, as_of=known)
    outcome = model.solve(world, before, after)
    values = {name: outcome.data[name].to_numpy() for name in MEASURES}
    values[WITHOUT] = _welfare(opened, model, before, moment)
    for day in scenario.compare:
        at = case.ledger.moment(day, known)
        values[f"welfare@{day}"] = _welfare(opened, model, before, at)
    bands: dict[str, FloatArray] = {}
    notes = [*opened.remarks]
    if draws:

        def read(result: Outcome) -> list[float]:
            return [float(value) for name in MEASURES for value in result.data[name].to_numpy()]

        ensemble = run_ensemble(world, before, after, model, read, draws=draws, seed=SEED)
        ends = [end for level in (0.5, 0.9) for end in ensemble.band(level)]
        cube = np.array(ends).reshape(len(BANDS), len(MEASURES), len(world.regions))
        bands = {name: cube[:, m] for m, name in enumerate(MEASURES)}
        if ensemble.failed:
            notes.append(f"{len(ensemble.failed)} of {draws} draws were not solved and enter no range.")
    first = [world.regions.index(side) for side in case.sides if side in world.regions]
    others = sorted(set(range(len(world.regions))) - set(first), key=lambda n: values["welfare"][n])
    rows = tuple(
        {
            "region": world.regions[n],
            "measure": name,
            "unit": MEASURES.get(name, "share"),
            "value": float(found[n]),
            **{end: float(bands[name][e, n]) if name in bands else None for e, end in enumerate(BANDS)},
        }
        for n in (*first, *others)
        for name, found in values.items()
    )
    return ScenarioRun(opened, scenario_id(opened), rows, outcome, tuple(notes))


def _welfare(opened: OpenScenario, model: LongRun, before: xr.Dataset, moment: Moment) -> FloatArray:
    """Change of real income (N,) under the measures of a day without rules."""
    ledger = opened.case.ledger
    after = ledger.wedges(ledger.base, on=moment.on, as_of=moment.as_of)
    return np.asarray(model.solve(ledger.base, before, after).data["welfare"].to_numpy())
