"""The parts of a brief: each is worked out on its own, here or in a second process, and gives finished pages.

A part holds words, numbers and figures only, so it can be sent between processes and stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, final

from detente.case.case import Case
from detente.ledger.stacking import Moment
from detente.report.meeting import Meeting, meeting_number, meeting_sections, next_clause
from detente.report.numbers import KeyNumber
from detente.report.page import Section

if TYPE_CHECKING:
    from detente.case.hurting import Hurting
    from detente.world.world import World

__all__ = ["Part", "hurting_part", "meeting_part", "read_hurting"]

PRESSURE_DRAWS = 60
"""Draws behind the pressure pages of a full brief, as many as ``detente pressure`` takes."""
QUICK_DRAWS = 30
"""Draws behind them otherwise, the fewest with which medians are printed, so that a brief is soon made."""
FEWEST_DRAWS = 8
FIRST_FAN = date(2020, 1, 1)
"""First day for which the monthly path of trade, fitted on the war of 2018 and 2019, says something of the future."""


@final
@dataclass(frozen=True, slots=True)
class Part:
    """Finished pages on one matter.

    Attributes
    ----------
    sections, numbers
        Pages and key numbers.
    sentence
        What the bottom line says of the matter; empty where it says nothing.
    """

    sections: tuple[Section, ...]
    numbers: tuple[KeyNumber, ...] = ()
    sentence: str = ""


def read_hurting(
    case: Case,
    moment: Moment,
    *,
    world: World | None = None,
    draws: int | None = None,
    full: bool = False,
    ruled: bool = False,
) -> Hurting | str:
    """What the pressure pages show, or the sentence that says why there are none.

    Parameters
    ----------
    case, moment
        The case, day valued and day of knowledge.
    world
        Default: the case's own.
    draws
        Draws asked for; at most those of a quick or a full brief are taken.
    full
        Twice the draws.
    ruled
        True for a scenario.
    """
    from detente.case.hurting import gather
    from detente.case.path import trade_path
    from detente.case.path_record import SIDES
    from detente.case.pressure import pressure

    world = world or case.ledger.base
    if ruled:
        return "The pages on pressure read the measures of a day as they are; for a scenario they are not worked out."
    if world.employment is None:
        return f"World {world.name} knows no employment, so nothing is said of jobs and firms."
    most = PRESSURE_DRAWS if full else QUICK_DRAWS
    many = most if draws is None else min(max(draws, FEWEST_DRAWS), most)
    found = pressure(case, moment.on, moment.as_of, world=world, draws=many)
    trade = None
    if set(case.sides) == {side.importer for side in SIDES} and moment.on >= FIRST_FAN:
        year = moment.on.year
        ends = f"{year - 1}-{moment.on:%m}", f"{year + 1}-{moment.on:%m}"
        trade = trade_path(case, start=ends[0], end=ends[1], as_of=moment.as_of)
    return gather(found, trade)


def hurting_part(found: Hurting | str, stamp: str) -> Part:
    """The pages on pressure; ``found`` as :func:`read_hurting` gives it."""
    from detente.report.headline import hurts_sentence
    from detente.report.pressure import pressure_numbers, pressure_sections

    if isinstance(found, str):
        return Part((Section("hurting", "Who is hurting, how soon, how sure", (found,), annex=True),))
    return Part(pressure_sections(found, stamp), pressure_numbers(found.pressure), hurts_sentence(found.pressure))


def meeting_part(found: Meeting, stamp: str) -> Part:
    """The pages on talks."""
    numbers = (
        () if isinstance(found.forecast, str) else (meeting_number(found.forecast, found.case.dossier.happenings),)
    )
    return Part(meeting_sections(found, stamp), numbers, next_clause(found))
