"""A tiny ledger that hypothesis fills: four product lines, three economies, a month of law."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from detente.core.dates import Interval
from detente.ledger.ledger import Ledger
from detente.ledger.measures import AllBut, Clock, Goods, Measure, Repeal, Stacking
from detente.ledger.scope import CodeList
from detente.ledger.stacking import Moment
from detente.world.countries import Countries, Membership
from detente.world.lines import Lines
from detente.world.toy import toy_world

START = date(2025, 1, 1)
SECTORS = ("A01", "C13T15", "C26", "C26")
COUNTRIES = Countries(
    names={"USA": "United States", "CHN": "China", "ROW": "Rest of the world"},
    aliases={"china": "CHN"},
    census={},
    icio=("USA", "CHN", "ROW"),
    memberships=tuple(
        Membership(group, code, Interval(date(2000, 1, 1)))
        for group, code in (("PAIR", "CHN"), ("PAIR", "ROW"), ("EAST", "CHN"), ("REST", "ROW"))
    ),
)
LINES = {
    "USA": Lines(
        "USA",
        ("01011000", "61091000", "85171300", "95030000"),
        SECTORS,
        np.array([0.02, 0.10, 0.0, 0.05]),
        ("CHN", "*"),
        np.array([[1.0, 30.0, 60.0, 20.0], [25.0, 80.0, 150.0, 30.0]]),
        2024,
        "typed",
        finer=(1, 2, 4, 1),
    ),
    "*": Lines(
        "*",
        ("010110", "610910", "851713", "950300"),
        SECTORS,
        np.array([0.08, 0.06, 0.0, 0.01]),
        ("USA", "*"),
        np.array([[20.0, 1.0, 12.0, 3.0], [60.0, 5.0, 90.0, 6.0]]),
        2024,
        "typed",
    ),
}
LISTS = {
    "half": CodeList("half", ("8517", "95030000"), (), (0.5, 0.25)),
    "rated": CodeList("rated", ("0101", "6109", "851713", "9503"), (0.1, 0.2, 0.0, 0.3), (1.0, 1.0, 1.0, 1.0)),
}
WORLD = toy_world()
AUTHORITIES = ("a", "b", "c")
WHOLE: tuple[Any, ...] = ("all", Goods(hs=("8517",)), Goods(hs=("61", "95.03")), Goods(sectors=("C26", "A01")))
PARTIAL: tuple[Any, ...] = (*WHOLE, Goods(list="half"), Goods(hs=("6109.10.00.12",)))


def day(number: int) -> date:
    return START + timedelta(days=number)


def ledger(measures: tuple[Measure, ...] = (), repeals: Any = (), stackings: Any = ()) -> Ledger:
    return Ledger(
        tuple(measures),
        tuple(repeals),
        tuple(stackings),
        MappingProxyType(LISTS),
        MappingProxyType(LINES),
        COUNTRIES,
        WORLD,
        day(60),
    )


def measure(name: str, **fields: Any) -> Measure:
    """A measure of the United States on China, 10 % on everything from the first day, but for what is given."""
    given = {
        "id": name,
        "kind": "tariff",
        "by": "USA",
        "on": ("CHN",),
        "authority": "a",
        "announced": START,
        "effective": START,
        "cites": ("law",),
        **fields,
    }
    if given["kind"] in ("tariff", "suspension") and not {"rate", "rates", "rate_in_list"} & set(given):
        given["rate"] = 0.10
    return Measure(**given)


@st.composite
def measures(draw: st.DrawFn, goods: tuple[Any, ...] = PARTIAL, prefix: str = "m") -> tuple[Measure, ...]:
    """Up to seven measures; no two share both days, so that ids never decide."""
    days = draw(
        st.lists(
            st.tuples(st.integers(0, 20), st.integers(-4, 12)),
            max_size=7,
            unique_by=lambda pair: (pair[0], pair[0] + pair[1]),
        )
    )
    found = []
    for number, (announced, wait) in enumerate(days):
        kind = draw(st.sampled_from(("tariff", "tariff", "suspension", "exemption", "export-control")))
        rated = kind in ("tariff", "suspension")
        rate: dict[str, Any] = {"rate": draw(st.sampled_from((0.0, 0.05, 0.25, 1.25)))} if rated else {}
        scope = draw(st.sampled_from(goods))
        if rated and draw(st.integers(0, 5)) == 0:
            rate, scope = {"rate_in_list": True}, Goods(list="rated")
        partners = st.sampled_from(("all", ("CHN",), ("PAIR",), AllBut(all_but=("CHN",))))
        found.append(
            measure(
                f"{prefix}{number}",
                kind=kind,
                by=draw(st.sampled_from(("USA", "USA", "CHN"))),
                on=draw(partners),
                goods=scope,
                authority=draw(st.sampled_from(AUTHORITIES)),
                announced=day(announced),
                effective=day(announced + wait),
                known_on=day(announced + draw(st.integers(0, 3))),
                retroactive=wait < 0,
                until=draw(st.none() | st.integers(1, 15).map(lambda length: Clock(days=length))),
                **rate,
            )
        )
    if len(found) > 1 and found[-1].by == found[0].by and draw(st.integers(0, 3)) == 0:
        found[-1] = found[-1].model_copy(update={"supersedes": found[0].id})
    return tuple(found)


@st.composite
def ledgers(draw: st.DrawFn, goods: tuple[Any, ...] = PARTIAL) -> Ledger:
    """A ledger with repeals and with exclusions that run from a to b to c."""
    acts = draw(measures(goods))
    repeals, stackings = [], []
    if acts:
        for number in range(draw(st.integers(0, 2))):
            announced = draw(st.integers(0, 20))
            repeals.append(
                Repeal(
                    id=f"r{number}",
                    announced=day(announced),
                    effective=day(announced + draw(st.integers(-2, 6))),
                    retroactive=True,
                    cites=("law",),
                    ends=tuple(draw(st.sets(st.sampled_from([act.id for act in acts]), min_size=1, max_size=2))),
                )
            )
    for applies, excludes in (("a", "b"), ("a", "c"), ("b", "c")):
        if draw(st.booleans()):
            announced = draw(st.integers(0, 15))
            stackings.append(
                Stacking(
                    id=f"s-{applies}-{excludes}",
                    announced=day(announced),
                    effective=day(announced),
                    cites=("law",),
                    by="USA",
                    applies=applies,
                    excludes=excludes,
                )
            )
    return ledger(acts, repeals, stackings)


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    on = draw(st.integers(0, 40))
    return Moment(day(on), day(draw(st.integers(0, 40))))


@pytest.fixture(scope="session")
def books() -> SimpleNamespace:
    """Makers of ledgers, measures and moments."""
    return SimpleNamespace(
        authorities=AUTHORITIES,
        day=day,
        ledger=ledger,
        ledgers=ledgers,
        lines=LINES,
        measure=measure,
        measures=measures,
        moments=moments,
        partial=PARTIAL,
        whole=WHOLE,
    )
