"""``detente sweep``: many draws of everything that is assumed, with bands by kind and what drives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import Annotated, Literal

from detente.cli.names import ScenarioName
from detente.cli.options import FLAG, PLAIN, Output
from detente.cli.progress import steps_on_stderr
from detente.cli.show import note, show
from detente.core.errors import UsageError

__all__ = ["sweep"]

MODELS: Mapping[str | None, Sequence[Literal["long-run", "short-run"]] | None] = {
    None: None,
    "long-run": ("long-run",),
    "short-run": ("short-run",),
    "both": ("long-run", "short-run"),
}
EVERY = 2.0
"""Seconds between two lines of progress."""


def sweep(
    scenario: ScenarioName,
    /,
    *,
    draws: int = 1000,
    jobs: int = 2,
    seed: int = 1,
    model: Literal["long-run", "short-run", "both"] | None = None,
    resume: Annotated[bool, FLAG] = False,
    executor: str | None = None,
    output: Output = PLAIN,
) -> None:
    """Solve a scenario under many draws of what is assumed: how sure are we, and which assumption decides?

    Parameters
    ----------
    scenario
        A file, or CASE:ID for one of a case's scenarios; its table [sweep] says what is varied.
    draws
        Number of draws.
    jobs
        Processes on this machine. Results do not depend on their number.
    seed
        Seed of all draws.
    model
        Instead of the models that the scenario lists; both draws long run and short run in turn,
        each with ranges of its own.
    resume
        Go on with a sweep that was stopped: batches of 20 draws that are there are not solved again.
    executor
        Address of a Dask scheduler, such as tcp://10.0.0.5:8786, instead of processes here.
    output
        Where the answer goes. A path without a suffix is the folder of the sweep (default: sweeps in the workspace).
    """
    from detente.case.scenarios import open_scenario
    from detente.case.sweep import pose_sweep, run_sweep
    from detente.core.execute import executor_at
    from detente.report.answers.sweep import sweep_answer
    from detente.report.sweeps import open_store, store_summary

    folders = [path for path in output.out if not path.suffix]
    output = replace(output, out=tuple(path for path in output.out if path.suffix))
    output.refuse_files()
    if draws < 2:
        raise UsageError(f"--draws {draws}: a range needs at least two draws.")
    if len(folders) > 1:
        raise UsageError(f"--out {folders[1]}: a sweep has one folder, and {folders[0]} is it.")
    workers = executor_at(executor, jobs)
    step = steps_on_stderr(output)
    question = pose_sweep(open_scenario(scenario), draws=draws, seed=seed, models=MODELS[model])
    store = open_store(question, folders[0] if folders else None, resume=resume, force=output.force)
    step(f"{draws} draws of {question.sweep.plan.space.combinations} combinations, in batches; kept in {store.folder}")
    try:
        result = run_sweep(question, workers, store, _progress(step, draws))
    except KeyboardInterrupt:
        note(f"stopped; batches that were done are in {store.folder}, and --resume goes on from there", output)
        raise
    store_summary(store, result)
    show(sweep_answer(result, store.folder), output)


def _progress(step: Callable[[str], None], draws: int) -> Callable[[int, int], None]:
    """Tells how far a sweep is, what was not solved, and how long it will take."""
    from detente.core.execute import eta

    start = told = monotonic()
    before: int | None = None

    def report(done: int, failed: int) -> None:
        nonlocal told, before
        now = monotonic()
        if before is None:
            before = done
            if done:
                step(f"{done} of {draws} draws were there already")
            return
        if now - told < EVERY and done < draws:
            return
        told = now
        left = eta(done - before, draws - before, now - start)
        unsolved = f", {failed} not solved" if failed else ""
        wait = f", about {left:.0f} s left" if left else ""
        step(f"{done} of {draws} draws{unsolved}{wait}")

    return report
