"""What must hold between the records of a case; every problem is one sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import combinations
from typing import Any, Literal

from detente.case.case import Case, Head
from detente.case.diplomacy import diplomacy_problems
from detente.case.dossier import dossier_problems
from detente.case.lever_checks import lever_problems, stance_problems
from detente.case.product_mix import mix_problems
from detente.case.toml import Place, Problems
from detente.core.errors import LabelError
from detente.core.labels import close_name
from detente.ledger.ledger import Ledger
from detente.ledger.measures import RATED, AllBut, Goods, Measure
from detente.ledger.scope import cover, covered_partner, listed_by_goods, rate_for
from detente.world.concordance import Concordance

__all__ = ["check_records", "economy_problem", "goods_problems", "late", "measure_problems", "unverified"]

Rows = Mapping[str, Sequence[tuple[Any, Place]]]
Placed = Sequence[tuple[Measure, Place]]
CITING = (
    "measure",
    "repeal",
    "stacking",
    "publisher",
    "product_mix",
    "lever",
    "linkage",
    "face",
    "ratification",
    "stance",
)
"""Tables whose records cite documents."""


def check_records(head: Head, rows: Rows, ledger: Ledger, concordance: Concordance, problems: Problems) -> list[str]:
    """Every problem between records: ids, citations, economies, products, repeals, exclusions and ties.

    Parameters
    ----------
    head
        The head of the case.
    rows
        Records by table, each with its place.
    ledger
        The ledger made of them.
    concordance
        Known products and sectors.
    problems
        What could not be read: nothing is said of names that may stand there.
    """

    def lacks(name: str, known: Collection[str]) -> bool:
        return name not in known and name not in problems.lost and not problems.unread

    found = [f'case.toml, field "sides": {s}' for code in head.sides if (s := _side_problem(code, ledger))]
    found += [f'case.toml, field "others": {s}' for code in head.others.allies if (s := economy_problem(code, ledger))]
    found += _ids(rows)
    documents = {document.id for document, _ in rows.get("document", ())}
    for table in CITING:
        for record, place in rows.get(table, ()):
            found += [
                f'{place.at("cites")}: there is no document "{name}".{close_name(name, documents)} '
                "Add it to documents.toml, or correct the id."
                for name in record.cites
                if lacks(name, documents)
            ]
    found += [
        f'{place.at("derived_from")}: there is no document "{document.derived_from}".'
        f"{close_name(document.derived_from, documents)}"
        for document, place in rows.get("document", ())
        if document.derived_from and lacks(document.derived_from, documents)
    ]
    sound: dict[str, tuple[Measure, Place]] = {}
    for measure, place in rows.get("measure", ()):
        listed = measure.goods.list if isinstance(measure.goods, Goods) else ""
        if listed in problems.lost:
            continue
        wrong = _measure(measure, place, ledger, concordance)
        found += wrong
        if not wrong:
            sound.setdefault(measure.id, (measure, place))
    measures = {measure.id: measure for measure, _ in rows.get("measure", ())}
    endable = {*measures, *(s.id for s, _ in rows.get("stacking", ()))}
    for repeal, place in rows.get("repeal", ()):
        found += [
            f'{place.at("ends")}: there is no measure "{name}".{close_name(name, endable)}'
            for name in repeal.ends
            if lacks(name, endable)
        ]
    acts = [row for table in ("measure", "repeal", "stacking") for row in rows.get(table, ())]
    known = {record.id for record, _ in acts}
    found += [
        f'{place.at("supersedes")}: there is no record "{record.supersedes}".{close_name(record.supersedes, known)}'
        for record, place in acts
        if record.supersedes and lacks(record.supersedes, known)
    ]
    authorities = {measure.authority for measure in measures.values()}
    for stacking, place in rows.get("stacking", ()):
        found += [
            f'{place.at(side)}: no measure has the authority "{name}".{close_name(name, authorities)}'
            for side, name in (("applies", stacking.applies), ("excludes", stacking.excludes))
            if lacks(name, authorities)
        ]
        found += [f"{place.at('by')}: {s}" for s in [economy_problem(stacking.by, ledger)] if s]
    found += mix_problems(rows.get("product_mix", ()), ledger)
    found += lever_problems(head.sides, rows, ledger)
    found += stance_problems(head.sides, rows, lacks)
    found += dossier_problems(rows, lacks, lambda code: economy_problem(code, ledger))
    found += diplomacy_problems(head.sides, rows, lacks)
    return [*found, *_circles(rows), *_ties(list(sound.values()), ledger)]


def measure_problems(added: Placed, there: Sequence[Measure], ledger: Ledger, concordance: Concordance) -> list[str]:
    """What would be wrong with measures added to a case: economies, products, ids, ties with those there.

    Parameters
    ----------
    added
        New measures with their places.
    there
        Measures of the case.
    ledger, concordance
        The case's ledger; known products and sectors.
    """
    found = [sentence for one, place in added for sentence in _measure(one, place, ledger, concordance)]
    if found:
        return found
    ids = {one.id for one in there}
    found = [f"{place}: the id is used already in the case." for one, place in added if one.id in ids]
    return [*found, *_ties([*((one, Place("")) for one in there), *added], ledger)]


def unverified(case: Case) -> list[Measure]:
    """Measures that rest on fewer than two independent documents."""
    return [measure for measure in case.ledger.measures if not case.verified(measure.cites)]


def late(case: Case) -> list[str]:
    """A remark on each act that became known after the case's last day, so that no question ever sees it."""
    acts = (*case.ledger.measures, *case.ledger.repeals, *case.ledger.stackings)
    return [
        f'"{act.id}" became known on {act.known}, after the last day of the case ({case.head.last}): no question sees '
        'it. Correct its day, or move "last" in case.toml.'
        for act in acts
        if act.known > case.head.last
    ]


