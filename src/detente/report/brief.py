"""The brief: one conflict, one day, two pages and an annex, in any format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.dates import show_day
from detente.core.errors import UsageError
from detente.core.version import VERSION
from detente.report.charts.layers import layers_figure
from detente.report.charts.ranking import ranking_figure
from detente.report.charts.sectors import sectors_figure
from detente.report.charts.steps import steps_figure
from detente.report.charts.waterfall import waterfall_figure
from detente.report.export import save_figures, to_json, write_file
from detente.report.numbers import KeyNumber, key_numbers
from detente.report.page import Section
from detente.report.sections import sections
from detente.report.words import bottom_line, weights_words

if TYPE_CHECKING:
    from detente.case.ask import Findings
    from detente.case.case import Case
    from detente.case.options import Options
    from detente.case.zone import Zone
    from detente.economy.longrun import LongRun
    from detente.ledger.rules import Rule
    from detente.report.pressure import Hurting
    from detente.world.world import World

__all__ = ["Brief", "brief"]

FORMATS = (".html", ".md", ".json")
PRESSURE_DRAWS = 60
"""Draws behind the pressure pages of a full brief, as many as ``detente pressure`` takes."""
QUICK_DRAWS = 30
"""Draws behind them otherwise, the fewest with which medians are printed, so that a brief is soon made."""
FEWEST_DRAWS = 8
FIRST_FAN = date(2020, 1, 1)
"""First day for which the monthly path of trade, fitted on the war of 2018 and 2019, says something of the future."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A briefing on one conflict and one day.

    Attributes
    ----------
    title, stamp
        What it is about; case digest, days and run as every figure prints them.
    bottom_line
        Three sentences.
    numbers
        The key numbers with ranges, horizon, baseline and definition.
    sections
        The rest, each with its sentences, figures and tables.
    command
        The command line that makes the same brief again.
    findings
        What was computed for the long run.
    hurting
        What was computed for the short run, or the sentence that says why nothing was.
    options
        What the sides could do, or the sentence that says why nothing was computed.
    deal
        What both would rather have than go on, or the sentence that says why nothing was computed.
    """

    title: str
    stamp: str
    bottom_line: tuple[str, ...]
    numbers: tuple[KeyNumber, ...]
    sections: tuple[Section, ...]
    command: str
    findings: Findings
    hurting: Hurting | str
    options: Options | str
    deal: Zone | str

    def save(self, path: str | Path, *, force: bool = True) -> Path:
        """Write the brief; the suffix decides: .html, .md or .json.

        Raises
        ------
        UsageError
            If the suffix is unknown, or the file exists and ``force`` is false.
        """
        target = Path(path)
        if target.suffix not in FORMATS:
            raise UsageError(f"{target.name}: a brief is written as {', '.join(FORMATS)}; choose one of these endings.")
        if target.suffix == ".html":
            from detente.report.html import brief_html

            return write_file(target, brief_html(self), force=force)
        if target.suffix == ".md":
            from detente.report.markdown import brief_markdown

            return write_file(target, brief_markdown(self), force=force)
        return write_file(target, to_json(self.to_json()), force=force)

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
            "meta": meta(self.findings),
            "title": self.title,
            "bottom_line": list(self.bottom_line),
            "numbers": [number.as_json() for number in self.numbers],
            "sections": [section.as_json() for section in self.sections],
            "command": self.command,
            "certificate": self.findings.outcome.certificate.as_json(),
            "warnings": warnings(self.findings),
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
        Also what takes a minute or two: what the sides could do, what deal suits both, twice the draws of pressure.

    Returns
    -------
    Brief
        ``brief.save("brief.html")`` writes it.
    """
    from detente.case.ask import examine
    from detente.case.scenarios import DRAWS
    from detente.report.deal import read_deal
    from detente.report.options import read_options

    findings = examine(
        case,
        on,
        as_of,
        world=world,
        model=model,
        rules=rules,
        scenario=scenario,
        draws=DRAWS if draws is None else draws,
    )
    return write_brief(
        findings,
        read_hurting(findings, draws, full=full),
        read_options(findings, full=full),
        read_deal(findings, full=full),
    )


