"""One piece of work in a second process, while this one does another."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from detente.core.errors import DetenteError

__all__ = ["beside"]

Item = TypeVar("Item")
Result = TypeVar("Result")

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@contextmanager
def beside(task: Callable[[Item], Result], item: Item) -> Iterator[Callable[[], Result]]:
    """Begin a task in a process of its own; leaving the block ends that process, whether it is done or not.

    Parameters
    ----------
    task
        A function of a module. What it is given and what it returns must be picklable.
    item
        What it works on.

    Yields
    ------
    Callable
        Waits for the result and returns it. What the task says is wrong is raised here; of any other end of the
        process, whose traceback then stands on stderr, :class:`detente.core.errors.DetenteError` says so.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, task, item), daemon=True)
    process.start()
    theirs.close()

    def result() -> Result:
        try:
            done, value = ours.recv()
        except EOFError as error:
            raise DetenteError("a worker process ended without an answer, perhaps for want of memory.") from error
        if done:
            return value  # type: ignore[no-any-return]
        raise value

    try:
        yield result
    finally:
        ours.close()
        process.terminate()
        process.join()


def _work(pipe: Connection, task: Callable[[Item], Result], item: Item) -> None:
    """Do the task and send what came of it; Ctrl-C is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    try:
        answer: tuple[bool, object] = (True, task(item))
    except DetenteError as error:
        answer = (False, error)
    with suppress(BrokenPipeError):
        pipe.send(answer)
    pipe.close()
