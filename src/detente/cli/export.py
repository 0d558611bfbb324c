"""``detente export``: a run, a case or a world as files for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from detente.case.asked import ask_case
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import note, show
from detente.core.errors import DataError, UsageError
from detente.core.version import VERSION
from detente.report.answer import Answer
from detente.report.export import plain
from detente.report.runs import SHORTEST, find_run, runs, workspace
from detente.report.tables import FORMS, Export, Form, of_case, of_run, of_world, write_export

__all__ = ["export"]


def export(
    what: str,
    /,
    *,
    form: Annotated[Form | None, Parameter(name="--as")] = None,
    on: Day | None = None,
    as_of: Day | None = None,
    output: Output = PLAIN,
) -> None:
    """Write a run, a case or a world for other programs.

    Parameters
    ----------
    what
        A run id or the start of one, a bundled case or a folder, or a world: 2024, toy or a file.
    form
        parquet, nc, xlsx, json, csv, har (GEMPACK), iamc (a long table, as CSV) or sqlite (Datasette); left out, the
        suffix of --out decides.
    on
        Cases only: day of the tariffs in nc; default: last day of the case.
    as_of
        Cases only: day of knowledge; default: the day valued.
    output
        Where the file goes: --out is needed, and may be repeated where the suffix decides.
    """
    if not output.out:
        raise UsageError("export writes a file; name it with --out FILE.")
    if form is not None and len(output.out) > 1:
        raise UsageError("--as goes with one --out; leave it out and let the suffixes decide.")
    output.refuse_files(tuple({path.suffix for path in output.out}) if form else tuple(f".{name}" for name in FORMS))
    found = _found(what, on, as_of, output)
    files = []
    for path in output.out:
        write_export(found, form or path.suffix.removeprefix("."), path, force=output.force)
        files.append({"file": str(path), "bytes": path.stat().st_size})
    answer = Answer(
        verb="export",
        meta={"version": VERSION, **plain(dict(found.about))},
        body={"files": files},
        head=found.about["what"],
        lines=tuple(f"wrote {row['file']}, {row['bytes']:,} bytes" for row in files),
    )
    show(answer, Output(json=output.json, format=output.format, quiet=output.quiet, debug=output.debug))


def _found(what: str, on: Day | None, as_of: Day | None, output: Output) -> Export:
    """The thing that a name stands for: case, world or run, in this order."""
    from detente.case.read import bundled_cases, open_case
    from detente.world.load import load_world

    path = Path(what)
    if what in bundled_cases() or (path.is_dir() and (path / "case.toml").is_file()):
        case = open_case(what)
        asked = ask_case(case, on, as_of)
        for said in asked.notes:
            note(said, output)
        return of_case(case, asked.moment)
    if on is not None or as_of is not None:
        raise UsageError("--on and --as-of go with cases; a run and a world have their own day.")
    if len(what) >= SHORTEST and any(identity.startswith(what) for identity, _ in runs()):
        return of_run(find_run(what))
    try:
        return of_world(load_world(what))
    except DataError as error:
        if path.exists():
            raise
        raise DataError(f'"{what}" is no run in {workspace()}, no case and no world: {error}') from error
