"""The contract of a draft: schema, quotes, dates, determinism, and inputs that are hostile or broken."""

import json
import zlib
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import DataError, UsageError
from detente.desk.contract import Draft
from detente.desk.draft import draft, draft_file
from detente.desk.schema import draft_schema

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((files("detente.desk") / "draft.schema.json").read_text(encoding="utf-8"))
)
NAMES = {
    "country": [
        {"code": "XNL", "name": "Norland", "capital": "Norhaven"},
        {"code": "XSL", "name": "Sudland", "capital": "Port Serein"},
    ],
    "person": [
        {
            "id": "jana-brod",
            "name": "Jana Brod",
            "side": "XSL",
            "tenure": [{"post": "Trade Minister", "actor": "sudland-trade-ministry"}],
        }
    ],
}
TEXT = (
    "NORHAVEN (Example Wire) - Norland raised its duty on Sudland steel to 35% last week, and talks planned for "
    'next week were called off, according to two Sudland officials.\n\n"We will answer in kind," Trade Minister '
    "Jana Brod said.\n\n"
    "Norland's embassy in Sudland did not respond to a request for comment.\n"
)


def spans(value):
    if isinstance(value, dict):
        if {"start", "end", "quote"} <= value.keys() and value["start"] is not None:
            yield value
        for part in value.values():
            yield from spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans(part)


def sound(made: Draft, text: str) -> dict:
    plain = made.as_dict()
    SCHEMA.validate(plain)
    for span in spans(plain):
        assert text[span["start"] : span["end"]] == span["quote"]
    return plain


def test_the_schema_that_ships_is_that_of_the_dataclasses():
    assert SCHEMA.schema == draft_schema()


def test_the_example_of_the_contract():
    made = sound(draft(TEXT, "2025-01-31", case=NAMES, tier="0", outlet="example-wire"), TEXT)
    first, second = made["attributions"]
    assert first["source"]["quote"] == "two Sudland officials"
    assert (first["source"]["class"], first["source"]["anonymous"], first["source"]["side"]) == (
        "anonymous",
        True,
        "XSL",
    )
    assert first["source"]["count"] == {"min": 2, "max": 2, "groups": [{"n": 2, "side": "XSL"}]}
    assert first["content"][0]["quote"].startswith("Norland raised")
    assert first["content"][0]["quote"].endswith("called off")
    assert (second["form"], second["source"]["class"], second["source"]["actor"]) == ("direct", "named", "jana-brod")
    (silent,) = made["nonresponses"]
    assert (silent["kind"], silent["source"]["side"]) == ("no-response", "XNL")
    assert [d["interval"] for d in made["dates"]] == [
        {"from": "2025-01-20", "to": "2025-01-26"},
        {"from": "2025-02-03", "to": "2025-02-09"},
    ]
    assert [(q["value"], q["kind"], q["unit"]) for q in made["quantities"]] == [(0.35, "rate", "share")]
    raised = made["events"][0]
    assert (raised["candidates"][0]["type"], raised["attributes"]["rate"], raised["date"]) == (
        "M.TARIFF_RAISE",
        0.35,
        "d1",
    )
    assert made["events"][1]["quote"] == "talks planned for next week were called off"
    assert all(len({c["family"] for c in e["candidates"]}) >= 3 for e in made["events"])


def test_the_same_input_gives_the_same_bytes():
    one, two = (json.dumps(draft(TEXT, "2025-01-31", tier="0").as_dict()) for _ in range(2))
    assert one == two


def test_without_a_date_it_asks_and_relative_dates_wait():
    made = sound(draft("The minister resigned last week.", tier="0"), "The minister resigned last week.")
    assert made["document"]["published"] == {"from": None, "to": None, "basis": "unknown", "steps": [], "ask": True}
    assert made["dates"][0]["interval"] is None
    assert made["dates"][0]["rule"] == "no-publication-date"


def test_a_header_gives_the_day():
    text = "Published: 3 March 2024\n\nThe minister resigned on Friday.\n"
    made = sound(draft(text, tier="0"), text)
    assert (made["document"]["published"]["from"], made["document"]["published"]["basis"]) == ("2024-03-03", "header")
    assert made["dates"][-1]["interval"] == {"from": "2024-03-01", "to": "2024-03-01"}


def test_a_dated_fact_beside_a_month_narrows_the_publication_day():
    text = "The harbour fire happened last month, and on Friday the minister resigned."
    facts = {"fact": [{"id": "fire", "name": "harbour fire", "on": date(2024, 3, 9)}]}
    day = sound(draft(text, tier="0", case=facts), text)["document"]["published"]
    assert day["basis"] == "inferred"
    assert day["ask"]
    assert (day["from"], day["to"]) == ("2024-04-01", "2024-04-30")
    assert {step["fact"] for step in day["steps"]} >= {"fire"}


