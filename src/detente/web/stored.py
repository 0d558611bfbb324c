"""Answers that took long, in the workspace: ``answers/<view>-<key>.json``, each written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import final

from detente.core.errors import DataError
from detente.core.files import write_whole
from detente.report.export import plain
from detente.web.views import Made

__all__ = ["Stored"]

SCHEMA = "detente.stored-answer/1"


@final
class Stored:
    """The stored answers of a workspace; they can be deleted and made again at any time.

    Parameters
    ----------
    state
        The workspace.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / "answers"

    def read(self, view: str, key: str) -> Made | None:
        """The answer of a key; None if there is none or its file is damaged."""
        try:
            told = json.loads(self._path(view, key).read_text(encoding="utf-8"))
            return Made.from_json(told) if told["schema"] == SCHEMA and told["key"] == key else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, view: str, key: str, made: Made) -> None:
        """Keep an answer.

        Raises
        ------
        DataError
            If it cannot be written.
        """
        text = json.dumps(plain({"schema": SCHEMA, "key": key, **made.as_json()}), ensure_ascii=False, allow_nan=False)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(view, key), text.encode())
        except OSError as error:
            raise DataError(f"the answer cannot be stored in {self._folder}: {error.strerror}.") from error

    def _path(self, view: str, key: str) -> Path:
        return self._folder / f"{view}-{key}.json"
