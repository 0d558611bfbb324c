"""Reads and writes header array files (HAR), the format of GEMPACK and of GTAP's data.

A file is a row of records, each with its length before and after it, as Fortran writes them. A header is a record of
four letters, one that describes an array (type, long name, sizes), and the records of its values. All numbers are
little-endian and of four bytes; arrays run along their first axis first. Kinds: ``1CFULL`` text, ``2IFULL`` whole
numbers, ``2RFULL`` reals without names, ``REFULL`` reals over named sets, ``RESPSE`` the same without zeros. Some
compilers pack the lengths; such files are read, too.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, final

import numpy as np
import numpy.typing as npt

from detente.core.errors import DataError

__all__ = ["Har", "Header", "read_har", "write_har"]

BLANK = b"    "
RANK = 7
"""Axes of every array of reals; those without a set have one element."""
LABEL, LONG, NAME = 12, 70, 4
"""Bytes of a label, of a long name, of a header's name."""
CHUNK = 10_000
"""Values of one record at most: some programs read no longer ones."""
PACKED = 0xFD
"""First byte of a file whose lengths are packed."""
KNOWN = ord("k")
"""Mark of an axis whose elements are named."""


@final
@dataclass(frozen=True, slots=True)
class Header:
    """One array of a file.

    Attributes
    ----------
    name
        Up to four letters and digits.
    values
        Reals, whole numbers (two axes), or text (one axis).
    long_name
        Up to 70 characters.
    sets
        Of reals: the name of each axis's set, up to 12 characters; empty where axes have no names.
    labels
        Of reals with sets: the elements of each axis.
    coefficient
        Name of the array in a program, up to 12 characters.
    """

    name: str
    values: npt.NDArray[Any]
    long_name: str = ""
    sets: tuple[str, ...] = ()
    labels: tuple[tuple[str, ...], ...] = ()
    coefficient: str = ""


@final
@dataclass(frozen=True, slots=True)
class Har:
    """A file: its headers by name, and the names of those of other kinds, which were passed over."""

    headers: Mapping[str, Header]
    passed_over: tuple[str, ...] = ()


def read_har(content: bytes, file: str) -> Har:
    """Read a header array file.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name, for messages.

    Raises
    ------
    DataError
        If it is no such file, or is broken.
    """
    headers: dict[str, Header] = {}
    other = []
    for name, records in _grouped(content, file):
        try:
            header = _header(name, records)
        except (struct.error, ValueError, IndexError) as error:
            raise DataError(f"{file}: header {name} is broken: {error}.") from error
        if header is None:
            other.append(name)
        else:
            headers[name] = header
    return Har(headers, tuple(other))


def write_har(headers: Sequence[Header]) -> bytes:
    """Write headers as a header array file; arrays that are mostly zero without their zeros.

    Parameters
    ----------
    headers
        In order; names must differ.

    Raises
    ------
    DataError
        If a name or label is too long, used twice or not plain text, or a value is not finite.
    """
    names = [header.name.upper() for header in headers]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise DataError(f"two headers are called {', '.join(sorted(twice))}; give them names of their own.")
    records = [record for header in headers for record in _records_of(header)]
    return b"".join(struct.pack("<i", len(r)) + r + struct.pack("<i", len(r)) for r in records)


def _grouped(content: bytes, file: str) -> Iterator[tuple[str, list[bytes]]]:
    """Headers with their records; a record of four letters that are not blanks begins one."""
    name, records = "", list[bytes]()
    for record in _packed(content, file) if content[:1] == bytes([PACKED]) else _plain(content, file):
        if len(record) == NAME and record != BLANK:
            if name:
                yield name, records
            name, records = _text(record), []
        elif name:
            records.append(record)
        else:
            raise DataError(f"{file}: the first record is no name of a header; this is no HAR file.")
    if not name:
        raise DataError(f"{file}: the file is empty; this is no HAR file.")
    yield name, records


