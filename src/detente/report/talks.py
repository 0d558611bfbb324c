"""Timing as a reader sees it: tables, the game, backtests and the JSON body of ``detente talks``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case.talks import BENCHMARKS, TalksForecast, TalksRow
from detente.case.talks_backtest import TalksBacktest
from detente.case.talks_game import GameView
from detente.core.dates import show_day
from detente.report.page import Table

__all__ = [
    "MODEL_WORDS",
    "backtest_body",
    "backtest_lines",
    "backtest_tables",
    "game_lines",
    "game_tables",
    "named",
    "share",
    "talks_body",
    "talks_tables",
]

MODEL_WORDS: Mapping[str, str] = {
    "constant": "constant rates",
    "markov": "chain of moves",
    "weibull": "age of the wait",
    "hazard-resets": "hazard, channels lost",
    "hazard-persists": "hazard, channels kept",
    "structural": "game of attrition",
    "stack": "stack",
    "headline": "headline",
}
"""Model to what a reader reads."""
SHOWN = 3
"""Parameters that a part of the record moves most."""
LEFT_OUT = "without "
MOVES = 0.2
"""Least shift, in standard deviations of the prior, that counts as moved."""


def talks_tables(found: TalksForecast) -> tuple[Table, ...]:
    """Chances by model and horizon; then weights and scores."""
    horizons = sorted({row.horizon_days for row in found.table})
    by = {(row.model, row.horizon_days): row for row in found.table}
    head = found.fitted.headline
    models = [head, *(name for name in found.fan if name not in (head, "headline"))]
    chances = Table(
        "Chance of a meeting within so many days, % (90 % range)",
        ("model", *(f"{days} days" for days in horizons)),
        tuple(
            (
                f"{MODEL_WORDS[name]}{' (headline)' if name == head else ''}",
                *(_cell(by[name, days]) for days in horizons),
            )
            for name in models
        ),
    )
    rounds = max((scores.size for scores in found.fitted.left_out.values()), default=0)
    weights = Table(
        f"Weights in the stack, and mean log score in each of {rounds} rounds left out in turn (0 is perfect)",
        ("model", "weight", *(f"round {number}" for number in range(1, rounds + 1)), "mean"),
        tuple(
            (
                MODEL_WORDS[name],
                f"{weight:.2f}",
                *(_signed(score) for score in found.fitted.left_out[name]),
                _signed(float(found.fitted.left_out[name].mean())) if rounds else "–",
            )
            for name, weight in found.fitted.weights.items()
        ),
    )
    return chances, weights


def game_tables(view: GameView | None) -> tuple[Table, ...]:
    """The fitted game: parameters, what each piece does, what the record taught; nothing if it was not asked for."""
    if view is None:
        return ()
    one, two = view.case.sides
    rows = tuple(
        (
            named(row.words, view),
            _three(row.prior),
            _three(row.posterior),
            "" if row.war_weeks is None else _short(row.war_weeks),
            _signed(row.shrinkage),
            _plus(row.moved),
            row.learned,
        )
        for row in view.parameters
    )
    learned = Table(
        "Parameters of the game before and after the record, median (90 %); costs and gains in log-odds and war-weeks. "
        f"{view.count:.0f} draws count; tail of their weights {view.tail:.2f}, below 0.7 is needed",
        ("parameter", "before", "after", "weeks", "shrinkage", "moved", "learned"),
        rows,
    )
    pieces = Table(
        "Chance of a meeting with one piece of the game changed, all else as on the day, %: properties of a model, no "
        "evidence",
        ("change", "in 4 weeks", "in 13 weeks (90 %)", "half by week", f"{one} takes an offer", f"{two} takes one"),
        tuple(
            (
                named(row.change, view),
                f"{100 * row.within_4:.0f}",
                f"{100 * row.within_13:.0f} ({100 * row.low_13:.0f}–{100 * row.high_13:.0f})",
                ">26" if row.weeks is None else f"{row.weeks:.0f}",
                *(f"{100 * p:.0f}" for p in row.accepts),
            )
            for row in view.pieces
        ),
    )
    taught = Table(
        "Which part of the record moved which parameter: shift of the mean in standard deviations of the prior",
        ("the fit", "moved most", "meet in 30 days, %", "tail"),
        tuple(
            (
                row.part,
                ", ".join(f"{name} {_plus(shift)}" for name, shift in row.moved[:SHOWN]),
                f"{100 * row.within_30:.0f}",
                f"{row.tail:.2f}",
            )
            for row in view.influence
        ),
    )
    return learned, pieces, taught, _identified(view)


def _identified(view: GameView) -> Table:
    """Parameter by parameter, the parts of the record that move it."""
    shifts = {row.part: dict(row.moved) for row in view.influence if row.part.startswith(LEFT_OUT)}
    rows = []
    for row in view.parameters:
        ranked = sorted(shifts, key=lambda part: -abs(shifts[part][row.name]))
        told = [
            f"{part.removeprefix(LEFT_OUT)} {_plus(shifts[part][row.name])}"
            for part in ranked
            if abs(shifts[part][row.name]) >= MOVES
        ]
        if told:
            rows.append((named(row.words, view), "; ".join(told[:2])))
    if len(rows) < len(view.parameters):
        rows.append((f"the other {len(view.parameters) - len(rows)}", "nothing"))
    return Table(
        f"Which observation moves which parameter, by {MOVES} standard deviations of the prior or more (two largest)",
        ("parameter", "moved by"),
        tuple(rows),
    )


def game_lines(view: GameView) -> tuple[str, ...]:
    """Where the game stands, who would move first, and what sitting down is worth."""
    one, two = view.case.sides
    read = view.reading
    sentences = [
        f"The game stands on rung {read.rung} of 0 to 4, pain {read.pain:.1f} of 3. Chance of an offer that is not "
        f"public: {one} {share(read.offered[0])}, {two} {share(read.offered[1])}. "
        + ("Who may meet whom is in dispute." if read.dispute else "Who may meet whom is not in dispute."),
        f"If they meet within 90 days, it is on an offer of {one} with a chance of {share(view.first_a)} "
        f"(rounds already under way count as neither's).",
        f"Chance that the next meeting is one of leaders: {share(view.leaders[0])} ({share(view.leaders[1])} to "
        f"{share(view.leaders[2])}), counted, not from the game: {view.met[0]} of {view.met[1]} such meetings were.",
    ]
    for row in view.worth:
        mean, low, high = row.war_weeks
        points = 1e4 * row.income[0]
        sentences.append(
            f"Sitting down today rather than carrying on spares {row.side} {_short(mean)} war-weeks within a year "
            f"({_short(low)} to {_short(high)}), {_short(points)} basis points of a year's real income: by the game, "
            "where meetings lower the rung now and then, not by any package on offer."
        )
    sentences.append(
        f"A war-week, what a week at the top rung costs in real income by the short-run model: {one} "
        f"{1e4 * view.week[0]:.2f}, {two} {1e4 * view.week[1]:.2f} basis points of a year's."
    )
    few = [named(row.words, view) for row in view.parameters if row.learned == "yes"]
    moved = [named(row.words, view) for row in view.parameters if row.learned == "moved"]
    sentences.append(
        "Learned from the record (shrinkage of 0.3 and twice its error or more): "
        f"{'; '.join(few) if few else 'nothing'}. "
        + (f"Moved by a standard deviation of the prior, no narrower: {'; '.join(moved)}. " if moved else "")
        + "The rest is the prior."
    )
    return tuple(sentences)


def named(words: str, view: GameView) -> str:
    """Words with the codes of the sides in place of "side a" and "side b"."""
    one, two = view.case.sides
    return words.replace("side a", one).replace("side b", two)


def _plus(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _three(values: tuple[float, float, float]) -> str:
    return f"{_short(values[0])} ({_short(values[1])}–{_short(values[2])})"


def _short(value: float) -> str:
    return (f"{value:.2g}" if abs(value) < 10 else f"{value:.0f}").replace("-", "−")


def talks_body(found: TalksForecast, view: GameView | None = None) -> dict[str, Any]:
    """Keys of the JSON answer; ``table`` is a list of model, horizon_days, p, low and high."""
    return {
        "until": found.until,
        "table": [
            {
                "model": row.model,
                "horizon_days": row.horizon_days,
                "p": round(row.p, 6),
                "low": round(row.low, 6),
                "high": round(row.high, 6),
            }
            for row in found.table
        ],
        "headline": found.fitted.headline,
        "rule": [{"clause": row.name, "holds": row.holds, "sentence": row.sentence} for row in found.fitted.clauses],
        "weights": dict(found.fitted.weights),
        "left_out_log_scores": {name: scores.tolist() for name, scores in found.fitted.left_out.items()},
        "benchmarks": [name for name in found.fitted.weights if name in BENCHMARKS],
        "spells": [
            {"start": row.start, "alternative": row.alternative, "end": row.end, "days": row.days, "record": row.record}
            for row in found.spells
        ],
        "condition": {
            "apart": found.start.apart,
            "age_days": found.start.age,
            "record_ends": found.start.moves.last,
            "days_without_record": found.start.gap,
        },
        "announced": None
        if found.announced is None
        else {
            "record": found.announced.record,
            "day": found.announced.day,
            "days": found.announced.days,
            "chance": found.announced_chance,
        },
        "missing": dict(found.missing),
        "game": None if view is None else _game_body(view),
    }


def _game_body(view: GameView) -> dict[str, Any]:
    return {
        "state": {
            "rung": view.reading.rung,
            "pain": view.reading.pain,
            "offered": view.reading.offered,
            "bound": view.reading.bound,
            "asked": view.reading.asked,
            "dispute": view.reading.dispute,
            "isolation": view.reading.isolation,
        },
        "posterior": [
            {
                "name": row.name,
                "prior": row.prior,
                "posterior": row.posterior,
                "war_weeks": row.war_weeks,
                "shrinkage": row.shrinkage,
                "shrinkage_error": row.error,
                "moved": row.moved,
                "learned": row.learned,
            }
            for row in view.parameters
        ],
        "tail": view.tail,
        "draws_that_count": view.count,
        "pieces": [
            {
                "change": row.change,
                "within_28_days": row.within_4,
                "within_91_days": row.within_13,
                "low_91": row.low_13,
                "high_91": row.high_13,
                "half_by_week": row.weeks,
                "accepts": row.accepts,
            }
            for row in view.pieces
        ],
        "influence": [
            {"part": row.part, "moved": dict(row.moved), "within_30_days": row.within_30, "tail": row.tail}
            for row in view.influence
        ],
        "first_mover_a": view.first_a,
        "leaders": view.leaders,
        "worth": [{"side": row.side, "war_weeks": row.war_weeks, "income_share": row.income} for row in view.worth],
        "war_week_income_share": view.week,
        "loss_at_rungs": view.loss,
    }


def share(p: float) -> str:
    """A chance as percent."""
    return f"{100 * p:.0f} %"


def _cell(row: TalksRow) -> str:
    return f"{100 * row.p:.0f} ({100 * row.low:.0f}–{100 * row.high:.0f})"


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def backtest_tables(found: TalksBacktest) -> tuple[Table, ...]:
    """Mean scores by model and horizon, and how the headline is calibrated."""
    horizons = sorted({row.horizon_days for row in found.means if row.horizon_days is not None})
    by = {(row.model, row.horizon_days): row for row in found.means}
    models = list(dict.fromkeys(row.model for row in found.means))
    header = ("model", *(f"{days} days" for days in horizons), "all")
    log_scores = Table(
        "Mean log score (standard error); 0 is perfect, −0.69 a coin",
        header,
        tuple(
            (MODEL_WORDS[name], *(_pair(by[name, d].log_score, by[name, d].log_score_se) for d in (*horizons, None)))
            for name in models
        ),
    )
    briers = Table(
        "Mean Brier score (standard error); 0 is perfect, 0.25 a coin",
        header,
        tuple(
            (MODEL_WORDS[name], *(_pair(by[name, d].brier, by[name, d].brier_se) for d in (*horizons, None)))
            for name in models
        ),
    )
    calibration = Table(
        "Calibration of the headline: what it said and what happened",
        ("mean chance, %", "met, % (standard error)", "forecasts"),
        tuple(
            (
                f"{100 * row.p:.0f}",
                f"{100 * row.met:.0f} ({'–' if row.met_se is None else f'{100 * row.met_se:.0f}'})",
                str(row.forecasts),
            )
            for row in found.calibration["headline"]
        ),
    )
    return log_scores, briers, calibration


def backtest_lines(found: TalksBacktest) -> tuple[str, ...]:
    """How the scores were made."""
    return (
        f"{len({row.origin for row in found.rows})} days from {show_day(found.first)} to {show_day(found.last)}, "
        "weekly in months without a move; only windows that were over by the end of the record.",
        f"Parameters fitted on {len(found.refits)} days: when a spell closed and at the turn of a year. Each forecast "
        "uses what was known on its day.",
        "Standard errors take 90 days as one observation; the record holds few of these, so they are rough.",
        "The form of the models was chosen with this record in view: these scores are no clean test.",
    )


def backtest_body(found: TalksBacktest) -> dict[str, Any]:
    """Keys of the JSON answer; ``rows`` holds every forecast."""
    return {
        "from": found.first,
        "to": found.last,
        "rows": [
            {
                "origin": row.origin,
                "horizon_days": row.horizon_days,
                "model": row.model,
                "p": round(row.p, 6),
                "outcome": row.outcome,
                "log_score": round(row.log_score, 6),
                "brier": round(row.brier, 6),
            }
            for row in found.rows
        ],
        "means": [
            {
                "model": row.model,
                "horizon_days": row.horizon_days,
                "forecasts": row.forecasts,
                "log_score": row.log_score,
                "log_score_se": row.log_score_se,
                "brier": row.brier,
                "brier_se": row.brier_se,
            }
            for row in found.means
        ],
        "calibration": {
            name: [{"p": row.p, "met": row.met, "met_se": row.met_se, "forecasts": row.forecasts} for row in rows]
            for name, rows in found.calibration.items()
        },
        "refits": [{"day": day, "headline": name} for day, name in zip(found.refits, found.headlines, strict=True)],
    }


def _pair(value: float, error: float | None) -> str:
    return f"{value:.2f} ({'–' if error is None else f'{error:.2f}'})".replace("-", "−")
