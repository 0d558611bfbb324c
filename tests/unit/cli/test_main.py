"""Exit codes, streams and sentences of the entry point."""

import subprocess
import sys

import pytest

import detente as dt
from detente.__main__ import main


def test_version(detente):
    said = detente("--version")
    assert (said.code, said.out) == (0, f"detente {dt.__version__}\n")


def test_help_names_every_verb_and_ends_with_an_example(detente):
    from detente.cli.app import EXAMPLES

    first = detente("--help")
    assert first.code == 0
    for path, example in EXAMPLES.items():
        assert path.split()[0] in first.out
        said = detente(*path.split(), "--help")
        assert said.code == 0
        assert said.out.rstrip().endswith(f"Example: {example}")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["rate"], 'Unknown command "rate". Did you mean "rates"?'),
        (["world", "inf"], 'Unknown command "inf". Did you mean "info"?'),
        (["rates", "dispute", "USA"], "name IMPORTER and EXPORTER, for instance USA CHN"),
        (["rates", "dispute", "USA", "CHN", "--onn", "2025-04-12"], "Unknown option: --onn. Did you mean --on?"),
        (["rates", "dispute", "USA", "CHN", "--by", "colour"], 'Choose from: "sector", "product", "partner".'),
        (
            ["rates", "dispute", "USA", "CHN", "--on", "yesterday"],
            '"yesterday" is no day. Write year-month-day, for instance 2025-04-12.',
        ),
    ],
)
def test_what_does_not_parse_is_a_usage_error(detente, words, sentence):
    said = detente(*words)
    assert said.code == 2
    assert said.err.startswith("detente: ")
    assert sentence in said.err
    assert not said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["check", "us-chna-2025"], "Did you mean us-china-2025?"),
        (["rates", "dispute", "USA", "CHM"], "is no economy we know"),
        (["rates", "dispute", "USA", "CHN", "--definition", "fair"], 'definition "fair" is not known; use one of'),
        (["why", "dispute", "USA", "CHN", "99.99"], "99.99"),
        (["run", "dispute:hal"], 'has no scenario "hal"; known: half. Did you mean half?'),
        (["world", "info", "2042"], 'there is no world "2042"'),
        (["replicate", "caliendo-2015"], "choose caliendo-parro-2015"),
    ],
)
def test_what_names_nothing_known_is_not_found(detente, words, sentence):
    said = detente(*words)
    assert said.code == 3
    assert sentence in said.err
    assert not said.out


def test_nothing_unforeseen_shows_a_traceback_unless_asked(detente, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("detente.cli.diff.open_case", broken)
    words = ("diff", "dispute", "--from", "2025-01-01", "--to", "2025-02-01")
    said = detente(*words)
    assert said.code == 1
    assert said.err == (
        "detente: internal error, our fault: ZeroDivisionError: by nought. Run the command again with --debug and "
        "report what it prints.\n"
    )
    with pytest.raises(ZeroDivisionError):
        main([*words, "--debug"])


def test_debug_raises_our_own_errors_too():
    with pytest.raises(dt.DataError):
        main(["check", "nowhere", "--debug"])


def test_interruption(detente, monkeypatch):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("detente.cli.diff.open_case", stopped)
    said = detente("diff", "dispute", "--from", "2025-01-01", "--to", "2025-02-01")
    assert said.code == 130
    assert said.err == "detente: interrupted; nothing half-written is left behind.\n"


def test_a_reader_who_leaves_early_is_no_error():
    with subprocess.Popen(
        [sys.executable, "-m", "detente", "world", "info", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""
    assert process.returncode == 0
