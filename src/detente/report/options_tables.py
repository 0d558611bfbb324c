"""Tables of the page "What could they do"."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite, isnan

import numpy as np

from detente.case.option_ranges import COST, WHOLE
from detente.case.options import Options
from detente.case.rungs import ELSEWHERE
from detente.case.third import ThirdCountries
from detente.core.dates import show_day
from detente.report.page import Table
from detente.report.readings import BRIEF_NAMES
from detente.report.words import MINUS, money, percent, sector_name, signed
from detente.strategy.leverage import Threatened
from detente.world.load import load_concordance

__all__ = [
    "ladder_table",
    "lines_table",
    "peaks_table",
    "ranges_table",
    "revealed_table",
    "rules_table",
    "talks_table",
    "targets_table",
    "threats_table",
    "uniform_table",
]

LINES = 8
"""Lines of leverage shown for each side."""
SECTORS = 8
"""Sectors shown of each list."""
FREE = 1e-6
"""Own loss, share, below which a move is called free."""
FIXED = "fixed"
"""Jobs in a model in which all who want work have it."""
WORDS: Mapping[str, str] = {"hold": "holds", "mirror": "mirrors"}


def _sets(found: Options) -> str:
    """Elasticities of the models in words."""
    return f"{' and '.join(dict.fromkeys(horizon.elasticity for horizon in found.horizons))} elasticities"


def ladder_table(found: Options) -> Table:
    """What each rung cost both sides, model by model, and damage for each unit of the climber's own loss."""
    one, two = found.case.sides
    columns = ["day", "who levies", "mean tariff, %"]
    for horizon in found.horizons:
        columns += [f"{one}, {horizon.name}", f"{two}, {horizon.name}", f"damage per own loss, {horizon.name}"]
    rows = []
    for number, climb in enumerate(found.climbed):
        cells = [
            show_day(climb.day),
            f"{climb.by} on {climb.on}" if climb.by != ELSEWHERE else "on or by others",
            f"{100 * climb.before:.1f} → {100 * climb.after:.1f}",
        ]
        for horizon in found.horizons:
            rung = horizon.rungs[number]
            target = climb.on or two
            cells += [signed(float(np.expm1(rung.change[side])), 3) for side in (one, two)]
            cells.append("" if climb.by == ELSEWHERE else _ratio(rung.change[target], rung.change[climb.by]))
        rows.append(tuple(cells))
    totals = [signed(float(np.expm1(h.rungs[-1].value[side])), 3) for h in found.horizons for side in (one, two)]
    last = ["all rungs", "", ""]
    for k in range(len(found.horizons)):
        last += [*totals[2 * k : 2 * k + 2], ""]
    return Table(
        f"The ladder that was climbed: change of real income by each rung, {_sets(found)}",
        tuple(columns),
        (*rows, tuple(last)),
    )


def ranges_table(found: Options) -> Table:
    """Key figures under every set of elasticities."""
    names = list(dict.fromkeys(name for row in found.ranges for name in row.values))
    rows = tuple(
        (row.player, row.model, row.what, *(_figure(row.values.get(name), row.what) for name in names))
        for row in found.ranges
    )
    return Table(
        f"Key figures under {len(names)} sets of elasticities, %, on a world where economies far from the two are one; "
        "ranges over parameters, not models",
        ("side", "model", "figure", *names),
        rows,
    )


def _figure(value: float | None, what: str) -> str:
    if value is None:
        return "no equilibrium"
    if not isfinite(value):
        return "over 200"
    text = f"{100.0 * value:.2f}" if what in (COST, WHOLE) else f"{100.0 * value:.0f}"
    return text.replace("-", MINUS)


def uniform_table(found: Options) -> Table:
    """Even rungs of a uniform tariff of either side, the other at its old rates."""
    rows = []
    for side, target in (found.case.sides, found.case.sides[::-1]):
        for number in range(len(found.horizons[0].uniform[side])):
            cells = [side, found.horizons[0].uniform[side][number].label]
            for horizon in found.horizons:
                rung = horizon.uniform[side][number]
                cells += [signed(float(np.expm1(rung.change[name])), 3) for name in (side, target)]
                cells.append(_ratio(rung.change[target], rung.change[side]))
            rows.append(tuple(cells))
    heads = (f"{what}, {h.name}" for h in found.horizons for what in ("own", "other's", "damage per own loss"))
    return Table(
        "A ladder of even rungs: change of real income by each rung of a uniform tariff, the other at its old rates, "
        f"{_sets(found)}",
        ("who levies", "from, to", *heads),
        tuple(rows),
    )


