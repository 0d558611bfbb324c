"""What deal? Packages in tables: what all rows hold once, then what sets each apart; two kinds of deal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from detente.report.deal_words import by_choice, package_words, whole
from detente.report.page import Table
from detente.report.words import in_sentence, points

if TYPE_CHECKING:
    from detente.case.zone import Zone
    from detente.case.zone_answers import Terms

__all__ = ["gain_columns", "gain_numbers", "kinds", "packages_tables", "patience_sentence"]

MANY, FEW = 6, 2
"""Rows on a page of packages that no other beats, and of the surest; JSON holds all."""


def kinds(zone: Zone) -> tuple[list[Terms], list[Terms]]:
    """Packages that no other listed gives both more than, and those that stand here only for suiting both most often.

    Both those that a Nash bargain picks most often first.
    """
    sides = zone.case.sides

    def beaten(row: Terms) -> bool:
        mine = [row.surplus[side] for side in sides]
        for other in zone.packages:
            more = [other.surplus[side] - own for side, own in zip(sides, mine, strict=True)]
            if min(more) >= 0.0 and max(more) > 0.0:
                return True
        return False

    ordered = sorted(zone.packages, key=lambda row: (-row.chosen, -row.probability))
    return [row for row in ordered if not beaten(row)], [row for row in ordered if beaten(row)]


def packages_tables(zone: Zone) -> tuple[Table, ...]:
    """A table for each kind of package, that of the one picked most often first; none where there is no package."""
    front, surest = kinds(zone)
    if not front:
        return ()
    chance = whole(max(row.probability for row in zone.packages))
    told = [
        ("Packages that no other beats for both", front[:MANY]),
        (
            f"Smaller and surer: packages that suit both in more draws than any other ({chance} %), though others give "
            "both more",
            surest[:FEW],
        ),
    ]
    told = [(words, rows) for words, rows in told if rows]
    if by_choice(zone)[0] is told[-1][1][0]:
        told.reverse()
    ends = (", those picked most often first. Mean gains over no deal, less the cost of losing face", "")
    columns = ("what it holds", *gain_columns(zone), "a Nash bargain picks it, % of draws")
    return tuple(
        Table(words + end, columns, tuple(_rows(zone, rows))) for (words, rows), end in zip(told, ends, strict=False)
    )


def _rows(zone: Zone, rows: Sequence[Terms]) -> Iterator[tuple[str, ...]]:
    """What all rows hold once, without numbers, then each with what sets it apart and its numbers."""
    common = {lever: step for lever, step in rows[0].terms.items() if all(row.terms.get(lever) == step for row in rows)}
    if len(rows) == 1:
        common = {}
    if common:
        yield (f"In all of these: {package_words(zone, common)}. Besides:", *("",) * (len(zone.case.sides) + 2))
    for row in rows:
        own = {lever: step for lever, step in row.terms.items() if lever not in common}
        words = package_words(zone, own) if own or not common else "nothing else"
        yield (words, *gain_numbers(row, zone.case.sides), whole(row.chosen) if math.isfinite(row.chosen) else "")


def gain_columns(zone: Zone) -> tuple[str, ...]:
    """How often a package suits both, and what it gives each."""
    names = zone.case.ledger.countries.names
    gains = (f"{names.get(side, side)} gains, % of income" for side in zone.case.sides)
    return ("suits both, % of draws", *gains)


def gain_numbers(row: Terms, sides: Sequence[str]) -> tuple[str, ...]:
    """Cells of :func:`gain_columns`."""
    return whole(row.probability), *(points(0.01 * row.surplus[side], 2) for side in sides)


def patience_sentence(zone: Zone) -> str:
    """From which patience both keep their word in all packages that the tables show; empty where there are none."""
    front, surest = kinds(zone)
    shown = (*front[:MANY], *surest[:FEW])
    if not shown:
        return ""
    parts = []
    for side in zone.case.sides:
        name = in_sentence(zone.case.ledger.countries.names, side)
        most = max(row.critical_delta[side] for row in shown)
        parts.append(f"{most:.2f} for {name}" if math.isfinite(most) else f"no share is enough in some for {name}")
    return (
        "A side keeps its word if cheating until it is seen gains less than the breakdown loses. It does in all "
        "packages of the tables if the next quarter counts to it at least this share of the present one: "
        f"{', '.join(parts)}."
    )
