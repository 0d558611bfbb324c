"""Product lines, lists and the concordance from customs data: what the package ships as derived facts."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from detente.world.lines import ALL, Lines, spread

__all__ = [
    "ANSWERS",
    "ON_BASE_DAY",
    "ad_valorem",
    "chinese_duties",
    "extended_concordance",
    "lines_of_china",
    "lines_of_usa",
    "proxy_lines",
    "usmca_shares",
]

Imports = Mapping[tuple[str, str], tuple[float, float]]
"""(partner, HS8) to imports and collected duty, USD."""

LAST_CODED = 97
"""Chapters 98 and 99 hold special provisions, not goods."""

ANSWER_232 = "2018-04-02"
LISTS_301 = {"2018-07-06": "301-list-1", "2018-08-23": "301-list-2", "2018-09-24": "301-list-3-2018"}
"""Days on which a list of China's answer to Section 301 first applied; each is a layer of its own in law."""
LIST_3_RAISED = "2019-06-01"
CARS_SUSPENDED = "2019-01-01"
CARS = "87"
"""Chapter of the cars and parts whose answers to Section 301 were suspended; other cuts of that day are ordinary."""
ANSWERS = (
    "232",
    "301-list-1",
    "301-list-2",
    "301-list-3-2018",
    "301-list-3",
    "301-list-4",
    "301-list-4-halved",
    "301-cars-1",
    "301-cars-2",
    "301-cars",
)
"""Tables of China's extra duties on US goods; those of cars hold the cars of the lists up to that one."""
ON_BASE_DAY = ("232", "301-list-1", "301-list-2", "301-list-3", "301-list-4-halved")
"""Those in force from 14 February 2020 on."""


