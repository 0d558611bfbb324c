"""From decisions to records: accept, edit, reject, merge, split, undo, and the files that follow from the log."""

import contextlib
import json
import tomllib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.case.read import open_case
from detente.case.write import new_overlay
from detente.core.errors import DataError, UsageError
from detente.desk.draft import draft
from detente.desk.edits import edits, type_named
from detente.desk.ingest import text_hash
from detente.desk.session import Session
from detente.desk.store import Held, Store
from detente.diplomacy.scene import scene

TEXT = """\
HALDEN (Example Wire) - Norland raised its duty on Sudland steel to 35% last week, and talks planned for next week \
were called off, according to two Sudland officials.

"We will answer in kind," Trade Minister Jana Brod said. "We are ready to talk," Brod said.

Norland's embassy in Sudland did not respond to a request for comment.
"""


def held_of(text):
    return Held("wire-1", text_hash(text), text, draft(text, "2025-01-31", tier="0").as_dict())


@pytest.fixture(scope="module")
def held():
    return held_of(TEXT)


@pytest.fixture(scope="module")
def overlay(tmp_path_factory):
    return new_overlay(tmp_path_factory.mktemp("cases") / "mine", "us-china-2025")


@pytest.fixture(scope="module")
def case(overlay):
    return open_case(overlay)


@pytest.fixture
def session(overlay, held, case, tmp_path):
    with Store(tmp_path / "log.sqlite") as store:
        store.add(held)
        (tmp_path / "case.toml").write_bytes((overlay / "case.toml").read_bytes())
        yield Session(tmp_path, store, held, case, "ann")


def again(session):
    """The same review as a restart would show it."""
    return Session(session.folder, session.store, session.held, session._case, "ann")


def first(session, kind, number=0):
    return [item.id for item in session.queue.items.values() if item.kind == kind][number]


def table(session, name):
    path = session.folder / "evidence" / "wire-1.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")).get(name, []) if path.exists() else []


def test_an_accepted_attribution_becomes_passage_source_attribution_and_claim(session):
    name = first(session, "attribution")
    session.decide("accept", name, seconds=1.0)
    dossier = open_case(session.folder).dossier
    claim = dossier.claims[f"wire-1-{name}-claim"]
    source = dossier.sources[f"wire-1-{name}-source"]
    selector = dossier.passages[f"wire-1-{name}-at"].selector
    assert claim.attributions == (f"wire-1-{name}",)
    assert (source.class_, source.count.min, source.anonymous) == ("anonymous", 2, True)
    assert TEXT[selector.start : selector.end] == selector.exact
    assert len(selector.exact.split()) <= 25
    assert dossier.documents["wire-1"].published == date(2025, 1, 31)


def test_nothing_enters_unreviewed(session):
    assert not (session.folder / "evidence").exists()
    session.decide("reject", first(session, "attribution"), seconds=1.0, reason="told already")
    assert not (session.folder / "evidence").exists()


def test_an_event_waits_for_the_words_it_rests_on(session):
    name = first(session, "event")
    with pytest.raises(UsageError, match="not accepted"):
        session.decide("accept", name, seconds=1.0)
    session.decide("accept", first(session, "attribution"), seconds=1.0)
    session.decide("accept", name, seconds=1.0, fields={"type": "M.TARIFF_RAISE", "actors": "USA", "targets": "CHN"})
    event = open_case(session.folder).dossier.happenings[f"wire-1-{name}"]
    assert (event.type, event.actors, event.targets) == ("M.TARIFF_RAISE", ("USA",), ("CHN",))
    assert event.interval == (date(2025, 1, 20), date(2025, 1, 26))
    with pytest.raises(UsageError, match="not accepted"):
        session.decide("reject", first(session, "attribution"), seconds=1.0, reason="read wrongly")
    assert table(session, "event"), "a refused decision changes nothing"


@pytest.mark.parametrize(
    ("status", "days"),
    [
        ("actual", (date(2017, 1, 1), date(2025, 1, 31))),
        ("planned", (date(2025, 1, 31), date.max)),
    ],
)
def test_what_has_no_day_lies_before_publication_or_ahead_of_it(overlay, case, status, days, tmp_path):
    text = "Norland raised its duty on Sudland steel."
    made = held_of(text)
    (tmp_path / "case.toml").write_bytes((overlay / "case.toml").read_bytes())
    with Store(tmp_path / "log.sqlite") as store:
        store.add(made)
        one = Session(tmp_path, store, made, case, "ann")
        one.decide("accept", first(one, "event"), seconds=1.0, fields={"status": status})
    assert one.records["event"][0].interval == days


