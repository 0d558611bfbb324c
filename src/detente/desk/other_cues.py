"""Attributions without a verb of speech: nouns with a clause, quotations after a colon, transcripts."""

from __future__ import annotations

from detente.desk.contents import clause_in, piece_of
from detente.desk.cues import Found
from detente.desk.lexicon import nouns, speech_class
from detente.desk.phrases import is_finite, left_phrase, right_phrase
from detente.desk.segment import Layout
from detente.desk.sentences import Sentence
from detente.desk.tokens import Token

__all__ = ["accounts", "cited", "introduced", "labelled", "methods", "nominal", "verbless"]


def accounts(sentence: Sentence) -> list[Found]:
    """What is told by somebody's account: by her account, in the words of two aides."""
    tokens = sentence.tokens
    for k in range(len(tokens) - 2):
        if tokens[k].low not in ("by", "in") or sentence.quoted[k] >= 0:
            continue
        noun = next((m for m in range(k + 1, min(k + 9, len(tokens))) if tokens[m].low in TELLINGS), None)
        if noun is None:
            continue
        if noun + 1 < len(tokens) and tokens[noun + 1].low == "of" and tokens[noun - 1].low == "the":
            who = right_phrase(tokens, noun + 2)
            end = who[1] if who else noun
        else:
            who = (k + 1, noun - 1) if tokens[noun - 1].tag == "POSS" else None
            end = noun + 1
        if who is None or who[0] >= who[1] or end >= len(tokens) or tokens[end].text not in (",", "."):
            continue
        pieces = [piece_of(tokens, 0, k), piece_of(tokens, end, len(tokens))]
        content = [piece for piece in pieces if piece is not None]
        if not content or not any(is_finite(t) for t in (*tokens[:k], *tokens[end:])):
            continue
        source, cue = (tokens[who[0]].start, tokens[who[1] - 1].end), (tokens[noun].start, tokens[noun].end)
        kept = tokens[slice(*who)]
        return [Found(sentence, content, cue, source, frozenset({"neutral"}), "account", score=0.7, tokens=kept)]
    return []


TELLINGS = frozenset({"account", "telling", "reckoning", "words", "estimate", "version"})
MORE = frozenset(
    {"more", "fewer", "less", "than", "at", "least", "nearly", "almost", "over", "about", "around", "some"}
)
"""Words before a number of people."""
TALKS = frozenset({"interviews", "conversations", "discussions", "talks", "accounts"})


def nominal(sentence: Sentence) -> list[Found]:
    """Nouns of saying that carry a that-clause: X's claim that ..., a warning from X that ..."""
    tokens = sentence.tokens
    found = []
    for i, token in enumerate(tokens[:-2]):
        if token.tag != "NOUN" or token.low not in nouns("nominal_cue") | nouns("document") or sentence.quoted[i] >= 0:
            continue
        k = i + 1
        phrase = None
        if tokens[k].low in ("from", "by"):
            phrase = right_phrase(tokens, k + 1)
            k = phrase[1] if phrase else k
        if k >= len(tokens) or tokens[k].low != "that" or not clause_in(tokens, k + 1) or is_finite(tokens[k + 1]):
            continue
        if phrase is None:
            m = i - 1
            while m >= 0 and tokens[m].tag in ("ADJ", "NOUN"):
                m -= 1
            if m > 0 and tokens[m].tag == "POSS":
                phrase = left_phrase(tokens, m)
            elif m >= 0 and tokens[m].low in ("his", "her", "their", "its"):
                phrase = (m, m + 1)
        content = piece_of(tokens, k + 1, len(tokens))
        if content is None or (phrase is None and token.low not in ("reports", "claims", "allegations", "suggestions")):
            continue
        source = None if phrase is None else (tokens[phrase[0]].start, tokens[phrase[1] - 1].end)
        kept = [] if phrase is None else tokens[phrase[0] : phrase[1]]
        found.append(
            Found(
                sentence,
                [content],
                (token.start, token.end),
                source,
                frozenset({"neutral"}),
                "noun",
                score=0.6,
                tokens=kept,
            )
        )
    return found


