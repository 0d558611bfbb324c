"""detente rates."""

import pytest

import detente as dt

DAY = "2025-04-12"
PAIR = ("rates", "dispute", "USA", "CHN", "--on", DAY)


@pytest.mark.parametrize("definition", ["statutory-weighted", "statutory-simple", "announced", "ordinary"])
def test_a_rate_is_that_of_the_ledger(detente, definition):
    said = detente(*PAIR, "--definition", definition, "--json")
    rate = dt.open_case("dispute").ledger.rate("USA", "CHN", on=DAY, definition=definition)
    (row,) = said.json["rows"]
    assert row == {
        "importer": "USA",
        "exporter": "CHN",
        "definition": definition,
        "weights": rate.weights,
        "rate": pytest.approx(float(rate), abs=1e-15),
        "on": DAY,
        "as_of": DAY,
    }


def test_bundled_pair_has_every_definition_side_by_side(detente):
    said = detente("rates", "us-china-2025", "United States", "China", "--on", DAY, "--json")
    rows = {row["definition"]: row["rate"] for row in said.json["rows"]}
    assert list(rows) == [
        "statutory-weighted",
        "statutory-simple",
        "effective",
        "announced",
        "ordinary",
        "post-substitution",
    ]
    # buyers leave what is dear, so the average over what they still buy is lower
    assert rows["ordinary"] < rows["post-substitution"] < rows["effective"] < rows["statutory-simple"]
    assert said.json["certificate"]["status"] == "CONVERGED"


def test_a_definition_that_cannot_be_computed_is_null_with_its_reason(detente, monkeypatch):
    def unsolved(*_: object, **__: object) -> None:
        raise dt.NotSolved("no equilibrium")

    monkeypatch.setattr(dt.LongRun, "solve", unsolved)
    said = detente("rates", "us-china-2025", "USA", "CHN", "--on", DAY, "--json")
    assert said.code == 0
    assert said.json["rows"][-1]["rate"] is None
    assert said.json["warnings"] == ["post-substitution: no equilibrium"]
    assert detente("rates", "us-china-2025", "USA", "CHN", "--definition", "post-substitution").code == 4


def test_text_defines_what_it_prints(detente):
    said = detente("rates", "us-china-2025", "USA", "CHN", "--on", DAY)
    assert "rate, %" in said.out
    assert "each product line" in said.out
    assert "12 Apr 2025" in said.out


def test_rows_by_sector_average_to_the_pair(detente):
    rows = detente(*PAIR, "--by", "sector", "--json").json["rows"]
    trade = sum(row["trade_usd_mn"] for row in rows)
    mean = sum(row["rate"] * row["trade_usd_mn"] for row in rows) / trade
    whole = detente(*PAIR, "--definition", "statutory-weighted", "--json").json["rows"][0]["rate"]
    assert mean == pytest.approx(whole, abs=1e-12)


def test_rows_by_product_can_be_narrowed(detente):
    rows = detente(*PAIR, "--by", "product", "--product", "8517.13", "--json").json["rows"]
    assert [row["product"] for row in rows] == ["85171300"]
    assert rows[0]["rate"] == pytest.approx(0.10)


def test_rows_by_partner_name_each_exporter(detente):
    rows = detente("rates", "dispute", "USA", "all", "--on", DAY, "--by", "partner", "--json").json["rows"]
    assert {row["exporter"] for row in rows} == {"CHN", "ROW"}


def test_scenario_changes_the_rate_and_is_named(detente):
    words = (*PAIR, "--definition", "statutory-weighted", "--json")
    plain = detente(*words).json["rows"][0]["rate"]
    ruled = detente(*words, "--scenario", "dispute:half").json
    assert ruled["meta"]["scenario"] == "half"
    assert 0.10 < ruled["rows"][0]["rate"] < plain


def test_knowledge_is_capped_at_the_last_day_and_said_so(detente):
    said = detente("rates", "dispute", "USA", "CHN", "--on", "2025-06-01", "--definition", "ordinary", "--json")
    assert said.json["meta"]["as_of"] == "2025-05-12"
    sentence = "knowledge of 2025-06-01 is capped at 2025-05-12, the last day of case dispute."
    assert said.json["warnings"] == [sentence]
    assert said.err == f"note: {sentence}\n"


def test_what_is_known_when_decides(detente):
    words = ("rates", "dispute", "USA", "CHN", "--on", "2025-04-10", "--product", "8517.13", "--json")
    then = detente(*words, "--definition", "statutory-weighted").json["rows"][0]["rate"]
    later = detente(*words, "--definition", "statutory-weighted", "--as-of", "2025-05-12").json["rows"][0]["rate"]
    assert (then, later) == (pytest.approx(0.44), pytest.approx(0.10))


def test_published_averages_split_the_gap(detente):
    said = detente("rates", "us-china-2025", "USA", "CHN", "--on", DAY, "--compare", "--json")
    rows = said.json["rows"]
    assert len(rows) >= 2
    for row in rows:
        parts = sum(row[name] for name in ("base", "dates", "exclusions", "rates", "weights"))
        assert parts == pytest.approx(row["published"] - row["ours"], abs=1e-12)


@pytest.mark.parametrize(
    "words",
    [
        ("USA", "USA"),
        ("USA", "CHN", "--by", "partner"),
        ("USA", "all", "--by", "sector"),
        ("USA", "all", "--definition", "post-substitution"),
        ("USA", "CHN", "--by", "sector", "--product", "85"),
        ("USA", "CHN", "--by", "sector", "--definition", "post-substitution"),
        ("USA", "all", "--compare"),
    ],
)
def test_questions_that_make_no_sense_are_usage_errors(detente, words):
    said = detente("rates", "dispute", *words)
    assert said.code == 2
    assert said.err.startswith("detente: ")


def test_sectors_and_products_are_named(detente):
    by_sector = detente("rates", "us-china-2025", "USA", "CHN", "--on", "2025-04-12", "--by", "sector", "--json").json
    named = {row["sector"]: row["name"] for row in by_sector["rows"]}
    assert named["C31T33"] == "Furniture, toys, other goods"
    by_product = detente("rates", "us-china-2025", "USA", "CHN", "--by", "product", "--product", "9503")
    assert "C31T33" in by_product.out
