"""``detente minerals``: critical inputs under licence or ban, and what a full stop of their exports would do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.case.asked import Asked, ask
from detente.cli.names import CaseName, Economy
from detente.cli.options import PLAIN, Day, Output
from detente.cli.show import note, show
from detente.core.dates import show_day
from detente.core.errors import DataError, UsageError
from detente.report.answer import Answer, Column, Table
from detente.report.words import percent

if TYPE_CHECKING:
    from detente.case.minerals import ChokePoint, FullStop
    from detente.ledger.limits import Limits

__all__ = ["minerals"]

LENGTHS = (3.0, 6.0, 12.0)
LONGEST = 60.0
SHORTEST_SOLVE = 2.0
"""Months from which the short run has an answer."""


def minerals(
    case: CaseName,
    /,
    *,
    on: Day | None = None,
    as_of: Day | None = None,
    importer: Economy = "USA",
    months: float = 6.0,
    stocks: float | None = None,
    save_figures: Path | None = None,
    output: Output = PLAIN,
) -> None:
    """Show critical inputs and what a full stop would do.

    Parameters
    ----------
    case
        Bundled case or folder.
    on
        Day valued; default: last day of the case.
    as_of
        Day of knowledge; default: the day valued.
    importer
        Whose lines stop: a code or English name.
    months
        Length of the stop in the tables by sector and by input, up to 60.
    stocks
        Months of use that users hold; default: what the minerals table says for each input.
    save_figures
        Write the figures as SVG and PNG into this folder.
    output
        Where the answer goes.
    """
    output.refuse_files()
    if not 0.0 < months <= LONGEST:
        raise UsageError(f"--months {months:g}: give a length above 0 and up to {LONGEST:g}.")
    if stocks is not None and not 0.0 <= stocks <= LONGEST:
        raise UsageError(f"--stocks {stocks:g}: give months of use from 0 to {LONGEST:g}.")
    from detente.case.minerals import choke_points, full_stops

    asked = ask(case, on, as_of)
    world = asked.ledger.base
    buyer = asked.ledger.partner(importer)
    limits = asked.ledger.limits(world, on=asked.moment.on, as_of=asked.moment.as_of)
    if not limits.controlled:
        raise DataError(f"no critical input is under licence or ban on {asked.moment.on}; ask for a later day.")
    points = choke_points(limits, world, buyer, months=months, stock_months=stocks)
    lengths = sorted({*LENGTHS, months})
    stops = full_stops(limits, world, buyer, months=lengths, stock_months=(0.0, stocks))
    shown = tuple(stop for stop in stops if stop.months == months)
    if save_figures is not None:
        from detente.report.charts.minerals import stop_cost_figure, stop_course_figure
        from detente.report.export import save_figures as save

        caption = _caption(asked)
        longest = tuple(stop for stop in stops if stop.months == max(lengths))
        names = _names(stops)
        figures = (stop_course_figure(longest, names, caption), stop_cost_figure(shown, names, caption))
        note(f"wrote {len(save(figures, save_figures, force=output.force))} pictures into {save_figures}", output)
    whole = _equilibrium(asked, limits, buyer, months) if stocks is None and months >= SHORTEST_SOLVE else None
    alone = tuple(limit.mineral.name.lower() for limit in limits.of(buyer) if limit.before == ("banned", False))
    show(_answer(asked, points, stops, shown, whole, alone), output)


def _equilibrium(asked: Asked, limits: Limits, buyer: str, months: float) -> dict[str, Any]:
    """Real income and jobs once prices, incomes and trade have answered to the stop."""
    from detente.economy.shortrun import ShortRun
    from detente.ledger.wedges import wedges

    world = asked.ledger.base
    calm = wedges(world)
    data = ShortRun(horizon_months=months).solve(world, calm, calm, limits.stopped()).data.sel(region=buyer)
    return {
        "model": f"ShortRun(horizon_months={months:g})",
        "real_income": float(data["welfare"]),
        "jobs_thousand": float(data["jobs"].sum()) if "jobs" in data else None,
    }


def _caption(asked: Asked) -> str:
    return (
        f"{asked.case.head.title}: controls in force on {show_day(asked.moment.on)} · case {asked.case.stamp}. "
        "Sources: Austrian Federal Ministry of Finance, World Mining Data; US Census Bureau; CSIS; US Department of "
        "Energy; OECD Inter-Country Input-Output Tables, 2025 release; own calculations. Exposed shares of sectors and "
        "stocks are assumptions."
    )


def _names(stops: tuple[FullStop, ...]) -> dict[str, str]:
    """Sector code to a short name."""
    from detente.report.readings import BRIEF_NAMES
    from detente.report.words import sector_name
    from detente.world.load import load_concordance

    official = load_concordance().sectors
    return {
        row.sector: BRIEF_NAMES.get(row.sector, sector_name(official.get(row.sector, row.sector)))
        for stop in stops
        for row in stop.sectors
    }


def _answer(
    asked: Asked,
    points: tuple[ChokePoint, ...],
    stops: tuple[FullStop, ...],
    shown: tuple[FullStop, ...],
    whole: dict[str, Any] | None,
    alone: tuple[str, ...],
) -> Answer:
    from detente.report.charts.minerals import stock_words
    from detente.report.choke_words import wait_words

    names = _names(stops)
    without, held = shown
    months = without.months
    totals: list[dict[str, Any]] = [
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
    kept = {row.sector: row for row in held.sectors}
    sectors: list[dict[str, Any]] = [
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
    inputs = [
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
    return Answer(
        verb="minerals",
        meta=asked.meta,
        body={
            "importer": without.importer,
            "months": months,
            "range": points[0].range_kind,
            "totals": totals,
            "sectors": sectors,
            "inputs": inputs,
            "equilibrium": whole,
        },
        head=f"Critical inputs, {without.importer} · {asked.days}",
        intro=_intro(without, held, names),
        tables=(
            Table(
                "A full stop of exports of all controlled inputs, to everyone: output lost, USD mn",
                (
                    Column("months", "months", "number", 0),
                    Column("stocks", "stocks"),
                    Column("first_day", "first line stops, day", "number", 0),
                    Column("lost", "central", "number", 0),
                    Column("substitution_low", "substitution 1", "number", 0),
                    Column("substitution_high", "substitution 0.1", "number", 0),
                    Column("high", "highest", "number", 0),
                    Column("value_added_lost", "value added lost", "number", 0),
                ),
                totals,
            ),
            Table(
                f"By sector, {months:g} months: without stocks, and with {stock_words(held)}; USD mn",
                (
                    Column("sector", "sector", "code"),
                    Column("name", "name"),
                    Column("first_day", "stops, day", "number", 0),
                    Column("lost", "lost", "number", 0),
                    Column("substitution_high", "subst. 0.1", "number", 0),
                    Column("high", "highest", "number", 0),
                    Column("first_day_stocks", "stops, day (stocks)", "number", 0),
                    Column("lost_stocks", "lost (stocks)", "number", 0),
                ),
                sectors,
            ),
            Table(
                f"Choke points: one input at a time, {months:g} months, with {stock_words(held)}; USD mn",
                (
                    Column("name", "input"),
                    Column("state", "in law"),
                    Column("since", "since", "code"),
                    Column("supplier_share", "China's share, %", "percent", 0),
                    Column("stage", "of"),
                    Column("share_lost", "supply lost, %", "percent", 0),
                    Column("days_to_stop", "stops, day", "number", 0),
                    Column("sector", "most at risk", "code"),
                    Column("lost", "lost", "number", 0),
                    Column("high", "highest", "number", 0),
                ),
                inputs,
            ),
        ),
        lines=(
            *_whole_words(whole, without.importer, months),
            "Scenario, not forecast. Range: parameters."
            + (
                " Lowest is zero everywhere: with a substitution of 1 a higher price shares out what is left and no "
                "line stops."
                if all(row["low"] < 1.0 for row in totals)
                else ""
            ),
            *((wait,) if (wait := wait_words(points)) else ()),
            f"Supply lost is measured against the base day.{_rerouted(alone, without.importer)} Magnets: those that "
            "contain controlled elements; parts with magnets inside are not controlled.",
            "Shares: World Mining Data 2024; heavy rare earths: CSIS (2025); magnets: US Department of Energy (2022). "
            "Exposed shares of sectors, stocks and China's own use are assumptions; see Measures other than tariffs.",
        ),
        warnings=asked.notes,
    )


def _whole_words(whole: dict[str, Any] | None, importer: str, months: float) -> tuple[str, ...]:
    """The stop in general equilibrium, as a sentence; none where it was not solved."""
    if whole is None:
        return ()
    jobs, income = whole["jobs_thousand"], whole["real_income"]
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
    from detente.economy.critical import CriticalInputs

    return (
        f" A ban on {importer} alone stood then ({', '.join(alone)}), but {percent(CriticalInputs().rerouted, 0)} of "
        "what it forbids is assumed to come by way of other countries; a stop to everyone takes that too."
    )


def _intro(without: FullStop, held: FullStop, names: dict[str, str]) -> tuple[str, ...]:
    """What a reader should take away, in two sentences."""
    from detente.report.charts.minerals import stock_words

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
    return (
        f"If China stopped exports of the {len(without.minerals)} controlled inputs, the first lines without stocks "
        f"would stop on day {without.total.first_day:.0f}, when goods under way are in. {without.months:g} months "
        f"would cost USD {without.total.lost_usd_mn / 1e3:,.0f} bn of output (range 0 to "
        f"{without.total.high_usd_mn / 1e3:,.0f}), most in {names[most.sector].lower()}.",
        then,
    )
