from dataclasses import replace
from datetime import date

import pytest

from detente.case.band import Band
from detente.case.hurting import Hurting, gather
from detente.case.minerals import ChokePoint
from detente.case.pressure_records import Coming
from detente.report import pressure_tables as tables
from detente.report import pressure_words as words
from detente.report.headline import hurts_sentence
from detente.report.pressure import pressure_numbers, pressure_sections
from detente.report.pressure_first import first_tables
from detente.report.readings import (
    as_json,
    failing_words,
    index_words,
    ours_text,
    people,
    readings,
    share_span,
    span,
    told,
    top_goods,
    write,
)

DYSPROSIUM = ChokePoint(
    mineral="dy",
    name="dysprosium",
    state="licensed",
    since=date(2025, 4, 4),
    measures=("chn-rare-earth-licences",),
    importer="USA",
    supplier="CHN",
    supplier_share=0.98,
    stage="refining",
    share_lost=0.9,
    days_of_stock=90.0,
    days_to_stop=None,
    users=("C27",),
    sector_at_risk="C27",
    output_at_risk_usd_mn=12_000.0,
    output_low_usd_mn=2_000.0,
    output_high_usd_mn=40_000.0,
    months=6.0,
    range_kind="parameters",
    source="published",
)


@pytest.mark.parametrize(
    ("persons", "text"),
    [(16_200_000, "16.2 m"), (995_000, "1.0 m"), (843_210, "840,000"), (6_543, "6,500"), (7, "7"), (0, "0")],
)
def test_people(persons, text):
    assert people(persons) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (-0.011, "share", "−1.10 %"),
        (0.011, "share of labour", "1.10 %"),
        (280_000.0, "USD mn lost", "280 USD bn"),
        (61_000.0, "USD mn", "+61 USD bn"),
        (1.2e6, "persons", "1.2 m"),
    ],
)
def test_numbers_in_their_unit(value, unit, text):
    assert write(value, unit) == text


def test_a_span_names_its_unit_once():
    band = Band(-0.011, -0.012, -0.01, -0.0143, -0.0077)
    assert span(band, "share") == "−1.43 to −0.77 %"
    assert span(Band(1e6, 0, 0, 840_000, 1.6e6), "persons") == "840,000 to 1.6 m"
    assert share_span(Band(0.21, 0.2, 0.22, 0.15, 0.27)) == "21 % (15 to 27)"
    assert failing_words(Band(0.21, 0.2, 0.22, 0.15, 0.27)) == "21 % (15 to 27)"
    assert failing_words(Band(0.001, 0.0, 0.002, 0.0, 0.01)) == "under 2 %"
    assert told(band, "share") == "−1.43 to −0.77 % (median −1.10 %)"


def test_what_one_assumption_decides_has_no_median():
    decided = Band(-0.011, -0.012, -0.01, -0.0143, -0.0077, None, "wage floors decide 60 % of its spread")
    assert told(decided, "share") == "−1.43 to −0.77 %"
    assert share_span(replace(decided, low90=0.15, high90=0.27)) == "15 to 27 %"
    assert index_words(Band(22.0, 20.0, 30.0, 10.2, 40.0, None, "wage floors")) == "10 to 40"
    assert index_words(Band(22.0, 20.0, 30.0, 10.2, 40.0)) == "10 to 40 (median 22)"
    assert ours_text(Band(2.0, 2.0, 2.0, 2.0, 2.0), "%") == "2.00 %"
    assert ours_text(decided, "% of GDP") == "−0.01 % of GDP"
    assert (
        ours_text(Band(-1.6, -1.9, -1.2, -2.37, -0.847), "% of GDP", "real_income") == "−2.37 to −0.85 % (real income)"
    )
    assert as_json(decided)["register"] is None
    assert as_json(decided)["range_only"].startswith("wage floors")


