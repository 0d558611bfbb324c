"""What contradicts something: weekdays that do not fit their date, posts out of their term, denials."""

from __future__ import annotations

import re
from datetime import date

from detente.desk.calendar_days import DAYS
from detente.desk.contract import Attribution, Conflict, DateMention, PublishedOn
from detente.desk.gazetteer import Gazetteer
from detente.desk.segment import Layout

__all__ = ["conflicts"]

WEEKDAY = re.compile(r"\b(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b")


def conflicts(
    layout: Layout,
    attributions: list[Attribution],
    dates: list[DateMention],
    published: PublishedOn,
    gazetteer: Gazetteer,
) -> list[Conflict]:
    """Every contradiction that can be seen in the text itself or against dated tenures.

    Parameters
    ----------
    layout
        The divided text.
    attributions, dates
        What was found before.
    published
        Publication day, against which terms of office are read.
    gazetteer
        Persons with dated tenures.
    """
    text = layout.text
    made: list[tuple[str, int, int, str | None, str]] = []
    for one in dates:
        word = WEEKDAY.search(one.quote)
        day = one.interval.from_ if one.interval and one.interval.from_ == one.interval.to else None
        if word and day and one.rule != "weekday" and date.fromisoformat(day).weekday() != DAYS[word[1].lower()]:
            actual = f"{date.fromisoformat(day):%A}"
            made.append(("date", one.start, one.end, one.id, f"{day} is a {actual}, the text says {word[1]}."))
    for claim in attributions:
        if claim.polarity == "denies":
            said = "what was said before" if claim.denies is None else f"{claim.denies}"
            made.append(
                ("denial", claim.start, claim.end, claim.denies, f"{claim.source.quote or 'A source'} denies {said}.")
            )
    if published.to is not None:
        made += _tenures(layout, date.fromisoformat(published.to), gazetteer)
    made.sort(key=lambda row: (row[1], row[2], row[0]))
    return [
        Conflict(f"x{n}", kind, a, b, text[a:b], with_, message)  # type: ignore[arg-type]
        for n, (kind, a, b, with_, message) in enumerate(made, 1)
    ]


def _tenures(layout: Layout, day: date, gazetteer: Gazetteer) -> list[tuple[str, int, int, str | None, str]]:
    found: list[tuple[str, int, int, str | None, str]] = []
    for surname in sorted({t.surname for t in gazetteer.tenures}):
        terms = [t for t in gazetteer.tenures if t.surname == surname]
        posts = {t.post for t in terms}
        for post in sorted(posts):
            at = layout.clean.find(f"{post} ", 0)
            while at >= 0:
                m = re.compile(rf"{re.escape(post)} (?:[A-Z][\w.-]+ )?{re.escape(surname)}\b").match(layout.clean, at)
                former = layout.clean[max(0, at - 8) : at].lower().strip().endswith(("former", "ex-", "then-", "then"))
                held = any(t.post == post and (t.first or day) <= day <= (t.last or day) for t in terms)
                if m and not former and not held:
                    found.append(
                        ("tenure", at, m.end(), terms[0].person, f"{surname} did not hold this post on {day}: {post}.")
                    )
                at = layout.clean.find(f"{post} ", at + 1)
    return found
