"""``detente why``: the layers of one product's rate, and the three terms of its tariff."""

from __future__ import annotations

from typing import Any

from detente.case.case import Case
from detente.cli.meta import ask
from detente.cli.names import CaseName, Economy
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import Answer, Column, Table, percent, show
from detente.core.dates import show_day
from detente.evidence.records import Document
from detente.ledger.stacking import LayerMean
from detente.ledger.why import Why

__all__ = ["why"]


def why(
    case: CaseName,
    importer: Economy,
    exporter: Economy,
    product: str,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    output: Output = PLAIN,
) -> None:
    """Explain a rate.

    Parameters
    ----------
    case
        Bundled case or folder.
    importer
        Who levies: a code or English name.
    exporter
        Whose goods: a code or English name.
    product
        HS code as people write it: 9503.00 or 8517.13.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    output
        Where the answer goes.
    """
    output.refuse_files()
    asked = ask(case, on, as_of)
    found = asked.ledger.why(importer, exporter, product=product, on=asked.moment.on, as_of=asked.moment.as_of)
    layers = [_ordinary(found), *(_layer(layer) for layer in found.layers)]
    columns = (
        Column("measure", "measure", "code"),
        Column("rate", "adds, points", "percent"),
        Column("does", "does"),
        Column("authority", "authority"),
        Column("instrument", "instrument"),
        Column("announced", "announced", "code"),
        Column("effective", "effective", "code"),
    )
    body = {
        "base": found.base,
        "statutory": found.statutory,
        "statutory_base": found.statutory_base,
        "tariff": found.tariff,
        "layers": layers,
    }
    answer = Answer(
        verb="why",
        meta=asked.meta,
        body=body,
        head=f"Why {found.importer} on {found.exporter}, {product} · {asked.days}",
        tables=(Table("", columns, [{**row, "does": _does(row)} for row in layers]),),
        lines=(*_terms(found), *_sources(asked.case, layers)),
        warnings=asked.notes,
    )
    show(answer, output)


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
        return f"kept off by {row['by_rule']}{part}"
    return f"{row['role']}{part}"


def _terms(found: Why) -> list[str]:
    """The tariff as base + statutory(day) - statutory(base day), and what it is averaged over."""
    span = (
        f" The statutory rate of single lines runs from {percent(found.lowest)} to {percent(found.highest)}."
        if found.highest - found.lowest > 0.0005
        else ""
    )
    count = len(found.lines)
    base_day = show_day(found.base_day)
    return [
        f"Tariff in the model: base {percent(found.base)} + statutory on {show_day(found.on)} "
        f"{percent(found.statutory)} − statutory on {base_day} {percent(found.statutory_base)} = "
        f"{percent(found.tariff)}{' (never below zero)' if found.tariff == 0 else ''}.",
        f"Base: the average of sector {found.sector} in the world of {base_day}. Statutory: the layers above, over "
        f"{count} product line{'s' if count > 1 else ''} with import values of 2024.{span}",
    ]


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
