"""detente why."""

import pytest

WORDS = ("why", "dispute", "USA", "CHN", "8517.13", "--on", "2025-04-12")


def test_terms_and_layers_add_up(detente):
    found = detente(*WORDS, "--json").json
    assert found["tariff"] == pytest.approx(max(0.0, found["base"] + found["statutory"] - found["statutory_base"]))
    assert sum(layer["rate"] for layer in found["layers"]) == pytest.approx(found["statutory"])
    layers = {layer["measure"]: layer for layer in found["layers"]}
    assert layers["usa-first-10"]["rate"] == pytest.approx(0.10)
    assert layers["usa-phones-free"]["role"] == "exempts"
    assert layers["usa-phones-free"]["known_on"] == "2025-04-11"
    assert layers["usa-phones-free"]["cites"] == ["order-1"]


def test_text_names_instrument_dates_sources_and_what_is_unverified(detente):
    said = detente(*WORDS).out
    assert "Memorandum 1" in said
    assert "2025-04-11  2025-04-05" in said
    assert "Customs notice, customs, 2025-02-02" in " ".join(said.split())
    assert "Unverified: fewer than two independent sources." in " ".join(said.split())
    assert "13.0 %" in said
