"""What deal? Tables, sentences and the picture of a zone of agreement."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from detente.core.dates import show_day
from detente.report.charts.packages import packages_figure
from detente.report.deal_packages import gain_columns, gain_numbers, packages_tables, patience_sentence
from detente.report.deal_table import going_on_sentence, sit_down_body, sit_down_lines, sit_down_tables
from detente.report.deal_words import HELD, ROWS, by_choice, deal_sentences, whole
from detente.report.page import Section, Table
from detente.report.words import percent

if TYPE_CHECKING:
    from detente.case.levers import Package
    from detente.case.zone import Zone
    from detente.case.zone_answers import Terms
    from detente.case.zone_columns import Against
    from detente.case.zone_table import SitDown
    from detente.case.zone_worth import PurchaseWorth
    from detente.report.figure import Figure

__all__ = [
    "deal_body",
    "deal_caption",
    "deal_figure",
    "deal_lines",
    "deal_section",
    "deal_tables",
    "named_table",
    "package_body",
    "purchases_table",
    "ranges_sentence",
    "terms_body",
]

FALLBACKS: Mapping[Against, str] = {
    "status-quo": "against the status quo",
    "wait": "against going on",
    "war": "against war",
}
NEVER = "never"
SHOWN = 5e-5
"""Share from which two digits of a point show something."""
NO_CHECK = "not known, since the whole world has no equilibrium that the model finds"
GAIN = 0.005
"""Rise of the average package's probability from which a change is listed."""
MOVES = 0.01
"""Change of a package's probability from which a single value is named."""


def deal_tables(zone: Zone, sat: SitDown) -> tuple[Table, ...]:
    """The table as both sit down, packages, worth of single steps, what opens the zone, and what it hangs on."""
    from detente.case.zone_worth import step_worth

    sides = zone.case.sides
    tables = [*sit_down_tables(zone, sat), *packages_tables(zone)]
    tables.append(
        Table(
            "What each step alone is worth over how things stand, % of a year's income, without face; in brackets the "
            "ends of the typed range, or of elasticities halved and doubled and of the lever's own compliance or "
            "exposure, all else held",
            ("step", "in words", *sides, "by"),
            tuple(
                (
                    f"{row.lever} {row.step}",
                    row.title,
                    *(_ends(row.worth[side]) if side in row.worth else "" for side in sides),
                    "typed" if row.ends.startswith("typed") else "model",
                )
                for row in step_worth(zone)
            ),
        )
    )
    tables.append(
        Table(
            "What makes more packages suit both: single changes, largest first. Before: for a step, packages in which "
            "its lever stays as it is; for a value, a sample of packages with all values drawn",
            ("change", "average package, % of draws", "before", "any package, % of draws", "before"),
            tuple(
                (
                    row.change,
                    whole(row.share),
                    whole(row.share_before),
                    *(whole(p) if math.isfinite(p) else "" for p in (row.probability, row.probability_before)),
                )
                for row in zone.opens_with[:ROWS]
                if row.gain >= GAIN
            ),
        )
    )
    tables.append(
        Table(
            "Which single value the zone hangs on: average package with the value in its upper half less in its lower",
            ("value", "points"),
            tuple(
                (name, f"{100.0 * gap:+.2f}".replace("-", "−"))
                for name, gap in list(zone.hangs_on.items())[:5]
                if abs(gap) >= SHOWN
            ),
        )
    )
    tables.append(homes_table(zone))
    return tuple(table for table in tables if table.rows)


def homes_table(zone: Zone) -> Table:
    """Who at home could stop a deal, and what packages do to them."""
    rows = []
    for home, low, middle, high in zone.homes:
        rows.append(
            (
                home.title,
                home.side,
                *(f"{end:+.2f}".replace("-", "−") for end in (low, middle, high)),
                f"{home.tolerance.low:g} to {home.tolerance.high:g}",
                f"{100.0 * home.blocks.low:.0f} to {100.0 * home.blocks.high:.0f}",
            )
        )
    return Table(
        "Who at home could stop a deal: real income earned in their sectors over having none, %, by package at central "
        "values; what they put up with and whether they can stop it are typed ranges",
        ("who", "side", "lowest", "middle package", "highest", "loss put up with, %", "chance to stop it, %"),
        tuple(rows),
    )


