"""What a brief does not know: the page that comes before those that say what it does."""

from __future__ import annotations

from collections.abc import Iterator

from detente.case.ask import Findings
from detente.case.assumptions import hindsight, load_assumptions
from detente.case.evidence_view import EvidenceView
from detente.case.talks import TalksForecast
from detente.core.dates import show_day
from detente.report.evidence import hypothesis_rows
from detente.report.page import Section
from detente.report.words import lowered, percent

__all__ = ["unknown_section"]


def unknown_section(findings: Findings, view: EvidenceView | None, forecast: TalksForecast | str) -> Section:
    """The page, the gravest first: motives, talks, what came later, then what the models leave out.

    Parameters
    ----------
    findings
        What was found for the long run.
    view
        The dossier of the day of knowledge; None where the case has none.
    forecast
        When principals meet, or why nothing is forecast.
    """
    rules = ("Rules of a scenario are on top of the day's measures.",) if findings.rules else ()
    return Section(
        "limits",
        "What this brief does not know",
        (
            *(_why(view) if view is not None else ()),
            *_talks(forecast),
            *_later(findings),
            "The long-run model compares two rest points. It has no months, no inventories, no unemployment, no "
            "exchange rate policy and no uncertainty; the pain of the first weeks is outside it.",
            "Measures without a rate (export controls, listings, services, travel, parcels) are listed as facts; their "
            "economics is not in the figures.",
            "An average tariff hides dispersion inside a sector, which adds to the losses.",
            "What lies outside the economies that the world names is one economy, with a pooled technology.",
            *findings.case.head.limits,
            *rules,
        ),
    )


def _why(view: EvidenceView) -> Iterator[str]:
    """Which explanation holds, and how little decides."""
    rows = hypothesis_rows(view)
    if not rows or not view.ach.claims:
        return
    turned = (
        f"The order turns if one report is left out: {_reports(view)}."
        if view.ach.without
        else "No single report decides the order."
    )
    yield (
        f"Motives. Several explanations fit what was known; by one coder's reading, least speaks against "
        f"“{lowered(rows[0]['text'].rstrip('.'))}”. {turned}"
    )


def _reports(view: EvidenceView) -> str:
    return "; ".join(
        f"“{view.dossier.claims[name].text.rstrip('.')}” (claim {name}, grade {view.grades[name].tag})"
        for name in view.ach.without
    )


def _talks(forecast: TalksForecast | str) -> Iterator[str]:
    """How far the forecast of talks was ever tested."""
    if isinstance(forecast, str):
        yield f"Talks. {forecast}"
        return
    asked = (forecast.until - forecast.on).days
    row = next(row for row in forecast.table if row.model == "headline" and row.horizon_days == asked)
    tried = forecast.fitted.tried
    if tried is not None and forecast.announced is not None and row.p > tried.high:
        yield (
            f"Talks. Nothing tests the chance of {percent(row.p, 0)}: with nothing announced, the models never said "
            f"more than {percent(tried.high, 0)}, so it rests on how often announced meetings are assumed to be held. "
            "What principals would say to each other is not forecast at all."
        )
    elif tried is not None:
        yield (
            f"Talks. The chance of {percent(row.p, 0)} rests on few waits; what principals would say to each other is "
            "not forecast at all."
        )


def _later(findings: Findings) -> Iterator[str]:
    """What of today stands in a brief of an earlier day."""
    day = findings.moment.as_of
    late = hindsight(day, load_assumptions())
    if late:
        yield (
            f"Hindsight. Claims, contacts and measures are those known on {show_day(day)}; the world's tables, the "
            f"choice of models and {len(late)} rows of the register of assumptions are of today, and are named where "
            "they stand."
        )
