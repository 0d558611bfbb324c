"""The ledger of one conflict: every measure with its two clocks, asked for a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from detente.core.arrays import FloatArray
from detente.core.card import card
from detente.core.dates import as_day
from detente.core.errors import LabelError
from detente.core.labels import close_name
from detente.ledger.measures import Measure, Repeal, Stacking
from detente.ledger.minerals import Mineral
from detente.ledger.rules import Rule, apply_rules
from detente.ledger.scope import CodeList, partners_named
from detente.ledger.stacking import Moment, Stack, build_stack, ended, in_force, live
from detente.world.countries import Countries
from detente.world.lines import Lines, spread
from detente.world.world import World

if TYPE_CHECKING:
    import xarray

    from detente.ledger.diff import Diff
    from detente.ledger.limits import Clocked, Limits
    from detente.ledger.rates import Rate
    from detente.ledger.why import Why

__all__ = ["Ledger"]


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Measures, repeals and exclusions of one conflict, with the facts needed to read a rate from them.

    Attributes
    ----------
    measures, repeals, stackings
        The records, in any order.
    lists
        Product lists by name.
    lines
        Product lines and trade weights by importer; ``"*"`` serves importers without their own.
    countries
        Codes and dated groups.
    base
        The world whose base tariffs the wedges start from.
    last
        Last day of the record: knowledge is capped there.
    rules
        Rules of a scenario, applied in order on top of the measures.
    minerals
        Critical inputs that are too small for a sector.
    """

    measures: tuple[Measure, ...]
    repeals: tuple[Repeal, ...]
    stackings: tuple[Stacking, ...]
    lists: Mapping[str, CodeList]
    lines: Mapping[str, Lines]
    countries: Countries
    base: World
    last: date
    rules: tuple[Rule, ...] = ()
    minerals: tuple[Mineral, ...] = ()

    def moment(self, on: date | str, as_of: date | str | None = None) -> Moment:
        """The day valued with its day of knowledge: ``as_of`` or ``on``, capped at the record's last day."""
        day = as_day(on)
        return Moment(day, min(as_day(as_of) if as_of is not None else day, self.last))

    def _repr_html_(self) -> str:
        kinds: dict[str, dict[str, int]] = {}
        for measure in self.measures:
            counts = kinds.setdefault(measure.by, {})
            counts[measure.kind] = counts.get(measure.kind, 0) + 1
        rows = [
            (by, sum(counts.values()), ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
            for by, counts in sorted(kinds.items(), key=lambda row: -sum(row[1].values()))
        ]
        facts = {
            "measures": f"{len(self.measures)}, with {len(self.repeals)} repeals and {len(self.stackings)} exclusions",
            "known until": self.last,
            "base world": f"{self.base.name}@{self.base.digest}",
            "rules of a scenario": len(self.rules),
        }
        ask = 'Ask it: ledger.rate("USA", "CHN", on="2025-04-12"), ledger.why(...), ledger.diff(...).'
        return card("Ledger", facts, ("who acts", "measures", "of which"), rows, ask)

    def partner(self, code: str) -> str:
        """Check an economy's code or name.

        Raises
        ------
        LabelError
            If it is unknown; the closest one is offered.
        """
        if code in self.base.regions:
            return code
        found = self.countries.resolve(code)
        if found not in self.base.regions and found not in self.countries.names:
            raise LabelError(f"{code} is no economy of the ledger.{close_name(code, self.base.regions)}")
        return found

    def lines_of(self, importer: str) -> Lines:
        """Product lines of an importer, its own or the common proxy."""
        return self.lines.get(importer, self.lines["*"])

    def borrows(self, importer: str) -> bool:
        """True if an importer has no product data of its own, so that mix and ordinary duty are stand-ins."""
        return self.lines_of(importer).importer == "*"

    def trade(self, importer: str, exporter: str, year: int | None = None) -> FloatArray:
        """(lines,) imports of an importer from a partner, USD mn.

        Where the importer has no product data of its own, each sector's trade is the base world's, spread over
        products as the exporter's sales to the United States are.
        """
        lines, world = self.lines_of(importer), self.base
        value = lines.weights_of(exporter, year)
        if not self.borrows(importer) or not {importer, exporter} <= set(world.regions):
            return value
        flows = world.flows[world.regions.index(importer), world.regions.index(exporter)]
        return spread(lines.sector, value, dict(zip(world.sectors, map(float, flows), strict=True)))

    def live(self, importer: str, moment: Moment) -> list[Measure]:
        """Measures of an importer that are in force and known, latest first, those without a rate included."""
        return list(self.standing(importer, moment)[0])

    def standing(self, importer: str, moment: Moment) -> tuple[tuple[Measure, ...], tuple[Stacking, ...]]:
        """Live measures of an importer, latest first, and the exclusions among them that hold for it."""
        return _standing(self, moment).get(importer, ((), ()))

    def stack(self, importer: str, exporter: str, moment: Moment) -> Stack:
        """The statutory stack of every product line of ``importer`` on ``exporter`` at a moment."""
        stack = self.bare_stack(importer, exporter, moment)
        return apply_rules(self, stack, importer, exporter, moment) if self.rules else stack

    def bare_stack(self, importer: str, exporter: str, moment: Moment) -> Stack:
        """The stack without the rules of a scenario."""
        measures, stackings = self.standing(importer, moment)
        stack = build_stack(measures, stackings, exporter, self.lines_of(importer), self.lists, self.countries)
        return replace(stack, schedule=self._base_duty(importer, exporter)) if self.borrows(importer) else stack

    def _base_duty(self, importer: str, exporter: str) -> FloatArray:
        """(lines,) the base world's tariff of each line's sector, for importers without a schedule of their own."""
        lines, world = self.lines_of(importer), self.base
        if not {importer, exporter} <= set(world.regions):
            return lines.schedule
        cell = world.tariff[world.regions.index(importer), world.regions.index(exporter)]
        return np.asarray(np.append(cell, 0.0)[_places(lines.sector, world.sectors)])

    def why(
        self, importer: str, exporter: str, *, product: str, on: date | str, as_of: date | str | None = None
    ) -> Why:
        """Explain one product's rate: the layers, and base + statutory(day) - statutory(base day)."""
        from detente.ledger.why import explain

        return explain(self, self.partner(importer), self.partner(exporter), product, self.moment(on, as_of))

    def rate(
        self,
        importer: str,
        exporter: str = "all",
        *,
        on: date | str,
        as_of: date | str | None = None,
        weights: str = "2024",
        definition: str | None = None,
        sector: str | None = None,
        product: str | None = None,
    ) -> Rate:
        """The average tariff that ``importer`` levies on goods of ``exporter``.

        Parameters
        ----------
        importer, exporter
            Codes or names; exporter ``"all"`` averages over partners.
        on, as_of
            Day valued and day of knowledge (default: ``on``).
        weights
            ``"2024"`` (import values), ``"2017"`` (China's imports from the United States in that year; no other
            pair) or ``"simple"`` (each line once).
        definition
            A name of :data:`detente.ledger.rates.DEFINITIONS`; default ``statutory-weighted``, or
            ``statutory-simple`` with simple weights.
        sector, product
            Restrict to one ICIO sector or to the lines under one HS code.

        Returns
        -------
        Rate
            A share that also carries its definition, weights and days.
        """
        from detente.ledger.rates import average_rate

        return average_rate(
            self,
            importer,
            exporter,
            self.moment(on, as_of),
            weights,
            definition,
            sector=sector,
            product=product,
        )

    def wedges(self, world: World, *, on: date | str, as_of: date | str | None = None) -> xarray.Dataset:
        """Wedges of a day on the cells of a world.

        Returns
        -------
        xarray.Dataset
            ``tariff`` (importer, exporter, sector): ``max(0, world base + statutory(day) - statutory(base
            day))`` as a share; ``export_tax`` and ``barrier`` are zero.
        """
        from detente.ledger.wedges import wedges_of

        return wedges_of(self, world, self.moment(on, as_of))

    def limits(self, world: World, *, on: date | str, as_of: date | str | None = None) -> Limits:
        """What the law limits on a day other than by a rate: critical inputs, pledges, measures without a number.

        Parameters
        ----------
        world
            The world whose base day tells what is in the base already.
        on, as_of
            Day valued and day of knowledge (default: ``on``).
        """
        from detente.ledger.limits import limits_of

        return limits_of(self, world, self.moment(on, as_of))

    def clocks(
        self, on: date | str, as_of: date | str | None = None, *, partner: str | None = None
    ) -> tuple[Clocked, ...]:
        """Suspensions and other measures with a clock: when it runs out, and which rates return if nobody acts.

        Parameters
        ----------
        on, as_of
            Day valued and day of knowledge (default: ``on``).
        partner
            Only measures that bind this economy, with the rates on its goods; default: every measure, with the rates
            on goods of its largest supplier.
        """
        from detente.ledger.limits import clocks_of

        return clocks_of(self, self.moment(on, as_of), partner)

    def diff(
        self,
        before: date | str,
        after: date | str,
        *,
        as_of: date | str | None = None,
        sides: Sequence[str] = (),
    ) -> Diff:
        """What changed in law between two days, measure by measure, with the effect on the average rate.

        Each day is seen with its own knowledge unless ``as_of`` sets one for both. Effects of a side's measures
        are shown on the other side's goods where those are covered, else on all partners.
        """
        from detente.ledger.diff import compare

        return compare(self, self.moment(before, as_of), self.moment(after, as_of), sides)

    def plus(self, measures: Iterable[Measure]) -> Ledger:
        """The ledger with more measures."""
        return replace(self, measures=(*self.measures, *measures))

    def without(self, ids: Iterable[str]) -> Ledger:
        """The ledger without the measures, repeals or exclusions of these ids."""
        gone = set(ids)
        return replace(
            self,
            measures=tuple(m for m in self.measures if m.id not in gone),
            repeals=tuple(r for r in self.repeals if r.id not in gone),
            stackings=tuple(s for s in self.stackings if s.id not in gone),
        )

    def with_rules(self, rules: Iterable[Rule]) -> Ledger:
        """The ledger under the rules of a scenario."""
        return replace(self, rules=tuple(rules))


@lru_cache(maxsize=64)
def _standing(ledger: Ledger, moment: Moment) -> Mapping[str, tuple[tuple[Measure, ...], tuple[Stacking, ...]]]:
    """Importer to its measures, latest first, and exclusions that stand at a moment; ledgers never change."""
    gone = ended(ledger.stackings, ledger.repeals, moment)
    acting: dict[str, tuple[list[Measure], list[Stacking]]] = {}
    for measure in live(ledger.measures, ledger.repeals, moment):
        for importer in _acting(ledger, measure):
            acting.setdefault(importer, ([], []))[0].append(measure)
    for exclusion in ledger.stackings:
        if in_force(exclusion, moment) and exclusion.id not in gone:
            for importer in _acting(ledger, exclusion):
                acting.setdefault(importer, ([], []))[1].append(exclusion)
    return {importer: (tuple(measures), tuple(held)) for importer, (measures, held) in acting.items()}


def _acting(ledger: Ledger, act: Measure | Stacking) -> frozenset[str]:
    """The importers that levy a measure or hold an exclusion: one economy, or the members of a group."""
    return partners_named((act.by,), ledger.countries, act.effective) | {act.by}


@lru_cache(maxsize=16)
def _places(sectors: tuple[str, ...], known: tuple[str, ...]) -> npt.NDArray[np.intp]:
    """(lines,) place of each line's sector among those known, or their number for one that is not."""
    place = {name: k for k, name in enumerate(known)}
    return np.array([place.get(sector, len(known)) for sector in sectors], dtype=np.intp)
