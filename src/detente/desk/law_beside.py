"""A rate of duty that a text tells beside the law of a case on those days: what agrees, what differs, what is open.

"The rate" of a pair is many numbers: what each act sets, what the acts on all goods add up to (what newspapers print),
the average over products, and averages that others have published. A text agrees if it gives any of them; which one is
said. Only what was known on the day of publication counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, final

from detente.case.case import Case
from detente.core.errors import LabelError
from detente.desk.levies import Levy
from detente.ledger.measures import RATED, Measure
from detente.ledger.rates import average_rate
from detente.ledger.scope import covered_partner, rate_for
from detente.ledger.stacking import Moment

__all__ = ["Compared", "acts_in_case", "law_on"]

POINT = 0.0051
"""Rounding: rates are printed in whole points."""
LOOSE = 0.05
"""How far "about", "nearly" and "more than" may lie from the case's number, as a part of it."""
BACK = timedelta(days=45)
"""How long before publication a step without a day is looked for."""
MOST_DAYS = 16
MOST_ACTS = 4
"""Acts offered for one event, those on all goods and on named partners first."""
SLACK = timedelta(days=3)
"""How far the day of an act in a text may lie from either day of a record."""


@final
@dataclass(frozen=True, slots=True)
class Compared:
    """What a case has beside a figure.

    Attributes
    ----------
    verdict
        ``agrees``, ``differs``, or ``open`` where nothing can be laid beside it.
    case
        What the case has, in words.
    records
        Ids of the acts, or of the documents of a published average.
    message
        One sentence.
    """

    verdict: Literal["agrees", "differs", "open"]
    case: str
    records: tuple[str, ...]
    message: str


@final
@dataclass(frozen=True, slots=True)
class _Number:
    """A number that the case has for a pair on a day; ``order`` says which is named first."""

    value: float
    words: str
    records: tuple[str, ...]
    order: int
    on: date


def law_on(levy: Levy, case: Case, known: date) -> Compared:
    """Lay one rate beside the law.

    Parameters
    ----------
    levy
        The rate as told.
    case
        The case.
    known
        Day of knowledge: the day of publication.
    """
    if levy.importer is None or (levy.exporter is None and not levy.goods):
        return Compared("open", "", (), "The text does not say who levies it on whose goods.")
    if levy.status == "unreal":
        return Compared("open", "", (), "The text tells it as a condition, an offer or a denial, not as a fact.")
    if levy.first > case.head.last:
        return Compared("open", "", (), f"The case ends on {case.head.last}.")
    try:
        importer = (
            levy.importer if levy.importer in case.ledger.countries.groups else case.ledger.partner(levy.importer)
        )
        exporter = levy.exporter if levy.exporter in (None, "all") else case.ledger.partner(levy.exporter)
    except LabelError:
        return Compared("open", "", (), "The case has no law of that economy.")
    law = _Law(case, importer, exporter, levy, known)
    numbers = list(law.steps() if levy.role == "step" else law.levels())
    if not numbers:
        goods = f" on goods named so ({', '.join(levy.goods)})" if levy.goods else ""
        return Compared("open", "", (), f"The case has no act of {importer}{goods} in force on {_days(levy)}.")
    right = [one for one in numbers if _fits(levy, one.value)]
    assumed = f" (taken as {importer} on {exporter}: the text names one of the two)" if levy.assumed else ""
    if right:
        best = min(right, key=lambda one: (one.order, abs(one.value - levy.rate), -one.on.toordinal()))
        return Compared("agrees", best.words, best.records, f"The case has {best.words} on {best.on}{assumed}.")
    if levy.status == "ahead":
        return Compared("open", "", (), f"The text tells it as a plan; the case has no such act by {known}.")
    day = max(one.on for one in numbers)
    now = sorted((one for one in numbers if one.on == day), key=lambda one: (one.order, abs(one.value - levy.rate)))
    there = now[:1] + [one for one in now if one.order > now[0].order][:1]
    words = "; ".join(one.words for one in there)
    other = law.elsewhere()
    records = tuple(dict.fromkeys(name for one in there for name in one.records))
    message = f"The text has {_percent(levy.rate)}; the case has {words} on {day}{assumed}.{other}"
    return Compared("differs", words, records, message)


