"""Who was asked and gave no answer."""

from __future__ import annotations

import re
from typing import Any

from detente.desk.contract import NonResponse, Span
from detente.desk.lexicon import nouns
from detente.desk.phrases import left_phrase, right_phrase
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.sources import Speakers, nobody
from detente.desk.tokens import Token

__all__ = ["nonresponses"]

NOT = r"(?:(?:did|do|does|has|have|had|would|will|could)(?:n't| not| never)|never|failed to|did not|refused to|declined to)"
SOFT = r"(?: (?:immediately|yet|directly|promptly|publicly|formally|further|also|so far|initially|at first|return to)){0,2}"
ANSWER = r"(?:respon\w+|repl(?:y|ied|ies)|react\w*|answer\w*|comment\w*|return(?:ed)?(?= (?:\w+ ){0,4}(?:calls?|messages?|emails?|e-mails?|requests?))|provid\w+(?= (?:\w+ ){0,2}(?:comment|response|answer))|offer\w*(?= (?:\w+ ){0,2}comment)|elaborate|be drawn)"
TAIL = r"(?: (?:to|on|for|any|a|an|the|its|their|his|her|our|from|about|by|in|with|at|outside|repeated|several|multiple|written|emailed|faxed|detailed|requests?|inquir\w+|enquir\w+|questions?|calls?|messages?|emails?|e-mails?|letters?|comments?|interviews?|seeking|sent|phone|telephone|response|responses|reply|answer|one|two|three|regular|normal|business|hours|immediate|further)\b){0,12}"
ASK = r"(?:requests?|inquir\w+|enquir\w+|questions?|calls?|emails?|e-mails?|messages?|letters?|interviews?|reporters?|journalists?)\b"
PRIVATE = r"(?:details?|specifics|private|internal|confidential|diplomatic|deliberations|conversations?|exchanges?|discussions|hypotheticals?|rumou?rs|speculation|individual|pending|ongoing|matters?|the matter|its plans|their plans|his plans|her plans)\b"
PRESS = r"(?:interviews?|reporters?|journalists?|(?:requests?|inquir\w+|enquir\w+|questions?|calls?) (?:for (?:a |an )?(?:\w+ )?(?:comment|interview|response)|from (?:\w+ ){0,2}(?:reporters|journalists|the press)|about|on)|questions)\b"
NOBODY = r"\b(?:no one|nobody|no-one|none)\b(?: (?:at|in|from|of)(?: [\w'-]+){1,5})?"
CUES = (
    ("no-response", re.compile(r"\bneither\b(?: [\w'-]+){1,5}? (?:responded|replied|commented|answered|(?:would|could|wanted to|was willing to|agreed to) (?:comment|respond|speak|discuss))\b(?: (?:to|on|for|a|an|the|requests?|questions?|comment)\b){0,5}", re.IGNORECASE)),
    ("unreachable", re.compile(rf"{NOBODY} (?:could be (?:immediately )?(?:reached|contacted)|was (?:immediately )?(?:available|reachable))(?: for (?:immediate )?comment)?", re.IGNORECASE)),
    ("no-response", re.compile(rf"{NOBODY} (?:answered|responded|replied|returned|picked up|took)(?: (?:to|the|a|an|calls?|phone|requests?|for|comment|questions?)\b){{0,6}}", re.IGNORECASE)),
    ("declined", re.compile(r"\b(?:would|will|did) ?(?:not|n't) (?:say (?:whether|how|why|when|who|what|if|which|where)|elaborate|disclose|give (?:any |further )?details|go into details?|be drawn)\b(?: (?:on|about|into)\b)?", re.IGNORECASE)),
    ("declined", re.compile(rf"\b(?:declin\w+|refus\w+)(?: (?:\w+ly|again))? (?:to (?:comment|elaborate|answer|respond|say|discuss|be drawn|provide (?:any )?(?:comment|details)|speak|confirm|give (?:any )?(?:comment|details)|offer (?:any )?comment|talk)\b|(?:all |any |further )?(?:comment|requests? for (?:comment|an interview)|interview requests)){TAIL}", re.IGNORECASE)),
    ("declined", re.compile(r"\b(?:would|will|could|can) ?(?:not|n't) (?:immediately |publicly )?comment\b(?: (?:on|about|beyond))?|\b(?:had|has|have|offered|offering|gave|made|with) no (?:immediate |further |public |official )?comment\b(?: to (?:make|offer|add))?|\"no comment\"", re.IGNORECASE)),
    ("declined", re.compile(rf"\b(?:turn\w* (?:down|away|aside)|wav\w+ (?:off|away|aside)|brush\w+ (?:off|aside)|rebuff\w*|spurn\w*|rejected|dodg\w+|duck\w+|sidestep\w*|deflect\w*|evad\w+|parr(?:y|ied))(?: (?!and\b|but\b)[\w'-]+){{0,4}} {PRESS}", re.IGNORECASE)),
    ("declined", re.compile(r"\breferr?(?:ed|s|ing)? (?:(?:all|any|further|these|such|its|their|reporters'?|our|the|a) ){0,2}(?:questions?|inquir\w+|enquir\w+|requests?|calls?|reporters|journalists)\b(?: \w+){0,3} to\b", re.IGNORECASE)),
    ("declined", re.compile(rf"\b(?:would|will|could|can|do|does|did) ?(?:not|n't) (?:publicly )?(?:discuss|get into|go into|talk about|speak about|speak to|weigh in on|engage (?:in|with|on)|address|comment on|speculate (?:on|about)|be drawn (?:on|into))(?: [\w'-]+){{0,2}} {PRIVATE}|\b(?:would|could) ?(?:not|n't) (?:be interviewed|take questions|confirm or deny|speak to (?:reporters|journalists))\b|\bneither confirmed nor denied\b", re.IGNORECASE)),
    ("no-response", re.compile(rf"\b(?:ignor\w+|not (?:acknowledge|pick up|return|take)|never (?:acknowledged|picked up|returned|took)|left(?= (?:[\w'-]+ ){1,5}(?:unanswered|unreturned)))(?: (?!and\b|but\b)[\w'-]+){{0,4}} {ASK}(?: (?:unanswered|unreturned))?|\bhung up(?: (?:on|when|after)\b(?: \w+){{1,3}}|(?=[.,;])|$)", re.IGNORECASE)),
    ("no-response", re.compile(r"\b(?:has|have|was|were) (?:also )?(?:been )?(?:approached|contacted) for (?:a |an )?(?:\w+ )?(?:comment|response|reply|statement)\b", re.IGNORECASE)),
    ("no-response", re.compile(r"\bdid ?(?:not|n't) (?:immediately )?have (?:an? |any )?(?:immediate )?(?:comment|response|reply|answer)\b|(?:^|(?<=[.!?:;] ))no (?:immediate )?(?:answer|reply|response|comment)\b(?: (?:from|by|to)(?: [\w']+){1,4})?|\bno comment\b", re.IGNORECASE | re.MULTILINE)),
    ("declined", re.compile(r"\b(?:ha(?:ve|s|d)) (?:no information|nothing (?:more |further |else )?(?:to (?:say|add|offer|announce|share)|for you))\b(?: (?:on|about|to) (?:that|this|it))?", re.IGNORECASE)),
    ("unreachable", re.compile(r"\b(?:could|can) ?(?:not|n't) (?:immediately |be immediately |at once )?(?:be )?(?:immediately )?(?:reached|contacted|located)(?: (?:for (?:a |immediate |further )?comment|by phone|by email))*|\b(?:was|were|is|are) (?:not (?:immediately )?(?:available|reachable)|unavailable|unreachable|(?:not|n't) (?:immediately )?reached)(?: (?:for (?:a |immediate |further )?comment|to comment|by phone))*|\b(?:attempts|efforts) to (?:reach|contact) (?:\w+ ){1,5}(?:failed|were unsuccessful)", re.IGNORECASE)),
    ("no-response", re.compile(rf"\b{NOT}{SOFT} {ANSWER}{TAIL}", re.IGNORECASE)),
    ("no-response", re.compile(r"\b(?:requests?|inquir\w+|enquir\w+|calls?|emails?|e-mails?|messages?|questions?)\b(?: (?!and\b|but\b)[\w'-]+){0,9}? (?:(?:was|were|went|rang|remained|had been|has been|have been|are|is) (?:not (?:immediately )?(?:returned|answered|acknowledged)|unanswered|unreturned|without (?:reply|response|answer)|ignored)|brought no (?:reply|response|answer)|drew no (?:reply|response|answer)|received no (?:reply|response|answer)|yielded no (?:reply|response))(?:[^.;\"]{0,30} by (?:press time|publication|deadline))?", re.IGNORECASE)),
    ("no-response", re.compile(r"\b(?:gave|offered|provided|sent|made|issued|there was|with) no (?:immediate |public |official )?(?:response|reply|answer|statement|reaction|comment|explanation)\b(?: (?:from|by|to)(?: \w+){1,4})?|\b(?:has|had|have) yet to (?:respond|reply|comment|answer)\b(?: (?:to|on)(?: \w+){1,3})?", re.IGNORECASE)),
)  # fmt: skip
ASKED = re.compile(
    r"comment|question|inquir|enquir|interview|journalis|reporter|newspaper|elaborat|repl|respon|reach|contact|information|nothing|statement|details|answer|say|discuss|confirm|speak|talk|message|email|calls?\b",
    re.IGNORECASE,
)
PUBLIC = re.compile(
    r"(?:respond|reply|react|answer)\w*(?: (?:to|with|on) )(?!.{0,40}(?:comment|question|request|inquir|enquir|message|call|email|e-mail|letter|interview))",
    re.IGNORECASE,
)


