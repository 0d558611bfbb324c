"""The dossier of the bundled case, and what a reader of cases says of a wrong one."""

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest

from detente.case.evidence_view import dossier
from detente.case.ontology import load_ontology
from detente.case.read import open_case
from detente.core.errors import CaseError, DataError
from detente.evidence.archive import check_passages
from detente.evidence.happenings import Contact

ARTICLES = Path(os.environ.get("DETENTE_ARTICLES", Path(__file__).parents[4] / "shared" / "articles"))
APRIL, MAY = date(2025, 4, 30), date(2025, 5, 10)
SOUND = """
[[source]]
id = "two"
class = "anonymous"
description = "two officials"
count = {min = 2, max = 2}
[[attribution]]
id = "two-say"
document = "order"
source = "two"
[[claim]]
id = "it-was-refused"
text = "It was refused."
attributions = ["two-say"]
[[contact]]
id = "refusal"
text = "A contact was refused."
when = {from = 2025-02-01, to = 2025-02-28}
type = "C.REQUEST"
actors = ["USA"]
targets = ["CHN"]
cites = ["it-was-refused"]
outcome = "refused"
reason = "rank-gap"
"""


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


def test_nothing_is_quoted_at_length_and_no_context_is_kept(case):
    for passage in case.dossier.passages.values():
        assert len(passage.selector.exact.split()) <= 25
        assert not passage.selector.prefix
        assert not passage.selector.suffix


def test_every_row_of_the_checklist_that_an_article_tells_is_answered(case):
    told = {row for record in case.dossier for row in getattr(record, "rows", ())}
    wanted = {
        *(f"M{n}" for n in range(1, 13)),
        *(f"C{n}" for n in range(1, 31)),
        *(f"F{n}" for n in range(1, 27)),
        *(f"P{n}" for n in range(1, 12)),
        *(f"T{n}" for n in range(1, 9)),
        *(f"D{n}" for n in range(1, 12)),
    }
    assert wanted - told == set()


def test_every_row_of_the_chronology_stands_but_the_one_published_later(case):
    told = {row for record in case.dossier for row in getattr(record, "rows", ()) if row.startswith("O")}
    assert {f"O{n:03}" for n in range(1, 121)} - told == {"O096"}


def test_the_two_refusals_of_two_ministers(case):
    refused = {row.id: row for row in case.dossier.happenings.values() if getattr(row, "outcome", "") == "refused"}
    yi, wentao = refused["wang-yi-to-rubio"], refused["wang-wentao-to-lutnick"]
    assert (yi.initiator, yi.reason, wentao.initiator, wentao.reason) == (
        "wang-yi",
        "unknown",
        "wang-wentao",
        "rank-gap",
    )


def test_who_did_not_answer(case):
    asked = {case.dossier.sources[row.source].actor for row in case.dossier.nonresponses.values()}
    assert asked == {
        "chn-mfa",
        "elon-musk",
        "kor-embassy-washington",
        "jpn-embassy-washington",
        "chn-state-council",
        "chn-mofcom",
        "usa-white-house",
        "usa-state-department",
    }
    assert len(case.dossier.nonresponses) == 9


def test_counts_of_sources(case):
    counts = {name: (row.count.min, row.count.max) for name, row in case.dossier.sources.items()}
    assert counts["a-four-wartime"] == (4, 4)
    assert counts["a-two-of-four"] == (2, 2)
    assert counts["a-interviews"] == (13, None)
    assert counts["b-three-officials"] == (3, 3)
    assert counts["b-one-and-another"] == (2, 2)
    sides = {group.side: group.n for group in case.dossier.sources["a-four-working"].count.groups}
    assert sides == {"CHN": 1, "USA": 3}


def test_a_report_cited_by_a_letter_is_hearsay_and_denied(case):
    view = dossier(case)
    grade = view.grades["b-report-subsidy"]
    assert (grade.sourcing, grade.credibility) == ("T", 4)
    assert "denied" in grade.flags


def test_later_contacts_are_in_the_later_view_only(case):
    april, may = dossier(case, APRIL), dossier(case, MAY)
    late = {"wang-wentao-to-lutnick", "imf-margins", "fentanyl-letter", "us-outreach-april"}
    assert late <= set(may.dossier.happenings)
    assert not late & set(april.dossier.happenings)
    assert april.dossier.happenings["wang-yi-to-rubio"].id in may.dossier.happenings
    assert max(document.known for document in april.dossier.documents.values()) <= APRIL


def test_no_view_shows_what_was_published_after_the_case(case):
    view = dossier(case, date(2026, 1, 1))
    assert view.day == case.head.last
    assert max(document.known for document in view.dossier.documents.values()) <= case.head.last


