"""Guards of the rules of silence: what was not answered, by whom, and whether the press had asked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import final

from detente.desk.lexicon import nouns, speech_class
from detente.desk.phrases import is_time, left_phrase, right_phrase
from detente.desk.press import Words, member

__all__ = [
    "ASKED",
    "ENDS",
    "GUARDS",
    "HABITS",
    "Guard",
    "Line",
    "hears_nobody",
    "in_question",
    "on_paper",
    "pressed_here",
]


@final
@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as one line of words in lower case, with the place where each starts."""

    words: Words
    line: str
    starts: list[int]

    def at(self, place: int) -> int:
        """Position of the word at a place of the line."""
        return bisect_right(self.starts, place) - 1

    def ahead(self, m: re.Match[str]) -> int:
        """Position of the word after a match."""
        return self.at(m.end() - 1) + 1

    def subject(self, m: re.Match[str]) -> set[str]:
        """Words of the subject of a match, in lower case."""
        found = left_phrase(self.words.tokens, self.at(m.start()))
        return {token.low for token in self.words.tokens[found[0] : found[1]]} if found else set()

    def head(self, m: re.Match[str]) -> str:
        """Last noun of the subject before what belongs to it."""
        tokens = self.words.tokens
        found = left_phrase(tokens, self.at(m.start()))
        if found is None:
            return ""
        core = tokens[found[0] : found[1]]
        for n, token in enumerate(core):
            if n and (token.tag in ("PREP", "TO") or token.text == "," or token.low in ("which", "who", "whose")):
                core = core[:n]
                break
        return core[-1].low


ENDS = frozenset('.;:"!?)\u2013')
ASKED = (
    r"\b(?:asked|pressed|visited|reached|contacted|telephoned|tracked down|caught|questioned|quizzed|cornered|"
    r"challenged|approached|stopped|questions?|reporters?|journalists?)\b"
)
OWN = frozenset({"himself", "herself", "themselves", "itself", "that"})
PARTISANS = frozenset({"union", "unions", "workers", "employers", "negotiators", "parties", "sides"})
"""Subjects whose refusal to discuss concerns the other side."""
HOUSES = frozenset({"ministry", "embassy", "department", "office", "bureau", "treasury", "agency", "palace", "bank"})
"""Subjects that the press asks; a state that would not discuss something may have told the other state so."""
TOPICS = frozenset({"on", "about", "over", "when", "regarding", "since", "despite"})
HABITS = frozenset({"usually", "often", "normally", "typically", "generally", "rarely", "sometimes", "ordinarily"})
"""Adverbs after which a refusal is a habit and none of now."""
REACH = 40
"""Words around a cue in which the question may be told that was not answered."""
Guard = Callable[[Line, re.Match[str]], bool]


def _press_or_none(here: Line, m: re.Match[str]) -> bool:
    """An answer that was due to the press, or to nobody in particular."""
    words, k = here.words, here.ahead(m)
    if hears_nobody(here, m):
        return False
    found = words.object_at(k)
    if found in ("press", "topic"):
        return True
    soft = re.search(r"immediately|yet|publicly|officially", m[0]) is not None
    if found == "report":
        return True
    if found == "other":
        return False
    around = words.asked(0, len(words.tokens))
    acts = any(member(token.low, "nouns", "act") for token in words.tokens)
    return soft or around or not acts


def hears_nobody(here: Line, m: re.Match[str]) -> bool:
    """Whether the subject answers nobody: markets, goods, troops."""
    return member(here.head(m), "nouns", "unasked")


def _reacted(here: Line, m: re.Match[str]) -> bool:
    if hears_nobody(here, m):
        return False
    found = here.words.object_at(here.ahead(m))
    soft = re.search(r"immediately|yet|publicly|officially", m[0]) is not None
    return found == "press" or (found in ("none", "report") and soft)


def on_paper(here: Line, m: re.Match[str]) -> bool:
    """Whether the subject is a paper and nobody's mouth."""
    return member(here.head(m), "nouns", "document")


