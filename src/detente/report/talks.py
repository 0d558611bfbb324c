"""Timing as a reader sees it: tables, sentences and the JSON body of ``detente talks``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from detente.case.talks import BENCHMARKS, TalksForecast, TalksRow
from detente.case.talks_backtest import TalksBacktest
from detente.core.dates import show_day
from detente.diplomacy.timing.removals import Removal
from detente.report.page import Table
from detente.report.words import in_sentence

__all__ = [
    "MODEL_WORDS",
    "backtest_body",
    "backtest_lines",
    "backtest_tables",
    "game_tables",
    "talks_body",
    "talks_lines",
    "talks_sentences",
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


def talks_sentences(found: TalksForecast) -> tuple[str, ...]:
    """What is asked, where the sides stand, and the headline."""
    names = found.case.ledger.countries.names
    one, two = (in_sentence(names, side) for side in found.case.sides)
    asked = (found.until - found.on).days
    row = next(row for row in found.table if row.model == "headline" and row.horizon_days == asked)
    start = found.start
    condition = (
        f"they broke up {start.age} days before without meeting since"
        if start.apart
        else f"principals last met {start.age} days before"
    )
    lines = [
        f"Will principals (rank 4 and above) of {one} and {two} meet in person by {show_day(found.until)}? "
        f"Headline: {_share(row.p)}, {_share(row.low)} to {_share(row.high)} over parameters and models of the "
        f"{found.fitted.headline}. A forecast of a model on a short record, not a judgement.",
        f"At the end of the record ({show_day(found.start.moves.last)}) {condition}."
        + (
            f" Nothing is known of the {start.gap} days after it; the models let them meet or break up in that time."
            if start.gap
            else ""
        ),
    ]
    if found.announced is not None and found.announced_chance is not None:
        lines.append(
            f"A meeting was announced on {show_day(found.announced.day)}. Chance that it is held by the last day "
            f"asked: {_share(found.announced_chance)}; every model is joined with it."
        )
    lines += [f"No rows for {name}: {why}" for name, why in found.missing.items()]
    return tuple(lines)


def talks_tables(found: TalksForecast) -> tuple[Table, ...]:
    """Chances by model and horizon; then weights and scores."""
    horizons = sorted({row.horizon_days for row in found.table})
    by = {(row.model, row.horizon_days): row for row in found.table}
    models = list(found.fan)
    chances = Table(
        "Chance of a meeting within so many days, % (90 % range)",
        ("model", *(f"{days} days" for days in horizons)),
        tuple(
            (
                MODEL_WORDS[name],
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


def game_tables(pieces: Sequence[Removal]) -> tuple[Table, ...]:
    """What each piece of the unfitted game does; nothing if it was not asked for."""
    if not pieces:
        return ()
    rows = tuple((row.change, f"{100 * row.within_4:.0f}", f"{100 * row.within_13:.0f}") for row in pieces)
    title = (
        "In the game of attrition from its top rung, not fitted: properties of a model, no forecast. Chance to meet, %"
    )
    return (Table(title, ("change", "in 4 weeks", "in 13 weeks"), rows),)


def talks_lines(found: TalksForecast) -> tuple[str, ...]:
    """How the headline was chosen and how little it rests on."""
    ended = [spell for spell in found.spells if spell.closed]
    chosen = "the game of attrition" if found.fitted.headline == "structural" else "the stack"
    waited = ", ".join(f"{spell.days} days from {show_day(spell.start)}" for spell in ended)
    lines = [f"Headline: {chosen}, by this rule."]
    lines += [f"{'Passed' if clause.holds else 'Failed'}: {clause.sentence}" for clause in found.fitted.clauses]
    lines.append(f"From a breakdown to the table: {waited}." if ended else "No spell has ended at the table yet.")
    lines += [
        f"The last spell counted from {show_day(spell.alternative)}: {(spell.last - spell.alternative).days} days."
        for spell in found.spells[-1:]
        if spell.alternative
    ]
    lines.append("Ranges hold parameters and the models' disagreement, not what all of them miss.")
    return tuple(lines)


def talks_body(found: TalksForecast, pieces: Sequence[Removal] = ()) -> dict[str, Any]:
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
        else {"record": found.announced.record, "day": found.announced.day, "chance": found.announced_chance},
        "missing": dict(found.missing),
        "game": [
            {"change": row.change, "within_28_days": row.within_4, "within_91_days": row.within_13} for row in pieces
        ],
    }


def _share(p: float) -> str:
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
        ("mean chance, %", "met, %", "forecasts"),
        tuple((f"{100 * p:.0f}", f"{100 * met:.0f}", str(count)) for p, met, count in found.calibration["headline"]),
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
            name: [{"p": p, "met": met, "forecasts": count} for p, met, count in rows]
            for name, rows in found.calibration.items()
        },
        "refits": [{"day": day, "headline": name} for day, name in zip(found.refits, found.headlines, strict=True)],
    }


def _pair(value: float, error: float) -> str:
    return f"{value:.2f} ({error:.2f})".replace("-", "−")
