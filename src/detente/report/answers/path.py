"""US trade with China month by month, on the ledger's rates or on given ones."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case.asked import case_meta
from detente.case.path import Direction, PathFindings
from detente.core.dates import show_day
from detente.report.answer import Answer, Column, Table
from detente.report.answers.path_fitted import estimates_of, fitted_table
from detente.report.words import percent

__all__ = ["path_answer"]

SIGNS = (
    "Signs: a theta above 0 means that spending falls when the price rises. Flows here are before duty; they fall by "
    "about 1 + theta percent, so theta0 near minus one means that hardly anything moves within a month."
)


def path_answer(found: PathFindings, measures: str = "") -> Answer:
    """Trade by month with its bands.

    Parameters
    ----------
    found
        The path.
    measures
        Name of the file of given rates, if there is one.
    """
    rows = found.rows()
    both = (found.imports, found.exports)
    columns = (
        Column("month", "month", "code"),
        *(Column(f"{s.name}_usd_mn", f"{s.name}, USD mn", "number", 0) for s in both),
        *(
            Column(f"{s.name}_{band}", f"{s.name} {words}", "number", 0)
            for s in both
            for band, words in (
                ("lo50", "50 % from"),
                ("hi50", "50 % to"),
                ("lo90", "90 % from"),
                ("hi90", "90 % to"),
            )
        ),
    )
    source = _source(found, measures)
    return Answer(
        verb="path",
        meta={**case_meta(found.case), "as_of": found.as_of, "trade_known_to": found.last, "measures": source},
        body={
            "rows": rows,
            "estimates": {s.name: estimates_of(s.estimates) for s in both},
        },
        head=f"US goods trade with China by month · {source} · measures known {show_day(found.as_of)} · trade known to "
        f"{found.last} · {found.case.stamp}",
        tables=(
            Table("", columns, rows),
            *(_behind(s, found.months) for s in both),
            fitted_table(found.imports.estimates, "imports"),
            fitted_table(found.exports.estimates, "exports"),
        ),
        lines=(
            *_lapses(found),
            "A scenario on these rates, not a forecast of policy. US Census basis, not seasonally adjusted. For months "
            f"up to {found.last} the figure is fitted one month ahead: from the trade of the month before, but with "
            f"responses fitted on all trade up to {found.last}. Forecasts proper are judged by --backtest.",
            "Bands: of parameters (fitted and typed), of the model (a quarter of each effect, one standard deviation) "
            "and of the rest (misses of such forecasts since 2005). Rates that the measures do not hold are the "
            "ledger's.",
            SIGNS,
        ),
        warnings=found.notes,
    )


def _source(found: PathFindings, measures: str) -> str:
    """Whose rates each direction is on."""
    if not measures:
        return "rates of the ledger"
    named = {s.name: measures if s.given else "the ledger" for s in (found.imports, found.exports)}
    one, two = named.values()
    if one != two:
        return "; ".join(f"{name} on rates of {whose}" for name, whose in named.items())
    if found.given:
        return f"rates of {one}"
    return f"rates of the ledger for the pair; {measures} has other pairs only"


def _lapses(found: PathFindings) -> tuple[str, ...]:
    """Why rates jump where a suspension runs out by law and nobody acts."""
    rows = found.lapses()
    return tuple(
        f"Why the duty moves: on {show_day(day)} runs out by law, if nobody acts, "
        + " and ".join(
            f"{row.measure} ({row.by} on {row.partner}: the rate under that authority goes from {percent(row.rate)} to "
            f"{percent(row.returns)})"
            for row in rows
            if row.until == day
        )
        + "."
        for day in sorted({row.until for row in rows})
    )


def _behind(side: Direction, months: Sequence[str]) -> Table:
    rows = [
        {
            "month": month,
            "rate": side.rate[n],
            "added": side.added[n],
            "orders": side.orders[n],
            "stocks": side.stocks[n],
            "forecast": side.central[n],
            "observed": None if side.observed[n] != side.observed[n] else side.observed[n],
        }
        for n, month in enumerate(months)
    ]
    what = "US imports from China" if side.name == "imports" else "US exports to China"
    columns = (
        Column("month", "month", "code"),
        Column("rate", "duty by law, %", "percent"),
        *((Column("added", "given: above 19 January 2025, points", "percent"),) if side.given else ()),
        Column("orders", "orders, USD mn", "number", 0),
        Column("stocks", "stocks, months", "number", 2),
        Column("forecast", "arrivals, USD mn", "number", 0),
        Column("observed", "observed, USD mn", "number", 0),
    )
    return Table(f"{what}: rates, orders, arrivals and stocks at the estimates", columns, rows)
