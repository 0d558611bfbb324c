"""How a draft reads two real articles, fact by fact: right, missing, wrong.

The articles are other people's text and lie outside the repository: ``python benchmarks/text_facts.py FOLDER`` with the
folder that holds them. Numbers of the facts are those of docs/explanation/evidence.md. No rule of the desk is made from
these texts (tests/corpus/test_guard.py); what stands here are the shortest words that find a place.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.desk.draft import draft

Draft = dict[str, Any]
Check = Callable[[Draft], str]
FILES = {"A": ("000_ad35400d18fa1401.txt", "2025-04-13"), "B": ("002_06dd471dcf66614c.txt", "2025-05-09")}
RIGHT, MISSING, WRONG = "right", "missing", "wrong"


def flat(words: str | None) -> str:
    return " ".join((words or "").replace("\u2019", "'").split())


def judged(found: list[bool]) -> str:
    """Missing if nothing was found, right if something found is so."""
    return MISSING if not found else RIGHT if any(found) else WRONG


def figure(pattern: str, **want: Any) -> Check:
    def check(made: Draft) -> str:
        return judged(
            [all(q[k] == v for k, v in want.items()) for q in made["quantities"] if re.search(pattern, q["quote"])]
        )

    return check


def day(pattern: str, first: str | None, last: str | None, place: int = 0) -> Check:
    def check(made: Draft) -> str:
        found = [d for d in made["dates"] if re.search(pattern, flat(d["quote"]))]
        if len(found) <= place:
            return MISSING
        return RIGHT if found[place]["interval"] == {"from": first, "to": last} else WRONG

    return check


def voice(pattern: str, **want: Any) -> Check:
    """An attribution whose content holds some words; the outermost counts."""

    def check(made: Draft) -> str:
        found = []
        for one in made["attributions"]:
            content = " ".join(flat(c["quote"]) for c in one["content"])
            if not re.search(pattern, content) or (one["nested_in"] and "depth" not in want):
                continue
            has = {
                "count": (one["source"]["count"]["min"], one["source"]["count"]["max"]),
                "class": one["source"]["class"],
                "side": one["source"]["side"],
                "actor": one["source"]["actor"],
                "who": flat(one["source"]["quote"]),
                "polarity": one["polarity"],
                "depth": one["depth"],
                "refers": bool(one["source"]["same_as"]),
            }
            found.append(all(re.search(v, has[k]) is not None if k == "who" else has[k] == v for k, v in want.items()))
        return judged(found)

    return check


def not_said_by(pattern: str, actor: str) -> Check:
    """Words that must not be laid in somebody's mouth; missing where nobody is found for them."""

    def check(made: Draft) -> str:
        said = [a for a in made["attributions"] if any(re.search(pattern, flat(c["quote"])) for c in a["content"])]
        if any(a["source"]["actor"] == actor for a in said):
            return WRONG
        return RIGHT if said else MISSING

    return check


def silent(pattern: str) -> Check:
    def check(made: Draft) -> str:
        return RIGHT if any(re.search(pattern, flat(n["source"]["quote"])) for n in made["nonresponses"]) else MISSING

    return check


def act(pattern: str, kinds: str, *, actor: str = "", target: str = "", status: str = "") -> Check:
    """An event in a clause with some words: one of its first three types, and who acts on whom."""

    def check(made: Draft) -> str:
        found = []
        for one in made["events"]:
            if not re.search(pattern, flat(one["quote"])):
                continue
            types = [c["type"] for c in one["candidates"][:3]]
            names = {one["actor"]["id"]} if one["actor"] else set()
            aims = {t["id"] for t in one["targets"]}
            found.append(
                any(re.fullmatch(kinds, kind) is not None for kind in types)
                and (not actor or actor in names)
                and (not target or target in aims | names)
                and (not status or one["status"] in status.split())
            )
        return judged(found)

    return check