def peaks_table(found: Options) -> Table:
    """Where revenue is highest, under each model and set of elasticities."""
    one, two = found.case.sides
    keys = dict.fromkeys((peak.model, peak.elasticity, peak.reply) for peak in found.peaks)
    rows = []
    for model, elasticity, reply in keys:
        cells = [model, elasticity, WORDS[reply]]
        for side in (one, two):
            (best,) = (
                peak.best
                for peak in found.peaks
                if (peak.player, peak.model, peak.elasticity, peak.reply) == (side, model, elasticity, reply)
            )
            cells.append(f"{100 * best.rate:.0f}{' or more' if best.at_end else ''}")
        rows.append(tuple(cells))
    return Table(
        "Uniform tariff on the other's goods with the highest revenue, all else as on the day",
        ("model", "elasticities", "the other", f"{one}, %", f"{two}, %"),
        tuple(rows),
    )


def revealed_table(found: Options) -> Table:
    """Best uniform rates under several objectives, beside the rate in force."""
    rows = []
    for side in found.case.sides:
        for horizon in found.horizons:
            rates = horizon.revealed[side].data["rate"]
            for name in (str(n) for n in rates["politics"].values):
                for rival, revenue in ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (0.0, 1.0)):
                    if name != str(rates["politics"].values[0]) and (rival, revenue) != (0.0, 0.0):
                        continue
                    words = name + (f" − {rival:g} × rival's" if rival else "") + (" + revenue" if revenue else "")
                    cells = rates.sel(politics=name, rival=rival, revenue=revenue)
                    top = float(horizon.map.rates[-1])
                    rows.append(
                        (
                            side,
                            horizon.name,
                            words,
                            *(
                                f"{100 * float(cells.sel(reply=reply)):.0f}"
                                + (" or more" if float(cells.sel(reply=reply)) >= top - 1e-9 else "")
                                for reply in ("hold", "mirror")
                            ),
                            f"{100 * found.observed[side][0]:.0f} to {100 * found.observed[side][1]:.0f}",
                        )
                    )
    return Table(
        "Best uniform rate under several objectives, the other keeping its rate of the day or mirroring, "
        f"{_sets(found)}, %",
        ("side", "model", "objective", "the other keeps", "the other mirrors", "in force"),
        tuple(rows),
    )


def rules_table(found: Options, player: str) -> Table:
    """What follows from each rule of the side that answers."""
    (sender,) = (side for side in found.case.sides if side != player)
    rows = []
    for horizon in found.horizons:
        data = horizon.rules[player]
        fixed = not data["employment"].values.any()
        for rule in (str(name) for name in data["rule"].values):
            row = data.sel(rule=rule)
            payoff = {side: float(np.expm1(row["payoff"].sel(side=side))) for side in (player, sender)}
            rows.append(
                (
                    horizon.name,
                    rule,
                    percent(float(row["rate"]), 0),
                    signed(payoff[player]),
                    signed(payoff[sender]),
                    *(money(float(row["revenue"].sel(side=side))) for side in (player, sender)),
                    FIXED if fixed else signed(float(row["employment"].sel(side=player))),
                    signed(float(row["third_parties"]), 3),
                )
            )
    points = float(found.horizons[0].rules[player].attrs["points sent"])
    return Table(
        f"Rules by which {player} could answer the {100 * points:.0f} points of {sender}: changes in a year "
        "against the baseline, with measures of and on others as there; proportional levies as much duty on base trade "
        "as the other, list is on the sectors with most damage per own loss, switch mirrors and adds 25 % on another "
        f"instrument; {_sets(found)}",
        (
            "model",
            "rule",
            "mean rate",
            f"real income, {player}",
            f"real income, {sender}",
            f"revenue, {player}, USD mn",
            f"revenue, {sender}, USD mn",
            f"jobs, {player}",
            "real income, others",
        ),
        tuple(rows),
    )


def targets_table(found: Options) -> Table:
    """The largest entries of each list beside the model's ratio of damage to own cost."""
    rows = []
    for target in found.targets:
        data = target.data.sortby("points", ascending=False).isel(move=slice(0, SECTORS))
        for k in range(data.sizes["move"]):
            row = data.isel(move=k)
            if float(row["points"]) < 0.005:
                continue
            rows.append(
                (
                    target.name,
                    _sector(str(row["sector"].values)),
                    f"{100 * float(row['points']):.1f}",
                    percent(float(row["trade"])),
                    _number(float(row["ratio"])),
                    *(_correlation(target.agreement[weight]) for weight in (1.0, max(target.agreement))),
                )
            )
    return Table(
        "Lists of retaliation beside the model's own targeting",
        (
            "list",
            "sector",
            "points added",
            "share of imports",
            "damage per own cost",
            "rank correlation of points with it, all sectors",
            f"the same, listed sectors weigh {max(found.targets[0].agreement):g}",
        ),
        tuple(rows),
    )


