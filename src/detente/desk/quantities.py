"""Figures: rates, money, counts, durations, growth, prices, with comparator and what is measured."""

from __future__ import annotations

import re
from typing import Any

from detente.desk.contract import Quantity, Span
from detente.desk.lexicon import listed
from detente.desk.phrases import is_finite
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.tokens import Token

__all__ = ["quantities"]

SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "dozen": 12.0,
}
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "a": 1, "an": 1,
}  # fmt: skip
FRACTIONS = {
    "half": 0.5,
    "a half": 0.5,
    "a third": 1 / 3,
    "one third": 1 / 3,
    "one-third": 1 / 3,
    "two-thirds": 2 / 3,
    "two thirds": 2 / 3,
    "a quarter": 0.25,
    "one quarter": 0.25,
    "one-quarter": 0.25,
    "three-quarters": 0.75,
    "three quarters": 0.75,
    "a fifth": 0.2,
    "one-fifth": 0.2,
    "four-fifths": 0.8,
    "a tenth": 0.1,
    "one-tenth": 0.1,
}
CURRENCIES = {
    "$": "USD",
    "\u20ac": "EUR",
    "\u00a3": "GBP",
    "\u00a5": "JPY",
    "us$": "USD",
    "c$": "CAD",
    "a$": "AUD",
    "hk$": "HKD",
    "dollars": "USD",
    "dollar": "USD",
    "euros": "EUR",
    "euro": "EUR",
    "pounds": "GBP",
    "yuan": "CNY",
    "renminbi": "CNY",
    "yen": "JPY",
    "won": "KRW",
    "rupees": "INR",
    "pesos": "MXN",
    "francs": "CHF",
    "rubles": "RUB",
    "roubles": "RUB",
}
OWN_MONEY = "crowns|marks|crown|mark|kroner|kronor|krona|shillings|lira|dinars|rand|reais|ringgit|baht"
FIG = r"(?<![\d.])(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,8})?)"
SCALE = r"(?:hundred|thousand|million|billion|trillion|mn|bn|tn)"
NUM = rf"(?:{FIG}(?: ?{SCALE})?|(?:{'|'.join(w for w in WORDS if len(w) > 2)})(?: {SCALE})?)"
COMPARATORS = (
    ("at-most", r"up to|as much as|as many as|at most|no more than|not more than|a maximum of|within"),
    ("at-least", r"at least|no less than|no fewer than|not less than|a minimum of"),
    ("more-than", r"more than|over|above|exceeding|upwards of|in excess of|beyond"),
    ("less-than", r"less than|fewer than|under|below|nearly|almost|just under|close to"),
    ("about", r"about|around|roughly|approximately|some|an estimated|an average of"),
)
BEFORE = re.compile(
    "(?:"
    + "|".join(f"(?P<{name.replace('-', '_')}>{words})" for name, words in COMPARATORS)
    + r") (?:(?:a|an|the) )?$",
    re.IGNORECASE,
)
PERCENT = re.compile(
    rf"(?P<lo>{FIG}|(?:{'|'.join(w for w in WORDS if len(w) > 2)})\b)(?:(?:%| per ?cent)? ?(?:-|\u2013|to|and) ?(?P<hi>{FIG}))?(?: ?%|[- ]per ?cent\b|[- ](?P<points>percentage[- ]points?|basis[- ]points?)\b)",
    re.IGNORECASE,
)
MONEY = re.compile(
    rf"(?P<sign>(?:US|C|A|HK)?\$|[\u20ac\u00a3\u00a5]) ?(?P<lo>{FIG})(?: ?(?:-|\u2013|to) ?(?:\$|\u20ac|\u00a3)?(?P<hi>{FIG}))?[ -]?(?P<scale>{SCALE}|[kKmMbB](?![A-Za-z]))?|(?P<lo2>{FIG})(?: ?(?:-|\u2013|to) ?(?P<hi2>{FIG}))?[ -]?(?P<scale2>{SCALE})? (?P<unit>US dollars|{'|'.join(w for w in CURRENCIES if w.isalpha())}|{OWN_MONEY})\b",
    re.IGNORECASE,
)
ROUND = re.compile(
    rf"(?<![\w.-])(?P<scale>million|billion|trillion)[- ](?P<unit>{'|'.join(w for w in CURRENCIES if w.isalpha())}|{OWN_MONEY})\b",
    re.IGNORECASE,
)
"""An amount told by its scale alone, as in a billion-crown order."""
DURATION = re.compile(
    rf"(?P<lo>{NUM})(?: ?(?:-|\u2013|to) ?(?P<hi>{NUM}))?[- ](?P<unit>minute|hour|day|week|month|year)s?\b(?! (?:ago|old|earlier|later|before))",
    re.IGNORECASE,
)
FRACTION = re.compile(
    r"\b(?:"
    + "|".join(sorted(map(re.escape, FRACTIONS), key=len, reverse=True))
    + r")\b(?= of\b| last| in\b|[,.;]|$| to\b)",
    re.IGNORECASE,
)
COUNT = re.compile(
    rf"(?P<lo>{FIG})(?: ?(?:-|\u2013|to) ?(?P<hi>{FIG}))?(?: (?P<scale>{SCALE}))?(?! ?(?:%|per ?cent|percent|o'clock|[ap]\.?m\b))[ -](?P<unit>[a-z][a-z-]{{2,}})",
    re.IGNORECASE,
)
TARIFF = re.compile(r"tariff|dut(?:y|ies)|lev(?:y|ies)|\btax|surcharge|rate", re.IGNORECASE)
GROWTH = re.compile(
    r"growth|inflation|fell|fall|rose|rise|drop|down|up\b|gain|lost|lose|grew|grow|shrank|shrink|jump|slump|slid|slip|climb|contract|plunge|surg|tumbl|declin|increas|decreas|lower|higher|expan|slow",
    re.IGNORECASE,
)
PRICED = re.compile(r"yield|spread|price|coupon|bond", re.IGNORECASE)
NOT_UNITS = listed("not_units")


