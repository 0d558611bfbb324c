"""Sweeps on disk: ``WORKSPACE/sweeps/<id>/`` with a manifest, batches as they are solved, and what all draws say.

A batch appears by rename, so that whatever ends a sweep loses the batches at work and no other. A sweep is a pure
function of what was asked; the folder can be deleted and made again at any time.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, final

import numpy as np

from detente.case.sweep import BATCH, Batch, SweepQuestion, SweepResult, measured
from detente.core.errors import DataError, UsageError
from detente.core.files import write_whole
from detente.core.version import VERSION
from detente.report.charts.bands import bands_figure
from detente.report.export import comma_separated, figure_png, figure_svg, parquet, to_json
from detente.report.runs import workspace

__all__ = ["SweepStore", "bands_of", "drivers_of", "open_store", "store_summary"]

SCHEMA = "detente.sweep-folder/1"
MANIFEST, BATCHES, SUMMARY = "manifest.json", "batches", "summary.json"
HALF = 0.5
"""Part of a reading's variance from which one assumption decides it."""
ENDS = ("lo50", "hi50", "lo90", "hi90")


@final
@dataclass(frozen=True, slots=True)
class SweepStore:
    """The batches of one sweep.

    Attributes
    ----------
    folder
        Folder of the sweep.
    digest
        Digest of the question, which every batch repeats.
    """

    folder: Path
    digest: str

    def load(self, first: int, size: int) -> Batch | None:
        """The batch that begins with draw ``first``; None unless it is there whole, of this question and size."""
        try:
            with np.load(io.BytesIO(self._path(first).read_bytes()), allow_pickle=False) as file:
                if str(file["digest"]) != self.digest or len(file["reasons"]) != size:
                    return None
                return Batch(int(file["first"]), file["values"], tuple(map(str, file["reasons"])))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def save(self, batch: Batch) -> None:
        """Write a batch, whole or not at all.

        Raises
        ------
        DataError
            If it cannot be written.
        """
        content = io.BytesIO()
        np.savez(
            content, digest=self.digest, first=batch.first, values=batch.values, reasons=np.array(batch.reasons, str)
        )
        path = self._path(batch.first)
        try:
            write_whole(path, content.getvalue())
        except OSError as error:
            raise DataError(f"batch {path} cannot be written: {error.strerror}; the sweep stops here.") from error

    def _path(self, first: int) -> Path:
        return self.folder / BATCHES / f"{first:07d}.npz"


def open_store(question: SweepQuestion, folder: Path | None, *, resume: bool, force: bool = False) -> SweepStore:
    """The folder of a sweep, made or taken up again.

    Parameters
    ----------
    question
        What is asked.
    folder
        Where it stands; None: in the workspace, under the first twelve digits of the question's digest.
    resume
        Whether batches that are there count.
    force
        Whether a sweep that is there may be replaced.

    Raises
    ------
    UsageError
        If the folder holds a sweep, and it is neither to be resumed nor replaced.
    DataError
        If the sweep in the folder asks something else, or the folder holds other files or cannot be written.
    """
    place = folder or workspace() / "sweeps" / question.digest[:12]
    found = _manifest(place)
    if found is None and place.exists() and any(place.iterdir()):
        raise DataError(f"{place} holds files but no sweep; give another folder.")
    if found is not None and resume:
        _refuse_other(question, place, found)
    elif found is not None and not (force or folder is None):
        raise UsageError(f"{place} holds a sweep: --resume takes it up again, --force replaces it.")
    store = SweepStore(place, question.digest)
    try:
        (place / BATCHES).mkdir(parents=True, exist_ok=True)
        if not resume:
            for old in (place / BATCHES).glob("*.npz"):
                old.unlink()
        write_whole(place / MANIFEST, (to_json(_about(question)) + "\n").encode())
        write_whole(place / "scenario.toml", question.opened.text.encode())
    except OSError as error:
        raise DataError(f"the sweep cannot be kept in {place}: {error.strerror}; give another folder.") from error
    return store