def _any(here: Line, m: re.Match[str]) -> bool:
    """Whoever is no paper; what a speech leaves out is no answer refused."""
    near = " ".join(here.words.low(n) for n in range(here.ahead(m), here.ahead(m) + 8))
    speech = re.search(
        r"\bin (?:his|her|its|their|the) (?:\w+ )?(?:speech|letter|address|remarks|article|report)", near
    )
    never = "never" in m[0] and "before" in near
    return not on_paper(here, m) and not never and not (re.search("elaborat|little|nothing", m[0]) and speech)


def _calls(here: Line, m: re.Match[str]) -> bool:
    k = here.ahead(m)
    if "accept" in m[0] and here.words.low(k) in ("this", "that", "it", "them"):
        return False
    return here.words.object_at(k) == "press"


def _came_back(here: Line, m: re.Match[str]) -> bool:
    """A call that was not returned: workers and goods that do not come back are something else."""
    call = re.search("call|writ|wrote|ring|rang|phone|text", m[0]) is not None
    k = here.ahead(m)
    token = here.words.tokens[k] if k < len(here.words.tokens) else None
    if token and token.tag in ("DET", "NAME") and not here.words.is_press(k, k + 4) and not is_time(token):
        return False
    return call or m[0].endswith(("to", "with")) or in_question(here, m)


def _of_press(here: Line, m: re.Match[str]) -> bool:
    """Nobody answered: not an appeal or a threat."""
    near = [here.words.low(n) for n in range(here.ahead(m), here.ahead(m) + 4)]
    phone = any(member(w, "nouns", "phone") or w in ("door", "bell", "intercom") for w in near)
    if near[0] == "for":
        return False
    return phone or here.words.object_at(here.ahead(m)) != "other"


def _phone(here: Line, m: re.Match[str]) -> bool:
    near = [here.words.low(n) for n in range(here.ahead(m), here.ahead(m) + 5)]
    if member(here.head(m), "nouns", "weak"):
        return False
    return any(member(w, "nouns", "phone") or w in ("door", "doorbell", "intercom") for w in near) or _press_or_none(
        here, m
    )


def _told(here: Line, m: re.Match[str]) -> bool:
    """Something that one would tell the press: not one's own name, not to a counterpart."""
    words, k = here.words, here.ahead(m)
    near = [words.low(n) for n in range(k, k + 12)]
    if "not say" in m[0] and near[0] in ENDS and here.subject(m) & {"i", "we"}:
        return False
    reporter = words.is_press(max(0, here.at(m.start()) - 6), here.at(m.start())) or "independently" in here.line
    if re.search("verify|confirm", m[0]) and (
        reporter or words.is_press(*(left_phrase(words.tokens, here.at(m.start())) or (0, 0)))
    ):
        return False
    told = re.search("say|tell|confirm|explain|reveal", m[0]) is not None
    if near[0] == "that" and told and near[1] not in ENDS and "confirm" not in m[0]:
        return False
    if near[0] in ("yes", "no", "goodbye", "sorry"):
        return False
    if any(w in ("until", "unless") for w in near) and not words.asked(0, len(words.tokens)):
        return False
    for n, word in enumerate(near):
        if word in ENDS:
            break
        if word in ("with", "to") and n < 6:
            return words.is_press(k + n + 1, k + n + 6) or not words.is_state(k + n + 1, k + n + 5)
    own = {"himself", "herself", "themselves", "his", "her", "their"} & set(near[:2])
    return not (own and {"name", "names", "surname"} & set(near[:4])) and not (own - {"his", "her", "their"})


def _talked(here: Line, m: re.Match[str]) -> bool:
    """Talk that was refused to the press and not to the other side."""
    words, k = here.words, here.ahead(m)
    if on_paper(here, m):
        return False
    if words.asked(0, len(words.tokens)) or any(member(words.low(n), "nouns", "private") for n in range(k, k + 8)):
        return _told(here, m)
    subject = here.subject(m)
    human = bool(subject & (nouns("spokesperson") | nouns("person") | {"he", "she", "i", "spokesman"}))
    if subject & PARTISANS and not ("declin" in m[0] and subject & {"officials", "both"} and words.low(k) != "with"):
        return False
    polite = "declin" in m[0] or (bool(subject & HOUSES) and words.low(k) in ("it", "that", "them", "this"))
    found = left_phrase(words.tokens, here.at(m.start()))
    private = found is not None and not words.is_state(*found)
    counterpart = words.low(k) in ("to", "with") and not words.is_press(k + 1, k + 5)
    return (human or polite or private) and _told(here, m) and not counterpart


