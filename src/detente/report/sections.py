"""The sections of a brief after its key numbers: sentences, figures and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.case.ask import Findings
from detente.case.assumptions import hindsight, load_assumptions
from detente.case.pair import SectorRow
from detente.core.dates import show_day
from detente.economy.decompose import PARTS
from detente.report import law_sections as law
from detente.report.charts.waterfall import SHOWN
from detente.report.figure import Figure
from detente.report.headline import alone_sentence, long_run_sentence
from detente.report.numbers import KeyNumber
from detente.report.page import Section, Table
from detente.report.words import (
    billions,
    cost_name,
    cost_sentence,
    in_text,
    lowered,
    money,
    percent,
    points,
    region_name,
    sector_name,
    signed,
    span,
)

__all__ = ["sections"]

RANKED = 10
DAGGER = " \u2020"
"""After the name of an economy whose change of real income may have either sign."""
NAMED = 3
"""Third economies named on either end of a shift of spending."""
NEGLIGIBLE = 5e-9
"""Parts of a change below this share have no row."""
NOTICED = 5e-4
"""Shifts of spending below this (a difference of shares) are not named."""


def sections(findings: Findings, figures: Mapping[str, Figure], numbers: Sequence[KeyNumber]) -> tuple[Section, ...]:
    """Every section on the law and the long run."""
    return (
        law.in_force(findings, figures),
        law.changed(findings),
        _gains(findings, figures["ranking"], numbers),
        _sectors(findings, figures),
        _by_measure(findings, figures),
        _why(findings),
        _mind(findings),
        law.stack(findings),
        law.rules(findings),
        _reproduce(findings),
    )


def _gains(findings: Findings, figure: Figure, numbers: Sequence[KeyNumber]) -> Section:
    data = findings.outcome.data
    table = data[["welfare", "welfare_usd", "real_wage", "exports", "imports", "revenue_change"]].to_dataframe()
    table = table.sort_values("welfare")
    alone = findings.pair_only.data["welfare"].to_series()
    others = table.drop(list(findings.case.sides))
    chosen = dict.fromkeys([*findings.case.sides, *others.index[:RANKED], *others.index[-RANKED:]])
    ends = {code: findings.income_ends(code) for code in chosen}
    rows = tuple(
        (
            f"{region_name(findings, code)}{DAGGER if ends[code].turned_by else ''}",
            signed(row["welfare"]),
            span(ends[code].low, ends[code].high),
            *(() if findings.levels else (billions(row["welfare_usd"], 1),)),
            signed(alone[code]),
            signed(row["real_wage"]),
            signed(row["exports"], 1),
            signed(row["imports"], 1),
            *(() if findings.levels else (billions(row["revenue_change"], 1),)),
        )
        for code, row in ((code, table.loc[code]) for code in chosen)
    )
    turned: dict[str, list[str]] = {}
    for code in chosen:
        for item in ends[code].turned_by[:1]:
            turned.setdefault(lowered(item.what), []).append(region_name(findings, code))
    reasons = "; ".join(f"on {what}: {', '.join(named)}" for what, named in turned.items())
    return Section(
        "gains",
        "Who gains and who loses",
        (
            "Long run: every market has cleared, labour has moved, nothing else has changed. Exact changes of real "
            "income, not first-order approximations.",
            *_then_and_now(findings),
            long_run_sentence(findings, numbers),
            *((own,) if (own := alone_sentence(findings)) else ()),
            _shift_sentence(findings),
            *((f"{DAGGER.strip()} The sign depends on an assumption, {reasons}.",) if turned else ()),
        ),
        (figure,),
        (
            Table(
                "Both sides, ten largest losers, ten largest gainers (nominal values in units of world factor income)",
                (
                    "economy",
                    "real income, central",
                    "range over the assumptions, one at a time",
                    *(() if findings.levels else ("income a year, central",)),
                    "from the two sides\u2019 measures on each other alone",
                    "real wage",
                    "exports",
                    "imports",
                    *(() if findings.levels else ("tariff revenue",)),
                ),
                rows,
            ),
        ),
    )


def _then_and_now(findings: Findings) -> tuple[str, ...]:
    """A warning where the measures are older than the world that they are put on."""
    day, base_day = findings.moment.on, findings.world.base_day
    if day > base_day:
        return ()
    return (
        f"The world is that of {findings.world.year}, the measures are those of {show_day(day)}: the figures say what "
        f"these measures do to the trade of {findings.world.year}, not what they did in {day.year}.",
        *((findings.levels,) if findings.levels else ()),
    )


def _shift_sentence(findings: Findings) -> str:
    """Whose share in the first side's spending on goods grows, and whose shrinks."""
    importer, exporter = findings.case.sides
    shift = findings.shift
    others = sorted((code for code in shift if code not in (importer, exporter)), key=lambda code: -shift[code])
    gained = [code for code in others[:NAMED] if shift[code] >= NOTICED]
    lost = [code for code in others[: -NAMED - 1 : -1] if shift[code] <= -NOTICED]
    named = [
        f"{words} {' and '.join(f'{in_text(findings, code)} ({points(shift[code])})' for code in codes)}"
        for words, codes in (("most gained by", gained), ("most lost by", lost))
        if codes
    ]
    return (
        f"Of what {in_text(findings, importer)} spends on goods, the share of {in_text(findings, exporter)} changes by "
        f"{points(shift[exporter])} points and that of home supply by {points(shift[importer])}"
        f"{'; among the others ' if named else ''}{', '.join(named)}."
    )