class _Law:
    """The law of one pair over the days of which a text tells."""

    def __init__(self, case: Case, importer: str, exporter: str | None, levy: Levy, known: date) -> None:
        self.case, self.importer, self.exporter, self.levy, self.known = case, importer, exporter, levy, known
        self.mine = [
            m
            for m in case.ledger.measures
            if m.by == importer and m.kind in RATED and m.known <= known and self._binds(m) and _named(m, levy.goods)
        ]

    def levels(self) -> Iterator[_Number]:
        """Numbers of each day in question; of a former level those just before."""
        days = self._days()
        if self.levy.role == "former":
            days = [days[0] - timedelta(days=1), *(day - timedelta(days=1) for day in days[1:]), *days]
        for day in days:
            for ahead in (False, True) if self._ahead else (False,):
                yield from self._on(day, ahead=ahead)

    def steps(self) -> Iterator[_Number]:
        """By how much acts moved what stands on all goods, or their own layer."""
        first = self.levy.first if self.levy.dated else self.levy.first - BACK
        for measure in self.mine:
            if not (first <= measure.effective <= self.levy.last or first <= measure.announced <= self.levy.last):
                continue
            before = self._wide(measure.effective - timedelta(days=1), ahead=False)
            after = self._wide(measure.effective, ahead=False)
            moved = sum(rate for rate, _ in after.values()) - sum(rate for rate, _ in before.values())
            if moved and measure.goods == "all":
                words = f"{_points(moved)} more on all goods ({measure.id})"
                yield _Number(moved, words, (measure.id,), 0, measure.effective)
            own = self._rate(measure)
            if measure.goods != "all" and not self.levy.goods:
                continue
            old = before.get(measure.authority, (0.0, ""))[0]
            if own is not None and own - old != moved:
                words = f"{_points(own - old)} more in its layer ({measure.id})"
                yield _Number(own - old, words, (measure.id,), 1, measure.effective)

    def elsewhere(self) -> str:
        """Where the case has the rate on another day, a sentence that says so; else nothing."""
        if self.levy.role == "step":
            return ""
        found = [m for m in self.mine if (rate := self._rate(m)) is not None and _fits(self.levy, rate)]
        if not found:
            return ""
        one = min(found, key=lambda m: abs((m.effective - self.levy.last).days))
        return f' It has {_percent(self._rate(one) or 0.0)} from {one.effective} ("{one.id}").'

    @property
    def _ahead(self) -> bool:
        """Whether acts announced and not yet in force count too: on a dated day an act may be what is told."""
        return self.levy.status == "ahead" or self.levy.dated

    def _on(self, day: date, *, ahead: bool) -> Iterator[_Number]:
        wide = self._wide(day, ahead=ahead)
        if len(wide) > 1 and not self.levy.goods:
            total = sum(rate for rate, _ in wide.values())
            parts = " + ".join(f"{_bare(rate)} {name}" for rate, name in wide.values())
            names = tuple(name for _, name in wide.values())
            yield _Number(total, f"{_percent(total)} on all goods ({parts})", names, 0, day)
        holding = {name for _, name in wide.values()}
        for measure in self._live(day, ahead=ahead):
            rate = self._rate(measure)
            wide_one = measure.goods == "all"
            if rate is not None and (not wide_one or measure.id in holding):
                words = f"{_percent(rate)} ({measure.id}{'' if wide_one else ', on some goods'})"
                yield _Number(rate, words, (measure.id,), 1 if wide_one else 2, day)
        single = self.exporter not in (None, "all") and self.importer not in self.case.ledger.countries.groups
        if single and not self.levy.goods and not ahead and day == self._days()[-1]:
            yield from self._averages(day)

    def _averages(self, day: date) -> Iterator[_Number]:
        assert self.exporter is not None
        moment = Moment(day, min(self.known, self.case.head.last))
        mean = float(average_rate(self.case.ledger, self.importer, self.exporter, moment))
        yield _Number(mean, f"{_percent(mean)} on average over products", (), 3, day)
        for publisher in self.case.publishers:
            rows = [one for one in publisher.average if one.stands_for(self.importer, self.exporter, day)]
            if rows:
                rate = max(rows, key=lambda one: one.day).rate
                yield _Number(rate, f"{_percent(rate)} as {publisher.name} averages", publisher.cites, 4, day)

    def _live(self, day: date, *, ahead: bool) -> list[Measure]:
        moment = Moment(day, min(max(day, self.levy.last), self.known), announced=ahead)
        live = {m.id for m in self.case.ledger.live(self.importer, moment)}
        return sorted((m for m in self.mine if m.id in live), key=lambda m: (m.effective, m.announced), reverse=True)

    def _wide(self, day: date, *, ahead: bool) -> dict[str, tuple[float, str]]:
        """Layer to the rate and id of its latest act on all goods."""
        found: dict[str, tuple[float, str]] = {}
        for measure in self._live(day, ahead=ahead):
            rate = self._rate(measure)
            if measure.goods == "all" and rate is not None:
                found.setdefault(measure.authority, (rate, measure.id))
        return dict(sorted(found.items(), key=lambda row: row[1]))

    def _days(self) -> list[date]:
        """Days on which the law may differ: both ends, and each change between them."""
        first, last = self.levy.first, min(self.levy.last, self.case.head.last)
        changes = {day for m in self.mine for day in (m.announced, m.effective) if first <= day <= last}
        return sorted({first, last, *sorted(changes)[-MOST_DAYS:]})

    def _binds(self, measure: Measure) -> bool:
        if self.exporter is None:
            return True
        if self.exporter == "all":
            return not isinstance(measure.on, tuple)
        return covered_partner(measure, self.exporter, self.case.ledger.countries)

    def _rate(self, measure: Measure) -> float | None:
        if measure.rate is not None or self.exporter in (None, "all"):
            return measure.rate
        return rate_for(measure, self.exporter, self.case.ledger.countries) if measure.rates else None


