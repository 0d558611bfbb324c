import os
import time
from datetime import date

import pytest

from detente.core.beside import beside
from detente.core.errors import DetenteError, UsageError

TASKS = """
import os
import time
from detente.core.dates import as_day


def threads(items):
    for name in items:
        yield os.environ[name]


def days(items):
    yield next(items)
    yield as_day(next(items))


def fall(items):
    os._exit(next(items))


def sleep(items):
    time.sleep(next(items))
    yield
"""


@pytest.fixture(autouse=True)
def _tasks(tmp_path, monkeypatch):
    (tmp_path / "side_tasks.py").write_text(TASKS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)


def test_both_processes_count_on_one_thread_for_linear_algebra():
    with beside("side_tasks:threads") as worker:
        worker.send("OMP_NUM_THREADS")
        assert worker.result() == os.environ["OMP_NUM_THREADS"] == "1", "one thread in both"


def test_each_result_comes_as_soon_as_it_is_there_and_no_more_than_there_are():
    with beside("side_tasks:days") as worker:
        worker.send("ready")
        assert worker.result() == "ready", "before the second item is there"
        worker.send("2025-05-09")
        assert worker.result() == date(2025, 5, 9)
        with pytest.raises(DetenteError, match="ended without an answer"):
            worker.result()


def test_what_the_task_says_is_wrong_is_said_here():
    with beside("side_tasks:days") as worker:
        worker.send("ready")
        worker.send("tomorrow")
        assert worker.result() == "ready"
        with pytest.raises(UsageError, match='"tomorrow" is no day'):
            worker.result()


@pytest.mark.parametrize(("task", "item"), [("side_tasks:fall", 9), ("math:no_such_function", 1)])
def test_a_process_that_falls_is_told_of(task, item):
    with beside(task) as worker:
        worker.send(item)
        with pytest.raises(DetenteError, match="ended without an answer"):
            worker.result()


def test_leaving_early_ends_the_process_whether_it_works_or_waits():
    begun = time.monotonic()
    with beside("side_tasks:sleep") as worker:
        worker.send(60.0)
    with beside("side_tasks:sleep"):
        pass
    assert time.monotonic() - begun < 30.0
