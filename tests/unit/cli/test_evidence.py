"""detente evidence, and detente why --claim."""

import json

CASE = "us-china-2025"


def test_the_later_view_holds_what_the_earlier_may_not(detente):
    april = detente("evidence", CASE, "--as-of", "2025-04-30", "--since", "2025-01-01", "--json").json
    may = detente("evidence", CASE, "--as-of", "2025-05-10", "--since", "2025-01-01", "--json").json
    first = {row["id"] for row in april["happenings"]}
    second = {row["id"] for row in may["happenings"]}
    assert "wang-wentao-to-lutnick" in second - first
    assert "wang-yi-to-rubio" in first & second
    assert all(row["known"] <= "2025-04-30" for row in april["happenings"])
    assert "b-wang-lutnick" not in json.dumps(april)


def test_what_became_public_long_after_it_happened_is_shown_apart(detente):
    april = detente("evidence", CASE, "--as-of", "2025-04-30")
    may = detente("evidence", CASE, "--as-of", "2025-05-10")
    title = "Happened before, became public since"
    assert f"{title} 10 Apr 2025" in may.out
    assert "a-wang-rubio" in may.out.partition(title)[2]
    assert "b-embassy-frozen-out" not in april.out
    rows = detente("evidence", CASE, "--as-of", "2025-05-10", "--json").json
    late = {row["id"]: row for row in rows["became_known"]}
    assert all(row["last"] < rows["since"] <= row["known"] for row in late.values())
    assert not late.keys() & {row["id"] for row in rows["happenings"]}
    assert late["wang-yi-to-rubio"]["known"] == "2025-04-13"


def test_contradictory_accounts_stand_side_by_side(detente):
    said = detente("evidence", CASE, "--as-of", "2025-04-30")
    assert said.code == 0
    rows = detente("evidence", CASE, "--as-of", "2025-04-30", "--json").json["contradictions"]
    (row,) = (row for row in rows if row["claims"] == ["o097", "o099"])
    assert "Donald Trump" in row["one"]
    assert "Ministry of Foreign Affairs of China" in row["other"]
    assert "Accounts that contradict each other; both stay" in said.out


def test_a_claim_down_to_its_passage(detente):
    found = detente("why", CASE, "--claim", "b-china-denies-subsidy", "--json").json
    (voice,) = found["voices"]
    assert voice["end"] - voice["start"] == len(voice["quote"]) > 0
    assert voice["document"] == "article-b"
    assert found["grade"]["sentence"].startswith(f"{found['grade']['computed']}: ")
    assert [(row["how"], row["claim"]) for row in found["links"]] == [("denies", "b-report-subsidy")]
    assert found["contradictions"][0]["kind"] == "denial"


def test_why_claim_and_evidence_claim_are_one_page(detente):
    one = detente("why", CASE, "--claim", "b-wang-lutnick").out
    assert one == detente("evidence", "claim", CASE, "b-wang-lutnick").out
    words = " ".join(one.split())
    assert "Grade B6; credibility 6: one anonymous source" in words
    assert "rule g5" in words
    assert "characters 4" in words
    assert "Parameter protocol-us-1b" in words


def test_a_claim_not_yet_known_is_refused(detente):
    said = detente("why", CASE, "--claim", "b-wang-lutnick", "--as-of", "2025-04-30")
    assert said.code == 3
    assert "became known on 2025-05-09" in said.err


def test_why_wants_a_rate_or_a_claim(detente):
    assert detente("why", CASE).code == 2
    assert detente("why", CASE, "USA", "CHN", "9503", "--claim", "o097").code == 2


def test_hypotheses_ranked_by_what_speaks_against_them(detente):
    found = detente("evidence", "ach", CASE, "--json").json
    against = [row["against"] for row in found["hypotheses"]]
    assert against == sorted(against)
    assert len(against) == 4
    early = detente("evidence", "ach", CASE, "--as-of", "2025-05-07", "--json").json
    assert 0 < len(early["claims"]) < len(found["claims"])


def test_parameters_name_their_claims_and_conflicts(detente):
    rows = {row["id"]: row for row in detente("evidence", "parameters", CASE, "--json").json["parameters"]}
    assert rows["protocol-us-1b"]["claims"] == ["b-wang-lutnick", "b-he-satisfied"]
    assert rows["who-asked-for-a-call"]["disputed"] == ["n-china-reached-out", "o097", "o099"]


def test_a_case_without_dossier_says_so(detente):
    said = detente("evidence", "dispute")
    assert said.code == 0
    assert "0 claims and 0 happenings" in said.out


def test_passages_are_checked_against_texts(detente, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "other.txt").write_bytes(b"\xff\xfe")
    said = detente("evidence", CASE, "--texts", "texts", "--json").json
    assert said["texts"]["unread"] == ["article-a", "article-b"]
    assert detente("evidence", CASE, "--texts", "nowhere").code == 3


def test_days_in_the_wrong_order_are_refused(detente):
    assert detente("evidence", CASE, "--on", "2025-04-01", "--since", "2025-05-01").code == 2


def test_export_writes_and_refuses(detente, tmp_path):
    assert detente("evidence", "export", CASE).code == 2
    assert detente("evidence", "export", CASE, "--out", "dossier.doc").code == 2
    assert detente("evidence", "export", CASE, "--out", "dossier.jsonld").code == 0
    assert (tmp_path / "dossier.jsonld").stat().st_size > 100_000