CITES = frozenset(
    verb + end for verb in ("cite", "reference", "quote", "invoke", "mention") for end in ("s", "d", "ed")
)
"""Verbs whose object is another text, in their finite forms."""


def cited(sentence: Sentence) -> list[Found]:
    """A text that somebody brings up with what it says: the note cites a study that found ...; the study is nested."""
    tokens = sentence.tokens
    for k, token in enumerate(tokens[:-3]):
        if token.tag != "VERB" or token.low not in CITES or not is_finite(token) or sentence.quoted[k] >= 0:
            continue
        told, who = right_phrase(tokens, k + 1), left_phrase(tokens, k)
        if told is None or who is None or told[1] + 1 >= len(tokens):
            continue
        if tokens[told[1]].low not in ("that", "which") or tokens[told[1] - 1].low not in nouns("document"):
            continue
        if tokens[told[1] + 1].lemma not in speech_class():
            continue
        content = piece_of(tokens, told[0], len(tokens))
        if content is None:
            continue
        source, kept = (tokens[who[0]].start, tokens[who[1] - 1].end), tokens[slice(*who)]
        place = (token.start, token.end)
        return [Found(sentence, [content], place, source, frozenset({"neutral"}), "cites", score=0.7, tokens=kept)]
    return []


def introduced(layout: Layout, sentence: Sentence) -> list[Found]:
    """A quotation after a colon, where no verb of speech stands: its speaker is the subject of the clause before."""
    tokens = sentence.tokens
    colon = next(
        (
            k
            for k, t in enumerate(tokens[:-1])
            if t.text == ":" and sentence.quoted[k] < 0 and sentence.quoted[k + 1] >= 0
        ),
        None,
    )
    if colon is not None and colon > 1 and tokens[colon - 1].low in nouns("nominal_cue") | nouns("document"):
        phrase = left_phrase(tokens, colon) or (colon - 1, colon)
        start = next((k + 1 for k in range(colon - 1, phrase[0] - 1, -1) if tokens[k].tag == "PREP"), phrase[0])
        return [_told(layout, sentence, colon + 1, (start, colon), "noun-colon")]
    if colon is None or colon < 2 or any(t.lemma in speech_class() for t in tokens[:colon] if t.tag == "VERB"):
        return []
    quote = layout.quotes[sentence.quoted[colon + 1]]
    finite = next((k for k in range(colon) if is_finite(tokens[k])), None)
    subject = _named_first(tokens, colon) if finite is None else left_phrase(tokens, finite)
    if subject is None or len(layout.clean[quote.start : quote.end].split()) < 3:
        return []
    return [_told(layout, sentence, colon + 1, subject, "colon-quote")]


def _told(layout: Layout, sentence: Sentence, at: int, who: tuple[int, int], rule: str) -> Found:
    """A whole quotation in the mouth of a phrase."""
    tokens = sentence.tokens
    quote = layout.quotes[sentence.quoted[at]]
    source = (tokens[who[0]].start, tokens[who[1] - 1].end)
    return Found(
        sentence,
        [(quote.start, quote.end)],
        None,
        source,
        frozenset({"neutral"}),
        rule,
        score=0.7,
        tokens=tokens[slice(*who)],
    )


