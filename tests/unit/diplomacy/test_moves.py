"""Moves and spells: joint events once, spells as the codebook counts them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from detente.diplomacy.moves import moves, spells
from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Event

D = date


@pytest.fixture(scope="module")
def moved(records):
    return moves(records)


def test_four_spells_as_the_codebook_counts_them(moved):
    found = spells(moved)
    assert [row.days for row in found.rows] == [169, 50, 71, 38]
    assert all(row.closed and row.typed for row in found.rows)
    assert found.open is None
    assert found.rows[-1].alternative == D(2025, 2, 4)


def test_an_open_spell_is_censored_at_the_day_asked(moved):
    found = spells(moved.known_by(D(2025, 4, 20)))
    assert len(found.rows) == 4
    assert found.open.start == D(2025, 4, 2)
    assert found.open.days == 18


def test_a_spell_that_nobody_typed_begins_with_the_next_rise(moved):
    found = spells(moved.known_by(D(2025, 3, 1)))
    assert found.open.start == D(2025, 2, 1)
    assert not found.open.typed


def test_a_later_rise_added_by_an_overlay_opens_a_spell(records):
    old = records.dossier
    rise = Event(
        id="made-up-rise",
        text="A made-up rise, to see that the rule goes on after the record.",
        when=D(2025, 5, 12) + timedelta(days=200),
        type="M.TARIFF_IMPOSE",
        actors=("USA",),
        targets=("CHN",),
        cites=("o078",),
        known_on=D(2025, 5, 12) + timedelta(days=200),
        move="escalate",
        level="leader",
    )
    parts = {name: getattr(old, name) for name in Dossier.__dataclass_fields__}
    dossier = Dossier(**{**parts, "happenings": {**old.happenings, rise.id: rise}})
    longer = replace(records, dossier=dossier, last=rise.when + timedelta(days=10))
    found = spells(moves(longer))
    assert found.open.start == rise.when
    assert found.open.days == 10


def test_a_joint_event_is_an_offer_and_an_answer(moved):
    legs = {row.leg: row for row in moved.rows if row.record == "e-o117"}
    assert [legs[n].action for n in (0, 1, 2)] == ["offer", "accept", "table"]
    assert legs[0].first == 1.0
    assert legs[1].first == 0.0


def test_nobody_knows_who_asked_for_geneva(moved):
    legs = [row for row in moved.rows if row.record == "e-o103"]
    assert [(row.action, row.first) for row in legs] == [("offer", 0.5), ("accept", 0.5)]


def test_a_meeting_that_was_announced_is_not_offered_twice(moved):
    assert [row.action for row in moved.rows if row.record == "e-o109"] == ["table"]


def test_one_agreement_of_two_records_is_one_deal(moved):
    assert len([row for row in moved.rows if row.action == "deal" and row.day == D(2025, 5, 12)]) == 1


def test_a_claimed_call_is_a_signal_of_the_one_who_claims_it(moved):
    row = next(row for row in moved.rows if row.record == "e-o097")
    assert (row.action, row.first, row.day) == ("soft", 1.0, D(2025, 4, 25))


def test_a_refused_offer_has_two_legs_of_different_sides(moved):
    offer, refusal = (row for row in moved.rows if row.record == "wang-wentao-to-lutnick")
    assert (offer.action, offer.first) == ("offer", 0.0)
    assert (refusal.action, refusal.first) == ("refuse", 1.0)
    assert offer.known == D(2025, 5, 9)


def test_hidden_moves_leave_with_the_day_of_knowledge(moved):
    before = {row.record for row in moved.known_by(D(2025, 5, 8)).rows}
    after = {row.record for row in moved.known_by(D(2025, 5, 9)).rows}
    assert "wang-wentao-to-lutnick" in after - before
    assert before < after


def test_moves_are_in_the_order_of_events(moved):
    days = [row.day for row in moved.rows]
    assert days == sorted(days)
    assert all(row.low <= row.high for row in moved.rows)


def test_rises_of_both_sides_in_april(moved):
    rows = [row for row in moved.rows if row.action == "escalate" and D(2025, 4, 8) <= row.day <= D(2025, 4, 11)]
    assert {row.record: (row.first, row.reciprocal) for row in rows if row.rank >= 3} == {
        "e-o083": (1.0, False),
        "e-o084": (0.0, True),
        "e-o085": (1.0, False),
        "e-o088": (0.0, True),
    }


def test_sides_swapped_swap_the_movers(records, moved):
    other = moves(replace(records, sides=(records.sides[1], records.sides[0])))
    assert [row.first for row in other.rows] == [1 - row.first for row in moved.rows]
    assert [row.days for row in spells(other).rows] == [row.days for row in spells(moved).rows]


def test_an_attempt_through_an_unofficial_person_is_an_offer_without_answer(moved):
    offer, refusal = (row for row in moved.rows if row.record == "xie-feng-to-musk")
    assert (offer.action, offer.first, offer.rank) == ("offer", 0.0, 0)
    assert (refusal.action, refusal.first) == ("refuse", 1.0)


def test_mobilisation_is_a_hard_move_known_only_afterwards(moved):
    row = next(row for row in moved.rows if row.record == "wartime-footing")
    assert (row.action, row.first) == ("hard", 0.0)
    assert row.known > row.low


def test_courting_others_is_a_move_of_its_own(moved):
    rows = [row for row in moved.rows if row.record in ("letters-to-governments", "allies-contacted")]
    assert [(row.action, row.first) for row in rows] == [("court-third", 0.0)] * 2
    assert not any(row.hostile_to_rival for row in rows)
