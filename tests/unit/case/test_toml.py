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
        (b"\n[[act]]\nid = 3\n", "acts.toml, line 2, record act number 1"),
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


def test_a_byte_order_mark_is_no_problem(tmp_path):
    records, problems = read(tmp_path, b'\xef\xbb\xbf[[act]]\nid = "a"\n')
    assert [record.id for record, _ in records] == ["a"]
    assert problems == []


def test_a_whole_file_as_one_record():
    problems = Problems([])
    assert parse_table(Act, {"id": "a"}, "case.toml", problems) == Act(id="a")
    assert parse_table(Act, {}, "case.toml", problems) is None
    assert problems.sentences[0].startswith('case.toml, field "id" is missing; write')
