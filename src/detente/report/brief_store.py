"""Briefs on disk: ``WORKSPACE/briefs/<run id>/``, so that the same question is not worked out twice.

A brief is a pure function of what was asked. Its run id covers the case, the days, the world, the model, the rules,
the draws, the seed and the version; the folder also remembers which files of the program wrote it, so a program that
was changed without a new version writes its own. A folder can be deleted at any time. It appears by rename.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import cache
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import DataError
from detente.core.files import folder_whole
from detente.report.export import plain
from detente.report.figure import Figure
from detente.report.numbers import KeyNumber
from detente.report.page import Section, Table
from detente.report.runs import workspace

if TYPE_CHECKING:
    from detente.case.asked import Asked
    from detente.core.beside import Beside
    from detente.economy.longrun import LongRun
    from detente.report.brief import Brief

__all__ = ["kept_brief", "open_brief", "run_of_brief", "store_brief", "stored_brief"]

SCHEMA = "detente.brief-folder/1"
MANIFEST, PAGES, PICTURES = "manifest.json", "pages.json", "pictures.json"
PACKAGE = Path(__file__).parents[1]
LEFT_OUT = {"__pycache__", "web", "cli", "desk"}
"""Folders of the program that no brief depends on."""


def kept_brief(
    asked: Asked,
    source: str,
    *,
    full: bool = False,
    fresh: bool = False,
    second: Beside | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> tuple[Brief, tuple[str, ...]]:
    """The brief of a question, from the store or else worked out and kept.

    Parameters
    ----------
    asked
        Case, days and scenario.
    source
        Bundled name or folder from which the case was opened.
    full, second, on_progress
        As :func:`detente.report.brief.brief` takes them.
    fresh
        Work it out again even if it is stored.

    Returns
    -------
    Brief
        The brief.
    tuple of str
        What a person should know of the store: a damaged folder, a workspace that cannot be written.
    """
    from detente.report.brief import brief

    opened, notes = asked.opened, []
    model, draws = _model(asked)
    run = run_of_brief(asked)
    made = None
    if not fresh:
        try:
            made = open_brief(run, full=full)
        except DataError as error:
            notes.append(f"{error} It was worked out again.")
    if made is None:
        made = brief(
            asked.case,
            asked.moment.on,
            asked.moment.as_of,
            model=model,
            rules=asked.ledger.rules,
            scenario=opened.name if opened else "",
            draws=draws,
            full=full,
            source=source,
            second=second,
            on_progress=on_progress,
        )
        try:
            store_brief(made, full=full)
        except DataError as error:
            notes.append(f"{error} The brief is whole all the same.")
    return made, tuple(notes)


def stored_brief(asked: Asked, *, full: bool = False) -> Brief | None:
    """The brief of a question if it is stored whole: what :func:`kept_brief` gives without work; else None."""
    run = run_of_brief(asked)
    try:
        return open_brief(run, full=full)
    except DataError:
        return None


def run_of_brief(asked: Asked) -> str:
    """Twelve hex digits over what is asked, under which its brief is kept."""
    from detente.case.ask import run_id
    from detente.case.scenarios import DRAWS

    model, draws = _model(asked)
    world, rules = asked.case.ledger.base, asked.ledger.rules
    return run_id(asked.case, asked.moment, world, model, rules, DRAWS if draws is None else draws)


def _model(asked: Asked) -> tuple[LongRun, int | None]:
    """The model of a question and its draws; None for the usual number."""
    from detente.case.solve import model_of
    from detente.economy.longrun import LongRun

    if asked.opened is None:
        return LongRun(), None
    return model_of(asked.opened), asked.opened.scenario.model.draws or None


def store_brief(brief: Brief, *, full: bool) -> Path:
    """Keep a brief, whole or not at all; one of the same run is replaced.

    Parameters
    ----------
    brief
        The brief.
    full
        True if it was asked for in full; it is then kept beside the short one.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    DataError
        If the workspace cannot be written.
    """
    from detente.report.pictures import draw, picture_key

    figures = [figure for section in brief.sections for figure in section.figures]
    missing = [figure for figure in figures if picture_key(figure) not in brief.pictures]
    files = {
        PAGES: _text(_pages(brief)),
        PICTURES: _text({**brief.pictures, **draw(missing)}),
    }
    manifest = {
        "schema": SCHEMA,
        "program": _program(),
        "full": full,
        "title": brief.title,
        "meta": plain(brief.meta),
        "files": {name: _digest(content) for name, content in files.items()},
    }
    target = _folder(brief.meta["run"], full=full)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with folder_whole(target) as draft:
            for name, content in {**files, MANIFEST: _text(manifest)}.items():
                (draft / name).write_bytes(content)
    except OSError as error:
        raise DataError(f"the brief cannot be kept in {target.parent}: {error.strerror}.") from error
    return target


def open_brief(run: str, *, full: bool) -> Brief | None:
    """The stored brief of a run; None if there is none, or if it was written by other files of the program.

    Parameters
    ----------
    run
        Twelve hex digits.
    full
        True for the brief in full.

    Raises
    ------
    DataError
        If a folder is there but damaged; the sentence says so, and the brief can be written again.
    """
    folder = _folder(run, full=full)
    if not folder.is_dir():
        return None
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        if manifest["schema"] != SCHEMA or manifest["program"] != _program():
            return None
        contents = {name: (folder / name).read_bytes() for name in (PAGES, PICTURES)}
        whole = all(_digest(content) == manifest["files"][name] for name, content in contents.items())
        found = _brief(json.loads(contents[PAGES]), json.loads(contents[PICTURES])) if whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        found = None
    if found is None:
        raise DataError(f"the stored brief {folder} is damaged and was not read.")
    return found


def _folder(run: str, *, full: bool) -> Path:
    return workspace() / "briefs" / (f"{run}-full" if full else run)


def _pages(brief: Brief) -> dict[str, Any]:
    return {
        "title": brief.title,
        "stamp": brief.stamp,
        "bottom_line": brief.bottom_line,
        "numbers": [number.as_json() for number in brief.numbers],
        "sections": [asdict(section) for section in brief.sections],
        "command": brief.command,
        "meta": brief.meta,
        "certificate": brief.certificate,
        "warnings": brief.warnings,
        "costs": brief.costs,
    }


def _brief(pages: Mapping[str, Any], pictures: Mapping[str, str]) -> Brief:
    from detente.report.brief import Brief

    return Brief(
        title=pages["title"],
        stamp=pages["stamp"],
        bottom_line=tuple(pages["bottom_line"]),
        numbers=tuple(_number(row) for row in pages["numbers"]),
        sections=tuple(_section(row) for row in pages["sections"]),
        command=pages["command"],
        meta=pages["meta"],
        certificate=pages["certificate"],
        warnings=tuple(pages["warnings"]),
        costs=tuple(pages["costs"]),
        pictures=pictures,
    )


def _number(row: Mapping[str, Any]) -> KeyNumber:
    return KeyNumber(**{**row, "value": nan if row["value"] is None else row["value"]})


def _section(row: Mapping[str, Any]) -> Section:
    return Section(
        row["id"],
        row["title"],
        tuple(row["sentences"]),
        tuple(
            Figure(**{**figure, "columns": tuple(figure["columns"]), "rows": _rows(figure["rows"])})
            for figure in row["figures"]
        ),
        tuple(Table(table["caption"], tuple(table["columns"]), _rows(table["rows"])) for table in row["tables"]),
        row["annex"],
    )


def _rows(rows: Iterable[Iterable[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _text(content: Mapping[str, Any]) -> bytes:
    return json.dumps(plain(content), ensure_ascii=False, allow_nan=False).encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@cache
def _program() -> str:
    """Sixteen hex digits over names, sizes and times of the program's files and of the data shipped with it."""
    told = []
    for part in sorted(PACKAGE.iterdir()):
        if part.name in LEFT_OUT or part.name.startswith("."):
            continue
        for path in [part, *sorted(part.rglob("*"))]:
            if path.is_file() and path.suffix != ".pyc":
                seen = path.stat()
                told.append((str(path.relative_to(PACKAGE)), seen.st_size, seen.st_mtime_ns))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
