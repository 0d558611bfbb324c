"""Records of the dossier: texts, passages in them, who speaks, what is said, and what somebody judged about it.

The unit is an assertion: a passage of a document, who says it, what is said. What happened stands in
:mod:`detente.evidence.happenings`, who acts in :mod:`detente.evidence.people`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from detente.core.records import Record, Seq

__all__ = [
    "Attribution",
    "Cell",
    "Claim",
    "Conflict",
    "Count",
    "Document",
    "Fact",
    "Group",
    "Hypothesis",
    "Identified",
    "Licence",
    "Link",
    "NonResponse",
    "Outlet",
    "Override",
    "Parameter",
    "Passage",
    "Published",
    "Review",
    "SameAs",
    "Selector",
    "Source",
]

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WORDS = 25
"""Words of a text that a record may quote."""

SourceClass = Literal["named", "spokesperson", "institution", "document", "anonymous", "collective", "reporter"]
Form = Literal["direct", "mixed", "indirect", "attitude", "method"]
Polarity = Literal["says", "denies", "believes", "method"]
CELL = Literal["CC", "C", "N", "I", "II"]
"""How a claim fits a hypothesis, from very consistent to very inconsistent."""


class Identified(Record):
    """What every record of the dossier shares: an id in kebab-case and a remark."""

    id: str = Field(description="kebab-case, unique in the case, never used again for anything else")
    note: str = Field(default="", description="remarks; what is not in the text stands here, with its own source")

    @field_validator("id")
    @classmethod
    def _kebab(cls, value: str) -> str:
        if not ID.fullmatch(value):
            raise ValueError(f'"{value}" is no id; write small letters and digits joined by hyphens, such as b-letter.')
        return value


class Published(Record):
    """A publication date that is an interval, with how it was found."""

    from_: date = Field(alias="from", description="first possible day")
    to: date = Field(description="last possible day")
    best: date | None = Field(default=None, description="best single day")
    basis: Literal["stated", "header", "metadata", "supplied", "inferred"] = Field(
        default="stated", description="how the day is known"
    )
    steps: Seq[str] = Field(default=(), description="the chain from the text to the day")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.to < self.from_:
            raise ValueError(f'field "to": {self.to} lies before from ({self.from_}).')
        return self


class Licence(Record):
    """What may be done with the words of a document."""

    may_send: bool = Field(default=False, description="true if the text may be sent to a service outside")
    may_quote_words: int = Field(default=WORDS, ge=0, le=WORDS, description="longest quote of one record, in words")


class Document(Identified):
    """A text that records cite: a law, notice, statement, statistic, article or paper; kept outside the case."""

    title: str = Field(description="title in our own words or as published")
    outlet: str = Field(description="who published it, for instance federal-register, mofcom, reuters")
    published: date | Published = Field(description="day of publication, or an interval")
    url: str = Field(default="", description="public address")
    derived_from: str = Field(default="", description="id of the document that this one copies; not independent of it")
    retrieved_on: date | None = Field(default=None, description="day on which it was read")
    language: str = Field(default="", description="language of the text, for instance en")
    sha256: str = Field(default="", description="hash of the file, where one was read")
    text_sha256: str = Field(default="", description="hash of the text taken from it as UTF-8, where it differs")
    chars: int | None = Field(default=None, gt=0, description="length of the text in code points")
    text_file: str = Field(default="", description="name of the text's file, which stays outside the case")
    licence: Licence = Field(default=Licence(), description="what may be done with its words")

    @property
    def known(self) -> date:
        """First day whose end finds it published: of an interval its best day, else its last."""
        if isinstance(self.published, Published):
            return self.published.best or self.published.to
        return self.published


class Outlet(Identified):
    """Who publishes, graded once with a reason."""

    name: str = Field(description="name as printed")
    reliability: Literal["A", "B", "C", "D", "E", "F"] = Field(
        default="F", description="A best to E worst; F: cannot be judged"
    )
    side: str = Field(default="unknown", description="code of the side it belongs to, third, or unknown")
    primary: bool = Field(default=False, description="true if it publishes acts or statements themselves")
    reason: str = Field(description="why this grade")


class Selector(Record):
    """A place in the untouched text: code points, end exclusive, with the words that stand there."""

    start: int = Field(ge=0, description="first code point")
    end: int = Field(gt=0, description="code point after the last")
    exact: str = Field(description="the words that stand there, at most 25")
    prefix: str = Field(default="", max_length=32, description="up to 32 characters before")
    suffix: str = Field(default="", max_length=32, description="up to 32 characters after")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.end - self.start != len(self.exact):
            raise ValueError(
                f'field "exact": has {len(self.exact)} characters, but {self.start} to {self.end} are '
                f"{self.end - self.start}."
            )
        if len(self.exact.split()) > WORDS:
            raise ValueError(f'field "exact": has {len(self.exact.split())} words; quote at most {WORDS}.')
        return self


class Passage(Identified):
    """A place in a document that claims rest on."""

    document: str = Field(description="id of the document")
    selector: Selector = Field(description="where it stands")


class Group(Record):
    """Speakers of one side among several that are cited together."""

    n: int = Field(gt=0, description="how many")
    side: str = Field(default="unknown", description="code of the side, third, or unknown")


class Count(Record):
    """How many persons stand behind a source."""

    min: int = Field(ge=1, description="at least")
    max: int | None = Field(default=None, description="at most; none where the text leaves it open")
    groups: Seq[Group] = Field(default=(), description="split by side, where the text gives it")


class SameAs(Record):
    """A claim that two sources are the same persons, or share one."""

    source: str = Field(description="id of the other source")
    certainty: Literal["certain", "possible"] = Field(description="certain, or possible")
    reason: str = Field(description="why")


class Source(Identified):
    """Who speaks, on what terms."""

    class_: SourceClass = Field(alias="class", description="kind of speaker")
    description: str = Field(description="how the text names it, at most 25 words, or our words")
    actor: str = Field(default="", description="id of a person or an actor, where it is known")
    count: Count = Field(default=Count(min=1, max=1), description="how many persons")
    side: str = Field(default="unknown", description="code of the side, third, or unknown")
    anonymity_reason: str = Field(default="", description="why it is not named, as the text says")
    same_as: Seq[SameAs] = Field(default=(), description="other sources that are or may be the same persons")
    interest: Literal["none", "party", "rival", "commercial", "unknown"] = Field(
        default="unknown", description="what the speaker has at stake"
    )
    expert: bool = Field(default=False, description="true for a named expert who took no part")

    @property
    def anonymous(self) -> bool:
        """True for unnamed persons; a spokesperson speaks for a named institution."""
        return self.class_ in ("anonymous", "collective")


class Attribution(Identified):
    """One source says (denies, believes) something in one passage."""

    passage: str = Field(default="", description="id of the passage")
    document: str = Field(default="", description="id of the document, where its text is not at hand")
    source: str = Field(description="id of the source")
    cue: Selector | None = Field(default=None, description="the words that attribute, for instance said")
    form: Form = Field(default="indirect", description="how it is worded")
    polarity: Polarity = Field(default="says", description="what the source does with it")
    depth: int = Field(default=1, ge=1, description="1: the reporter heard it; 2: told by one who was told")
    nested_in: str = Field(default="", description="id of the attribution in which this one is told")
    addressee: str = Field(default="", description="to whom it was said, where it matters")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if bool(self.passage) == bool(self.document):
            raise ValueError("an attribution needs either a passage, or a document whose text is not at hand.")
        return self


class Claim(Identified):
    """One sentence in our own words that somebody asserts."""

    text: str = Field(description="what is asserted, one sentence in our own words")
    attributions: Seq[str] = Field(default=(), description="ids of the attributions")
    voice: Literal["attributed", "reporter"] = Field(default="attributed", description="reporter: the text's own word")
    passages: Seq[str] = Field(default=(), description="ids of the passages, where the reporter speaks")
    about: Seq[str] = Field(default=(), description="ids of what it is about, as kind:id, for instance measure:x.rate")
    stance: Literal["asserts", "denies", "expects", "wants"] = Field(default="asserts", description="what it does")
    judges: Seq[Literal["motive", "success", "belief"]] = Field(
        default=(), description="motive of a rival, own success, or a private belief: graded with a cap"
    )
    acting: str = Field(default="", description="side whose own public act it tells, as a code")
    first_reported: bool = Field(default=False, description="true if the text says that nobody reported it before")
    known_on: date | None = Field(
        default=None, description="first day the public could know, where the text at hand is of a later day"
    )
    rows: Seq[str] = Field(default=(), description="rows of a checklist that it answers, for instance C17")
    supersedes: str = Field(default="", description="id of the claim that this one corrects")

    @model_validator(mode="after")
    def _spoken(self) -> Self:
        if self.voice == "attributed" and not self.attributions:
            raise ValueError('field "attributions": name who says it, or write voice = "reporter" and its passages.')
        if self.voice == "reporter" and not self.passages:
            raise ValueError('field "passages": name the passage in which the reporter says it.')
        return self


class NonResponse(Identified):
    """A party that was asked and said nothing."""

    passage: str = Field(description="id of the passage")
    source: str = Field(description="id of the source that was asked")
    kind: Literal["no-response", "declined", "unreachable"] = Field(description="how it said nothing")
    about: Seq[str] = Field(default=(), description="ids of the claims it was asked about, where the text says so")


class Link(Identified):
    """How one record bears on another."""

    from_: str = Field(alias="from", description="id of the record that bears on the other")
    to: str = Field(description="id of the other record")
    kind: Literal["supports", "repeats", "updates", "narrows", "contradicts", "denies"] = Field(description="how")
    by: str = Field(default="", description="who says so: the coder's name")
    reason: str = Field(description="why")


class Conflict(Identified):
    """Claims that cannot all be true; both sides stay."""

    claims: Seq[str] = Field(description="ids of the claims, two or more")
    kind: Literal["denial", "quantity", "date", "tenure", "status", "initiator"] = Field(description="what differs")
    state: Literal["open", "explained", "resolved"] = Field(default="open", description="where it stands")
    resolution: str = Field(default="", description="what holds, once it is explained or resolved")
    reason: str = Field(description="why they conflict, or why they no longer do")

    @field_validator("claims")
    @classmethod
    def _several(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) < 2:
            raise ValueError("name two different claims or more.")
        return value


class Override(Identified):
    """A grade that a person sets beside the computed one."""

    claim: str = Field(description="id of the claim")
    credibility: int = Field(ge=1, le=6, description="1 best to 5 worst; 6: cannot be judged")
    by: str = Field(description="who")
    on: date = Field(description="when")
    reason: str = Field(min_length=10, description="why, at least a few words")


class Hypothesis(Identified):
    """One of several competing explanations."""

    text: str = Field(description="the explanation in one sentence")
    question: str = Field(default="", description="the question that it answers")
    asked_on: date | None = Field(default=None, description="first day on which the question can be asked")


class Cell(Identified):
    """How one claim fits one hypothesis: a judgement with its reason."""

    claim: str = Field(description="id of the claim")
    hypothesis: str = Field(description="id of the hypothesis")
    fit: CELL = Field(description="CC very consistent, C consistent, N neither, I inconsistent, II very inconsistent")
    reason: str = Field(description="why")


class Fact(Identified):
    """A dated fact by which words in texts get their day."""

    names: Seq[str] = Field(description="how texts call it, in small letters")
    from_: date = Field(alias="from", description="first day")
    to: date = Field(description="last day")
    cites: Seq[str] = Field(description="ids of claims or documents")


class Parameter(Identified):
    """A number or rule of a model, with the claims that it rests on."""

    what: str = Field(description="what it says, in one sentence")
    used_by: str = Field(description="model that uses it")
    side: str = Field(default="", description="code of the side, where it belongs to one")
    value: float | None = Field(default=None, description="value, where it is a number")
    low: float | None = Field(default=None, description="lower end of its range")
    high: float | None = Field(default=None, description="upper end of its range")
    unit: str = Field(default="", description="unit of the number")
    from_: date | None = Field(default=None, alias="from", description="first day on which it holds")
    until: date | None = Field(default=None, description="first day on which it no longer holds")
    claims: Seq[str] = Field(description="ids of the claims it rests on, at least one")

    @field_validator("claims")
    @classmethod
    def _rests(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("name at least one claim.")
        return value


class Review(Record):
    """One decision of a reviewer, as ``reviews.jsonl`` holds it."""

    who: str = Field(description="who decided")
    when: str = Field(description="day and time, ISO, UTC")
    action: Literal["accept", "edit", "reject", "merge", "split", "undo"] = Field(description="what was decided")
    record: str = Field(description="id of the record")
    before: str = Field(default="", description="the record before, as JSON")
    after: str = Field(default="", description="the record after, as JSON")
    reason: str = Field(default="", description="why")
    seconds: float | None = Field(default=None, ge=0, description="time that it took")