def test_a_weekday_that_does_not_fit_its_date_is_a_conflict():
    text = "The envoys met on Monday, 8 March 2024."
    (conflict,) = sound(draft(text, "2024-03-10", tier="0"), text)["conflicts"]
    assert conflict["kind"] == "date"
    assert "Friday" in conflict["message"]


def test_what_is_no_day_and_no_tier():
    with pytest.raises(UsageError, match="is no day"):
        draft("x", "yesterday")
    with pytest.raises(UsageError, match="no tier"):
        draft("x", tier="9")


def page(stream: bytes) -> bytes:
    data = zlib.compress(stream)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def test_pdf_html_and_mail_give_their_text():
    said = {"The minister said no."}
    pdf = draft_file(page(b"BT /F1 12 Tf 72 700 Td (The minister said no.) Tj ET"), "a.pdf", "2025-01-31", tier="0")
    html = draft_file(b"<html><title>T</title><script>x said y</script><p>The minister said no.", "a.html", tier="0")
    mail = draft_file(
        b"From: a@b\nDate: Fri, 31 Jan 2025 10:00:00 +0000\nContent-Type: text/plain\n\nThe minister said no.",
        "a.eml",
        tier="0",
    )
    assert {str(d.document.text).strip() for d in (pdf, html, mail)} == said
    assert html.document.title == "T"
    assert mail.document.published.from_ == "2025-01-31"
    assert mail.document.published.basis == "metadata"


REFUSED = {
    "big.txt": b"He said no. " * 2_000_000,
    "long.txt": b"He said no. " * 20_000,
    "binary.txt": bytes(range(256)),
    "latin.txt": b"caf\xe9 said",
    "broken.pdf": b"%PDF-1.4 garbage",
    "bomb.pdf": page(b"BT (" + b"A" * 90_000_000 + b") Tj ET"),
    "empty.html": b"<html><div>" * 2000,
    "charset.eml": b"From: a\nContent-Type: text/plain; charset=nosuch\n\ncaf\xe9",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_gets_one_sentence_that_names_it(name):
    with pytest.raises(DataError, match=name):
        draft_file(REFUSED[name], name, "2025-01-31", tier="0")


UNITS = (
    "said ",
    '"x," he said, ',
    "1",
    "1,111",
    ". ",
    "Aaa ",
    "the ",
    "and ",
    "May ",
    "in 1999 ",
    "\n",
    "x\n",
    "'a ",
    '"',
    ", ",
    "did not respond to a request for comment ",
    "requests word ",
    "requests for comment to a b c were not ",
    "according to ",
    "last week ",
    "\u201c",
    "\xab",
    "( ",
    "\u2013 ",
    "more than 12% ",
    "$1 to ",
    "President ",
    "who said that ",
    ", who ",
    "\u0642\u0627\u0644 ",
    "\u8bf4\u201c\u4e0d\u3002\u201d",
    "\u202e",
    "\x00",
    "\x1b[31m",
    "\u200b",
    "\U0001f600 ",
    "e\u0301",
    "\r\n",
    "\r",
    "1/2/2003 ",
    "99 May 0000 ",
    "999 decades ago ",
    "February 31, 2025 ",
    "A: ",
    "10:42 ",
    "Q: what? A: no. ",
    "- ",
    "U.S. ",
    "Mr. ",
)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("length", [1, 40, 900, 6000])
def test_hostile_runs_end_soon_and_stay_sound(unit, length):
    text = (unit * (length // len(unit) + 1))[:length]
    sound(draft(text, "2025-01-31", tier="0"), text)


COMMON = "Norland raised duty on Friday officials denied that ministry of a two people she will 35% by March"
WORDS = st.sampled_from([*UNITS, *COMMON.split(" ")])


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS | st.text(max_size=6).filter(lambda t: t.isascii() or t.encode("utf-8", "ignore")), max_size=40))
def test_any_text_gives_a_sound_draft(parts):
    text = " ".join(parts).encode("utf-8", "ignore").decode()
    sound(draft(text, "2024-02-29", tier="0"), text)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.eml", "a.pdf"]))
def test_any_bytes_give_a_draft_or_a_sentence(data, name):
    try:
        made = draft_file(data, name, "2025-01-31", tier="0")
    except DataError as error:
        assert name in str(error)  # noqa: PT017 - most bytes are refused, some are read; both are right
    else:
        text = (
            made.document.text
            if made.document.text is not None
            else data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
        )
        sound(made, text)


ARTICLES = Path(__file__).parents[4] / "shared" / "articles"


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the real articles lie outside the repository")
@pytest.mark.parametrize("day", [None, "2025-05-09"])
def test_real_articles_are_quoted_letter_by_letter(day):
    for path in sorted(ARTICLES.glob("0*.txt")):
        data = path.read_bytes()
        made = sound(draft_file(data, path.name, day, tier="0"), data.decode())
        assert made["attributions"]
        assert made["events"]
