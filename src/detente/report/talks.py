"""Timing as a reader sees it: tables, sentences and the JSON body of ``detente talks``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.case.talks import BENCHMARKS, Talks, TalksRow
from detente.core.dates import show_day
from detente.report.page import Table
from detente.report.words import in_sentence

__all__ = ["MODEL_WORDS", "talks_body", "talks_lines", "talks_sentences", "talks_tables"]

MODEL_WORDS: Mapping[str, str] = {
    "constant": "constant rates",
    "markov": "chain of moves",
    "weibull": "waits that depend on age",
    "hazard-resets": "hazard, channels lost at a breakdown",
    "hazard-persists": "hazard, channels outlive it",
    "structural": "game of attrition",
    "stack": "stack of them",
    "headline": "headline",
}
"""Model to what a reader reads."""


def talks_sentences(found: Talks) -> tuple[str, ...]:
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


def talks_tables(found: Talks) -> tuple[Table, ...]:
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


def talks_lines(found: Talks) -> tuple[str, ...]:
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


def talks_body(found: Talks) -> dict[str, Any]:
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
    }


def _share(p: float) -> str:
    return f"{100 * p:.0f} %"


def _cell(row: TalksRow) -> str:
    return f"{100 * row.p:.0f} ({100 * row.low:.0f}–{100 * row.high:.0f})"


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
