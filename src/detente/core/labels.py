"""Exact matching of country, sector and other codes, with a close name in the error."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import numpy as np

from detente.core.errors import LabelError

__all__ = ["close_name", "positions", "require_same"]


def close_name(name: str, known: Iterable[str]) -> str:
    """`` Did you mean X?`` for the closest known name, or an empty string."""
    by_upper = {label.upper(): label for label in known}
    near = difflib.get_close_matches(name.upper(), by_upper, n=1, cutoff=0.6)
    return f" Did you mean {by_upper[near[0]]}?" if near else ""


def positions(names: Sequence[str], known: Sequence[str], what: str) -> np.ndarray:
    """Index of each name in ``known``, matched exactly.

    Parameters
    ----------
    names
        Labels to find.
    known
        All labels, in order.
    what
        The sentence's subject, for instance ``"economy of world '2024'"``.

    Returns
    -------
    numpy.ndarray
        (len(names),) integer positions.

    Raises
    ------
    LabelError
        If a name is unknown; the closest known name is offered.
    """
    index = {label: position for position, label in enumerate(known)}
    unknown = [name for name in names if name not in index]
    if unknown:
        name = unknown[0]
        raise LabelError(f"{name} is no {what}.{close_name(name, known)}")
    return np.array([index[name] for name in names], dtype=np.intp)


def require_same(left: Sequence[str], right: Sequence[str], left_name: str, right_name: str) -> None:
    """Refuse two label sets that differ in content or order, naming what is missing on either side."""
    if tuple(left) == tuple(right):
        return
    only_left = [label for label in left if label not in set(right)]
    only_right = [label for label in right if label not in set(left)]
    if not only_left and not only_right:
        raise LabelError(f"{left_name} and {right_name} hold the same labels in another order: reindex one of them.")
    raise LabelError(
        f"labels differ: only in {left_name}: {only_left[:5] or 'none'}; only in {right_name}: "
        f"{only_right[:5] or 'none'}. Reindex or aggregate one side to the other's labels."
    )
