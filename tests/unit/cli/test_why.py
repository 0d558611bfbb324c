"""detente why."""

import pytest

WORDS = ("why", "dispute", "USA", "CHN", "8517.13", "--on", "2025-04-12")


def test_terms_and_layers_add_up(detente):
    found = detente(*WORDS, "--json").json
    (terms,) = found["sectors"]
    assert terms["tariff"] == pytest.approx(max(0.0, terms["base"] + terms["statutory"] - terms["statutory_base"]))
    assert terms["statutory"] > found["statutory"], "the telephone is exempt, its sector is not"
    assert sum(layer["rate"] for layer in found["layers"]) == pytest.approx(found["statutory"])
    layers = {layer["measure"]: layer for layer in found["layers"]}
    assert layers["usa-first-10"]["rate"] == pytest.approx(0.10)
    assert layers["usa-phones-free"]["role"] == "exempts"
    assert layers["usa-phones-free"]["known_on"] == "2025-04-11"
    assert layers["usa-phones-free"]["cites"] == ["order-1"]


def test_text_names_instrument_dates_sources_and_what_is_unverified(detente):
    said = detente(*WORDS).out
    assert "Memorandum 1" in said
    assert "2025-04-05 (known 2025-04-11)" in said
    assert "Customs notice, customs, 2025-02-02" in " ".join(said.split())
    assert "Unverified: fewer than two independent sources." in " ".join(said.split())
    words = " ".join(said.split())
    assert "In law: the United States levies 10.0 % on 8517.13 of China on 12 Apr 2025" in words
    assert "In the model, which knows sectors and not products" in words
    assert "C26, computer, electronic and optical products: base 3.0 %" in words


def test_one_product_in_several_sectors_has_a_line_for_each(detente):
    words = " ".join(detente("why", "us-china-2025", "USA", "CHN", "87", "--on", "2025-05-09").out.split())
    assert "C29, motor vehicles, trailers and semi-trailers (" in words
    assert "C302T309, other transport equipment (" in words
    assert "single lines: " in words
