import os
from pathlib import Path

import pytest

from detente.core.files import folder_whole, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def interrupt(*_args: object) -> None:
    raise KeyboardInterrupt


def test_a_file_appears_with_its_content_and_is_replaced(tmp_path):
    path = tmp_path / "a.txt"
    assert write_whole(path, b"one") == path
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert os.access(path, os.R_OK)
    assert path.stat().st_mode & 0o777 == 0o644
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("step", ["chmod", "replace"])
def test_a_file_interrupted_leaves_the_old_one_and_no_litter(tmp_path, monkeypatch, step):
    path = write_whole(tmp_path / "a.txt", b"one")
    monkeypatch.setattr(Path, step, interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"two")
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["a.txt"]


def test_a_file_that_cannot_be_written_leaves_no_litter(tmp_path):
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(OSError, match=r"a\.txt"):
        write_whole(tmp_path / "a.txt", b"one")
    assert names(tmp_path) == ["a.txt"]


def test_a_folder_appears_when_its_block_ends(tmp_path):
    target = tmp_path / "run"
    with folder_whole(target) as draft:
        (draft / "x").write_text("1")
        assert not target.exists()
    assert (target / "x").read_text() == "1"
    assert names(tmp_path) == ["run"]


def test_a_folder_is_replaced_with_nothing_of_the_old_left(tmp_path):
    target = tmp_path / "run"
    for name in ("old", "new"):
        with folder_whole(target) as draft:
            (draft / name).write_text(name)
    assert names(target) == ["new"]
    assert names(tmp_path) == ["run"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_a_folder_interrupted_leaves_the_old_one_and_no_litter(tmp_path, error):
    target = tmp_path / "run"
    target.mkdir()
    (target / "old").write_text("1")

    def fill() -> None:
        with folder_whole(target) as draft:
            (draft / "new").write_text("2")
            raise error

    with pytest.raises(error):
        fill()
    assert names(target) == ["old"]
    assert names(tmp_path) == ["run"]


def test_the_old_folder_comes_back_if_the_new_one_cannot_move_in(tmp_path, monkeypatch):
    target = tmp_path / "run"
    target.mkdir()
    (target / "old").write_text("1")
    rename = Path.replace

    def replace(self: Path, to: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return rename(self, to)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt), folder_whole(target):
        pass
    assert names(target) == ["old"]
    assert names(tmp_path) == ["run"]
