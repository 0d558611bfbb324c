"""What deal? The table as both sit down at it: fallbacks, opening positions, the first deal, a mechanism for later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.report.deal_words import package_words, terms_words, whole
from detente.report.page import Table
from detente.report.words import in_sentence, percent, points

if TYPE_CHECKING:
    from detente.case.zone import Zone
    from detente.case.zone_table import FirstDeal, LeverShare, Mechanism, SitDown, Worth

__all__ = ["going_on_sentence", "sit_down_body", "sit_down_lines", "sit_down_tables"]

SAME = 0.5
"""Share of draws below which a lever has no step that stands out."""
WORDS = {"status-quo": "nothing moves", "wait": "the game goes on", "war": "war"}


def sit_down_tables(zone: Zone, sat: SitDown) -> tuple[Table, ...]:
    """Fallbacks, opening positions and the first deal.

    Parameters
    ----------
    zone, sat
        The zone, and the table as both sit down at it.
    """
    return tuple(table for table in (_fallbacks(zone, sat), _positions(zone, sat), _first(zone, sat)) if table.rows)


def _fallbacks(zone: Zone, sat: SitDown) -> Table:
    """What sides fall back on, and what that does to packages."""
    asked = any(row.package is not None for row in sat.fallbacks)
    sides = zone.case.sides
    return Table(
        "What sides could fall back on: worth over the measures in force going on, mean and central 90 % of draws, % "
        "of a year's income; and packages that suit both against it",
        ("without a deal", *sides, "average package, % of draws", *(("this package, % of draws",) if asked else ())),
        tuple(
            (
                _name(row.against, standing=row.standing),
                *(_range(row.worth[side]) for side in sides),
                whole(row.share),
                *(("" if row.package is None else whole(row.package),) if asked else ()),
            )
            for row in sat.fallbacks
        ),
    )


def sit_down_lines(zone: Zone, sat: SitDown) -> tuple[str, ...]:
    """What the tables rest on and mean.

    Parameters
    ----------
    zone, sat
        The zone, and the table as both sit down at it.
    """
    found = (_basis(zone), _opening(zone, sat), _first_words(zone, sat.first), _mechanism(zone, sat.mechanism))
    return tuple(sentence for sentence in found if sentence)


def sit_down_body(sat: SitDown) -> dict[str, Any]:
    """Keys of the JSON answer.

    Parameters
    ----------
    sat
        The table as both sit down at it.
    """
    first, later = sat.first, sat.mechanism
    return {
        "fallbacks": [
            {
                "against": row.against,
                "words": row.words,
                "standing": row.standing,
                "worth": _ends(row.worth),
                "share": row.share,
                "package": row.package,
            }
            for row in sat.fallbacks
        ],
        "positions": [
            {
                "of": list(row.of),
                "terms": dict(row.terms),
                "stances": [
                    {
                        "id": stance.id,
                        "side": stance.side,
                        "lever": stance.lever,
                        "step": stance.step,
                        "known": stance.known,
                        "claims": list(stance.claims),
                        "records": list(stance.records),
                    }
                    for stance in row.stances
                ],
                "probability": row.probability,
                "surplus": _ends(row.surplus),
                "tie": row.tie,
            }
            for row in sat.positions
        ],
        "first_deal": {
            "draws": first.draws,
            "none": first.none,
            "packages": [{"terms": dict(terms), "share": share} for terms, share in first.packages],
            "steps": [
                {"lever": row.lever, "step": row.step, "share": row.share, "low": row.low, "high": row.high}
                for row in first.steps
            ],
            "surplus": _ends(first.surplus),
        },
        "mechanism": None
        if later is None
        else {
            "typed": {side: {"low": low, "high": high} for side, (low, high) in later.typed.items()},
            "share": later.share,
            "share_before": later.share_before,
            "quarters": later.quarters,
            "quarters_before": later.quarters_before,
            "channel": _ends(later.channel),
            "table": _ends(later.table),
        },
    }


def _positions(zone: Zone, sat: SitDown) -> Table:
    sides = zone.case.sides
    return Table(
        "What each side opens with, as far as a record says so, and all that both offer: gains over having no deal, "
        "face taken off, mean and central 90 % of draws, % of a year's income",
        ("of", "terms", "known as", "claims", "% of draws in the zone", *sides),
        tuple(
            (
                row.of[0] if len(row.of) == 1 else "offers of both",
                terms_words(row.terms) + (" (breaks a tie)" if row.tie else ""),
                ", ".join(dict.fromkeys(stance.known for stance in row.stances)),
                ", ".join(dict.fromkeys(claim for stance in row.stances for claim in stance.claims)),
                whole(row.probability),
                *(_range(row.surplus[side]) for side in sides),
            )
            for row in sat.positions
        ),
    )


def _first(zone: Zone, sat: SitDown) -> Table:
    """The step of every lever that most draws hold."""
    best: dict[str, LeverShare] = {}
    for row in sat.first.steps:
        if row.lever not in best or row.share > best[row.lever].share:
            best[row.lever] = row
    return Table(
        f"The first deal by what is counted here: step of each lever that the Nash bargain among all packages holds in "
        f"most of {sat.first.draws} draws, both sides weighing alike; in brackets with one of them weighing twice the "
        "other",
        ("lever", "step", "in words", "% of draws"),
        tuple(
            (
                row.lever,
                row.step if row.share >= SAME else f"{row.step} (none stands out)",
                row.title,
                f"{whole(row.share)} ({whole(row.low)} to {whole(row.high)})",
            )
            for row in best.values()
        )
        if zone.probability > 0.0
        else (),
    )


def going_on_sentence(zone: Zone, sat: SitDown) -> str:
    """What going on without a deal is worth in the game of attrition; empty without a game.

    Parameters
    ----------
    zone, sat
        The zone, and the table as both sit down at it.
    """
    game = zone.waiting
    rows = [row for row in sat.fallbacks if row.against == "wait"]
    if game is None or not rows:
        return ""
    sides, stands = zone.case.sides, next(row for row in sat.fallbacks if row.against == "status-quo")

    def told(worth: Mapping[str, Worth]) -> str:
        return ", ".join(f"{side} {_range(worth[side])}" for side in sides)

    parts = [
        f"Nobody has to agree: if the game of attrition goes on, it brings {told(rows[0].worth)} % of a year's income "
        "over the measures in force going on"
    ]
    if standing := [row for row in rows if row.standing]:
        parts.append(
            f"; its draws weighed by the chance that the rung stands another {game.as_long} days, "
            f"{'as long as' if game.as_long == game.stood else 'less than'} it has stood, {told(standing[0].worth)}"
        )
    shares = ", or ".join(f"{whole(row.share)} %" for row in rows)
    parts.append(
        f". Against that the average package suits both in {shares} of draws; against the measures in force going on, "
        f"in {whole(stands.share)} %."
    )
    return "".join(parts)


def _basis(zone: Zone) -> str:
    """What the value of going on rests on; empty without a game."""
    game = zone.waiting
    if game is None:
        return ""
    soon = f"{whole(float(game.stays.mean()))} % to the rung's standing another {game.as_long} days, and "
    return (
        f"Going on: the game gives {soon if game.as_long else ''}{whole(game.after_a_year)} % to the rung of the day "
        "after a year; it falls when a side cuts alone, or when a meeting takes a rung off. It is fitted to who met "
        "and who asked, not to public steps, and few of its parameters are learned, so its range is wide and its "
        "middle weak. A rung is worth what its tariff on all goods of both gives in the models of this page, in place "
        "at once; after a year it stays. Pain, blame and costs of acting are left out, as they are of packages."
    )


def _opening(zone: Zone, sat: SitDown) -> str:
    """What the record does not hold, and who asks for what breaks a tie; empty where no stance is known."""
    table = zone.panel.table
    if not table.stances:
        return ""
    names = zone.case.ledger.countries.names
    silent = [
        in_sentence(names, side)
        for side in zone.case.sides
        if not any(row.side == side and table.lever(row.lever).giver not in (side, "both") for row in table.stances)
    ]
    parts = [f"Opening positions are records of levers.toml with their claims: {len(table.stances)} by this day."]
    if silent:
        parts.append(f"No record says what {' or '.join(silent)} asks the other to give.")
    guessed = [row.id for row in table.stances if row.known == "conjecture"]
    if guessed:
        parts.append(f"Only expected by others: {', '.join(guessed)}.")
    parts += [f"The terms of {row.of[0]} break a tie: {row.tie}" for row in sat.positions if row.tie]
    return " ".join(parts)


def _first_words(zone: Zone, first: FirstDeal) -> str:
    """How often one package is the first deal; empty where there is none."""
    if not first.packages:
        return ""
    terms, share = first.packages[0]
    none = f" In {whole(first.none)} % of draws there is none." if first.none else ""
    gains = ", ".join(f"{side} {_range(first.surplus[side])}" for side in zone.case.sides)
    return (
        f"The Nash bargain among all packages differs between draws: {len(first.packages)} packages share "
        f"{first.draws} of them, and {whole(share)} % fall on the one picked most often: {package_words(zone, terms)}."
        f"{none} It gives {gains} % of a year's income. It splits what there is to gain by what is counted here, and "
        "knows nothing of what else the sides want."
    )


def _mechanism(zone: Zone, later: Mechanism | None) -> str:
    """What a mechanism for later talks is worth; empty where none is on the table."""
    if later is None:
        return ""
    sides = zone.case.sides
    ends = ", ".join(f"{side} {low:g} to {high:g}" for side, (low, high) in later.typed.items())
    typed = f"typed, {ends} % of a year's income" if ends else "no worth is typed"
    told = (
        f"A mechanism for later talks: {typed}; cheating is seen and answered after {later.quarters:g} instead of "
        f"{later.quarters_before:g} quarters; the average package suits both in {percent(later.share)} instead of "
        f"{percent(later.share_before)} of draws."
    )
    if later.channel:
        channel = ", ".join(f"{side} {_range(later.channel[side], 3)}" for side in sides)
        table = ", ".join(f"{side} {_range(later.table[side], 3)}" for side in sides)
        told += (
            f" By the game of attrition, which the typed range does not use, a channel that works is worth {channel} "
            f"over none, and being at the table {table} over how things stand."
        )
    return told


def _name(against: str, *, standing: bool) -> str:
    return f"{WORDS[against]}, if the rung stands" if standing else WORDS[against]


def _range(worth: Worth, digits: int = 2) -> str:
    mean, low, high = (points(0.01 * value, digits) for value in worth)
    return f"{mean} ({low} to {high})"


def _ends(worth: Mapping[str, Worth]) -> dict[str, dict[str, float]]:
    return {side: {"mean": mean, "low": low, "high": high} for side, (mean, low, high) in worth.items()}
