"""Views of a dossier at a day: nothing later leaks in, nothing known is lost."""

from dataclasses import fields
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.evidence.asof import as_of
from detente.evidence.dossier import Dossier
from detente.evidence.happenings import Event
from detente.evidence.records import Attribution, Claim, Document, Link, Source

FIRST = date(2031, 1, 1)
DAYS = st.integers(0, 12)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@st.composite
def parts(draw, mark: str = "o", earliest: int = 0, superseding: bool = True):
    """Records of a dossier; ``mark`` keeps the ids of two draws apart."""
    ids = [f"{mark}{n}" for n in range(draw(st.integers(1, 4)))]
    documents, sources, attributions, claims, happenings = {}, {}, {}, {}, {}
    for name in ids:
        known = draw(st.integers(earliest, 13))
        documents[f"d-{name}"] = Document(id=f"d-{name}", title="t", outlet="agency", published=day(known))
        sources[f"s-{name}"] = Source.model_validate({"id": f"s-{name}", "class": "anonymous", "description": "d"})
        attributions[f"a-{name}"] = Attribution(id=f"a-{name}", document=f"d-{name}", source=f"s-{name}")
    for name in ids:
        own = draw(st.lists(st.sampled_from(sorted(attributions)), min_size=1, max_size=3, unique=True))
        early = draw(st.none() | st.integers(earliest, 13).map(day))
        corrects = draw(st.sampled_from(["", *claims])) if superseding else ""
        claims[f"c-{name}"] = Claim(id=f"c-{name}", text="t", attributions=own, known_on=early, supersedes=corrects)
    for name in ids:
        cites = draw(st.lists(st.sampled_from(sorted(claims)), min_size=1, max_size=3, unique=True))
        early = draw(st.none() | st.integers(earliest, 13).map(day))
        happenings[f"h-{name}"] = Event(
            id=f"h-{name}", text="t", when=day(0), type="S.POSITION", actors=["NOR"], cites=cites, known_on=early
        )
    ends = sorted({*claims, *happenings})
    links = {
        f"l-{mark}{n}": Link.model_validate(
            {"id": f"l-{mark}{n}", "from": one, "to": two, "kind": "supports", "reason": "r"}
        )
        for n, (one, two) in enumerate(draw(st.lists(st.tuples(*[st.sampled_from(ends)] * 2), max_size=3)))
    }
    return {
        "documents": documents,
        "sources": sources,
        "attributions": attributions,
        "claims": claims,
        "happenings": happenings,
        "links": links,
    }


def joined(*many) -> Dossier:
    return Dossier(**{name: {k: v for part in many for k, v in part[name].items()} for name in many[0]})


def content(dossier: Dossier) -> dict:
    return {part.name: dict(getattr(dossier, part.name)) for part in fields(Dossier)}


def ids(dossier: Dossier) -> set[str]:
    return {record.id for record in dossier}


@settings(max_examples=60)
@given(st.data(), DAYS)
def test_documents_of_later_days_change_nothing(data, last):
    before = data.draw(parts())
    later = data.draw(parts(mark="n", earliest=last + 1))
    # Later records may also be told by earlier claims' new attributions, and may supersede what is known.
    first = next(iter(before["claims"]))
    told = before["claims"][first]
    added = next(iter(later["attributions"]))
    grown = {
        **before,
        "claims": {**before["claims"], first: told.model_copy(update={"attributions": (*told.attributions, added)})},
    }
    newest = {name: row.model_copy(update={"supersedes": first}) for name, row in later["claims"].items()}
    assert content(as_of(joined(grown, {**later, "claims": newest}), day(last))) == content(
        as_of(joined(before), day(last))
    )


@settings(max_examples=60)
@given(parts(), DAYS)
def test_a_view_of_a_view_is_the_view(drawn, last):
    once = as_of(joined(drawn), day(last))
    assert content(as_of(once, day(last))) == content(once)


@settings(max_examples=60)
@given(parts(superseding=False), DAYS, DAYS)
def test_an_early_view_of_a_late_view_is_the_early_view(drawn, one, two):
    early, late = sorted((one, two))
    whole = joined(drawn)
    assert content(as_of(as_of(whole, day(late)), day(early))) == content(as_of(whole, day(early)))


@settings(max_examples=60)
@given(parts(superseding=False), DAYS, DAYS)
def test_what_is_known_stays_known(drawn, one, two):
    early, late = sorted((one, two))
    whole = joined(drawn)
    assert ids(as_of(whole, day(early))) <= ids(as_of(whole, day(late)))


@settings(max_examples=60)
@given(parts(), DAYS, DAYS)
def test_only_what_is_superseded_goes(drawn, one, two):
    early, late = sorted((one, two))
    whole = joined(drawn)
    before, after = as_of(whole, day(early)), as_of(whole, day(late))
    superseded = {row.supersedes for row in drawn["claims"].values()}
    gone = set(before.claims) - set(after.claims)
    assert gone <= superseded
    assert set(before.documents) <= set(after.documents)


@settings(max_examples=60)
@given(parts(), DAYS)
def test_nothing_visible_points_to_what_is_not(drawn, last):
    view = as_of(joined(drawn), day(last))
    assert all(document.known <= day(last) for document in view.documents.values())
    assert {row.document for row in view.attributions.values()} <= set(view.documents)
    assert {row.source for row in view.attributions.values()} <= set(view.sources)
    assert {name for row in view.claims.values() for name in row.attributions} <= set(view.attributions)
    assert {name for row in view.happenings.values() for name in row.cites} <= set(view.claims)
    assert {end for row in view.links.values() for end in (row.from_, row.to)} <= {*view.claims, *view.happenings}


@settings(max_examples=60)
@given(parts())
def test_in_the_end_everything_current_is_known(drawn):
    view = as_of(joined(drawn), day(40))
    superseded = {row.supersedes for row in drawn["claims"].values()}
    assert set(view.claims) == set(drawn["claims"]) - superseded
    assert set(view.documents) == set(drawn["documents"])
