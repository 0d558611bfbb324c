"""Acts to proposed events: who did it to whom, when, in whose words, and which records seem to be the same event."""

from __future__ import annotations

from typing import Any

from detente.desk.contract import Attribution, DateMention, EventMention, Participant, Quantity, Span
from detente.desk.events import Act, candidates
from detente.desk.gazetteer import Found, Gazetteer
from detente.desk.lexicon import table
from detente.desk.segment import Layout

__all__ = ["propose_events"]

NEAR = 60
"""How many events back the same event is looked for."""
REASONS = (
    ("sanctioned-counterpart", ("sanctions", "sanctioned", "sanction", "blacklist", "blacklisted", "waiver")),
    ("agenda-empty", ("agenda", "substance")),
    ("who-asks-first", ("first", "initiate", "initiative")),
    ("working-level-first", ("working", "technical", "deputies")),
    ("rank-gap", ("rank", "senior", "junior", "counterpart", "level")),
    ("no-mandate", ("mandate", "authority", "authorised", "authorized")),
    ("portfolio-mismatch", ("portfolio", "remit")),
    ("timing", ("schedule", "busy", "premature")),
)
"""Reasons of a refusal, as the records of a case name them, by words of the sentence; the first that fits."""


def propose_events(
    layout: Layout,
    found: list[Act],
    gazetteer: Gazetteer,
    attributions: list[Attribution],
    dates: list[DateMention],
    quantities: list[Quantity],
) -> list[EventMention]:
    """Events in text order, with candidates, participants, dates and links.

    Parameters
    ----------
    layout
        The divided text.
    found
        Acts of the text.
    gazetteer
        Names of actors.
    attributions, dates, quantities
        What was found before.

    Returns
    -------
    list of EventMention
    """
    named = gazetteer.find(layout.clean)
    when = {d.id: d for d in dates}
    made: list[EventMention] = []
    for act in sorted(found, key=lambda act: (act.start, act.trigger)):
        actor, targets = _participants(act, layout, named)
        inside = [d for d in dates if act.start <= d.start < act.end]
        figures = [q for q in quantities if act.start <= q.start < act.end]
        voices = [a.id for a in attributions if any(c.start <= act.trigger[0] < c.end for c in a.content)]
        types = candidates(act.scores)
        key = f"e{len(made) + 1}"
        event = EventMention(
            key,
            act.start,
            act.end,
            layout.text[act.start : act.end],
            Span(*act.trigger, layout.text[slice(*act.trigger)]),
            types,
            act.status,  # type: ignore[arg-type]
            None if act.cue is None else Span(act.cue.start, act.cue.end, layout.text[act.cue.start : act.cue.end]),
            actor,
            targets,
            inside[0].id if inside else None,
            tuple(voices),
            "attributed" if voices else "reporter",
            _attributes(types[0].type, act, figures),
            tuple(q.id for q in figures),
            tuple(e.id for e in made[-NEAR:] if _same(e, types[0].type, actor, targets, inside, when))[-3:],
            round(min(0.95, 0.4 + 0.5 * max(act.scores.values())), 3),
        )
        made.append(event)
    return made


def _participants(act: Act, layout: Layout, named: list[Found]) -> tuple[Participant | None, tuple[Participant, ...]]:
    tokens = act.sentence.tokens
    subject = act.subject
    actor: Participant | None = None
    if subject is not None:
        a, b = tokens[subject[0]].start, tokens[subject[1] - 1].end
        inside = [f for f in named if a <= f.start < b]
        if inside:
            first = next((f for f in inside if f.kind in ("person", "surname", "institution")), inside[0])
            actor = Participant(first.id, first.side, a, b, layout.text[a:b], implicit=False)
    targets: list[Participant] = []
    for f in named:
        if (
            act.trigger[1] <= f.start < act.end
            and (actor is None or f.id != actor.id)
            and all(t.id != f.id for t in targets)
        ):
            targets.append(Participant(f.id, f.side, f.start, f.end, layout.text[f.start : f.end], implicit=False))
    return actor, tuple(targets[:4])


def _attributes(kind: str, act: Act, figures: list[Quantity]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rate = next((q.value for q in figures if q.kind == "rate"), None)
    family = kind[0]
    if family == "M":
        found["rate"] = rate
        goods = set(table("events")["nouns"]["goods"].split())
        within = [t.low for t in act.sentence.tokens if act.start <= t.start < act.end]
        found["goods"] = sorted({w for w in within if w in goods or w.removesuffix("s") in goods})
    if kind in ("C.REFUSE", "C.DOWNGRADE", "C.CHANNEL_FREEZE"):
        low = {t.low for t in act.sentence.tokens}
        found["reason"] = next((name for name, words in REASONS if low & set(words)), "unknown")
    if family == "E":
        found["value"] = next((q.value for q in figures), None)
    if family == "S" and any(k.startswith("B.REJECT") for k in act.scores):
        found["also"] = "B.REJECT_DEMAND"
    return found


def _same(
    earlier: EventMention,
    kind: str,
    actor: Participant | None,
    targets: tuple[Participant, ...],
    inside: list[DateMention],
    dates: dict[str, DateMention],
) -> bool:
    """Same first type and actor's side, targets that meet, and dates that overlap or are not told."""
    if (
        earlier.candidates[0].type != kind
        or earlier.actor is None
        or actor is None
        or earlier.actor.country != actor.country
    ):
        return False
    sides, before = {t.country for t in targets}, {t.country for t in earlier.targets}
    if sides and before and not sides & before:
        return False
    when = dates[earlier.date].interval if earlier.date is not None else None
    now = inside[0].interval if inside else None
    if when is None or now is None:
        return True
    return (when.from_ or "") <= (now.to or "9999") and (now.from_ or "") <= (when.to or "9999")
