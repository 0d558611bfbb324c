import shutil

import pytest

from detente.case.read import bundled_cases, open_case
from detente.core.errors import CaseError, DataError


def add(folder, text, name="measures.toml"):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")


def problems(folder):
    with pytest.raises(CaseError) as caught:
        open_case(folder)
    return caught.value.problems


def test_a_folder_becomes_a_case(folder):
    case = open_case(folder)
    assert (case.name, case.head.title) == (folder.name, "A dispute")
    assert [m.id for m in case.ledger.measures] == ["duty-25"]
    assert float(case.ledger.rate("USA", "CHN", on="2025-02-04", definition="ordinary")) + 0.25 == pytest.approx(
        float(case.ledger.rate("USA", "CHN", on="2025-02-04"))
    )
    assert open_case(folder / "case.toml").digest == case.digest


def test_the_digest_follows_every_byte_but_line_ends_and_the_folders_name(folder):
    digest = open_case(folder).digest
    text = (folder / "measures.toml").read_bytes()
    (folder / "measures.toml").write_bytes(text.replace(b"\n", b"\r\n"))
    assert open_case(folder).digest == digest
    (folder / "measures.toml").write_bytes(text.replace(b"0.25", b"0.26"))
    assert open_case(folder).digest != digest
    moved = folder.parent / "moved"
    (folder / "measures.toml").write_bytes(text)
    shutil.copytree(folder, moved)
    assert open_case(moved).digest == digest


def test_records_may_be_spread_over_files(folder):
    add(folder, "", "measures.toml")
    more = (
        (folder / "measures.toml").read_text(encoding="utf-8").replace("duty-25", "duty-26").replace("safeguard", "b")
    )
    add(folder, more, "measures/later.toml")
    assert {m.id for m in open_case(folder).ledger.measures} == {"duty-25", "duty-26"}


def test_a_bundled_case_can_be_extended(folder):
    head = (folder / "case.toml").read_text(encoding="utf-8").replace('world = "toy"', 'world = "2024"')
    (folder / "case.toml").write_text(head + 'extends = "us-china-2025"\n', encoding="utf-8")
    parent, case = open_case("us-china-2025"), open_case(folder)
    assert {m.id for m in case.ledger.measures} == {m.id for m in parent.ledger.measures} | {"duty-25"}
    assert case.digest != parent.digest
    gain = float(case.ledger.rate("USA", "CHN", on="2025-04-12")) - float(
        parent.ledger.rate("USA", "CHN", on="2025-04-12")
    )
    assert gain == pytest.approx(0.25)


def test_lists_give_shares_and_rates(folder):
    add(folder, "hs,rate,share\n6109,0.1,1\n8517.13,0.2,0.5\n", "lists/act.csv")
    text = (folder / "measures.toml").read_text(encoding="utf-8")
    (folder / "measures.toml").write_text(
        text.replace("rate = 0.25", 'rate_in_list = true\ngoods = {list = "act"}'), encoding="utf-8"
    )
    ledger = open_case(folder).ledger
    assert ledger.lists["act"].codes == ("6109", "851713")
    shirts, telephones = (ledger.why("USA", "CHN", product=code, on="2025-03-01") for code in ("6109", "8517.13"))
    assert shirts.layers[0].rate == pytest.approx(0.1)
    assert telephones.layers[0].rate == pytest.approx(0.1), "half of the line at 20 %"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code\n9503\n", "columns are code; a list has hs and may have rate, share, note"),
        ("", "columns are none"),
        ("hs\n", "the list is empty"),
        ("hs\nabc\n", 'lists/act.csv, line 2, column hs: "abc" is no HS code of 2 to 10 digits'),
        ("hs,share\n9503,1.5\n", "share from 0 to 1"),
        ("hs,rate\n9503,nan\n", "rate must be a share from 0 to 5"),
        ("hs,rate\n9503,25\n", "rate must be a share from 0 to 5"),
    ],
)
def test_broken_lists(folder, text, said):
    add(folder, text, "lists/act.csv")
    (problem,) = problems(folder)
    assert said in problem


def test_all_problems_are_listed(folder):
    text = (folder / "measures.toml").read_text(encoding="utf-8")
    (folder / "measures.toml").write_text(text.replace('["CHN"]', '["CHA"]').replace('["order"]', '["ordre"]'), "utf-8")
    found = problems(folder)
    assert len(found) == 2
    assert any("CHA is no economy or group we know. Did you mean CHN?" in problem for problem in found)
    assert any('there is no document "ordre". Did you mean order?' in problem for problem in found)


def test_what_is_no_case():
    with pytest.raises(
        DataError,
        match=r"neither a bundled one \(china-australia-2020, us-china-2025\) nor a folder. Did you mean us-china-2025",
    ):
        open_case("us-chima-2025")
    assert list(bundled_cases()) == ["china-australia-2020", "us-china-2025"]


def test_a_folder_without_a_head(tmp_path):
    with pytest.raises(DataError, match=r"has no case\.toml"):
        open_case(tmp_path)