def threats_table(found: Options) -> Table:
    """Threats on top of what is in force, one by one, together, and with allies."""
    rows = []
    for horizon in found.horizons:
        for side, joints in horizon.threats.items():
            for joint in joints:
                for row in joint.single:
                    cells = _threat(horizon.name, side, row, row.name, "")
                    if cells not in rows:
                        rows.append(cells)
                name = "all of these together" if len(joint.whole.by) == 1 else "own tariff and theirs together"
                rows.append(_threat(horizon.name, side, joint.whole, name, signed(joint.complementarity, 3)))
    return Table(
        f"Threats at size, on top of what is in force: real income of senders, target and all others, {_sets(found)}",
        ("model", "by", "threat", "senders", "target", "others", "damage per own loss", "beyond the sum"),
        tuple(rows),
    )


def lines_table(found: Options, side: str) -> Table:
    """Lines with the largest damage at the margin, for one point more."""
    rows = []
    for horizon in found.horizons:
        data = horizon.lines[side].sortby("damage").isel(line=slice(0, LINES))
        for k in range(data.sizes["line"]):
            row = data.isel(line=k)
            rows.append(
                (
                    horizon.name,
                    str(row["kind"].values),
                    _sector(str(row["sector"].values)),
                    money(float(row["trade"])),
                    signed(0.01 * float(row["own"]), 4),
                    signed(0.01 * float(row["damage"]), 4),
                    _number(float(row["ratio"])),
                )
            )
    return Table(
        f"Leverage of {side}, line by line: change of real income by one point more on what is in force, "
        f"{_sets(found)}",
        (
            "model",
            "instrument",
            "sector",
            "trade now, USD mn",
            "own real income",
            "target's real income",
            "damage per own loss",
        ),
        tuple(rows),
    )


def talks_table(third: ThirdCountries) -> Table:
    """Third countries in talks: terms, and what each way is worth against today."""
    bought = {row.seller: row for row in third.courtings}
    rival = {row.partner: row for row in third.rival_talks.rows}
    rows = []
    for row in third.talks.rows:
        pledge = bought.get(row.partner)
        terms = (
            "none" if row.terms is None else f"keeps {100 * row.terms.stays:.0f} %, cuts {100 * row.terms.cut:.0f} %"
        )
        rows.append(
            (
                row.partner,
                terms,
                signed(row.alone),
                signed(row.first),
                signed(row.together),
                signed(row.holdout),
                signed(row.aligned),
                signed(row.sided),
                signed(rival[row.partner].together),
                row.choice,
                signed(pledge.gain) if pledge else "",
                signed(pledge.diverted) if pledge else "",
            )
        )
    talks = third.talks
    return Table(
        f"Third countries: real income against today, long run. Terms: share of the extra tariff of {talks.hub} that "
        "stays, share of the partner's tariffs on it that goes, as the model splits the gain of each pair",
        (
            "partner",
            f"terms with {talks.hub}",
            "nobody signs",
            "signs alone",
            "all sign",
            "holds out alone",
            f"signs, +25 points on {talks.target}",
            f"holds out, free trade with {talks.target}",
            f"all sign with {talks.target}",
            "best of these",
            "pledge to buy 10 % more (2 years)",
            "measures so far (2 years)",
        ),
        tuple(rows),
    )


def _threat(model: str, side: str, row: Threatened, name: str, beyond: str) -> tuple[str, ...]:
    ratio = "gains" if row.own > -FREE else _number(row.ratio)
    return model, side, name, signed(row.own, 3), signed(row.damage, 3), signed(row.others, 3), ratio, beyond


def _ratio(target: float, own: float) -> str:
    if target >= 0.0:
        return "no damage"
    return _number(target / own if own < 0.0 else inf)


def _sector(code: str) -> str:
    """A sector's short name, where there is one; its code where there is none."""
    official = load_concordance().sectors
    return BRIEF_NAMES.get(code, sector_name(official[code])) if code in official else code


def _correlation(value: float) -> str:
    return "" if isnan(value) else f"{value:+.2f}".replace("-", MINUS)


def _number(ratio: float) -> str:
    if isnan(ratio):
        return "no damage"
    return f"{ratio:.2f}" if isfinite(ratio) else "free"
