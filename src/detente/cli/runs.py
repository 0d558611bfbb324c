"""``detente runs``: what the workspace keeps; list, show, delete."""

from __future__ import annotations

from detente.cli.names import RunName
from detente.cli.options import PLAIN, Output

__all__ = ["delete", "list_kept", "runs", "show"]


def runs(*, output: Output = PLAIN) -> None:
    """List what is kept: runs of scenarios, sweeps, briefs.

    Parameters
    ----------
    output
        Where the answer goes.
    """
    list_kept(output=output)


def list_kept(*, output: Output = PLAIN) -> None:
    """List what is kept: runs of scenarios, sweeps, briefs.

    Parameters
    ----------
    output
        Where the answer goes.
    """
    # These verbs stand under a group, so they are loaded with the command line; the rest comes when they are called.
    from detente.cli.runs_pages import list_page

    list_page(output)


def show(run: RunName, /, *, output: Output = PLAIN) -> None:
    """Show one: what was asked, the main numbers, the certificate.

    Parameters
    ----------
    run
        An id or the start of one.
    output
        Where the answer goes.
    """
    from detente.cli.runs_pages import show_page

    show_page(run, output)


def delete(*run: RunName, output: Output = PLAIN) -> None:
    """Delete runs, sweeps or briefs; the same command makes them again.

    Parameters
    ----------
    run
        Ids or starts of them.
    output
        Where the answer goes.
    """
    from detente.cli.runs_pages import delete_page

    delete_page(run, output)
