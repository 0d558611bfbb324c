"""Everything that the workspace keeps and can make again: runs, sweeps, briefs; found by id, shown, deleted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, final

from detente.core.errors import DataError, UsageError
from detente.report.runs import SHORTEST, workspace

__all__ = ["Kept", "delete_kept", "find_kept", "kept"]

Kind = Literal["run", "sweep", "brief"]
MANIFEST = "manifest.json"


@final
@dataclass(frozen=True, slots=True)
class Kept:
    """One thing in the workspace.

    Attributes
    ----------
    kind, id
        ``run``, ``sweep`` or ``brief``, and its twelve digits.
    case, on, scenario, title
        What it is about.
    paths
        Its folders and files.
    """

    kind: Kind
    id: str
    case: str
    on: str
    scenario: str
    title: str
    paths: tuple[Path, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values, and how many bytes it takes."""
        about = {name: getattr(self, name) for name in ("kind", "id", "case", "on", "scenario", "title")}
        return {**about, "bytes": sum(_size(path) for path in self.paths)}


def kept() -> tuple[Kept, ...]:
    """Everything that is kept, by kind and id; damaged folders are passed over."""
    return tuple(sorted(_all(), key=lambda one: (one.kind, one.id)))


def find_kept(start: str) -> tuple[Kept, ...]:
    """What is kept under the id that begins with ``start``; a run and a brief of the same question share one.

    Raises
    ------
    UsageError
        If the start is too short or fits several ids.
    DataError
        If nothing fits.
    """
    if len(start) < SHORTEST:
        raise UsageError(f'"{start}": type at least {SHORTEST} digits of an id; detente runs lists them.')
    fits = [one for one in kept() if one.id.startswith(start)]
    ids = sorted({one.id for one in fits})
    if len(ids) > 1:
        raise UsageError(f'"{start}" fits {", ".join(ids)}; type more digits.')
    if not fits:
        raise DataError(f"nothing in {workspace()} begins with {start}; detente runs lists what is kept.")
    return tuple(fits)


def delete_kept(one: Kept) -> None:
    """Delete one thing; it can be made again by the command that made it.

    Raises
    ------
    DataError
        If it cannot be deleted.
    """
    root = workspace().resolve()
    for path in one.paths:
        if root not in path.resolve().parents:
            raise DataError(f"{path} leads out of the workspace {root} and was not deleted; delete it by hand.")
    try:
        for path in one.paths:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
    except OSError as error:
        raise DataError(f"{one.kind} {one.id} cannot be deleted: {error.strerror}.") from error


def _all() -> Iterator[Kept]:
    root = workspace()
    for path, found in _manifests(root / "runs"):
        yield _kept("run", str(found.get("run", "")), found.get("about", {}), (path,))
    for path, found in _manifests(root / "sweeps"):
        yield _kept("sweep", str(found.get("sweep", "")), found, (path,))
    briefs: dict[str, tuple[dict[str, Any], list[Path]]] = {}
    for path, found in _manifests(root / "briefs"):
        meta = {**found.get("meta", {}), "title": found.get("title", "")}
        briefs.setdefault(str(meta.get("run", "")), (meta, []))[1].append(path)
    for identity, (meta, paths) in briefs.items():
        mark = root / "marks" / f"{identity}.json"
        yield _kept("brief", identity, meta, (*paths, *([mark] if mark.is_file() else [])))


def _kept(kind: Kind, identity: str, about: Mapping[str, Any], paths: tuple[Path, ...]) -> Kept:
    case, on, scenario, title = (str(about.get(key, "")) for key in ("case", "on", "scenario", "title"))
    return Kept(kind, identity, case, on, scenario, title, paths)


def _manifests(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for path in sorted(folder.glob(f"[!.]*/{MANIFEST}")):
        try:
            found = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if (
            isinstance(found, dict)
            and isinstance(found.get("about", {}), dict)
            and isinstance(found.get("meta", {}), dict)
        ):
            yield path.parent, found


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
