"""Who can reach whom on a day, through what, and why not."""

from __future__ import annotations

from typing import Any

from detente.case.alignment import Stances
from detente.case.asked import Asked
from detente.case.board import BoardView
from detente.core.dates import show_day
from detente.diplomacy.board import Board
from detente.report.answer import Answer, Column, Table
from detente.report.board import (
    attempt_rows,
    board_body,
    board_sentences,
    channel_rows,
    envoy_rows,
    matrix_grid,
    pair_rows,
    placebo_rows,
    rule_rows,
    stance_rows,
    stance_sentence,
)

__all__ = ["board_answer"]

PAIR = ("a", "b", "rank_a", "rank_b", "status", "highest", "closed_by", "last_contact", "outcome", "reason", "standing")
"""Columns of the CSV: one row for each pair."""


def board_answer(asked: Asked, view: BoardView, *, valued: bool = False, others: Stances | None = None) -> Answer:
    """The page on channels.

    Parameters
    ----------
    asked
        Case, day and knowledge.
    view
        What was read for them.
    valued
        True if it was worked out what third countries would do.
    others
        That, or None where they have no terms to lose.
    """
    made = view.board
    hindsight = " · HINDSIGHT" if made.scene.hindsight else ""
    return Answer(
        verb="board",
        meta=asked.meta,
        body=board_body(view) | ({"stances": stance_rows(others) if others else []} if valued else {}),
        head=f"Who can reach whom · {asked.days}{hindsight}",
        intro=(*board_sentences(view), *((stance_sentence(view, others),) if valued else ())),
        tables=(
            _matrix(view),
            _rules(made),
            _attempts(view),
            _channels(made),
            _envoys(made),
            _other_days(made),
            *((_stances(view, others),) if others else ()),
        ),
        lines=(
            "The bridge says who could be sent, not when: where it names the same envoy on other days, the day is not "
            "its finding. In hindsight it is no prediction either: a rule that became known with the envoy was partly "
            "read off him. As known, days with few rules on record admit almost "
            "anybody. Rules are a reading of what officials said; who says it: detente why CASE --claim ID.",
        ),
        warnings=asked.notes,
        data=Table("", tuple(Column(key, key) for key in PAIR), pair_rows(made)),
    )


def _matrix(view: BoardView) -> Table:
    rows, columns, marks = matrix_grid(view.board)
    one, two = view.board.scene.sides
    return Table(
        f"{one} (rows) and {two}: OPEN, free (admitted by both, not put forward by both), or the rules that close it",
        (Column("who", "", "code"), *(Column(office.person, office.name) for office in columns)),
        [
            {
                "who": row.name,
                **{office.person: marks.get((row.person, office.person), "·") for office in columns},
            }
            for row in rows
        ],
    )


def _rules(made: Board) -> Table:
    return Table(
        "Rules of protocol known on the day",
        (
            Column("id", "rule", "code"),
            Column("side", "side", "code"),
            Column("text", "what it says"),
            Column("reason", "refusal", "code"),
            Column("claims", "claims"),
        ),
        [{**row, "claims": ", ".join(row["claims"]) or "assumed", "text": _flagged(row)} for row in rule_rows(made)],
    )


def _attempts(view: BoardView) -> Table:
    made = view.board
    return Table(
        f"Attempts since {show_day(made.scene.since)}" if made.scene.breakdown else "Attempts",
        (
            Column("first", "first day", "code"),
            Column("last", "last day", "code"),
            Column("who", "who"),
            Column("whom", "whom"),
            Column("outcome", "outcome", "code"),
            Column("reason", "reason"),
            Column("standing", "standing"),
            Column("claims", "claims"),
        ),
        [
            {**row, "claims": ", ".join(row["claims"]), "standing": _standing(row)}
            for row in attempt_rows(made, view.chances)
        ],
    )


def _channels(made: Board) -> Table:
    return Table(
        "Channels",
        (
            Column("name", "channel"),
            Column("state", "state", "code"),
            Column("last", "last used", "code"),
            Column("trust", "trust", "number", 2),
            Column("why", "why not open"),
            Column("claims", "claims"),
        ),
        [{**row, "claims": ", ".join(row["claims"])} for row in channel_rows(made)],
    )


def _envoys(made: Board) -> Table:
    return Table(
        "Envoys: who would pass both sides' rules",
        (
            Column("name", "person"),
            Column("rank", "rank", "number", 0),
            Column("known", "as known"),
            Column("closed", "kept out by"),
            Column("later", "in hindsight"),
            Column("closed_later", "kept out by"),
        ),
        [
            {
                **row,
                "known": _passes(row["passes"], row["bridge"]),
                "closed": ", ".join(row["closed_by"]),
                "later": _passes(row["passes_hindsight"], row["bridge_hindsight"]),
                "closed_later": ", ".join(row["closed_by_hindsight"]),
            }
            for row in envoy_rows(made)
        ],
    )


def _other_days(made: Board) -> Table:
    return Table(
        "The same question on other days",
        (
            Column("on", "day", "code"),
            Column("known", "bridge as known then"),
            Column("later", "bridge in hindsight"),
            Column("open_now", "pairs open that day", "number", 0),
        ),
        [
            {
                "on": row["on"],
                "known": _ends(row["bridge"]),
                "later": _ends(row["hindsight"]["bridge"]) if row["hindsight"] else "",
                "open_now": row["open_now"],
            }
            for row in placebo_rows(made)
        ],
    )


def _stances(view: BoardView, others: Stances) -> Table:
    one, two = view.case.sides
    return Table(
        "What others would do, by real income: chance of each stance, and what moves it in basis points",
        (
            Column("country", "who", "code"),
            Column("weight", f"of {two}'s sales, %", "percent", 1),
            Column("align-a", f"signs with {one}, %", "percent", 0),
            Column("talk", "talks, %", "percent", 0),
            Column("hedge", "hedges, %", "percent", 0),
            Column("align-b", f"leans to {two}, %", "percent", 0),
            Column("terms", "terms", "number"),
            Column("signed", "signed terms", "number"),
            Column("measures", f"an answer of {two}", "number"),
            Column("purchases", "promise to buy", "number"),
            Column("peers", "the others there", "number"),
        ),
        stance_rows(others),
    )


def _standing(row: dict[str, Any]) -> str:
    """How well an attempt is established; where accounts clash, the ends of how likely it is."""
    told = row["p_true"]
    if row["standing"] != "disputed":
        return str(row["standing"])
    return f"disputed: {100 * told['low']:.0f} to {100 * told['high']:.0f} % likely"


def _flagged(row: dict[str, Any]) -> str:
    return str(row["text"]) + (" (a cost, no ban)" if row["then"] == "flag" else "")


def _passes(passes: bool | None, bridge: bool | None) -> str:
    return "" if passes is None else "bridge" if bridge else "passes" if passes else "no"


def _ends(bridge: list[list[str]]) -> str:
    return " – ".join(" / ".join(names) or "nobody" for names in bridge)
