"""Packages typed in a file: an offer, a demand or an agreement to be measured against all others."""

from __future__ import annotations

from pathlib import Path

from detente.case.case import Case
from detente.case.lever_checks import terms_problems
from detente.case.levers import Package
from detente.case.read import bundled_cases
from detente.case.toml import Problems, parse_table, read_toml
from detente.core.errors import CaseError, DataError
from detente.core.labels import close_name

__all__ = ["open_package"]


def open_package(name: str, case: Case) -> Package:
    """Read and check a package.

    Parameters
    ----------
    name
        A file, or the id of one in the case's folder ``packages``.
    case
        The case on whose table it lies.

    Raises
    ------
    DataError
        If there is no such package.
    CaseError
        If a field is wrong, or names a lever or step that the case has not.
    """
    folder = bundled_cases().get(case.name, Path(case.name)) / "packages"
    inside = folder / f"{name}.toml"
    path = inside if inside.is_file() else Path(name)
    if not path.is_file():
        known = [found.stem for found in sorted(folder.glob("*.toml"))]
        raise DataError(
            f'there is no package "{name}": give a file, or one of the case\'s own ({", ".join(known) or "none"}).'
            f"{close_name(name, known)}"
        )
    problems = Problems([])
    data, text = read_toml(path, path.name, problems)
    package = parse_table(Package, data, text, path.name, problems) if data else None
    if package is None:
        raise CaseError(problems.sentences or [f"{path.name}: the file is empty."])
    if package.case != case.name:
        raise CaseError([f'{path.name}, field "case": the package is of case {package.case}, not of {case.name}.'])
    wrong = terms_problems({lever: [step] for lever, step in package.terms.items()}, case.table.steps())
    if wrong:
        raise CaseError([f'{path.name}, field "terms": {sentence}' for sentence in wrong])
    return package
