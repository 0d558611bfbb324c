"""The board of a day: statuses, refusals, what it says and what it leaves to hindsight."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from detente.case.board import board
from detente.cli.app import build_app
from detente.report.board import attempt_rows, board_body, board_sentences, channel_rows, matrix_grid, rule_rows
from detente.report.charts.channels import channels_figure

D = date


@pytest.fixture(scope="module")
def april(case):
    return board(case, "2025-04-20")


@pytest.fixture(scope="module")
def may(case):
    return board(case, "2025-05-08")


def cell(view, a, b):
    return next(row for row in view.board.cells if (row.a.person, row.b.person) == (a, b))


def test_three_days_of_the_board(case, april, may):
    first = board(case, "2025-04-13")
    assert [len(view.board.meetings.open_now) for view in (first, april, may)] == [0, 0, 2]


def test_statuses_and_the_rules_that_close(april, may):
    assert cell(april, "scott-bessent", "he-lifeng").status == "not put forward"
    assert cell(may, "scott-bessent", "he-lifeng").status == "open"
    closed = cell(april, "marco-rubio", "wang-yi")
    assert closed.status == "closed"
    assert {rule.id for rule in closed.closed_by} == {"us-1", "us-2"}
    assert closed.last.contact.id == "wang-yi-to-rubio"
    assert closed.last.standing == "reported"
    assert closed.highest == "contact"


def test_parity_binds_both_sides_and_is_listed_once(april):
    rules = [rule.id for rule in cell(april, "donald-trump", "wang-wentao").closed_by]
    assert rules == ["par-1"]


def test_a_denied_call_is_never_shown_as_held(may):
    last = cell(may, "donald-trump", "xi-jinping").last
    assert last.contact.id == "e-o097"
    assert last.standing == "disputed"
    outcomes = {row["id"]: row["outcome"] for row in attempt_rows(may.board)}
    assert outcomes["e-o097"] == "disputed"


def test_hindsight_names_the_vice_premier_and_the_plain_view_does_not(april):
    assert {pair.b.person for pair in april.board.meetings.bridge} == {"wang-wentao"}
    assert {pair.b.person for pair in april.board.hindsight.bridge} == {"he-lifeng"}
    assert april.board.hindsight.as_of == D(2025, 5, 12)


def test_on_the_last_day_there_is_no_later_view(case):
    assert board(case).board.hindsight is None


def test_knowledge_ends_with_the_record(case):
    view = board(case, D(2025, 5, 12).replace(month=6))
    assert view.board.scene.as_of == case.head.last
    assert any("record ends" in sentence for sentence in board_sentences(view))


def test_sentences_say_whether_a_door_is_open(april, may):
    assert board_sentences(april)[0].startswith("No door to the table is open")
    assert "Scott Bessent with He Lifeng" in board_sentences(may)[0]
    assert any(sentence.startswith("Hindsight") for sentence in board_sentences(april))


def test_who_asked_first_is_one_plain_sentence(april, may):
    (said,) = (sentence for sentence in board_sentences(may) if "asked first" in sentence)
    low, high = sorted(may.board.asked)
    assert said.startswith("Each side can claim that the other asked first; the claim of China is the better supported")
    assert f"{high:.2f} against {low:.2f}" in said
    for asked, words in (
        ((0.5, 0.5), "the claims are equally well supported, 0.50 on"),
        ((0.3, 0.0), "Only the United States can claim that the other side asked first, 0.30 on"),
    ):
        made = replace(april, board=replace(april.board, asked=asked))
        assert any(words in sentence for sentence in board_sentences(made))
    none = replace(april, board=replace(april.board, asked=(0.0, 0.0)))
    assert not any("asked first" in sentence for sentence in board_sentences(none))


def test_the_lowest_pairs_share_their_ends_and_their_costs_are_said(case):
    said = " ".join(board_sentences(board(case, "2025-05-09")))
    assert "Howard Lutnick or Marco Rubio (at a cost of face) with He Lifeng (Vice Premier)." in said
    early = " ".join(board_sentences(board(case, "2025-04-12")))
    assert "Sarah Beran with Hua Chunying (Vice Minister of Foreign Affairs) or Xie Feng (Ambassador" in early


def test_no_claim_of_a_later_day_is_printed(april):
    known = april.board.scene.dossier.claims
    for rows in (rule_rows(april.board), channel_rows(april.board), attempt_rows(april.board)):
        assert rows
        assert all(set(row["claims"]) <= set(known) for row in rows)


def test_every_rule_shown_names_its_claims_or_says_that_it_is_assumed(april):
    assert all(row["claims"] or row["assumed"] for row in rule_rows(april.board))


def test_isolation_rises_on_the_day_it_became_known(case):
    path = board(case, "2025-05-09").isolation
    assert path.share[-2] == 0.0
    assert 0.1 < path.share[-1] < 0.3


def test_days_of_the_quarrel_over_who_takes_part(april):
    assert (april.board.who_stage, april.board.who_settled) == (18, False)


def test_the_quarrel_ends_with_the_announcement(case):
    for day in ("2025-05-07", "2025-05-09", "2025-05-12"):
        made = board(case, day).board
        assert made.who_settled
        assert made.who_stage == (D(2025, 5, 6) - D(2025, 4, 2)).days


def test_the_matrix_has_a_mark_for_every_shown_pair(april):
    rows, columns, marks = matrix_grid(april.board)
    assert {row.side for row in rows} == {"USA"}
    assert {column.side for column in columns} == {"CHN"}
    assert marks["howard-lutnick", "he-lifeng"] == "free"
    assert marks["donald-trump", "xi-jinping"] == "cn-1"


def test_json_holds_every_pair_and_two_dated_views(april):
    body = board_body(april)
    assert body["open_now"] == []
    assert set(body["commitment"]) == set(body["mandate_entropy"]) == {"USA", "CHN"}
    assert len(body["matrix"]) == len(april.board.cells)
    assert body["hindsight"]["bridge"]
    assert {row["on"] for row in body["placebo_days"]} == {row.on for row in april.board.placebo}


def test_the_map_has_a_line_for_every_attempt_between_persons(may):
    figure = channels_figure(may, "source")
    lines = figure.spec["vconcat"][0]["layer"][0]["data"]["values"]
    ends = [(line["y"], line["y2"]) for line in lines]
    assert len(set(ends)) == len(ends) < len(figure.rows)
    pair = next(line for line in lines if "Treasury Secretary and vice premier" in line["what"])
    assert pair["kind"] == "contact announced or held"
    kinds = {row[2] for row in figure.rows}
    assert "contact announced or held" in kinds
    assert "open" in kinds
    assert ("Scott Bessent", "He Lifeng", "open", "Treasury Secretary and vice premier") in figure.rows


def run(capsys, *words):
    build_app()(words, result_action="return_value")
    return capsys.readouterr().out


def test_the_verb_prints_json_and_csv(capsys):
    body = json.loads(run(capsys, "board", "us-china-2025", "--on", "2025-05-08", "--json"))
    assert body["schema"] == "detente.board/1"
    assert body["meta"]["on"] == "2025-05-08"
    assert ["scott-bessent", "he-lifeng"] in body["open_now"]
    text = run(capsys, "board", "us-china-2025", "--on", "2025-05-08", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {"a", "b", "status"} <= set(rows[0])


def test_hindsight_is_labelled(capsys):
    out = run(capsys, "board", "us-china-2025", "--on", "2025-04-13", "--as-of", "2025-05-09")
    assert "HINDSIGHT" in out.split("\n\n")[0]


def test_months_of_unanswered_attempts_are_on_the_board(april):
    rows = {row["id"]: row for row in attempt_rows(april.board)}
    assert rows["channel-sought"]["outcome"] == "unanswered"
    assert rows["usa-asks-for-call"]["reason"] == "who-asks-first"


def test_an_occasion_within_a_month_is_shown(april, case):
    assert "spring-meetings-2025" in {row.id for row in april.board.occasions}
    assert not board(case, "2025-02-20").board.occasions


def test_how_likely_a_disputed_contact_is_has_two_ends(case):
    """The claimed call of the leaders: the claim alone, the denial alone, and both."""
    view = board(case, D(2025, 4, 29))
    call = view.chances["e-o097"]
    assert call.low < call.middle < call.high < 1.0
    quiet = view.chances["lower-level-contacts"]
    assert quiet.low == quiet.middle == quiet.high
    before = board(case, D(2025, 4, 25)).chances["e-o097"]
    assert before.middle == before.high == call.high
    (row,) = (row for row in board_body(view)["attempts"] if row["id"] == "e-o097")
    assert row["p_true"] == {"low": call.low, "middle": call.middle, "high": call.high}
