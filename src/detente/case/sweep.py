"""Many draws of everything that is assumed, solved in batches: bands by kind, and what drives them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, final

import numpy as np
import xarray as xr

from detente.case.draws import ModelName, Plan, plan_of
from detente.case.pair import two_way_trade
from detente.case.question import pose
from detente.case.scenarios import OpenScenario, open_scenario
from detente.case.solve import model_of
from detente.case.sweep_frames import Frame, frame_names, frames_of
from detente.core.arrays import FloatArray
from detente.core.errors import CaseError, DataError, NotSolved
from detente.core.execute import Executor
from detente.core.status import Status
from detente.core.version import VERSION
from detente.economy.draws import Draw
from detente.economy.elasticities import resolve_elasticity
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.economy.repeat import Repeated
from detente.economy.shortrun import ShortRun
from detente.world.world import World

__all__ = [
    "BATCH",
    "Batch",
    "Store",
    "Sweep",
    "SweepQuestion",
    "SweepResult",
    "measured",
    "pose_sweep",
    "run_sweep",
]

BATCH = 20
"""Draws of a batch: what is solved in one go and checkpointed together."""
MANY_FAILED = 0.05
"""Share of draws not solved above which a sweep says that its bands may be too narrow."""
FEW = 4
"""Draws of each combination below which bands by kind are too rough to be trusted."""
TRADE = "goods trade between the sides"
SOLVED = ""
"""Reason of a draw that was solved."""


@final
@dataclass(frozen=True, slots=True)
class Reader:
    """The numbers kept of one outcome, as shares (jobs in thousand); NaN where the model does not say."""

    regions: tuple[str, ...]
    sides: tuple[str, str]
    short: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the numbers, the headline's first."""
        side = [f"{what} {code}" for what in ("real_wage", "price_index", "exports", "imports") for code in self.sides]
        labour = [f"{what} {code}" for what in ("unemployment", "jobs") for code in self.sides] if self.short else []
        return (*self.headline, *(n for n in labour if n not in self.headline), *side, *self._others())

    @property
    def headline(self) -> tuple[str, ...]:
        """Names of the numbers whose spread is taken apart."""
        labour = [f"unemployment {code}" for code in self.sides] if self.short else []
        return (*(f"welfare {code}" for code in self.sides), TRADE, *labour)

    def _others(self) -> list[str]:
        return [f"welfare {code}" for code in self.regions if code not in self.sides]

    @property
    def pair(self) -> tuple[int, int]:
        """Positions of the two sides."""
        return self.regions.index(self.sides[0]), self.regions.index(self.sides[1])

    def read(self, found: Mapping[str, FloatArray]) -> list[float]:
        """The numbers in the order of ``names``, from arrays over regions and the ``pair``."""
        told = {TRADE: float(found["pair"][0])}
        for what, values in found.items():
            if what != "pair":
                told |= {f"{what} {code}": float(v) for code, v in zip(self.regions, values, strict=True)}
        return [told.get(name, float("nan")) for name in self.names]

    def labelled(self, outcome: Outcome) -> dict[str, FloatArray]:
        """What :meth:`read` takes, from a labelled outcome."""
        data = outcome.data
        kept = ("welfare", "real_wage", "price_index", "exports", "imports", "unemployment")
        found = {what: data[what].values for what in kept if what in data}
        if "jobs" in data:
            found["jobs"] = data["jobs"].values.sum(axis=1)
        return {**found, "pair": np.array([two_way_trade(outcome, *self.sides)])}


@final
@dataclass(frozen=True, slots=True)
class Sweep:
    """All that a worker needs: the world, the wedges of the baseline and of each scenario, and what is drawn."""

    world: World
    before: xr.Dataset
    after: tuple[xr.Dataset, ...]
    plan: Plan
    reader: Reader


@final
@dataclass(frozen=True, slots=True)
class Batch:
    """Solved draws.

    Attributes
    ----------
    first
        Number of the first draw; the others follow.
    values
        (draws, readings); NaN for draws that were not solved.
    reasons
        Why a draw was not solved; empty for one that was.
    """

    first: int
    values: FloatArray
    reasons: tuple[str, ...]


class Store(Protocol):
    """Where batches are kept."""

    def load(self, first: int, size: int) -> Batch | None:
        """The batch that begins with this draw; None if it is not there whole."""
        ...

    def save(self, batch: Batch) -> None:
        """Keep a batch, whole or not at all."""
        ...


@final
@dataclass(frozen=True, slots=True)
class SweepQuestion:
    """What a sweep asks.

    Attributes
    ----------
    opened
        The scenario.
    sweep
        What workers get.
    scenarios
        Names of the scenarios, the scenario itself first.
    draws, seed
        Number of draws and their seed.
    digest
        64 hex digits over everything that is asked but the number of draws.
    """

    opened: OpenScenario
    sweep: Sweep
    scenarios: tuple[str, ...]
    draws: int
    seed: int
    digest: str


