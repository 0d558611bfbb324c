"""Leave one article out: ``python tests/corpus/leave_out.py TIER``, a table of the eight articles used for tuning.

Grammar cannot be left out for one article, but words can: for each article every verb of the lists (of speech, of
events) and every noun of the event classes that stands in it and in no other of the eight is taken away, and the
article is drafted without them. What falls is what its own words contribute; a list that was copied from the articles
would fall to nothing.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

from detente.desk import cues, events, lexicon
from detente.desk.draft import draft
from detente.desk.score import score

HERE = Path(__file__).parent
NAMES = tomllib.loads((HERE / "gazetteer.toml").read_text(encoding="utf-8"))
ROWS = {row["file"]: row for row in NAMES["document"]}
TEXTS = {name: (HERE / "texts" / f"{name}.txt").read_bytes().decode("utf-8") for name in ROWS}


def words(text: str) -> set[str]:
    """Words and their lemmas."""
    found = set(re.findall(r"[a-z-]+", text.lower()))
    return found | {lemma for word in found for lemma, _ in lexicon.inflections().get(word, ())}


def figures(name: str, tier: str) -> list[float]:
    """Attribution F1, events found, family among the first three."""
    row = ROWS[name]
    made = draft(TEXTS[name], row.get("published"), case=NAMES, tier=tier, outlet=row["outlet"]).as_dict()
    gold = json.loads((HERE / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    found = score(gold, made)
    return [found["attribution"].f1 or 0.0, found["event"].recall or 0.0, found["family top 3"].recall or 0.0]


def without(name: str, tier: str) -> tuple[list[float], int]:
    """The same with the words of this article alone taken from the lists, and how many they are."""
    own = words(TEXTS[name]) - set().union(*(words(text) for other, text in TEXTS.items() if other != name))
    verbs, classes, speech = events._verbs(), events._classes(), lexicon.speech_class()
    kept = (
        {key: entry for key, entry in verbs.items() if key[0] not in own},
        {noun: kinds for noun, kinds in classes.items() if noun not in own},
        {verb: kinds for verb, kinds in speech.items() if verb not in own},
    )
    gone = sum(len(old) - len(new) for old, new in zip((verbs, classes, speech), kept, strict=True))
    there = (events._verbs, events._classes, events.speech_class, cues.speech_class)
    events._verbs, events._classes = lambda: kept[0], lambda: kept[1]
    events.speech_class = cues.speech_class = lambda: kept[2]
    try:
        return figures(name, tier), gone
    finally:
        events._verbs, events._classes, events.speech_class, cues.speech_class = there


def main() -> None:
    """Print the table."""
    lines = [
        "| text | words left out | attribution, F1 | events found | family in the top three |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name in TEXTS:
        whole = figures(name, sys.argv[1])
        less, gone = without(name, sys.argv[1])
        shown = " | ".join(f"{a:.2f} \u2192 {b:.2f}" for a, b in zip(whole, less, strict=True))
        lines.append(f"| {name} | {gone} | {shown} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