def extended_concordance(known: Mapping[str, str], others: Iterable[str]) -> dict[str, str]:
    """Add codes of another edition of the Harmonized System by the majority of their heading or chapter.

    Parameters
    ----------
    known
        HS6 to sector.
    others
        HS6 codes that may be missing there.

    Returns
    -------
    dict
        HS6 to sector, sorted by code.
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for code, sector in known.items():
        for length in (5, 4, 2):
            votes[code[:length]][sector] += 1
    found = dict(known)
    for code in others:
        for length in (5, 4, 2):
            if code not in found and code[:length] in votes:
                found[code] = votes[code[:length]].most_common(1)[0][0]
    return dict(sorted(found.items()))


def ad_valorem(
    schedule: Mapping[str, tuple[float, str]], imports: Imports, payers: Sequence[str]
) -> tuple[dict[str, float], dict[str, int]]:
    """Duty of each line as a share, specific duties as what was collected at 2024 values.

    A specific or compound duty becomes duty over imports of the partners that pay it in full, but never less
    than the line's ad valorem part; without such imports the ad valorem part stands alone.

    Parameters
    ----------
    schedule
        HS8 to (ad valorem part as a share, kind: free, ad_valorem, specific, compound, other).
    imports
        Imports and collected duty.
    payers
        Partners without a free-trade agreement and without extra duties.

    Returns
    -------
    duties : dict
        HS8 to share.
    counts : dict
        Lines of each kind, and those without imports to judge a specific duty by.
    """
    value: dict[str, float] = defaultdict(float)
    duty: dict[str, float] = defaultdict(float)
    for (partner, code), (imported, collected) in imports.items():
        if partner in payers:
            value[code] += imported
            duty[code] += collected
    duties: dict[str, float] = {}
    counts: Counter[str] = Counter()
    for code, (rate, kind) in schedule.items():
        if int(code[:2]) > LAST_CODED:
            continue
        counts[kind] += 1
        duties[code] = rate
        if kind not in {"free", "ad_valorem"}:
            if value[code] > 0:
                duties[code] = max(rate, round(duty[code] / value[code], 4))
            else:
                counts["not ad valorem and not imported"] += 1
    return duties, dict(counts)


def lines_of_usa(
    imports: Imports,
    duties: Mapping[str, float],
    sector_of: Mapping[str, str],
    free: Sequence[str],
    members: Mapping[str, str],
    finer: Mapping[str, int],
) -> Lines:
    """US product lines at eight digits with 2024 imports by partner.

    Parameters
    ----------
    imports
        (partner, HS8) to imports and duty, USD.
    duties
        HS8 to ordinary duty.
    sector_of
        HS6 to sector.
    free
        Partners with a free-trade agreement.
    members
        Economy to the group it is counted in.
    finer
        HS8 to the number of ten-digit codes traded under it.

    Returns
    -------
    Lines
        Codes of the schedule and codes traded, chapters 1 to 97.
    """
    traded = {code for _, code in imports}
    codes = sorted(code for code in traded | set(duties) if code[:6] in sector_of)
    position = {code: number for number, code in enumerate(codes)}
    partners = sorted({partner for partner, _ in imports})
    weight = np.zeros((len(partners) + 1, len(codes)))
    for (partner, code), (value, _) in imports.items():
        if code in position:
            weight[partners.index(partner), position[code]] += value / 1e6
    weight[-1] = weight[:-1].sum(axis=0)
    heading = _means(duties, 6)
    return Lines(
        importer="USA",
        codes=tuple(codes),
        sector=tuple(sector_of[code[:6]] for code in codes),
        schedule=np.array([duties.get(code, heading.get(code[:6], 0.0)) for code in codes]),
        exporters=(*partners, ALL),
        weight=weight,
        year=2024,
        source="US Census Bureau, imports for consumption 2024; Harmonized Tariff Schedule of the United States 2025.",
        free=tuple(free),
        members=members,
        finer=tuple(max(1, finer.get(code, 1)) for code in codes),
    )


def chinese_duties(
    levels: Mapping[str, Mapping[str, float]],
    september_2019: Mapping[str, float],
    all_codes: Iterable[str],
) -> dict[str, dict[str, float]]:
    """Split China's duties on US goods into the ordinary duty of 2019 and the lists of its answers.

    The workbook's days tell the parts apart: ordinary cuts on 1 May, 1 July and 1 November 2018, the lists on the
    days of ``LISTS_301``, and on 1 January 2019 the suspension on cars and parts. The list of 1 September 2019
    comes by six digits; half of it was left after 14 February 2020.

    Parameters
    ----------
    levels
        Ten-digit code to (day to level in percent), at all days.
    september_2019
        HS6 to the points added on 1 September 2019.
    all_codes
        HS6 codes to give; those not in the workbook get their heading's mean.

    Returns
    -------
    dict
        ``mfn`` and each of ``ANSWERS``: HS6 to share. ``own`` holds 1 for codes of the workbook, 0 for filled ones.
    """
    parts: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in ("mfn", *ANSWERS)}
    for code, level in levels.items():
        for name, value in _split(code, level).items():
            parts[name][code[:6]].append(value)
    own = {name: {code: sum(v) / len(v) / 100.0 for code, v in table.items()} for name, table in parts.items()}
    for code in own["mfn"]:
        own["301-list-4"][code] = september_2019.get(code, 0.0) / 100.0
        own["301-list-4-halved"][code] = own["301-list-4"][code] / 2.0
    filled: dict[str, dict[str, float]] = {}
    for name, table in own.items():
        headings = {length: _means(table, length) for length in (5, 4, 2)}
        filled[name] = {
            code: round(max(0.0, table.get(code, _nearest(code, headings))), 4) for code in sorted({*table, *all_codes})
        }
    filled["own"] = {code: float(code in own["mfn"]) for code in filled["mfn"]}
    return filled


def _split(code: str, level: Mapping[str, float]) -> dict[str, float]:
    """Parts of one national code's level, in percent, but for the list of September 2019."""
    change = {day: level[day] - level[before] for before, day in itertools.pairwise(sorted(level))}
    lists = {name: change[day] for day, name in LISTS_301.items()}
    answer = sum(lists.values())
    found = dict.fromkeys((*lists, "301-list-3", "301-cars-1", "301-cars-2", "301-cars"), 0.0)
    extra = change[ANSWER_232] + answer + change[LIST_3_RAISED]
    if code.startswith(CARS) and answer > 0 and abs(change[CARS_SUSPENDED] + answer) < 1e-6:
        found["301-cars-1"] = lists["301-list-1"]
        found["301-cars-2"] = lists["301-list-1"] + lists["301-list-2"]
        found["301-cars"] = answer
        extra += change[CARS_SUSPENDED]
    else:
        found |= lists
        found["301-list-3"] = lists["301-list-3-2018"] + change[LIST_3_RAISED]
    last = level[max(level)]
    return {"mfn": last - extra, "232": change[ANSWER_232], **found}


