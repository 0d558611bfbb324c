"""Help pages as plain text, each entry wrapped once."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from cyclopts.help.formatters.plain import PlainFormatter

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["PlainHelp"]


class PlainHelp(PlainFormatter):
    """The plain formatter of cyclopts, whose entries were wrapped before the option's name stood in front of them."""

    def _print_plain(self, console: Console, text: str) -> None:
        if text.startswith(self.indent):
            text = textwrap.fill(
                " ".join(text.split()),
                console.width,
                initial_indent=self.indent,
                subsequent_indent=2 * self.indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        super()._print_plain(console, text)
