"""A place in a text: made, checked, found again, or given up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from detente.core.errors import DataError
from detente.evidence.archive import anchor, check_passages, find, select, text_hash
from detente.evidence.records import Passage

TEXT = "Norland’s envoy said on Monday that talks go on.\nSudland’s envoy said on Tuesday that talks go on. 谈判 שלום"


def passage(start, end):
    return Passage(id="p", document="d", selector=select(TEXT, start, end))


@given(st.text(min_size=1, max_size=60), st.data())
def test_what_is_selected_is_found_where_it_stood(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    try:
        selector = select(text, start, end)
    except ValidationError:
        assert len(text[start:end].split()) > 25
        return
    assert selector.exact == text[start:end]
    assert find(text, selector) == ("exact", start)


def test_offsets_count_code_points():
    at = TEXT.index("谈判")
    assert select(TEXT, at, at + 2).exact == "谈判"


def test_a_passage_that_moved_is_anchored_again():
    held = passage(TEXT.index("Tuesday"), TEXT.index("Tuesday") + 7)
    longer = "A new headline\n" + TEXT
    moved = anchor(longer, held)
    assert longer[moved.selector.start : moved.selector.end] == "Tuesday"
    assert moved.selector.start == held.selector.start + len("A new headline\n")
    assert anchor(TEXT, held) is held


@pytest.mark.parametrize("text", ["", "no such words", 2 * ("x" * 40 + TEXT)])
def test_a_passage_that_is_gone_or_doubled_has_drifted(text):
    held = passage(TEXT.index("Tuesday"), TEXT.index("Tuesday") + 7)
    assert find(text, held.selector)[0] == "drifted"
    with pytest.raises(DataError, match="select it again"):
        anchor(text, held)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 2), (0, 10_000)])
def test_a_place_outside_the_text_is_refused(start, end):
    with pytest.raises(DataError, match="no place"):
        select(TEXT, start, end)


def test_a_quote_of_26_words_is_refused():
    words = " ".join(["word"] * 26)
    with pytest.raises(ValidationError, match="at most 25"):
        select(words, 0, len(words))


def test_passages_are_checked_against_texts_known_by_hash(make):
    start = TEXT.index("Monday")
    held, gone = passage(start, start + 6), passage(start, start + 6).model_copy(update={"id": "q", "document": "e"})
    whole = make.dossier(make.document("d", 1, sha256=text_hash(TEXT)), make.document("e", 1))
    whole = type(whole)(documents=whole.documents, passages={"p": held, "q": gone})
    found = check_passages(whole, {text_hash(TEXT): TEXT})
    assert (found.exact, found.drifted, found.unread) == (("p",), (), ("e",))
