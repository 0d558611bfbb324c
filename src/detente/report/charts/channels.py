"""Who can reach whom: a map of channels and attempts between the two sides."""

from __future__ import annotations

from typing import Any

from detente.case.board import BoardView
from detente.diplomacy.channels import ChannelState
from detente.report.figure import COLOURS, Figure, titled

__all__ = ["channels_figure"]

WIDTH = 460
KINDS = ("open", "cooled", "lost or frozen", "refused or unanswered", "contact announced or held", "disputed")
COLOUR = (COLOURS["first"], "#9ecae1", "#9a9a9a", COLOURS["second"], "#2a7f3f", "#b07aa1")
DASHES = ([1, 0], [6, 3], [2, 3], [1, 0], [1, 0], [4, 4])
STATES = {"open": 0, "cooled": 1, "frozen": 2, "lost": 2}
BEST = (4, 0, 1, 5, 3, 2)
"""Kinds from the best to the worst: what a pair is drawn as."""
OUTCOMES = {"refused": 3, "unanswered": 3, "announced": 4, "held": 4, "disputed": 5}


def channels_figure(view: BoardView, caption: str) -> Figure:
    """Persons and institutions of both sides, the channels between them, and the attempts of this round.

    Parameters
    ----------
    view
        The board.
    caption
        Source line.
    """
    board = view.board
    scene = board.scene
    one, two = scene.sides
    edges: list[tuple[str, str, int, str]] = [
        (*_ends(row, one, two), STATES[row.state], row.channel.name) for row in board.channels if row.state in STATES
    ]
    for contact in (attempt.contact for attempt in board.attempts):
        named = (*contact.actors, *contact.targets)
        edges += [
            (a, b, OUTCOMES.get(contact.outcome, 4), contact.text)
            for a in _side(view, one, named)
            for b in _side(view, two, named)
        ]
    left = _ordered(view, {a for a, _, _, _ in edges})
    right = _ordered(view, {b for _, b, _, _ in edges})
    height = 30 * max(len(left), len(right), 1)
    at = {name: (n + 0.5) / max(len(left), 1) for n, name in enumerate(left)}
    to = {name: (n + 0.5) / max(len(right), 1) for n, name in enumerate(right)}
    pairs: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for a, b, kind, what in edges:
        pairs.setdefault((a, b), []).append((kind, what))
    lines: list[dict[str, Any]] = [
        {
            "x": 0,
            "x2": 1,
            "y": at[a],
            "y2": to[b],
            "kind": KINDS[min((kind for kind, _ in told), key=BEST.index)],
            "what": "; ".join(f"{KINDS[kind]}: {what}" for kind, what in told),
        }
        for (a, b), told in pairs.items()
    ]
    used = [n for n, kind in enumerate(KINDS) if any(line["kind"] == kind for line in lines)]
    names = [{"x": 0, "y": at[name], "name": _name(view, name)} for name in left]
    others = [{"x": 1, "y": to[name], "name": _name(view, name)} for name in right]
    flat = {"type": "quantitative", "axis": None}
    scale = {"domain": [0, 1]}
    kinds = {"domain": [KINDS[n] for n in used]}
    chart: dict[str, Any] = {
        "width": WIDTH,
        "height": height,
        "view": {"stroke": None},
        "layer": [
            {
                "data": {"values": lines},
                "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.85},
                "encoding": {
                    "x": {"field": "x", **flat, "scale": scale},
                    "x2": {"field": "x2"},
                    "y": {"field": "y", **flat, "scale": {"domain": [1, 0]}},
                    "y2": {"field": "y2"},
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {**kinds, "range": [COLOUR[n] for n in used]},
                        "legend": {"title": None, "orient": "bottom", "columns": 3, "labelLimit": 220},
                    },
                    "strokeDash": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {**kinds, "range": [DASHES[n] for n in used]},
                        "legend": None,
                    },
                    "tooltip": {"field": "what"},
                },
            },
            *(
                {
                    "data": {"values": values},
                    "mark": {"type": "text", "align": align, "dx": dx, "fontSize": 12},
                    "encoding": {
                        "x": {"field": "x", **flat, "scale": scale},
                        "y": {"field": "y", **flat, "scale": {"domain": [1, 0]}},
                        "text": {"field": "name"},
                    },
                }
                for values, align, dx in ((names, "right", -8), (others, "left", 8))
            ),
        ],
    }
    open_now = len(board.meetings.open_now)
    title = "Who can reach whom?"
    told = f"{open_now or 'no'} pair{'' if open_now < 2 else 's'} can come to the table"
    hindsight = ", in hindsight" if scene.hindsight else ""
    rows = [(_name(view, a), _name(view, b), KINDS[kind], what) for a, b, kind, what in edges]
    return Figure(
        "channels",
        title,
        titled(
            chart,
            title,
            [
                f"{one} left, {two} right{hindsight}: {told}.",
                "One line a pair: the best of its channels as they stand and of the attempts at and since the last "
                "breakdown.",
            ],
            caption,
        ),
        (one, two, "state", "what"),
        tuple(rows),
        f"Map of channels between {one} and {two}{hindsight}: {told}; {len(board.attempts)} attempts in this round. "
        "Each pair has one line, in the colour of its best channel or attempt.",
        caption,
    )


def _ends(row: ChannelState, one: str, two: str) -> tuple[str, str]:
    if row.ends == (one, two):
        return f"{row.channel.kind}:{one}", f"{row.channel.kind}:{two}"
    return row.ends


def _side(view: BoardView, side: str, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if view.board.scene.side_of(name) == side]


def _ordered(view: BoardView, names: set[str]) -> list[str]:
    """Persons by rank, then institutions, then the sides at large."""
    offices = view.board.scene.offices
    return sorted(names, key=lambda n: (-offices[n].rank if n in offices else 1, ":" in n or n.isupper(), n))


def _name(view: BoardView, name: str) -> str:
    dossier = view.board.scene.dossier
    if name in dossier.people:
        return dossier.people[name].name
    if name in dossier.actors:
        return dossier.actors[name].name
    kind, _, side = name.partition(":")
    words = {"working": "officials", "track-two": "scholars", "good-offices": "through a third country"}
    return f"{words.get(kind, kind)} ({side})" if side else f"{name}, nobody named"
