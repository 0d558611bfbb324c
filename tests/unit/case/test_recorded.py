"""What our own dossier held on a day: later decisions are taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from detente.case.read import open_case, read_reviews
from detente.case.recorded import recorded
from detente.case.write import new_overlay
from detente.core.errors import DataError
from detente.desk.inbox import Inbox

TEXT = (
    "Scott Bessent visited Wang Yi on Monday. Norland raised its duty on Sudland steel last week, two officials said."
)
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    folder = new_overlay(tmp_path_factory.mktemp("cases") / "mine", "us-china-2025")
    with Inbox.of(str(folder), who="ann") as inbox:
        session = inbox.session(inbox.take(inbox.propose(TEXT.encode(), "a.txt", "2025-05-09", tier="0")))
        said = next(i.id for i in session.queue.items.values() if i.kind == "attribution")
        event = next(i.id for i in session.queue.items.values() if i.kind == "event")
        session.decide("accept", said, seconds=1)
        session.decide("accept", event, seconds=1, fields={"voice": "reporter"})
        session.decide("edit", event, seconds=1, fields={"text": "A visit."})
    return folder, f"{session.held.id}-{event}"


def test_today_it_is_what_it_is(reviewed):
    folder, event = reviewed
    case = open_case(folder)
    made, said = recorded(case, read_reviews(folder), TODAY)
    assert dict(made.dossier.happenings) == dict(case.dossier.happenings)
    assert dict(made.dossier.claims) == dict(case.dossier.claims)
    assert made.dossier.happenings[event].text == "A visit."
    assert "0 of 3 logged decisions" in said


def test_yesterday_nothing_of_it_was_there_and_all_else_was(reviewed):
    folder, _ = reviewed
    made, said = recorded(open_case(folder), read_reviews(folder), TODAY - timedelta(days=1))
    bundled = open_case("us-china-2025").dossier
    assert dict(made.dossier.happenings) == dict(bundled.happenings)
    assert dict(made.dossier.claims) == dict(bundled.claims)
    assert dict(made.dossier.passages) == dict(bundled.passages)
    assert "3 of 3 logged decisions" in said


def test_between_two_decisions_the_earlier_one_holds(reviewed):
    folder, event = reviewed
    reviews = list(read_reviews(folder))
    ahead = (datetime.fromisoformat(reviews[-1].when) + timedelta(days=2)).isoformat()
    reviews[-1] = reviews[-1].model_copy(update={"when": ahead})
    made, _ = recorded(open_case(folder), reviews, TODAY + timedelta(days=1))
    assert made.dossier.happenings[event].text.startswith("As worded: Scott Bessent visited Wang Yi")


def test_a_case_without_a_log_says_that_its_records_have_no_day():
    case = open_case("us-china-2025")
    made, said = recorded(case, read_reviews("us-china-2025"), date(2020, 1, 1))
    assert len(made.dossier.claims) == len(case.dossier.claims)
    assert "0 of 0 logged decisions" in said
    assert "have no day of entry" in said


def test_a_broken_log_is_named_by_its_line(reviewed, tmp_path):
    folder = new_overlay(tmp_path / "other", "us-china-2025")
    (folder / "reviews.jsonl").write_text((reviewed[0] / "reviews.jsonl").read_text() + "{not json\n")
    with pytest.raises(DataError, match="line 4"):
        read_reviews(folder)
