"""From a reviewed queue to records of the dossier: document, passages, sources, attributions, claims, events.

The records of a document follow from its queue alone, so accepting, undoing and resuming all end in the same files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar, final

from pydantic import ValidationError

from detente.core.errors import UsageError
from detente.core.labels import close_name
from detente.core.records import Record
from detente.desk.filing import RECORDS, filed
from detente.desk.measure_drafts import measure_row
from detente.desk.queue import Item, Queue
from detente.desk.store import Held
from detente.evidence.archive import select
from detente.evidence.people import Person
from detente.evidence.records import (
    WORDS,
    Attribution,
    Claim,
    Document,
    Link,
    NonResponse,
    Passage,
    Source,
)
from detente.ledger.measures import Measure

__all__ = ["Known", "document_of", "filed_as", "law_of", "proposed_text", "records_of"]

VERBS = {"says": "Said", "denies": "Denied", "believes": "Believed", "method": "How it is known, told"}
AHEAD = ("planned", "conditional", "hypothetical", "offered")
"""Statuses of what lies ahead of the day of publication."""
R = TypeVar("R", bound=Record)
Rows = dict[str, list[Any]]


@final
@dataclass(frozen=True, slots=True)
class Known:
    """Names of the case that records may use.

    Attributes
    ----------
    actors
        Ids of actors and persons.
    economies
        Codes of economies, and sides that are none.
    types
        Types of the ontology.
    people
        Persons by id, for the ranks of their posts.
    told
        Claims that each happening rests on.
    first
        First day of the case's record; what happened on an untold day did so since.
    """

    actors: frozenset[str]
    economies: frozenset[str]
    types: frozenset[str]
    people: Mapping[str, Person]
    told: Mapping[str, tuple[str, ...]]
    first: date


@dataclass(slots=True)
class _Made:
    """Records made so far, by table, and the ids that items ended in."""

    rows: Rows = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)

    def add(self, table: str, row: Record) -> None:
        self.rows.setdefault(table, []).append(row)


def document_of(held: Held) -> Document:
    """The document of a draft.

    Parameters
    ----------
    held
        Document and draft.

    Raises
    ------
    UsageError
        If no day is known, or there is no text.
    """
    head = held.draft["document"]
    if not held.text.strip():
        raise UsageError("There is no text in it; nothing can be reviewed.")
    day = head["published"]
    first, last = _day(day["from"] or day["to"]), _day(day["to"] or day["from"])
    if first is None or last is None:
        raise UsageError("The day of publication is not known; give it with --published.")
    when: Any = first
    if first != last or day["basis"] != "supplied":
        steps = [step["rule"] + (f": {_one_line(step['quote'])}" if step["quote"] else "") for step in day["steps"]]
        when = {"from": first, "to": last, "basis": day["basis"], "steps": steps}
    return _valid(
        Document,
        {
            "id": held.id,
            "title": _one_line(head["title"] or "") or held.id,
            "outlet": head["outlet"] or "unknown",
            "published": when,
            "sha256": head["sha256"],
            "text_sha256": head["text_sha256"] if head["text_sha256"] != head["sha256"] else "",
            "chars": head["chars"],
        },
        held.id,
    )


def records_of(held: Held, queue: Queue, known: Known) -> Rows:
    """Records by table that the accepted items of a queue make; nothing of an item that was not accepted.

    Parameters
    ----------
    held
        Document, text and draft.
    queue
        Its queue.
    known
        Names of the case.

    Raises
    ------
    UsageError
        If an item cannot become a record: the sentence says which field to edit.
    """
    made = _Made()
    for kind, make in (("attribution", _attribution), ("nonresponse", _nonresponse), ("event", _event)):
        for item in queue.items.values():
            if item.kind == kind and item.state == "accepted":
                make(held, queue, item, known, made)
    return made.rows


def proposed_text(held: Held, item: Item) -> str:
    """The sentence that stands in the record until the reviewer writes a better one."""
    if typed := item.fields.get("text"):
        return typed
    body = item.body
    if item.kind == "attribution":
        words = " ... ".join(piece["quote"] for piece in body["content"])
        who = item.fields.get("source") or _named(held, body["source"])
        verb = VERBS[item.fields.get("polarity", body["polarity"])]
        return f'{verb} by {_few(who)}: "{_few(_one_line(words).strip(QUOTES + ","))}"'
    return f"As worded: {_few(_one_line(body['quote']))}"


QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb "


def _attribution(held: Held, queue: Queue, item: Item, known: Known, made: _Made) -> None:
    parts = [item, *(other for other in queue.items.values() if other.into == item.id and other.state == "merged")]
    names = []
    for part in parts:
        body, base = part.body, f"{held.id}-{part.id}"
        passage = _passage(held, base, body["content"][0] if "-" in part.id else body)
        cue = body["cue"]
        row: dict[str, Any] = {
            "id": base,
            "passage": passage.id,
            "source": _source(held, part, known, made),
            "form": part.fields.get("form", body["form"]),
            "polarity": part.fields.get("polarity", body["polarity"]),
            "depth": body["depth"],
            "nested_in": f"{held.id}-{body['nested_in']}" if _accepted(queue, body["nested_in"]) else "",
        }
        if cue and cue["start"] is not None and len(cue["quote"].split()) <= WORDS:
            row["cue"] = select(held.text, cue["start"], cue["end"])
        if body["addressee"]:
            row["addressee"] = _few(_one_line(body["addressee"]["quote"]))
        made.add("passage", passage)
        made.add("attribution", _valid(Attribution, row, part.id))
        names.append(base)
    polarity = item.fields.get("polarity", item.body["polarity"])
    claim: dict[str, Any] = {
        "id": f"{held.id}-{item.id}-claim",
        "text": proposed_text(held, item),
        "attributions": names,
        "stance": "denies" if polarity == "denies" else "asserts",
        "judges": ["belief"] if polarity == "believes" else [],
        "about": _listed(item.fields.get("about", "")),
        "note": item.fields.get("note", ""),
    }
    made.add("claim", _valid(Claim, claim, item.id))
    for part in parts:
        made.claims[part.id] = claim["id"]


def _nonresponse(held: Held, _: Queue, item: Item, known: Known, made: _Made) -> None:
    base = f"{held.id}-{item.id}"
    passage = _passage(held, base, item.body)
    row = {
        "id": base,
        "passage": passage.id,
        "source": _source(held, item, known, made),
        "kind": item.fields.get("kind", item.body["kind"]),
        "note": item.fields.get("note", ""),
    }
    made.add("passage", passage)
    made.add("nonresponse", _valid(NonResponse, row, item.id))


def _event(held: Held, queue: Queue, item: Item, known: Known, made: _Made) -> None:
    parts = [item, *(other for other in queue.items.values() if other.into == item.id and other.state == "merged")]
    cites = list(dict.fromkeys(name for part in parts for name in _cited(held, part, made)))
    table, row = filed_as(held, item, known)
    if (act := law_of(held, item)) is not None:
        made.add("measure", _valid(Measure, act, item.id))
    made.add(table, _valid(RECORDS[table], {**row, "cites": cites}, item.id))
    if known.told.get(row.get("same_event", "")):
        link = {
            "id": f"{held.id}-{item.id}-repeats",
            "from": cites[0],
            "to": known.told[row["same_event"]][0],
            "kind": "repeats",
            "reason": "A reviewer read both as one event.",
        }
        made.add("link", _valid(Link, link, item.id))


def filed_as(held: Held, item: Item, known: Known) -> tuple[str, dict[str, Any]]:
    """The table that an event would go to, and its row, but for the claims that it rests on.

    Parameters
    ----------
    held
        Document, text and draft.
    item
        An item of kind ``event``.
    known
        Names of the case.

    Raises
    ------
    UsageError
        If a field names nothing known.
    """
    body, typed = item.body, item.fields
    kind = typed.get("type", body["candidates"][0]["type"])
    if kind not in known.types:
        raise UsageError(f'{item.id}: "{kind}" is no type of the ontology.{close_name(kind, known.types)}')
    actors, unknown = _actors(item, "actors", [body["actor"]] if body["actor"] else [], known)
    targets, strangers = _actors(item, "targets", body["targets"], known)
    notes = [typed.get("note", "")]
    if unknown or strangers:
        notes.append(f"Named in the text and not in the case: {', '.join(unknown + strangers)}.")
    row = {
        "id": f"{held.id}-{item.id}",
        "text": proposed_text(held, item),
        "when": _when(held, item, known.first),
        "status": typed.get("status", body["status"]),
        "type": kind,
        "actors": actors,
        "targets": targets,
        "note": " ".join(note for note in notes if note),
        **{name: typed[name] for name in ("same_event", "move") if typed.get(name)},
    }
    act = law_of(held, item)
    if act is not None:
        item = replace(item, fields={**typed, "record": "event", "measures": str(act["id"])})
    table, whole = filed(item, row, _figures(held, item), known.people, _some_day(row["when"]))
    if table not in RECORDS:
        raise UsageError(f'{item.id}, record: "{table}" is no record.{close_name(table, RECORDS)}')
    return table, whole


def law_of(held: Held, item: Item) -> dict[str, Any] | None:
    """The measure that a reviewer makes of an event with ``record = measure``; none otherwise.

    The event itself stays one, with the measure that it brought.

    Raises
    ------
    UsageError
        If a field of the measure is missing or cannot be read.
    """
    if item.fields.get("record") != "measure":
        return None
    drafted = item.body["attributes"].get("measure", {})
    try:
        return measure_row(f"{held.id}-{item.id}-act", proposed_text(held, item), held.id, drafted, item.fields)
    except UsageError as error:
        raise UsageError(f"{item.id}: {error}") from None


def _figures(held: Held, item: Item) -> list[Mapping[str, Any]]:
    return [one for one in held.draft["quantities"] if one["id"] in item.body["quantities"]]


def _some_day(when: date | Mapping[str, Any]) -> date:
    """The last day of an interval, or its first where it is open: the day at which posts are read."""
    return when if isinstance(when, date) else when.get("to") or when.get("from") or date.max


def _cited(held: Held, item: Item, made: _Made) -> list[str]:
    """Claims that an event rests on; of what the reporter tells, one made for it."""
    voice = item.fields.get("voice", item.body["voice"])
    if voice != "reporter":
        found = [name for part in item.body["attributions"] for name in _claims(made, part)]
        if not found:
            said = ", ".join(item.body["attributions"]) or "no attribution"
            raise UsageError(
                f"{item.id} is said in {said}, which is not accepted: accept that first, or type e and "
                "voice = reporter."
            )
        return found
    base = f"{held.id}-{item.id}"
    passage = _passage(held, base, item.body)
    claim = {"id": f"{base}-claim", "text": proposed_text(held, item), "voice": "reporter", "passages": [passage.id]}
    made.add("passage", passage)
    made.add("claim", _valid(Claim, claim, item.id))
    return [str(claim["id"])]


def _claims(made: _Made, part: str) -> list[str]:
    """Claims of an attribution, or of the parts that it was split into."""
    return [name for key, name in made.claims.items() if key == part or key.startswith(f"{part}-")]


def _accepted(queue: Queue, name: str | None) -> bool:
    return name is not None and name in queue.items and queue.items[name].state in ("accepted", "merged")


def _passage(held: Held, base: str, span: Mapping[str, Any]) -> Passage:
    """The place of a span, of a long one its first words."""
    start, quote = span["start"], span["quote"]
    words = list(re.finditer(r"\S+", quote))
    first, last = words[0].start(), words[min(len(words), WORDS) - 1].end()
    return Passage(id=f"{base}-at", document=held.id, selector=select(held.text, start + first, start + last))


def _source(held: Held, item: Item, known: Known, made: _Made) -> str:
    """The source of an item; the same person or chain of references is one source."""
    told, typed = item.body["source"], item.fields
    own = {"class", "source", "actor", "side"} & set(typed)
    earlier = typed.get("same", told["same_as"])
    if "same" in typed and earlier not in made.sources:
        raise UsageError(f'{item.id}, same: "{earlier}" is no accepted item before it whose source it could share.')
    if earlier in made.sources and not own:
        made.sources[item.id] = made.sources[earlier]
        return made.sources[item.id]
    kind = typed.get("class", told["class"])
    if kind is None:
        raise UsageError(f"{item.id}: nobody is named as its source; type e and class = ..., or reject it.")
    actor = typed.get("actor", told["actor"] if told["actor"] in known.actors else "")
    if actor and actor not in known.actors:
        raise UsageError(
            f'{item.id}: "{actor}" is no person and no actor of the case.{close_name(actor, known.actors)}'
        )
    count, groups = told["count"], told["count"]["groups"]
    least = count["min"] or 1
    row = {
        "id": f"{held.id}-{item.id}-source",
        "class": kind,
        "description": _few(typed.get("source") or _named(held, told)),
        "actor": actor,
        "count": {
            "min": least,
            "max": count["max"],
            "groups": [{"n": g["n"], "side": g["side"] or "unknown"} for g in groups if g["n"]],
        },
        "side": typed.get("side", told["side"] or "unknown"),
        "interest": told["interest"] or "unknown",
    }
    source = _valid(Source, row, item.id)
    same = next((other for other in made.rows.get("source", ()) if _one_voice(source, other)), None)
    if same is None:
        made.add("source", source)
    made.sources[item.id] = (same or source).id
    return made.sources[item.id]


def _one_voice(source: Source, other: Source) -> bool:
    """True for the same actor, or the same name of a known voice: it counts once. Unnamed ones may be others."""
    if source.class_ != other.class_ or source.anonymous:
        return False
    return source.actor == other.actor and bool(source.actor or source.description == other.description)


def _named(held: Held, told: Mapping[str, Any]) -> str:
    """How the text names a source: the full mention before the pronoun, and a chain of references to its start."""
    for _ in range(len(held.draft["attributions"])):
        full = told["antecedent"] or told
        if full["quote"]:
            return _one_line(full["quote"])
        earlier = next((a for a in held.draft["attributions"] if a["id"] == told["same_as"]), None)
        if earlier is None:
            break
        told = earlier["source"]
    return "the text"


def _actors(item: Item, name: str, told: Sequence[Mapping[str, Any]], known: Known) -> tuple[list[str], list[str]]:
    """Ids that the case knows, else codes of economies; and names it knows not."""
    if name in item.fields:
        found = _listed(item.fields[name])
        for one in found:
            if one not in known.actors | known.economies:
                raise UsageError(
                    f'{item.id}, {name}: "{one}" is no person, no actor and no economy of the case.'
                    f"{close_name(one, known.actors | known.economies)}"
                )
        return found, []
    ids, strangers = [], []
    for party in told:
        if party["id"] in known.actors:
            ids.append(party["id"])
        elif party["country"] in known.economies:
            ids.append(party["country"])
        elif party["quote"]:
            strangers.append(_few(_one_line(party["quote"])))
    return list(dict.fromkeys(ids)), strangers


def _when(held: Held, item: Item, since: date) -> date | dict[str, Any]:
    typed, body = item.fields, item.body
    mention = next((d for d in held.draft["dates"] if d["id"] == body["date"]), None)
    first: date | None
    last: date | None
    if {"from", "to"} & set(typed):
        first, last = _typed_day(item, "from"), _typed_day(item, "to")
        if first is not None and first == last:
            return first
        return {"from": first, "to": last, "rule": "reviewer"}
    if mention is not None and mention["interval"] is not None:
        first, last = _day(mention["interval"]["from"]), _day(mention["interval"]["to"])
        if first is not None and first == last:
            return first
        if first is not None or last is not None:
            anchor = mention["anchor"] or {"kind": "", "ref": None}
            return {
                "from": first,
                "to": last,
                "granularity": mention["granularity"],
                "rule": mention["rule"],
                "anchor": anchor["ref"] or anchor["kind"],
            }
    published = held.draft["document"]["published"]
    if typed.get("status", body["status"]) in AHEAD:
        return {
            "from": _day(published["from"] or published["to"]),
            "rule": "not-before-publication",
            "anchor": "published",
        }
    last = _day(published["to"] or published["from"])
    bounded = since if last is not None and since < last else None
    return {"from": bounded, "to": last, "rule": "by-publication", "anchor": "published"}


def _typed_day(item: Item, name: str) -> date | None:
    value = item.fields.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise UsageError(f'{item.id}, {name}: "{value}" is no day; write year-month-day, or nothing.') from None


def _valid(kind: type[R], row: Mapping[str, Any], name: str) -> R:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        found = error.errors()
        wrong = next((one for one in found if one["type"] == "value_error"), found[0])
        where = str(wrong["loc"][0]) if wrong["loc"] else ""
        said = str(wrong.get("ctx", {}).get("error", wrong["msg"]))
        raise UsageError(f"{name}{f', {where}' if where else ''}: {said}") from None


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _listed(value: str) -> list[str]:
    return [part for part in re.split(r"[,\s]+", value) if part]


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _few(words: str) -> str:
    parts = words.split()
    return " ".join(parts[:WORDS]) + (" ..." if len(parts) > WORDS else "")
