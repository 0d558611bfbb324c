"""Analysis of competing hypotheses: which explanation has the least against it.

Letters: ``h`` hypotheses, ``c`` claims, ``w`` weight of a claim's grade. Inconsistency of ``h`` is the sum over claims
of ``w`` times 1 for I and 2 for II (Heuer 1999, ch. 8): what speaks for an explanation often speaks for its rivals too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import final

from detente.evidence.records import Cell

__all__ = ["Matrix", "matrix"]

AGAINST = {"CC": 0.0, "C": 0.0, "N": 0.0, "I": 1.0, "II": 2.0}
SCORE = {"CC": 2, "C": 1, "N": 0, "I": -1, "II": -2}


@final
@dataclass(frozen=True, slots=True)
class Matrix:
    """Hypotheses against claims.

    Attributes
    ----------
    hypotheses
        Ids, fewest inconsistencies first; ties by id.
    claims
        Ids, most diagnostic first; ties by id.
    fit
        Cell of (claim, hypothesis); N where none is typed.
    weight
        Weight of each claim.
    inconsistency
        Of each hypothesis.
    diagnosticity
        Of each claim: widest difference of its cells over the hypotheses, 0 to 4, times its weight.
    without
        By claim, the hypothesis that would lead if the claim were left out, where another one would.
    """

    hypotheses: tuple[str, ...]
    claims: tuple[str, ...]
    fit: Mapping[tuple[str, str], str]
    weight: Mapping[str, float]
    inconsistency: Mapping[str, float]
    diagnosticity: Mapping[str, float]
    without: Mapping[str, str]


def matrix(hypotheses: Iterable[str], cells: Iterable[Cell], weight: Mapping[str, float]) -> Matrix:
    """Rank hypotheses by the weight of what speaks against them.

    Parameters
    ----------
    hypotheses
        Ids.
    cells
        Typed judgements; a pair that has none counts as N.
    weight
        Weight of each claim, from its grade.

    Returns
    -------
    Matrix
        Ordered, with what decides the order.
    """
    names = sorted(hypotheses)
    fit: dict[tuple[str, str], str] = {}
    for cell in cells:
        fit[cell.claim, cell.hypothesis] = cell.fit
    rows = sorted({claim for claim, _ in fit})
    fit |= {(claim, name): "N" for claim in rows for name in names if (claim, name) not in fit}

    def against(left_out: str | None) -> dict[str, float]:
        return {
            name: sum(weight[claim] * AGAINST[fit[claim, name]] for claim in rows if claim != left_out)
            for name in names
        }

    def order(total: Mapping[str, float]) -> list[str]:
        return sorted(names, key=lambda name: (round(total[name], 12), name))

    total = against(None)
    ranked = order(total)
    spread = {
        claim: weight[claim] * (max(values) - min(values))
        for claim in rows
        for values in [[SCORE[fit[claim, name]] for name in names] or [0]]
    }
    leaders = {claim: order(against(claim))[:1] for claim in rows}
    return Matrix(
        hypotheses=tuple(ranked),
        claims=tuple(sorted(rows, key=lambda claim: (-spread[claim], claim))),
        fit=fit,
        weight={claim: weight[claim] for claim in rows},
        inconsistency=total,
        diagnosticity=spread,
        without={claim: leader[0] for claim, leader in leaders.items() if leader and leader[0] != ranked[0]},
    )
