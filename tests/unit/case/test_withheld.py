"""A case without one of its documents: what goes, what stays, and what talks are then."""

import json
from dataclasses import replace
from datetime import date

import pytest

import detente as dt
from detente.__main__ import main
from detente.case.case import Case
from detente.case.withheld import TalksWithout, talks_without, without_document
from detente.evidence.asof import as_of
from detente.evidence.withhold import withhold


@pytest.fixture(scope="module")
def case() -> Case:
    return dt.open_case("us-china-2025")


@pytest.fixture(scope="module")
def ninth(case: Case) -> TalksWithout:
    return talks_without(case, "article-b", "2025-05-09", "2025-06-30")


def test_only_what_no_other_document_carries_goes(case: Case) -> None:
    left = withhold(case.dossier, "article-b")
    gone = set(case.dossier.claims) - set(left.claims)
    assert gone
    for name, claim in case.dossier.claims.items():
        others = {row.id for row in case.dossier.documents_of(claim)} - {"article-b"}
        assert (name in gone) == (not others)
    assert all("article-b" not in {row.id for row in left.documents_of(claim)} for claim in left.claims.values())
    for row in left.happenings.values():
        assert row.cites
        assert set(row.cites) <= set(left.claims)
    assert withhold(left, "article-a").claims.keys() < left.claims.keys()


def test_a_copy_goes_with_its_original(case: Case) -> None:
    copy = case.dossier.documents["article-a"].model_copy(update={"derived_from": "article-b"})
    copied = replace(case.dossier, documents={**case.dossier.documents, "article-a": copy})
    assert "article-a" not in withhold(copied, "article-b").documents
    assert "article-a" in withhold(case.dossier, "article-b").documents


def test_before_it_was_published_a_document_changes_only_what_it_dates_back(case: Case) -> None:
    day = date(2025, 5, 8)
    with_, without = (as_of(dossier, day) for dossier in (case.dossier, withhold(case.dossier, "article-b")))
    assert set(with_.claims) - set(without.claims) == {"b-blog-us-asked"}
    assert set(with_.happenings) - set(without.happenings) == {"blog-30-april"}


def test_records_that_go_name_what_reads_them(case: Case) -> None:
    found = without_document(case, "article-b")
    readers = {row.id: set(row.read_by) for row in found.records}
    assert readers["wang-wentao-to-lutnick"] == {"moves", "quarrel over who"}
    assert readers["blog-30-april"] == {"moves", "public words"}
    assert readers["talks-with-us-vnm"] == {"isolation"}
    assert readers["us-1b"] == {"rules"}
    assert readers["face-chn"] == {"deal"}
    assert readers["private-alarm"] == set()
    assert "b-zelenskiy" in found.motives
    assert found.case.digest != case.digest
    assert {row.id for row in found.case.table.levers} == {row.id for row in case.table.levers}
    assert not any(row.id == "face-chn" for row in found.case.table.faces)


def test_measures_go_with_the_law_that_alone_carries_them(case: Case) -> None:
    alone = {row.cites[0]: row.id for row in case.ledger.measures if len(row.cites) == 1}
    document, measure = next(iter(alone.items()))
    found = without_document(case, document)
    assert measure not in {row.id for row in found.case.ledger.measures}
    assert any(row.id == measure and row.read_by == ("tariffs",) for row in found.records)


def test_without_article_b_isolation_is_unknown_and_the_commerce_minister_would_do(ninth: TalksWithout) -> None:
    with_, without = ninth.reading_with, ninth.reading_without
    assert with_.bridge == ("he-lifeng",)
    assert without.bridge == ("wang-wentao",)
    assert with_.now is not None
    assert without.now is not None
    assert with_.now.isolation > without.now.isolation == 0.0
    assert without.pairs > with_.pairs
    assert with_.put_forward == without.put_forward == 2


def test_an_announced_meeting_hides_what_article_b_adds(ninth: TalksWithout) -> None:
    p = {
        name: [next(row.p for row in one.table if (row.model, row.horizon_days) == (name, 52)) for one in both]
        for name in ("headline", "structural", "markov")
        for both in [(ninth.with_, ninth.without)]
    }
    assert p["headline"][0] == pytest.approx(p["headline"][1], abs=0.02)
    alone = {name: (ninth.alone_with[name], ninth.alone_without[name]) for name in p}
    assert alone["markov"][1] > alone["markov"][0] + 0.05
    assert alone["headline"][0] < p["headline"][0] - 0.3


def test_any_document_of_any_case(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.case.talks.DRAWS", 60)
    monkeypatch.setattr("detente.case.talks_game.DRAWS", 20)
    words = ["talks", "china-australia-2020", "--on", "2022-07-07", "--quiet", "--game"]
    other = dt.open_case("china-australia-2020")
    cited = [name for row in other.dossier.happenings.values() for name in row.cites]
    document = next(row.id for name in cited for row in other.dossier.documents_of(other.dossier.claims[name]))
    assert main([*words, "--without-source", document, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    aside = found["without_source"]
    assert aside["document"] == document
    assert {row["model"] for row in found["table"]} == {row["model"] for row in aside["table_with"]}
    assert set(aside["read"]) == {"with", "without"}
    assert [row["change"] for row in aside["pieces_with"]] == [row["change"] for row in found["game"]["pieces"]]


def test_the_verb_labels_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["talks", "us-china-2025", "--on", "2025-05-09", "--quiet", "--without-source"]
    assert main([*words, "article-b"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert ", without article-b ·" in out
    assert "he-lifeng with them and wang-wentao without" in out
    assert "tell why somebody acted or what they thought" in out
    assert main([*words, "article-x"]) == 2
    assert 'no document "article-x". Did you mean article-' in capsys.readouterr().err
    assert main([*words, "article-b", "--backtest"]) == 2
    assert "goes with --on, --until and --game only" in capsys.readouterr().err
