"""Who may meet whom: formats, the rules that forbid them, what both sides admit, and the envoys that bridge a gap.

A format is a pair of persons with a purpose, a setting, a state of the agenda and the side that asks. All formats of a
day form one array with these axes, and every condition of a rule is an array that broadcasts over it.

``A`` persons of side a, ``B`` of side b, ``P`` purposes, ``S`` settings, ``G`` agendas, ``Q`` who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray

from detente.core.errors import DataError
from detente.core.labels import close_name
from detente.diplomacy.channels import channel_states
from detente.diplomacy.records import AGENDAS, PURPOSES, SETTINGS, Condition, ProtocolRule
from detente.diplomacy.scene import Office, Scene
from detente.evidence.happenings import Agreement, Contact

__all__ = [
    "TABLE",
    "VENUES",
    "Bridge",
    "Format",
    "Formats",
    "Meetings",
    "admissible",
    "bite",
    "explain",
    "formats",
    "meetings",
    "put_forward",
]

Mask = NDArray[np.bool_]
Venue = Literal["call", "video", "home-a", "home-b", "third"]
VENUES: tuple[Venue, ...] = ("call", "video", "home-a", "home-b", "third")
"""Settings by side: at home with side a or b, or in a third country."""
SEEN: dict[bool, tuple[str, ...]] = {
    True: SETTINGS,
    False: ("call", "video", "rival-home", "own-home", "third-venue"),
}
"""How side a (True) and side b call the venues."""
TABLE = PURPOSES.index("pre-negotiation")
"""Least purpose that counts as coming to the table."""
COUNTED = ("announced", "held", "pending")


@final
@dataclass(frozen=True, slots=True)
class Format:
    """One way of meeting.

    Attributes
    ----------
    a, b
        Ids of the persons of side a and side b.
    purpose, venue, agenda
        What for, how and where, and whether the agenda is agreed.
    asked_by
        Code of the side that asks.
    """

    a: str
    b: str
    purpose: str
    venue: str
    agenda: str
    asked_by: str


@final
@dataclass(frozen=True, slots=True)
class Formats:
    """All formats of a day.

    Attributes
    ----------
    a, b
        Persons in office with rank 1 or more, highest first.
    sides
        Codes of the sides.
    """

    a: tuple[Office, ...]
    b: tuple[Office, ...]
    sides: tuple[str, str]

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes A, B, P, S, G, Q."""
        return len(self.a), len(self.b), len(PURPOSES), len(VENUES), len(AGENDAS), 2

    @property
    def size(self) -> int:
        """Number of formats."""
        return int(np.prod(self.shape))

    def index(self, found: Format) -> tuple[int, ...]:
        """Place of a format in the array.

        Raises
        ------
        DataError
            If a person is not in office that day, or a word is none of those known.
        """
        words: tuple[tuple[str, str, Sequence[str]], ...] = (
            ("person", found.a, [office.person for office in self.a]),
            ("person", found.b, [office.person for office in self.b]),
            ("purpose", found.purpose, PURPOSES),
            ("venue", found.venue, VENUES),
            ("agenda", found.agenda, AGENDAS),
            ("side", found.asked_by, self.sides),
        )
        for what, word, known in words:
            if word not in known:
                raise DataError(
                    f'there is no {what} "{word}" among the formats of the day.{close_name(word, known)} '
                    f"Known: {', '.join(known)}."
                )
        return tuple(known.index(word) for _, word, known in words)

    def at(self, place: Sequence[int]) -> Format:
        """The format at a place of the array."""
        i, j, p, s, g, q = (int(n) for n in place)
        return Format(self.a[i].person, self.b[j].person, PURPOSES[p], VENUES[s], AGENDAS[g], self.sides[q])


@final
@dataclass(frozen=True, slots=True)
class Bridge:
    """A pair that both sides' rules admit, with no lower ranks that do.

    Attributes
    ----------
    a, b
        Persons of side a and side b.
    venue
        The least exposed setting admitted: a third country first.
    flags
        Rules that do not forbid it but put a cost on it.
    """

    a: Office
    b: Office
    venue: str
    flags: tuple[ProtocolRule, ...]


