from dataclasses import replace
from datetime import date

import pytest

from detente.case.read import open_case
from detente.report.meeting import meeting_number, meeting_sections, next_clause, read_meeting, until_of


@pytest.fixture(scope="module")
def found():
    case = open_case("us-china-2025")
    return read_meeting(case, case.ledger.moment("2025-05-09"))


@pytest.fixture(scope="module")
def pages(found):
    return {page.id: page for page in meeting_sections(found, "stamp")}


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2025-05-09", "2025-06-30"),
        ("2025-01-01", "2025-03-31"),
        ("2025-06-15", "2025-09-30"),
        ("2025-11-30", "2025-12-31"),
        ("2025-12-15", "2026-03-31"),
    ],
)
def test_the_forecast_ends_with_a_quarter_and_looks_a_month_ahead(day, end):
    assert until_of(date.fromisoformat(day)) == date.fromisoformat(end)


def test_the_pages_in_their_order(pages):
    assert list(pages) == ["talking", "protocol", "meeting", "meeting-scores", "watch"]
    assert [page.id for page in pages.values() if page.annex] == ["protocol", "meeting-scores"]
    for page in pages.values():
        for table in page.tables:
            assert table.rows
            assert all(len(row) == len(table.columns) for row in table.rows)


def test_the_board_shows_attempts_with_reasons_and_no_hindsight(found, pages):
    attempts = pages["talking"].tables[1].rows
    assert any("refused (rank gap)" in row[2] for row in attempts)
    assert any("Geneva is announced" in row[1] for row in attempts)
    assert not any("Hindsight" in sentence for sentence in pages["talking"].sentences)
    assert found.board.board.hindsight is None


def test_nothing_known_later_stands_on_the_board():
    case = open_case("us-china-2025")
    early = read_meeting(case, case.ledger.moment("2025-04-12"))
    page = meeting_sections(early, "stamp")[0]
    assert not any("Geneva" in cell for table in page.tables for row in table.rows for cell in row)
    assert early.forecast.announced is None


def test_the_chance_stands_beside_its_best_benchmark(found):
    number = meeting_number(found.forecast, found.case.dossier.happenings)
    row = next(r for r in found.forecast.table if r.model == "headline" and r.horizon_days == 52)
    scores = found.forecast.fitted.left_out
    best = max(("constant", "markov", "weibull"), key=lambda name: scores[name].mean())
    beside = next(r for r in found.forecast.table if r.model == best and r.horizon_days == 52)
    assert number.value == pytest.approx(100 * row.p)
    assert (number.lo90, number.hi90) == pytest.approx((100 * row.low, 100 * row.high))
    assert number.shown.endswith(f"benchmark {100 * beside.p:.0f} %")
    assert "A meeting was announced on 6 May 2025 (claim" in number.definition
    named = found.case.dossier.happenings[found.forecast.announced.record].cites
    assert all(name in number.definition and name in found.case.dossier.claims for name in named)
    assert f"simple benchmark says {100 * beside.p:.0f} %" in next_clause(found)


def test_whether_a_benchmark_did_better_is_said(found, pages):
    (said,) = (sentence for sentence in pages["meeting"].sentences if "rounds left out in turn" in sentence)
    assert "the benchmark did worse" in said
    scores = dict(found.forecast.fitted.left_out)
    poor = {
        name: values - (0.0 if name in ("constant", "markov", "weibull") else 5.0) for name, values in scores.items()
    }
    fitted = replace(found.forecast.fitted, left_out=poor)
    turned = meeting_sections(replace(found, forecast=replace(found.forecast, fitted=fitted)), "stamp")
    assert any("the benchmark did better, so read it first" in sentence for sentence in turned[2].sentences)


def test_what_moves_the_forecast_is_named_with_numbers_and_the_rest_said_to_be_small(found, pages):
    page = pages["watch"]
    first = found.sights[0]
    assert page.sentences[1] == (
        f"1. If the announced meeting is called off: {100 * first.before:.0f} % becomes {100 * first.after:.0f} % "
        f"({100 * first.low:.0f} % to {100 * first.high:.0f} %)."
    )
    assert len(page.tables[0].rows) == len(found.sights)
    named = [sentence for sentence in page.sentences if sentence[0].isdigit()]
    assert len(named) == sum(abs(sight.change) >= 0.01 for sight in found.sights[:3])


def test_a_forecast_of_a_day_uses_what_was_known_then_whatever_day_is_valued():
    case = open_case("us-china-2025")
    moment = replace(case.ledger.moment("2025-05-09"), as_of=date(2025, 4, 12))
    assert read_meeting(case, moment).forecast.on == date(2025, 4, 12)
    late = replace(case.ledger.moment("2025-05-20"))
    assert read_meeting(case, late).forecast.on == date(2025, 5, 20)


def test_a_case_that_knows_nobody_says_so(tmp_path):
    from detente.case.write import new_case

    folder = new_case(tmp_path / "quarrel", ("CAN", "MEX"), date(2025, 1, 1), date(2025, 5, 1))
    case = open_case(folder)
    empty = read_meeting(case, case.ledger.moment(case.head.last))
    pages = meeting_sections(empty, "stamp")
    assert [page.id for page in pages] == ["talking", "meeting"]
    assert "knows nobody who could talk" in pages[0].sentences[0]
    assert "knows of no meeting of principals" in pages[1].sentences[0]
    assert next_clause(empty) == ""
