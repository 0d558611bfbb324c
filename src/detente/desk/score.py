"""Score a draft against a hand-coded one: precision, recall and F1 by kind, and labels over what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from detente.core.errors import DataError
from detente.desk.match import (
    fits_attribution,
    fits_event,
    fits_nonresponse,
    fits_span,
    pair_up,
    same_place,
)

__all__ = ["MEASURES", "Tally", "check_same_text", "score", "wrong_quotes"]

Record = Mapping[str, Any]

SPEECH = ("direct", "mixed", "indirect")
"""Forms of attribution that are speech; attitude and method are scored apart."""
TOP = 3
"""Families among which the coded one must stand to count as proposed."""


@final
@dataclass(frozen=True, slots=True)
class Tally:
    """Counts behind one figure; tallies of several documents add up.

    Attributes
    ----------
    coded
        Records, or labels, that the coder wrote.
    found
        Records that the draft has; for a label the same as ``coded``.
    right
        Records of both, or labels that are equal.
    """

    coded: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.coded + other.coded, self.found + other.found, self.right + other.right)

    @property
    def precision(self) -> float | None:
        """Share of what was found that is right; None if nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Share of what was coded that was found; None if nothing was coded."""
        return self.right / self.coded if self.coded else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of the two; None if nothing was coded and nothing found."""
        return 2 * self.right / (self.coded + self.found) if self.coded + self.found else None


MEASURES: Mapping[str, str] = {
    "attribution": "speech attributed to somebody",
    "source": "the right source, of attributions found",
    "source class": "its class, of attributions found",
    "anonymity": "anonymous or not, of attributions found",
    "attitude, method": "beliefs, and how the account was made",
    "non-response": "did not answer, declined, not reached",
    "date": "expressions with both ends of the interval right",
    "quantity": "figures with value, or both ends, and unit right",
    "event": "acts and facts, blind to type",
    "family top 1": "first family proposed, of events found",
    "family top 3": "among the first three families, of events found",
    "root top 1": "PLOVER root of the first type, of events found that have one",
    "type top 1": "first type proposed, of events found",
    "status": "actual, planned, denied ..., of events found",
}
"""What is counted, in the order shown, and what each figure says."""


def score(coded: Record, draft: Record) -> dict[str, Tally]:
    """Counts of one document.

    Parameters
    ----------
    coded
        The hand-coded record of a document, as JSON of the contract.
    draft
        What a tool, or another coder, made of the same text.

    Returns
    -------
    dict of str to Tally
        One tally for each of ``MEASURES``.

    Raises
    ------
    DataError
        If the two are not about the same text.

    Notes
    -----
    The rules of matching are those of the contract: an attribution is found if half of its content is covered and two
    fifths of what is proposed lies in it; an event if the evidence overlaps by half of the shorter and the trigger
    lies in the coded evidence; a date counts if it overlaps the expression and both ends are equal. Speech that the
    draft finds where the coder saw a belief or a method counts neither for nor against it.
    """
    check_same_text(coded, draft)
    return {**_attributions(coded, draft), **_mentions(coded, draft), **_events(coded, draft)}


def check_same_text(one: Record, other: Record) -> None:
    """Refuse two drafts of different texts.

    Raises
    ------
    DataError
        If the hashes of the texts differ.
    """
    hashes = [record["document"]["text_sha256"] for record in (one, other)]
    if hashes[0] != hashes[1]:
        raise DataError(
            f"the two are about different texts (hashes {hashes[0][:12]} and {hashes[1][:12]}); "
            "draft the very file that was coded, without a change."
        )


def wrong_quotes(draft: Record, text: str) -> list[str]:
    """Every span whose quote is not the text at its offsets, as ``start-end: quote``; none is as it should be."""
    return [
        f"{span['start']}-{span['end']}: {span['quote']}"
        for span in _spans(draft)
        if text[span["start"] : span["end"]] != span["quote"]
    ]


