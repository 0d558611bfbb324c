"""Header array files: made by hand byte by byte, there and back, and broken."""

import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from detente.core.errors import DataError
from detente.world.har import Har, Header, read_har, write_har

FLOAT = np.float32
A, B = ("USA", "CHN"), ("food", "steel", "chips")


def record(*parts):
    body = b"".join(parts)
    return struct.pack("<i", len(body)) + body + struct.pack("<i", len(body))


def ints(*numbers):
    return struct.pack(f"<{len(numbers)}i", *numbers)


def about(kind, long_name, *sizes):
    return record(b"    ", kind, long_name.ljust(70), ints(len(sizes), *sizes))


TEXTS = record(b"REG ") + about(b"1CFULL", b"Set REG", 2, 3) + record(b"    ", ints(1, 2, 2), b"USACHN")
WHOLE = record(b"YEAR") + about(b"2IFULL", b"year", 1, 2) + record(b"    ", ints(1, 1, 2, 1, 1, 1, 2), ints(2022, 2024))
MATRIX = (
    record(b"MAT ")
    + about(b"2RFULL", b"matrix", 2, 2)
    + record(b"    ", ints(2, 2, 2, 1, 2, 1, 1), struct.pack("<2f", 1.0, 2.0))
    + record(b"    ", ints(1, 2, 2, 1, 2, 2, 2), struct.pack("<2f", 3.0, 4.0))
)
SETS = (
    record(b"    ", ints(2, -1, 2), b"FLOWS".ljust(12), ints(-1), b"REG".ljust(12), b"COMM".ljust(12), b"kk", bytes(12))
    + record(b"    ", ints(1, 2, 2), b"USA".ljust(12), b"CHN".ljust(12))
    + record(b"    ", ints(1, 3, 3), b"food".ljust(12), b"steel".ljust(12), b"chips".ljust(12))
)
FULL = (
    record(b"FLOW")
    + about(b"REFULL", b"flows", 2, 3, 1, 1, 1, 1, 1)
    + SETS
    + record(b"    ", ints(5, 7, 2, 3, 1, 1, 1, 1, 1))
    + record(b"    ", ints(4, 1, 2, 1, 2, *(1, 1) * 5))
    + record(b"    ", ints(3), struct.pack("<4f", 1.0, 2.0, 3.0, 4.0))
    + record(b"    ", ints(2, 1, 2, 3, 3, *(1, 1) * 5))
    + record(b"    ", ints(1), struct.pack("<2f", 5.0, 6.0))
)
THIN = (
    record(b"THIN")
    + about(b"RESPSE", b"thin", 2, 3, 1, 1, 1, 1, 1)
    + SETS
    + record(b"    ", ints(2, 4, 4), b" " * 80)
    + record(b"    ", ints(2, 2, 1), ints(2), struct.pack("<f", 2.5))
    + record(b"    ", ints(1, 2, 1), ints(6), struct.pack("<f", 6.5))
)
OTHER = record(b"DREL") + about(b"RLFULL", b"of another kind", 1, 1) + record(b"    ")


