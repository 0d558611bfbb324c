"""One brief of the bundled case with few draws, and its page, made once."""

from datetime import date

import pytest

from detente.case.assumptions import load_assumptions
from detente.case.pressure_records import (
    Absorption,
    Band,
    Endurance,
    Observable,
    Pain,
    PainComponent,
    PainPoint,
    Pressure,
    ProductGroup,
    PublishedFigure,
    RangeDriver,
    SectorPressure,
    SidePressure,
    StimulusReading,
)
from detente.case.read import open_case
from detente.report.brief import brief
from detente.report.html import brief_html


@pytest.fixture(scope="session")
def page_brief():
    return brief(open_case("us-china-2025"), "2025-04-12", draws=4)


@pytest.fixture(scope="session")
def page(page_brief):
    return brief_html(page_brief)


def band(central, wide=0.3):
    half = abs(central) * wide
    return Band(central, central - half / 2, central + half / 2, central - half, central + half)


def sector(number, code, name, exposure, jobs, months):
    return SectorPressure(
        code=code,
        name=name,
        goods=True,
        exposure=exposure,
        exposure_whole=1.4 * exposure,
        exposure_rank=number,
        exports_base_usd_mn=40_000.0 / number,
        tariff_before=0.1,
        tariff_after=1.2,
        exports_change={month: band(-0.1 * month**0.5) for month in months},
        output=band(-0.5 * exposure),
        jobs_embodied=jobs,
        jobs_at_risk=band(0.6 * jobs),
        jobs_lost=band(0.2 * jobs),
        failing={day: band(min(0.9, exposure * day / 60)) for day in (15, 30, 60, 90)},
    )


NAMES = (
    ("C31T33", "Manufacture of furniture; other manufacturing", 0.141),
    ("C26", "Manufacture of computer, electronic and optical products", 0.051),
    ("C27", "Manufacture of electrical equipment", 0.048),
    ("C22", "Manufacture of rubber and plastics products", 0.037),
    ("C13T15", "Manufacture of textiles, wearing apparel, leather and related products", 0.032),
    ("C28", "Manufacture of machinery and equipment n.e.c.", 0.02),
    ("C29", "Manufacture of motor vehicles, trailers and semi-trailers", 0.01),
)


def side_of(region, rival, name, size):
    months = (1, 3, 6, 12)
    sectors = tuple(sector(n, c, t, size * e, 2e6 * size / n, months) for n, (c, t, e) in enumerate(NAMES, 1))
    return SidePressure(
        region=region,
        name=name,
        rival=rival,
        horizon_months=6.0,
        real_income=band(-0.011 * size),
        real_income_with_duty=band(-0.009 * size),
        real_income_long_run=band(-0.004 * size),
        real_income_pair=band(-0.008 * size),
        real_income_by_months={6: band(-0.011 * size), 12: band(-0.009 * size)},
        real_wage=band(-0.012 * size),
        consumer_prices=band(0.008),
        consumer_prices_in_wages=band(0.013),
        consumer_prices_passed_on=0.02,
        import_prices=band(0.7),
        terms_of_trade=band(-0.004),
        terms_of_income=band(0.006 if region == "USA" else -0.003),
        revenue_of_income=band(0.009),
        revenue_usd_mn=band(61_000.0 * size),
        exports_lost_usd_mn=band(280_000.0 * size),
        exports_lost=band(0.7),
        exports_base_usd_mn=400_000.0 * size,
        exports_customs_usd_mn=500_000.0 if region == "CHN" else None,
        unemployment=band(0.012 * size),
        jobs_embodied={row.code: row.jobs_embodied for row in sectors},
        jobs_at_risk=band(3.1e6 * size),
        jobs_at_risk_pair=band(2.9e6 * size),
        jobs_lost={
            "default": band(1.2e6 * size),
            "nominal income held": band(0.7e6 * size),
            "hard peg": band(2.2e6 * size),
        },
        sectors=sectors,
        products=(ProductGroup("94", "furniture, bedding, lamps", 20_100.0, 0.29, 0.1),) if size == 1 else (),
        absorption=tuple(
            Absorption(code, title, 3e5, band(4e4 * part), band(5e4 * part), band(0.03 * part), band(0.15 * part))
            for code, title, part in (("ASEAN", "ASEAN", 1.0), ("EU27", "European Union", 0.8), ("AFR", "Africa", 0.3))
        ),
        stimulus=(StimulusReading(0.01, band(0.9e6 * size), band(0.004)),),
        observable=(
            Observable("exports", "customs, monthly", bool(size), 9, date(2025, 3, 31), "first week of the next month"),
            Observable("firms' cash", "bank records", not size, 0, None, "never published"),
        ),
        endurance=(Endurance(0.01, band(11.0), 15, "a hundredth of a year's income"),),
        pain=Pain(
            band(52.0 * size),
            (
                PainComponent("real income", -0.011, "share", 0.04, 0.4, 20.0 * size, "assumed"),
                PainComponent("unemployment", 0.012, "share", 0.04, 0.3, 18.0 * size, "assumed"),
                PainComponent("consumer prices", 0.013, "share", 0.05, 0.3, 14.0 * size, "assumed"),
            ),
        ),
    )


@pytest.fixture(scope="session")
def pressed():
    """A reading of pressure with made-up numbers; days, sides and measures are the bundled case's."""
    case = open_case("us-china-2025")
    moment = case.ledger.moment("2025-05-09")
    sides = (side_of("USA", "CHN", "United States", 0.3), side_of("CHN", "USA", "China", 1.0))
    days = (date(2025, 1, 19), date(2025, 2, 4), date(2025, 3, 4), date(2025, 4, 9), date(2025, 4, 12))
    return Pressure(
        case=case,
        moment=moment,
        baseline=date(2025, 1, 19),
        sides=sides,
        levels="",
        coming=(),
        history=tuple(
            PainPoint(
                day,
                side.region,
                n * side.pain.total.central / 4,
                {c.name: n * c.points / 4 for c in side.pain.components},
                0.1 * n,
            )
            for side in sides
            for n, day in enumerate(days)
        ),
        drivers=(RangeDriver("CHN", "real income", "elasticity of the first year", 0.61, 0.05),),
        comparisons=(
            PublishedFigure(
                "jobs, up to",
                "CHN",
                "Nomura",
                date(2025, 4, 16),
                16e6,
                "persons",
                "jobs_at_risk",
                band(3.1e6),
                "every export lost",
                "as printed",
            ),
            PublishedFigure(
                "prices",
                "USA",
                "Yale",
                date(2025, 4, 15),
                0.03,
                "share",
                "consumer_prices_passed_on",
                band(0.013),
                "another year",
                "as remembered",
            ),
        ),
        assumptions=load_assumptions()[:2],
        draws=60,
        failed=1,
        numeraire="world factor income",
        notes=("a remark",),
        run="0123456789ab",
    )
