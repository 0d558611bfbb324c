import math
import os
import time

import pytest

from detente.core.beside import beside
from detente.core.errors import DetenteError, UsageError


def test_the_work_is_done_in_another_process():
    with beside("math:factorial") as worker:
        worker.send(7)
        assert worker.result() == math.factorial(7)
    with beside("os:getenv") as worker:
        worker.send("OMP_NUM_THREADS")
        assert worker.result() == os.environ.get("OMP_NUM_THREADS", "1"), "one thread, unless somebody chose"


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
