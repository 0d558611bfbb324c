"""Every question that a browser may put to a case, and how its answer is made.

An answer has three parts: the document, which is what the command line prints with ``--json``; the page, which is what
it prints for a person; and the figures. All three are plain values, so that an answer can be kept and stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from detente.case.asked import Asked, ask_case
from detente.case.case import Case
from detente.core.dates import as_day
from detente.core.errors import DataError, UsageError
from detente.core.labels import close_name
from detente.core.version import VERSION
from detente.report.answer import Answer, document
from detente.report.export import plain
from detente.report.figure import Figure

if TYPE_CHECKING:
    from detente.report.brief import Brief

__all__ = [
    "HEAVY",
    "LIGHT",
    "POSED",
    "Made",
    "asked_of",
    "bill_of",
    "brief_at_hand",
    "brief_of",
    "figure_of",
    "key_of",
    "make",
    "mark_brief",
]

Given = Mapping[str, Any]
Step = Callable[[str], None]
PLACE = Path(__file__).parents[1]


@final
@dataclass(frozen=True, slots=True)
class Made:
    """An answer as plain values.

    Attributes
    ----------
    document
        What the command line prints with ``--json``.
    page
        Headline, sentences and tables as a person reads them.
    figures
        By name: title, spec, columns, rows, description and caption.
    """

    document: Mapping[str, Any]
    page: Mapping[str, Any]
    figures: Mapping[str, Mapping[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """All three parts."""
        return {"document": self.document, "page": self.page, "figures": self.figures}

    @classmethod
    def from_json(cls, told: Given) -> Made:
        """The answer that :meth:`as_json` told."""
        return cls(told["document"], told["page"], told["figures"])


def make(view: str, case: Case, given: Given, step: Step) -> Made:
    """Answer a question.

    Parameters
    ----------
    view
        One of ``LIGHT``, ``HEAVY`` or ``POSED``.
    case
        The case.
    given
        What was asked: days as ISO text, and what the view takes besides.
    step
        Told what is being done.
    """
    return {**LIGHT, **HEAVY, **POSED}[view](case, given, step)


def figure_of(view: str, case: Case, name: str, given: Given) -> Figure:
    """One figure of an answer.

    Parameters
    ----------
    view, case, given
        As in :func:`make`.
    name
        Name of the figure.

    Raises
    ------
    DataError
        If the answer has no such figure.
    """
    found = make(view, case, given, lambda _: None).figures
    if name not in found:
        raise DataError(f"{view} has no figure {name}; it has {', '.join(found)}.{close_name(name, found)}")
    told = dict(found[name])
    rows = tuple(tuple(row) for row in told.pop("rows"))
    return Figure(rows=rows, columns=tuple(told.pop("columns")), **told)


def key_of(view: str, case: Case, given: Given) -> str:
    """Sixteen hex digits over the question, the case, the world, the version and the code."""
    asked = json.dumps(plain({k: v for k, v in given.items() if v is not None}), sort_keys=True)
    told = (view, asked, case.name, case.digest, case.ledger.base.digest, VERSION, CODE)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _code() -> str:
    """A digest over names, sizes and times of the package's modules, so that an answer of older code is not given."""
    seen = hashlib.sha256()
    for path in sorted(PLACE.rglob("*.py")):
        told = path.stat()
        seen.update(f"{path.relative_to(PLACE)}{told.st_size}{told.st_mtime_ns}".encode())
    return seen.hexdigest()[:16]


CODE = _code()


def _made(answer: Answer, figures: Sequence[Figure] = ()) -> Made:
    page = {
        "head": answer.head,
        "intro": answer.intro,
        "tables": [
            {
                "title": table.title,
                "columns": [
                    {"key": c.key, "header": c.header, "kind": c.kind, "digits": c.digits} for c in table.columns
                ],
                "rows": [{c.key: row[c.key] for c in table.columns} for row in table.rows],
            }
            for table in answer.tables
        ],
        "lines": answer.lines,
    }
    return Made(plain(document(answer)), plain(page), {figure.name: _figure(figure) for figure in figures})


def _figure(figure: Figure) -> dict[str, Any]:
    told = {name: getattr(figure, name) for name in ("title", "columns", "rows", "description", "caption")}
    return {"name": figure.name, "spec": figure.spec, **{name: plain(value) for name, value in told.items()}}


def asked_of(case: Case, given: Given) -> Asked:
    """The question behind an answer: case, day, knowledge, scenario."""
    return ask_case(case, _day(given, "on"), _day(given, "as_of"), given.get("scenario"))


def _day(given: Given, name: str) -> date | None:
    text = given.get(name)
    return None if text is None else as_day(text)


def _needed(given: Given, *names: str) -> tuple[str, ...]:
    missing = [name for name in names if not given.get(name)]
    if missing:
        raise UsageError(f"say {' and '.join(missing)}: this answer needs {', '.join(names)}.")
    return tuple(str(given[name]) for name in names)


