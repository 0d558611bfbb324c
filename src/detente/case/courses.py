"""Courses of rates for the monthly path: from the ledger day by day, or from additions given by date.

Each product line has its own course; lines whose courses nearly agree are put together, so that a prohibitive rate on
some goods and none on the others is never taken for their average.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.economy.arrivals import RateCourse
from detente.ledger.ledger import Ledger
from detente.ledger.measures import Goods
from detente.ledger.scope import cover, covered_partner
from detente.ledger.stacking import Moment
from detente.world.monthly import Threat, days_of

__all__ = ["PROHIBITIVE", "Added", "course_of", "reached", "suppliers"]

Added = Sequence[tuple[date, float]]
"""Additions to the rate of the base day, each in force from its date on; dates ascend."""

PROHIBITIVE = 0.6
"""Rates above this share are taken by buyers for passing, in part."""
HOME = 0.5
"""Share of the buyer's own makers in its spending on a good, where only imports are known."""
SHARES = (0.02, 0.6)
"""Lowest and highest share of the exporter in spending on a good."""
RIVALS = 5
"""Other suppliers, by size of trade, whose rates stand for all."""
STEP = 0.2
"""Courses that agree in every month to this step of a log rate are one group."""
SHARE_STEP = 0.2
"""Lines of a group agree in the exporter's share to this step as well."""


@dataclass(frozen=True, slots=True)
class _Day:
    """Log rates of every line on one day, the further rise that is threatened, and the average duty by law."""

    rate: float
    x: FloatArray
    other: FloatArray
    law: FloatArray
    threat: FloatArray


@dataclass(frozen=True, slots=True)
class _Pair:
    """One importer's lines with trade from one exporter."""

    ledger: Ledger
    importer: str
    exporter: str
    lines: npt.NDArray[np.intp]
    weight: FloatArray
    share: FloatArray
    schedule: FloatArray
    rivals: tuple[tuple[str, FloatArray], ...]
    named: Mapping[str, str]
    threats: tuple[tuple[Threat, FloatArray], ...]
    as_of: date

    def added(self, day: date, *, exporter: str = "", announced: bool = False) -> FloatArray:
        """What a day's measures add on each line, as far as known on it."""
        moment = Moment(day, min(day, self.as_of), announced)
        return np.asarray(self.ledger.stack(self.importer, exporter or self.exporter, moment).added[self.lines])

    def log(self, added: FloatArray) -> FloatArray:
        """Ln of the rise of the price with duty."""
        return np.asarray(np.log1p(added / (1.0 + self.schedule)))

    def average(self, added: FloatArray) -> float:
        """Average duty by law, a share of value."""
        return float((self.schedule + added) @ self.weight / self.weight.sum())

    def others(self, law: date, base: date, day: date, given: Mapping[str, Added]) -> FloatArray:
        """Log rates on the other suppliers: of a day of the law, or given for ``day`` on top of the base day's."""
        total = np.zeros_like(self.schedule)
        for rival, share in self.rivals:
            code = self.named.get(rival, rival)
            if rival in given:
                added = np.maximum(self.added(base, exporter=code) + rate_on(given[rival], day), -self.schedule)
            else:
                added = self.added(law, exporter=code)
            total += share * np.log1p(added)
        return total

    def open_threats(self, day: date, law: FloatArray) -> FloatArray:
        """The rise of log rates that is threatened on a day."""
        rise = np.zeros_like(law)
        for threat, covered in self.threats:
            if threat.known <= day < threat.until:
                up = np.full_like(law, np.log1p(threat.rate))
                if not threat.goods:
                    done = law - self.log(self.added(threat.known, announced=True))
                    up = np.maximum(0.0, up - done)
                rise += covered * up
        return rise


