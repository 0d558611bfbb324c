"""A figure of trade that a text tells beside the case's world and the customs table by month.

Two customs offices never agree on one flow, so a figure agrees if it lies within a tenth of one of the numbers at hand,
or between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, final

import numpy as np

from detente.case.case import Case
from detente.core.errors import DataError
from detente.desk.contract import DateMention, Quantity
from detente.desk.gazetteer import Found, Gazetteer
from detente.desk.law_beside import Compared
from detente.desk.segment import Layout
from detente.world.load import load_monthly
from detente.world.monthly import Monthly, month_index

__all__ = ["Flow", "flows_told", "trade_on"]

NEAR = 0.1
"""How far a figure may lie from a table's: definitions (services, freight, re-exports) move a flow by as much."""
BEHIND = 40
"""Characters that a word behind its figure counts as further off: a figure mostly follows what it measures."""
CUSTOMS = ("USA", "CHN")
"""The pair of the monthly table, its importer first."""
BALANCE = re.compile(r"\b(surplus|deficit|imbalance|trade gap)\b", re.IGNORECASE)
FLOW = re.compile(r"\b(exports?|imports?|shipments|sales|trade|commerce)\b", re.IGNORECASE)
PARTNER = re.compile(r"^ ?(?:goods |products )?(?:to|from|with|between|in) (?:the )?", re.IGNORECASE)
WORLD = re.compile(
    r"\bwith (?:the (?:rest of the )?world|all|everyone)|\b(?:global|overall|worldwide)\b", re.IGNORECASE
)


@final
@dataclass(frozen=True, slots=True)
class Flow:
    """A figure of trade as a text tells it.

    Attributes
    ----------
    quantity
        Id in the draft.
    kind
        ``exports`` (of the first to the second), ``both`` (both ways) or ``surplus`` (of the first with the second).
    owner, partner
        Codes of economies; the partner may be ``world``.
    value, comparator
        USD, and how it is told.
    year, month
        Of when; month is 0 for a whole year.
    """

    quantity: str
    kind: Literal["exports", "both", "surplus"]
    owner: str
    partner: str
    value: float
    comparator: str
    year: int
    month: int


def flows_told(
    layout: Layout,
    dates: Sequence[DateMention],
    figures: Sequence[Quantity],
    gazetteer: Gazetteer,
    sides: tuple[str, str],
) -> list[Flow]:
    """Every figure of trade in dollars whose flow and period the text tells.

    Parameters
    ----------
    layout
        The divided text.
    dates, figures
        What was found in it.
    gazetteer
        Names of economies.
    sides
        The two sides of the case.
    """
    named = [found for found in gazetteer.find(layout.clean) if found.side and found.side != "third"]
    made = []
    for one in figures:
        place = layout.piece_at(one.start)
        if one.kind != "money" or one.unit != "USD" or one.value is None or place is None:
            continue
        piece = layout.pieces[place]
        when = _period(one, [d for d in dates if piece.start <= d.start < piece.end])
        inside = [found for found in named if piece.start <= found.start < piece.end]
        told = _told(layout.clean, piece.start, piece.end, one, inside, sides)
        if when is not None and told is not None:
            made.append(Flow(one.id, *told, one.value, one.comparator, *when))
    return made


def _period(one: Quantity, dates: Sequence[DateMention]) -> tuple[int, int] | None:
    """Year and month of the date nearest to a figure, if it is a whole year or a whole month that is past."""
    near = min(dates, key=lambda d: max(d.start - one.end, one.start - d.end), default=None)
    if near is None or near.interval is None or near.interval.from_ is None or near.interval.to is None:
        return None
    first, last = date.fromisoformat(near.interval.from_), date.fromisoformat(near.interval.to)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return first.year, 0
    if first.day == 1 and 28 <= (last - first).days + 1 <= 31 and first.month == last.month:
        return first.year, first.month
    return None


