"""What deal? The sentences above its tables: what the zone says, and what it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from detente.core.dates import show_day
from detente.report.words import in_sentence, signed

if TYPE_CHECKING:
    from detente.case.zone import Zone
    from detente.case.zone_answers import Terms

__all__ = ["HELD", "ROWS", "by_choice", "deal_sentences", "package_words", "picked", "terms_words", "whole"]

ROWS = 8
"""Packages, openings and values on a page; JSON holds all."""
LEAST = 0.001
"""Smallest share that is written out."""
NOTHING = 1e-3
"""Worth of a step, percent of a year's income, below which nothing is said of it."""
REASONS = {
    "format": "no format that both admit carries a deal",
    "no surplus": "no package leaves both better off, face aside",
    "face": "typed face costs eat up the gain",
    "home": "somebody at home stops it, by typed chances",
    "enforcement": "a side would not keep its word",
}


HELD = {
    "purchase": "A purchase is counted on top of what would be bought under the duties of the package without it, so "
    "it need not bring back what the duties of the day ended.",
    "minerals": "Who needs critical minerals is drawn over the range of the lever's exposure; what licences let "
    "through is assumed and not drawn.",
}
"""Kinds of lever -> what the page says of them."""


def deal_sentences(zone: Zone) -> tuple[str, ...]:
    """What the zone says, in the order a reader needs it."""
    one, two = (in_sentence(zone.case.ledger.countries.names, side) for side in zone.case.sides)
    goals = _goals(zone)
    sure = zone.certain
    found = [
        f"{zone.count:,} packages of {len(zone.panel.table.levers)} levers under {zone.draws:,} draws of what is typed "
        f"or not known. Scenario, not forecast. Without a deal {zone.against_words}. {goals}.",
        f"Some package suits both {one} and {two} in {whole(zone.probability)} % of draws; the average package in "
        f"{whole(zone.share)} %. A share of draws is no chance of a deal.",
    ]
    if sure > 0.0:
        found.append(
            f"{whole(sure)} % of packages suit both in every draw: payoffs do not tell which of them would come."
        )
    if zone.probability < 1.0:
        parts = ", ".join(
            f"{REASONS[reason]} ({whole(share)} % of draws)" for reason, share in zone.why_empty.items() if share
        )
        found.append(f"Where the zone is empty: {parts}.")
    if zone.against == "war":
        found.append(_war_sentence(zone))
    elif zone.against == "status-quo":
        # what guts the rest is told before it
        found = [found[0], _unforced_sentence(zone), *found[1:], _lasting_sentence(zone)]
    return tuple(sentence for sentence in (*found, _typed_sentence(zone), _hindsight_sentence(zone)) if sentence)


def _goals(zone: Zone) -> str:
    """What counts, once where it is the same to both."""
    if len(same := set(zone.objectives.values())) == 1:
        return f"What counts to both: {same.pop()}"
    return f"What counts: {', '.join(f'{side}: {words}' for side, words in zone.objectives.items())}"


def _unforced_sentence(zone: Zone) -> str:
    """Levers that one side would pull by itself for what it counts; empty where there are none."""
    from detente.case.zone_worth import step_worth

    sides = zone.case.sides
    alone = dict.fromkeys(
        row.lever
        for row in step_worth(zone)
        if row.giver in sides
        and not row.ends.startswith("typed")
        and all(side in row.worth and min(row.worth[side]) > NOTHING for side in sides)
    )
    if not alone:
        return ""
    titles = "; ".join(zone.panel.table.lever(lever).title for lever in alone)
    return (
        "By what is counted here, steps of these levers leave both better off even if nothing is given in return: "
        f"{titles}. So a zone needs no exchange, and that there is one is no finding; it rather shows that what is "
        "counted here does not explain why these measures stand."
    )


def _lasting_sentence(zone: Zone) -> str:
    return (
        "Measures in force are taken to go on for good; if they would have ended anyway, gains are overstated."
        if zone.probability > 0.0
        else ""
    )


def _war_sentence(zone: Zone) -> str:
    """What falling back on the war is worth, and what that does to the reading."""
    parts = ", ".join(f"{side} {signed(0.01 * value)}" for side, value in zone.disagreement.items())
    told = f"Over the measures in force that war is worth, on average over draws, % of a year's income: {parts}."
    if min(zone.disagreement.values()) > 0.0:
        told += (
            " Both are better off in it than as things stand: it is a truce at lower rates without a deal, no threat. "
            "That few packages beat it says little on deals from where things stand."
        )
    return told


def _typed_sentence(zone: Zone) -> str:
    """What typed values add to the package that is listed first; empty where they add nothing."""
    from detente.case.zone_worth import step_worth

    if not zone.packages:
        return ""
    terms = by_choice(zone)[0].terms
    typed = [row for row in step_worth(zone) if row.ends.startswith("typed") and terms.get(row.lever) == row.step]
    if not typed:
        return ""
    names = zone.case.ledger.countries.names
    parts = " and ".join(
        f"{signed(0.01 * sum(row.worth[side][0] for row in typed if side in row.worth), 3)} for "
        f"{in_sentence(names, side)}"
        for side in zone.case.sides
    )
    return (
        f"Of the first package's gain, {parts} (of a year's income, middle of typed ranges) are assumptions of ours, "
        "not results; so is the cost of losing face."
    )


def _hindsight_sentence(zone: Zone) -> str:
    """Says so where levers or ranges rest on documents younger than the day of knowledge."""
    table, known = zone.panel.table, zone.moment.as_of
    records = (
        *(row.cites for row in table.levers),
        *(row.cites for row in table.linkages),
        *(row.cites for row in table.faces),
        *(row.cites for row in table.homes),
    )
    cited = {name for cites in records for name in cites}
    late = sorted(day for name in cited if (day := zone.case.documents[name].known) > known)
    if not late:
        return ""
    return (
        f"Hindsight: {len(late)} of {len(cited)} documents behind levers, ties and typed ranges are younger than "
        f"{show_day(known)}, the last of {show_day(late[-1])}; steps and ranges were typed knowing what had come."
    )


def terms_words(terms: Mapping[str, str]) -> str:
    """Terms of a package, levers in the order of the table."""
    return ", ".join(f"{lever} {step}" for lever, step in terms.items()) or "nothing changes"


def package_words(zone: Zone, terms: Mapping[str, str]) -> str:
    """Terms of a package in the words of the table of levers; what stays as it is is left out."""
    levers = [(zone.panel.table.lever(name), step) for name, step in terms.items()]
    told = [f"{lever.title}: {next(one.title for one in lever.step if one.id == step)}" for lever, step in levers]
    return "; ".join(told) or "nothing changes"


def picked(zone: Zone) -> Terms | None:
    """The package that a Nash bargain picks in most draws; None where it picks none."""
    return max(zone.packages, key=lambda row: (row.chosen, row.probability), default=None)


def by_choice(zone: Zone) -> list[Terms]:
    """Packages, those that a Nash bargain picks most often first."""
    return sorted(zone.packages, key=lambda row: (-row.chosen, -row.probability))[:ROWS]


def whole(share: float) -> str:
    """A share as a whole number of percent, near its ends to a digit; never 0 or 100 where it is neither."""
    if 0.0 < share < LEAST:
        return f"<{100.0 * LEAST:g}"
    if 1.0 - LEAST < share < 1.0:
        return f">{100.0 * (1.0 - LEAST):g}"
    return f"{100.0 * share:.0f}" if share in (0.0, 1.0) or 0.005 <= share <= 0.995 else f"{100.0 * share:.1f}"
