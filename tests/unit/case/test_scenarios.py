import numpy as np
import pytest

from detente.case.scenarios import open_scenario
from detente.core.errors import CaseError, DataError

PAIRS = (("USA", "CHN"), ("CHN", "USA"))


def test_halve_both_halves_what_each_added(bundled):
    """The reciprocal and fentanyl layers are halved; China's additions since the base day shrink as much."""
    opened = open_scenario("us-china-2025:halve-both")
    book = bundled.ledger.with_rules(opened.scenario.rule)
    moment = book.moment(opened.scenario.base)
    halved = {"ieepa-reciprocal", "ieepa-fentanyl-china"}
    plain, ruled = (ledger.stack("USA", "CHN", moment) for ledger in (bundled.ledger, book))
    cut = sum(layer.rate for layer in plain.layers if layer.authority in halved)
    np.testing.assert_allclose(plain.total - ruled.total, 0.5 * cut, atol=1e-12)
    base = bundled.ledger.moment(bundled.ledger.base.base_day, moment.as_of)

    def since_base(ledger, importer, exporter):
        change = ledger.stack(importer, exporter, moment).added
        return change - bundled.ledger.stack(importer, exporter, base).added

    weights = plain.lines.weights_of("CHN")
    kept = np.average(since_base(book, "USA", "CHN"), weights=weights) / np.average(
        since_base(bundled.ledger, "USA", "CHN"), weights=weights
    )
    assert 0.45 < kept < 0.55
    answer, before = (since_base(ledger, "CHN", "USA") for ledger in (book, bundled.ledger))
    np.testing.assert_allclose(answer, kept * before, atol=1e-12)


def write(path, rules, case="us-china-2025"):
    path.write_text(f'case = "{case}"\ntitle = "T"\nbase = 2025-05-09\n{rules}', encoding="utf-8")
    return str(path)


RULE = '[[rule]]\nop = "{op}"\nby = "USA"\non = ["CHN"]\nwhy = "w"\n{more}\n'


def test_rules_on_the_same_cells_are_remarked_upon(tmp_path):
    rules = RULE.format(op="scale", more="value = 0.5") + RULE.format(op="cap", more="value = 0.3")
    opened = open_scenario(write(tmp_path / "two.toml", rules))
    assert opened.name == "two"
    assert opened.remarks == ("rule 2 (cap) works on rates that rule 1 (scale) has changed; they apply in order.",)
    assert open_scenario("us-china-2025:halve-both").scenario.model.deficits == "fixed"
    apart = [RULE.format(op="add", more=f'goods = {{hs = ["{code}"]}}\nvalue = 0.1') for code in ("9503", "8517")]
    assert not open_scenario(write(tmp_path / "apart.toml", "".join(apart))).remarks


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('value = 0.5\nauthority = "ieepa-reciprocol"', "Did you mean ieepa-reciprocal?"),
        ('value = 0.5\ngoods = {list = "steel"}', 'field "goods": there is no file lists/steel.csv'),
        ("value = nan", "finite"),
    ],
)
def test_rules_that_name_nothing_known(tmp_path, more, said):
    with pytest.raises(CaseError) as caught:
        open_scenario(write(tmp_path / "s.toml", RULE.format(op="scale", more=more)))
    assert said in str(caught.value)


def test_scenarios_that_are_not_there(tmp_path):
    with pytest.raises(DataError, match=r"has no scenario .* Did you mean halve-both"):
        open_scenario("us-china-2025:halve")
    with pytest.raises(DataError, match="give a file, or CASE:ID"):
        open_scenario(str(tmp_path / "none.toml"))