def nonresponses(layout: Layout, sentences: list[Sentence], speakers: Speakers) -> list[NonResponse]:
    """Every clause in which somebody gave no answer to who asked.

    Parameters
    ----------
    layout, sentences
        The divided text and its tagged sentences.
    speakers
        Memory of the sources, for pronouns and for "the embassy".

    Returns
    -------
    list of NonResponse
    """
    made: list[NonResponse] = []
    clean, text = layout.clean, layout.text
    for sentence in sentences:
        taken: list[tuple[int, int]] = []
        for kind, pattern in CUES:
            for m in pattern.finditer(clean, sentence.start, sentence.end):
                if any(m.start() < b and m.end() > a for a, b in taken):
                    continue
                if kind == "no-response" and _of_something_else(clean, m):
                    continue
                if kind == "no-response" and PUBLIC.search(m[0]) and not re.search(r"immediately|yet", m[0]):
                    continue
                taken.append((m.start(), m.end()))
                made += _make(sentence, speakers, m.start(), m.end(), kind, text)
    made.sort(key=lambda one: one.start)
    return [_numbered(one, n) for n, one in enumerate(made, 1)]


def _of_something_else(clean: str, m: re.Match[str]) -> bool:
    """Whether what was not answered is no question: an offer, a tariff, the markets."""
    if re.search(r"immediately|yet|publicly|comment|request|question", m[0], re.IGNORECASE):
        return False
    dangling = re.search(r" (?:to|the|a|an|its|their|his|her|our|any)$", m[0]) is not None
    return (dangling and not ASKED.search(clean[m.end() : m.end() + 30])) or (
        re.search(r"\breact\w*$", m[0]) is not None and not ASKED.search(clean[m.end() : m.end() + 40])
    )