def test_ranges_alone_are_told_with_their_reason(pressed):
    side = pressed.side("CHN")
    assert words.range_sentences(pressed, [side]) == ()
    why = "own monetary regime decides 60 % of its spread"
    decided = replace(side, real_income=replace(side.real_income, range_only=why))
    assert words.range_sentences(pressed, [decided]) == (f"Ranges alone for China: real income ({why}).",)
    row = next(row for row in readings(decided) if row.measure == "real_income")
    assert (row.value, row.range) == ("", "−1.43 to −0.77 %")
    assert "(median" not in words.side_sentence(pressed, decided)


def test_readings_name_unit_range_horizon_and_model(pressed):
    rows = [row.as_json() for row in readings(pressed.side("CHN"))]
    by_name = {row["measure"]: row for row in rows}
    assert len(by_name) == len(rows)
    assert by_name["real_income"]["value"] == pressed.side("CHN").real_income.central
    assert by_name["real_income"]["lo90"] == pressed.side("CHN").real_income.low90
    assert by_name["real_income_long_run"]["horizon"] == "long run"
    assert by_name["jobs_embodied"]["range"] == "none"
    assert {row["range"] for row in rows} == {"none", "parameters"}
    assert all(row["unit"] and row["horizon"] and row["model"] for row in rows)


def test_as_json_goes_all_the_way_down(pressed):
    plain = as_json(pressed.side("CHN").pain)
    assert plain["total"]["value"] == 52.0
    assert plain["components"][0]["name"] == "real income"


def test_the_most_exposed_sector_comes_first(pressed):
    rows = tables.sectors_table(pressed, pressed.side("CHN")).rows
    assert rows[0][:2] == ("Furniture, toys, other goods", "14.1 %")
    assert top_goods(pressed.side("CHN"), 1)[0].code == "C31T33"
    shares = [float(row[1].removesuffix(" %")) for row in rows]
    assert shares == sorted(shares, reverse=True)


def test_both_sides_stand_beside_each_other(pressed):
    table = tables.readings_table(pressed, pressed.sides)
    assert table.columns == ("reading", "USA, median", "90 % of draws", "CHN, median", "90 % of draws")
    assert table.rows[0] == ("real income", "−0.33 %", "−0.43 to −0.23 %", "−1.10 %", "−1.43 to −0.77 %")


def test_tables_have_as_many_cells_as_columns(pressed):
    for section in pressure_sections(Hurting(pressed, (DYSPROSIUM,), ()), "stamp"):
        for table in section.tables:
            assert {len(row) for row in table.rows} <= {len(table.columns)}, table.caption
        section.as_json()


def test_jobs_add_up_to_all_that_are_embodied(pressed):
    side = pressed.side("CHN")
    table = tables.jobs_table(pressed, [side])
    assert len(table.rows) == len(side.sectors) + 1
    assert table.rows[-1][1:3] == ("All other sectors", "0")
    assert len(tables.jobs_table(pressed, [side], None).rows) == len(side.sectors)


def test_choke_points_of_one_importer(pressed):
    small = replace(DYSPROSIUM, mineral="tb", name="terbium", output_at_risk_usd_mn=1.0, days_to_stop=40.0)
    other = replace(DYSPROSIUM, importer="CHN", name="chips")
    rows = tables.choke_table(pressed, (small, other, DYSPROSIUM), "USA").rows
    assert [row[0] for row in rows] == ["dysprosium", "terbium"], "largest loss first"
    assert rows[0][4] == "none"
    assert rows[1][4] == "40"
    assert rows[0][5] == "Electrical equipment"


def test_published_figures_of_one_side_only(pressed):
    both = tables.published_table(pressed, pressed.sides)
    assert [row[1] for row in both.rows] == ["CHN", "USA"]
    assert both.rows[0][3:5] == ("16.0 m", "2.2 to 4.0 m (at risk)")
    assert [row[1] for row in tables.published_table(pressed, [pressed.side("USA")]).rows] == ["USA"]


