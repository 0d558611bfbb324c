"""The contract of a draft: what ``detente draft --json`` prints, as frozen values.

Offsets count code points of the untouched text, ends are exclusive, and ``quote`` is always the slice itself.
A field whose name is a word of Python carries a trailing underscore here and none in the JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal, final

__all__ = [
    "SCHEMA",
    "Anchor",
    "Attribution",
    "Beside",
    "Candidate",
    "Conflict",
    "Count",
    "DateMention",
    "DayInterval",
    "DocumentHead",
    "Draft",
    "EventMention",
    "Group",
    "NonResponse",
    "Participant",
    "PassageMark",
    "PublishedOn",
    "PublishedStep",
    "Quantity",
    "SourceMention",
    "Span",
    "Tool",
    "as_plain",
]

SCHEMA: Literal["detente.draft/1"] = "detente.draft/1"

SourceClass = Literal["named", "spokesperson", "institution", "document", "anonymous", "collective", "reporter"]
Form = Literal["direct", "mixed", "indirect", "attitude", "method"]
Polarity = Literal["says", "denies", "believes", "method"]
PassageKind = Literal["headline", "byline", "dateline", "sentence", "caption"]
Granularity = Literal["day", "week", "month", "year", "range"]
QuantityKind = Literal["rate", "money", "count", "duration", "threshold", "share", "growth", "price"]
Comparator = Literal["exact", "about", "at-least", "at-most", "more-than", "less-than", "range"]
Status = Literal["actual", "ongoing", "planned", "conditional", "hypothetical", "offered", "failed", "negated", "ended"]


@final
@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text.

    Attributes
    ----------
    start, end
        Code points into the untouched text; ``end`` is exclusive.
    quote
        The slice ``text[start:end]``.
    """

    start: int
    end: int
    quote: str


@final
@dataclass(frozen=True, slots=True)
class PublishedStep:
    """One step of the chain that leads to a publication date; the span is null for a fact from outside the text."""

    rule: str
    from_: str | None
    to: str | None
    start: int | None
    end: int | None
    quote: str | None
    fact: str | None


@final
@dataclass(frozen=True, slots=True)
class PublishedOn:
    """Publication day or interval (ISO days, both ends included) with its basis; ``ask`` says that a person must."""

    from_: str | None
    to: str | None
    basis: Literal["supplied", "header", "metadata", "inferred", "unknown"]
    steps: tuple[PublishedStep, ...]
    ask: bool


@final
@dataclass(frozen=True, slots=True)
class DocumentHead:
    """The document; ``text`` holds the extracted text of HTML, PDF and mail and is null for plain text."""

    sha256: str
    text_sha256: str
    chars: int
    text: str | None
    title: str | None
    outlet: str | None
    published: PublishedOn


@final
@dataclass(frozen=True, slots=True)
class Tool:
    """What made the draft: version, tier, model, version of the ontology, hash of the gazetteer."""

    version: str
    tier: Literal["0", "nlp"]
    model: str | None
    ontology: str
    gazetteer: str


@final
@dataclass(frozen=True, slots=True)
class PassageMark:
    """A headline, byline, dateline, caption or sentence; paragraphs count from 1."""

    id: str
    start: int
    end: int
    quote: str
    kind: PassageKind
    paragraph: int


@final
@dataclass(frozen=True, slots=True)
class Group:
    """A group of sources: how many (null: unknown) and on which side (ISO3, ``third`` or null)."""

    n: int | None
    side: str | None


@final
@dataclass(frozen=True, slots=True)
class Count:
    """How many sources: least, most (null: open) and the groups they come in."""

    min: int | None
    max: int | None
    groups: tuple[Group, ...]


@final
@dataclass(frozen=True, slots=True)
class SourceMention:
    """Who says it. ``start``, ``end`` and ``quote`` are null where no source stands by the content."""

    start: int | None
    end: int | None
    quote: str | None
    antecedent: Span | None
    class_: SourceClass | None
    anonymous: bool | None
    count: Count
    side: str | None
    actor: str | None
    same_as: str | None
    interest: Literal["none", "party", "rival", "commercial", "unknown"] | None


@final
@dataclass(frozen=True, slots=True)
class Attribution:
    """A statement that the text lays in the mouth of somebody: content, cue, source."""

    id: str
    start: int
    end: int
    quote: str
    form: Form
    polarity: Polarity
    content: tuple[Span, ...]
    cue: Span | None
    source: SourceMention
    addressee: Span | None
    depth: int
    nested_in: str | None
    denies: str | None
    passage: str | None
    rules: tuple[str, ...]
    score: float


