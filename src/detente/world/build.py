"""From the data folder to everything the package ships of this floor; the only module that reads the folder.

The folder is named by the user (``--data DIR``); its files are described in ``docs/explanation/world-2024.md``.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import DataError
from detente.world.calibration import base_tariffs, checks, elasticities, labour, product_lines, services, update
from detente.world.countries import Countries
from detente.world.lines import Lines
from detente.world.load import save_lines, save_table, save_world
from detente.world.world import World

__all__ = ["ProductTables", "WorldBuild", "build_world", "write_build"]

EU_PARTNER = "0003"
DOUBLE_COUNTED = {"4359": "Slovakia stands beside the European Union that contains it"}
DAY = date(2024, 12, 31)
NOT_MFN_PAYERS = ("CHN", "RUS")
"""Extra duties under Section 301; column 2 duties."""
WAIVED = 0.3
"""[A] Part of China's answer to Section 301 that is waived on application; band 0 to 0.6."""
TAIWAN_GROWTH = 0.993
"""GDP 2023 over 2022 in current USD (IMF); the World Bank has no figure."""
GDP_2024 = {"USA": 1.053, "CHN": 1.031}
"""GDP 2024 over 2023 in current USD (BEA, 27 March 2025; NBS of China, January 2025, at the year's mean exchange
rate): trade of 2024 is put in proportion to a world of the size of 2023."""
SERVICES_OF_FGO = "services 4 [A], but for R and S, which take the paper's 8.35"
ATTRIBUTION = (
    "Source: OECD Inter-Country Input-Output Tables, 2025 release, reference year 2022 (CC BY 4.0); own imputation of "
    "services by sector and own update to 2024. US imports and collected duties: US Census Bureau. GDP: World Bank. "
    "Tariffs of third pairs: Teti (2024), Global Tariff Database, 2021. China's tariffs on US goods: Bown, Jung and "
    "Zhang (2019)."
)


@dataclass(frozen=True, slots=True)
class ProductTables:
    """Derived tables of products.

    Attributes
    ----------
    lines
        Importer to product lines.
    hs6
        HS6 to ICIO sector, both editions of the Harmonized System.
    lists
        Name of a case list to its rows (code, number, note).
    counts
        What was done to how many lines, for the record.
    """

    lines: dict[str, Lines]
    hs6: dict[str, str]
    lists: dict[str, list[tuple[str, str, str]]]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class WorldBuild:
    """A world with the checks of its making and the product tables that belong to it.

    Attributes
    ----------
    world
        The world.
    checks
        (name, value, target in words, whether it is met) of each check.
    products
        Product lines, concordance and case lists.
    """

    world: World
    checks: tuple[checks.Check, ...]
    products: ProductTables


