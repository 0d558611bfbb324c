"""From the data folder to everything the package ships of this floor; the only module that reads the folder.

The folder is named by the user (``--data DIR``); its files are described in ``docs/explanation/world-2024.md``.
"""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from detente.core.errors import DataError
from detente.world import product_lines
from detente.world.concordance import Concordance
from detente.world.countries import Countries
from detente.world.lines import Lines

__all__ = ["ProductTables", "build_products"]

EU_PARTNER = "0003"
DOUBLE_COUNTED = {"4359": "Slovakia stands beside the European Union that contains it"}
DAY = date(2024, 12, 31)
NOT_MFN_PAYERS = ("CHN", "RUS")
"""Extra duties under Section 301; column 2 duties."""


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


def build_products(
    data: Path,
    countries: Countries,
    concordance: Concordance,
    china_imports: Mapping[str, Mapping[str, float]] | None = None,
) -> ProductTables:
    """Make product lines, concordance and case lists from the data folder.

    Parameters
    ----------
    data
        The data folder.
    countries
        Country table: names the partners and the free-trade agreements.
    concordance
        For the names of the goods sectors only; its codes are made anew.
    china_imports
        ``"USA"`` and ``"*"``: sector to China's imports in the world that the weights belong to, USD mn;
        None: its imports from the United States in 2017.

    Returns
    -------
    ProductTables

    Raises
    ------
    DataError
        If a file of the folder is missing.
    """
    tens = us_imports(data, countries)
    eights: dict[tuple[str, str], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for (partner, code), (value, duty) in tens.items():
        so_far = eights[partner, code[:8]]
        eights[partner, code[:8]] = (so_far[0] + value, so_far[1] + duty)
    free = tuple(code for code in countries.group("US-FTA", DAY))
    partners = sorted({partner for partner, _ in tens})
    payers = [code for code in partners if code not in free and code not in NOT_MFN_PAYERS]
    schedule = {
        row["hs8"]: (float(row["mfn_rate"]), row["rate_type"]) for row in rows(data, "tariffs/us_mfn_2025.csv")
    }
    duties, counts = product_lines.ad_valorem(schedule, eights, payers)

    levels = {
        row["hs10"]: {day: float(level) for day, level in row.items() if day != "hs10"}
        for row in rows(data, "tariffs/china_on_us_hs10_2018_2019.csv.gz")
        if row["hs10"].isdigit()
    }
    imports_2017: dict[str, float] = defaultdict(float)
    for row in rows(data, "tariffs/china_imports_from_us_2017_hs8.csv.gz"):
        imports_2017[row["hs8"][:6]] += float(row["imports_from_us_2017_kusd"]) / 1000.0
    known = {
        row["hs6"]: row["icio_sector"] for row in rows(data, "tariffs/hs6_to_icio.csv") if row["icio_sector"]
    }
    hs6 = product_lines.extended_concordance(known, [*(code[:6] for code in levels), *imports_2017])
    unknown = set(hs6.values()) - set(concordance.goods)
    if unknown:
        raise DataError(f"tariffs/hs6_to_icio.csv names sectors that are no goods sectors: {sorted(unknown)}.")

    members = dict.fromkeys(countries.group("EU27", DAY), "EU27")
    usa = product_lines.lines_of_usa(eights, duties, hs6, free, members)
    proxy = product_lines.proxy_lines(usa)
    china = product_lines.chinese_duties(levels, _september_2019(data), hs6)
    if china_imports is None:
        by_sector: dict[str, float] = defaultdict(float)
        for code, value in imports_2017.items():
            if code in hs6:
                by_sector[hs6[code]] += value
        china_imports = {"USA": by_sector, "*": by_sector}
    chn = product_lines.lines_of_china(china["mfn"], imports_2017, hs6, proxy, china_imports)

    claimed = {
        (iso, row["hts10"]): float(row["usmca_share"])
        for row in rows(data, "tariffs/us_usmca_shares_2024_hs10.csv.gz")
        for iso in [{"1220": "CAN", "2010": "MEX"}.get(row["cty_code"], "")]
        if iso
    }
    values = {key: value for key, (value, _) in tens.items()}
    lists: dict[str, list[tuple[str, str, str]]] = {}
    for name in ("301", "232"):
        lists[f"china-{name}-response"] = [
            (code, f"{rate:.4f}", "" if china["own"][code] else "mean of its heading in the edition of 2017")
            for code, rate in china[name].items()
            if rate > 0
        ]
    for partner in ("CAN", "MEX"):
        shares = product_lines.usmca_shares(claimed, values, partner)
        lists[f"usmca-{partner.lower()}"] = [(code, f"{share:.2f}", "") for code, share in shares.items()]
    return ProductTables({"USA": usa, "CHN": chn, "*": proxy}, hs6, lists, counts)


def us_imports(data: Path, countries: Countries) -> dict[tuple[str, str], tuple[float, float]]:
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


def rows(data: Path, name: str) -> Iterator[dict[str, str]]:
    """Rows of a CSV file of the folder, gzipped or not.

    Raises
    ------
    DataError
        If the file is missing; it is named.
    """
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
    for row in rows(data, "tariffs/china_on_us_hs6_2018_2019.csv.gz"):
        if row["in_force_from"] in level:
            level[row["in_force_from"]][row["hs6"]] = float(row["tariff_pct"])
    before, after = level["2019-06-01"], level["2019-09-01"]
    return {code: value - before[code] for code, value in after.items() if code in before}


def _file(data: Path, name: str) -> Path:
    path = data / name
    if not path.is_file():
        raise DataError(f"the data folder {data} has no {name}; give the folder with --data or DETENTE_DATA.")
    return path
