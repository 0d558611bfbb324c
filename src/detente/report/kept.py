"""What took long is kept in the workspace, by a key over the question, the case, the world and the program.

``WORKSPACE/packages/<key>.npz`` holds solved packages, ``WORKSPACE/answers/<key>.json`` whole answers. All of it can be
made again: a file can be deleted at any time, one that is damaged is not read, and a workspace that cannot be written
costs only time.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.files import write_whole
from detente.report.answer import Answer, Column, Table
from detente.report.export import plain
from detente.report.runs import workspace

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.case.zone_teach import Taught
    from detente.case.zone_wait import Waiting
    from detente.ledger.stacking import Moment

__all__ = ["game_ahead", "keep_answer", "kept_answer", "solved_packages"]

PACKAGE = Path(__file__).parents[1]
PACKAGES = (
    "data/*.*",
    "world/*.py",
    "ledger/*.py",
    "economy/*.py",
    "strategy/*.py",
    "case/lever_*.py",
    "case/zone*.py",
)
"""Files of the program on which solved packages depend."""
FLOORS = ("core", "world", "ledger", "evidence", "economy", "strategy", "diplomacy", "case", "report")
ANSWERS = ("data/*.*", *(f"{floor}/**/*.py" for floor in FLOORS))
"""Files on which answers depend."""
WORDS = "words"
Progress = Callable[[str], None]


def solved_packages(case: Case, moment: Moment, progress: Progress = lambda _: None, *, store: bool = True) -> Taught:
    """What :func:`detente.case.zone_solve.solve_packages` gives, read from the workspace if it was solved before.

    Parameters
    ----------
    case, moment
        The case, day valued and day of knowledge.
    progress
        Told what is being solved or read.
    store
        False neither reads nor writes.
    """
    from detente.case.zone_solve import solve_packages

    path = workspace() / "packages" / f"{_key(case, moment, (), PACKAGES)}.npz"
    found = _read_packages(path) if store else None
    if found is not None:
        progress("packages solved before are read")
        return found
    found = solve_packages(case, moment.on, moment.as_of, progress=progress)
    if store:
        _write(path, _packed(found), progress)
    return found


def game_ahead(
    case: Case, moment: Moment, progress: Progress = lambda _: None, *, anew: bool = False
) -> Waiting | None:
    """Where the game of attrition goes from a day on, if its games are solved already; None if there is no game.

    Parameters
    ----------
    case, moment
        The case, day valued and day of knowledge.
    progress
        Told what is being solved or read.
    anew
        True also solves games that ship with no package and are not in the workspace, and says why there is no game.

    Raises
    ------
    DataError
        If ``anew`` is set and the case has no game.
    """
    from detente.case.talks_bank import SHIPPED, digest_of, open_bank
    from detente.case.zone_wait import waiting
    from detente.core.errors import DataError

    folder = workspace() / "talks"
    name = f"{digest_of(case.ledger.base, case.sides)}.npz"
    if not anew and not any((place / name).is_file() for place in (SHIPPED, folder)):
        return None
    progress("reading the game of attrition")
    try:
        return waiting(case, moment, open_bank(case, folder, progress))
    except DataError:
        if anew:
            raise
        return None


def kept_answer(verb: str, case: Case, moment: Moment, asked: Sequence[Any]) -> Answer | None:
    """An answer given before to the same question; None if there is none.

    Parameters
    ----------
    verb
        Its verb.
    case, moment
        The case, day valued and day of knowledge.
    asked
        Everything else that was asked.
    """
    try:
        told = json.loads(_answer_file(verb, case, moment, asked).read_bytes())
        return Answer(
            verb=verb,
            meta=told["meta"],
            body=told["body"],
            head=told["head"],
            tables=tuple(_table(row) for row in told["tables"]),
            intro=tuple(told["intro"]),
            lines=tuple(told["lines"]),
            warnings=tuple(told["warnings"]),
            data=None if told["data"] is None else _table(told["data"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_answer(
    answer: Answer, case: Case, moment: Moment, asked: Sequence[Any], progress: Progress = lambda _: None
) -> None:
    """Keep an answer without a certificate for :func:`kept_answer`.

    Parameters
    ----------
    answer
        The answer.
    case, moment, asked
        As for :func:`kept_answer`.
    progress
        Told if the workspace cannot be written.
    """
    told = {
        "meta": answer.meta,
        "body": answer.body,
        "head": answer.head,
        "tables": [_told(table) for table in answer.tables],
        "intro": answer.intro,
        "lines": answer.lines,
        "warnings": answer.warnings,
        "data": None if answer.data is None else _told(answer.data),
    }
    content = json.dumps(plain(told), ensure_ascii=False).encode()
    _write(_answer_file(answer.verb, case, moment, asked), content, progress)


def _answer_file(verb: str, case: Case, moment: Moment, asked: Sequence[Any]) -> Path:
    return workspace() / "answers" / f"{verb}-{_key(case, moment, asked, ANSWERS)}.json"


def _told(table: Table) -> dict[str, Any]:
    columns = [[column.key, column.header, column.kind, column.digits] for column in table.columns]
    return {"title": table.title, "columns": columns, "rows": list(table.rows)}


def _table(told: Mapping[str, Any]) -> Table:
    return Table(told["title"], tuple(Column(*column) for column in told["columns"]), told["rows"])


def _read_packages(path: Path) -> Taught | None:
    """Stored packages; None if there are none or they are damaged."""
    import numpy as np

    from detente.case.zone_teach import Taught

    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        words = json.loads(arrays.pop(WORDS).tobytes())
        return Taught.of(arrays, words)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _packed(found: Taught) -> bytes:
    import numpy as np

    content = io.BytesIO()
    words = np.frombuffer(json.dumps(found.words).encode(), dtype=np.uint8)
    np.savez_compressed(content, allow_pickle=False, **found.arrays(), **{WORDS: words})
    return content.getvalue()


def _write(path: Path, content: bytes, progress: Progress) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        progress(f"what was worked out cannot be kept in {path.parent}: {error.strerror}")


def _key(case: Case, moment: Moment, asked: Sequence[Any], patterns: Sequence[str]) -> str:
    """Sixteen hex digits over the question, the case, the days, the world and the program's files."""
    told: list[Any] = [case.name, case.digest, case.ledger.base.digest, moment.on, moment.as_of, *asked]
    for pattern in patterns:
        for path in sorted(PACKAGE.glob(pattern)):
            seen = path.stat()
            told.append((str(path.relative_to(PACKAGE)), seen.st_size, seen.st_mtime_ns))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
