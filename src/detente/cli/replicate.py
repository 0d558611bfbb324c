"""``detente replicate``: published results beside ours."""

from __future__ import annotations

from collections.abc import Mapping

from detente.cli.options import PLAIN, DataFolder, Output
from detente.cli.show import show
from detente.core.errors import CheckFailed
from detente.core.version import VERSION
from detente.report.answer import Answer, Column, Table

__all__ = ["replicate"]


def replicate(paper: str | None = None, /, *, data: DataFolder = None, output: Output = PLAIN) -> None:
    """Compute the tables of a paper again.

    Parameters
    ----------
    paper
        Name of the paper; leave it out to list what there is.
    data
        Folder with the paper's data, or set DETENTE_DATA.
    output
        Where the answer goes.
    """
    from detente.case.papers import PAPERS
    from detente.case.papers import replicate as compute

    output.refuse_files()
    if paper is None:
        show(_listed(PAPERS), output)
        return
    found = compute(paper, data=data)
    rows = found.records()
    columns = (
        Column("case", "case"),
        Column("region", "region", "code"),
        Column("measure", "measure", "code"),
        Column("unit", "unit"),
        Column("published", "published", "number", None),
        Column("ours", "ours", "number", 4),
        Column("gap", "gap", "number", 4),
        Column("verdict", "verdict", "code"),
    )
    answer = Answer(
        verb="replicate",
        meta={"version": VERSION},
        body={"id": found.id, "verdict": found.verdict, "rows": rows},
        head=f"{found.title} · verdict: {found.verdict}",
        tables=(Table("", columns, rows),),
        lines=found.notes,
        certificate=found.certificate,
    )
    show(answer, output)
    if found.verdict == "differs":
        raise CheckFailed(f"{found.id}: a published number is not met; the table above has the gaps.")


def _listed(papers: Mapping[str, str]) -> Answer:
    rows = [{"id": name} for name in papers]
    return Answer(
        verb="replicate",
        meta={"version": VERSION},
        body={"rows": rows},
        head="Papers that can be computed again",
        tables=(Table("", (Column("id", "paper", "code"),), rows),),
        lines=("Name one: detente replicate caliendo-parro-2015 --data DIR",),
    )
