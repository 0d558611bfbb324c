"""Jobs outlive their workers: leases run out, work goes on from what was finished, and nothing is done twice."""

import os
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from detente.core.errors import DataError, UsageError
from detente.web import jobs as module
from detente.web import worker
from detente.web.jobs import Jobs
from detente.web.room import Room
from detente.web.settings import Settings
from detente.web.shelf import Kept, Shelf
from detente.web.stored import Stored
from detente.web.views import Made

API = "/api/v1"
SWEEP = {"scenario": "us-china-2025:halve-both", "draws": 60, "seed": 3}


@pytest.fixture
def jobs(tmp_path):
    return Jobs(tmp_path)


def test_the_same_question_is_queued_once(jobs):
    first = jobs.submit("run", {"a": 1, "b": 2}, "one")
    assert jobs.submit("run", {"b": 2, "a": 1}, "again").id == first.id
    assert jobs.submit("run", {"a": 2}, "other").id != first.id
    assert [job.state for job in jobs.all()] == ["queued", "queued"]


def test_jobs_run_in_order_one_at_a_time_whoever_works(jobs):
    first, second = (jobs.submit("run", {"n": n}, str(n)) for n in range(2))
    assert jobs.claim("anna", "work").id == first.id
    assert jobs.claim("bert", "work") is None
    jobs.end(first.id, "anna", "done", result={"run": "x"}, said="done")
    assert jobs.claim("bert", "work").id == second.id
    assert jobs.get(first.id).result == {"run": "x"}


def test_pages_do_not_wait_for_sweeps_and_the_one_looked_at_comes_first(jobs):
    sweep = jobs.submit("sweep", {}, "long")
    assert jobs.claim("anna", "work").id == sweep.id
    first, second = (jobs.submit("answer", {"n": n}, str(n)) for n in range(2))
    assert jobs.submit("answer", {"n": 0}, "looked at again").id == first.id
    assert jobs.claim("bert", "answers").id == first.id
    jobs.end(first.id, "bert", "done", said="done")
    assert jobs.claim("bert", "answers").id == second.id


def test_a_job_whose_worker_was_killed_goes_to_the_next_one(jobs, monkeypatch):
    monkeypatch.setattr(module, "LEASE", -1.0)
    job = jobs.submit("run", {}, "one")
    assert jobs.claim("killed", "work").tries == 1
    again = jobs.claim("next", "work")
    assert (again.id, again.tries) == (job.id, 2)
    assert not jobs.beat(job.id, "killed"), "a worker that lost its lease must stop"
    jobs.end(job.id, "killed", "done", said="too late")
    assert jobs.get(job.id).state == "running"


def test_a_job_that_kills_its_workers_is_given_up(jobs, monkeypatch):
    monkeypatch.setattr(module, "LEASE", -1.0)
    job = jobs.submit("run", {}, "one")
    for n in range(3):
        assert jobs.claim(str(n), "work").id == job.id
    assert jobs.claim("last", "work") is None
    found = jobs.get(job.id)
    assert found.state == "failed"
    assert "3 times" in found.error
    assert jobs.resume(job.id).state == "queued"
    assert jobs.claim("after a mend", "work").tries == 1


def test_a_worker_that_was_silent_too_long_takes_its_job_back(jobs, monkeypatch):
    job = jobs.submit("answer", {}, "one")
    with monkeypatch.context() as patch:
        patch.setattr(module, "LEASE", -1.0)
        jobs.claim("slow", "answers")
    assert jobs.claim("of another lane", "work") is None
    assert jobs.get(job.id).state == "queued", "it was taken for dead"
    assert jobs.beat(job.id, "slow")
    assert jobs.claim("next", "answers") is None
    found = jobs.get(job.id)
    assert (found.state, found.tries) == ("running", 1)


def test_a_job_that_comes_further_each_time_is_never_given_up(jobs, monkeypatch):
    monkeypatch.setattr(module, "LEASE", -1.0)
    job = jobs.submit("sweep", {}, "one")
    for n in range(8):
        assert jobs.claim(str(n), "work").id == job.id, "its server was killed eight times"
        jobs.tell(job.id, str(n), done=n + 1, total=9)
    found = jobs.get(job.id)
    assert (found.state, found.tries, found.done) == ("running", 8, 8)


def test_a_worker_that_leaves_gives_its_job_back_at_once(jobs):
    job = jobs.submit("run", {}, "one")
    other = jobs.submit("answer", {}, "other")
    for n in range(5):
        assert jobs.claim(f"w{n}", "work").id == job.id, "the lease has not run out, and no vain try is counted"
        jobs.claim("a", "answers")
        jobs.release(f"w{n}")
    assert [jobs.get(one.id).state for one in (job, other)] == ["queued", "running"]


