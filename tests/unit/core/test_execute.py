"""Executors: the same results whoever works, and workers that end with their parent."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from detente.core.errors import DataError, DetenteError, UsageError
from detente.core.execute import Dask, Inline, Processes, eta, executor_at, stream


def scaled(shared, item):
    return float(stream(int(shared["seed"]), item).standard_normal() * shared["scale"])


def process(shared, item):
    time.sleep(0.2)
    return os.getpid(), os.environ["OMP_NUM_THREADS"], os.environ["OPENBLAS_NUM_THREADS"]


def end(shared, item):
    os._exit(3)


def test_a_stream_depends_on_its_place_alone():
    first = stream(7, 3).standard_normal(4)
    stream(7, 2).standard_normal(100)
    assert np.array_equal(first, stream(7, 3).standard_normal(4))
    others = [stream(8, 3), stream(7, 4), stream(7, 3, 1)]
    assert all(not np.array_equal(first, other.standard_normal(4)) for other in others)


def test_time_left_follows_the_pace_so_far():
    assert eta(0, 10, 5.0) is None
    assert eta(4, 10, 8.0) == pytest.approx(12.0)
    assert eta(10, 10, 8.0) == 0.0


def test_processes_find_what_one_worker_finds():
    shared = MappingProxyType({"seed": 5, "scale": 2.0})
    here = dict(Inline().run(scaled, shared, range(7)))
    assert list(here) == list(range(7))
    assert dict(Processes(2).run(scaled, shared, range(7))) == here
    assert dict(Processes(1).run(scaled, shared, [])) == {}


def test_workers_are_apart_and_have_one_thread_each():
    before = os.environ.get("OPENBLAS_NUM_THREADS")
    found = {result for _, result in Processes(2).run(process, None, range(4))}
    assert os.getpid() not in {pid for pid, *_ in found}
    assert {threads for _, *both in found for threads in both} == {"1"}
    assert os.environ.get("OPENBLAS_NUM_THREADS") == before


def test_a_worker_that_is_ended_is_told_in_a_sentence():
    with pytest.raises(DetenteError, match="ended from outside"):
        list(Processes(1).run(end, None, [0]))


def test_an_error_of_a_task_reaches_the_caller():
    with pytest.raises(KeyError):
        list(Processes(1).run(scaled, {"seed": 1}, [0]))


def test_a_wrong_executor_is_refused():
    with pytest.raises(UsageError, match="from 1 on"):
        executor_at(None, 0)
    with pytest.raises(UsageError, match="tcp://"):
        executor_at("localhost", 2)
    assert executor_at(None, 3) == Processes(3)
    assert executor_at("tcp://127.0.0.1:1", 3) == Dask("tcp://127.0.0.1:1")


SCRIPT = """
import time
from detente.core.execute import Processes
from tests_execute_child import slow
if __name__ == "__main__":
    for _, pid in Processes(1).run(slow, None, range(1000)):
        print(pid, flush=True)
"""
CHILD = """
import os, time
def slow(shared, item):
    time.sleep(0.05)
    return os.getpid()
"""


def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    (tmp_path / "main.py").write_text(SCRIPT)
    (tmp_path / "tests_execute_child.py").write_text(CHILD)
    parent = subprocess.Popen(
        [sys.executable, "main.py"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with parent:
        worker = int(parent.stdout.readline())
        parent.kill()
    for _ in range(100):
        if not alive(worker):
            break
        time.sleep(0.1)
    assert not alive(worker)


def alive(pid):
    """True if the process runs; one that has ended but was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_dask_finds_what_one_worker_finds():
    distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")
    shared = MappingProxyType({"seed": 5, "scale": 2.0})
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, silence_logs=50
    ) as cluster:
        found = dict(Dask(cluster.scheduler_address).run(scaled, shared, range(7)))
    assert found == dict(Inline().run(scaled, shared, range(7)))


def test_an_address_where_nobody_answers_is_told(monkeypatch):
    distributed = pytest.importorskip("distributed", reason="the extra [dask] is not installed")

    def refused(address, timeout):
        raise OSError(f"Timed out trying to connect to {address}")

    monkeypatch.setattr(distributed, "Client", refused)
    with pytest.raises(DataError, match="no Dask scheduler answers at tcp://"):
        list(Dask("tcp://127.0.0.1:9").run(scaled, {}, [1]))
