"""The page "What could they do": sentences, tables and figures."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan

import numpy as np

from detente.case.option_ranges import BEST, COST, PEAK, TURNING, Ranged
from detente.case.options import POLITICS, Horizon, Options, Targets
from detente.core.dates import show_day
from detente.report.charts.ladder import ladder_figure
from detente.report.charts.leverage import leverage_figure
from detente.report.charts.payoffs import payoffs_figure
from detente.report.charts.reaction import reaction_figure
from detente.report.figure import Figure
from detente.report.options_tables import (
    ladder_table,
    lines_table,
    peaks_table,
    ranges_table,
    revealed_table,
    rules_table,
    talks_table,
    targets_table,
    threats_table,
    uniform_table,
)
from detente.report.page import Section, Table
from detente.report.words import MINUS, in_sentence, percent, signed

__all__ = [
    "options_caption",
    "options_figures",
    "options_section",
    "options_sentences",
    "options_stamp",
    "options_tables",
    "third_sentences",
]

TITLE = "What could they do"
LONG = "long run"
"""Name of the model in which all who want work have it."""


def options_stamp(found: Options) -> str:
    """Case and days of a page that stands alone."""
    moment = found.moment
    return f"{found.case.stamp} · measures of {show_day(moment.on)} · known {show_day(moment.as_of)}"


def options_caption(found: Options, stamp: str) -> str:
    """What every picture carries."""
    models = "; ".join(f"{horizon.name}, elasticities {horizon.elasticity}" for horizon in found.horizons)
    return f"detente {stamp} · {models}. {found.world.provenance.get('attribution', '')}"


def options_figures(found: Options, stamp: str) -> tuple[Figure, ...]:
    """Every picture of the page."""
    caption = options_caption(found, stamp)
    drawn = [ladder_figure(found, caption)] if found.climbed else []
    for horizon in found.horizons:
        drawn += [
            reaction_figure(found, horizon, caption),
            payoffs_figure(found, horizon, caption),
            leverage_figure(found, horizon, caption),
        ]
    return tuple(drawn)


def options_tables(found: Options) -> tuple[Table, ...]:
    """Every table of the page."""
    tables: list[Table] = [ladder_table(found)] if found.climbed else []
    tables += [ranges_table(found)] if found.ranges else []
    tables += [uniform_table(found), peaks_table(found), revealed_table(found)]
    tables += [rules_table(found, side) for side in reversed(found.case.sides)]
    tables += [targets_table(found)] if found.targets else []
    tables += [threats_table(found), *(lines_table(found, side) for side in found.case.sides)]
    tables += [talks_table(found.third)] if found.third is not None else []
    return tuple(tables)


def options_section(found: Options, stamp: str) -> Section:
    """The page as a section of the brief's annex."""
    return Section(
        "options",
        TITLE,
        (*options_sentences(found), *third_sentences(found)),
        options_figures(found, stamp),
        options_tables(found),
        annex=True,
    )


def options_sentences(found: Options) -> tuple[str, ...]:
    """Where the sides stand on the ladder, on revenue and beside what would be best, model by model."""
    one, two = found.case.sides
    stands = " and ".join(
        f"{in_sentence(_names(found), side)} levies {percent(low, 0)} on average and {percent(high, 0)} in law on the "
        "typical dollar"
        for side, (low, high) in found.observed.items()
    )
    told = [
        f"On each other's goods {stands}; averages are over the trade of world {found.world.name}. Scenario, not "
        f"forecast: payoffs are real income in a year, as a change from the measures of {show_day(found.start.on)}, "
        "unless it says otherwise.",
        "Damage per own loss sets percent of the other's real income against percent of the sender's own, not dollars "
        f"(1 % is {_dollars(found)} a year); free, or gains: the sender loses nothing in the model.",
    ]
    if any(horizon.name != LONG for horizon in found.horizons):
        told.append(
            "In the short run wages hardly fall, so a tariff can raise the income of who levies it by giving work to "
            "those who would be idle: gains and free moves there rest on that. How far wages may fall, and what "
            "central banks do, is assumed and not varied here, and brackets do not cover it."
        )
    if found.ranges:
        sets = list(dict.fromkeys(name for row in found.ranges for name in row.values))
        told.append(
            f"In brackets: lowest and highest over {len(sets)} sets of elasticities ({', '.join(sets)}), on a world "
            "where economies far from the two are one. They range over parameters, not models; the two models stand "
            "side by side, and figures without brackets have one value each."
        )
    for horizon in found.horizons:
        told.append(_peak_sentence(found, horizon))
        told.append(_turning_sentence(found, horizon))
        told += [sentence for side in (one, two) if (sentence := _gap_sentence(found, horizon, side))]
    told += [_revealed_sentence(found, side) for side in (one, two)]
    told.append(_switch_sentence(found))
    told += [_list_sentence(target) for target in found.targets if not isnan(target.agreement[1.0])]
    told.append(
        "Threats that withhold critical inputs count what they cost those who need them, by exposed shares that are "
        "assumed; the sales lost by the sender are too small for a sector of the world and are not counted, so that it "
        "gains is no result."
    )
    return tuple(sentence for sentence in told if sentence)


