"""Timing in words: the headline and how far to trust it, where the sides stand, and how good such forecasts were."""

from __future__ import annotations

from datetime import date

from detente.case.talks import BENCHMARKS, TalksForecast, TalksRow
from detente.case.talks_tried import TRIED_DAYS, Tried
from detente.case.watch import Sight
from detente.core.dates import show_day, show_days
from detente.diplomacy.timing.stack import Clause
from detente.diplomacy.timing.waits import announcements
from detente.report.talks import MODEL_WORDS, share
from detente.report.words import MINUS, in_sentence

__all__ = ["best_benchmark", "talks_lines", "talks_sentences"]

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SEEN = date(2025, 5, 12)
"""Up to here the record was known to those who built the models."""
SAME = 0.005
"""Log scores closer than this print alike."""


def talks_sentences(found: TalksForecast, off: Sight | None = None) -> tuple[str, ...]:
    """The headline; what is announced; what is relied on; where the sides stand; how good such forecasts were.

    Parameters
    ----------
    found
        The forecast.
    off
        What it would become if the announced meeting were called off; None where that was not worked out.
    """
    names = found.case.ledger.countries.names
    one, two = (in_sentence(names, side) for side in found.case.sides)
    asked = (found.until - found.on).days
    row = next(row for row in found.table if row.model == "headline" and row.horizon_days == asked)
    lines = [
        f"Will principals (vice premier, cabinet secretary or above) of {one} and {two} meet in person by "
        f"{show_day(found.until)}? {share(row.p)}, {100 * row.low:.0f} to {share(row.high)}.{_reading(found)}"
    ]
    if found.announced is not None and found.announced_chance is not None:
        lines.append(_announced(found, row, off))
    lines += [*_relied(found, share(row.p)), _stands(found)]
    if found.fitted.tried is not None:
        lines.append(_tried(found, row, found.fitted.tried))
    lines += [f"No rows for {name}: {why}" for name, why in found.missing.items()]
    return tuple(lines)


def _reading(found: TalksForecast) -> str:
    """What the number amounts to where no model has earned trust; nothing where one has."""
    if all(clause.holds for clause in found.fitted.clauses):
        return ""
    reading = (
        "a meeting is announced and announced meetings are mostly held"
        if found.announced is not None
        else f"this is how soon {_waits(sum(spell.closed for spell in found.spells))} ended"
        if found.start.apart
        else "this is how often they have met before"
    )
    return f" Read it as “{reading}”, not as skill."


def _relied(found: TalksForecast, said: str) -> tuple[str, ...]:
    """Which models the number rests on, and in plain words what the game of attrition failed."""
    clauses = found.fitted.clauses
    failed = [clause for clause in clauses if not clause.holds]
    if not failed:
        return (f"The game of attrition passed all {_number(len(clauses))} checks, so {said} is its word alone.",)
    why = [_failed(found, clause) for clause in failed]
    reasons = why[0] if len(why) == 1 else f"{'; '.join(why[:-1])}; and {why[-1]}"
    return (
        f"No single model is relied on: {said} is the mean of {_number(len(found.fitted.models))} models, weighted by "
        "how each did in rounds that it had not seen (the stack).",
        "The game of attrition, in which both weigh what waiting costs them, may speak alone only if it passes "
        f"{_number(len(clauses))} checks, and it failed {_number(len(failed))}: {reasons}.",
    )


def _failed(found: TalksForecast, clause: Clause) -> str:
    """What a failed check says, in plain words."""
    ended = sum(spell.closed for spell in found.spells)
    words = {
        "score": "it was not clearly better than a simple rule on rounds that it had not seen"
        if "structural" in found.fitted.left_out
        else "it could not be solved here",
        "record": f"only {_number(ended)} past waits have ended at the table, all of this pair of countries"
        if ended > 1
        else f"{'only one' if ended else 'no'} past wait has ended at the table",
        "fit": "too few of its solved games fit the record",
        "frozen": f"the models were built by people who knew the record to {show_day(SEEN)}",
    }
    return words.get(clause.name, f"{clause.sentence[0].lower()}{clause.sentence[1:].rstrip('.')}")


