"""The bundled case played day by day; ``just golden`` writes the play again.

Each day is seen with what was known on it. Listed are the days on which a record changes: the records, then what each
side levies on the other in percent: in law, effective, and in law with all that is announced.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

from detente.case.case import Case
from detente.case.read import open_case

PLAY = Path(__file__).parent / "us-china-2025.txt"
FIRST, LAST = date(2025, 1, 19), date(2025, 5, 14)
COLUMNS = ("statutory-weighted", "effective", "announced")


def play(case: Case, first: date, last: date) -> str:
    """One line for each day of change, and one below it for each record that changes."""
    head = "  ".join(f"{pair:<26}" for pair in ("USA on CHN", "CHN on USA"))
    names = "  ".join(["in law  effect.  announced"] * 2)
    lines = [f"day         {head}".rstrip(), f"            {names}"]
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        moved = case.ledger.diff(day - timedelta(days=1), day, sides=case.sides).changes
        if not moved and day not in (first, last):
            continue
        lines.append(f"{day}  {_rates(case, day)}")
        lines += [f"    {change.change:<16}{change.record.id}" for change in moved]
    return "\n".join(lines) + "\n"


def _rates(case: Case, day: date) -> str:
    one, two = case.sides
    cells = []
    for importer, exporter in ((one, two), (two, one)):
        rates = [100 * float(case.ledger.rate(importer, exporter, on=day, definition=name)) for name in COLUMNS]
        cells.append("{:6.2f}  {:7.2f}  {:9.2f}".format(*rates))
    return "  ".join(cells)


def test_the_play_of_the_case_is_as_recorded() -> None:
    played = play(open_case("us-china-2025"), FIRST, LAST)
    if os.environ.get("DETENTE_GOLDEN"):
        PLAY.write_text(played, encoding="utf-8")
    assert played.splitlines() == PLAY.read_text(encoding="utf-8").splitlines()