def _sectors(findings: Findings, figures: Mapping[str, Figure]) -> Section:
    sentences = []
    for side, other in (findings.case.sides, findings.case.sides[::-1]):
        worst = [row for row in findings.sectors[side] if row.change < 0][:3]
        if worst:
            sentences.append(
                f"Largest falls in exports of {in_text(findings, side)} to {in_text(findings, other)}: "
                + ", ".join(f"{sector_name(row.name).lower()} ({_fall(findings, row)})" for row in worst)
                + "."
            )
    pictures = () if findings.levels else (figures["first"], figures["second"])
    return Section("sectors", "Where it bites in the long run", tuple(sentences), pictures, annex=True)


def _fall(findings: Findings, row: SectorRow) -> str:
    """What is lost of a sector's sales to the other side, in USD too where the trade of the base is known."""
    return signed(row.share, 0) if findings.levels else f"{signed(row.share, 0)}, {billions(row.change)}"


def _by_measure(findings: Findings, figures: Mapping[str, Figure]) -> Section:
    sides = findings.case.sides
    found = findings.by_measure
    rows: list[tuple[str, ...]] = []
    for cost in found.table(SHOWN):
        money = [
            billions(float(found.data["welfare_usd"].sel(region=side, part=list(cost.members)).sum()), 1)
            for side in sides
        ]
        rows.append((cost_name(cost), *(signed(cost.effect[side], 3) for side in sides), *money))
    change, base = found.data["change"], findings.outcome.data["income_base"]
    whole = [float(change.sel(region=side)) for side in sides]
    money = [billions(value * float(base.sel(region=side)), 1) for value, side in zip(whole, sides, strict=True)]
    rows.append(("all measures together, exact", *(signed(value, 3) for value in whole), *money))
    columns = 1 + (1 if findings.levels else 2) * len(sides)
    return Section(
        "by-measure",
        "Why: by measure",
        (
            *(sentence for side in sides if (sentence := cost_sentence(findings, side))),
            "Each measure's part when all grow in proportion from the baseline to the day; the parts add up to the "
            "exact change. A measure that replaced another is counted from the baseline, not from the one before it. "
            "A gain means better terms of trade, revenue or diverted trade, at somebody else's cost; answers to a "
            "measure are counted apart from it.",
        ),
        (figures["measures-first"], figures["measures-second"]),
        (
            Table(
                "Change of real income by measure",
                ("measure", *sides, *(f"{side}, a year" for side in sides))[:columns],
                tuple(row[:columns] for row in rows),
            ),
        ),
        annex=True,
    )