def test_a_table_of_an_older_version_is_taken_over(jobs, tmp_path):
    job = jobs.submit("run", {"n": 1}, "one")
    base = sqlite3.connect(tmp_path / "state.sqlite")
    base.execute("alter table jobs drop column vain")
    base.commit()
    base.close()
    assert Jobs(tmp_path).claim("anna", "work").id == job.id


def test_a_damaged_table_is_one_sentence(tmp_path):
    (tmp_path / "state.sqlite").write_bytes(b"no table at all" * 99)
    with pytest.raises(DataError, match=r"is no table of jobs .* delete it"):
        Jobs(tmp_path)


def test_a_job_that_does_not_hear_its_cancel_is_ended_with_its_worker(jobs, monkeypatch):
    monkeypatch.setattr(worker, "BEAT", 0.01)
    monkeypatch.setattr(worker, "PATIENCE", 0.05)
    ended = threading.Event()
    monkeypatch.setattr(worker.os, "_exit", lambda _: ended.set())
    job = jobs.submit("draft", {}, "one")
    with worker._Held(jobs, jobs.claim("anna", "desk"), "anna"):
        jobs.cancel(job.id)
        assert ended.wait(20.0)
    found = jobs.get(job.id)
    assert (found.state, found.said) == ("cancelled", "cancelled; its worker was ended")


def test_a_lease_that_is_renewed_keeps_the_job(jobs):
    job = jobs.submit("run", {}, "one")
    jobs.claim("anna", "work")
    assert jobs.beat(job.id, "anna")
    assert jobs.cancel(job.id).state == "running"
    assert not jobs.beat(job.id, "anna"), "cancelled: the worker stops at the next batch"


def test_a_waiting_job_is_cancelled_at_once_and_may_be_resumed_or_forgotten(jobs):
    job = jobs.submit("run", {}, "one")
    with pytest.raises(UsageError, match="cancel it first"):
        jobs.delete(job.id)
    assert jobs.cancel(job.id).state == "cancelled"
    with pytest.raises(UsageError, match="already"):
        jobs.cancel(job.id)
    assert jobs.resume(job.id).state == "queued"
    with pytest.raises(UsageError, match="only a failed or cancelled"):
        jobs.resume(job.id)
    jobs.cancel(job.id)
    jobs.delete(job.id)
    with pytest.raises(DataError, match="no job"):
        jobs.get(job.id)


def test_too_many_waiting_jobs_are_refused(jobs, monkeypatch):
    monkeypatch.setattr(module, "WAITING", 2)
    for n in range(2):
        jobs.submit("run", {"n": n}, "one")
    with pytest.raises(UsageError, match="wait already"):
        jobs.submit("run", {"n": 9}, "one")


def test_a_long_answer_is_a_job_first_and_stored_then(client, work):
    answer = client.get(f"{API}/cases/us-china-2025/path?from=2025-01&to=2025-06")
    assert answer.status_code == 202
    told = answer.json()
    assert told["events"] == f"{API}/jobs/{told['job']['id']}/events"
    work()
    answer = client.get(f"{API}/cases/us-china-2025/path?from=2025-01&to=2025-06")
    assert answer.status_code == 200
    assert len(answer.json()["rows"]) == 6
    assert client.get(f"{API}/figures?case=us-china-2025&view=path&from=2025-01&to=2025-06").json()["rows"]
    with client.stream("GET", told["events"]) as events:
        lines = [line for line in events.iter_lines() if line]
    assert lines[0] == "event: job"
    assert '"state": "done"' in lines[-1]


def test_a_failed_answer_says_why_and_is_not_begun_again_at_once(client, work):
    path = f"{API}/cases/us-china-2025/path?from=2025-06&to=2025-01"
    assert client.get(path).status_code == 202
    work()
    told = client.get(path)
    assert told.status_code == 400, "what was asked is wrong, not the model"
    assert "2025-01" in told.json()["sentence"]


def test_an_answer_of_an_older_case_is_not_given(tmp_path):
    stored = Stored(tmp_path)
    made = Made({"a": 1}, {"head": "h"}, {})
    stored.write("war", "k" * 16, made)
    assert stored.read("war", "k" * 16) == made
    assert stored.read("war", "l" * 16) is None
    (tmp_path / "answers" / f"war-{'k' * 16}.json").write_text("{", encoding="utf-8")
    assert stored.read("war", "k" * 16) is None


