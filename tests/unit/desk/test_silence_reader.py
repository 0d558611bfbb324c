"""The second reader of answers not given: what it adds where a parser ran, how it is marked, what its table says."""

import importlib.util
import math
from pathlib import Path

import pytest

from detente.desk.draft import draft
from detente.desk.lexicon import table
from detente.desk.nlp_spacy import MODEL
from detente.desk.silence_reader import clauses, weights
from detente.desk.tokens import Token, tag, words

ROOT = Path(__file__).parents[3]
TABLE = ROOT / "src" / "detente" / "desk" / "data" / "silence_weights.toml"
parsed = pytest.mark.skipif(importlib.util.find_spec(MODEL) is None, reason="needs the model of the extra [nlp]")
TURN = "The shipyard's owners kept its gates shut to reporters."


def silences(text, tier):
    return draft(text, "2023-05-16", tier=tier).nonresponses


def test_what_the_weights_were_learned_from_is_listed_and_there():
    sources = [line.removeprefix("#   ") for line in TABLE.read_text(encoding="utf-8").splitlines() if "#   " in line]
    files = [name for name in sources if name.endswith((".toml", ".txt"))]
    assert len(files) == 6
    assert all((ROOT / name).is_file() for name in files)


def test_weights_tell_a_refusal_from_an_answer():
    threshold, constant, weight = weights()
    assert 0.5 <= threshold < 1
    assert constant < 0
    assert len(weight) == len(table("silence_weights")["weights"]) > 1000
    assert all(math.isfinite(one) for one in weight.values())
    assert weight["n respond"] > 0 > weight["y respond"]


def test_a_clause_holds_its_own_words_and_not_those_of_the_clause_within():
    told = "He said she left"
    tokens: list[Token] = tag(words(told, 0, len(told)))
    for token, (head, arc, kind) in zip(
        tokens, [(1, "nsubj", "PRON"), (1, "ROOT", "VERB"), (3, "nsubj", "PRON"), (1, "ccomp", "VERB")], strict=True
    ):
        token.head, token.arc, token.tag = head, arc, kind
    assert [(one.head, one.words) for one in clauses(tokens)] == [(1, (0, 1)), (3, (2, 3))]


@parsed
def test_the_reader_adds_what_no_rule_found_and_says_so():
    assert silences(TURN, "0") == ()
    (found,) = silences(TURN, "nlp")
    assert found.method == "learned"
    assert found.source.quote == "The shipyard's owners"
    assert found.cue.quote.startswith("kept")
    assert weights()[0] <= found.score <= 1


@parsed
def test_what_the_rules_found_stays_theirs():
    (found,) = silences("The ministry declined to comment.", "nlp")
    assert (found.method, found.score) == ("rules", 0.95)


@parsed
@pytest.mark.parametrize(
    "text",
    [
        "The ministry answered our questions within the hour.",
        "Can the ministry say when the ban will end?",
        "The delegation refused to sign the draft.",
        "The premier signed the law on Monday.",
    ],
)
def test_an_answer_or_another_refusal_is_left(text):
    assert silences(text, "nlp") == ()
