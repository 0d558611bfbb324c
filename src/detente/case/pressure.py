"""Who is hurting, how soon, and how sure are we: everything the pressure pages say of a case on a day.

Equations and what they leave out: docs/explanation/pressure.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import final

import numpy as np
import xarray as xr

from detente.case.ask import SEED, run_id, steps
from detente.case.assumptions import load_assumptions
from detente.case.band import Band
from detente.case.case import Case
from detente.case.pair import pair_alone
from detente.case.pressure_beside import comparisons, customs, observables, products_bought, products_sold
from detente.case.pressure_draws import ParameterDraw, central_draw, draws_of, median_draw
from detente.case.pressure_readings import DAYS, Readings, fall_of_orders, pain_of, read_side
from detente.case.pressure_records import (
    Absorption,
    Driver,
    Endurance,
    Pain,
    PainComponent,
    PainPoint,
    Pressure,
    SectorPressure,
    SidePressure,
    StimulusReading,
)
from detente.case.pressure_sample import (
    MONTHS,
    REGIMES,
    STIMULUS,
    Sample,
    Solver,
    band_of,
    losses,
    share_error,
    variants,
)
from detente.case.pressure_scope import MARKETS, REST, coming, levels_refused, markets_of
from detente.case.pressure_tables import Tables, load_tables
from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.economy.calibration import Calibration
from detente.economy.exposure import Exposure, exposure
from detente.economy.jobs import embodied_jobs
from detente.economy.longrun import LongRun
from detente.economy.outcome import Outcome
from detente.economy.pain import SCALES, months_until
from detente.economy.price_push import price_push
from detente.economy.rest import world_at_rest
from detente.ledger.stacking import Moment
from detente.world.load import load_concordance, load_countries
from detente.world.world import World

__all__ = ["DRAWS", "FEWEST", "LIMIT", "pressure"]

DRAWS = 60
PART = 4
"""One draw in so many is solved again for each other assumption that is shown."""
FEWEST = 2 * PART
"""Draws that ranges need at least."""
THRESHOLDS = (0.005, 0.01)
"""Cumulated losses of real income that endurance is read for, shares of a year's income."""
LIMIT = 60.0
"""Months after which endurance is not followed, and from which on the long run holds."""
LEAST = 1.0
"""Fall of exports in USD mn below which nothing is left for other markets to take."""
DAYS_OF_CHANGE = 18
"""Most days in the history of the index."""
REGISTER = (
    "elasticity-set",
    "elasticity-draws",
    "short-run-elasticity",
    "short-run-capital-share",
    "wage-rigidity",
    "monetary-regime",
    "input-substitution",
    "jobs-per-output",
    "cash-buffers",
    "firms-of-exporters",
    "committed-days",
    "order-freeze",
    "pain-weights",
    "pain-references",
)
HEADLINES = {"real income": "real_income", "jobs lost": "jobs_lost", "pain index": "pain"}


@final
@dataclass(frozen=True, slots=True)
class Setting:
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


