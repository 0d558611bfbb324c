"""Jobs: what takes longer than a second, as rows of ``state.sqlite`` that outlive every process.

A job is queued, running, done, failed or cancelled. There are three lanes, so that no sweep of minutes holds up a page:
answers and files, the newest first, since the newest is what somebody looks at; readings of articles; and runs and
sweeps, these two in their order. A worker process runs one job of its lane at a time. It holds a lease that it renews
every second, so that a job whose worker was killed is queued again as soon as the lease has run out, and goes on from
its checkpoints.
"""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from detente.core.errors import DataError, UsageError
from detente.report.export import plain

__all__ = ["ENDED", "LANES", "LEASE", "Job", "Jobs"]

STATE = "state.sqlite"
LEASE = 15.0
"""Seconds after which a silent worker is taken for dead."""
TRIES = 3
"""Times that a job loses its worker without having come further before it is given up: it would kill every next one."""
WAITING = 50
"""Jobs that may wait at a time."""
ENDED = ("done", "failed", "cancelled")
LANES = {
    "answers": (("answer", "file", "bill"), "changed desc"),
    "desk": (("draft",), "created"),
    "work": (("run", "sweep"), "created"),
}
"""By lane: kinds of jobs, and which goes first."""
TABLE = """
create table if not exists jobs (
    id text primary key,
    kind text not null,
    asked text not null,
    title text not null,
    state text not null,
    done integer not null default 0,
    total integer not null default 0,
    left_s real,
    said text not null default '',
    result text not null default '{}',
    error text not null default '',
    tries integer not null default 0,
    vain integer not null default 0,
    stop integer not null default 0,
    owner text not null default '',
    lease real not null default 0,
    created real not null,
    changed real not null
)
"""
COLUMNS = "id, kind, asked, title, state, done, total, left_s, said, result, error, tries, created, changed"


