"""One sentence on a rate that can be copied as it stands, with its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.case.case import Case
from detente.core.dates import show_day
from detente.core.version import VERSION
from detente.evidence.records import Document
from detente.ledger.ledger import Ledger
from detente.ledger.rates import matching_lines
from detente.ledger.stacking import LayerMean, Moment
from detente.report.words import in_sentence, percent, points

__all__ = ["Citation", "cite_rate"]

SMALL = 0.0005
"""Layers that add less are left out of the sentence (0.05 points)."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence, what it rests on, and the line that names our part in it; ``rate`` is a share."""

    rate: float
    sentence: str
    sources: tuple[str, ...]
    attribution: str

    @property
    def text(self) -> str:
        """Everything as one paragraph."""
        return f"{self.sentence} Sources: {'; '.join(self.sources)}. {self.attribution}"


def cite_rate(
    case: Case, ledger: Ledger, importer: str, exporter: str, moment: Moment, product: str | None = None
) -> Citation:
    """Say what one economy levies on goods of another on a day, in law, and by which acts.

    Parameters
    ----------
    case
        Gives the documents.
    ledger
        Its ledger, with or without the rules of a scenario.
    importer, exporter
        Codes of the pair.
    moment
        Day valued and day of knowledge.
    product
        An HS code; None takes all goods.

    Raises
    ------
    LabelError
        If nothing is imported under the code.
    """
    stack = ledger.stack(importer, exporter, moment)
    keep = matching_lines(stack.lines, sector=None, product=product)
    value = ledger.trade(importer, exporter) * keep
    mass = value if value.any() else keep
    mass = mass / mass.sum()
    rate = float(mass @ stack.total)
    layers = sorted((x for x in stack.means(mass) if abs(x.rate) > SMALL), key=lambda x: -abs(x.rate))
    names = ledger.countries.names
    goods = "goods" if product is None else f"goods under HS {product}"
    average = (
        ""
        if np.ptp(stack.total[np.flatnonzero(keep)]) < SMALL
        else f" on average, weighted with trade of {stack.lines.year},"
    )
    sentence = (
        f"On {show_day(moment.on)} the tariff in law of {in_sentence(names, importer)} on {goods} from "
        f"{in_sentence(names, exporter)} was{average} {percent(rate)}{_parts(layers, float(mass @ stack.schedule))}."
    )
    cited = dict.fromkeys(name for x in layers if x.measure is not None for name in x.measure.cites)
    sources = tuple(_source(case.documents[name]) for name in cited)
    known = f", as known on {show_day(moment.as_of)}" if moment.as_of != moment.on else ""
    attribution = f"Computed by detente {VERSION} from case {case.stamp}{known}."
    return Citation(rate, sentence, sources or ("the tariff schedule",), attribution)


def _parts(layers: Sequence[LayerMean], schedule: float) -> str:
    """The terms of the sum in words."""
    terms = []
    for layer in layers:
        act = layer.measure.instrument if layer.measure is not None else ""
        terms.append(f"{points(layer.rate)} {f'under {act}' if act else f'by a rule on {layer.authority}'}")
    if not terms:
        return ""
    ordinary = f", on top of {percent(schedule)} ordinary duty" if schedule > SMALL else ""
    return f": {' and '.join([', '.join(terms[:-1]), terms[-1]] if len(terms) > 1 else terms)}{ordinary}"


def _source(document: Document) -> str:
    published = document.published
    day = getattr(published, "best", None) or getattr(published, "to", None) or published
    return f"{document.title} ({document.outlet}, {day}{', ' + document.url if document.url else ''})"
