import os
import time

import pytest

from detente.core.beside import beside
from detente.core.errors import DataError, DetenteError


def squared(number):
    return number * number, os.getpid(), os.environ["OMP_NUM_THREADS"]


def refused(_):
    raise DataError("there is no such thing.")


def fallen(_):
    os._exit(9)


def slept(seconds):
    time.sleep(seconds)


def test_the_work_is_done_in_another_process_with_one_thread():
    with beside(squared, 7) as result:
        value, worker, threads = result()
    assert value == 49
    assert worker != os.getpid()
    assert threads == os.environ.get("OMP_NUM_THREADS", "1")


def test_what_the_task_says_is_wrong_is_said_here():
    with beside(refused, None) as result, pytest.raises(DataError, match="there is no such thing"):
        result()


def test_a_process_that_falls_is_told_of():
    with beside(fallen, None) as result, pytest.raises(DetenteError, match="ended without an answer"):
        result()


def test_leaving_early_ends_the_process():
    begun = time.monotonic()
    with pytest.raises(RuntimeError, match="changed my mind"), beside(slept, 60.0):
        raise RuntimeError("changed my mind")
    assert time.monotonic() - begun < 30.0
