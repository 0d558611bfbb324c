"""Solved runs on disk: ``WORKSPACE/runs/<run id>/`` with the scenario, a manifest, results and a table of rows.

A run is a pure function of what was asked, so a folder can be deleted and made again at any time. It appears by
rename: nobody ever sees half of one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import DataError, UsageError
from detente.core.files import folder_whole
from detente.core.status import Certificate
from detente.core.version import VERSION
from detente.report.export import netcdf, parquet, plain, read_netcdf, read_parquet, to_json

if TYPE_CHECKING:
    import xarray as xr

    from detente.case.solve import ScenarioRun

__all__ = ["SHORTEST", "Run", "find_run", "open_run", "run_of", "runs", "store_run", "sweeps", "workspace"]

SCHEMA = "detente.run-folder/2"
SHORTEST = 4
"""Digits of a run id that a person must type at least."""
MANIFEST, RESULT, TABLE, SCENARIO = "manifest.json", "result.nc", "tables.parquet", "scenario.toml"


@dataclass(frozen=True, slots=True)
class Run:
    """A solved scenario, as stored.

    Attributes
    ----------
    id
        Twelve hex digits.
    about
        Title, scenario, case, days, world, model, version, attribution and licence.
    rows
        ``region, measure, unit, value, lo50, hi50, lo90, hi90``.
    certificate
        Of the solve.
    notes
        Sentences that go with the numbers.
    data
        Everything the model says, with labels and units.
    scenario
        The scenario's file as it was typed.
    """

    id: str
    about: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    certificate: Certificate
    notes: tuple[str, ...]
    data: xr.Dataset
    scenario: str


def workspace() -> Path:
    """Folder of runs and other things that can be made again: ``DETENTE_WORKSPACE``, or ``.detente`` here."""
    return Path(os.environ.get("DETENTE_WORKSPACE") or ".detente")


def run_of(solved: ScenarioRun) -> Run:
    """What is stored of a solved scenario.

    Parameters
    ----------
    solved
        From :func:`detente.case.solve.solve_scenario`.
    """
    from detente.case.solve import model_of

    opened = solved.opened
    case, scenario, world = opened.case, opened.scenario, opened.case.ledger.base
    moment = case.ledger.moment(scenario.base)
    about = {
        "title": scenario.title,
        "scenario": opened.name,
        "case": case.name,
        "case_digest": case.digest,
        "on": moment.on.isoformat(),
        "as_of": moment.as_of.isoformat(),
        "baseline": case.head.baseline_of(moment.on).isoformat(),
        "world": world.name,
        "world_digest": world.digest,
        "model": repr(model_of(opened)),
        "draws": str(scenario.model.draws),
        "version": VERSION,
        "attribution": world.provenance.get("attribution", ""),
        "licence": case.head.licence,
    }
    return Run(
        id=solved.run,
        about=about,
        rows=solved.rows,
        certificate=Certificate.from_json(plain(solved.outcome.certificate.as_json())),
        notes=solved.notes,
        data=solved.outcome.data,
        scenario=opened.text,
    )


def store_run(run: Run) -> Path:
    """Write a run into the workspace, whole or not at all; one of the same id is replaced.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    DataError
        If the workspace cannot be written.
    """
    folder = workspace() / "runs"
    manifest = {
        "schema": SCHEMA,
        "run": run.id,
        "about": run.about,
        "certificate": run.certificate.as_json(),
        "notes": run.notes,
    }
    target = folder / run.id
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with folder_whole(target) as draft:
            (draft / MANIFEST).write_text(to_json(manifest) + "\n", encoding="utf-8")
            (draft / SCENARIO).write_text(run.scenario, encoding="utf-8")
            (draft / RESULT).write_bytes(netcdf(run.data, {"run": run.id, **run.about}))
            (draft / TABLE).write_bytes(parquet(_columns(run.rows), {"run": run.id, **run.about}))
    except OSError as error:
        raise DataError(f"run {run.id} cannot be stored in {folder}: {error.strerror}; see --no-store.") from error
    return target


def open_run(identity: str) -> Run | None:
    """The stored run of exactly this id; None if there is none or its folder is damaged."""
    folder = workspace() / "runs" / identity
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["schema"] != SCHEMA or manifest["run"] != identity:
            return None
        table = read_parquet(folder / TABLE)
        names = list(table)
        return Run(
            id=identity,
            about=manifest["about"],
            rows=[dict(zip(names, row, strict=True)) for row in zip(*table.values(), strict=True)],
            certificate=Certificate.from_json(manifest["certificate"]),
            notes=tuple(manifest["notes"]),
            data=read_netcdf(folder / RESULT),
            scenario=(folder / SCENARIO).read_text(encoding="utf-8"),
        )
    except (OSError, ValueError, KeyError, TypeError, DataError):
        return None


def runs() -> list[tuple[str, Mapping[str, str]]]:
    """Id and description of every stored run, by id; damaged folders are passed over."""
    found = []
    for path in sorted((workspace() / "runs").glob(f"[!.]*/{MANIFEST}")):
        try:
            about = json.loads(path.read_text(encoding="utf-8"))["about"]
        except (OSError, ValueError, KeyError):
            continue
        found.append((path.parent.name, about))
    return found


def sweeps() -> list[Mapping[str, Any]]:
    """Descriptions of the sweeps in the workspace, by id, with ``solved`` true for those that were finished."""
    found: list[Mapping[str, Any]] = []
    for path in sorted((workspace() / "sweeps").glob(f"[!.]*/{MANIFEST}")):
        try:
            about = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(about, dict) and "sweep" in about:
            found.append({**about, "solved": (path.parent / "summary.json").is_file()})
    return found


def find_run(start: str) -> Run:
    """The stored run whose id begins with ``start``.

    Raises
    ------
    UsageError
        If the start fits several runs, or is shorter than four digits.
    DataError
        If no run fits, or its folder is damaged.
    """
    known = [identity for identity, _ in runs()]
    fits = [identity for identity in known if identity.startswith(start)]
    if len(start) < SHORTEST:
        raise UsageError(f'run "{start}": type at least {SHORTEST} digits of its id.')
    if len(fits) > 1:
        raise UsageError(f'run "{start}" fits {", ".join(fits)}; type more digits.')
    if not fits:
        stored = ", ".join(known[:5]) + (" and more" if len(known) > 5 else "") or "none yet"
        raise DataError(
            f'there is no run "{start}" in {workspace()}; stored: {stored}. detente run SCENARIO makes one.'
        )
    found = open_run(fits[0])
    if found is None:
        raise DataError(
            f"run {fits[0]} is damaged; delete {workspace() / 'runs' / fits[0]} and run its scenario again."
        )
    return found


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}
