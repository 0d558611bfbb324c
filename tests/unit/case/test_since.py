"""What changed in a case between two moments."""

import pytest

from detente.case.read import open_case
from detente.case.since import changes_since, held_records


@pytest.fixture(scope="module")
def case():
    return open_case("us-china-2025")


@pytest.fixture(scope="module")
def april(case):
    return changes_since(case, case.ledger.moment("2025-04-02"), case.ledger.moment("2025-04-12"))


def test_effects_of_measures_add_up_to_the_exact_change(april):
    for side in ("USA", "CHN"):
        assert sum(effect[side] for effect in april.effects.values()) == pytest.approx(april.change[side], abs=1e-9)
    assert april.change["CHN"] < april.change["USA"] < 0.0
    assert min(april.effects, key=lambda name: april.effects[name]["CHN"]) == "chn-reciprocal-125"


def test_measures_are_those_of_the_law_between_the_days(april, case):
    known = case.ledger.diff("2025-04-02", "2025-04-12", sides=case.sides)
    assert [change.record.id for change in april.diff.changes] == [change.record.id for change in known.changes]
    assert not april.nothing
    assert (april.typed, april.correction) == ((), {"USA": 0.0, "CHN": 0.0})


def test_facts_are_those_that_became_known(april):
    assert april.facts
    assert all("2025-04-02" < fact.known.isoformat() <= "2025-04-12" and not fact.late for fact in april.facts)
    days = [fact.known for fact in april.facts]
    assert days == sorted(days, reverse=True)
    assert {"event", "signal"} & {fact.kind for fact in april.facts}


def test_between_a_day_and_itself_nothing_changed(case):
    moment = case.ledger.moment("2025-05-09")
    found = changes_since(case, moment, moment, held_records(case, moment))
    assert found.nothing
    assert all(abs(change) < 1e-9 for change in found.change.values())


def test_what_was_typed_since_is_told_apart_from_what_happened(case):
    """An earlier brief that lacked a measure and a claim: both are new to it, neither is new in the world."""
    moment = case.ledger.moment("2025-05-09")
    whole = held_records(case, moment)
    claim = next(name for name in sorted(whole) if name in case.dossier.claims)
    told = {name for name in whole if name in case.dossier.happenings and claim in case.dossier.happenings[name].cites}
    found = changes_since(case, moment, moment, whole - {"chn-reciprocal-125", claim, *told})
    assert found.typed == ("chn-reciprocal-125",)
    assert found.correction["CHN"] < 0.0
    assert found.diff.changes == ()
    assert found.facts
    assert all(fact.late for fact in found.facts)
    assert not found.nothing


def test_what_is_no_longer_held_is_named(case):
    moment = case.ledger.moment("2025-05-09")
    found = changes_since(case, moment, moment, held_records(case, moment) | {"taken-out"})
    assert found.gone == ("taken-out",)