def test_a_silence_is_a_record(session):
    session.decide("accept", first(session, "nonresponse"), seconds=1.0)
    assert [row["kind"] for row in table(session, "nonresponse")] == ["no-response"]


def test_undo_takes_back_and_the_log_keeps_both(session):
    name = first(session, "attribution")
    session.decide("accept", name, seconds=1.0)
    assert session.undo(seconds=1.0) == name
    assert not (session.folder / "evidence" / "wire-1.toml").exists()
    assert not (session.folder / "documents" / "wire-1.toml").exists()
    lines = (session.folder / "reviews.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["accept", "undo"]
    assert json.loads(lines[1])["before"] == json.loads(lines[0])["after"]
    with pytest.raises(UsageError, match="nothing to undo"):
        session.undo(seconds=1.0)


def test_an_edit_is_seen_in_the_record(session):
    name = first(session, "attribution")
    session.decide(
        "edit", name, seconds=1.0, fields=edits(session.queue.items[name], "text = Steel is dearer; side=CHN")
    )
    assert session.queue.items[name].state == "open"
    session.decide("accept", name, seconds=1.0)
    assert table(session, "claim")[0]["text"] == "Steel is dearer"
    assert table(session, "source")[0]["side"] == "CHN"
    session.decide("edit", name, seconds=1.0, fields={"text": "Steel costs more"})
    assert table(session, "claim")[0]["text"] == "Steel costs more"


@pytest.mark.parametrize(
    ("short", "kind"),
    [("meet", "C.MEET"), ("tariff-r", "M.TARIFF_RAISE"), ("e.job", "E.JOBS"), ("b.pos", "B.POSITION")],
)
def test_a_type_is_found_by_its_first_letters(session, short, kind):
    assert type_named(short, session.known.types) == kind


@pytest.mark.parametrize(("short", "said"), [("", "begins no type"), ("zzz", "begins no type"), ("posit", "type more")])
def test_letters_that_name_no_one_type_are_refused(session, short, said):
    with pytest.raises(UsageError, match=said):
        type_named(short, session.known.types)


@pytest.mark.parametrize("typed", ["colour = red", "text", "= x", "txet = x"])
def test_an_edit_that_is_none_is_refused_with_the_fields(session, typed):
    with pytest.raises(UsageError, match="write field = value with one of text"):
        edits(session.queue.items[first(session, "attribution")], typed)


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("attribution", {"class": "rumour"}, "class"),
        ("attribution", {"actor": "nobody-here"}, "no person and no actor"),
        ("attribution", {"same": "a99"}, "no accepted item"),
        ("event", {"voice": "reporter", "type": "M.TARIF"}, "no type of the ontology"),
        ("event", {"voice": "reporter", "actors": "usa"}, "no economy of the case"),
        ("event", {"voice": "reporter", "from": "yesterday"}, "no day"),
        ("event", {"voice": "reporter", "from": "2025-02-02", "to": "2025-01-01"}, "lies before"),
    ],
)
def test_what_no_record_can_hold_is_refused_and_not_logged(session, kind, fields, said):
    with pytest.raises(UsageError, match=said):
        session.decide("accept", first(session, kind), seconds=1.0, fields=fields)
    assert len(session.store.rows("wire-1")) == 1


def test_a_person_out_of_office_is_refused_before_the_case_is_broken(session):
    fields = {"voice": "reporter", "actors": "liu-he", "from": "2025-01-20", "to": "2025-01-26"}
    with pytest.raises(UsageError, match=r"liu-he.*no dated post"):
        session.decide("accept", first(session, "event"), seconds=1.0, fields=fields)
    session.decide("accept", first(session, "event"), seconds=1.0, fields=fields | {"actors": "CHN"})
    assert open_case(session.folder).dossier.happenings


