"""A question in words, such as "tariff on Chinese toys on 10 April 2025", as a card with a sentence and its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, final

from detente.case.asked import ask_case
from detente.case.case import Case
from detente.core.dates import show_day
from detente.core.errors import DataError, UsageError
from detente.desk.lexicon import table
from detente.ledger.ledger import Ledger
from detente.ledger.stacking import Moment
from detente.report.cite import cite_rate
from detente.world.load import load_words

__all__ = ["Sought", "read_question", "search_document"]

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS)
DAYS = (
    re.compile(r"\b(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?P<w>{MONTH})\.?,?\s+(?P<y>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<w>{MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b"),
)
"""A day, month and year, in the ways in which people write them."""
BARE = re.compile(rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?P<w>{MONTH})|(?P<w2>{MONTH})\s+(?P<d2>\d{{1,2}}))\b")
"""A day without a year."""
WHOLE = re.compile(rf"\b(?P<w>{MONTH})\.?,?\s+(?P<y>(?:19|20)\d\d)\b")
"""A month."""
CODE = re.compile(r"\b(?:hs\s*(\d{4})|(\d{4}(?:\.?\d{2}){1,3})|((?!19|20)\d{4}))\b(?!\s*%)")
"""A product code; a number that could be a year only after "HS"."""
LEVY = re.compile(r"\b(?:tariffs?|dut(?:y|ies)|rates?|levy|levies|levied)\b")
UNION = re.compile(r"\b(?:eu|european union)\b")
INTO = re.compile(r"\b(?:by|into|to)\b")
FROM = re.compile(r"\b(?:on|from|of)\s+(?:the\s+)?(?:\w+\s+)?$")
SHORT = {"us": "USA", "u.s.": "USA", "america": "USA", "american": "USA", "uk": "GBR", "british": "GBR"}
"""Names and adjectives that the table of places does not hold."""
LONGEST = 200
"""Letters of a question."""


@final
@dataclass(frozen=True, slots=True)
class Sought:
    """What a question asks for.

    Attributes
    ----------
    importer, exporter
        Who levies on whose goods.
    product, goods
        HS code and the words that it was read from; empty for all goods.
    on
        The day.
    said
        What was taken for granted, one sentence each.
    """

    importer: str
    exporter: str
    product: str
    goods: str
    on: date
    said: tuple[str, ...]


def read_question(text: str, case: Case) -> Sought:
    """Read a question in words.

    Parameters
    ----------
    text
        The question, in English.
    case
        Gives the sides, and the day where none is named.

    Raises
    ------
    UsageError
        If it is empty or too long, names no goods and no economy, or a day that does not exist.
    """
    asked = " ".join(text.lower().replace("’", "'").split())
    if not asked or len(asked) > LONGEST:
        raise UsageError(f'ask with 1 to {LONGEST} letters, for instance "tariff on Chinese toys on 10 April 2025".')
    said: list[str] = []
    on, rest = _day(asked, case, said)
    product, goods, rest = _goods(rest, case.ledger)
    places = list(_places(rest, case.ledger))
    importer, exporter = _pair(rest, places, case.sides)
    if not (product or places or LEVY.search(rest)):
        raise UsageError(
            f'"{text[:60]}" names no goods, no economy and no tariff; ask for instance "tariff on Chinese toys on '
            '10 April 2025", or give an HS code.'
        )
    if not places:
        said.append("No economy was named; these are the two sides of the case.")
    if not product:
        said.append("No goods were recognised; this is the average over all goods.")
    return Sought(importer, exporter, product, goods, on, tuple(said))


def search_document(text: str, case: Case) -> dict[str, Any]:
    """The card that answers a question.

    Parameters
    ----------
    text
        The question.
    case
        The case that is asked.

    Raises
    ------
    UsageError, DataError
        If it cannot be read, or asks for a day before the case begins.
    """
    sought = read_question(text, case)
    asked = ask_case(case, sought.on, None)
    ledger, moment = asked.ledger, asked.moment
    product = sought.product or None
    found = cite_rate(case, ledger, sought.importer, sought.exporter, moment, product)
    change, before = _before(ledger, sought, moment, case)
    names = ledger.countries.names
    goods = sought.goods or "all goods"
    return {
        "schema": "detente.search/1",
        "meta": asked.meta,
        "question": text,
        "sentence": found.sentence,
        "citation": found.text,
        "importer": sought.importer,
        "exporter": sought.exporter,
        "names": {code: names.get(code, code) for code in (sought.importer, sought.exporter)},
        "product": f"{goods[0].upper()}{goods[1:]}, HS {sought.product}" if sought.product else "All goods",
        "hs": sought.product,
        "on": moment.on,
        "after": found.rate,
        "before": before,
        "before_on": None if change is None else change - timedelta(days=1),
        "changed_on": change,
        "changed_sentence": "" if change is None else f"The last change before that took effect on {show_day(change)}.",
        "sources": found.sources,
        "attribution": found.attribution,
        "why": f"cases/{case.name}/why?importer={sought.importer}&exporter={sought.exporter}&product={sought.product}"
        f"&on={moment.on}"
        if sought.product
        else "",
        "warnings": (*sought.said, *asked.notes),
    }


def _before(ledger: Ledger, sought: Sought, moment: Moment, case: Case) -> tuple[date | None, float | None]:
    """The last day up to the day asked on which the rate changed, and the rate of the day before that."""
    product = sought.product or None
    days = {m.effective for m in ledger.measures if m.by == sought.importer and m.known <= moment.as_of}
    days |= {m.end for m in ledger.measures if m.by == sought.importer and m.end is not None}
    days |= {r.effective for r in ledger.repeals}

    def rate(day: date) -> float:
        at = Moment(day, moment.as_of)
        return float(
            ledger.rate(
                sought.importer,
                sought.exporter,
                on=at.on,
                as_of=at.as_of,
                definition="statutory-weighted",
                product=product,
            )
        )

    now = rate(moment.on)
    for day in sorted((day for day in days if day is not None and case.head.first < day <= moment.on), reverse=True):
        then = rate(day - timedelta(days=1))
        if abs(then - now) > 5e-4:
            return day, then
    return None, None


def _day(asked: str, case: Case, said: list[str]) -> tuple[date, str]:
    """The day of a question, and the question without it."""
    for pattern in DAYS:
        found = pattern.search(asked)
        if found:
            return _made(found.groupdict()), asked[: found.start()] + " " + asked[found.end() :]
    last = case.head.last
    found = WHOLE.search(asked)
    if found:
        first = _made({**found.groupdict(), "d": "1"})
        day = min(date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1), last)
        said.append(f"No day of the month was named; this is {show_day(day)}.")
        return day, asked[: found.start()] + " " + asked[found.end() :]
    found = BARE.search(asked)
    if found:
        parts = found.groupdict()
        told = {"d": parts["d"] or parts["d2"], "w": parts["w"] or parts["w2"], "y": str(last.year)}
        day = _made(told)
        said.append(f"No year was named; {last.year} is taken, the year in which the case ends.")
        return day, asked[: found.start()] + " " + asked[found.end() :]
    said.append(f"No day was named; this is {show_day(last)}, the last day of the case.")
    return last, asked


def _made(parts: Mapping[str, str | None]) -> date:
    month = int(parts["m"] or 0) if parts.get("m") else 1 + [m[:3] for m in MONTHS].index(str(parts["w"])[:3])
    try:
        return date(int(str(parts["y"])), month, int(str(parts["d"])))
    except ValueError:
        raise UsageError(f"there is no day {parts['d']} in month {month} of {parts['y']}.") from None


def _goods(asked: str, ledger: Ledger) -> tuple[str, str, str]:
    """HS code, words for it, and the question without them; the longest words win."""
    code = CODE.search(asked)
    if code:
        typed = next(part for part in code.groups() if part)
        digits = typed.replace(".", "")
        known = any(line.startswith(digits[: len(line)]) for lines in ledger.lines.values() for line in lines.codes)
        if not known:
            raise DataError(f"no product line begins with {typed}; check the code in the tariff of 2024.")
        rest = asked[: code.start()] + " " + asked[code.end() :]
        return typed, f"goods under HS {typed}", rest
    words = load_words()
    for word in sorted(words, key=len, reverse=True):
        found = re.search(rf"\b{re.escape(word)}s?\b", asked)
        if found is None and word.endswith("s"):
            found = re.search(rf"\b{re.escape(word[:-1])}\b", asked)
        if found:
            return words[word], word, asked[: found.start()] + " " + asked[found.end() :]
    return "", "", asked


@cache
def _names() -> Mapping[str, str]:
    """Name, adjective or other name of a state, in small letters, to its code."""
    found = dict(SHORT)
    for row in table("places")["country"]:
        for name in (row["name"], row.get("adjective", ""), *row.get("aliases", ())):
            if name:
                found.setdefault(name.lower(), row["code"])
    return found


def _places(asked: str, ledger: Ledger) -> Iterator[tuple[int, str]]:
    """Where economies are named, in order, and their codes."""
    names, taken = _names(), [False] * len(asked)
    found = []
    if UNION.search(asked):
        raise UsageError("the European Union is asked by one of its members: write Germany or German, for instance.")
    known = {*ledger.base.regions, *ledger.countries.names}
    for name in sorted(names, key=len, reverse=True):
        if names[name] not in known:
            continue
        for place in re.finditer(rf"(?<![\w.]){re.escape(name)}(?!\w)", asked):
            if not any(taken[place.start() : place.end()]):
                taken[place.start() : place.end()] = [True] * (place.end() - place.start())
                found.append((place.start(), names[name]))
    yield from sorted(found)


def _pair(asked: str, places: list[tuple[int, str]], sides: tuple[str, str]) -> tuple[str, str]:
    """Who levies on whose goods: before the word for the levy stands who levies, after "on" or "from" whose goods."""
    one, two = sides
    levy = LEVY.search(asked)
    codes = list(dict.fromkeys(code for _, code in places))
    if len(codes) >= 2:
        first, second = codes[0], codes[1]
        at = places[0][0]
        # "tariff on Chinese toys into the United States": what follows the levy is the goods, then who levies.
        turned = levy is not None and at > levy.start() and INTO.search(asked[at:])
        return (second, first) if turned else (first, second)
    if len(codes) == 1:
        at, code = places[0]
        levies = levy is not None and at < levy.start() and not FROM.search(asked[:at])
        other = two if code == one else one
        return (code, other) if levies else (other, code)
    return one, two
