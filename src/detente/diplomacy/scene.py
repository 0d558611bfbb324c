"""What stands on a day, as far as it was known on a day: the only door of diplomacy to the records.

``on`` the day shown, ``as_of`` the last day of knowledge; ``as_of > on`` is hindsight and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeVar, final

from detente.diplomacy.records import (
    Breakdown,
    Channel,
    ChannelEvent,
    FocalEvent,
    GroupEvent,
    Mandate,
    ProtocolRule,
    Records,
    WorkingGroup,
)
from detente.evidence.asof import as_of as cut
from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Contact, Happening, When
from detente.evidence.people import Person, Portfolio, Tenure
from detente.evidence.records import Claim

__all__ = ["Office", "Scene", "Standing", "interval", "scene", "side_of"]

H = TypeVar("H", bound=Happening)
Sourced = ProtocolRule | Mandate | Channel | ChannelEvent | GroupEvent | FocalEvent | Breakdown
S = TypeVar("S", ProtocolRule, Mandate, Channel, ChannelEvent, GroupEvent, FocalEvent, Breakdown)
Standing = Literal["on record", "reported", "disputed"]
ACCESS = ("direct", "indirect", "none", "unknown")
NAMED = ("named", "spokesperson", "institution", "document")
"""Speakers who answer for their words."""


@final
@dataclass(frozen=True, slots=True)
class Office:
    """What a person is on a day.

    Attributes
    ----------
    person, name, side
        Id, name and side.
    posts
        Names of the posts held.
    rank
        Highest rank of the posts, 0 to 5.
    portfolios
        All that the posts deal with.
    access
        Best access to the leader.
    leader
        True for the leader of the side.
    barred
        Sides that list the person for sanctions.
    speaks
        Whether the person speaks for the leader, as far as the other side can tell.
    """

    person: str
    name: str
    side: str
    posts: tuple[str, ...]
    rank: int
    portfolios: frozenset[str]
    access: str
    leader: bool
    barred: frozenset[str]
    speaks: str


@final
@dataclass(frozen=True, slots=True)
class Scene:
    """The records of a day, cut by what was known.

    Attributes
    ----------
    on, as_of
        Day shown and last day of knowledge.
    sides
        Codes of side a and side b.
    dossier
        The dossier as known.
    offices
        Persons of the two sides in office, by id.
    happenings
        What had begun by the day or was planned, earliest first.
    rules, mandates, channels, channel_events, groups, focal_events
        Records of diplomacy known by then; rules and mandates only if they hold on the day.
    breakdown
        The last breakdown on or before the day, or None.
    issue
        Portfolios that the conflict is about.
    """

    on: date
    as_of: date
    sides: tuple[str, str]
    dossier: Dossier
    offices: Mapping[str, Office]
    happenings: tuple[Happening, ...]
    rules: tuple[ProtocolRule, ...]
    mandates: tuple[Mandate, ...]
    channels: tuple[Channel, ...]
    channel_events: tuple[ChannelEvent, ...]
    groups: tuple[WorkingGroup, ...]
    focal_events: tuple[FocalEvent, ...]
    breakdown: Breakdown | None
    issue: tuple[Portfolio, ...]

    @property
    def hindsight(self) -> bool:
        """True if the view knows what became public only after the day."""
        return self.as_of > self.on

    @property
    def since(self) -> date:
        """First day of the present round: the last breakdown, or the beginning of time."""
        return self.breakdown.on if self.breakdown else date.min

    def of(self, kind: type[H]) -> tuple[H, ...]:
        """Happenings of one kind."""
        return tuple(row for row in self.happenings if isinstance(row, kind))

    def persons(self, side: str, least: int = 0) -> tuple[Office, ...]:
        """Persons of a side with at least a rank, highest first."""
        found = [office for office in self.offices.values() if office.side == side and office.rank >= least]
        return tuple(sorted(found, key=lambda office: (-office.rank, office.person)))

    def side_of(self, name: str) -> str:
        """Side of a person, actor or code; empty if it belongs to neither."""
        side = side_of(self.dossier, name)
        return side if side in self.sides else ""

    def standing(self, happening: Happening) -> Standing:
        """How far a happening is established by what is known on the day.

        Disputed if a claim of one side denies or contradicts a claim of the other; on record if a named speaker,
        an institution or a document tells it; else reported.
        """
        cited = set(happening.cites)
        against = (link for link in self.dossier.links.values() if link.kind in ("denies", "contradicts"))
        if getattr(happening, "outcome", "") == "disputed" or any({link.from_, link.to} & cited for link in against):
            return "disputed"
        claims = [self.dossier.claims[name] for name in happening.cites if name in self.dossier.claims]
        return "on record" if any(self._named(claim) for claim in claims) else "reported"

    def _named(self, claim: Claim) -> bool:
        attributions = [self.dossier.attributions[name] for name in claim.attributions]
        return any(self.dossier.sources[row.source].class_ in NAMED for row in attributions)

    def contacts(self, one: str, other: str) -> tuple[Contact, ...]:
        """Contacts between two persons, latest first; disputed ones are among them."""
        found = [
            row
            for row in self.of(Contact)
            if (one in row.actors and other in row.targets) or (other in row.actors and one in row.targets)
        ]
        return tuple(sorted(found, key=lambda row: row.interval, reverse=True))


def scene(records: Records, on: date, as_of: date | None = None) -> Scene:
    """The records of a day.

    Parameters
    ----------
    records
        Everything typed for the conflict.
    on
        Day shown: nothing that began later is in the scene, except what was planned by then.
    as_of
        Last day of knowledge; default: ``on``. A later one is hindsight.

    Returns
    -------
    Scene
        A frozen view. A record that became known after ``as_of`` changes nothing in it.
    """
    day = on if as_of is None else as_of
    dossier = cut(records.dossier, day)
    happenings = sorted(
        (row for row in dossier.happenings.values() if row.interval[0] <= on or _planned(dossier, row, on)),
        key=lambda row: (row.interval, row.id),
    )
    mandates = tuple(row for row in _known(records.mandates, records.dossier, day) if _holds(row, on))
    breakdowns = [row for row in _known(records.breakdowns, records.dossier, day) if row.on <= on]
    events = [row for row in _known(records.channel_events, records.dossier, day) if interval(row.when)[0] <= on]
    return Scene(
        on=on,
        as_of=day,
        sides=records.sides,
        dossier=dossier,
        offices=MappingProxyType(dict(_offices(records, mandates, on))),
        happenings=tuple(happenings),
        rules=tuple(row for row in _known(records.rules, records.dossier, day) if _holds(row, on)),
        mandates=mandates,
        channels=_known(records.channels, records.dossier, day),
        channel_events=tuple(events),
        groups=tuple(_group(row, records.dossier, on, day) for row in records.groups),
        focal_events=_known(records.focal_events, records.dossier, day),
        breakdown=max(breakdowns, key=lambda row: row.on, default=None),
        issue=records.issue,
    )


def side_of(dossier: Dossier, name: str) -> str:
    """Side that a person or actor belongs to; a code stands for itself."""
    if name in dossier.people:
        return dossier.people[name].side
    if name in dossier.actors:
        return dossier.actors[name].side
    return name if name.isupper() else ""


def interval(when: date | When) -> tuple[date, date]:
    """First and last possible day; open ends are the calendar's."""
    if isinstance(when, When):
        return when.from_ or date.min, when.to or date.max
    return when, when


