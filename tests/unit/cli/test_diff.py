"""detente diff."""

import pytest

import detente as dt

DAYS = ("--from", "2025-01-20", "--to", "2025-05-14")


def test_effects_on_a_pair_sum_to_the_change_of_its_rate(detente):
    found = detente("diff", "dispute", *DAYS, "--json").json
    ledger = dt.open_case("dispute").ledger
    for importer, exporter in (("USA", "CHN"), ("CHN", "USA")):
        mine = [m["effect"] for m in found["measures"] if m["importer"] == importer and m["effect"] is not None]
        moved = ledger.rate(importer, exporter, on="2025-05-14") - ledger.rate(importer, exporter, on="2025-01-20")
        assert sum(mine) == pytest.approx(float(moved), abs=1e-12)


def test_measures_without_a_rate_have_no_effect_rather_than_zero(detente):
    found = detente("diff", "dispute", *DAYS, "--json").json
    effect = {m["id"]: m["effect"] for m in found["measures"]}
    assert effect["chn-metals-licence"] is None
    assert effect["usa-schedule-10"] < 0


def test_the_largest_first_dated_by_their_own_day(detente):
    found = detente("diff", "us-china-2025", "--from", "2025-04-01", "--to", "2025-04-12", "--json").json["measures"]
    rated = [m for m in found if m["effect"] is not None]
    duty = [abs(m["effect"]) * m["trade_usd_mn"] for m in rated]
    assert duty == sorted(duty, reverse=True)
    phones = next(m for m in rated if m["id"] == "usa-reciprocal-electronics")
    assert phones["effect"] < -0.25, "granted on 11 April, when the rate was 125 %"
    said = detente("diff", "us-china-2025", "--from", "2025-05-09", "--to", "2025-05-12").out
    assert said.count("to be repealed") == 4
    assert "−57.68" in said


def test_nothing_changed_is_an_answer(detente):
    said = detente("diff", "dispute", "--from", "2025-03-01", "--to", "2025-03-02")
    assert said.code == 0
    assert "Nothing changed in law." in said.out


def test_days_in_the_wrong_order(detente):
    said = detente("diff", "dispute", "--from", "2025-03-02", "--to", "2025-03-01")
    assert (said.code, said.err) == (2, "detente: --to 2025-03-01 is before --from 2025-03-02; swap them.\n")


def test_knowledge_after_the_record_is_remarked(detente):
    last = dt.open_case("dispute").head.last
    assert detente("diff", "dispute", *DAYS, "--as-of", str(last)).err == ""
    late = detente("diff", "dispute", *DAYS, "--as-of", "2031-01-01")
    assert f"knowledge of 2031-01-01 is capped at {last}, the last day of case dispute." in late.err
