"""What may never be committed: places of one machine, addresses of registries, large files."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("home", "root", "work", "tmp", "mnt", "Users", "private")
ABSOLUTE = re.compile(r"(?<![\w./:<~-])/(?:" + "|".join(FOLDERS) + r")/[\w.-]")
WINDOWS = re.compile(r"\b[A-Z]:\\\\?[A-Za-z]")
HOSTS = ("py" + "pi.", "python" + "hosted.", "registry.npm" + "js.", "ana" + "conda.org", "crates" + ".io")
LARGEST = 3_000_000


def tracked() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a clone")
    listed = subprocess.run([git, "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_place_of_one_machine_and_no_registry():
    wrong = []
    for path in tracked():
        text = text_of(path)
        for number, line in enumerate(text.splitlines(), 1):
            if ABSOLUTE.search(line) or WINDOWS.search(line) or any(host in line for host in HOSTS):
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert not wrong, "\n".join(wrong)


def test_the_patterns_find_what_they_look_for():
    assert ABSOLUTE.search("see /" + "home/somebody/data")
    assert ABSOLUTE.search('"/' + 'tmp/x.csv"')
    assert not ABSOLUTE.search("trade/home/exports and https://example.org/home/page")


def test_no_large_file():
    large = {str(p.relative_to(ROOT)): p.stat().st_size for p in tracked() if p.stat().st_size > LARGEST}
    assert not large


def test_pins_name_no_address_and_no_hash():
    for number, line in enumerate((ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines(), 1):
        assert "://" not in line, number
        assert "--" not in line, number
        assert re.fullmatch(r"[\w.-]+==[\w.!+-]+(?: ; .+)?", line), f"line {number}: {line}"
