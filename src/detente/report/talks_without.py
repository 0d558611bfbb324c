"""Talks with and without what one document alone reports: tables, sentences and the keys of the JSON answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from detente.case.talks import TalksForecast
from detente.case.talks_game import GameView
from detente.case.withheld import Reading, TalksWithout
from detente.report.page import Table
from detente.report.talks import MODEL_WORDS, named, share

__all__ = ["without_body", "without_lines", "without_sentences", "without_tables"]


def without_sentences(found: TalksWithout) -> tuple[str, ...]:
    """What was left out, and what that does to the headline."""
    gone = found.withheld
    asked = (found.without.until - found.without.on).days
    with_, without = (_headline(one, asked) for one in (found.with_, found.without))
    motives = f": {', '.join(gone.motives)}" if gone.motives else ""
    lines = [
        f"A run without {gone.document}: {_count(len(gone.claims), 'claim')} that no other document carries, and "
        f"{_count(len(gone.records), 'record')} that rest on these alone, are left out. "
        f"Of the claims {len(gone.motives)} tell why somebody acted or what they thought{motives}.",
        f"The headline is {share(with_)} with them and {share(without)} without.",
    ]
    if found.alone_with and found.alone_without:
        lines.append(
            f"A meeting is announced, which hides what the models say by themselves: "
            f"{share(found.alone_with['headline'])} with them and {share(found.alone_without['headline'])} without."
        )
    bridges = [", ".join(read.bridge) or "nobody" for read in (found.reading_with, found.reading_without)]
    if bridges[0] != bridges[1]:
        lines.append(
            f"The envoys of {found.without.case.sides[1]} whom both sides could accept are {bridges[0]} with them and "
            f"{bridges[1]} without."
        )
    return tuple(lines)


def without_tables(found: TalksWithout) -> tuple[Table, ...]:
    """Chances, what the models read, the records that went, and, where asked, the game: with and without."""
    name = found.withheld.document
    both = f"with → without {name}"
    horizons = sorted({row.horizon_days for row in found.without.table})
    by = [{(row.model, row.horizon_days): row.p for row in one.table} for one in (found.with_, found.without)]
    alone = [rows for rows in (found.alone_with, found.alone_without) if rows]
    asked = (found.without.until - found.without.on).days
    chances = Table(
        f"Chance of a meeting within so many days, %: {both}",
        ("model", *(f"{days} days" for days in horizons), *((f"{asked} days, nothing announced",) if alone else ())),
        tuple(
            (
                MODEL_WORDS[model],
                *(_arrow(*(rows[model, days] for rows in by if (model, days) in rows)) for days in horizons),
                *((_arrow(*(rows[model] for rows in alone if model in rows)),) if alone else ()),
            )
            for model in found.without.fan
        ),
    )
    readings = Table(
        f"What the models read on the day: {both}",
        ("what", "with", "without"),
        tuple(
            (words, one, other)
            for (words, one), (_, other) in zip(
                _read(found.reading_with, found.with_), _read(found.reading_without, found.without), strict=True
            )
        ),
    )
    gone = Table(
        f"Records that rest on {name} alone and that talks or a deal read, on some day of the case",
        ("kind", "record", "read by", "what it says"),
        tuple((row.kind, row.id, ", ".join(row.read_by), row.text) for row in found.withheld.records if row.read_by),
    )
    if found.game_with is None or found.game_without is None:
        return chances, readings, gone
    return chances, readings, gone, *_games(found.game_with, found.game_without, both)


def without_lines(found: TalksWithout) -> tuple[str, ...]:
    """What went and is read by nothing, and what stays."""
    rest = Counter(row.kind for row in found.withheld.records if not row.read_by)
    lines = []
    if rest:
        words = ", ".join(f"{kind} {number}" for kind, number in sorted(rest.items()))
        lines.append(f"Also left out, and read by no model of talks (kind and number): {words}.")
    if found.withheld.levers:
        lines.append(
            f"These levers are on the table by {found.withheld.document} alone and stay, so that packages keep their "
            f"names: {', '.join(found.withheld.levers)}."
        )
    lines.append(
        "Models keep their form, which was chosen with everything in view, and the bank of solved games its draws."
    )
    return tuple(lines)


def without_body(found: TalksWithout) -> dict[str, Any]:
    """The key ``without_source`` of the JSON answer, whose ``table`` is that of the run without the document."""
    gone = found.withheld
    return {
        "without_source": {
            "document": gone.document,
            "claims": list(gone.claims),
            "motives": list(gone.motives),
            "records": [
                {"kind": row.kind, "id": row.id, "text": row.text, "read_by": list(row.read_by)} for row in gone.records
            ],
            "levers": list(gone.levers),
            "read": {
                name: _reading_body(read)
                for name, read in (("with", found.reading_with), ("without", found.reading_without))
            },
            "table_with": [
                {
                    "model": row.model,
                    "horizon_days": row.horizon_days,
                    "p": round(row.p, 6),
                    "low": round(row.low, 6),
                    "high": round(row.high, 6),
                }
                for row in found.with_.table
            ],
            "nothing_announced": {"with": dict(found.alone_with), "without": dict(found.alone_without)},
            "pieces_with": None
            if found.game_with is None
            else [{"change": row.change, "within_91_days": row.within_13} for row in found.game_with.pieces],
        }
    }


def _headline(found: TalksForecast, days: int) -> float:
    return next(row.p for row in found.table if (row.model, row.horizon_days) == ("headline", days))


def _games(one: GameView, other: GameView, both: str) -> tuple[Table, ...]:
    pieces = Table(
        f"Chance of a meeting within 13 weeks by the game with one piece changed, %: {both}",
        ("change", "with", "without"),
        tuple(
            (named(row.change, one), f"{100 * row.within_13:.0f}", f"{100 * less.within_13:.0f}")
            for row, less in zip(one.pieces, other.pieces, strict=True)
        ),
    )
    moved = sorted(
        zip(one.parameters, other.parameters, strict=True), key=lambda pair: -abs(pair[0].moved - pair[1].moved)
    )
    parameters = Table(
        f"Parameters of the game that it moves most, shift from the prior in its standard deviations: {both}",
        ("parameter", "with", "without"),
        tuple((named(row.words, one), _signed(row.moved), _signed(less.moved)) for row, less in moved[:5]),
    )
    return pieces, parameters


def _read(read: Reading, found: TalksForecast) -> Iterator[tuple[str, str]]:
    one, two = found.case.sides
    yield "moves on record", str(read.moves)
    yield "pairs at the table that the rules admit", str(read.pairs)
    yield "of them put forward by both", str(read.put_forward)
    yield f"envoys of {two} whom both could accept", ", ".join(read.bridge) or "nobody"
    if read.now is not None:
        for side, bound, asked in zip((one, two), read.now.bound, read.now.asked, strict=True):
            yield f"how far {side} has bound itself in public, 0 to 2", f"{bound:.2f}"
            yield f"how far {side} can say that the other asked, 0 to 1", f"{asked:.2f}"
        yield "who may meet whom", "in dispute" if read.now.dispute else "not in dispute"
        yield f"share of {two}'s other markets that talk with {one}, %", f"{100 * read.now.isolation:.0f}"


def _reading_body(read: Reading) -> dict[str, Any]:
    now = read.now
    return {
        "moves": read.moves,
        "pairs": read.pairs,
        "put_forward": read.put_forward,
        "bridge": list(read.bridge),
        "bound": None if now is None else now.bound,
        "asked": None if now is None else now.asked,
        "dispute": None if now is None else now.dispute,
        "isolation": None if now is None else now.isolation,
    }


def _arrow(*chances: float) -> str:
    return " → ".join(f"{100 * p:.0f}" for p in chances)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")
