"""The verbs of the command line; each is imported only when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from cyclopts import App

from detente.cli.evidence import evidence
from detente.cli.plain_help import PlainHelp
from detente.cli.runs import runs

__all__ = ["EXAMPLES", "build_app"]

ABOUT = """\
An open laboratory for trade conflict: from the measure in the law to the numbers.

CASE is a bundled case (detente cases) or a folder; SCENARIO a file or CASE:ID; countries are codes or English
names. `detente --version` prints the version. Exit codes: 0 done, 1 internal error, 2 usage, 3 input not found or
invalid, 4 not solved, 5 a check failed, 130 interrupted."""

VERBS = {
    "demo": ("brief:demo", "The bundled briefing of 9 May 2025: key numbers here, and a page."),
    "brief": ("brief:brief", "A briefing on a conflict: what is in force, who gains, who loses."),
    "rates": ("rates:rates", "The tariff that IMPORTER levies on goods of EXPORTER, under every definition."),
    "draft": ("draft:draft", "An article as proposals: who says what, events, dates, figures, silences."),
    "review": ("review:review", "Proposals one by one, by key: accept, edit, reject, merge, split, undo."),
    "why": ("why:why", "Why one product's rate is what it is; or --claim: who says so, where, how sure."),
    "diff": ("diff:diff", "What changed in law between two days, measure by measure."),
    "pressure": ("pressure:pressure", "Who is hurting, how soon, how sure: income, jobs, firms, choke points."),
    "options": ("choices:choices", "What could they do: ladder, replies, revenue, leverage, third countries."),
    "board": ("board:board", "Who can reach whom: persons, protocol, channels, refusals, envoys both could accept."),
    "run": ("run:run", "Solve a scenario: a day of a case plus named rules."),
    "sweep": ("sweep:sweep", "How sure: a scenario under many draws of what is assumed."),
    "minerals": ("minerals:minerals", "Critical inputs under licence or ban, and what a full stop would do."),
    "deal": ("deal:deal", "Which packages both sides would rather have than go on, why, and what opens the zone."),
    "talks": ("talks:talks", "When do principals meet? Chances by day and model, with their stack."),
    "war": ("war:war", "A tariff war: rates from which nobody gains by moving alone, and who pays."),
    "compare": ("compare:compare", "Stored runs side by side."),
    "path": ("path:path", "US trade with China month by month: orders, arrivals, stocks, forecasts with bands."),
    "export": ("export:export", "A run, a case or a world as Parquet, netCDF, XLSX, JSON, CSV, HAR, IAMC or SQLite."),
    "check": ("check:check", "Is a case or scenario sound? Every problem with file, record and field."),
    "cases": ("cases:cases", "Bundled cases, and cases in this folder."),
    "replicate": ("replicate:replicate", "Published results beside ours, with gap and verdict."),
    "serve": ("serve:serve", "The web application: every answer, live models, jobs and the review in the browser."),
    "doctor": ("doctor:doctor", "What is installed and what is missing, one sentence each."),
}
GROUPS = {
    "case": ("Make a case of your own.", {"new": ("cases:new", "An empty case that passes its check.")}),
    "config": (
        "Settings and where they come from.",
        {"show": ("config:config_show", "The settings in force, and with --origin where each comes from.")},
    ),
    "evidence": (
        "Who said what, how it is known, and when.",
        {
            "ach": ("evidence_pages:ach", "Competing explanations, fewest inconsistencies first."),
            "claim": ("evidence_pages:claim", "One claim down to its passage, with everything linked to it."),
            "export": ("evidence_pages:export", "The dossier as JSON-LD, SQLite, CSV, Parquet or PLOVER columns."),
            "parameters": ("evidence_pages:parameters", "Numbers and rules of models, with their claims."),
            "score": ("score:evidence_score", "Drafts against hand-coded ones, or agreement of two coders."),
        },
    ),
    "runs": (
        "What the workspace keeps: runs, sweeps, briefs.",
        {
            "list": ("runs:list_kept", "What is kept, by kind; also without a verb."),
            "show": ("runs:show", "One of them: what was asked, the main numbers, the certificate."),
            "delete": ("runs:delete", "Delete runs, sweeps or briefs; the same command makes them again."),
        },
    ),
    "world": (
        "The calibrated world economy under every number.",
        {
            "info": ("world:info", "Size, vintage and sources of a world."),
            "check": ("world:check", "The identities of a world, and its solve without a shock."),
            "build": ("world:build", "Make the bundled world again from the data folder, printing its checks."),
            "aggregate": ("world:aggregate", "A smaller world: regions and sectors merged."),
            "import": ("world:import_file", "A world from a table of your own: ICIO, WIOD, a long table, arrays."),
        },
    ),
}
PAGES: dict[str, Callable[..., None]] = {"evidence": evidence, "runs": runs}
"""Groups that have a page of their own."""
EXAMPLES = {
    "demo": "detente demo",
    "brief": "detente brief us-china-2025 --on 2025-05-09 --out brief.html",
    "rates": "detente rates us-china-2025 USA CHN --on 2025-04-12",
    "draft": "detente draft article.txt --published 2025-04-13 --into us-china-2025",
    "review": "detente review us-china-2025 article.txt --published 2025-04-13",
    "why": "detente why us-china-2025 USA CHN 9503.00 --on 2025-04-12",
    "diff": "detente diff us-china-2025 --from 2025-04-02 --to 2025-04-12",
    "pressure": "detente pressure us-china-2025 --on 2025-05-09",
    "options": "detente options us-china-2025 --on 2025-05-09",
    "board": "detente board us-china-2025 --on 2025-04-20",
    "run": "detente run us-china-2025:halve-both",
    "sweep": "detente sweep us-china-2025:halve-both --draws 1000 --jobs 2",
    "minerals": "detente minerals us-china-2025 --months 6 --on 2025-05-09",
    "deal": "detente deal us-china-2025 --on 2025-05-09",
    "talks": "detente talks us-china-2025 --on 2025-04-20 --until 2025-06-30",
    "war": "detente war us-china-2025 --instruments sector",
    "compare": "detente compare 5f3a 91c2 --show welfare,real_wage",
    "runs": "detente runs",
    "path": "detente path us-china-2025 --from 2024-07 --to 2025-12 --out predictions.csv",
    "export": "detente export us-china-2025 --out measures.xlsx",
    "check": "detente check us-china-2025",
    "cases": "detente cases",
    "replicate": "detente replicate",
    "serve": "detente serve us-china-2025",
    "doctor": "detente doctor",
    "runs list": "detente runs list",
    "runs show": "detente runs show 5f3a",
    "runs delete": "detente runs delete 5f3a 91c2",
    "case new": "detente case new steel-dispute --sides CAN,MEX",
    "config show": "detente config show --origin",
    "evidence": "detente evidence us-china-2025 --as-of 2025-04-30",
    "evidence ach": "detente evidence ach us-china-2025",
    "evidence claim": "detente evidence claim us-china-2025 b-wang-lutnick",
    "evidence export": "detente evidence export us-china-2025 --out dossier.jsonld",
    "evidence parameters": "detente evidence parameters us-china-2025 --as-of 2025-04-30",
    "evidence score": "detente evidence score tests/corpus/gold drafts --texts tests/corpus/texts",
    "world info": "detente world info",
    "world check": "detente world check toy",
    "world build": "detente world build --data ../shared/data --out world-2024.npz",
    "world aggregate": "detente world aggregate 2024 --regions EU27 --out europe.npz",
    "world import": 'detente world import trade.csv --unit "USD mn" --year 2022 --out mine.npz',
}
"""One worked example for each verb; it ends the verb's help."""


def build_app() -> App:
    """The whole command line.

    Returns
    -------
    cyclopts.App
        Verbs are registered by name and loaded when called.
    """
    bare = not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))
    app = App(
        name="detente",
        help=ABOUT,
        help_formatter=PlainHelp() if bare else "default",
        version_flags=[],
        suppress_keyboard_interrupt=False,
    )
    app["--help"].group = "Other"
    app.register_install_completion_command(
        help="Install completion for bash, zsh or fish: verbs, options, cases, scenarios, runs, economies.",
        group="Other",
    )
    for name, (target, says) in VERBS.items():
        _register(app, name, name, target, says)
    for group, (says, verbs) in GROUPS.items():
        page = PAGES.get(group)
        part = App(name=group, help=says, help_epilogue=f"Example: {EXAMPLES[group]}" if page else None)
        if page:
            part.default(page)
        app.command(part)
        for name, (target, about) in verbs.items():
            _register(part, name, f"{group} {name}", target, about)
    return app


def _register(app: App, name: str, path: str, target: str, says: str) -> None:
    app.command(f"detente.cli.{target}", name=name, help=says, help_epilogue=f"Example: {EXAMPLES[path]}")
