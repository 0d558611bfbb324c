"""Figures of a draft beside the law, the tables and the record of a case: agreements and contradictions with ids."""

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.__main__ import main
from detente.case.read import open_case
from detente.case.write import new_overlay
from detente.desk.draft import draft
from detente.desk.inbox import Inbox
from detente.desk.pages import page_of
from detente.desk.schema import draft_schema


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


def rows(text, case, about="rate", day="2025-04-15"):
    made = draft(text, day, case=case, tier="0")
    return [one for one in made.beside if one.about == about], made


def only(text, case, about="rate", day="2025-04-15"):
    ((row,), made) = rows(text, case, about, day)
    return row, made


def test_the_sum_of_acts_on_all_goods_is_what_papers_print(case):
    row, _ = only("The United States charges 145 percent tariffs on Chinese goods.", case)
    assert row.verdict == "agrees"
    assert row.records == ("usa-fentanyl-chn-20", "usa-reciprocal-125")
    assert row.item == "q1"
    assert row.quote == "145 percent"


def test_a_rate_that_no_longer_holds_differs_and_says_when_it_did(case):
    row, made = only("China levies an 84% duty on American goods.", case)
    assert row.verdict == "differs"
    assert row.records[0] == "chn-reciprocal-125"
    assert '84 % from 2025-04-10 ("chn-reciprocal-84")' in row.message
    assert [(one.kind, one.with_) for one in made.conflicts] == [("quantity", "chn-reciprocal-125")]


def test_what_nobody_knew_on_the_day_of_publication_does_not_count(case):
    row, _ = only("China levies a 125% duty on American goods.", case, day="2025-04-10")
    assert row.verdict == "differs"
    row, _ = only("China levies a 125% duty on American goods.", case, day="2025-04-13")
    assert row.verdict == "agrees"


def test_from_one_rate_to_another_is_two_figures(case):
    found, _ = rows("Washington moved its duty on Chinese goods from 84 percent to 125 percent on April 9.", case)
    assert [(one.verdict, one.records) for one in found] == [
        ("agrees", ("usa-reciprocal-84",)),
        ("agrees", ("usa-reciprocal-125",)),
    ]


def test_a_step_is_laid_beside_steps(case):
    row, _ = only("The United States raised its tariffs on Chinese goods by 10 percentage points on March 4.", case)
    assert row.verdict == "agrees"
    assert row.records == ("usa-fentanyl-chn-20",)
    assert row.message.startswith("The case has 10 points more")


def test_single_goods_are_laid_beside_acts_on_them(case):
    row, _ = only("The United States imposed a 25% tariff on steel in March 2025.", case)
    assert row.verdict == "agrees"
    assert row.records[0].startswith("usa-steel")
    row, _ = only("The United States imposed a 25% tariff on umbrellas in March 2025.", case)
    assert row.verdict == "open"
    assert "umbrellas" in row.message


def test_a_side_that_is_not_named_is_taken_and_said_so(case):
    row, _ = only("Importers now pay a tariff of 145% on Chinese goods.", case)
    assert row.verdict == "agrees"
    assert "taken as USA on CHN" in row.message


@pytest.mark.parametrize(
    "text",
    [
        "Tariffs of 145% hurt everybody.",
        "If talks fail, the United States will raise its tariffs on Chinese goods to 300 percent.",
        "The United States plans to raise its tariffs on Chinese goods to 300 percent.",
    ],
)
def test_what_is_no_fact_of_a_pair_is_neither_right_nor_wrong(case, text):
    found, made = rows(text, case)
    assert {one.verdict for one in found} <= {"open"}
    assert all(one.kind != "quantity" for one in made.conflicts)


def test_another_measured_share_is_no_rate_of_duty(case):
    found, _ = rows("China's economy grew 5.4 percent, and exports rose 12.4 percent in March.", case)
    assert found == []