def _spans(value: Any) -> Iterator[Record]:
    if isinstance(value, Mapping):
        if isinstance(value.get("quote"), str) and isinstance(value.get("start"), int):
            yield value
        for part in value.values():
            yield from _spans(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _spans(part)


def _attributions(coded: Record, draft: Record) -> dict[str, Tally]:
    speech, other = _split(coded["attributions"])
    matched = pair_up(speech, _split(draft["attributions"])[0], fits_attribution)
    aside = pair_up(other, matched.extra, fits_attribution)
    beliefs = pair_up(other, draft["attributions"], fits_attribution)
    sources = [(c["source"], f["source"]) for c, f in matched.pairs]
    return {
        "attribution": Tally(len(speech), len(matched.pairs) + len(aside.extra), len(matched.pairs)),
        "source": _labels(sources, _same_source),
        "source class": _labels(sources, lambda c, f: c["class"] == f["class"]),
        "anonymity": _labels(sources, lambda c, f: c["anonymous"] == f["anonymous"]),
        "attitude, method": Tally(
            len(other),
            len(_split(draft["attributions"])[1]),
            sum(f["form"] not in SPEECH for _, f in beliefs.pairs),
        ),
    }


def _split(records: Iterable[Record]) -> tuple[list[Record], list[Record]]:
    """Speech, and the rest."""
    kept = list(records)
    return [r for r in kept if r["form"] in SPEECH], [r for r in kept if r["form"] not in SPEECH]


def _same_source(coded: Record, found: Record) -> bool:
    if coded["start"] is None:
        return found["start"] is None
    return any(same_place(c, f) for c in (coded, coded["antecedent"]) for f in (found, found["antecedent"]))


def _mentions(coded: Record, draft: Record) -> dict[str, Tally]:
    silent = pair_up(coded["nonresponses"], draft["nonresponses"], fits_nonresponse)
    dates = pair_up(coded["dates"], draft["dates"], fits_span)
    figures = pair_up(coded["quantities"], draft["quantities"], fits_span)
    return {
        "non-response": Tally(len(coded["nonresponses"]), len(draft["nonresponses"]), len(silent.pairs)),
        "date": Tally(
            len(coded["dates"]), len(draft["dates"]), sum(c["interval"] == f["interval"] for c, f in dates.pairs)
        ),
        "quantity": Tally(
            len(coded["quantities"]), len(draft["quantities"]), sum(_same_figure(c, f) for c, f in figures.pairs)
        ),
    }


def _same_figure(coded: Record, found: Record) -> bool:
    """Value and unit, of a range both ends; the bounds of "about" and "more than" follow from the comparator."""
    keys = ("low", "high") if coded["value"] is None else ("value",)
    return all(_near(coded[key], found[key]) for key in keys) and coded["unit"] == found["unit"]


def _near(one: float | None, other: float | None) -> bool:
    """Equal to three significant digits, so that a third is .333 to everybody."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-3 * abs(one)


def _events(coded: Record, draft: Record) -> dict[str, Tally]:
    matched = pair_up(coded["events"], draft["events"], fits_event)
    best = [(c["candidates"][0], f["candidates"]) for c, f in matched.pairs]
    rooted = [(c, f) for c, f in best if c["root"] is not None]
    return {
        "event": Tally(len(coded["events"]), len(draft["events"]), len(matched.pairs)),
        "family top 1": _labels(best, lambda c, f: c["family"] in _families(f)[:1]),
        "family top 3": _labels(best, lambda c, f: c["family"] in _families(f)[:TOP]),
        "root top 1": _labels(rooted, lambda c, f: [c["root"]] == [row["root"] for row in f[:1]]),
        "type top 1": _labels(best, lambda c, f: [c["type"]] == [row["type"] for row in f[:1]]),
        "status": _labels(matched.pairs, lambda c, f: c["status"] == f["status"]),
    }


def _families(candidates: Sequence[Record]) -> list[str]:
    """Families by first appearance."""
    return list(dict.fromkeys(row["family"] for row in candidates))


def _labels(pairs: Sequence[tuple[Any, Any]], same: Callable[[Any, Any], bool]) -> Tally:
    return Tally(len(pairs), len(pairs), sum(same(c, f) for c, f in pairs))
