"""What they could do, and what deal: two pages of a brief, in short or in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.dates import show_day
from detente.report.brief_parts import Part
from detente.report.numbers import deal_number
from detente.report.page import Section, Table
from detente.report.words import in_sentence, percent, signed

if TYPE_CHECKING:
    from detente.case.ahead import Ahead
    from detente.case.case import Case
    from detente.case.options import Options
    from detente.case.zone import Zone
    from detente.ledger.stacking import Moment
    from detente.world.world import World

__all__ = ["deal_part", "options_part", "read_deal", "read_options"]

SKETCH_DRAWS = 150
"""Draws behind the page on a deal in a short brief: a share of them is known to some four points."""


def read_options(
    case: Case, moment: Moment, *, world: World | None = None, full: bool, ruled: bool = False
) -> Options | Ahead | str:
    """What the sides could do, or in short a few moves; or the sentence that says why there is no such page.

    Parameters
    ----------
    case, moment
        The case, day valued and day of knowledge.
    world
        Default: the case's own.
    full
        True: everything; else a few moves of each side alone.
    ruled
        True for a scenario.
    """
    if ruled:
        return "What the sides could do is read from the measures as they are; for a scenario it is not worked out."
    if moment.on <= case.head.baseline_of(moment.on):
        return "What the sides could do is read after the baseline."
    if full:
        from detente.case.options import options

        return options(case, moment.on, moment.as_of, world=world)
    from detente.case.ahead import moves_ahead

    return moves_ahead(case, moment.on, moment.as_of, world=world)


def read_deal(case: Case, moment: Moment, *, full: bool, ruled: bool = False) -> Zone | str:
    """What deal suits both on the case's own world, or why there is no such page; as :func:`read_options`."""
    if ruled:
        return "What deal suits both is read from the measures as they are; for a scenario it is not worked out."
    if not case.table.known(moment.as_of).levers:
        return "The case knew no levers on this day, so no deal is looked for."
    if moment.on <= case.head.baseline_of(moment.on):
        return "What deal suits both is read after the baseline."
    from detente.case.zone_solve import NothingValued

    try:
        return _zone(case, moment, full=full)
    except NothingValued:
        return "No lever that the models value was left on this day, so no deal is looked for."


def _zone(case: Case, moment: Moment, *, full: bool) -> Zone:
    from detente.case.zone import zone
    from detente.case.zone_solve import solve_packages

    if full:
        from detente.report.kept import game_ahead, solved_packages

        solved, wait = solved_packages(case, moment), game_ahead(case, moment)
        return zone(case, on=moment.on, as_of=moment.as_of, solved=solved, wait=wait)
    solved = solve_packages(case, moment.on, moment.as_of, sketch=True)
    return zone(case, on=moment.on, as_of=moment.as_of, draws=SKETCH_DRAWS, solved=solved)


def options_part(found: Options | Ahead | str, stamp: str) -> Part:
    """The page on what the sides could do, and what the bottom line says of it; from :func:`read_options`."""
    return Part((_options(found, stamp),), (), _alone(found))


def deal_part(moment: Moment, found: Zone | str, stamp: str) -> Part:
    """The page and the number on a deal, and what the bottom line says of it; from :func:`read_deal`."""
    return Part((_deal(found, stamp),), (deal_number(moment.on, found),), _deal_clause(found))


def _alone(found: Options | Ahead | str) -> str:
    """What each side would gain or lose by taking back alone what it added; empty where that is not known."""
    from detente.case.ahead import Ahead

    if not isinstance(found, Ahead):
        return ""
    names = found.case.ledger.countries.names
    months = found.models[0].rpartition(", ")[2]
    back = [(row, other) for row in found.moves if row.move == "all" for other in found.case.sides if other != row.by]
    parts = [
        f"if {in_sentence(names, row.by)} took back all that it added since {show_day(found.start.on)}, its own real "
        f"income would change by {_log(row.change[0][row.by])} and that of {in_sentence(names, other)} by "
        f"{_log(row.change[0][other])}"
        for row, other in back
    ]
    return f"What each could do alone, within {months}: {'; '.join(parts)} (one value each, no range)."


def _deal_clause(found: Zone | str) -> str:
    from detente.report.deal_words import package_words, picked

    if isinstance(found, str):
        return ""
    chosen = picked(found)
    named = "" if chosen is None else f" Picked most often by a Nash bargain: {package_words(found, chosen.terms)}."
    return (
        f"What deal: the average of {found.count:,} packages leaves both better off in {percent(found.share, 0)} of "
        "draws, which is not the chance of a deal: what is counted here says neither why the measures stand nor what "
        f"will be signed.{named}"
    )


def _log(change: float) -> str:
    return signed(float(np.expm1(change)), 2)


def _options(found: Options | Ahead | str, stamp: str) -> Section:
    if isinstance(found, str):
        return Section("options", "What could they do", (found,), annex=True)
    from detente.case.ahead import Ahead

    if not isinstance(found, Ahead):
        from detente.report.options import options_section

        return options_section(found, stamp)
    told = (
        "Scenario, not forecast: moves that each side could make alone, against how things stand. One value each, no "
        "range: the short run at the medians of its parameters, the long run as estimated."
    )
    rest = (
        "What each act so far cost both, best replies, the rate with the highest revenue, threats, targeting and third "
        "countries are not here: see how to reproduce this."
    )
    return Section("options", "What could they do", (told, rest), (), (_ahead_table(found),))


def _ahead_table(found: Ahead) -> Table:
    from detente.case.ahead import MORE

    one, two = found.case.sides
    since = show_day(found.start.on)
    words = {
        "all": f"takes back all it added since {since}",
        "half": "takes back half of it",
        "more": f"adds {100.0 * MORE:g} points on all goods",
    }
    return Table(
        "What each side could do next, alone: change of real income in a year against how things stand",
        (
            "who",
            "does",
            "mean tariff, %",
            *(f"{side}, {model}" for model in found.models for side in (one, two)),
        ),
        tuple(
            (
                row.by,
                words[row.move],
                f"{100.0 * row.before:.0f} → {100.0 * row.after:.0f}",
                *(_log(change[side]) for change in row.change for side in (one, two)),
            )
            for row in found.moves
        ),
    )


def _deal(found: Zone | str, stamp: str) -> Section:
    if isinstance(found, str):
        return Section("deal", "What deal?", (found,), annex=True)
    from detente.report.deal import deal_section

    return deal_section(found, stamp)
