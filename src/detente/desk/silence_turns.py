"""Guards of the later rules of silence: offers, deadlines, what came back, and who is not in touch."""

from __future__ import annotations

import re
from collections.abc import Mapping

from detente.desk.lexicon import nouns
from detente.desk.press import member
from detente.desk.silence_guards import ENDS, Guard, Line, hears_nobody, in_question, on_paper, pressed_here

__all__ = ["MORE"]

QUERIES = frozenset(
    {"question", "questions", "queries", "inquiries", "enquiries", "email", "emails", "e-mails", "voicemails"}
)
CALLS = frozenset({"call", "calls", "texts", "messages", "message", "requests", "approaches", "mails"})
AFTER_CALLS = frozenset({"", ".", ",", ";", "and", "for", "over", "on", "from", "by", "or", "all"})
"""Words after calls that nobody raised for something: calls for restraint have a complement of their own."""


def _asked_or_told(here: Line, m: re.Match[str]) -> bool:
    """Words to a reporter: somebody was asked, or the paper is named that was told."""
    return in_question(here, m) or pressed_here(here)


def _on_phone(here: Line, m: re.Match[str]) -> bool:
    """A talk with the press that was cut short: somebody was rung, or asked."""
    return in_question(here, m) or any(member(token.low, "nouns", "phone") for token in here.words.tokens)


def _offer_made(here: Line, m: re.Match[str]) -> bool:
    """An invitation of the press, or one to answer."""
    return re.search(
        r" to (?:respond|comment|appear|reply|speak|print|answer|explain|be interviewed)\b", m[0]
    ) is not None and (in_question(here, m) or pressed_here(here) or "comment" in m[0] or "respond" in m[0])


def _by_asked(here: Line, m: re.Match[str]) -> bool:
    """An answer that was withheld by somebody, or after a statement: not by law, nor in a consultation."""
    k = here.ahead(m)
    return here.words.low(k) in ("", ".", ",", ";", "by", "from", "to", "after", "on", "last", "at", "about", "when")


def _in_touch(here: Line, m: re.Match[str]) -> bool:
    """Not in touch: with the press, or with nobody who is named; not a sailor who was not heard from."""
    words, k = here.words, here.ahead(m)
    if words.low(k) in ("with", "to", "from"):
        return words.is_press(k + 1, k + 6)
    if m[0].startswith(("was", "were", "has", "have", "had")) and "heard" in m[0]:
        return bool(here.subject(m) & (nouns("spokesperson") | nouns("institution"))) or in_question(here, m)
    if here.subject(m) & {"two", "both", "sides", "leaders", "pair", "governments", "capitals"}:
        return False
    request = re.search("call|mail|text|messag|quer|question|request|phone|line", m[0]) is not None
    return not hears_nobody(here, m) and (not request or words.object_at(k) != "other") and words.low(k) != "each"


def _stops_talking(here: Line, m: re.Match[str]) -> bool:
    """No more talk: to the press where the hearer is told, else at the end or before what was not said."""
    words, k = here.words, here.ahead(m)
    if m[0].endswith(" to"):
        return words.is_press(k, k + 4)
    if m[0].endswith("interviews"):
        return True
    ends = words.low(k) in ENDS or words.low(k) in ("", ",", "to") or member(words.low(k), "words", "wh")
    return ends and not on_paper(here, m) and (words.low(k) != "to" or words.is_press(k + 1, k + 4))


def _of_spokesman(here: Line, m: re.Match[str]) -> bool:
    """What only one who is asked by the press would say: by a spokesperson, at a briefing, or after a question."""
    lows = {token.low for token in here.words.tokens}
    return bool(lows & (nouns("spokesperson") | {"briefing", "reporters", "attaché"})) or in_question(here, m)


def _given_time(here: Line, m: re.Match[str]) -> bool:
    """A deadline or letters that were let go by, of the press."""
    ours = re.search(r"\b(?:our|us|we|reporters?|answer|reply|respond|comment|questions?)\b", here.line) is not None
    return ours or in_question(here, m)


def _sent_back(here: Line, m: re.Match[str]) -> bool:
    """A request of the press that came back or was let lie; letters of whom nothing is told count."""
    words, k = here.words, here.at(m.start("of"))
    owned = words.belongs(k)
    if "unanswered" in m[0] and words.low(k).startswith("letter"):
        return owned == "press"
    if owned == "none" and words.low(k).startswith(("question", "mail", "call", "text")):
        return words.low(k).startswith("question") or pressed_here(here) or "go through" in m[0]
    return owned == "press" or (owned == "none" and here.line[: m.start()].count('"') % 2 == 0)


def _not_one(here: Line, m: re.Match[str]) -> bool:
    """None of those who were asked: the press asked, or what they did not do is to speak to it."""
    k = here.ahead(m)
    if here.words.low(k) in ("that", "of", "for") or here.words.object_at(k) == "other":
        return False
    return in_question(here, m) or pressed_here(here)


def _dodged(here: Line, m: re.Match[str]) -> bool:
    """What was evaded is a question of the press."""
    name = "of" if m["of"] else "of2"
    words, k = here.words, here.at(m.start(name))
    if member(words.low(k), "nouns", "press"):
        return True
    return words.belongs(k) == "press" or (
        words.belongs(k) == "none"
        and (
            words.low(k) in QUERIES
            or words.low(k + 1) in QUERIES
            or (words.low(k) in CALLS and words.low(k + 1) in AFTER_CALLS)
        )
    )


def _text_kept(here: Line, m: re.Match[str]) -> bool:
    """A text kept from readers and from no state: nobody is named who should get it, unless the press."""
    words, k = here.words, here.ahead(m)
    stop = next((n for n in range(k, k + 8) if words.low(n) in ENDS or words.low(n) == ","), k + 8)
    to = next((n for n in range(k, stop) if words.low(n) in ("to", "with", "unless", "until")), None)
    return not on_paper(here, m) and (to is None or words.is_press(to, stop))


def _none_of_them(here: Line, m: re.Match[str]) -> bool:
    """None of the replies, or of those who were asked."""
    asked = re.search(r"repl|respon|answer|statement|comment", here.line[: m.start()])
    return asked is not None or here.words.asked(0, here.at(m.start()))


def _for_comment(here: Line, m: re.Match[str]) -> bool:
    """The press asked somebody, and nothing more is told."""
    near = {here.words.low(n) for n in range(here.at(m.start()), here.ahead(m) + 14)}
    return bool({"comment", "response", "reply", "sought"} & near)


MORE: Mapping[str, Guard] = {
    guard.__name__.lstrip("_"): guard
    for guard in (
        _asked_or_told,
        _dodged,
        _by_asked,
        _for_comment,
        _given_time,
        _none_of_them,
        _text_kept,
        _in_touch,
        _not_one,
        _of_spokesman,
        _offer_made,
        _on_phone,
        _sent_back,
        _stops_talking,
    )
}
