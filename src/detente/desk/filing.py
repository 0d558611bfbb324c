"""Which record an accepted event becomes: a contact, a demand, a stress report ..., with the fields of its own.

What the draft does not know stays as the record leaves it when nothing is known; a reviewer writes over any field. An
event whose own record needs something that nobody told, such as the economy of a stress report, stays an event.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from detente.desk.queue import Item
from detente.evidence.happenings import (
    Agreement,
    Contact,
    Demand,
    Event,
    Happening,
    Offer,
    Outreach,
    Response,
    Signal,
    StressReport,
    ThirdTalks,
)
from detente.evidence.people import Person

__all__ = ["FIELDS", "RECORDS", "filed"]

RECORDS: Mapping[str, type[Happening]] = {
    "event": Event,
    "contact": Contact,
    "signal": Signal,
    "demand": Demand,
    "offer": Offer,
    "agreement": Agreement,
    "outreach": Outreach,
    "third_talks": ThirdTalks,
    "response": Response,
    "stress": StressReport,
}
"""Table of a case to its record."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "event": ("level", "initiator", "measures", "instrument"),
    "contact": ("initiator", "level", "medium", "portfolio", "agenda", "venue", "intermediary", "outcome", "reason"),
    "signal": ("audience", "medium", "hard", "soft", "taunt", "open_door", "blame_shift", "says_rival_asked"),
    "demand": ("issue", "condition", "public", "answer"),
    "offer": ("issue", "condition", "public", "answer"),
    "agreement": ("issue", "clock_days"),
    "outreach": ("kind", "issue"),
    "third_talks": ("country", "with", "stage"),
    "response": ("kind", "scale"),
    "stress": ("economy", "indicator", "kind", "region", "value", "low", "high", "unit"),
}
"""Table to the fields of its own that a reviewer may write over."""
NUMBERS = ("level", "hard", "soft", "taunt", "open_door", "blame_shift", "says_rival_asked", "clock_days")
TALKS = ("C.CALL", "C.VISIT", "C.MEET", "C.WORKING_LEVEL", "B.NEGOTIATE")
ASKS = ("C.REQUEST", "C.CHANNEL_SEEK", "C.INVITE", "C.OFFER_MEET", "C.LETTER")
TABLES: Mapping[str, str] = {
    **dict.fromkeys((*TALKS, *ASKS, "C.ACCEPT", "C.REFUSE"), "contact"),
    **dict.fromkeys(
        ("S.DEFIANCE", "S.THREAT", "S.ULTIMATUM", "S.ACCUSE", "S.DISPARAGE", "S.DENY", "S.CONCILIATORY"), "signal"
    ),
    **dict.fromkeys(("S.PRAISE", "S.POSITION", "S.AMBIGUOUS"), "signal"),
    **dict.fromkeys(("B.DEMAND", "B.DEMAND_PROTOCOL"), "demand"),
    "B.OFFER": "offer",
    "B.AGREE": "agreement",
    **dict.fromkeys(("T.OUTREACH", "T.OFFER_PURCHASE", "S.WARN_THIRD"), "outreach"),
    "T.TALKS_WITH_RIVAL": "third_talks",
    **dict.fromkeys(("D.MOBILISE", "D.PROPAGANDA", "D.STIMULUS", "D.BAILOUT", "D.REBATE", "D.PERSONNEL"), "response"),
    **dict.fromkeys(("E.TRADE_FREEZE", "E.FIRM_STRESS", "E.JOBS", "E.PRICES", "E.FORECAST"), "stress"),
    **dict.fromkeys(("E.SUPPLY_SQUEEZE", "E.MARKET_STRESS", "D.APPROVAL"), "stress"),
}
"""Type of the ontology to the table of its record; all others are events."""
COMPONENTS: Mapping[str, Mapping[str, int]] = {
    **{key: {"hard": 1} for key in ("S.DEFIANCE", "S.THREAT", "S.ULTIMATUM", "S.ACCUSE")},
    "S.DISPARAGE": {"hard": 1, "taunt": 1},
    **{key: {"soft": 1} for key in ("S.CONCILIATORY", "S.PRAISE")},
}
INDICATORS = {
    "E.TRADE_FREEZE": "orders",
    "E.FIRM_STRESS": "output",
    "E.JOBS": "jobs",
    "E.PRICES": "prices",
    "E.FORECAST": "forecast",
    "E.SUPPLY_SQUEEZE": "shortage",
    "E.MARKET_STRESS": "market",
    "D.APPROVAL": "approval",
}
RESPONSES = {
    "D.MOBILISE": "mobilisation",
    "D.PROPAGANDA": "propaganda",
    "D.STIMULUS": "stimulus",
    "D.BAILOUT": "relief",
    "D.REBATE": "relief",
    "D.PERSONNEL": "personnel",
}
MEDIA = (
    ("video", re.compile(r"\bvideo", re.IGNORECASE)),
    ("call", re.compile(r"\b(?:phone|telephone|calls?|called|calling)\b", re.IGNORECASE)),
    ("letter", re.compile(r"\b(?:letter|wrote|written|note|envelope)\b", re.IGNORECASE)),
    ("margins", re.compile(r"\b(?:margins|sidelines)\b", re.IGNORECASE)),
    ("visit", re.compile(r"\b(?:visit\w*|trip|flew|flies|travel\w*)\b", re.IGNORECASE)),
)
"""Words of a clause to the medium of a contact, the first that stands there."""
PLAIN = {"C.CALL": "call", "C.VISIT": "visit", "C.MEET": "in-person", "C.LETTER": "letter"}


