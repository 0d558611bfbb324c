"""detente evidence score."""

import json
import shutil
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "corpus"
NAME = "3-ministry-release"
GOLD, CODED, OTHER, TEXTS = (str(CORPUS / folder) for folder in ("gold", "coded-a", "coded-b", "texts"))


def measures(said):
    return {row["measure"]: row for row in said.json["measures"]}


def test_gold_against_itself_is_full_marks(detente):
    said = detente("evidence", "score", GOLD, GOLD, "--texts", TEXTS, "--json")
    assert said.code == 0
    for row in measures(said).values():
        assert row["coded"] == row["found"] == row["right"] > 0


def test_one_text_and_the_sum_over_texts(detente):
    one = measures(detente("evidence", "score", f"{CODED}/{NAME}.json", f"{OTHER}/{NAME}.json", "--json"))
    every = detente("evidence", "score", CODED, OTHER, "--json")
    alone = next(row for row in every.json["by_text"] if row["text"] == NAME)
    assert alone["attribution"] == one["attribution"]["f1"] < 1
    assert measures(every)["event"]["coded"] > one["event"]["coded"]


def test_the_page_says_whether_quotes_were_checked(detente):
    said = detente("evidence", "score", CODED, OTHER).out
    assert "Quotes were not checked" in said
    assert "Every quote equals its text." in detente("evidence", "score", CODED, OTHER, "--texts", TEXTS).out


def test_a_quote_unlike_the_text_fails_the_run(detente, tmp_path):
    draft = json.loads((CORPUS / "gold" / f"{NAME}.json").read_text(encoding="utf-8"))
    draft["dates"][0]["end"] += 1
    (tmp_path / "draft.json").write_text(json.dumps(draft), encoding="utf-8")
    said = detente("evidence", "score", f"{GOLD}/{NAME}.json", "draft.json", "--texts", f"{TEXTS}/{NAME}.txt")
    assert said.code == 5
    assert "1 quote unlike the text" in said.err


def test_agreement_has_alpha_for_marks_and_labels(detente):
    rows = detente("evidence", "score", str(CORPUS / "coded-a"), OTHER, "--agree", "--json").json["agreement"]
    alpha = {(row["kind"], row["question"]): row["alpha"] for row in rows}
    assert 0.6 < alpha["events", "type"] < 1
    assert 0.6 < alpha["attributions", "marked"] < 1


def test_bad_input_is_one_sentence(detente, tmp_path):
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    (tmp_path / "torn.json").write_text("{", encoding="utf-8")
    (tmp_path / "some").mkdir()
    shutil.copy(CORPUS / "gold" / f"{NAME}.json", tmp_path / "some")
    for gold, out, says in (
        ("list.json", "list.json", "detente.draft/1"),
        ("torn.json", "torn.json", "not JSON"),
        ("gone.json", "gone.json", "cannot be read"),
        (GOLD, "torn.json", "two folders"),
        (GOLD, "some", "not there"),
        (f"{GOLD}/{NAME}.json", f"{GOLD}/1-agency-report.json", "different texts"),
    ):
        said = detente("evidence", "score", gold, out)
        assert said.code == 3, says
        assert says in said.err