def test_sentences_say_the_numbers(pressed):
    china = pressed.side("CHN")
    assert words.scope_sentence(pressed).startswith("Scenario, not forecast")
    assert "stay for 6 months, against those of 19 Jan 2025" in words.scope_sentence(pressed)
    assert "−1.43 to −0.77 % (median −1.10 %)" in words.side_sentence(pressed, china)
    assert "furniture, toys, other goods (14.1 %)" in words.exposure_sentence(pressed, china)
    assert "2.2 to 4.0 m (median 3.1 m) are at risk" in words.jobs_sentence(pressed, china)
    said = words.jobs_sentence(pressed, china)
    assert "490,000 to 910,000 if the central bank holds nominal income, 1.5 to 2.9 m under a hard peg" in said
    assert words.published_sentences(pressed, [china]) == (
        "jobs, up to: Nomura (16 Apr 2025) 16.0 m, ours 2.2 to 4.0 m (at risk). every export lost. Theirs: as printed.",
    )
    assert "21 % (15 to 27) by day 90" in words.distress_sentence(pressed, china)
    assert words.observable_sentence(pressed, china) == (
        "Of the pain of China, the United States can see: exports; not: firms' cash."
    )
    assert words.endurance_sentences(pressed, china) == (
        "China has lost 1.0 % of a year's real income after 8 to 14 months.",
    )


def test_a_sparkline_has_one_bar_for_each_day_on_one_scale(pressed):
    small, large = (words.sparkline(pressed, side) for side in pressed.sides)
    assert len(small) == len(large) == 5
    assert large[-1] == "█"
    assert small[-1] < large[-1]


def test_nothing_sold_leaves_sentences_out(pressed):
    bare = replace(pressed.side("CHN"), sectors=(), absorption=(), observable=())
    assert words.exposure_sentence(pressed, bare) == ""
    assert words.distress_sentence(pressed, bare) == ""
    assert words.absorption_sentence(pressed, bare) == ""
    assert words.observable_sentence(pressed, bare) == ""
    found = replace(pressed, sides=(bare, bare))
    assert pressure_sections(Hurting(found, (), ()), "stamp")[0].id == "hurting"


def test_only_the_first_page_is_in_front(pressed):
    pages = pressure_sections(Hurting(pressed, (), ()), "stamp")
    assert [page.annex for page in pages] == [False, *[True] * (len(pages) - 1)]
    assert len({page.id for page in pages}) == len(pages)


def test_what_the_months_rest_on_is_said_once(pressed):
    note = "Months until a loss has gathered: 15 draws; a hundredth of a year's income."
    assert words.endurance_note(pressed.sides) == note
    pages = pressure_sections(Hurting(pressed, (), ()), "stamp")
    assert [page.id for page in pages for sentence in page.sentences if sentence == note] == ["readings"]
    assert words.endurance_note([replace(side, endurance=()) for side in pressed.sides]) == ""


def test_endurance_beyond_what_is_followed_is_said_so(pressed):
    side = pressed.side("USA")
    late = replace(side.endurance[0], months=Band(60.0, 60.0, 60.0, 60.0, 60.0))
    some = replace(side.endurance[0], months=Band(54.0, 54.0, 60.0, 40.0, 60.0))
    assert words.endurance_sentences(pressed, replace(side, endurance=(late, some))) == (
        "The United States does not lose 1.0 % of a year's real income within 60 months.",
        "The United States has lost 1.0 % of a year's real income after 40 to 60 months or more.",
    )


def test_markets_that_buy_less_absorb_nothing(pressed):
    side = pressed.side("USA")
    rows = tuple(replace(row, share_of_loss=Band(-0.1, -0.1, -0.1, -0.1, -0.1)) for row in side.absorption)
    said = words.absorption_sentence(pressed, replace(side, absorption=rows))
    assert "Other markets take none of what the United States no longer sells to China" in said


def test_the_choke_point_that_costs_most_is_named(pressed):
    said = words.choke_sentence(pressed, (replace(DYSPROSIUM, days_to_stop=94.0),))
    assert "dysprosium would cost the United States most: 12 USD bn of output" in said
    assert "stand still on day 94, for want of dysprosium, which also costs most" in said
    free = replace(DYSPROSIUM, output_at_risk_usd_mn=0.0)
    assert words.choke_sentence(pressed, (free,)).startswith("No input under licence or ban")