def course_of(
    ledger: Ledger,
    importer: str,
    exporter: str,
    months: range,
    *,
    as_of: date,
    threats: Sequence[Threat] = (),
    waived: float = 0.0,
    given: Added | None = None,
    rivals: Mapping[str, Added] | None = None,
) -> RateCourse:
    """The course of one direction of trade.

    Parameters
    ----------
    ledger
        Gives rates by product line, and trade of its year as weights.
    importer, exporter
        The pair.
    months
        Months of the course, as counted by :func:`detente.world.monthly.month_index`.
    as_of
        Last day of knowledge: later days hold what the law known then says of them.
    threats
        Rates proposed or pledged.
    waived
        Share of trade, in every group of goods, that no addition reaches.
    given
        Additions to the rate of the base day instead of the ledger's; spread over goods as on the ledger's own days of
        the nearest average. Other suppliers then keep what they pay on the last day of the record.
    rivals
        Additions to the base day's rate on other exporters, used with ``given``.
    """
    pair = _pair(ledger, importer, exporter, as_of, threats)
    base = ledger.base.base_day
    asked = rivals or {}
    changes = (given or (), *asked.values())
    events = sorted({*_events(pair), base, *(day for rows in changes for day, _ in rows)})
    spread = None if given is None else _spread(pair)
    states: list[_Day] = []
    for day in events:
        later = day >= base
        if given is not None and spread is not None and later:
            added = _held(pair, rate_on(given, day), *spread)
            x = law = pair.log(added)
            other = pair.others(min(day, ledger.last), base, day, asked)
        else:
            added = pair.added(day)
            x, law = pair.log(added), pair.log(pair.added(day, announced=True))
            other = pair.others(day, base, day, asked if later else {})
        states.append(_Day(pair.average(added), x, other, law, pair.open_threats(day, law)))
    return _grouped(pair, months, events, states, waived)


def reached(ledger: Ledger, importer: str, exporter: str, rate: float, *, as_of: date) -> float:
    """The addition on average once no line pays less than nothing: above ``rate`` where that cuts too deep."""
    pair = _pair(ledger, importer, exporter, as_of, ())
    return pair.average(_held(pair, rate, *_spread(pair))) - pair.average(pair.added(ledger.base.base_day))


def suppliers(ledger: Ledger, importer: str, exporter: str, *, as_of: date) -> frozenset[str]:
    """Names in the importer's product table of the suppliers whose rates stand for all others of a pair."""
    return frozenset(name for name, _ in _pair(ledger, importer, exporter, as_of, ()).rivals)


def _held(pair: _Pair, rate: float, means: FloatArray, profiles: FloatArray) -> FloatArray:
    """(lines,) additions of an average ``rate`` above the base day's, no line below zero duty."""
    start = pair.added(pair.ledger.base.base_day)
    return np.maximum(start + _at(rate, start, pair.weight, means, profiles), -pair.schedule)


def rate_on(given: Added, day: date) -> float:
    """The addition in force on a day; zero before the first."""
    return next((rate for first, rate in reversed(given) if first <= day), 0.0)


def _pair(ledger: Ledger, importer: str, exporter: str, as_of: date, threats: Sequence[Threat]) -> _Pair:
    trade, table = ledger.trade(importer, exporter), ledger.lines_of(importer)
    lines = np.flatnonzero(trade > 0)
    whole = np.maximum(table.weights_of("*"), trade)[lines]
    share = np.clip((1.0 - HOME) * trade[lines] / whole, *SHARES)
    sizes = {name: float(row.sum()) for name, row in zip(table.exporters, table.weight, strict=True)}
    names = [n for n in sizes if n not in ("*", table.members.get(exporter, exporter)) and "@" not in n]
    rivals = tuple(
        (name, (1.0 - HOME) * table.weights_of(name)[lines] / whole / (1.0 - share))
        for name in sorted(names, key=lambda name: -sizes[name])[:RIVALS]
    )
    named = {group: code for code, group in table.members.items()}
    hanging = tuple(
        (t, np.ones(len(lines)) if not t.goods else cover(Goods(list=t.goods), ledger.lists[t.goods], table)[lines])
        for t in threats
        if (t.importer, t.exporter) == (importer, exporter)
        and t.known <= as_of
        and (not t.goods or t.goods in ledger.lists)
    )
    schedule = table.schedule_of(exporter)[lines]
    return _Pair(ledger, importer, exporter, lines, trade[lines], share, schedule, rivals, named, hanging, as_of)


