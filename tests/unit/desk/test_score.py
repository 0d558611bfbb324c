"""Which records match, what counts as right, and that a draft of another text is refused."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import DataError
from detente.desk.match import fits_span, pair_up
from detente.desk.score import MEASURES, Tally, check_same_text, score, wrong_quotes

TEXT = "Norland raised its duty to 35% last week, two Sudland officials said. The ministry gave no answer."


def span(quote):
    start = TEXT.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}


def candidates(*types):
    roots = {"M": "SANCTION", "S": "THREATEN", "C": "REQUEST", "E": None}
    return [{"type": kind, "family": kind[0], "root": roots[kind[0]]} for kind in types]


def coding():
    return {
        "document": {"text_sha256": "a" * 64, "chars": len(TEXT)},
        "attributions": [
            {
                **span("Norland raised its duty to 35% last week, two Sudland officials said"),
                "form": "indirect",
                "content": [span("Norland raised its duty to 35% last week")],
                "source": {
                    **span("two Sudland officials"),
                    "antecedent": None,
                    "class": "anonymous",
                    "anonymous": True,
                },
            }
        ],
        "nonresponses": [{**span("The ministry gave no answer"), "cue": span("gave no answer")}],
        "dates": [{**span("last week"), "interval": {"from": "2025-01-20", "to": "2025-01-26"}}],
        "quantities": [{**span("35%"), "value": 0.35, "low": 0.35, "high": 0.35, "unit": "share"}],
        "events": [
            {
                **span("Norland raised its duty to 35% last week"),
                "trigger": span("raised"),
                "candidates": candidates("M.TARIFF_RAISE"),
                "status": "actual",
            }
        ],
    }


def changed(path, value):
    draft = copy.deepcopy(coding())
    *way, last = path
    place = draft
    for key in way:
        place = place[key]
    place[last] = value
    return score(coding(), draft)


def test_a_coding_agrees_with_itself():
    found = score(coding(), coding())
    assert set(found) == set(MEASURES)
    assert all(tally.coded == tally.found == tally.right for tally in found.values())
    assert found["attribution"] == Tally(1, 1, 1)


def test_an_empty_draft_finds_nothing_and_claims_nothing():
    empty = {**coding(), **{key: [] for key in ("attributions", "nonresponses", "dates", "quantities", "events")}}
    found = score(coding(), empty)
    assert found["attribution"] == Tally(1, 0, 0)
    assert (found["event"].recall, found["event"].precision) == (0, None)
    assert found["source"].recall is None


def test_content_must_be_half_found_and_not_drowned():
    assert changed(("attributions", 0, "content"), [span("its duty to 35% last week")])["attribution"].right == 1
    assert changed(("attributions", 0, "content"), [span("last week")])["attribution"].right == 0
    assert changed(("attributions", 0, "content"), [{**span(TEXT)}])["attribution"].right == 1
    drowned = {"start": 0, "end": 400, "quote": ""}
    assert changed(("attributions", 0, "content"), [drowned])["attribution"].right == 0


def test_the_full_mention_of_a_pronoun_counts_as_the_source():
    source = {**span("The ministry"), "antecedent": None, "class": "anonymous", "anonymous": True}
    assert changed(("attributions", 0, "source"), source)["source"].right == 0
    source["antecedent"] = span("officials")
    assert changed(("attributions", 0, "source"), source)["source"].right == 1


def test_a_belief_in_place_of_speech_counts_for_neither():
    coded = coding()
    coded["attributions"][0]["form"] = "attitude"
    found = score(coded, coding())
    assert found["attribution"] == Tally(0, 0, 0)
    assert found["attitude, method"] == Tally(1, 0, 0)


def test_a_date_needs_both_ends():
    assert changed(("dates", 0, "interval"), {"from": "2025-01-20", "to": None})["date"].right == 0
    assert changed(("dates", 0, "interval"), None)["date"].right == 0


def test_a_figure_needs_value_and_unit_a_range_both_ends():
    assert changed(("quantities", 0, "value"), 0.3501)["quantity"].right == 1
    assert changed(("quantities", 0, "value"), 35.0)["quantity"].right == 0
    coded = coding()
    coded["quantities"][0] |= {"value": None, "low": 0.3, "high": 0.35}
    draft = copy.deepcopy(coded)
    assert score(coded, draft)["quantity"].right == 1
    draft["quantities"][0]["high"] = None
    assert score(coded, draft)["quantity"].right == 0
    assert changed(("quantities", 0, "unit"), "USD")["quantity"].right == 0


def test_an_event_is_found_blind_to_its_type_if_the_trigger_is_inside():
    wrong = changed(("events", 0, "candidates"), candidates("S.THREAT", "S.ACCUSE", "M.RETALIATE", "E.PRICES"))
    assert (wrong["event"].right, wrong["family top 1"].right, wrong["family top 3"].right) == (1, 0, 1)
    assert (wrong["root top 1"].right, wrong["type top 1"].right) == (0, 0)
    assert changed(("events", 0, "trigger"), span("answer"))["event"].right == 0


def test_only_the_first_three_families_count():
    late = candidates("S.THREAT", "C.REQUEST", "E.PRICES", "M.TARIFF_RAISE")
    assert changed(("events", 0, "candidates"), late)["family top 3"].right == 0


def test_a_family_without_root_is_not_asked_for_one():
    coded = coding()
    coded["events"][0]["candidates"] = candidates("E.PRICES")
    assert score(coded, coding())["root top 1"] == Tally(0, 0, 0)


def test_two_acts_in_one_clause_are_told_apart_by_their_triggers():
    coded = coding()
    other = {**coded["events"][0], "trigger": span("said"), **span(TEXT[:69])}
    coded["events"].append(other)
    draft = copy.deepcopy(coded)
    draft["events"].reverse()
    assert score(coded, draft)["event"].right == 2


def test_another_text_is_refused():
    other = {**coding(), "document": {"text_sha256": "b" * 64}}
    with pytest.raises(DataError, match="different texts"):
        check_same_text(coding(), other)


def test_a_wrong_quote_is_named():
    assert wrong_quotes(coding(), TEXT) == []
    draft = coding()
    draft["dates"][0]["start"] += 1
    assert wrong_quotes(draft, TEXT) == [f"{draft['dates'][0]['start']}-{draft['dates'][0]['end']}: last week"]


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda p: {"start": p[0], "end": p[0] + p[1]}), max_size=8
)


@given(spans, spans)
def test_matching_is_one_to_one_and_loses_nothing(coded, found):
    matched = pair_up(coded, found, fits_span)
    assert len(matched.pairs) + len(matched.missed) == len(coded)
    assert len(matched.pairs) + len(matched.extra) == len(found)
    assert all(fits_span(c, f) > 0 for c, f in matched.pairs)
    assert len({id(f) for _, f in matched.pairs}) == len(matched.pairs)
