from pathlib import Path

import pytest

import detente as dt
from detente.core.errors import LabelError
from detente.report.cite import cite_rate

DISPUTE = Path(__file__).parents[2] / "golden" / "dispute"


def test_a_product_with_its_acts_and_sources():
    case = dt.open_case("us-china-2025")
    found = cite_rate(case, case.ledger, "USA", "CHN", case.ledger.moment("2025-04-10"), "9503.00")
    assert found.rate == pytest.approx(1.45)
    assert found.sentence.startswith(
        "On 10 Apr 2025 the tariff in law of the United States on goods under HS 9503.00 from China was 145.0 %: "
        "+125.0 under Executive Order 14266"
    )
    assert "+20.0 under Executive Order 14228" in found.sentence
    assert any("Executive Order 14266" in source and "2025-04-15" in source for source in found.sources)
    assert case.stamp in found.attribution
    assert found.text.startswith(found.sentence)
    assert all(source in found.text for source in found.sources)


def test_all_goods_are_an_average_and_its_weights_are_named():
    case = dt.open_case("us-china-2025")
    moment = case.ledger.moment("2025-05-12", "2025-05-12")
    found = cite_rate(case, case.ledger, "CHN", "USA", moment)
    assert found.rate == pytest.approx(float(case.ledger.rate("CHN", "USA", on="2025-05-12")))
    assert "on average, weighted with trade of" in found.sentence
    assert "ordinary duty" in found.sentence


def test_later_knowledge_is_said():
    case = dt.open_case(DISPUTE)
    found = cite_rate(case, case.ledger, "USA", "CHN", case.ledger.moment("2025-04-11", "2025-05-01"))
    assert "as known on 1 May 2025" in found.attribution


def test_a_product_that_is_none():
    case = dt.open_case(DISPUTE)
    with pytest.raises(LabelError, match="0000"):
        cite_rate(case, case.ledger, "USA", "CHN", case.ledger.moment("2025-04-11"), "0000")


def test_before_any_measure_the_schedule_is_the_source():
    case = dt.open_case(DISPUTE)
    found = cite_rate(case, case.ledger, "ROW", "USA", case.ledger.moment("2024-12-31"))
    assert found.sources == ("the tariff schedule",)
    assert ":" not in found.sentence
