"""Keys and lines from a terminal, or from a script on standard input."""

from __future__ import annotations

import codecs
import os
import select
import sys
from typing import Any, Self, final

__all__ = ["Keys"]

ARROWS = {"[A": "k", "[D": "k", "[B": "j", "[C": "j"}
"""Arrow keys, and the letters that do the same."""
ESCAPE, END = "\x1b", "\x04"


@final
class Keys:
    """Reads one key at a time without Enter; the terminal is as before when the block ends."""

    def __init__(self) -> None:
        self._fd = sys.stdin.fileno()
        self._old: list[Any] | None = None
        self._decode = codecs.getincrementaldecoder("utf-8")("replace")
        self.pressed = 0

    @property
    def terminal(self) -> bool:
        """True if a person types."""
        return self._old is not None

    def __enter__(self) -> Self:
        if os.isatty(self._fd) and os.name == "posix":
            import termios
            import tty

            self._old = termios.tcgetattr(self._fd)
            tty.setcbreak(self._fd)
        return self

    def __exit__(self, *_: object) -> None:
        if self._old is not None:
            import termios

            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._old)

    def key(self) -> str:
        """The next key; ``q`` at the end of the input, ``j`` and ``k`` for arrows."""
        key = self._next()
        if key == ESCAPE:
            rest = ""
            while len(rest) < 2 and select.select([self._fd], [], [], 0.02)[0]:
                rest += self._next()
            return ARROWS.get(rest, "")
        return "q" if key in ("", END) else key

    def line(self, asked: str) -> str | None:
        """A line, echoed as it is typed; None if it is broken off with Escape or at the end of the input."""
        self._echo(asked)
        typed: list[str] = []
        while True:
            key = self._next()
            if key in ("", END, ESCAPE):
                self._echo("\n")
                return None
            if key in "\r\n":
                self._echo("\n")
                return "".join(typed).strip()
            if key in "\x7f\b":
                if typed:
                    typed.pop()
                    self._echo("\b \b")
            elif key == "\x15":
                self._echo("\b \b" * len(typed))
                typed.clear()
            elif key.isprintable():
                typed.append(key)
                self._echo(key)

    def _echo(self, words: str) -> None:
        if self.terminal or words.endswith(": "):
            sys.stdout.write(words)
            sys.stdout.flush()

    def _next(self) -> str:
        """One character; empty at the end of the input."""
        while True:
            byte = os.read(self._fd, 1)
            if not byte:
                return ""
            if letter := self._decode.decode(byte):
                self.pressed += 1
                return letter
