import pytest

from detente.case.toml import LIMIT, Problems, parse_records, parse_table, read_toml
from detente.core.records import Record, Seq


class Act(Record):
    id: str
    names: Seq[str] = ()


def read(tmp_path, raw):
    path = tmp_path / "acts.toml"
    path.write_bytes(raw)
    problems = Problems([])
    data, text = read_toml(path, "acts.toml", problems)
    records = parse_records(Act, "act", data, text, "acts.toml", problems)
    return records, problems.sentences


def test_records_know_their_line(tmp_path):
    records, problems = read(tmp_path, b'# head\n[[act]]\nid = "a"\n\n[[ act ]] # second\nid = "b"\nnames = ["x"]\n')
    assert problems == []
    assert [(record.id, place) for record, place in records] == [
        ("a", 'acts.toml, line 2, record "a"'),
        ("b", 'acts.toml, line 5, record "b"'),
    ]
    assert records[1][0].names == ("x",)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "acts.toml: the file is empty"),
        (b"\xff\xfe", "acts.toml, line 1: byte 0xFF is not UTF-8"),
        (b"id = = 1", "acts.toml, line 1"),
        (b"\n[[act]]\nid = 3\n", "acts.toml, line 3, record act number 1"),
        (b'[act]\nid = "a"\n', "[act] must be written [[act]]"),
        (b'[[act]]\nid = "a"\nnam = ["x"]\n', "unknown field. Did you mean names?"),
        (b'[[act]]\nid = "a"\nnames = "x"\n', 'a list is needed: ["x"]'),
        (b" " * (LIMIT + 1), "a case file has at most 5 MB"),
    ],
)
def test_one_sentence_for_each_problem(tmp_path, raw, said):
    records, problems = read(tmp_path, raw)
    assert records == []
    (sentence,) = problems
    assert said in sentence


def test_a_place_knows_the_lines_of_its_fields(tmp_path):
    raw = b'[[act]]\nid = "a"\n\n# names = 1\n  names = ["x"] # id = 2\n[act.more]\nid = "no"\n'
    raw += b'[[act]]\nnames = []\nid = "b"\n'
    path = tmp_path / "acts.toml"
    path.write_bytes(raw.replace(b'[act.more]\nid = "no"\n', b""))
    problems = Problems([])
    data, text = read_toml(path, "acts.toml", problems)
    (_, first), (_, second) = parse_records(Act, "act", data, text, "acts.toml", problems)
    assert first.at("names") == 'acts.toml, line 5, record "a", field "names"'
    assert second.at("id") == 'acts.toml, line 8, record "b", field "id"'
    assert second.at("rate") == 'acts.toml, line 6, record "b", field "rate"', "a missing field has its record's line"
    parsed = parse_records(Act, "act", data, raw.decode(), "acts.toml", problems)
    assert parsed[1][1].at("id") == 'acts.toml, line 10, record "b", field "id"', "tables inside a record are their own"


def test_names_of_what_cannot_be_read_are_kept(tmp_path):
    path = tmp_path / "acts.toml"
    path.write_text('[[act]]\nid = "a"\nnam = 1\n', encoding="utf-8")
    problems = Problems([])
    data, text = read_toml(path, "acts.toml", problems)
    assert parse_records(Act, "act", data, text, "acts.toml", problems) == []
    assert (problems.lost, problems.unread) == ({"a"}, False)
    path.write_text("id = ", encoding="utf-8")
    read_toml(path, "acts.toml", problems)
    assert problems.unread


def test_a_byte_order_mark_is_no_problem(tmp_path):
    records, problems = read(tmp_path, b'\xef\xbb\xbf[[act]]\nid = "a"\n')
    assert [record.id for record, _ in records] == ["a"]
    assert problems == []


def test_a_whole_file_as_one_record():
    problems = Problems([])
    assert parse_table(Act, {"id": "a"}, "", "case.toml", problems) == Act(id="a")
    assert parse_table(Act, {}, "", "case.toml", problems) is None
    assert problems.sentences[0].startswith('case.toml, field "id" is missing; write')