@final
@dataclass(frozen=True, slots=True)
class SweepResult:
    """What a sweep found.

    Attributes
    ----------
    question
        What was asked.
    values
        (draws, readings), NaN for draws that were not solved.
    reasons
        (draws,) why a draw was not solved; empty for one that was.
    frames
        Bands and drivers by model and horizon.
    failed
        Reason -> number of draws.
    notes
        What a reader must know.
    """

    question: SweepQuestion
    values: FloatArray
    reasons: tuple[str, ...]
    frames: tuple[Frame, ...]
    failed: Mapping[str, int]
    notes: tuple[str, ...]


def pose_sweep(
    opened: OpenScenario, *, draws: int, seed: int = 1, models: Sequence[ModelName] | None = None
) -> SweepQuestion:
    """Put together what is drawn around a scenario, and solve nothing yet.

    Parameters
    ----------
    opened
        The scenario, with its table ``[sweep]`` if it has one.
    draws, seed
        Number of draws, at least two, and their seed.
    models
        Models instead of those of the scenario.

    Raises
    ------
    DataError
        If there are too few draws, the seed is below 0, or something that is to be varied does not exist.
    CaseError
        If another scenario is of another case.
    """
    if draws < 2:
        raise DataError(f"{draws} draws give no range; ask for at least two.")
    if seed < 0:
        raise DataError(f"seed {seed}: give a whole number from 0 on.")
    case, scenario, choice = opened.case, opened.scenario, opened.scenario.sweep
    own = model_of(opened)
    question = pose(case, scenario.base, model=own, rules=scenario.rule)
    world, known = question.world, question.moment.as_of
    names, after = [opened.name], [question.after]
    for name in choice.scenarios:
        other = open_scenario(name)
        if other.case.digest != case.digest:
            raise CaseError(
                f'{opened.name}, [sweep], field "scenarios": {name} is a scenario of {other.case.name}, '
                f"not of {case.name}; only scenarios of one case share a baseline."
            )
        at = other.case.ledger.moment(other.scenario.base, known)
        ledger = case.ledger.with_rules(other.scenario.rule)
        names.append(other.name)
        after.append(ledger.wedges(world, on=at.on, as_of=at.as_of))
    for day in choice.days:
        at = case.ledger.moment(day, known)
        names.append(f"measures of {day}")
        after.append(case.ledger.wedges(world, on=at.on, as_of=at.as_of))
    chosen = tuple(models or choice.models or ("long-run",))
    sides = case.sides[0], case.sides[1]
    plan = plan_of(choice, own, world, sides, models=chosen, scenarios=len(names), seed=seed)
    reader = Reader(world.regions, sides, "short-run" in chosen)
    sweep = Sweep(world, question.before, tuple(after), plan, reader)
    return SweepQuestion(opened, sweep, tuple(names), draws, seed, _digest(sweep, case.digest))


def run_sweep(
    question: SweepQuestion, executor: Executor, store: Store, report: Callable[[int, int], None]
) -> SweepResult:
    """Solve the draws that the store lacks, and read all of them.

    Parameters
    ----------
    question
        What is asked.
    executor
        Who solves.
    store
        Where batches are kept; batches that are there are not solved again.
    report
        Called with the number of draws done so far and of those not solved among them, after each batch.

    Raises
    ------
    NotSolved
        If fewer than two draws were solved, or not even the central assumptions.
    """
    firsts = range(0, question.draws, BATCH)
    items = [(first, min(BATCH, question.draws - first)) for first in firsts]
    kept = {first: batch for first, size in items if (batch := store.load(first, size)) is not None}
    done = sum(len(batch.reasons) for batch in kept.values())
    failed = sum(map(bool, (reason for batch in kept.values() for reason in batch.reasons)))
    report(done, failed)
    for _, batch in executor.run(solve_batch, question.sweep, [item for item in items if item[0] not in kept]):
        store.save(batch)
        kept[batch.first] = batch
        done += len(batch.reasons)
        failed += sum(map(bool, batch.reasons))
        report(done, failed)
    batches = [kept[first] for first in firsts]
    values = np.concatenate([batch.values for batch in batches])
    return _read(question, values, tuple(reason for batch in batches for reason in batch.reasons))


def solve_batch(sweep: Sweep, item: tuple[int, int]) -> Batch:
    """Solve ``item``'s draws: the number of the first, and how many."""
    first, size = item
    values = np.full((size, len(sweep.reader.names)), np.nan)
    reasons = []
    ready: dict[int, Repeated] = {}
    for row in range(size):
        draw = sweep.plan.space.draw(first + row)
        try:
            found = _solved(sweep, draw, ready)
        except DataError as error:
            reasons.append(str(error))
            continue
        reasons.append(found.value if isinstance(found, Status) else SOLVED)
        if not isinstance(found, Status):
            values[row] = sweep.reader.read(found)
    return Batch(first, values, tuple(reasons))


