"""Head and size of a group of speakers: two of the people, one Norland and three Sudland officials."""

from __future__ import annotations

from collections.abc import Callable

from detente.desk.contract import Count, Group
from detente.desk.lexicon import nouns
from detente.desk.phrases import is_finite
from detente.desk.tokens import Token

__all__ = ["NUMBERS", "count_of", "head_of", "is_part", "is_plural"]

NUMBERS = {
    w: n
    for n, w in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        1,
    )
} | {"a": 1, "an": 1, "another": 1, "both": 2, "dozen": 12}


def is_part(span: list[Token]) -> bool:
    """Whether a phrase takes some of a group: two of the people, most of the sources."""
    words = [token.low for token in span]
    if len(words) < 3 or words[1] != "of" or "and" in words:
        return False
    return (words[0] in NUMBERS or words[0] in ("some", "several", "many", "most")) and (
        words[-1] in nouns("person") or words[-1] in ("people", "sources", "them", "those", "officials")
    )


def head_of(span: list[Token]) -> tuple[str, list[Token]]:
    """The head noun of a phrase, in lower case, and the words up to where what belongs to it ends."""
    span = span[_compared(span) :]
    core: list[Token] = []
    for position, token in enumerate(span):
        breaks = (
            token.tag in ("PREP", "SUB", "TO")
            or token.text in (",", "(", "\u2013")
            or token.low in ("who", "which")
            or is_finite(token)
        )
        if core and (
            breaks or (token.tag == "VERB" and token.form in ("VBN", "VBG")) or token.low in ("familiar", "close")
        ):
            break
        if (
            token.tag == "CONJ"
            and (any(t.tag == "NOUN" for t in core) or (core[-1].tag == "NAME" and core[0].tag != "NUM"))
            and position + 1 < len(span)
            and span[position + 1].tag in ("DET", "NUM")
        ):
            break
        core.append(token)
    core = core or span
    head = next((t for t in reversed(core) if t.tag in ("NOUN", "NAME")), core[-1])
    return head.low, core


def _compared(span: list[Token]) -> int:
    """How many words of a phrase only compare its number: more than a dozen people."""
    return 2 if len(span) > 2 and span[1].low == "than" else 0


def is_plural(word: str) -> bool:
    """Whether a noun is a plural, by its form."""
    return word in ("people", "men", "women", "spokespeople") or (
        word.endswith("s") and not word.endswith(("ss", "us", "is"))
    )


def count_of(span: list[Token], side: str | None, side_of: Callable[[list[Token]], str | None]) -> Count:
    """Counts of the groups of a phrase; coordinated groups add up."""
    groups: list[Group] = []
    lows: list[int] = []
    highs: list[int | None] = []
    shared = _shared(span)
    for part in shared:
        groups.append(Group(NUMBERS[part[0].low], side_of(part)))
        lows.append(NUMBERS[part[0].low])
        highs.append(NUMBERS[part[0].low])
    rest = [] if shared else span
    while rest:
        head, part = head_of(rest)
        part = [*rest[: _compared(rest)], *part]
        least, most = (1, 1) if not is_plural(head) else _told(part)
        lows.append(least)
        highs.append(most)
        groups.append(Group(least if least == most else None, side))
        joint = next(
            (k for k in range(len(part), len(rest) - 1) if rest[k].low == "and" and rest[k + 1].tag in ("DET", "NUM")),
            None,
        )
        rest = rest[joint + 1 :] if joint is not None else []
    known = [n for n in highs if n is not None]
    return Count(sum(lows), sum(known) if len(known) == len(highs) else None, tuple(groups))


def _told(part: list[Token]) -> tuple[int, int | None]:
    """Least and most of a plural: its number with what stands before it; two or more where none is told."""
    at = next((k for k, t in enumerate(part) if t.low in NUMBERS or t.text.isdigit()), None)
    if at is None:
        return (24, None) if any(t.low == "dozens" for t in part) else (2, None)
    dozen = at + 1 < len(part) and part[at + 1].low == "dozen"
    number = NUMBERS[part[at].low] if part[at].low in NUMBERS else int(part[at].text)
    number *= 12 if dozen else 1
    before = [t.low for t in part[:at]]
    if before[-1:] == ["than"]:
        return (number + 1, None) if before[-2:-1] in (["more"], ["greater"]) else (2, number - 1)
    if before[-1:] in (["least"], ["over"]):
        return number, None
    if before[-1:] in (["nearly"], ["almost"]):
        return max(2, number * 3 // 4), max(2, number - 1)
    return number, number


def _shared(span: list[Token]) -> list[list[Token]]:
    """Parts of numbered groups with one noun: one Norland and three Sudland officials."""
    _, core = head_of(span)
    at = next((k for k, t in enumerate(core) if t.low == "and"), 0)
    if not at or at + 1 >= len(core) or core[0].low not in NUMBERS or core[at + 1].low not in NUMBERS:
        return []
    return [core[:at], core[at + 1 :]]
