"""Solved packages on disk: ``WORKSPACE/packages/<key>.npz``, so that the same packages are not solved twice.

What is kept is a pure function of the case, the days, the world and the program, and the key covers all four; a file
can be deleted at any time, and one that is damaged is not read.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.files import write_whole
from detente.report.runs import workspace

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.case.zone_teach import Taught
    from detente.ledger.stacking import Moment

__all__ = ["solved_packages"]

PACKAGE = Path(__file__).parents[1]
DEPENDS = ("data/*.*", "world/*.py", "ledger/*.py", "economy/*.py", "strategy/*.py", "case/lever_*.py", "case/zone*.py")
"""Files of the program on which what is solved depends."""
WORDS = "words"


def solved_packages(
    case: Case, moment: Moment, progress: Callable[[str], None] = lambda _: None, *, store: bool = True
) -> Taught:
    """What :func:`detente.case.zone.solve_packages` gives, read from the workspace if it was solved before.

    Parameters
    ----------
    case, moment
        The case, day valued and day of knowledge.
    progress
        Told what is being solved or read.
    store
        False neither reads nor writes.
    """
    from detente.case.zone import solve_packages

    path = workspace() / "packages" / f"{_key(case, moment)}.npz"
    found = _read(path) if store else None
    if found is not None:
        progress("packages solved before are read")
        return found
    found = solve_packages(case, moment.on, moment.as_of, progress=progress)
    if store:
        _write(path, found, progress)
    return found


def _read(path: Path) -> Taught | None:
    """A stored file; None if there is none or it is damaged."""
    import numpy as np

    from detente.case.zone_teach import Taught

    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        words = json.loads(arrays.pop(WORDS).tobytes())
        return Taught.of(arrays, words)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _write(path: Path, found: Taught, progress: Callable[[str], None]) -> None:
    """Keep it; a workspace that cannot be written costs only time."""
    import numpy as np

    content = io.BytesIO()
    words = np.frombuffer(json.dumps(found.words).encode(), dtype=np.uint8)
    np.savez_compressed(content, allow_pickle=False, **found.arrays(), **{WORDS: words})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content.getvalue())
    except OSError as error:
        progress(f"solved packages cannot be kept in {path.parent}: {error.strerror}")


def _key(case: Case, moment: Moment) -> str:
    """Sixteen hex digits over the case, the days, the world and the program's files."""
    told: list[object] = [case.name, case.digest, case.ledger.base.digest, moment.on, moment.as_of]
    for pattern in DEPENDS:
        for path in sorted(PACKAGE.glob(pattern)):
            seen = path.stat()
            told.append((str(path.relative_to(PACKAGE)), seen.st_size, seen.st_mtime_ns))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