def _ids(rows: Rows) -> list[str]:
    seen: dict[str, str] = {}
    found = []
    for table in rows.values():
        for record, place in table:
            if record.id in seen:
                found.append(f"{place}: the id is used already ({seen[record.id]}). Give one of them another id.")
            seen[record.id] = place
    return found


def economy_problem(code: str, ledger: Ledger) -> str:
    """A sentence if the code is neither an economy nor a group; else empty."""
    countries = ledger.countries
    if code in countries.names or code in countries.groups:
        return ""
    if code.lower() in countries.aliases:
        return f"economies are written as codes; {code} is {countries.aliases[code.lower()]}."
    # The economies of the world first: among all codes of the globe something is always close.
    close = close_name(code, ledger.base.regions) or close_name(code, (*countries.names, *countries.groups))
    return f"{code} is no economy or group we know.{close} Write an ISO code such as CHN."


def _side_problem(code: str, ledger: Ledger) -> str:
    """A sentence if a side is no economy of the case's world; else empty."""
    if problem := economy_problem(code, ledger):
        return problem
    if code in ledger.base.regions:
        return ""
    what = "a group" if code in ledger.countries.groups else f"no economy of world '{ledger.base.name}'"
    return f"{code} is {what}; a side is one economy of the world, for instance USA."


def _measure(measure: Measure, place: Place, ledger: Ledger, concordance: Concordance) -> list[str]:
    found = []
    named = measure.on.all_but if isinstance(measure.on, AllBut) else () if measure.on == "all" else measure.on
    for name, codes in (("by", (measure.by,)), ("on", named), ("rates", tuple(measure.rates))):
        found += [f"{place.at(name)}: {s}" for code in codes if (s := economy_problem(code, ledger))]
    if not found and measure.on != "all" and not isinstance(measure.on, AllBut):
        if measure.by in measure.on:
            found.append(f"{place.at('on')}: {measure.by} cannot act on its own goods; name the other side.")
        elif not _bound(measure, ledger):
            found.append(
                f"{place.at('on')}: none of {', '.join(measure.on[:3])} is an economy of world "
                f"'{ledger.base.name}', so the measure would have no effect; see `detente world info`."
            )
    if measure.rates and not found:
        bound = measure.on if isinstance(measure.on, tuple) else _bound(measure, ledger)
        missing = [name for name in bound if name not in measure.rates]
        missing = [name for name in missing if rate_for(measure, name, ledger.countries) is None]
        if missing:
            few = f"{', '.join(missing[:5])} and {len(missing) - 5} others" if len(missing) > 6 else ", ".join(missing)
            found.append(f'{place.at("rates")}: no rate for {few}; add it, or take it out of "on".')
    found += [f"{place.at('goods')}: {s}" for s in goods_problems(measure.goods, ledger, concordance)]
    known = {mineral.id for mineral in ledger.minerals}
    found += [
        f'{place.at("minerals")}: there is no critical input "{name}".{close_name(name, known)}'
        for name in measure.minerals
        if name not in known
    ]
    name = measure.goods.list if isinstance(measure.goods, Goods) else ""
    if measure.rate_in_list and name in ledger.lists and not ledger.lists[name].rate:
        found.append(f"{place.at('rate_in_list')}: lists/{name}.csv has no column rate; add it.")
    return found


