"""From the bytes of a TOML file to checked records, or to sentences that say what is wrong and where."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Self, TypeVar, get_args

from pydantic import ValidationError

from detente.core.labels import close_name
from detente.core.records import Record

__all__ = ["Place", "Problems", "parse_records", "parse_table", "read_toml"]

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
HINTS = (
    (r"=\s*-?\d+([.,]\d+)?\s*%", "a share is written as a number: 30 % is 0.3"),
    (r"=\s*-?\d+,\d", "decimals have a point, not a comma: 0.3"),
    (r"=\s*\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b", "a day is written year-month-day: 2025-04-09"),
    (r"=\s*\d{4}[./-]\d{1,2}[./-]\d\b", "a day has two digits for month and day: 2025-04-09"),
    (r"=\s*\d{4}[./]\d{1,2}[./]\d{1,2}\b", "a day is written with hyphens: 2025-04-09"),
)
"""Lines that people who do not know TOML write, and what to write instead."""

HEADER = re.compile(r"\s*\[\[?\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*(%?)")
KEY = re.compile(r"\s*([\w-]+)\s*=")
NAMING = ("id", "authority")
"""Fields by which other records name a record."""
BEGINS = re.compile(r'(?:, (?:table \[)?(\w+)(?: (\d+)|\]))?(?:, field "([^"]+)")?')
"""A table inside the record, its number, and the field that a sentence begins with."""
R = TypeVar("R", bound=Record)


@dataclass(slots=True)
class Problems:
    """Sentences collected while a case is read; all of them are shown, not only the first.

    Attributes
    ----------
    sentences
        What is wrong.
    lost
        Ids, authorities and lists of records that could not be read: others may still name them.
    unread
        True if a whole file could not be read, so that nothing can be said of names that are not found.
    """

    sentences: list[str]
    lost: set[str] = field(default_factory=set)
    unread: bool = False

    def add(self, sentence: str) -> None:
        """Keep one more sentence."""
        self.sentences.append(sentence)

    def fail(self, sentence: str) -> None:
        """Keep a sentence on a file that could not be read."""
        self.add(sentence)
        self.unread = True


Lines = Mapping[tuple[str, int], Mapping[str, int]]
"""Line of each field by table and number of the table in the file (``""`` and 0 for the head); ``""`` is its header."""


class Place(str):
    """Where a record stands, as sentences begin (``measures.toml, line 4, record "x"``); knows its fields' lines."""

    __slots__ = ("file", "label", "lines", "table")
    file: str
    label: str
    table: tuple[str, int]
    lines: Lines

    def __new__(cls, file: str, label: str = "", table: tuple[str, int] = ("", 0), lines: Lines | None = None) -> Self:
        """Make the text from file, line of the header and label."""
        known = lines or {}
        header = known.get(table, {}).get("")
        self = super().__new__(cls, f"{file}, line {header}{label}" if header else f"{file}{label}")
        self.file, self.label, self.table, self.lines = file, label, table, known
        return self

    def at(self, field: str) -> str:
        """The place of one field, with its own line."""
        return self.say(f', field "{field}"')

    def say(self, sentence: str) -> str:
        """The place and a sentence that follows it, with the line of the field that the sentence begins with."""
        found = BEGINS.match(sentence)
        if found is None:
            return f"{self}{sentence}"
        inner, number, name = found.groups()
        table = (inner, int(number or 1) - 1) if inner else self.table
        known = self.lines.get(table, {})
        line = known.get(name or "") or known.get("")
        return f"{self.file}, line {line}{self.label}{sentence}" if line else f"{self}{sentence}"


def read_toml(path: Path, name: str, problems: Problems) -> tuple[dict[str, Any], str]:
    """Parse one file; problems are collected and an empty table returned.

    Returns
    -------
    tuple
        The table and the file's text.
    """
    size = path.stat().st_size
    if size > LIMIT:
        problems.fail(
            f"{name}: the file has {size / 1e6:.0f} MB; a case file has at most {LIMIT / 1e6:.0f} MB. "
            "Split it, or check that it is the right file."
        )
        return {}, ""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.fail(f"{name}, line {line}: byte 0x{raw[error.start]:02X} is not UTF-8. Save the file as UTF-8.")
        return {}, ""
    if not text.strip():
        problems.add(f"{name}: the file is empty. Delete it, or write a record into it.")
        return {}, text
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        problems.fail(f"{name}{_syntax(str(error), text)}")
        return {}, text


def _syntax(message: str, text: str) -> str:
    """Place, offending line and reason of a parser's message."""
    lines = text.rstrip().splitlines()
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message)
    what, line, column = found.groups() if found else (message, None, None)
    number = int(line) if line else len(lines)
    place = f", line {number}" + (f", column {column}" if column else "")
    typed = lines[number - 1].strip()
    hint = next((words for pattern, words in HINTS if re.search(pattern, typed)), SYNTAX.get(what, what))
    return f"{place}: `{_short(typed)}` is not TOML: {hint}."


def parse_table(kind: type[R], data: Mapping[str, Any], text: str, name: str, problems: Problems) -> R | None:
    """One record from a whole file (``case.toml``, a scenario); ``text`` is the file's text."""
    return _validate(kind, data, Place(name, lines=_lines(text)), problems)


def parse_records(
    kind: type[R], table: str, data: Mapping[str, Any], text: str, name: str, problems: Problems
) -> list[tuple[R, Place]]:
    """Every ``[[table]]`` of a file as a record, with the place where it stands (file and line)."""
    rows = data.get(table, [])
    if not isinstance(rows, list):
        problems.fail(f"{name}: [{table}] must be written [[{table}]], one for each record.")
        return []
    lines = _lines(text)
    records = []
    for number, row in enumerate(rows):
        key = row.get("id") if isinstance(row, dict) else None
        label = f'"{key}"' if isinstance(key, str) else f"{table} number {number + 1}"
        place = Place(name, f", record {label}", (table, number), lines)
        if not isinstance(row, dict):
            problems.add(f"{place}: a table is needed.")
            continue
        record = _validate(kind, row, place, problems)
        if record is not None:
            records.append((record, place))
        else:
            problems.lost |= {value for name in NAMING if isinstance(value := row.get(name), str)}
    return records


@lru_cache(maxsize=1)
def _lines(text: str) -> Lines:
    """The lines of fields and headers, table by table; a table inside a record belongs to none of them."""
    found: dict[tuple[str, int], dict[str, int]] = {("", 0): {}}
    seen: Counter[str] = Counter()
    table: tuple[str, int] | None = ("", 0)
    for number, line in enumerate(text.splitlines(), 1):
        header, key = HEADER.match(line), KEY.match(line)
        if header:
            name = header[1]
            table = None if "." in name else (name, seen[name])
            seen[name] += 1
            if table:
                found[table] = {"": number}
        elif key and table:
            found[table].setdefault(key[1], number)
    return found


def _validate(kind: type[R], data: Mapping[str, Any], place: Place, problems: Problems) -> R | None:
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
            problems.add(place.say(sentence))
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
    if type_ == "date_type" and isinstance(value, str) and DAY.fullmatch(value):
        return f"a day without quotes is needed: {value}"
    if type_ == "float_type" and isinstance(value, str) and (number := NUMBER.fullmatch(value.strip())):
        meant = float(number[1].replace(",", ".")) / (100 if number[2] else 1)
        return f"a number without quotes is needed: {meant:g}"
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