def test_jobs_at_risk_are_key_numbers(pressed):
    numbers = {number.id: number for number in pressure_numbers(pressed)}
    income = {"income-first-year-usa", "income-first-year-chn"}
    assert set(numbers) == {*income, "trade-first-year", "jobs-at-risk-usa", "jobs-at-risk-chn"}
    band = pressed.side("CHN").real_income
    assert numbers["income-first-year-chn"].value == pytest.approx(100.0 * band.central)
    assert numbers["income-first-year-chn"].lo90 == pytest.approx(100.0 * band.low90)
    assert "−1.43" in numbers["income-first-year-chn"].shown
    assert numbers["trade-first-year"].value == pytest.approx(-70.0)
    assert "China to United States −91 to −49 % (median −70 %)" in numbers["trade-first-year"].shown
    china = numbers["jobs-at-risk-chn"]
    assert (china.value, china.lo90, china.hi90) == pytest.approx((3.1e6, 2.17e6, 4.03e6))
    assert china.shown == "2.2 to 4.0 m (median 3.1 m)"
    assert china.horizon == "after 6 months"


def test_choke_points_and_clocks_of_the_same_day_stand_beside(pressed):
    hurting = gather(pressed)
    assert {row.importer for row in hurting.points} <= {"USA", "CHN"}
    assert any("magnets" in row.name.lower() for row in hurting.points), "licensed on 4 April 2025"
    assert all(row.by in ("USA", "CHN") for row in hurting.clocks)
    before = gather(replace(pressed, moment=pressed.case.ledger.moment("2025-01-19")))
    assert not any("magnets" in row.name.lower() for row in before.points), "not yet licensed"
    truce = gather(replace(pressed, moment=pressed.case.ledger.moment("2025-05-14")))
    clock = {row.measure: row for row in truce.clocks}["chn-reciprocal-suspended"]
    table = tables.clocks_table([clock])
    assert table.rows[0][1:] == ("CHN", "12 Aug 2025", "90", "10.0 %", "34.0 %")


def test_where_the_trade_of_the_base_is_not_known_none_is_shown(pressed):
    """A day of 2019 is counted from a world that never was: changes stand, levels do not."""
    old = replace(pressed, levels="Trade of that day is not known here.")
    china = old.side("CHN")
    pages = {page.id: page for page in pressure_sections(Hurting(old, (), ()), "stamp")}
    assert not {"jobs", "absorption"} & set(pages)
    assert old.levels in pages["hurting"].sentences
    assert not any("USD" in sentence for sentence in pages["hurting"].sentences)
    assert {number.id for number in pressure_numbers(old)} == {"income-first-year-usa", "income-first-year-chn"}
    assert {row.unit for row in readings(china, levels=False)} == {"share", "share of labour"}
    assert {row.unit for row in readings(china)} > {"USD mn lost", "persons", "share of base"}
    assert tables.sectors_table(old, china).columns == ("sector", "change of the quantity sold to USA")
    assert "jobs" not in " ".join(words.stimulus_sentences(old, china))
    figures = {figure.name for page in pages.values() for figure in page.figures}
    assert figures == {"pain", "pain-parts", "distress-usa", "distress-chn"}


def test_rates_that_change_soon_stand_before_the_numbers(pressed):
    row = Coming(date(2025, 5, 14), 2, "USA", "CHN", 1.145, 0.416)
    assert words.day_sentences(replace(pressed, coming=(row, replace(row, importer="CHN", exporter="USA")))) == (
        "Announced, in force in 2 days: on 14 May 2025 the average rate of the United States on China falls from "
        "114.5 % to 41.6 % and the average rate of China on the United States falls from 114.5 % to 41.6 %. The "
        "numbers here are of the measures in force on 9 May 2025.",
    )
    assert words.day_sentences(pressed) == ()


def test_prices_in_other_markets_run_from_lowest_to_highest(pressed):
    side = pressed.side("USA")
    falls = (Band(-0.05, -0.06, -0.04, -0.062, -0.041), Band(-0.06, -0.07, -0.05, -0.074, -0.052))
    rows = tuple(
        replace(row, share_of_loss=Band(-0.1, -0.1, -0.1, -0.1, -0.1), price_fall=fall)
        for row, fall in zip(side.absorption, falls, strict=False)
    )
    said = words.absorption_sentence(pressed, replace(side, absorption=rows))
    assert "move there by +4.1 to +7.4 % (lowest to highest market" in said