def _rates(case: Case, given: Given, _: Step) -> Made:
    from detente.report.answers.rates import rates_answer

    importer, exporter = _needed(given, "importer", "exporter")
    answer = rates_answer(
        asked_of(case, given),
        importer,
        exporter,
        by=given.get("by"),
        product=given.get("product"),
        definition=given.get("definition"),
        compare=bool(given.get("compare")),
        cite=bool(given.get("cite")),
    )
    return _made(answer)


def _why(case: Case, given: Given, _: Step) -> Made:
    if given.get("claim"):
        from detente.report.answers.evidence import claim_answer, view_of

        return _made(claim_answer(*view_of(case, _day(given, "as_of") or _day(given, "on")), given["claim"]))
    from detente.report.answers.why import why_answer

    importer, exporter, product = _needed(given, "importer", "exporter", "product")
    return _made(why_answer(asked_of(case, given), importer, exporter, product))


def _diff(case: Case, given: Given, _: Step) -> Made:
    from detente.report.answers.diff import diff_answer

    start, end = (as_day(day) for day in _needed(given, "from", "to"))
    return _made(diff_answer(case, start, end, _day(given, "as_of")))


def _timeline(case: Case, given: Given, _: Step) -> Made:
    from detente.report.answers.timeline import timeline_answer, timeline_figure, timeline_of

    asked = asked_of(case, given)
    found = timeline_of(asked)
    return _made(timeline_answer(asked, found), [timeline_figure(asked, found)])


def _map(case: Case, given: Given, _: Step) -> Made:
    from detente.report.answers.world_map import long_run_of, world_map_answer, world_map_figure_of

    asked = asked_of(case, given)
    found = long_run_of(asked)
    return _made(world_map_answer(asked, found), [world_map_figure_of(asked, found)])


def _board(case: Case, given: Given, _: Step) -> Made:
    from detente.case.board import board
    from detente.report.answers.board import board_answer
    from detente.report.charts.channels import channels_figure

    asked = asked_of(case, given)
    view = board(case, asked.moment.on, asked.moment.as_of)
    return _made(board_answer(asked, view), [channels_figure(view, asked.days)])


def _evidence(case: Case, given: Given, _: Step) -> Made:
    from detente.report.answers.evidence import evidence_answer, view_of

    on = _day(given, "on")
    return _made(evidence_answer(*view_of(case, _day(given, "as_of") or on), on, _day(given, "since")))


def _ach(case: Case, given: Given, _: Step) -> Made:
    from detente.report.answers.evidence import ach_answer, view_of

    return _made(ach_answer(*view_of(case, _day(given, "as_of"))))


def _parameters(case: Case, given: Given, _: Step) -> Made:
    from detente.report.answers.evidence import parameters_answer, view_of

    return _made(parameters_answer(*view_of(case, _day(given, "as_of"))))


def _pressure(case: Case, given: Given, step: Step) -> Made:
    from detente.case.pressure import DRAWS, pressure
    from detente.report.answers.pressure import pressure_answer
    from detente.report.pressure import pressure_figures, pressure_stamp

    asked = asked_of(case, given)
    step("solving the short run and its draws")
    found = pressure(case, asked.moment.on, asked.moment.as_of, draws=given.get("draws") or DRAWS)
    step("reading choke points and clocks")
    answer = pressure_answer(asked, found, case.sides, by_sector=given.get("by") == "sector")
    return _made(answer, pressure_figures(found, pressure_stamp(found), case.sides))


def _options(case: Case, given: Given, step: Step) -> Made:
    from detente.case.options import options
    from detente.report.answers.options import options_answer
    from detente.report.options import options_figures, options_stamp

    asked = asked_of(case, given)
    found = options(case, asked.moment.on, asked.moment.as_of, third=not given.get("pair_only"), progress=step)
    step("drawing")
    return _made(options_answer(asked, found), options_figures(found, options_stamp(found)))


def _deal(case: Case, given: Given, step: Step) -> Made:
    from detente.case.zone import DRAWS, zone
    from detente.report.answers.deal import deal_answer
    from detente.report.deal import deal_figure
    from detente.report.kept import game_ahead, solved_packages

    asked = asked_of(case, given)
    against = given.get("against", "status-quo")
    found = zone(
        case,
        on=asked.moment.on,
        as_of=asked.moment.as_of,
        against=against,
        draws=given.get("draws") or DRAWS,
        solved=solved_packages(case, asked.moment, step),
        wait=game_ahead(case, asked.moment, step, anew=against == "wait"),
    )
    step("the zone is found")
    return _made(deal_answer(asked, found), [deal_figure(found)] if found.packages else [])


def _talks(case: Case, given: Given, step: Step) -> Made:
    from detente.case.talks import talks
    from detente.report.answers.talks import talks_answer
    from detente.report.charts.hazard import hazard_figure

    step("fitting models of timing")
    found = talks(case, _day(given, "on"), _day(given, "until"))
    return _made(talks_answer(found), [hazard_figure(found)])