def read_hurting(findings: Findings, draws: int | None, *, full: bool) -> Hurting | str:
    """What the pressure pages show, or the sentence that says why there are none."""
    from detente.case.path import trade_path
    from detente.case.path_record import SIDES
    from detente.case.pressure import pressure
    from detente.report.pressure import gather

    case, moment, world = findings.case, findings.moment, findings.world
    if findings.rules:
        return "The pages on pressure read the measures of a day as they are; for a scenario they are not worked out."
    if world.employment is None:
        return f"World {world.name} knows no employment, so nothing is said of jobs and firms."
    most = PRESSURE_DRAWS if full else QUICK_DRAWS
    many = most if draws is None else min(max(draws, FEWEST_DRAWS), most)
    found = pressure(case, moment.on, moment.as_of, world=world, draws=many)
    trade = None
    if set(case.sides) == {side.importer for side in SIDES} and moment.on >= FIRST_FAN:
        year = moment.on.year
        ends = f"{year - 1}-{moment.on:%m}", f"{year + 1}-{moment.on:%m}"
        trade = trade_path(case, start=ends[0], end=ends[1], as_of=moment.as_of)
    return gather(found, trade)


def write_brief(findings: Findings, hurting: Hurting | str, options: Options | str, deal: Zone | str) -> Brief:
    """Put findings into words, figures and tables.

    ``hurting`` as :func:`read_hurting` gives it, ``options`` as :func:`detente.report.options.read_options` does,
    ``deal`` as :func:`detente.report.deal.read_deal` does.
    """
    from detente.report.deal import deal_section
    from detente.report.options import options_section
    from detente.report.pressure import pressure_numbers, pressure_sections
    from detente.report.pressure_words import first_year_sentence

    case, moment = findings.case, findings.moment
    stamp = f"{case.stamp} · measures of {show_day(moment.on)} · known {show_day(moment.as_of)} · run {findings.run}"
    caption = (
        f"detente {stamp} · {model_line(findings)}. World {findings.world.name}@{findings.world.digest}. "
        f"{findings.world.provenance.get('attribution', '')}"
    )
    one, two = case.sides
    figures = {
        "steps": steps_figure(findings, caption),
        "layers": layers_figure(findings, caption),
        "ranking": ranking_figure(findings, caption),
        "first": sectors_figure(findings, findings.sectors[one], one, caption),
        "measures-first": waterfall_figure(findings, one, caption),
        "measures-second": waterfall_figure(findings, two, caption),
        "second": sectors_figure(findings, findings.sectors[two], two, caption),
    }
    numbers, pages = key_numbers(findings), sections(findings, figures)
    lines = bottom_line(findings, numbers)
    if isinstance(hurting, str):
        more: tuple[Section, ...] = (Section("hurting", "Who is hurting, how soon, how sure", (hurting,), annex=True),)
    else:
        more = pressure_sections(hurting, stamp)
        numbers = (*numbers, *pressure_numbers(hurting.pressure))
        lines = (*lines, first_year_sentence(hurting.pressure))
    return Brief(
        title=case.head.title,
        stamp=stamp,
        bottom_line=lines,
        numbers=numbers,
        sections=tuple(
            sorted(
                (*pages, *more, options_section(options, stamp), deal_section(deal), *_evidence(findings)),
                key=lambda page: page.annex,
            )
        ),
        command=command(findings) + ("" if isinstance(deal, str) else " --full"),
        findings=findings,
        hurting=hurting,
        options=options,
        deal=deal,
    )


def _evidence(findings: Findings) -> tuple[Section, ...]:
    """The page on accounts and explanations, where the case has a dossier."""
    from detente.case.evidence_view import dossier
    from detente.report.evidence import evidence_section

    if not findings.case.dossier.claims:
        return ()
    return (evidence_section(dossier(findings.case, findings.moment.as_of)),)


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
