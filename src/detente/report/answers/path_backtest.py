"""The back-test of the monthly path as tables: errors beside rivals, targets, and what the test takes for granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.case.asked import case_meta
from detente.case.backtest import CONDITIONS, RIVALS, WITHIN, Backtest, Trial
from detente.case.case import Case
from detente.report.answer import Answer, Column, Table
from detente.report.answers.path_fitted import estimates_of, fitted_table
from detente.world.monthly import month_name

__all__ = ["backtest_answer"]

SPANS = ("before", "conflict")
SHARES = ((0, "50"), (1, "90"))
"""Position in ``Trial.inside`` and the band it belongs to, percent."""


def backtest_answer(case: Case, found: Backtest) -> Answer:
    """The page on the back-test of the monthly path.

    Parameters
    ----------
    case
        The case.
    found
        Its back-test.
    """
    trials = (found.imports, found.exports)
    rows = [
        {
            "direction": trial.name,
            "month": month,
            "observed": 100 * trial.changes["observed"][n],
            **{name: 100 * trial.errors[name][n] for name in RIVALS},
            "orders": 100 * trial.orders[n],
            "arrivals": 100 * trial.arrivals[n],
            "stocks": trial.stocks[n],
        }
        for trial in trials
        for n, month in enumerate(trial.months)
    ]
    targets = [{"target": target, "reached": reached, "met": met} for target, reached, met in found.targets]
    scores = [
        {
            "direction": trial.name,
            **{name: 100 * trial.rmse(name) for name in RIVALS},
            "fit": 100 * trial.estimates.rmse,
            "correlation": trial.estimates.correlation,
            **{f"inside_{share}_{span}": trial.inside[k][n] for k, span in enumerate(SPANS) for n, share in SHARES},
        }
        for trial in trials
    ]
    conditions = _conditions(trials)
    return Answer(
        verb="path-backtest",
        meta=case_meta(case),
        body={
            "rows": rows,
            "scores": scores,
            "targets": targets,
            "conditions": conditions,
            "estimates": {t.name: estimates_of(t.estimates) for t in trials},
            "estimates_from_january_2018": {t.name: estimates_of(t.longer) for t in trials},
            "correlations": {
                t.name: {" and ".join(pair): value for pair, value in t.estimates.correlations().items()}
                for t in trials
            },
            "ridge": {
                t.name: [{"growth": g, "theta_long": theta, "rmse": rmse} for g, theta, rmse in t.ridge] for t in trials
            },
            "moves": {t.name: _moves(t) for t in trials},
        },
        head=f"Back-test: fitted on July 2018 to December 2019, judged on January to April 2025 · {case.stamp}",
        tables=(
            _held_out(rows),
            _targets(targets),
            _granted(conditions),
            _scores(scores),
            *(fitted_table(t.estimates, t.name) for t in trials),
            *(_moved(t) for t in trials),
        ),
        lines=(*(f"{name}: {words}." for name, words in RIVALS.items()), *_ridges(trials)),
    )


def _held_out(rows: Sequence[Mapping[str, Any]]) -> Table:
    columns = (
        Column("direction", "direction", "code"),
        Column("month", "month", "code"),
        Column("observed", "observed, from a year before", "number", 1),
        *(Column(name, f"error of {name}", "number", 1) for name in RIVALS),
        Column("orders", "orders since December", "number", 0),
        Column("arrivals", "arrivals since December", "number", 0),
        Column("stocks", "stocks, months", "number", 2),
    )
    return Table("Held out, in log points", columns, rows)


def _targets(targets: Sequence[Mapping[str, Any]]) -> Table:
    rows = [{**row, "met": "yes" if row["met"] else "no"} for row in targets]
    columns = (Column("target", "target (US imports)"), Column("reached", "reached"), Column("met", "met", "code"))
    return Table("Targets", columns, rows)


def _conditions(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """The test without what it takes for granted, and whether every month would still be within the target."""
    cases = [("As tested", trial.name, trial.errors["ours"]) for trial in trials]
    cases += [
        (words, trial.name, trial.without[name])
        for name, words in CONDITIONS.items()
        for trial in trials
        if name in trial.without and (trial.without[name] != trial.errors["ours"]).any()
    ]
    return [
        {
            "condition": words,
            "direction": name,
            "errors": " ".join(f"{100 * error:+.1f}" for error in errors),
            "within": bool(abs(errors).max() <= WITHIN),
        }
        for words, name, errors in cases
    ]


def _granted(conditions: Sequence[Mapping[str, Any]]) -> Table:
    rows = [{**row, "within": "yes" if row["within"] else "no"} for row in conditions]
    columns = (
        Column("condition", "what the test takes for granted"),
        Column("direction", "direction", "code"),
        Column("errors", "errors, January to April 2025"),
        Column("within", f"all within {100 * WITHIN:.0f}", "code"),
    )
    return Table(
        "Conditions: not a clean forecast. The targets are on imports, with all of these granted", columns, rows
    )


def _scores(scores: Sequence[Mapping[str, Any]]) -> Table:
    columns = (
        Column("direction", "direction", "code"),
        *(Column(name, f"RMSE {name}", "number", 1) for name in RIVALS),
        Column("fit", "RMSE in sample", "number", 1),
        Column("correlation", "correlation", "number", 2),
        Column("inside_50_before", "inside 50 %, 2010-18, %", "percent", 0),
        Column("inside_90_before", "inside 90 %, 2010-18, %", "percent", 0),
        Column("inside_50_conflict", "inside 50 %, 2018-19, %", "percent", 0),
        Column("inside_90_conflict", "inside 90 %, 2018-19, %", "percent", 0),
    )
    return Table("Scores in log points, and outcomes inside the bands one to six months ahead", columns, scores)


def _moves(trial: Trial) -> list[dict[str, Any]]:
    found = trial.estimates
    return [
        {"month": month_name(month), **dict(zip(found.names, map(float, row), strict=True))}
        for month, row in zip(found.months, found.moves, strict=True)
    ]


def _moved(trial: Trial) -> Table:
    names = trial.estimates.names
    columns = (Column("month", "month", "code"), *(Column(name, name, "number", 2) for name in names))
    title = f"{trial.name}: move of each estimate, in its standard errors, if a month were one scatter higher"
    return Table(title, columns, _moves(trial))


def _ridges(trials: Sequence[Trial]) -> list[str]:
    found = []
    for trial in trials:
        held = "; ".join(f"{100 * g:.0f} %: {theta:.2f} (RMSE {100 * rmse:.1f})" for g, theta, rmse in trial.ridge)
        speed = trial.estimates.correlations()["theta_long", "zeta"]
        found.append(
            f"{trial.name}, the ridge: theta_long where growth a year is held at {held}. Correlation of theta_long and "
            f"zeta: {speed:+.2f}."
        )
    return found
