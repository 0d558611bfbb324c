"""The layers of one product's rate in law, and the tariff of its sector in the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from detente.case.asked import Asked
from detente.case.case import Case
from detente.core.dates import show_day
from detente.evidence.records import Document
from detente.ledger.stacking import LayerMean
from detente.ledger.why import Why
from detente.report.answer import Answer, Column, Table
from detente.report.words import authority_name, in_sentence, percent, sector_name
from detente.world.load import load_concordance

__all__ = ["why_answer"]

NOTICED = 0.005
"""Layers and sectors with less than this part of the product's trade are not shown."""
SHOWN = 5
"""Sectors of a product that are shown; JSON has all."""


def why_answer(asked: Asked, importer: str, exporter: str, product: str) -> Answer:
    """The layers of one product's rate.

    Parameters
    ----------
    asked
        Case, day and knowledge.
    importer, exporter
        Codes or English names.
    product
        HS code as people write it.
    """
    found = asked.ledger.why(importer, exporter, product=product, on=asked.moment.on, as_of=asked.moment.as_of)
    layers = [_ordinary(found), *(_layer(layer) for layer in found.layers)]
    shown = [layer for layer in layers if layer["measure"] is None or layer["cover"] >= NOTICED]
    rows = [
        {
            **row,
            "what": row["measure"] or row["authority"],
            "layer": authority_name(row["authority"]),
            "does": _does(row),
            "days": _days(row),
        }
        for row in shown
    ]
    columns = (
        Column("what", "measure", "code"),
        Column("rate", "adds, points", "percent"),
        Column("does", "does"),
        Column("layer", "layer"),
        Column("instrument", "instrument"),
        Column("days", "in force", "code"),
    )
    body = {
        "statutory": found.statutory,
        "statutory_base": found.statutory_base,
        "layers": layers,
        "sectors": [asdict(terms) for terms in found.sectors],
    }
    names = asked.ledger.countries.names
    return Answer(
        verb="why",
        meta=asked.meta,
        body=body,
        head=f"Why {found.importer} on {found.exporter}, {product} \u00b7 {asked.days}",
        tables=(Table("", columns, rows),),
        lines=(*_law(found, names), *_model(found), *_sources(asked.case, shown)),
        warnings=asked.notes,
    )


def _ordinary(found: Why) -> dict[str, Any]:
    return {
        "measure": None,
        "authority": "ordinary duty",
        "role": "adds",
        "rate": found.ordinary,
        "cover": 1.0,
        "by_rule": "",
        "instrument": "tariff schedule" if found.own_schedule else "base tariff of the sector, world of the base day",
        "announced": None,
        "effective": None,
        "known_on": None,
        "cites": (),
    }


def _layer(layer: LayerMean) -> dict[str, Any]:
    measure = layer.measure
    return {
        "measure": measure.id if measure else None,
        "authority": layer.authority,
        "role": layer.role,
        "rate": layer.rate,
        "cover": layer.cover,
        "by_rule": layer.by_rule,
        "instrument": measure.instrument if measure else "",
        "announced": measure.announced if measure else None,
        "effective": measure.effective if measure else None,
        "known_on": measure.known if measure else None,
        "cites": measure.cites if measure else (),
    }


def _does(row: dict[str, Any]) -> str:
    part = "" if row["cover"] > 0.9995 else f" on {percent(row['cover'], 0)} of trade"
    if row["role"] == "excluded":
        return f"kept off by {', '.join(map(authority_name, row['by_rule'].split(', ')))}{part}"
    return f"{row['role']}{part}"


def _days(row: dict[str, Any]) -> str:
    """Since when, and since when known where that was later."""
    known = f" (known {row['known_on']})" if row["effective"] and row["known_on"] > row["effective"] else ""
    return f"{row['effective'] or ''}{known}"


def _law(found: Why, names: Mapping[str, str]) -> Iterator[str]:
    """The product's rate in law, on the day and on the base day."""
    count = len(found.lines)
    average = (
        ""
        if count == 1
        else f", averaged over {count} product lines with import values of 2024 "
        f"(single lines: {percent(found.lowest)} to {percent(found.highest)})"
    )
    yield (
        f"In law: {in_sentence(names, found.importer)} levies {percent(found.statutory)} on {found.product} of "
        f"{in_sentence(names, found.exporter)} on {show_day(found.on)}{average}; on {show_day(found.base_day)} it was "
        f"{percent(found.statutory_base)}."
    )


def _model(found: Why) -> Iterator[str]:
    """The tariff of the product's sectors in the model, which knows no products."""
    sectors = load_concordance().sectors
    if found.sectors:
        yield (
            "In the model, which knows sectors and not products, the tariff is what the sector paid in the base year, "
            "plus the change of the sector's average in law since"
            + (", the average being the rate on all of it that keeps out as much trade:" if found.kept_out else ":")
        )
    for terms in found.sectors[:SHOWN]:
        part = "" if terms.part > 1 - NOTICED else f" ({percent(terms.part, 0)} of the product's trade)"
        zero = " (never below zero)" if terms.tariff == 0 else ""
        yield (
            f"  {terms.sector}, {sector_name(sectors.get(terms.sector, terms.sector)).lower()}{part}: base "
            f"{percent(terms.base)} + law on {show_day(found.on)} {percent(terms.statutory)} \u2212 law on "
            f"{show_day(found.base_day)} {percent(terms.statutory_base)} = {percent(terms.tariff)}{zero}."
        )


def _sources(case: Case, layers: list[dict[str, Any]]) -> list[str]:
    """One line for the sources of each measure, with a word on those that rest on fewer than two."""
    return [
        f"Sources of {layer['measure']}: {'; '.join(_cited(case.documents[name]) for name in layer['cites'])}."
        f"{'' if case.verified(layer['cites']) else ' Unverified: fewer than two independent sources.'}"
        for layer in layers
        if layer["measure"]
    ]


def _cited(document: Document) -> str:
    published = document.published
    # A publication date may be an interval; its best day stands for it where one is named.
    day = getattr(published, "best", None) or getattr(published, "to", None) or published
    return f"{document.title}, {document.outlet}, {day}"