def goods_problems(goods: Literal["all"] | Goods, ledger: Ledger, concordance: Concordance) -> list[str]:
    """A sentence for each product, sector or list of a scope that does not exist."""
    if goods == "all":
        return []
    found = []
    for code in goods.hs:
        try:
            concordance.sectors_of(code)
        except LabelError as error:
            found.append(str(error))
    found += [
        f"{code} is no sector.{close_name(code, concordance.sectors)}"
        for code in goods.sectors
        if code not in concordance.sectors
    ]
    if goods.list and goods.list not in ledger.lists:
        close = close_name(goods.list, ledger.lists)
        found.append(
            f"there is no file lists/{goods.list}.csv.{close} Add it, with the codes of the act below a header hs."
        )
    return found


def _bound(measure: Measure, ledger: Ledger) -> list[str]:
    """Economies of the world that a measure binds."""
    return [
        code for code in ledger.base.regions if code != measure.by and covered_partner(measure, code, ledger.countries)
    ]


def _circles(rows: Rows) -> list[str]:
    """Exclusions that exclude each other, so that none of them can be settled first."""
    found = []
    for by in dict.fromkeys(stacking.by for stacking, _ in rows.get("stacking", ())):
        mine = [(s, place) for s, place in rows["stacking"] if s.by == by]
        order: dict[str, set[str]] = {}
        for stacking, _ in mine:
            order.setdefault(stacking.excludes, set()).add(stacking.applies)
        try:
            TopologicalSorter(order).prepare()
        except CycleError as error:
            circle = set(error.args[1])
            inside = [(s, place) for s, place in mine if {s.applies, s.excludes} <= circle]
            others = ", ".join(f'"{s.id}"' for s, _ in inside[1:])
            found.append(f"{inside[0][1]}: excludes in a circle with {others}; drop one of them.")
    return found


def _ties(rows: Sequence[tuple[Measure, Place]], ledger: Ledger) -> list[str]:
    """Two rates of one authority on one good and partner that are alike in both days."""
    groups: dict[tuple[Any, ...], list[tuple[Measure, Place]]] = {}
    for measure, place in rows:
        if measure.kind in RATED:
            key = (measure.by, measure.authority, measure.effective, measure.announced)
            groups.setdefault(key, []).append((measure, place))
    found = []
    for group in groups.values():
        for (one, _), (two, place) in combinations(group, 2):
            if _overlap(one, two, ledger):
                found.append(
                    f'{place}: ties with "{one.id}": same authority ({one.authority}), same days ({one.effective}, '
                    f"announced {one.announced}), goods and partners in common. Nothing says which holds: "
                    "correct a day, narrow the goods, or use two authorities."
                )
    return found


def _overlap(one: Measure, two: Measure, ledger: Ledger) -> bool:
    regions = ledger.base.regions
    if not any(
        covered_partner(one, r, ledger.countries) and covered_partner(two, r, ledger.countries) for r in regions
    ):
        return False
    lines = ledger.lines_of(one.by)
    first = cover(one.goods, listed_by_goods(one.goods, ledger.lists, one.id), lines)
    second = cover(two.goods, listed_by_goods(two.goods, ledger.lists, two.id), lines)
    return bool(((first + second) * (first > 0) * (second > 0) > 1.0 + 1e-9).any())
