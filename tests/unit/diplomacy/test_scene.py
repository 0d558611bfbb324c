"""What stands on a day as far as it was known: nothing leaks from later, hindsight is labelled."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from detente.diplomacy.records import Condition, ProtocolRule
from detente.diplomacy.scene import scene, side_of
from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Contact

D = date


def ids(view):
    return {row.id for row in view.happenings}


def test_a_rebuff_known_later_is_not_in_the_scene_of_april(records):
    assert "wang-wentao-to-lutnick" not in ids(scene(records, D(2025, 4, 20)))
    assert "wang-wentao-to-lutnick" in ids(scene(records, D(2025, 5, 9)))
    late = scene(records, D(2025, 4, 20), D(2025, 5, 9))
    assert late.hindsight
    assert "wang-wentao-to-lutnick" in ids(late)


def test_the_meeting_told_after_the_last_day_is_in_no_scene(records):
    for day in (D(2025, 4, 28), D(2025, 5, 9), D(2025, 5, 12)):
        view = scene(records, day)
        assert not any("O096" in row.rows for row in view.happenings)
        assert not any(
            "lan-foan" in (*row.actors, *row.targets) for row in view.of(Contact) if row.interval[0] >= D(2025, 4, 1)
        )


def test_a_rule_learnt_later_binds_only_in_hindsight(records):
    known = {rule.id for rule in scene(records, D(2025, 4, 13)).rules}
    later = {rule.id for rule in scene(records, D(2025, 4, 13), D(2025, 5, 9)).rules}
    assert "us-1" in known
    assert "us-1b" not in known
    assert later - known == {"us-1b", "cn-3b"}


def test_what_was_planned_is_in_the_scene_before_it_happens(records):
    view = scene(records, D(2025, 5, 9))
    assert "malaysia-summit" in ids(view)
    assert "malaysia-summit" not in ids(scene(records, D(2025, 5, 8)))


def test_disputed_call_is_disputed_only_once_denied(records):
    call = next(row for row in scene(records, D(2025, 5, 1)).of(Contact) if row.id == "e-o097")
    assert scene(records, D(2025, 5, 1)).standing(call) == "disputed"
    held = next(row for row in scene(records, D(2025, 5, 1)).of(Contact) if row.id == "e-o117")
    assert scene(records, D(2025, 5, 1)).standing(held) == "on record"


def test_reasons_of_the_refusal_in_new_york_stay_unknown(records):
    contacts = {row.id: row for row in scene(records, D(2025, 4, 13)).of(Contact)}
    assert contacts["wang-yi-to-rubio"].reason == "unknown"
    assert contacts["wang-yi-to-waltz"].reason == "unknown"


def test_offices_follow_tenures(records):
    before, after = scene(records, D(2025, 1, 19)), scene(records, D(2025, 1, 28))
    assert "jake-sullivan" in before.offices
    assert "jake-sullivan" not in after.offices
    assert after.offices["scott-bessent"].access == "direct"
    assert after.offices["donald-trump"].leader
    # Ranked with the leader for want of a rank between, the premier is not the leader.
    assert after.offices["li-qiang"].rank == 5
    assert not after.offices["li-qiang"].leader


def test_listing_and_mandate_of_a_day(records):
    view = scene(records, D(2025, 5, 7))
    assert view.offices["marco-rubio"].barred == {"CHN"}
    assert view.offices["scott-bessent"].speaks == "yes"
    assert scene(records, D(2025, 5, 5)).offices["scott-bessent"].speaks == "unclear"
    assert view.offices["howard-lutnick"].speaks == "no"


def test_last_breakdown(records):
    assert scene(records, D(2025, 4, 1)).since == D(2019, 8, 1)
    assert scene(records, D(2025, 4, 2)).since == D(2025, 4, 2)
    assert scene(records, D(2018, 1, 1)).breakdown is None


@settings(max_examples=15, deadline=None)
@given(
    day=st.dates(D(2025, 4, 3), D(2025, 5, 8)),
    wait=st.integers(1, 40),
    before=st.integers(0, 30),
    outcome=st.sampled_from(("held", "announced", "pending")),
)
def test_a_record_known_later_changes_nothing(records, day, wait, before, outcome):
    old = records.dossier
    template = old.happenings["e-o103"]
    added = template.model_copy(
        update={
            "id": "added",
            "when": day - timedelta(days=before),
            "known_on": day + timedelta(days=wait),
            "outcome": outcome,
        }
    )
    parts = {name: getattr(old, name) for name in Dossier.__dataclass_fields__}
    dossier = Dossier(**{**parts, "happenings": {**old.happenings, "added": added}})
    rule = records.rules[0].model_copy(update={"id": "added-rule", "known_on": day + timedelta(days=wait)})
    more = replace(records, dossier=dossier, rules=(*records.rules, rule))
    assert scene(more, day) == scene(records, day)
    assert scene(more, day, day + timedelta(days=wait)) != scene(records, day, day + timedelta(days=wait))


def test_side_of_a_name(records):
    assert side_of(records.dossier, "he-lifeng") == "CHN"
    assert side_of(records.dossier, "usa-treasury") == "USA"
    assert side_of(records.dossier, "CHN") == "CHN"
    assert side_of(records.dossier, "nobody-we-know") == ""


def test_a_rule_needs_a_claim_or_a_reason():
    words = {"id": "r", "side": "USA", "if": [{"purpose_from": "talks"}], "reason": "rank-gap", "text": "A rule."}
    with pytest.raises(ValidationError, match="name a claim or a document"):
        ProtocolRule(**words)
    assert ProtocolRule(**words, assumed="habit").assumed == "habit"


def test_a_condition_that_looks_at_nothing_is_refused():
    with pytest.raises(ValidationError, match="forbid everything"):
        Condition()
