"""When do principals of the two sides meet: the forecast, and how such forecasts scored."""

from __future__ import annotations

from detente.case.asked import case_meta
from detente.case.talks import TalksForecast
from detente.case.talks_backtest import TalksBacktest
from detente.case.talks_game import GameView
from detente.case.withheld import TalksWithout
from detente.core.dates import show_day
from detente.report import talks as page
from detente.report import talks_without as aside
from detente.report import talks_words as words
from detente.report.answer import Answer, Column, Table, of_page

__all__ = ["backtest_answer", "talks_answer", "without_answer"]


def talks_answer(found: TalksForecast, view: GameView | None = None) -> Answer:
    """The forecast of one day.

    Parameters
    ----------
    found
        The forecast.
    view
        The fitted game of attrition, where that was asked.
    """
    body = page.talks_body(found, view)
    return Answer(
        verb="talks",
        meta={**case_meta(found.case), "on": found.on, "as_of": found.start.moves.last},
        body=body,
        head=f"Talks · {found.case.stamp} · {show_day(found.on)} · known {show_day(found.start.moves.last)}",
        intro=words.talks_sentences(found),
        tables=tuple(of_page(table) for table in (*page.talks_tables(found), *page.game_tables(view))),
        lines=(*words.talks_lines(found), *(page.game_lines(view) if view is not None else ())),
        data=_rows(body["table"]),
    )


def without_answer(found: TalksWithout) -> Answer:
    """The forecast of one day without what a document alone reports, beside the one with it.

    Parameters
    ----------
    found
        Both.
    """
    less = found.without
    body = {**page.talks_body(less, found.game_without), **aside.without_body(found)}
    return Answer(
        verb="talks",
        meta={**case_meta(less.case), "on": less.on, "as_of": less.start.moves.last},
        body=body,
        head=f"Talks · {less.case.stamp}, without {found.withheld.document} · {show_day(less.on)} · known "
        f"{show_day(less.start.moves.last)}",
        intro=(*aside.without_sentences(found), *words.talks_sentences(less)[1:]),
        tables=tuple(of_page(table) for table in aside.without_tables(found)),
        lines=aside.without_lines(found),
        data=_rows(body["table"]),
    )


def backtest_answer(found: TalksBacktest) -> Answer:
    """Forecasts of every day of a window, scored.

    Parameters
    ----------
    found
        The scores.
    """
    body = page.backtest_body(found)
    return Answer(
        verb="talks-backtest",
        meta=case_meta(found.case),
        body=body,
        head=f"Talks, scored · {found.case.stamp} · {show_day(found.first)} to {show_day(found.last)}",
        tables=tuple(of_page(table) for table in page.backtest_tables(found)),
        lines=page.backtest_lines(found),
        data=_rows(body["rows"]),
    )


def _rows(rows: list[dict[str, object]]) -> Table:
    return Table("", tuple(Column(key, key) for key in rows[0]), rows)
