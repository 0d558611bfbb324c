"""A draft beside its case: rates beside the law, trade beside the tables, events beside recorded ones.

Agreements and contradictions stand side by side with their ids. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from detente.case.case import Case
from detente.desk.against import Told, against_case
from detente.desk.contract import Beside, Conflict, Draft, EventMention
from detente.desk.gazetteer import Gazetteer
from detente.desk.law_beside import acts_in_case, law_on
from detente.desk.levies import Levy
from detente.desk.segment import Layout
from detente.desk.trade_beside import flows_told, trade_on

__all__ = ["beside_case"]

MEANT = 3
"""Rows on one event: two records that it may repeat, and a conflict."""


def beside_case(made: Draft, layout: Layout, gazetteer: Gazetteer, rates: Sequence[Levy], case: Case) -> Draft:
    """The draft with what the case has on the same things: rows side by side, and each contradiction as a conflict.

    Parameters
    ----------
    made
        The draft.
    layout, gazetteer
        Its divided text, and the names it was read with.
    rates
        Its rates of duty.
    case
        The case.
    """
    plain = made.as_dict()
    events: list[EventMention] = []
    rows: list[Beside] = []
    conflicts = list(made.conflicts)
    for event, body in zip(made.events, plain["events"], strict=True):
        told = against_case(plain, body, case.dossier)
        known = [one.record for one in told if one.kind == "repeat"]
        acts = _acts(made, event, case)
        more = {**({"in_case": known} if known else {}), **({"acts_in_case": list(acts)} if acts else {})}
        events.append(replace(event, attributes={**event.attributes, **more}) if more else event)
        rows += [_event_row(event, one) for one in told[:MEANT] if one.kind != "repeat" or one.dated or one.sure]
        conflicts += [
            Conflict("", one.kind, event.start, event.end, event.quote, one.record, one.message)  # type: ignore[arg-type]
            for one in told
            if one.kind != "repeat"
        ]
    for row in _figures(made, layout, gazetteer, rates, case):
        rows.append(row)
        if row.verdict == "differs":
            conflicts.append(
                Conflict("", "quantity", row.start, row.end, row.quote, next(iter(row.records), None), row.message)
            )
    rows.sort(key=lambda one: (one.start, one.end))
    conflicts.sort(key=lambda one: (one.start, one.end))
    return replace(
        made,
        events=tuple(events),
        conflicts=tuple(replace(one, id=f"x{n}") for n, one in enumerate(conflicts, 1)),
        beside=tuple(replace(one, id=f"b{n}") for n, one in enumerate(rows, 1)),
        notes=(*made.notes, *_notes(made, events, case)),
    )


def _acts(made: Draft, event: EventMention, case: Case) -> tuple[str, ...]:
    """Acts of the case that an event of law may tell again."""
    drafted = event.attributes.get("measure")
    mention = next((one for one in made.dates if one.id == event.date), None)
    interval = mention.interval if mention else None
    if drafted is None or interval is None or interval.from_ is None or interval.to is None:
        return ()
    known = date.fromisoformat(made.document.published.to or case.head.last.isoformat())
    day = (date.fromisoformat(interval.from_), date.fromisoformat(interval.to))
    return acts_in_case(drafted, day, case, known)


def _event_row(event: EventMention, told: Told) -> Beside:
    verdict = "open" if told.kind == "repeat" and not told.dated else "agrees" if told.kind == "repeat" else "differs"
    return Beside(
        "",
        verdict,  # type: ignore[arg-type]
        "event",
        event.id,
        event.start,
        event.end,
        event.quote,
        told.case,
        (told.record,),
        told.message,
    )


def _figures(made: Draft, layout: Layout, gazetteer: Gazetteer, rates: Sequence[Levy], case: Case) -> Iterator[Beside]:
    if made.document.published.to is None:
        return
    last = date.fromisoformat(made.document.published.to)
    places = {one.id: one for one in made.quantities}
    for levy in rates:
        said, one = law_on(levy, case, last), places[levy.quantity]
        yield Beside(
            "", said.verdict, "rate", one.id, one.start, one.end, one.quote, said.case, said.records, said.message
        )
    for flow in flows_told(layout, made.dates, made.quantities, gazetteer, case.sides):
        said, one = trade_on(flow, case, last), places[flow.quantity]
        yield Beside(
            "", said.verdict, "trade", one.id, one.start, one.end, one.quote, said.case, said.records, said.message
        )


def _notes(made: Draft, events: list[EventMention], case: Case) -> Iterator[str]:
    if repeated := sum("in_case" in event.attributes for event in events):
        yield f"{repeated} of {len(events)} events may tell what the case has already (attribute in_case)."
    hashes = {made.document.sha256, made.document.text_sha256}
    for document in case.documents.values():
        if hashes & {document.sha256, document.text_sha256}:
            yield f'The case holds this text as "{document.id}".'
