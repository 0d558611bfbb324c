"""The only reader of cases: a folder of TOML and CSV files becomes a checked, frozen Case."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from detente.case.case import Case, Head
from detente.case.checks import check_records
from detente.case.diplomacy import DIPLOMACY_FILES, make_records
from detente.case.dossier import DOSSIER_FILES, make_dossier
from detente.case.levers import FaceCost, Lever, LeverTable, Linkage, Ratification, Stance
from detente.case.mineral_table import load_minerals
from detente.case.product_mix import ProductMix, with_free_trade, with_mix, with_response
from detente.case.publishers import Publisher
from detente.case.toml import LIMIT, Place, Problems, parse_records, parse_table, read_toml
from detente.core.errors import CaseError, DataError
from detente.core.labels import close_name
from detente.core.records import Record
from detente.evidence.records import Document, Review
from detente.ledger.ledger import Ledger
from detente.ledger.measures import Measure, Repeal, Stacking
from detente.ledger.scope import CodeList
from detente.world.load import load_concordance, load_countries, load_lines, load_world

__all__ = ["bundled_cases", "open_case", "read_reviews"]

CASES = Path(__file__).parent.parent / "data" / "cases"
TABLES: Mapping[str, Mapping[str, type[Record]]] = {
    "documents": {"document": Document},
    "measures": {"measure": Measure, "repeal": Repeal, "stacking": Stacking},
    "published": {"publisher": Publisher},
    "trade": {"product_mix": ProductMix},
    "levers": {"lever": Lever, "linkage": Linkage, "face": FaceCost, "ratification": Ratification, "stance": Stance},
    **DOSSIER_FILES,
    **DIPLOMACY_FILES,
}


@dataclass(slots=True)
class _Records:
    """Records by table, each with the place where it stands, and the product lists."""

    rows: dict[str, list[tuple[Any, Place]]] = field(default_factory=dict)
    lists: dict[str, CodeList] = field(default_factory=dict)

    def of(self, table: str) -> list[tuple[Any, Place]]:
        return self.rows.setdefault(table, [])


def bundled_cases() -> dict[str, Path]:
    """Name and folder of every case in the package."""
    return {path.parent.name: path.parent for path in sorted(CASES.glob("*/case.toml"))}


def open_case(name: str | Path) -> Case:
    """Read, check and freeze a case.

    Parameters
    ----------
    name
        A bundled name such as ``"us-china-2025"``, or a folder with a ``case.toml``.

    Returns
    -------
    Case
        The case; its ledger is ready to be asked.

    Raises
    ------
    CaseError
        If any record is wrong; every problem is listed, with file, record and field.
    DataError
        If there is no such case.
    """
    folder = _folder(name)
    problems = Problems([])
    head = _head(folder, problems)
    folders = [folder]
    if head is not None and head.extends:
        parents = bundled_cases()
        if head.extends in parents:
            folders.insert(0, parents[head.extends])
        else:
            known = ", ".join(parents)
            problems.fail(f'case.toml, field "extends": there is no bundled case "{head.extends}"; known: {known}.')
    records = _Records()
    for part in folders:
        _read_folder(part, records, problems)
    if head is None:
        raise CaseError(problems.sentences)
    try:
        world = load_world(head.world)
    except DataError as error:
        raise CaseError([*problems.sentences, f'case.toml, field "world": {error}']) from error
    countries, concordance = load_countries(), load_concordance()
    documents = {document.id: document for document, _ in records.of("document")}
    ledger = Ledger(
        measures=tuple(m for m, _ in records.of("measure")),
        repeals=tuple(r for r, _ in records.of("repeal")),
        stackings=tuple(s for s, _ in records.of("stacking")),
        lists=MappingProxyType(records.lists),
        lines=MappingProxyType(load_lines()),
        countries=countries,
        base=world,
        last=head.last,
        minerals=load_minerals(),
    )
    problems.sentences += check_records(head, records.rows, ledger, concordance, problems)
    if problems.sentences:
        raise CaseError(problems.sentences)
    sides = head.sides[0], head.sides[1]
    known_lines = with_mix(ledger.lines, (mix for mix, _ in records.of("product_mix")))
    if head.free_trade:
        known_lines = with_free_trade(known_lines, sides)
    if head.averaging == "trade":
        known_lines = with_response(known_lines, world)
    ledger = replace(ledger, lines=known_lines)
    publishers = tuple(p for p, _ in records.of("publisher"))
    table = LeverTable(
        tuple(lever for lever, _ in records.of("lever")),
        tuple(tie for tie, _ in records.of("linkage")),
        tuple(cost for cost, _ in records.of("face")),
        tuple(home for home, _ in records.of("ratification")),
        tuple(row for row, _ in records.of("stance")),
    )
    dossier = make_dossier(records.rows)
    diplomacy = make_records(sides, head.last, dossier, records.rows, head.issue)
    return Case(
        folder.name, head, MappingProxyType(documents), ledger, publishers, _digest(folders), table, dossier, diplomacy
    )


def _folder(name: str | Path) -> Path:
    bundled = bundled_cases()
    if str(name) in bundled:
        return bundled[str(name)]
    folder = Path(name)
    if folder.name == "case.toml":
        folder = folder.parent
    if not folder.is_dir():
        known = ", ".join(bundled)
        raise DataError(
            f'there is no case "{name}": neither a bundled one ({known}) nor a folder.{close_name(str(name), bundled)}'
        )
    return folder.resolve()


def _head(folder: Path, problems: Problems) -> Head | None:
    path = folder / "case.toml"
    if not path.is_file():
        raise DataError(f"{folder.name}: the folder has no case.toml; make one with `detente case new`.")
    data, text = read_toml(path, "case.toml", problems)
    return parse_table(Head, data, text, "case.toml", problems) if data else None


def _read_folder(folder: Path, records: _Records, problems: Problems) -> None:
    """Read every file of a case folder; a folder ``measures/`` is read as one file."""
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).as_posix()
        kind = path.relative_to(folder).parts[0].removesuffix(".toml")
        if kind in ("case", "packages", "scenarios"):
            continue
        if kind not in TABLES:
            problems.fail(f"{name}: a case has no file of that name.{close_name(kind, TABLES)} Known: {_known()}.")
            continue
        data, text = read_toml(path, name, problems)
        for table in data:
            if table not in TABLES[kind]:
                allowed = ", ".join(f"[[{known}]]" for known in TABLES[kind])
                problems.fail(
                    f"{name}: unknown table [{table}]; {kind} holds {allowed}.{close_name(table, TABLES[kind])}"
                )
        for table, record in TABLES[kind].items():
            if table not in data:
                continue
            records.of(table).extend(parse_records(record, table, data, text, name, problems))
    for path in sorted((folder / "lists").glob("*.csv")):
        listed = _read_list(path, f"lists/{path.name}", problems)
        if listed is None:
            problems.lost.add(path.stem)
        else:
            records.lists[listed.name] = listed


def _known() -> str:
    kinds = [f"{kind}.toml" for kind in TABLES if kind not in DOSSIER_FILES]
    return ", ".join(["case.toml", *kinds, "evidence/*.toml", "lists/*.csv", "scenarios/*.toml", "packages/*.toml"])


def _read_list(path: Path, name: str, problems: Problems) -> CodeList | None:
    """A product list: column ``hs``, and where the act has them ``rate`` and ``share``."""
    if path.stat().st_size > LIMIT:
        problems.add(f"{name}: the file has {path.stat().st_size / 1e6:.0f} MB; a list has at most 5 MB.")
        return None
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add(f"{name}: byte {error.start} is not UTF-8. Save the file as UTF-8.")
        return None
    rows = csv.DictReader(io.StringIO(text))
    columns = rows.fieldnames or ()
    unknown = [c for c in columns if c not in ("hs", "rate", "share", "note")]
    if "hs" not in columns or unknown:
        problems.add(
            f"{name}: columns are {', '.join(columns) or 'none'}; a list has hs and may have rate, share, note."
        )
        return None
    codes, rates, shares = [], [], []
    for number, row in enumerate(rows, 2):
        code = (row["hs"] or "").replace(".", "").replace(" ", "")
        if not code.isdigit() or not 2 <= len(code) <= 10:
            problems.add(f'{name}, line {number}, column hs: "{row["hs"]}" is no HS code of 2 to 10 digits.')
            return None
        rate, share = _number(row.get("rate"), 0.0), _number(row.get("share"), 1.0)
        if rate is None or not 0 <= rate <= 5 or share is None or not 0 <= share <= 1:
            problems.add(f"{name}, line {number}: rate must be a share from 0 to 5 and share from 0 to 1.")
            return None
        codes.append(code)
        rates.append(rate)
        shares.append(share)
    if not codes:
        problems.add(f"{name}: the list is empty. Write the codes of the act below the header hs.")
        return None
    return CodeList(path.stem, tuple(codes), tuple(rates) if "rate" in columns else (), tuple(shares))


def _number(text: str | None, default: float) -> float | None:
    if text is None or not text.strip():
        return default
    try:
        return float(text)
    except ValueError:
        return None


def _digest(folders: list[Path]) -> str:
    """Twelve hex digits over names and bytes of every file that a case is read from."""
    state = hashlib.sha256()
    for folder in folders:
        for path in sorted([*folder.rglob("*.toml"), *folder.rglob("*.csv")]):
            state.update(path.relative_to(folder).as_posix().encode() + b"\0")
            state.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return state.hexdigest()[:12]


def read_reviews(name: str | Path) -> tuple[Review, ...]:
    """Decisions of reviewers on a case, oldest first; none where there is no log.

    Parameters
    ----------
    name
        As for ``open_case``.

    Raises
    ------
    DataError
        If ``reviews.jsonl`` cannot be read; the sentence names the line.
    """
    path = _folder(name) / "reviews.jsonl"
    if not path.is_file():
        return ()
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from None
    for number, line in enumerate(lines, 1):
        try:
            found.append(Review.model_validate(json.loads(line)))
        except ValueError:
            raise DataError(f"{path}, line {number}: this is no decision of a review.") from None
    return tuple(found)