@final
@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands.

    Attributes
    ----------
    id, kind, asked, title
        What is to be done; ``kind`` is answer, file, bill, draft, run or sweep.
    state
        queued, running, done, failed or cancelled.
    done, total, left_s, said
        How far it is, seconds left (None: not known), and what it is at.
    result, error
        What it led to, or the exit code of the error; why it failed, as one sentence.
    tries
        Times that it was begun.
    created, changed
        Seconds since 1970.
    """

    id: str
    kind: str
    asked: Mapping[str, Any]
    title: str
    state: str
    done: int
    total: int
    left_s: float | None
    said: str
    result: Mapping[str, Any]
    error: str
    tries: int
    created: float
    changed: float

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


@final
class Jobs:
    """The table of jobs of one workspace; any thread or process may hold one.

    Parameters
    ----------
    state
        The workspace, made if it is missing.

    Raises
    ------
    DataError
        If its table cannot be read.
    """

    def __init__(self, state: Path) -> None:
        state.mkdir(parents=True, exist_ok=True)
        self._path = state / STATE
        base = sqlite3.connect(self._path, timeout=20.0)
        try:
            base.execute("pragma journal_mode=wal")
            base.execute(TABLE)
            if "vain" not in {row[1] for row in base.execute("pragma table_info(jobs)")}:
                base.execute("alter table jobs add column vain integer not null default 0")
            base.commit()
        except sqlite3.DatabaseError as error:
            sentence = f"{self._path} is no table of jobs ({error}); delete it: what jobs led to is kept elsewhere."
            raise DataError(sentence) from error
        finally:
            base.close()

    def submit(self, kind: str, asked: Mapping[str, Any], title: str) -> Job:
        """Queue a job; one that asks the same and has not ended is returned instead.

        Parameters
        ----------
        kind, asked, title
            What is to be done, and how a person calls it.

        Raises
        ------
        UsageError
            If too many wait already.
        """
        text, now = json.dumps(plain(asked), sort_keys=True), time.time()
        with self._open(write=True) as base:
            found = base.execute(
                "select id from jobs where kind = ? and asked = ? and state in ('queued', 'running')", (kind, text)
            ).fetchone()
            if found:
                self._set(base, found[0])
                return self._one(base, found[0])
            (count,) = base.execute("select count(*) from jobs where state = 'queued'").fetchone()
            if count >= WAITING:
                raise UsageError(f"{count} jobs wait already; let some end, or cancel them.")
            name = uuid.uuid4().hex[:12]
            base.execute(
                "insert into jobs (id, kind, asked, title, state, created, changed) "
                "values (?, ?, ?, ?, 'queued', ?, ?)",
                (name, kind, text, title, now, now),
            )
            return self._one(base, name)

    def get(self, name: str) -> Job:
        """One job.

        Raises
        ------
        DataError
            If there is none of that id.
        """
        with self._open() as base:
            return self._one(base, name)

    def all(self, most: int = 200) -> tuple[Job, ...]:
        """The newest jobs first."""
        with self._open() as base:
            rows = base.execute(f"select {COLUMNS} from jobs order by created desc limit ?", (most,)).fetchall()  # noqa: S608
        return tuple(map(_job, rows))

    def failed(self, kind: str, asked: Mapping[str, Any], since: float) -> Job | None:
        """The last job that asked this and failed after a moment."""
        text = json.dumps(plain(asked), sort_keys=True)
        with self._open() as base:
            row = base.execute(
                f"select {COLUMNS} from jobs where kind = ? and asked = ? and state = 'failed' and changed > ? "  # noqa: S608
                "order by changed desc limit 1",
                (kind, text, since),
            ).fetchone()
        return _job(row) if row else None

    def cancel(self, name: str) -> Job:
        """Stop a job: at once if it waits, else between two batches.

        Raises
        ------
        UsageError
            If it has ended.
        """
        with self._open(write=True) as base:
            job = self._one(base, name)
            if job.state in ENDED:
                raise UsageError(f"job {name} is {job.state} already.")
            if job.state == "queued":
                self._set(base, name, state="cancelled", said="cancelled before it began")
            else:
                self._set(base, name, stop=1, said="stops after this batch")
            return self._one(base, name)

    def resume(self, name: str) -> Job:
        """Queue a job again that failed or was cancelled; what it had finished is not done again.

        Raises
        ------
        UsageError
            If it is neither.
        """
        with self._open(write=True) as base:
            job = self._one(base, name)
            if job.state not in ("failed", "cancelled"):
                raise UsageError(f"job {name} is {job.state}; only a failed or cancelled one is resumed.")
            self._set(base, name, state="queued", stop=0, error="", owner="", tries=0, vain=0, said="waits to go on")
            return self._one(base, name)

    def delete(self, name: str) -> None:
        """Forget a job that has ended; its results stay.

        Raises
        ------
        UsageError
            If it has not ended.
        """
        with self._open(write=True) as base:
            job = self._one(base, name)
            if job.state not in ENDED:
                raise UsageError(f"job {name} is {job.state}; cancel it first.")
            base.execute("delete from jobs where id = ?", (name,))

    def claim(self, owner: str, lane: str) -> Job | None:
        """The next job of a lane for a worker, which holds it from now on; None if none waits or one is at work.

        Parameters
        ----------
        owner
            Name of the worker.
        lane
            One of :data:`LANES`.
        """
        now = time.time()
        kinds, order = LANES[lane]
        with self._open(write=True) as base:
            base.execute(
                "update jobs set state = 'failed', changed = ?, error = ? where state = 'running' and lease < ? "
                "and vain >= ?",
                (now, f"its worker ended {TRIES} times before it came further; it may need more memory.", now, TRIES),
            )
            base.execute(
                "update jobs set state = 'queued', changed = ?, said = 'its worker ended; it goes on' "
                "where state = 'running' and lease < ?",
                (now, now),
            )
            marks = ", ".join("?" for _ in kinds)
            there = f"from jobs where kind in ({marks}) and state"
            if base.execute(f"select 1 {there} = 'running'", kinds).fetchone():
                return None
            row = base.execute(f"select id {there} = 'queued' order by {order} limit 1", kinds).fetchone()
            if row is None:
                return None
            base.execute("update jobs set tries = tries + 1, vain = vain + 1 where id = ?", row)
            self._set(base, row[0], state="running", owner=owner, lease=now + LEASE, stop=0, said="begins")
            return self._one(base, row[0])

    def beat(self, name: str, owner: str) -> bool:
        """Renew the lease; whether the job should go on.

        A worker that was silent too long, as on a machine with too much to do, takes its job back unless it is taken.
        """
        with self._open(write=True) as base:
            row = base.execute("select stop, owner, state from jobs where id = ?", (name,)).fetchone()
            if row is None or row[1] != owner or row[2] not in ("queued", "running"):
                return False
            base.execute("update jobs set state = 'running', lease = ? where id = ?", (time.time() + LEASE, name))
            return not row[0]

    def tell(self, name: str, owner: str, **told: Any) -> None:
        """Write how far a job is: ``done``, ``total``, ``left_s``, ``said``."""
        with self._open(write=True) as base:
            if self._owned(base, name, owner):
                if told.get("done", 0) > self._one(base, name).done:
                    base.execute("update jobs set vain = 0 where id = ?", (name,))
                self._set(base, name, **told)

    def end(self, name: str, owner: str, state: str, **told: Any) -> None:
        """End a job as done, failed or cancelled."""
        with self._open(write=True) as base:
            if self._owned(base, name, owner):
                self._set(base, name, state=state, left_s=None, **told)

    def release(self, owner: str) -> None:
        """Give back what a worker holds and cannot end, so that the next one need not wait for the lease."""
        with self._open(write=True) as base:
            base.execute(
                "update jobs set state = 'queued', owner = '', vain = max(vain - 1, 0), said = 'waits to go on', "
                "changed = ? where state = 'running' and owner = ?",
                (time.time(), owner),
            )

    def _owned(self, base: sqlite3.Connection, name: str, owner: str) -> bool:
        row = base.execute("select owner, state from jobs where id = ?", (name,)).fetchone()
        return bool(row == (owner, "running"))

    def _one(self, base: sqlite3.Connection, name: str) -> Job:
        row = base.execute(f"select {COLUMNS} from jobs where id = ?", (name,)).fetchone()  # noqa: S608
        if row is None:
            raise DataError(f"there is no job {name[:40]}.")
        return _job(row)

    def _set(self, base: sqlite3.Connection, name: str, **told: Any) -> None:
        columns = ", ".join(f"{column} = ?" for column in (*told, "changed"))
        values = [json.dumps(plain(v)) if isinstance(v, Mapping) else v for v in told.values()]
        base.execute(f"update jobs set {columns} where id = ?", (*values, time.time(), name))  # noqa: S608

    @contextmanager
    def _open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self._path, timeout=20.0, isolation_level=None)
        try:
            base.execute("begin immediate" if write else "begin")
            try:
                yield base
            except BaseException:
                base.execute("rollback")
                raise
            base.execute("commit")
        finally:
            base.close()


def _job(row: tuple[Any, ...]) -> Job:
    found = list(row)
    found[2], found[9] = json.loads(found[2]), json.loads(found[9])
    return Job(*found)
