"""The only writer of cases: a new, empty one that passes its check, an overlay, and reviewed records."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from detente.case.case import Case
from detente.case.checks import economy_problem, measure_problems
from detente.case.dossier import EVERY, FIELDS, HAPPENINGS, dossier_problems
from detente.case.read import open_case
from detente.case.toml import Place, Problems, parse_records, read_toml
from detente.core.errors import CaseError, DataError, UsageError
from detente.core.files import folder_whole, write_whole
from detente.core.records import Record
from detente.evidence.records import Document, Review
from detente.ledger.measures import Measure
from detente.world.load import load_concordance, load_countries

__all__ = [
    "add_reviews",
    "added_problems",
    "new_case",
    "new_overlay",
    "reviewed_files",
    "scenario_text",
    "write_reviewed",
]

HEAD = """\
title = "{title}"
summary = ""
sides = ["{first}", "{second}"]
world = "2024"
baseline = {baseline}          # changes are counted from this day
first = {baseline}
last = {last}              # last day of your record; later knowledge is not used
"""

DOCUMENTS = """\
# Every text that a measure cites: a law, notice, statement or report. One [[document]] each.
#
# [[document]]
# id = "gazette-2025-12"
# title = "Customs Tariff Amendment Order"
# outlet = "official-gazette"
# published = {baseline}
# url = ""
"""

MEASURES = """\
# One [[measure]] for each act. Rates are shares: 0.25 is 25 %. Cite two independent documents, or the
# measure is shown as unverified.
#
# [[measure]]
# id = "steel-25"
# title = "25 % on steel"
# kind = "tariff"                 # later, lower measures of the same authority: "suspension"; "exemption"
# by = "{first}"
# on = ["{second}"]
# goods = {{ hs = ["72"] }}         # "all", {{ sectors = ["C24A"] }}, or {{ list = "steel" }} for lists/steel.csv
# rate = 0.25
# authority = "safeguard"         # within one authority the latest live measure holds; authorities add
# instrument = "Customs Tariff Amendment Order"
# announced = {baseline}
# effective = {baseline}
# cites = ["gazette-2025-12"]
"""


def new_case(folder: str | Path, sides: tuple[str, str], baseline: date, last: date) -> Path:
    """Write an empty case that passes its check, with commented examples.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty.
    sides
        Codes of the two sides.
    baseline, last
        First and last day of the record.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UsageError
        If the folder holds files already.
    CaseError
        If a side is unknown; nothing is left behind.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} exists already and is not empty; choose another folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    names = load_countries().names
    title = " - ".join(names.get(side, side) for side in sides)
    words = {"title": title, "first": sides[0], "second": sides[1], "baseline": baseline, "last": last}
    with folder_whole(target) as draft:
        (draft / "case.toml").write_text(HEAD.format(**words), encoding="utf-8")
        (draft / "documents.toml").write_text(DOCUMENTS.format(**words), encoding="utf-8")
        (draft / "measures.toml").write_text(MEASURES.format(**words), encoding="utf-8")
        open_case(draft)
    return target


def new_overlay(folder: str | Path, parent: str) -> Path:
    """Write a case that holds only what is new; the bundled case's records are read first.

    Parameters
    ----------
    folder
        A folder that does not exist yet, or is empty.
    parent
        Name of a bundled case.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UsageError
        If the folder holds files already.
    """
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} exists already and is not empty; choose another folder.")
    head = open_case(parent).head.model_dump(exclude_defaults=True) | {"extends": parent}
    target.parent.mkdir(parents=True, exist_ok=True)
    with folder_whole(target) as draft:
        lines = [f"{key} = {_value(value)}\n" for key, value in head.items()]
        (draft / "case.toml").write_text("".join(lines), encoding="utf-8")
        open_case(draft)
    return target


def added_problems(case: Case, document: Document, records: Mapping[str, Sequence[Record]]) -> list[str]:
    """What would be wrong with reviewed records in a case, one sentence each; the case's own records are sound.

    Parameters
    ----------
    case
        The case; records of the same document that it holds already are replaced.
    document
        The document.
    records
        Its records by table.
    """
    mine, there = Place(f"evidence/{document.id}.toml"), Place("")
    dossier, ledger = case.dossier, case.ledger
    rows: dict[str, list[tuple[Any, Place]]] = {
        table: [(row, there) for row in getattr(dossier, name).values() if not row.id.startswith(f"{document.id}-")]
        for table, (name, _) in FIELDS.items()
    }
    tables = {kind: table for table, kind in HAPPENINGS.items()}
    for row in dossier.happenings.values():
        if not row.id.startswith(f"{document.id}-"):
            rows.setdefault(tables[type(row)], []).append((row, there))
    rows["document"] = [(row, there) for row in {**case.documents, document.id: document}.values()]
    rows["measure"] = [(row, there) for row in (*ledger.measures, *ledger.repeals, *ledger.stackings)]
    for table, made in records.items():
        placed = [(row, Place(mine, f', record "{row.model_dump()["id"]}"')) for row in made]
        rows[table] = [*rows.get(table, []), *placed]
    wrong = dossier_problems(rows, lambda name, known: name not in known, lambda code: economy_problem(code, ledger))
    law = _measure_problems(case, document, [row for row in records.get("measure", ()) if isinstance(row, Measure)])
    return [*law, *(sentence for sentence in wrong if sentence.startswith(mine))]


