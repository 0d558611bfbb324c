"""Every date of a text as an interval with its rule and its anchor."""

from __future__ import annotations

from datetime import date

from detente.desk.contract import Anchor, DateMention, DayInterval
from detente.desk.date_parts import Answer, Previous
from detente.desk.date_rules import resolve
from detente.desk.date_words import Expression
from detente.desk.segment import Layout

__all__ = ["date_mentions"]

ABSOLUTE = frozenset({"iso", "explicit", "month-year", "in-year", "decade", "end-year", "fact", "tenure"})


def date_mentions(
    layout: Layout, found: list[Expression], published: tuple[date | None, date | None]
) -> list[DateMention]:
    """Resolve every expression; where the publication day is an interval, the answer is widened by it.

    Parameters
    ----------
    layout
        The divided text.
    found
        Its expressions.
    published
        First and last possible day of publication; None where unknown.
    """
    low, high = published
    low, high = low or high, high or low
    made: list[DateMention] = []
    before: tuple[Previous, Previous] = ([], [])
    for n, one in enumerate(found, 1):
        span = (one.start, one.end, layout.text[one.start : one.end])
        if low is None or high is None:
            if one.rule not in ABSOLUTE and "y" not in one.groups:
                made.append(DateMention(f"d{n}", *span, None, "range", "no-publication-date", None, None, 0.3))
                continue
            anchors = [date(2000, 1, 1)]
        else:
            anchors = [low, high] if low != high else [low]
        answers = []
        for anchor, kept in zip(anchors, before, strict=False):
            try:
                answer = resolve(one, anchor, kept)
            except (ValueError, OverflowError):
                answer = (None, "range", "out-of-calendar")
            answers.append(answer)
            if answer[0] is not None:
                kept.append((one, answer[0]))
        made.append(_mention(f"d{n}", span, one, answers, low, high))
    return made


def _mention(
    key: str, span: tuple[int, int, str], one: Expression, answers: list[Answer], low: date | None, high: date | None
) -> DateMention:
    days, grain, rule = answers[0]
    others = [answer[0] for answer in answers if answer[0] is not None]
    if days is None or not others:
        return DateMention(key, *span, None, grain, rule, None, None, 0.3)  # type: ignore[arg-type]
    firsts, lasts = [d[0] for d in others], [d[1] for d in others]
    first = None if None in firsts else min(d for d in firsts if d is not None)
    last = None if None in lasts else max(d for d in lasts if d is not None)
    absolute = rule in ("explicit", "month-year", "range") and "y" in one.groups
    if one.rule in ("fact", "tenure"):
        anchor = Anchor(one.rule, one.ref, _iso(one.interval[0]), _iso(one.interval[1])) if one.interval else None  # type: ignore[arg-type]
    else:
        anchor = None if absolute or low is None else Anchor("published", None, _iso(low), _iso(high))
    edtf = f"{first or '..'}/{last or '..'}" if first != last else str(first)
    score = 0.95 if absolute or one.rule in ("weekday", "day-month", "relative-unit") else 0.8
    return DateMention(key, *span, DayInterval(_iso(first), _iso(last)), grain, rule, anchor, edtf, score)  # type: ignore[arg-type]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
