"""What changed since an earlier brief: by measure, by fact, and in the key numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.case.since import Since, changes_since
from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.ledger.diff import bears_rate
from detente.report.marks import Mark, find_mark
from detente.report.page import Section, Table
from detente.report.words import points, signed

if TYPE_CHECKING:
    from detente.case.case import Case
    from detente.ledger.stacking import Moment
    from detente.report.brief import Brief

__all__ = ["since_brief", "since_section"]

CHANGED = "changed"
"""Id of the section that this one takes the place of."""
SHOWN = 40
"""Facts that are listed; the others are counted."""
NOTICED = 5e-8
"""Effects on real income below this share have no row of their own."""
KINDS = {
    "outreach": ("word to a third country", "words to third countries"),
    "response": ("step at home", "steps at home"),
    "stressreport": ("report of stress", "reports of stress"),
    "thirdtalks": ("talks with a third country", "talks with third countries"),
}
"""Kinds of records whose names say too little, one and many."""


def since_brief(brief: Brief, case: Case, moment: Moment, since: str) -> Brief:
    """A brief that also says what changed since an earlier one.

    Parameters
    ----------
    brief
        The brief.
    case, moment
        What it was asked.
    since
        ``last``, the start of a run id, or a day; see :func:`detente.report.marks.find_mark`.

    Raises
    ------
    UsageError, DataError
        If ``since`` names nothing.
    NotSolved
        If an equilibrium was not found.
    """
    mark = find_mark(since, case, str(brief.to_json()["meta"]["run"]))
    if mark.moment.on > moment.on:
        raise UsageError(
            f"--since {since}: {show_day(mark.moment.on)} lies after {show_day(moment.on)}, the day of this brief; "
            "name an earlier one."
        )
    page = since_section(changes_since(case, mark.moment, moment, mark.records), mark, case, brief)
    rest = tuple(section for section in brief.sections if section.id != CHANGED)
    asked = (
        f"{brief.command} --since {mark.run or mark.moment.on}"
        if brief.command.startswith("detente ")
        else brief.command
    )
    return replace(brief, sections=(page, *rest), command=asked)


def since_section(found: Since, mark: Mark, case: Case, brief: Brief) -> Section:
    """The page on what changed; that nothing did is an answer.

    Parameters
    ----------
    found, mark
        What changed, and since when.
    case, brief
        Give names and the key numbers of now.
    """
    title = f"What changed since {mark.name}"
    moved = _numbers(mark, brief)
    edited = bool(mark.digest) and mark.digest != case.digest
    if found.nothing and not moved:
        more = " The case was edited, without a new or a lost record." if edited else ""
        return Section(CHANGED, title, (f"Nothing changed: no measure moved and no record came or went.{more}",))
    tables = [*_measures(found, case), *_facts(found), *moved]
    return Section(CHANGED, title, tuple(_sentences(found, case, edited=edited)), (), tuple(tables))


def _sentences(found: Since, case: Case, *, edited: bool) -> list[str]:
    names = case.ledger.countries.names
    effects = " and ".join(f"{names[side]} by {signed(change, 3)}" for side, change in found.change.items())
    rated = [change for change in found.diff.changes if bears_rate(change.record)]
    said = [
        f"Of {len(found.diff.changes)} measures that moved, {len(rated)} bear on a rate. Together they change real "
        f"income in the long run, at the central assumptions: {effects}; the parts below add up to it."
        if found.diff.changes
        else "No measure moved."
    ]
    if found.typed:
        by = " and ".join(f"{names[side]} {signed(change, 3)}" for side, change in found.correction.items())
        said.append(
            f"Typed since, though known before: {', '.join(found.typed)}. Reading the earlier day with them changes "
            f"real income: {by}; this is no change of the law."
        )
    kinds: dict[str, int] = {}
    for fact in found.facts:
        kinds[fact.kind] = kinds.get(fact.kind, 0) + 1
    counts = ", ".join(
        f"{count} {_kind(kind, count)}" for kind, count in sorted(kinds.items(), key=lambda row: -row[1])
    )
    said.append(f"Facts that are new: {len(found.facts)} ({counts})." if found.facts else "No fact is new.")
    late = [fact for fact in found.facts if fact.late]
    if late:
        said.append(f"{len(late)} of them could be known before and were typed only since.")
    if found.gone:
        said.append(f"No longer held, corrected or taken out: {', '.join(found.gone)}.")
    if edited:
        said.append(f"The case was edited since; it is now {case.stamp}.")
    return said


def _kind(kind: str, count: int) -> str:
    one, many = KINDS.get(kind, (kind, f"{kind}s"))
    return one if count == 1 else many


def _measures(found: Since, case: Case) -> list[Table]:
    sides, names = case.sides, case.ledger.countries.names
    rows: list[tuple[str, ...]] = []
    told = set()
    for change in found.diff.changes:
        told.add(change.record.id)
        rated = bears_rate(change.record)
        effect = found.effects.get(change.record.id)
        rows.append(
            (
                getattr(change.record, "title", "") or change.record.id,
                change.change,
                show_day(change.day),
                f"{names.get(change.importer, change.importer)} on {names.get(change.exporter, change.exporter)}",
                points(change.effect) if rated else "",
                points(change.coming) if change.coming else "",
                *(signed(effect[side], 3) if effect and rated else "" for side in sides),
            )
        )
    others = {name: effect for name, effect in found.effects.items() if name not in told}
    if any(abs(sum(effect[side] for effect in others.values())) >= NOTICED for side in sides):
        total = [sum(effect[side] for effect in others.values()) for side in sides]
        rows.append(
            (
                "exemptions, and older measures on the same goods",
                "",
                "",
                "",
                "",
                "",
                *(signed(x, 3) for x in total),
            )
        )
    if not rows:
        return []
    rows.append(("all together, exact", "", "", "", "", "", *(signed(found.change[side], 3) for side in sides)))
    columns = (
        "measure",
        "change",
        "day",
        "pair",
        "effect on the rate, points",
        "once in force, points",
        *(f"real income {side}" for side in sides),
    )
    return [Table("By measure", columns, tuple(rows))]


def _facts(found: Since) -> list[Table]:
    if not found.facts:
        return []
    rows = tuple(
        (
            show_day(fact.known).replace(" ", "\u00a0"),
            _kind(fact.kind, 1),
            fact.text,
            fact.id,
            "yes" if fact.late else "",
        )
        for fact in found.facts[:SHOWN]
    )
    left = len(found.facts) - len(rows)
    more = f"; {left} more in detente evidence" if left else ""
    return [Table(f"By fact, latest first{more}", ("known", "kind", "what", "record", "typed late"), rows)]


def _numbers(mark: Mark, brief: Brief) -> list[Table]:
    """Key numbers that are printed otherwise than in the earlier brief."""
    then = {number["id"]: number["shown"] for number in mark.numbers}
    rows = tuple(
        (number.label, then[number.id], number.shown)
        for number in brief.numbers
        if number.id in then and then[number.id] != number.shown
    )
    return [Table("Key numbers that are others now", ("number", "then", "now"), rows)] if rows else []