def _own_policy(here: Line, m: re.Match[str]) -> bool:
    """It said that it did not discuss private messages: a rule of the house, told to whom asks."""
    tokens, k = here.words.tokens, here.at(m.start()) - 1
    that = tokens[k - 1].low == "that" if k > 1 else False
    said = tokens[k - 1 - that] if k > that else None
    reported = tokens[k].tag == "PRON" and said is not None and bool(speech_class().get(said.lemma))
    near = [here.words.low(n) for n in range(k + 2, k + 10)]
    private = any(member(word, "nouns", "private") for word in near)
    answered = said is not None and said.lemma in ("reply", "answer", "respond")
    return reported and "with" not in near and (private or answered or (in_question(here, m) and "would" not in near))


def _did_not_tell(here: Line, m: re.Match[str]) -> bool:
    """Did not say, with a question behind it, or nothing; with a clause behind it, it is none."""
    words, k = here.words, here.ahead(m)
    if on_paper(here, m):
        return False
    return words.low(k) in ENDS or words.low(k) == "," or words.low(k) == "" or member(words.low(k), "words", "wh")


def _unsaid(here: Line, m: re.Match[str]) -> bool:
    """Without details, beside words that were said; a call cancelled without a reason is no talk."""
    verbs = [t.lemma for t in here.words.tokens[: here.at(m.start())] if t.tag == "VERB"]
    said = bool(verbs) and bool(speech_class().get(verbs[-1], frozenset()) - {"private"})
    return not on_paper(here, m) and (said or in_question(here, m) or not re.search("reason|explan", m[0]))


def _disclosed(here: Line, m: re.Match[str]) -> bool:
    words, k = here.words, here.ahead(m)
    stop = next((n for n in range(k, k + 9) if words.low(n) in ENDS or words.low(n) == ","), k + 9)
    to = next((n for n in range(k, stop) if words.low(n) == "to"), None)
    elsewhere = to is not None and not words.is_press(to, stop)
    return not on_paper(here, m) and not elsewhere and words.low(k) not in OWN


def _in_public(here: Line, m: re.Match[str]) -> bool:
    """Not spoken of in public, where the press reports what there is to speak of."""
    return re.search("publicly|officially", m[0]) is not None and _press_or_none(here, m)


def _answer_noun(here: Line, m: re.Match[str]) -> bool:
    """No reply, where it was due to the press: not to an offer, not received by a state."""
    words, k = here.words, here.ahead(m)
    if on_paper(here, m) and not words.asked(0, len(words.tokens)):
        return False
    if member(here.head(m), "nouns", "weak") or member(here.head(m), "nouns", "unasked"):
        return False
    if words.low(k) and words.tokens[k].tag in ("NOUN", "ADJ") and not member(words.low(k), "words", "weekday"):
        return False
    for n in range(k, min(k + 8, len(words.tokens))):
        word = words.low(n)
        if word in ENDS or word == ",":
            break
        if word == "in" and "there" in m[0]:
            return False
        if word == "to" and words.phrase_at(n + 1) == "other":
            later = [words.low(i) for i in range(n + 1, n + 6)]
            due = re.search("repl|answer|respon", m[0]) is not None and "response" not in later
            return not due and not any(member(w, "nouns", "weak") for w in later)
    return True


def _received(here: Line, m: re.Match[str]) -> bool:
    """A request of the press, or a paper, that got no answer."""
    words = here.words
    k = here.at(m.start())
    found = left_phrase(words.tokens, k)
    span = range(*found) if found else range(0)
    if words.is_press(span.start, span.stop) or any(words.low(n) in ("we", "i") for n in span):
        return True
    if any(member(words.low(n), "nouns", name) for n in range(span.start or k - 6, k) for name in ("act", "weak")):
        return False
    requests = [n for n in span if member(words.low(n), "nouns", "request")]
    if (
        words.low(here.ahead(m)) == "from"
        and not words.is_state(span.start, span.stop)
        and not (
            (requests and words.belongs(requests[0]) == "other")
            or member(words.low(here.ahead(m) + 1), "nouns", "unasked")
        )
    ):
        return not any(member(words.low(n), "nouns", "weak") for n in span)
    return bool(requests) and words.belongs(requests[0]) != "other"


