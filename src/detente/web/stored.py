"""What took long, in the workspace: ``answers/<view>-<key>.json``, and briefs as files, drafts and texts beside them.

Each is written whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, final

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
            told = json.loads(self._path(view, key).read_bytes())
            if told["schema"] != SCHEMA or told["key"] != key:
                return None
            parts = [told["document"], told["page"], told["figures"], *told["figures"].values()]
            return Made.from_json(told) if all(isinstance(part, dict) for part in parts) else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def write(self, view: str, key: str, made: Made) -> None:
        """Keep an answer.

        Raises
        ------
        DataError
            If it cannot be written.
        """
        text = json.dumps(plain({"schema": SCHEMA, "key": key, **made.as_json()}), ensure_ascii=False, allow_nan=False)
        self._write(self._path(view, key), text.encode())

    def read_file(self, key: str, suffix: str) -> bytes | None:
        """A brief as a file; None if there is none."""
        return _content(self._path("brief", key, suffix))

    def write_file(self, key: str, suffix: str, content: bytes) -> None:
        """Keep a brief as a file.

        Raises
        ------
        DataError
            If it cannot be written.
        """
        self._write(self._path("brief", key, suffix), content)

    def read_draft(self, key: str) -> Mapping[str, Any] | None:
        """What was proposed for a text; None if nothing is kept or its file is damaged."""
        try:
            told = json.loads(_content(self._path("draft", key)) or b"")
        except ValueError:
            return None
        return told if isinstance(told, dict) else None

    def write_draft(self, key: str, drafted: Mapping[str, Any]) -> None:
        """Keep what was proposed for a text.

        Raises
        ------
        DataError
            If it cannot be written.
        """
        self._write(self._path("draft", key), json.dumps(plain(drafted), ensure_ascii=False).encode())

    def read_text(self, key: str) -> bytes | None:
        """A text that waits for its draft; None if there is none."""
        return _content(self._path("text", key, "txt"))

    def write_text(self, key: str, text: bytes) -> None:
        """Keep a text until its draft is there.

        Raises
        ------
        DataError
            If it cannot be written.
        """
        self._write(self._path("text", key, "txt"), text)

    def forget_text(self, key: str) -> None:
        """Let a text go whose draft is there."""
        self._path("text", key, "txt").unlink(missing_ok=True)

    def _write(self, path: Path, content: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            raise DataError(f"nothing can be stored in {self._folder}: {error.strerror}.") from error

    def _path(self, what: str, key: str, suffix: str = "json") -> Path:
        return self._folder / f"{what}-{key}.{suffix}"


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