@final
@dataclass(frozen=True, slots=True)
class Meetings:
    """What the rules of a day leave.

    Attributes
    ----------
    formats
        All formats of the day.
    potential
        True where both sides' rules admit a format and its channel is not lost, shape A B P S G Q.
    now
        ``potential`` restricted to persons whom their side has put forward since the last breakdown.
    put_forward
        Ids of those persons, side a and side b.
    bridge
        Minimal pairs at the table, from pre-negotiation up.
    passing
        Everybody who is in some potential format at the table, side a and side b.
    """

    formats: Formats
    potential: Mask
    now: Mask
    put_forward: tuple[frozenset[str], frozenset[str]]
    bridge: tuple[Bridge, ...]
    passing: tuple[tuple[Office, ...], tuple[Office, ...]]

    @property
    def open_now(self) -> tuple[tuple[str, str], ...]:
        """Pairs of persons with an admitted format at the table whom both sides have put forward."""
        return self._pairs(self.now)

    @property
    def open_potential(self) -> tuple[tuple[str, str], ...]:
        """Pairs of persons with an admitted format at the table, put forward or not."""
        return self._pairs(self.potential)

    @property
    def working_contact(self) -> bool:
        """True if contact below a meeting is open to somebody."""
        return bool(self.potential[:, :, 0].any())

    def _pairs(self, mask: Mask) -> tuple[tuple[str, str], ...]:
        found = np.argwhere(mask[:, :, TABLE:].any(axis=(2, 3, 4, 5)))
        return tuple((self.formats.a[i].person, self.formats.b[j].person) for i, j in found)


def formats(scene: Scene) -> Formats:
    """All formats of a day: every pair of persons in office with rank 1 or more, in every setting."""
    return Formats(scene.persons(scene.sides[0], 1), scene.persons(scene.sides[1], 1), scene.sides)


def bite(scene: Scene, side: str, rule: ProtocolRule, found: Formats) -> Mask:
    """Formats on which a rule bites for a side.

    Returns
    -------
    array
        True where any condition of the rule holds in full, shape A B P S G Q.
    """
    if rule.side not in (side, "both"):
        return np.zeros(found.shape, dtype=bool)
    hits = [np.broadcast_to(_holds(scene, side, condition, found), found.shape) for condition in rule.if_]
    return reduce(np.logical_or, hits)


def admissible(scene: Scene, side: str, wanted: Format) -> tuple[ProtocolRule, ...]:
    """Rules of one side that forbid a format; none: the side admits it.

    Raises
    ------
    DataError
        If the format does not exist on the day.
    """
    found = formats(scene)
    place = found.index(wanted)
    return tuple(rule for rule in scene.rules if rule.then == "forbid" and bite(scene, side, rule, found)[place])


def explain(scene: Scene, wanted: Format) -> tuple[tuple[str, ProtocolRule], ...]:
    """Every rule that forbids or flags a format, with the side that it binds."""
    found = formats(scene)
    place = found.index(wanted)
    return tuple((side, rule) for side in scene.sides for rule in scene.rules if bite(scene, side, rule, found)[place])


def put_forward(scene: Scene, side: str) -> frozenset[str]:
    """Persons whom a side has named, used or sent over the conflict since the last breakdown.

    They stand in contacts that are announced, held or pending; a disputed contact counts for nobody.
    """
    return frozenset(
        name
        for contact in scene.of(Contact)
        if contact.interval[0] >= scene.since
        and contact.portfolio in scene.issue
        and contact.outcome in COUNTED
        and scene.standing(contact) != "disputed"
        for name in (*contact.actors, *contact.targets)
        if name in scene.offices and scene.offices[name].side == side
    )


def meetings(scene: Scene, without: Iterable[str] = ()) -> Meetings:
    """What both sides' rules admit on a day.

    Parameters
    ----------
    scene
        The records of the day.
    without
        Ids of rules to leave out, to see what one of them closes.

    Returns
    -------
    Meetings
        Admitted formats, those open now, and the bridge.
    """
    found, left = formats(scene), set(without)
    forbidding = [rule for rule in scene.rules if rule.then == "forbid" and rule.id not in left]
    potential = np.ones(found.shape, dtype=bool)
    for side in scene.sides:
        for rule in forbidding:
            potential &= ~bite(scene, side, rule, found)
    lost = {frozenset(state.ends) for state in channel_states(scene) if state.state == "lost"}
    for i, one in enumerate(found.a):
        for j, other in enumerate(found.b):
            if {one.person, other.person} in lost:
                potential[i, j] = False
    sent = put_forward(scene, scene.sides[0]), put_forward(scene, scene.sides[1])
    rows = np.array([office.person in sent[0] for office in found.a], dtype=bool)
    columns = np.array([office.person in sent[1] for office in found.b], dtype=bool)
    now = potential & (rows[:, None] & columns)[:, :, None, None, None, None]
    pairs: Mask = np.asarray(potential[:, :, TABLE:].any(axis=(2, 3, 4, 5)))
    passing = (
        tuple(office for office, row in zip(found.a, pairs, strict=True) if row.any()),
        tuple(office for office, column in zip(found.b, pairs.T, strict=True) if column.any()),
    )
    return Meetings(found, potential, now, sent, _bridge(scene, found, potential, pairs), passing)


