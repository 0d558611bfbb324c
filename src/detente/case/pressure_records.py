"""What a reading of pressure consists of: frozen values, filled by :mod:`detente.case.pressure`.

Every range is of the kind *parameters*: the central 50 and 90 % of draws of elasticities, frictions, monetary regimes
and cash buffers. Changes are shares of the base unless a unit is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import final

from detente.case.assumptions import Assumption
from detente.case.band import Band
from detente.case.case import Case
from detente.ledger.stacking import Moment

__all__ = [
    "Absorption",
    "Coming",
    "Endurance",
    "Observable",
    "Pain",
    "PainComponent",
    "PainPoint",
    "Pressure",
    "ProductGroup",
    "PublishedFigure",
    "RangeDriver",
    "SectorPressure",
    "SidePressure",
    "StimulusReading",
]


@final
@dataclass(frozen=True, slots=True)
class SectorPressure:
    """What one sector of a side bears.

    Attributes
    ----------
    code, name, goods
        ICIO sector, its name, and True for goods.
    exposure, exposure_whole
        The rival's share of the sector's sales: direct exports over output, and with sales to other sectors at home
        that embody exports to the rival.
    exposure_rank
        Rank of ``exposure`` among the side's goods sectors, 1 the most exposed; 0 for services.
    exports_base_usd_mn
        Exports to the rival before, basic prices.
    tariff_before, tariff_after
        The rival's tariff, shares.
    exports_change
        Months since the measures to the change of the quantity exported to the rival.
    output
        Change of the volume of output at the horizon.
    jobs_embodied
        Jobs (persons) of this sector in all the side's goods exports to the rival: accounting.
    jobs_at_risk, jobs_lost
        Jobs of this sector behind the quantity of goods exports to the rival that the model loses; fall of employment
        (both persons, positive).
    failing
        Days of the fall to the share of the sector's exporters to the rival whose cash has run out.
    """

    code: str
    name: str
    goods: bool
    exposure: float
    exposure_whole: float
    exposure_rank: int
    exports_base_usd_mn: float
    tariff_before: float
    tariff_after: float
    exports_change: Mapping[int, Band]
    output: Band
    jobs_embodied: float
    jobs_at_risk: Band
    jobs_lost: Band
    failing: Mapping[int, Band]


@final
@dataclass(frozen=True, slots=True)
class ProductGroup:
    """A group of products in the importer's customs data, in the year of its weights.

    Attributes
    ----------
    codes, name
        HS codes (beginnings), and what they are.
    imports_usd_mn
        Imports from the seller.
    share_of_imports
        The seller's share of the importer's imports of these goods.
    share_of_sector_output
        Those imports over the seller's output of the sectors they belong to; customs value over basic prices, so rough.
    """

    codes: str
    name: str
    imports_usd_mn: float
    share_of_imports: float
    share_of_sector_output: float


@final
@dataclass(frozen=True, slots=True)
class Absorption:
    """How much of the lost sales one group of other markets takes.

    Attributes
    ----------
    market, name
        Group code and name.
    base_usd_mn
        The side's goods exports to it before.
    extra_usd_mn
        Rise of what those markets pay for them, in units of world factor income.
    extra_volume_usd_mn
        Rise of the quantity they take, at base prices.
    price_fall
        Fall of the side's prices against the price of final use there, weighted with exports (positive: cheaper).
    share_of_loss
        ``extra_volume_usd_mn`` over the quantity that the rival no longer buys.
    """

    market: str
    name: str
    base_usd_mn: float
    extra_usd_mn: Band
    extra_volume_usd_mn: Band
    price_fall: Band
    share_of_loss: Band


@final
@dataclass(frozen=True, slots=True)
class StimulusReading:
    """What final spending of a share of GDP, paid by lower net lending abroad, buys: jobs (persons), real income."""

    share_of_gdp: float
    jobs_saved: Band
    real_income: Band


@final
@dataclass(frozen=True, slots=True)
class Observable:
    """A series by which pain shows, or does not.

    Attributes
    ----------
    what, series
        What it tells of, and the series.
    seen_by_rival
        True if it is published and the rival can trust it about as far as the side itself.
    lag_days
        Days from the end of the month (or the day) that it describes to its publication.
    latest
        The last day described that was known on the day of knowledge; None for what is never published.
    note
        Why, in a sentence.
    """

    what: str
    series: str
    seen_by_rival: bool
    lag_days: int
    latest: date | None
    note: str


@final
@dataclass(frozen=True, slots=True)
class PainComponent:
    """One part of the pain index: ``points`` is ``weight`` times ``value`` over ``reference``, medians of the draws."""

    name: str
    value: float
    unit: str
    reference: float
    weight: float
    points: float
    source: str


@final
@dataclass(frozen=True, slots=True)
class Pain:
    """The pain index: 100 is the stated reference in every component; always shown with its components."""

    total: Band
    components: tuple[PainComponent, ...]


@final
@dataclass(frozen=True, slots=True)
class PainPoint:
    """The index had the measures of one day stayed, every parameter at the median of its draws.

    Attributes
    ----------
    day, region, total
        The day, the side, and its index.
    components
        Name to points.
    faced
        The rival's average statutory rate on the side that day, a share.
    """

    day: date
    region: str
    total: float
    components: Mapping[str, float]
    faced: float


@final
@dataclass(frozen=True, slots=True)
class Coming:
    """A change of the average statutory rate of one side on the other that is known on the day but not in force.

    Attributes
    ----------
    day, days
        The day from which it holds, and how many days that is from the day valued.
    importer, exporter
        Who levies it, and on whose goods.
    now, then
        Rates, shares.
    """

    day: date
    days: int
    importer: str
    exporter: str
    now: float
    then: float


@final
@dataclass(frozen=True, slots=True)
class Endurance:
    """Months until the cumulated loss of real income passes a stated share of a year's income, measures unchanged.

    Attributes
    ----------
    threshold
        Share of a year's income.
    months
        Months with their range.
    draws
        Draws behind the range.
    note
        How losses run between and after the horizons.
    """

    threshold: float
    months: Band
    draws: int
    note: str


@final
@dataclass(frozen=True, slots=True)
class RangeDriver:
    """Share of the variance of one reading that goes with one parameter over the draws, and its standard error."""

    region: str
    reading: str
    parameter: str
    share: float
    error: float


@final
@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure that others published, beside ours; never tuned to.

    Attributes
    ----------
    what, region
        What is measured, and where.
    publisher, published_on
        Who said so, and when.
    value, unit
        Their figure in their unit.
    reading, ours
        Our nearest reading, and its value in that unit; a number of accounting is a band without width.
    differs
        What the two do not have in common.
    source
        Where their figure was read.
    """

    what: str
    region: str
    publisher: str
    published_on: date
    value: float
    unit: str
    reading: str
    ours: Band
    differs: str
    source: str