def test_a_text_that_the_case_has_already_counts_once(session, held, case):
    other = case.documents["article-a"].model_copy(update={"sha256": text_hash(TEXT)})
    twice = replace(case, documents={**case.documents, "article-a": other})
    assert Session(session.folder, session.store, held, twice, "ann").document.derived_from == "article-a"
    assert not session.document.derived_from


def test_a_merged_attribution_joins_the_claim(session):
    one, two = first(session, "attribution"), first(session, "attribution", 1)
    with pytest.raises(UsageError, match="accept it before"):
        session.decide("merge", two, seconds=1.0, into=one)
    session.decide("accept", one, seconds=1.0)
    session.decide("merge", two, seconds=1.0, into=one)
    assert [row["attributions"] for row in table(session, "claim")] == [[f"wire-1-{one}", f"wire-1-{two}"]]
    with pytest.raises(UsageError, match="undo that first"):
        session.decide("accept", two, seconds=1.0)
    with pytest.raises(UsageError, match="cannot be merged"):
        session.decide("merge", one, seconds=1.0, into=one)


def test_the_parts_of_a_split_have_places_of_their_own(session):
    name = first(session, "attribution")
    session.decide("split", name, seconds=1.0, at=TEXT.index("and talks"))
    for part in (f"{name}-1", f"{name}-2"):
        session.decide("accept", part, seconds=1.0)
    quotes = [row["selector"]["exact"] for row in table(session, "passage")]
    assert quotes[0].endswith("last week,")
    assert quotes[1].startswith("and talks")
    assert len(table(session, "claim")) == 2
    with pytest.raises(UsageError, match="cannot be split there"):
        session.decide("split", first(session, "nonresponse"), seconds=1.0, at=0)


def test_the_same_named_voice_is_one_source(session):
    one, two = first(session, "attribution", 1), first(session, "attribution", 2)
    session.decide("accept", one, seconds=1.0)
    session.decide("accept", two, seconds=1.0, fields={"same": one})
    assert len(table(session, "source")) == 1
    assert {row["source"] for row in table(session, "attribution")} == {f"wire-1-{one}-source"}


def test_a_file_changed_by_hand_is_left_alone(session):
    session.decide("accept", first(session, "attribution"), seconds=1.0)
    path = session.folder / "evidence" / "wire-1.toml"
    path.write_text(path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(DataError, match="changed by hand"):
        session.decide("accept", first(session, "nonresponse"), seconds=1.0)
    assert path.read_text(encoding="utf-8").endswith("# mine\n")
    path.unlink()
    again(session).write()
    assert table(session, "nonresponse"), "the decision was in the log"


def test_a_stop_between_log_and_files_is_made_good(session, monkeypatch):
    session.decide("accept", first(session, "attribution"), seconds=1.0)
    with monkeypatch.context() as patched:
        patched.setattr(Session, "write", lambda _: None)
        session.decide("accept", first(session, "nonresponse"), seconds=1.0)
    assert not table(session, "nonresponse")
    again(session).write()
    assert table(session, "nonresponse")
    assert len((session.folder / "reviews.jsonl").read_text(encoding="utf-8").splitlines()) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(("accept", "reject", "merge", "edit", "undo")), st.integers(0, 9)), max_size=12)
)
def test_a_restart_shows_what_was_there_and_undoing_all_leaves_nothing(session, steps):
    names = list(session.queue.items)
    for action, number in steps:
        item = names[number % len(names)]
        rest = {"reject": {"reason": "x"}, "merge": {"into": names[0]}, "edit": {"fields": {"note": "n"}}}.get(
            action, {}
        )
        with contextlib.suppress(UsageError):
            session.undo(seconds=0.0) if action == "undo" else session.decide(action, item, seconds=0.0, **rest)
        other = again(session)
        assert (other.queue, other.records) == (session.queue, session.records)
        other.write()
    while session.queue.rows:
        session.undo(seconds=0.0)
    assert not session.records
    assert not (session.folder / "evidence" / "wire-1.toml").exists()


MEETINGS = """\
"We will not send a vice premier," US Secretary of State Marco Rubio said on Friday, 24 January 2025. Chinese Foreign \
Minister Wang Yi asked Rubio for a call on Tuesday. Rubio refused a call with Wang Yi without an agenda.

China demanded that the United States scrap its tariffs. Vietnam began talks with the United States on Monday. \
China's exports fell by 21% in January. China wrote letters to Japan. China granted its exporters a rescue fund.
"""


