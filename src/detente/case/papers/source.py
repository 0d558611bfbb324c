"""The door to data that the package does not ship: arrays of published papers in a folder of the user."""

from __future__ import annotations

import csv
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from detente.core.errors import DataError

__all__ = ["read_arrays", "read_columns"]


def read_arrays(data: str | Path | None, file: str, names: Sequence[str], source: str) -> dict[str, npt.NDArray[Any]]:
    """Read named arrays of one ``.npz`` file below the data folder; nothing is unpickled.

    Parameters
    ----------
    data
        The data folder; None: the folder named by the environment variable ``DETENTE_DATA``.
    file
        Path below the folder.
    names
        Arrays that must be there.
    source
        Where the data is published, for the error.

    Raises
    ------
    DataError
        If no folder is given, the file is missing or unreadable, or an array is missing.
    """
    path = _path(data, file, source)
    try:
        with np.load(path, allow_pickle=False) as stored:
            missing = [name for name in names if name not in stored]
            if missing:
                raise DataError(f"{path} holds no array {missing[0]}; it needs {', '.join(names)}. Source: {source}.")
            return {name: stored[name] for name in names}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} is no file of plain numpy arrays ({error}). Source of the data: {source}.") from error


def read_columns(data: str | Path | None, file: str, source: str) -> dict[str, dict[str, float]]:
    """Read a table of numbers whose first column holds labels: column -> label -> number.

    Parameters
    ----------
    data, file, source
        As for :func:`read_arrays`.

    Raises
    ------
    DataError
        If no folder is given, or the file is missing or holds something else.
    """
    path = _path(data, file, source)
    try:
        with path.open(encoding="utf-8", newline="") as stored:
            head, *rows = csv.reader(stored)
        return {name: {row[0]: float(row[k]) for row in rows} for k, name in enumerate(head) if k}
    except (OSError, ValueError, IndexError) as error:
        raise DataError(f"{path} is no table of numbers ({error}). Source of the data: {source}.") from error


def _path(data: str | Path | None, file: str, source: str) -> Path:
    folder = data if data is not None else os.environ.get("DETENTE_DATA")
    if folder is None:
        raise DataError(
            f"{file} is needed and is not part of the package. Give its folder with --data DIR or DETENTE_DATA. "
            f"Public source: {source}."
        )
    path = Path(folder) / file
    if not path.is_file():
        raise DataError(f"{path} does not exist. Public source of the data: {source}.")
    return path
