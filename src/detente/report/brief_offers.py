"""The pages of a brief on what could be done: what the sides could do, and what deal suits both.

Both take long, so a short brief says how to get them; nothing heavy is imported for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.report.page import Section

if TYPE_CHECKING:
    from detente.case.ask import Findings
    from detente.case.options import Options
    from detente.case.zone import Zone

__all__ = ["offers_sections", "read_deal", "read_options"]


def read_options(findings: Findings, *, full: bool) -> Options | str:
    """What the sides could do, or the sentence that says why it is not worked out."""
    if findings.rules:
        return "What the sides could do is read from the measures as they are; for a scenario it is not worked out."
    if findings.moment.on <= findings.baseline:
        return "What the sides could do is read after the baseline."
    case, moment = findings.case, findings.moment
    if not full:
        return (
            "Ladder, best replies, leverage and third countries take half a minute: this page comes with --full, or by "
            f"itself: detente options {case.name} --on {moment.on}"
        )
    from detente.case.options import options

    return options(case, moment.on, moment.as_of, world=findings.world)


def read_deal(findings: Findings, *, full: bool) -> Zone | str:
    """What deal suits both, or the sentence that says why it is not worked out."""
    case, moment = findings.case, findings.moment
    if findings.rules:
        return "What deal suits both is read from the measures as they are; for a scenario it is not worked out."
    if not case.table.known(moment.as_of).levers:
        return "The case knew no levers on this day, so no deal is looked for."
    if moment.on <= findings.baseline:
        return "What deal suits both is read after the baseline."
    if not full:
        return (
            "Hundreds of thousands of packages take half a minute, so this page comes with --full, or by itself: "
            f"detente deal {case.name} --on {moment.on}"
        )
    from detente.case.zone import zone

    return zone(case, on=moment.on, as_of=moment.as_of)


def offers_sections(options: Options | str, deal: Zone | str, stamp: str) -> tuple[Section, Section]:
    """Both pages; each given as :func:`read_options` and :func:`read_deal` give it."""
    return _options(options, stamp), _deal(deal)


def _options(found: Options | str, stamp: str) -> Section:
    if isinstance(found, str):
        return Section("options", "What could they do", (found,), annex=True)
    from detente.report.options import options_section

    return options_section(found, stamp)


def _deal(found: Zone | str) -> Section:
    if isinstance(found, str):
        return Section("deal", "What deal?", (found,), annex=True)
    from detente.report.deal import deal_section

    return deal_section(found)
