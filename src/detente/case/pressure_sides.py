"""What a side bears, read from the samples of draws: scalars, sectors, other markets, endurance, the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

import numpy as np

from detente.case.band import Band
from detente.case.case import Case
from detente.case.pressure_beside import customs, observables, products_bought, products_sold
from detente.case.pressure_readings import DAYS
from detente.case.pressure_records import (
    Absorption,
    Endurance,
    Pain,
    PainComponent,
    SectorPressure,
    SidePressure,
    StimulusReading,
)
from detente.case.pressure_sample import (
    MONTHS,
    REGIMES,
    STIMULUS,
    Sample,
    band_of,
    losses,
)
from detente.case.pressure_scope import MARKETS, REST, markets_of
from detente.case.pressure_tables import Tables
from detente.core.arrays import FloatArray
from detente.economy.exposure import Exposure, exposure
from detente.economy.jobs import embodied_jobs
from detente.economy.pain import SCALES, months_until
from detente.economy.price_push import price_push
from detente.ledger.stacking import Moment
from detente.world.load import load_concordance, load_countries
from detente.world.world import World

__all__ = ["LIMIT", "PairSetting", "setting_of", "side_of"]

THRESHOLDS = (0.005, 0.01)
"""Cumulated losses of real income that endurance is read for, shares of a year's income."""
LIMIT = 60.0
"""Months after which endurance is not followed, and from which on the long run holds."""
LEAST = 1.0
"""Fall of exports in USD mn below which nothing is left for other markets to take."""


