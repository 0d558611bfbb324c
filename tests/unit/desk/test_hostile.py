"""Two hundred hostile or broken files through ``detente draft``, and what they draft through the review.

Each ends in one JSON object whose quotes are the text's own, or in one sentence; no text is lost or changed, nothing
reaches the terminal as a command, and accepted records read back letter by letter.
"""

import base64
import contextlib
import json
import random
import tomllib
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.__main__ import main
from detente.case.read import open_case
from detente.case.write import new_overlay
from detente.core.errors import UsageError
from detente.desk.draft import draft
from detente.desk.ingest import text_hash
from detente.desk.review import document_of
from detente.desk.session import Session
from detente.desk.store import Held, Store

WORDS = (
    'Norland raised its duty on steel to 35% last week, two officials said. "We will answer," '
    "Minister Brod said on Friday. "
    "The ministry did not respond to a request for comment. "
)
SIGNS = (
    *("\x00", "\x07", "\x08", "\x1b[2J", "\x1b]0;title\x07", "\x7f", "\x85", "\x9b31m", "\u202e", "\u2066", "\u200b"),
    *("\ufeff", "\ufffd", "\ue000", "\U000e0041", "\u2028", "\u2029", "\r", "\r\n", "\n\n\n", "\t", "\v", "\f", "\xa0"),
    *("\u0301" * 30, "\u0627\u0644\u0648\u0632\u0627\u0631\u0629 ", "\u05d0\u05de\u05e8 ", "\u300c\u4e0d\u300d"),
    *("\u5546\u52a1\u90e8\u8868\u793a\uff0c", "\U0001f600", "\U0001d54f", "\u00df", "\u0130", "\ufb01", '"', "\u201c"),
    *("\u201d", "\u2018", "\u00ab", "'", "((((", "]]]]"),
)
TAGS = (
    "<script>alert('he said')</script>",
    "<script>",
    "<style>p{}</style>",
    "<!--",
    "<![CDATA[",
    "<p",
    "</p></p>",
    "&#0;",
    "&#x110000;",
    "&nosuch;",
    "<iframe src=x>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<title>",
    "<br>" * 3000,
    "<div>" * 3000,
    "<time datetime='never'>",
    "<meta name=date content='2025-02-31'>",
    "<table>",
    "<a href='javascript:x'>he said</a>",
    "<\x00p>",
)
DAYS = (
    "31/31/2025",
    "2025-02-30",
    "0000-00-00",
    "99999-01-01",
    "Feb. 30, 2025",
    "Friday, 1 January 2025",
    "in 10000 years",
    "999999999999 days ago",
    "1 BC",
    "29 February 2023",
    "last Smarch",
    "yesterday tomorrow today",
)
FIGURES = (
    "1e309%",
    "-0%",
    "9" * 400 + "%",
    "1,2,3,4 dollars",
    "$" * 200,
    "NaN%",
    "infinity billion",
    "1.2.3.4%",
    "up to up to 5%",
    "\u0663\u0665%",
    "\u00bd%",
    "between 5% and",
    "100000000000000000000 trillion dollars",
)
HEADERS = (
    "Date: never",
    "Date: Fri, 99 Foo 2025 99:99:99 +9999",
    "Content-Type: text/plain; charset=klingon",
    "Content-Type: multipart/mixed",
    "Content-Type: multipart/mixed; boundary=x",
    "Content-Transfer-Encoding: base64",
    "Content-Transfer-Encoding: what",
    "Subject: =?utf-8?b?//79?=",
    "Subject: " + "a" * 9000,
    "Content-Type: image/png",
    "From: \x00",
    "Content-Type: text/html; charset=utf-16",
)


def pdf(body, length=None, expand=1):
    data = zlib.compress(body * expand)
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF"
        % (len(data) if length is None else length, data)
    )


