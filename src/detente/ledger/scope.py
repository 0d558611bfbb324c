"""Which product lines and partners a measure covers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

import numpy as np

from detente.core.arrays import FloatArray
from detente.core.errors import LabelError
from detente.ledger.measures import AllBut, Goods, Measure
from detente.world.concordance import digits
from detente.world.countries import Countries
from detente.world.lines import Lines

__all__ = ["CodeList", "cover", "covered_partner", "list_rate", "listed_by_goods", "partners_named", "rate_for"]

Partners = Literal["all"] | tuple[str, ...] | AllBut


@dataclass(frozen=True, slots=True, eq=False)
class CodeList:
    """A list of products from a legal act.

    Attributes
    ----------
    name
        File name without suffix.
    codes
        HS codes, digits only, 2 to 10 of them.
    rate
        Rate of each code as a share, where the act sets one by line; else empty.
    share
        Part of each code's trade that the act covers, 0 to 1.
    """

    name: str
    codes: tuple[str, ...]
    rate: tuple[float, ...]
    share: tuple[float, ...]


def _ranges(code: str, lines: Lines) -> tuple[int, int, float]:
    """First and last position of the lines under ``code`` and the part of them that it makes up.

    A code finer than the lines is counted as one of the ``finer`` national codes of its line.
    """
    width = len(lines.codes[0])
    stem = code[:width]
    start = bisect_left(lines.codes, stem)
    stop = bisect_left(lines.codes, stem + "~")
    part = 1.0 if len(code) <= width or stop == start else 1.0 / max(1, lines.finer[start])
    return start, stop, part


@lru_cache(maxsize=1024)
def cover(goods: Literal["all"] | Goods, listed: CodeList | None, lines: Lines) -> FloatArray:
    """Share of each product line that ``goods`` covers.

    Parameters
    ----------
    goods
        The scope as typed.
    listed
        The list that ``goods.list`` names, else None.
    lines
        Product lines of one importer, sorted by code.

    Returns
    -------
    numpy.ndarray
        (lines,) shares from 0 to 1, read-only.
    """
    count = len(lines.codes)
    if goods == "all":
        share = np.ones(count)
    elif goods.sectors:
        wanted = set(goods.sectors)
        share = np.array([float(sector in wanted) for sector in lines.sector])
    else:
        share = np.zeros(count)
        codes = tuple(digits(code) for code in goods.hs) if listed is None else listed.codes
        parts = (1.0,) * len(codes) if listed is None else listed.share
        for code, part in zip(codes, parts, strict=True):
            start, stop, fraction = _ranges(code, lines)
            if fraction == 1.0:
                share[start:stop] = part
            else:
                share[start:stop] += part * fraction
        np.minimum(share, 1.0, out=share)
    share.flags.writeable = False
    return share


@lru_cache(maxsize=256)
def list_rate(listed: CodeList, lines: Lines) -> FloatArray:
    """(lines,) rate that a list with a rate column sets, averaged over its codes within a line."""
    total = np.zeros(len(lines.codes))
    count = np.zeros(len(lines.codes))
    for code, rate in zip(listed.codes, listed.rate, strict=True):
        start, stop, _ = _ranges(code, lines)
        total[start:stop] += rate
        count[start:stop] += 1
    mean = total / np.maximum(count, 1)
    mean.flags.writeable = False
    return mean


@lru_cache(maxsize=4096)
def partners_named(names: tuple[str, ...], countries: Countries, on: date) -> frozenset[str]:
    """Codes behind partner names, groups resolved on the day ``on``."""
    codes: set[str] = set()
    for name in names:
        codes.update(countries.group(name, on) if name in countries.groups else (name,))
    return frozenset(codes)


def covered_partner(measure: Measure, partner: str, countries: Countries) -> bool:
    """True if the measure binds goods of ``partner``; groups are those of its effective day."""
    if measure.on == "all":
        return True
    if isinstance(measure.on, AllBut):
        return partner not in partners_named(measure.on.all_but, countries, measure.effective)
    return partner in partners_named(measure.on, countries, measure.effective)


def rate_for(measure: Measure, partner: str, countries: Countries) -> float | None:
    """Rate that ``measure.rates`` gives a partner by its code or, failing that, by a group; None without one."""
    if partner in measure.rates:
        return measure.rates[partner]
    groups = (name for name in measure.rates if partner in partners_named((name,), countries, measure.effective))
    return next((measure.rates[name] for name in groups), None)


def listed_by_goods(goods: Literal["all"] | Goods, lists: Mapping[str, CodeList], owner: str) -> CodeList | None:
    """The product list that a scope names, or None.

    Raises
    ------
    LabelError
        If the case holds no such list; ``owner`` names the record.
    """
    name = goods.list if isinstance(goods, Goods) else ""
    if not name:
        return None
    if name not in lists:
        raise LabelError(f'{owner}: the case has no list "{name}"; add lists/{name}.csv.')
    return lists[name]
