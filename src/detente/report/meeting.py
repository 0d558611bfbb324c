"""The pages of a brief on talks: who can talk, when principals meet, and what to watch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, final

from detente.case.board import BoardView, board
from detente.case.case import Case
from detente.case.evidence_view import dossier
from detente.case.talks import TalksForecast, TalksRow, talks
from detente.case.talks_tried import TRIED_DAYS
from detente.case.watch import Sight, watch
from detente.core.dates import show_day, show_days
from detente.core.errors import DataError
from detente.diplomacy.signals import weighed_signals
from detente.evidence.grading import Grade
from detente.evidence.happenings import Happening
from detente.ledger.stacking import Moment
from detente.report.board import attempt_rows, board_sentences, channel_rows, matrix_grid, rule_rows
from detente.report.charts.channels import channels_figure
from detente.report.charts.hazard import hazard_figure
from detente.report.numbers import KeyNumber
from detente.report.page import Section, Table
from detente.report.talks import MODEL_WORDS, talks_tables
from detente.report.talks_words import best_benchmark, talks_lines, talks_sentences
from detente.report.words import in_sentence, outcome_words, percent, points

__all__ = ["Meeting", "meeting_number", "meeting_sections", "next_clause", "read_meeting", "until_of"]

AHEAD = timedelta(days=30)
"""The forecast runs at least so far."""
LATEST = 8
"""Signals on the page, latest first."""
WATCHED = 3
"""Observations that are named in words."""
OFF = "called off"
SIGHTS = {
    "announced": "a meeting of principals is announced",
    OFF: "the announced meeting is called off",
    "call": "principals speak by telephone or video, without agreeing to meet",
    "raised": "{side} raises its measures again",
    "lowered": "{side} lowers a measure",
    "hard words": "{side} speaks harder in public, from a minister up",
    "soft words": "{side} speaks softer in public, from a minister up",
    "refused": "{side} turns down an offer to talk",
}
"""Observations in words."""


@final
@dataclass(frozen=True, slots=True)
class Meeting:
    """Everything that the pages on talks show.

    Attributes
    ----------
    case, moment
        The case, day valued and day of knowledge.
    board
        Who can reach whom, without hindsight; or the sentence that says why it is not known.
    forecast
        When principals meet; or the sentence that says why no forecast is made.
    sights
        What would move the forecast, largest change first.
    grades
        Grade of every claim known on the day, by id.
    """

    case: Case
    moment: Moment
    board: BoardView | str
    forecast: TalksForecast | str
    sights: tuple[Sight, ...]
    grades: Mapping[str, Grade]


def until_of(day: date) -> date:
    """Last day of the forecast: the end of the quarter in which the day a month ahead lies."""
    ahead = day + AHEAD
    end = date(ahead.year + ahead.month // 10, (3 * ((ahead.month - 1) // 3 + 1)) % 12 + 1, 1)
    return end - timedelta(days=1)


def read_meeting(case: Case, moment: Moment) -> Meeting:
    """Read the board of a day and forecast the next meeting, from what was known.

    Parameters
    ----------
    case
        The case.
    moment
        Day valued and day of knowledge. Where less was known than on the day valued, the forecast is that of the
        day of knowledge.
    """
    day = moment.on if moment.as_of == min(moment.on, case.head.last) else moment.as_of
    seen: BoardView | str
    if not case.diplomacy.dossier.people:
        seen = (
            f"The case knows nobody who could talk, so this page is empty; see persons.toml in the folder {case.name}."
        )
    else:
        # a record that ends on the day of knowledge has no hindsight to be worked out
        seen = board(replace(case, diplomacy=replace(case.diplomacy, last=moment.as_of)), moment.on, moment.as_of)
    forecast: TalksForecast | str
    try:
        forecast = talks(case, day, until_of(day))
    except DataError as error:
        forecast = str(error)
    sights = () if isinstance(forecast, str) else watch(forecast)
    return Meeting(case, moment, seen, forecast, sights, dossier(case, moment.as_of).grades)


def _claims(happenings: Mapping[str, Happening], record: str) -> str:
    """The claims that a record rests on, in brackets; nothing for a record of no case."""
    cites = happenings[record].cites if record in happenings else ()
    return f" ({'claim' if len(cites) == 1 else 'claims'} {', '.join(cites)})" if cites else ""


def _for(found: TalksForecast) -> str:
    """The days for which the meeting was announced; empty where none was given."""
    told = found.announced
    return f" for {show_days(*told.days)}" if told is not None and told.days is not None else ""


def meeting_number(found: TalksForecast, happenings: Mapping[str, Happening]) -> KeyNumber:
    """Chance that principals meet by the last day asked, with the best benchmark beside.

    Parameters
    ----------
    found
        The forecast.
    happenings
        Those of the case by id, for the claims that an announced meeting rests on.
    """
    row, beside = _headline(found), _benchmark(found)
    announced = (
        f" A meeting was announced on {show_day(found.announced.day)}{_for(found)}"
        f"{_claims(happenings, found.announced.record)}; "
        "the chance that it is held, "
        f"{_share(found.announced_chance)}, is part of every row."
        if found.announced is not None and found.announced_chance is not None
        else ""
    )
    ended = sum(spell.closed for spell in found.spells)
    return KeyNumber(
        id="principals-meet",
        label=f"Principals meet by {show_day(found.until)}",
        value=100 * row.p,
        unit="%",
        shown=f"{_share(row.p)} ({_ends(row)}); benchmark {_share(beside.p)}",
        horizon=f"by {show_day(found.until)}",
        baseline=f"benchmark: {MODEL_WORDS[beside.model]}, {_share(beside.p)} ({_ends(beside)})",
        definition=(
            "Chance that persons of rank 4 (vice premier, cabinet secretary) and above meet face to face, from the "
            f"{found.fitted.headline} of {len(found.fitted.models)} models; in brackets 90 % of draws of parameters "
            f"and models.{announced} The record holds {ended} {'wait' if ended == 1 else 'waits'} from a breakdown to "
            "the table that ended: a short record, not a judgement."
        ),
        lo90=100 * row.low,
        hi90=100 * row.high,
    )


def next_clause(found: Meeting) -> str:
    """What comes next and how sure, for the bottom line; empty where there is no forecast."""
    if isinstance(found.forecast, str):
        return ""
    talk = found.forecast
    row, beside = _headline(talk), _benchmark(talk)
    ahead, why = "", ""
    if talk.announced is not None and talk.announced_chance is not None:
        ahead = f"a meeting announced on {show_day(talk.announced.day)}{_for(talk)} is still to come; "
        why = (
            f", mostly because an announced meeting is assumed to be held in time with {_share(talk.announced_chance)}"
        )
    ended = sum(spell.closed for spell in talk.spells)
    tried = talk.fitted.tried
    skill = (
        ""
        if tried is None
        else f". How good that is: with nothing announced, forecasts for {TRIED_DAYS} days said {_share(tried.mean)} "
        f"on average, and {_share(tried.met)} came true"
    )
    return (
        f"{ahead}the chance that principals meet face to face by {show_day(talk.until)} is {_share(row.p)} "
        f"({_ends(row)}; a simple benchmark says {_share(beside.p)}){why}{skill}; only {ended} earlier "
        f"{'wait' if ended == 1 else 'waits'} for a meeting {'has' if ended == 1 else 'have'} ended"
    )


def meeting_sections(found: Meeting, stamp: str) -> tuple[Section, ...]:
    """The pages in their order: who can talk, when they come to the table, what to watch, and the rules behind.

    ``stamp`` is the case, days and run of the brief.
    """
    return (*_talking(found, stamp), *_table(found, stamp), *_watched(found))


def _talking(found: Meeting, stamp: str) -> tuple[Section, ...]:
    title = "Who can talk"
    if isinstance(found.board, str):
        return (Section("talking", title, (found.board,)),)
    view = found.board
    made = view.board
    one, two = (in_sentence(found.case.ledger.countries.names, side) for side in made.scene.sides)
    rows, columns, marks = matrix_grid(made)
    matrix = Table(
        f"Persons of {one} (rows) and {two}: OPEN, free (admitted by both, not put forward by both), or the codes of "
        "the rules of protocol that close the pair",
        ("", *(office.name for office in columns)),
        tuple((row.name, *(marks.get((row.person, office.person), "·") for office in columns)) for row in rows),
    )
    rules = Table(
        "Rules of protocol known on the day; a reading of what officials said",
        ("rule", "side", "what it says", "rests on"),
        tuple(
            (
                row["id"],
                row["side"],
                row["text"] + (" (a cost, no ban)" if row["then"] == "flag" else ""),
                ", ".join(row["claims"]) or "assumed",
            )
            for row in rule_rows(made)
        ),
    )
    channels = Table(
        "Channels on the day",
        ("channel", "state", "last used", "why not open"),
        tuple(
            (row["name"], row["state"], show_day(row["last"]) if row["last"] else "", row["why"])
            for row in channel_rows(made)
        ),
    )
    page = Section(
        "talking",
        title,
        (
            "A pair is open where both sides have put the person forward in this round and no known rule of either "
            "side forbids it.",
            *board_sentences(view),
        ),
        (channels_figure(view, f"detente {stamp}"),),
        tuple(
            table
            for table in (matrix, _codes(view, set(" ".join(marks.values()).split())), _attempts(found, view))
            if table.rows
        ),
    )
    behind = Section(
        "protocol",
        "Who can talk: rules, channels and signals",
        (
            "A signal is hard where it closes a way to talks, soft where it opens one, a taunt where it mocks the "
            "rival; weights from 0 to 2 are assumed. Soft words count less where others of the same side say the "
            "opposite.",
        ),
        (),
        tuple(table for table in (rules, channels, _signals(view)) if table.rows),
        annex=True,
    )
    return page, behind


def _codes(view: BoardView, used: set[str]) -> Table:
    """What the codes in the matrix stand for."""
    names = view.case.ledger.countries.names
    return Table(
        "What the codes of the matrix say",
        ("code", "whose rule", "what it says"),
        tuple(
            (row["id"], _capital(in_sentence(names, row["side"])), row["text"])
            for row in rule_rows(view.board)
            if row["id"] in used
        ),
    )


def _attempts(found: Meeting, view: BoardView) -> Table:
    """Contacts of this round in the order of their first days, graded as everywhere in the brief."""
    scene = view.board.scene
    rows = sorted(attempt_rows(view.board), key=lambda row: (row["first"], row["last"], row["id"]))
    begun = " so far, by first day"
    if scene.breakdown is not None:
        earlier = "; some began before it" if rows and rows[0]["first"] < scene.since else ""
        begun = f" at and since the breakdown of {show_day(scene.since)}, by first day{earlier}"
    return Table(
        f"Attempts to talk{begun}. Grades: see “How it came to this”",
        ("when", "what", "came of it", "grade"),
        tuple(
            (show_days(row["first"], row["last"]), row["text"], _came(row, scene.on), _grades(found, row))
            for row in rows
        ),
    )


def _came(row: Mapping[str, Any], day: date) -> str:
    """What became of an attempt, whether it is still to come, and whether it is denied."""
    words = outcome_words(row["outcome"], row["reason"])
    if row["standing"] == "disputed" and row["outcome"] != "disputed":
        words += " (disputed)"
    return f"{words}, still to come" if row["first"] > day else words


def _grades(found: Meeting, row: Mapping[str, Any]) -> str:
    told = [f"{found.grades[name].tag} [{name}]" for name in row["claims"] if name in found.grades]
    return ", ".join(told) or "–"


def _signals(view: BoardView) -> Table:
    """The latest public signals of both sides in this round, with what they weigh."""
    scene = view.board.scene
    rows = [row for row in weighed_signals(scene) if row.day >= scene.since][: -LATEST - 1 : -1]
    return Table(
        "Latest public signals, and how far each closes (hard) or opens (soft) the way",
        ("day", "side", "what", "hard", "soft", "taunt"),
        tuple(
            (show_day(row.day), row.side, row.signal.text, f"{row.hard:.1f}", f"{row.soft:.1f}", f"{row.taunt:.0f}")
            for row in rows
        ),
    )


def _table(found: Meeting, stamp: str) -> tuple[Section, ...]:
    title = "When do they come to the table"
    talk = found.forecast
    if isinstance(talk, str):
        return (Section("meeting", title, (talk,)),)
    chances, weights = talks_tables(talk)
    off = next((sight for sight in found.sights if sight.id == OFF), None)
    return (
        Section(
            "meeting",
            title,
            talks_sentences(talk, off),
            (hazard_figure(talk, stamp, off),),
            (chances,),
        ),
        Section(
            "meeting-scores",
            "When do they come to the table: checks, weights and scores",
            (
                *talks_lines(talk),
                "A round runs from one breakdown to the next; the days before the first breakdown and the round that "
                "still lasts count as rounds too, so there are more rounds than waits that ended.",
                "A model's weight is what it earned in rounds of the record that it had not seen. A score is the log "
                "of the chance that it gave to what then happened: 0 is perfect, −0.69 a coin.",
            ),
            (),
            (weights,),
            annex=True,
        ),
    )


def _watched(found: Meeting) -> tuple[Section, ...]:
    talk = found.forecast
    if isinstance(talk, str):
        return ()
    names = found.case.ledger.countries.names
    worth = [sight for sight in found.sights if sight.registers]
    rest = [_words(sight, names) for sight in found.sights if not sight.registers]
    said = [
        f"{number}. If {_words(sight, names)}: {_share(sight.before)} becomes {_share(sight.after)} "
        f"({_share(sight.low)} to {_share(sight.high)})."
        for number, sight in enumerate(worth[:WATCHED], 1)
    ]
    first = (
        f"Each observation is put into the record of {show_day(talk.start.moves.last)} alone, and the forecast for "
        f"{show_day(talk.until)} runs again, with the models as they were fitted."
    )
    none = (
        f"{'Nothing else' if worth else 'Nothing'} registers, by a point or by more than the noise of draws: "
        f"{'; '.join(rest)}."
    )
    table = Table(
        f"Chance that principals meet by {show_day(talk.until)}, with each observation alone",
        ("observation", "without, %", "with, %", "90 % range, %", "change, points", "over single models"),
        tuple(
            (
                _capital(_words(sight, names)),
                f"{100 * sight.before:.0f}",
                f"{100 * sight.after:.0f}",
                f"{100 * sight.low:.0f}–{100 * sight.high:.0f}",
                points(sight.change, 0),
                f"{points(sight.least, 0)} to {points(sight.most, 0)}",
            )
            for sight in worth
        ),
    )
    sentences = (first, *said, *((none,) if rest else ()))
    # one observation is told in its sentence
    return (Section("watch", "What to watch", sentences, (), (table,) if len(worth) > 1 else ()),)


def _words(sight: Sight, names: Mapping[str, str]) -> str:
    kind = sight.id if sight.id in SIGHTS else sight.id.rpartition(" ")[0]
    side = in_sentence(names, sight.sides[0]) if len(sight.sides) == 1 else "either side"
    return SIGHTS[kind].format(side=side)


def _headline(found: TalksForecast) -> TalksRow:
    return _row(found, "headline")


def _benchmark(found: TalksForecast) -> TalksRow:
    return _row(found, best_benchmark(found))


def _row(found: TalksForecast, model: str) -> TalksRow:
    asked = (found.until - found.on).days
    return next(row for row in found.table if row.model == model and row.horizon_days == asked)


def _share(p: float) -> str:
    return percent(p, 0)


def _ends(row: TalksRow) -> str:
    return f"{_share(row.low)} to {_share(row.high)}"


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
