"""The desk in one call: from a text to all that it proposes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from detente.case.ontology import load_ontology
from detente.core.dates import as_day
from detente.core.errors import DataError, UsageError
from detente.core.version import VERSION
from detente.desk.attribute import attributions
from detente.desk.conflicts import conflicts
from detente.desk.contract import SCHEMA, DocumentHead, Draft, PassageMark, PublishedOn, Tool
from detente.desk.date_words import expressions
from detente.desk.dates import date_mentions
from detente.desk.events import Act, acts
from detente.desk.gazetteer import build_gazetteer
from detente.desk.ingest import MOST_CHARACTERS, Article, read_article, text_hash
from detente.desk.levies import levies
from detente.desk.measure_drafts import with_measures
from detente.desk.nonresponse import nonresponses
from detente.desk.propose import propose_events
from detente.desk.published import find_published
from detente.desk.quantities import quantities
from detente.desk.segment import Layout, segment
from detente.desk.sentences import read_sentences
from detente.desk.sources import Speakers, people_in
from detente.desk.tokens import Token

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.desk.proposer import Proposer

__all__ = ["draft", "draft_file"]

Tier = Literal["auto", "0", "nlp"]
Tagger = Callable[[list[list[Token]], str], None]


def draft(
    text: str,
    published: str | date | None = None,
    *,
    case: Case | str | Mapping[str, Any] | None = None,
    tier: Tier = "auto",
    outlet: str | None = None,
    model: str | None = None,
    proposer: Proposer | None = None,
) -> Draft:
    """Propose what a text holds: who says what, events, dates, quantities, answers not given.

    Parameters
    ----------
    text
        The article, untouched; every offset counts its code points.
    published
        Day of publication, where it is known; else it is read from the header or inferred, and the draft asks.
    case
        A case, or its name: its people, actors and dated facts come before those of the package. A mapping gives such
        rows directly (tables country, actor, person, fact).
    tier
        ``0`` needs no model, ``nlp`` a parser (extra ``[nlp]``), ``auto`` takes the best that is installed.
    outlet
        Id of the outlet.
    model
        Name or folder of a spaCy model to use in tier ``nlp``.
    proposer
        A language model to ask beside the rules; without one nothing leaves the machine.

    Returns
    -------
    Draft
        Proposals only; nothing is in a case before a person accepts it.

    Raises
    ------
    UsageError
        If the day does not parse or the tier is unknown.
    DataError
        If the text is too long or not whole, or tier ``nlp`` is asked for and not installed.
    """
    if len(text) > MOST_CHARACTERS:
        raise DataError(f"The text has {len(text):,} characters; the desk reads at most {MOST_CHARACTERS:,}. Cut it.")
    return _draft(Article(text, text_hash(text)), published, case, tier, outlet, model, proposer)


def draft_file(
    data: bytes,
    name: str,
    published: str | date | None = None,
    *,
    case: Case | str | Mapping[str, Any] | None = None,
    tier: Tier = "auto",
    outlet: str | None = None,
    model: str | None = None,
    proposer: Proposer | None = None,
) -> Draft:
    """Propose what a file holds: plain text, HTML, PDF with a text layer, mail.

    Parameters
    ----------
    data, name
        Bytes and name of the file.
    published, case, tier, outlet, model, proposer
        As in ``draft``.

    Raises
    ------
    UsageError
        If the day does not parse or the tier is unknown.
    DataError
        If the file is no text, too big or broken.
    """
    return _draft(read_article(data, name), published, case, tier, outlet, model, proposer)


def _draft(
    article: Article,
    published: str | date | None,
    case: Case | str | Mapping[str, Any] | None,
    tier: Tier,
    outlet: str | None,
    model: str | None,
    proposer: Proposer | None,
) -> Draft:
    supplied = None if published is None else as_day(published)
    opened = _opened(case)
    gazetteer = build_gazetteer(_rows(opened))
    tagger, used = _tagger(tier, model)
    layout = segment(article.text)
    sentences = read_sentences(layout, tagger)
    found = expressions(layout, sentences, gazetteer)
    day = find_published(layout, sentences, found, supplied, article.day)
    speakers = Speakers(
        article.text, gazetteer, people_in([s.tokens for s in sentences], gazetteer), [s.start for s in sentences]
    )
    said = attributions(layout, sentences, speakers)
    silences = nonresponses(layout, sentences, speakers)
    silent = [one for one in silences if one.method == "rules"]
    said = [
        one
        for one in said
        if not any(one.start < s.end and one.end > s.start and _within(one.content, s.start, s.end) for s in silent)
    ]
    dates = date_mentions(layout, found, (_day(day.from_), _day(day.to)))
    days = [one for one in dates if one.granularity == "day" and any(letter.isdigit() for letter in one.quote)]
    figures = [q for q in quantities(layout, sentences) if not any(d.start <= q.start < d.end for d in days)]
    figures = [replace(one, id=f"q{n}") for n, one in enumerate(figures, 1)]
    happened = [act for act in acts(layout, sentences, gazetteer) if not _silent(act, silent)]
    title = article.title or next(
        (article.text[p.start : p.end] for p in layout.pieces[:3] if p.kind == "headline"), None
    )
    proposed = propose_events(layout, happened, gazetteer, said, dates, figures)
    rates = levies(layout, proposed, dates, figures, gazetteer, _sides(opened), _published(day))
    made = Draft(
        SCHEMA,
        Tool(VERSION, "0" if tagger is None else "nlp", used, load_ontology().version, gazetteer.digest),
        DocumentHead(
            article.sha256,
            text_hash(article.text),
            len(article.text),
            article.text if article.extracted else None,
            title,
            outlet,
            day,
        ),
        tuple(
            PassageMark(f"p{n}", p.start, p.end, article.text[p.start : p.end], p.kind, p.paragraph)  # type: ignore[arg-type]
            for n, p in enumerate(layout.pieces, 1)
        ),
        tuple(said),
        tuple(silences),
        tuple(dates),
        tuple(figures),
        with_measures(layout, proposed, dates, rates),
        tuple(conflicts(layout, said, dates, day, gazetteer)),
        _notes(layout, day, supplied),
    )
    known = None if opened is None or isinstance(opened, Mapping) else opened
    if proposer is not None:
        from detente.desk.proposer import with_proposals

        _may_send(made, known)
        made = with_proposals(made, article.text, proposer)
    if known is None:
        return made
    from detente.desk.beside import beside_case

    return beside_case(made, layout, gazetteer, rates, known)


def _may_send(made: Draft, case: Case | None) -> None:
    """A text that the case holds goes nowhere unless its licence says that it may."""
    hashes = {made.document.sha256, made.document.text_sha256}
    for document in () if case is None else case.documents.values():
        if hashes & {document.sha256, document.text_sha256} and not document.licence.may_send:
            raise UsageError(
                f'Nothing was sent: the case holds this text as "{document.id}", whose licence does not say may_send = '
                "true."
            )


def _sides(case: Case | Mapping[str, Any] | None) -> tuple[str, str]:
    return ("", "") if case is None or isinstance(case, Mapping) else case.sides


def _published(day: PublishedOn) -> tuple[date, date]:
    last = _day(day.to) or _day(day.from_) or date.max
    return _day(day.from_) or last, last


def _within(content: tuple[Any, ...], start: int, end: int) -> bool:
    return any(c.start < end and c.end > start for c in content)


def _silent(act: Act, silent: list[Any]) -> bool:
    return any(s.start <= act.trigger[0] < s.end for s in silent)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _tagger(tier: Tier, model: str | None) -> tuple[Tagger | None, str | None]:
    if tier not in ("auto", "0", "nlp"):
        raise UsageError(f'There is no tier "{tier}"; take 0, nlp or auto.')
    if tier == "0":
        return None, None
    from detente.desk.nlp_spacy import load_tagger

    loaded = load_tagger(model, needed=tier == "nlp" or model is not None)
    return (None, None) if loaded is None else loaded


def _opened(case: Case | str | Mapping[str, Any] | None) -> Case | Mapping[str, Any] | None:
    if not isinstance(case, str):
        return case
    from detente.case.read import open_case

    return open_case(case)


def _rows(case: Case | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """People, actors and dated facts of a case, as tables of the gazetteer."""
    if case is None or isinstance(case, Mapping):
        return case
    dossier = case.dossier
    return {
        "actor": [
            {"id": a.id, "name": a.name, "aliases": list(a.aliases), "side": a.side} for a in dossier.actors.values()
        ],
        "person": [
            {
                "id": p.id,
                "name": p.name,
                "aliases": list(p.aliases),
                "side": p.side,
                "tenure": [
                    {
                        "post": t.post,
                        "actor": t.actor,
                        "from": t.from_,
                        "until": t.until and t.until - timedelta(days=1),
                    }
                    for t in p.tenure
                ],
            }
            for p in dossier.people.values()
        ],
        "fact": [
            {"id": f.id, "name": name, "from": f.from_, "to": f.to} for f in dossier.facts.values() for name in f.names
        ],
    }


def _notes(layout: Layout, day: PublishedOn, supplied: date | None) -> tuple[str, ...]:
    notes = []
    if day.basis == "unknown":
        notes.append("No publication date was found; relative dates wait for it. Give it with --published.")
    elif day.basis == "inferred":
        shown = (
            day.from_
            if day.from_ == day.to
            else f"between {day.from_ or 'an unknown day'} and {day.to or 'an unknown day'}"
        )
        notes.append(f"The publication date is inferred ({shown}); check it and give it with --published.")
    if not layout.pieces:
        notes.append("There is no text in it.")
    repeated = _repeated_headline(layout)
    if repeated:
        notes.append(f"The headline stands again as paragraph {repeated}; what it says counts once.")
    if supplied is None and day.basis in ("header", "metadata"):
        notes.append(f"The publication date {day.from_} is that of the {day.basis}.")
    return tuple(notes)


def _repeated_headline(layout: Layout) -> int | None:
    heads = [layout.clean[p.start : p.end].strip(" .") for p in layout.pieces[:3] if p.kind == "headline"]
    for piece in layout.pieces[1:12]:
        if layout.clean[piece.start : piece.end].strip(" .") in heads[:1] and piece.paragraph > 1:
            return piece.paragraph
    return None
