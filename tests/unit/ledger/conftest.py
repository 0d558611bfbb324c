"""Four product lines of the United States, typed so that every average can be checked by hand."""

from datetime import date
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest

from detente.core.dates import Interval
from detente.ledger.ledger import Ledger
from detente.ledger.measures import Measure, Repeal, Stacking
from detente.ledger.scope import CodeList
from detente.world.countries import Countries, Membership
from detente.world.lines import Lines
from detente.world.toy import toy_world

DAY = date(2025, 3, 1)
COUNTRIES = Countries(
    names={"USA": "United States", "CHN": "China", "ROW": "Rest of the world", "MEX": "Mexico", "PER": "Peru"},
    aliases={"china": "CHN"},
    census={},
    icio=("USA", "CHN", "ROW"),
    memberships=(
        Membership("BLOC", "CHN", Interval(date(2000, 1, 1))),
        Membership("BLOC", "ROW", Interval(date(2000, 1, 1), date(2025, 1, 1))),
    ),
)
LINES = Lines(
    "USA",
    ("01011000", "61091000", "85171300", "95030000"),
    ("A01", "C13T15", "C26", "C26"),
    np.array([0.02, 0.10, 0.0, 0.04]),
    ("CHN", "MEX", "*"),
    np.array([[10.0, 20.0, 50.0, 20.0], [0.0, 0.0, 0.0, 0.0], [40.0, 60.0, 80.0, 20.0]]),
    2024,
    "typed",
    free=("MEX",),
    finer=(1, 4, 2, 1),
)


def act(kind, name, /, **fields):
    given = {"id": name, "announced": DAY, "effective": DAY, "cites": ("law",), **fields}
    if kind is Measure:
        given = {"kind": "tariff", "by": "USA", "on": ("CHN",), "authority": "duty", **given}
        if given["kind"] in ("tariff", "suspension") and not {"rate", "rates", "rate_in_list"} & set(given):
            given["rate"] = 0.10
    return kind(**given)


def ledger(*acts, lists=None):
    def of(kind):
        return tuple(record for record in acts if isinstance(record, kind))

    return Ledger(
        of(Measure),
        of(Repeal),
        of(Stacking),
        MappingProxyType({listed.name: listed for listed in lists or ()}),
        MappingProxyType({"USA": LINES, "*": LINES}),
        COUNTRIES,
        toy_world(),
        date(2025, 5, 12),
    )


@pytest.fixture(scope="session")
def typed():
    """Makers of records and ledgers on the four lines."""

    def listed(name, codes, rate=(), share=None):
        return CodeList(name, codes, rate, share or (1.0,) * len(codes))

    return SimpleNamespace(
        countries=COUNTRIES,
        day=DAY,
        exclusion=lambda name, applies, excludes, **f: act(
            Stacking, name, by="USA", applies=applies, excludes=excludes, **f
        ),
        ledger=ledger,
        lines=LINES,
        listed=listed,
        measure=lambda name, **f: act(Measure, name, **f),
        repeal=lambda name, *ends, **f: act(Repeal, name, ends=ends, **f),
    )