@final
@dataclass(frozen=True, slots=True)
class SidePressure:
    """What one side bears.

    Attributes
    ----------
    region, name, rival
        Codes of the side and its rival, and the side's name.
    horizon_months
        Months since the measures, for all that names no other horizon.
    real_income, real_income_with_duty, real_income_long_run
        Change of real income: published elasticities read without duty (the default) and with, and in the long run.
    real_income_pair, jobs_at_risk_pair
        As ``real_income`` and ``jobs_at_risk``, of the two sides' measures on each other alone.
    real_income_by_months
        Months since the measures to the change of real income.
    real_wage
        Change of the mean wage over consumer prices.
    consumer_prices, consumer_prices_in_wages
        Change of the price of final use, in units of world factor income, and over the side's own mean wage.
    consumer_prices_passed_on
        Change of the price of final use if duties are passed on in full, at home and through inputs, before anybody
        moves: what others publish as the first effect on prices. Accounting, so without a range.
    import_prices
        Change of the price, duty included, of goods from the rival that are still bought; base weights.
    terms_of_trade
        Change of export prices over import prices before duty; base weights.
    terms_of_income, revenue_of_income
        What the prices of exports and imports before duty, and the change of tariff revenue, are worth over final
        spending of before.
    revenue_usd_mn
        Change of tariff revenue.
    exports_lost_usd_mn, exports_lost
        Fall of goods exports to the rival, basic prices (positive), and over those of before.
    exports_base_usd_mn, exports_customs_usd_mn
        Goods exports to the rival before, basic prices; the same in the rival's customs data of the year of its
        weights, None where its lines are not known.
    unemployment
        Labour without work because wages do not fall, share of the base's.
    jobs_embodied
        Jobs (persons) by sector in goods exports to the rival.
    jobs_at_risk
        Jobs behind the quantity of goods exports to the rival that the model loses, persons.
    jobs_lost
        Monetary regime (``default``, ``nominal income held``, ``hard peg``) to persons without work.
    sectors, products, absorption, stimulus, observable, endurance, pain
        The parts, sectors by exposure. Products: of the side that sells, the groups of the case; of the side that
        buys, those of which more than half comes from the rival; largest first, where the importer's lines are known.
    """

    region: str
    name: str
    rival: str
    horizon_months: float
    real_income: Band
    real_income_with_duty: Band
    real_income_long_run: Band
    real_income_pair: Band
    real_income_by_months: Mapping[int, Band]
    real_wage: Band
    consumer_prices: Band
    consumer_prices_in_wages: Band
    consumer_prices_passed_on: float
    import_prices: Band
    terms_of_trade: Band
    terms_of_income: Band
    revenue_of_income: Band
    revenue_usd_mn: Band
    exports_lost_usd_mn: Band
    exports_lost: Band
    exports_base_usd_mn: float
    exports_customs_usd_mn: float | None
    unemployment: Band
    jobs_embodied: Mapping[str, float]
    jobs_at_risk: Band
    jobs_at_risk_pair: Band
    jobs_lost: Mapping[str, Band]
    sectors: tuple[SectorPressure, ...]
    products: tuple[ProductGroup, ...]
    absorption: tuple[Absorption, ...]
    stimulus: tuple[StimulusReading, ...]
    observable: tuple[Observable, ...]
    endurance: tuple[Endurance, ...]
    pain: Pain

    @property
    def jobs_embodied_total(self) -> float:
        """Persons in all sectors."""
        return sum(self.jobs_embodied.values())


