import json

import pytest

from detente.__main__ import main

LEVER = """
[[lever]]
id = "{by}-cut"
title = "Duty of {code}"
kind = "tariff"
giver = "{code}"
known_on = 2025-02-01
cites = ["order"]
step = [
  {{id = "60", title = "as in force"}},
  {{id = "0", title = "0", rule = [{{op = "remove", by = "{code}", on = ["{on}"], authority = "{by}", why = "-"}}]}},
]
"""
MEASURE = """
[[measure]]
id = "{by}-60"
kind = "tariff"
by = "{code}"
on = ["{on}"]
rate = 0.6
authority = "{by}"
announced = 2025-02-01
effective = 2025-02-04
cites = ["order"]
"""
SIDES = ({"by": "usa", "code": "USA", "on": "CHN"}, {"by": "chn", "code": "CHN", "on": "USA"})


@pytest.fixture(autouse=True)
def workspace(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("DETENTE_WORKSPACE", str(tmp_path_factory.mktemp("work")))


@pytest.fixture
def dispute(tmp_path):
    folder = tmp_path / "dispute"
    (folder / "packages").mkdir(parents=True)
    (folder / "case.toml").write_text(
        'title = "A dispute"\nsides = ["USA", "CHN"]\nworld = "toy"\n'
        "baseline = 2024-12-31\nfirst = 2024-12-31\nlast = 2025-05-12\n",
        encoding="utf-8",
    )
    (folder / "documents.toml").write_text(
        '[[document]]\nid = "order"\ntitle = "T"\noutlet = "gazette"\npublished = 2025-02-01\n', encoding="utf-8"
    )
    for name, text in (("measures", MEASURE), ("levers", LEVER)):
        (folder / f"{name}.toml").write_text("".join(text.format(**side) for side in SIDES), encoding="utf-8")
    (folder / "packages" / "truce.toml").write_text(
        'id = "truce"\ncase = "dispute"\ntitle = "Both cut"\nknown_on = 2025-03-01\nhindsight = true\nsource = "me"\n'
        'terms = {usa-cut = "0", chn-cut = "0"}\n',
        encoding="utf-8",
    )
    return folder


def run(capsys, *words):
    code = main(["deal", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_answer_holds_packages_and_the_one_that_was_named(dispute, capsys):
    package = dispute / "packages" / "truce.toml"
    code, out, err = run(capsys, dispute, "--draws", 50, "--package", package, "--against", "war", "-q", "--json")
    assert code == 0, err
    answer = json.loads(out)
    assert answer["schema"] == "detente.deal/1"
    assert {"packages", "probability", "why_empty", "opens_with", "hangs_on"} <= set(answer)
    assert answer["count"] == 4
    assert answer["package"]["terms"] == {"usa-cut": "0", "chn-cut": "0"}
    assert answer["package"]["hindsight"] is True
    assert answer["probability"] + sum(answer["why_empty"].values()) == pytest.approx(1.0)


def test_the_page_says_what_it_rests_on_and_marks_hindsight(dispute, capsys, tmp_path):
    package = dispute / "packages" / "truce.toml"
    figures = tmp_path / "figures"
    code, out, err = run(capsys, dispute, "--draws", 50, "--package", package, "--save-figures", figures, "-q")
    assert code == 0, err
    text = " ".join(out.split())
    for words in (
        "Scenario, not forecast",
        "hindsight: Both cut",
        "usa-cut 0",
        "keeps its word",
        "as estimated",
        "no chance of a deal",
    ):
        assert words in text
    assert "taken to go on for good" in text
    assert "Hindsight" not in text
    assert (figures / "packages.svg").is_file()
    code, out, _ = run(capsys, dispute, "--draws", 50, "--rival-weight", 5, "-q")
    assert code == 0
    assert "real income less 5 times that of CHN" in " ".join(out.split())


def test_words_that_cannot_be(dispute, capsys):
    assert run(capsys, dispute, "--draws", 0)[0] == 2
    assert run(capsys, dispute, "--package", "no-such")[0] == 3
    code, _, err = run(capsys, dispute, "--on", "2025-01-10", "-q")
    assert code == 3
    assert "no levers known" in err


def test_the_page_says_what_a_zone_is_no_finding_about(dispute, capsys):
    measures, levers, documents = (dispute / f"{name}.toml" for name in ("measures", "levers", "documents"))
    measures.write_text(measures.read_text(encoding="utf-8").replace("rate = 0.6", "rate = 3.0"), encoding="utf-8")
    levers.write_text(
        levers.read_text(encoding="utf-8").replace('cites = ["order"]', 'cites = ["order", "late"]'), encoding="utf-8"
    )
    with documents.open("a", encoding="utf-8") as file:
        file.write('[[document]]\nid = "late"\ntitle = "T"\noutlet = "gazette"\npublished = 2025-04-01\n')
    code, out, err = run(capsys, dispute, "--on", "2025-03-01", "--draws", 50, "-q")
    assert code == 0, err
    text = " ".join(out.split())
    assert "steps of these levers leave both better off even if nothing is given in return: " in text
    assert "Hindsight: 1 of 2 documents" in text
    assert "the last of 1 Apr 2025" in text
    code, out, err = run(capsys, dispute, "--on", "2025-03-01", "--draws", 50, "--against", "war", "-q")
    assert code == 0, err
    assert "it is a truce at lower rates without a deal, no threat" in " ".join(out.split())
