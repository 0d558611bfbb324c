"""A bill of materials under a day's tariffs: as tables and sentences, and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.case.asked import Asked
from detente.case.bill import Bill, Landed, landed_cost
from detente.core.dates import show_day
from detente.ledger.stacking import LayerMean
from detente.report.answer import Answer, Column, Table
from detente.report.bill_file import read_bill
from detente.report.native import NativeChart, Series, serial
from detente.report.sheets import Added, Sheet, sheet_workbook
from detente.report.words import authority_name, in_sentence, percent

__all__ = ["bill_answer", "bill_workbook", "work_out_bill"]


def work_out_bill(asked: Asked, content: bytes, file: str) -> Bill:
    """A bill under the tariffs that a question asks for.

    Raises
    ------
    DataError
        If the bill cannot be read, or an economy or product in it is not known.
    """
    moment = asked.moment
    since = min(asked.case.head.baseline_of(moment.on), moment.on)
    return landed_cost(asked.ledger, moment, read_bill(content, file), since, file)


def bill_answer(bill: Bill, asked: Asked, file: str) -> Answer:
    """A bill as JSON, tables and sentences.

    Parameters
    ----------
    bill, asked, file
        The bill, the question, and the file's name.
    """
    names = asked.case.ledger.countries.names
    rows = [_row(landed) for landed in bill.rows]
    tables = (_landed_table(bill, rows), _origins_table(rows, names), _days_table(bill))
    return Answer(
        verb="rates-bill",
        meta=asked.meta,
        body={
            "file": file,
            "rows": rows,
            "days": list(bill.days),
            "duty_over_time": [bill.duty_on(n) for n in range(len(bill.days))],
            "value": bill.value,
            "duty": bill.duty,
        },
        head=f"{file}: duty {bill.duty:,.0f} on {bill.value:,.0f} in the bill's money "
        f"({percent(bill.duty / bill.value)}) · {asked.days}",
        tables=tuple(table for table in tables if table.rows),
        lines=tuple(_remarks(bill, names)),
        warnings=asked.notes,
        data=Table("", tuple(Column(key, key) for key in CSV), [_flat(row) for row in rows]),
    )


def _landed_table(bill: Bill, rows: Sequence[dict[str, Any]]) -> Table:
    columns = (
        Column("what", "item or HS"),
        Column("origin", "from", "code"),
        Column("destination", "to", "code"),
        Column("value", "value", "number", 0),
        Column("rate", "rate in law, %", "percent"),
        Column("duty", "duty", "number", 0),
        Column("landed", "landed", "number", 0),
        Column("layers", "of which, points"),
    )
    shown = [
        {**row, "what": row["item"] or row["hs"], "layers": _layers(landed.layers)}
        for landed, row in zip(bill.rows, rows, strict=True)
    ]
    return Table("", columns, shown)


def _origins_table(rows: Sequence[dict[str, Any]], names: Mapping[str, str]) -> Table:
    columns = (
        Column("what", "item or HS"),
        Column("origin", "other origin"),
        Column("share", "of 2024 imports, %", "percent", 0),
        Column("rate", "rate in law, %", "percent"),
        Column("dearer", "may cost more by, %", "percent", 0),
        Column("dearer_low", "at least, %", "percent", 0),
        Column("dearer_high", "at most, %", "percent", 0),
    )
    shown = [
        {"what": row["item"] or row["hs"], **other, "origin": names.get(other["origin"], other["origin"])}
        for row in rows
        for other in row["origins"][:3]
    ]
    return Table("Where else", columns, shown)


def _days_table(bill: Bill) -> Table:
    """Duty on every day of change; no row where nothing changes."""
    shown = [{"day": show_day(day), "duty": bill.duty_on(n)} for n, day in enumerate(bill.days)]
    return Table(
        "Duty on the same bill; later days: what is known to come",
        (Column("day", "from"), Column("duty", "duty", "number", 0)),
        shown if len(shown) > 1 else [],
    )


def bill_workbook(bill: Bill, asked: Asked, file: str) -> bytes:
    """A bill as a workbook: landed cost with live formulas, layers, other origins, duty over time with a chart."""
    source = f"detente {asked.days} · rates in law; scenario, not forecast"
    rows = [_row(landed) for landed in bill.rows]
    sheets = [
        _landed_sheet(rows, source),
        _layers_sheet(rows, source),
        _origins_sheet(rows, source),
        _days_sheet(bill, source),
        _rates_sheet(bill, rows, source),
    ]
    lines = [
        ("what", f"Landed cost of {file}"),
        ("day", asked.days),
        ("bill", file),
        ("money", "That of the bill; rates are shares. Duty is rate times customs value."),
        *(("note", words) for words in _remarks(bill, asked.case.ledger.countries.names)),
        ("attribution", asked.case.ledger.base.provenance.get("attribution", "")),
    ]
    return sheet_workbook(sheets, lines, list(WORDS.items()))


def _landed_sheet(rows: Sequence[dict[str, Any]], source: str) -> Sheet:
    duty = Added("duty", "=E{r}*F{r}", lambda row, _: row[4] * row[5])
    cost = Added("landed", "=E{r}*(1+F{r})", lambda row, _: row[4] * (1 + row[5]))
    return Sheet(
        "landed",
        "Landed cost",
        source,
        (*NAMED, "value", "rate", "lowest", "highest", "ordinary", "controls"),
        tuple(
            (
                *_named(row),
                *(row[key] for key in ("value", "rate", "lowest", "highest", "ordinary")),
                "; ".join(row["controls"]),
            )
            for row in rows
        ),
        None,
        (duty, cost),
        (4, 10, 11),
    )


def _layers_sheet(rows: Sequence[dict[str, Any]], source: str) -> Sheet:
    return Sheet(
        "layers",
        "Duty by layer",
        source,
        (*NAMED, "layer", "act", "value", "rate"),
        tuple(
            (*_named(row), layer["layer"], layer["act"], row["value"], layer["rate"])
            for row in rows
            for layer in row["layers"]
        ),
        None,
        (Added("duty", "=G{r}*H{r}", lambda row, _: row[6] * row[7]),),
        (8,),
    )


def _origins_sheet(rows: Sequence[dict[str, Any]], source: str) -> Sheet:
    return Sheet(
        "origins",
        "Other origins, lowest rate first",
        source,
        (
            *("item", "hs", "origin now", "destination", "other origin", "share of 2024 imports"),
            *("rate", "lowest", "highest", "may cost more by", "at least", "at most"),
        ),
        tuple((*_named(row), *(other[key] for key in OTHER)) for row in rows for other in row["origins"]),
    )


def _days_sheet(bill: Bill, source: str) -> Sheet:
    """Duty by day with a step chart: every amount holds until the next day of change."""
    path = [(day, bill.duty_on(n)) for n, day in enumerate(bill.days)]
    steps: list[tuple[float, float]] = []
    for day, amount in path:
        if steps:
            steps.append((serial(day), steps[-1][1]))
        steps.append((serial(day), amount))
    chart = NativeChart(
        "steps",
        (),
        (Series("duty", tuple(y for _, y in steps), tuple(x for x, _ in steps)),),
        "day",
        "duty",
        dated=True,
    )
    return Sheet(
        "over time",
        "Duty on the same bill by day; days after the day valued are what is known to come",
        source,
        ("day", "duty", "effective rate"),
        tuple((day.isoformat(), amount, amount / bill.value) for day, amount in path),
        chart,
    )


def _rates_sheet(bill: Bill, rows: Sequence[dict[str, Any]], source: str) -> Sheet:
    return Sheet(
        "rates by day",
        "Rate in law of every row on every day of change",
        source,
        (*NAMED, *(day.isoformat() for day in bill.days)),
        tuple((*_named(row), *landed.over_time) for row, landed in zip(rows, bill.rows, strict=True)),
    )


WORDS = {
    "rate": "Rate in law on the day, averaged over the product lines under the code with trade of 2024; a share.",
    "lowest, highest": "Ends of it over the lines under the code: a longer code narrows them.",
    "ordinary": "Ordinary (most-favoured-nation) duty in it.",
    "may cost more by": "How much more the other origin may ask before duty and still land as cheap; at least and at "
    "most over the lines.",
    "controls": "Controls of the origin's government on exports of the product to the destination.",
}
NAMED = ("item", "hs", "origin", "destination")
OTHER = ("origin", "share", "rate", "lowest", "highest", "dearer", "dearer_low", "dearer_high")
COUNTED = "USA"
"""The importer whose imports by product are counted for every partner."""
CSV = (
    *("item", "hs", "origin", "destination", "value", "rate", "lowest", "highest", "ordinary", "duty", "landed"),
    *("layers", "cheapest_origin", "its_rate", "may_cost_more_by", "controls"),
)


def _row(landed: Landed) -> dict[str, Any]:
    row = landed.row
    return {
        "row": row.number,
        "item": row.item,
        "hs": row.hs,
        "origin": landed.exporter,
        "destination": landed.importer,
        "value": row.value,
        "rate": landed.rate,
        "lowest": landed.lowest,
        "highest": landed.highest,
        "ordinary": landed.ordinary,
        "duty": landed.duty,
        "landed": landed.cost,
        "layers": [
            *([{"layer": "ordinary duty", "act": "", "rate": landed.ordinary}] if landed.ordinary else []),
            *(
                {"layer": authority_name(layer.authority), "act": _act(layer), "rate": layer.rate}
                for layer in landed.layers
            ),
        ],
        "over_time": list(landed.over_time),
        "origins": [
            {
                "origin": other.code,
                "share": other.share,
                "rate": other.rate,
                "lowest": other.lowest,
                "highest": other.highest,
                "dearer": other.dearer,
                "dearer_low": other.dearer_low,
                "dearer_high": other.dearer_high,
            }
            for other in landed.origins
        ],
        "controls": list(landed.controls),
        "stand_in": landed.borrowed,
    }


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    best = next(iter(row["origins"]), None)
    return {
        **row,
        "layers": "; ".join(f"{layer['layer']} {layer['rate']:.4f}" for layer in row["layers"]),
        "cheapest_origin": best["origin"] if best else "",
        "its_rate": best["rate"] if best else "",
        "may_cost_more_by": best["dearer"] if best else "",
        "controls": "; ".join(row["controls"]),
    }


def _named(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(row[key] for key in NAMED)


def _act(layer: LayerMean) -> str:
    return (layer.measure.title or layer.measure.id) if layer.measure is not None else layer.by_rule


def _layers(layers: Sequence[LayerMean]) -> str:
    summed: dict[str, float] = {}
    for layer in layers:
        name = authority_name(layer.authority)
        summed[name] = summed.get(name, 0.0) + 100 * layer.rate
    return ", ".join(f"{name} {points:.1f}" for name, points in summed.items() if points >= 0.05)


def _remarks(bill: Bill, names: Mapping[str, str]) -> Iterator[str]:
    """What a reader of the bill must know, row by row and of the whole."""
    for landed in bill.rows:
        if landed.importer == landed.exporter:
            home = in_sentence(names, landed.importer)
            yield f"Row {landed.row.number}: origin and destination are both {home}; goods of home pay no duty."
    for landed in bill.rows:
        for title in landed.controls:
            yield f"Row {landed.row.number}, {landed.row.item or landed.row.hs}: {title}."
    wide = [str(row.row.number) for row in bill.rows if row.highest - row.lowest > 0.005]
    if wide:
        which = "code of row" if len(wide) == 1 else "codes of rows"
        yield (
            f"Under the {which} {', '.join(wide)} stand lines with different rates; the average is weighted with "
            "trade of 2024. A longer code narrows it."
        )
    if any(row.borrowed for row in bill.rows):
        codes = sorted({row.importer for row in bill.rows if row.borrowed})
        yield (
            f"No product data of {', '.join(codes)} are held: their ordinary duty is that of the sector, their trade "
            "by product a stand-in."
        )
    guessed = sorted({row.importer for row in bill.rows if row.origins and row.importer != COUNTED})
    if guessed:
        buyers = " and of ".join(in_sentence(names, code) for code in guessed)
        yield (
            f"Shares in imports of {buyers} are stand-ins, made from what each origin sells to the United States: read "
            "the rates of other origins, not their shares."
        )
    yield (
        "Values and duties are in the money of the bill, which was typed without a currency; nothing is converted. "
        "Rates in law times the customs value that was typed; no drawback, no parcels, and of anti-dumping duties only "
        "what the case has."
    )
