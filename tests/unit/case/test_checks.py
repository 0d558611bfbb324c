import pytest

from detente.case.read import open_case
from detente.core.errors import CaseError

RECORD = """
[[{table}]]
id = "{id}"
announced = 2025-02-01
effective = 2025-02-04
cites = ["order"]
{more}
"""
DUTY = 'kind = "tariff"\nby = "USA"\nauthority = "{authority}"\n{more}'


def write(folder, table, name, more):
    with (folder / "measures.toml").open("a", encoding="utf-8") as file:
        file.write(RECORD.format(table=table, id=name, more=more))


def duty(folder, name, more, authority="other"):
    write(folder, "measure", name, DUTY.format(authority=authority, more=more))


def problems(folder):
    with pytest.raises(CaseError) as caught:
        open_case(folder)
    return caught.value.problems


def test_a_tie_within_an_authority(folder):
    duty(folder, "again", 'on = ["CHN"]\ngoods = {hs = ["9503"]}\nrate = 0.3', "safeguard")
    (problem,) = problems(folder)
    assert 'ties with "duty-25": same authority (safeguard)' in problem


@pytest.mark.parametrize("more", ['on = ["ROW"]\nrate = 0.3', 'on = ["CHN"]\ngoods = {list = "none"}\nrate = 0.3'])
def test_no_tie_without_goods_and_partners_in_common(folder, more):
    (folder / "lists").mkdir()
    (folder / "lists" / "none.csv").write_text("hs,share\n9503,0\n", encoding="utf-8")
    duty(folder, "again", more, "safeguard")
    assert len(open_case(folder).ledger.measures) == 2


def test_rates_that_leave_a_partner_out(folder):
    duty(folder, "by-name", 'on = ["CHN", "MEX"]\nrates = {CHN = 0.1}', "a")
    duty(folder, "by-world", 'on = "all"\nrates = {CHN = 0.1}', "b")
    duty(folder, "by-group", 'on = ["DEU", "EU27"]\nrates = {EU27 = 0.1}', "c")
    found = problems(folder)
    assert len(found) == 3
    assert '"by-name", field "rates": no rate for MEX; add it, or take it out of "on".' in found[0]
    assert '"by-world", field "rates": no rate for ROW' in found[1]
    assert "none of DEU, EU27 is an economy of world 'toy'" in found[2]


def test_references_between_records(folder):
    write(folder, "repeal", "end", 'ends = ["duty-52"]')
    write(folder, "stacking", "rule", 'by = "USA"\napplies = "safeguard"\nexcludes = "safegard"')
    duty(folder, "better", 'on = ["CHN"]\nrate = 0.2\nsupersedes = "duty-24"')
    with (folder / "documents.toml").open("a", encoding="utf-8") as file:
        file.write('[[document]]\nid = "x"\ntitle = "T"\noutlet = "o"\npublished = 2025-02-01\nderived_from = "ordr"\n')
    found = "\n".join(problems(folder))
    assert 'there is no measure "duty-52". Did you mean duty-25?' in found
    assert 'no measure has the authority "safegard". Did you mean safeguard?' in found
    assert 'field "supersedes": there is no record "duty-24". Did you mean duty-25?' in found
    assert 'field "derived_from": there is no document "ordr". Did you mean order?' in found
    assert found.count("\n") == 3


def test_products_sectors_and_lists(folder):
    duty(folder, "a", 'on = ["CHN"]\nrate = 0.1\ngoods = {hs = ["9999"]}', "a")
    duty(folder, "b", 'on = ["CHN"]\nrate = 0.1\ngoods = {sectors = ["C62"]}', "b")
    duty(folder, "c", 'on = ["CHN"]\nrate = 0.1\ngoods = {list = "steel"}', "c")
    found = problems(folder)
    assert len(found) == 3
    assert "9999" in found[0]
    assert "C62 is no sector" in found[1]
    assert "there is no file lists/steel.csv" in found[2]
