"""What the law limits other than by a rate: licences and bans on critical inputs, purchase pledges; and clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal, Self, final

from detente.core.errors import DataError, LabelError
from detente.core.labels import close_name
from detente.ledger.measures import RATED, Measure
from detente.ledger.minerals import Mineral
from detente.ledger.scope import covered_partner, partners_named
from detente.ledger.stacking import Moment, in_force, live
from detente.world.world import World

if TYPE_CHECKING:
    from detente.ledger.ledger import Ledger

__all__ = ["Clocked", "InputLimit", "Limits", "PledgeLimit", "State", "clocks_of", "limits_of"]

State = Literal["free", "licensed", "banned"]
WITHOUT_VALUE = (
    "export-control",
    "import-curb",
    "services-restriction",
    "travel-warning",
    "purchase-pledge",
    "entity-listing",
)
"""Kinds of measure that may limit trade without a number in the act."""


@final
@dataclass(frozen=True, slots=True)
class InputLimit:
    """One critical input of one importer on a day.

    Attributes
    ----------
    mineral
        Its row of the minerals table.
    state
        ``free``, ``licensed`` or ``banned``.
    everyone
        True if all importers are treated alike; False if the ban is on this importer, so that others can resell.
    granted
        Share of exports let through where an act or a scenario says so; None where a licence is needed and nobody
        has published how many are granted.
    since
        First day of that state; None if free.
    review_days
        Longest time the law gives for a decision on a licence, in days; None if it gives none.
    measures
        Ids of the acts, latest first.
    before
        State, and whether everyone was treated alike, on the world's base day: that much is in the base already.
    """

    mineral: Mineral
    state: State
    everyone: bool
    granted: float | None
    since: date | None
    review_days: int | None
    measures: tuple[str, ...]
    before: tuple[State, bool]


@final
@dataclass(frozen=True, slots=True)
class PledgeLimit:
    """One purchase pledge.

    Attributes
    ----------
    measure, title
        Id and one line.
    importer, exporters, sectors
        Who buys from whom; the ICIO sectors that stand for the products named.
    base_year, base_usd_mn
        The year above which the promise counts, and the purchases of that year, USD mn.
    added_usd_mn
        Promised above the base, by year, USD mn.
    kept
        Share of base and promise together that was bought, where it is known by then.
    """

    measure: str
    title: str
    importer: str
    exporters: tuple[str, ...]
    sectors: tuple[str, ...]
    base_year: int
    base_usd_mn: float
    added_usd_mn: tuple[tuple[int, float], ...]
    kept: float | None

    def level(self, year: int | None = None) -> float:
        """Purchases promised for a year, or on average over its years, USD mn.

        Raises
        ------
        DataError
            If nothing was promised for the year.
        """
        added = dict(self.added_usd_mn)
        if year is None:
            return self.base_usd_mn + sum(added.values()) / len(added)
        if year not in added:
            raise DataError(f"{self.measure} promises nothing for {year}; its years are {', '.join(map(str, added))}.")
        return self.base_usd_mn + added[year]


@final
@dataclass(frozen=True, slots=True)
class Limits:
    """Everything in law on a day that limits trade other than by a rate.

    Attributes
    ----------
    on, as_of
        Day valued and day of knowledge.
    inputs
        One entry for each row of the minerals table, free ones too.
    pledges
        Purchase pledges in force with amounts.
    unvalued
        Measures in force whose acts give no number: named, never guessed.
    """

    on: date
    as_of: date
    inputs: tuple[InputLimit, ...]
    pledges: tuple[PledgeLimit, ...]
    unvalued: tuple[Measure, ...]

    @property
    def controlled(self) -> tuple[InputLimit, ...]:
        """Inputs that need a licence or are banned."""
        return tuple(limit for limit in self.inputs if limit.state != "free")

    def of(self, importer: str) -> tuple[InputLimit, ...]:
        """Inputs of one importer."""
        return tuple(limit for limit in self.inputs if limit.mineral.importer == importer)

    def stopped(self, minerals: Iterable[str] | None = None) -> Self:
        """The same day with all exports of these inputs stopped, to everyone; None: of every controlled one.

        Raises
        ------
        LabelError
            If an input is not in the table.
        """
        known = {limit.mineral.id for limit in self.inputs}
        chosen = {limit.mineral.id for limit in self.controlled} if minerals is None else set(minerals)
        for name in sorted(chosen - known):
            raise LabelError(f'"{name}" is no critical input of the table.{close_name(name, known)}')
        inputs = tuple(
            replace(limit, state="banned", everyone=True, granted=0.0, since=limit.since or self.on, review_days=None)
            if limit.mineral.id in chosen
            else limit
            for limit in self.inputs
        )
        return replace(self, inputs=inputs)


def limits_of(ledger: Ledger, world: World, moment: Moment) -> Limits:
    """Limits of a moment; see :meth:`detente.ledger.ledger.Ledger.limits`."""
    standing = live(ledger.measures, ledger.repeals, moment)
    start = live(ledger.measures, ledger.repeals, moment.at_base(world.base_day))
    here = [mineral for mineral in ledger.minerals if mineral.importer in world.regions]
    inputs = []
    for mineral in here:
        acts = _controls(ledger, mineral, standing)
        state, everyone = _state(acts)
        first = acts[0] if acts else None
        inputs.append(
            InputLimit(
                mineral=mineral,
                state=state,
                everyone=everyone,
                granted=first.granted if first is not None else 1.0,
                since=min((a.effective for a in acts if _state([a])[0] == state), default=None),
                review_days=first.review_days if first is not None else None,
                measures=tuple(act.id for act in acts),
                before=_state(_controls(ledger, mineral, start)),
            )
        )
    pledges = tuple(_pledge(m, moment) for m in standing if m.pledge is not None)
    valued = {name for limit in inputs for name in limit.measures} | {pledge.measure for pledge in pledges}
    unvalued = tuple(m for m in standing if m.kind in WITHOUT_VALUE and m.id not in valued)
    return Limits(moment.on, moment.as_of, tuple(inputs), pledges, unvalued)


def _controls(ledger: Ledger, mineral: Mineral, standing: Iterable[Measure]) -> list[Measure]:
    """Acts of the supplier that bind the importer's supply of one input, bans first, then the latest."""
    acts = [
        m
        for m in standing
        if mineral.id in m.minerals
        and m.by == mineral.supplier
        and covered_partner(m, mineral.importer, ledger.countries)
    ]
    return sorted(acts, key=lambda m: m.granted != 0.0)


