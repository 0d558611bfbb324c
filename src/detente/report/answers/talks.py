"""When do principals of the two sides meet: the forecast, and how such forecasts scored."""

from __future__ import annotations

from collections.abc import Sequence

from detente.case.asked import case_meta
from detente.case.talks import TalksForecast
from detente.case.talks_backtest import TalksBacktest
from detente.core.dates import show_day
from detente.diplomacy.timing.removals import Removal
from detente.report import talks as page
from detente.report.answer import Answer, Column, Table, of_page

__all__ = ["backtest_answer", "talks_answer"]


def talks_answer(found: TalksForecast, pieces: Sequence[Removal] = ()) -> Answer:
    """The forecast of one day.

    Parameters
    ----------
    found
        The forecast.
    pieces
        What each piece of the game of attrition does, where that was asked.
    """
    body = page.talks_body(found, pieces)
    return Answer(
        verb="talks",
        meta={**case_meta(found.case), "on": found.on, "as_of": found.start.moves.last},
        body=body,
        head=f"Talks · {found.case.stamp} · {show_day(found.on)} · known {show_day(found.start.moves.last)}",
        intro=page.talks_sentences(found),
        tables=tuple(of_page(table) for table in (*page.talks_tables(found), *page.game_tables(pieces))),
        lines=page.talks_lines(found),
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
