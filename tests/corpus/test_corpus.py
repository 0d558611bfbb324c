"""The corpus is what its page says: sheets and JSON agree, quotes are the text, texts are varied and invented."""

import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest

from detente.desk.agreement import agreement
from detente.desk.score import wrong_quotes

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "explanation" / "corpus.md"
ALL = {path.stem: path.read_bytes().decode("utf-8") for path in sorted((HERE / "texts").glob("*.txt"))}
FRESH = {row["file"] for row in tomllib.loads((HERE / "fresh.toml").read_text(encoding="utf-8"))["document"]}
TEXTS = {name: text for name, text in ALL.items() if name not in FRESH}
SPEECH = ("direct", "mixed", "indirect")
DOCUMENTS = tomllib.loads((HERE / "gazetteer.toml").read_text(encoding="utf-8"))["document"]
PLACES = ROOT / "src" / "detente" / "desk" / "data" / "places.toml"


def module(name):
    spec = importlib.util.spec_from_file_location(f"corpus_{name}", HERE / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


coding = module("coding")


def coded(folder, name):
    return json.loads((HERE / folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "sheets", "folder"),
    [
        (name, sheets, folder)
        for name in ALL
        for sheets, folder in coding.FOLDERS.items()
        if name in TEXTS or folder == "gold"
    ],
)
def test_json_is_what_the_sheets_say_and_quotes_are_the_text(name, sheets, folder):
    stored = (HERE / folder / f"{name}.json").read_text(encoding="utf-8")
    assert stored == coding.written(name, sheets), "run python tests/corpus/coding.py"
    assert wrong_quotes(json.loads(stored), ALL[name]) == []


@pytest.mark.parametrize("name", ALL)
def test_each_text_holds_enough_to_count(name):
    gold = coded("gold", name)
    speech = [a for a in gold["attributions"] if a["form"] in SPEECH]
    denials = [a for a in speech if a["polarity"] == "denies"]
    assert 350 <= len(ALL[name].split()) <= 700
    assert len(speech) >= 8
    assert len(denials) + len(gold["nonresponses"]) >= 1
    assert len(gold["dates"]) >= 4
    assert len(gold["quantities"]) >= 2
    assert len(gold["events"]) >= 6


def test_half_is_locked_and_one_text_has_no_date():
    use = {row["file"]: row["use"] for row in DOCUMENTS}
    assert set(use) == set(TEXTS)
    assert all(use[name] == ("tuning" if int(name[0]) % 2 else "locked") for name in TEXTS)
    assert [row["file"] for row in DOCUMENTS if "published" not in row] == ["7-think-tank-note"]


def test_both_halves_together_hold_every_kind_of_quotation_mark():
    marks = ('"', "\u201c", "\u2018", "\u00ab")
    assert all(any(mark in text for text in TEXTS.values()) for mark in marks)


def test_every_family_of_events_and_every_class_of_source_is_there():
    golds = [coded("gold", name) for name in TEXTS]
    families = {e["candidates"][0]["family"] for gold in golds for e in gold["events"]}
    classes = {a["source"]["class"] for gold in golds for a in gold["attributions"]}
    assert families == set("MSCBTDEA")
    assert classes == {"named", "spokesperson", "institution", "document", "anonymous", "collective", "reporter"}


def test_a_wrong_year_is_a_conflict_and_stays_as_it_stands():
    gold = coded("gold", "4-state-commentary")
    (conflict,) = gold["conflicts"]
    (day,) = (d for d in gold["dates"] if d["quote"] == conflict["quote"])
    assert conflict["kind"] == "date"
    assert day["interval"]["from"].startswith("2021")


def test_no_state_that_exists_is_named():
    """Only invented economies: what a text says can never be taken for a report."""
    names = [row["name"] for row in tomllib.loads(PLACES.read_text(encoding="utf-8"))["country"]]
    assert len(names) > 100
    pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
    named = {name: pattern.findall(text) for name, text in ALL.items() if pattern.search(text)}
    assert named == {}


def test_a_change_of_one_letter_in_a_quote_is_seen():
    gold = coded("gold", "1-agency-report")
    assert wrong_quotes(gold, TEXTS["1-agency-report"].replace("Norland", "Nordland", 1))


def test_the_page_shows_the_agreement_of_today():
    page = PAGE.read_text(encoding="utf-8")
    for row in agreement([(coded("coded-a", name), coded("coded-b", name)) for name in TEXTS]):
        assert f"| {row.kind} | {row.question} | {row.cases:,} | {row.same:.2f} | {row.alpha:.2f} |" in page


def test_the_page_shows_what_the_one_run_on_each_later_set_gave():
    page = PAGE.read_text(encoding="utf-8")
    shown = {
        "attribution": ("attribution, F1", "f1"),
        "source": ("source", "recall"),
        "source class": ("source class", "recall"),
        "anonymity": ("anonymity", "recall"),
        "date": ("date, both ends", "recall"),
        "event": ("event, recall", "recall"),
        "family top 3": ("family in the top three", "recall"),
        "root top 1": ("root, first", "recall"),
        "non-response": ("non-response, recall", "recall"),
    }
    sets = ("15-18", "19-22", "23-26")
    runs = {
        (texts, tier): json.loads((HERE / "scores" / f"blind-{texts}-{tier}.json").read_text(encoding="utf-8"))
        for texts in sets
        for tier in ("nlp", "0")
    }
    rows = [*shown.items(), ("non-response", ("non-response, precision", "precision"))]
    rows.append(("event", ("event, precision", "precision")))
    for measure, (name, figure) in rows:
        cells = []
        for texts in sets:
            nlp, none = (
                next(f"{row[figure]:.2f}" for row in runs[texts, tier]["measures"] if row["measure"] == measure)
                for tier in ("nlp", "0")
            )
            cells.append(f"{nlp} ({none})".replace("0.", "."))
        plain = page.replace("**", "")
        assert f"| {name} | {' | '.join(cells)} |" in plain, name


def test_the_page_shows_what_the_one_run_on_the_blind_texts_gave():
    page = PAGE.read_text(encoding="utf-8")
    names = {"event": "event, recall", "date": "date, both ends", "root top 1": "root, first", "source": "source"}
    tiers = [json.loads((HERE / "scores" / f"blind-{tier}.json").read_text(encoding="utf-8")) for tier in ("nlp", "0")]
    for measure, name in names.items():
        cells = [
            " ".join(
                share if tier == "nlp" else f"({share})"
                for tier, told in zip(("nlp", "0"), tiers, strict=True)
                for row in measures(told)
                if row["measure"] == measure
                for share in [f"{row['recall']:.2f}".removeprefix("0")]
            )
            for measures in (
                lambda told: told["all"]["measures"],
                *(lambda told, text=text: told["each"][text] for text in tiers[0]["each"]),
            )
        ]
        (line,) = (line for line in page.splitlines() if line.startswith(f"| {name} | {cells[0]} |"))
        assert line.endswith(f"| {' | '.join(cells[1:])} |")


def test_the_page_shows_what_the_one_run_on_the_articles_for_silences_gave():
    page = PAGE.read_text(encoding="utf-8").replace("**", "")
    told = json.loads((HERE / "scores" / "silences-articles.json").read_text(encoding="utf-8"))
    items = [
        item
        for name in told["files"]
        for item in tomllib.loads((HERE / "probes" / name).read_text(encoding="utf-8"))["item"]
    ]
    tiers = [told["tiers"][tier] for tier in ("nlp", "0")]
    assert {row["articles"] for row in tiers} == {len(items)}
    assert {row["silences"] for row in tiers} == {sum(len(item["silences"]) for item in items)}
    for name, part, whole in (
        ("recall", "found", "silences"),
        ("precision", "found", "proposed"),
        ("the right party, of those found", "source right", "found"),
    ):
        cells = " | ".join(f"{row[part] / row[whole]:.2f}".removeprefix("0") for row in tiers)
        assert f"| {name} | {cells} |" in page
