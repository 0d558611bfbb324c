"""Fit the second reader of answers not given: ``python tests/corpus/learn_silences.py [--judge]``.

Without an option it writes ``src/detente/desk/data/silence_weights.toml``. With ``--judge`` it leaves out one writer
after the other, fits on the rest, and prints what rules, reader and both together find of that writer's silences.

Data: the probe sentences (both halves), the sentences of the tests of silences, texts 1 to 26, and turns and practice
sentences written for this reader. A clause is positive if its head, or half of the words of a coded cue, lie in the
cue; where only a count of silences is given, the cues of the rules stand for them. All other clauses are negative.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from detente.desk import silence_reader
from detente.desk.draft import draft
from detente.desk.gazetteer import build_gazetteer
from detente.desk.nlp_spacy import load_tagger
from detente.desk.press import Words
from detente.desk.segment import segment
from detente.desk.sentences import read_sentences
from detente.desk.silence_reader import clauses, features

HERE = Path(__file__).parent
SENTENCES = HERE.parent / "unit" / "desk" / "sentences"
OUT = HERE.parents[1] / "src" / "detente" / "desk" / "data" / "silence_weights.toml"
SOURCES = (
    "tests/corpus/probes/silences-tune.toml",
    "tests/corpus/probes/silences-held.toml",
    "tests/unit/desk/sentences/silences.txt",
    "tests/unit/desk/sentences/turns.txt",
    "tests/unit/desk/sentences/practice-agencies.txt",
    "tests/unit/desk/sentences/practice-features.txt",
    "tests/corpus/texts and tests/corpus/gold, 1 to 26",
)
PENALTY = 4.0
"""Weight of the sum of squares; chosen with one writer left out, flat between .7 and 4."""
ARTICLE = 5.0
"""Weight of a clause of an article that tells of no silence: the single sentences were written to hold one."""
LEAST = 2
"""Clauses in which a feature must stand to be counted."""
SMALL = 0.03
"""Weights below it are left out of the table."""
THRESHOLD = 0.65
"""Probability from which a clause is proposed: with a writer left out, lower ones find no more in texts 1 to 26."""
WRITERS = ((1, 8), (9, 10), (11, 14), (15, 18), (19, 22), (23, 26))
"""First and last number of the texts that one person wrote."""
Span = tuple[int, int]
Model = tuple[dict[str, int], Any]


@dataclass
class Text:
    """A text with its coded cues (None: as many as ``count``, places unknown)."""

    writer: str
    text: str
    published: str | None
    names: dict[str, Any] | None
    cues: list[Span] | None
    count: int = 0
    rules: list[tuple[Span, Span]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass
class Row:
    """A clause: its place, its features, whether it tells of a silence, and its probability."""

    span: Span
    told: set[str]
    silent: bool
    article: bool = False
    chance: float = 0.0


def texts() -> Iterator[Text]:
    """All that is learned from."""
    for half in ("tune", "held"):
        for item in tomllib.loads((HERE / "probes" / f"silences-{half}.toml").read_text(encoding="utf-8"))["item"]:
            starts = [(item["text"].index(row["cue_contains"]), row["cue_contains"]) for row in item["silences"]]
            cues = [(start, start + len(words)) for start, words in starts]
            yield Text("probes", item["text"], str(item["published"]), None, cues)
    names = {n: tomllib.loads((HERE / f"{n}.toml").read_text(encoding="utf-8")) for n in _gazetteers()}
    for line in (SENTENCES / "silences.txt").read_text(encoding="utf-8").splitlines():
        count, text = line.split("|", 1)
        yield Text("rules", text, "2023-05-16", names["gazetteer"], None, int(count))
    for name in ("turns", "practice-agencies", "practice-features"):
        for line in (SENTENCES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            start, end = line.find("["), line.find("]") - 1
            cues = [(start, end)] if start >= 0 else []
            yield Text(name, line.replace("[", "").replace("]", ""), "2023-05-16", None, cues)
    fresh = tomllib.loads((HERE / "fresh.toml").read_text(encoding="utf-8"))
    for row in (*names["gazetteer"]["document"], *fresh["document"]):
        number = int(row["file"].split("-")[0])
        writer = next((f"texts {a} to {b}" for a, b in WRITERS if a <= number <= b), None)
        if writer is None:
            continue
        gold = json.loads((HERE / "gold" / f"{row['file']}.json").read_text(encoding="utf-8"))
        cues = [(one["cue"]["start"], one["cue"]["end"]) for one in gold["nonresponses"]]
        text = (HERE / "texts" / f"{row['file']}.txt").read_bytes().decode("utf-8")
        yield Text(writer, text, row.get("published"), names[row.get("names", "gazetteer")], cues)


def _gazetteers() -> list[str]:
    return sorted(path.stem for path in HERE.glob("gazetteer*.toml"))


def read() -> list[Text]:
    """The texts with what the rules find (tier 0, which has no reader) and the features of their clauses."""
    loaded = load_tagger(None, needed=True)
    assert loaded is not None
    gazetteer, found = build_gazetteer(None), list(texts())
    for one in found:
        made = draft(one.text, one.published, case=one.names, tier="0").nonresponses
        one.rules = [((n.start, n.end), (n.cue.start, n.cue.end)) for n in made]
        if one.cues is None:
            one.cues = [cue for _, cue in one.rules] if one.count else []
        layout = segment(one.text)
        paragraph = -1
        for sentence in read_sentences(layout, loaded[0]):
            words = Words(sentence.tokens, layout.clean, gazetteer)
            asks = words.asked(0, len(sentence.tokens))
            for clause in clauses(sentence.tokens):
                told = features(words, clause, sentence.quoted, asked=asks or paragraph == sentence.paragraph)
                places = [(sentence.tokens[k].start, sentence.tokens[k].end) for k in clause.words]
                head = sentence.tokens[clause.head]
                silent = any(_tells(places, (head.start, head.end), cue, one.text) for cue in one.cues)
                one.rows.append(Row((places[0][0], places[-1][1]), told, silent, one.writer.startswith("texts")))
            paragraph = sentence.paragraph if asks else -1
    return found


def _tells(places: list[Span], head: Span, cue: Span, text: str) -> bool:
    inside = [place for place in places if place[0] < cue[1] and place[1] > cue[0]]
    return bool(inside) and (cue[0] <= head[0] < cue[1] or 2 * len(inside) >= len(text[cue[0] : cue[1]].split()))


def matrix(rows: list[Row], places: dict[str, int]) -> csr_matrix:
    """Clauses by features, 0 and 1."""
    cells = [(n, places[name]) for n, row in enumerate(rows) for name in sorted(row.told) if name in places]
    if not cells:
        return csr_matrix((len(rows), len(places)))
    left, right = zip(*cells, strict=True)
    return csr_matrix((np.ones(len(cells)), (left, right)), shape=(len(rows), len(places)))


def fit(rows: list[Row]) -> Model:
    """Places of the features and their weights, the constant last."""
    counted = Counter(name for row in rows for name in row.told)
    places = {name: n for n, name in enumerate(sorted(name for name, count in counted.items() if count >= LEAST))}
    x, y = matrix(rows, places), np.array([float(row.silent) for row in rows])
    heavy = np.array([ARTICLE if row.article and not row.silent else 1.0 for row in rows])

    def loss(theta: Any) -> tuple[float, Any]:
        total = x @ theta[:-1] + theta[-1]
        off = heavy * (1.0 / (1.0 + np.exp(-total)) - y)
        value = float(np.sum(heavy * (np.logaddexp(0.0, total) - y * total)) + 0.5 * PENALTY * theta[:-1] @ theta[:-1])
        return value, np.append(x.T @ off + PENALTY * theta[:-1], off.sum())

    return places, minimize(loss, np.zeros(len(places) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x


def weigh(rows: list[Row], model: Model) -> None:
    """Fill the probabilities."""
    places, theta = model
    for row, total in zip(rows, matrix(rows, places) @ theta[:-1] + theta[-1], strict=True):
        row.chance = float(1.0 / (1.0 + np.exp(-total)))


def covers(spans: tuple[Span, ...], cue: Span) -> bool:
    """Whether a proposal covers half of a cue."""
    return any(2 * (min(b, cue[1]) - max(a, cue[0])) >= cue[1] - cue[0] for a, b in spans)


def judge(found: list[Text]) -> None:
    """Leave one writer out; what both find together is what the desk drafts with the weights of the others."""
    lines = ["| writer left out | silences | rules | reader | both |", "| --- | ---: | ---: | ---: | ---: |"]
    for writer in dict.fromkeys(one.writer for one in found):
        mine = [one for one in found if one.writer == writer]
        places, theta = fit([row for one in found if one.writer != writer for row in one.rows])
        weigh([row for one in mine for row in one.rows], (places, theta))
        table = THRESHOLD, float(theta[-1]), {name: float(theta[n]) for name, n in places.items()}
        shipped, silence_reader.weights = silence_reader.weights, lambda table=table: table
        drafted = [draft(one.text, one.published, case=one.names, tier="nlp").nonresponses for one in mine]
        silence_reader.weights = shipped
        columns = (
            [one.rules for one in mine],
            [[(row.span, row.span) for row in one.rows if row.chance >= THRESHOLD] for one in mine],
            [[((n.start, n.end), (n.cue.start, n.cue.end)) for n in made] for made in drafted],
        )
        silences = sum(len(one.cues or ()) for one in mine)
        told = " | ".join(figures([one.cues or [] for one in mine], column) for column in columns)
        lines.append(f"| {writer} | {silences} | {told} |")
    sys.stdout.write("\n".join(lines) + "\n")


def figures(coded: list[list[Span]], proposed: list[list[tuple[Span, Span]]]) -> str:
    """The share found, and in brackets the share of proposals that are right."""
    pairs = list(zip(coded, proposed, strict=True))
    met = [any(covers(spans, cue) for spans in made) for cues, made in pairs for cue in cues]
    right = [any(covers(spans, cue) for cue in cues) for cues, made in pairs for spans in made]
    return f"{np.mean(met):.2f} ({np.mean(right):.2f})" if met and right else "-"


def write(found: list[Text]) -> None:
    """Write the table of weights."""
    rows = [row for one in found for row in one.rows]
    places, theta = fit(rows)
    silent = sum(row.silent for row in rows)
    lines = [
        "# Weights of the second reader of answers not given; made by tests/corpus/learn_silences.py.",
        f"# Learned from {len(rows)} clauses, {silent} of them silences, of:",
        *(f"#   {source}" for source in SOURCES),
        f"threshold = {THRESHOLD}",
        f"constant = {theta[-1]:.3f}",
        "",
        "[weights]",
        *(
            f"{json.dumps(name, ensure_ascii=False)} = {theta[n]:.2f}"
            for name, n in places.items()
            if abs(theta[n]) >= SMALL
        ),
    ]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    learned_from = read()
    (judge if "--judge" in sys.argv else write)(learned_from)
