"""What follows from tariffs set by hand: who gains, who loses, where trade goes, beside the day as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from detente.case.asked import case_meta
from detente.case.pair import sector_rows, spending_shift, two_way_trade
from detente.case.what_if import WhatIf
from detente.core.dates import show_day
from detente.economy.outcome import Outcome
from detente.report.words import in_sentence, percent, sector_name, signed
from detente.strategy.result import Reply
from detente.world.load import load_concordance

__all__ = ["reply_document", "what_if_document"]

MEASURES = (
    "welfare",
    "welfare_usd",
    "real_wage",
    "price_index",
    "exports",
    "imports",
    "revenue_change",
    "unemployment",
)
NAMES = {"welfare_usd": "welfare_usd_mn", "revenue_change": "revenue_usd_mn"}
SHOWN = 12
"""Origins whose share in a side's imports moved most."""


def what_if_document(found: WhatIf, ghost: WhatIf, *, data_only: bool = False) -> dict[str, Any]:
    """The answer of the live model.

    Parameters
    ----------
    found
        What was set.
    ghost
        The day as it is, with the same model.
    data_only
        Leave out names, cards and the sentence: what a page needs again at every move of a slider.
    """
    question, outcome = found.question, found.outcome
    case = question.case
    trade = (two_way_trade(outcome, *case.sides), two_way_trade(ghost.outcome, *case.sides))
    told: dict[str, Any] = {
        "schema": "detente.solve/1",
        "meta": {**case_meta(case), "on": question.moment.on, "as_of": question.moment.as_of},
        "baseline": question.start.on,
        "set": [
            {"importer": n, "exporter": i, "baseline": start, "day": day, "rate": rate}
            for (n, i), (start, day, rate) in found.rates.items()
        ],
        "regions": _regions(outcome, ghost.outcome),
        "trade": trade[0],
        "trade_ghost": trade[1],
        "sectors": {side: _sectors(found, side, other) for side, other in _both(case.sides)},
        "shift": {side: _shift(found, side) for side in case.sides},
        "certificate": outcome.certificate.as_json(),
        "warnings": [],
    }
    if not data_only:
        told |= {
            "cards": _cards(found, ghost, trade),
            "sentence": _sentence(found, trade[0]),
            "horizon": _horizon(outcome),
        }
    return told


def reply_document(found: WhatIf, player: str, reply: Reply) -> dict[str, Any]:
    """The best reply of a side.

    Parameters
    ----------
    found
        What was set.
    player
        The side.
    reply
        Its best rate.
    """
    question = found.question
    names = question.case.ledger.countries.names
    rate, rival = float(reply.moves.values[0]), next(s for s in question.case.sides if s != player)
    return {
        "schema": "detente.best-response/1",
        "meta": {**case_meta(question.case), "on": question.moment.on, "as_of": question.moment.as_of},
        "player": player,
        "rate": rate,
        "gain": reply.gain,
        "objective": reply.certificate.assumptions[f"objective of {player}"],
        "instrument": reply.certificate.assumptions[f"instruments of {player}"],
        "sentence": (
            f"For its own real income, {in_sentence(names, player)} would levy {percent(rate)} on all goods of "
            f"{in_sentence(names, rival)}, and gain {signed(reply.gain)} over what is set; a scenario of one move, "
            "not a forecast."
        ),
        "certificate": reply.certificate.as_json(),
        "warnings": [],
    }


def _both(sides: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return sides, (sides[1], sides[0])


def _regions(outcome: Outcome, ghost: Outcome) -> list[dict[str, Any]]:
    """One row for each economy; ``ghost`` is its real income on the day as it is."""
    columns = {NAMES.get(name, name): outcome.data[name].values for name in MEASURES if name in outcome.data}
    before = ghost.data["welfare"].values
    return [
        {"region": str(code), **{name: float(v[n]) for name, v in columns.items()}, "ghost": float(before[n])}
        for n, code in enumerate(outcome.data["region"].values)
    ]


def _sectors(found: WhatIf, importer: str, exporter: str) -> list[dict[str, Any]]:
    """What the other side's sectors sell to a side."""
    question = found.question
    pair = (exporter, importer, _sector_names())
    rows = sector_rows(question.world, found.outcome, question.before, found.after, *pair)
    return [
        {
            "sector": row.code,
            "name": row.name,
            "tariff": row.tariff_after,
            "base_usd_mn": row.base,
            "change_usd_mn": row.change,
            "change": row.share,
        }
        for row in rows
    ]


@cache
def _sector_names() -> Mapping[str, str]:
    return {code: sector_name(name) for code, name in load_concordance().sectors.items()}


def _shift(found: WhatIf, importer: str) -> list[dict[str, Any]]:
    """Who sells more, who less: change of shares in a side's spending on goods, the largest first."""
    shares = spending_shift(found.question.world, found.outcome, importer)
    largest = sorted(shares, key=lambda code: -abs(shares[code]))[:SHOWN]
    return [{"origin": code, "change": shares[code]} for code in largest]


def _horizon(outcome: Outcome) -> str:
    return "six months to a year" if outcome.data.attrs["model"] == "ShortRun" else "long run"


def _cards(found: WhatIf, ghost: WhatIf, trade: Sequence[float]) -> list[dict[str, Any]]:
    """Key numbers with unit, horizon and baseline, beside the day as it is."""
    case = found.question.case
    names: Mapping[str, str] = case.ledger.countries.names
    horizon = _horizon(found.outcome)
    baseline = f"measures of {show_day(found.question.start.on)}"
    both = (found.outcome, ghost.outcome)

    def card(name: str, label: str, ends: Sequence[float], digits: int) -> dict[str, Any]:
        value, before = ends
        return {
            "id": name,
            "label": label,
            "value": value,
            "ghost": before,
            "shown": signed(value, digits),
            "shown_ghost": signed(before, digits),
            "unit": "share",
            "horizon": horizon,
            "baseline": baseline,
        }

    return [
        card("trade", "Goods trade between the two", trade, 0),
        *(
            card(
                f"{key}-{side}",
                f"{label}, {names.get(side, side)}",
                [float(x.data[key].sel(region=side)) for x in both],
                2,
            )
            for side in case.sides
            for key, label in (("welfare", "Real income"), ("real_wage", "Real wage"))
        ),
    ]


def _sentence(found: WhatIf, trade: float) -> str:
    """One sentence to read aloud."""
    case = found.question.case
    names = case.ledger.countries.names
    income = [
        f"{in_sentence(names, side)} {signed(float(found.outcome.data['welfare'].sel(region=side)))}"
        for side in case.sides
    ]
    return (
        f"Goods trade between the two {signed(trade, 0)}; real income of "
        f"{' and of '.join(income)}, against the measures of {show_day(found.question.start.on)}. A scenario, not a "
        "forecast."
    )
