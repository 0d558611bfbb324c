"""The board as rows and sentences: who can reach whom, through what, why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from detente.case.alignment import Stances
from detente.case.board import BoardView, Chance
from detente.core.dates import show_day
from detente.diplomacy.board import Board, Cell, LastContact
from detente.diplomacy.envoys import PlaceboDay, Stripped
from detente.diplomacy.protocol import Bridge
from detente.diplomacy.records import ProtocolRule
from detente.diplomacy.scene import Office, Scene
from detente.diplomacy.third import STANCES
from detente.report.words import in_sentence

__all__ = [
    "attempt_rows",
    "board_body",
    "board_sentences",
    "channel_rows",
    "envoy_rows",
    "matrix_grid",
    "pair_rows",
    "placebo_rows",
    "rule_rows",
    "stance_rows",
    "stance_sentence",
    "stripped_rows",
]

MARK = {"open": "OPEN", "not put forward": "free"}


def board_sentences(view: BoardView) -> tuple[str, ...]:
    """What the board says, in a few sentences."""
    board, case = view.board, view.case
    left, scene = board.meetings, board.scene
    one, two = scene.sides
    people, names = scene.offices, case.ledger.countries.names
    said = []
    if left.open_now:
        pairs = "; ".join(f"{people[a].name} with {people[b].name}" for a, b in left.open_now)
        said.append(f"Open: both sides have put forward, and both sides' rules admit, {pairs}.")
    else:
        said.append(
            "No door to the table is open: nobody whom both sides have put forward since the last breakdown may meet "
            f"by the rules of both. The rules alone would admit {len(left.open_potential)} of {_pairs(board)} pairs."
        )
    said.append("Working contact stays open." if left.working_contact else "Even working contact is closed.")
    if left.bridge:
        said.append(
            "The lowest in rank whom both sides could let sit down with each other, by the rules known on "
            f"{show_day(scene.as_of)}: {bridge_words(left.bridge)}."
        )
    later = board.hindsight
    if later and later.bridge:
        passing = [row.office.name for row in later.envoys if row.passes and row.office.side == two]
        several = sum(1 for row in later.envoys if row.office.side == two)
        said.append(
            f"Hindsight, with all that was known by {show_day(later.as_of)}: {bridge_words(later.bridge)}. "
            f"Of {several} persons of {in_sentence(names, two)} looked at, {len(passing)} pass: {_join(passing)}."
        )
        needs = [row for row in later.stripped if not row.passes and row.office.side == two]
        if needs:
            words = _join(list(dict.fromkeys(row.without for row in needs)), "or")
            said.append(f"{_join(sorted({row.office.name for row in needs}))} would fail {words}.")
    said += _asked_words([in_sentence(names, side) for side in scene.sides], board.asked)
    bound = " and ".join(
        f"{in_sentence(names, side)} {level:.1f}" for side, level in zip(scene.sides, board.commitment, strict=True)
    )
    said.append(f"Bound by their own public words, from 0 (free to yield) to 2 (yielding costs most face): {bound}.")
    if board.who_stage is not None:
        lasted = "quarrelled" if board.who_settled else "have quarrelled so far"
        said.append(f"The sides {lasted} for {board.who_stage} days of this round over who takes part.")
    if view.isolation.talking:
        share, buyers = view.isolation.share[-1], [in_sentence(names, code) for code in view.isolation.talking]
        said.append(
            f"Known to talk with {in_sentence(names, one)}: {_join(buyers)}, who buy {100 * share:.0f} % of what "
            f"{in_sentence(names, two)} sells elsewhere."
        )
    if case.head.last < scene.on:
        said.append(f"The record ends on {show_day(case.head.last)}: nothing later is known here.")
    return tuple(said)


def _asked_words(names: Sequence[str], asked: Sequence[float]) -> Iterator[str]:
    """Which side can claim that the other asked first; nothing where neither can."""
    scale = "on the coder's scale, where 1 is a public offer of the other side"
    (more, most), (less, least) = sorted(zip(names, asked, strict=True), key=lambda row: -row[1])
    high, low = f"{most:.2f}", f"{least:.2f}"
    if most > 0 and least > 0:
        yield "Each side can claim that the other asked first; " + (
            f"the claims are equally well supported, {high} {scale}."
            if high == low
            else f"the claim of {more} is the better supported, {high} against {low} {scale}."
        )
    elif most > 0:
        yield f"Only {more} can claim that the other side asked first, {high} {scale}; {less} cannot."


def bridge_words(bridge: Sequence[Bridge]) -> str:
    """The minimal pairs in words, those of side b who have the same persons across from them taken together."""
    ends_b = sorted({pair.b.person: pair.b for pair in bridge}.values(), key=lambda office: office.name)
    across: dict[str, list[str]] = {}
    for end in ends_b:
        others = [
            pair.a.name + (" (at a cost of face)" if pair.flags else "")
            for pair in bridge
            if pair.b.person == end.person
        ]
        across.setdefault(_join(others, "or"), []).append(f"{end.name} ({', '.join(end.posts)})")
    return "; ".join(f"{others} with {_join(ends, 'or')}" for others, ends in across.items())


def matrix_grid(board: Board) -> tuple[tuple[Office, ...], tuple[Office, ...], dict[tuple[str, str], str]]:
    """Persons of side a and side b with a row or column, and the mark of each pair.

    Returns
    -------
    tuple
        OPEN, free (admitted, not put forward by both), or the ids of the rules that close it.
    """
    marks = {(cell.a.person, cell.b.person): _mark(cell) for cell in board.cells}
    rows = {cell.a.person: cell.a for cell in board.cells}
    columns = {cell.b.person: cell.b for cell in board.cells}
    order = board.meetings.formats
    return (
        tuple(office for office in order.a if office.person in rows),
        tuple(office for office in order.b if office.person in columns),
        marks,
    )


def pair_rows(board: Board) -> list[dict[str, Any]]:
    """One flat row for each pair."""
    return [
        {
            "a": cell.a.person,
            "b": cell.b.person,
            "rank_a": cell.a.rank,
            "rank_b": cell.b.rank,
            "status": cell.status,
            "highest": cell.highest,
            "closed_by": " ".join(rule.id for rule in cell.closed_by),
            "last_contact": cell.last.contact.id if cell.last else "",
            "outcome": cell.last.contact.outcome if cell.last else "",
            "reason": (cell.last.contact.reason or "") if cell.last else "",
            "standing": cell.last.standing if cell.last else "",
        }
        for cell in board.cells
    ]


def attempt_rows(board: Board, chances: Mapping[str, Chance] | None = None) -> list[dict[str, Any]]:
    """Contacts of this round, latest first; with how likely it is that each took place as told, where that is given."""
    rows = [_contact(board.scene, row) for row in board.attempts]
    return [{**row, "p_true": asdict(chances[row["id"]])} for row in rows] if chances else rows


def rule_rows(board: Board) -> list[dict[str, Any]]:
    """Rules known on the day, with their claims."""
    return [_rule(board.scene, rule) for rule in board.scene.rules]


def channel_rows(board: Board) -> list[dict[str, Any]]:
    """Channels, then groups."""
    rows: list[dict[str, Any]] = [
        {
            "id": row.channel.id,
            "name": row.channel.name,
            "kind": row.channel.kind,
            "state": row.state,
            "ends": list(row.ends),
            "last": row.last,
            "trust": round(row.trust, 3),
            "why": row.why,
            "claims": _known(board.scene, row.channel.cites),
        }
        for row in board.channels
    ]
    return rows + [
        {
            "id": row.group.id,
            "name": row.group.name,
            "kind": "group",
            "state": row.state,
            "ends": list(board.scene.sides),
            "last": row.since,
            "trust": None,
            "why": "",
            "claims": _known(board.scene, [name for event in row.group.event for name in event.cites]),
        }
        for row in board.groups
    ]


def envoy_rows(board: Board) -> list[dict[str, Any]]:
    """Everybody looked at as an envoy: as known, and in hindsight."""
    later = {row.office.person: row for row in board.hindsight.envoys} if board.hindsight else {}
    return [
        {
            "person": row.office.person,
            "name": row.office.name,
            "side": row.office.side,
            "rank": row.office.rank,
            "posts": list(row.office.posts),
            "access": row.office.access,
            "passes": row.passes,
            "bridge": row.bridge,
            "closed_by": [rule.id for rule in row.closed_by],
            "passes_hindsight": later[row.office.person].passes if row.office.person in later else None,
            "bridge_hindsight": later[row.office.person].bridge if row.office.person in later else None,
            "closed_by_hindsight": [rule.id for rule in later[row.office.person].closed_by]
            if row.office.person in later
            else [],
        }
        for row in board.envoys
    ]


def placebo_rows(board: Board) -> list[dict[str, Any]]:
    """The bridge on other days, as known on each and in hindsight."""
    later = {row.on: row for row in board.hindsight.placebo} if board.hindsight else {}
    return [
        {**_placebo(row), "hindsight": _placebo(later[row.on]) if row.on in later else None} for row in board.placebo
    ]


def stripped_rows(rows: Iterable[Stripped]) -> list[dict[str, Any]]:
    """Envoys of the bridge with one thing taken away."""
    return [{"person": row.office.person, "without": row.without, "passes": row.passes} for row in rows]


def stance_sentence(view: BoardView, others: Stances | None) -> str:
    """What others would do, in one sentence."""
    one, two = view.case.sides
    if others is None:
        return (
            f"What others would do is not valued: no suspension of {one} runs for them on this day, so they have no "
            "terms to lose."
        )
    return (
        f"By real income alone, buyers of {100 * others.isolation:.0f} % of what {two} sells elsewhere would sit at "
        f"the table of {one}; {100 * others.third.isolation:.0f} % are known to. Alliances and laws are not in it."
    )


def stance_rows(others: Stances) -> list[dict[str, Any]]:
    """One row for each third country: chance of each stance, and what moves it, basis points of real income."""
    payoffs, found = others.payoffs, others.found
    return [
        {
            "country": code,
            "weight": float(payoffs.weight[n]),
            **{stance: float(found.shares[n, k]) for k, stance in enumerate(STANCES)},
            "terms": float(payoffs.terms[n]),
            "signed": float(payoffs.signed[n]),
            "measures": float(payoffs.measures[n]),
            "purchases": float(payoffs.purchases[n]),
            "peers": 0.0 if payoffs.peers is None else float(payoffs.peers[n]),
            "warned": code in others.warned,
            "promised": code in others.promised,
            "talks": code in others.third.talking,
        }
        for n, code in enumerate(payoffs.countries)
    ]


def board_body(view: BoardView) -> dict[str, Any]:
    """The keys of the JSON answer."""
    board = view.board
    left, later = board.meetings, board.hindsight
    return {
        "open_now": [list(pair) for pair in left.open_now],
        "open_potential": [list(pair) for pair in left.open_potential],
        "put_forward": {side: sorted(names) for side, names in zip(board.scene.sides, left.put_forward, strict=True)},
        "working_contact": left.working_contact,
        "formats": left.formats.size,
        "bridge": _bridges(left.bridge),
        "matrix": [_cell(board.scene, cell) for cell in board.cells],
        "attempts": attempt_rows(board, view.chances),
        "rules": rule_rows(board),
        "channels": channel_rows(board),
        "envoys": envoy_rows(board),
        "stripped": stripped_rows(board.stripped),
        "placebo_days": placebo_rows(board),
        "asked": dict(zip(board.scene.sides, board.asked, strict=True)),
        "commitment": dict(zip(board.scene.sides, board.commitment, strict=True)),
        "mandate_entropy": dict(zip(board.scene.sides, board.mandate_entropy, strict=True)),
        "who_stage_days": board.who_stage,
        "who_settled": board.who_settled,
        "third_venue_only": [list(pair) for pair in board.venue_only],
        "occasions": [{"id": row.id, "name": row.name, "place": row.place} for row in board.occasions],
        "third_talks": [list(pair) for pair in board.talking],
        "isolation": [
            {"on": day, "share": share}
            for day, share in zip(view.isolation.days, view.isolation.share.tolist(), strict=True)
        ],
        "hindsight": {
            "as_of": later.as_of,
            "bridge": _bridges(later.bridge),
            "open_now": [list(pair) for pair in later.open_now],
            "stripped": stripped_rows(later.stripped),
        }
        if later
        else None,
    }


def _pairs(board: Board) -> int:
    return len(board.meetings.formats.a) * len(board.meetings.formats.b)


def _mark(cell: Cell) -> str:
    return MARK.get(cell.status) or " ".join(rule.id for rule in cell.closed_by)


def _bridges(rows: Iterable[Bridge]) -> list[dict[str, Any]]:
    return [
        {
            "a": pair.a.person,
            "b": pair.b.person,
            "ranks": [pair.a.rank, pair.b.rank],
            "venue": pair.venue,
            "flags": [rule.id for rule in pair.flags],
        }
        for pair in rows
    ]


def _cell(scene: Scene, cell: Cell) -> dict[str, Any]:
    return {
        "a": cell.a.person,
        "b": cell.b.person,
        "status": cell.status,
        "highest": cell.highest,
        "last": _contact(scene, cell.last) if cell.last else None,
        "closed_by": [_rule(scene, rule) for rule in cell.closed_by],
    }


def _contact(scene: Scene, row: LastContact) -> dict[str, Any]:
    contact = row.contact
    return {
        "id": contact.id,
        "first": contact.interval[0],
        "last": contact.interval[1],
        "known": scene.dossier.known_happening(contact),
        "who": _names(scene, contact.actors),
        "whom": _names(scene, contact.targets),
        "medium": contact.medium,
        "outcome": contact.outcome,
        "reason": contact.reason or "",
        "standing": row.standing,
        "claims": list(contact.cites),
        "text": contact.text,
    }


def _rule(scene: Scene, rule: ProtocolRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "side": rule.side,
        "text": rule.text,
        "then": rule.then,
        "reason": rule.reason,
        "claims": [name for name in rule.cites if name in scene.dossier.claims],
        "assumed": rule.assumed,
        "rows": list(rule.rows),
    }


def _placebo(row: PlaceboDay) -> dict[str, Any]:
    return {"on": row.on, "as_of": row.as_of, "bridge": [list(names) for names in row.bridge], "open_now": row.open_now}


def _names(scene: Scene, names: Iterable[str]) -> str:
    people, actors = scene.dossier.people, scene.dossier.actors
    return ", ".join(people[n].name if n in people else actors[n].name if n in actors else n for n in names)


def _known(scene: Scene, cites: Iterable[str]) -> list[str]:
    """Claims known on the day; what rests on public record alone cites none of them."""
    return [name for name in cites if name in scene.dossier.claims]


def _join(words: Sequence[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else "nobody"