def _plain(content: bytes, file: str) -> Iterator[bytes]:
    place = 0
    while place < len(content):
        if place + 4 > len(content):
            raise DataError(f"{file}: the file ends within a length, at byte {place}; it was cut off.")
        (size,) = struct.unpack_from("<i", content, place)
        end = place + 4 + size
        if size < 0 or end + 4 > len(content):
            raise DataError(f"{file}: the record at byte {place} should hold {size} bytes; cut off, or no HAR file.")
        if struct.unpack_from("<i", content, end) != (size,):
            raise DataError(f"{file}: the record at byte {place} has two lengths that differ; broken, or no HAR file.")
        yield content[place + 4 : end]
        place = end + 4


def _packed(content: bytes, file: str) -> Iterator[bytes]:
    """Records whose length has six bits in its first byte, and as many bytes more as the two others say."""
    place = 1
    while place < len(content):
        more = content[place] & 3
        size = int.from_bytes(content[place : place + 1 + more], "little") >> 2
        start, whole = place + 1 + more, size + 1 + more
        tail = 1 + max(0, -(-(whole.bit_length() - 6) // 8))
        if start + size + tail > len(content):
            raise DataError(f"{file}: the record at byte {place} should hold {size} bytes; cut off, or no HAR file.")
        behind = int.from_bytes(content[start + size : start + size + tail], "big")
        if behind != (whole << 2 | (tail - 1)):
            raise DataError(f"{file}: the record at byte {place} has two lengths that differ; broken, or no HAR file.")
        yield content[start : start + size]
        place = start + size + tail


def _header(name: str, records: Sequence[bytes]) -> Header | None:
    """The array of a header, or None if it is of another kind."""
    about, *rest = records
    kind, long_name = _text(about[4:10]), _text(about[10 : 10 + LONG])
    (rank,) = struct.unpack_from("<i", about, 10 + LONG)
    sizes = struct.unpack_from(f"<{rank}i", about, 14 + LONG)
    if min(sizes) < 0 or prod(sizes) > 10 * sum(map(len, rest)) + 10**8:
        raise ValueError(f"sizes {sizes} cannot be")
    if kind == "1CFULL":
        return Header(name, _strings(rest, *sizes), long_name)
    if kind in ("2IFULL", "2RFULL"):
        return Header(name, _matrix(rest, sizes, "<i4" if kind == "2IFULL" else "<f4"), long_name)
    if kind not in ("REFULL", "RESPSE"):
        return None
    (used,) = struct.unpack_from("<i", rest[0], 12)
    coefficient = _text(rest[0][16:28])
    sets = tuple(_text(rest[0][32 + n * LABEL : 32 + (n + 1) * LABEL]) for n in range(used))
    marks = rest[0][32 + used * LABEL : 32 + used * (LABEL + 1)]
    named = dict.fromkeys(one for one, mark in zip(sets, marks, strict=True) if mark == KNOWN)
    place = 1
    elements: dict[str, tuple[str, ...]] = {}
    for one in named:
        elements[one], place = _elements(rest, place)
    shape = sizes[:used]
    if prod(shape) != prod(sizes):
        raise ValueError(f"{used} sets do not cover the sizes {sizes}")
    values = (_full if kind == "REFULL" else _sparse)(rest[place:], sizes)
    labels = tuple(elements.get(one, tuple(str(k + 1) for k in range(n))) for one, n in zip(sets, shape, strict=True))
    if tuple(map(len, labels)) != shape:
        raise ValueError(f"sets of {', '.join(str(len(one)) for one in labels)} elements on axes of {shape}")
    return Header(name, values.reshape(shape, order="F"), long_name, sets, labels, coefficient)


def _strings(records: Sequence[bytes], count: int, width: int) -> npt.NDArray[Any]:
    cells = b"".join(record[16:] for record in records)
    if len(cells) < count * width:
        raise ValueError(f"{count} texts of {width} bytes do not fit into {len(cells)}")
    return np.array([_text(cells[n * width : (n + 1) * width]) for n in range(count)], dtype=str)


def _matrix(records: Sequence[bytes], sizes: Sequence[int], form: str) -> npt.NDArray[Any]:
    """Pieces of a matrix, each with the rows and columns that it covers."""
    found = np.zeros(sizes, dtype=np.int32 if form == "<i4" else np.float64)
    left = found.size
    for record in records:
        top, bottom, first, last = struct.unpack_from("<4i", record, 16)
        piece = np.frombuffer(record, form, offset=32)
        found[top - 1 : bottom, first - 1 : last] = piece.reshape((bottom - top + 1, last - first + 1), order="F")
        left -= piece.size
    if left:
        raise ValueError(f"{left} of {found.size} values are missing")
    return found


def _elements(records: Sequence[bytes], place: int) -> tuple[tuple[str, ...], int]:
    """Names of a set's elements from as many records as they fill, and the place of the next record."""
    labels: list[str] = []
    while True:
        total, here = struct.unpack_from("<2i", records[place], 8)
        labels += [_text(records[place][16 + n * LABEL : 16 + (n + 1) * LABEL]) for n in range(here)]
        place += 1
        if len(labels) >= total or not here:
            return tuple(labels), place


def _full(records: Sequence[bytes], sizes: Sequence[int]) -> npt.NDArray[np.float64]:
    """Pairs of records: which block, and its values."""
    found = np.zeros(sizes)
    left = found.size
    pairs = records[1:]
    for where, held in zip(pairs[::2], pairs[1::2], strict=True):
        ends = struct.unpack_from(f"<{2 * len(sizes)}i", where, 8)
        block = tuple(slice(low - 1, high) for low, high in zip(ends[::2], ends[1::2], strict=True))
        piece = np.frombuffer(held, "<f4", offset=8)
        found[block] = piece.reshape(found[block].shape, order="F")
        left -= piece.size
    if left:
        raise ValueError(f"{left} of {found.size} values are missing")
    return found


def _sparse(records: Sequence[bytes], sizes: Sequence[int]) -> npt.NDArray[np.float64]:
    """Places, counted from one along the first axis first, and values."""
    found = np.zeros(prod(sizes))
    (left,) = struct.unpack_from("<i", records[0], 4)
    for record in records[1:]:
        (here,) = struct.unpack_from("<i", record, 12)
        places = np.frombuffer(record, "<i4", count=here, offset=16)
        found[places - 1] = np.frombuffer(record, "<f4", count=here, offset=16 + 4 * here)
        left -= here
    if left:
        raise ValueError(f"{left} values are missing")
    return found.reshape(sizes, order="F")


def _text(piece: bytes) -> str:
    return piece.replace(b"\0", b" ").decode("latin-1").strip()


def _fixed(words: str, width: int, what: str) -> bytes:
    """A text padded with blanks."""
    try:
        piece = words.encode("latin-1")
    except UnicodeEncodeError:
        raise DataError(f'{what} "{words}": HAR files hold Latin letters only.') from None
    if len(piece) > width:
        raise DataError(f'{what} "{words}" is longer than {width} characters, which is all that HAR files hold.')
    return piece.ljust(width)


def _records_of(header: Header) -> Iterator[bytes]:
    values, what = header.values, f"header {header.name}"
    yield _fixed(header.name, NAME, "header")
    if values.dtype.kind in "US":
        width = max((len(str(text)) for text in values), default=1) or 1
        yield _about(header, "1CFULL", (len(values), width))
        cells = b"".join(_fixed(str(text), width, what) for text in values)
        yield BLANK + struct.pack("<3i", 1, len(values), len(values)) + cells
        return
    if not np.isfinite(values).all():
        raise DataError(f"{what} has values that are not finite, which HAR files cannot hold; leave it out.")
    whole = values.dtype.kind in "iu"
    if whole or (values.ndim == 2 and not header.sets):
        if values.ndim != 2:
            raise DataError(f"{what}: whole numbers have two axes, not {values.ndim}.")
        yield _about(header, "2IFULL" if whole else "2RFULL", values.shape)
        ends = (1, values.shape[0], 1, values.shape[1])
        yield BLANK + struct.pack("<7i", 1, *values.shape, *ends) + _column_wise(values, "<i4" if whole else "<f4")
        return
    sizes = values.shape + (1,) * (RANK - values.ndim)
    if values.ndim > RANK or len(header.sets) != values.ndim or tuple(map(len, header.labels)) != values.shape:
        raise DataError(f"{what}: {len(header.sets)} sets do not fit values of shape {values.shape}.")
    thin = np.count_nonzero(values) < values.size / 2
    yield _about(header, "RESPSE" if thin else "REFULL", sizes)
    yield from _set_records(header)
    yield from _sparse_records(values) if thin else _full_records(values.reshape(sizes))


def _about(header: Header, kind: str, sizes: Sequence[int]) -> bytes:
    long_name = _fixed(header.long_name or header.name, LONG, "long name")
    return BLANK + kind.encode() + long_name + struct.pack(f"<{1 + len(sizes)}i", len(sizes), *sizes)


def _set_records(header: Header) -> Iterator[bytes]:
    named = dict(zip(header.sets, header.labels, strict=True))
    for one, labels in zip(header.sets, header.labels, strict=True):
        if named[one] != labels:
            raise DataError(f"header {header.name}: the set {one} has other elements on another axis.")
        if len({label.upper() for label in labels}) < len(labels):
            raise DataError(f"header {header.name}: an element of the set {one} appears twice.")
    used = len(header.sets)
    yield (
        BLANK
        + struct.pack("<3i", len(named), -1, used)
        + _fixed(header.coefficient or header.name, LABEL, "coefficient")
        + struct.pack("<i", -1)
        + b"".join(_fixed(one, LABEL, "set") for one in header.sets)
        + bytes([KNOWN]) * used
        + bytes(4 * (used + 1))
    )
    for one, labels in named.items():
        cells = b"".join(_fixed(label, LABEL, f"element of {one}") for label in labels)
        yield BLANK + struct.pack("<3i", 1, len(labels), len(labels)) + cells


def _full_records(values: npt.NDArray[Any]) -> Iterator[bytes]:
    """Blocks that are whole along the first axes and one element along the others."""
    whole = 0
    while whole < RANK and prod(values.shape[: whole + 1]) <= CHUNK:
        whole += 1
    blocks = list(np.ndindex(values.shape[whole:][::-1]))
    left = 2 * len(blocks)
    yield BLANK + struct.pack(f"<{2 + RANK}i", left + 1, RANK, *values.shape)
    for block in blocks:
        at = block[::-1]
        ends = [end for n in values.shape[:whole] for end in (1, n)] + [k + 1 for k in at for _ in (0, 1)]
        yield BLANK + struct.pack(f"<{1 + 2 * RANK}i", left, *ends)
        yield BLANK + struct.pack("<i", left - 1) + _column_wise(values[(..., *at)], "<f4")
        left -= 2


def _sparse_records(values: npt.NDArray[Any]) -> Iterator[bytes]:
    flat = values.ravel(order="F")
    places = np.flatnonzero(flat)
    step = CHUNK // 2
    starts = range(0, len(places), step) if len(places) else (0,)
    yield BLANK + struct.pack("<3i", len(places), 4, 4) + b" " * 80
    for number, start in enumerate(starts):
        here = places[start : start + step]
        yield (
            BLANK
            + struct.pack("<3i", len(starts) - number, len(places), len(here))
            + (here + 1).astype("<i4").tobytes()
            + flat[here].astype("<f4").tobytes()
        )


def _column_wise(values: npt.NDArray[Any], form: str) -> bytes:
    return np.asarray(values).ravel(order="F").astype(form).tobytes()