def _measure_problems(case: Case, document: Document, told: Sequence[Measure]) -> list[str]:
    """What would be wrong with the measures that a document told, beside those of all others."""
    if not told:
        return []
    others = [row for row in case.ledger.measures if not row.id.startswith(f"{document.id}-")]
    added = [(row, Place(f'measures/{document.id}.toml, record "{row.id}"')) for row in told]
    return measure_problems(added, others, case.ledger, load_concordance())


def reviewed_files(document: Document, records: Mapping[str, Sequence[Record]]) -> dict[str, str]:
    """Files of a reviewed document by name within the case: the document, its records and the measures it tells.

    A file without records is empty text.
    """
    names = (f"{folder}/{document.id}.toml" for folder in ("documents", "evidence", "measures"))
    return {name: _tables(_filed_in(name, document, records)) for name in names}


def write_reviewed(
    folder: Path, document: Document, records: Mapping[str, Sequence[Record]], before: Collection[str]
) -> None:
    """Write a document and all its reviewed records, and read them again.

    Parameters
    ----------
    folder
        The case.
    document
        The document; its file is ``documents/ID.toml``, those of the records ``evidence/ID.toml`` and
        ``measures/ID.toml``.
    records
        Records by table; none at all removes the files.
    before
        Hashes of contents that a review wrote or was about to write; a file with any other content was changed by
        hand and is left alone.

    Raises
    ------
    DataError
        If a file was changed by hand, cannot be written, or does not read back as it was written.
    """
    for name, text in reviewed_files(document, records).items():
        path = folder / name
        try:
            there = path.read_bytes() if path.exists() else b""
            if there == text.encode("utf-8"):
                continue
            if there and hashlib.sha256(there).hexdigest() not in before:
                raise DataError(
                    f"{path} was changed by hand since the last review. Move your changes to another file of that "
                    "folder, delete this one, and review on."
                )
            path.parent.mkdir(exist_ok=True)
            if text:
                write_whole(path, text.encode("utf-8"))
            else:
                path.unlink()
        except OSError as error:
            raise DataError(f"{path} cannot be written ({error.strerror}); the decisions are in the log.") from None
        if text:
            _compare(path, _filed_in(name, document, records))


def _filed_in(name: str, document: Document, records: Mapping[str, Sequence[Record]]) -> Mapping[str, Sequence[Record]]:
    """Tables that a file of a reviewed document holds."""
    if name.startswith("documents/"):
        return {"document": [document] if records else []}
    law = name.startswith("measures/")
    return {table: rows for table, rows in records.items() if (table == "measure") is law}


def add_reviews(folder: Path, rows: Sequence[Review]) -> int:
    """Add decisions to ``reviews.jsonl`` of a case; those that stand there already are not added again.

    Returns
    -------
    int
        How many were added.

    Raises
    ------
    DataError
        If the file cannot be read or written.
    """
    path = folder / "reviews.jsonl"
    try:
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        known = set(there.splitlines())
        lines = [json.dumps(row.model_dump(exclude_defaults=True), ensure_ascii=True) for row in rows]
        new = [line for line in lines if line not in known]
        if new:
            gap = "" if not there or there.endswith("\n") else "\n"
            write_whole(path, (there + gap + "\n".join(new) + "\n").encode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read or written ({error}); the decisions are in the log.") from None
    return len(new)


def scenario_text(told: Mapping[str, Any]) -> str:
    """A scenario as TOML; what is None or empty is left out.

    Parameters
    ----------
    told
        ``case``, ``title``, ``base``, ``model``, ``compare`` and ``rule`` as plain values.
    """
    kept = {
        key: value for key, value in told.items() if value not in (None, "", [], {}) and key not in ("model", "rule")
    }
    blocks = ["".join(f"{key} = {_value(value)}\n" for key, value in kept.items())]
    tables = [("[model]", told.get("model") or {}), *(("[[rule]]", rule) for rule in told.get("rule") or ())]
    for head, rows in tables:
        given = {key: value for key, value in rows.items() if value not in (None, "", [])}
        if given:
            blocks.append(f"{head}\n" + "".join(f"{key} = {_value(value)}\n" for key, value in given.items()))
    return "\n".join(blocks)


def _compare(path: Path, tables: Mapping[str, Sequence[Record]]) -> None:
    """What was written is what is read."""
    problems = Problems([])
    data, text = read_toml(path, path.name, problems)
    kinds: Mapping[str, type[Record]] = {"document": Document, "measure": Measure, **EVERY}
    for table, rows in tables.items():
        read = [row for row, _ in parse_records(kinds[table], table, data, text, path.name, problems)]
        if read != list(rows) and not problems.sentences:
            problems.add(f"{path.name}: [[{table}]] does not read back as it was written; this is a fault of detente.")
    if problems.sentences:
        raise CaseError(problems.sentences)


def _tables(tables: Mapping[str, Sequence[Record]]) -> str:
    """Records as TOML, table by table."""
    blocks = []
    for table, rows in tables.items():
        for row in rows:
            given = row.model_dump(by_alias=True, exclude_defaults=True)
            blocks.append(f"[[{table}]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in given.items()))
    return "\n".join(blocks)


def _value(value: Any) -> str:
    """A value in TOML; JSON writes text in the same way, but for the delete character."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_value(part)}" for key, part in value.items() if part is not None) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