def quantities(layout: Layout, sentences: list[Sentence]) -> list[Quantity]:
    """Every figure of a text with kind, bounds and unit.

    Parameters
    ----------
    layout, sentences
        The divided text and its tagged sentences.

    Returns
    -------
    list of Quantity
        Rates as shares, money in full units, durations in the unit named.
    """
    made: list[Quantity] = []
    for sentence in sentences:
        taken: list[tuple[int, int]] = []
        for reader, pattern in (
            (_percent, PERCENT),
            (_money, MONEY),
            (_round, ROUND),
            (_duration, DURATION),
            (_fraction, FRACTION),
            (_count, COUNT),
        ):
            for m in pattern.finditer(layout.clean, sentence.start, sentence.end):
                end = m.start("unit") - 1 if reader is _count else m.end()
                outside = m.start() > sentence.start and (
                    layout.clean[m.start() - 1].isalnum() or layout.clean[m.start() - 1] in ".,$-"
                )
                if outside or any(m.start() < b and end > a for a, b in taken):
                    continue
                answer = reader(m, layout.clean, sentence)
                if answer is None:
                    continue
                taken.append((m.start(), end))
                made.append(_finish(layout, sentence, m.start(), end, answer))
    made.sort(key=lambda one: one.start)
    return [
        Quantity(f"q{n}", q.start, q.end, q.quote, q.kind, q.value, q.low, q.high, q.unit, q.comparator, q.of, q.score)
        for n, q in enumerate(made, 1)
    ]


Answer = tuple[str, float, float | None, str]  # kind, low figure, high figure of a range, unit


def _figure(words: str) -> float:
    parts = words.lower().replace(",", "").split()
    value = float(WORDS[parts[0]]) if parts[0] in WORDS else float(parts[0])
    return value * (SCALES[parts[1]] if len(parts) > 1 and parts[1] in SCALES else 1.0)


def _exact(value: float) -> float:
    """The value without the dust of binary division."""
    return float(f"{value:.12g}")


def _percent(m: re.Match[str], clean: str, sentence: Sentence) -> Answer | None:
    around = clean[max(sentence.start, m.start() - 60) : m.start()]
    after = clean[m.end() : min(sentence.end, m.end() + 40)]
    divisor = 10_000 if (m["points"] or "").lower().startswith("basis") else 100
    near = _last(TARIFF, around)
    growth = _last(GROWTH, around)
    if (
        TARIFF.match(after.lstrip(" -"))
        or re.match(r"\s\w+ (?:tariff|dut|lev|tax)", after)
        or near > growth
        or PRICED.search(around[-45:])
    ):
        kind = "rate"
    elif after.lstrip().startswith("of ") and growth < 0:
        kind = "share"
    else:
        kind = "growth" if growth >= 0 or GROWTH.search(after) else "share"
    low = _exact(_figure(m["lo"]) / divisor)
    return kind, low, _exact(_figure(m["hi"]) / divisor) if m["hi"] else None, "share"


def _last(pattern: re.Pattern[str], words: str) -> int:
    return max((m.start() for m in pattern.finditer(words)), default=-1)