def filed(
    item: Item, row: Mapping[str, Any], figures: Sequence[Mapping[str, Any]], people: Mapping[str, Person], day: date
) -> tuple[str, dict[str, Any]]:
    """The table of an event, and its row with the fields of its own.

    Parameters
    ----------
    item
        The item; ``record`` among its fields names another table.
    row
        The fields that every happening has, as far as they are known.
    figures
        Quantities of its clause, as the draft has them.
    people
        Persons of the case, for ranks.
    day
        A day of the event, at which posts are read.

    Returns
    -------
    tuple
        Name of the table and the row.
    """
    typed, kind = item.fields, str(row["type"])
    table = typed.get("record") or TABLES.get(kind, "event")
    own = _own(table, kind, item, row, figures, people, day)
    own |= {name: _number(name, typed[name]) for name in FIELDS.get(table, ()) if name in typed}
    if "record" not in typed and _lacking(table, own):
        table = "event"
        own = {name: typed[name] for name in FIELDS["event"] if name in typed}
    if own.get("outcome", "refused") != "refused":
        own.pop("reason", None)
    return table, {**row, **{name: value for name, value in own.items() if value not in ("", None)}}


def _lacking(table: str, own: Mapping[str, Any]) -> bool:
    needed = {"stress": ("economy",), "third_talks": ("country", "with"), "outreach": ("kind",)}
    return any(not own.get(name) for name in needed.get(table, ()))


def _number(name: str, value: str) -> Any:
    """A field as its record types it; what is no number is left for the record to refuse."""
    if name in NUMBERS and value.isdigit():
        return int(value)
    if name == "public":
        return {"true": True, "yes": True, "false": False, "no": False}.get(value.lower(), value)
    if name == "measures":
        return re.split(r"[,\s]+", value)
    if name in ("value", "low", "high"):
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _own(
    table: str,
    kind: str,
    item: Item,
    row: Mapping[str, Any],
    figures: Sequence[Mapping[str, Any]],
    people: Mapping[str, Person],
    day: date,
) -> dict[str, Any]:
    actors, targets, status = row["actors"], row["targets"], row["status"]
    if table == "contact":
        return _contact(kind, item, row, people, day)
    if table == "signal":
        return {"medium": "statement", **COMPONENTS.get(kind, {})}
    if table in ("demand", "offer", "agreement"):
        return {"issue": item.fields.get("issue") or "not told"}
    if table == "outreach":
        return {"kind": _outreach(kind, item, status)}
    if table == "third_talks":
        sides = [code for name in (*actors, *targets) for code in [_side(name, people)] if code]
        stage = {"planned": "announced", "offered": "announced"}.get(status, "opened")
        return {"country": sides[0] if sides else "", "with": sides[1] if len(sides) > 1 else "", "stage": stage}
    if table == "response":
        return {"kind": RESPONSES.get(kind, "")}
    if table == "stress":
        economies = [code for name in (*actors, *targets) for code in [_side(name, people)] if code]
        return {
            "economy": economies[0] if economies else "",
            "indicator": INDICATORS.get(kind, ""),
            "kind": "forecast" if kind == "E.FORECAST" else "reported",
            **_figure(figures),
        }
    return {}


def _contact(kind: str, item: Item, row: Mapping[str, Any], people: Mapping[str, Person], day: date) -> dict[str, Any]:
    actors, targets, status, body = row["actors"], row["targets"], row["status"], item.body
    if kind == "C.REFUSE":
        outcome, initiator = "refused", targets[:1]
    elif kind == "C.ACCEPT":
        outcome, initiator = "announced", targets[:1]
    elif kind in ASKS:
        outcome, initiator = ("unanswered" if status == "failed" else "pending"), actors[:1]
    else:
        done = {"actual": "held", "ongoing": "held", "ended": "held", "failed": "cancelled", "negated": "cancelled"}
        outcome, initiator = done.get(status, "announced" if status == "planned" else "pending"), ()
    ends = [_rank(names, people, day) for names in (actors, targets)]
    first = ends if not initiator or initiator[0] in actors else ends[::-1]
    ranked = [rank for rank in ends if rank is not None]
    words = next((name for name, pattern in MEDIA if pattern.search(body["quote"])), "unknown")
    return {
        "initiator": initiator[0] if initiator else "",
        "outcome": outcome,
        "reason": (body["attributes"].get("reason") or "unknown") if outcome == "refused" else None,
        "level": max(ranked) if ranked else None,
        "ranks": tuple(rank for rank in first if rank is not None) if len(ranked) == 2 else (),
        "medium": PLAIN.get(kind, "unknown") if words == "unknown" else words,
    }


def _rank(names: Sequence[str], people: Mapping[str, Person], day: date) -> int | None:
    held = [post.rank for name in names if name in people for post in people[name].posts(day)]
    return max(held, default=None)


def _side(name: str, people: Mapping[str, Person]) -> str:
    """Code of the economy that a name stands for; empty where it stands for none."""
    code = people[name].side if name in people else name
    return code if code.isupper() else ""


def _outreach(kind: str, item: Item, status: str) -> str:
    if kind == "T.OFFER_PURCHASE":
        return "purchase-promise"
    if kind == "S.WARN_THIRD":
        return "warning" if status in ("actual", "ongoing") else "threat"
    words = next((name for name, pattern in MEDIA if pattern.search(item.body["quote"])), "")
    return words if words in ("letter", "call", "visit") else "contact"


def _figure(figures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The first figure of a clause as a stress report holds it: of "up to N" only the upper end."""
    if not figures:
        return {}
    one = figures[0]
    exact = one["comparator"] in ("exact", "about")
    ends = {} if exact else {"low": one["low"], "high": one["high"]}
    return {"value": one["value"] if exact else None, "unit": one["unit"] or "", **ends}