def acts_in_case(drafted: Mapping[str, Any], day: tuple[date, date], case: Case, known: date) -> tuple[str, ...]:
    """Ids of acts of a case that a drafted measure may tell again: same economy, kind, partner, day and rate.

    Parameters
    ----------
    drafted
        The draft of the measure.
    day
        First and last day of the act in the text.
    case
        The case.
    known
        Day of knowledge.
    """
    first, last = day[0] - SLACK, day[1] + SLACK
    found = [
        one
        for one in case.ledger.measures
        if one.by == drafted["by"]
        and one.kind == drafted["kind"]
        and one.known <= known
        and _named(one, drafted["goods_named"])
        and (first <= one.announced <= last or first <= one.effective <= last)
        and _alike(one, drafted, case)
    ]
    found.sort(key=lambda one: (one.goods != "all", one.on == "all", one.effective, one.id))
    return tuple(one.id for one in found[:MOST_ACTS])


def _named(one: Measure, goods: Sequence[str]) -> bool:
    """Whether an act is on the goods that the text names, by the words of its title."""
    return not goods or any(word.rstrip("s") in one.title.lower() for word in goods)


def _alike(one: Measure, drafted: Mapping[str, Any], case: Case) -> bool:
    """Whether partners meet and the rate, if told, is that of the act."""
    codes = () if drafted["on"] in (None, "all") else drafted["on"]
    countries = case.ledger.countries
    if codes and not any(covered_partner(one, code, countries) for code in codes):
        return False
    told = drafted["rate"]
    rate = one.rate if one.rate is not None or not codes else rate_for(one, codes[0], countries)
    return told is None or rate is None or abs(rate - told) < 0.005


def _fits(levy: Levy, value: float) -> bool:
    if levy.comparator == "exact":
        return abs(value - levy.rate) <= POINT
    room = max(POINT, LOOSE * value)
    if levy.comparator in ("more-than", "at-least"):
        return levy.rate - POINT <= value <= levy.rate + 2 * room
    if levy.comparator in ("less-than", "at-most"):
        return levy.rate - 2 * room <= value <= levy.rate + POINT
    return abs(value - levy.rate) <= room


def _days(levy: Levy) -> str:
    return f"{levy.first}" if levy.first == levy.last else f"{levy.first} to {levy.last}"


def _bare(rate: float) -> str:
    return f"{round(100 * rate, 1):g}"


def _percent(rate: float) -> str:
    return f"{_bare(rate)} %"


def _points(rate: float) -> str:
    return f"{_bare(rate)} points"
