"""``detente draft``: what an article holds, proposed for review."""

from __future__ import annotations

import hashlib
import os
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from detente.cli.names import CaseName
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import show
from detente.core.errors import DataError, UsageError
from detente.desk.contract import Beside, Draft, EventMention
from detente.desk.draft import draft_file
from detente.report.answer import Answer, Column, Table

if TYPE_CHECKING:
    from detente.desk.proposer import Proposer

__all__ = ["draft", "read_input"]

VERDICTS = {"agrees": "agrees", "differs": "differs", "open": "perhaps"}
MOST_BYTES = 20_000_001


def draft(
    file: str,
    /,
    *,
    published: Day | None = None,
    outlet: str | None = None,
    tier: Literal["auto", "0", "nlp"] = "auto",
    into: Annotated[CaseName | None, Parameter(name="--into")] = None,
    names: Annotated[Path | None, Parameter(name="--names")] = None,
    nlp_model: Annotated[str | None, Parameter(name="--nlp-model")] = None,
    llm: Annotated[str | None, Parameter(name="--llm")] = None,
    llm_model: Annotated[str | None, Parameter(name="--llm-model")] = None,
    consent: Annotated[str | None, Parameter(name="--consent")] = None,
    output: Output = PLAIN,
) -> None:
    """Propose attributions, events, dates, quantities and answers not given, each with its place in the text.

    Parameters
    ----------
    file
        Article as txt, HTML, PDF with a text layer or .eml; - reads standard input.
    published
        Day of publication; without it the draft reads it from the header or infers it, and asks.
    outlet
        Id of the outlet.
    tier
        0: no model; nlp: a parser (extra nlp); auto: the best that is installed.
    into
        Case whose people, actors and dates are used.
    names
        TOML file with names of your own: country, actor, person, fact.
    nlp_model
        Name or folder of another spaCy model.
    llm
        Address of a language model that speaks as OpenAI's does, such as http://localhost:8080/v1, to ask beside the
        rules. Off by default; a key is read from DETENTE_LLM_KEY.
    llm_model
        Its name there.
    consent
        First 12 or more digits of the text's sha256: that it may be sent to --llm. Without it you are asked.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if into is not None and names is not None:
        raise UsageError("Give --into or --names, not both: a case has its own names.")
    data = read_input(file)
    case = _names(names) if names is not None else into
    made = draft_file(
        data,
        "standard input" if file == "-" else file,
        published,
        case=case,
        tier=tier,
        outlet=outlet,
        model=nlp_model,
        proposer=_proposer(data, file, llm, llm_model, consent),
    )
    show(_answer(made), output)


def _proposer(data: bytes, file: str, address: str | None, model: str | None, consent: str | None) -> Proposer | None:
    """The language model that was asked for, with the consent for this text; none by default."""
    if address is None:
        if model or consent:
            raise UsageError("--llm-model and --consent go with --llm ADDRESS.")
        return None
    if model is None:
        raise UsageError("Name the model at that address with --llm-model.")
    from detente.desk.proposer_http import HttpProposer

    digest = hashlib.sha256(data).hexdigest()
    asked = HttpProposer(address, model, consent=[consent or digest], key=os.environ.get("DETENTE_LLM_KEY", ""))
    if consent is None:
        if file == "-" or not sys.stdin.isatty():
            raise UsageError(
                f"Nothing was sent. To send this text to {asked.host}, add --consent {digest[:12]} (its sha256)."
            )
        print(f"Send the text of {file} ({len(data):,} bytes) to {asked.host}? Type yes: ", end="", file=sys.stderr)
        sys.stderr.flush()
        if sys.stdin.readline().strip() != "yes":
            raise UsageError("Nothing was sent. Without --llm the rules alone draft it.")
    return asked


def read_input(file: str) -> bytes:
    """Bytes of a file, or of standard input for ``-``, up to one more than the desk reads.

    Raises
    ------
    DataError
        If there is no such file or it cannot be read.
    """
    if file == "-":
        return sys.stdin.buffer.read(MOST_BYTES)
    path = Path(file)
    if not path.is_file():
        raise DataError(f"{file}: there is no such file.")
    try:
        with path.open("rb") as opened:
            return opened.read(MOST_BYTES)
    except OSError as error:
        raise DataError(f"{file}: cannot be read ({error.strerror}).") from None


def _names(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"--names {path}: cannot be read as TOML ({error}).") from None


def _answer(made: Draft) -> Answer:
    day = made.document.published
    shown = day.from_ or "unknown"
    if day.to != day.from_:
        shown = f"{day.from_ or '?'} to {day.to or '?'}"
    told = [
        {
            "id": a.id,
            "who": a.source.quote or (f"(as {a.source.same_as})" if a.source.same_as else "-"),
            "class": a.source.class_ or "-",
            "form": a.form,
            "what": _short(" ... ".join(c.quote for c in a.content)),
        }
        for a in made.attributions
    ]
    dates = {d.id: d for d in made.dates}
    happened = [
        {
            "id": e.id,
            "types": ", ".join(c.type for c in e.candidates[:3]),
            "status": e.status,
            "when": _when(dates.get(e.date or "")),
            "said": ", ".join(e.attributions) or "reporter",
            "what": _short(e.quote),
        }
        for e in made.events
    ]
    silent = [
        {
            "id": n.id,
            "who": n.source.quote or "-",
            "kind": n.kind if n.method == "rules" else f"{n.kind} (learned, {n.score:.2f})",
            "what": _short(n.quote),
        }
        for n in made.nonresponses
    ]
    beside = [
        {"id": b.id, "verdict": VERDICTS[b.verdict], "text": _around(made, b), "case": b.message}
        for b in made.beside or ()
        if b.about == "event" or b.verdict != "open"
    ]
    tables = (
        Table(
            "Who says what",
            (
                Column("id", "id", "code"),
                Column("who", "who"),
                Column("class", "class"),
                Column("form", "form"),
                Column("what", "what"),
            ),
            told,
        ),
        Table(
            "Events",
            (
                Column("id", "id", "code"),
                Column("types", "types, best first"),
                Column("status", "status"),
                Column("when", "when"),
                Column("said", "said in"),
                Column("what", "what"),
            ),
            happened,
        ),
        Table(
            "No answer",
            (Column("id", "id", "code"), Column("who", "who"), Column("kind", "kind"), Column("what", "what")),
            silent,
        ),
        Table(
            "Measures told",
            (
                Column("id", "id", "code"),
                Column("what", "what"),
                Column("rate", "rate, %", digits=1),
                Column("days", "announced, in force"),
                Column("lacks", "to add"),
                Column("acts", "in the case"),
            ),
            [_measure_row(e) for e in made.events if "measure" in e.attributes],
        ),
        Table(
            "Beside the case",
            (
                Column("id", "id", "code"),
                Column("verdict", "verdict"),
                Column("text", "the text"),
                Column("case", "the case"),
            ),
            beside,
        ),
    )
    laid = {b["case"] for b in beside}
    model = f", model {made.tool.model}" if made.tool.model else ""
    lines = [
        f"{len(made.dates)} dates, {len(made.quantities)} quantities, {len(made.conflicts)} conflicts; "
        "--json shows all with their places.",
        "Proposals, not records: nothing enters a case before a person accepts it.",
        *(c.message for c in made.conflicts if c.kind != "denial" and c.message not in laid),
        *made.notes,
    ]
    return Answer(
        verb="draft",
        meta={},
        body=made.as_dict(),
        head=f"{made.document.title or 'Draft'} \u00b7 published {shown} ({day.basis}) \u00b7 "
        f"tier {made.tool.tier}{model}",
        tables=tuple(t for t in tables if t.rows),
        lines=tuple(lines),
        whole=True,
    )


def _measure_row(event: EventMention) -> dict[str, Any]:
    told = event.attributes["measure"]
    on = told["on"] if isinstance(told["on"], str) else ", ".join(told["on"] or ["?"])
    goods = told["goods"] or ", ".join(told["goods_named"]) or "?"
    return {
        "id": event.id,
        "what": f"{told['kind']} of {told['by'] or '?'} on {on}, goods: {goods}",
        "rate": None if told["rate"] is None else 100 * told["rate"],
        "days": f"{told['announced'] or '?'}, {told['effective'] or '?'}",
        "lacks": ", ".join(told["lacks"]) or "-",
        "acts": ", ".join(event.attributes.get("acts_in_case", ())) or "-",
    }


def _around(made: Draft, row: Beside) -> str:
    """An event's clause; a figure with the words of its sentence around it."""
    if row.about == "event":
        return _short(row.quote)
    piece = next(p for p in made.passages if p.start <= row.start < p.end)
    first, last = max(row.start - 40, piece.start), min(row.end + 40, piece.end)
    words = piece.quote[first - piece.start : last - piece.start]
    before, after = "\u2026" if first > piece.start else "", "\u2026" if last < piece.end else ""
    cut = words.split(" ", 1)[-1] if before else words
    return " ".join(f"{before}{cut.rsplit(' ', 1)[0] if after else cut}{after}".split())


def _short(words: str) -> str:
    one = " ".join(words.split())
    return one if len(one) <= 90 else one[:88] + "\u2026"


def _when(day: Any) -> str:
    if day is None or day.interval is None:
        return "-"
    a, b = day.interval.from_, day.interval.to
    return str(a) if a == b else f"{a or '..'} to {b or '..'}"