def pressure(
    case: Case,
    on: date | str,
    as_of: date | str | None = None,
    *,
    world: World | None = None,
    draws: int = DRAWS,
    horizon_months: float = 12.0,
) -> Pressure:
    """Work out who is hurting under the measures of a day: a scenario in which they stay, not a forecast.

    Parameters
    ----------
    case
        The case.
    on, as_of
        Day valued and day of knowledge (default: the same, capped at the case's last day).
    world
        Default: the case's own world. It must know employment.
    draws
        Draws behind the ranges, at least eight; a quarter of them is solved again under each other assumption shown.
    horizon_months
        Months since the measures.

    Returns
    -------
    Pressure
        Changes are counted from the measures of the case's baseline for the day.

    Raises
    ------
    DataError
        If the world knows no employment, or there are too few draws.
    NotSolved
        If the central model is not solved.
    """
    world = world or case.ledger.base
    if draws < FEWEST:
        raise DataError(f"draws = {draws}: ranges need at least {FEWEST} draws.")
    if world.employment is None:
        raise DataError(f"world '{world.name}' knows no employment, so jobs cannot be counted; use world \"2024\".")
    ledger = case.ledger
    moment = ledger.moment(on, as_of)
    baseline = case.head.baseline_of(moment.on)
    setting = _setting(world, case.sides)
    before = ledger.wedges(world, on=baseline, as_of=moment.as_of)
    after = ledger.wedges(world, on=moment.on, as_of=moment.as_of)
    tariffs = _tariffs(before, after)

    def read(outcome: Outcome, draw: ParameterDraw) -> Readings:
        return {
            f"{side} {name}": value
            for side, rival in setting.pairs()
            for name, value in read_side(
                world, outcome, draw, side, rival, setting.exposed[side], setting.markets, tariffs
            ).items()
        }

    def read_less(outcome: Outcome, _: ParameterDraw) -> Readings:
        return _few(outcome, setting)

    rest = world_at_rest(world, before)
    base = Calibration.from_world(rest)
    solver = Solver(rest, before, after, base)
    alone = Solver(rest, before, pair_alone(before, after, case.sides), base)
    centre = central_draw(world, case.sides, horizon_months)
    drawn = draws_of(world, case.sides, horizon_months, draws, SEED)
    main = solver.sample(centre, drawn, lambda draw: draw.model, read)
    part = {
        name: solver.sample(centre, drawn[: draws // PART], variant, read_less)
        for name, variant in variants(case.sides, horizon_months).items()
    }
    part["pair"] = alone.sample(centre, drawn[: draws // PART], lambda draw: draw.model, read)
    tables = load_tables()
    sides = tuple(
        _side(case, setting, main, part, tables, moment, pair, tariffs, horizon_months) for pair in setting.pairs()
    )
    levels = levels_refused(world, baseline)
    failed = max(draws - len(main.draws), *(draws // PART - len(s.draws) for s in part.values()))
    return Pressure(
        case=case,
        moment=moment,
        baseline=baseline,
        sides=(sides[0], sides[1]),
        levels=levels,
        coming=coming(case, moment),
        history=_history(case, setting, solver, moment, median_draw(world, centre, drawn)),
        drivers=_drivers(setting, main),
        comparisons=comparisons(tables, case.name, moment.as_of, sides),
        assumptions=tuple(row for row in load_assumptions() if row.id in REGISTER),
        draws=draws,
        failed=failed,
        numeraire="world factor income",
        notes=_notes(sides, draws, jobs=not levels),
        run=_run(case, moment, world, draws, horizon_months),
    )


def _setting(world: World, sides: tuple[str, str]) -> Setting:
    exposed = {side: exposure(world, side, rival) for side, rival in (sides, sides[::-1])}
    return Setting(world, sides, markets_of(world, sides), exposed, load_concordance().sectors)


def _tariffs(before: xr.Dataset, after: xr.Dataset) -> tuple[FloatArray, FloatArray]:
    """(importer, exporter, sector) tariffs before and after, shares."""
    old, new = (wedges["tariff"].transpose("importer", "exporter", "sector").values for wedges in (before, after))
    return old, new


def _few(outcome: Outcome, setting: Setting) -> Readings:
    """What is read under other assumptions: real income, jobs and the fall of orders."""
    data = outcome.data
    found: dict[str, object] = {}
    for side, rival in setting.pairs():
        found[f"{side} real_income"] = data["welfare"].sel(region=side).values
        found[f"{side} fall"] = fall_of_orders(outcome, side, rival)
        if "jobs" in data:
            found[f"{side} jobs_lost"] = -1000.0 * data["jobs"].sel(region=side).values.sum()
    return {name: np.asarray(value, dtype=np.float64) for name, value in found.items()}


def _side(
    case: Case,
    setting: Setting,
    main: Sample,
    part: Mapping[str, Sample],
    tables: Tables,
    moment: Moment,
    pair: tuple[str, str],
    tariffs: tuple[FloatArray, FloatArray],
    horizon: float,
) -> SidePressure:
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
    setting: Setting,
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


def _absorption(setting: Setting, main: Sample, side: str) -> tuple[Absorption, ...]:
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


def _history(
    case: Case, setting: Setting, solver: Solver, moment: Moment, middle: ParameterDraw
) -> tuple[PainPoint, ...]:
    """The index at each day on which the pair's rates changed, had the day's measures stayed."""
    ledger, baseline = case.ledger, case.head.baseline_of(moment.on)
    changed = {baseline, moment.on}
    last: dict[str, float] = {}
    rates: dict[str, dict[date, float]] = {side: {} for side in setting.sides}
    for step in steps(case, ledger, moment):
        if abs(step.statutory - last.get(step.importer, np.inf)) > 1e-4:
            changed.add(step.day)
        last[step.importer] = rates[step.importer][step.day] = step.statutory
    found = []
    for day in sorted(changed)[-DAYS_OF_CHANGE:]:
        after = ledger.wedges(setting.world, on=day, as_of=moment.as_of)
        outcome = middle.model.solve(solver.world, solver.before, after, base=solver.base)
        tariffs = _tariffs(solver.before, after)
        for side, rival in setting.pairs():
            points = pain_of(read_side(setting.world, outcome, middle, side, rival, setting.exposed[side], {}, tariffs))
            since = max(d for d in rates[rival] if d <= day)
            found.append(PainPoint(day, side, sum(points.values()), points, rates[rival][since]))
    return tuple(found)


def _drivers(setting: Setting, main: Sample) -> tuple[Driver, ...]:
    found = []
    for side in setting.sides:
        for reading, name in HEADLINES.items():
            shares = main.shares(f"{side} {name}")
            found += [
                Driver(side, reading, parameter, share, share_error(share, len(main.draws)))
                for parameter, share in shares.items()
            ]
    return tuple(sorted(found, key=lambda row: (row.region, row.reading, -row.share)))


def _notes(sides: Sequence[SidePressure], draws: int, *, jobs: bool) -> tuple[str, ...]:
    """What a reader must know; of jobs only where they are shown."""

    def millions(regime: str) -> str:
        band = sides[1].jobs_lost[regime]
        return f"{band.low90 / 1e6:.1f} to {band.high90 / 1e6:.1f}"

    counts = (
        "Jobs behind exports are accounting (jobs of 2018 per unit of output of 2024): they say who works for the "
        "rival's market, not who would be out of work.",
        "Jobs lost turn on the monetary regime more than on anything else: for "
        f"{sides[1].name} {millions('nominal income held')} million if nominal income is held, "
        f"{millions('hard peg')} million under a hard peg.",
    )
    return (
        "A scenario, not a forecast: the measures of the day stay, and nothing else happens.",
        f"Ranges are of the kind parameters: {draws} draws; {draws // PART} of them for other horizons, regimes, "
        "conventions, the two sides alone, stimulus and endurance.",
        *(counts if jobs else ()),
        "A number is the median of its draws. Where one assumption decides over half of its spread, or the draws are "
        "too few to tell, the range stands alone.",
        "Only the row of duties passed on in full rests on complete pass-through. In all other rows sellers bear what "
        "the model finds, by the price that they lose when buyers leave.",
    )


def _run(case: Case, moment: Moment, world: World, draws: int, horizon: float) -> str:
    """Twelve hex digits over everything that was asked."""
    asked = (run_id(case, moment, world, LongRun(), (), draws), "pressure", repr(horizon))
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:12]
