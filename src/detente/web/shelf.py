"""What a server keeps at hand: open cases, and answers by what was asked, bounded in number."""

from __future__ import annotations

import hashlib
import threading
import tomllib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, TypeVar, final

from detente.case.case import Case
from detente.case.read import bundled_cases, open_case
from detente.core.errors import DataError
from detente.core.labels import close_name

__all__ = ["Kept", "Shelf", "title_of"]

Value = TypeVar("Value")
CASES, ANSWERS, MODELS, ZONES = 8, 512, 12, 3


@final
class Kept:
    """Values by key, the least used forgotten first; each is made once, however many ask for it at a time.

    Parameters
    ----------
    most
        Number of values kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made if it is not there.

        Parameters
        ----------
        key
            What was asked.
        make
            Computes it; an error is passed on and not kept.
        """
        found = self.peek(key)
        if found is not None:
            value: Value = found
            return value
        with self._lock:
            turn = self._making.setdefault(key, threading.Lock())
        try:
            with turn:
                found = self.peek(key)
                if found is None:
                    found = make()
                    with self._lock:
                        self._values[key] = found
                        while len(self._values) > self._most:
                            self._values.popitem(last=False)
        finally:
            with self._lock:
                self._making.pop(key, None)
        made: Value = found
        return made

    def peek(self, key: Hashable) -> Any:
        """The value of a key, or None."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)


@final
class Shelf:
    """Open cases and what was answered.

    Parameters
    ----------
    folder
        Folder whose sub-folders with a ``case.toml`` are offered beside the bundled cases.
    state
        Workspace, where scenarios are saved.
    named
        A case given by its folder when the server was started.
    """

    def __init__(self, folder: Path, state: Path, named: str = "") -> None:
        self._folder, self._state, self._named = folder, state, named
        self._cases, self.answers, self.models, self.zones = Kept(CASES), Kept(ANSWERS), Kept(MODELS), Kept(ZONES)

    def cases(self) -> dict[str, Path]:
        """Name and folder of every case that may be asked for."""
        local = {path.parent.name: path.parent for path in sorted(self._folder.glob("*/case.toml"))}
        given = Path(self._named)
        named = {given.resolve().name: given} if self._named and (given / "case.toml").is_file() else {}
        return {**local, **named, **bundled_cases()}

    def case(self, name: str) -> Case:
        """An open case; one whose files have changed is read again.

        Raises
        ------
        DataError
            If there is none of that name.
        """
        known = self.cases()
        if name not in known:
            raise DataError(f'there is no case "{name}" here; known: {", ".join(known)}.{close_name(name, known)}')
        folder = known[name]
        if name in bundled_cases():
            return self._cases.get(name, lambda: open_case(name))
        return self._cases.get((name, _print_of(folder)), lambda: open_case(folder))

    def scenarios(self, case: str) -> dict[str, Path]:
        """Id and file of every scenario of a case: its own, and those saved here."""
        known = self.cases()
        if case not in known:
            raise DataError(f'there is no case "{case}" here; known: {", ".join(known)}.{close_name(case, known)}')
        own = (known[case] / "scenarios").glob("*.toml")
        return {path.stem: path for path in (*sorted(self.saved(case).glob("*.toml")), *sorted(own))}

    def scenario(self, name: str) -> Path:
        """The file of ``CASE:ID``.

        Raises
        ------
        DataError
            If there is none.
        """
        case, _, key = name.partition(":")
        known = self.scenarios(case)
        if key not in known:
            raise DataError(f'case {case} has no scenario "{key}"; known: {", ".join(known)}.{close_name(key, known)}')
        return known[key]

    def digested(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is asked, with a digest of the scenario's file where one is named."""
        if "scenario" not in given:
            return dict(given)
        content = self.scenario(given["scenario"]).read_bytes()
        return {**given, "scenario_digest": hashlib.sha256(content).hexdigest()[:16]}

    def placed(self, case: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is asked of a case, with the scenario's file in place of its name, and where the case is read from."""
        source = case if case in bundled_cases() else str(self.cases()[case].resolve())
        ruled = {"scenario": str(self.scenario(given["scenario"]))} if "scenario" in given else {}
        return {**given, **ruled, "source": source}

    def told(self, sentence: str) -> str:
        """A sentence without the places of this machine: folders as seen from where the server was started."""
        return sentence.replace(str(self._state), self._state.name).replace(f"{self._folder}/", "")

    def saved(self, case: str) -> Path:
        """Folder of the scenarios of a case that are saved here."""
        return self._state / "scenarios" / case


def _print_of(folder: Path) -> str:
    """A digest over names, sizes and times of a folder's files."""
    seen = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".toml", ".csv", ".jsonl") and path.is_file():
            told = path.stat()
            seen.update(f"{path}{told.st_size}{told.st_mtime_ns}".encode())
    return seen.hexdigest()


def title_of(path: Path) -> str:
    """The title in a scenario's file; its name where the file is broken."""
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8"))["title"])
    except (OSError, ValueError, KeyError):
        return path.stem