def _numbered(one: NonResponse, n: int) -> NonResponse:
    return NonResponse(f"n{n}", one.start, one.end, one.quote, one.cue, one.source, one.kind, one.about, one.score)


def _make(sentence: Sentence, speakers: Speakers, start: int, end: int, kind: Any, text: str) -> list[NonResponse]:
    """The records of one clause: one for each party that gave no answer."""
    tokens = sentence.tokens
    i = next((k for k, t in enumerate(tokens) if t.end > start), 0)
    subject = _who(tokens, i, end)
    if subject is None and kind == "declined":
        colon = next((k for k, t in enumerate(tokens[:i]) if t.text == ":"), None)
        subject = (0, colon) if colon else None
    left = tokens[subject[0]].start if subject else start
    a = min(left, start)
    b = _clause_end(tokens, end)
    cue = Span(start, end, text[start:end])
    parts = _parties(tokens, *subject) if subject else []
    values = [speakers.mention(tokens, *part).value(text) for part in parts] or [nobody()]
    score = 0.95 if subject else 0.7
    return [NonResponse("", a, b, text[a:b], cue, value, kind, None, score) for value in values]


def _parties(tokens: list[Token], start: int, end: int) -> list[tuple[int, int]]:
    """The parties of a phrase: the two sides of an "and" that joins institutions; people stay one group."""
    joint = next((k for k in range(start + 1, end - 1) if tokens[k].low == "and"), None)
    firm = joint is not None and "&" in {t.text for t in tokens[start:end]}
    named = [t for t in tokens[start:end] if t.tag == "NAME" or t.low in nouns("institution")]
    people = any(t.low in nouns("person") or t.tag == "PREP" for t in tokens[start : joint or end])
    if joint is None or firm or people or len(named) < 2 or not any(t in named for t in tokens[start:joint]):
        return [(start, end)]
    return [(start, joint), (joint + 1, end)]


def _who(tokens: list[Token], i: int, end: int) -> tuple[int, int] | None:
    if tokens[i].low in (
        "requests",
        "request",
        "calls",
        "call",
        "emails",
        "messages",
        "inquiries",
        "questions",
        "email",
        "message",
        "attempts",
        "efforts",
    ):
        k = next(
            (
                m
                for m in range(i, len(tokens))
                if tokens[m].low in ("to", "with", "reach", "contact") and tokens[m].start < end
            ),
            None,
        )
        return right_phrase(tokens, k + 1) if k is not None else None
    if tokens[i].low in ("nobody", "none", "no-one") or (
        tokens[i].low == "no" and tokens[min(i + 1, len(tokens) - 1)].low == "one"
    ):
        k = next(
            (m for m in range(i, len(tokens)) if tokens[m].low in ("at", "in", "from", "of") and tokens[m].start < end),
            None,
        )
        return right_phrase(tokens, k + 1) if k is not None else None
    if tokens[i].low in ("there", "no"):
        k = next((m for m in range(i, len(tokens)) if tokens[m].low in ("from", "by")), None)
        return right_phrase(tokens, k + 1) if k is not None else None
    left = left_phrase(tokens, i)
    if left is None and i > 1 and tokens[i - 1].tag == "CONJ":
        left = next((left_phrase(tokens, k) for k in range(i) if tokens[k].tag in ("VERB", "AUX")), None)
    return left


def _clause_end(tokens: list[Token], end: int) -> int:
    last = end
    for token in tokens:
        if token.start < end:
            continue
        if token.text in (",", ".", ";", '"', "\u2013", ":") or token.low in ("but", "while", "and"):
            break
        last = token.end
    return last