def test_stimulus_that_costs_jobs_says_so_and_what_is_borrowed(pressed):
    side = pressed.side("USA")

    def said(low, high):
        jobs = Band((low + high) / 2, low, high, low, high)
        (row,) = side.stimulus
        return words.stimulus_sentences(pressed, replace(side, stimulus=(replace(row, jobs_saved=jobs),)))[0]

    assert "costs 34,000 to 380,000" in said(-380_000, -34_000)
    assert "saves 34,000 to 380,000" in said(34_000, 380_000)
    assert "may cost up to 34,000 jobs or save up to 380,000" in said(-34_000, 380_000)
    assert "of which 1.0 points are borrowed" in said(1, 2)


def test_the_part_of_terms_of_trade_is_told_where_it_helps(pressed):
    said = words.terms_sentence(pressed, pressed.side("USA"))
    assert "worth +0.42 to +0.78 % of its final spending" in said
    assert "+0.63 to +1.17 %" in said
    assert words.terms_sentence(pressed, pressed.side("CHN")) == ""


def test_dollars_stand_beside_customs_values(pressed):
    assert "400 USD bn here, 500 USD bn in customs data" in words.customs_sentence(pressed, pressed.sides)
    assert words.customs_sentence(pressed, [pressed.side("USA")]) == ""


def test_an_index_that_falls_while_the_rivals_rate_does_not_is_explained(pressed):
    assert words.history_sentences(pressed) == ()
    low = tuple(
        replace(point, total=0.5 * point.total) if point.day == date(2025, 4, 12) and point.region == "CHN" else point
        for point in pressed.history
    )
    (said,) = words.history_sentences(replace(pressed, history=low))
    assert said.startswith("From 9 Apr 2025 to 12 Apr 2025 the index of China falls from 39 to 26")
    cut = tuple(replace(p, faced=0.0) if p.day == date(2025, 4, 12) else p for p in low)
    assert words.history_sentences(replace(pressed, history=cut)) == ()


def test_drivers_within_their_error_are_left_out(pressed):
    weak = replace(pressed.drivers[0], parameter="credit", share=0.04, error=0.05)
    (said,) = words.driver_sentences(replace(pressed, drivers=(*pressed.drivers, weak)))
    assert "elasticity of the first year (61 %)" in said
    assert "credit" not in said


def test_the_first_page_sets_the_sides_beside_each_other_and_names_where_more_stands(pressed):
    borne, short = first_tables(Hurting(pressed, (DYSPROSIUM,), ()), pressed.sides)
    assert borne.columns == ("reading", "United States", "China")
    rows = {row[0]: row[1:] for row in borne.rows}
    assert rows["real income"] == ("−0.43 to −0.23 %", "−1.43 to −0.77 %")
    assert rows["months until 1.0 % of a year's income is lost"][1] == "8 to 14"
    assert rows["jobs in goods sold to the rival (accounting)"][1] == "5.2 m", "one number of accounting has no range"
    said = dict(short.rows)
    assert {name for name, _ in short.rows} == {"readings", "sectors", "firms", "choke-points", "published", "basis"}
    assert (
        "No dysprosium for 6 months would cost the United States 12 USD bn of output (2 to 40 USD bn)"
        in (said["choke-points"])
    )
    assert said["basis"].startswith("What drives the range of real income")
    old = replace(pressed, levels="Trade of that day is not known here.")
    borne, short = first_tables(Hurting(old, (), ()), old.sides)
    assert "sectors" not in {name for name, _ in short.rows}
    assert not any("jobs" in row[0] or "exports" in row[0] for row in borne.rows)


def test_where_nothing_moves_nobody_hurts_more(pressed):
    assert "hurts more" in hurts_sentence(pressed)
    still = Band.exact(0.0)
    idle = replace(pressed, sides=tuple(replace(side, real_income=still) for side in pressed.sides))
    assert hurts_sentence(idle).startswith("Nothing in force on the day moves the real income of either side")
