"""Places in a text: make a selector, check it against the text, and find it again where the text moved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, final

from detente.core.errors import DataError
from detente.evidence.dossier import Dossier
from detente.evidence.records import Passage, Selector

__all__ = ["Checked", "anchor", "check_passages", "find", "select", "text_hash"]

CONTEXT = 32
"""Characters kept before and after a quote."""


def text_hash(text: str) -> str:
    """SHA-256 of a text as UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def select(text: str, start: int, end: int) -> Selector:
    """The selector of a place.

    Parameters
    ----------
    text
        The untouched text.
    start, end
        Code points, end exclusive.

    Raises
    ------
    DataError
        If the place lies outside the text or is empty.
    ValueError
        If the quote is longer than a record may hold.
    """
    if not 0 <= start < end <= len(text):
        raise DataError(f"{start} to {end} is no place in a text of {len(text)} characters.")
    return Selector(
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


def find(text: str, selector: Selector) -> tuple[Literal["exact", "moved", "drifted"], int]:
    """Where a quote stands in a text.

    Parameters
    ----------
    text
        The text as it is now.
    selector
        Where the quote stood.

    Returns
    -------
    tuple
        ``exact`` and the start, if it stands where it stood; ``moved`` and the new start, if prefix, quote and
        suffix stand together in one other place; else ``drifted`` and -1.
    """
    if text[selector.start : selector.end] == selector.exact:
        return "exact", selector.start
    whole = selector.prefix + selector.exact + selector.suffix
    first = text.find(whole)
    if first < 0 or text.find(whole, first + 1) >= 0:
        return "drifted", -1
    return "moved", first + len(selector.prefix)


def anchor(text: str, passage: Passage) -> Passage:
    """The passage with its place in the text as it is now.

    Raises
    ------
    DataError
        If the quote is not found, or in several places.
    """
    state, start = find(text, passage.selector)
    if state == "drifted":
        raise DataError(
            f'passage "{passage.id}": its words are not at {passage.selector.start} and not in one other place of the '
            "text; select it again."
        )
    if state == "exact":
        return passage
    return passage.model_copy(update={"selector": select(text, start, start + len(passage.selector.exact))})


@final
@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of passages found.

    Attributes
    ----------
    exact, moved, drifted
        Ids of passages that stand where they stood, in one other place, or nowhere.
    unread
        Ids of documents with passages whose text was not at hand.
    """

    exact: tuple[str, ...]
    moved: tuple[str, ...]
    drifted: tuple[str, ...]
    unread: tuple[str, ...]


def check_passages(dossier: Dossier, texts: Mapping[str, str]) -> Checked:
    """Check every passage whose document's text is at hand.

    Parameters
    ----------
    dossier
        The records.
    texts
        Texts by the hash of their file or of the text itself: a name may lie, a hash does not.

    Returns
    -------
    Checked
        Passages by state, and the documents that could not be checked.
    """
    states: dict[str, list[str]] = {"exact": [], "moved": [], "drifted": []}
    unread = set()
    for passage in dossier.passages.values():
        document = dossier.documents[passage.document]
        text = texts.get(document.text_sha256) or texts.get(document.sha256)
        if text is None:
            unread.add(document.id)
        else:
            states[find(text, passage.selector)[0]].append(passage.id)
    return Checked(tuple(states["exact"]), tuple(states["moved"]), tuple(states["drifted"]), tuple(sorted(unread)))
