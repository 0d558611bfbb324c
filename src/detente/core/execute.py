"""Many tasks on one machine or many: inline, in processes, or on a Dask cluster; and random streams by number.

A task is a function of one value that all tasks share and one item. What it returns may not depend on who runs it or
when, so results are the same for every executor, number of workers and order.
"""

from __future__ import annotations

import hashlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, final

import numpy as np

from detente.core.errors import DataError, DetenteError, UsageError
from detente.core.workers import workers_environment

__all__ = ["Dask", "Executor", "Inline", "Processes", "eta", "executor_at", "stream"]

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Result = TypeVar("Result")
Task = Callable[[Shared, Item], Result]

AHEAD = 2
"""Tasks queued for each worker, so that none waits for the next."""


def stream(seed: int, *place: int) -> np.random.Generator:
    """The random numbers of one place in a sequence, whatever was drawn before.

    Parameters
    ----------
    seed
        Seed of the whole sequence.
    place
        Counters, such as the number of the draw.
    """
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=place)))


def eta(done: int, total: int, seconds: float) -> float | None:
    """Seconds that are left when ``done`` of ``total`` tasks took ``seconds``; None before the first is done."""
    return seconds / done * (total - done) if done else None


class Executor(Protocol):
    """Runs one task on many items."""

    def run(
        self, task: Task[Shared, Item, Result], shared: Shared, items: Sequence[Item]
    ) -> Iterator[tuple[Item, Result]]:
        """Each item with its result, in whatever order they are done."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Inline:
    """One after the other, here."""

    def run(
        self, task: Task[Shared, Item, Result], shared: Shared, items: Sequence[Item]
    ) -> Iterator[tuple[Item, Result]]:
        """Each item with its result, in order."""
        for item in items:
            yield item, task(shared, item)


@final
@dataclass(frozen=True, slots=True)
class Processes:
    """In processes of this machine, each with one thread for linear algebra.

    Processes are started afresh, not forked, since a fork copies locks that threads of libraries may hold. What tasks
    share is sent to each process once.

    Attributes
    ----------
    jobs
        Number of processes, from 1 on.
    """

    jobs: int

    def __post_init__(self) -> None:
        if self.jobs < 1:
            raise UsageError(f"{self.jobs} jobs cannot work; give a number from 1 on.")

    def run(
        self, task: Task[Shared, Item, Result], shared: Shared, items: Sequence[Item]
    ) -> Iterator[tuple[Item, Result]]:
        """Each item with its result, as processes finish them.

        Raises
        ------
        DetenteError
            If a process was ended from outside, for instance for want of memory.
        """
        waiting = list(reversed(items))
        running: dict[Any, Item] = {}
        with (
            workers_environment(),
            ProcessPoolExecutor(
                min(self.jobs, max(len(items), 1)),
                mp_context=get_context("spawn"),
                initializer=_start,
                initargs=(_packed(shared),),
            ) as pool,
        ):
            try:
                while waiting or running:
                    while waiting and len(running) < AHEAD * self.jobs:
                        item = waiting.pop()
                        running[pool.submit(_held, task, item)] = item
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield running.pop(future), future.result()
            except BrokenProcessPool as error:
                raise DetenteError(
                    "a worker process was ended from outside, perhaps for want of memory; use fewer jobs."
                ) from error
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


@final
@dataclass(frozen=True, slots=True)
class Dask:
    """On the workers of a Dask cluster, which need the same version of detente.

    Attributes
    ----------
    address
        Address of the scheduler, such as ``tcp://10.0.0.5:8786``.
    """

    address: str

    def run(
        self, task: Task[Shared, Item, Result], shared: Shared, items: Sequence[Item]
    ) -> Iterator[tuple[Item, Result]]:
        """Each item with its result, as workers finish them.

        Raises
        ------
        DataError
            If Dask is not installed, or no scheduler answers at the address.
        """
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise DataError("an executor by address needs Dask: pip install 'detente[dask]'.") from error
        try:
            client = distributed.Client(self.address, timeout="10s")
        except (OSError, ValueError, TimeoutError) as error:
            raise DataError(f"no Dask scheduler answers at {self.address}; start one with `dask scheduler`.") from error
        packed = _packed(shared)
        key = hashlib.sha256(packed).hexdigest()
        with client:
            lent = client.scatter(packed, broadcast=True, hash=False)
            futures = {client.submit(_sent, task, lent, key, item, pure=False): item for item in items}
            try:
                for future, result in distributed.as_completed(futures, with_results=True):
                    yield futures[future], result
            finally:
                client.cancel(list(futures))


def executor_at(address: str | None, jobs: int) -> Executor:
    """The executor at an address, or ``jobs`` processes here.

    Raises
    ------
    UsageError
        If the address has no form such as ``tcp://HOST:PORT``, or ``jobs`` is below 1.
    """
    if address is None:
        return Processes(jobs)
    if "://" not in address:
        raise UsageError(f'--executor {address}: give the address of a Dask scheduler, such as "tcp://10.0.0.5:8786".')
    return Dask(address)


_HERE: dict[str, Any] = {}
"""What the tasks of this worker share, unpacked once."""


def _packed(shared: object) -> bytes:
    ForkingPickler.register(MappingProxyType, _reduced)
    return bytes(ForkingPickler.dumps(shared))


def _reduced(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _proxy, (dict(mapping),)


def _proxy(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def _start(packed: bytes) -> None:
    """Make a process ready: Ctrl-C is the parent's, a dead parent ends it, and it holds what tasks share."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    _HERE["shared"] = ForkingPickler.loads(packed)


def _follow(parent: BaseProcess) -> None:
    """End this process with its parent; one that is killed has no time to tell."""
    parent.join()
    os._exit(1)


def _held(task: Task[Any, Item, Result], item: Item) -> Result:
    return task(_HERE["shared"], item)


def _sent(task: Task[Any, Item, Result], packed: bytes, key: str, item: Item) -> Result:
    if key not in _HERE:
        _HERE.clear()
        _HERE[key] = ForkingPickler.loads(packed)
    return task(_HERE[key], item)
