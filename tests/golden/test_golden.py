"""The bundled cases played day by day; ``just golden`` writes the plays again.

Each day is seen with what was known on it. Listed are the days on which a record changes: the records, then what each
side levies on the other in percent: in law, effective, and in law with all that is announced.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from detente.case.board import board, isolation
from detente.case.case import Case
from detente.case.read import open_case
from detente.diplomacy.moves import moves, spells

FOLDER = Path(__file__).parent
PLAYS = {
    "us-china-2025": (date(2025, 1, 19), date(2025, 5, 14)),
    "china-australia-2020": (date(2020, 4, 30), date(2024, 12, 31)),
}
BOARD = ("2020-06-01", "2020-11-18", "2021-05-07", "2022-03-11", "2022-06-13", "2022-07-08", "2022-12-22", "2023-05-13")
COLUMNS = ("statutory-weighted", "effective", "announced")


def play(case: Case, first: date, last: date) -> str:
    """One line for each day of change, and one below it for each record that changes."""
    one, two = case.sides
    head = "  ".join(f"{pair:<26}" for pair in (f"{one} on {two}", f"{two} on {one}"))
    names = "  ".join(["in law  effect.  announced"] * 2)
    lines = [f"day         {head}".rstrip(), f"            {names}"]
    for day in _days(case, first, last):
        moved = case.ledger.diff(day - timedelta(days=1), day, sides=case.sides).changes
        if not moved and day not in (first, last):
            continue
        lines.append(f"{day}  {_rates(case, day)}")
        lines += [f"    {change.change:<16}{change.record.id}" for change in moved]
    return "\n".join(lines) + "\n"


def _days(case: Case, first: date, last: date) -> Iterable[date]:
    """Every day of a short play; of a long one those on which an act is known, begins or ends."""
    if (last - first).days <= 365:
        return [first + timedelta(days=number) for number in range((last - first).days + 1)]
    ledger = case.ledger
    acts = (*ledger.measures, *ledger.repeals, *ledger.stackings)
    named = {day for act in acts for day in (act.known, act.announced, act.effective)}
    ends = {m.until for m in ledger.measures if isinstance(m.until, date)}
    return sorted(day for day in {first, last, *named, *ends} if first <= day <= last)


def _rates(case: Case, day: date) -> str:
    one, two = case.sides
    cells = []
    for importer, exporter in ((one, two), (two, one)):
        rates = [100 * float(case.ledger.rate(importer, exporter, on=day, definition=name)) for name in COLUMNS]
        cells.append("{:6.2f}  {:7.2f}  {:9.2f}".format(*rates))
    return "  ".join(cells)


def talked(case: Case) -> str:
    """Waits of a case, and on some days who could come to the table, by which rules not, and how alone side b is."""
    lines = [f"wait of {row.days} days from {row.start}: {row.record}" for row in spells(moves(case.diplomacy)).rows]
    for day in BOARD:
        made = board(case, day).board
        found = made.meetings
        alone = isolation(case, [date.fromisoformat(day)]).share[-1]
        lines.append(
            f"{day}  admitted {len(found.open_potential)}, working contact {found.working_contact}, "
            f"attempts {len(made.attempts)}, isolation {alone:.3f}"
        )
        lines += [f"    open      {one} - {two}" for one, two in found.open_now]
        lines += [f"    bridge    {pair.a.person} - {pair.b.person}, {pair.venue}" for pair in found.bridge]
        lines += [f"    {row.state:<10}{row.channel.id}" for row in made.channels if row.state != "absent"]
        lines += [f"    {row.state:<10}{row.group.id}" for row in made.groups if row.state != "absent"]
    return "\n".join(lines) + "\n"


def as_recorded(file: Path, found: str) -> None:
    if os.environ.get("DETENTE_GOLDEN"):
        file.write_text(found, encoding="utf-8")
    assert found.splitlines() == file.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", PLAYS)
def test_the_play_of_the_case_is_as_recorded(name: str) -> None:
    as_recorded(FOLDER / f"{name}.txt", play(open_case(name), *PLAYS[name]))


def test_who_could_meet_whom_is_as_recorded() -> None:
    as_recorded(FOLDER / "china-australia-2020-board.txt", talked(open_case("china-australia-2020")))
