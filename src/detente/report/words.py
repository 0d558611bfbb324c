"""Sentences and numbers as pages show them; no sentence is typed twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from detente.core.dates import show_day

if TYPE_CHECKING:
    from detente.case.ask import Findings
    from detente.case.attribution import MeasureCost
    from detente.case.pair import Side
    from detente.ledger.measures import Dated, Measure

__all__ = [
    "authority_name",
    "billions",
    "clock",
    "cost_name",
    "cost_sentence",
    "family_name",
    "in_sentence",
    "in_text",
    "led",
    "lowered",
    "measure_name",
    "money",
    "outcome_words",
    "percent",
    "points",
    "rate_sentence",
    "region_name",
    "sector_name",
    "signed",
    "span",
    "weights_words",
]

AUTHORITIES: Mapping[str, str] = {
    "section-301": "Section 301",
    "section-232-steel": "Section 232 steel",
    "section-232-aluminium": "Section 232 aluminium",
    "section-232-autos": "Section 232 cars",
    "section-232-auto-parts": "Section 232 car parts",
    "ieepa-fentanyl-china": "emergency: fentanyl",
    "ieepa-border-canada": "emergency: Canada border",
    "ieepa-border-mexico": "emergency: Mexico border",
    "ieepa-reciprocal": "emergency: reciprocal",
    "section-201-solar": "Section 201 solar",
    "section-201-washers": "Section 201 washers",
    "chn-301-list-1": "answer to Section 301, list 1",
    "chn-301-list-2": "answer to Section 301, list 2",
    "chn-301-list-3": "answer to Section 301, list 3",
    "chn-301-list-4": "answer to Section 301, list 4",
    "chn-301-cars": "answer to Section 301, cars",
    "chn-232-response": "answer to Section 232",
    "chn-fentanyl-response": "answer to fentanyl duties",
    "chn-reciprocal": "answer to reciprocal duties",
    "chn-canada-response": "answer to Canada's surtaxes",
    "can-surtax": "Canada's surtax on US goods",
    "eu-rebalancing": "EU answer to Section 232",
    "section-232-aluminium-canada": "Section 232 aluminium, Canada",
}
FAMILIES: Mapping[str, str] = {
    "section-301": "Section 301, and the answer to it",
    "chn-301-list-1": "Section 301, and the answer to it",
    "chn-301-list-2": "Section 301, and the answer to it",
    "chn-301-list-3": "Section 301, and the answer to it",
    "chn-301-list-4": "Section 301, and the answer to it",
    "chn-301-cars": "Section 301, and the answer to it",
    "section-201-solar": "Section 201",
    "section-201-washers": "Section 201",
    "section-232-steel": "Section 232, and the answer to it",
    "section-232-aluminium": "Section 232, and the answer to it",
    "section-232-autos": "Section 232, and the answer to it",
    "section-232-auto-parts": "Section 232, and the answer to it",
    "chn-232-response": "Section 232, and the answer to it",
    "ieepa-fentanyl-china": "fentanyl duties, and the answer to them",
    "chn-fentanyl-response": "fentanyl duties, and the answer to them",
    "ieepa-reciprocal": "reciprocal duties, and the answer to them",
    "chn-reciprocal": "reciprocal duties, and the answer to them",
}
SUSPENSION = "suspension"
MINUS = "\u2212"
NAMES = ("China", "United", "USMCA")
LEAD = 50
"""Letters within which the words before a colon say what a sentence answers."""
MILLIONS = 950.0
"""Sums below this many USD mn are shown in millions."""
ARTICLES = (
    "United States",
    "United Kingdom",
    "United Arab Emirates",
    "Netherlands",
    "Philippines",
    "Rest of the world",
)


def percent(share: float, digits: int = 1) -> str:
    """A share as percent: 1.453 gives ``145.3 %``."""
    return f"{_true(f'{100 * share:,.{digits}f}')} %"


def signed(share: float, digits: int = 2) -> str:
    """A change as percent with its sign."""
    return f"{_true(f'{100 * share:+,.{digits}f}')} %"


def span(low: float, high: float, digits: int = 2) -> str:
    """Two changes as a range in percent; one where both print alike."""
    ends = signed(low, digits), signed(high, digits)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def points(share: float, digits: int = 1) -> str:
    """A difference of rates in percentage points with its sign."""
    return _true(f"{100 * share:+,.{digits}f}")


def money(value: float) -> str:
    """USD mn, thousands separated."""
    return _true(f"{value:,.0f}")


def billions(value: float, digits: int = 0) -> str:
    """USD mn as signed billions, or as millions below one billion."""
    if 0 < abs(value) < MILLIONS:
        return f"{_true(f'{value:+,.0f}')} USD mn"
    return f"{_true(f'{value / 1e3:+,.{digits}f}')} USD bn"


def lowered(text: str) -> str:
    """The text for the middle of a sentence: its first letter small, unless the word is a name."""
    first = text.split(maxsplit=1)[0]
    return text if first.startswith(NAMES) else f"{text[0].lower()}{text[1:]}"


def weights_words(findings: Findings, importer: str, exporter: str) -> str:
    """Where the weights of a pair's average come from."""
    if not findings.case.ledger.borrows(importer):
        return "trade weights of 2024"
    there = in_text(findings, exporter)
    return (
        f"weights: sectors by trade in the base world, products within them as {there} sells them to the United States"
    )