def _money(m: re.Match[str], clean: str, sentence: Sentence) -> Answer | None:
    del sentence
    low, high = m["lo"] or m["lo2"], m["hi"] or m["hi2"]
    word = (m["scale"] or m["scale2"] or "").lower()
    scale = SCALES.get(word, 1.0)
    unit = (m["sign"] or m["unit"]).lower()
    code = "USD" if unit == "us dollars" else CURRENCIES.get(unit, unit)
    kind = (
        "price"
        if re.match(
            r" ?(?:a|an|per) (?:kilo|ton|tonne|barrel|unit|bushel|pound|litre|gallon|box|share|head|day)",
            clean[m.end() : m.end() + 14],
        )
        else "money"
    )
    return kind, _exact(_figure(low) * scale), _exact(_figure(high) * scale) if high else None, code


def _round(m: re.Match[str], clean: str, sentence: Sentence) -> Answer | None:
    """One of its scale; not where a number word before it says how many."""
    before = clean[max(sentence.start, m.start() - 14) : m.start()].lower().split()
    if before and before[-1] not in ("a", "an", "one") and before[-1].rstrip("s") in (*WORDS, *SCALES):
        return None
    return "money", SCALES[m["scale"].lower()], None, CURRENCIES.get(m["unit"].lower(), m["unit"].lower())


def _duration(m: re.Match[str], clean: str, sentence: Sentence) -> Answer | None:
    before = clean[max(sentence.start, m.start() - 12) : m.start()].lower()
    if before.rstrip().endswith(("last", "past", "next", "in")) and not before.rstrip().endswith("within"):
        return None
    return "duration", _figure(m["lo"]), _figure(m["hi"]) if m["hi"] else None, m["unit"].lower() + "s"


def _fraction(m: re.Match[str], clean: str, sentence: Sentence) -> Answer | None:
    around = clean[max(sentence.start, m.start() - 40) : m.start()]
    kind = "growth" if GROWTH.search(around) and not clean[m.end() :].startswith(" of") else "share"
    return kind, round(FRACTIONS[m[0].lower()], 4), None, "share"


def _count(m: re.Match[str], clean: str, sentence: Sentence) -> Answer | None:
    del sentence
    unit = m["unit"].lower()
    if unit in NOT_UNITS or (re.fullmatch(r"(?:1[89]|20)\d\d", m["lo"]) and not m["scale"]):
        return None
    if re.search(
        r"(?:No\.|Order|Article|Section|Annex|Schedule|page|Note) ?$", clean[max(0, m.start() - 10) : m.start()]
    ):
        return None
    scale = SCALES.get((m["scale"] or "").lower(), 1.0)
    persons = unit in ("jobs", "workers", "people", "employees", "staff", "positions", "posts", "miners", "farmers")
    return (
        "count",
        _exact(_figure(m["lo"]) * scale),
        _exact(_figure(m["hi"]) * scale) if m["hi"] else None,
        "persons" if persons else unit,
    )


def _finish(layout: Layout, sentence: Sentence, start: int, end: int, answer: Answer) -> Quantity:
    kind: Any
    kind, value, top, unit = answer
    before = BEFORE.search(layout.clean, max(sentence.start, start - 24), start)
    comparator: Any = "exact"
    if before:
        comparator = next(name for name, _ in COMPARATORS if before[name.replace("-", "_")])
        start = before.start()
    low: float | None = value
    high: float | None = value
    if top is not None:
        comparator, high = "range", top
    elif comparator in ("at-most", "less-than"):
        low = None
    elif comparator in ("at-least", "more-than"):
        high = None
    of = _measured(layout, sentence, start, end)
    return Quantity(
        "",
        start,
        end,
        layout.text[start:end],
        kind,
        None if top is not None else value,
        low,
        high,
        unit,
        comparator,
        of,
        0.85,
    )


def _measured(layout: Layout, sentence: Sentence, start: int, end: int) -> Span | None:
    """The noun phrase around the figure: what follows it, else what stands before its verb or preposition."""
    after = [t for t in sentence.tokens if t.start >= end]
    chosen: list[Token] = []
    for position, token in enumerate(after[:8]):
        if token.low == "of" and position == 0:
            continue
        if (
            token.tag in ("NOUN", "NAME", "ADJ")
            or (chosen and token.low == "of")
            or (token.tag == "DET" and not chosen)
        ):
            chosen.append(token)
        else:
            break
    if not any(t.tag in ("NOUN", "NAME") for t in chosen):
        before = [t for t in sentence.tokens if t.end <= start]
        chosen = []
        for token in reversed(before[-14:]):
            if token.tag in ("NOUN", "NAME", "ADJ", "POSS") or (chosen and token.low in ("of", "on", "the")):
                chosen.insert(0, token)
            elif chosen and not is_finite(token):
                break
    while chosen and chosen[0].tag in ("PREP", "DET", "POSS"):
        chosen.pop(0)
    while chosen and chosen[-1].tag in ("PREP", "DET", "ADJ", "POSS"):
        chosen.pop()
    return Span(chosen[0].start, chosen[-1].end, layout.text[chosen[0].start : chosen[-1].end]) if chosen else None
