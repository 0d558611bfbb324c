"""Broken case and scenario files: the sentence a user sees, exit code 3, nothing written, no traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from detente.__main__ import main

SENTENCES = Path(__file__).with_name("bad_input_sentences.txt")
HEAD = """\
title = "A dispute"
sides = ["USA", "CHN"]
world = "toy"
baseline = 2024-12-31
first = 2024-12-31
last = 2025-05-12
"""
DOCUMENTS = """\
[[document]]
id = "gazette"
title = "Customs order"
outlet = "official-gazette"
published = 2025-02-01
"""
MEASURE = """\
[[measure]]
id = "duty-25"
kind = "tariff"
by = "USA"
on = ["CHN"]
goods = "all"
rate = 0.25
authority = "safeguard"
announced = 2025-02-01
effective = 2025-02-04
cites = ["gazette"]
"""
SCENARIO = """\
case = "case"
title = "Half"
base = 2025-03-01

[[rule]]
op = "scale"
by = "USA"
on = ["CHN"]
authority = "safeguard"
value = 0.5
why = "a first step"
"""


@dataclass(frozen=True)
class Broken:
    """One broken file of a sound case or scenario; what a user reads stands in bad_input_sentences.txt."""

    name: str
    file: str
    change: Callable[[str], str | bytes]

    @property
    def sentences(self) -> tuple[str, ...]:
        blocks = SENTENCES.read_text(encoding="utf-8").split("\n\n")
        named = dict(block.strip().split("\n", 1) for block in blocks)
        return tuple(named[f"[{self.name}]"].split("\n"))


def swap(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def more(text: str) -> Callable[[str], str]:
    return lambda sound: sound + text


def whole(content: str | bytes) -> Callable[[str], str | bytes]:
    return lambda _: content


SECOND = MEASURE.replace("duty-25", "duty-30").replace("0.25", "0.30")
REPEAL = """\
[[repeal]]
id = "duty-off"
ends = ["duty-52"]
announced = 2025-03-01
effective = 2025-03-02
cites = ["gazette"]
"""


def stacking(name: str, applies: str, excludes: str) -> str:
    return f"""\
