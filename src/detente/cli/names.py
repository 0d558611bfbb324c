"""Names that a shell can complete: cases, scenarios, runs, worlds and economies."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

__all__ = ["CaseName", "Economy", "RunName", "ScenarioName", "WorldName"]


def _cases(_: object) -> Iterable[str]:
    from detente.case.read import bundled_cases

    return [*bundled_cases(), *sorted(path.parent.name for path in Path().glob("*/case.toml"))]


def _scenarios(_: object) -> Iterable[str]:
    from detente.case.read import bundled_cases

    folders = {**bundled_cases(), **{path.parent.name: path.parent for path in Path().glob("*/case.toml")}}
    return [f"{case}:{path.stem}" for case, folder in folders.items() for path in (folder / "scenarios").glob("*.toml")]


def _runs(_: object) -> Iterable[tuple[str, str]]:
    from detente.report.runs import runs

    return [(identity, about["title"]) for identity, about in runs()]


def _worlds(_: object) -> Iterable[str]:
    from detente.world.load import bundled_worlds

    return [*bundled_worlds(), *sorted(path.name for path in Path().glob("*.npz"))]


def _economies(_: object) -> Iterable[tuple[str, str]]:
    from detente.world.load import load_countries

    return list(load_countries().names.items())


CaseName = Annotated[str, Parameter(completer=_cases)]
"""A bundled case or a folder."""

ScenarioName = Annotated[str, Parameter(completer=_scenarios)]
"""A file, or CASE:ID."""

RunName = Annotated[str, Parameter(completer=_runs)]
"""A run id or the start of one."""

WorldName = Annotated[str, Parameter(completer=_worlds)]
"""A bundled world or a file."""

Economy = Annotated[str, Parameter(completer=_economies)]
"""A code or an English name."""
