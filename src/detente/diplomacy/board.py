"""The board of a day: who can reach whom, through what, why not, and what would open it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, final

import numpy as np
from numpy.typing import NDArray

from detente.diplomacy.channels import ChannelState, GroupState, asked, channel_states, group_states
from detente.diplomacy.envoys import Envoy, PlaceboDay, Stripped, envoys, placebo_days, stripped
from detente.diplomacy.protocol import TABLE, VENUES, Bridge, Format, Meetings, bite, meetings
from detente.diplomacy.records import PURPOSES, FocalEvent, ProtocolRule, Records
from detente.diplomacy.scene import Office, Scene, Standing, interval, scene
from detente.diplomacy.signals import commitment, mandate_entropy
from detente.evidence.happenings import Contact, Event, ThirdTalks

__all__ = ["Board", "Cell", "Hindsight", "LastContact", "make_board"]

SHOWN = 3
"""Rank from which a person has a row of the matrix; below, only with a contact or a channel."""
NEAR = timedelta(days=30)
"""Occasions within this time before and after the day are shown."""
PLACEBO = (84, 70, 56, 42, 28, 14)
"""Days before the day asked on which the bridge is worked out again."""
PRINCIPAL = 4
WHO = ("rank-gap", "portfolio-mismatch", "who-asks-first", "working-level-first", "no-mandate")
"""Reasons of a refusal that are a quarrel over who takes part."""
Status = Literal["open", "not put forward", "closed"]


@final
@dataclass(frozen=True, slots=True)
class LastContact:
    """The last contact of a pair that is known: the record, how it ended, how well it is established."""

    contact: Contact
    standing: Standing


@final
@dataclass(frozen=True, slots=True)
class Cell:
    """One pair of persons.

    Attributes
    ----------
    a, b
        The persons.
    status
        At the table, from pre-negotiation up: open, admitted but not put forward by both, or closed.
    highest
        Highest purpose that both sides' rules admit, or empty.
    last
        Their last contact, or None.
    easiest
        A format at the table that the fewest rules forbid.
    closed_by
        Those rules; empty unless closed. All of them must go to open it.
    """

    a: Office
    b: Office
    status: Status
    highest: str
    last: LastContact | None
    easiest: Format
    closed_by: tuple[ProtocolRule, ...]


@final
@dataclass(frozen=True, slots=True)
class Hindsight:
    """The same day with what became known later.

    Attributes
    ----------
    as_of
        Last day of knowledge.
    bridge, open_now
        Minimal pairs, and pairs put forward that both sides admit.
    envoys, stripped, placebo
        Who passes, what the envoys of the bridge must have, and the bridge on other days.
    """

    as_of: date
    bridge: tuple[Bridge, ...]
    open_now: tuple[tuple[str, str], ...]
    envoys: tuple[Envoy, ...]
    stripped: tuple[Stripped, ...]
    placebo: tuple[PlaceboDay, ...]


@final
@dataclass(frozen=True, slots=True)
class Board:
    """Who can reach whom on a day.

    Attributes
    ----------
    scene
        The records of the day.
    meetings
        Formats that the rules leave.
    cells
        Pairs of the matrix, open ones first.
    channels, groups
        State of every channel and working group.
    attempts
        Contacts since the last breakdown, latest first, with how well each is established.
    asked
        For each side, how far it can say that the rival asked, 0 to 1.
    commitment, mandate_entropy
        For each side, how far it has bound itself in public, 0 to 2, and how unclear it is who speaks for it, 0 to 1.
    who_stage
        Days from the first quarrel of this round over who takes part until a meeting was made public, or until
        the day shown; None without a quarrel.
    who_settled
        True if it ended so.
    venue_only
        Pairs that can meet in person only in a third country.
    occasions
        Occasions within a month.
    talking
        Third countries known to talk with a side: pairs of country and side.
    envoys, stripped, placebo
        Who passes, what the envoys of the bridge must have, and the bridge on other days.
    hindsight
        The same with what became known later, or None if nothing did.
    """

    scene: Scene
    meetings: Meetings
    cells: tuple[Cell, ...]
    channels: tuple[ChannelState, ...]
    groups: tuple[GroupState, ...]
    attempts: tuple[LastContact, ...]
    asked: tuple[float, float]
    commitment: tuple[float, float]
    mandate_entropy: tuple[float, float]
    who_stage: int | None
    who_settled: bool
    venue_only: tuple[tuple[str, str], ...]
    occasions: tuple[FocalEvent, ...]
    talking: tuple[tuple[str, str], ...]
    envoys: tuple[Envoy, ...]
    stripped: tuple[Stripped, ...]
    placebo: tuple[PlaceboDay, ...]
    hindsight: Hindsight | None


def make_board(records: Records, on: date, as_of: date | None = None) -> Board:
    """The board of a day.

    Parameters
    ----------
    records
        Everything typed for the conflict.
    on
        Day shown.
    as_of
        Last day of knowledge; default: the day shown.

    Returns
    -------
    Board
        With a second view, labelled hindsight, if the record knows more by its last day.
    """
    view = scene(records, on, as_of)
    found = meetings(view)
    days = [on - timedelta(days=back) for back in PLACEBO]
    later = None
    if records.last > view.as_of:
        known = scene(records, on, records.last)
        left = meetings(known)
        later = Hindsight(
            records.last,
            left.bridge,
            left.open_now,
            envoys(known, left),
            stripped(known, left),
            placebo_days(records, days, records.last),
        )
    who_stage, who_settled = _who_stage(view)
    attempts = [LastContact(row, view.standing(row)) for row in _attempts(view)]
    return Board(
        scene=view,
        meetings=found,
        cells=_cells(view, found),
        channels=channel_states(view),
        groups=group_states(view),
        attempts=tuple(attempts),
        asked=(asked(view, view.sides[0]), asked(view, view.sides[1])),
        commitment=(commitment(view, view.sides[0]), commitment(view, view.sides[1])),
        mandate_entropy=(mandate_entropy(view, view.sides[0]), mandate_entropy(view, view.sides[1])),
        who_stage=who_stage,
        who_settled=who_settled,
        venue_only=_venue_only(found),
        occasions=tuple(row for row in view.focal_events if _near(row, on)),
        talking=tuple(
            sorted({(row.country, row.with_) for row in view.of(ThirdTalks) if row.stage not in ("none", "announced")})
        ),
        envoys=envoys(view, found),
        stripped=stripped(view, found),
        # A view of one day of knowledge keeps it on the other days; the plain view knows on each what was known then.
        placebo=placebo_days(records, days, view.as_of if view.hindsight else None),
        hindsight=later,
    )


def _near(row: FocalEvent, on: date) -> bool:
    low, high = interval(row.when)
    return low - NEAR <= on <= high + NEAR


def _attempts(view: Scene) -> tuple[Contact, ...]:
    rows = [row for row in view.of(Contact) if row.interval[1] >= view.since]
    return tuple(sorted(rows, key=lambda row: (row.interval[0], row.id), reverse=True))


def _cells(view: Scene, found: Meetings) -> tuple[Cell, ...]:
    space = found.formats
    forbidding = [(side, rule) for side in view.sides for rule in view.rules if rule.then == "forbid"]
    bites = np.array([bite(view, side, rule, space) for side, rule in forbidding], dtype=bool)
    bites = bites.reshape(len(forbidding), *space.shape)
    now, potential = set(found.open_now), set(found.open_potential)
    cells = []
    for i, one in enumerate(space.a):
        for j, other in enumerate(space.b):
            pair = (one.person, other.person)
            contacts = view.contacts(*pair)
            if min(one.rank, other.rank) < SHOWN and not contacts:
                continue
            count = bites[:, i, j, TABLE].sum(axis=0)
            # Of formats that equally few rules forbid, the last: in a third country rather than by telephone.
            place = (i, j, TABLE, *np.argwhere(count == count.min())[-1].tolist())
            closed = pair not in potential
            purposes = np.flatnonzero(found.potential[i, j].any(axis=(1, 2, 3)))
            cells.append(
                Cell(
                    one,
                    other,
                    "closed" if closed else "open" if pair in now else "not put forward",
                    PURPOSES[int(purposes[-1])] if purposes.size else "",
                    LastContact(contacts[0], view.standing(contacts[0])) if contacts else None,
                    space.at(place),
                    _rules(forbidding[n] for n in np.flatnonzero(bites[(slice(None), *place)])) if closed else (),
                )
            )
    order = {"open": 0, "not put forward": 1, "closed": 2}
    return tuple(sorted(cells, key=lambda cell: (order[cell.status], -cell.a.rank, -cell.b.rank)))


def _rules(rows: Iterable[tuple[str, ProtocolRule]]) -> tuple[ProtocolRule, ...]:
    """Each rule once, also one that binds both sides."""
    return tuple({rule.id: rule for _, rule in rows}.values())


def _who_stage(view: Scene) -> tuple[int | None, bool]:
    days = [
        row.interval[0]
        for row in view.happenings
        if (isinstance(row, Contact) and row.reason in WHO)
        or (isinstance(row, Event) and row.type == "B.PROTOCOL_DISPUTE")
    ]
    days = [max(day, view.since) for day in days if day <= view.on]
    if not days:
        return None, False
    settled = [
        view.dossier.known_happening(row)
        for row in view.of(Contact)
        if row.outcome in ("announced", "held")
        and (row.level or 0) >= PRINCIPAL
        and row.medium == "in-person"
        and min(days) < row.interval[0] <= view.on
        and view.dossier.known_happening(row) <= view.on
    ]
    return (min(settled, default=view.on) - min(days)).days, bool(settled)


def _venue_only(found: Meetings) -> tuple[tuple[str, str], ...]:
    open_at: NDArray[np.bool_] = np.asarray(found.potential[:, :, TABLE:].any(axis=(2, 4, 5)))
    third, home = VENUES.index("third"), [VENUES.index("home-a"), VENUES.index("home-b")]
    only = open_at[:, :, third] & ~open_at[:, :, home].any(axis=2)
    return tuple((found.formats.a[i].person, found.formats.b[j].person) for i, j in np.argwhere(only))
