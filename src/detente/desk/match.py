"""Which record of one coding stands for which of another: matching by overlap of spans, blind to labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

__all__ = [
    "KINDS",
    "Fit",
    "Matched",
    "fits_attribution",
    "fits_event",
    "fits_nonresponse",
    "fits_span",
    "pair_up",
    "pieces_of",
    "points",
    "same_place",
]

Record = Mapping[str, Any]
Fit = Callable[[Record, Record], float]

COVERED, KEPT = 0.5, 0.4
"""Share of the coded content that must be found, and of the found content that must lie in the coded."""
HALF = 0.5
"""Share of the shorter evidence, or of a coded cue, that must overlap."""


@final
@dataclass(frozen=True, slots=True)
class Matched:
    """Records of two codings, one to one.

    Attributes
    ----------
    pairs
        Coded and found record.
    missed
        Coded records without a partner.
    extra
        Found records without a partner.
    """

    pairs: list[tuple[Record, Record]]
    missed: list[Record]
    extra: list[Record]


def points(spans: Iterable[Record]) -> set[int]:
    """Code points that the spans cover together."""
    return {point for span in spans if span["start"] is not None for point in range(span["start"], span["end"])}


def pieces_of(record: Record) -> Sequence[Record]:
    """The spans that make a record: content of an attribution, the span itself of anything else."""
    pieces: Sequence[Record] = record.get("content") or (record,)
    return pieces


def same_place(one: Record | None, other: Record | None) -> bool:
    """Whether two spans share a code point."""
    return bool(one and other and points([one]) & points([other]))


def fits_attribution(coded: Record, found: Record) -> float:
    """Half of the coded content found, and two fifths of what was found inside it; 0 or the share in common."""
    want, got = points(coded["content"]), points(found["content"])
    common = len(want & got)
    fits = common >= COVERED * len(want) and common >= KEPT * len(got) and common > 0
    return common / len(want | got) if fits else 0.0


def fits_nonresponse(coded: Record, found: Record) -> float:
    """Frame or cue covers half of the coded cue; 0 or the share covered."""
    want = points([coded["cue"]])
    got = points([found, *([found["cue"]] if found["cue"] else [])])
    share = len(want & got) / len(want)
    return share if share >= HALF else 0.0


def fits_span(coded: Record, found: Record) -> float:
    """Share of code points in common."""
    want, got = points([coded]), points([found])
    return len(want & got) / len(want | got)


def fits_event(coded: Record, found: Record) -> float:
    """Evidence overlaps by half of the shorter and the trigger lies in the coded evidence; 0, or what is in common.

    Several acts in one clause are told apart by their triggers: the same trigger counts for more than any overlap.
    """
    want, got = points([coded]), points([found])
    trigger = found["trigger"]
    common = len(want & got)
    inside = trigger["start"] is not None and coded["start"] <= trigger["start"] and trigger["end"] <= coded["end"]
    if not inside or common < HALF * min(len(want), len(got)):
        return 0.0
    return common / len(want | got) + same_place(coded["trigger"], trigger)


KINDS: Mapping[str, Fit] = {
    "attributions": fits_attribution,
    "nonresponses": fits_nonresponse,
    "dates": fits_span,
    "quantities": fits_span,
    "events": fits_event,
}
"""Kinds of records, and when two of them are the same."""


def pair_up(coded: Sequence[Record], found: Sequence[Record], fits: Fit) -> Matched:
    """Match one to one, the best fit first; ties go to the earlier record.

    Parameters
    ----------
    coded, found
        Records of one kind of one document.
    fits
        0 where two records cannot be the same, else more for a better fit.

    Returns
    -------
    Matched
        Pairs in the order of ``coded``, and what is left on both sides.
    """
    candidates = sorted(
        ((-fit, i, j) for i, c in enumerate(coded) for j, f in enumerate(found) if (fit := fits(c, f)) > 0)
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in candidates:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return Matched(
        pairs=[(record, found[partner[i]]) for i, record in enumerate(coded) if i in partner],
        missed=[record for i, record in enumerate(coded) if i not in partner],
        extra=[record for j, record in enumerate(found) if j not in taken],
    )