[[stacking]]
id = "{name}"
by = "USA"
applies = "{applies}"
excludes = "{excludes}"
announced = 2025-02-01
effective = 2025-02-04
cites = ["gazette"]
"""


CIRCLE = (
    SECOND.replace("safeguard", "security")
    + stacking("one", "safeguard", "security")
    + stacking("two", "security", "safeguard")
)
CASES = [
    Broken("unknown country", "measures.toml", swap('on = ["CHN"]', 'on = ["CHI"]')),
    Broken("country by name", "measures.toml", swap('by = "USA"', 'by = "United States"')),
    Broken("rate meant as percent", "measures.toml", swap("rate = 0.25", "rate = 145")),
    Broken("tie within an authority", "measures.toml", more(SECOND)),
    Broken("date order", "measures.toml", swap("effective = 2025-02-04", "effective = 2025-01-31")),
    Broken("missing cite", "measures.toml", swap('cites = ["gazette"]\n', "")),
    Broken("empty cite", "measures.toml", swap('cites = ["gazette"]', "cites = []")),
    Broken("unknown document", "measures.toml", swap('cites = ["gazette"]', 'cites = ["gazete"]')),
    Broken("duplicate id", "measures.toml", more(MEASURE)),
    Broken("unknown field", "measures.toml", swap("rate = 0.25", "rate = 0.25\neffectiv = 2025-02-04")),
    Broken("wrong type", "measures.toml", swap("rate = 0.25", 'rate = "25 %"')),
    Broken("decimal comma", "measures.toml", swap("rate = 0.25", "rate = 0,25")),
    Broken("percent sign", "measures.toml", swap("rate = 0.25", "rate = 25 %")),
    Broken("quoted number", "measures.toml", swap("rate = 0.25", 'rate = "0,25"')),
    Broken("day of another order", "measures.toml", swap("effective = 2025-02-04", "effective = 04.02.2025")),
    Broken("day of one digit", "measures.toml", swap("effective = 2025-02-04", "effective = 2025-2-4")),
    Broken("day with slashes", "measures.toml", swap("effective = 2025-02-04", "effective = 2025/02/04")),
    Broken("text for a list", "measures.toml", swap('cites = ["gazette"]', 'cites = "gazette"')),
    Broken("empty file", "measures.toml", whole("")),
    Broken("not UTF-8", "measures.toml", whole(b"# caf\xe9\n")),
    Broken("50 MB", "measures.toml", lambda _: b"#" * 50_000_000),
    Broken("TOML syntax", "measures.toml", swap('kind = "tariff"', "kind = tariff")),
    Broken("TOML without an end", "measures.toml", more('[[measure]]\nid = "open')),
    Broken("key twice", "measures.toml", swap("rate = 0.25", "rate = 0.25\nrate = 0.30")),
    Broken("known before announced", "measures.toml", swap("effective =", "known_on = 2025-01-30\neffective =")),
    Broken("unknown sector", "measures.toml", swap('goods = "all"', 'goods = {sectors = ["C62"]}')),
    Broken("unknown HS code", "measures.toml", swap('goods = "all"', 'goods = {hs = ["9999.99"]}')),
    Broken("HS code in letters", "measures.toml", swap('goods = "all"', 'goods = {hs = ["toys"]}')),
    Broken("goods in two ways", "measures.toml", swap('goods = "all"', 'goods = {hs = ["72"], list = "steel"}')),
    Broken("goods as text", "measures.toml", swap('goods = "all"', 'goods = "steel"')),
    Broken("missing list", "measures.toml", swap('goods = "all"', 'goods = {list = "stel"}')),
    Broken("list with a bad code", "lists/steel.csv", whole("hs,note\n7206,ingots\nsteel,all of it\n")),
    Broken("list without codes", "lists/steel.csv", whole("code,rate\n7206,0.25\n")),
    Broken("list with a percent rate", "lists/steel.csv", whole("hs,rate\n7206,25\n")),
    Broken("list that is empty", "lists/steel.csv", whole("hs\n")),
    Broken("unknown table", "measures.toml", swap("[[measure]]", "[[mesure]]")),
    Broken("table once", "measures.toml", swap("[[measure]]", "[measure]")),
    Broken("unknown file name", "mesures.toml", whole(MEASURE)),
    Broken("repeal of unknown", "measures.toml", more(REPEAL)),
    Broken("stacking circle", "measures.toml", more(CIRCLE)),
    Broken("stacking of an unknown authority", "measures.toml", more(stacking("one", "safegard", "safeguard"))),
    Broken("quoted date", "measures.toml", swap("announced = 2025-02-01", 'announced = "2025-02-01"')),
    Broken("date with a time", "measures.toml", swap("effective = 2025-02-04", "effective = 2025-02-04T00:01:00")),
    Broken("impossible date", "measures.toml", swap("effective = 2025-02-04", "effective = 2025-02-30")),
    Broken("rate missing", "measures.toml", swap("rate = 0.25\n", "")),
    Broken("exemption with a rate", "measures.toml", swap('kind = "tariff"', 'kind = "exemption"')),
    Broken("unknown kind", "measures.toml", swap('kind = "tariff"', 'kind = "tarif"')),
    Broken("until before effective", "measures.toml", swap("cites =", "until = 2025-02-01\ncites =")),
    Broken("clock of no days", "measures.toml", swap("cites =", "until = {days = 0}\ncites =")),
    Broken("negative rate", "measures.toml", swap("rate = 0.25", "rate = -0.10")),
    Broken("not a number", "measures.toml", swap("rate = 0.25", "rate = nan")),
    Broken("partner without its rate", "measures.toml", swap("rate = 0.25", "rates = {JPN = 0.24}")),
    Broken("id in capitals", "measures.toml", swap('id = "duty-25"', 'id = "Duty 25"')),
    Broken("one side only", "case.toml", swap('sides = ["USA", "CHN"]', 'sides = ["USA"]')),
    Broken("unknown side", "case.toml", swap('sides = ["USA", "CHN"]', 'sides = ["USA", "CNH"]')),
    Broken("baseline out of range", "case.toml", swap("baseline = 2024-12-31", "baseline = 2026-01-01")),
    Broken("title missing", "case.toml", swap('title = "A dispute"\n', "")),
    Broken("unknown world", "case.toml", swap('world = "toy"', 'world = "2042"')),
    Broken("unknown parent", "case.toml", more('extends = "us-china-2052"\n')),
    Broken(
        "several problems at once", "measures.toml", lambda text: text.replace("0.25", "true").replace("by =", "buy =")
    ),
    Broken(
        "fields, names and ties in one pass",
        "measures.toml",
        lambda text: (
            text
            + SECOND
            + SECOND.replace("duty-30", "duty-40").replace("rate", "rat")
            + REPEAL.replace('["duty-52"]', '["duty-40", "duty-99"]')
        ),
    ),
    Broken("scenario: unknown op", "half.toml", swap('op = "scale"', 'op = "halve"')),
    Broken("scenario: remove with both", "half.toml", swap('op = "scale"', 'op = "remove"\nmeasure = "duty-25"')),
    Broken("scenario: value missing", "half.toml", swap("value = 0.5\n", "")),
    Broken("scenario: mirror with goods", "half.toml", swap('op = "scale"', 'op = "mirror"\ngoods = {hs = ["72"]}')),
    Broken("scenario: unknown authority", "half.toml", swap('"safeguard"', '"safegard"')),
    Broken("scenario: unknown country", "half.toml", swap('by = "USA"', 'by = "UAS"')),
    Broken("scenario: missing why", "half.toml", swap('why = "a first step"\n', "")),
    Broken("scenario: empty why", "half.toml", swap("a first step", " ")),
    Broken("scenario: value 50", "half.toml", lambda text: text.replace('"scale"', '"set"').replace("0.5", "50")),
    Broken("scenario: unknown list", "half.toml", swap("value", 'goods = {list = "steel"}\nvalue')),
    Broken("scenario: unknown deficits", "half.toml", swap("\n[[rule]]", '\n[model]\ndeficits = "free"\n\n[[rule]]')),
    Broken("scenario: unknown case", "half.toml", swap('case = "case"', 'case = "us-chna-2025"')),
    Broken("scenario: rule once", "half.toml", swap("[[rule]]", "[rule]")),
    Broken("scenario: TOML syntax", "half.toml", swap("base = 2025-03-01", "base = March")),
    Broken("scenario: empty", "half.toml", whole("\n")),
]


def lay_out(folder: Path, broken: Broken | None) -> list[str]:
    """Write a sound case and scenario with one file broken; the command that meets it."""
    files = {"case/case.toml": HEAD, "case/documents.toml": DOCUMENTS, "case/measures.toml": MEASURE}
    scenario = broken is None or broken.file == "half.toml"
    if scenario:
        files["half.toml"] = SCENARIO
    if broken is not None:
        name = broken.file if scenario else f"case/{broken.file}"
        content = broken.change(files.get(name, ""))
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    if broken is not None:
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return ["half.toml"] if scenario else ["case"]


@pytest.mark.parametrize("broken", CASES, ids=[broken.name for broken in CASES])
def test_the_user_reads_what_is_wrong(
    broken: Broken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    target = lay_out(tmp_path, broken)
    before = sorted(tmp_path.rglob("*"))
    verb = ["run", *target] if broken.file == "half.toml" else ["rates", *target, "USA", "CHN"]
    assert main([*verb, "--out", "answer.json"]) == 3
    printed = capsys.readouterr()
    assert printed.err == "detente: " + "\n".join(broken.sentences) + "\n"
    assert not printed.out
    assert main(["check", *target, "--json", "--out", "answer.json"]) == 3
    printed = capsys.readouterr()
    if printed.out:
        assert tuple(json.loads(printed.out)["problems"]) == broken.sentences
        (tmp_path / "answer.json").unlink()
    else:
        assert printed.err == "detente: " + "\n".join(broken.sentences) + "\n"
    assert sorted(tmp_path.rglob("*")) == before


def test_the_sound_case_and_scenario_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert lay_out(tmp_path, None) == ["half.toml"]
    assert main(["check", "case"]) == 0
    assert main(["check", "half.toml"]) == 0


def test_there_are_at_least_thirty() -> None:
    assert len({broken.name for broken in CASES}) == len(CASES) >= 30
