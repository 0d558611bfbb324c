"""Talks with and without what one article alone reports; read by the page on timing."""

from collections.abc import Iterator

from detente.case.read import open_case
from detente.case.withheld import talks_without
from detente.report.talks_without import without_tables


def table(case: str = "us-china-2025", document: str = "article-b", on: str = "2025-05-09") -> Iterator[str]:
    """What the models read, and the chances by the last day asked."""
    found = talks_without(open_case(case), document, on, "2025-06-30")
    chances, readings, _ = without_tables(found)
    yield "| On 9 May 2025 | with everything | without it |"
    yield "|-|-|-|"
    for what, with_, without in readings.rows:
        yield f"| {what} | {with_} | {without} |"
    at = chances.columns.index("52 days")
    for row in chances.rows:
        if row[0] in ("headline", "game of attrition", "chain of moves"):
            said, alone = row[at].split(" → "), row[-1].split(" → ")
            yield f"| meet by 30 June, {row[0]}, % | {said[0]} | {said[1]} |"
            yield f"| the same, nothing announced, % | {alone[0]} | {alone[1]} |"
