"""Proposals of a language model beside those of the rules: off unless asked for, kept only where the text bears them.

A proposal is dropped unless its quote stands letter by letter in the passage that it names, after the same exchange of
quotation marks and dashes on both sides, and its words are of the closed lists. What a text says is data: nothing that
an answer holds is done, only compared. How many were dropped, and why, stands in the notes of the draft.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, TypeVar, final, get_args

from detente.case.ontology import load_ontology
from detente.desk.contract import (
    Attribution,
    Count,
    Draft,
    EventMention,
    Polarity,
    SourceClass,
    SourceMention,
    Span,
    Status,
)
from detente.desk.events import candidates
from detente.desk.match import Fit, fits_attribution, fits_event
from detente.desk.segment import plain_marks

__all__ = ["Asked", "Proposer", "Reply", "with_proposals"]

CLASSES, POLARITIES, STATUSES = get_args(SourceClass), get_args(Polarity), get_args(Status)
M = TypeVar("M", Attribution, EventMention)
SCORE = 0.5
"""Rank of what only a model proposes: behind what grammar shows."""


@final
@dataclass(frozen=True, slots=True)
class Asked:
    """What a proposer is given of a document.

    Attributes
    ----------
    sha256
        Hash of the document's bytes, for which consent is given.
    passages
        Id and words of each passage.
    types
        Type of the ontology to what it means.
    """

    sha256: str
    passages: Sequence[tuple[str, str]]
    types: Mapping[str, str]


@final
@dataclass(frozen=True, slots=True)
class Reply:
    """What a proposer answers.

    Attributes
    ----------
    attributions, events
        Proposals as the model wrote them, of any shape.
    note
        Who was asked and what it took: model, hash of the prompt, temperature, seconds, tokens.
    """

    attributions: Sequence[Any]
    events: Sequence[Any]
    note: str


class Proposer(Protocol):
    """Anything that reads passages and proposes attributions and events."""

    def propose(self, asked: Asked) -> Reply:
        """Read the passages once."""


class _Dropped(Exception):
    """Why a proposal is left out."""


def with_proposals(draft: Draft, text: str, proposer: Proposer) -> Draft:
    """The draft with what a proposer adds to it; what the rules have found stays as it is.

    Parameters
    ----------
    draft
        Made by the rules.
    text
        The text that its offsets count in.
    proposer
        Who is asked.

    Returns
    -------
    Draft
        Ids go on where those of the rules end; attribute ``proposer`` marks the events that were added, the rule
        ``proposer`` the attributions.
    """
    types = {kind.id: kind.what for kind in load_ontology().types.values()}
    passages = [(one.id, one.quote) for one in draft.passages]
    reply = proposer.propose(Asked(draft.document.sha256, passages, types))
    clean = plain_marks(text)
    places = {one.id: (one.start, one.end) for one in draft.passages}
    told: Counter[str] = Counter()
    said, happened = list(draft.attributions), list(draft.events)
    for item in reply.attributions:
        with _counted(told):
            said.append(_new(_attribution(item, text, clean, places, f"a{len(said) + 1}"), said, fits_attribution))
    for item in reply.events:
        with _counted(told):
            happened.append(_new(_event(item, text, clean, places, f"e{len(happened) + 1}"), happened, fits_event))
    happened = [_said_in(event, said) if "proposer" in event.attributes else event for event in happened]
    counts = ", ".join(f"{number} {what}" for what, number in sorted(told.items()) if number) or "nothing proposed"
    return replace(
        draft,
        attributions=tuple(sorted(said, key=lambda one: (one.start, -one.end))),
        events=tuple(sorted(happened, key=lambda one: (one.start, one.trigger.start))),
        notes=(*draft.notes, f"{reply.note}: {counts}."),
    )


@contextmanager
def _counted(told: Counter[str]) -> Iterator[None]:
    """Count a proposal as added, or under the reason for which it is left out."""
    try:
        yield
        told["added"] += 1
    except _Dropped as reason:
        told[str(reason)] += 1


def _new(made: M, there: Sequence[M], fits: Fit) -> M:
    """A proposal, if nothing there stands for it already."""
    plain = _plain(made)
    if any(fits(_plain(old), plain) for old in there):
        raise _Dropped("there already")
    return made


def _plain(made: Attribution | EventMention) -> Mapping[str, Any]:
    """What matching needs of a record."""
    span = {"start": made.start, "end": made.end}
    if isinstance(made, EventMention):
        return {**span, "trigger": {"start": made.trigger.start, "end": made.trigger.end}}
    return {**span, "content": [{"start": one.start, "end": one.end} for one in made.content]}


def _attribution(item: Any, text: str, clean: str, places: Mapping[str, tuple[int, int]], name: str) -> Attribution:
    passage, within = _passage(item, places)
    content = _find(item, "quote", text, clean, within)
    source = _find(item, "source", text, clean, within)
    cue = _find(item, "cue", text, clean, within) if item.get("cue") else None
    kind: SourceClass = _of(item, "class", CLASSES)
    polarity: Polarity = _of(item, "polarity", POLARITIES)
    edges = [content, source, *([cue] if cue else [])]
    start, end = min(one.start for one in edges), max(one.end for one in edges)
    form: Literal["attitude", "method", "indirect"]
    form = "attitude" if polarity == "believes" else "method" if polarity == "method" else "indirect"
    who = SourceMention(
        source.start, source.end, source.quote, None, kind, kind in ("anonymous", "collective"),
        Count(1, None, ()), None, None, None, None,
    )  # fmt: skip
    return Attribution(
        name, start, end, text[start:end], form, polarity, (content,), cue, who, None, 1, None, None, passage,
        ("proposer",), SCORE,
    )  # fmt: skip


def _event(item: Any, text: str, clean: str, places: Mapping[str, tuple[int, int]], name: str) -> EventMention:
    _, within = _passage(item, places)
    evidence = _find(item, "quote", text, clean, within)
    trigger = _find(item, "trigger", text, clean, (evidence.start, evidence.end))
    kind = _of(item, "type", tuple(load_ontology().types))
    status: Status = _of(item, "status", STATUSES)
    return EventMention(
        name, evidence.start, evidence.end, evidence.quote, trigger, candidates({kind: 1.0}), status, None, None, (),
        None, (), "reporter", {"proposer": True}, (), (), SCORE,
    )  # fmt: skip


def _said_in(event: EventMention, said: Sequence[Attribution]) -> EventMention:
    """The event with the attributions whose content holds its trigger."""
    place = event.trigger.start
    voices = tuple(one.id for one in said if any(c.start <= place < c.end for c in one.content))
    return replace(event, attributions=voices, voice="attributed" if voices else "reporter")


def _passage(item: Any, places: Mapping[str, tuple[int, int]]) -> tuple[str, tuple[int, int]]:
    if not isinstance(item, Mapping):
        raise _Dropped("dropped: no object")
    name = item.get("passage")
    if not isinstance(name, str) or name not in places:
        raise _Dropped("dropped: no such passage")
    return name, places[name]


def _find(item: Mapping[str, Any], field: str, text: str, clean: str, within: tuple[int, int]) -> Span:
    words = item.get(field)
    at = clean.find(plain_marks(words), *within) if isinstance(words, str) and words.strip() else -1
    if at < 0:
        raise _Dropped(f"dropped: {field} does not stand in the passage")
    end = at + len(words or "")
    return Span(at, end, text[at:end])


def _of(item: Mapping[str, Any], field: str, allowed: Sequence[str]) -> Any:
    value = item.get(field)
    if value not in allowed:
        raise _Dropped(f"dropped: unknown {field}")
    return value