def _why(findings: Findings) -> Section:
    heading = "why", "Why: terms of trade and volume of trade"
    if findings.decomposition is None:
        return Section(*heading, ("Where deficits follow services, real income has no exact parts.",), annex=True)
    data = findings.decomposition.data
    sides = findings.case.sides
    rows = []
    for name in PARTS:
        parts = [float(data[name].sel(region=side)) for side in sides]
        if max(map(abs, parts)) > NEGLIGIBLE:
            formula = f"{name}_first_order"
            at_base = [signed(float(data[formula].sel(region=side)), 3) if formula in data else "" for side in sides]
            rows.append((name.replace("_", " "), *(signed(part, 3) for part in parts), *at_base))
    sums = [findings.outcome.data[name].sel(region=list(sides)) for name in ("welfare", "welfare_first_order")]
    rows.append(("sum", *(signed(float(value), 3) if value.notnull() else "" for both in sums for value in both)))
    return Section(
        *heading,
        (
            "Summed along the way from the baseline to the day, the parts add up to the exact change. Terms of trade: "
            "what an economy's exports buy, which one economy gains from another. Volume of trade: taxed trade lost, "
            "which nobody gains. The first-order formula of Caliendo and Parro (2015) takes both at the base; for "
            "tariffs this large it misses much of the loss.",
        ),
        (),
        (
            Table(
                "Change of real income by cause",
                ("part", *(f"{side}, exact" for side in sides), *(f"{side}, first order" for side in sides)),
                tuple(rows),
            ),
        ),
        annex=True,
    )


def _mind(findings: Findings) -> Section:
    rows = []
    for spread in findings.spread:
        item = spread.assumption
        ends = (
            [
                f"{signed(spread.low[name], 2)} to {signed(spread.high[name], 2)} ({percent(spread.share[name], 0)})"
                for name in findings.readings
            ]
            if spread.share
            else ["not varied"] * len(findings.readings)
        )
        rows.append((item.what, item.value, item.range, item.source, *ends))
    return Section(
        "assumptions",
        "What would change our mind: the assumptions",
        (
            "Each assumption is moved over its range while the others stay; in brackets its part of the sum of squared "
            "swings. A number of which one assumption drives more than half is printed as a range only.",
            *_of_today(findings),
        ),
        (),
        (
            Table(
                "The assumptions register",
                ("assumption", "value", "range", "source", *(f"{name}" for name in findings.readings)),
                tuple(rows),
            ),
        ),
        annex=True,
    )


def _of_today(findings: Findings) -> tuple[str, ...]:
    """Which rows of the register use what could not be known on the day."""
    day = findings.moment.as_of
    late = hindsight(day, load_assumptions())
    if not late:
        return ()
    named = "; ".join(f"{row.what} ({show_day(row.known)})" for row in late if row.known is not None)
    return (
        f"The register is of today, not of {show_day(day)}: these rows, here and in the pages on pressure, rest on "
        f"what came later, the last day in brackets. {named}.",
    )


def _reproduce(findings: Findings) -> Section:
    certificate = findings.outcome.certificate
    world = findings.world
    asked = f"{findings.case.name} --on {findings.moment.on}"
    rows = (
        ("run", findings.run),
        ("case", findings.case.stamp),
        ("world", f"{world.name}@{world.digest}: {len(world.regions)} economies, {len(world.sectors)} sectors"),
        ("vintage", world.provenance.get("vintage", str(world.year))),
        ("attribution", world.provenance.get("attribution", "as given")),
        ("solver", f"{certificate.method}, {certificate.iterations} sweeps, {certificate.status.value}"),
        ("largest gap", f"{certificate.residual:.1e} of world output; Walras {certificate.walras:.1e}"),
        *certificate.assumptions.items(),
        ("draws", f"{findings.ensemble.values.shape[0]} of {findings.ensemble.draws}, seed {findings.ensemble.seed}"),
        ("base spending", f"{money(float(findings.outcome.data['income_base'].sum()))} USD mn"),
        ("more of it", f"detente brief {asked} --full; or one page by itself: detente options {asked}"),
    )
    return Section(
        "reproduce",
        "How to reproduce this",
        (
            "The same command on the same version gives the same run id and the same numbers.",
            "What takes longer than a brief is worked out with --full, or by itself: what each act so far cost both, "
            "best replies, threats and third countries by detente options, other elasticities, fallbacks, opening "
            "positions and what opens the zone by detente deal, each with the case and --on and the day.",
        ),
        (),
        (Table("Versions, digests and certificate", ("item", "value"), rows),),
        annex=True,
    )
