"""From the bytes of a TOML file to checked records, or to sentences that say what is wrong and where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, get_args

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
    "finite_number": "a finite number is needed",
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
SYNTAX = {
    "Invalid value": "a value is a number, a day, true, false, a list, or text in quotes",
    "Cannot overwrite a value": "the key stands here twice",
    "Invalid date or datetime": "the calendar has no such day",
    "Unterminated string": "a quote is not closed",
    "Expected '=' after a key in a key/value pair": "a line is written key = value",
}
"""What the parser says, in words for people who do not know TOML."""

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
        problems.add(f"{name}{_syntax(str(error), text)}")
        return {}, text


def _syntax(message: str, text: str) -> str:
    """Place, offending line and reason of a parser's message."""
    lines = text.rstrip().splitlines()
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message)
    what, line, column = found.groups() if found else (message, None, None)
    number = int(line) if line else len(lines)
    place = f", line {number}" + (f", column {column}" if column else "")
    return f"{place}: `{_short(lines[number - 1].strip())}` is not TOML: {SYNTAX.get(what, what)}."


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
        items = error.errors()
        # Of a field that may be written in several ways, the one sentence of the way that was meant is enough.
        meant = {item["loc"][0] for item in items if item["type"] == "value_error" and item["loc"]}
        sentences = [
            _sentence(kind, item["loc"], item, data)
            for item in items
            if item["type"] == "value_error" or item["loc"][0] not in meant & set(UNIONS)
        ]
        for sentence in dict.fromkeys(sentences):
            problems.add(f"{place}{sentence}")
        return None


def _sentence(kind: type[Record], loc: Sequence[int | str], item: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """What is wrong with one field, and what to write instead; begins with the separator from the place."""
    field = str(loc[0]) if loc else ""
    value, type_ = data.get(field), item["type"]
    inner = _record_in(kind, field)
    if inner is not None and len(loc) > 1 and isinstance(loc[1], int) and isinstance(value, list):
        row = value[loc[1]]
        if isinstance(row, dict):
            return f", {field} {loc[1] + 1}{_sentence(inner, loc[2:], item, row)}"
    elif inner is not None and len(loc) > 1 and isinstance(value, dict):
        return f", table [{field}]{_sentence(inner, loc[1:], item, value)}"
    if type_ == "value_error":
        message = str(item["ctx"]["error"])
        return f", {message}" if message.startswith('field "') else _at(field, message)
    if type_ == "extra_forbidden" and len(loc) == 1:
        return f', field "{field}": unknown field.{close_name(field, kind.model_fields)}'
    if type_ == "missing" and len(loc) == 1:
        return f', field "{field}" is missing; write {kind.model_fields[field].description}.'
    if field in UNIONS:
        return f', field "{field}": {_shown(value)} is not understood; {UNIONS[field]}.'
    if type_ == "literal_error":
        expected = str(item["ctx"]["expected"]).replace("'", '"')
        return f', field "{field}": {_shown(value)} is not known; use {expected}.{_close_literal(value, expected)}'
    if type_ == "tuple_type" and isinstance(value, dict):
        return f": [{field}] must be written [[{field}]], one for each record."
    return f', field "{field}": {_shown(value)} is given, {_needed(type_, value, item)}.'


def _record_in(kind: type[Record], field: str) -> type[Record] | None:
    """The kind of record that a field holds, alone or in a row; None for other fields."""
    annotation = kind.model_fields[field].annotation if field in kind.model_fields else None
    for candidate in (annotation, *get_args(annotation)[:1]):
        if isinstance(candidate, type) and issubclass(candidate, Record):
            return candidate
    return None


def _needed(type_: str, value: Any, item: Mapping[str, Any]) -> str:
    if type_ == "date_type" and isinstance(value, datetime):
        return f"a day without a time is needed: {value.date()}"
    if type_ == "tuple_type" and isinstance(value, str):
        return f'a list is needed: ["{value}"]'
    return EXPECTED.get(type_, str(item["msg"]).lower())


def _at(field: str, message: str) -> str:
    message = message if message.endswith((".", "?")) else f"{message}."
    return f', field "{field}": {message}' if field else f": {message}"


def _close_literal(value: Any, expected: str) -> str:
    return close_name(value, re.findall(r'"([^"]+)"', expected)) if isinstance(value, str) else ""


def _shown(value: Any) -> str:
    """The value as the person typed it, shortened."""
    return _short(_typed(value))


def _typed(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_typed(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_typed, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value).replace(" ", "T")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
