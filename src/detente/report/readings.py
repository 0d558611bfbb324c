"""The readings of pressure in rows: what is measured, its unit, range, horizon and model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, final

from detente.case.band import Band
from detente.case.pressure_records import Pressure, SectorPressure, SidePressure
from detente.report.figure import COLOURS
from detente.report.words import billions, percent, sector_name, signed
from detente.world.load import load_concordance

__all__ = [
    "PERSONS",
    "REGIMES",
    "SideReading",
    "as_json",
    "brief_name",
    "failing_words",
    "goods_name",
    "horizon_words",
    "income_span",
    "index_words",
    "months_words",
    "ours_text",
    "people",
    "published_text",
    "readings",
    "rests_on_sellers",
    "share_span",
    "side_colour",
    "span",
    "told",
    "top_goods",
    "write",
]

PERSONS: Mapping[str, float] = {"persons": 1.0, "million jobs": 1e6}
"""Units of published figures that count jobs, and how many persons each is."""
UNITS = ("share", "persons", "USD mn")
LEVELS = ("persons", "USD mn", "USD mn lost")
"""Units of what is not shown where the trade of the base is not known."""
OF_TRADE = ("exports_lost_share",)
"""Shares of trade between the sides, which need that trade too."""
"""Units that readings are kept in, and published figures may be."""
MILLION = 995_000
"""Persons from which people are counted in millions."""
REGIMES: Mapping[str, str] = {
    "default": "monetary regime as assumed",
    "nominal income held": "central bank holds nominal income",
    "hard peg": "hard peg",
}
OURS: Mapping[str, str] = {
    "jobs_embodied": "in these exports",
    "jobs_at_risk": "at risk",
    "jobs_lost": "without work",
    "real_income": "real income",
    "consumer_prices_passed_on": "passed on in full",
}
"""What our reading beside a published figure is."""
BRIEF_NAMES: Mapping[str, str] = {
    "C10T12": "Food, drink and tobacco",
    "C13T15": "Textiles, clothing and leather",
    "C16": "Wood and cork",
    "C17_18": "Paper and printing",
    "C19": "Coke and refined petroleum",
    "C20": "Chemicals",
    "C21": "Medicines",
    "C26": "Computers, electronics, optics",
    "C302T309": "Aircraft, trains, other transport",
    "C31T33": "Furniture, toys, other goods",
    "C29": "Motor vehicles",
}
"""Names short enough for a panel, where the official one is not; toys stand in the sector of other manufacturing."""
FEW = 0.02
"""Share of firms under which no number is given."""
SHORT, LONG, ACCOUNTING = "ShortRun", "LongRun", "accounting"


@final
@dataclass(frozen=True, slots=True)
class SideReading:
    """One number of a side with its range.

    Attributes
    ----------
    region, measure, label
        Whose it is, its short name, and what it is.
    unit
        ``share``, ``share of labour``, ``share of base``, ``USD mn`` or ``persons``.
    band
        The number; ends of 50 and 90 % of the draws of parameters. A number of accounting has no range.
    horizon, model
        When, and what it comes from.
    """

    region: str
    measure: str
    label: str
    unit: str
    band: Band
    horizon: str
    model: str

    @property
    def value(self) -> str:
        """The median as pages print it; empty where the range stands alone."""
        return "" if self.band.range_only else write(self.band.central, self.unit)

    @property
    def range(self) -> str:
        """The ends of 90 % of the draws as pages print them; empty where there is no range."""
        return "" if self.model == ACCOUNTING else span(self.band, self.unit)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "region": self.region,
            "measure": self.measure,
            "unit": self.unit,
            **as_json(self.band),
            "range": "none" if self.model == ACCOUNTING else "parameters",
            "horizon": self.horizon,
            "model": self.model,
        }


def readings(side: SidePressure, *, levels: bool = True) -> tuple[SideReading, ...]:
    """Every headline reading of a side, in the order of the page; without ``levels`` no trade in USD and no jobs."""
    rows = (*_of_income(side), *_of_prices(side), *_of_trade(side), *_of_work(side))
    return tuple(row for row in rows if levels or not (row.unit in LEVELS or row.measure in OF_TRADE))


def _of_income(side: SidePressure) -> Iterator[SideReading]:
    """Real income under every horizon and convention, and the real wage."""
    when = horizon_words(side)

    def income(measure: str, label: str, band: Band, horizon: str = when, model: str = SHORT) -> SideReading:
        return SideReading(side.region, measure, label, "share", band, horizon, model)

    yield income("real_income", "real income", side.real_income)
    yield income("real_income_pair", "real income, the two sides' measures on each other alone", side.real_income_pair)
    yield income("real_income_with_duty", "real income, elasticities read with the duty", side.real_income_with_duty)
    for months, band in side.real_income_by_months.items():
        if months != side.horizon_months:
            after = f"after {months_words(months)}"
            yield income(f"real_income, {months:g} months", f"real income {after}", band, after)
    yield income("real_income_long_run", "real income, long run (LongRun)", side.real_income_long_run, "long run", LONG)
    yield income("real_wage", "real wage", side.real_wage)


def _of_prices(side: SidePressure) -> Iterator[SideReading]:
    """Consumer prices against every yardstick, import prices and terms of trade."""
    when = horizon_words(side)

    def price(measure: str, label: str, band: Band, horizon: str = when, model: str = SHORT) -> SideReading:
        return SideReading(side.region, measure, label, "share", band, horizon, model)

    passed_on = Band.exact(side.consumer_prices_passed_on)
    yield price("consumer_prices", "consumer prices over world factor income", side.consumer_prices)
    yield price("consumer_prices_in_wages", "consumer prices over own wages", side.consumer_prices_in_wages)
    yield price(
        "consumer_prices_passed_on",
        "consumer prices, duties passed on in full",
        passed_on,
        "before buyers move",
        ACCOUNTING,
    )
    yield price("import_prices", "prices of imports from the rival, with duty", side.import_prices)
    yield price("terms_of_trade", "terms of trade", side.terms_of_trade)


def _of_trade(side: SidePressure) -> Iterator[SideReading]:
    """Revenue, and what is no longer sold to the rival."""
    when = horizon_words(side)

    def trade(measure: str, label: str, unit: str, band: Band, horizon: str = when, model: str = SHORT) -> SideReading:
        return SideReading(side.region, measure, label, unit, band, horizon, model)

    base = Band.exact(side.exports_base_usd_mn)
    yield trade("revenue", "tariff revenue, change", "USD mn", side.revenue_usd_mn)
    yield trade(
        "exports_base", "goods exports to the rival before, basic prices", "USD mn lost", base, "base", ACCOUNTING
    )
    yield trade("exports_lost", "of these lost", "USD mn lost", side.exports_lost_usd_mn)
    yield trade("exports_lost_share", "lost over those before", "share of base", side.exports_lost)


def _of_work(side: SidePressure) -> Iterator[SideReading]:
    """Jobs counted three ways, the last under every monetary regime."""
    when = horizon_words(side)

    def work(measure: str, label: str, band: Band, unit: str = "persons") -> SideReading:
        return SideReading(side.region, measure, label, unit, band, when, SHORT)

    embodied, label = Band.exact(side.jobs_embodied_total), "jobs in goods sold to the rival (accounting)"
    yield SideReading(side.region, "jobs_embodied", label, "persons", embodied, "base", ACCOUNTING)
    yield work("jobs_at_risk", "of these at risk", side.jobs_at_risk)
    yield work("jobs_at_risk_pair", "at risk, the two sides' measures on each other alone", side.jobs_at_risk_pair)
    yield work("unemployment", "labour without work", side.unemployment, "share of labour")
    for regime, band in side.jobs_lost.items():
        yield work(f"jobs_lost, {regime}", f"without work: {REGIMES.get(regime, regime)}", band)


def write(value: float, unit: str, digits: int = 2) -> str:
    """A number in its unit, as pages print it; ``digits`` of a percent."""
    if unit == "persons":
        return people(value)
    if unit == "share":
        return signed(value, digits)
    if unit == "share of labour":
        return percent(value, digits)
    if unit == "share of base":
        return percent(value, 0)
    return billions(value).removeprefix("+") if unit == "USD mn lost" else billions(value)


def span(band: Band, unit: str, digits: int = 2) -> str:
    """The ends of 90 % of the draws, the unit named once: ``−0.43 to −0.23 %``."""
    low, high = write(band.low90, unit, digits), write(band.high90, unit, digits)
    number, _, name = low.partition(" ")
    return f"{number if high.partition(' ')[2] == name else low} to {high}"


def told(band: Band, unit: str, digits: int = 2) -> str:
    """A band in a sentence: ``−0.43 to −0.23 % (median −0.31 %)``, or the range alone."""
    if band.range_only:
        return span(band, unit, digits)
    return f"{span(band, unit, digits)} (median {write(band.central, unit, digits)})"


def income_span(band: Band) -> str:
    """Ends of a change of real income; one of them where both print alike."""
    ends = span(band, "share")
    low, _, high = ends.removesuffix(" %").partition(" to ")
    return f"{low} %" if low == high or not high else ends


def share_span(band: Band, digits: int = 0) -> str:
    """A share that is no change, with the ends of 90 % of the draws: ``12 % (7 to 20)``, or ``7 to 20 %`` alone."""
    low, high = (percent(end, digits).removesuffix(" %") for end in (band.low90, band.high90))
    if band.range_only:
        return f"{low} to {high} %"
    return f"{percent(band.central, digits)} ({low} to {high})"


def failing_words(share: Band) -> str:
    """A share of firms that are out of cash; one that is too small to be told from none as one word."""
    return f"under {percent(FEW, 0)}" if share.high90 < FEW else share_span(share)


def index_words(total: Band) -> str:
    """The index with its range, or the range alone."""
    ends = f"{total.low90:.0f} to {total.high90:.0f}"
    return ends if total.range_only else f"{ends} (median {total.central:.0f})"


def people(persons: float) -> str:
    """A number of people with two or three digits: ``13.4 m``, ``840,000``."""
    if abs(persons) >= MILLION:
        text = f"{persons / 1e6:,.1f} m"
    else:
        step = 10 ** max(0, len(str(int(abs(persons)))) - 2)
        text = f"{round(persons / step) * step:,.0f}"
    return text.replace("-", "\u2212")


def ours_text(band: Band, unit: str, reading: str = "") -> str:
    """Our reading beside a published figure, in the publisher's unit: one number of accounting, or a range.

    ``reading`` says what ours is, which need not be theirs: real income stands beside output.
    """
    own = OURS.get(reading, "")
    if unit in UNITS:
        text = write(band.central, unit) if band.low90 == band.high90 else span(band, unit)
    else:
        name = "%" if own and unit.startswith("%") else unit
        digits = 2 if unit.startswith("%") else 1
        ends = [f"{end:,.{digits}f}".replace("-", "\u2212") for end in dict.fromkeys((band.low90, band.high90))]
        text = f"{' to '.join(dict.fromkeys(ends))} {name}"
    return f"{text} ({own})" if own else text


def published_text(value: float, unit: str) -> str:
    """A published figure in the publisher's unit."""
    if unit in UNITS:
        return write(value, unit)
    return f"{value:,.3g} {unit}".replace("-", "\u2212")


