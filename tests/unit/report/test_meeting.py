from dataclasses import replace
from datetime import date

import pytest

from detente.case.read import open_case
from detente.case.talks import talks
from detente.core.dates import show_day
from detente.report.charts.hazard import hazard_figure
from detente.report.meeting import meeting_number, meeting_sections, next_clause, read_meeting, until_of
from detente.report.talks_words import SEEN, talks_sentences


@pytest.fixture(scope="module")
def found():
    case = open_case("us-china-2025")
    return read_meeting(case, case.ledger.moment("2025-05-09"))


@pytest.fixture(scope="module")
def pages(found):
    return {page.id: page for page in meeting_sections(found, "stamp")}


def trusted(found):
    """The same with a game of attrition that passes every check."""
    passed = tuple(replace(clause, holds=True) for clause in found.forecast.fitted.clauses)
    return replace(found, forecast=replace(found.forecast, fitted=replace(found.forecast.fitted, clauses=passed)))


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


def table(page, start):
    """The one table whose caption begins so."""
    (found,) = (one for one in page.tables if one.caption.startswith(start))
    return found


def test_the_board_shows_attempts_with_reasons_and_no_hindsight(found, pages):
    attempts = table(pages["talking"], "Attempts to talk").rows
    assert any("refused (rank gap)" in row[2] for row in attempts)
    assert any("Geneva is announced" in row[1] for row in attempts)
    assert not any("Hindsight" in sentence for sentence in pages["talking"].sentences)
    assert found.board.board.hindsight is None


def test_attempts_stand_in_the_order_of_days_graded_as_in_the_story(found, pages):
    attempts = table(pages["talking"], "Attempts to talk")
    assert "at and since the breakdown of 2 Apr 2025, by first day; some began before it" in attempts.caption
    assert attempts.rows[0][0] == "6 Nov 2024 to 2 Apr 2025"
    assert attempts.rows[-1][2] == "announced, still to come"
    assert sum("still to come" in row[2] for row in attempts.rows) == 1
    (geneva,) = (row for row in attempts.rows if "Geneva is announced" in row[1])
    assert geneva[3] == "C1 [o103]"
    denied = {name: grade for name, grade in found.grades.items() if name != "o103"}
    bare = meeting_sections(replace(found, grades=denied), "stamp")[0]
    assert [row[3] for row in table(bare, "Attempts to talk").rows if row[1] == geneva[1]] == ["–"]


def test_every_code_of_the_matrix_is_explained_under_it(pages):
    matrix, codes = pages["talking"].tables[:2]
    used = {code for row in matrix.rows for cell in row[1:] for code in cell.split()} - {"OPEN", "free", "·"}
    assert {row[0] for row in codes.rows} == used
    assert ("par-1", "Both", "Those who negotiate differ by one rank at most.") in codes.rows


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
    assert "A meeting was announced on 6 May 2025 for 10 to 11 May 2025 (claim" in number.definition
    named = found.case.dossier.happenings[found.forecast.announced.record].cites
    assert all(name in number.definition and name in found.case.dossier.claims for name in named)
    assert f"simple benchmark says {100 * beside.p:.0f} %" in next_clause(found)


def test_the_first_paragraph_says_what_the_chance_rests_on(found, pages):
    first = pages["meeting"].sentences[0]
    assert "(vice premier, cabinet secretary or above)" in first
    assert first.endswith("Read it as “a meeting is announced and announced meetings are mostly held”, not as skill.")
    assert "not as skill" not in meeting_sections(trusted(found), "stamp")[2].sentences[0]


def test_no_model_is_relied_on_and_what_failed_is_said_in_plain_words(found, pages):
    (said,) = (sentence for sentence in pages["meeting"].sentences if sentence.startswith("The game of attrition"))
    assert any(sentence.startswith("No single model is relied on: ") for sentence in pages["meeting"].sentences)
    failed = sum(not clause.holds for clause in found.forecast.fitted.clauses)
    assert f"four checks, and it failed {('none', 'one', 'two', 'three', 'four')[failed]}: " in said
    assert "not clearly better than a simple rule" in said
    assert "only three past waits have ended at the table" in said
    assert "built by people who knew the record to 12 May 2025" in said
    assert not any("check" in sentence for sentence in pages["meeting"].sentences if sentence != said)
    alone = meeting_sections(trusted(found), "stamp")[2].sentences
    assert any("passed all four checks" in sentence for sentence in alone)


def test_plain_words_of_a_failed_check_fit_the_record_and_the_model(found):
    talk = found.forecast
    never = tuple(replace(clause, holds=False) for clause in talk.fitted.clauses)
    no_game = {name: scores for name, scores in talk.fitted.left_out.items() if name != "structural"}
    fitted = replace(talk.fitted, clauses=never, left_out=no_game)
    for spells, words in (((), "no past wait has"), (talk.spells[:1], "only one past wait has")):
        said = " ".join(talks_sentences(replace(talk, fitted=fitted, spells=spells)))
        assert words in said
        assert "it could not be solved here" in said
        assert "too few of its solved games fit the record" in said


def test_the_day_up_to_which_the_models_were_built_is_that_of_the_check(found):
    (frozen,) = (clause for clause in found.forecast.fitted.clauses if clause.name == "frozen")
    assert show_day(SEEN) in frozen.sentence