def files():
    """Name and bytes of each file; the same two hundred every time."""
    made = []
    for sign in SIGNS:
        made += [("txt", (sign + WORDS + sign).join((WORDS, WORDS)).encode()), ("txt", (sign * 2000).encode())]
    made += [("html", f"<html><body><p>{WORDS}{tag}<p>{WORDS}".encode()) for tag in TAGS]
    made += [("html", (tag * 200).encode()) for tag in TAGS[:14]]
    made += [("txt", f"{day}\n\nNorland will act by {day}, officials said {day}.".encode()) for day in DAYS]
    made += [("txt", f"The duty rose to {n}, and {n} of goods stopped, they said.".encode()) for n in FIGURES]
    made += [("eml", f"From: a@b.example\n{head}\n\n{WORDS}".encode("utf-8", "replace")) for head in HEADERS]
    made += [("txt", WORDS.encode(code)) for code in ("utf-16", "utf-16-le", "utf-32", "cp500", "utf-8-sig")]
    made += [
        ("txt", b"caf\xe9 " + WORDS.encode()),
        ("txt", WORDS.encode()[:-1] + b"\xe2\x82"),
        ("txt", b""),
        ("txt", b"\n" * 9000),
    ]
    made += [
        ("pdf", b"%PDF-1.4"),
        ("pdf", pdf(b"BT (x) Tj ET")),
        ("pdf", pdf(b"A" * 10, length=10**12)),
        ("pdf", pdf(b"A" * 10, length=-5)),
        ("pdf", pdf(b"BT (" + b"A" * 1000 + b") Tj ET ", expand=40_000)),
        ("pdf", pdf(WORDS.encode())[:300]),
        ("pdf", b"%PDF-9.9\n" + b"1 0 obj" * 9000),
        ("pdf", pdf(b"x").replace(b"Count 1", b"Count 999999999")),
        ("pdf", pdf(b"x").replace(b"[3 0 R]", b"[2 0 R]")),
        ("txt", b"x" * 20_500_000),
        ("txt", WORDS.encode() * 90_000),
        ("txt", b"a" * 399_000),
        ("txt", WORDS.encode().replace(b". ", b" ") * 400),
        (
            "eml",
            b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + base64.b64encode(WORDS.encode() * 20),
        ),
        ("txt", b"\x89PNG\r\n\x1a\n" + bytes(300)),
        ("txt", b"PK\x03\x04" + bytes(300)),
        ("txt", b"\x1f\x8b\x08" + bytes(range(256))),
    ]
    noise = random.Random(6)  # noqa: S311 - the same noise every time
    kinds = ("txt", "html", "eml", "pdf")
    while len(made) < 220:
        words = bytearray(WORDS.encode() * 3)
        for _ in range(noise.randrange(1, 60)):
            words[noise.randrange(len(words))] = noise.randrange(256)
        made.append((kinds[len(made) % 4], bytes(words)))
    return made


FILES = files()
BATCH = 20


def test_there_are_two_hundred_of_them_and_no_two_alike():
    assert len(set(FILES)) >= 200


@pytest.mark.parametrize("batch", range(0, len(FILES), BATCH))
def test_each_file_ends_in_a_sound_draft_or_in_one_sentence(batch, tmp_path, capfd):
    for number, (suffix, data) in enumerate(FILES[batch : batch + BATCH], batch):
        path = tmp_path / f"{number}.{suffix}"
        path.write_bytes(data)
        code = main(["draft", str(path), "--published", "2025-01-31", "--tier", "0", "--json"])
        out, err = capfd.readouterr()
        assert path.read_bytes() == data
        if code == 0:
            made = json.loads(out, parse_constant=pytest.fail)
            text = made["document"]["text"]
            every_quote_stands(made, plain(data) if text is None else text)
        else:
            assert (code, out) == (3, ""), number
            assert err.startswith("detente: "), err
            assert len(err.strip().splitlines()) == 1, err
            assert path.name in err


def plain(data):
    return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")


def every_quote_stands(value, text):
    if isinstance(value, dict):
        if value.get("quote") is not None and value.get("start") is not None:
            assert text[value["start"] : value["end"]] == value["quote"]
        for part in value.values():
            every_quote_stands(part, text)
    elif isinstance(value, list):
        for part in value:
            every_quote_stands(part, text)


@pytest.mark.parametrize("sign", ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\u202e", "\x08"])
def test_the_table_for_a_person_holds_no_command_of_the_text(sign, tmp_path, capfd):
    path = tmp_path / "a.txt"
    path.write_text(
        f"{sign}Steel\n\n" + WORDS.replace("officials", f"offi{sign}cials").replace("raised", f"raised {sign}"), "utf-8"
    )
    assert main(["draft", str(path), "--published", "2025-01-31", "--tier", "0"]) == 0
    assert sign[0] not in capfd.readouterr().out


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Gives the case; a function, so that a failing example does not print it whole."""
    case = open_case(new_overlay(tmp_path_factory.mktemp("cases") / "mine", "us-china-2025"))
    return lambda: case


PIECES = st.lists(st.sampled_from((*SIGNS, *DAYS, *FIGURES, *WORDS.split(". "))), min_size=1, max_size=12)


def test_an_empty_article_is_not_taken_into_review():
    with pytest.raises(UsageError, match="no text"):
        document_of(Held("odd", text_hash(""), "", draft("", "2025-01-31", tier="0").as_dict()))


@settings(max_examples=40, deadline=None)
@given(pieces=PIECES)
def test_what_is_accepted_of_any_text_reads_back_letter_by_letter(pieces, opened, tmp_path_factory):
    folder = tmp_path_factory.mktemp("case")
    text = ". ".join(pieces) + "."
    held = Held("odd", text_hash(text), text, draft(text, "2025-01-31", tier="0").as_dict())
    with Store(folder / "log.sqlite") as store:
        store.add(held)
        session = Session(folder, store, held, opened(), "ann")
        for item in session.queue.items:
            with contextlib.suppress(UsageError):
                session.decide("accept", item, seconds=0.0)
        assert store.documents() == (held,)
    if session.records:
        read = tomllib.loads((folder / "evidence" / "odd.toml").read_bytes().decode("utf-8"))
        for row in read.get("passage", ()):
            place = row["selector"]
            assert text[place["start"] : place["end"]] == place["exact"]
    accepted = {item.id for item in session.queue.items.values() if item.state == "accepted"}
    assert accepted >= {item.id for item in session.queue.items.values() if item.kind == "nonresponse"}
