"""Turn a coder's sheet into the contract's JSON: every offset is found from a quote, none is typed.

A sheet has one record a line, fields parted by ``|``; docs/explanation/corpus.md tells the columns. Run
``python tests/corpus/coding.py`` to write ``gold/`` from the sheets; the tests check that the files are up to date.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from detente.case.ontology import load_ontology

HERE = Path(__file__).parent
TABLES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("gazetteer*.toml"))}
DOCUMENTS = [
    *TABLES["gazetteer"]["document"],
    *tomllib.loads((HERE / "fresh.toml").read_text(encoding="utf-8"))["document"],
]
FOLDERS = {"coder-a": "coded-a", "coder-b": "coded-b", "adjudicated": "gold"}
Span = dict[str, Any]
ONTOLOGY = load_ontology()
PREFIXES = {"conflicts": "x"}
NOWHERE: Span = {"start": None, "end": None, "quote": None}


class Sheet:
    """One coder's sheet of one text."""

    def __init__(self, name: str, folder: str) -> None:
        self.name, self.folder = name, folder
        self.raw = (HERE / "texts" / f"{name}.txt").read_bytes()
        self.text = self.raw.decode("utf-8")
        self.paragraphs = [m.span() for m in re.finditer(r"\S(?:.|\n(?!\s*\n))*", self.text)]
        self.at = (0, len(self.text))
        self.document = next(d for d in DOCUMENTS if d["file"] == name)
        self.names = TABLES[self.document.get("names", "gazetteer")]
        self.labels: dict[str, str] = {}
        self.out: dict[str, list[dict[str, Any]]] = {
            key: [] for key in ("attributions", "nonresponses", "dates", "quantities", "events", "conflicts")
        }
        self.published: dict[str, Any] = {"from": None, "to": None, "basis": "unknown", "steps": [], "ask": True}
        if day := self.document.get("published"):
            self.published.update({"from": str(day), "to": str(day), "basis": "supplied", "ask": False})

    def find(self, quote: str, *, within: tuple[int, int] | None = None, near: int | None = None) -> Span:
        """The span of a quote; ``head … tail`` spans the words between, ``#2`` picks the second place."""
        lo, hi = within or self.at
        quote, _, nth = quote.strip().partition("#")
        parts = [re.sub(r"\s+", r"\\s+", re.escape(part.strip()).replace(r"\ ", " ")) for part in quote.split("…")]
        edge = [r"(?<!\w)" if quote[0].isalnum() else "", r"(?!\w)" if quote.strip()[-1].isalnum() else ""]
        pattern = re.compile(edge[0] + r"[\s\S]*?".join(parts) + edge[1])
        found = [m.span() for m in pattern.finditer(self.text, lo, hi)]
        if nth:
            found = found[int(nth) - 1 : int(nth)]
        elif near is not None:
            found = sorted(found, key=lambda span: min(abs(span[0] - near), abs(span[1] - near)))[:1]
        if len(found) != 1:
            raise SystemExit(f"{self.folder}/{self.name}: {len(found)} places for {quote!r}")
        start, end = found[0]
        return {"start": start, "end": end, "quote": self.text[start:end]}

    def read(self) -> dict[str, Any]:
        """All lines of the sheet, as one draft."""
        for line in (HERE / self.folder / f"{self.name}.txt").read_text(encoding="utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            head, *fields = (field.strip() for field in line.split("|"))
            kind, *words = head.split()
            label = ""
            if ":" in kind:
                kind, label = kind.split(":")
            try:
                getattr(self, f"read_{kind}")(label, words, fields)
            except (ValueError, IndexError, KeyError) as problem:
                raise SystemExit(f"{self.folder}/{self.name}: {line}\n{problem!r}") from problem
        self.finish()
        return self.draft()

    def read_p(self, _label: str, words: list[str], _fields: list[str]) -> None:
        self.at = self.paragraphs[int(words[0]) - 1]

    def read_published(self, _label: str, words: list[str], fields: list[str]) -> None:
        self.published.update({"from": words[0], "to": words[1], "basis": "inferred"})
        for field in fields:
            rule, quote = field.split("=", 1)
            span = self.find(quote, within=(0, len(self.text)))
            self.published["steps"].append({"rule": rule, "from": None, "to": None, **span, "fact": None})

    def read_A(self, label: str, words: list[str], fields: list[str]) -> None:
        form, polarity, kind, count, side, actor = words
        options = read_options(fields[3:])
        content = [self.find(piece) for piece in fields[2].split("//")]
        near = content[0]["start"] if len(content) == 1 else content[0]["end"]
        source = self.source(fields[0], kind, count, side, actor, options, near)
        cue = self.find(fields[1], near=source["start"] or near) if fields[1] != "-" else None
        pieces = [*content, *([cue] if cue else []), *([source] if source["start"] is not None else [])]
        start, end = min(p["start"] for p in pieces), max(p["end"] for p in pieces)
        self.add("attributions", label, {
            "start": start, "end": end, "quote": self.text[start:end], "form": form, "polarity": polarity,
            "content": content, "cue": cue, "source": source,
            "addressee": self.find(options["to"]) if "to" in options else None,
            "depth": int(options.get("depth", 1)), "nested_in": options.get("in"), "denies": options.get("denies"),
            "passage": None, "rules": [], "score": 1.0,
        })  # fmt: skip

    def source(
        self, quote: str, kind: str, count: str, side: str, actor: str, options: dict[str, str], near: int
    ) -> dict[str, Any]:
        country = None if side == "-" else side
        groups = [{"n": int(n), "side": s or None} for n, s in re.findall(r"(\d+)([A-Z]*)", options.get("groups", ""))]
        least = int(count.rstrip("+"))
        most = None if count.endswith("+") else least
        span = NOWHERE if quote == "-" else self.find(quote, near=near)
        antecedent = options.get("of")
        return {
            **span,
            "antecedent": self.find(antecedent, within=(0, len(self.text)), near=near) if antecedent else None,
            "class": kind,
            "anonymous": kind in ("anonymous", "collective"),
            "count": {"min": least, "max": most, "groups": groups or [{"n": most, "side": country}]},
            "side": country,
            "actor": None if actor == "-" else actor,
            "same_as": options.get("same"),
            "interest": None,
        }

    def read_N(self, label: str, words: list[str], fields: list[str]) -> None:
        outcome, kind, count, side, actor = words
        frame = self.find(fields[2])
        within = (frame["start"], frame["end"])
        source = self.source(fields[0], kind, count, side, actor, read_options(fields[3:]), frame["start"])
        cue = self.find(fields[1], within=within)
        self.add("nonresponses", label, {
            **frame, "cue": cue, "source": source, "kind": outcome, "about": None, "score": 1.0,
        })  # fmt: skip

    def read_D(self, label: str, words: list[str], fields: list[str]) -> None:
        lo, hi, granularity, rule, *anchor = words
        known = lo != "?"
        interval = {"from": None if lo == ".." else lo, "to": None if hi == ".." else hi} if known else None
        kind, _, ref = (anchor[0] if anchor else "date").partition(":")
        day = self.published if kind == "published" else {"from": None, "to": None}
        self.add("dates", label, {
            **self.find(fields[0]), "interval": interval, "granularity": granularity, "rule": rule,
            "anchor": {"kind": kind, "ref": ref or None, "from": day["from"], "to": day["to"]},
            "edtf": edtf(lo, hi) if known else None, "score": 1.0,
        })  # fmt: skip

    def read_Q(self, label: str, words: list[str], fields: list[str]) -> None:
        kind, number, comparator, unit = words
        low, _, high = number.partition("..")
        value = float(high or low)
        ends = {
            "exact": (value, value), "range": (float(low), value), "about": (None, None), "more-than": (value, None),
            "at-least": (value, None), "less-than": (None, value), "at-most": (None, value),
        }[comparator]  # fmt: skip
        span = self.find(fields[0])
        of = self.find(fields[1], near=span["start"]) if len(fields) > 1 and fields[1] != "-" else None
        self.add("quantities", label, {
            **span, "kind": kind, "value": None if comparator == "range" else value, "low": ends[0], "high": ends[1],
            "unit": unit, "comparator": comparator, "of": of, "score": 1.0,
        })  # fmt: skip

    def read_E(self, label: str, words: list[str], fields: list[str]) -> None:
        types, status, who = words
        evidence = self.find(fields[1])
        within = (evidence["start"], evidence["end"])
        options = read_options(fields[2:])
        actor, _, targets = who.partition(">")
        named = [self.actor(target, within) for target in targets.split(",") if target]
        self.add("events", label, {
            **evidence, "trigger": self.find(fields[0], within=within),
            "candidates": [candidate(kind, rank) for rank, kind in enumerate(types.split(","))], "status": status,
            "status_cue": self.find(options["cue"], within=within) if "cue" in options else None,
            "actor": None if actor == "-" else self.actor(actor, within), "targets": named,
            "date": options.get("date"), "attributions": [], "voice": "reporter",
            "attributes": {key: options[key] for key in ("reason", "also") if key in options}, "quantities": [],
            "same_event": options["same"].split(",") if "same" in options else [], "score": 1.0,
        })  # fmt: skip

    def read_X(self, label: str, words: list[str], fields: list[str]) -> None:
        kind, against = words
        span = self.find(fields[0])
        self.add("conflicts", label, {**span, "kind": kind, "with": against, "message": fields[1]})

    def actor(self, name: str, within: tuple[int, int]) -> dict[str, Any]:
        """An actor by gazetteer id, or a country code alone; its place is looked for by name."""
        for row in (*self.names["country"], *self.names["actor"], *self.names["person"]):
            if row["id"] != name:
                continue
            code = row.get("code") or row.get("side") or side_of(row["tenure"][0]["actor"], self.names)
            for alias in sorted((row["name"], *row.get("aliases", ())), key=len, reverse=True):
                if found := re.search(rf"\b{re.escape(alias)}\b", self.text[slice(*within)].replace("’", "'")):
                    start, end = found.start() + within[0], found.end() + within[0]
                    span = {"start": start, "end": end, "quote": self.text[start:end], "implicit": False}
                    return {"id": name, "country": code, **span}
            return {"id": name, "country": code, **NOWHERE, "implicit": True}
        if not re.fullmatch(r"X[A-Z]{2}|third|unknown", name):
            raise KeyError(f"no actor {name} in the gazetteer")
        return {"id": None, "country": name if name[0] == "X" else None, **NOWHERE, "implicit": True}

    def add(self, kind: str, label: str, record: dict[str, Any]) -> None:
        self.out[kind].append({"id": label, **record})

    def finish(self) -> None:
        """Number the records in text order and link what lies inside what."""
        for kind, records in self.out.items():
            records.sort(key=lambda r: (r["start"], r["end"]))
            for number, record in enumerate(records, 1):
                name = f"{PREFIXES.get(kind, kind[0])}{number}"
                if record["id"]:
                    self.labels[record["id"]] = name
                record["id"] = name
        for record in self.out["attributions"]:
            record["nested_in"] = self.labels.get(record["nested_in"] or "")
            record["denies"] = self.labels.get(record["denies"] or "")
        for record in (*self.out["attributions"], *self.out["nonresponses"]):
            record["source"]["same_as"] = self.labels.get(record["source"]["same_as"] or "")
        for event in self.out["events"]:
            holders = [
                (piece["end"] - piece["start"], a["id"])
                for a in self.out["attributions"]
                for piece in a["content"]
                if covers(piece, event["trigger"])
            ]
            event["attributions"] = [min(holders)[1]] if holders else []
            event["voice"] = "attributed" if holders else "reporter"
            dates = [d["id"] for d in self.out["dates"] if covers(event, d)]
            event["date"] = self.labels.get(event["date"] or "", dates[0] if len(dates) == 1 else None)
            event["quantities"] = [q["id"] for q in self.out["quantities"] if covers(event, q)]
            event["same_event"] = [self.labels[label] for label in event["same_event"]]

    def draft(self) -> dict[str, Any]:
        digest = hashlib.sha256(self.raw).hexdigest()
        gazetteer = hashlib.sha256((HERE / f"{self.document.get('names', 'gazetteer')}.toml").read_bytes()).hexdigest()
        return {
            "schema": "detente.draft/1",
            "tool": {"version": "hand", "tier": "hand", "model": None, "ontology": "1", "gazetteer": gazetteer},
            "document": {
                "sha256": digest, "text_sha256": digest, "chars": len(self.text), "text": None, "title": None,
                "outlet": self.document["outlet"], "published": self.published,
            },
            "passages": [], **self.out, "notes": [],
        }  # fmt: skip


def covers(outer: Span, inner: Span) -> bool:
    return bool(outer["start"] <= inner["start"] and inner["end"] <= outer["end"])


def read_options(fields: list[str]) -> dict[str, str]:
    return dict(pair.strip().split("=", 1) for field in fields for pair in field.split(";") if pair.strip())


def side_of(actor: str, names: dict[str, Any]) -> str:
    """Country code of an actor's id."""
    rows = (*names["country"], *names["actor"])
    return next(str(row.get("code") or row["side"]) for row in rows if row["id"] == actor)


def candidate(kind: str, rank: int) -> dict[str, Any]:
    row = ONTOLOGY.types[kind]
    return {
        "type": kind, "family": row.family, "root": row.root or None, "mode": row.mode or None,
        "cameo": row.cameo or None, "goldstein": row.goldstein, "plover": row.plover, "weight": row.weight,
        "score": 1.0 / (1 + rank),
    }  # fmt: skip


def edtf(lo: str, hi: str) -> str:
    return lo if lo == hi else f"{lo}/{hi}"


def written(name: str, folder: str) -> str:
    return json.dumps(Sheet(name, folder).read(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the JSON of every sheet there is."""
    for folder, target in FOLDERS.items():
        (HERE / target).mkdir(exist_ok=True)
        for sheet in sorted((HERE / folder).glob("*.txt")):
            (HERE / target / f"{sheet.stem}.json").write_text(written(sheet.stem, folder), encoding="utf-8")


if __name__ == "__main__":
    main()
