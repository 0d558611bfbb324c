"""How far two coders agree: Krippendorff's alpha on what they marked and on how they named it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from detente.desk.match import KINDS, pair_up, pieces_of, points

__all__ = ["Agreement", "agreement", "nominal_alpha"]

LABELS: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], Hashable]]] = {
    "attributions": {
        "form": lambda r: r["form"],
        "polarity": lambda r: r["polarity"],
        "source class": lambda r: r["source"]["class"],
        "anonymity": lambda r: r["source"]["anonymous"],
        "side": lambda r: r["source"]["side"],
    },
    "nonresponses": {"kind": lambda r: r["kind"]},
    "dates": {"interval": lambda r: tuple(sorted((r["interval"] or {}).items(), key=str))},
    "quantities": {"kind": lambda r: r["kind"], "comparator": lambda r: r["comparator"]},
    "events": {
        "family": lambda r: r["candidates"][0]["family"],
        "type": lambda r: r["candidates"][0]["type"],
        "status": lambda r: r["status"],
    },
}
"""What is compared of two records that two coders made of the same passage."""


@final
@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two coders on one question.

    Attributes
    ----------
    kind
        Kind of records: attributions, nonresponses, dates, quantities or events.
    question
        ``marked`` (which code points belong to a record of this kind), or the name of a label.
    cases
        Code points compared, or pairs of records.
    same
        Share of cases on which both say the same.
    alpha
        Krippendorff's alpha: 1 full agreement, 0 as by chance; None where nobody used a second value.
    """

    kind: str
    question: str
    cases: int
    same: float | None
    alpha: float | None


def nominal_alpha(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Krippendorff's alpha of two coders, labels without order, nothing missing.

    Parameters
    ----------
    pairs
        The two labels of each case.

    Returns
    -------
    float or None
        ``1 - D_o / D_e``; None without cases, or if all labels are the same.

    Notes
    -----
    Krippendorff (2018), Content Analysis, 4th ed., chapter 12: observed over expected disagreement, the latter from
    the pooled labels without replacement.
    """
    counted = Counter(pairs)
    labels: Counter[Hashable] = Counter()
    for (one, other), times in counted.items():
        labels[one] += times
        labels[other] += times
    n = labels.total()
    expected = n * n - sum(times * times for times in labels.values())
    if not expected:
        return None
    differ = sum(times for (one, other), times in counted.items() if one != other)
    return 1 - 2 * differ * (n - 1) / expected


def agreement(codings: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> tuple[Agreement, ...]:
    """Agreement of two coders over the same documents.

    Parameters
    ----------
    codings
        For each document the two codings, as JSON of the contract.

    Returns
    -------
    tuple of Agreement
        For each kind first ``marked``, then its labels.
    """
    found: list[Agreement] = []
    for kind, fits in KINDS.items():
        marks: Counter[tuple[Hashable, Hashable]] = Counter()
        pairs: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
        for one, other in codings:
            marks.update(_marks(one, other, kind))
            pairs += pair_up(one[kind], other[kind], fits).pairs
        found.append(_agreed(kind, "marked", list(marks.elements())))
        found += [_agreed(kind, label, [(of(a), of(b)) for a, b in pairs]) for label, of in LABELS[kind].items()]
    return tuple(found)


def _marks(one: Mapping[str, Any], other: Mapping[str, Any], kind: str) -> Counter[tuple[Hashable, Hashable]]:
    """Code points marked by both, one or none of the coders."""
    first, second = (points(piece for r in coding[kind] for piece in pieces_of(r)) for coding in (one, other))
    both, only, there = len(first & second), len(first - second), len(second - first)
    none = one["document"]["chars"] - both - only - there
    return Counter({(True, True): both, (True, False): only, (False, True): there, (False, False): none})


def _agreed(kind: str, question: str, pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    same = sum(one == other for one, other in pairs)
    return Agreement(kind, question, len(pairs), same / len(pairs) if pairs else None, nominal_alpha(pairs))
