"""Record, function and test of each mechanism that the two articles describe; read by a page and a test."""

from collections.abc import Iterator
from dataclasses import dataclass

from detente.case.read import open_case

DIPLOMACY = "tests/unit/diplomacy"
SCENE, MOVES, PROTOCOL, SIGNALS, THIRD, BOARD, ZONE = (
    *(f"{DIPLOMACY}/test_{name}.py" for name in ("scene", "moves", "protocol", "signals", "third", "board")),
    "tests/unit/case/test_zone.py",
)
P, CH, SI, SC, TH, MO, BOARDS = (
    f"detente.diplomacy.{name}" for name in ("protocol", "channels", "signals", "scene", "third", "moves", "board")
)
ONLY = ""
"""Neither function nor test: the row is recorded, and no model reads it."""


@dataclass(frozen=True)
class Mechanism:
    """One row: what happens, the function that works with it, and its test; both empty if only recorded."""

    text: str
    function: str = ONLY
    test: str = ONLY


ROWS = {
    "C1": Mechanism(
        "China looks for a high-level channel for months",
        f"{BOARDS}.make_board",
        f"{BOARD}::test_months_of_unanswered_attempts_are_on_the_board",
    ),
    "C2": Mechanism(
        "personal channels of the first term have no equivalent",
        f"{CH}.channel_states",
        f"{PROTOCOL}::test_personal_channels_end_with_a_tenure",
    ),
    "C3": Mechanism(
        "unclear who speaks for the President",
        f"{SI}.mandate_entropy",
        f"{SIGNALS}::test_naming_envoys_makes_it_clearer_who_speaks",
    ),
    "C4": Mechanism(
        "the ambassador fails to reach an ally of the candidate",
        f"{MO}.moves",
        f"{MOVES}::test_an_attempt_through_an_unofficial_person_is_an_offer_without_answer",
    ),
    "C5": Mechanism(
        "unofficial exchanges of scholars go on",
        f"{CH}.channel_states",
        f"{PROTOCOL}::test_scholars_and_the_host_appear_when_they_become_known",
    ),
    "C6": Mechanism(
        "the foreign minister is not received; his counterpart is listed for sanctions",
        f"{P}.admissible",
        f"{PROTOCOL}::test_a_listed_counterpart_may_not_come_but_may_be_met_elsewhere",
    ),
    "C7": Mechanism(
        "one cold call, then nothing",
        f"{CH}.channel_states",
        f"{PROTOCOL}::test_trust_decays_between_contacts",
    ),
    "C8": Mechanism(
        "a channel goes with the adviser who carried it",
        f"{CH}.channel_states",
        f"{PROTOCOL}::test_personal_channels_end_with_a_tenure",
    ),
    "C9": Mechanism(
        "the US side wants a senior trade official",
        f"{P}.explain",
        f"{PROTOCOL}::test_the_foreign_minister_has_the_wrong_portfolio",
    ),
    "C10": Mechanism(
        "the US side would deal with the leader himself",
        f"{P}.explain",
        f"{PROTOCOL}::test_the_leaders_call_is_closed_from_both_sides",
    ),
    "C11": Mechanism(
        "willing to meet, with nothing specific",
        f"{SI}.weighed_signals",
        f"{SIGNALS}::test_a_soft_signal_without_content_counts_less_than_half",
    ),
    "C12": Mechanism(
        "neither side asks for the leaders' call",
        f"{P}.explain",
        f"{PROTOCOL}::test_the_leaders_call_is_closed_from_both_sides",
    ),
    "C13": Mechanism(
        "first the working level, then the leaders",
        f"{P}.meetings",
        f"{PROTOCOL}::test_no_door_was_open_in_april_but_working_contact_was",
    ),
    "C14": Mechanism(
        "no talk for its own sake",
        f"{P}.admissible",
        f"{PROTOCOL}::test_talk_for_its_own_sake_is_refused_and_working_contact_is_not",
    ),
    "C15": Mechanism(
        "working contact goes on",
        f"{P}.meetings",
        f"{PROTOCOL}::test_no_door_was_open_in_april_but_working_contact_was",
    ),
    "C16": Mechanism("working groups are frozen", f"{CH}.group_states", f"{PROTOCOL}::test_groups_freeze"),
    "C17": Mechanism(
        "the commerce minister ranks too low; known only later",
        f"{P}.explain",
        f"{PROTOCOL}::test_the_commerce_minister_ranks_too_low_only_by_later_knowledge",
    ),
    "C18": Mechanism(
        "a quarrel over who takes part",
        f"{BOARDS}.make_board",
        f"{BOARD}::test_days_of_the_quarrel_over_who_takes_part",
    ),
    "C19": Mechanism(
        "a vice premier whom both can accept",
        f"{P}.meetings",
        f"{PROTOCOL}::test_the_bridge_is_computed_as_known_and_in_hindsight",
    ),
    "C20": Mechanism("contacts become more frequent"),
    "C21": Mechanism(
        "officials meet beside the spring meetings",
        f"{BOARDS}.make_board",
        f"{BOARD}::test_an_occasion_within_a_month_is_shown",
    ),
    "C22": Mechanism(
        "Switzerland offers to host",
        f"{CH}.channel_states",
        f"{PROTOCOL}::test_scholars_and_the_host_appear_when_they_become_known",
    ),
    "C23": Mechanism(
        "the embassy is cut out",
        f"{CH}.channel_states",
        f"{PROTOCOL}::test_the_embassy_is_lost_once_that_is_known",
    ),
    "C24": Mechanism(
        "the deputy leaves, the ambassador is due",
        f"{P}.put_forward",
        f"{PROTOCOL}::test_persons_of_an_earlier_round_are_not_put_forward",
    ),
    "C25": Mechanism("demands go out without consultation"),
    "C26": Mechanism(
        "the embassy is bypassed before Geneva",
        f"{CH}.channel_states",
        f"{PROTOCOL}::test_the_embassy_is_lost_once_that_is_known",
    ),
    "C27": Mechanism(
        "the meeting is lowered to a meeting",
        f"{P}.meetings",
        f"{PROTOCOL}::test_a_lower_purpose_is_never_closed_by_more",
    ),
    "C28": Mechanism(
        "best seen as pre-negotiation",
        f"{P}.admissible",
        f"{PROTOCOL}::test_talks_need_a_mandate_pre_negotiation_does_not",
    ),
    "C29": Mechanism("mistrust could draw talks out"),
    "C30": Mechanism(
        "a swap of prisoners shows the worth of a channel",
        f"{CH}.channel_states",
        f"{PROTOCOL}::test_personal_channels_end_with_a_tenure",
    ),
    "F1": Mechanism(
        "officials on a footing of war",
        f"{MO}.moves",
        f"{MOVES}::test_mobilisation_is_a_hard_move_known_only_afterwards",
    ),
    "F2": Mechanism("leave cancelled"),
    "F3": Mechanism("desks reinforced"),
    "F4": Mechanism(
        "an unscripted scene of the leaders is feared",
        f"{P}.admissible",
        f"{SCENE}::test_a_rule_learnt_later_binds_only_in_hindsight",
    ),
    "F5": Mechanism(
        "clips: never yield",
        f"{SI}.commitment",
        f"{SIGNALS}::test_commitment_stays_in_its_bounds_and_fades",
    ),
    "F6": Mechanism(
        "a clip that is hard and leaves the door open",
        f"{SI}.weighed_signals",
        f"{SIGNALS}::test_hard_words_with_an_open_door_count_half",
    ),
    "F7": Mechanism(
        "the leader doubts the rival's endurance",
        f"{SI}.commitment",
        f"{SIGNALS}::test_softer_words_lower_commitment",
    ),
    "F8": Mechanism("a taunt binds the one taunted", f"{SI}.commitment", f"{SIGNALS}::test_a_taunt_binds_the_rival"),
    "F9": Mechanism(
        "no wish for a trade war and no fear of one",
        f"{SI}.weighed_signals",
        f"{SIGNALS}::test_hard_words_with_an_open_door_count_half",
    ),
    "F10": Mechanism("defiant in public, alarmed in private"),
    "F11": Mechanism(
        "the US side reaches out and softens",
        f"{SI}.commitment",
        f"{SIGNALS}::test_softer_words_of_april_lower_us_commitment",
    ),
    "F12": Mechanism(
        "the other side is said to have asked",
        f"{CH}.asked",
        f"{PROTOCOL}::test_who_can_say_that_the_rival_asked",
    ),
    "F13": Mechanism(
        "both soften",
        f"{SI}.weighed_signals",
        f"{SIGNALS}::test_both_sides_soften_before_the_meeting",
    ),
    "F14": Mechanism(
        "hard words on the eve of the meeting",
        f"{SI}.weighed_signals",
        f"{SIGNALS}::test_hard_words_on_the_eve_count_half",
    ),
    "F15": Mechanism(
        "contradictory messages",
        f"{SI}.weighed_signals",
        f"{SIGNALS}::test_noise_takes_weight_from_a_soft_signal",
    ),
    "F16": Mechanism(
        "a letter with four points, two of them intrusive",
        "detente.case.zone.zone",
        f"{ZONE}::test_the_two_intrusive_points_of_the_fentanyl_letter",
    ),
    "F17": Mechanism(
        "the letter gives offence",
        "detente.case.zone.zone",
        f"{ZONE}::test_dropping_the_intrusive_points_brings_a_package_in",
    ),
    "F18": Mechanism("meant otherwise by the sender"),
    "F19": Mechanism(
        "the four points are to open the talks",
        "detente.case.zone_table.positions",
        "tests/unit/case/test_zone_table.py::test_positions_take_what_was_known_and_say_which_tie_they_break",
    ),
    "F20": Mechanism("how others were treated does not encourage"),
    "F21": Mechanism("a vice president stands in for the leader"),
    "F22": Mechanism("hopes of a grand bargain"),
    "F23": Mechanism("nobody wants the blame for a slump"),
    "F24": Mechanism("a high bar that could not stay"),
    "F25": Mechanism(
        "leaks shape the table",
        f"{SC}.scene",
        f"{SCENE}::test_a_rebuff_known_later_is_not_in_the_scene_of_april",
    ),
    "F26": Mechanism("a report of Congress is the ground of a demand"),
    "T1": Mechanism(
        "letters and charm for third countries",
        f"{MO}.moves",
        f"{MOVES}::test_courting_others_is_a_move_of_its_own",
    ),
    "T2": Mechanism(
        "allies of the United States are courted",
        f"{MO}.moves",
        f"{MOVES}::test_courting_others_is_a_move_of_its_own",
    ),
    "T3": Mechanism(
        "others talk with the United States",
        f"{TH}.isolation_path",
        f"{THIRD}::test_isolation_rises_when_talks_become_known",
    ),
    "T4": Mechanism("a warning to those who talk", f"{TH}.threats", f"{THIRD}::test_a_warning_keeps_some_away"),
    "T5": Mechanism(
        "a visit is planned",
        f"{SC}.scene",
        f"{SCENE}::test_what_was_planned_is_in_the_scene_before_it_happens",
    ),
    "T6": Mechanism(
        "a promise to buy",
        f"{TH}.promises",
        f"{THIRD}::test_a_promise_is_known_from_the_day_it_is_told",
    ),
    "T7": Mechanism(
        "third countries hedge",
        "detente.case.alignment.stances",
        "tests/unit/case/test_alignment.py::test_payoffs_come_from_the_talks",
    ),
    "T8": Mechanism("the world is said to be against the measures"),
}


def sources() -> dict[str, list[str]]:
    """Ids of the records of each row, or of its claims where there is no other record."""
    case = open_case("us-china-2025")
    records = case.diplomacy
    typed = (
        *case.dossier.happenings.values(),
        *records.rules,
        *records.channels,
        *records.groups,
        *records.focal_events,
    )
    found: dict[str, list[str]] = {}
    for part in (typed, case.dossier.claims.values()):
        added: dict[str, list[str]] = {}
        for row in part:
            for name in row.rows:
                added.setdefault(name, []).append(row.id)
        found = {**added, **found}
    return found


def table() -> Iterator[str]:
    """The lines of the table."""
    records = sources()
    yield "| row | what happens | records | function | test |"
    yield "|---|---|---|---|---|"
    for name, row in ROWS.items():
        ids = ", ".join(f"`{record}`" for record in records[name])
        function = f"`{row.function}`" if row.function else "**only recorded**"
        test = f"`{row.test.split('::')[1]}`" if row.test else "–"
        yield f"| {name} | {row.text} | {ids} | {function} | {test} |"