def lines_of_china(
    mfn: Mapping[str, float],
    imports_2017: Mapping[str, float],
    sector_of: Mapping[str, str],
    proxy: Lines,
    totals: Mapping[str, Mapping[str, float]],
    finer: Mapping[str, int],
) -> Lines:
    """China's product lines at six digits.

    Parameters
    ----------
    mfn
        HS6 to ordinary duty as a share.
    imports_2017
        HS6 to China's imports from the United States in 2017, USD mn.
    sector_of
        HS6 to sector.
    proxy
        Proxy lines: what an exporter sells to the United States stands for its mix within a sector.
    totals
        Exporter (a row of the proxy, ``"USA"`` or ``"*"``) to sector to USD mn in the world that the weights
        belong to.
    finer
        HS6 to the number of Chinese eight-digit codes under it.

    Returns
    -------
    Lines
        Exporters: the United States with its mix of 2017 within sectors, the proxy's partners, the United States as
        it was in 2017, ``"*"``.
    """
    codes = tuple(code for code in sorted({*mfn, *proxy.codes}) if code in sector_of)
    sector = tuple(sector_of[code] for code in codes)
    exporters = ("USA", *(code for code in proxy.exporters if code in totals and code != ALL), ALL)
    bought = np.array([imports_2017.get(code, 0.0) for code in codes])
    rows = []
    for exporter in exporters:
        mix = dict(zip(proxy.codes, proxy.weights_of(exporter), strict=True))
        weight = bought if exporter == "USA" else np.array([mix.get(code, 0.0) for code in codes])
        rows.append(spread(sector, weight, totals[exporter]))
    return Lines(
        importer="CHN",
        codes=codes,
        sector=sector,
        schedule=np.array([mfn.get(code, 0.0) for code in codes]),
        exporters=(*exporters[:-1], "USA@2017", ALL),
        weight=np.stack([*rows[:-1], bought, rows[-1]]),
        year=2024,
        source=(
            "Mix of products within a sector: China's imports from the United States 2017 (other partners: their sales "
            "to the United States 2024); sector totals: world 2024. Duties: Tariff Commission of the State Council, "
            "2018 to 2020; Bown, Jung and Zhang (2019)."
        ),
        members=proxy.members,
        finer=tuple(max(1, finer.get(code, 1)) for code in codes),
    )


def proxy_lines(usa: Lines) -> Lines:
    """Six-digit lines for importers whose product mix we do not know: what each exporter sells to the United States.

    Their ordinary duties are not known by line either and stand at zero: the world's base tariff holds them. Scopes
    of eight digits are prorated by the number of US lines under each code.
    """
    codes = tuple(sorted({code[:6] for code in usa.codes}))
    position = {code: number for number, code in enumerate(codes)}
    stems = [position[code[:6]] for code in usa.codes]
    weight = np.stack([np.bincount(stems, row, len(codes)).astype(np.float64) for row in usa.weight])
    sector = {code[:6]: name for code, name in zip(usa.codes, usa.sector, strict=True)}
    return Lines(
        importer=ALL,
        codes=codes,
        sector=tuple(sector[code] for code in codes),
        schedule=np.zeros(len(codes)),
        exporters=usa.exporters,
        weight=weight,
        year=2024,
        source="Proxy: products that each exporter sells to the United States, 2024, US Census Bureau.",
        members=usa.members,
        finer=tuple(int(count) for count in np.bincount(stems, minlength=len(codes))),
    )


def usmca_shares(
    claimed: Mapping[tuple[str, str], float], imports: Mapping[tuple[str, str], float], partner: str
) -> dict[str, float]:
    """Share of each eight-digit line's imports from a partner that claimed the preference, to 0.01.

    Parameters
    ----------
    claimed
        (partner, HS10) to share of imports that claimed it.
    imports
        (partner, HS10) to imports.
    partner
        The exporter.

    Returns
    -------
    dict
        HS8 to share; lines without a claim are left out.
    """
    value: dict[str, float] = defaultdict(float)
    under: dict[str, float] = defaultdict(float)
    for (who, code), imported in imports.items():
        if who == partner and int(code[:2]) <= LAST_CODED:
            value[code[:8]] += imported
            under[code[:8]] += imported * claimed.get((who, code), 0.0)
    shares = {code: round(under[code] / value[code], 2) for code in sorted(value) if value[code] > 0}
    return {code: share for code, share in shares.items() if share > 0}


def _means(table: Mapping[str, float], length: int) -> dict[str, float]:
    groups: dict[str, list[float]] = defaultdict(list)
    for code, value in table.items():
        groups[code[:length]].append(value)
    return {stem: sum(values) / len(values) for stem, values in groups.items()}


def _nearest(code: str, headings: Mapping[int, Mapping[str, float]]) -> float:
    for length, table in headings.items():
        if code[:length] in table:
            return table[code[:length]]
    return 0.0