def packed(content):
    """The same records with their lengths packed, as some compilers write them."""
    place, out = 0, b"\xfd"
    while place < len(content):
        (size,) = struct.unpack_from("<i", content, place)
        more = max(0, -(-(size.bit_length() - 6) // 8))
        whole = size + 1 + more
        tail = max(0, -(-(whole.bit_length() - 6) // 8))
        out += (size << 2 | more).to_bytes(1 + more, "little") + content[place + 4 : place + 4 + size]
        out += (whole << 2 | tail).to_bytes(1 + tail, "big")
        place += size + 8
    return out


@pytest.mark.parametrize("shape", [bytes, packed], ids=["plain", "packed"])
def test_every_kind_made_by_hand(shape):
    found = read_har(shape(TEXTS + WHOLE + MATRIX + FULL + THIN + OTHER), "hand.har")
    assert found.passed_over == ("DREL",)
    headers = found.headers
    assert list(headers) == ["REG", "YEAR", "MAT", "FLOW", "THIN"]
    assert headers["REG"].values.tolist() == ["USA", "CHN"]
    assert headers["REG"].long_name == "Set REG"
    assert headers["YEAR"].values.tolist() == [[2022, 2024]]
    assert headers["MAT"].values.tolist() == [[1.0, 3.0], [2.0, 4.0]], "columns first, in two pieces"
    flow = headers["FLOW"]
    assert flow.values.tolist() == [[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]
    assert (flow.sets, flow.labels, flow.coefficient) == (("REG", "COMM"), (A, B), "FLOWS")
    assert headers["THIN"].values.tolist() == [[0.0, 0.0, 0.0], [2.5, 0.0, 6.5]]


def test_what_is_written_is_what_was_made_by_hand():
    """But for the pieces, which are a matter of taste, every byte."""
    headers = [
        Header("REG", np.array(A), "Set REG"),
        Header("YEAR", np.array([[2022, 2024]]), "year"),
    ]
    assert write_har(headers) == TEXTS + WHOLE
    flow = Header("FLOW", np.array([[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]]), "flows", ("REG", "COMM"), (A, B), "FLOWS")
    whole = FULL[: FULL.index(ints(5, 7, 2, 3)) - 8]
    assert write_har([flow]).startswith(whole)


@given(
    hnp.arrays(FLOAT, hnp.array_shapes(min_dims=1, max_dims=4, max_side=6), elements=st.floats(-1e6, 1e6, width=32)),
    st.booleans(),
)
def test_reals_there_and_back(values, thin):
    if thin:
        values = np.where(np.arange(values.size).reshape(values.shape) % 3 == 0, values, 0)
    sets = tuple(f"S{n}" for n in range(values.ndim))
    labels = tuple(tuple(f"e{k}" for k in range(size)) for size in values.shape)
    header = Header("ARR", values, "numbers", sets, labels, "COEF")
    back = read_har(write_har([header]), "x.har").headers["ARR"]
    assert np.array_equal(back.values, values)
    assert (back.sets, back.labels, back.long_name, back.coefficient) == (sets, labels, "numbers", "COEF")


def test_arrays_larger_than_a_record_are_cut_and_joined():
    values = np.arange(81 * 81 * 7, dtype=FLOAT).reshape(81, 81, 7) + 1
    regions, sectors = tuple(f"R{n}" for n in range(81)), tuple(f"S{n}" for n in range(7))
    for cube in (values, np.where(values % 3 == 0, values, 0)):
        content = write_har([Header("CUBE", cube, "", ("REG", "REG", "COMM"), (regions, regions, sectors))])
        sizes, place = [], 0
        while place < len(content):
            sizes.append(struct.unpack_from("<i", content, place)[0])
            place += sizes[-1] + 8
        assert max(sizes) <= 4 * 10_000 + 32
        back = read_har(content, "x.har").headers["CUBE"]
        assert np.array_equal(back.values, cube)
        assert back.labels == (regions, regions, sectors)


def test_a_number_without_axes_and_an_array_of_zeros():
    back = read_har(
        write_har([Header("ONE", np.array(2.5)), Header("NIL", np.zeros(3), "", ("S",), (B,))]), "x"
    ).headers
    assert back["ONE"].values == 2.5
    assert back["NIL"].values.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"importer,exporter,value\nUSA,CHN,1\n", "no HAR file"),
        (FULL[:-3], "cut off"),
        (FULL[:2], "cut off"),
        (FULL[8:], "HAR file"),
        (TEXTS[:4] + b"XXXX" + TEXTS[4:], "HAR file"),
        (TEXTS[:-4] + ints(7), "two lengths that differ"),
        (
            record(b"REG ") + about(b"1CFULL", b"", 3, 3) + record(b"    ", ints(1, 2, 2), b"USACHN"),
            "header REG is broken",
        ),
        (record(b"REG "), "header REG is broken"),
        (FULL[: FULL.index(ints(2, 1, 2, 3, 3)) - 8], "2 of 6 values are missing"),
        (FULL.replace(ints(7, 2, 3, 1, 1, 1, 1, 1), ints(7, 2, 4, 1, 1, 1, 1, 1), 1), "header FLOW is broken"),
        (FULL.replace(ints(7, 2, 3, 1, 1, 1, 1, 1), ints(7, -2, 3, 1, 1, 1, 1, 1), 1), "cannot be"),
        (FULL.replace(ints(7, 2, 3, 1, 1, 1, 1, 1), ints(7, *(9999,) * 7), 1), "cannot be"),
        (b"\xfd" + b"\x13REG", "HAR file"),
    ],
)
def test_a_broken_file_is_one_sentence(content, sentence):
    with pytest.raises(DataError, match=sentence) as caught:
        read_har(content, "bad.har")
    assert str(caught.value).startswith("bad.har: ")
    assert "\n" not in str(caught.value)


@given(st.binary(max_size=400), st.integers(0, len(FULL) - 1))
def test_no_bytes_do_worse_than_a_sentence(noise, place):
    for content in (noise, FULL[:place] + noise + FULL[place:]):
        with suppress(DataError):
            assert isinstance(read_har(content, "x.har"), Har)


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ([Header("LONGER", np.array(A))], "longer than 4"),
        ([Header("A", np.array(A)), Header("a", np.array(A))], "two headers are called A"),
        ([Header("A", np.array([np.nan, 1.0]), "", ("S",), (A,))], "not finite"),
        ([Header("A", np.ones(2), "", ("S",), (("x" * 13, "y"),))], "longer than 12"),
        ([Header("A", np.ones(2), "", ("S",), (("x", "X"),))], "appears twice"),
        ([Header("A", np.ones(2), "", ("S",), (("国", "y"),))], "Latin letters"),
        ([Header("A", np.ones(2))], "0 sets do not fit"),
        ([Header("A", np.ones((2, 2)), "", ("S", "S"), (A, ("x", "y")))], "other elements on another axis"),
        ([Header("A", np.ones((2, 2, 2), dtype=int))], "two axes"),
        ([Header("A", np.array(A), "x" * 71)], "longer than 70"),
    ],
)
def test_what_the_format_cannot_hold_is_refused(headers, sentence):
    with pytest.raises(DataError, match=sentence):
        write_har(headers)
