"""From the bytes of a TOML file to checked records, or to sentences that say what is wrong and where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from detente.core.labels import close_name
from detente.core.records import Record

__all__ = ["Problems", "parse_records", "parse_table", "read_toml"]

LIMIT = 5_000_000
EXPECTED = {
    "string_type": "text in quotes is needed",
    "float_type": "a number is needed",
    "int_type": "a whole number is needed",
    "bool_type": "true or false is needed",
    "date_type": "a day without quotes is needed, for instance 2025-04-09",
    "date_from_datetime_inexact": "a day without a time is needed, for instance 2025-04-09",
    "tuple_type": 'a list is needed, for instance ["CHN"]',
    "dict_type": "a table is needed, for instance {CHN = 0.34}",
    "model_type": "a table in braces is needed",
}
UNIONS = {
    "on": 'write "all", a list of codes such as ["CHN"], or {all_but = ["CAN", "MEX"]}',
    "goods": 'write "all", {hs = ["9503"]}, {sectors = ["C26"]} or {list = "name"}',
    "until": "write a day such as 2025-07-09, or {days = 90}",
    "published": "write a day such as 2025-04-09, or {from = .., to = ..}",
}

R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class Problems:
    """Sentences collected while a case is read; all of them are shown, not only the first."""

    sentences: list[str]

    def add(self, sentence: str) -> None:
        """Keep one more sentence."""
        self.sentences.append(sentence)


def read_toml(path: Path, name: str, problems: Problems) -> tuple[dict[str, Any], str]:
    """Parse one file; problems are collected and an empty table returned.

    Returns
    -------
    tuple
        The table and the file's text.
    """
    size = path.stat().st_size
    if size > LIMIT:
        problems.add(
            f"{name}: the file has {size / 1e6:.0f} MB; a case file has at most {LIMIT / 1e6:.0f} MB. "
            "Split it, or check that it is the right file."
        )
        return {}, ""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.add(f"{name}, line {line}: byte 0x{raw[error.start]:02X} is not UTF-8. Save the file as UTF-8.")
        return {}, ""
    if not text.strip():
        problems.add(f"{name}: the file is empty. Delete it, or write a record into it.")
        return {}, text
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        what, place = str(error), ""
        if found := re.search(r" \(at line (\d+), column (\d+)\)", what):
            place = f", line {found[1]}, column {found[2]}"
            what = what.replace(found[0], "")
        elif "(at end of document)" in what:
            place, what = ", last line", what.replace(" (at end of document)", "")
        problems.add(f"{name}{place}: this is not TOML: {what}. Correct the line; text stands in quotes.")
        return {}, text


def parse_table(kind: type[R], data: Mapping[str, Any], name: str, problems: Problems) -> R | None:
    """One record from a whole file (``case.toml``, a scenario)."""
    return _validate(kind, data, name, problems)


def parse_records(
    kind: type[R], table: str, data: Mapping[str, Any], text: str, name: str, problems: Problems
) -> list[tuple[R, str]]:
    """Every ``[[table]]`` of a file as a record, with the place where it stands (file and line)."""
    rows = data.get(table, [])
    if not isinstance(rows, list):
        problems.add(f"{name}: [{table}] must be written [[{table}]], one for each record.")
        return []
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _header(line) == table]
    records = []
    for number, row in enumerate(rows):
        line = f", line {lines[number]}" if number < len(lines) else ""
        key = row.get("id") if isinstance(row, dict) else None
        label = f'"{key}"' if isinstance(key, str) else f"{table} number {number + 1}"
        place = f"{name}{line}, record {label}"
        if not isinstance(row, dict):
            problems.add(f"{place}: a table is needed.")
            continue
        record = _validate(kind, row, place, problems)
        if record is not None:
            records.append((record, place))
    return records


def _header(line: str) -> str:
    found = re.fullmatch(r"\s*\[\[\s*([A-Za-z_-]+)\s*\]\]\s*(#.*)?", line)
    return found[1] if found else ""


def _validate(kind: type[R], data: Mapping[str, Any], place: str, problems: Problems) -> R | None:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        seen: set[str] = set()
        for item in error.errors():
            sentence = _sentence(kind, item, data)
            if sentence not in seen:
                seen.add(sentence)
                problems.add(f"{place}{sentence}")
        return None


def _sentence(kind: type[Record], item: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """What is wrong with one field, and what to write instead; begins with the separator from the place."""
    loc = [str(part) for part in item["loc"]]
    field = loc[0] if loc else ""
    type_ = item["type"]
    if type_ == "value_error":
        message = str(item["ctx"]["error"])
        return f", {message}" if message.startswith('field "') else _at(field, message)
    if type_ == "extra_forbidden" and len(loc) == 1:
        return f', field "{field}": unknown field.{close_name(field, kind.model_fields)}'
    if type_ == "missing" and len(loc) == 1:
        about = kind.model_fields[field].description or "needed"
        return f', field "{field}": is missing. Write it: {about}.'
    value = _shown(data.get(field))
    if field in UNIONS:
        return f', field "{field}": {value} is not understood; {UNIONS[field]}.'
    if type_ == "literal_error":
        expected = str(item["ctx"]["expected"]).replace("'", '"')
        return f', field "{field}": {value} is not known; use {expected}.{_close_literal(data.get(field), expected)}'
    needed = EXPECTED.get(type_, str(item["msg"]).lower())
    return f', field "{field}": {value} is given, {needed}.'


def _at(field: str, message: str) -> str:
    message = message if message.endswith((".", "?")) else f"{message}."
    return f', field "{field}": {message}' if field else f": {message}"


def _close_literal(value: Any, expected: str) -> str:
    return close_name(value, re.findall(r'"([^"]+)"', expected)) if isinstance(value, str) else ""


def _shown(value: Any) -> str:
    """The value as the person typed it, shortened."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