def test_the_checks_are_told_one_by_one_in_the_annex(found, pages):
    told = [sentence for sentence in pages["meeting-scores"].sentences if sentence.startswith("Check ")]
    assert ["passed: " in sentence for sentence in told] == [clause.holds for clause in found.forecast.fitted.clauses]


def test_one_sentence_tells_how_good_such_forecasts_were(found, pages):
    tried = found.forecast.fitted.tried
    (said,) = (sentence for sentence in pages["meeting"].sentences if sentence.startswith("How good"))
    assert f"on {tried.days} days" in said
    assert f"one followed on {100 * tried.met:.0f} %" in said
    assert f"never said more than {100 * tried.high:.0f} %" in said
    assert "the simple rule did worse" in said
    fitted = replace(found.forecast.fitted, tried=replace(tried, score=tried.score - 5.0))
    turned = meeting_sections(replace(found, forecast=replace(found.forecast, fitted=fitted)), "stamp")
    assert any("the simple rule did better, so read it first" in sentence for sentence in turned[2].sentences)


def test_one_clock_and_one_count(pages):
    (stands,) = (sentence for sentence in pages["meeting"].sentences if "the end of the record" in sentence)
    assert "37 days have passed since the breakdown of 2 Apr 2025 (94 from 4 Feb 2025)" in stands
    assert "the three earlier waits from a breakdown to the table lasted 169, 50 and 71 days" in stands


def test_the_announced_days_and_what_their_chance_rests_on_are_said(found, pages):
    (said,) = (sentence for sentence in pages["meeting"].sentences if "was announced for" in sentence)
    assert "for 10 to 11 May 2025" in said
    assert "no earlier meeting of this record was announced ahead" in said
    off = next(sight for sight in found.sights if sight.id == "called off")
    assert f"If it is called off, {100 * off.after:.0f} % ({100 * off.low:.0f} to" in said
    told = replace(found.forecast.announced, days=None)
    turned = meeting_sections(replace(found, forecast=replace(found.forecast, announced=told)), "stamp")[2]
    assert any("a week's wait on average is assumed" in sentence for sentence in turned.sentences)


def labels(figure):
    """What stands beside the lines of a chart."""
    layers = figure.spec["vconcat"][0]["layer"]
    return [row["label"] for row in layers[-1]["data"]["values"]]


def test_an_announced_meeting_is_told_beside_the_chart_and_models_on_one_line_are_thinned(found, pages):
    (figure,) = pages["meeting"].figures
    off = next(sight for sight in found.sights if sight.id == "called off")
    told = labels(figure)
    assert f"held as announced (assumed) {100 * found.forecast.announced_chance:.0f} %" in told
    assert f"if it is called off {100 * off.after:.0f} %" in told
    assert any(label.startswith("stack (headline), with other ways") for label in told)
    assert "lowest and highest other model" in figure.spec["title"]["subtitle"][1]
    assert {row[1] for row in figure.rows} == {
        "headline",
        "age of the wait",
        "chain of moves",
        "hazard, channels lost",
    }
    assert f"if it is called off, {100 * off.after:.0f} %" in figure.description
    alone = hazard_figure(found.forecast)
    assert not any("called off" in label for label in labels(alone))
    assert "called off" not in alone.description


def test_models_that_differ_are_all_drawn_where_nothing_is_announced():
    case = open_case("us-china-2025")
    talk = talks(case, "2025-04-12", "2025-06-30")
    figure = hazard_figure(talk)
    assert len({row[1] for row in figure.rows}) == len(talk.fan) - 1
    assert len(labels(figure)) == len(talk.fan) - 1
    assert not any("held" in label or "off" in label for label in labels(figure))
    assert len(figure.spec["title"]["subtitle"]) == 2


def test_the_stack_has_one_row_marked_as_the_headline(found, pages):
    names = [row[0] for row in pages["meeting"].tables[0].rows]
    assert names[0] == "stack (headline)"
    assert len(names) == len(set(names)) == len(found.forecast.fan) - 1


def test_what_moves_the_forecast_is_named_with_numbers_and_the_rest_said_not_to_register(found, pages):
    page = pages["watch"]
    first = found.sights[0]
    assert page.sentences[1] == (
        f"1. If the announced meeting is called off: {100 * first.before:.0f} % becomes {100 * first.after:.0f} % "
        f"({100 * first.low:.0f} % to {100 * first.high:.0f} %)."
    )
    kept = [sight for sight in found.sights if sight.registers]
    assert 0 < len(kept) < len(found.sights)
    assert [len(table.rows) for table in page.tables] == ([len(kept)] if len(kept) > 1 else [])
    twice = meeting_sections(replace(found, sights=(first, *found.sights)), "stamp")[-1]
    assert [len(table.rows) for table in twice.tables] == [len(kept) + 1]
    assert page.sentences[-1].startswith("Nothing else registers")
    assert page.sentences[-1].count(";") == len(found.sights) - len(kept) - 1
    one = meeting_sections(replace(found, sights=found.sights[len(kept) - 1 :]), "stamp")[-1]
    assert one.sentences[1].startswith("1. If ")
    assert not one.tables
    none = meeting_sections(replace(found, sights=found.sights[len(kept) :]), "stamp")[-1]
    assert not none.tables
    assert none.sentences[-1].startswith("Nothing registers")


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
