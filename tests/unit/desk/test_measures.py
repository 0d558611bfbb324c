"""Acts of law in a text: drafts of measures that say what is missing, and a reviewer's measure in the case."""

import pytest

from detente.case.read import open_case
from detente.case.write import new_overlay
from detente.core.errors import UsageError
from detente.desk.draft import draft
from detente.desk.inbox import Inbox
from detente.desk.pages import page_of

CASE = "us-china-2025"
TEXT = (
    "China raised its tariffs on American goods to 137 percent on 2 May 2025. "
    "China raised its tariffs on American goods to 125 percent on 11 April."
)


def drafted(text, day="2025-05-09", case=CASE):
    made = draft(text, day, case=case, tier="0")
    return [event.attributes for event in made.events if "measure" in event.attributes]


def test_what_the_text_tells_is_filled_and_the_rest_is_named():
    (told,) = drafted("China raised its tariffs on American goods to 125 percent on 11 April.")
    assert told["measure"] == {
        "kind": "tariff",
        "by": "CHN",
        "on": ["USA"],
        "goods": "all",
        "authority": None,
        "announced": "2025-04-11",
        "effective": None,
        "rate": 1.25,
        "goods_named": [],
        "lacks": ["authority", "effective"],
    }
    assert told["acts_in_case"] == ["chn-reciprocal-125"]


def test_the_day_an_act_binds_is_not_the_day_it_was_told():
    (told,) = drafted("Norland imposed a 25% tariff on Sudland steel, effective from April 15.", case=NAMES)
    assert (told["measure"]["announced"], told["measure"]["effective"]) == (None, "2025-04-15")
    assert (told["measure"]["goods"], told["measure"]["goods_named"]) == (None, ["steel"])


NAMES = {
    "country": [
        {"code": "XNL", "name": "Norland", "adjective": "Norland"},
        {"code": "XSL", "name": "Sudland", "adjective": "Sudland"},
    ]
}


def test_a_step_is_no_rate_and_a_condition_no_act():
    (told,) = drafted("China raised its tariffs on American goods by 10 percentage points on 2 May.")
    assert told["measure"]["rate"] is None
    assert "rate" in told["measure"]["lacks"]
    assert drafted("If talks fail, China would raise its tariffs on American goods to 200 percent.") == []


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    """An overlay with the text in review: its folder, session, and the item that tells an act."""
    folder = new_overlay(tmp_path_factory.mktemp("case") / "mine", CASE)
    with Inbox.of(str(folder), who="ann") as inbox:
        session = inbox.session(inbox.take(inbox.propose(TEXT.encode(), "a.txt", "2025-05-09", tier="0")))
        items = session.queue.items.values()
        yield folder, session, [one.id for one in items if "measure" in one.body.get("attributes", {})]


def accept(session, item, **fields):
    session.decide("accept", item, seconds=1, fields={"voice": "reporter", **fields})


def test_an_accepted_measure_changes_the_law_of_the_case(review):
    folder, session, (item, _) = review
    lines = {line.name: line.value for line in page_of(session, item).lines}
    assert "lacks authority, effective" in lines["measure"]
    accept(session, item, record="measure", authority="chn-reciprocal", effective="2025-05-03")
    case, name = open_case(folder), f"{session.document.id}-{item}"
    (measure,) = [one for one in case.ledger.measures if one.id == f"{name}-act"]
    assert (measure.rate, measure.on, measure.cites) == (1.37, ("USA",), (session.document.id,))
    assert not case.verified(measure.cites)
    assert case.dossier.happenings[name].measures == (measure.id,)
    day = {"on": "2025-05-09"}
    before = open_case(CASE).ledger.rate("CHN", "USA", **day)
    assert case.ledger.rate("CHN", "USA", **day) - before == pytest.approx(0.12)
    session.undo(seconds=1)
    assert not (folder / "measures" / f"{session.document.id}.toml").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "the measure lacks authority, effective"),
        ({"authority": "chn-reciprocal"}, "the measure lacks effective"),
        ({"authority": "x", "effective": "soon"}, "is no day"),
        ({"authority": "x", "effective": "2025-05-03", "rate": "137"}, "rates are shares"),
        ({"authority": "x", "effective": "2025-05-03", "rate": "much"}, "is no share"),
        ({"authority": "x", "effective": "2025-05-03", "by": "Freedonia"}, "no economy or group"),
        ({"authority": "x", "effective": "2025-05-03", "goods": "list nothing"}, "lists/nothing.csv"),
        ({"authority": "chn-reciprocal", "announced": "2025-04-11", "effective": "2025-04-12"}, "ties with"),
    ],
)
def test_a_measure_that_cannot_be_is_refused_with_a_sentence_and_nothing_is_saved(review, fields, said):
    _, session, (item, _) = review
    rows = session.rows
    with pytest.raises(UsageError, match=said):
        accept(session, item, record="measure", **fields)
    assert session.rows == rows


def test_an_event_is_tied_to_an_act_that_the_case_has(review):
    folder, session, (_, item) = review
    assert ("act", "chn-reciprocal-125") in {(one.kind, one.record) for one in page_of(session, item).told}
    accept(session, item, measures="chn-reciprocal-125")
    assert open_case(folder).dossier.happenings[f"{session.document.id}-{item}"].measures == ("chn-reciprocal-125",)
    with pytest.raises(UsageError, match="nothing-such"):
        accept(session, item, measures="nothing-such")
