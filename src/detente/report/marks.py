"""What each brief rested on, kept in ``WORKSPACE/marks/``, so that the next one can say what changed since."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from detente.core.dates import as_day, show_day
from detente.core.errors import DataError, UsageError
from detente.core.files import write_whole
from detente.ledger.stacking import Moment
from detente.report.export import to_json
from detente.report.runs import SHORTEST, runs, workspace

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.report.brief import Brief

__all__ = ["Mark", "find_mark", "leave_mark", "marks"]

SCHEMA = "detente.mark/1"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LAST = "last"


@final
@dataclass(frozen=True, slots=True)
class Mark:
    """An earlier brief, or a day, that another is compared with.

    Attributes
    ----------
    moment
        Its day valued and day of knowledge.
    run, digest
        Its run and the digest of its case; empty for a day.
    numbers
        Its key numbers, as JSON gives them; none for a day or a run of a scenario.
    records
        Ids that it rested on; None where they were not kept.
    """

    moment: Moment
    run: str = ""
    digest: str = ""
    numbers: Sequence[Mapping[str, Any]] = ()
    records: frozenset[str] | None = None

    @property
    def name(self) -> str:
        """The earlier brief in words."""
        known = f", known {show_day(self.moment.as_of)}" if self.moment.as_of != self.moment.on else ""
        return f"{show_day(self.moment.on)}{known}{f' (run {self.run})' if self.run else ''}"


def leave_mark(brief: Brief, case: Case, moment: Moment) -> Path:
    """Keep what a brief rested on; one of the same run is replaced.

    Raises
    ------
    DataError
        If the workspace cannot be written.
    """
    from detente.case.since import held_records

    run = str(brief.to_json()["meta"]["run"])
    mark = {
        "schema": SCHEMA,
        "run": run,
        "case": case.name,
        "digest": case.digest,
        "on": moment.on,
        "as_of": moment.as_of,
        "numbers": [number.as_json() for number in brief.numbers],
        "records": sorted(held_records(case, moment)),
    }
    folder = workspace() / "marks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return write_whole(folder / f"{run}.json", to_json(mark).encode("utf-8"))
    except OSError as error:
        raise DataError(
            f"{folder} cannot be written ({error.strerror}); --since last will not know this brief."
        ) from error


def marks(case: str) -> list[Mapping[str, Any]]:
    """Marks of a case, the latest written last; damaged files are passed over."""
    found = []
    for path in (workspace() / "marks").glob("[!.]*.json"):
        try:
            mark = json.loads(path.read_bytes())
            if mark["schema"] == SCHEMA and mark["case"] == case:
                found.append((path.stat().st_mtime_ns, mark))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return [mark for _, mark in sorted(found, key=lambda row: row[0])]


def find_mark(since: str, case: Case, run: str = "") -> Mark:
    """What a person means by ``last``, a run or a day.

    Parameters
    ----------
    since
        ``last``: the latest brief of the case that is not this run; of an overlay that has none yet, the latest of the
        case that it adds to. A day: valued and known then. Else the start of the id of a brief, or of a run of a
        scenario of the case.
    case, run
        The case and the run that asks.

    Raises
    ------
    UsageError
        If the start of an id is too short or fits several, or the day lies before the case.
    DataError
        If there is no such brief.
    """
    if DAY.fullmatch(since):
        moment = case.ledger.moment(as_day(since))
        if moment.on < case.head.first:
            raise UsageError(f"--since {since}: case {case.name} begins on {case.head.first}.")
        return Mark(moment)
    kept = [*marks(case.head.extends), *marks(case.name)] if case.head.extends else marks(case.name)
    if since == LAST:
        earlier = [mark for mark in kept if mark["run"] != run]
        if not earlier:
            raise DataError(
                f"no earlier brief of {case.name} is kept in {workspace()}; name a day, "
                f"such as --since {case.head.baseline}."
            )
        return _mark(earlier[-1])
    if len(since) < SHORTEST:
        raise UsageError(
            f"--since {since}: write last, a day such as {case.head.baseline}, or {SHORTEST} digits of a run."
        )
    briefs = {mark["run"]: mark for mark in kept if mark["run"].startswith(since)}
    others = {
        identity: about
        for identity, about in runs()
        if identity.startswith(since) and identity not in briefs and about.get("case") == case.name
    }
    if len(briefs) + len(others) > 1:
        raise UsageError(f"--since {since} fits {', '.join([*briefs, *others])}; type more digits.")
    for mark in briefs.values():
        return _mark(mark)
    for identity, about in others.items():
        moment = Moment(date.fromisoformat(about["on"]), date.fromisoformat(about["as_of"]))
        return Mark(moment, identity, about.get("case_digest", ""))
    raise DataError(f"no brief or run of {case.name} begins with {since}; detente runs lists those that are kept.")


def _mark(mark: Mapping[str, Any]) -> Mark:
    return Mark(
        Moment(date.fromisoformat(mark["on"]), date.fromisoformat(mark["as_of"])),
        mark["run"],
        mark["digest"],
        tuple(mark["numbers"]),
        frozenset(mark["records"]),
    )
