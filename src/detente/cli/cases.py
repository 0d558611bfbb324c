"""``detente cases`` and ``detente case new``: what cases there are, and a new one."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Any

from detente.case.read import bundled_cases, open_case
from detente.case.write import new_case
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import show
from detente.core.errors import DetenteError, UsageError
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table
from detente.world.load import load_countries

__all__ = ["cases", "new"]

BASE_DAY = date(2024, 12, 31)
"""Day of the base tariffs of the bundled world."""


def cases(*, output: Output = PLAIN) -> None:
    """List cases.

    Parameters
    ----------
    output
        Where the answer goes.
    """
    output.refuse_files()
    local = sorted(path.parent for path in Path().glob("*/case.toml"))
    rows = [_row(name, folder, "bundled") for name, folder in bundled_cases().items()]
    rows += [_row(folder.name, folder, "this folder") for folder in local]
    columns = (
        Column("case", "case", "code"),
        Column("title", "title"),
        Column("sides", "sides"),
        Column("first", "first day", "code"),
        Column("last", "last day", "code"),
        Column("measures", "measures", "number", 0),
        Column("where", "where"),
    )
    answer = Answer(
        verb="cases",
        meta={"version": VERSION},
        body={"rows": rows},
        head=f"{len(rows)} case{'' if len(rows) == 1 else 's'}",
        tables=(Table("", columns, rows),) if rows else (),
        lines=() if rows else ("None yet. Make one: detente case new DIR --sides A,B",),
    )
    show(answer, output)


def _row(name: str, folder: Path, where: str) -> dict[str, Any]:
    try:
        case = open_case(folder)
    except DetenteError:
        broken = f"has problems: detente check {shlex.quote(str(folder))}"
        return dict.fromkeys(("sides", "first", "last", "measures")) | {"case": name, "title": broken, "where": where}
    return {
        "case": name,
        "title": case.head.title,
        "sides": case.sides,
        "first": case.head.first,
        "last": case.head.last,
        "measures": len(case.ledger.measures),
        "where": where,
    }


def new(
    folder: Path,
    /,
    *,
    sides: str,
    baseline: Day = BASE_DAY,
    last: Day | None = None,
    output: Output = PLAIN,
) -> None:
    """Write an empty case with commented examples.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty.
    sides
        The two sides, with a comma between: codes or English names.
    baseline
        Day from which changes are counted; default: base day of the bundled world.
    last
        Last day of your record; default: today.
    output
        Where the answer goes.
    """
    output.refuse_files()
    names = [name.strip() for name in sides.split(",") if name.strip()]
    if len(names) != 2:
        raise UsageError(f'--sides "{sides}": name two sides with a comma between, for instance USA,CHN.')
    countries = load_countries()
    first, second = (countries.resolve(name) for name in names)
    end = last or date.today()
    path = new_case(folder, (first, second), baseline, end)
    answer = Answer(
        verb="case-new",
        meta={"version": VERSION},
        body={"folder": str(path), "sides": (first, second)},
        head=f"New case {path.name}: {countries.name(first)} and {countries.name(second)}, from {baseline} to {end}.",
        lines=(
            f"1. Write what you cite into {path / 'documents.toml'}; an example stands there.",
            f"2. Write each act into {path / 'measures.toml'}; an example stands there.",
            f"3. detente check {shlex.quote(str(path))}",
            f"4. detente brief {shlex.quote(str(path))}",
            f"Knowledge ends on {end} (last in case.toml): acts announced later are not seen.",
        ),
    )
    show(answer, output)
