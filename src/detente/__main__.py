"""Entry point of the command ``detente``: from the arguments to an exit code, and never a traceback unasked."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from detente.core.errors import DetenteError, UsageError
from detente.core.version import VERSION

__all__ = ["main"]

INTERRUPTED = 130
COMPLETE = "__complete"
"""What a shell sends to ask for completions; settings must not get in its way."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        Words after ``detente``; None takes those of the process.

    Returns
    -------
    int
        0 done, 1 internal error, 2 usage, 3 input not found or invalid, 4 not solved, 5 a check failed,
        130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words in (["--version"], ["-V"]):
        sys.stdout.write(f"detente {VERSION}\n")
        return 0
    debug = "--debug" in words
    try:
        return _run(words)
    except BrokenPipeError:
        # The reader of our output has left; without this the interpreter complains when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as stop:
        # Rich leaves this way when the reader of a help page has left.
        return stop.code if isinstance(stop.code, int) and sys.stdout.isatty() else 0
    except KeyboardInterrupt:
        _say("interrupted; nothing half-written is left behind.")
        return INTERRUPTED
    except DetenteError as error:
        if debug:
            raise
        _say(str(error))
        return error.exit_code
    except Exception as error:
        if debug:
            raise
        _say(
            f"internal error, our fault: {type(error).__name__}: {error}. Run the command again with --debug and "
            "report what it prints."
        )
        return 1


def _run(words: list[str]) -> int:
    from cyclopts import CycloptsError

    from detente.cli.app import build_app
    from detente.cli.settings import refuse_unknown, sources

    app = build_app()
    if words[:1] != [COMPLETE]:
        refuse_unknown()
        app.config = sources()
    try:
        code = app(words, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError as error:
        chain = " ".join(error.command_chain or ())
        raise UsageError(f"{error} See: detente {chain}{' ' if chain else ''}--help") from error
    return code if isinstance(code, int) else 0


def _say(sentence: str) -> None:
    sys.stderr.write(f"detente: {sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