def published(first: str, last: str) -> Check:
    def check(made: Draft) -> str:
        found = made["document"]["published"]
        return MISSING if found["from"] is None else RIGHT if (found["from"], found["to"]) == (first, last) else WRONG

    return check


FACTS: list[tuple[int, str, str, Check]] = [
    (1, "A", "pause of 90 days", figure("90", value=90.0, unit="days")),
    (1, "A", "surplus of a trillion", figure("trillion", value=1e12)),
    (1, "B", "layer of 20 %", figure("20%", value=0.2, kind="rate")),
    (1, "B", "farm purchases, 32 billion", figure("32 billion", value=32e9, unit="USD")),
    (1, "B", "packages under 800 dollars", figure("800", value=800.0, unit="USD")),
    (1, "B", "up to 16 million jobs", figure("16 million", high=16e6, low=None)),
    (2, "A", "day of publication, from the header", published("2025-04-13", "2025-04-13")),
    (2, "A", "late January", day("late January", "2025-01-21", "2025-01-31")),
    (2, "A", "February", day("February", "2025-02-01", "2025-02-28")),
    (2, "A", "April 2", day("April 2", "2025-04-02", "2025-04-02")),
    (2, "B", "day of publication, inferred", published("2025-05-09", "2025-05-10")),
    (2, "B", "Friday", day("Friday", "2025-05-09", "2025-05-09")),
    (2, "B", "this weekend", day("this weekend", "2025-05-10", "2025-05-11")),
    (2, "B", "this week", day("this week$", "2025-05-05", "2025-05-09")),
    (2, "B", "last month", day("last month", "2025-04-01", "2025-04-30")),
    (2, "B", "next week", day("next week", "2025-05-12", "2025-05-18")),
    (2, "B", "late April", day("late April", "2025-04-21", "2025-04-30")),
    (2, "B", "April 30", day("April 30", "2025-04-30", "2025-04-30")),
    (3, "B", "2019 stays as written", day("^2019$", "2019-01-01", "2019-12-31")),
    (4, "A", "four on the footing of war", voice("wartime footing", count=(4, 4))),
    (4, "A", "one of them on propaganda", voice("propaganda officials", count=(1, 1))),
    (4, "A", "two on leave and telephones", voice("vacation plans", count=(2, 2))),
    (4, "A", "two on Europe, Japan, Korea", voice("South Korea have also", count=(2, 2))),
    (4, "A", "one and three on lower levels", voice("lower-level officials", count=(4, 4))),
    (4, "A", "more than a dozen interviews", voice("shifted from|This account", polarity="method")),
    (4, "B", "three on the reasons", voice("increasingly alarmed", count=(3, 3))),
    (4, "B", "two on the letter", voice("particular, Beijing considered", count=(2, 2))),
    (4, "B", "one and another on who should come", voice("which officials should", count=(2, 2))),
    (4, "B", "two on talks without China", voice("without a place", count=(2, 2))),
    (4, "B", "two on the embassy", voice("frozen out", count=(2, 2))),
    (4, "B", "two on Malaysia", voice("Malaysia", count=(2, 2))),
    (4, "B", "three on firms", voice("avoid bankruptcies", count=(3, 3))),
    (4, "B", "nearly a dozen interviews", voice("first time", polarity="method")),
    (5, "A", "they: the two before", voice("beefed up", count=(2, 2), refers=True)),
    (5, "A", "the official of the administration again", voice("repeatedly asked", refers=True)),
    (5, "B", "the officials: the three before", voice("economic tsar", count=(3, 3), refers=True)),
    (7, "A", "foreign ministry silent", silent("ministry of foreign affairs")),
    (7, "A", "Musk silent", silent("Musk")),
    (7, "A", "embassy of South Korea silent", silent("South Korean")),
    (7, "A", "embassy of Japan silent", silent("^(?!.*Korean).*Japanese")),
    (7, "A", "embassy of China did answer", voice("did not want to fight", **{"class": "spokesperson"})),
    (7, "A", "an official of the administration did answer", voice("working-level contact", **{"class": "anonymous"})),
    (7, "B", "State Council silent", silent("State Council$")),
    (7, "B", "ministries silent", silent("^ministries of commerce")),
    (7, "B", "White House silent", silent("White House$")),
    (7, "B", "State Department silent", silent("^(?:the )?State Department")),
    (8, "B", "China denies", voice("it does so", polarity="denies", side="CHN")),
    (8, "B", "the report says, inside the letter", voice("directly subsidizes", depth=2)),
    (9, "A", "never yield: not Xi's words", not_said_by("never yield", "xi-jinping")),
    (9, "A", "Xi's doubt of American voters", voice("American voters", actor="xi-jinping")),
    (9, "B", "the clip's words: not Xi's", not_said_by("kneel down", "xi-jinping")),
    (10, "A", "Wang Yi to Rubio", act("meet Secretary|Rubio", "C[.].*", target="marco-rubio")),
    (10, "A", "Wang Yi to Waltz", act("Mike Waltz", "C[.].*", target="mike-waltz")),
    (10, "B", "Wang Wentao to Lutnick", act("Wentao", "C[.].*", actor="wang-wentao", target="howard-lutnick")),
    (11, "A", "Rubio is sanctioned", act("sanctioned", "M[.].*")),
    (11, "A", "talks with Sullivan", act("Sullivan", "C[.].*|B[.]NEGOTIATE", target="jake-sullivan")),
    (11, "B", "He Lifeng is sent", act("He Lifeng", "C[.].*", target="he-lifeng")),
    (12, "A", "Lutnick: not engaging", voice("not engaging", actor="howard-lutnick")),
    (
        12,
        "A",
        "an official: not for its own sake",
        voice("sake of engagement", **{"class": "anonymous", "side": "USA"}),
    ),
    (13, "B", "the letter asks", act("called on Beijing", "B[.]DEMAND")),
    (13, "B", "opening position: one official", voice("opening position", count=(1, 1))),
    (14, "A", "some groups are frozen", act("working groups", "C[.].*")),
    (15, "A", "trade is largely frozen", act("largely frozen", "E[.]TRADE_FREEZE", status="actual ongoing")),
    (15, "A", "services: starting", act("crack down", "M[.].*", status="ongoing planned actual")),
    (15, "A", "levies suspended", act("suspended", "M[.]TARIFF_SUSPEND|M[.]EXEMPTION")),
    (16, "B", "direct access: one source", voice("direct access", count=(1, 1))),
]
"""Fact, article, what it is, and how a draft is judged. 6, 17, 18 and 19 concern the case, not a draft."""
UNDATED = published.__name__


def judge(folder: Path, tier: str) -> list[tuple[int, str, str, str]]:
    """Fact, article, what, and verdict."""
    made: dict[tuple[str, bool], Draft] = {}
    rows = []
    for fact, article, what, check in FACTS:
        dated = not check.__qualname__.startswith(UNDATED)
        if (article, dated) not in made:
            file, known = FILES[article]
            text = (folder / file).read_bytes().decode("utf-8")
            made[article, dated] = draft(text, known if dated else None, case="us-china-2025", tier=tier).as_dict()
        rows.append((fact, article, what, check(made[article, dated])))
    return rows


def main() -> None:
    """Print the table, and what is missing or wrong."""
    folder, tier = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "auto"
    rows = judge(folder, tier)
    print("| article | facts | right | missing | wrong |\n| --- | ---: | ---: | ---: | ---: |")
    for article in FILES:
        said = [row[3] for row in rows if row[1] == article]
        print(f"| {article} | {len(said)} | " + " | ".join(str(said.count(v)) for v in (RIGHT, MISSING, WRONG)) + " |")
    print()
    for fact, article, what, verdict in rows:
        if verdict != RIGHT:
            print(f"{fact} {article} {what}: {verdict}")


if __name__ == "__main__":
    main()
