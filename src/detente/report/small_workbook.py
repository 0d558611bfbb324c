"""A workbook of somebody else, looked at before it is read: how much it unpacks to, and how far its cells reach.

A file of a few kilobytes can unpack to gigabytes, or have one cell so far out that the reader asks for all the memory
there is and the process ends. What is given back holds the same tables and nothing else.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from xml.parsers import expat

from detente.core.errors import DataError

__all__ = ["MOST_CELLS", "small_workbook"]

MOST_BYTES = 32_000_000
"""Unpacked size of all parts together."""
MOST_CELLS = 500_000
"""Rows times columns up to the last cell of a sheet."""
PARTS = 1_000
PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")
START = b"PK\x03\x04"


def small_workbook(content: bytes, file: str) -> bytes:
    """The XLSX workbook packed anew from its checked parts.

    Parameters
    ----------
    content
        Bytes of the file.
    file
        Its name, for messages.

    Raises
    ------
    DataError
        If it is no XLSX workbook, unpacks to too much, or a sheet reaches too far.
    """
    if not content.startswith(START):
        raise DataError(f"{file} cannot be read as a workbook; save it as .xlsx once more, or as CSV.")
    try:
        parts = _parts(content, file)
        for name, part in parts.items():
            if name.endswith(".xml"):
                _check_reach(part, file)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, RuntimeError, NotImplementedError) as error:
        raise DataError(f"{file} cannot be read as a workbook: {error}.") from error
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _parts(content: bytes, file: str) -> Mapping[str, bytes]:
    """Parts of the workbook that tables are made of, unpacked no further than allowed."""
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for about in archive.infolist()[:PARTS]:
            if not about.filename.endswith((".xml", ".rels")) or about.filename in found:
                continue
            with archive.open(about) as part:
                found[about.filename] = part.read(left + 1)
            left -= len(found[about.filename])
            if left < 0:
                raise DataError(
                    f"{file} unpacks to more than {MOST_BYTES:,} bytes; keep the bill alone, without other sheets."
                )
    if "xl/workbook.xml" not in found or "content.xml" in found:
        raise DataError(f"{file} is no .xlsx workbook; save it as .xlsx once more, or as CSV.")
    return found


def _check_reach(part: bytes, file: str) -> None:
    """Refuse a sheet whose last cell lies far out."""
    row = column = rows = columns = 0

    def begin(name: str, given: Mapping[str, str]) -> None:
        nonlocal row, column, rows, columns
        name = name.rpartition(":")[2]
        if name not in ("row", "c"):
            return
        place = given.get("r", "")
        if name == "row":
            row, column = int(place) if place.isdecimal() else row + 1, 0
        else:
            told = PLACE.match(place)
            row, column = (int(told[2]), _number(told[1])) if told else (row, column + 1)
        rows, columns = max(rows, row), max(columns, column)
        if rows * columns > MOST_CELLS:
            raise DataError(
                f"{file} has a cell in row {rows:,} and column {columns:,}; delete what stands far from the table."
            )

    def declared(*_: object) -> None:
        raise DataError(f"{file} declares entities, which no workbook does; save it as .xlsx once more, or as CSV.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = declared
    parser.Parse(part, True)  # noqa: FBT003 - the parser takes it by place


def _number(letters: str) -> int:
    """Column A is 1."""
    found = 0
    for letter in letters.upper():
        found = 26 * found + ord(letter) - 64
    return found
