"""What must hold between levers, linkages and face costs of a case; every problem is one sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from detente.case.toml import Place
from detente.core.labels import close_name
from detente.ledger.ledger import Ledger

__all__ = ["lever_problems", "stance_problems", "terms_problems"]

BEHIND = ("demand", "offer", "agreement", "signal", "contact", "event")
"""Tables of the dossier whose records can stand behind a stance."""
Rows = Mapping[str, Sequence[tuple[Any, Place]]]


def lever_problems(sides: Sequence[str], rows: Rows, ledger: Ledger) -> list[str]:
    """Every problem of the bargaining table.

    Parameters
    ----------
    sides
        The two sides of the case.
    rows
        Records by table, each with its place.
    ledger
        Gives measures, economies and sectors.
    """
    found = []
    steps = {lever.id: tuple(step.id for step in lever.step) for lever, _ in rows.get("lever", ())}
    authorities = {measure.authority for measure in ledger.measures}
    sectors = ledger.base.sectors
    single: dict[str, str] = {}
    for lever, place in rows.get("lever", ()):
        if lever.giver not in (*sides, "both"):
            found.append(f'{place.at("giver")}: {lever.giver} is no side; write {sides[0]}, {sides[1]} or "both".')
        if lever.kind in ("clock", "mechanism", "format", "minerals", "parcels", "exclusions"):
            if lever.kind in single:
                found.append(f"{place}: {single[lever.kind]} is of kind {lever.kind} too; a case has one such lever.")
            single[lever.kind] = lever.id
        for step in lever.step:
            at = f"{place.at('step')}, step {step.id}"
            found += [
                f"{at}: {code} is no side of the case." for code in (*step.worth, *step.face) if code not in sides
            ]
            found += [
                f'{at}: no measure has the authority "{rule.authority}".{close_name(rule.authority, authorities)}'
                for rule in step.rule
                if rule.authority and rule.authority not in authorities
            ]
            found += [
                f"{at}: a rule of a lever is set, cap, scale or remove by a side on the other."
                for rule in step.rule
                if rule.op not in ("set", "cap", "scale", "remove")
                or {rule.by, *(rule.on if rule.on != "all" else ("all",))} != set(sides)
            ]
            if step.purchase:
                found += [
                    f"{at}: {code} is no sector of world '{ledger.base.name}'.{close_name(code, sectors)}"
                    for code in step.purchase.sectors
                    if code not in sectors
                ]
    for tie, place in rows.get("linkage", ()):
        for field, terms in (("if", tie.if_), ("then", tie.then)):
            found += [f"{place.at(field)}: {s}" for s in terms_problems(terms, steps)]
    found += [
        f"{place.at('side')}: {record.side} is no side of the case."
        for table in ("face", "ratification")
        for record, place in rows.get(table, ())
        if record.side not in sides
    ]
    return found + [
        f"{place.at('sectors')}: {code} is no sector of world '{ledger.base.name}'.{close_name(code, sectors)}"
        for home, place in rows.get("ratification", ())
        for code in home.sectors
        if code not in sectors
    ]


def stance_problems(sides: Sequence[str], rows: Rows, lacks: Callable[[str, Collection[str]], bool]) -> list[str]:
    """Every problem of what the sides ask and offer.

    Parameters
    ----------
    sides
        The two sides of the case.
    rows
        Records by table, each with its place.
    lacks
        True for a name that is missing among known ones.
    """
    found = []
    steps = {lever.id: tuple(step.id for step in lever.step) for lever, _ in rows.get("lever", ())}
    claims = {claim.id for claim, _ in rows.get("claim", ())}
    records = {record.id for table in BEHIND for record, _ in rows.get(table, ())}
    for stance, place in rows.get("stance", ()):
        if stance.side not in sides:
            found.append(f"{place.at('side')}: {stance.side} is no side of the case.")
        found += [f"{place.at('lever')}: {s}" for s in terms_problems({stance.lever: [stance.step]}, steps)]
        for field, named, known in (("claims", stance.claims, claims), ("records", stance.records, records)):
            found += [
                f'{place.at(field)}: the dossier has no "{name}".{close_name(name, known)}'
                for name in named
                if lacks(name, known)
            ]
    return found


def terms_problems(terms: Mapping[str, Sequence[str]], steps: Mapping[str, Sequence[str]]) -> list[str]:
    """A sentence for every lever or step of some terms that is not on the table."""
    found = []
    for lever, named in terms.items():
        if lever not in steps:
            found.append(f'there is no lever "{lever}".{close_name(lever, steps)}')
            continue
        found += [
            f'lever "{lever}" has no step "{step}"; it has {", ".join(steps[lever])}.'
            for step in named
            if step not in steps[lever]
        ]
    return found