def third_sentences(found: Options) -> tuple[str, ...]:
    """What others gain by signing, holding out or siding; empty without a clock."""
    third = found.third
    if third is None:
        return ()
    names = _names(found)
    hub, target = (in_sentence(names, code) for code in (third.talks.hub, third.talks.target))
    clock = third.clock
    rows = third.talks.rows
    signs = [_name(names, row.partner) for row in rows if row.choice in ("sign", "align")]
    others = [_name(names, row.partner) for row in rows if row.choice not in ("sign", "align")]
    late = sum(row.together < row.first for row in rows if row.terms is not None)
    told = [
        f"{clock.title}: this is to end on {show_day(clock.until)}, {clock.days_left} days on. In the long run, "
        f"against today: if nobody signs by then, {hub} {_does(third.talks.hub_apart)} "
        f"{signed(abs(third.talks.hub_apart))[1:]} of real income; if all at the table sign on the terms below, it "
        f"{_does(third.talks.hub_together)} {signed(abs(third.talks.hub_together), 3)[1:]}. The terms are those that "
        "split each pair's gain in the model, none that anybody named.",
        f"{late} of {len(rows)} would be better off as the only one to sign than when all sign: what a partner is "
        "spared is worth less once its rivals are spared it too.",
        (
            "For real income alone, in the long run and with the others signed, the best for "
            f"{_listed(signs)} is to sign"
            + (f"; for {_listed(others)} free trade with {target} would be worth more" if others else "")
            + ". Security, and what either side may do about it, is not counted."
        ),
    ]
    if third.talking:
        talking = _listed([_name(names, code) for code in third.talking])
        told.append(
            f"{talking} are known to talk with {hub}: they buy {percent(third.isolation, 0)} of what {target} exports "
            f"elsewhere. If all at the table did, it would be {percent(third.isolation_if_all, 0)}."
        )
    if third.courtings:
        best = max(third.courtings, key=lambda row: row.gain)
        enough = [_name(names, row.seller) for row in third.courtings if row.diverted < 0.0 < row.gain + row.diverted]
        not_enough = [_name(names, row.seller) for row in third.courtings if row.gain + row.diverted <= 0.0]
        told.append(
            f"A pledge of {target} to buy {percent(best.more, 0)} more goods is worth most to "
            f"{_name(names, best.seller)}: {signed(best.gain)} of its real income after two years, at "
            f"{signed(best.cost)} for {target}."
            + (f" It outweighs what the measures cost {_listed(enough)}" if enough else "")
            + (
                f"{', not' if enough else ' It does not outweigh'} what they cost {_listed(not_enough)}"
                if not_enough
                else ""
            )
            + ("." if enough or not_enough else "")
        )
    return tuple(told)


def _peak_sentence(found: Options, horizon: Horizon) -> str:
    parts = []
    for side in found.case.sides:
        (best,) = (
            peak.best
            for peak in found.peaks
            if (peak.player, peak.reply, peak.model, peak.elasticity)
            == (side, "hold", horizon.name, horizon.elasticity)
        )
        low = found.observed[side][0]
        place = "beyond" if low > best.rate else "short of"
        row = _row(found, side, horizon, PEAK)
        firm = ""
        if row is not None:
            same = sum((low > value) == (low > best.rate) for value in row.values.values())
            firm = f" with {same} of {len(row.values)} sets"
        parts.append(
            f"{side} {percent(best.rate, 0)}{' or more' if best.at_end else ''}{_over(row)}, so its mean rate is "
            f"{place} it{firm}"
        )
    return (
        f"{_start(horizon)} with the other's rate as on the day, revenue peaks at a uniform rate of: "
        f"{'; '.join(parts)}."
    )


def _turning_sentence(found: Options, horizon: Horizon) -> str:
    parts = []
    for side in found.case.sides:
        held, mirrored = (horizon.turning[side, reply] for reply in ("hold", "mirror"))
        row = _row(found, side, horizon, TURNING)
        parts.append(
            f"{side} {_rate(held)}{_over(row)} if the other stays at its old rates, {_rate(mirrored)} if it mirrors"
        )
    return f"{_start(horizon)} one more point costs the sender more than the target loses: {'; '.join(parts)}."


