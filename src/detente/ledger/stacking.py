"""The one rule: which measures are live, which of them holds in each authority, and how authorities add.

Within one authority the live measure with the latest effective day holds (then the latest announced); a live
exemption takes its goods out of its authority; when a measure lapses or is repealed, the one before it revives.
Across authorities rates add, but for the exclusions typed as stacking records. Where a scope covers part of a
line's trade, that part is taken from what later measures left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.ledger.measures import RATED, Dated, Measure, Repeal, Stacking
from detente.ledger.scope import CodeList, cover, covered_partner, list_rate, listed_by_goods, rate_for
from detente.world.countries import Countries
from detente.world.lines import Lines

__all__ = ["Layer", "LayerMean", "Moment", "Stack", "build_stack", "ended", "in_force", "live"]


@dataclass(frozen=True, slots=True)
class Moment:
    """The day valued and the day of knowledge; ``announced`` also counts what is known but not yet in force."""

    on: date
    as_of: date
    announced: bool = False

    def at_base(self, base_day: date) -> Moment:
        """The base day of a world, known at least as well as on that day.

        A world's base tariffs hold what was in force on its base day, also where the question is about a day before.
        """
        return Moment(base_day, max(self.as_of, base_day))


@dataclass(frozen=True, slots=True)
class Layer:
    """What one measure, or one rule of a scenario, does on each line.

    ``role`` is ``adds`` (its rate is part of the stack), ``exempts`` (it takes goods out of its authority) or
    ``excluded`` (another authority's duty keeps it off). ``rate`` (lines,) is what it adds, ``cover`` (lines,)
    the share of the line on which it holds; ``by_rule`` names the exclusion or the rule.
    """

    authority: str
    role: str
    rate: FloatArray
    cover: FloatArray
    measure: Measure | None = None
    by_rule: str = ""


@dataclass(frozen=True, slots=True)
class LayerMean:
    """A layer averaged over product lines: ``rate`` is what it adds and ``cover`` its part of trade, as shares."""

    authority: str
    role: str
    rate: float
    cover: float
    measure: Measure | None
    by_rule: str


@dataclass(frozen=True, slots=True)
class Stack:
    """The statutory rate of each product line of one importer on one exporter, layer by layer.

    ``schedule`` (lines,) is the ordinary duty as a share (zero between partners of a free-trade agreement).
    """

    lines: Lines
    schedule: FloatArray
    layers: tuple[Layer, ...]

    @property
    def total(self) -> FloatArray:
        """(lines,) statutory rate as a share: schedule plus every layer."""
        return sum((layer.rate for layer in self.layers), start=self.schedule)

    @property
    def added(self) -> FloatArray:
        """(lines,) what the layers add to the schedule, as a share."""
        return sum((layer.rate for layer in self.layers), start=np.zeros_like(self.schedule))

    def means(self, mass: FloatArray) -> tuple[LayerMean, ...]:
        """Every layer that covers something, averaged with ``mass`` (lines,) summing to one, largest rate first."""
        rows = [
            LayerMean(x.authority, x.role, float(mass @ x.rate), float(mass @ x.cover), x.measure, x.by_rule)
            for x in self.layers
        ]
        kept = [row for row in rows if row.cover > 0]
        return tuple(sorted(kept, key=lambda row: (-row.rate, row.role, row.authority, -row.cover)))


def in_force(record: Measure | Repeal | Stacking, moment: Moment) -> bool:
    """True if the act is known and applies on the day (its own clock not yet run out)."""
    if record.known > moment.as_of:
        return False
    if not moment.announced and record.effective > moment.on:
        return False
    end = record.end if isinstance(record, Measure) else None
    return end is None or moment.on < end


def ended(records: Sequence[Dated], repeals: Sequence[Repeal], moment: Moment) -> frozenset[str]:
    """Ids ended by the repeals that are in force, or corrected by a record that is known."""
    corrected = {record.supersedes for record in (*records, *repeals) if record.known <= moment.as_of}
    acting = [repeal for repeal in repeals if in_force(repeal, moment) and repeal.id not in corrected]
    return frozenset(corrected.union(*(repeal.ends for repeal in acting)))


def live(
    measures: Sequence[Measure],
    repeals: Sequence[Repeal],
    moment: Moment,
) -> list[Measure]:
    """Measures in force, latest first: by effective day, then by day of announcement, then by id."""
    gone = ended(measures, repeals, moment)
    standing = [m for m in measures if in_force(m, moment) and m.id not in gone]
    return sorted(standing, key=lambda m: (m.effective, m.announced, m.id), reverse=True)


def rate_on(measure: Measure, partner: str, listed: CodeList | None, lines: Lines, countries: Countries) -> FloatArray:
    """(lines,) rate that a measure sets on goods of one partner, as a share."""
    if measure.rate_in_list and listed is not None:
        return list_rate(listed, lines)
    if measure.rates:
        rate = rate_for(measure, partner, countries)
        if rate is None:
            raise DataError(f'measure "{measure.id}": on names {partner}, rates does not; add its rate.')
        return _constant(rate, lines)
    return _constant(measure.rate or 0.0, lines)


@lru_cache(maxsize=512)
def _constant(rate: float, lines: Lines) -> FloatArray:
    values = np.full(len(lines.codes), rate)
    values.flags.writeable = False
    return values


def build_stack(
    measures: Sequence[Measure],
    stackings: Sequence[Stacking],
    partner: str,
    lines: Lines,
    lists: Mapping[str, CodeList],
    countries: Countries,
) -> Stack:
    """Stack the live measures of one importer on one exporter.

    Parameters
    ----------
    measures
        Live measures of the importer, latest first.
    stackings
        Exclusions in force for the importer.
    partner
        The exporter.
    lines, lists, countries
        Product lines of the importer, product lists of the case, dated groups.
    """
    count = len(lines.codes)
    layers: list[Layer] = []
    dutiable: dict[str, FloatArray] = {}
    mine = [m for m in measures if covered_partner(m, partner, countries)]
    for authority in dict.fromkeys(m.authority for m in mine):
        acts = [m for m in mine if m.authority == authority]
        if not any(act.kind in RATED for act in acts):
            continue
        left = np.ones(count)
        for act in (a for a in acts if a.kind == "exemption"):
            share = cover(act.goods, listed_by_goods(act.goods, lists, act.id), lines) * left
            left = left - share
            layers.append(Layer(authority, "exempts", np.zeros(count), share, act))
        duty = np.zeros(count)
        for act in (a for a in acts if a.kind in RATED):
            listed = listed_by_goods(act.goods, lists, act.id)
            share = cover(act.goods, listed, lines) * left
            left = left - share
            rate = rate_on(act, partner, listed, lines, countries) * share
            duty += np.where(rate > 0, share, 0.0)
            layers.append(Layer(authority, "adds", rate, share, act))
        dutiable[authority] = duty
    layers = _exclude(layers, stackings, dutiable)
    layers = [layer for layer in layers if layer.cover.any()]
    return Stack(lines, lines.schedule_of(partner), tuple(layers))


def _exclude(layers: list[Layer], stackings: Sequence[Stacking], dutiable: dict[str, FloatArray]) -> list[Layer]:
    """Take the goods on which authorities levy a duty out of the authority that they exclude.

    Parts of a line that several authorities take out are added, as shares of one value (steel and aluminium in one
    article), up to the whole line.
    """
    for excluded in _in_order(stackings):
        taking = {
            rule.applies: dutiable[rule.applies]
            for rule in stackings
            if rule.excludes == excluded and rule.applies in dutiable
        }
        if excluded not in dutiable or not taking:
            continue
        off = np.minimum(1.0, sum(taking.values()))
        kept: list[Layer] = []
        for layer in layers:
            if layer.authority != excluded or layer.role != "adds" or not (layer.cover * off).any():
                kept.append(layer)
                continue
            gone = layer.cover * off
            names = ", ".join(name for name, duty in taking.items() if (layer.cover * duty).any())
            kept.append(replace(layer, rate=layer.rate * (1.0 - off), cover=layer.cover - gone))
            kept.append(Layer(excluded, "excluded", np.zeros_like(gone), gone, layer.measure, names))
        layers = kept
        dutiable[excluded] = dutiable[excluded] * (1.0 - off)
    return layers


def _in_order(stackings: Sequence[Stacking]) -> list[str]:
    """Excluded authorities, each after those whose duty excludes it are settled."""
    waiting = sorted(stackings, key=lambda s: (s.excludes, s.applies))
    ordered: list[str] = []
    while waiting:
        open_ = {s.excludes for s in waiting}
        blocked = {s.excludes for s in waiting if s.applies in open_}
        ready = sorted(open_ - blocked)
        if not ready:
            names = ", ".join(s.id for s in waiting)
            raise DataError(f"stacking records {names} exclude each other in a circle; drop one of them.")
        ordered += ready
        waiting = [s for s in waiting if s.excludes not in ready]
    return ordered