def test_who_called_whom_stands_side_by_side(case):
    kinds = {row.claims: (row.kind, row.state) for row in dossier(case, APRIL).contradictions}
    assert kinds["o097", "o099"] == ("initiator", "open")
    before = dossier(case, date(2025, 4, 27))
    assert before.contradictions == ()
    assert before.grades["o097"].credibility == 3
    assert "denied" in dossier(case, APRIL).grades["o097"].flags


def test_every_parameter_rests_on_claims_known_that_day(case):
    parameters = case.dossier.parameters
    assert {"protocol-us-1", "protocol-us-1b", "protocol-cn-1", "face-leader-scene", "rival-asked-media"} <= set(
        parameters
    )
    april = dossier(case, APRIL).dossier.parameters
    assert "protocol-us-1" in april
    assert "protocol-us-1b" not in april
    assert all(row.claims for row in april.values())


def test_posts_are_those_of_the_day(case):
    april, may = dossier(case, APRIL).dossier.people, dossier(case, MAY).dossier.people
    assert april["mike-waltz"].tenure[0].until is None
    assert may["mike-waltz"].tenure[0].until == date(2025, 5, 1)
    assert april["david-perdue"].tenure == ()
    assert len(april["marco-rubio"].tenure) + 1 == len(may["marco-rubio"].tenure)


def test_a_question_is_asked_once_it_can_be(case):
    assert dossier(case, APRIL).ach.hypotheses == ()
    assert len(dossier(case, MAY).ach.hypotheses) == 4


def test_a_claim_of_a_later_day_is_refused_with_its_day(case):
    with pytest.raises(DataError, match="2025-05-09"):
        dossier(case, APRIL).claim("b-wang-lutnick")
    with pytest.raises(DataError, match="Did you mean b-wang-lutnick"):
        dossier(case).claim("b-wang-lutnik")


def test_the_ontology_is_whole():
    types = load_ontology().types
    assert len(types) == 76
    assert set(load_ontology().families) == set("MSCBTDEA")
    assert all(row.id.startswith(f"{row.family}.") and row.what for row in types.values())
    assert types["S.ACCUSE"].plover == -3.5
    assert all(row.weight == 0 for row in types.values() if row.family in "DEA")


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the articles are not at hand")
def test_every_quote_stands_in_its_article(case):
    texts = {}
    for path in ARTICLES.glob("*.txt"):
        raw = path.read_bytes()
        texts[hashlib.sha256(raw).hexdigest()] = raw.decode("utf-8")
    found = check_passages(case.dossier, texts)
    assert (found.moved, found.drifted, found.unread) == ((), (), ())
    assert set(found.exact) == set(case.dossier.passages)


def written(folder, text):
    (folder / "evidence").mkdir()
    (folder / "evidence" / "all.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_dossier_in_a_folder_is_read(folder):
    found = open_case(written(folder, SOUND)).dossier
    assert isinstance(found.happenings["refusal"], Contact)
    assert found.known_happening(found.happenings["refusal"]) == date(2025, 2, 1)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('source = "two"', 'source = "too"', r'field "source": there is no source "too"\. Did you mean two'),
        ('"C.REQUEST"', '"C.REQEST"', r"is no type of the ontology\. Did you mean C\.REQUEST"),
        ('actors = ["USA"]', 'actors = ["nobody"]', r'"nobody" is no person, no actor and no economy'),
        ('reason = "rank-gap"', "", r"a refused contact needs one"),
        ('cites = ["it-was-refused"]', "cites = []", r"name at least one claim"),
        ('attributions = ["two-say"]', "", r"name who says it"),
        ('document = "order"', 'document = "order"\npassage = "p"', r"either a passage, or a document"),
        ('id = "two"', 'id = "Two"', r"is no id; write small letters"),
        ("from = 2025-02-01, to = 2025-02-28", "from = 2025-03-01, to = 2025-02-28", r"lies before from"),
        ('class = "anonymous"', 'class = "anonymus"', r'"anonymus" is not known'),
    ],
)
def test_a_wrong_record_is_named_with_file_and_field(folder, old, new, sentence):
    assert old in SOUND
    with pytest.raises(CaseError, match=sentence) as error:
        open_case(written(folder, SOUND.replace(old, new, 1)))
    assert "evidence/all.toml" in str(error.value)


def test_a_person_out_of_office_is_a_problem(folder):
    person = """
[[person]]
id = "ann"
name = "Ann"
[[person.tenure]]
post = "Minister"
rank = 3
from = 2024-01-01
until = 2025-01-15
cites = ["order"]
"""
    with pytest.raises(CaseError, match="holds no dated post on those days"):
        open_case(written(folder, SOUND.replace('actors = ["USA"]', 'actors = ["ann"]') + person))
