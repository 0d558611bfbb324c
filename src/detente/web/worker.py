"""A worker: a process beside the server that runs the jobs of one lane, one at a time, and ends when the server does.

``python -m detente.web.worker FOLDER WORKSPACE CASE LANE``; the server holds the other end of its standard input.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, final

from detente.core.errors import DataError, DetenteError
from detente.web.jobs import Job, Jobs
from detente.web.shelf import Shelf
from detente.web.stored import Stored
from detente.web.views import bill_of, brief_of, key_of, make, mark_brief

__all__ = ["main"]

IDLE = 0.3
"""Seconds between two looks at the table."""
BEAT = 1.0
PATIENCE = 60.0
"""Seconds that a cancelled job may go on before its worker is ended; a batch of a sweep takes less."""
POLITE = 10
"""By how much a worker stands back behind the server."""

log = logging.getLogger("detente.web.worker")


class _Stopped(Exception):
    """The job was cancelled, or belongs to another worker by now."""


@final
class _Held:
    """A job that this worker holds: its lease is renewed from a thread for as long as the block runs."""

    def __init__(self, jobs: Jobs, job: Job, owner: str) -> None:
        self.job, self._jobs, self._owner = job, jobs, owner
        self._go, self._over = True, threading.Event()
        self._thread = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> _Held:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def step(self, said: str) -> None:
        """Tell what is being done; stops here if the job was cancelled."""
        self.check()
        self._jobs.tell(self.job.id, self._owner, said=said)

    def far(self, done: int, total: int, left: float | None, said: str) -> None:
        """Tell how far it is; stops here if the job was cancelled."""
        self.check()
        self._jobs.tell(self.job.id, self._owner, done=done, total=total, left_s=left, said=said)

    def check(self) -> None:
        """Stop here if the job was cancelled."""
        if not self._go:
            raise _Stopped

    def _renew(self) -> None:
        while not self._over.wait(BEAT):
            if not self._jobs.beat(self.job.id, self._owner):
                self._go = False
                break
        if not self._go and not self._over.wait(PATIENCE):
            # Whatever it hangs in hears nothing; the server starts the next worker.
            self._jobs.end(self.job.id, self._owner, "cancelled", said="cancelled; its worker was ended")
            os._exit(1)


def main(words: list[str]) -> int:
    """Work until the server ends.

    Parameters
    ----------
    words
        Folder of the cases, workspace, the case that the server was started with, and the lane.
    """
    folder, state = map(Path, words[:2])
    os.environ["DETENTE_WORKSPACE"] = str(state)
    jobs, owner, over = Jobs(state), uuid.uuid4().hex, threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    threading.Thread(target=_follow, args=(over,), daemon=True).start()
    threading.Thread(target=_leave, args=(over, jobs, owner), daemon=True).start()
    if hasattr(os, "nice"):
        # A slider that somebody moves comes before work that somebody waits for.
        os.nice(POLITE)
    shelf, stored = Shelf(folder, state, words[2]), Stored(state)
    while True:
        job = jobs.claim(owner, words[3])
        if job is None:
            time.sleep(IDLE)
            continue
        _run(jobs, job, owner, shelf, stored)


def _run(jobs: Jobs, job: Job, owner: str, shelf: Shelf, stored: Stored) -> None:
    """Run one job to one of its ends."""
    kinds: dict[str, Callable[[_Held, Shelf, Stored], dict[str, Any]]] = {
        "answer": _answer,
        "bill": _bill,
        "draft": _draft,
        "file": _file,
        "run": _scenario,
        "sweep": _sweep,
    }
    try:
        with _Held(jobs, job, owner) as held:
            result = kinds[job.kind](held, shelf, stored)
        jobs.end(job.id, owner, "done", result=result, said="done")
    except _Stopped:
        jobs.end(job.id, owner, "cancelled", said="cancelled; what was finished is kept")
    except DetenteError as error:
        jobs.end(job.id, owner, "failed", error=shelf.told(str(error)), result={"exit_code": error.exit_code})
    except Exception as error:
        log.exception("job %s, %s", job.id, job.title)
        sentence = f"internal error, our fault ({type(error).__name__}); the terminal of the server shows where."
        jobs.end(job.id, owner, "failed", error=sentence)


def _answer(held: _Held, shelf: Shelf, stored: Stored) -> dict[str, Any]:
    asked = held.job.asked
    case = shelf.case(asked["case"])
    key = key_of(asked["view"], case, asked["given"])
    if stored.read(asked["view"], key) is None:
        placed = shelf.placed(asked["case"], asked["given"])
        stored.write(asked["view"], key, make(asked["view"], case, placed, held.step))
        if asked["view"] == "brief":
            mark_brief(case, placed)
    return {"view": asked["view"], "case": asked["case"], "key": key}


def _file(held: _Held, shelf: Shelf, stored: Stored) -> dict[str, Any]:
    from detente.report.publish import published

    asked = held.job.asked
    case, placed = shelf.case(asked["case"]), shelf.placed(asked["case"], asked["given"])
    key, suffix = key_of("brief", case, asked["given"]), asked["suffix"]
    if stored.read_file(key, suffix) is None:
        made = brief_of(case, placed, held.step)
        mark_brief(case, placed)
        held.step(f"laying out the {suffix}")
        stored.write_file(key, suffix, published(made, f".{suffix}"))
    return {"case": asked["case"], "key": key, "suffix": suffix}


def _bill(held: _Held, shelf: Shelf, stored: Stored) -> dict[str, Any]:
    asked = held.job.asked
    key = asked["key"]
    if stored.read("bill", key) is None:
        content = stored.read_text(key)
        if content is None:
            raise DataError("the bill is no longer kept; choose the file again.")
        held.step("row by row")
        placed = shelf.placed(asked["case"], asked["given"])
        stored.write("bill", key, bill_of(shelf.case(asked["case"]), placed, content))
    stored.forget_text(key)
    return {"case": asked["case"], "key": key}


def _draft(held: _Held, shelf: Shelf, stored: Stored) -> dict[str, Any]:
    from detente.desk.draft import draft_file

    asked = held.job.asked
    key = asked["key"]
    if stored.read_draft(key) is None:
        text = stored.read_text(key)
        if text is None:
            raise DataError("the text is no longer kept; paste it again.")
        held.step("reading the article")
        made = draft_file(
            text,
            asked["name"],
            asked["published"],
            case=str(shelf.cases()[asked["case"]]),
            tier=asked["tier"],
            outlet=asked["outlet"],
        )
        stored.write_draft(key, made.as_dict())
    stored.forget_text(key)
    return {"case": asked["case"], "key": key}


def _scenario(held: _Held, shelf: Shelf, _: Stored) -> dict[str, Any]:
    from detente.case.scenarios import open_scenario
    from detente.case.solve import scenario_id, solve_scenario
    from detente.report.runs import open_run, run_of, store_run

    opened = open_scenario(str(shelf.scenario(held.job.asked["scenario"])))
    name = scenario_id(opened)
    if open_run(name) is None:
        held.step("solving the scenario and its draws")
        store_run(run_of(solve_scenario(opened)))
    return {"run": name}


def _sweep(held: _Held, shelf: Shelf, _: Stored) -> dict[str, Any]:
    from detente.case.scenarios import open_scenario
    from detente.case.sweep import pose_sweep, run_sweep
    from detente.core.execute import Inline, eta
    from detente.report.sweeps import open_store, store_summary

    asked = held.job.asked
    held.step("posing the question")
    question = pose_sweep(
        open_scenario(str(shelf.scenario(asked["scenario"]))), draws=asked["draws"], seed=asked["seed"], models=None
    )
    store = open_store(question, None, resume=True)
    start, before = time.monotonic(), -1

    def far(done: int, failed: int) -> None:
        nonlocal before
        before = done if before < 0 else before
        left = eta(done - before, question.draws - before, time.monotonic() - start)
        unsolved = f", {failed} not solved" if failed else ""
        held.far(done, question.draws, left, f"{done} of {question.draws} draws{unsolved}")

    result = run_sweep(question, Inline(), store, far)
    store_summary(store, result)
    return {"sweep": question.digest[:12]}


def _follow(over: threading.Event) -> None:
    """Hear that the server has ended; one that is killed has no time to tell."""
    sys.stdin.buffer.read()
    over.set()


def _leave(over: threading.Event, jobs: Jobs, owner: str) -> None:
    """Give back what this worker holds, and end this process in the middle of its work."""
    over.wait()
    try:
        jobs.release(owner)
    finally:
        os._exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