def build_world(
    data: Path,
    countries: Countries,
    goods_sectors: Sequence[str],
    progress: Callable[[str], None] = lambda _: None,
) -> WorldBuild:
    """Make the world "2024", 81 economies by 50 sectors, from the data folder.

    Parameters
    ----------
    data
        The data folder.
    countries
        Country table: names partners, customs unions and free-trade agreements.
    goods_sectors
        Codes of the goods sectors, against which the folder's concordance is checked.
    progress
        Called with one line before each step.

    Returns
    -------
    WorldBuild
        The world, its checks (those of the year 2022 before the update, those of 2024 after it) and the tables
        of products with weights scaled to it.

    Raises
    ------
    DataError
        If a file of the folder is missing.
    CheckFailed
        If the table cannot be balanced.
    """
    progress("reading the input-output tables")
    total = _arrays(data, "icio/icio2022_81x28.npz")
    inner = _arrays(data, "icio/icio2022_80x50_intermediate.npz")
    regions = tuple(str(code) for code in total["regions"])
    sectors = tuple(str(code) for code in inner["sectors"])
    goods = len(total["sectors"]) - 1
    usa, chn = regions.index("USA"), regions.index("CHN")

    progress("imputing services by sector")
    table = services.fifty_sectors(
        np.transpose(total["flow"], (1, 0, 2)),
        np.asarray(total["use_from_row_imputed"][:-1], dtype=np.float64),
        np.transpose(inner["intermediate"], (1, 0, 2)).astype(np.float64),
        inner["use"].astype(np.float64),
        inner["final_and_row_sales"],
        [regions.index(code) for code in services.DONORS],
    )
    before = checks.of_2022(table, usa, chn, goods)

    progress("reading US customs data")
    hs6 = _concordance(data, goods_sectors)
    imports = _us_imports(data, countries)
    customs = base_tariffs.by_sector(imports, hs6, sectors)
    exporters = {
        partner: tuple(
            regions.index(code)
            for code in (countries.group("EU27", DAY) if partner == "EU27" else (partner,))
            if code in regions
        )
        for partner in sorted({partner for partner, _ in customs})
    }

    progress("moving 2022 to 2024")
    mixes = {
        members: {j: value for (who, j), (value, _) in customs.items() if who == partner and value > 0}
        for partner, members in exporters.items()
        if members
    }
    seed = update.with_mix(table.flows, usa, mixes)
    bilateral = {row["year"]: row for row in _rows(data, "monthly/us_china_goods_annual_2001_2024.csv")}
    fixed = {}
    for importer, exporter, column in ((usa, chn, "imports_usd_mn"), (chn, usa, "exports_usd_mn")):
        cells = np.full(len(sectors), np.nan)
        level = float(bilateral["2024"][column]) / float(bilateral["2022"][column])
        cells[:goods] = seed[importer, exporter, :goods] * level / GDP_2024[regions[importer]]
        fixed[importer, exporter] = cells
    table = update.moved(table, seed, _growth(data, regions, countries), fixed)

    progress("putting base tariffs on")
    sellers = {
        **{partner: members for partner, members in exporters.items() if members and partner != "CHN"},
        "USA": (usa,),
        "*": tuple(i for i in range(len(regions)) if i != chn),
    }
    china_imports = {
        seller: dict(zip(sectors[:goods], table.flows[chn, list(members), :goods].sum(axis=0), strict=True))
        for seller, members in sellers.items()
    }
    products = _products(data, countries, hs6, imports, china_imports)
    taxable = tuple(name in set(hs6.values()) for name in sectors)
    waived, statutory = _china_on_usa(products)
    third = np.transpose(_arrays(data, "icio/tariff_teti_81x28.npz")["tariff"], (1, 0, 2))[:, :, :goods]
    tariff = base_tariffs.composed(
        third,
        {
            usa: base_tariffs.collected(customs, exporters, len(regions) - 1),
            chn: {(usa, sectors.index(name)): value for name, value in waived.items()},
        },
        taxable,
    )
    arrays, capped = base_tariffs.closed(table, tariff)
    printed = {
        (row["set"], int(row["n"])): float(row["elasticity"])
        for row in _rows(data, "elasticities/papers_native_sectors.csv")
    }
    sets, clipped = elasticities.rekeyed(printed, sectors)
    world = World(
        name="2024",
        regions=regions,
        sectors=sectors,
        **arrays,
        tariff=tariff,
        goods=taxable,
        year=2024,
        unit="USD mn",
        base_day=DAY,
        employment=_employment(data, countries, regions, sectors, arrays["value_added"]),
        elasticities=sets,
        provenance={
            "attribution": ATTRIBUTION,
            "vintage": (
                "flows: ICIO 2022, size of GDP 2023, trade between USA and CHN and mix of US imports 2024; "
                "base tariffs: 31 Dec 2024; employment: 2018"
            ),
            "imputed": "sector mix of final sales of services by destination; all services of the rest of the world",
            "china_waiver_share": str(WAIVED),
            "china_on_usa_unwaived": json.dumps({k: round(v, 4) for k, v in statutory.items()}),
            "elasticities_clipped": "; ".join(f"{k}: {', '.join(v)}" for k, v in clipped.items() if v),
            "elasticities_services": f"fgo: {SERVICES_OF_FGO}; other sets 4 [A]",
            "inputs_capped": ", ".join(f"{regions[n]} {sectors[j]}" for n, j in capped) or "none",
        },
    )
    return WorldBuild(world, (*before, *checks.of_2024(world, usa, chn)), products)


def write_build(build: WorldBuild, folder: Path) -> tuple[Path, ...]:
    """Write the world and the tables of products in the layout of the package's data folder.

    Parameters
    ----------
    build
        What :func:`build_world` made.
    folder
        Folder to write to.

    Returns
    -------
    tuple of pathlib.Path
        The files written: world, concordance, product lines, case lists.
    """
    files = [save_world(build.world, folder / "worlds" / f"{build.world.name}.npz")]
    codes = sorted(build.products.hs6.items())
    files.append(save_table(codes, ("hs6", "sector"), folder / "concordance" / "hs6.csv"))
    files += [save_lines(lines, folder / "lines") for lines in build.products.lines.values()]
    lists = folder / "cases" / "us-china-2025" / "lists"
    for name, entries in build.products.lists.items():
        number = "share" if name.startswith("usmca") else "rate"
        files.append(save_table(entries, ("hs", number, "note"), lists / f"{name}.csv"))
    return tuple(files)