def methods(sentence: Sentence) -> list[Found]:
    """How an account was made: it is based on interviews with somebody, or on documents."""
    tokens = sentence.tokens
    at = next((k for k in range(2, len(tokens) - 2) if tokens[k].low == "based" and tokens[k + 1].low == "on"), None)
    if at is None or sentence.quoted[at] >= 0:
        return []
    talks = next((k for k in range(at + 2, min(at + 5, len(tokens) - 1)) if tokens[k].low in TALKS), None)
    first = at + 2 if talks is None else talks + 2
    while first < len(tokens) - 1 and tokens[first].low in MORE:
        first += 1
    who = right_phrase(tokens, first)
    if who is None:
        return []
    who = (at + 2 if talks is None else talks + 2, who[1])
    if talks is None and not any(t.low in nouns("document") for t in tokens[slice(*who)]):
        return []
    content = piece_of(tokens, 0, at - (tokens[at - 1].tag == "AUX"))
    if content is None:
        return []
    cue = (tokens[at].start, tokens[at + 1].end) if talks is None else (tokens[talks].start, tokens[talks].end)
    source = (tokens[who[0]].start, tokens[who[1] - 1].end)
    kept = tokens[slice(*who)]
    return [
        Found(sentence, [content], cue, source, frozenset({"method"}), "method", score=0.8, tokens=kept),
    ]


def _named_first(tokens: list[Token], end: int) -> tuple[int, int] | None:
    """The name with which a piece without a verb begins ("Lund, at the pier: ...")."""
    phrase = right_phrase(tokens, 0)
    return phrase if phrase is not None and phrase[1] <= end and tokens[phrase[1] - 1].tag == "NAME" else None


def verbless(layout: Layout, sentence: Sentence) -> list[Found]:
    """A quotation with a comma, then a name and no verb ("...," Lund at the pier)."""
    tokens, quoted = sentence.tokens, sentence.quoted
    last = next((k for k in range(len(tokens) - 1, -1, -1) if quoted[k] >= 0), None)
    if last is None or last < 4 or last + 1 >= len(tokens) or quoted[last - 3] != quoted[last]:
        return []
    if not any(t.text in (",", "?", "!") for t in tokens[last - 1 : last + 2]):
        return []
    rest = last + 1 + (tokens[last + 1].text == ",")
    if any(t.tag in ("VERB", "AUX") and is_finite(t) for t in tokens[rest:]) or rest >= len(tokens):
        return []
    phrase = right_phrase(tokens, rest)
    if phrase is None or not any(t.tag == "NAME" for t in tokens[slice(*phrase)]):
        return []
    return [_told(layout, sentence, last, phrase, "verbless-tag")]


def labelled(layout: Layout, sentence: Sentence, sentences: list[Sentence]) -> list[Found]:
    """A paragraph of a transcript that starts with its speaker and a colon."""
    tokens = sentence.tokens
    paragraph = layout.paragraphs[sentence.paragraph - 1]
    if sentence.start > paragraph.start + 14 or sentence.kind != "sentence":
        return []
    colon = next(
        (k for k, t in enumerate(tokens[:14]) if t.text == ":" and not (k and tokens[k - 1].tag == "NUM")), None
    )
    if colon is None or colon == 0 or colon + 1 >= len(tokens):
        return []
    head = [t for t in tokens[:colon] if t.text not in "()"]
    start = next((k for k, t in enumerate(head) if t.text[0].isalpha()), None)
    if start is None:
        return []
    label = head[start:]
    low = {t.low for t in label}
    if (
        low & {"question", "q", "reporter", "moderator", "journalist"}
        or len(label) > 9
        or any(is_finite(t) and t.text[0].islower() for t in label)
    ):
        return []
    person = low & (nouns("person") | nouns("spokesperson") | {"a", "answer"}) or all(
        t.text[0].isupper() for t in label
    )
    quoted = sentence.quoted[colon + 1] >= 0
    many = sum(1 for s in sentences if any(t.text == ":" for t in s.tokens[:12])) >= 3
    if not person or not (quoted or many) or low & nouns("rubric"):
        return []
    content = (tokens[colon + 1].start, paragraph.end)
    end = content[1]
    while layout.clean[end - 1] in " .\n" and end > content[0]:
        end -= 1
    source = (label[0].start, label[-1].end)
    return [
        Found(
            sentence,
            [(content[0], end)],
            None,
            source,
            frozenset({"neutral"}),
            "speaker-label",
            score=0.9,
            tokens=label,
        )
    ]