def _gap_sentence(found: Options, horizon: Horizon, side: str) -> str:
    rows = [row for row in horizon.unexplained if row.player == side]
    if not rows:
        return ""
    held = next(row for row in rows if row.reply == "hold")
    income = float(found.world.final_use[found.world.regions.index(side)].sum())
    return (
        f"{_start(horizon)} real income alone would have {side} at {percent(held.best, 0)}"
        f"{_over(_row(found, side, horizon, BEST))} with the other at its old rates, and at "
        f"{percent(next(row.best for row in rows if row.reply == 'mirror'), 0)} if mirrored; "
        f"{percent(held.observed, 0)} instead gives up {percent(held.cost, 2)}"
        f"{_over(_row(found, side, horizon, COST), 2)} of it (USD {held.cost * income / 1e3:,.0f} bn a year), "
        f"for {percent(held.rival_loss, 2)} more loss of the other: {_per(held.rival_loss, held.cost)}."
    )


def _row(found: Options, side: str, horizon: Horizon, what: str) -> Ranged | None:
    """A figure under several elasticities."""
    return next((r for r in found.ranges if (r.player, r.model, r.what) == (side, horizon.name, what)), None)


def _over(row: Ranged | None, digits: int = 0) -> str:
    """Lowest and highest in brackets."""
    if row is None:
        return ""
    low, high = min(row.values.values()), max(row.values.values())
    top = percent(high, digits) if isfinite(high) else "none up to 200 %"
    return f" ({percent(low, digits)} to {top})" if isfinite(low) else " (none up to 200 % with any set)"


def _per(loss: float, cost: float) -> str:
    return f"{loss / cost:.1f} % for each 1 % of its own" if cost > 0.0 else "at no cost"


def _revealed_sentence(found: Options, side: str) -> str:
    parts = []
    for horizon in found.horizons:
        data = horizon.revealed[side]
        held, mirrored = (data.least_rival(reply) for reply in ("hold", "mirror"))
        parts.append(
            f"{horizon.name} {_weight(held)} if the other keeps its rate of the day, {_weight(mirrored)} if it mirrors"
        )
    politics = [
        name
        for name in POLITICS
        if any(
            float(horizon.revealed[side].data["rate"].sel(politics=name, reply="hold", rival=0.0, revenue=0.0))
            >= found.observed[side][0]
            for horizon in found.horizons
        )
    ]
    return (
        f"For the rate of {side} to be its best, the rival's loss must weigh, against own real income, "
        f"{'; '.join(parts)}."
        + (f" Without any such weight it is best where {' or '.join(politics)}." if politics else "")
        + " These are sets of objectives that would fit, not motives."
    )


def _switch_sentence(found: Options) -> str:
    two = found.case.sides[1]
    parts = []
    for horizon in found.horizons:
        rules = horizon.rules[two]
        mirror, switch = (rules["payoff"].sel(rule=rule, side=found.case.sides[0]) for rule in ("mirror", "switch"))
        own = [rules["payoff"].sel(rule=rule, side=two) for rule in ("mirror", "switch")]
        one = found.case.sides[0]
        parts.append(
            f"{horizon.name}, {one} from {signed(float(np.expm1(mirror)))} to {signed(float(np.expm1(switch)))}, "
            f"{two} from {signed(float(np.expm1(own[0])))} to {signed(float(np.expm1(own[1])))}"
        )
    return (
        f"If {two} mirrors and adds 25 % on another instrument where that hurts more for its cost, real income goes: "
        f"{'; '.join(parts)}."
    )


def _dollars(found: Options) -> str:
    """What one percent of real income is to each side."""
    world = found.world
    return " and ".join(
        f"USD {0.01 * float(world.final_use[world.regions.index(side)].sum()) / 1e3:,.0f} bn to {side}"
        for side in found.case.sides
    )


def _list_sentence(target: Targets) -> str:
    heaviest = max(target.agreement)
    return (
        f"List {target.name}: its points go with damage per own cost by a rank correlation of "
        f"{_plain(target.agreement[1.0])} for real income, and of {_plain(target.agreement[heaviest])} if income "
        f"earned in the listed sectors weighs {heaviest:g} times for the sender. A weight that fits is no motive found."
    )


def _plain(value: float) -> str:
    return f"{value:+.2f}".replace("-", MINUS)


def _start(horizon: Horizon) -> str:
    return f"{horizon.name[0].upper()}{horizon.name[1:]}:"


def _rate(rate: float) -> str:
    return f"from {percent(rate, 0)}" if isfinite(rate) else "at no rate up to 200 %"


def _weight(weight: float) -> str:
    return f"{weight:g} or more" if isfinite(weight) else "more than any weight tried"


def _does(change: float) -> str:
    return "gains" if change >= 0.0 else "loses"


def _names(found: Options) -> dict[str, str]:
    return dict(found.case.ledger.countries.names)


def _name(names: dict[str, str], code: str) -> str:
    return "the EU" if code == "EU27" else in_sentence(names, code)


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "nobody"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
