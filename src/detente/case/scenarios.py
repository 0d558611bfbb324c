"""Scenarios: a day of the ledger plus named rules applied in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from detente.case.case import Case
from detente.case.checks import economy_problem, goods_problems
from detente.case.draws import SweepChoice
from detente.case.read import bundled_cases, open_case
from detente.case.toml import Problems, parse_table, read_toml
from detente.core.errors import CaseError, DataError
from detente.core.labels import close_name
from detente.core.records import Record, Seq
from detente.ledger.ledger import Ledger
from detente.ledger.rules import Rule
from detente.ledger.scope import cover, listed_by_goods
from detente.world.concordance import Concordance
from detente.world.load import load_concordance

__all__ = ["DRAWS", "ModelChoice", "OpenScenario", "Scenario", "open_scenario"]


DRAWS = 60
"""Draws of the elasticities behind a range, where nobody says how many."""


class ModelChoice(Record):
    """Which model a scenario is solved with."""

    closure: Literal["long-run"] = Field(default="long-run", description="the model")
    elasticity: str | float = Field(default="fgo", description="name of an elasticity set, or one number")
    deficits: Literal["fixed", "balanced", "proportional", "services-share"] = Field(
        default="fixed", description="how trade deficits close"
    )
    rebate: Literal["lump-sum", "income-tax", "none"] = Field(
        default="lump-sum", description="where tariff revenue goes"
    )
    labour_supply: float = Field(default=0.0, ge=0.0, description="elasticity of labour supply to the real wage")
    draws: int = Field(default=DRAWS, ge=0, description="draws of the elasticities behind the ranges; 0 gives none")

    @field_validator("draws")
    @classmethod
    def _enough(cls, draws: int) -> int:
        if draws == 1:
            raise ValueError("a range needs at least two draws; 0 gives none.")
        return draws


def _iso(value: Any) -> Any:
    """Days without quotes as their ISO text."""
    return [day.isoformat() if isinstance(day, date) else day for day in value] if isinstance(value, list) else value


class Scenario(Record):
    """A day of a case with rules on top, and the model to solve it with."""

    case: str = Field(description="bundled name or folder of the case")
    title: str = Field(description="one line, printed in the brief")
    base: date = Field(description="the day whose measures, in force and known, the rules change")
    model: ModelChoice = Field(default=ModelChoice(), description="the model")
    compare: Annotated[Seq[str], BeforeValidator(_iso)] = Field(
        default=(), description="days whose measures, without the rules, are solved beside the scenario"
    )
    rule: Seq[Rule] = Field(default=(), description="rules, applied in order")
    sweep: SweepChoice = Field(default=SweepChoice(), description="what a sweep varies around the scenario")

    @field_validator("compare")
    @classmethod
    def _days(cls, compare: tuple[str, ...]) -> tuple[str, ...]:
        for text in compare:
            try:
                date.fromisoformat(text)
            except ValueError as error:
                raise ValueError(f'"{text}" is no day; write days such as 2025-04-12.') from error
        return compare


@dataclass(frozen=True, slots=True)
class OpenScenario:
    """A checked scenario with its case, and remarks on rules that touch the same cells.

    Rules that another scenario lent stand in its own place in ``scenario.rule``; ``text`` is the file as typed.
    """

    name: str
    scenario: Scenario
    case: Case
    remarks: tuple[str, ...]
    text: str


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
    scenario, text = _parsed(path, label, problems)
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
    scenario = scenario.model_copy(update={"rule": tuple(_lent(scenario, path, label, (path.resolve(),)))})
    sentences = [
        f"{label}, rule {number}{sentence}"
        for number, rule in enumerate(scenario.rule, 1)
        for sentence in _problems(rule, case, concordance)
    ]
    if sentences:
        raise CaseError(sentences)
    return OpenScenario(path.stem, scenario, case, tuple(_remarks(scenario.rule, case.ledger)), text)


def _parsed(path: Path, label: str, problems: Problems) -> tuple[Scenario | None, str]:
    """The scenario of a file, if it holds one, and the file's text."""
    data, text = read_toml(path, label, problems)
    return (parse_table(Scenario, data, text, label, problems) if data else None), text


def _lent(scenario: Scenario, path: Path, label: str, chain: tuple[Path, ...]) -> Iterator[Rule]:
    """The rules in order, those of other scenarios in the place of each ``use``.

    Raises
    ------
    CaseError
        If another scenario is missing, wrong, of another case, or uses this one in a circle.
    """
    for number, rule in enumerate(scenario.rule, 1):
        if rule.op != "use":
            yield rule
            continue
        place = f'{label}, rule {number}, field "scenario"'
        beside = path.parent / f"{rule.scenario}.toml"
        try:
            other_path, other_label = (beside, beside.name) if beside.is_file() else _path(rule.scenario)
        except DataError as error:
            known = [p.stem for p in sorted(path.parent.glob("*.toml")) if p != path]
            raise CaseError(f"{place}: {error}{close_name(rule.scenario, known)}") from error
        if other_path.resolve() in chain:
            raise CaseError(f"{place}: {rule.scenario} uses this scenario in turn; break the circle.")
        problems = Problems([])
        other, _ = _parsed(other_path, other_label, problems)
        if other is None:
            raise CaseError(problems.sentences)
        if other.case != scenario.case:
            raise CaseError(f"{place}: {rule.scenario} is a scenario of case {other.case}, not of {scenario.case}.")
        yield from _lent(other, other_path, other_label, (*chain, other_path.resolve()))


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


def _remarks(rules: tuple[Rule, ...], ledger: Ledger) -> list[str]:
    """A sentence for each rule that works on cells which an earlier rule has changed."""
    found = []
    for number, rule in enumerate(rules, 1):
        for earlier_number, earlier in enumerate(rules[: number - 1], 1):
            partners = rule.on == "all" or earlier.on == "all" or set(rule.on) & set(earlier.on)
            layers = not rule.authority or not earlier.authority or rule.authority == earlier.authority
            if rule.by == earlier.by and partners and layers and _goods_in_common(rule, earlier, ledger):
                found.append(
                    f"rule {number} ({rule.op}) works on rates that rule {earlier_number} ({earlier.op}) has changed; "
                    "they apply in order."
                )
                break
    return found


def _goods_in_common(one: Rule, two: Rule, ledger: Ledger) -> bool:
    if one.goods == "all" or two.goods == "all":
        return True
    lines = ledger.lines_of(one.by)
    first, second = (cover(r.goods, listed_by_goods(r.goods, ledger.lists, r.op), lines) for r in (one, two))
    return bool(((first > 0) & (second > 0)).any())
