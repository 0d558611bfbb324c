"""``detente evidence``: what is known of a conflict on a day, by whose word, and what contradicts it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output

__all__ = ["evidence"]


def evidence(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    since: Day | None = None,
    recorded: Day | None = None,
    texts: Annotated[Path | None, Parameter(name="--texts")] = None,
    output: Output = PLAIN,
) -> None:
    """Show what was known on a day: happenings, contradictory accounts, parties that did not answer.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Last day of the happenings shown; default: the day of knowledge.
    as_of
        Day of knowledge; default: the day of --on, else the last day of the case.
    since
        First day of the happenings shown; default: 30 days before the last. JSON and CSV follow it, too.
    recorded
        Day of our own work: the dossier as reviewers had it then. Default: as it is now.
    texts
        Folder with the texts of the documents: every passage is checked against its text.
    output
        Where the answer goes.
    """
    # This verb has verbs below it, so it is loaded with the command line: what it needs comes only when it is called.
    from detente.cli.evidence_pages import overview

    overview(case, on, as_of, since, recorded, texts, output)