def _unanswered(here: Line, m: re.Match[str]) -> bool:
    """A request of the press is the subject of what came to nothing."""
    words, k = here.words, here.at(m.start("of"))
    if member(words.low(k), "nouns", "phone"):
        return True
    return words.belongs(k) == "press" or (words.belongs(k) == "none" and not words.low(k).startswith("letter"))


def _refused_request(here: Line, m: re.Match[str]) -> bool:
    """A request turned down that was one for the press: it must say so, by its giver or by its purpose."""
    words, k = here.words, here.at(m.start("of"))
    owned = words.belongs(k)
    return owned == "press" or (
        owned == "none" and any(member(words.low(n), "nouns", "press") for n in range(k - 2, k + 6))
    )


def _to_press(here: Line, m: re.Match[str]) -> bool:
    """Not received, or not spoken to: the press."""
    words, k = here.words, here.ahead(m)
    stop = next((n for n in range(k, k + 7) if words.low(n) in ENDS or words.low(n) in ("and", "but", ",")), k + 7)
    return words.is_press(k, stop)


def _made_available(here: Line, m: re.Match[str]) -> bool:
    """A person who was not made available; minutes and figures are none."""
    found = left_phrase(here.words.tokens, here.at(m.start()))
    if any(member(here.head(m), "nouns", name) for name in ("record", "document", "unasked")):
        return False
    span = here.words.tokens[found[0] : found[1]] if found else here.words.tokens[: here.at(m.start())]
    return any(t.tag == "NAME" or t.low in nouns("person") or t.low in nouns("spokesperson") for t in span)


def _press_within(here: Line, m: re.Match[str]) -> bool:
    """Whoever was sent elsewhere is the press."""
    timed = m[0].endswith(" on") and member(here.words.low(here.ahead(m)), "words", "weekday")
    return not timed and here.words.is_press(here.at(m.start()) + 1, here.ahead(m) - 1)


def _reached(here: Line, m: re.Match[str]) -> bool:
    """A person or an office could not be reached; an agreement is no person."""
    head = here.head(m)
    bad = any(member(head, "nouns", name) for name in ("reached", "record", "unasked"))
    if re.search("found|traced|located", m[0]) and not (human(here, m) or head.startswith("number")):
        return False
    by_road = here.words.low(here.ahead(m)) == "by" and "phone" not in here.line
    return (not bad and not by_road) or "comment" in m[0]


def _available(here: Line, m: re.Match[str]) -> bool:
    if "comment" in m[0] or "speak" in m[0] or "interview" in m[0]:
        return True
    alive = human(here, m)
    if (
        alive
        and re.search("unavailable|unreachable|out of reach|incommunicado", m[0])
        and here.words.low(here.ahead(m)) in (".", "", ",", ";")
    ):
        return True
    further = here.words.low(here.ahead(m)) in ("for", "to", "in", "until")
    return alive and not further and re.search("immediately|reach|contact", m[0]) is not None


def _reaches(here: Line, m: re.Match[str]) -> bool:
    """The press could not reach somebody; that it could not reach a compromise is something else."""
    words, k = here.words, here.ahead(m)
    rest = [words.low(n) for n in range(k, k + 14)]
    if any(member(w, "nouns", "reached") for w in rest[:5]):
        return False
    comment = {"comment", "response", "interview"} & set(rest)
    start = here.at(m.start())
    found = left_phrase(words.tokens, start)
    if found and words.tokens[found[1] - 1].tag == "NAME" and not words.is_state(*found) and "able" in m[0]:
        return right_phrase(words.tokens, k) is not None
    ours = words.is_press(max(0, start - 6), start) or any(words.low(n) in ("we", "i") for n in range(start))
    return bool(comment) or ours


def _no_anonymity(here: Line, m: re.Match[str]) -> bool:
    """Not being allowed to speak is a refusal only where it is no ground for hiding a name."""
    ground = r"anonym|condition|named|identified|because|as (?:they|he|she)|who (?:was|were|is|are)"
    return re.search(ground, m.string) is None and not on_paper(here, m)