def named_table(zone: Zone, package: Package) -> Table:
    """One typed package under every way to ask."""
    from detente.case.zone_table import measured

    sides = zone.case.sides
    rows = []
    for fallback, words in FALLBACKS.items():
        if fallback == "wait" and zone.waiting is None:
            continue
        asks = {words: (True, True), f"{words}, without face costs": (False, True)}
        if zone.panel.table.homes:
            asks[f"{words}, nobody at home could stop it"] = (True, False)
        for told, (row, share) in zip(asks, measured(zone, package, fallback, tuple(asks.values())), strict=True):
            kept = (f"{d:.2f}" if math.isfinite(d := row.critical_delta[side]) else NEVER for side in sides)
            rows.append((told, *gain_numbers(row, sides), *kept, whole(row.better_than), whole(share)))
    label = "hindsight: " if package.hindsight else ""
    return Table(
        f"{label}{package.title}",
        (
            "asked",
            *gain_columns(zone),
            *(f"quarterly discount factor from which {side} keeps its word" for side in sides),
            "% of packages below it",
            "average package, % of draws",
        ),
        tuple(rows),
    )


def purchases_table(rows: Sequence[PurchaseWorth]) -> Table:
    """Purchases promised earlier, at face value and as they were kept."""
    return Table(
        "Purchases promised under Phase One, by product: at face value, and as they were kept of base and promise "
        "together (as the records of the pledges cite) and of what was promised on top; real income in a year, short "
        "run after 24 months, fgo, world of 2024 at its own tariffs, 0 where that holds the purchases already, more "
        "where it holds less than was bought then; one value each, no range",
        (
            "product",
            "promised on top, USD mn",
            "kept, level, %",
            "kept, increment, %",
            "bought on top, USD mn",
            "seller, as promised, %",
            "seller, as kept, %",
            "buyer, as promised, %",
            "buyer, as kept, %",
        ),
        tuple(
            (
                row.title,
                f"{row.promised_usd_mn:,.0f}",
                f"{100.0 * row.kept_level:.0f}",
                f"{100.0 * row.kept_increment:.0f}".replace("-", "−"),
                f"{row.bought_more_usd_mn:,.0f}".replace("-", "−"),
                *(
                    f"{value:+.4f}".replace("-", "−")
                    for value in (row.seller_face, row.seller_kept, row.buyer_face, row.buyer_kept)
                ),
            )
            for row in rows
        ),
    )


def ranges_sentence(zone: Zone, package: Package) -> str:
    """Which single typed or unknown value moves a package in or out of the zone."""
    moved = []
    for name in zone.values:
        low, high = zone.range_of(package, name)
        if abs(high - low) >= MOVES:
            moved.append((abs(high - low), f"{name} ({whole(low)} % at its low, {whole(high)} % at its high end)"))
    if not moved:
        return (
            f"Between the ends of any single typed or unknown value, {package.id} moves in or out of the zone in less "
            f"than {percent(MOVES, 0)} of draws."
        )
    words = [text for _, text in sorted(moved, reverse=True)]
    return f"What moves {package.id} in or out of the zone, alone: {'; '.join(words)}."


def order_sentence(zone: Zone) -> str:
    """Levers by what their last step is worth, and whether that order holds under other elasticities."""
    from detente.case.zone_worth import order_of_levers

    parts = []
    for side in zone.case.sides:
        orders = order_of_levers(zone, side)
        first = orders.pop("as estimated")
        other = [f"{name}: {', '.join(order)}" for name, order in orders.items() if order != first]
        parts.append(f"{side}: {', '.join(first)} ({'; '.join(other) or 'the same halved and doubled'})")
    return (
        "Levers that the models value, by what their last step alone is worth, elasticities as estimated, then where "
        f"another order holds with them halved or doubled. {'. '.join(parts)}."
    )


def deal_lines(zone: Zone) -> tuple[str, ...]:
    """What the numbers rest on."""
    held = [text for kind, text in HELD.items() if zone.panel.table.only(kind) is not None]
    return (
        order_sentence(zone),
        f"Payoffs: what each side counts, in the models at 3 and 12 months and in the long run, weeks discounted by "
        f"0.995 and drawn from 0.985 to 0.998, elasticities {zone.panel.taught.elasticities}, halved and doubled, "
        f"on world {zone.case.ledger.base.name}; learned from {zone.solves:,} equilibria; largest error "
        f"{_sides(zone.error)} of the largest change, on the whole world "
        f"{_sides(zone.whole_error) if math.isfinite(max(zone.whole_error.values())) else NO_CHECK}.",
        f"What no model values ({_typed(zone)}) and face costs are typed ranges, most of them assumed: see the levers "
        "of the case. Ranges and shares are over parameters and typed ranges, not models: how far wages may fall in "
        "the first year, and what central banks do, is held, though losses of that year hang on it.",
        *held,
        *((kept,) if (kept := patience_sentence(zone)) else ()),
    )


