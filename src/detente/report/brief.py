"""The brief: one conflict, one day, two pages and an annex, in any format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from detente.core.beside import Beside, beside
from detente.core.dates import show_day
from detente.core.errors import DataError, UsageError
from detente.core.version import VERSION
from detente.ledger.stacking import Moment
from detente.report.brief_beside import BESIDE, Order
from detente.report.brief_offers import deal_part, options_part, read_deal, read_options
from detente.report.brief_parts import Part, hurting_part, meeting_part, read_hurting
from detente.report.charts.layers import layers_figure
from detente.report.charts.ranking import ranking_figure
from detente.report.charts.sectors import sectors_figure
from detente.report.charts.steps import steps_figure
from detente.report.charts.waterfall import waterfall_figure
from detente.report.export import save_figures
from detente.report.headline import bottom_line
from detente.report.meeting import Meeting, read_meeting
from detente.report.numbers import KeyNumber, in_order, key_numbers
from detente.report.page import Section
from detente.report.pictures import draw
from detente.report.sections import sections
from detente.report.words import cost_sentence, weights_words

if TYPE_CHECKING:
    from detente.case.ahead import Ahead
    from detente.case.ask import Findings
    from detente.case.case import Case
    from detente.case.hurting import Hurting
    from detente.case.options import Options
    from detente.case.zone import Zone
    from detente.economy.longrun import LongRun
    from detente.ledger.rules import Rule
    from detente.world.world import World

__all__ = ["Brief", "Found", "brief", "stamp_of", "write_brief"]

ORDER = (
    "limits",
    "story",
    "changed",
    "in-force",
    "gains",
    "hurting",
    "options",
    "talking",
    "meeting",
    "deal",
    "watch",
    "stack",
    "scenario",
    "sectors",
    "readings",
    "pressed-sectors",
    "jobs",
    "distress",
    "absorption",
    "choke-points",
    "clocks",
    "stimulus",
    "visible",
    "pressure-basis",
    "protocol",
    "meeting-scores",
    "by-measure",
    "why",
    "assumptions",
    "evidence",
    "reproduce",
)
"""Pages in the order in which they are read; those of the annex come after the others."""


@final
@dataclass(frozen=True, slots=True)
class Found:
    """What a brief was written from.

    Attributes
    ----------
    findings
        What was computed for the long run.
    hurting
        What was computed for the short run, or the sentence that says why nothing was; None where a second process
        wrote the pages.
    options
        What the sides could do, or in short a few moves, or the sentence that says why nothing was computed.
    deal
        What both would rather have than go on, or the sentence that says why nothing was computed.
        None where a second process wrote the page.
    meeting
        Who can talk, when principals meet, and what would change it.
    full
        True if everything was asked for.
    """

    findings: Findings
    hurting: Hurting | str | None
    options: Options | Ahead | str
    deal: Zone | str | None
    meeting: Meeting
    full: bool = False


@final
@dataclass(frozen=True, slots=True)
class Brief:
    """A briefing on one conflict and one day.

    All but ``found`` is text, numbers and figures, the same whether the brief was just worked out or read from the
    store.

    Attributes
    ----------
    title, stamp
        What it is about; case digest, days and run as every figure prints them.
    bottom_line
        Sentences: what is in force; who hurts more and how soon; what they could do and what deal; what comes next and
        how sure.
    numbers
        The key numbers with ranges, horizon, baseline and definition.
    sections
        The rest, each with its sentences, figures and tables: first the pages for a reader in a hurry, then the annex.
    command
        The command line that makes the same brief again.
    meta
        Case, digest, on, as_of, run, version, world, world_digest.
    certificate
        Of the solve of the long run, as plain values.
    warnings
        What a reader must know before quoting a number.
    costs
        For each side that loses, the measures that cost it most.
    pictures
        Pictures that are drawn already, by key (:func:`detente.report.pictures.picture_key`).
    found
        What it was written from; None where it was read from the store.
    """

    title: str
    stamp: str
    bottom_line: tuple[str, ...]
    numbers: tuple[KeyNumber, ...]
    sections: tuple[Section, ...]
    command: str
    meta: Mapping[str, Any]
    certificate: Mapping[str, Any]
    warnings: tuple[str, ...]
    costs: tuple[str, ...]
    pictures: Mapping[str, str] = field(default_factory=dict, repr=False)
    found: Found | None = field(default=None, repr=False, compare=False)

    @property
    def findings(self) -> Findings:
        """What was computed for the long run.

        Raises
        ------
        DataError
            If the brief was read from the store, which keeps pages only.
        """
        if self.found is None:
            raise DataError(
                "this brief was read from the store, which keeps its pages only; write it anew by dt.brief."
            )
        return self.found.findings

    def save(self, path: str | Path, *, force: bool = True) -> Path:
        """Write the brief as ``detente brief --out`` does; the suffix decides: .html, .pdf, .pptx, .xlsx, .md or .json.

        Raises
        ------
        UsageError
            If the suffix is unknown, or the file exists and ``force`` is false.
        DataError
            If what the suffix needs is not installed.
        """
        from detente.report.publish import publish

        return publish(self, path, force=force)

    def save_figures(self, folder: str | Path, *, force: bool = False) -> tuple[Path, ...]:
        """Write every figure as SVG and PNG into a folder, made if it is missing.

        Raises
        ------
        UsageError
            If a file exists and ``force`` is false.
        """
        return save_figures((figure for section in self.sections for figure in section.figures), folder, force=force)

    def to_json(self) -> Mapping[str, Any]:
        """The brief as plain values: ``numbers``, ``sections``, ``command``, with ``schema`` and ``meta``."""
        return {
            "schema": "detente.brief/1",
            "meta": dict(self.meta),
            "title": self.title,
            "bottom_line": list(self.bottom_line),
            "numbers": [number.as_json() for number in self.numbers],
            "sections": [section.as_json() for section in self.sections],
            "command": self.command,
            "certificate": dict(self.certificate),
            "warnings": list(self.warnings),
        }


def brief(
    case: Case,
    on: date | str,
    as_of: date | str | None = None,
    *,
    world: World | None = None,
    model: LongRun | None = None,
    rules: Sequence[Rule] = (),
    scenario: str = "",
    draws: int | None = None,
    full: bool = False,
    source: str | Path | None = None,
    second: Beside | None = None,
    on_progress: Callable[[str], None] | None = None,
) -> Brief:
    """Write the briefing of a case for a day.

    Parameters
    ----------
    case
        The case, for instance ``dt.open_case("us-china-2025")``.
    on, as_of
        Day valued, and day of knowledge (default: the same, capped at the case's last day).
    world, model
        Default: the case's world and the long-run model with its defaults.
    rules, scenario
        Rules of a scenario on top of the day's measures, and the name they come under.
    draws
        Draws of the elasticities behind the ranges (default 60).
    full
        Also what takes a minute or two: all that the sides could do, what deal suits both under other elasticities and
        other fallbacks, twice the draws of pressure.
    source
        Bundled name or folder from which the case can be opened again. If it is given, a second process writes the
        pages on pressure and on a deal at the same time, with the same result.
    second
        A process that has been told ``source`` and waits (``beside(BESIDE)``); default: one is started.
    on_progress
        Called with a few words before each step.

    Returns
    -------
    Brief
        ``brief.save("brief.html")`` writes it.
    """
    from detente.case.ask import examine, run_id
    from detente.case.scenarios import DRAWS
    from detente.economy.longrun import LongRun

    world, model = world or case.ledger.base, model or LongRun()
    many = DRAWS if draws is None else draws
    moment = case.ledger.moment(on, as_of)
    stamp = stamp_of(case, moment, run_id(case, moment, world, model, rules, many))
    ruled = bool(rules)
    step = on_progress or _silent
    with ExitStack() as stack:
        worker = None
        if source is not None and not ruled and world is case.ledger.base:
            worker = second
            if worker is None:
                worker = stack.enter_context(beside(BESIDE))
                worker.send(str(source))
            worker.send(Order(case.digest, moment, draws, full, stamp))
        step("law and long run")
        findings = examine(
            case, moment.on, moment.as_of, world=world, model=model, rules=rules, scenario=scenario, draws=many
        )
        step("talks")
        meeting = read_meeting(case, moment)
        if worker is None:
            step("who is hurting")
            hurting = read_hurting(case, moment, world=world, draws=draws, full=full, ruled=ruled)
            step("what they could do, and what deal suits both")
            options = read_options(case, moment, world=world, full=full, ruled=ruled)
            deal = read_deal(case, moment, full=full, ruled=ruled)
            return write_brief(Found(findings, hurting, options, deal, meeting, full))
        step("what they could do")
        options = read_options(case, moment, full=full)
        found = Found(findings, None, options, None, meeting, full)
        step("pictures")
        own = _own_parts(found, stamp)
        pictures = _drawn(own)
        step("who is hurting")
        pressing: Part = worker.result()
        pictures |= _drawn((pressing,))
        step("what deal suits both")
        deal_page: Part = worker.result()
        return _bound(found, own, (pressing, deal_page), pictures | _drawn((deal_page,)))


def _drawn(parts: Iterable[Part]) -> dict[str, str]:
    return draw(figure for part in parts for section in part.sections for figure in section.figures)


def _silent(_: str) -> None:
    """Nobody asked how far it is."""


def write_brief(found: Found) -> Brief:
    """Put findings into words, figures and tables.

    Parameters
    ----------
    found
        What was computed, the pressure of the first year included.

    Raises
    ------
    UsageError
        If nothing is said of pressure or of a deal, not even why.
    """
    if found.hurting is None or found.deal is None:
        raise UsageError("a brief needs what was read for each page, or the sentence that says why nothing was.")
    findings = found.findings
    stamp = stamp_of(findings.case, findings.moment, findings.run)
    others = hurting_part(found.hurting, stamp), deal_part(findings.moment, found.deal, stamp)
    return _bound(found, _own_parts(found, stamp), others, {})


def stamp_of(case: Case, moment: Moment, run: str) -> str:
    """Case, days and run as every page and figure prints them."""
    return f"{case.stamp} · measures of {show_day(moment.on)} · known {show_day(moment.as_of)} · run {run}"


def _own_parts(found: Found, stamp: str) -> tuple[Part, Part, Part, Part]:
    """Law and long run; talks; what they could do; on what evidence."""
    findings = found.findings
    caption = (
        f"detente {stamp} · {model_line(findings)}. World {findings.world.name}@{findings.world.digest}. "
        f"{findings.world.provenance.get('attribution', '')}"
    )
    one, two = findings.case.sides
    figures = {
        "steps": steps_figure(findings, caption),
        "layers": layers_figure(findings, caption),
        "ranking": ranking_figure(findings, caption),
        "first": sectors_figure(findings, findings.sectors[one], one, caption),
        "measures-first": waterfall_figure(findings, one, caption),
        "measures-second": waterfall_figure(findings, two, caption),
        "second": sectors_figure(findings, findings.sectors[two], two, caption),
    }
    numbers = key_numbers(findings)
    law = Part(sections(findings, figures, numbers), numbers)
    options = options_part(found.options, stamp)
    return law, meeting_part(found.meeting, stamp), options, Part(_evidence(findings, found.meeting))


def _bound(
    found: Found, own: tuple[Part, Part, Part, Part], others: tuple[Part, Part], pictures: Mapping[str, str]
) -> Brief:
    """One brief of all its parts; the others are those on pressure and on a deal."""
    findings = found.findings
    law, meeting, options, _ = own
    pressing, deal = others
    offers = options.sentence, deal.sentence
    parts = (*own, *others)
    lines = bottom_line(findings, law.numbers, pressing.sentence, meeting.sentence, offers)
    pages = (section for part in parts for section in part.sections)
    return Brief(
        title=findings.case.head.title,
        stamp=stamp_of(findings.case, findings.moment, findings.run),
        bottom_line=lines,
        numbers=in_order(number for part in parts for number in part.numbers),
        sections=tuple(sorted(pages, key=lambda page: (page.annex, ORDER.index(page.id)))),
        command=command(findings) + (" --full" if found.full else ""),
        meta=meta(findings),
        certificate=findings.outcome.certificate.as_json(),
        warnings=tuple(warnings(findings)),
        costs=tuple(said for side in findings.case.sides if (said := cost_sentence(findings, side))),
        pictures=pictures,
        found=found,
    )


def _evidence(findings: Findings, meeting: Meeting) -> tuple[Section, ...]:
    """How it came to this, what is not known, and accounts and explanations where the case has a dossier."""
    from detente.case.evidence_view import dossier
    from detente.report.evidence import evidence_section
    from detente.report.story import story_section
    from detente.report.unknown import unknown_section

    if not findings.case.dossier.claims:
        return (unknown_section(findings, None, meeting.forecast),)
    view = dossier(findings.case, findings.moment.as_of)
    told = story_section(view, findings.baseline)
    return (*told, unknown_section(findings, view, meeting.forecast), evidence_section(view))


def model_line(findings: Findings) -> str:
    """The model and its closures in a few words."""
    model = findings.model
    name = model.elasticity if isinstance(model.elasticity, str) else "own elasticities"
    return f"LongRun {name}, deficits {model.deficits}, {model.rebate}"


def command(findings: Findings) -> str:
    """The command that makes the same brief, or the call where no command can."""
    from detente.case.scenarios import DRAWS
    from detente.economy.longrun import LongRun

    moment = findings.moment
    as_asked = repr(findings.model) == repr(LongRun()) and not findings.rules and findings.ensemble.draws == DRAWS
    if not findings.scenario and not (as_asked and findings.world is findings.case.ledger.base):
        return f'dt.brief(case, "{moment.on}", "{moment.as_of}", world=..., model=..., rules=..., draws=...)'
    known = f" --as-of {moment.as_of}" if moment.as_of != moment.on else ""
    rules = f" --scenario {findings.scenario}" if findings.scenario else ""
    return f"detente brief {findings.case.name} --on {moment.on}{known}{rules} --out brief.html"


def meta(findings: Findings) -> dict[str, Any]:
    """Case, days, run, version and digests, as every JSON answer carries them."""
    return {
        "case": findings.case.name,
        "digest": findings.case.digest,
        "on": findings.moment.on,
        "as_of": findings.moment.as_of,
        "run": findings.run,
        "version": VERSION,
        "world": findings.world.name,
        "world_digest": findings.world.digest,
    }


def warnings(findings: Findings) -> list[str]:
    """What a reader must know before quoting a number."""
    found = []
    case, moment = findings.case, findings.moment
    if moment.on > case.head.last:
        found.append(
            f"The record of {case.name} ends on {show_day(case.head.last)}; nothing later is known, measures announced "
            "by then are valued on the day asked for."
        )
    found += [
        f"{importer} on {exporter}: no product data of {importer} are held; "
        f"{weights_words(findings, importer, exporter)}; ordinary duty: the base world's tariff of each sector."
        for importer, exporter in (case.sides, case.sides[::-1])
        if case.ledger.borrows(importer)
    ]
    if findings.ensemble.failed:
        found.append(f"{len(findings.ensemble.failed)} of {findings.ensemble.draws} draws were not solved.")
    return found
