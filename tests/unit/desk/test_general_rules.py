"""Rules of grammar that the corpus holds no case of: counts with a comparison, round amounts, texts within texts."""

import pytest

from detente.desk.draft import draft

NAMES = {
    "country": [
        {"code": "XNL", "name": "Norland", "adjective": "Norland"},
        {"code": "XSL", "name": "Sudland", "adjective": "Sudland"},
    ]
}


def read(text):
    return draft(text, "2025-04-15", case=NAMES, tier="0")


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        ("a dozen diplomats", 12, 12),
        ("more than a dozen diplomats", 13, None),
        ("more than ten diplomats", 11, None),
        ("fewer than nine diplomats", 2, 8),
        ("nearly a dozen diplomats", 9, 11),
        ("three diplomats", 3, 3),
        ("diplomats", 2, None),
    ],
)
def test_a_number_of_speakers_with_what_compares_it(words, least, most):
    (one,) = read(f"This account is based on interviews with {words}.").attributions
    assert (one.form, one.source.quote) == ("method", words)
    assert (one.source.count.min, one.source.count.max) == (least, most)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Sudland ran a trillion-dollar surplus.", 1e12, "USD"),
        ("The yard won a billion-crown order.", 1e9, "crown"),
        ("The yard won a three billion dollar order.", None, None),
    ],
)
def test_an_amount_told_by_its_scale_alone(text, value, unit):
    found = [(one.value, one.unit) for one in read(text).quantities if one.value in (1e9, 1e12)]
    assert found == ([(value, unit)] if value else [])


def test_how_an_account_was_made_is_no_content_of_a_gerund_before_it():
    made = read("This account of how Norland went from courting to threatening open defiance is based on documents.")
    assert [one.form for one in made.attributions] == ["method"]


def test_a_text_that_another_cites_speaks_within_it():
    made = read("The note angered Sudland because it cited an audit report that claimed Sudland subsidizes timber.")
    outer, inner = made.attributions
    assert (outer.source.quote, outer.depth) == ("it", 1)
    assert (inner.source.quote, inner.depth, inner.nested_in) == ("an audit report that", 2, outer.id)


def test_a_citation_without_words_of_its_own_is_none():
    made = read("The minister cited a report on timber and left the room.")
    assert all("cites" not in one.rules for one in made.attributions)


def first(text, words):
    (event,) = [one for one in read(text).events if one.trigger.quote == words]
    return event


def test_the_subject_of_a_passive_may_stand_far_before_it():
    text = (
        "Trade goes on, though the channels set up by the last government to settle quarrels over timber, as well as "
        "debts, have been frozen."
    )
    event = first(text, "frozen")
    assert event.candidates[0].type == "C.CHANNEL_FREEZE"
    assert event.quote.startswith("the channels set up")


def test_a_working_group_is_a_channel_and_a_group_is_none():
    assert first("Norland suspended the working group.", "suspended").candidates[0].type == "C.CHANNEL_FREEZE"
    assert all(one.candidates[0].type != "C.CHANNEL_FREEZE" for one in read("Norland suspended the group.").events)


def test_clamping_down_is_a_measure_by_what_it_is_on():
    assert first("Norland clamped down on tourism.", "clamped down").candidates[0].type == "M.SERVICES_RESTRICT"
    assert first("Norland clamped down on wheat.", "clamped down").candidates[0].type == "M.IMPORT_CURB"
