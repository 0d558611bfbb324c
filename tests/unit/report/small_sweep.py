"""A sweep of the case on the toy world, small enough to be run many times; run as a program it keeps its batches."""

import sys
from dataclasses import replace
from pathlib import Path

import detente as dt
from detente.case.draws import SweepChoice, plan_of
from detente.case.scenarios import open_scenario
from detente.case.solve import model_of
from detente.case.sweep import Reader, Sweep, SweepQuestion, run_sweep
from detente.core.execute import Processes
from detente.report.sweeps import open_store, store_summary

CHOICE = SweepChoice()


def told(done, _failed):
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()


def small_question(draws, *, seed=1, models=("long-run",), choice=CHOICE, tariff=0.6):
    opened = open_scenario("us-china-2025:halve-both")
    model = opened.scenario.model.model_copy(update={"elasticity": 4.0})
    opened = replace(opened, scenario=opened.scenario.model_copy(update={"model": model}))
    world = dt.load_world("toy")
    after = (
        dt.wedges(world, {("USA", "CHN"): tariff, ("CHN", "USA"): tariff}, add=True),
        dt.wedges(world, {("USA", "CHN"): tariff / 4}, add=True),
    )
    sides = ("USA", "CHN")
    plan = plan_of(choice, model_of(opened), world, sides, models=models, scenarios=2, seed=seed)
    reader = Reader(world.regions, sides, "short-run" in models)
    sweep = Sweep(world, dt.wedges(world), after, plan, reader)
    return SweepQuestion(opened, sweep, ("war", "truce"), draws, seed, f"{seed:02d}" * 31 + f"{int(100 * tariff):02d}")


if __name__ == "__main__":
    question = small_question(int(sys.argv[2]))
    store = open_store(question, Path(sys.argv[1]), resume=True)
    store_summary(store, run_sweep(question, Processes(2), store, told))