def _bridge(scene: Scene, found: Formats, potential: Mask, pairs: Mask) -> tuple[Bridge, ...]:
    """Pairs at the table with no other pair that exposes a lower rank on one side and no higher one on the other."""
    ranks = {(found.a[i].rank, found.b[j].rank) for i, j in np.argwhere(pairs)}
    least = {(x, y) for x, y in ranks if not any((u, v) != (x, y) and u <= x and v <= y for u, v in ranks)}
    flagging = [rule for rule in scene.rules if rule.then == "flag"]
    bridges = []
    for i, j in np.argwhere(pairs):
        if (found.a[i].rank, found.b[j].rank) not in least:
            continue
        open_at = potential[i, j, TABLE:].any(axis=(0, 2, 3))
        at = max(int(s) for s in np.flatnonzero(open_at))
        flags = tuple(
            rule
            for rule in flagging
            if any(bite(scene, side, rule, found)[i, j, TABLE:, at].any() for side in scene.sides)
        )
        bridges.append(Bridge(found.a[i], found.b[j], VENUES[at], flags))
    return tuple(bridges)


def _holds(scene: Scene, side: str, condition: Condition, found: Formats) -> Mask:
    """Formats on which a condition holds, seen from one side; broadcasts to the shape of the formats."""
    is_a = side == scene.sides[0]
    others, axis = (found.b, 1) if is_a else (found.a, 0)

    def along(values: Iterable[bool], where: int) -> Mask:
        array = np.array(list(values), dtype=bool)
        return array.reshape([array.size if n == where else 1 for n in range(6)])

    def counterpart(test: Callable[[Office], bool]) -> Mask:
        return along((test(office) for office in others), axis)

    def pair(test: Callable[[Office, Office], bool]) -> Mask:
        grid = np.array([[test(one, other) for other in found.b] for one in found.a], dtype=bool)
        return grid.reshape(len(found.a), len(found.b), 1, 1, 1, 1)

    terms: list[Mask] = [np.ones((1,) * 6, dtype=bool)]
    c = condition
    if c.purpose_from is not None:
        least = PURPOSES.index(c.purpose_from)
        terms.append(along((n >= least for n in range(len(PURPOSES))), 2))
    if c.settings:
        terms.append(along((name in c.settings for name in SEEN[is_a]), 3))
    if c.agendas:
        terms.append(along((name in c.agendas for name in AGENDAS), 4))
    if c.asked_by is not None:
        terms.append(along(((name == side) == (c.asked_by == "own") for name in scene.sides), 5))
    if c.leaders is not None:
        wanted = c.leaders
        terms.append(pair(lambda one, other: (one.leader and other.leader) == wanted))
    if c.rank_gap_above is not None:
        gap = c.rank_gap_above
        terms.append(pair(lambda one, other: abs(one.rank - other.rank) > gap))
    if c.counterpart_leader is not None:
        terms.append(counterpart(lambda office: office.leader == c.counterpart_leader))
    if c.counterpart_rank_below is not None:
        below = c.counterpart_rank_below
        terms.append(counterpart(lambda office: office.rank < below))
    if c.counterpart_rank_from is not None:
        least_rank = c.counterpart_rank_from
        terms.append(counterpart(lambda office: office.rank >= least_rank))
    if c.counterpart_lacks:
        terms.append(counterpart(lambda office: not office.portfolios & set(c.counterpart_lacks)))
    if c.counterpart_access:
        terms.append(counterpart(lambda office: office.access in c.counterpart_access))
    if c.counterpart_barred is not None:
        terms.append(counterpart(lambda office: (side in office.barred) == c.counterpart_barred))
    if c.counterpart_speaks:
        terms.append(counterpart(lambda office: office.speaks in c.counterpart_speaks))
    if c.nothing_agreed is not None:
        terms.append(np.full((1,) * 6, _nothing_agreed(scene) == c.nothing_agreed))
    return reduce(np.logical_and, terms)


def _nothing_agreed(scene: Scene) -> bool:
    """True if nothing was agreed below the leaders since the last breakdown."""
    return not any(
        scene.since <= row.interval[0] <= scene.on
        for row in scene.of(Agreement)
        if not all(scene.offices[name].leader for name in (*row.actors, *row.targets) if name in scene.offices)
        or not set(row.actors) & set(scene.offices)
    )
