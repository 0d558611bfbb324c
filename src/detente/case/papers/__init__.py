"""Published results, replicated: one module per paper."""

from __future__ import annotations

import importlib
from pathlib import Path

from detente.case.papers.replication import Replication
from detente.core.errors import DataError
from detente.core.labels import close_name

__all__ = ["PAPERS", "replicate"]

PAPERS = {
    "caliendo-parro-2015": "detente.case.papers.caliendo_parro_2015",
    "costinot-rodriguez-clare-2014": "detente.case.papers.costinot_rodriguez_clare_2014",
    "ignatenko-2025": "detente.case.papers.ignatenko_2025",
    "lashkaripour-2021": "detente.case.papers.lashkaripour_2021",
    "ossa-2014": "detente.case.papers.ossa_2014",
    "pass-through-2018-19": "detente.case.papers.pass_through_2018",
}
"""Id of each replicated paper and its module."""


def replicate(name: str, data: str | Path | None = None) -> Replication:
    """Replicate a published table: published, ours, gap, tolerance, verdict.

    Parameters
    ----------
    name
        Id of the paper, for instance ``caliendo-parro-2015``.
    data
        Folder with the paper's data, which the package does not ship; None: the folder named by the
        environment variable ``DETENTE_DATA``.

    Returns
    -------
    Replication
        One row per number, in the paper's unit, with notes and the certificate of the solve.

    Raises
    ------
    DataError
        If the paper is unknown, or its data is missing; the sentence names the file and its public source.
    NotSolved
        If the model finds no equilibrium.
    """
    if name not in PAPERS:
        raise DataError(f"{name} is not replicated here; choose {', '.join(PAPERS)}.{close_name(name, PAPERS)}")
    found: Replication = importlib.import_module(PAPERS[name]).replicate(data)
    return found
