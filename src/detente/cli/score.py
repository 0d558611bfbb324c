"""``detente evidence score``: a draft against a hand-coded one, and agreement of two coders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from detente.cli.options import FLAG, PLAIN, Output
from detente.cli.show import show
from detente.core.errors import CheckFailed, DataError
from detente.desk.agreement import agreement
from detente.desk.score import MEASURES, Tally, check_same_text, score, wrong_quotes
from detente.report.answer import Answer, Column, Table

__all__ = ["evidence_score"]

SHORT = {
    "attribution": ("attribution", "said F1"),
    "source": ("source", "source"),
    "source class": ("class", "class"),
    "anonymity": ("anonymity", "anon."),
    "non-response": ("nonresponse", "silent"),
    "date": ("date", "dates"),
    "event": ("event", "events"),
    "family top 3": ("family", "family"),
    "root top 1": ("root", "roots"),
}
"""Figures shown for each text: key and header; F1 of attributions, recall of the rest."""


def evidence_score(
    gold: Path,
    out: Path,
    /,
    *,
    texts: Path | None = None,
    agree: Annotated[bool, FLAG] = False,
    output: Output = PLAIN,
) -> None:
    """Score drafts against hand-coded ones; two folders are paired by file name.

    Parameters
    ----------
    gold
        Hand-coded JSON of the contract, or a folder of them.
    out
        What ``detente draft --json`` wrote, or a folder of them.
    texts
        The text, or a folder of texts, against which every quote is checked.
    agree
        Compare two coders: Krippendorff's alpha on what they marked and on labels.
    output
        Where the answer goes.
    """
    output.refuse_files()
    pairs = _paired(gold, out)
    for _, coded, draft in pairs:
        check_same_text(coded, draft)
    if texts is not None:
        _check_quotes(texts, pairs)
    show(_agreement(pairs) if agree else _score(pairs, checked=texts is not None), output)


def _score(pairs: list[tuple[str, dict[str, Any], dict[str, Any]]], *, checked: bool) -> Answer:
    by_text = {name: score(coded, draft) for name, coded, draft in pairs}
    total = {measure: sum((tallies[measure] for tallies in by_text.values()), Tally()) for measure in MEASURES}
    tiers = sorted({draft["tool"]["tier"] for _, _, draft in pairs})
    rows = [{"measure": m, **_figures(tally), "says": MEASURES[m]} for m, tally in total.items()]
    each = [{"text": name, "tier": draft["tool"]["tier"], **_short(by_text[name])} for name, _, draft in pairs]
    columns = (
        Column("measure", "what", "code"),
        Column("coded", "coded", "number", 0),
        Column("found", "found", "number", 0),
        Column("right", "right", "number", 0),
        Column("precision", "precision", "number", 2),
        Column("recall", "recall", "number", 2),
        Column("f1", "F1", "number", 2),
        Column("says", "counts"),
    )
    narrow = (Column("text", "text", "code"), *(Column(key, header, "number", 2) for key, header in SHORT.values()))
    return Answer(
        verb="evidence-score",
        meta={"texts": [name for name, _, _ in pairs], "tiers": tiers},
        body={"measures": rows, "by_text": each},
        head=f"{_count(len(pairs), 'text')} · tier {', '.join(tiers)}",
        tables=(
            Table("All texts together", columns, rows),
            *((Table("By text", narrow, each),) if len(each) > 1 else ()),
        ),
        lines=(
            "Shares of 1. A label (source, class, family ...) is counted over the records that were found. By text: "
            "F1 of attributions; share found of refusals to answer (silent), dates and events; share right of labels, "
            "family among the first three.",
            "Every quote equals its text." if checked else "Quotes were not checked; give the texts with --texts.",
        ),
    )


def _agreement(pairs: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> Answer:
    rows = [
        {"kind": row.kind, "question": row.question, "cases": row.cases, "same": row.same, "alpha": row.alpha}
        for row in agreement([(one, other) for _, one, other in pairs])
    ]
    columns = (
        Column("kind", "records", "code"),
        Column("question", "question", "code"),
        Column("cases", "cases", "number", 0),
        Column("same", "same", "number", 2),
        Column("alpha", "alpha", "number", 2),
    )
    return Answer(
        verb="evidence-agreement",
        meta={"texts": [name for name, _, _ in pairs]},
        body={"agreement": rows},
        head=f"Agreement of two coders · {_count(len(pairs), 'text')}",
        tables=(Table("", columns, rows),),
        lines=(
            "marked: which characters belong to a record; labels: over pairs of records that stand for each other. "
            "same: share of cases; alpha: Krippendorff's, 1 full agreement, 0 as by chance.",
        ),
    )


def _figures(tally: Tally) -> dict[str, Any]:
    counts = {"coded": tally.coded, "found": tally.found, "right": tally.right}
    return {**counts, "precision": tally.precision, "recall": tally.recall, "f1": tally.f1}


def _short(tallies: dict[str, Tally]) -> dict[str, float | None]:
    return {key: tallies[m].f1 if m == "attribution" else tallies[m].recall for m, (key, _) in SHORT.items()}


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _paired(gold: Path, out: Path) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Name, hand-coded and drafted record of each text; every hand-coded one needs a partner."""
    if gold.is_dir() != out.is_dir():
        raise DataError(f"{gold} and {out}: give two files, or two folders.")
    if not gold.is_dir():
        return [(gold.stem, _read(gold), _read(out))]
    names = sorted(path.name for path in gold.glob("*.json"))
    if not names:
        raise DataError(f"{gold}: no .json file in this folder.")
    if gone := [name for name in names if not (out / name).is_file()]:
        raise DataError(f"{out}: {', '.join(gone)} not there; draft every text under the name of its hand-coded file.")
    return [(Path(name).stem, _read(gold / name), _read(out / name)) for name in names]


def _read(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise DataError(f"{path}: cannot be read ({problem.strerror}).") from problem
    except ValueError as problem:
        raise DataError(f"{path}: not JSON in UTF-8 ({problem}).") from problem
    if not isinstance(record, dict) or record.get("schema") != "detente.draft/1":
        raise DataError(f"{path}: not a draft of schema detente.draft/1; write it with detente draft --json.")
    return record


def _check_quotes(texts: Path, pairs: list[tuple[str, dict[str, Any], dict[str, Any]]]) -> None:
    for name, coded, draft in pairs:
        path = texts / f"{name}.txt" if texts.is_dir() else texts
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise DataError(f"{path}: no readable text in UTF-8 for {name}.") from problem
        if wrong := wrong_quotes(coded, text) + wrong_quotes(draft, text):
            raise CheckFailed(f"{name}: {_count(len(wrong), 'quote')} unlike the text, the first at {wrong[0]!r}.")
