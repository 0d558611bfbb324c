"""Which packages would both sides rather have than go on?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from detente.case.asked import Asked, case_meta
from detente.case.levers import Package
from detente.case.zone import Zone
from detente.case.zone_table import sit_down
from detente.case.zone_worth import PurchaseWorth
from detente.core.dates import show_day
from detente.report import deal as page
from detente.report.answer import Answer, of_page
from detente.report.deal_table import going_on_sentence, sit_down_lines
from detente.report.deal_words import deal_sentences

__all__ = ["deal_answer", "package_document"]


def deal_answer(
    asked: Asked, found: Zone, typed: Package | None = None, purchases: Sequence[PurchaseWorth] = ()
) -> Answer:
    """The page on packages.

    Parameters
    ----------
    asked
        Case, day and knowledge.
    found
        The zone.
    typed
        One package to measure, shown first.
    purchases
        Purchases promised earlier, shown last.
    """
    sat = sit_down(found, typed)
    tables = [of_page(table) for table in page.deal_tables(found, sat)]
    body, lines = page.deal_body(found, sat), (*sit_down_lines(found, sat), *page.deal_lines(found))
    if typed is not None:
        lines = (page.ranges_sentence(found, typed), *lines)
        tables.insert(0, of_page(page.named_table(found, typed)))
        body["package"] = page.package_body(found, typed)
    if purchases:
        tables.append(of_page(page.purchases_table(purchases)))
        body["purchases"] = [asdict(row) for row in purchases]
    moment = asked.moment
    return Answer(
        verb="deal",
        meta=asked.meta,
        body=body,
        head=f"Deal · {asked.case.stamp} · measures of {show_day(moment.on)} · known {show_day(moment.as_of)}",
        intro=tuple(filter(None, (*deal_sentences(found), going_on_sentence(found, sat)))),
        tables=tuple(tables),
        lines=lines,
        warnings=asked.notes,
    )


def package_document(found: Zone, terms: Mapping[str, str]) -> dict[str, Any]:
    """One package built by hand, measured against what sides fall back on.

    Parameters
    ----------
    found
        The zone of the day.
    terms
        Lever: step; levers left out stay as they are.
    """
    case, moment = found.case, found.moment
    measured = page.terms_body(found.package(terms))
    return {
        "schema": "detente.zone/1",
        "meta": {**case_meta(case), "on": moment.on, "as_of": moment.as_of},
        **measured,
        "against": found.against,
        "against_words": found.against_words,
        "draws": found.draws,
        "warnings": [],
    }
