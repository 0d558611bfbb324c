"""Runs what the pages show: Python blocks, console blocks and the files they need; and the docstrings' examples.

A console block holds ``$ detente ...`` lines, each with some of its output below. Every command is run in a folder
that belongs to the page, must return exit code 0 (or the one in a closing comment, ``# exit code 3``), and must
print the lines shown, in that order; a line ``...`` stands for any others. The word DATA stands for the data
folder; without one the block is skipped. A code block with a file name as its caption is written to that file.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sybil import Document, Example, Region, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

ROOT = Path(__file__).parent
CAPTIONED = re.compile(r"(?ms)^```\{code-block\} \w+\n:caption: (?P<file>\S+)\n(?::.*\n)*\n(?P<body>.*?)^```")
EXIT = re.compile(r"\s+# exit code (\d+)$")


def data_folder() -> Path | None:
    """The data folder: DETENTE_DATA, or ../shared/data beside the repository."""
    folder = Path(os.environ.get("DETENTE_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def parse_files(document: Document) -> Iterable[Region]:
    """Code blocks whose caption is the name of a file."""
    for block in CAPTIONED.finditer(document.text):
        yield Region(block.start(), block.end(), (block["file"], block["body"]), write_file)


def write_file(example: Example) -> None:
    """Write a captioned block into the page's folder."""
    name, body = example.parsed
    path = example.namespace["folder"] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")


def run_console(example: Example) -> str | None:
    """Run the commands of a console block; the message says what differs from the page."""
    folder = example.namespace["folder"]
    for command, shown in commands(str(example.parsed)):
        line, wanted = EXIT.sub("", command), EXIT.search(command)
        words = shlex.split(line, comments=True)
        if "DATA" in words:
            data = data_folder()
            if data is None:
                pytest.skip("needs the data folder: set DETENTE_DATA")
            words = [str(data) if word == "DATA" else word for word in words]
        if words[0] != "detente":
            raise ValueError(f"{line}: only detente commands are run; mark other blocks as bash.")
        done = subprocess.run(  # noqa: S603 - the commands of our own pages
            [sys.executable, "-m", "detente", *words[1:]],
            cwd=folder,
            env={**os.environ, "COLUMNS": "160", "NO_COLOR": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        said = f"{done.stdout}\n{done.stderr}"
        if done.returncode != int(wanted[1] if wanted else 0):
            return f"$ {line}\nreturned exit code {done.returncode} and said:\n{said}"
        missing = first_missing(shown, said)
        if missing is not None:
            return f"$ {line}\ndid not print (after the lines before it): {missing}\nIt said:\n{said}"
    return None


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Commands of a block, each with the output lines shown; a closing backslash continues a command."""
    found: list[tuple[str, list[str]]] = []
    for line in block.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        elif line.strip() not in ("", "..."):
            found[-1][1].append(line)
    return found


def first_missing(shown: list[str], said: str) -> str | None:
    """The first line of the page that the output lacks, lines taken in order and spaces evened out."""
    lines = iter(" ".join(line.split()) for line in said.splitlines())
    return next((line for line in shown if " ".join(line.split()) not in lines), None)


def open_folder(namespace: dict[str, Any]) -> None:
    """Give a page its own folder."""
    namespace["keep"] = tempfile.TemporaryDirectory(prefix="page-")
    namespace["folder"] = Path(namespace["keep"].name)


def close_folder(namespace: dict[str, Any]) -> None:
    """Remove the page's folder."""
    namespace["keep"].cleanup()


PAGES = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser(language="console", evaluator=run_console),
        SkipParser(),
        parse_files,
    ],
    patterns=["README.md", "docs/*.md", "docs/*/*.md", "docs/*/*/*.md"],
    setup=open_folder,
    teardown=close_folder,
)
DOCSTRINGS = Sybil(parsers=[DocTestParser()], patterns=["src/*/*.py", "src/*/*/*.py", "src/*/*/*/*.py"])

pytest_collect_file = (PAGES + DOCSTRINGS).pytest()
