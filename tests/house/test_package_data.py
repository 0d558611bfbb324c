"""Every file of data that ships is named in data/README.md with the hash of its bytes."""

import hashlib
import re
from pathlib import Path

DATA = Path(__file__).parents[2] / "src" / "detente" / "data"
SUFFIXES = (".npz", ".csv", ".json")


def readme() -> str:
    return (DATA / "README.md").read_text(encoding="utf-8")


def hashes() -> dict[str, str]:
    """File to sha256, from the rows of the table."""
    rows = re.findall(r"^\|\s*`?([\w./*-]+)`?\s*\|.*?`?\b([0-9a-f]{64})\b`?.*\|\s*$", readme(), re.MULTILINE)
    return dict(rows)


def test_hashes_are_those_of_the_files():
    table = hashes()
    assert table, "data/README.md has no table of files with sha256"
    for name, digest in table.items():
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == digest, name


def test_every_derived_file_is_in_the_table():
    derived = [p for p in sorted(DATA.rglob("*")) if p.suffix in SUFFIXES and "cases" not in p.relative_to(DATA).parts]
    assert derived
    missing = [name for p in derived if (name := p.relative_to(DATA).as_posix()) not in hashes()]
    assert not missing, f"add to data/README.md: {missing}"


def test_every_source_is_attributed():
    for words in ("OECD", "CC BY 4.0", "US Census"):
        assert words in readme(), words
