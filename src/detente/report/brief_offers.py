"""What they could do, and what deal: two pages of a brief, in short or in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from detente.core.dates import show_day
from detente.core.errors import DataError
from detente.report.brief_parts import Order, Part
from detente.report.numbers import deal_number
from detente.report.page import Section, Table
from detente.report.words import in_sentence, percent, signed

if TYPE_CHECKING:
    from detente.case.ascent import Ascent, ModelRungs
    from detente.case.case import Case
    from detente.case.options import Options
    from detente.case.zone import Zone
    from detente.ledger.stacking import Moment

__all__ = ["OFFERED", "offered", "offers_part", "read_deal", "read_options"]

OFFERED = "detente.report.brief_offers:offered"
"""What a process beside does."""
SKETCH_DRAWS = 300
"""Draws behind the page on a deal in a short brief: a share of them is known to some three points."""


def offered(order: Order) -> Part:
    """Both pages, from a case opened here; their few pictures are left to who binds the brief and draws anyway.

    Parameters
    ----------
    order
        What is wanted.

    Raises
    ------
    DataError
        If the case has changed since it was opened.
    """
    from detente.case.read import open_case

    case = open_case(order.source)
    if case.digest != order.digest:
        raise DataError(f"case {case.name} was changed while its brief was written; write the brief again.")
    options = read_options(case, order.moment, full=order.full)
    return offers_part(case, order.moment, options, read_deal(case, order.moment, full=order.full), order.stamp)


def read_options(case: Case, moment: Moment, *, full: bool, ruled: bool = False) -> Options | Ascent | str:
    """What the sides could do, or in short what they did; or the sentence that says why there is no such page.

    Parameters
    ----------
    case, moment
        The case, day valued and day of knowledge.
    full
        True: everything; else the ladder so far.
    ruled
        True for a scenario.
    """
    if ruled:
        return "What the sides could do is read from the measures as they are; for a scenario it is not worked out."
    if moment.on <= case.head.baseline_of(moment.on):
        return "What the sides could do is read after the baseline."
    if full:
        from detente.case.options import options

        return options(case, moment.on, moment.as_of)
    from detente.case.ascent import ascent

    return ascent(case, moment.on, moment.as_of)


def read_deal(case: Case, moment: Moment, *, full: bool, ruled: bool = False) -> Zone | str:
    """What deal suits both, or the sentence that says why not; arguments as of :func:`read_options`."""
    if ruled:
        return "What deal suits both is read from the measures as they are; for a scenario it is not worked out."
    if not case.table.known(moment.as_of).levers:
        return "The case knew no levers on this day, so no deal is looked for."
    if moment.on <= case.head.baseline_of(moment.on):
        return "What deal suits both is read after the baseline."
    from detente.case.zone import zone

    if full:
        from detente.report.kept import game_ahead, solved_packages

        solved, wait = solved_packages(case, moment), game_ahead(case, moment)
        return zone(case, on=moment.on, as_of=moment.as_of, solved=solved, wait=wait)
    from detente.case.zone_solve import solve_packages

    solved = solve_packages(case, moment.on, moment.as_of, sketch=True)
    return zone(case, on=moment.on, as_of=moment.as_of, draws=SKETCH_DRAWS, solved=solved)


def offers_part(case: Case, moment: Moment, options: Options | Ascent | str, deal: Zone | str, stamp: str) -> Part:
    """Both pages, the number on a deal and what the bottom line says of them, from what the two readers give."""
    said = " ".join(filter(None, (_alone(options), _deal_clause(deal))))
    return Part((_options(case, moment, options, stamp), _deal(deal, stamp)), (deal_number(moment.on, deal),), said)


def _alone(found: Options | Ascent | str) -> str:
    """What each side would gain or lose by taking back alone what it added; empty where that is not known."""
    from detente.case.ascent import Ascent

    if not isinstance(found, Ascent):
        return ""
    names = found.case.ledger.countries.names
    parts = [
        f"{in_sentence(names, row.by)} would change its own real income by {_log(row.change[0][row.by])} and the "
        f"other's by {_log(row.change[0][other])}"
        for row in found.ahead
        for other in found.case.sides
        if row.move == "all" and other != row.by
    ]
    months = found.horizons[0].name.rpartition(", ")[2]
    return (
        f"What they could do: by taking back alone all it added since {show_day(found.start.on)}, {'; '.join(parts)} "
        f"(within {months}, one value each, no range)."
    )


def _deal_clause(found: Zone | str) -> str:
    if isinstance(found, str):
        return ""
    return (
        f"What deal: by what is counted here the average of {found.count:,} packages leaves both better off in "
        f"{percent(found.share, 0)} of draws, so payoffs say neither why the measures stand nor what will be signed."
    )


def _log(change: float) -> str:
    return signed(float(np.expm1(change)), 2)


def _options(case: Case, moment: Moment, found: Options | Ascent | str, stamp: str) -> Section:
    if isinstance(found, str):
        return Section("options", "What could they do", (found,), annex=True)
    from detente.case.ascent import Ascent

    if not isinstance(found, Ascent):
        from detente.report.options import options_section

        return options_section(found, stamp)
    from detente.report.charts.ladder import ladder_figure
    from detente.report.options_tables import ladder_table

    caption = f"detente {stamp} · ShortRun and LongRun. {case.ledger.base.provenance.get('attribution', '')}"
    rest = (
        "Best replies, the rate with the highest revenue, threats, targeting and third countries take longer: "
        f"they come with --full, or by themselves: detente options {case.name} --on {moment.on}"
    )
    climbed = bool(found.climbed)
    return Section(
        "options",
        "What could they do",
        (*_so_far(found), rest),
        (ladder_figure(found, caption),) if climbed else (),
        (_ahead_table(found), *((ladder_table(found),) if climbed else ())),
    )


def _so_far(found: Ascent) -> tuple[str, ...]:
    """What all rungs and each side's last one cost."""
    if not found.climbed:
        return (f"Neither side has raised its tariffs since {show_day(found.start.on)}.",)
    names = found.case.ledger.countries.names
    one, two = found.case.sides
    told = [
        "Scenario, not forecast. The first table gives moves that each side could make alone, against how things "
        f"stand; the ladder what its acts have cost, against the measures of {show_day(found.start.on)}, everything "
        "that is in force counted, on and by others too. One value each, no range: the short run at the medians of "
        "its parameters, the long run as estimated."
    ]
    for horizon in found.horizons:
        whole = horizon.rungs[-1].value
        parts = [f"with all rungs {' and '.join(_changed(names, side, float(whole[side])) for side in (one, two))}"]
        for side in (one, two):
            mine = [k for k, climb in enumerate(found.climbed) if climb.by == side]
            if not mine:
                continue
            most = max(mine, key=lambda k: found.climbed[k].after - found.climbed[k].before)
            climb, change = found.climbed[most], horizon.rungs[most].change
            parts.append(
                f"the highest rung of {in_sentence(names, side)}, {show_day(climb.day)} ({percent(climb.before, 0)} to "
                f"{percent(climb.after, 0)}), {' and '.join(_changed(names, c, float(change[c])) for c in (one, two))}"
            )
        told.append(f"{horizon.name.capitalize()}: {'; '.join(parts)}.")
        told += [sentence for side in (one, two) if (sentence := _dear(found, horizon, side))]
    return tuple(told)


