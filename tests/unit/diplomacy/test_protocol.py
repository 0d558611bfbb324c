"""Who may meet whom: formats, rules that forbid them, the bridge and its placebos."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from detente.core.errors import DataError
from detente.diplomacy.channels import asked, channel_states, group_states
from detente.diplomacy.envoys import envoys, placebo_days, stripped
from detente.diplomacy.protocol import Format, admissible, bite, explain, formats, meetings, put_forward
from detente.diplomacy.scene import scene

D = date
DARK = (D(2025, 4, 13), D(2025, 4, 20))


def words(view, a, b, purpose="pre-negotiation", venue="third", agenda="topic", asked_by="USA"):
    return {
        (side, rule.id, rule.reason) for side, rule in explain(view, Format(a, b, purpose, venue, agenda, asked_by))
    }


@pytest.mark.parametrize("day", DARK)
def test_no_door_was_open_in_april_but_working_contact_was(records, day):
    left = meetings(scene(records, day))
    assert left.open_now == ()
    assert left.open_potential
    assert left.working_contact


def test_the_announced_pair_is_open_once_announced(records):
    left = meetings(scene(records, D(2025, 5, 8)))
    assert set(left.open_now) == {("scott-bessent", "he-lifeng"), ("jamieson-greer", "he-lifeng")}


def test_the_foreign_minister_has_the_wrong_portfolio(records):
    view = scene(records, D(2025, 4, 13))
    for american in ("marco-rubio", "mike-waltz"):
        assert ("USA", "us-2", "portfolio-mismatch") in words(view, american, "wang-yi")
    assert ("CHN", "cn-2-elsewhere", "sanctioned-counterpart") in words(view, "marco-rubio", "wang-yi")
    assert not any(row[2] == "sanctioned-counterpart" for row in words(view, "mike-waltz", "wang-yi"))


def test_a_listed_counterpart_may_not_come_but_may_be_met_elsewhere(records):
    view = scene(records, D(2025, 4, 13))
    at_home = Format("marco-rubio", "he-lifeng", "meeting", "home-b", "topic", "USA")
    assert [rule.id for rule in admissible(view, "CHN", at_home)] == ["cn-2"]
    assert admissible(view, "CHN", replace(at_home, venue="third")) == ()


def test_the_commerce_minister_ranks_too_low_only_by_later_knowledge(records):
    pair = ("howard-lutnick", "wang-wentao")
    assert not words(scene(records, D(2025, 4, 13)), *pair)
    assert ("USA", "us-1b", "rank-gap") in words(scene(records, D(2025, 4, 13), D(2025, 5, 9)), *pair)


@pytest.mark.parametrize(("asker", "rule"), [("USA", "us-4"), ("CHN", "cn-3")])
def test_the_leaders_call_is_closed_from_both_sides(records, asker, rule):
    found = words(scene(records, D(2025, 4, 13)), "donald-trump", "xi-jinping", venue="call", asked_by=asker)
    assert (asker, rule, "who-asks-first") in found
    assert ("CHN", "cn-1", "working-level-first") in found


def test_an_agreement_below_the_leaders_lifts_the_sequence(records):
    reasons = {row[1] for row in words(scene(records, D(2025, 5, 12)), "donald-trump", "xi-jinping", agenda="agreed")}
    assert "cn-1" not in reasons


def test_talk_for_its_own_sake_is_refused_and_working_contact_is_not(records):
    view = scene(records, D(2025, 4, 13))
    empty = Format("scott-bessent", "he-lifeng", "meeting", "video", "none", "CHN")
    assert [rule.id for rule in admissible(view, "USA", empty)] == ["us-3"]
    assert admissible(view, "USA", replace(empty, purpose="contact")) == ()


def test_talks_need_a_mandate_pre_negotiation_does_not(records):
    view = scene(records, D(2025, 4, 20))
    pre = Format("scott-bessent", "he-lifeng", "pre-negotiation", "third", "agreed", "USA")
    assert admissible(view, "CHN", pre) == ()
    assert [rule.id for rule in admissible(view, "CHN", replace(pre, purpose="talks"))] == ["cn-4"]
    assert admissible(scene(records, D(2025, 5, 7)), "CHN", replace(pre, purpose="talks")) == ()


def test_the_bridge_is_computed_as_known_and_in_hindsight(records):
    known = meetings(scene(records, D(2025, 4, 13))).bridge
    later = meetings(scene(records, D(2025, 4, 13), D(2025, 5, 9))).bridge
    assert {pair.b.person for pair in known} == {"wang-wentao"}
    ends = {pair.b.person: pair.b for pair in later}
    assert set(ends) == {"he-lifeng"}
    envoy = ends["he-lifeng"]
    assert (envoy.rank, envoy.access, "trade" in envoy.portfolios) == (4, "direct", True)
    assert len(later) > 1
    assert {pair.venue for pair in later} == {"third"}


def test_as_known_the_commerce_minister_passes_beside_the_vice_premier(records):
    passing = {office.person for office in meetings(scene(records, D(2025, 4, 13))).passing[1]}
    assert {"wang-wentao", "he-lifeng"} <= passing
    assert not passing & {"wang-yi", "han-zheng", "li-qiang", "lan-foan"}


def test_what_the_envoy_must_have(records):
    view = scene(records, D(2025, 4, 13), D(2025, 5, 9))
    tests = {row.without: row.passes for row in stripped(view, meetings(view)) if row.office.person == "he-lifeng"}
    assert tests == {
        "one rank lower": False,
        "without direct access": False,
        "without the portfolio trade": False,
        "without the portfolio finance": True,
    }


def test_placebo_envoys_fail_for_reasons_on_record(records):
    found = {row.office.person: row for row in envoys(scene(records, D(2025, 4, 13), D(2025, 5, 9)))}
    assert {rule.id for rule in found["han-zheng"].closed_by} == {"us-1", "us-1b", "us-2"}
    assert {rule.id for rule in found["wang-wentao"].closed_by} == {"us-1b"}
    assert found["he-lifeng"].bridge
    assert found["xi-jinping"].passes
    assert not found["xi-jinping"].bridge


def test_on_placebo_days_the_envoy_is_the_same_so_the_day_is_no_finding(records):
    days = [D(2025, 3, 2), D(2025, 3, 16), D(2025, 4, 6)]
    rows = placebo_days(records, days, D(2025, 5, 9))
    assert {row.bridge[1] for row in rows} == {("He Lifeng",)}
    plain = placebo_days(records, days)
    assert all(row.as_of == row.on for row in plain)
    assert all("He Lifeng" not in row.bridge[1] for row in plain)


def test_persons_of_an_earlier_round_are_not_put_forward(records):
    assert "he-lifeng" in put_forward(scene(records, D(2025, 4, 1)), "CHN")
    assert put_forward(scene(records, D(2025, 4, 2)), "CHN") == frozenset()
    # A new ambassador is announced, but not for trade.
    assert put_forward(scene(records, D(2025, 5, 9)), "USA") == {"scott-bessent", "jamieson-greer"}


def test_leaving_a_rule_out_never_closes_a_format(records):
    view = scene(records, D(2025, 5, 9))
    all_rules = meetings(view).potential
    for rule in view.rules:
        assert (meetings(view, without=[rule.id]).potential | ~all_rules).all()
    without_any = meetings(view, without=[rule.id for rule in view.rules])
    assert without_any.potential.all()


def test_a_rule_bites_only_the_side_it_binds(records):
    view = scene(records, D(2025, 4, 13))
    space = formats(view)
    rule = next(rule for rule in view.rules if rule.id == "us-1")
    assert bite(view, "USA", rule, space).any()
    assert not bite(view, "CHN", rule, space).any()
    assert space.size == np.prod(space.shape)
    place = (0, 1, 2, 3, 1, 0)
    assert space.index(space.at(place)) == place


def test_swapping_the_sides_mirrors_the_formats(records):
    view = scene(records, D(2025, 4, 13))
    mirrored = scene(replace(records, sides=("CHN", "USA")), D(2025, 4, 13))
    one, other = meetings(view), meetings(mirrored)
    assert {(b, a) for a, b in other.open_potential} == set(one.open_potential)
    assert {(pair.b.person, pair.a.person) for pair in other.bridge} == {
        (pair.a.person, pair.b.person) for pair in one.bridge
    }


def test_an_unknown_person_is_named_in_one_sentence(records):
    view = scene(records, D(2025, 4, 13))
    with pytest.raises(DataError, match='no person "liu-he"'):
        explain(view, Format("scott-bessent", "liu-he", "talks", "third", "agreed", "USA"))


def states(records, day):
    return {row.channel.id: row for row in channel_states(scene(records, day))}


def test_personal_channels_end_with_a_tenure(records):
    assert states(records, D(2024, 6, 1))["security-advisers"].state == "open"
    assert states(records, D(2025, 1, 20))["security-advisers"].state == "ended"
    assert states(records, D(2019, 1, 1))["ambassador-and-family"].state == "open"
    assert states(records, D(2025, 4, 13))["ambassador-and-family"].state == "ended"


def test_no_channel_survives_both_tenures(records):
    for row in channel_states(scene(records, D(2025, 4, 13))):
        ends = {row.channel.end_a, row.channel.end_b} & set(records.dossier.people)
        if len(ends) == 2 and not ends & set(scene(records, D(2025, 4, 13)).offices):
            assert row.state == "ended"
    assert states(records, D(2025, 4, 13))["mnuchin-liu"].state == "ended"


def test_a_post_passes_on_cooled(records):
    # Liu He left in March 2023; his successor holds the same post, the other end stayed away from 2021.
    one_end = [row.model_copy(update={"end_a": "scott-bessent"}) for row in records.channels if row.id == "mnuchin-liu"]
    row = next(iter(channel_states(scene(replace(records, channels=tuple(one_end)), D(2025, 4, 13)))))
    assert row.state == "cooled"
    assert row.ends == ("scott-bessent", "he-lifeng")
    assert 0 < row.trust <= 0.5 * row.channel.trust


def test_trust_decays_between_contacts(records):
    early, late = (states(records, day)["bessent-he"].trust for day in (D(2025, 2, 21), D(2025, 5, 1)))
    assert early == pytest.approx(0.5)
    assert late == pytest.approx(0.5 * 2 ** (-69 / 182))


def test_the_embassy_is_lost_once_that_is_known(records):
    assert states(records, D(2025, 5, 8))["embassy-of-the-us"].state == "open"
    assert states(records, D(2025, 5, 9))["embassy-of-the-us"].state == "lost"


def test_groups_freeze(records):
    before = {row.group.id: row.state for row in group_states(scene(records, D(2024, 6, 1)))}
    after = {row.group.id: row.state for row in group_states(scene(records, D(2025, 4, 13)))}
    assert set(before.values()) == {"open"}
    assert set(after.values()) == {"frozen"}


@pytest.mark.parametrize(
    ("day", "weight"),
    [(D(2025, 4, 29), 0.0), (D(2025, 4, 30), 0.50), (D(2025, 5, 2), 0.90), (D(2025, 5, 7), 0.96)],
)
def test_who_can_say_that_the_rival_asked(records, day, weight):
    assert asked(scene(records, day), "CHN") == pytest.approx(weight, abs=0.005)


def test_waiting_for_a_call_read_as_an_offer(records):
    view = scene(records, D(2025, 4, 29))
    assert asked(view, "CHN", offers=["e-o087"]) == pytest.approx(0.61, abs=0.005)


def test_a_lower_purpose_is_never_closed_by_more(records):
    for day in (D(2025, 4, 13), D(2025, 5, 9)):
        potential = meetings(scene(records, day)).potential
        assert (potential[:, :, :-1] | ~potential[:, :, 1:]).all()
        assert potential[:, :, 0].sum() > potential[:, :, 2].sum()


def test_scholars_and_the_host_appear_when_they_become_known(records):
    assert "scholars" not in states(records, D(2025, 4, 12))
    assert states(records, D(2025, 4, 13))["scholars"].state == "open"
    assert "swiss-good-offices" not in states(records, D(2025, 5, 8))
    assert states(records, D(2025, 5, 9))["swiss-good-offices"].state == "open"


def test_without_article_b_the_commerce_minister_would_do(records):
    view = scene(records, D(2025, 4, 13), D(2025, 5, 9))
    claims = records.dossier.claims
    only_b = [
        rule.id
        for rule in view.rules
        if rule.cites and all(name.startswith("b-") and name in claims for name in rule.cites)
    ]
    assert set(only_b) == {"us-1b", "cn-3b"}
    assert {pair.b.person for pair in meetings(view, without=only_b).bridge} == {"wang-wentao"}