def _solved(sweep: Sweep, draw: Draw, ready: dict[int, Repeated]) -> Mapping[str, FloatArray] | Status:
    """The numbers of one draw, or why there are none; ``ready`` keeps scenarios whose labels were read."""
    model, scenario = sweep.plan.model(draw), draw.picks["scenario"]
    after = sweep.after[scenario]
    if isinstance(model, LongRun) and Repeated.fits(model):
        if scenario not in ready:
            ready[scenario] = Repeated.read(sweep.world, sweep.before, after)
        return ready[scenario].solve(model, resolve_elasticity(model.elasticity, sweep.world).values, sweep.reader.pair)
    outcome = model.solve(sweep.world, sweep.before, after, throw=False)
    return sweep.reader.labelled(outcome) if outcome.certificate.ok else outcome.certificate.status


def measured(result: SweepResult) -> dict[str, list[Any]]:
    """Every draw as columns: number, reason, what was picked and drawn, and the readings.

    Parameters
    ----------
    result
        A finished sweep.

    Returns
    -------
    dict
        Column -> (draws,) values.
    """
    question = result.question
    plan = question.sweep.plan
    drawn = [plan.space.draw(number) for number in range(question.draws)]
    chosen = [plan.chosen(draw) for draw in drawn]
    columns: dict[str, list[Any]] = {"draw": list(range(question.draws)), "not_solved": list(result.reasons)}
    for name in plan.space.choices:
        columns[name] = [question.scenarios[c[name]] if name == "scenario" else c[name] for c in chosen]
    columns["elasticity_level"] = [draw.shift for draw in drawn]
    columns |= {name: [draw.values[name] for draw in drawn] for name in plan.space.ranges}
    names = question.sweep.reader.names
    return columns | {
        name: [None if np.isnan(v) else float(v) for v in result.values[:, r]] for r, name in enumerate(names)
    }


def _read(question: SweepQuestion, values: FloatArray, reasons: tuple[str, ...]) -> SweepResult:
    solved = np.array([reason == SOLVED for reason in reasons])
    failed = Counter(reason for reason in reasons if reason)
    if solved.sum() < 2:
        raise NotSolved(f"{question.draws - int(solved.sum())} of {question.draws} draws were not solved: {failed}.")
    plan, reader = question.sweep.plan, question.sweep.reader
    frames = frames_of(plan, reader.names, reader.headline, values, solved, _centres(question))
    notes = list(question.opened.remarks)
    if failed:
        share = 1.0 - float(solved.mean())
        notes.append(f"{sum(failed.values())} of {question.draws} draws were not solved and enter no range.")
        if share > MANY_FAILED:
            notes.append(
                f"{share:.0%} of the draws were not solved: the ranges leave out what those would say and may be too "
                "narrow; see the reasons, and narrow what is drawn."
            )
    edge = [
        f"{name.replace('welfare', 'real income of')} ({frame.name})"
        for frame in frames
        for name in frame.drivers
        if not frame.kinds[name].bands["all"][2] <= frame.centre[name] <= frame.kinds[name].bands["all"][3]
    ]
    if edge:
        notes.append(
            f"{', '.join(edge)}: the central value lies outside the range of 90 % of draws; the scenario's own "
            "assumptions stand at an edge of what is drawn."
        )
    if question.draws < FEW * plan.space.combinations:
        notes.append(
            f"{question.draws} draws over {plan.space.combinations} combinations of models and scenarios are too few "
            f"to tell kinds of uncertainty apart; take at least {FEW * plan.space.combinations}."
        )
    return SweepResult(question, values, reasons, frames, dict(failed), tuple(notes))


def _centres(question: SweepQuestion) -> dict[str, dict[str, float]]:
    """The readings at central assumptions, by model and horizon."""
    sweep = question.sweep
    choices, own = sweep.plan.space.choices, model_of(question.opened)
    models: list[LongRun | ShortRun] = []
    for model in choices["model"]:
        models += [own] if model == "long-run" else [_short(question, months) for months in choices["horizon_months"]]
    found = {}
    for name, central in zip(frame_names(sweep.plan), models, strict=True):
        outcome = central.solve(sweep.world, sweep.before, sweep.after[0])
        found[name] = dict(zip(sweep.reader.names, sweep.reader.read(sweep.reader.labelled(outcome)), strict=True))
    return found


def _short(question: SweepQuestion, months: float) -> ShortRun:
    choices, own = question.sweep.plan.space.choices, model_of(question.opened)
    return ShortRun(
        elasticity=own.elasticity,
        horizon_months=months,
        convention=choices["convention"][0],
        deficits=choices["deficits"][0],
        rebate=choices["rebate"][0],
    )


def _digest(sweep: Sweep, case: str) -> str:
    told = hashlib.sha256()
    plan = sweep.plan
    for part in (VERSION, case, sweep.world.digest, BATCH, plan.space, plan.labour_supply, sweep.reader.names):
        told.update(repr(part).encode())
    arrays = [array for name in plan.sets for array in plan.sets[name]]
    arrays += [data[name].values for data in (sweep.before, *sweep.after) for name in data.data_vars]
    for array in arrays:
        told.update(np.ascontiguousarray(array).tobytes())
    return told.hexdigest()