def _true(text: str) -> str:
    """The text with a true minus sign, and no minus before a rounded zero."""
    zero = text.lstrip("+-").replace("0", "").replace(".", "").replace(",", "") == ""
    return text.lstrip("+-") if zero else text.replace("-", MINUS)


def authority_name(authority: str) -> str:
    """A legal layer in words; its own name, hyphens out, where we have none."""
    return AUTHORITIES.get(authority, authority.replace("-", " "))


def family_name(authority: str) -> str:
    """A legal layer together with the other side's answer to it, so that both carry one colour."""
    return FAMILIES.get(authority, authority_name(authority))


def measure_name(measure: Measure) -> str:
    """A measure's title; of a suspension that leaves a rate in force, that rate first, because it is what costs."""
    title = measure.title or measure.id
    return (
        f"{percent(measure.rate, 0)} stay in force ({title})" if measure.kind == SUSPENSION and measure.rate else title
    )


def cost_name(cost: MeasureCost) -> str:
    """A measure, or several of one authority, with who levies, short enough for an axis."""
    if cost.measure is not None:
        return f"{cost.by}: {measure_name(cost.measure)}"
    if cost.by:
        return f"{cost.by}: {len(cost.members)} others, {authority_name(cost.authority)}"
    return f"{cost.name[0].upper()}{cost.name[1:]}"


def led(sentence: str) -> tuple[str, str]:
    """The few words before a colon that say what a sentence answers, and the rest; none where it opens otherwise."""
    lead, colon, rest = sentence.partition(": ")
    return (f"{lead}:", f" {rest}") if colon and len(lead) < LEAD else ("", sentence)


def cost_sentence(findings: Findings, side: str) -> str:
    """The three measures that cost a side most in the long run, in one sentence; empty where none costs it anything."""
    worst = findings.by_measure.worst(side, 3)
    if not worst:
        return ""
    records = findings.by_measure.measures
    named = (
        f"{f'{record.by}, {measure_name(record)}' if (record := records[part]) else part} ({signed(effect, 3)})"
        for part, effect in worst.items()
    )
    return f"What costs {in_text(findings, side)} most, long run: {'; '.join(named)}."


def sector_name(name: str) -> str:
    """A sector's official name without its first words, short enough for an axis."""
    short = name
    for start in ("Manufacture of ", "Extraction of ", "Mining of "):
        short = short.removeprefix(start)
    short = short.split(";")[0].split(", except")[0]
    return f"{short[0].upper()}{short[1:]}"


def in_text(findings: Findings, code: str) -> str:
    """An economy's name inside a sentence, with its article where it has one."""
    return in_sentence(findings.case.ledger.countries.names, code)


def in_sentence(names: Mapping[str, str], code: str) -> str:
    """The name of a code inside a sentence, with its article; the code where there is no name."""
    name = names.get(code, code)
    return f"the {name}" if name in ARTICLES else name


def region_name(findings: Findings, code: str) -> str:
    """Short name of an economy; its code where the country table has none."""
    names = findings.case.ledger.countries.names
    return names.get(code, code)


def clock(record: Dated) -> str:
    """The days of an act: announced, in force, until."""
    end = getattr(record, "end", None)
    until = f" until {show_day(end)}" if end is not None else ""
    return f"announced {show_day(record.announced)}, in force {show_day(record.effective)}{until}"


def rate_sentence(findings: Findings, side: Side) -> str:
    """What one side levies on the other, in one sentence."""
    importer, exporter = (in_text(findings, code) for code in (side.importer, side.exporter))
    return (
        f"On {show_day(findings.moment.on)} the tariff of {importer} on goods of {exporter} averages "
        f"{percent(side.rates['statutory-weighted'])} in law and {percent(side.rates['effective'])} effectively "
        f"(ordinary duty {percent(side.rates['ordinary'])})."
    )


OUTCOMES: Mapping[str, str] = {
    "held": "took place",
    "announced": "announced",
    "refused": "refused",
    "unanswered": "not answered",
    "disputed": "disputed",
}


def outcome_words(outcome: str, reason: str | None) -> str:
    """What became of an attempt to meet or speak, with the reason of a refusal."""
    return OUTCOMES.get(outcome, outcome) + (f" ({reason.replace('-', ' ')})" if reason else "")
