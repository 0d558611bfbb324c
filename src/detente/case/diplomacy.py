"""Tables of diplomacy in a case folder, the Records made of them, and what must hold between them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from detente.case.toml import Place
from detente.core.labels import close_name
from detente.core.records import Record
from detente.diplomacy.records import (
    ISSUE,
    Breakdown,
    Channel,
    ChannelEvent,
    FocalEvent,
    Mandate,
    ProtocolRule,
    Records,
    WorkingGroup,
)
from detente.diplomacy.scene import interval
from detente.evidence.dossier import Dossier
from detente.evidence.people import Portfolio

__all__ = ["DIPLOMACY_FILES", "diplomacy_problems", "make_records"]

Rows = Mapping[str, Sequence[tuple[Any, Place]]]

DIPLOMACY_FILES: Mapping[str, Mapping[str, type[Record]]] = {
    "protocol": {"protocol": ProtocolRule, "mandate": Mandate},
    "channels": {"channel": Channel, "channel_event": ChannelEvent, "group": WorkingGroup},
    "calendar": {"focal_event": FocalEvent, "breakdown": Breakdown},
}
"""File of a case to the tables it may hold."""


def make_records(
    sides: tuple[str, str], last: Any, dossier: Dossier, rows: Rows, issue: Sequence[Portfolio] = ISSUE
) -> Records:
    """What diplomacy reads of a case, from the records that were read."""

    def of(table: str) -> tuple[Any, ...]:
        return tuple(row for row, _ in rows.get(table, ()))

    return Records(
        sides=sides,
        last=last,
        dossier=dossier,
        rules=of("protocol"),
        mandates=of("mandate"),
        channels=of("channel"),
        channel_events=of("channel_event"),
        groups=of("group"),
        focal_events=of("focal_event"),
        breakdowns=of("breakdown"),
        issue=tuple(issue),
    )


def diplomacy_problems(
    sides: Sequence[str], rows: Rows, lacks: Callable[[str, Collection[str]], bool]
) -> Iterator[str]:
    """A sentence for each reference that leads nowhere and each side that is none.

    Parameters
    ----------
    sides
        The two sides of the case.
    rows
        Records by table, with their places.
    lacks
        True if a name is missing from those given and nothing unread may hold it.
    """
    ids = {table: {row.id for row, _ in placed} for table, placed in rows.items()}
    cited = {*ids.get("claim", ()), *ids.get("document", ())}
    people = ids.get("person", set())
    ends = {*people, *ids.get("actor", ()), *sides}
    for table in (table for tables in DIPLOMACY_FILES.values() for table in tables):
        for row, place in rows.get(table, ()):
            for part in row.event if table == "group" else (row,):
                for name in part.cites:
                    if lacks(name, cited):
                        yield f'{place.at("cites")}: there is no claim or document "{name}".{close_name(name, cited)}'
    for row, place in rows.get("protocol", ()):
        if row.side not in (*sides, "both"):
            yield f'{place.at("side")}: "{row.side}" is no side of the case; write {", ".join(sides)} or both.'
    for row, place in rows.get("mandate", ()):
        if lacks(row.person, people):
            yield f'{place.at("person")}: there is no person "{row.person}".{close_name(row.person, people)}'
    for row, place in rows.get("channel", ()):
        for field, names in (("end_a", (row.end_a,)), ("end_b", (row.end_b,)), ("carriers", row.carriers)):
            for name in names:
                if lacks(name, ends):
                    yield f'{place.at(field)}: "{name}" is no person, actor or side.{close_name(name, ends)}'
    channels = ids.get("channel", set())
    for row, place in rows.get("channel_event", ()):
        if lacks(row.channel, channels):
            yield f'{place.at("channel")}: there is no channel "{row.channel}".{close_name(row.channel, channels)}'
    for row, place in rows.get("focal_event", ()):
        for name in row.attends:
            if lacks(name, ends) and not name.isupper():
                yield f'{place.at("attends")}: "{name}" is no person, actor or economy.{close_name(name, ends)}'
        if row.known_on and row.known_on > interval(row.when)[1]:
            yield f"{place.at('known_on')}: {row.known_on} lies after the occasion itself."
