"""Scenarios: a day of the ledger plus named rules applied in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from detente.case.case import Case
from detente.case.checks import economy_problem, goods_problems
from detente.case.read import bundled_cases, open_case
from detente.case.toml import Problems, parse_table, read_toml
from detente.core.errors import CaseError, DataError
from detente.core.labels import close_name
from detente.core.records import Record, Seq
from detente.ledger.rules import Rule
from detente.world.concordance import Concordance
from detente.world.load import load_concordance

__all__ = ["ModelChoice", "OpenScenario", "Scenario", "open_scenario"]


class ModelChoice(Record):
    """Which model a scenario is solved with."""

    closure: Literal["long-run"] = Field(default="long-run", description="the model")
    elasticity: str | float = Field(default="fgo", description="name of an elasticity set, or one number")
    deficits: Literal["fixed", "balanced"] = Field(default="fixed", description="how trade deficits close")
    rebate: Literal["lump-sum"] = Field(default="lump-sum", description="where tariff revenue goes")


class Scenario(Record):
    """A day of a case with rules on top, and the model to solve it with."""

    case: str = Field(description="bundled name or folder of the case")
    title: str = Field(description="one line, printed in the brief")
    base: date = Field(description="the day whose measures, in force and known, the rules change")
    model: ModelChoice = Field(default=ModelChoice(), description="the model")
    rule: Seq[Rule] = Field(default=(), description="rules, applied in order")


@dataclass(frozen=True, slots=True)
class OpenScenario:
    """A checked scenario with its case, and remarks on rules that touch the same cells."""

    name: str
    scenario: Scenario
    case: Case
    remarks: tuple[str, ...]


def open_scenario(name: str) -> OpenScenario:
    """Read and check a scenario.

    Parameters
    ----------
    name
        A file, or ``CASE:ID`` for ``scenarios/ID.toml`` of a case.

    Raises
    ------
    CaseError
        If a field is wrong; every problem is listed.
    DataError
        If there is no such file or case.
    """
    path, label = _path(name)
    problems = Problems([])
    data, _ = read_toml(path, label, problems)
    scenario = parse_table(Scenario, data, label, problems) if data else None
    if scenario is None:
        raise CaseError(problems.sentences)
    folder = path.parent / scenario.case
    try:
        case = open_case(scenario.case if scenario.case in bundled_cases() or not folder.is_dir() else folder)
    except CaseError:
        raise
    except DataError as error:
        raise CaseError(f'{label}, field "case": {error}') from error
    concordance = load_concordance()
    sentences = [
        f"{label}, rule {number}{sentence}"
        for number, rule in enumerate(scenario.rule, 1)
        for sentence in _problems(rule, case, concordance)
    ]
    if sentences:
        raise CaseError(sentences)
    return OpenScenario(path.stem, scenario, case, tuple(_remarks(scenario.rule)))


def _path(name: str) -> tuple[Path, str]:
    if ":" in name and not Path(name).exists():
        case, _, key = name.partition(":")
        folder = bundled_cases().get(case, Path(case))
        path = folder / "scenarios" / f"{key}.toml"
        if not path.is_file():
            known = [p.stem for p in sorted((folder / "scenarios").glob("*.toml"))]
            raise DataError(
                f'case "{case}" has no scenario "{key}"; known: {", ".join(known) or "none"}.{close_name(key, known)}'
            )
        return path, f"scenarios/{key}.toml"
    path = Path(name)
    if not path.is_file():
        raise DataError(f"there is no scenario {name}: give a file, or CASE:ID for one of a case's scenarios.")
    return path, path.name


def _problems(rule: Rule, case: Case, concordance: Concordance) -> list[str]:
    ledger = case.ledger
    named = {"by": (rule.by,), "on": () if rule.on == "all" else rule.on}
    found = [
        f', field "{field}": {s}'
        for field, codes in named.items()
        for code in codes
        if (s := economy_problem(code, ledger))
    ]
    authorities = {m.authority for m in ledger.measures}
    if rule.authority and rule.authority not in authorities:
        close = close_name(rule.authority, authorities)
        found.append(f', field "authority": no measure has the authority "{rule.authority}".{close}')
    ids = {m.id for m in ledger.measures}
    if rule.measure and rule.measure not in ids:
        found.append(f', field "measure": there is no measure "{rule.measure}".{close_name(rule.measure, ids)}')
    return found + [f', field "goods": {s}' for s in goods_problems(rule.goods, ledger, concordance)]


def _remarks(rules: tuple[Rule, ...]) -> list[str]:
    """A sentence for each rule that works on cells which an earlier rule has changed."""
    found = []
    for number, rule in enumerate(rules, 1):
        for earlier_number, earlier in enumerate(rules[: number - 1], 1):
            partners = rule.on == "all" or earlier.on == "all" or set(rule.on) & set(earlier.on)
            layers = not rule.authority or not earlier.authority or rule.authority == earlier.authority
            if rule.by == earlier.by and partners and layers:
                found.append(
                    f"rule {number} ({rule.op}) works on rates that rule {earlier_number} ({earlier.op}) has changed; "
                    "they apply in order."
                )
                break
    return found