@final
@dataclass(frozen=True, slots=True)
class NonResponse:
    """Somebody who was asked and gave no answer; the span is the whole clause.

    What the second reader of tier nlp adds by words it has learned, and no rule found, has the method ``learned``.
    """

    id: str
    start: int
    end: int
    quote: str
    cue: Span
    source: SourceMention
    kind: Literal["no-response", "declined", "unreachable"]
    about: str | None
    score: float
    method: Literal["rules", "learned"] = "rules"


@final
@dataclass(frozen=True, slots=True)
class DayInterval:
    """ISO days, both ends included; null is open."""

    from_: str | None
    to: str | None


@final
@dataclass(frozen=True, slots=True)
class Anchor:
    """The date from which a relative expression counts."""

    kind: Literal["published", "fact", "tenure", "date", "event"]
    ref: str | None
    from_: str | None
    to: str | None


@final
@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression with interval, rule and anchor; no interval where it cannot be resolved, ``rule`` says why."""

    id: str
    start: int
    end: int
    quote: str
    interval: DayInterval | None
    granularity: Granularity
    rule: str
    anchor: Anchor | None
    edtf: str | None
    score: float


@final
@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: rates as shares (1.25 is 125 %), money in full units, durations in the unit named."""

    id: str
    start: int
    end: int
    quote: str
    kind: QuantityKind
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    comparator: Comparator
    of: Span | None
    score: float


@final
@dataclass(frozen=True, slots=True)
class Candidate:
    """A type of the ontology that an event may be, with its codes; scores rank and are no probabilities."""

    type: str
    family: Literal["M", "S", "C", "B", "T", "D", "E", "A"]
    root: str | None
    mode: str | None
    cameo: str | None
    goldstein: float | None
    plover: float | None
    weight: float
    score: float


@final
@dataclass(frozen=True, slots=True)
class Participant:
    """Who acts or is acted on; the span is null where the text leaves it to the reader (``implicit``)."""

    id: str | None
    country: str | None
    start: int | None
    end: int | None
    quote: str | None
    implicit: bool


@final
@dataclass(frozen=True, slots=True)
class EventMention:
    """What happened: the smallest clause with actor, act and target, its trigger, and ranked types."""

    id: str
    start: int
    end: int
    quote: str
    trigger: Span
    candidates: tuple[Candidate, ...]
    status: Status
    status_cue: Span | None
    actor: Participant | None
    targets: tuple[Participant, ...]
    date: str | None
    attributions: tuple[str, ...]
    voice: Literal["attributed", "reporter"]
    attributes: dict[str, Any]
    quantities: tuple[str, ...]
    same_event: tuple[str, ...]
    score: float


@final
@dataclass(frozen=True, slots=True)
class Conflict:
    """Something in the text that contradicts the record, a dated fact, a tenure or another passage."""

    id: str
    kind: Literal["date", "quantity", "tenure", "status", "denial", "speaker"]
    start: int
    end: int
    quote: str
    with_: str | None
    message: str


@final
@dataclass(frozen=True, slots=True)
class Beside:
    """Something of the draft beside what the case has: the same, otherwise, or not to be compared.

    ``item`` is the quantity or event, ``case`` what the case has in words, ``records`` its ids there.
    """

    id: str
    verdict: Literal["agrees", "differs", "open"]
    about: Literal["rate", "trade", "event"]
    item: str
    start: int
    end: int
    quote: str
    case: str
    records: tuple[str, ...]
    message: str


@final
@dataclass(frozen=True, slots=True)
class Draft:
    """All that the desk proposes for one document; nothing of it is in a case before a person accepts it.

    Contacts, measures and stress facts are events of the families C, M and E. ``beside`` is there only for a draft
    that was made for a case.
    """

    schema: Literal["detente.draft/1"]
    tool: Tool
    document: DocumentHead
    passages: tuple[PassageMark, ...]
    attributions: tuple[Attribution, ...]
    nonresponses: tuple[NonResponse, ...]
    dates: tuple[DateMention, ...]
    quantities: tuple[Quantity, ...]
    events: tuple[EventMention, ...]
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...]
    beside: tuple[Beside, ...] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The draft as the JSON object that the command prints, key for key."""
        plain: dict[str, Any] = as_plain(self)
        if self.beside is None:
            del plain["beside"]
        return plain


def as_plain(value: Any) -> Any:
    """A value of the contract as dictionaries, lists and plain values."""
    if is_dataclass(value):
        return {f.name.rstrip("_"): as_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [as_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: as_plain(item) for key, item in value.items()}
    return value