def test_jobs_of_wrong_questions_are_refused_before_they_wait(client):
    for body in (
        {"kind": "sweep"},
        {"kind": "sweep", "scenario": "us-china-2025:nope"},
        {"kind": "sweep", "scenario": "../x:y"},
        {"kind": "answer", "case": "us-china-2025", "view": "rates"},
        {"kind": "answer", "case": "nope", "view": "war"},
        {"kind": "burn"},
        {"kind": "sweep", "scenario": "us-china-2025:halve-both", "draws": 10**9},
    ):
        answer = client.post(f"{API}/jobs", json=body)
        assert answer.status_code == 400, body
        assert answer.json()["sentence"]


def test_a_run_is_solved_stored_and_found_by_its_link(client, work):
    job = client.post(f"{API}/jobs", json={"kind": "run", "scenario": "us-china-2025:halve-both"}).json()
    work("work")
    run = client.get(f"{API}/jobs/{job['id']}").json()["result"]["run"]
    found = client.get(f"{API}/r/{run[:6]}").json()
    assert found["run"] == run
    assert not found["moved_on"]
    assert found["certificate"]["status"] == "CONVERGED"
    rows = client.get(f"{API}/runs").json()["rows"]
    assert run in [row["run"] for row in rows]
    assert client.delete(f"{API}/jobs/{job['id']}").json() == {"deleted": job["id"]}
    assert client.get(f"{API}/compare?run={run}&run={run}").json()["rows"][0]["gap"] == 0.0


def test_a_cancelled_sweep_stops_between_batches_and_goes_on(tmp_path, monkeypatch, work):
    monkeypatch.setenv("DETENTE_WORKSPACE", str(tmp_path))
    jobs = Jobs(tmp_path)
    job = jobs.submit("sweep", SWEEP, "sweep")
    held = worker._Held(jobs, jobs.claim("here", "work"), "here")
    told = []

    def far(done, total, left, said):
        told.append(done)
        if done >= 20:
            held._go = False
        held.check()

    monkeypatch.setattr(held, "far", far)
    with pytest.raises(worker._Stopped):
        worker._sweep(held, Shelf(tmp_path, tmp_path), Stored(tmp_path))
    assert told == [0, 20]
    jobs.end(job.id, "here", "cancelled", said="")
    jobs.resume(job.id)
    work("work", tmp_path, tmp_path)
    found = jobs.get(job.id)
    assert (found.state, found.done, found.total) == ("done", 60, 60)
    batches = sorted((tmp_path / "sweeps" / found.result["sweep"] / "batches").glob("*.npz"))
    assert len(batches) == 3


@pytest.fixture
def started():
    """Starts workers; whatever a test leaves running is ended."""
    running = []

    def start(folder):
        words = [sys.executable, "-m", "detente.web.worker", str(folder), str(folder), "us-china-2025", "work"]
        env = {**os.environ, "OMP_NUM_THREADS": "1"}
        running.append(subprocess.Popen(words, stdin=subprocess.PIPE, cwd=folder, env=env))
        return running[-1]

    yield start
    for process in running:
        process.stdin.close()
        process.kill()
        process.wait()


def until(condition, seconds=400.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def test_a_sweep_survives_the_kill_of_its_worker(tmp_path, started):
    jobs = Jobs(tmp_path)
    job = jobs.submit("sweep", {**SWEEP, "draws": 40}, "sweep")
    first = started(tmp_path)
    until(lambda: jobs.get(job.id).done >= 20)
    first.kill()
    first.wait()
    assert jobs.get(job.id).state == "running"
    batches = {path: path.stat().st_mtime_ns for path in (tmp_path / "sweeps").rglob("*.npz")}
    assert batches
    second = started(tmp_path)
    until(lambda: jobs.get(job.id).state == "done")
    found = jobs.get(job.id)
    assert (found.tries, found.done) == (2, 40)
    for path, when in batches.items():
        assert path.stat().st_mtime_ns == when, "what was finished is not done again"
    second.stdin.close()
    assert second.wait(timeout=20) == 1, "it ends with its server"


def test_the_least_used_answer_is_forgotten_and_an_error_is_not_kept(tmp_path):
    kept, made = Kept(2), []

    def make(value):
        made.append(value)
        return value

    for key in ("a", "b", "a", "c", "b"):
        assert kept.get(key, lambda key=key: make(key)) == key
    assert made == ["a", "b", "c", "b"]
    with pytest.raises(ZeroDivisionError):
        kept.get("x", lambda: 1 / 0)
    assert kept.get("x", lambda: 3) == 3


def test_a_room_opens_with_an_empty_workspace(tmp_path):
    room = Room.of(Settings(case="us-china-2025", folder=tmp_path, state=tmp_path / "ws"))
    assert room.jobs.all() == ()
    assert "us-china-2025" in room.shelf.cases()