def _products(
    data: Path,
    countries: Countries,
    hs6: dict[str, str],
    tens: product_lines.Imports,
    china_imports: Mapping[str, Mapping[str, float]],
) -> ProductTables:
    """Product lines and case lists; China's weights scaled to its imports in the world, by sector."""
    eights: dict[tuple[str, str], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for (partner, code), (value, duty) in tens.items():
        so_far = eights[partner, code[:8]]
        eights[partner, code[:8]] = (so_far[0] + value, so_far[1] + duty)
    free = tuple(code for code in countries.group("US-FTA", DAY))
    partners = sorted({partner for partner, _ in tens})
    payers = [code for code in partners if code not in free and code not in NOT_MFN_PAYERS]
    schedule = {
        row["hs8"]: (float(row["mfn_rate"]), row["rate_type"]) for row in _rows(data, "tariffs/us_mfn_2025.csv")
    }
    duties, counts = product_lines.ad_valorem(schedule, eights, payers)

    levels = {
        row["hs10"]: {day: float(level) for day, level in row.items() if day != "hs10"}
        for row in _rows(data, "tariffs/china_on_us_hs10_2018_2019.csv.gz")
        if row["hs10"].isdigit()
    }
    imports_2017: dict[str, float] = defaultdict(float)
    chinese_codes: Counter[str] = Counter()
    for row in _rows(data, "tariffs/china_imports_from_us_2017_hs8.csv.gz"):
        chinese_codes[row["hs8"][:6]] += 1
        imports_2017[row["hs8"][:6]] += float(row["imports_from_us_2017_kusd"]) / 1000.0
    members = dict.fromkeys(countries.group("EU27", DAY), "EU27")
    finer = Counter(code[:8] for code in {code for _, code in tens})
    usa = product_lines.lines_of_usa(eights, duties, hs6, free, members, finer)
    proxy = product_lines.proxy_lines(usa)
    china = product_lines.chinese_duties(levels, _september_2019(data), hs6)
    chn = product_lines.lines_of_china(china["mfn"], imports_2017, hs6, proxy, china_imports, chinese_codes)

    claimed = {
        (iso, row["hts10"]): float(row["usmca_share"])
        for row in _rows(data, "tariffs/us_usmca_shares_2024_hs10.csv.gz")
        for iso in [{"1220": "CAN", "2010": "MEX"}.get(row["cty_code"], "")]
        if iso
    }
    values = {key: value for key, (value, _) in tens.items()}
    lists: dict[str, list[tuple[str, str, str]]] = {}
    for name in product_lines.ANSWERS:
        lists[_list_name(name)] = [
            (code, f"{rate:.4f}", "" if china["own"][code] else "mean of its heading in the edition of 2017")
            for code, rate in china[name].items()
            if rate > 0
        ]
    for partner in ("CAN", "MEX"):
        shares = product_lines.usmca_shares(claimed, values, partner)
        lists[f"usmca-{partner.lower()}"] = [(code, f"{share:.2f}", "") for code, share in shares.items()]
    named = {f"US lines, {kind.replace('_', ' ')}": count for kind, count in sorted(counts.items())}
    return ProductTables({"USA": usa, "CHN": chn, "*": proxy}, hs6, lists, named)


def _concordance(data: Path, goods_sectors: Sequence[str]) -> dict[str, str]:
    """HS6 to ICIO sector: codes the United States trades, and those of the edition of 2017 that China's tables use."""
    known = {row["hs6"]: row["icio_sector"] for row in _rows(data, "tariffs/hs6_to_icio.csv") if row["icio_sector"]}
    unknown = set(known.values()) - set(goods_sectors)
    if unknown:
        raise DataError(f"tariffs/hs6_to_icio.csv names sectors that are no goods sectors: {sorted(unknown)}.")
    chinese = [row["hs10"][:6] for row in _rows(data, "tariffs/china_on_us_hs10_2018_2019.csv.gz")]
    bought = [row["hs8"][:6] for row in _rows(data, "tariffs/china_imports_from_us_2017_hs8.csv.gz")]
    return product_lines.extended_concordance(known, [code for code in (*chinese, *bought) if code.isdigit()])


def _us_imports(data: Path, countries: Countries) -> dict[tuple[str, str], tuple[float, float]]:
    """US imports for consumption 2024 and collected duty, USD, by (partner, HS10); the EU is one partner."""
    import duckdb

    iso = {census: code for code, census in countries.census.items()} | {EU_PARTNER: "EU27"}
    path = _file(data, "us2024/us_imports_2024_hs10.parquet")
    with duckdb.connect() as connection:
        found = connection.execute(
            "select partner_code, hs10, imports_usd, duty_usd from read_parquet(?) order by 1, 2", [str(path)]
        ).fetchall()
    return {
        (iso[partner], code): (float(value), float(duty))
        for partner, code, value, duty in found
        if partner not in DOUBLE_COUNTED
    }


def _growth(data: Path, regions: tuple[str, ...], countries: Countries) -> FloatArray:
    """GDP 2023 over 2022 in current USD by region; the rest of the world is the sum of the others."""
    gdp: dict[tuple[str, str], float] = {
        (row["iso3"], row["year"]): float(row["gdp_usd"])
        for row in _rows(data, "baci2023/wdi_gdp_current_usd_1960_2023.csv")
        if row["iso3"] in countries.names and row["year"] in {"2022", "2023"}
    }
    others = [c for c, year in gdp if year == "2023" and c not in regions and (c, "2022") in gdp]
    growth = []
    for code in regions:
        if code == "TWN":
            growth.append(TAIWAN_GROWTH)
        elif code == "ROW":
            growth.append(sum(gdp[c, "2023"] for c in others) / sum(gdp[c, "2022"] for c in others))
        else:
            growth.append(gdp[code, "2023"] / gdp[code, "2022"])
    return np.array(growth)


def _china_on_usa(products: ProductTables) -> tuple[dict[str, float], dict[str, float]]:
    """China's tariff on US goods by sector at the base day: with waivers, and as the law has it."""
    lines = products.lines["CHN"]
    answer = {"232": np.zeros(len(lines.codes)), "301": np.zeros(len(lines.codes))}
    for name in product_lines.ON_BASE_DAY:
        rates = {code: float(rate) for code, rate, _ in products.lists[_list_name(name)]}
        answer[name[:3]] += np.array([rates.get(code, 0.0) for code in lines.codes])
    weights = lines.weights_of("USA")
    statutory = lines.schedule + answer["232"] + answer["301"]
    return (
        base_tariffs.sector_means(statutory - WAIVED * answer["301"], weights, lines.sector),
        base_tariffs.sector_means(statutory, weights, lines.sector),
    )


def _list_name(answer: str) -> str:
    """The case list that holds one of China's answers."""
    return "china-232-response" if answer == "232" else f"china-{answer}"


def _employment(
    data: Path, countries: Countries, regions: tuple[str, ...], sectors: tuple[str, ...], value_added: FloatArray
) -> FloatArray:
    """(region, sector) thousand persons of 2018."""
    fourteen: dict[str, dict[str, float]] = {}
    for row in _rows(data, "labour/employment_2018_14sectors.csv"):
        known = row["region"] in countries.names
        total = fourteen.setdefault(row["region"] if known else "USA", defaultdict(float))
        if known or row["region"] != "RoW":
            for group in labour.FOURTEEN:
                total[group] += float(row[f"sector_{group}"])
    broad = {}
    for row in _rows(data, "labour/ilo_employment_broad_sectors_2009_2019.csv"):
        if row["year"] == "2018":
            name = row["area"]
            code = "WORLD" if name == "World" else countries.aliases.get(name.lower())
            if code:
                broad[code] = {group: float(row[group]) for group in labour.BROAD}
    broad["ROW"] = {
        group: broad["WORLD"][group] - sum(broad[c][group] for c in regions if c in broad and c != "ROW")
        for group in labour.BROAD
    }
    table = np.zeros((len(regions), len(sectors)))
    for n, code in enumerate(regions):
        source, groups = (fourteen, labour.FOURTEEN) if code in fourteen else (broad, labour.BROAD)
        if code not in source:
            raise DataError(f"labour/: no employment for {code}.")
        table[n] = np.round(labour.spread(source[code], groups, value_added[n], sectors), 3)
    return table


def _rows(data: Path, name: str) -> Iterator[dict[str, str]]:
    """Rows of a CSV file of the folder, gzipped or not."""
    path = _file(data, name)
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    else:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _september_2019(data: Path) -> dict[str, float]:
    """Points that China added on 1 September 2019, by HS6."""
    level: dict[str, dict[str, float]] = {"2019-06-01": {}, "2019-09-01": {}}
    for row in _rows(data, "tariffs/china_on_us_hs6_2018_2019.csv.gz"):
        if row["in_force_from"] in level:
            level[row["in_force_from"]][row["hs6"]] = float(row["tariff_pct"])
    before, after = level["2019-06-01"], level["2019-09-01"]
    return {code: value - before[code] for code, value in after.items() if code in before}


def _arrays(data: Path, name: str) -> dict[str, np.ndarray]:
    with np.load(_file(data, name), allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}


def _file(data: Path, name: str) -> Path:
    path = data / name
    if not path.is_file():
        raise DataError(f"the data folder {data} has no {name}; give the folder with --data or DETENTE_DATA.")
    return path
