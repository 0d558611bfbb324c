"""The sections of a brief on the law: what is in force, what changed, the stack of measures, a scenario's rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case.ask import Findings
from detente.case.pair import Side
from detente.core.dates import show_day
from detente.ledger.diff import bears_rate
from detente.report.figure import Figure
from detente.report.page import Section, Table
from detente.report.words import authority_name, clock, percent, points, rate_sentence, region_name

__all__ = ["changed", "in_force", "rules", "stack"]


def in_force(findings: Findings, figures: Mapping[str, Figure]) -> Section:
    """Average rates on the day, under every definition."""
    rows = []
    for name, label in (
        ("statutory-weighted", "in law, weighted by trade of 2024"),
        ("statutory-simple", "in law, each product line once"),
        ("effective", "effective: base tariff of the world plus changes in law"),
        ("announced", "in law, with what is announced and not yet in force"),
        ("ordinary", "ordinary duty alone"),
    ):
        rows.append((label, *(percent(side.rates[name]) for side in findings.sides)))
    rows.append(("after buyers have switched (model)", *(percent(s.post_substitution) for s in findings.sides)))
    pairs = [f"{side.importer} on {side.exporter}" for side in findings.sides]
    return Section(
        "in-force",
        "What is in force",
        tuple(rate_sentence(findings, side) for side in findings.sides),
        (figures["steps"], figures["layers"]),
        (
            Table(
                "One tariff, several averages: the definition belongs to the number",
                ("definition", *pairs),
                tuple(rows),
            ),
        ),
    )


def changed(findings: Findings) -> Section:
    """What the law of the last seven days moved."""
    diff = findings.diff
    since = f"between {show_day(diff.before.on)} and {show_day(diff.after.on)}"
    if not diff.changes:
        return Section("changed", "What changed in the last seven days", (f"Nothing changed in law {since}.",))
    rows = tuple(
        (
            getattr(change.record, "title", "") or change.record.id,
            change.change,
            show_day(change.day),
            f"{region_name(findings, change.importer)} on {region_name(findings, change.exporter)}",
            points(change.effect) if bears_rate(change.record) else "",
            points(change.coming) if change.coming else "",
        )
        for change in diff.changes
    )
    return Section(
        "changed",
        "What changed in the last seven days",
        (
            f"Measures that moved {since}, by the duty that they move (points times the trade of the pair), with what "
            "each adds to the average rate in law; effects on one pair add up. Measures without a rate stand last.",
        ),
        (),
        (
            Table(
                "Changes in law",
                ("measure", "change", "day", "pair", "effect, points", "once in force, points"),
                rows,
            ),
        ),
    )


def stack(findings: Findings) -> Section:
    """The layers of each side's rate, and its measures without a rate."""
    tables = []
    for side in findings.sides:
        rows: list[tuple[str, ...]] = [("ordinary duty", "", "adds", points(side.rates["ordinary"]), "", "", "")]
        rows += [
            _stack_row(findings, row.authority, row.role, row.rate, row.cover, row.measure, row.by_rule)
            for row in side.stack
        ]
        tables.append(
            Table(
                f"{side.importer} on {side.exporter}: the layers of {percent(side.rates['statutory-weighted'])}",
                ("layer", "measure", "what it does", "points", "part of trade", "days", "act and sources"),
                tuple(rows),
            )
        )
        if side.others:
            tables.append(_facts(findings, side))
    return Section(
        "stack",
        "The stack of measures",
        (
            "Points are what a measure adds to the average rate in law. Part of trade is the share of 2024 imports on "
            "which it holds. A measure that rests on fewer than two independent documents is marked unverified.",
        ),
        (),
        tuple(tables),
        annex=True,
    )


def _stack_row(
    findings: Findings, authority: str, role: str, value: float, cover: float, measure: Any, by_rule: str
) -> tuple[str, ...]:
    does = {
        "adds": "adds",
        "exempts": "exempts",
        "excluded": f"kept off by {', '.join(map(authority_name, by_rule.split(', ')))}",
    }[role]
    if measure is None:
        return (authority_name(authority), by_rule, "scenario", points(value), percent(cover, 0), "", "")
    return (
        authority_name(authority),
        measure.title or measure.id,
        does,
        points(value) if role == "adds" else "",
        percent(cover, 1),
        clock(measure),
        _sources(findings, measure),
    )


def _sources(findings: Findings, measure: Any) -> str:
    titles = [findings.case.documents[name].title for name in measure.cites]
    mark = "" if findings.case.verified(measure.cites) else " [unverified]"
    return f"{measure.instrument}; {'; '.join(titles)}{mark}" if measure.instrument else f"{'; '.join(titles)}{mark}"


def _facts(findings: Findings, side: Side) -> Table:
    rows = tuple((m.title or m.id, m.kind.replace("-", " "), clock(m), _sources(findings, m)) for m in side.others)
    return Table(
        f"{side.importer}: other measures in force, without a rate",
        ("measure", "kind", "days", "act and sources"),
        rows,
    )


def rules(findings: Findings) -> Section:
    """The rules on top of the day's measures."""
    rows = tuple(
        (
            str(number),
            rule.op,
            rule.by,
            rule.on if isinstance(rule.on, str) else ", ".join(rule.on),
            str(rule.value),
            rule.why,
        )
        for number, rule in enumerate(findings.rules, 1)
    )
    tables = (Table("Rules, in order", ("rule", "what", "by", "on", "value", "why"), rows),) if rows else ()
    sentences = () if rows else ("None: the measures of the day as they are.",)
    return Section("scenario", "Scenario", sentences, (), tables, annex=True)
