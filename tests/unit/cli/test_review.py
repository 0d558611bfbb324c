"""``detente review``: keys from a terminal and from a script, a kill in between, and where the records end."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from detente.case.read import open_case
from detente.desk.store import Store

ARTICLE = Path(__file__).parents[2] / "corpus" / "texts" / "1-agency-report.txt"
COMMAND = [sys.executable, "-m", "detente", "review"]
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
GIVEN = ["--published", "2023-03-10", "--tier", "0", "--outlet", "agency", "--by", "ann"]


def typed(folder, keys, *words):
    """Run with keys on standard input."""
    return subprocess.run(
        [*COMMAND, *words], input=keys, capture_output=True, text=True, cwd=folder, timeout=60, check=False
    )


def status(folder, case="us-china-2025"):
    said = typed(folder, "", case, "--json")
    return json.loads(said.stdout)["documents"]


def records(case, document):
    """Ids of what was accepted of a document."""
    dossier = case.dossier
    return [
        name
        for rows in (dossier.attributions, dossier.nonresponses, dossier.happenings)
        for name in rows
        if name.startswith(f"{document}-")
    ]


@pytest.fixture
def terminal(tmp_path):
    """Start the command in a terminal; what still runs at the end is ended."""
    pexpect = pytest.importorskip("pexpect")
    started = []

    def start(*words):
        child = pexpect.spawn(
            COMMAND[0],
            [*COMMAND[1:], *words],
            cwd=str(tmp_path),
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
            encoding="utf-8",
            timeout=30,
            dimensions=(50, 100),
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.close(force=True)


def test_keys_from_a_script_fill_an_overlay_of_a_bundled_case(tmp_path):
    shutil.copy(ARTICLE, tmp_path / "a.txt")
    said = typed(tmp_path, "a" * 60, "us-china-2025", "a.txt", *GIVEN)
    assert said.returncode == 0, said.stderr
    (row,) = status(tmp_path)
    assert row["open"] == 0
    assert re.search(r"(\d+) accepted with \1 keys, 1\.0 each", said.stdout)
    case = open_case(tmp_path / "us-china-2025-reviewed")
    text = ARTICLE.read_bytes().decode("utf-8")
    own = [p for p in case.dossier.passages.values() if p.document == row["document"]]
    assert len(records(case, row["document"])) == row["accepted"]
    assert all(text[p.selector.start : p.selector.end] == p.selector.exact for p in own)
    assert "b-wang-lutnick" in case.dossier.claims
    assert (tmp_path / "us-china-2025-reviewed" / ".review" / ".gitignore").read_text() == "*\n"


def test_every_key_in_a_terminal(terminal, tmp_path):
    shutil.copy(ARTICLE, tmp_path / "a.txt")
    child = terminal("us-china-2025", "a.txt", *GIVEN)
    child.expect(r"\[(\w+)\] event 1 of (\d+) . open")
    first = child.match[1]
    child.send("?")
    child.expect("undo the last decision")
    child.send("2")
    child.expect(rf"{first} accepted as M\.TARIFF_RAISE")
    child.expect(r"\[(a\d+)\] attribution 2")
    name = child.match[1]
    child.send("etext = Norland will levy duties\r")
    child.expect(f"{name} edited")
    child.expect("Norland will levy duties")
    child.send("a")
    child.expect(f"{name} accepted")
    child.send("ri")
    child.expect(r"(\w+) rejected")
    child.expect("1 rejected")
    child.send("u")
    child.expect("last decision undone")
    child.expect("2 accepted, 0 rejected")
    child.send("roseen elsewhere\x7f\x7f\r")
    child.expect("1 rejected")
    child.send("\x1b[A")
    child.expect(r"\[\w+\] \w+ 3 of \d+ . rejected")
    child.send("l")
    child.expect(f"{name}  accepted")
    child.send("g" + name + "\r")
    child.expect(rf"\[{name}\] attribution 2 of \d+ . accepted")
    child.send("x")
    child.expect("a or Enter")
    child.send("m\x1b")
    child.expect("not merged")
    child.send("szebra\r")
    child.expect("does not stand in")
    child.send("u")
    child.expect(r"\[\w+\] \w+ 3 of \d+ . open")
    child.send("roother\r")
    child.expect("1 rejected")
    child.send("g" + name + "\rcs")
    child.expect(f"{name} accepted as spokesperson")
    child.send("g" + first + "\rtM\r")
    child.expect("type more")
    child.send("tretal\r")
    child.expect(rf"{first} accepted as M\.RETALIATE")
    child.send("q")
    child.expect("Documents in review")
    child.wait()
    assert child.exitstatus == 0
    (row,) = status(tmp_path)
    assert (row["accepted"], row["rejected"]) == (2, 1)
    lines = (tmp_path / "us-china-2025-reviewed" / "reviews.jsonl").read_text(encoding="utf-8").splitlines()
    reviews = [json.loads(line) for line in lines]
    assert [r["action"] for r in reviews] == [
        *("accept", "edit", "accept", "reject", "undo", "reject"),
        *("undo", "reject", "accept", "accept"),
    ]
    assert [r["reason"] for r in reviews if "reason" in r] == ["not of this conflict", "seen elsewhe", "other"]


def test_after_a_kill_everything_decided_is_there_and_the_review_goes_on(terminal, tmp_path):
    shutil.copy(ARTICLE, tmp_path / "a.txt")
    child = terminal("us-china-2025", "a.txt", *GIVEN)
    child.expect("open, 0 accepted")
    for number in range(1, 6):
        child.send("a")
        child.expect(f"open, {number} accepted")
    child.send("etext = half a sent")
    child.expect("half a sent")
    child.kill(signal.SIGKILL)
    child.wait()
    with Store(tmp_path / "us-china-2025-reviewed" / ".review" / "log.sqlite") as store:
        (held,) = store.documents()
        assert [row.body["action"] for row in store.rows(held.id)] == ["draft", *["accept"] * 5]
    child = terminal("us-china-2025", "--by", "ann")
    child.expect(r"6 of (\d+) . open . \d+ open, 5 accepted")
    child.send("aq")
    child.expect("Documents in review")
    child.wait()
    assert len(records(open_case(tmp_path / "us-china-2025-reviewed"), held.id)) == 6


def test_without_a_day_it_shows_its_steps_and_asks(terminal, tmp_path):
    (tmp_path / "b.txt").write_text("Norland raised its duty on steel last week, two officials said.\n", "utf-8")
    child = terminal("us-china-2025", "b.txt", "--tier", "0")
    child.expect("Type the day")
    child.send("2025-02-03\r")
    child.expect("open, 0 accepted")
    child.send("a")
    child.expect("2025-01-27")
    child.send("q")
    child.expect("Documents in review")
    refused = typed(tmp_path, "", "us-china-2025", "b.txt", "--tier", "0", "--overlay", "other")
    assert refused.returncode == 2
    assert "--published" in refused.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("us-china-2025", "--overlay", "new"), 2, "Nothing is in review"),
        (("us-china-2025", "-", "--overlay", "new"), 2, "save the article as a file"),
        (("us-china-2025", "gone.txt", "--overlay", "new"), 3, "no such file"),
        (("nowhere", "a.txt"), 3, "nowhere"),
    ],
)
def test_what_cannot_be_reviewed_is_one_sentence(tmp_path, words, code, said):
    refused = typed(tmp_path, "", *words)
    assert refused.returncode == code
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_no_letter_of_a_stranger_reaches_the_terminal_as_a_command(tmp_path):
    (tmp_path / "c.txt").write_text(
        'Norland \x1b[2Jraised its duty on steel, the \u202eministry said.\n\n"We \x1b]0;x\x07agree," Brod said.\n',
        "utf-8",
    )
    said = typed(tmp_path, "aaaaaaa", "us-china-2025", "c.txt", "--published", "2025-02-03", "--tier", "0")
    assert said.returncode == 0, said.stderr
    assert not re.search("[\x1b\x07\u202e]", said.stdout)
