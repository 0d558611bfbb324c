"""Who gains, who loses, in every economy: the long run of a day's measures, as a table and a map."""

from __future__ import annotations

from detente.case.asked import Asked
from detente.case.question import pose
from detente.core.dates import show_day
from detente.economy.outcome import Outcome
from detente.report.answer import Answer, Column, Table
from detente.report.charts.worldmap import world_map_figure
from detente.report.figure import Figure

__all__ = ["long_run_of", "world_map_answer", "world_map_figure_of"]


def long_run_of(asked: Asked) -> Outcome:
    """The long run of the day asked, under the rules of its scenario.

    Raises
    ------
    NotSolved
        If no equilibrium is found.
    """
    rules = asked.opened.scenario.rule if asked.opened else ()
    return pose(asked.case, asked.moment.on, asked.moment.as_of, rules=rules).solve()


def world_map_answer(asked: Asked, outcome: Outcome) -> Answer:
    """Change of real income of every economy.

    Parameters
    ----------
    asked
        Case, day and knowledge.
    outcome
        From :func:`long_run_of`.
    """
    names = asked.case.ledger.countries.names
    money = outcome.data["welfare_usd"].to_series()
    rows = [
        {"region": code, "name": names.get(code, code), "welfare": change, "welfare_usd_mn": float(money[code])}
        for code, change in sorted(_changes(outcome).items(), key=lambda item: item[1])
    ]
    return Answer(
        verb="map",
        meta=asked.meta,
        body={"baseline": asked.case.head.baseline_of(asked.moment.on), "rows": rows},
        head=f"Real income of every economy · {asked.days}",
        tables=(
            Table(
                "",
                (
                    Column("name", "economy"),
                    Column("welfare", "real income, %", "percent", 2),
                    Column("welfare_usd_mn", "USD mn", "number", 0),
                ),
                rows,
            ),
        ),
        lines=("Long run, exact change; a scenario, not a forecast.",),
        warnings=asked.notes,
    )


def world_map_figure_of(asked: Asked, outcome: Outcome) -> Figure:
    """The same on a map."""
    start = show_day(asked.case.head.baseline_of(asked.moment.on))
    source = asked.case.ledger.base.provenance.get("attribution", "")
    return world_map_figure(
        _changes(outcome),
        asked.case.ledger.countries.names,
        asked.case.sides,
        f"Change of real income in the long run, measures of {show_day(asked.moment.on)} against those of {start}.",
        f"detente {asked.days}. {source}",
    )


def _changes(outcome: Outcome) -> dict[str, float]:
    welfare = outcome.data["welfare"]
    return {str(code): float(value) for code, value in zip(welfare["region"].values, welfare.values, strict=True)}
