"""No rule was cut to one text: a phrase of three or more words may not stand in exactly one of the texts known here.

Known are the eight texts of the corpus and, where they lie beside the repository, the two real articles.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DESK = ROOT / "src" / "detente" / "desk"
FOLDERS = (Path(__file__).parent / "texts", ROOT.parent / "shared" / "articles")
NAMES = ("places.toml", "offices.toml")
"""Tables of proper names, which are no rules."""
LONGEST_ENTRY = 6
"""Words of the longest single entry of a table; longer strings are lists of words."""
ALLOWED = {"as much as": "comparator, grammar"}
"""Phrases that stand in one text by chance, each with its origin."""


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9%'$]+", text.lower().replace("\u2019", "'").replace("-", " ")))


FRESH = tomllib.loads((Path(__file__).parent / "fresh.toml").read_text(encoding="utf-8"))["document"]
UNSEEN = {row["file"] for row in FRESH}
"""Written after the rules, so that no rule can be cut to them."""
KNOWN = {
    path.stem: f" {words(path.read_text('utf-8'))} "
    for folder in FOLDERS
    for path in sorted(folder.glob("[0-9]*.txt"))
    if path.stem not in UNSEEN
}


def literals(tree: ast.AST) -> Iterator[str]:
    """Strings of a module that are no docstrings."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part)


def phrases(text: str) -> Iterator[str]:
    """Runs of three or more words between the signs of a pattern."""
    for run in re.split(r"[|()\[\]?*+{}\\^$,:;.]", text.replace(r"\s+", " ")):
        if len(words(run).split()) >= 3:
            yield words(run)


def of_rules() -> Iterator[tuple[str, str]]:
    for path in sorted(DESK.glob("*.py")):
        for text in literals(ast.parse(path.read_text(encoding="utf-8"))):
            yield from ((path.name, phrase) for phrase in phrases(text))
    for path in sorted((DESK / "data").glob("*.toml")):
        if path.name not in NAMES:
            for text in leaves(tomllib.loads(path.read_text(encoding="utf-8"))):
                yield from ((path.name, p) for p in phrases(text) if len(p.split()) <= LONGEST_ENTRY)


def stands_in(phrase: str) -> list[str]:
    return [name for name, text in KNOWN.items() if f" {phrase} " in text]


def test_no_phrase_of_a_rule_stands_in_exactly_one_known_text():
    wrong = {
        f"{file}: {phrase}": where
        for file, phrase in of_rules()
        if len(where := stands_in(phrase)) == 1 and phrase not in ALLOWED
    }
    assert not wrong, f"take these apart into general words, or name their origin in ALLOWED: {wrong}"


def test_the_guard_sees_a_phrase_in_a_pattern():
    assert list(phrases(r"(?:turned\s+down\s+the\s+first)|said")) == ["turned down the first"]
    assert stands_in("turned down the first") == ["1-agency-report"]
    assert len(KNOWN) >= 8
