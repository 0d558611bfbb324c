import os
import time

import pytest

from detente.core.beside import beside
from detente.core.errors import DetenteError, UsageError


def test_both_processes_count_on_one_thread_for_linear_algebra():
    with beside("os:getenv") as worker:
        worker.send("OMP_NUM_THREADS")
        assert worker.result() == os.environ["OMP_NUM_THREADS"] == "1", "one thread in both"


def test_each_result_comes_as_soon_as_it_is_there_and_no_more_than_there_are():
    with beside("builtins:range") as worker:
        worker.send(2)
        assert [worker.result(), worker.result()] == [0, 1]
        with pytest.raises(DetenteError, match="ended without an answer"):
            worker.result()


def test_what_the_task_says_is_wrong_is_said_here():
    with beside("detente.core.dates:as_day") as worker:
        worker.send("tomorrow")
        with pytest.raises(UsageError, match='"tomorrow" is no day'):
            worker.result()


@pytest.mark.parametrize(("task", "item"), [("os:_exit", 9), ("math:no_such_function", 1)])
def test_a_process_that_falls_is_told_of(task, item):
    with beside(task) as worker:
        worker.send(item)
        with pytest.raises(DetenteError, match="ended without an answer"):
            worker.result()


def test_leaving_early_ends_the_process_whether_it_works_or_waits():
    begun = time.monotonic()
    with beside("time:sleep") as worker:
        worker.send(60.0)
    with beside("time:sleep"):
        pass
    assert time.monotonic() - begun < 30.0
