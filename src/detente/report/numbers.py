"""The key numbers of a brief: value, ranges with their kind, horizon, baseline and definition."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from detente.case.ask import Findings
from detente.case.pair import Side
from detente.core.dates import show_day
from detente.report.words import billions, in_text, lowered, percent, region_name, signed, weights_words

__all__ = ["KeyNumber", "key_numbers"]

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
        The number at the central assumptions, in ``unit``.
    unit
        ``%`` or ``USD bn``.
    shown
        The number as pages print it; a range only, where one assumption drives over half of its spread.
    lo50, hi50, lo90, hi90
        Central 50 and 90 % of the draws of the elasticities; None for numbers of the ledger.
    models_low, models_high
        Ends over every assumption of the register moved one at a time; None for numbers of the ledger.
    driver, driver_share
        The assumption that moves it most and its part of the squared swings.
    horizon, baseline, definition
        What it refers to.
    """

    id: str
    label: str
    value: float
    unit: str
    shown: str
    lo50: float | None
    hi50: float | None
    lo90: float | None
    hi90: float | None
    models_low: float | None
    models_high: float | None
    driver: str
    driver_share: float | None
    horizon: str
    baseline: str
    definition: str

    def as_json(self) -> dict[str, Any]:
        """The number as plain JSON values."""
        return asdict(self)


def key_numbers(findings: Findings) -> tuple[KeyNumber, ...]:
    """The six numbers of a brief (real income once for each side, third economies as gainer and loser)."""
    one, two = findings.case.sides
    rates = [_rate(findings, side) for side in findings.sides]
    income = [_reading(findings, index, code) for index, code in ((0, one), (1, two))]
    trade = _reading(findings, 2, None)
    return (*rates, *income, trade, _others(findings))


def _rate(findings: Findings, side: Side) -> KeyNumber:
    statutory, effective = side.rates["statutory-weighted"], side.rates["effective"]
    return KeyNumber(
        id=f"tariff-{side.importer.lower()}-on-{side.exporter.lower()}",
        label=f"Tariff, {side.importer} on {side.exporter}",
        value=100 * float(statutory),
        unit="%",
        shown=f"{percent(statutory)} in law, {percent(effective)} effective",
        lo50=None,
        hi50=None,
        lo90=None,
        hi90=None,
        models_low=None,
        models_high=None,
        driver="",
        driver_share=None,
        horizon=f"on {show_day(findings.moment.on)}",
        baseline=f"ordinary duty {percent(side.rates['ordinary'])}",
        definition=(
            f"Average over product lines, {weights_words(findings, side.importer, side.exporter)}. In law: ordinary "
            "duty plus every measure in force. Effective: base tariff of the world (duty collected, or the law less "
            "assumed waivers) plus the change in law since. With the model's trade after buyers have switched as "
            f"weights, the effective rate is {percent(side.post_substitution)}: it falls where buyers leave the "
            "dearest goods, and rises where these are what they cannot leave."
        ),
    )


def _reading(findings: Findings, index: int, code: str | None) -> KeyNumber:
    name = findings.readings[index]
    value = findings.headline[name]
    lo90, hi90 = (float(end[index]) for end in findings.ensemble.band(0.9))
    lo50, hi50 = (float(end[index]) for end in findings.ensemble.band(0.5))
    varied = [s for s in findings.spread if s.share]
    low, high = min(s.low[name] for s in varied), max(s.high[name] for s in varied)
    driver = max(varied, key=lambda s: s.share[name])
    ruled = driver.share[name] > HALF and high - low >= NOTICED
    digits = 2 if code else 0
    shown = f"{signed(low, digits)} to {signed(high, digits)}"
    if not ruled:
        shown = f"{shown}, central {signed(value, digits)}"
    if max(abs(low), abs(high)) < NOTICED / 2:
        shown = "below 0.01 %"
    elif code:
        base = float(findings.outcome.data["income_base"].sel(region=code))
        shown = f"{shown}; {billions(low * base)} to {billions(high * base)} a year"
    draws = findings.ensemble.values.shape[0]
    why = (
        f"A range only: {lowered(driver.assumption.what)} drives {percent(driver.share[name], 0)} of its spread. "
        if ruled
        else ""
    )
    what = (
        f"Exact change of real income of {in_text(findings, code)}"
        if code
        else "Change of goods trade between the two sides, both ways"
    )
    return KeyNumber(
        id=f"real-income-{code.lower()}" if code else "trade-between-the-sides",
        label=f"Real income, {code}"
        if code
        else f"Goods trade, {findings.case.sides[0]} with {findings.case.sides[1]}",
        value=100 * value,
        unit="%",
        shown=shown,
        lo50=100 * lo50,
        hi50=100 * hi50,
        lo90=100 * lo90,
        hi90=100 * hi90,
        models_low=100 * low,
        models_high=100 * high,
        driver=driver.assumption.id,
        driver_share=driver.share[name],
        horizon="long run",
        baseline=f"measures of {show_day(findings.baseline)}",
        definition=(
            f"{what}, if all measures of the day stayed for good, those of and on third economies included. {why}"
            "Over all assumptions, one at a time: "
            f"{signed(low, digits)} to {signed(high, digits)}; 90 % of {draws} draws of the elasticities: "
            f"{signed(lo90, digits)} to {signed(hi90, digits)}."
        ),
    )


def _others(findings: Findings) -> KeyNumber:
    """Largest gainer and largest loser among the other economies; the value is the loser's."""
    welfare = findings.outcome.data["welfare"].to_series().drop(list(findings.case.sides))
    ends = [(str(welfare.idxmax()), float(welfare.max())), (str(welfare.idxmin()), float(welfare.min()))]
    named = [f"{region_name(findings, code)} {signed(value)}" for code, value in ends if abs(value) >= NOTICED]
    return KeyNumber(
        id="largest-gainer-and-loser",
        label="Largest gainer and loser among the others",
        value=100 * ends[1][1],
        unit="%",
        shown="; ".join(named) or "none above 0.01 %",
        lo50=None,
        hi50=None,
        lo90=None,
        hi90=None,
        models_low=None,
        models_high=None,
        driver="",
        driver_share=None,
        horizon="long run",
        baseline=f"measures of {show_day(findings.baseline)}",
        definition=(
            "Exact change of real income at the central assumptions. All measures of the day count, those of third "
            "economies and on third economies included."
        ),
    )
