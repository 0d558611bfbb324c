"""Critical inputs under licence or ban, and what a full stop of their exports would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from detente.case.asked import Asked
from detente.case.minerals import ChokePoint, FullStop, StopInEquilibrium
from detente.core.dates import show_day
from detente.economy.critical import SUBSTITUTION, CriticalInputs
from detente.ledger.limits import Limits
from detente.report.answer import Answer, Column, Table
from detente.report.charts.minerals import stock_words, stop_cost_figure, stop_course_figure
from detente.report.choke_words import wait_words
from detente.report.figure import Figure
from detente.report.readings import goods_name
from detente.report.words import in_sentence, percent

__all__ = ["minerals_answer", "minerals_figures"]

NOTHING = 1.0
"""Loss in USD mn below which a lowest case counts as no loss."""


def minerals_answer(
    asked: Asked,
    limits: Limits,
    points: Sequence[ChokePoint],
    stops: Sequence[FullStop],
    months: float,
    whole: StopInEquilibrium | None,
) -> Answer:
    """The page on critical inputs.

    Parameters
    ----------
    asked
        Case, day and knowledge.
    limits
        The day in law.
    points
        Choke points, one input at a time.
    stops
        Full stops of all inputs, each length without stocks and with.
    months
        The length shown by sector and by input; one of ``stops``.
    whole
        The same stop in general equilibrium; None where the short run has no answer.
    """
    names = _names(stops)
    without, held = (stop for stop in stops if stop.months == months)
    importer = without.importer
    totals, sectors, inputs = _totals(stops), _sectors(without, held, names), _inputs(points)
    countries = asked.ledger.countries.names
    supplier = " and ".join(dict.fromkeys(in_sentence(countries, point.supplier) for point in points))
    banned = ("banned", False)
    alone = tuple(limit.mineral.name.lower() for limit in limits.of(importer) if limit.before == banned)
    return Answer(
        verb="minerals",
        meta=asked.meta,
        body={
            "importer": importer,
            "months": months,
            "range": points[0].range_kind,
            "totals": totals,
            "sectors": sectors,
            "inputs": inputs,
            "equilibrium": None if whole is None else asdict(whole),
        },
        head=f"Critical inputs, {importer} · {asked.days}",
        intro=_intro(without, held, names, supplier),
        tables=(
            _totals_table(totals),
            _sectors_table(sectors, months, stock_words(held)),
            _inputs_table(inputs, months, stock_words(held)),
        ),
        lines=(
            *_whole_words(whole, importer, months),
            "Scenario, not forecast. Range: parameters."
            + (
                " Lowest is zero everywhere: with a substitution of 1 a higher price shares out what is left and no "
                "line stops."
                if all(row["low"] < NOTHING for row in totals)
                else ""
            ),
            *((wait,) if (wait := wait_words(points)) else ()),
            f"Supply lost is measured against the base day.{_rerouted(alone, importer)} Magnets: those that "
            "contain controlled elements; parts with magnets inside are not controlled.",
            "Shares: World Mining Data 2024; heavy rare earths: CSIS (2025); magnets: US Department of Energy (2022). "
            f"Exposed shares of sectors, stocks and the own use of {supplier} are assumptions; see Measures other than "
            "tariffs.",
        ),
        warnings=asked.notes,
    )


def minerals_figures(asked: Asked, stops: Sequence[FullStop], months: float) -> tuple[Figure, Figure]:
    """The course of the longest stop and the cost of the one shown.

    Parameters
    ----------
    asked, stops, months
        As for :func:`minerals_answer`.
    """
    caption = (
        f"{asked.case.head.title}: controls in force on {show_day(asked.moment.on)} · case {asked.case.stamp}. "
        "Sources: Austrian Federal Ministry of Finance, World Mining Data; US Census Bureau; CSIS; US Department of "
        "Energy; OECD Inter-Country Input-Output Tables, 2025 release; own calculations. Exposed shares of sectors and "
        "stocks are assumptions."
    )
    names, most = _names(stops), max(stop.months for stop in stops)
    longest, shown = (tuple(stop for stop in stops if stop.months == length) for length in (most, months))
    return stop_course_figure(longest, names, caption), stop_cost_figure(shown, names, caption)


def _names(stops: Sequence[FullStop]) -> dict[str, str]:
    """Sector code to a short name."""
    return {row.sector: goods_name(row.sector) for stop in stops for row in stop.sectors}


def _totals(stops: Sequence[FullStop]) -> list[dict[str, Any]]:
    return [
        {
            "months": stop.months,
            "stocks": stock_words(stop),
            "first_day": stop.total.first_day,
            "lost": stop.total.lost_usd_mn,
            "substitution_low": stop.total.substitution_low_usd_mn,
            "substitution_high": stop.total.substitution_high_usd_mn,
            "low": stop.total.low_usd_mn,
            "high": stop.total.high_usd_mn,
            "value_added_lost": stop.value_added_lost_usd_mn,
            "cost_rise": stop.cost_rise_usd_mn,
        }
        for stop in stops
    ]


def _sectors(without: FullStop, held: FullStop, names: Mapping[str, str]) -> list[dict[str, Any]]:
    kept = {row.sector: row for row in held.sectors}
    return [
        {
            "sector": row.sector,
            "name": names[row.sector],
            "first_day": row.first_day,
            "lost": row.lost_usd_mn,
            "substitution_low": row.substitution_low_usd_mn,
            "substitution_high": row.substitution_high_usd_mn,
            "low": row.low_usd_mn,
            "high": row.high_usd_mn,
            "first_day_stocks": kept[row.sector].first_day,
            "lost_stocks": kept[row.sector].lost_usd_mn,
            "high_stocks": kept[row.sector].high_usd_mn,
        }
        for row in without.sectors
    ]


def _inputs(points: Sequence[ChokePoint]) -> list[dict[str, Any]]:
    return [
        {
            "mineral": point.mineral,
            "name": point.name,
            "state": point.state,
            "since": point.since,
            "supplier_share": point.supplier_share,
            "stage": point.stage,
            "share_lost": point.share_lost,
            "days_to_stop": point.days_to_stop,
            "sector": point.sector_at_risk,
            "lost": point.output_at_risk_usd_mn,
            "low": point.output_low_usd_mn,
            "high": point.output_high_usd_mn,
            "measures": point.measures,
            "source": point.source,
        }
        for point in points
    ]


def _totals_table(rows: list[dict[str, Any]]) -> Table:
    least, most = (f"{sigma:g}" for sigma in SUBSTITUTION)
    return Table(
        "A full stop of exports of all controlled inputs, to everyone: output lost, USD mn",
        (
            Column("months", "months", "number", 0),
            Column("stocks", "stocks"),
            Column("first_day", "first line stops, day", "number", 0),
            Column("lost", "central", "number", 0),
            Column("substitution_low", f"substitution {most}", "number", 0),
            Column("substitution_high", f"substitution {least}", "number", 0),
            Column("high", "highest", "number", 0),
            Column("value_added_lost", "value added lost", "number", 0),
        ),
        rows,
    )


def _sectors_table(rows: list[dict[str, Any]], months: float, stocks: str) -> Table:
    return Table(
        f"By sector, {months:g} months: without stocks, and with {stocks}; USD mn",
        (
            Column("sector", "sector", "code"),
            Column("name", "name"),
            Column("first_day", "stops, day", "number", 0),
            Column("lost", "lost", "number", 0),
            Column("substitution_high", f"subst. {SUBSTITUTION[0]:g}", "number", 0),
            Column("high", "highest", "number", 0),
            Column("first_day_stocks", "stops, day (stocks)", "number", 0),
            Column("lost_stocks", "lost (stocks)", "number", 0),
        ),
        rows,
    )


def _inputs_table(rows: list[dict[str, Any]], months: float, stocks: str) -> Table:
    return Table(
        f"Choke points: one input at a time, {months:g} months, with {stocks}; USD mn",
        (
            Column("name", "input"),
            Column("state", "in law"),
            Column("since", "since", "code"),
            Column("supplier_share", "supplier's share, %", "percent", 0),
            Column("stage", "of"),
            Column("share_lost", "supply lost, %", "percent", 0),
            Column("days_to_stop", "stops, day", "number", 0),
            Column("sector", "most at risk", "code"),
            Column("lost", "lost", "number", 0),
            Column("high", "highest", "number", 0),
        ),
        rows,
    )


def _whole_words(whole: StopInEquilibrium | None, importer: str, months: float) -> tuple[str, ...]:
    """The stop in general equilibrium, as a sentence; none where it was not solved."""
    if whole is None:
        return ()
    jobs, income = whole.jobs_thousand, whole.real_income
    work = "" if jobs is None else f"; {abs(jobs):,.0f} thousand {'people lose work' if jobs < 0 else 'find work'}"
    moved = f"{'falls' if income < 0 else 'rises'} by {percent(abs(income), 2)}{work}"
    return (
        f"With prices, incomes and trade answering (ShortRun, as things stand {months:g} months after the stop, stocks "
        f"of the table, at the base's tariffs): real income of {importer} {moved}.",
    )


def _rerouted(alone: tuple[str, ...], importer: str) -> str:
    """Why a ban that stood on the base day still leaves something to lose."""
    if not alone:
        return ""
    return (
        f" A ban on {importer} alone stood then ({', '.join(alone)}), but {percent(CriticalInputs().rerouted, 0)} of "
        "what it forbids is assumed to come by way of other countries; a stop to everyone takes that too."
    )


def _intro(without: FullStop, held: FullStop, names: Mapping[str, str], supplier: str) -> tuple[str, ...]:
    """What a reader should take away, in two sentences."""
    rows = [row for row in without.sectors if row.first_day is not None]
    if not rows:
        return (f"In {without.months:g} months no line stops: a higher price shares out what is left.",)
    most = rows[0]
    late = [row for row in held.sectors if row.first_day is not None]
    then = (
        f"With {stock_words(held)} the first lines stop on day {held.total.first_day:.0f}, and {held.months:g} months "
        f"cost USD {held.total.lost_usd_mn / 1e3:,.0f} bn of output."
        if late
        else f"With {stock_words(held)} no line stops within {held.months:g} months."
    )
    low, central, high = (
        f"{lost / 1e3:,.0f}"
        for lost in (without.total.low_usd_mn, without.total.lost_usd_mn, without.total.high_usd_mn)
    )
    return (
        f"If {supplier} stopped exports of the {len(without.minerals)} controlled inputs, the first lines without "
        f"stocks would stop on day {without.total.first_day:.0f}, when goods under way are in. "
        f"{without.months:g} months would cost USD {central} bn of output (range {low} to {high}), most in "
        f"{names[most.sector].lower()}.",
        then,
    )
