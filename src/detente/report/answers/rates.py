"""A pair's average tariff under every definition, or one definition in detail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from detente.case.asked import Asked
from detente.core.errors import DataError, LabelError, NotSolved, UsageError
from detente.core.labels import close_name
from detente.core.status import Certificate
from detente.ledger.ledger import Ledger
from detente.ledger.rates import DEFINITIONS, rates_by
from detente.ledger.stacking import Moment
from detente.report.answer import Answer, Column, Table
from detente.report.readings import goods_name
from detente.report.words import in_sentence

__all__ = ["rates_answer"]

POST = "post-substitution"
MEANINGS = {
    **DEFINITIONS,
    POST: "effective rate by sector, averaged with the trade that the long-run model predicts under it",
}


def rates_answer(
    asked: Asked,
    importer: str,
    exporter: str,
    *,
    by: Literal["sector", "product", "partner"] | None = None,
    product: str | None = None,
    definition: str | None = None,
    compare: bool = False,
    cite: bool = False,
) -> Answer:
    """Average tariffs of one pair.

    Parameters
    ----------
    asked
        Case, day and knowledge.
    importer, exporter
        Codes or English names; exporter may be ``all``.
    by, product, definition
        One row for each sector, line or partner; lines under an HS code; one definition only.
    compare, cite
        Published averages beside ours; one sentence to copy.

    Raises
    ------
    UsageError
        If the options do not go together.
    DataError, LabelError
        If a name is not known.
    """
    if definition is not None and definition not in MEANINGS:
        close = close_name(definition, MEANINGS)
        raise DataError(f'definition "{definition}" is not known; use one of {", ".join(MEANINGS)}.{close}')
    ledger = asked.ledger
    importer = ledger.partner(importer)
    exporter = exporter if exporter == "all" else ledger.partner(exporter)
    if importer == exporter:
        raise UsageError(f"{importer} levies no tariff on its own goods; name two economies.")
    if cite:
        if by or definition or compare or exporter == "all":
            raise UsageError("--cite takes a pair, days and --product only; leave out the other options.")
        return _cited(asked, importer, exporter, product)
    if compare:
        if by or product or definition or asked.opened or exporter == "all":
            raise UsageError("--compare takes a pair and days only; leave out the other options.")
        from detente.report.answers.averages import comparison

        return comparison(asked, importer, exporter)
    if by is not None:
        return _detail(asked, importer, exporter, definition or "statutory-weighted", by, product)
    # The model's weights exist for a pair and for all its goods together.
    narrow = exporter == "all" or product is not None
    if narrow and definition == POST:
        raise UsageError(f"{POST} is one number for a pair; leave out --product and name one exporter.")
    wanted = (definition,) if definition else tuple(name for name in MEANINGS if not (narrow and name == POST))
    return _side_by_side(asked, importer, exporter, wanted, product)


def _cited(asked: Asked, importer: str, exporter: str, product: str | None) -> Answer:
    """A sentence to copy."""
    from detente.report.cite import cite_rate

    found = cite_rate(asked.case, asked.ledger, importer, exporter, asked.moment, product)
    return Answer(
        verb="rates",
        meta=asked.meta,
        body={
            "rows": [_row(asked, importer, exporter, "statutory-weighted", "2024", found.rate)],
            "citation": found.text,
            "sources": found.sources,
        },
        head=found.sentence,
        lines=(f"Sources: {'; '.join(found.sources)}.", found.attribution),
        warnings=asked.notes,
    )


def _side_by_side(asked: Asked, importer: str, exporter: str, wanted: tuple[str, ...], product: str | None) -> Answer:
    ledger, moment = asked.ledger, asked.moment
    rows: list[dict[str, Any]] = []
    notes = list(asked.notes)
    certificate = None
    for name in wanted:
        weights, value = "2024", None
        try:
            if name == POST:
                weights = "model"
                value, certificate = _post_substitution(ledger, importer, exporter, moment)
            else:
                rate = ledger.rate(
                    importer, exporter, on=moment.on, as_of=moment.as_of, definition=name, product=product
                )
                weights, value = rate.weights, float(rate)
        except (DataError, NotSolved) as error:
            if len(wanted) == 1 or name not in ("effective", POST):
                raise
            notes.append(f"{name}: {error}")
        rows.append(_row(asked, importer, exporter, name, weights, value))
    columns = (
        Column("definition", "definition", "code"),
        Column("rate", "rate, %", "percent"),
        Column("weights", "weights"),
        Column("meaning", "meaning"),
    )
    what = f" · lines under {product}" if product else ""
    return Answer(
        verb="rates",
        meta=asked.meta,
        body={"rows": rows, **({} if certificate is None else {"certificate": certificate.as_json()})},
        head=f"{_pair(asked, importer, exporter)}{what} · {asked.days}",
        tables=(Table("", columns, [{**row, "meaning": MEANINGS[row["definition"]]} for row in rows]),),
        lines=() if certificate is None else (_solved(certificate),),
        warnings=tuple(notes),
    )


def _solved(certificate: Certificate) -> str:
    """How sure the one number of the model is; JSON has the whole certificate."""
    return (
        f"{POST}: long-run model, {certificate.status.value}, largest gap {certificate.residual:.0e} of world output."
    )


def _row(
    asked: Asked, importer: str, exporter: str, definition: str, weights: str, rate: float | None
) -> dict[str, Any]:
    return {
        "importer": importer,
        "exporter": exporter,
        "definition": definition,
        "weights": weights,
        "rate": rate,
        "on": asked.moment.on,
        "as_of": asked.moment.as_of,
    }


def _detail(
    asked: Asked,
    importer: str,
    exporter: str,
    definition: str,
    by: Literal["sector", "product", "partner"],
    product: str | None,
) -> Answer:
    """One definition, by sector, product line or partner, the largest trade first."""
    if definition == POST:
        raise UsageError(f"--by {by} takes a definition of the ledger; {POST} is one number for the pair.")
    if product is not None and by != "product":
        raise UsageError(f"--product narrows a single rate or --by product, not --by {by}.")
    if by == "partner" and exporter != "all":
        raise UsageError('--by partner lists every exporter; write "all" for EXPORTER.')
    if by != "partner" and exporter == "all":
        raise UsageError(f"--by {by} needs one exporter, not all.")
    found = rates_by(asked.ledger, importer, exporter, asked.moment, definition, by)
    if product is not None:
        wanted = product.replace(".", "")
        found = [row for row in found if row.key.startswith(wanted)]
        if not found:
            raise LabelError(f"{importer} imports nothing under {product} from {exporter} in 2024.")
    weights = "simple" if definition == "statutory-simple" else "2024"
    rows = [
        {
            **_row(asked, importer, row.key if by == "partner" else exporter, definition, weights, row.rate),
            by: row.key,
            "name": goods_name(row.key) if by == "sector" else row.name,
            "trade_usd_mn": row.trade,
        }
        for row in found
    ]
    columns = (
        Column(by, by, "code"),
        Column("name", {"sector": "goods", "product": "sector", "partner": "name"}[by]),
        Column("rate", f"{definition} rate, %", "percent"),
        Column("trade_usd_mn", "imports 2024, USD mn", "number", 0),
    )
    return Answer(
        verb="rates",
        meta=asked.meta,
        body={"rows": rows},
        head=f"{_pair(asked, importer, exporter)} by {by} · {asked.days}",
        tables=(Table("", columns, rows),),
        lines=(f"{definition}: {MEANINGS[definition]}.",),
        warnings=asked.notes,
    )


def _pair(asked: Asked, importer: str, exporter: str) -> str:
    """Whose tariff on whose goods."""
    names = asked.case.ledger.countries.names
    seller = "all partners" if exporter == "all" else in_sentence(names, exporter)
    return f"Tariff of {in_sentence(names, importer)} on goods of {seller}"


def _post_substitution(ledger: Ledger, importer: str, exporter: str, moment: Moment) -> tuple[float, Certificate]:
    """The rate after trade has adjusted, as a share, and the certificate of the solve behind it."""
    from detente.case.pair import post_substitution
    from detente.economy.longrun import LongRun

    world = ledger.base
    for code in (importer, exporter):
        if code not in world.regions:
            raise LabelError(f"world '{world.name}' has no {code}.")
    before = replace(ledger, rules=()).wedges(world, on=world.base_day, as_of=moment.as_of)
    after = ledger.wedges(world, on=moment.on, as_of=moment.as_of)
    outcome = LongRun().solve(world, before, after)
    return post_substitution(outcome, after, importer, exporter, world), outcome.certificate
