"""Score the desk on probe sentences: ``python tests/corpus/probes/score.py FILE [FILE ...] --tier 0|nlp [--errors]``.

A silence is found if the clause or the cue of a proposal covers half of the item's cue; its source is right if the
words stand in the proposal's source, or in what a pronoun there refers to. A proposal is right if it covers half of
some cue of its item: parties named together may be one proposal or several. A date is right if one that overlaps the
expression has both ends of the item; items that the coding guide leaves open are told apart.

The sentences were written by someone who had not seen the rules, and halved at random. The files ``-held`` came in only
after the rules had been scored on them; a later score on them is no longer one on unseen sentences.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path
from typing import Any, Literal

import detente

Row = dict[str, Any]
Tier = Literal["auto", "0", "nlp"]


def place(text: str, words: str) -> tuple[int, int]:
    """Where the words of an item stand; they must stand once."""
    if text.count(words) != 1:
        raise SystemExit(f"{words!r} stands {text.count(words)} times in {text!r}; an item's words stand once.")
    start = text.index(words)
    return start, start + len(words)


def shared(row: Row, span: tuple[int, int]) -> int:
    """Code points that a span of a draft shares with a place."""
    start, end = int(row["start"]), int(row["end"])
    return max(0, min(end, span[1]) - max(start, span[0]))


def covers(proposed: Row, cue: tuple[int, int]) -> bool:
    """Whether clause or cue of a proposal cover half of an item's cue."""
    return any(2 * shared(span, cue) >= cue[1] - cue[0] for span in (proposed, proposed["cue"]) if span)


def names(proposed: Row, words: str) -> bool:
    """Whether the source of a proposal, or what it refers to, holds the words."""
    source = proposed["source"] or {}
    spans = (source, source.get("antecedent"))
    told = " / ".join(span["quote"] for span in spans if span and span.get("quote"))
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", told, re.IGNORECASE) is not None


def drafted(item: Row, tier: Tier) -> Row:
    """The draft of an item; where the desk fails, an empty one that says so, so that the other items are scored."""
    try:
        return detente.draft(item["text"], item["published"], tier=tier).as_dict() | {"failed": []}
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return {"nonresponses": [], "dates": [], "failed": [f"failed with {error!r}: {item['text']!r}"]}


def silences(items: list[Row], tier: Tier) -> tuple[Row, list[str]]:
    """Totals and errors over items with silences or near misses."""
    total = dict.fromkeys(("silences", "cue", "source", "proposed", "right", "failed"), 0)
    errors = []
    for item in items:
        draft = drafted(item, tier)
        found = draft["nonresponses"]
        cues = [place(item["text"], row["cue_contains"]) for row in item["silences"]]
        right = [any(covers(row, cue) for cue in cues) for row in found]
        total["failed"] += len(draft["failed"])
        errors += draft["failed"]
        total["proposed"] += len(found)
        total["right"] += sum(right)
        errors += [
            f"too many: {row['quote']!r} in {item['text']!r}" for row, ok in zip(found, right, strict=True) if not ok
        ]
        for row, cue in zip(item["silences"], cues, strict=True):
            met = [one for one in found if covers(one, cue)]
            named = any(names(one, row["source_contains"]) for one in met)
            total["silences"] += 1
            total["cue"] += bool(met)
            total["source"] += named
            if not named:
                seen = [one["source"]["quote"] if one["source"] else None for one in met]
                errors.append(
                    f"{f'source {seen}' if met else 'missed'}: {row['source_contains']!r} in {item['text']!r}"
                )
    return total | {
        "recall": total["source"] / total["silences"],
        "recall_cue": total["cue"] / total["silences"],
        "precision": total["right"] / total["proposed"] if total["proposed"] else 0.0,
    }, errors


def dates(items: list[Row], tier: Tier) -> tuple[Row, list[str]]:
    """Totals and errors over items with one expression of time each."""
    total = dict.fromkeys(("dates", "exact", "guided", "guided_exact", "failed"), 0)
    errors = []
    for item in items:
        span = place(item["text"], item["expression"])
        want = tuple(str(item[end]) if end in item else None for end in ("start", "end"))
        draft = drafted(item, tier)
        met = [row for row in draft["dates"] if shared(row, span)]
        ends = [(row["interval"]["from"], row["interval"]["to"]) if row["interval"] else None for row in met]
        exact, guided = want in ends, not item.get("open", False)
        total["failed"] += len(draft["failed"])
        errors += draft["failed"]
        total["dates"] += 1
        total["exact"] += exact
        total["guided"] += guided
        total["guided_exact"] += guided and exact
        if not exact:
            what = f"{item['expression']!r} ({item['published']:%a %Y-%m-%d}) is {want}"
            errors.append(f"{what}, drafted {ends}{'' if guided else ' [open]'}: {item['text']!r}")
    return total | {
        "share": total["exact"] / total["dates"],
        "guided_share": total["guided_exact"] / total["guided"] if total["guided"] else 0.0,
    }, errors


def score(path: Path, tier: Tier) -> tuple[Row, list[str]]:
    """Totals and errors of one probe file."""
    items = tomllib.loads(path.read_text(encoding="utf-8"))["item"]
    return (silences if "silences" in items[0] else dates)(items, tier)


def main() -> None:
    """Print the totals of probe files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--tier", choices=("0", "nlp"), default="0")
    parser.add_argument("--errors", action="store_true", help="list the errors")
    asked = parser.parse_args()
    for path in asked.files:
        total, errors = score(path, asked.tier)
        told = (f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in total.items())
        sys.stdout.write(f"{path.name}, tier {asked.tier}: {', '.join(told)}\n")
        if asked.errors:
            sys.stdout.write("".join(f"  {line}\n" for line in errors))


if __name__ == "__main__":
    main()
