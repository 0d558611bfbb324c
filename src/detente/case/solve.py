"""Solves a scenario: what its rules do to every economy, beside the measures as they stand and those of other days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, final

import numpy as np

from detente.case.ask import SEED, run_id
from detente.case.pair import two_way_trade
from detente.case.question import Question, pose
from detente.case.scenarios import OpenScenario
from detente.core.arrays import FloatArray
from detente.economy.ensemble import run_ensemble
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.ledger.rates import average_rate
from detente.ledger.stacking import Moment

__all__ = [
    "BANDS",
    "GOODS_TRADE",
    "MEASURES",
    "PAIR_ONLY",
    "TARIFF",
    "TARIFF_BEFORE",
    "WITHOUT",
    "ScenarioRun",
    "model_of",
    "scenario_id",
    "solve_scenario",
]

MEASURES: Mapping[str, str] = {
    "welfare": "share",
    "welfare_usd": "USD mn",
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
PAIR_ONLY = "welfare_pair_only"
"""Real income if only what the two sides levy on each other changed, the rules included."""
TARIFF_BEFORE = "tariff_on_other_side_before"
TARIFF = "tariff_on_other_side"
"""A side's average rate in law on the other's goods: at the baseline, and on the day under the rules."""
GOODS_TRADE = "goods_trade_with_other_side"
"""Change of trade in goods between the sides, both ways."""
BANDS = ("lo50", "hi50", "lo90", "hi90")


@final
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
        ends of the central 50 and 90 % of draws (None without draws). Changes are shares. The sides' tariffs on each
        other and their trade in goods have rows of their own.
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
    draws = scenario.model.draws
    question = pose(case, scenario.base, model=model_of(opened), rules=scenario.rule)
    world, known = question.world, question.moment.as_of
    outcome = question.solve()
    values = {name: outcome.data[name].to_numpy() for name in MEASURES}
    values[PAIR_ONLY] = question.solve_pair().data["welfare"].to_numpy()
    values[WITHOUT] = _welfare(question, question.moment)
    for day in scenario.compare:
        values[f"welfare@{day}"] = _welfare(question, case.ledger.moment(day, known))
    bands: dict[str, FloatArray] = {}
    trade: list[float] = []
    notes = [*opened.remarks]
    if draws:

        def read(result: Outcome) -> list[float]:
            return [
                two_way_trade(result, *case.sides),
                *(float(value) for name in MEASURES for value in result.data[name].to_numpy()),
            ]

        ensemble = run_ensemble(world, question.before, question.after, question.model, read, draws=draws, seed=SEED)
        ends = np.array([end for level in (0.5, 0.9) for end in ensemble.band(level)])
        trade = [float(end) for end in ends[:, 0]]
        cube = ends[:, 1:].reshape(len(BANDS), len(MEASURES), len(world.regions))
        bands = {name: cube[:, m] for m, name in enumerate(MEASURES)}
        if ensemble.failed:
            notes.append(f"{len(ensemble.failed)} of {draws} draws were not solved and enter no range.")
    first = [world.regions.index(side) for side in case.sides]
    others = sorted(set(range(len(world.regions))) - set(first), key=lambda n: values["welfare"][n])
    rows = [
        _row(
            world.regions[n],
            name,
            MEASURES.get(name, "share"),
            found[n],
            bands[name][:, n] if name in bands else (),
        )
        for n in (*first, *others)
        for name, found in values.items()
    ]
    rows += [
        _row(side, name, "share", value, ends)
        for side, other in (case.sides, case.sides[::-1])
        for name, value, ends in (
            (TARIFF_BEFORE, average_rate(case.ledger, side, other, question.start), ()),
            (TARIFF, average_rate(question.ledger, side, other, question.moment), ()),
            (GOODS_TRADE, two_way_trade(outcome, side, other), trade),
        )
    ]
    return ScenarioRun(opened, scenario_id(opened), tuple(rows), outcome, tuple(notes))


def _row(region: str, measure: str, unit: str, value: float, ends: FloatArray | Sequence[float]) -> dict[str, Any]:
    low_high = dict(zip(BANDS, map(float, ends), strict=True)) if len(ends) else dict.fromkeys(BANDS)
    return {"region": region, "measure": measure, "unit": unit, "value": float(value), **low_high}


def _welfare(question: Question, moment: Moment) -> FloatArray:
    """Change of real income (N,) under the measures of a day without rules."""
    after = question.case.ledger.wedges(question.world, on=moment.on, as_of=moment.as_of)
    outcome = question.model.solve(question.world, question.before, after)
    return np.asarray(outcome.data["welfare"].to_numpy())
