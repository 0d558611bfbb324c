"""One piece of work in a second process, while this one does another."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, final

from detente.core.errors import DetenteError
from detente.core.workers import workers_environment

__all__ = ["Beside", "beside"]


@final
@dataclass(frozen=True, slots=True)
class Beside:
    """A process that waits for items of work."""

    pipe: Connection

    def send(self, item: object) -> None:
        """Hand over the next of what the task works on; it must be picklable."""
        # a process that has fallen is told of where its result is asked for
        with suppress(BrokenPipeError):
            self.pipe.send(item)

    def result(self) -> Any:
        """Wait for what the task yields next.

        Raises
        ------
        DetenteError
            What the task says is wrong; or that the process ended without an answer, its traceback on stderr.
        """
        try:
            done, value = self.pipe.recv()
        except (EOFError, ConnectionResetError) as error:
            raise DetenteError("a worker process ended without an answer, perhaps for want of memory.") from error
        if done:
            return value
        raise value


@contextmanager
def beside(task: str) -> Iterator[Beside]:
    """Start a process for a task; leaving the block ends it, whether it is done or not.

    It imports the task at once, while this process goes on, and then waits for items. Both count on one thread each
    for linear algebra: this one too, if it imports numpy inside the block.

    Parameters
    ----------
    task
        ``module:function``; the function takes an iterator over the items, which waits for each, and yields picklable
        results, each sent as soon as it is there.

    Yields
    ------
    Beside
        Takes the items and gives the results.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, task), daemon=True)
    try:
        with workers_environment():
            process.start()
            theirs.close()
            yield Beside(ours)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _work(pipe: Connection, task: str) -> None:
    """Import the task, do it once and send what comes of it; Ctrl-C is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module, _, function = task.partition(":")
    work = getattr(import_module(module), function)
    with suppress(BrokenPipeError, ConnectionResetError):
        try:
            for value in work(_items(pipe)):
                pipe.send((True, value))
        except DetenteError as error:
            pipe.send((False, error))
    pipe.close()


def _items(pipe: Connection) -> Iterator[Any]:
    """What is handed over, until nobody is left who could."""
    with suppress(EOFError):
        while True:
            yield pipe.recv()
