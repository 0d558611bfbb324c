from datetime import date

import pytest

from detente.case.read import open_case
from detente.case.write import new_case
from detente.core.errors import CaseError, UsageError

DAYS = (date(2025, 1, 1), date(2025, 5, 12))


def test_a_new_case_passes_its_check_and_becomes_a_case_by_uncommenting(tmp_path):
    folder = new_case(tmp_path / "deep" / "dispute", ("AUS", "CHN"), *DAYS)
    assert 'title = "Australia - China"' in (folder / "case.toml").read_text(encoding="utf-8")
    case = open_case(folder)
    assert (case.sides, case.head.baseline, case.head.last) == (("AUS", "CHN"), *DAYS)
    assert case.ledger.measures == ()
    for name in ("documents.toml", "measures.toml"):
        path = folder / name
        lines = path.read_text(encoding="utf-8").splitlines()
        start = next(number for number, line in enumerate(lines) if line.startswith("# [["))
        body = [line.removeprefix("# ") if number >= start else line for number, line in enumerate(lines)]
        path.write_text("\n".join(body) + "\n", encoding="utf-8")
    ledger = open_case(folder).ledger
    assert [m.id for m in ledger.measures] == ["steel-25"]
    assert float(ledger.rate("AUS", "CHN", on="2025-01-02", product="72")) >= 0.25


def test_nothing_is_overwritten_or_left_behind(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="exists already and is not empty"):
        new_case(tmp_path / "full", ("AUS", "CHN"), *DAYS)
    with pytest.raises(CaseError, match="AUZ is no economy"):
        new_case(tmp_path / "wrong", ("AUZ", "CHN"), *DAYS)
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
    (tmp_path / "empty").mkdir()
    assert new_case(tmp_path / "empty", ("AUS", "CHN"), *DAYS).is_dir()
