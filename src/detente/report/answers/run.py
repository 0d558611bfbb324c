"""A solved scenario and what each rule does to whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from detente.case.asked import case_meta
from detente.case.scenarios import OpenScenario
from detente.case.solve import BANDS, GOODS_TRADE, PAIR_ONLY, TARIFF, TARIFF_BEFORE
from detente.core.dates import show_day
from detente.report.answer import Answer, Column, Table
from detente.report.runs import Run
from detente.report.words import billions, in_sentence, percent, signed

__all__ = ["run_answer"]


RANKED = 8
"""Third economies shown at either end of the table."""


def run_answer(opened: OpenScenario, found: Run, *, full: bool = True) -> Answer:
    """A solved scenario: who gains, who loses, and what each rule does.

    Parameters
    ----------
    opened
        The scenario.
    found
        Its run.
    full
        A row for every economy; otherwise the two sides and those that lose and gain most. JSON and CSV have all.
    """
    case, scenario = opened.case, opened.scenario
    moment = case.ledger.moment(scenario.base)
    regions: dict[str, dict[str, Any]] = {}
    for row in found.rows:
        cells = regions.setdefault(row["region"], {"region": row["region"]})
        cells[row["measure"]] = row["value"]
        cells |= {f"{row['measure']}_{end}": row[end] for end in BANDS}
    names = case.ledger.countries.names
    economies = [{**row, "name": names.get(row["region"], row["region"])} for row in regions.values()]
    draws = int(found.about["draws"])
    sides = [economies[0], economies[1]]
    baseline = show_day(case.head.baseline_of(moment.on))
    whole = _regions(economies, scenario.compare, draws)
    return Answer(
        verb="run",
        meta={**case_meta(case), "on": moment.on, "as_of": moment.as_of, "run": found.id},
        body={"run": found.id, "scenario": opened.name, "rows": found.rows},
        head=f"{scenario.title} · {show_day(moment.on)} · {case.stamp} · run {found.id}",
        intro=tuple(_sentences(sides, names, draws, baseline)),
        tables=(whole if full else _shortened(whole), _rules(opened)),
        lines=(
            f"Changes are counted from the measures of {baseline}, the baseline of the case; \u201cwithout rules\u201d "
            f"are the measures of {show_day(moment.on)} as they stand. Real income: exact change, in the long run; a "
            "scenario, not a forecast.",
            f"Ranges: central 90 % of {draws} draws of the elasticities; other assumptions, such as what happens to "
            f"trade deficits, are not in them (detente brief {case.name} --scenario ... varies them)."
            if draws
            else "No ranges: --draws 60 gives them.",
        ),
        certificate=found.certificate,
        warnings=found.notes,
        data=whole,
    )


def _shortened(whole: Table) -> Table:
    """The two sides and both ends of the others, who stand in the order of their change."""
    others = whole.rows[2:]
    if len(others) <= 2 * RANKED:
        return whole
    title = f"The two sides, and the {RANKED} others that lose and gain most (all {len(whole.rows)}: --full)"
    return Table(title, whole.columns, [*whole.rows[:2], *others[:RANKED], *others[-RANKED:]])


def _sentences(sides: list[dict[str, Any]], names: Mapping[str, str], draws: int, baseline: str) -> Iterator[str]:
    """What the two sides levy on each other, what becomes of their trade, and of their income."""
    one, two = (in_sentence(names, side["region"]) for side in sides)
    yield (
        "Tariffs in law, averaged with trade weights: "
        + "; ".join(
            f"{buyer} on goods of {seller} {percent(side[TARIFF])} ({percent(side[TARIFF_BEFORE])} on {baseline})"
            for side, buyer, seller in zip(sides, (one, two), (two, one), strict=True)
        )
        + "."
    )
    yield f"Goods trade between {one} and {two}, both ways: {_span(sides[0], GOODS_TRADE, draws, 0)}."
    for side, name in zip(sides, (one, two), strict=True):
        ends = [side[f"welfare_usd_{end}"] for end in ("lo90", "hi90")] if draws else [side["welfare_usd"]]
        yield (
            f"Real income of {name}: {_span(side, 'welfare', draws, 2)}, or "
            f"{' to '.join(billions(end) for end in ends)} a year; from what the two sides levy on each other alone "
            f"{signed(side[PAIR_ONLY])}. Real wage: {signed(side['real_wage'])}."
        )


def _span(cells: Mapping[str, Any], measure: str, draws: int, digits: int) -> str:
    """The range of the draws and the central value, or the value alone."""
    value = signed(cells[measure], digits)
    if not draws:
        return value
    low, high = (signed(cells[f"{measure}_{end}"], digits) for end in ("lo90", "hi90"))
    return f"{low} to {high}, central {value}"


def _regions(economies: list[dict[str, Any]], days: tuple[str, ...], draws: int) -> Table:
    ranges = (
        Column("welfare_lo90", "real income, low, %", "percent", 2),
        Column("welfare_hi90", "high, %", "percent", 2),
    )
    columns = (
        Column("region", "code", "code"),
        Column("name", "economy"),
        *(ranges if draws else ()),
        Column("welfare", "central, %" if draws else "real income, %", "percent", 2),
        Column("welfare_usd", "USD mn a year", "number", 0),
        Column("welfare_pair_only", "two sides alone, %", "percent", 2),
        Column("welfare_without_rules", "without rules, %", "percent", 2),
        *(Column(f"welfare@{day}", f"as on {day}, %", "percent", 2) for day in days),
        Column("exports", "exports, %", "percent", 1),
        Column("imports", "imports, %", "percent", 1),
    )
    return Table("", columns, economies)


def _rules(opened: OpenScenario) -> Table:
    columns = (
        Column("rule", "rule", "number", 0),
        Column("op", "does"),
        Column("by", "by"),
        Column("on", "on"),
        Column("target", "layer"),
        Column("value", "value", "number", 3),
        Column("why", "reason"),
    )
    rows = [
        {
            "rule": number,
            "op": rule.op,
            "by": rule.by,
            "on": rule.on,
            "target": rule.authority or rule.measure or "all that was added",
            "value": rule.value,
            "why": rule.why,
        }
        for number, rule in enumerate(opened.scenario.rule, 1)
    ]
    return Table("Rules, in order", columns, rows)