@final
@dataclass(frozen=True, slots=True)
class PairSetting:
    """What all parts of one reading share.

    Attributes
    ----------
    world, sides, markets
        World, the two sides, and group of other markets to codes in the world.
    exposed, names
        Exposure by side; names of sectors.
    """

    world: World
    sides: tuple[str, str]
    markets: Mapping[str, tuple[str, ...]]
    exposed: Mapping[str, Exposure]
    names: Mapping[str, str]

    def pairs(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Each side with its rival."""
        return self.sides, (self.sides[1], self.sides[0])


def setting_of(world: World, sides: tuple[str, str]) -> PairSetting:
    """The setting of two sides on a world."""
    exposed = {side: exposure(world, side, rival) for side, rival in (sides, sides[::-1])}
    return PairSetting(world, sides, markets_of(world, sides), exposed, load_concordance().sectors)


def side_of(
    case: Case,
    setting: PairSetting,
    main: Sample,
    part: Mapping[str, Sample],
    tables: Tables,
    moment: Moment,
    pair: tuple[str, str],
    tariffs: tuple[FloatArray, FloatArray],
    horizon: float,
) -> SidePressure:
    """Everything that is read for one side.

    Parameters
    ----------
    case, setting, moment
        The case, the setting of its sides, and the day with its knowledge.
    main, part
        Readings of all draws, and under each other assumption, of a part of them.
    tables
        Products, published figures and series that the other side sees.
    pair
        The side and its rival.
    tariffs
        (importer, exporter, sector) before and after, shares.
    horizon
        Months since the measures.
    """
    side, rival = pair
    world = setting.world

    def band(name: str, sample: Sample = main) -> Band:
        return sample.band(f"{side} {name}")

    goods = np.array(world.goods)
    embodied = embodied_jobs(world, side, np.where(goods, setting.exposed[side].exports, 0.0))
    by_months = {
        months: main if months == horizon else part[f"{months:g} months"] for months in sorted({*MONTHS, horizon})
    }
    regimes = {"default": band("jobs_lost")} | {name: band("jobs_lost", part[name]) for name in REGIMES}
    stimulated = part[f"stimulus {side}"]
    own = world.regions.index(side)
    lines = case.ledger.lines
    return SidePressure(
        region=side,
        name=load_countries().name(side),
        rival=rival,
        horizon_months=horizon,
        real_income=band("real_income"),
        real_income_with_duty=band("real_income", part["with duty"]),
        real_income_long_run=band("real_income", part["long run"]),
        real_income_pair=band("real_income", part["pair"]),
        real_income_by_months={int(months): band("real_income", sample) for months, sample in by_months.items()},
        real_wage=band("real_wage"),
        consumer_prices=band("consumer_prices"),
        consumer_prices_in_wages=band("consumer_prices_in_wages"),
        consumer_prices_passed_on=price_push(world, side, tariffs[0][own], tariffs[1][own]),
        import_prices=band("import_prices"),
        terms_of_trade=band("terms_of_trade"),
        terms_of_income=band("terms_of_income"),
        revenue_of_income=band("revenue_of_income"),
        revenue_usd_mn=band("revenue_usd_mn"),
        exports_lost_usd_mn=band("exports_lost_usd_mn"),
        exports_lost=band("exports_lost"),
        exports_base_usd_mn=float(setting.exposed[side].exports[goods].sum()),
        exports_customs_usd_mn=customs(world, lines, side, rival),
        unemployment=band("unemployment"),
        jobs_embodied=dict(zip(world.sectors, map(float, embodied), strict=True)),
        jobs_at_risk=band("jobs_at_risk"),
        jobs_at_risk_pair=band("jobs_at_risk", part["pair"]),
        jobs_lost=regimes,
        sectors=_sectors(setting, main, by_months, pair, embodied, tariffs),
        products=(
            *products_sold(world, lines, tables, side, rival),
            *products_bought(world, lines, tables, side, rival),
        ),
        absorption=_absorption(setting, main, side),
        stimulus=(
            StimulusReading(
                STIMULUS,
                main.less(stimulated, f"{side} jobs_lost"),
                stimulated.less(main, f"{side} real_income"),
            ),
        ),
        observable=observables(tables, side, moment.as_of),
        endurance=_endurance(by_months, part["long run"], side),
        pain=_pain(main, side),
    )


def _sectors(
    setting: PairSetting,
    main: Sample,
    by_months: Mapping[float, Sample],
    pair: tuple[str, str],
    embodied: FloatArray,
    tariffs: tuple[FloatArray, FloatArray],
) -> tuple[SectorPressure, ...]:
    """Sectors by exposure, goods first."""
    side, rival = pair
    world, exposed = setting.world, setting.exposed[side]
    m, n = world.regions.index(rival), world.regions.index(side)
    output, risk, lost = (main.bands(f"{side} sector {name}") for name in ("output", "risk", "lost"))
    falls = {months: sample.bands(f"{side} {_fall(sample, side)}") for months, sample in by_months.items()}
    failing = main.bands(f"{side} failing")
    count = len(world.sectors)
    rows = [
        SectorPressure(
            code=code,
            name=setting.names.get(code, code),
            goods=bool(world.goods[j]),
            exposure=float(exposed.direct[j]),
            exposure_whole=float(exposed.whole[j]),
            exposure_rank=int(exposed.rank[j]),
            exports_base_usd_mn=float(exposed.exports[j]),
            tariff_before=float(tariffs[0][m, n, j]),
            tariff_after=float(tariffs[1][m, n, j]),
            exports_change={int(months): bands[j].times(-1.0) for months, bands in falls.items()},
            output=output[j],
            jobs_embodied=float(embodied[j]),
            jobs_at_risk=risk[j],
            jobs_lost=lost[j],
            failing={day: failing[d * count + j] for d, day in enumerate(DAYS)},
        )
        for j, code in enumerate(world.sectors)
    ]
    return tuple(sorted(rows, key=lambda row: (not row.goods, -row.exposure)))


def _fall(sample: Sample, side: str) -> str:
    return "sector fall" if f"{side} sector fall" in sample.register else "fall"


def _absorption(setting: PairSetting, main: Sample, side: str) -> tuple[Absorption, ...]:
    if float(main.register[f"{side} exports_lost_usd_mn"]) <= LEAST:
        return ()
    parts = ("extra", "extra_volume", "price_fall", "share")
    extra, volume, fall, share = (main.bands(f"{side} market {name}") for name in parts)
    base = main.register[f"{side} market base"]
    return tuple(
        Absorption(
            code,
            MARKETS[code][0] if code in MARKETS else REST[1],
            float(base[k]),
            extra[k],
            volume[k],
            fall[k],
            share[k],
        )
        for k, code in enumerate(setting.markets)
    )


def _endurance(by_months: Mapping[float, Sample], long_run: Sample, side: str) -> tuple[Endurance, ...]:
    shown = [months for months in by_months if months < LIMIT]
    months = (*shown, LIMIT)
    register, rows = losses({**{m: by_months[m] for m in shown}, LIMIT: long_run}, side)
    note = (
        f"{LIMIT:g} stands for {LIMIT:g} months or more; losses at {', '.join(f'{m:g}' for m in shown)} months, then "
        f"straight to those of the long run at {LIMIT:g}"
    )
    found = []
    for threshold in THRESHOLDS:
        central = months_until(months, register, threshold, LIMIT)
        drawn = np.array([[months_until(months, row, threshold, LIMIT)] for row in rows.values()])
        found.append(Endurance(threshold, band_of([central], drawn)[0], len(rows), note))
    return tuple(found)


def _pain(main: Sample, side: str) -> Pain:
    harms, points = (main.bands(f"{side} {name}") for name in ("harms", "points"))
    return Pain(
        main.band(f"{side} pain"),
        tuple(
            PainComponent(s.name, h.central, "share", s.reference, s.weight, p.central, s.source)
            for s, h, p in zip(SCALES, harms, points, strict=True)
        ),
    )
