from dataclasses import replace
from types import SimpleNamespace

import pytest

from detente.report.headline import alone_sentence, bottom_line, hurts_sentence, long_run_sentence


def number(name, low, high):
    middle = (low + high) / 2
    return SimpleNamespace(id=name, value=middle, models_low=low, models_high=high)


@pytest.mark.parametrize(
    ("usa", "chn", "said"),
    [
        ((-0.3, -0.1), (-0.5, -0.4), "China loses the larger share of its income under every assumption tried"),
        (
            (-0.9, -0.8),
            (-0.5, -0.4),
            "the United States loses the larger share of its income under every assumption tried",
        ),
        (
            (-0.5, -0.1),
            (-0.6, -0.4),
            "China loses the larger share of its income at the central assumptions, but the ranges overlap",
        ),
        (
            (0.1, 0.2),
            (0.4, 0.5),
            "the United States gains the smaller share of its income under every assumption tried",
        ),
        ((-0.1, 0.4), (0.4, 0.5), "the United States gains the smaller share of its income at the central assumptions"),
    ],
)
def test_who_loses_more_is_said_only_as_surely_as_it_is_known(page_brief, usa, chn, said):
    numbers = (
        number("real-income-usa", *usa),
        number("real-income-chn", *chn),
        number("trade-between-the-sides", -70.0, -60.0),
    )
    sentence = long_run_sentence(page_brief.findings, numbers)
    assert said in sentence
    assert "−70 % to −60 %" in sentence


def test_a_quarrel_of_two_alone_needs_no_second_sentence(page_brief):
    findings = page_brief.findings
    assert "on each other alone" in alone_sentence(findings)
    assert alone_sentence(replace(findings, pair_only=findings.outcome)) == ""


def three(page_brief, trade, **clauses):
    numbers = (
        number("real-income-usa", -0.3, -0.1),
        number("real-income-chn", -0.5, -0.4),
        number("trade-between-the-sides", *trade),
    )
    return bottom_line(page_brief.findings, numbers, **clauses)


def test_the_bottom_line_is_three_answers_on_law_pain_and_what_comes_next(page_brief):
    told = three(page_brief, (-70.0, -60.0), hurts="China hurts more.", following="principals meet")
    assert len(told) == 3
    assert told[0].startswith("In force on 12 Apr 2025: the United States levies 1")
    first, second = (step.statutory for step in page_brief.findings.steps if step.day == page_brief.findings.baseline)
    assert told[0].endswith(f"(on 19 Jan 2025: {100 * first:.1f} % and {100 * second:.1f} %).")
    assert told[1] == "China hurts more."
    assert told[2].startswith(
        "What comes next: principals meet. All effects of measures are a scenario, not a forecast"
    )


def test_without_pressure_the_long_run_says_who_loses_more(page_brief):
    told = three(page_brief, (-70.0, -60.0))
    assert "China loses the larger share of its income under every assumption tried" in told[1]
    assert "comes next" not in told[2]


def test_nothing_is_made_of_nothing(page_brief):
    told = three(page_brief, (-0.01, 0.01), hurts="China hurts more.")
    assert told[1] == (
        "Nothing in force on the day moves trade between the United States and China away from its baseline."
    )
    assert "what moves them most" not in told[2]


def test_who_hurts_more_comes_first_with_jobs_and_how_soon(pressed):
    said = hurts_sentence(pressed)
    assert said.startswith("Who hurts more: China, if these measures stay. Within 6 months its real income changes by")
    assert "by −1.43" in said
    assert "2.2 to 4.0 m jobs at risk" in said
    assert "1.0 % of a year’s income would be lost for China after 8 to 14 months; for the United States" in said
    assert "(90 % of draws of parameters)" in said
    assert "The figure of the United States may be too good: in the model foreign sellers cut their prices" in said
    assert "jobs" not in hurts_sentence(replace(pressed, levels="Trade of that day is not known here."))


def test_that_sellers_cut_prices_is_said_only_where_the_result_hangs_on_it(pressed):
    sides = tuple(replace(side, terms_of_income=replace(side.terms_of_income, low90=-0.1)) for side in pressed.sides)
    assert "sellers" not in hurts_sentence(replace(pressed, sides=sides))


def test_what_could_be_done_comes_before_what_comes_next(page_brief):
    said = {"hurts": "China hurts more.", "offers": ("", "What deal: none."), "following": "they meet"}
    told = three(page_brief, (-70.0, -60.0), **said)
    assert told[1:3] == ("China hurts more.", "What deal: none.")
    assert told[3].startswith("What comes next: they meet.")


def test_overlapping_ranges_are_said_to_overlap(pressed):
    one, two = pressed.sides
    near = replace(pressed, sides=(replace(one, real_income=two.real_income), two))
    assert "at the median, though the ranges overlap" in hurts_sentence(near)


def test_a_small_quarrel_gets_few_words(pressed):
    """Losses that never gather are not counted in months, and a change that prints as none hangs on nothing."""
    calm = tuple(
        replace(
            side,
            real_income=replace(side.real_income, low90=low, central=low, high90=low),
            endurance=tuple(
                replace(row, months=replace(row.months, low90=60.0, high90=60.0)) for row in side.endurance
            ),
        )
        for side, low in zip(pressed.sides, (-1e-6, -1e-4), strict=True)
    )
    said = hurts_sentence(replace(pressed, sides=calm))
    assert "would" not in said
    assert "sellers" not in said
    assert "by −0.01 %, with" in said
