"""From records to the evidence that the rules look at."""

from datetime import date

import pytest

from detente.case.ontology import load_scale
from detente.evidence.grading import grade
from detente.evidence.records import Override

SCALE = load_scale()


@pytest.fixture
def of(make):
    def graded(name, *records, **more):
        return grade(make.dossier(make.outlet("northern-agency", "B"), *records, **more), name, SCALE)

    return graded


def test_the_same_anonymous_persons_count_once_over_outlets(make, of):
    first, second = make.source("three"), make.source("one", same_as=[])
    texts = (make.document("a", 1), make.document("b", 2, "southern-daily"))
    voices = (make.says("x", "a", "three"), make.says("y", "b", "one"))
    apart = of("c", first, second, *texts, *voices, make.claim("c", "x", "y"))
    same = make.source("one", same_as=[{"source": "three", "certainty": "possible", "reason": "one of them"}])
    together = of("c", first, same, *texts, *voices, make.claim("c", "x", "y"))
    assert (apart.groups, apart.credibility) == (2, 2)
    assert (together.groups, together.credibility) == (1, 6)


def test_a_copy_is_not_a_second_outlet(make, of):
    copy = make.document("b", 2, "southern-daily", derived_from="a")
    records = (
        make.document("a", 1),
        copy,
        make.source("s"),
        make.source("t"),
        make.says("x", "a", "s"),
        make.says("y", "b", "t"),
    )
    found = of("c", *records, make.claim("c", "x", "y"))
    assert (found.credibility, found.rule) == (3, "g4")
    assert "single-outlet" in found.flags


def test_an_act_that_is_held_is_primary_and_a_document_seen_is_not(make, of):
    gazette = make.outlet("gazette", "A", primary=True)
    act, seen = make.document("act", 1, "gazette"), make.document("report", 1)
    law = make.source("law", "document")
    held = of("c", gazette, act, law, make.says("x", "act", "law"), make.claim("c", "x"))
    told = of("c", gazette, seen, law, make.says("x", "report", "law"), make.claim("c", "x"))
    assert (held.sourcing, held.tag) == ("P", "A1")
    assert (told.sourcing, told.tag) == ("D", "B3")


def test_supporters_count_and_a_denial_caps(make, of):
    base = (
        make.document("a", 1),
        make.document("b", 2, "southern-daily"),
        make.source("s"),
        make.source("t"),
        make.source("ministry", "institution", actor="ministry", side="NOR"),
        make.says("x", "a", "s"),
        make.says("y", "b", "t"),
        make.says("z", "b", "ministry"),
        make.claim("c", "x"),
        make.claim("d", "y"),
        make.claim("no", "z", stance="denies"),
    )
    assert of("c", *base).tag == "B6"
    assert of("c", *base, make.link("l", "d", "c", "supports")).credibility == 2
    denied = of("c", *base, make.link("l", "d", "c", "supports"), make.link("m", "no", "c", "denies"))
    assert (denied.credibility, denied.rule) == (3, "g3, cap denied")
    assert "denied" in denied.flags


def test_what_is_supported_lends_nothing_back(make, of):
    base = (
        make.document("a", 1),
        make.source("s"),
        make.source("t"),
        make.says("x", "a", "s"),
        make.says("y", "a", "t"),
    )
    found = of("d", *base, make.claim("c", "x"), make.claim("d", "y"), make.link("l", "d", "c", "supports"))
    assert (found.groups, found.credibility) == (1, 6)


def test_a_contradicting_act_refutes(make, of):
    gazette = make.outlet("gazette", "A", primary=True)
    records = (
        make.document("a", 1),
        make.document("act", 1, "gazette"),
        make.source("s", "named", actor="ann"),
        make.source("law", "document"),
    )
    voices = (make.says("x", "a", "s"), make.says("y", "act", "law"))
    found = of(
        "c",
        gazette,
        *records,
        *voices,
        make.claim("c", "x"),
        make.claim("d", "y"),
        make.link("l", "c", "d", "contradicts"),
    )
    assert (found.credibility, found.rule) == (5, "g1")


def test_an_override_stands_beside_the_computed_value(make, of):
    typed = Override(
        id="o", claim="c", credibility=2, by="reviewer", on=date(2031, 3, 5), reason="the minutes were read"
    )
    records = (make.document("a", 1), make.source("s"), make.says("x", "a", "s"), make.claim("c", "x"))
    found = of("c", *records, overrides={"o": typed})
    assert (found.credibility, found.computed, found.weight) == (2, 6, 0.8)
    assert "the minutes were read" in found.sentence
    assert found.sentence.startswith("6:")


def test_a_claim_whose_text_is_of_a_later_day_says_so(make, of):
    found = of("c", make.claim("c", "x", known_on=date(2031, 3, 1)).model_copy(update={"attributions": ()}))
    assert found.flags == ("held-later",)
    assert found.credibility == 6


@pytest.mark.parametrize("kind", ["named", "spokesperson", "institution"])
def test_a_party_that_denies_in_the_same_claim_caps(kind, make, of):
    party = make.source("p", kind, actor="p")
    records = (make.document("a", 1), make.source("s", count={"min": 2, "max": 2}), party, make.says("x", "a", "s"))
    found = of("c", *records, make.says("y", "a", "p", polarity="denies"), make.claim("c", "x", "y"))
    assert (found.credibility, found.groups) == (4, 1)