def deal_caption(zone: Zone, stamp: str = "") -> str:
    """What the picture carries; ``stamp`` is the case, days and run of a brief that it stands in."""
    moment = zone.moment
    days = f"{zone.case.stamp} · measures of {show_day(moment.on)} · known {show_day(moment.as_of)}"
    goals = ", ".join(f"{side}: {words}" for side, words in zone.objectives.items())
    return (
        f"detente {stamp or days} · LongRun and ShortRun fgo, {zone.draws} draws, horizons discounted, "
        f"against {zone.against}; {goals}. "
        f"{zone.case.ledger.base.provenance.get('attribution', '')}"
    )


def deal_figure(zone: Zone, stamp: str = "") -> Figure:
    """Surpluses of the packages listed; ``stamp`` as in :func:`deal_caption`."""
    return packages_figure(zone, deal_caption(zone, stamp))


def deal_section(found: Zone, stamp: str) -> Section:
    """The page as a section of the brief's annex; of a sketched zone only what it knows."""
    if found.sketched:
        return _sketched(found, stamp)
    from detente.case.zone_table import sit_down

    figures = (deal_figure(found, stamp),) if found.packages else ()
    sat = sit_down(found)
    words = (*deal_sentences(found), going_on_sentence(found, sat), *sit_down_lines(found, sat), *deal_lines(found))
    return Section("deal", "What deal?", tuple(filter(None, words)), figures, deal_tables(found, sat), annex=True)


def _sketched(found: Zone, stamp: str) -> Section:
    more = (
        f"Held here: one set of elasticities, world {found.case.ledger.base.name}, and the measures in force as what "
        "there is without a deal. Other elasticities, war and going on instead, opening positions and what opens the "
        "zone are not here: see how to reproduce this."
    )
    tables = packages_tables(found)
    if not tables:
        return Section("deal", "What deal?", (*deal_sentences(found), more))
    first = by_choice(found)[0]
    picked = (
        "Of the packages below a Nash bargain, which takes the one with the largest product of both gains, picks the "
        f"first most often, in {whole(first.chosen)} % of draws. It takes no account of who would sign it, and near "
        "ones do as well."
    )
    return Section("deal", "What deal?", (*deal_sentences(found), picked, more), (deal_figure(found, stamp),), tables)


def deal_body(zone: Zone, sat: SitDown) -> dict[str, Any]:
    """Keys of the JSON answer."""
    return {
        "against": zone.against,
        "against_words": zone.against_words,
        "objectives": dict(zone.objectives),
        "count": zone.count,
        "draws": zone.draws,
        "packages": [terms_body(row) for row in zone.packages],
        "probability": zone.probability,
        "share": zone.share,
        "why_empty": dict(zone.why_empty),
        "opens_with": [
            {
                "change": row.change,
                "kind": row.kind,
                "share": row.share,
                "share_before": row.share_before,
                "probability": _finite(row.probability),
                "probability_before": _finite(row.probability_before),
            }
            for row in zone.opens_with
        ],
        "hangs_on": dict(zone.hangs_on),
        "homes": [
            {"id": home.id, "side": home.side, "lowest": low, "median": middle, "highest": high}
            for home, low, middle, high in zone.homes
        ],
        "disagreement": dict(zone.disagreement),
        **sit_down_body(sat),
        "error": dict(zone.error),
        "whole_error": {side: _finite(error) for side, error in zone.whole_error.items()},
        "solves": zone.solves,
    }


def package_body(zone: Zone, package: Package) -> dict[str, Any]:
    """JSON of one typed package."""
    return {
        "id": package.id,
        "title": package.title,
        "hindsight": package.hindsight,
        **terms_body(zone.package(package)),
    }


def terms_body(row: Terms) -> dict[str, Any]:
    """JSON of one package: chance, surpluses, and what keeps it."""
    return {
        "terms": dict(row.terms),
        "probability": row.probability,
        "surplus": dict(row.surplus),
        "chosen": _finite(row.chosen),
        "better_than": row.better_than,
        "critical_delta": {side: _finite(value) for side, value in row.critical_delta.items()},
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _ends(ends: tuple[float, float, float]) -> str:
    centre, low, high = (f"{value:+.3f}".replace("-", "−") for value in ends)
    return f"{centre} ({low} to {high})"


def _typed(zone: Zone) -> str:
    """Levers whose worth is typed, by their titles."""
    from detente.case.levers import VALUED

    titles = [lever.title for lever in zone.panel.table.levers if lever.kind not in VALUED]
    return "; ".join(titles) or "no lever"


def _sides(values: Mapping[str, float]) -> str:
    return ", ".join(f"{side} {percent(value)}" for side, value in values.items())
