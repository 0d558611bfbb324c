"""The key numbers of a brief: value, ranges with their kind, horizon, baseline and definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from math import nan
from typing import TYPE_CHECKING, Any

from detente.case.ask import Findings
from detente.case.pair import Side
from detente.case.sensitivity import ends_of
from detente.core.dates import show_day
from detente.report.words import billions, in_text, lowered, percent, region_name, signed, span, weights_words

if TYPE_CHECKING:
    from detente.case.zone import Zone

__all__ = ["KeyNumber", "deal_number", "in_order", "key_numbers"]

FIRST = (
    "tariff-",
    "income-first-year-",
    "trade-first-year",
    "real-income-",
    "jobs-at-risk-",
    "principals-meet",
    "deal-both-prefer",
)
"""Beginnings of the ids of the seven key numbers, in the order of the page; all others stand behind them."""

NOTICED = 1e-4
"""Changes of real income below this (a share) are not worth a name."""
HALF = 0.5
"""A number driven by one assumption beyond this part of its spread is printed as a range only."""


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """One number of the headline.

    Attributes
    ----------
    id, label
        Short name and what it is.
    value
        The number at the central assumptions, in ``unit``; NaN where it is not worked out.
    unit
        ``%`` or ``USD bn``.
    shown
        The number as pages print it; a range only, where one assumption drives over half of its spread.
    horizon, baseline, definition
        What it refers to.
    lo50, hi50, lo90, hi90
        Central 50 and 90 % of the draws of the elasticities; None for numbers of the ledger.
    models_low, models_high
        Ends over every assumption of the register moved one at a time; None for numbers of the ledger.
    driver, driver_share
        The assumption that moves it most and its part of the squared swings.
    pair_only
        Real income only: the same from the two sides' measures on each other alone, at the central assumptions.
    behind
        True for numbers that stand behind the first seven.
    """

    id: str
    label: str
    value: float
    unit: str
    shown: str
    horizon: str
    baseline: str
    definition: str
    lo50: float | None = None
    hi50: float | None = None
    lo90: float | None = None
    hi90: float | None = None
    models_low: float | None = None
    models_high: float | None = None
    driver: str = ""
    driver_share: float | None = None
    pair_only: float | None = None
    behind: bool = False

    def as_json(self) -> dict[str, Any]:
        """The number as plain JSON values."""
        return asdict(self)


def key_numbers(findings: Findings) -> tuple[KeyNumber, ...]:
    """The key numbers of a brief: tariffs, real income, trade, real wages, and the third economies moved most."""
    one, two = findings.case.sides
    rates = [_rate(findings, side) for side in findings.sides]
    income_one, income_two, trade, wage_one, wage_two = findings.readings
    return (
        *rates,
        _reading(findings, income_one, "real income", one),
        _reading(findings, income_two, "real income", two),
        _reading(findings, trade, "goods trade"),
        _reading(findings, wage_one, "real wage", one),
        _reading(findings, wage_two, "real wage", two),
        _others(findings),
    )


def in_order(numbers: Iterable[KeyNumber]) -> tuple[KeyNumber, ...]:
    """The seven key numbers first, those behind them after, each in the order given within its kind."""

    def place(number: KeyNumber) -> int:
        return next((n for n, start in enumerate(FIRST) if number.id.startswith(start)), len(FIRST))

    ranked = sorted(numbers, key=place)
    return tuple(replace(number, behind=place(number) == len(FIRST)) for number in ranked)


def deal_number(on: date, deal: Zone | str) -> KeyNumber:
    """Share of draws in which some package suits both sides, and which; or how to get it.

    Parameters
    ----------
    on
        Day valued.
    deal
        As :func:`detente.report.brief_offers.read_deal` gives it.
    """
    if isinstance(deal, str):
        value, shown, said, against = nan, "not worked out; see its definition", deal, "no deal"
    else:
        from detente.report.deal_words import package_words, picked

        chosen = picked(deal)
        value = 100 * deal.probability
        shown = (
            f"some package in {percent(deal.probability, 0)} of draws, the average one in {percent(deal.share, 0)}; "
            "not the probability of a deal"
        )
        against = f"no deal: {deal.against_words}"
        said = (
            f"Share of {deal.draws:,} draws of what is typed or not known in which at least one of {deal.count:,} "
            "packages leaves both sides better off and would be kept, and the same for the average package. It says "
            "what is worth something to both, not what they will sign."
            + (f" A Nash bargain picks most often: {package_words(deal, chosen.terms)}." if chosen else "")
            + (" Trade elasticities as estimated; detente deal varies them, too." if deal.sketched else "")
        )
    return KeyNumber(
        id="deal-both-prefer",
        label="A deal both prefer",
        value=value,
        unit="%",
        shown=shown,
        horizon=f"from {show_day(on)} on",
        baseline=against,
        definition=said,
    )


def _rate(findings: Findings, side: Side) -> KeyNumber:
    statutory, effective = side.rates["statutory-weighted"], side.rates["effective"]
    return KeyNumber(
        id=f"tariff-{side.importer.lower()}-on-{side.exporter.lower()}",
        label=f"Tariff, {region_name(findings, side.importer)} on {region_name(findings, side.exporter)}",
        value=100 * float(statutory),
        unit="%",
        shown=f"{percent(statutory)} in law, {percent(effective)} effective",
        horizon=f"on {show_day(findings.moment.on)}",
        baseline=f"ordinary duty {percent(side.rates['ordinary'])}",
        definition=(
            f"Average over product lines, {weights_words(findings, side.importer, side.exporter)}. In law: ordinary "
            "duty plus every measure in force. Effective: base tariff of the world (duty collected, or the law less "
            f"assumed waivers) plus the change in law from {show_day(findings.world.base_day)} to the day. With the "
            "model's trade after buyers have switched as "
            f"weights, the effective rate is {percent(side.post_substitution)}: it falls where buyers leave the "
            "dearest goods, and rises where these are what they cannot leave."
        ),
    )


def _reading(findings: Findings, name: str, what: str, code: str = "") -> KeyNumber:
    """A number of the model: real income or the real wage of a side, or with no code the trade between the sides."""
    value, column = findings.headline[name], findings.readings.index(name)
    lo90, hi90 = (float(end[column]) for end in findings.ensemble.band(0.9))
    lo50, hi50 = (float(end[column]) for end in findings.ensemble.band(0.5))
    ends = ends_of(findings.spread, name)
    driver = max((s for s in findings.spread if s.share), key=lambda s: s.share[name])
    ruled = driver.share[name] > HALF and ends.high - ends.low >= NOTICED
    digits = 2 if code else 0
    shown = span(ends.low, ends.high, digits)
    if not ruled:
        shown = f"{shown}, central {signed(value, digits)}"
    pair_only = None
    if max(abs(ends.low), abs(ends.high)) < NOTICED / 2:
        shown = "below 0.01 %"
    elif what == "real income" and not findings.levels:
        data = findings.outcome.data
        base = float(data["income_base"].sel(region=code))
        shown = f"{shown}; {billions(ends.low * base)} to {billions(ends.high * base)} a year"
    if what == "real income":
        pair_only = float(findings.pair_only.data["welfare"].sel(region=code))
        if abs(pair_only - value) >= NOTICED:
            shown = (
                f"{shown}; at central assumptions {signed(pair_only)} from the two sides\u2019 measures on each other "
                f"alone and {signed(value - pair_only)} from all others"
            )
    draws = findings.ensemble.values.shape[0]
    why = (
        f"A range only: {lowered(driver.assumption.what)} drives {percent(driver.share[name], 0)} of its spread. "
        if ruled
        else ""
    )
    alone = (
        ""
        if pair_only is None
        else "From the two sides\u2019 measures on each other alone, all other tariffs as at the baseline, and at the "
        f"central assumptions: {signed(pair_only)}. "
    )
    subject = (
        f"Exact change of the {what} of {in_text(findings, code)}"
        if code
        else "Change of goods trade between the two sides, both ways"
    )
    sides = " with ".join(region_name(findings, side) for side in findings.case.sides)
    return KeyNumber(
        id=f"{what.replace(' ', '-')}-{code.lower()}" if code else "trade-between-the-sides",
        label=f"{what.capitalize()}, {region_name(findings, code) if code else sides}",
        value=100 * value,
        unit="%",
        shown=shown,
        lo50=100 * lo50,
        hi50=100 * hi50,
        lo90=100 * lo90,
        hi90=100 * hi90,
        models_low=100 * ends.low,
        models_high=100 * ends.high,
        driver=driver.assumption.id,
        driver_share=driver.share[name],
        pair_only=None if pair_only is None else 100 * pair_only,
        horizon="long run",
        baseline=f"measures of {show_day(findings.baseline)}",
        definition=(
            f"{subject}, if all measures of the day stayed for good, those of and on third economies included. {alone}"
            f"{why}Over all assumptions, one at a time: {span(ends.low, ends.high, digits)}; 90 % of {draws} draws of "
            f"the elasticities: {span(lo90, hi90, digits)}."
        ),
    )


def _others(findings: Findings) -> KeyNumber:
    """Largest gainer and largest loser among the other economies; the value is the loser's."""
    welfare = findings.outcome.data["welfare"].to_series().drop(list(findings.case.sides))
    ends = [(str(welfare.idxmax()), float(welfare.max())), (str(welfare.idxmin()), float(welfare.min()))]
    named = [_ranged(findings, code) for code, value in ends if abs(value) >= NOTICED]
    return KeyNumber(
        id="largest-gainer-and-loser",
        label="Largest gainer and loser among the others",
        value=100 * ends[1][1],
        unit="%",
        shown="; ".join(named) or "none above 0.01 %",
        horizon="long run",
        baseline=f"measures of {show_day(findings.baseline)}",
        definition=(
            "Exact change of real income, over all assumptions, one at a time; chosen by the value at the central "
            "assumptions. All measures of the day count, those of third economies and on third economies included."
        ),
    )


def _ranged(findings: Findings, code: str) -> str:
    """An economy with the range of its real income, and what its sign depends on."""
    ends = findings.income_ends(code)
    turned = f" (sign depends on: {lowered(ends.turned_by[0].what)})" if ends.turned_by else ""
    return f"{region_name(findings, code)} {span(ends.low, ends.high)}{turned}"