def _war(case: Case, given: Given, step: Step) -> Made:
    from detente.core.dates import show_day
    from detente.report.answers.war import war_answer
    from detente.strategy.game import TariffGame
    from detente.strategy.nash import nash

    asked = asked_of(case, given)
    day = _day(given, "on") or case.head.baseline_of(asked.moment.on)
    world = case.ledger.base
    step("searching for rates from which nobody gains by moving alone")
    game = TariffGame(
        world,
        players=case.sides,
        instruments=given.get("instruments") or "uniform",
        base=case.ledger.wedges(world, on=day, as_of=asked.moment.as_of),
    )
    told = {"base": f"measures in force on {show_day(day)}"}
    return _made(war_answer(game, nash(game), {**asked.meta, "on": day}, told))


def _path(case: Case, given: Given, step: Step) -> Made:
    from detente.case.path import trade_path
    from detente.report.answers.path import path_answer
    from detente.report.charts.path import path_figure

    start, end = _needed(given, "from", "to")
    step("fitting the monthly path")
    found = trade_path(case, start=start, end=end, as_of=_day(given, "as_of"))
    caption = f"Source: US Census Bureau; own calculations. {found.case.stamp}."
    return _made(path_answer(found), [path_figure(found, caption)])


def _brief(case: Case, given: Given, step: Step) -> Made:
    from detente.report.html import brief_html

    step("writing the brief")
    made = brief_of(case, given, step)
    step("drawing its page")
    page = {"head": f"{made.title} · {made.stamp}", "intro": made.bottom_line, "html": brief_html(made)}
    figures = [figure for section in made.sections for figure in section.figures]
    return Made(plain(made.to_json()), plain(page), {figure.name: _figure(figure) for figure in figures})


def brief_of(case: Case, given: Given, step: Step) -> Brief:
    """The brief of a question, from the workspace or else worked out and kept there.

    Parameters
    ----------
    case, given, step
        As in :func:`make`.
    """
    from detente.report.brief_store import kept_brief
    from detente.report.since import since_brief

    asked, source = asked_of(case, given), given.get("source", case.name)
    made, _ = kept_brief(asked, source, full=bool(given.get("full")), on_progress=step)
    if not given.get("since"):
        return made
    step("what changed")
    return since_brief(made, case, asked.moment, given["since"])


def brief_at_hand(case: Case, given: Given) -> bool:
    """Whether the brief of a question is stored, so that it needs no work.

    Parameters
    ----------
    case, given
        As in :func:`make`.
    """
    from detente.report.brief_store import stored_brief

    return not given.get("since") and stored_brief(asked_of(case, given), full=bool(given.get("full"))) is not None


def mark_brief(case: Case, given: Given) -> None:
    """Remember that somebody was given the brief of a question, for ``since=last`` of the next one.

    Parameters
    ----------
    case, given
        As in :func:`make`.
    """
    from detente.report.brief_store import stored_brief
    from detente.report.marks import leave_mark

    asked = asked_of(case, given)
    made = stored_brief(asked, full=bool(given.get("full")))
    if made is not None:
        leave_mark(made, case, asked.moment)


def bill_of(case: Case, given: Given, content: bytes) -> Made:
    """A bill of materials under the tariffs of a day.

    Parameters
    ----------
    case, given
        As in :func:`make`, with the bill's name under ``file``.
    content
        Its bytes.
    """
    from detente.report.bill import bill_answer, work_out_bill

    asked, file = asked_of(case, given), given["file"]
    return _made(bill_answer(work_out_bill(asked, content, file), asked, file))


def _changes(case: Case, given: Given, step: Step) -> Made:
    from detente.report.answers.changes import changes_answer

    step("solving the day without what changed")
    return _made(changes_answer(asked_of(case, given), _day(given, "since"), None, ()))


def _best_response(case: Case, given: Given, step: Step) -> Made:
    from detente.case.question import pose
    from detente.case.what_if import Change, best_reply, model_named, what_if
    from detente.report.answers.what_if import reply_document

    model = model_named(given["closure"], given["elasticity"], given["deficits"], given["rebate"])
    asked = asked_of(case, given)
    changes = [Change(one["importer"], one["exporter"], one.get("rate"), one.get("scale")) for one in given["set"]]
    found = what_if(pose(case, asked.moment.on, asked.moment.as_of), changes, model)
    step("looking for the rate that suits it best")
    return Made(plain(reply_document(found, given["player"], best_reply(found, given["player"], model))), {}, {})


LIGHT: Mapping[str, Callable[[Case, Given, Step], Made]] = {
    "rates": _rates,
    "why": _why,
    "diff": _diff,
    "timeline": _timeline,
    "map": _map,
    "board": _board,
    "evidence": _evidence,
    "ach": _ach,
    "parameters": _parameters,
}
"""Answers that take less than a second."""
HEAVY: Mapping[str, Callable[[Case, Given, Step], Made]] = {
    "pressure": _pressure,
    "options": _options,
    "deal": _deal,
    "talks": _talks,
    "war": _war,
    "path": _path,
    "brief": _brief,
}
"""Answers that are worked out by a job and stored."""
POSED: Mapping[str, Callable[[Case, Given, Step], Made]] = {"what-changed": _changes, "best-response": _best_response}
"""The same for questions that have an address of their own."""