@pytest.fixture(scope="module")
def told():
    made = draft(MEETINGS, "2025-01-31", case="us-china-2025", tier="0").as_dict()
    return Held("wire-2", text_hash(MEETINGS), MEETINGS, made)


@pytest.fixture
def meetings(overlay, told, case, tmp_path):
    with Store(tmp_path / "log.sqlite") as store:
        store.add(told)
        (tmp_path / "case.toml").write_bytes((overlay / "case.toml").read_bytes())
        yield Session(tmp_path, store, told, case, "ann")


def filed_under(session, words, **fields):
    """The record that an event with these words becomes."""
    item = next(i for i in session.queue.items.values() if i.kind == "event" and words in i.body["quote"])
    session.decide("accept", item.id, seconds=1.0, fields={"voice": "reporter", **fields})
    return open_case(session.folder).dossier.happenings[f"wire-2-{item.id}"]


def test_a_request_becomes_a_contact_with_who_asked_and_the_ranks(meetings):
    row = filed_under(meetings, "asked Rubio", type="C.REQUEST", actors="wang-yi", targets="marco-rubio")
    assert (type(row).__name__, row.initiator, row.outcome, row.medium) == ("Contact", "wang-yi", "pending", "call")
    assert (row.level, row.ranks) == (3, (3, 3))


def test_a_refusal_names_its_reason_and_was_asked_for_by_the_other(meetings):
    row = filed_under(meetings, "refused", type="C.REFUSE", actors="marco-rubio", targets="wang-yi")
    assert (row.outcome, row.reason, row.initiator) == ("refused", "agenda-empty", "wang-yi")


@pytest.mark.parametrize(
    ("words", "fields", "kind", "own"),
    [
        ("demanded", {"type": "B.DEMAND", "issue": "tariffs"}, "Demand", {"issue": "tariffs", "answer": "open"}),
        ("began talks", {"type": "T.TALKS_WITH_RIVAL"}, "ThirdTalks", {"country": "VNM", "with_": "USA"}),
        ("exports fell", {"type": "E.TRADE_FREEZE"}, "StressReport", {"economy": "CHN", "indicator": "orders"}),
        ("letters", {"type": "T.OUTREACH"}, "Outreach", {"kind": "letter"}),
        ("rescue fund", {"type": "D.BAILOUT"}, "Response", {"kind": "relief"}),
        ("letters", {"type": "T.OUTREACH", "record": "event"}, "Event", {}),
        (
            "asked Rubio",
            {"type": "C.REQUEST", "outcome": "held", "level": "4"},
            "Contact",
            {"level": 4, "reason": None},
        ),
        ("demanded", {"type": "S.THREAT", "hard": "2", "move": "threat"}, "Signal", {"hard": 2, "move": "threat"}),
    ],
)
def test_each_family_goes_to_its_own_record(meetings, words, fields, kind, own):
    row = filed_under(meetings, words, **fields)
    assert type(row).__name__ == kind
    assert {name: getattr(row, name) for name in own} == own


def test_a_figure_goes_with_its_stress_report(meetings):
    row = filed_under(meetings, "exports fell", type="E.TRADE_FREEZE")
    assert (row.value, row.unit) == (0.21, "share")


def test_stress_of_nobody_named_stays_an_event(session):
    name = first(session, "event")
    session.decide(
        "accept", name, seconds=1, fields={"voice": "reporter", "type": "E.JOBS", "actors": "", "targets": ""}
    )
    assert [row["type"] for row in table(session, "event")] == ["E.JOBS"]
    with pytest.raises(UsageError, match="no record"):
        session.decide("edit", name, seconds=1, fields={"record": "stres"})


def test_a_contact_of_the_review_is_seen_on_the_board(meetings):
    fields = {"type": "C.CALL", "actors": "wang-yi", "targets": "marco-rubio", "status": "actual", "medium": "call"}
    row = filed_under(meetings, "asked Rubio", **fields)
    opened = open_case(meetings.folder)
    seen = scene(opened.diplomacy, date(2025, 1, 31)).contacts("wang-yi", "marco-rubio")
    assert row.id in [contact.id for contact in seen]
