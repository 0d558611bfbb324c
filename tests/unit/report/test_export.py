import json
from datetime import date
from types import MappingProxyType

import duckdb
import numpy as np
import pytest

from detente.core.errors import UsageError
from detente.report import export
from detente.report.export import figure_png, figure_svg, parquet, plain, read_parquet, to_json, write_file


def test_a_file_is_not_replaced_unless_asked(tmp_path):
    path = write_file(tmp_path / "a.txt", "one")
    with pytest.raises(UsageError, match=r"a\.txt exists already; choose another name, or add --force"):
        write_file(path, "two")
    assert path.read_text(encoding="utf-8") == "one"
    write_file(path, b"two", force=True)
    assert path.read_bytes() == b"two"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"there is no folder .*deep; make it first"):
        write_file(tmp_path / "deep" / "a.txt", "one")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "a.html").mkdir()
    with pytest.raises(UsageError, match=r"a\.html is a folder"):
        write_file(tmp_path / "a.html", "one", force=True)


def test_nothing_half_written_is_left(tmp_path, monkeypatch):
    """The disk fills up just before the new file takes the old one's place."""
    path = write_file(tmp_path / "a.txt", "old")

    def full(self, target):
        raise OSError("disk full")

    monkeypatch.setattr(export.Path, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_file(path, "new", force=True)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text(encoding="utf-8") == "old"


def test_plain_values_are_jsons_own():
    value = {
        1: np.float64(0.5),
        "nan": float("nan"),
        "inf": [np.inf, -np.inf],
        "day": date(2025, 4, 12),
        "rows": (np.int64(3), True, None, "text"),
        "map": MappingProxyType({"a": 1}),
    }
    text = to_json(value)
    assert json.loads(text, parse_constant=pytest.fail) == {
        "1": 0.5,
        "nan": None,
        "inf": [None, None],
        "day": "2025-04-12",
        "rows": [3, True, None, "text"],
        "map": {"a": 1},
    }
    assert plain(json.loads(text)) == json.loads(text), "twice is once"


def figures(brief):
    return [figure for section in brief.sections for figure in section.figures]


def test_every_figure_is_drawn_without_a_network(page_brief):
    found = figures(page_brief)
    assert len({figure.name for figure in found}) == len(found) >= 5
    for figure in found:
        svg = figure_svg(figure)
        assert svg.startswith("<svg")
        assert page_brief.findings.run in svg, "the source line is in the picture"
        assert "null" not in svg
        assert "NaN" not in svg


def test_a_picture_in_pixels(page_brief):
    assert figure_png(figures(page_brief)[1], 1.0).startswith(b"\x89PNG")


def test_quotes_in_paths_and_metadata_of_a_table(tmp_path, monkeypatch):
    folder = tmp_path / "O'Brien's"
    folder.mkdir()
    monkeypatch.setattr(export.tempfile, "tempdir", str(folder))
    content = parquet({"region": ["USA", "it's"], "value": [1.5, None]}, {"case's title": "a 'quoted' day", "run": "1"})
    path = folder / "table.parquet"
    path.write_bytes(content)
    assert read_parquet(path) == {"region": ["USA", "it's"], "value": [1.5, None]}
    with duckdb.connect() as connection:
        pairs = connection.execute("select key, value from parquet_kv_metadata(?)", [str(path)]).fetchall()
    assert {(b"case's title", b"a 'quoted' day"), (b"run", b"1")} <= set(pairs)