def _stands(found: TalksForecast) -> str:
    """How long the present wait lasts, beside those that ended."""
    start, last = found.start, found.start.moves.last
    ended = [f"{spell.days}" for spell in found.spells if spell.closed]
    open_ = found.spells[-1] if found.spells and not found.spells[-1].closed else None
    now = f"On {show_day(last)}, the end of the record, "
    if start.apart and open_ is not None:
        other = f" ({(last - open_.alternative).days} from {show_day(open_.alternative)})" if open_.alternative else ""
        now += f"{start.age} days have passed since the breakdown of {show_day(open_.start)}{other} without a meeting"
    elif start.apart:
        now += f"they broke up {start.age} days before without meeting since"
    else:
        now += f"principals last met {start.age} days before"
    if ended:
        days = ended[0] if len(ended) == 1 else f"{', '.join(ended[:-1])} and {ended[-1]}"
        count = _number(len(ended))
        now += (
            f"; the {f'{count} earlier waits' if len(ended) > 1 else 'one earlier wait'} from a breakdown to the table "
        )
        now += f"lasted {days} days."
    else:
        now += "; no earlier wait from a breakdown to the table has ended."
    if start.gap:
        now += f" Nothing is known of the {start.gap} days after it; the models let them meet or break up in that time."
    return now


def _announced(found: TalksForecast, row: TalksRow, off: Sight | None) -> str:
    """The announced meeting, its days and chance, how it enters the headline, and what is left without it."""
    told, chance = found.announced, found.announced_chance
    assert told is not None
    assert chance is not None
    earlier = [one for one in announcements(found.start.moves, found.on) if one.held is not None]
    held = sum(one.held is True for one in earlier)
    basis = (
        f"an assumption set beside {_number(len(earlier))} earlier such meeting{'s' if len(earlier) > 1 else ''}, of "
        f"which {_number(held)} {'was' if held == 1 else 'were'} held in time"
        if earlier
        else "an assumption, since no earlier meeting of this record was announced ahead"
    )
    when = (
        f"for {show_days(*told.days)}; the forecast spreads it evenly over these days"
        if told.days is not None
        else "for no day that is on record; a week's wait on average is assumed"
    )
    gone = (
        f" If it is called off, {share(off.after)} ({100 * off.low:.0f} to {share(off.high)}) is left."
        if off is not None
        else ""
    )
    return (
        f"On {show_day(told.day)} a meeting was announced {when}. The chance that it is held by the last day asked is "
        f"{share(chance)}, {basis}; with other ways to the table that makes {share(row.p)}.{gone}"
    )


def _tried(found: TalksForecast, row: TalksRow, tried: Tried) -> str:
    """How good such forecasts were: what followed, and the score beside that of the best simple rule."""
    name = best_benchmark(found)
    beside = float(found.fitted.left_out[name].mean())
    gain = tried.score - beside
    verdict = (
        "no difference to speak of"
        if abs(gain) < SAME
        else "the simple rule did better, so read it first"
        if gain < 0.0
        else f"the simple rule did worse, by {gain:.2f} on a short record"
    )
    above = (
        f"It never said more than {share(tried.high)}, so nothing tests {share(row.p)}: that rests on the "
        "announcement. "
        if found.announced is not None and row.p > tried.high
        else ""
    )
    return (
        f"How good such forecasts were: on {tried.days} days of rounds that its models had not seen, with nothing "
        f"announced, the {MODEL_WORDS[found.fitted.headline]} said {share(tried.mean)} on average for a meeting within "
        f"{TRIED_DAYS} days, and one followed on {share(tried.met)} of them. {above}Mean log score "
        f"{_score(tried.score)} (0 is perfect, −0.69 a coin), of the best simple rule ({MODEL_WORDS[name]}) "
        f"{_score(beside)}: {verdict}."
    )


def _waits(count: int) -> str:
    return f"{_number(count)} earlier {'wait' if count == 1 else 'waits'}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def talks_lines(found: TalksForecast) -> tuple[str, ...]:
    """The checks of the game one by one, and what they make the headline."""
    clauses = found.fitted.clauses
    chosen = (
        "the game itself" if found.fitted.headline == "structural" else "the stack, the weighted mean of all models"
    )
    lines = [f"The game of attrition may speak alone only if it passes all {_number(len(clauses))} checks."]
    lines += [
        f"Check {number} {'passed' if clause.holds else 'failed'}: {clause.sentence}"
        for number, clause in enumerate(clauses, 1)
    ]
    lines.append(
        f"So the headline is {chosen}. Ranges hold parameters and the models' disagreement, not what all of them miss."
    )
    return tuple(lines)


def best_benchmark(found: TalksForecast) -> str:
    """The simple rule that scored best in rounds it had not seen; the first where none was scored."""
    scores = found.fitted.left_out
    return max(BENCHMARKS, key=lambda name: float(scores[name].mean()) if scores[name].size else 0.0)


def _score(value: float) -> str:
    return f"{value:.2f}".replace("-", MINUS)
