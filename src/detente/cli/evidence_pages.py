"""The pages of ``detente evidence`` and of ``detente why --claim``."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from detente.case.read import open_case, read_reviews
from detente.case.recorded import recorded as recorded_by
from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import show
from detente.core.errors import CheckFailed, DataError, UsageError
from detente.evidence.archive import check_passages, text_hash
from detente.report.answer import Answer
from detente.report.answers.evidence import (
    ach_answer,
    claim_answer,
    evidence_answer,
    evidence_head,
    evidence_meta,
    parameters_answer,
    view_of,
)
from detente.report.dossier import FORMS, export_dossier

__all__ = ["ach", "claim", "export", "overview", "parameters"]


def overview(
    case: str,
    on: date | None,
    as_of: date | None,
    since: date | None,
    recorded: date | None,
    texts: Path | None,
    output: Output,
) -> None:
    """The page of ``detente evidence CASE``.

    Raises
    ------
    CheckFailed
        If a passage does not stand in its text.
    """
    output.refuse_files()
    opened, said = open_case(case), ""
    if recorded is not None:
        opened, said = recorded_by(opened, read_reviews(case), recorded)
    view, notes = view_of(opened, as_of or on)
    notes = (*notes, *([said] if said else ()))
    checked = check_passages(view.dossier, _texts(texts)) if texts else None
    show(evidence_answer(view, notes, on, since, checked), output)
    if checked and checked.drifted:
        raise CheckFailed(
            f"{len(checked.drifted)} passages do not stand in their text: {', '.join(checked.drifted[:5])}."
        )


def ach(case: CaseName, /, *, as_of: Day | None = None, output: Output = PLAIN) -> None:
    """Rank competing explanations by what speaks against them.

    Parameters
    ----------
    case
        Bundled case or folder.
    as_of
        Day of knowledge; default: last day of the case.
    output
        Where the answer goes.
    """
    output.refuse_files()
    show(ach_answer(*view_of(open_case(case), as_of)), output)


def claim(case: CaseName, name: str, /, *, as_of: Day | None = None, output: Output = PLAIN) -> None:
    """Follow a claim down to its passage.

    Parameters
    ----------
    case
        Bundled case or folder.
    name
        Id of the claim.
    as_of
        Day of knowledge; default: last day of the case.
    output
        Where the answer goes.
    """
    output.refuse_files()
    show(claim_answer(*view_of(open_case(case), as_of), name), output)


def parameters(case: CaseName, /, *, as_of: Day | None = None, output: Output = PLAIN) -> None:
    """List the numbers and rules of models with the claims that they rest on.

    Parameters
    ----------
    case
        Bundled case or folder.
    as_of
        Day of knowledge; default: last day of the case.
    output
        Where the answer goes.
    """
    output.refuse_files()
    show(parameters_answer(*view_of(open_case(case), as_of)), output)


def export(case: CaseName, /, *, as_of: Day | None = None, output: Output = PLAIN) -> None:
    """Write the dossier for other programs.

    Parameters
    ----------
    case
        Bundled case or folder.
    as_of
        Day of knowledge; default: last day of the case.
    output
        Where it goes: --out FILE.jsonld (PROV-O and Web Annotation), .sqlite (Datasette), .plover.csv, .csv.zip or
        .parquet.zip (a table for each record).
    """
    if not output.out:
        raise UsageError(f"export writes a file; name it with --out FILE, ending in {', '.join(FORMS)}.")
    view, notes = view_of(open_case(case), as_of)
    files = [{"file": str(path), "bytes": export_dossier(view, path, force=output.force)} for path in output.out]
    answer = Answer(
        verb="evidence-export",
        meta=evidence_meta(view),
        body={"files": files},
        head=evidence_head("Dossier", view),
        lines=tuple(f"wrote {row['file']}, {row['bytes']:,} bytes" for row in files),
        warnings=notes,
    )
    show(answer, Output(json=output.json, format=output.format, quiet=output.quiet, debug=output.debug))


def _texts(folder: Path) -> dict[str, str]:
    """Texts of a folder by the hash of their bytes and of their text; what is not UTF-8 is left out."""
    if not folder.is_dir():
        raise DataError(f"there is no folder {folder}; --texts names the folder with the texts of the documents.")
    found: dict[str, str] = {}
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            continue
        found |= {hashlib.sha256(raw).hexdigest(): text, text_hash(text): text}
    return found