def _state(acts: list[Measure]) -> tuple[State, bool]:
    if not acts:
        return "free", True
    return ("banned" if acts[0].granted == 0.0 else "licensed"), acts[0].on == "all"


def _pledge(measure: Measure, moment: Moment) -> PledgeLimit:
    pledge = measure.pledge
    if pledge is None or measure.goods == "all" or not isinstance(measure.on, tuple):
        raise DataError(f'pledge "{measure.id}" needs goods = {{sectors = [..]}} and on = ["..", ..].')
    return PledgeLimit(
        measure=measure.id,
        title=measure.title,
        importer=measure.by,
        exporters=measure.on,
        sectors=measure.goods.sectors,
        base_year=pledge.base_year,
        base_usd_mn=pledge.base_usd_mn,
        added_usd_mn=tuple((int(year), added) for year, added in sorted(pledge.added_usd_mn.items())),
        kept=pledge.kept if measure.end is not None and moment.as_of >= measure.end else None,
    )


@final
@dataclass(frozen=True, slots=True)
class Clocked:
    """One measure with a clock: when it runs out and what holds then, if nobody acts.

    Attributes
    ----------
    measure, title, kind, by, authority
        The measure whose clock runs.
    partner
        An economy it binds, on whose goods the rates are read.
    until, days_left
        First day on which it no longer applies, and how many days are left.
    rate
        What its authority adds on the day, as a share averaged over product lines with 2024 import values; NaN for a
        measure without a rate.
    returns
        What the authority adds from ``until`` on.
    revives
        Ids of the measures that hold then.
    """

    measure: str
    title: str
    kind: str
    by: str
    authority: str
    partner: str
    until: date
    days_left: int
    rate: float
    returns: float
    revives: tuple[str, ...]


def clocks_of(ledger: Ledger, moment: Moment, partner: str | None = None) -> tuple[Clocked, ...]:
    """Measures in force whose own clock runs, soonest first; see :meth:`detente.ledger.ledger.Ledger.clocks`."""
    rows = []
    for measure in live(ledger.measures, ledger.repeals, replace(moment, announced=True)):
        if measure.end is None or (partner is not None and not _binds(ledger, measure, partner)):
            continue
        then = Moment(measure.end, moment.as_of)
        start = moment if in_force(measure, moment) else Moment(measure.effective, moment.as_of)
        other = partner or _bound(ledger, measure)
        rate, returns = float("nan"), float("nan")
        revives: tuple[str, ...] = ()
        if measure.kind in (*RATED, "exemption"):
            rate, _ = _layer(ledger, measure, other, start)
            returns, revives = _layer(ledger, measure, other, then)
        rows.append(
            Clocked(
                measure=measure.id,
                title=measure.title,
                kind=measure.kind,
                by=measure.by,
                authority=measure.authority,
                partner=other,
                until=measure.end,
                days_left=(measure.end - moment.on).days,
                rate=rate,
                returns=returns,
                revives=revives,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.until, row.measure)))


def _binds(ledger: Ledger, measure: Measure, partner: str) -> bool:
    """True if a measure binds goods of ``partner``, who is not the one that acts."""
    own = partner in partners_named((measure.by,), ledger.countries, measure.effective)
    return not own and covered_partner(measure, partner, ledger.countries)


def _buyer(ledger: Ledger, measure: Measure) -> str | None:
    """The economy of the world that levies; of a group, its largest buyer; None if the world has none."""
    world = ledger.base
    members = partners_named((measure.by,), ledger.countries, measure.effective) & set(world.regions)
    imports = world.flows.sum(axis=(1, 2))
    return max(members, key=lambda code: float(imports[world.regions.index(code)]), default=None)


def _bound(ledger: Ledger, measure: Measure) -> str:
    """The partner from which the levying economy buys most among those that a measure binds."""
    world, buyer = ledger.base, _buyer(ledger, measure)
    bound = [r for r in world.regions if r != buyer and _binds(ledger, measure, r)]
    if buyer is None or not bound:
        return bound[0] if bound else "all"
    imports = world.flows[world.regions.index(buyer)].sum(axis=1)
    return max(bound, key=lambda code: float(imports[world.regions.index(code)]))


def _layer(ledger: Ledger, measure: Measure, partner: str, moment: Moment) -> tuple[float, tuple[str, ...]]:
    """What the measure's authority adds on a partner's goods at a moment, and the measures that do so."""
    buyer = _buyer(ledger, measure)
    value = ledger.trade(buyer, partner) if buyer is not None and partner != "all" else None
    if buyer is None or value is None or not value.any():
        return float("nan"), ()
    layers = [
        layer
        for layer in ledger.bare_stack(buyer, partner, moment).means(value / value.sum())
        if layer.authority == measure.authority and layer.role == "adds"
    ]
    return float(sum(layer.rate for layer in layers)), tuple(layer.measure.id for layer in layers if layer.measure)
