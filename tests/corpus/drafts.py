"""Draft a part of the corpus: ``python tests/corpus/drafts.py PART TIER FOLDER [--bare]``.

PART is a ``use`` named in gazetteer.toml or fresh.toml: tuning, locked, fresh, blind, blind-2 or blind-3.

The gazetteer is given as the case's names; ``--bare`` leaves it out, as for an article about strangers. The hand-coded
half is copied beside it, so that ``detente evidence score FOLDER/gold FOLDER/drafts --texts tests/corpus/texts`` runs.
"""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from pathlib import Path

from detente.desk.draft import draft

HERE = Path(__file__).parent


def drafts(use: str, tier: str, folder: Path, *, bare: bool) -> None:
    """Write the draft of every text of one part, and its gold beside it."""
    names, fresh = (tomllib.loads((HERE / f"{n}.toml").read_text(encoding="utf-8")) for n in ("gazetteer", "fresh"))
    for part in ("gold", "drafts"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for row in (*names["document"], *fresh["document"]):
        if row["use"] != use:
            continue
        text = (HERE / "texts" / f"{row['file']}.txt").read_bytes().decode("utf-8")
        known = tomllib.loads((HERE / f"{row['names']}.toml").read_text(encoding="utf-8")) if "names" in row else names
        made = draft(text, row.get("published"), case=None if bare else known, tier=tier, outlet=row["outlet"])
        file = f"{row['file']}.json"
        (folder / "drafts" / file).write_text(json.dumps(made.as_dict(), ensure_ascii=False), encoding="utf-8")
        shutil.copy(HERE / "gold" / file, folder / "gold" / file)


if __name__ == "__main__":
    half, level, target, *rest = sys.argv[1:]
    drafts(half, level, Path(target), bare="--bare" in rest)
