"""A case as if one of its documents had never been read, and what a forecast of talks is without it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, TypeVar, final

from detente.case.case import Case
from detente.case.dossier import EVERY
from detente.case.talks import DRAWS, STRUCTURAL, TalksForecast, forecast, talks
from detente.case.talks_game import GameView, game_view
from detente.core.errors import UsageError
from detente.core.labels import close_name
from detente.diplomacy.moves import moves
from detente.diplomacy.protocol import meetings
from detente.diplomacy.records import (
    Breakdown,
    Channel,
    ChannelEvent,
    FocalEvent,
    GroupEvent,
    Mandate,
    ProtocolRule,
)
from detente.diplomacy.scene import scene
from detente.diplomacy.timing.attrition import Circumstances
from detente.diplomacy.timing.bank import Bank
from detente.evidence.happenings import Contact, Happening, Signal, ThirdTalks
from detente.evidence.withhold import kept, withhold
from detente.ledger.measures import Measure, Repeal, Stacking

__all__ = ["Gone", "Reading", "TalksWithout", "Withheld", "talks_without", "without_document"]

S = TypeVar("S", ProtocolRule, Mandate, Channel, ChannelEvent, FocalEvent, GroupEvent, Breakdown)
M = TypeVar("M", Measure, Repeal, Stacking)
LEVERS = "levers"
JUDGED = ("motive", "belief")
"""What a claim judges if it tells why somebody acted, or what they thought."""
Reads = Literal[
    "moves", "public words", "quarrel over who", "isolation", "rules", "calendar", "channels", "tariffs", "deal"
]


@final
@dataclass(frozen=True, slots=True)
class Gone:
    """A record that rests on the document alone.

    Attributes
    ----------
    kind
        Table it stands in, for instance ``contact``.
    id
        Id.
    text
        What it says.
    read_by
        What of talks reads it, or the zone of a deal; empty if nothing does.
    """

    kind: str
    id: str
    text: str
    read_by: tuple[Reads, ...]


@final
@dataclass(frozen=True, slots=True)
class Withheld:
    """A case without a document.

    Attributes
    ----------
    document
        Id of the document.
    case
        What is left; its digest is one of its own.
    claims
        Claims that no other document carries.
    motives
        Of these, those that judge why somebody acted or what they thought.
    records
        What rests on such claims, or on the document, alone.
    levers
        Levers that it alone puts on the table; they stay, so that packages keep their names.
    """

    document: str
    case: Case
    claims: tuple[str, ...]
    motives: tuple[str, ...]
    records: tuple[Gone, ...]
    levers: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True)
class Reading:
    """What the models read of a day.

    Attributes
    ----------
    moves
        Moves known of the record.
    now
        What binds the choice of the day in the game; None without a game.
    pairs, put_forward, bridge
        Pairs at the table that the rules admit, those put forward by both, and persons of the bridge at side b.
    """

    moves: int
    now: Circumstances | None
    pairs: int
    put_forward: int
    bridge: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True)
class TalksWithout:
    """A forecast with and without a document.

    Attributes
    ----------
    withheld
        What is left out.
    with_, without
        Forecasts of the same day.
    reading_with, reading_without
        What the models read of it.
    alone_with, alone_without
        Model to the chance by the last day asked if no meeting were announced; empty if none is.
    game_with, game_without
        The fitted game of each, where that was asked and there is one.
    """

    withheld: Withheld
    with_: TalksForecast
    without: TalksForecast
    reading_with: Reading
    reading_without: Reading
    alone_with: Mapping[str, float]
    alone_without: Mapping[str, float]
    game_with: GameView | None
    game_without: GameView | None


def without_document(case: Case, document: str) -> Withheld:
    """A case as if a document, and what copies it, had never been read.

    Claims, happenings, posts, rules, mandates, channels, occasions, breakdowns and measures that rest on it alone go.
    What other documents carry as well stays, known from the first of them; so does what is assumed with a reason.

    Parameters
    ----------
    case
        The case.
    document
        Id of the document.

    Raises
    ------
    UsageError
        If the case has no such document.
    """
    if document not in case.documents:
        known = sorted(case.documents)
        raise UsageError(f'case {case.name} has no document "{document}".{close_name(document, known)}')
    dossier = withhold(case.dossier, document)
    seen = {*dossier.documents, *dossier.claims}
    records = case.diplomacy
    channels = _cited(records.channels, seen)
    left = replace(
        records,
        dossier=dossier,
        rules=_cited(records.rules, seen),
        mandates=_cited(records.mandates, seen),
        channels=channels,
        channel_events=tuple(
            row for row in _cited(records.channel_events, seen) if row.channel in {channel.id for channel in channels}
        ),
        groups=tuple(row.model_copy(update={"event": _cited(row.event, seen)}) for row in records.groups),
        focal_events=_cited(records.focal_events, seen),
        breakdowns=_cited(records.breakdowns, seen),
    )
    digest = hashlib.sha256(f"{case.digest} without {document}".encode()).hexdigest()[:12]
    ledger = case.ledger
    less = replace(
        ledger,
        measures=_acts(ledger.measures, seen),
        repeals=_acts(ledger.repeals, seen),
        stackings=_acts(ledger.stackings, seen),
    )
    rest = replace(
        _unmotivated(case, seen),
        documents=dossier.documents,
        ledger=less,
        digest=digest,
        dossier=dossier,
        diplomacy=left,
    )
    claims = tuple(sorted(set(case.dossier.claims) - set(dossier.claims)))
    return Withheld(
        document=document,
        case=rest,
        claims=claims,
        motives=tuple(name for name in claims if set(case.dossier.claims[name].judges) & set(JUDGED)),
        records=tuple(_gone(case, rest)),
        levers=tuple(row.id for row in case.table.levers if row.cites and not kept(row.cites, seen)),
    )


def talks_without(
    case: Case,
    document: str,
    on: date | str | None = None,
    until: date | str | None = None,
    *,
    bank: Bank | None = None,
    game: bool = False,
) -> TalksWithout:
    """Chance that principals meet, with everything and without what one document alone reports.

    Parameters
    ----------
    case
        The case.
    document
        Id of the document.
    on, until, bank
        As in :func:`~detente.case.talks.talks`.
    game
        Also read the fitted game of each, which takes two seconds more.

    Raises
    ------
    UsageError, DataError
        As :func:`without_document` and :func:`~detente.case.talks.talks`.
    """
    withheld = without_document(case, document)
    with_ = talks(case, on, until, bank=bank)
    without = talks(withheld.case, on, until, bank=bank)
    views = [game_view(one) if game and STRUCTURAL in one.fitted.models else None for one in (with_, without)]
    return TalksWithout(
        withheld, with_, without, _reading(with_), _reading(without), _alone(with_), _alone(without), views[0], views[1]
    )


def _alone(found: TalksForecast) -> Mapping[str, float]:
    if found.announced is None:
        return MappingProxyType({})
    days = (found.until - found.on).days
    chances = {name: rows[:, -1].mean() for name, rows in forecast(found.fitted, found.start, (), days, DRAWS).items()}
    chances["headline"] = chances[found.fitted.headline]
    return MappingProxyType({name: float(p) for name, p in chances.items()})


def _reading(found: TalksForecast) -> Reading:
    day = found.start.moves.last
    admitted = meetings(scene(found.case.diplomacy, day))
    game = found.played
    return Reading(
        moves=len(found.start.moves.rows),
        now=None if game is None else game.past.recent(found.start.moves).now[-1],
        pairs=len(admitted.open_potential),
        put_forward=len(admitted.open_now),
        bridge=tuple(sorted({pair.b.person for pair in admitted.bridge})),
    )


def _cited(rows: Iterable[S], seen: Collection[str]) -> tuple[S, ...]:
    """Records that still rest on something, naming no more than what is left."""
    return tuple(
        row.model_copy(update={"cites": kept(row.cites, seen)})
        for row in rows
        if row.assumed or not row.cites or kept(row.cites, seen)
    )


def _acts(rows: Iterable[M], seen: Collection[str]) -> tuple[M, ...]:
    return tuple(row.model_copy(update={"cites": kept(row.cites, seen)}) for row in rows if kept(row.cites, seen))


def _unmotivated(case: Case, seen: Collection[str]) -> Case:
    """The case with all its levers, and what is still known of costs, ties and consent."""
    parts: dict[str, Any] = {
        part.name: tuple(
            row.model_copy(update={"cites": kept(row.cites, seen)})
            for row in getattr(case.table, part.name)
            if part.name == LEVERS or not row.cites or kept(row.cites, seen)
        )
        for part in fields(case.table)
    }
    return replace(case, table=replace(case.table, **parts))


def _gone(case: Case, rest: Case) -> Iterator[Gone]:
    """Records of the whole case that are not in the rest, kind by kind."""
    moving = {row.record for row in moves(case.diplomacy).rows}
    for name, row in case.dossier.happenings.items():
        if name not in rest.dossier.happenings:
            yield Gone(KINDS[type(row)], name, row.text, tuple(_readers(row, moving)))
    yield from _lost(case.diplomacy, rest.diplomacy, READ)
    yield from _lost(case.ledger, rest.ledger, READ)
    yield from _lost(case.table, rest.table, {part.name: ("deal",) for part in fields(case.table)})
    for name, parameter in case.dossier.parameters.items():
        if name not in rest.dossier.parameters:
            yield Gone("parameter", name, parameter.what, ())


KINDS = {record: table.replace("_", " ") for table, record in EVERY.items()}


def _readers(row: Happening, moving: Collection[str]) -> Iterator[Reads]:
    if row.id in moving:
        yield "moves"
    if isinstance(row, Signal) and (row.hard or row.soft or row.taunt or row.says_rival_asked):
        yield "public words"
    if isinstance(row, Contact) and row.outcome == "refused":
        yield "quarrel over who"
    if isinstance(row, ThirdTalks):
        yield "isolation"


READ: dict[str, tuple[Reads, ...]] = {
    "rules": ("rules",),
    "mandates": ("rules",),
    "channels": ("channels",),
    "channel_events": ("channels",),
    "focal_events": ("calendar",),
    "breakdowns": ("moves",),
    "measures": ("tariffs",),
    "repeals": ("tariffs",),
    "stackings": ("tariffs",),
}
"""Field of the records or the ledger to what reads it."""


def _lost(before: Any, after: Any, read: Mapping[str, tuple[Reads, ...]]) -> Iterator[Gone]:
    """Rows of some fields that are not there any more."""
    for part in fields(before):
        if part.name in read:
            left = {row.id for row in getattr(after, part.name)}
            for row in getattr(before, part.name):
                if row.id not in left:
                    yield Gone(part.name.removesuffix("s").replace("_", " "), row.id, _words(row), read[part.name])


def _words(row: Any) -> str:
    found = (getattr(row, name, "") for name in ("text", "name", "title", "why", "reason", "note", "source"))
    return next((words for words in found if words), row.id)
