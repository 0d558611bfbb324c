"""Claims that cannot all be true, found by rule."""

from datetime import date

import pytest

from detente.evidence.happenings import Contact, Event, StressReport
from detente.evidence.links import contradictions, persons_out_of_office
from detente.evidence.people import Person
from detente.evidence.records import Conflict

DAY = date(2031, 3, 4)
CALL = {"text": "A call.", "when": DAY, "type": "C.CALL", "actors": ["ann"], "targets": ["bo"], "outcome": "held"}


@pytest.fixture
def base(make):
    records = (
        make.document("a", 1),
        make.source("s"),
        make.says("x", "a", "s"),
        make.claim("c", "x"),
        make.claim("d", "x"),
    )

    def with_(*happenings, **more):
        return make.dossier(*records, *more.pop("links", ()), happenings={h.id: h for h in happenings}, **more)

    return with_


def test_two_accounts_of_who_called_whom(base):
    found = contradictions(
        base(
            Contact(id="h", cites=["c"], initiator="ann", medium="call", **CALL),
            Contact(id="i", cites=["d"], initiator="bo", medium="call", **CALL),
        )
    )
    assert [(row.kind, row.state, row.claims, row.typed) for row in found] == [("initiator", "open", ("c", "d"), False)]
    assert "ann" in found[0].reason
    assert "bo" in found[0].reason


def test_one_initiator_is_no_conflict(base):
    same = Contact(id="i", cites=["d"], initiator="ann", medium="call", **CALL)
    assert not contradictions(base(Contact(id="h", cites=["c"], initiator="ann", medium="call", **CALL), same))


def test_held_and_negated(base):
    one = Event(id="h", text="x", when=DAY, type="M.TARIFF_RAISE", actors=["NOR"], cites=["c"])
    two = one.model_copy(update={"id": "i", "cites": ("d",), "status": "negated"})
    assert [row.kind for row in contradictions(base(one, two))] == ["status"]
    later = two.model_copy(update={"when": date(2031, 5, 1)})
    assert not contradictions(base(one, later))


def test_one_event_on_two_days(base):
    one = Event(id="h", text="x", when=DAY, type="M.TARIFF_RAISE", actors=["NOR"], cites=["c"])
    two = one.model_copy(update={"id": "i", "cites": ("d",), "when": date(2031, 5, 1), "same_event": "h"})
    assert [row.kind for row in contradictions(base(one, two))] == ["date"]


def test_figures_that_do_not_overlap(base):
    figure = {"text": "x", "when": DAY, "type": "E.JOBS", "actors": ["NOR"], "economy": "NOR", "indicator": "jobs"}
    one = StressReport(id="h", cites=["c"], value=100.0, unit="persons", **figure)
    far = StressReport(id="i", cites=["d"], value=140.0, unit="persons", **figure)
    near = StressReport(id="i", cites=["d"], value=100.2, unit="persons", **figure)
    guess = StressReport(id="i", cites=["d"], value=140.0, unit="persons", kind="forecast", **figure)
    assert [row.kind for row in contradictions(base(one, far))] == ["quantity"]
    assert not contradictions(base(one, near))
    assert not contradictions(base(one, guess))


def test_a_denial_is_a_conflict_and_both_stay(base, make):
    found = contradictions(base(links=(make.link("l", "d", "c", "denies"),)))
    assert [(row.kind, row.claims) for row in found] == [("denial", ("c", "d"))]


def test_what_a_person_judged_stands_for_what_rules_find(base, make):
    typed = Conflict(
        id="k", claims=["c", "d"], kind="denial", state="resolved", resolution="c holds", reason="minutes were found"
    )
    found = contradictions(base(links=(make.link("l", "d", "c", "denies"),), conflicts={"k": typed}))
    assert [(row.state, row.resolution, row.typed) for row in found] == [("resolved", "c holds", True)]


@pytest.mark.parametrize(("until", "out"), [(date(2031, 3, 4), True), (date(2031, 3, 5), False), (None, False)])
def test_an_actor_outside_the_days_in_office(base, until, out):
    post = {"post": "Minister", "rank": 3, "from": date(2030, 1, 1), "until": until, "cites": ["a"]}
    ann = Person(id="ann", name="Ann", tenure=[post])
    found = persons_out_of_office(base(Contact(id="h", cites=["c"], medium="call", **CALL), people={"ann": ann}))
    assert found == ((("h", "ann"),) if out else ())