@pytest.mark.parametrize(
    ("text", "verdict", "flow"),
    [
        ("China's exports to the United States came to $440 billion in 2024.", "agrees", "exports of CHN to USA"),
        ("US imports from China were worth $440 billion in 2024.", "agrees", "exports of CHN to USA"),
        ("The US trade deficit with China was about $295 billion in 2024.", "agrees", "surplus of CHN with USA"),
        ("American exports to China were worth $210 billion in 2024.", "differs", "exports of USA to CHN"),
        ("China's surplus with the world was $740 billion in 2024.", "agrees", "surplus of CHN with world"),
    ],
)
def test_trade_is_laid_beside_the_tables(case, text, verdict, flow):
    row, _ = only(text, case, "trade")
    assert row.verdict == verdict
    assert flow in row.message


def test_trade_of_a_month_counts_once_it_is_published(case):
    text = "China's exports to the United States were $29.5 billion in March 2025."
    assert only(text, case, "trade", "2025-05-09")[0].verdict == "agrees"
    assert only(text, case, "trade", "2025-04-09")[0].verdict == "open"


def test_dated_contacts_agree_or_differ_side_by_side(case):
    row, _ = only("Scott Bessent called He Lifeng on 21 February 2025.", case, "event")
    assert (row.verdict, row.records) == ("agrees", ("e-o116",))
    row, _ = only("Scott Bessent called He Lifeng on 25 February 2025.", case, "event")
    assert (row.verdict, row.records) == ("differs", ("e-o116",))
    assert row.case.startswith("2025-02-21: ")


def test_the_same_sides_alone_are_no_agreement_and_other_persons_no_other_day(case):
    found, _ = rows("Norland's envoy to China wrote a letter to the United States in late April 2025.", case, "event")
    assert {one.verdict for one in found} <= {"open", "differs"}
    found, _ = rows("Trump's envoy to China arrived in Beijing on 14 May 2025.", case, "event", "2025-05-15")
    assert found == []


def test_without_a_case_there_is_nothing_beside():
    assert "beside" not in draft("The United States charges 145 percent tariffs on Chinese goods.", tier="0").as_dict()


def test_the_terminal_shows_both_and_the_review_too(tmp_path, capsys):
    text = "The United States charges 145 percent tariffs on Chinese goods. China levies an 84% duty on American goods."
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    assert main(["draft", str(file), "--published", "2025-04-15", "--into", "us-china-2025", "--tier", "0"]) == 0
    shown = capsys.readouterr().out
    assert "Beside the case" in shown
    assert "usa-reciprocal-125" in shown
    folder = new_overlay(tmp_path / "mine", "us-china-2025")
    with Inbox.of(str(folder), who="ann") as inbox:
        session = inbox.session(inbox.take(inbox.propose(text.encode(), "a.txt", "2025-04-15", tier="0")))
        told = {one.kind: one for name in session.queue.items for one in page_of(session, name).told}
    assert told["figure"].record == "usa-fentanyl-chn-20"
    assert told["quantity"].record == "chn-reciprocal-125"


PIECES = st.sampled_from(
    [
        *("The United States", "China's", "Chinese", "the European Union", "Freedonia", "Trump", "it", "both"),
        *("raised", "imposed", "cut", "would raise", "exports to", "imports from", "trade deficit with", "surplus"),
        *("tariffs", "a duty", "levies", "tax", "on", "against", "goods", "steel", "all countries", "from", "to", "by"),
        *("145 percent", "84%", "0%", "10 percentage points", "5 to 10%", "$440 billion", "1e9%", "999999999999%"),
        *("in 2024", "last year", "in March", "on April 9", "tomorrow", "in 1850", "in 9999", ",", ".", "\n\n", '"'),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(PIECES, max_size=40), day=st.sampled_from([None, "2025-05-09", "1900-01-01", "2030-01-01"]))
def test_any_words_give_sound_rows(case, words, day):
    text = " ".join(words)
    made = draft(text, day, case=case, tier="0")
    jsonschema.validate(made.as_dict(), draft_schema())
    places = {one.id for one in (*made.quantities, *made.events)}
    for row in made.beside:
        assert text[row.start : row.end] == row.quote
        assert row.item in places
        assert row.message
        assert (row.verdict != "open") <= bool(row.case)
    acts = {one.id for one in case.ledger.measures}
    known = {*acts, *case.dossier.happenings, *case.documents, "world-2024"}
    assert {name for row in made.beside for name in row.records} <= known