def _ahead_table(found: Ascent) -> Table:
    from detente.case.ascent import MORE

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
            *(f"{side}, {model.name}" for model in found.horizons for side in (one, two)),
        ),
        tuple(
            (
                row.by,
                words[row.move],
                f"{100.0 * row.before:.0f} → {100.0 * row.after:.0f}",
                *(_log(change[side]) for change in row.change for side in (one, two)),
            )
            for row in found.ahead
        ),
    )


def _dear(found: Ascent, horizon: ModelRungs, side: str) -> str:
    """Rungs of a side that cost it more of its income than the other."""
    mine = [(k, climb) for k, climb in enumerate(found.climbed) if climb.by == side]
    dear = [climb for k, climb in mine if horizon.rungs[k].change[side] < min(0.0, horizon.rungs[k].change[climb.on])]
    if not dear:
        return ""
    who = in_sentence(found.case.ledger.countries.names, side)
    days = ", ".join(show_day(climb.day) for climb in dear)
    return (
        f"{horizon.name.capitalize()}: {len(dear)} of {len(mine)} rungs of {who} cost it more than the other: {days}."
    )


def _changed(names: Mapping[str, str], code: str, log: float) -> str:
    return f"{in_sentence(names, code)} {signed(float(np.expm1(log)), 3)}"


def _deal(found: Zone | str, stamp: str) -> Section:
    if isinstance(found, str):
        return Section("deal", "What deal?", (found,), annex=True)
    from detente.report.deal import deal_section

    return deal_section(found, stamp)