def _events(pair: _Pair) -> list[date]:
    """Days on which rates, announcements or threats may change."""
    ledger = pair.ledger
    names = (pair.exporter, *(pair.named.get(name, name) for name, _ in pair.rivals))
    days = {date.min}
    for m in ledger.measures:
        if m.by == pair.importer and any(covered_partner(m, name, ledger.countries) for name in names):
            days |= {m.known, m.effective, *((m.end,) if m.end else ())}
    for act in (*ledger.repeals, *ledger.stackings):
        days |= {act.known, act.effective}
    for threat, _ in pair.threats:
        days |= {threat.known, threat.until}
    return sorted(days)


def _spread(pair: _Pair) -> tuple[FloatArray, FloatArray]:
    """Average additions (n,) of the ledger's days since the base day, ascending, and their profiles (n, lines)."""
    base = pair.ledger.base.base_day
    start = pair.added(base)
    last = pair.ledger.last
    days = [day for day in _events(pair) if base < day <= last or (day > last and day == _next(pair, last))]
    profiles = [np.zeros_like(start), *(pair.added(day) - start for day in days)]
    means = np.array([profile @ pair.weight / pair.weight.sum() for profile in profiles])
    order = np.argsort(means)
    keep = [int(order[0])]
    for n in order[1:]:
        if means[n] - means[keep[-1]] > 1e-3:
            keep.append(int(n))
    return means[keep], np.array(profiles)[keep]


def _next(pair: _Pair, last: date) -> date:
    """The first event after the last day of the record: what was announced for it is known."""
    return min((day for day in _events(pair) if day > last), default=last)


def _at(rate: float, start: FloatArray, weight: FloatArray, means: FloatArray, profiles: FloatArray) -> FloatArray:
    """(lines,) additions of average ``rate``: between the nearest profiles, and beyond them in proportion.

    Below all of them, what was added by the base day is taken back in proportion.
    """
    if rate <= means[0]:
        added = float(start @ weight / weight.sum())
        return np.asarray(profiles[0] + (rate - means[0]) * (start / added if added > 0 else np.ones_like(start)))
    if rate >= means[-1]:
        return np.asarray(profiles[-1] * (rate / means[-1]))
    n = int(np.searchsorted(means, rate)) - 1
    part = (rate - means[n]) / (means[n + 1] - means[n])
    return np.asarray((1.0 - part) * profiles[n] + part * profiles[n + 1])


def _grouped(pair: _Pair, months: range, events: list[date], states: list[_Day], waived: float) -> RateCourse:
    """Averages of each month, for groups of lines that move together."""
    T = len(months)
    cube = np.zeros((5, T, len(pair.lines)))
    rate = np.zeros(T)
    for t, month in enumerate(months):
        days = days_of(month)
        which = np.searchsorted(np.array(events), np.array(days), side="right") - 1
        for n, count in zip(*np.unique(which, return_counts=True), strict=True):
            day, part = states[n], count / len(days)
            rate[t] += part * day.rate
            prohibitive = np.maximum(0.0, day.law - np.log1p(PROHIBITIVE))
            for slot, values in enumerate((day.x, day.other, day.law, prohibitive, day.threat)):
                cube[slot, t] += part * values
    # a random whole number for each row makes one exact key of a whole course, far faster than np.unique over columns
    mixing = np.random.default_rng(0).integers(1, 1 << 30, size=(5 * T, 1)).astype(np.float64)
    steps = np.round(cube.reshape(5 * T, -1) / STEP)
    key = (steps * mixing).sum(axis=0) + np.round(pair.share / SHARE_STEP) * 0.25
    _, group = np.unique(key, return_inverse=True)
    weight = np.bincount(group, pair.weight).astype(np.float64)
    mean = np.zeros((len(group), len(weight)))
    mean[np.arange(len(group)), group] = pair.weight / weight[group]
    x, other, law, high, threat = cube @ mean
    year = pair.ledger.lines_of(pair.importer).year * 12 - months.start
    if waived:
        free = np.zeros((T, 1))
        x, law, high, threat = (np.hstack((values, free)) for values in (x, law, high, threat))
        other = np.hstack((other, (other @ weight / weight.sum())[:, None]))
        weight = np.append((1.0 - waived) * weight, waived * weight.sum())
    share = np.append(pair.share @ mean, np.average(pair.share, weights=pair.weight)) if waived else pair.share @ mean
    return RateCourse(months.start, x, other, law, high, threat, share, weight, slice(year, year + 12), rate)