def _told(
    clean: str, start: int, end: int, one: Quantity, inside: Sequence[Found], sides: tuple[str, str]
) -> tuple[Literal["exports", "both", "surplus"], str, str] | None:
    """Which flow a figure is of: the word nearest to it in its sentence, with the economies around that word."""
    words = [*BALANCE.finditer(clean, start, end), *FLOW.finditer(clean, start, end)]
    words = [m for m in words if not (m[0].lower() == "trade" and BALANCE.match(clean, m.end() + 1, end))]
    word = min(words, key=lambda m: _far(m, one), default=None)
    if word is None:
        return None
    owner = next((f.side for f in reversed(inside) if f.end <= word.start() and word.start() - f.end < 24), None)
    behind = PARTNER.match(clean[word.end() : end])
    at = word.end() + (behind.end() if behind else 0)
    partner = next((f.side for f in inside if behind and at <= f.start < at + 12), None)
    low = word[1].lower()
    if low in ("surplus", "deficit", "imbalance", "trade gap"):
        if partner is None and not WORLD.search(clean, start, end):
            return None
        if owner is None or owner == partner:
            return None
        other = partner or "world"
        if low == "surplus":
            return "surplus", owner, other
        return ("surplus", other, owner) if other != "world" else None
    ways = behind[0].split() if behind else []
    if low in ("trade", "commerce"):
        if "between" in ways or re.search(r"\b(?:two-way|bilateral)\b", clean[start:end]):
            both = list(dict.fromkeys(f.side for f in inside if f.side))[:2] or list(sides)
            return ("both", both[0], both[1]) if len(both) == 2 and both[0] and both[1] else None
        return ("both", owner, partner) if owner and partner and owner != partner else None
    if partner is None or partner == owner:
        return None
    owner = owner or (sides[1 - sides.index(partner)] if partner in sides else None)
    if owner is None:
        return None
    if low.startswith("import"):
        return ("exports", partner, owner) if "from" in ways else None
    return ("exports", owner, partner) if "to" in ways else None


def _far(m: re.Match[str], one: Quantity) -> int:
    """How far a word stands from a figure; one behind it counts as further off."""
    return m.start() - one.end + BEHIND if m.start() > one.start else one.start - m.end()


def trade_on(flow: Flow, case: Case, known: date) -> Compared:
    """Lay a figure of trade beside the tables.

    Parameters
    ----------
    flow
        The figure as told.
    case
        The case.
    known
        Day of knowledge: the day of publication.
    """
    numbers = [*_world(flow, case), *_customs(flow, known)]
    when = f"{flow.year}-{flow.month:02d}" if flow.month else f"{flow.year}"
    if not numbers:
        return Compared("open", "", (), f"No table at hand has this flow for {when}.")
    words = "; ".join(f"{_usd(value)} ({source})" for value, source in numbers)
    low, high = sorted((numbers[0][0], numbers[-1][0]))
    room = NEAR * (2 if flow.comparator in ("more-than", "less-than", "at-least", "at-most") else 1)
    fits = low - room * abs(low) <= flow.value <= high + room * abs(high)
    records = (f"world-{case.ledger.base.name}",)
    what = {"exports": "exports of {0} to {1}", "both": "trade of {0} and {1}", "surplus": "surplus of {0} with {1}"}
    name = what[flow.kind].format(flow.owner, flow.partner)
    if fits:
        return Compared("agrees", words, records, f"Tables have, for {name} in {when}: {words}; within a tenth.")
    return Compared(
        "differs", words, records, f"The text has {_usd(flow.value)}; tables, for {name} in {when}: {words}."
    )


def _world(flow: Flow, case: Case) -> Iterator[tuple[float, str]]:
    """The flow in the case's world, if it is of that year."""
    world = case.ledger.base
    known = {flow.owner, flow.partner} - {"world"} <= set(world.regions)
    if flow.month or flow.year != world.year or not known:
        return
    goods = np.array(world.goods)

    def sold(seller: str, buyer: str) -> float:
        column = world.flows[:, :, goods].sum(axis=2)
        k = [world.regions.index(name) for name in (seller, buyer) if name != "world"]
        if buyer == "world":
            return float(column[:, k[0]].sum() - column[k[0], k[0]])
        if seller == "world":
            return float(column[k[0], :].sum() - column[k[0], k[0]])
        return float(column[k[1], k[0]])

    yield _of(flow, sold) * 1e6, f"goods, world of {world.year}"


def _customs(flow: Flow, known: date) -> Iterator[tuple[float, str]]:
    """The flow by US customs, if it is of this pair and was published by then."""
    if {flow.owner, flow.partner} != set(CUSTOMS):
        return
    table = _published(known)
    if table is None:
        return
    first = month_index(f"{flow.year}-{flow.month or 1:02d}") - table.first
    last = first + (1 if flow.month else 12)
    if first < 0 or last > len(table.imports):
        return

    def sold(seller: str, _: str) -> float:
        return float((table.exports if seller == CUSTOMS[0] else table.imports)[first:last].sum())

    yield _of(flow, sold) * 1e6, "goods, US customs"


@lru_cache(maxsize=4)
def _published(known: date) -> Monthly | None:
    """The months that were published by a day; None where they were too few to be of use."""
    try:
        return load_monthly().known(known)
    except DataError:
        return None


def _of(flow: Flow, sold: Callable[[str, str], float]) -> float:
    there, back = sold(flow.owner, flow.partner), sold(flow.partner, flow.owner)
    return float({"exports": there, "both": there + back, "surplus": there - back}[flow.kind])


def _usd(value: float) -> str:
    return f"USD {value / 1e9:,.0f}bn" if abs(value) < 1e12 else f"USD {value / 1e12:,.2f} trillion"