def as_json(value: Any) -> Any:
    """Frozen values as plain mappings; a band as ``value`` (the median), its ends, ``register`` and ``range_only``."""
    if isinstance(value, Band):
        ends = {"lo50": value.low50, "hi50": value.high50, "lo90": value.low90, "hi90": value.high90}
        return {"value": value.central, **ends, "register": value.register, "range_only": value.range_only}
    if is_dataclass(value):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    return [as_json(item) for item in value] if isinstance(value, tuple) else value


def months_words(months: float) -> str:
    """``6 months``."""
    return f"{months:g} month{'' if months == 1 else 's'}"


def horizon_words(side: SidePressure) -> str:
    """``after 6 months``."""
    return f"after {months_words(side.horizon_months)}"


def rests_on_sellers(side: SidePressure) -> bool:
    """Whether a side's result is held up by foreign sellers who bear part of its duties, in nearly every draw."""
    return side.terms_of_income.low90 > 0.0 and side.revenue_of_income.low90 > 0.0


def top_goods(side: SidePressure, count: int) -> tuple[SectorPressure, ...]:
    """The goods sectors that are most exposed to the rival's market."""
    goods = (row for row in side.sectors if row.goods and row.exports_base_usd_mn > 0)
    return tuple(sorted(goods, key=lambda row: row.exposure_rank))[:count]


def brief_name(row: SectorPressure) -> str:
    """A sector's name in a few words."""
    return BRIEF_NAMES.get(row.code, sector_name(row.name))


def goods_name(code: str) -> str:
    """The same from a sector's code; the code itself where it is no sector of the concordance."""
    official = load_concordance().sectors
    return BRIEF_NAMES.get(code, sector_name(official[code])) if code in official else code


def side_colour(found: Pressure, side: SidePressure) -> str:
    """The colour that the side has in every picture."""
    return COLOURS["first"] if side.region == found.case.sides[0] else COLOURS["second"]