def in_question(here: Line, m: re.Match[str]) -> bool:
    """The sentence tells that somebody was asked."""
    place = here.at(m.start())
    return here.words.asked(place - REACH, min(place + REACH, len(here.words.tokens)))


def _bare(here: Line, m: re.Match[str]) -> bool:
    """The Treasury declined: nothing follows, or a reason; a figure or a request that declined is none."""
    words, k = here.words, here.ahead(m)
    passive = words.tokens[here.at(m.start()) - 1].lemma == "be" if here.at(m.start()) else False
    if passive or hears_nobody(here, m) or member(here.head(m), "nouns", "record"):
        return False
    if m[0].startswith("refus") and not in_question(here, m):
        return False
    again = words.low(here.at(m.start()) - 1) in ("but", "and", "or") and in_question(here, m)
    human = again or here.subject(m) & (nouns("person") | nouns("institution") | {"he", "she", "they", "it"})
    named = any(t.tag == "NAME" for t in words.tokens[max(0, here.at(m.start()) - 3) : here.at(m.start())])
    after = words.low(k)
    ends = after in ENDS or after in ("", ",", "citing", "through", "via", "saying", "again", "politely")
    reason = after == "," and words.low(k + 1) in ("citing", "saying", "pleading")
    return (
        ends
        and (bool(human) or named)
        and (reason or in_question(here, m) or after in (".", "", ";", "citing", "through"))
    )


def _asked_him(here: Line, m: re.Match[str]) -> bool:
    """The sentence tells of a question put to the one who then shrugs or walks off."""
    asked = re.search(ASKED, here.line)
    ordered = re.search(r"\b(?:she|he|they) (?:was|were) asked to\b", here.line)
    return asked is not None and ordered is None and not hears_nobody(here, m)


def _hears_somebody(here: Line, m: re.Match[str]) -> bool:
    """Whoever can speak; what was kept quiet during a vote is none."""
    kept = m[0].startswith(("kept", "keep")) and here.words.low(here.ahead(m)) in (
        "during",
        "in",
        "through",
        "from",
        "for",
    )
    return not hears_nobody(here, m) and not kept


def human(here: Line, m: re.Match[str]) -> bool:
    """Whether the subject is somebody: a person, an office, or a name that is no state's."""
    subject = here.subject(m)
    if any(member(here.head(m), "nouns", name) for name in ("record", "unasked")):
        return False
    if subject & (nouns("person") | nouns("spokesperson") | nouns("institution") | {"he", "she", "they"}):
        return True
    found = left_phrase(here.words.tokens, here.at(m.start()))
    named = found is not None and here.words.tokens[found[1] - 1].tag == "NAME"
    return named and found is not None and not here.words.is_state(*found)


def pressed_here(here: Line) -> bool:
    """Whether the sentence names the press."""
    return any(here.words.is_press(k, k + 1) for k in range(len(here.words.tokens)))


def _kept_still(here: Line, m: re.Match[str]) -> bool:
    """Silence on something; of "tight-lipped" and the like no topic need be told."""
    after = here.words.low(here.ahead(m))
    if on_paper(here, m) or (after in ("after", "and") and not in_question(here, m) and not pressed_here(here)):
        return False
    topic = here.words.low(here.ahead(m)) in TOPICS or in_question(here, m)
    return not hears_nobody(here, m) and (topic or re.search(r"silent|quiet|mute|guarded|elusive", m[0]) is None)


GUARDS: Mapping[str, Guard] = {
    guard.__name__.lstrip("_"): guard
    for guard in (
        _answer_noun,
        _any,
        _asked_him,
        _available,
        _bare,
        _calls,
        _came_back,
        _did_not_tell,
        _disclosed,
        _hears_somebody,
        in_question,
        _in_public,
        _kept_still,
        _made_available,
        _no_anonymity,
        _of_press,
        _own_policy,
        _phone,
        _press_or_none,
        _reached,
        _reaches,
        _reacted,
        _press_within,
        _received,
        _refused_request,
        _talked,
        _to_press,
        _told,
        _unanswered,
        _unsaid,
    )
}
