"""``detente run``: solve a scenario and say what each rule does to whom."""

from __future__ import annotations

from typing import Any

from detente.case.scenarios import OpenScenario, open_scenario
from detente.cli.meta import case_meta
from detente.cli.options import PLAIN, Output
from detente.cli.show import Answer, Column, Table, show
from detente.core.dates import show_day
from detente.ledger.stacking import Moment

__all__ = ["run"]

MEASURES = {
    "welfare": "share",
    "welfare_first_order": "share",
    "real_wage": "share",
    "exports": "share",
    "imports": "share",
    "revenue": "USD mn",
    "revenue_change": "USD mn",
}
WITHOUT = "welfare_without_rules"


def run(scenario: str, /, *, output: Output = PLAIN) -> None:
    """Solve a scenario with the long-run model.

    Parameters
    ----------
    scenario
        A file, or CASE:ID for one of a case's scenarios.
    output
        Where the answer goes.
    """
    output.refuse_files()
    opened = open_scenario(scenario)
    moment = opened.case.ledger.moment(opened.scenario.base)
    show(_answer(opened, moment), output)


def _answer(opened: OpenScenario, moment: Moment) -> Answer:
    from detente.case.ask import run_id
    from detente.economy.longrun import LongRun

    case, scenario = opened.case, opened.scenario
    world, choice = case.ledger.base, opened.scenario.model
    model = LongRun(elasticity=choice.elasticity, deficits=choice.deficits, rebate=choice.rebate)
    days = {"on": moment.on, "as_of": moment.as_of}
    baseline = case.head.baseline_of(moment.on)
    before = case.ledger.wedges(world, on=baseline, as_of=moment.as_of)
    after = case.ledger.with_rules(scenario.rule).wedges(world, **days)
    outcome = model.solve(world, before, after)
    without = model.solve(world, before, case.ledger.wedges(world, **days)).data["welfare"]
    values = {name: outcome.data[name].values for name in MEASURES} | {WITHOUT: without.values}
    first = [world.regions.index(side) for side in case.sides if side in world.regions]
    others = sorted(set(range(len(world.regions))) - set(first), key=lambda n: values["welfare"][n])
    regions = [
        {"region": world.regions[n], **{name: float(found[n]) for name, found in values.items()}}
        for n in (*first, *others)
    ]
    identity = run_id(case, moment, world, model, scenario.rule, 0)
    return Answer(
        verb="run",
        meta={**case_meta(case), **days, "run": identity},
        body={"run": identity, "scenario": opened.name, "rows": _rows(regions)},
        head=f"{scenario.title} · {show_day(moment.on)} · {case.stamp} · run {identity}",
        tables=(_regions(regions), _rules(opened)),
        lines=(
            f"Changes are counted from the measures of {show_day(baseline)}, the baseline of the case; "
            f"\u201cwithout rules\u201d are the measures of {show_day(moment.on)} as they stand.",
            "Real income: exact change, in the long run. First order: Caliendo and Parro's formula, beside it.",
        ),
        certificate=outcome.certificate,
        warnings=opened.remarks,
    )


def _rows(regions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each region and measure; bands are null until draws are asked for."""
    units = {**MEASURES, WITHOUT: "share"}
    bands = dict.fromkeys(("lo50", "hi50", "lo90", "hi90"))
    return [
        {"region": row["region"], "measure": name, "unit": unit, "value": row[name], **bands}
        for row in regions
        for name, unit in units.items()
    ]


def _regions(regions: list[dict[str, Any]]) -> Table:
    columns = (
        Column("region", "region", "code"),
        Column("welfare", "real income, %", "percent", 2),
        Column("welfare_first_order", "first order, %", "percent", 2),
        Column(WITHOUT, "without rules, %", "percent", 2),
        Column("real_wage", "real wage, %", "percent", 2),
        Column("exports", "exports, %", "percent", 1),
        Column("imports", "imports, %", "percent", 1),
        Column("revenue", "tariff revenue, USD mn", "number", 0),
    )
    return Table("", columns, regions)


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
