"""The bottom line of a brief: what is in force, who hurts more and how soon, what comes next and how sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.case.ask import Findings
from detente.case.pressure_records import Endurance, Pressure, SidePressure
from detente.case.pressure_sides import LIMIT
from detente.core.dates import show_day
from detente.report.numbers import KeyNumber
from detente.report.readings import income_span, months_words, rests_on_sellers
from detente.report.readings import span as band_span
from detente.report.words import in_sentence, in_text, lowered, percent, signed, span

__all__ = ["alone_sentence", "bottom_line", "hurts_sentence", "long_run_sentence"]

NAMED = 1e-4
"""Differences of real income below this (a share) have no sentence."""
UNMOVED = 5e-5
"""Change of real income (a share) that prints as none."""
NOTHING = 0.05
"""Percent below which a change of trade between the sides is not worth a sentence."""


def bottom_line(
    findings: Findings, numbers: Sequence[KeyNumber], hurts: str = "", following: str = "", offers: Sequence[str] = ()
) -> tuple[str, ...]:
    """Three to five answers for a reader who reads no more, each behind the few words that say to what.

    Parameters
    ----------
    findings, numbers
        What was found for the long run, and the key numbers.
    hurts
        Who hurts more and how soon, from :func:`hurts_sentence`; empty where pressure is not worked out.
    following
        What comes next, from :func:`detente.report.meeting.next_clause`; empty where nothing is forecast.
    offers
        What the sides could do, and what deal, from :mod:`detente.report.brief_offers`; none where that is not worked
        out.
    """
    one, two = (in_text(findings, code) for code in findings.case.sides)
    first, second = (_rate(side.rates["statutory-weighted"]) for side in findings.sides)
    force = (
        f"In force on {show_day(findings.moment.on)}: {one} levies {first} on average on goods of {two} by law, {two} "
        f"{second} on goods of {one}{_before(findings)}."
    )
    idle = _idle(findings, numbers)
    varied = (s for s in findings.spread if s.share)
    driver = max(varied, key=lambda s: sum(s.share[name] for name in findings.readings)).assumption.what
    sure = (
        "All effects of measures are a scenario, not a forecast"
        if idle
        else "All effects of measures are a scenario, not a forecast; what moves those of the long run most: "
        f"{_plainly(driver)}"
    )
    last = f"What comes next: {following}. {sure}." if following else f"{sure}."
    told = force, idle or hurts or long_run_sentence(findings, numbers), *(() if idle else offers), last
    return tuple(sentence for sentence in told if sentence)


def _before(findings: Findings) -> str:
    """The rates at the baseline, where they were others."""
    start = {step.importer: step.statutory for step in findings.steps if step.day == findings.baseline}
    if any(side.importer not in start for side in findings.sides):
        return ""
    then, now = (
        [_rate(rate) for rate in rates]
        for rates in (
            [start[side.importer] for side in findings.sides],
            [float(side.rates["statutory-weighted"]) for side in findings.sides],
        )
    )
    return "" if then == now else f" (on {show_day(findings.baseline)}: {then[0]} and {then[1]})"


def _rate(rate: float) -> str:
    """An average rate as the tables print it."""
    return percent(rate, 1)


def _plainly(what: str) -> str:
    """An assumption for the middle of a sentence, without what stands in brackets behind it."""
    return lowered(what.partition(" (")[0])


def long_run_sentence(findings: Findings, numbers: Sequence[KeyNumber]) -> str:
    """What follows in the long run if the measures stay for good, and who loses more."""
    codes = findings.case.sides
    one, two = (in_text(findings, code) for code in codes)
    shown = {number.id: number for number in numbers}
    income = [shown[f"real-income-{code.lower()}"] for code in codes]
    return _idle(findings, numbers) or (
        "If all measures of the day stayed for good, those of and on third economies included, goods trade between "
        f"the two would change by {_span(shown['trade-between-the-sides'], 0)} in the long run, and real income by "
        f"{_span(income[0], 2)} in {one} and {_span(income[1], 2)} in {two}: {_verdict(income, one, two)}."
    )


def alone_sentence(findings: Findings) -> str:
    """What of it the two sides do to each other; empty where that is nearly all."""
    codes = findings.case.sides
    one, two = (in_text(findings, code) for code in codes)
    alone = [float(findings.pair_only.data["welfare"].sel(region=code)) for code in codes]
    welfare = findings.outcome.data["welfare"]
    apart = max(abs(part - float(welfare.sel(region=code))) for part, code in zip(alone, codes, strict=True))
    if apart < NAMED:
        return ""
    return (
        "From the two sides\u2019 measures on each other alone, all other tariffs as at the baseline, real income "
        f"would change by {signed(alone[0])} in {one} and {signed(alone[1])} in {two} at the central assumptions."
    )


def hurts_sentence(found: Pressure) -> str:
    """Who hurts more in the first year, and how soon; or that neither side moves."""
    names = found.case.ledger.countries.names
    if all(_moved(side) < UNMOVED for side in found.sides):
        return "Nothing in force on the day moves the real income of either side away from its baseline."
    worse, other = sorted(found.sides, key=lambda side: side.real_income.central)
    apart = worse.real_income.high90 < other.real_income.low90
    home, rival = in_sentence(names, worse.region), in_sentence(names, other.region)
    sure = "" if apart else " at the median, though the ranges overlap"
    return (
        f"Who hurts more: {home}{sure}, if these measures stay. Within {months_words(worse.horizon_months)} its real "
        f"income changes by {_year(found, worse)}; that of {rival} by {_year(found, other)} (90 % of draws of "
        f"parameters).{_soon((worse, home), (other, rival))}{_borne(names, other)}"
    )


def _moved(side: SidePressure) -> float:
    """The end of its range of real income that lies farther from none, a share."""
    return max(abs(side.real_income.low90), abs(side.real_income.high90))


def _borne(names: Mapping[str, str], side: SidePressure) -> str:
    """That a result hangs on sellers who bear part of a duty; empty where it does not."""
    if not rests_on_sellers(side) or _moved(side) < UNMOVED:
        return ""
    return (
        f" The figure of {in_sentence(names, side.region)} may be too good: in the model foreign sellers cut their "
        "prices under a duty, which studies of 2018 (Amiti, Redding and Weinstein 2019 and others) hardly find."
    )


def _year(found: Pressure, side: SidePressure) -> str:
    """Real income after the horizon, with jobs at risk."""
    income = income_span(side.real_income)
    return income if found.levels else f"{income}, with {band_span(side.jobs_at_risk, 'persons')} jobs at risk"


def _soon(*sides: tuple[SidePressure, str]) -> str:
    """How soon the first loss of note has gathered on each side; empty where it does on neither."""
    rows = [(side.endurance[0], name) for side, name in sides if side.endurance]
    if not any(row.months.low90 < LIMIT for row, _ in rows):
        return ""
    told = [f"for {name} {_when(row)}" for row, name in rows]
    return f" {percent(rows[0][0].threshold)} of a year\u2019s income would be lost {'; '.join(told)}."


def _when(row: Endurance) -> str:
    low, high = (f"{end:,.0f}" for end in (row.months.low90, row.months.high90))
    if row.months.low90 >= LIMIT:
        return f"not within {low} months"
    late = row.months.high90 >= LIMIT
    return f"after {low} months or later" if late else f"after {low if low == high else f'{low} to {high}'} months"


def _idle(findings: Findings, numbers: Sequence[KeyNumber]) -> str:
    """The sentence where nothing in force moves the trade between the sides; empty otherwise."""
    trade = next(number for number in numbers if number.id == "trade-between-the-sides")
    if abs(trade.value) >= NOTHING:
        return ""
    one, two = (in_text(findings, code) for code in findings.case.sides)
    return f"Nothing in force on the day moves trade between {one} and {two} away from its baseline."


def _verdict(income: Sequence[KeyNumber], one: str, two: str) -> str:
    """Who loses more, and whether that holds for every assumption."""
    ranges = [(number.models_low or 0.0, number.models_high or 0.0) for number in income]
    worse = one if income[0].value < income[1].value else two
    if min(number.value for number in income) < 0 < max(number.value for number in income):
        return f"at the central assumptions {worse} loses and {two if worse == one else one} gains"
    does = "gains the smaller share" if min(number.value for number in income) > 0 else "loses the larger share"
    if ranges[0][0] > ranges[1][1] or ranges[1][0] > ranges[0][1]:
        return f"{worse} {does} of its income under every assumption tried, one at a time"
    return f"{worse} {does} of its income at the central assumptions, but the ranges overlap"


def _span(number: KeyNumber, digits: int) -> str:
    return span((number.models_low or 0.0) / 100, (number.models_high or 0.0) / 100, digits)
