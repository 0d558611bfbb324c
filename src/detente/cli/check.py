"""``detente check``: every problem of a case or scenario, and what rests on thin evidence."""

from __future__ import annotations

from collections.abc import Sized
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from detente.case.asked import case_meta
from detente.case.case import Case
from detente.case.checks import late, unverified
from detente.case.read import bundled_cases, open_case
from detente.case.scenarios import open_scenario
from detente.cli.options import FLAG, PLAIN, Output
from detente.cli.show import show
from detente.core.errors import CaseError, CheckFailed
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table

__all__ = ["check"]


def check(
    target: Annotated[str, Parameter(name="CASE|FILE")],
    /,
    *,
    strict: Annotated[bool, FLAG] = False,
    output: Output = PLAIN,
) -> int:
    """Check a case with its scenarios, or one scenario.

    Parameters
    ----------
    target
        Bundled case, folder, scenario file, or CASE:ID of a scenario.
    strict
        Also fail (exit code 5) on measures with fewer than two independent sources or without an instrument.
    output
        Where the answer goes.

    Returns
    -------
    int
        0, or 3 if there are problems.
    """
    output.refuse_files()
    problems: list[str] = []
    case: Case | None = None
    remarks: tuple[str, ...] = ()
    try:
        if _is_scenario(target):
            opened = open_scenario(target)
            case, remarks = opened.case, opened.remarks
        else:
            folder = _folder(target)
            try:
                case = open_case(folder)
                remarks = tuple(late(case))
            except CaseError as error:
                problems += error.problems
            remarks += tuple(_scenarios(folder, problems))
    except CaseError as error:
        problems += error.problems
    if case is None or problems:
        show(_unsound(target, problems), output)
        return CaseError.exit_code
    gaps = _gaps(case)
    show(_sound(case, gaps, remarks), output)
    if strict and gaps:
        raise CheckFailed(f"{case.name}: {_count(gaps, 'measure')} with gaps in the evidence; the list is above.")
    return 0


def _is_scenario(target: str) -> bool:
    path = Path(target)
    return (path.is_file() and not (path.parent / "case.toml").is_file()) or (":" in target and not path.exists())


def _folder(target: str) -> str:
    """The case's folder where one of its files is named, else what was typed."""
    path = Path(target)
    return str(path.parent) if path.is_file() else target


def _scenarios(case: str, problems: list[str]) -> list[str]:
    """Check the scenarios of a case, also of one with problems; remarks on rules that touch the same cells."""
    folder = bundled_cases().get(case, Path(case))
    remarks: list[str] = []
    for path in sorted((folder / "scenarios").glob("*.toml")):
        try:
            remarks += [f"scenarios/{path.name}: {remark}" for remark in open_scenario(str(path)).remarks]
        except CaseError as error:
            problems += [f"scenarios/{sentence}" for sentence in error.problems if sentence not in problems]
    return remarks


def _gaps(case: Case) -> list[dict[str, Any]]:
    thin = {measure.id for measure in unverified(case)}
    return [
        {
            "measure": m.id,
            "sources": len(m.cites),
            "gap": "; ".join(
                words
                for words, holds in (
                    ("unverified: fewer than two independent sources", m.id in thin),
                    ("no instrument named", not m.instrument),
                )
                if holds
            ),
        }
        for m in case.ledger.measures
        if m.id in thin or not m.instrument
    ]


def _unsound(target: str, problems: list[str]) -> Answer:
    return Answer(
        verb="check",
        meta={"case": target, "version": VERSION},
        body={"problems": problems, "gaps": []},
        head=f"{target}: {_count(problems, 'problem')}",
        lines=tuple(problems),
    )


def _sound(case: Case, gaps: list[dict[str, Any]], remarks: tuple[str, ...]) -> Answer:
    ledger = case.ledger
    columns = (Column("measure", "measure", "code"), Column("sources", "sources", "number", 0), Column("gap", "gap"))
    return Answer(
        verb="check",
        meta=case_meta(case),
        body={"problems": [], "gaps": gaps},
        head=f"{case.stamp} is sound: {_count(ledger.measures, 'measure')}, {_count(ledger.repeals, 'repeal')}, "
        f"{_count(ledger.stackings, 'exclusion')}, {_count(ledger.lists, 'product list')}, "
        f"{_count(case.documents, 'document')}.",
        tables=(Table("Gaps in the evidence", columns, gaps),) if gaps else (),
        warnings=remarks,
    )


def _count(things: Sized, word: str) -> str:
    return f"{len(things)} {word}{'' if len(things) == 1 else 's'}"