@final
@dataclass(frozen=True, slots=True)
class Pressure:
    """Who is hurting, how soon, and how sure we are; a scenario, not a forecast.

    Attributes
    ----------
    case, moment, baseline
        The conflict, the day valued with the day of knowledge, and the day that changes are counted from.
    sides
        The two sides, in the case's order.
    levels
        Why pages show no trade in USD and no jobs; empty where they do.
    coming
        Changes of the pair's rates that are known on the day and come soon.
    history
        The index of both sides at every day of change, had its measures stayed.
    drivers
        Which parameter goes with how much of the variance of the headlines.
    comparisons
        Published figures known on the day, beside ours.
    assumptions
        Rows of the register that these readings rest on.
    draws, failed
        Draws asked for, and how many were not solved and enter no range.
    numeraire
        What nominal readings are counted in.
    notes
        What a reader must know.
    run
        Twelve hex digits over everything that was asked.
    """

    case: Case
    moment: Moment
    baseline: date
    sides: tuple[SidePressure, SidePressure]
    levels: str
    coming: tuple[Coming, ...]
    history: tuple[PainPoint, ...]
    drivers: tuple[RangeDriver, ...]
    comparisons: tuple[PublishedFigure, ...]
    assumptions: tuple[Assumption, ...]
    draws: int
    failed: int
    numeraire: str
    notes: tuple[str, ...]
    run: str

    def side(self, region: str) -> SidePressure:
        """The side with a code.

        Raises
        ------
        KeyError
            If it is no side of the case.
        """
        return {side.region: side for side in self.sides}[region]
