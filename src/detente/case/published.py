"""Published average tariffs beside ours, the gap split into base, dates, exclusions, rates and weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from detente.case.case import Case
from detente.case.publishers import Adjustment, PublishedAverage, Publisher
from detente.ledger.ledger import Ledger
from detente.ledger.rates import average_rate
from detente.ledger.stacking import Moment

__all__ = ["COMPONENTS", "Comparison", "compare_published"]

COMPONENTS = ("base", "dates", "exclusions", "rates", "weights")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One published average beside ours; all rates and parts are shares.

    ``parts`` maps each of :data:`COMPONENTS` to its part of ``published - ours``; they add up. ``weights`` is what
    the recomputed parts leave: the publisher's weights are not at hand. ``simple`` is our own rate with each line
    counted once, which shows how far weights alone can move the average.
    """

    publisher: str
    weights: str
    on: date
    published_on: date
    published: float
    ours: float
    simple: float
    parts: dict[str, float]
    notes: tuple[str, ...]


def compare_published(case: Case, importer: str, exporter: str, moment: Moment) -> tuple[Comparison, ...]:
    """Compare our average rate in law with every published average of the pair that was valid on the day.

    Parameters
    ----------
    case
        A case with published averages.
    importer, exporter
        The pair.
    moment
        The day valued and the day of knowledge.

    Returns
    -------
    tuple of Comparison
        One for each publisher with an average that stands for the day; the latest counts.
    """
    found = []
    for publisher in case.publishers:
        rows = [a for a in publisher.average if a.stands_for(importer, exporter, moment.on)]
        if rows:
            latest = max(rows, key=lambda a: a.day)
            found.append(_compare(case, publisher, latest, importer, exporter, moment))
    return tuple(found)


def _compare(
    case: Case, publisher: Publisher, average: PublishedAverage, importer: str, exporter: str, moment: Moment
) -> Comparison:
    ledger = case.ledger
    ours = float(average_rate(ledger, importer, exporter, moment))
    level, parts = ours, dict.fromkeys(COMPONENTS, 0.0)
    notes = [average.note] if average.note else []
    if publisher.collected is not None:
        base = moment.at_base(ledger.base.base_day)
        parts["base"] = publisher.collected - float(average_rate(ledger, importer, exporter, base))
        level += parts["base"]
    book = ledger
    for step in publisher.adjustment:
        if not step.applies(importer, moment.on):
            continue
        before = float(average_rate(book, importer, exporter, moment))
        book = _adjusted(book, step)
        moved = float(average_rate(book, importer, exporter, moment)) - before
        parts[step.component] += moved
        level += moved
        notes.append(step.why)
    parts["weights"] = average.rate - level
    return Comparison(
        publisher.name,
        publisher.weights,
        moment.on,
        average.day,
        average.rate,
        ours,
        float(average_rate(ledger, importer, exporter, moment, weights="simple")),
        parts,
        tuple(notes),
    )


def _adjusted(ledger: Ledger, step: Adjustment) -> Ledger:
    """The ledger as the publisher reads it, after one adjustment."""
    measures = []
    for measure in ledger.measures:
        if measure.id in step.without:
            continue
        changed = measure
        if measure.id in step.move:
            day = step.move[measure.id]
            changed = changed.model_copy(update={"effective": day, "announced": min(measure.announced, day)})
        if measure.id in step.rate:
            changed = changed.model_copy(update={"rate": step.rate[measure.id]})
        measures.append(changed)
    repeals = tuple(
        r.model_copy(update={"effective": step.move[r.id]}) if r.id in step.move else r for r in ledger.repeals
    )
    return replace(ledger, measures=tuple(measures), repeals=repeals)