def _planned(dossier: Dossier, row: Happening, on: date) -> bool:
    return row.status == "planned" and dossier.known_happening(row) <= on


def _known(rows: Iterable[S], dossier: Dossier, day: date) -> tuple[S, ...]:
    return tuple(row for row in rows if _first_known(row, dossier) <= day)


def _first_known(row: Sourced, dossier: Dossier) -> date:
    if row.known_on:
        return row.known_on
    claims = [dossier.known(dossier.claims[name]) for name in row.cites if name in dossier.claims]
    # What rests on public record alone, such as days of office, was known when it happened; so was what is assumed.
    return max(claims, default=date.min) if isinstance(row, Mandate) else min(claims, default=date.min)


def _holds(row: ProtocolRule | Mandate, on: date) -> bool:
    return (row.from_ is None or row.from_ <= on) and (row.until is None or on < row.until)


def _group(group: WorkingGroup, dossier: Dossier, on: date, day: date) -> WorkingGroup:
    events = tuple(row for row in _known(group.event, dossier, day) if interval(row.when)[0] <= on)
    return group.model_copy(update={"event": events})


def _offices(records: Records, mandates: Iterable[Mandate], on: date) -> Iterable[tuple[str, Office]]:
    told = {row.person: row.speaks for row in mandates}
    for person in records.dossier.people.values():
        posts = person.posts(on)
        if posts and person.side in records.sides:
            yield person.id, _office(person, posts, told.get(person.id, "unclear"), on)


def _office(person: Person, posts: tuple[Tenure, ...], speaks: str, on: date) -> Office:
    portfolios = frozenset(name for post in posts for name in post.portfolios)
    rank = max(post.rank for post in posts)
    leader = rank == 5 and "leader" in portfolios
    barred = {
        row.by for row in person.barred if (row.from_ is None or row.from_ <= on) and (not row.until or on < row.until)
    }
    return Office(
        person=person.id,
        name=person.name,
        side=person.side,
        posts=tuple(post.post for post in posts),
        rank=rank,
        portfolios=portfolios,
        access="direct" if leader else min((post.access for post in posts), key=ACCESS.index),
        leader=leader,
        barred=frozenset(barred),
        speaks="yes" if leader else speaks,
    )
