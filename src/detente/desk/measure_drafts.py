"""An act of law told in a text as a draft of the measure's record: what the text gives, and what a reviewer must add.

A text rarely tells the legal layer, the day of the act beside the day it took effect, or a list of goods; none of these
is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from detente.core.errors import UsageError
from detente.desk.contract import DateMention, EventMention
from detente.desk.levies import Levy
from detente.desk.segment import Layout
from detente.ledger.measures import RATED

__all__ = ["FIELDS", "measure_row", "with_measures"]

KINDS: Mapping[str, str] = {
    "M.TARIFF_IMPOSE": "tariff",
    "M.TARIFF_RAISE": "tariff",
    "M.RETALIATE": "tariff",
    "M.IMPORT_CURB": "import-curb",
    "M.EXPORT_CONTROL": "export-control",
    "M.SERVICES_RESTRICT": "services-restriction",
    "M.ENTITY_LIST": "entity-listing",
    "M.DE_MINIMIS_END": "de-minimis",
    "M.TRAVEL_WARNING": "travel-warning",
    "M.TARIFF_SUSPEND": "suspension",
    "M.EXEMPTION": "exemption",
    "M.PURCHASE_PLEDGE": "purchase-pledge",
}
"""Type of an event to the kind of a measure; a rollback is a repeal, and a person under sanctions no measure."""
NEEDED = ("kind", "by", "on", "goods", "authority", "announced", "effective")
"""Fields that a measure must have, in the order in which they are shown; a tariff needs its rate too."""
FIELDS = (*NEEDED, "rate", "until", "instrument", "title")
"""What a reviewer may write over, and sees as the draft of the record."""
REAL = ("actual", "ongoing", "planned")
BINDS = re.compile(
    r"\b(?:effective|effect|force|from|starting|beginning|as of|applies|applied)\b[^.]{0,12}$", re.IGNORECASE
)
"""Words just before a date that make it the day an act binds, not the day it was told."""


def with_measures(
    layout: Layout, events: Sequence[EventMention], dates: Sequence[DateMention], rates: Sequence[Levy]
) -> tuple[EventMention, ...]:
    """Events of law with a draft of their measure in ``attributes["measure"]``, where the text tells who acts and more.

    Parameters
    ----------
    layout
        The divided text.
    events, dates
        What was found in it.
    rates
        Its rates of duty.

    Returns
    -------
    tuple of EventMention
        The draft holds every field of ``NEEDED`` and ``rate``, null where the text does not tell it, ``goods_named``
        (words for single goods) and ``lacks``, what must be added.
    """
    made = []
    for event in events:
        kind = KINDS.get(event.candidates[0].type)
        if kind is None or event.status not in REAL:
            made.append(event)
            continue
        own = [one for one in rates if one.event == event.id]
        drafted = _drafted(layout, event, kind, own, dates)
        enough = drafted["by"] and any(drafted[name] for name in ("on", "rate", "goods", "announced", "effective"))
        made.append(replace(event, attributes={**event.attributes, "measure": drafted}) if enough else event)
    return tuple(made)


def _drafted(
    layout: Layout, event: EventMention, kind: str, rates: Sequence[Levy], dates: Sequence[DateMention]
) -> dict[str, Any]:
    level = next((one for one in rates if one.role == "level"), None)
    told = level or next(iter(rates), None)
    by = (told.importer if told else None) or (event.actor.country if event.actor else None)
    on = [told.exporter] if told and told.exporter else sorted({t.country for t in event.targets if t.country})
    on = [code for code in on if code not in (by, "third")]
    announced, effective = _days(layout, event, dates)
    named = list(told.goods) if told else [str(word) for word in event.attributes.get("goods", ())]
    found: dict[str, Any] = {
        "kind": kind,
        "by": by,
        "on": "all" if on == ["all"] else on or None,
        "goods": "all" if told and not named and told.exporter and not told.assumed else None,
        "authority": None,
        "announced": announced,
        "effective": effective,
        "rate": level.rate if level and kind in RATED else None,
    }
    needed = (*NEEDED, "rate") if kind in RATED else NEEDED
    return {**found, "goods_named": named, "lacks": [name for name in needed if found[name] is None]}


def _days(layout: Layout, event: EventMention, dates: Sequence[DateMention]) -> tuple[str | None, str | None]:
    """Day of the act and first day it binds, of the dates in the sentence that are one day."""
    place = layout.piece_at(event.start)
    if place is None:
        return None, None
    piece = layout.pieces[place]
    announced = effective = None
    for one in dates:
        day = one.interval.from_ if one.interval and one.interval.from_ == one.interval.to else None
        if day is None or one.quote.lower() == "now" or not piece.start <= one.start < piece.end:
            continue
        if BINDS.search(layout.clean, max(piece.start, one.start - 30), one.start):
            effective = effective or day
        elif one.id == event.date or event.date is None:
            announced = announced or day
    return announced, effective


def measure_row(
    name: str, title: str, document: str, drafted: Mapping[str, Any], typed: Mapping[str, str]
) -> dict[str, Any]:
    """A measure as its record takes it: what was drafted, and over it what a reviewer typed.

    Parameters
    ----------
    name
        Its id.
    title
        Its title unless one was typed.
    document
        The document that it cites.
    drafted
        The draft; empty where the text's event was none of law.
    typed
        Fields as typed: economies separated by commas; goods as ``all``, HS codes, sectors or ``list NAME``; the rate
        as a share.

    Raises
    ------
    UsageError
        If a field that a measure needs is neither drafted nor typed.
    """
    told = {key: drafted.get(key) for key in (*NEEDED, "rate")} | {key: typed[key] for key in FIELDS if typed.get(key)}
    needed = (*NEEDED, "rate") if told["kind"] in RATED else NEEDED
    lacking = [key for key in needed if told.get(key) is None]
    if lacking:
        raise UsageError(f"the measure lacks {', '.join(lacking)}: type e and {lacking[0]} = ...")
    row = {key: value for key, value in told.items() if value is not None}
    row["goods"] = _goods(row["goods"])
    if isinstance(row["on"], str) and row["on"] != "all":
        row["on"] = re.split(r"[,\s]+", row["on"].strip())
    if "rate" in typed:
        row["rate"] = _share(typed["rate"])
    for key in ("announced", "effective", "until"):
        if isinstance(row.get(key), str):
            row[key] = _day(key, row[key])
    return {"title": title, **row, "id": name, "cites": [document]}


def _goods(told: str) -> str | dict[str, Any]:
    """Goods as typed: ``all``, ``list steel``, HS codes or sectors."""
    words = re.split(r"[,\s]+", told.strip())
    if words == ["all"]:
        return "all"
    if words[0] == "list" and len(words) == 2:
        return {"list": words[1]}
    return {"hs" if words[0][:1].isdigit() else "sectors": words}


def _share(told: str) -> float:
    try:
        return float(told)
    except ValueError:
        raise UsageError(f'rate: "{told}" is no share; 25 % is typed 0.25.') from None


def _day(name: str, told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise UsageError(f'{name}: "{told}" is no day; write year-month-day.') from None