def store_summary(store: SweepStore, result: SweepResult) -> Path:
    """Write what all draws say: tables, summary and figure.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    DataError
        If something cannot be written.
    """
    import pandas as pd

    about = {key: str(value) for key, value in _about(result.question).items()}
    columns = measured(result)
    figure = bands_figure(result)
    files = {
        "draws.parquet": parquet(columns, about),
        "draws.csv": comma_separated(pd.DataFrame(columns), about).encode(),
        SUMMARY: (to_json(_summary(result)) + "\n").encode(),
        "bands.svg": figure_svg(figure).encode(),
        "bands.png": figure_png(figure),
    }
    try:
        for name, content in files.items():
            write_whole(store.folder / name, content)
    except OSError as error:
        raise DataError(f"the results cannot be written in {store.folder}: {error.strerror}.") from error
    return store.folder


def bands_of(result: SweepResult) -> list[dict[str, Any]]:
    """Rows of every horizon, reading and kind: median of its draws, ends of the kind's ranges, its share of variance.

    ``centre`` is the value at the scenario's own assumptions; ``range_only`` names the assumption that decides over
    half of a headline reading's spread, so that pages print its range alone.
    """
    rows = []
    for frame in result.frames:
        for reading, found in frame.kinds.items():
            most = max(frame.drivers.get(reading, ()), key=lambda driver: driver.share, default=None)
            decides = most.name if most is not None and most.share > HALF else ""
            total = sum(found.variance.values())
            for kind, ends in found.bands.items():
                share = found.variance.get(kind, total) / total if total > 0.0 else 0.0
                cells = dict(zip(ENDS, map(float, ends), strict=True))
                head = {"horizon": frame.name, "reading": reading, "kind": kind, "median": found.median}
                rows.append({**head, "centre": frame.centre[reading], **cells, "share": share, "range_only": decides})
    return rows


def drivers_of(result: SweepResult) -> list[dict[str, Any]]:
    """Rows ``horizon, reading, assumption, share, error`` of the headline readings, largest share first."""
    return [
        {
            "horizon": frame.name,
            "reading": reading,
            "assumption": driver.name,
            "share": driver.share,
            "error": driver.error,
        }
        for frame in result.frames
        for reading, found in frame.drivers.items()
        for driver in found
    ]


def _about(question: SweepQuestion) -> dict[str, Any]:
    scenario, case = question.opened.scenario, question.opened.case
    space = question.sweep.plan.space
    return {
        "schema": SCHEMA,
        "sweep": question.digest[:12],
        "digest": question.digest,
        "title": scenario.title,
        "scenario": question.opened.name,
        "case": case.name,
        "case_digest": case.digest,
        "on": scenario.base.isoformat(),
        "world": question.sweep.world.name,
        "world_digest": question.sweep.world.digest,
        "draws": question.draws,
        "seed": question.seed,
        "batch": BATCH,
        "scenarios": question.scenarios,
        "choices": {name: list(options) for name, options in space.choices.items() if name != "scenario"},
        "ranges": dict(space.ranges),
        "version": VERSION,
        "attribution": question.sweep.world.provenance.get("attribution", ""),
        "licence": case.head.licence,
    }


def _summary(result: SweepResult) -> dict[str, Any]:
    return {
        **_about(result.question),
        "schema": "detente.sweep-summary/2",
        "not_solved": result.failed,
        "horizons": [
            {
                "horizon": frame.name,
                "solved": frame.draws,
                "readings": {
                    reading: {
                        "centre": frame.centre[reading],
                        "median": found.median,
                        "variance": found.variance,
                        "bands": {
                            kind: dict(zip(ENDS, map(float, ends), strict=True)) for kind, ends in found.bands.items()
                        },
                    }
                    for reading, found in frame.kinds.items()
                },
                "drivers": {reading: [asdict(driver) for driver in found] for reading, found in frame.drivers.items()},
            }
            for frame in result.frames
        ],
        "notes": result.notes,
    }


def _manifest(place: Path) -> Mapping[str, Any] | None:
    try:
        found = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        return found if isinstance(found, dict) and found.get("schema") == SCHEMA else None
    except (OSError, ValueError):
        return None


def _refuse_other(question: SweepQuestion, place: Path, found: Mapping[str, Any]) -> None:
    """Refuse to go on with a sweep that asks something else, naming what differs."""
    if found.get("digest") == question.digest:
        return
    now = json.loads(to_json(_about(question)))
    same = ("schema", "sweep", "digest", "draws", "title", "attribution", "licence")
    changed = [key for key in now if key not in same and found.get(key) != now[key]]
    what = ", ".join(changed) or "its measures, rules or elasticities"
    raise DataError(
        f"{place} holds a sweep of another question (different: {what}); resume it with what it was started with, or "
        "leave out --resume and give another folder."
    )
