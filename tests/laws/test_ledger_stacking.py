"""Laws of the one rule: latest within an authority, authorities add, what lapses or is repealed revives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.ledger.ledger import Ledger
from detente.ledger.measures import Clock, Repeal
from detente.ledger.scope import cover, covered_partner, list_rate
from detente.ledger.stacking import Moment, Stack

PAIRS = (("USA", "CHN"), ("USA", "ROW"), ("CHN", "USA"))
RATED = ("tariff", "suspension")
LAW = settings(max_examples=60, deadline=None)


def totals(book: Ledger, moment: Moment) -> np.ndarray:
    return np.array([book.stack(importer, exporter, moment).total for importer, exporter in PAIRS])


def same(one: Ledger, other: Ledger, moment: Moment) -> None:
    np.testing.assert_allclose(totals(one, moment), totals(other, moment), rtol=0, atol=1e-12)


def by_hand(book: Ledger, importer: str, exporter: str, moment: Moment, line: int) -> float:
    """The rule of one line written out, for scopes that cover a line whole or not at all; nothing of the kernel."""
    lines = book.lines_of(importer)
    ended = {n for r in book.repeals if r.known <= moment.as_of and r.effective <= moment.on for n in r.ends}
    ended |= {m.supersedes for m in book.measures if m.known <= moment.as_of}

    def stands(m: object) -> bool:
        return (
            m.by == importer
            and m.id not in ended
            and m.known <= moment.as_of
            and m.effective <= moment.on
            and (m.end is None or moment.on < m.end)
            and covered_partner(m, exporter, book.countries)
            and (m.rate_in_list or cover(m.goods, None, lines)[line] == 1.0)
        )

    alive = [m for m in book.measures if stands(m)]
    rate = {}
    for authority in ("a", "b", "c"):
        acts = sorted((m for m in alive if m.authority == authority), key=lambda m: (m.effective, m.announced))
        rated = [m for m in acts if m.kind in RATED]
        if rated and not any(m.kind == "exemption" for m in acts):
            last = rated[-1]
            rate[authority] = list_rate(book.lists["rated"], lines)[line] if last.rate_in_list else last.rate
    for applies, excludes in (("a", "b"), ("a", "c"), ("b", "c")):
        if (
            any(
                (s.applies, s.excludes) == (applies, excludes)
                and s.by == importer
                and s.known <= moment.as_of
                and s.effective <= moment.on
                for s in book.stackings
            )
            and rate.get(applies, 0.0) > 0
        ):
            rate[excludes] = 0.0
    ordinary = float(lines.schedule[line])
    if importer not in book.lines:
        world = book.base
        cell = world.tariff[world.regions.index(importer), world.regions.index(exporter)]
        ordinary = float(cell[world.sectors.index(lines.sector[line])])
    return ordinary + sum(rate.values())


@LAW
@given(data=st.data())
def test_the_stack_is_the_rule_written_out_by_hand(books: SimpleNamespace, data: st.DataObject) -> None:
    book, moment = data.draw(books.ledgers(books.whole)), data.draw(books.moments())
    expected = [[by_hand(book, importer, exporter, moment, line) for line in range(4)] for importer, exporter in PAIRS]
    np.testing.assert_allclose(totals(book, moment), expected, rtol=0, atol=1e-12)


@LAW
@given(data=st.data())
def test_the_order_of_records_does_not_matter(books: SimpleNamespace, data: st.DataObject) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    shuffled = replace(
        book,
        measures=tuple(data.draw(st.permutations(book.measures))),
        repeals=tuple(data.draw(st.permutations(book.repeals))),
        stackings=tuple(data.draw(st.permutations(book.stackings))),
    )
    same(book, shuffled, moment)


@LAW
@given(data=st.data())
def test_ids_are_names_only(books: SimpleNamespace, data: st.DataObject) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    other = dict(zip((m.id for m in book.measures), data.draw(st.permutations(range(len(book.measures)))), strict=True))
    renamed = replace(
        book,
        measures=tuple(
            m.model_copy(
                update={"id": f"x{other[m.id]}", "supersedes": f"x{other[m.supersedes]}" if m.supersedes else ""}
            )
            for m in book.measures
        ),
        repeals=tuple(r.model_copy(update={"ends": tuple(f"x{other[n]}" for n in r.ends)}) for r in book.repeals),
    )
    same(book, renamed, moment)


@LAW
@given(data=st.data(), length=st.integers(1, 20))
def test_a_lapse_revives_the_measure_before(books: SimpleNamespace, data: st.DataObject, length: int) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    pause = books.measure("pause", kind="suspension", rate=0.0, effective=books.day(5), until=Clock(days=length))
    lapsed = replace(moment, on=max(moment.on, books.day(5 + length)))
    same(book.plus([pause]), book, lapsed)
    during = Moment(books.day(5 + length - 1), books.day(60))
    one = books.ledger([books.measure("before", rate=0.25)])
    assert totals(one.plus([pause]), during)[0] @ np.ones(4) < totals(one, during)[0] @ np.ones(4)


@LAW
@given(data=st.data())
def test_a_repeal_revives_what_was_replaced(books: SimpleNamespace, data: st.DataObject) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    last = books.measure("last", rate=0.7, effective=books.day(3), announced=books.day(3))
    repeal = Repeal(id="end", announced=books.day(8), effective=books.day(8), cites=("law",), ends=("last",))
    with_repeal = replace(book.plus([last]), repeals=(*book.repeals, repeal))
    acting = moment.on >= books.day(8) and moment.as_of >= books.day(8)
    same(with_repeal, book if acting else book.plus([last]), moment)


@LAW
@given(data=st.data(), rate=st.sampled_from([0.0, 0.1, 2.0]))
def test_only_the_latest_live_measure_of_an_authority_counts(
    books: SimpleNamespace, data: st.DataObject, rate: float
) -> None:
    acts = [m for m in data.draw(books.measures()) if m.kind != "exemption"]
    latest = books.measure("latest", rate=rate, on="all", announced=books.day(21), effective=books.day(40))
    stack = books.ledger([*acts, latest]).stack("USA", "CHN", Moment(books.day(41), books.day(60)))
    mine = sum((layer.rate for layer in stack.layers if layer.authority == "a"), start=np.zeros(4))
    np.testing.assert_allclose(mine, rate, rtol=0, atol=1e-12)


@LAW
@given(data=st.data())
def test_authorities_add(books: SimpleNamespace, data: st.DataObject) -> None:
    first, moment = data.draw(books.measures()), data.draw(books.moments())
    second = tuple(
        m.model_copy(update={"authority": f"other-{m.authority}"}) for m in data.draw(books.measures(prefix="n"))
    )

    def added(*acts: object) -> np.ndarray:
        book = books.ledger(acts)
        return np.array([book.stack(importer, exporter, moment).added for importer, exporter in PAIRS])

    np.testing.assert_allclose(added(*first, *second), added(*first) + added(*second), rtol=0, atol=1e-12)


@LAW
@given(data=st.data(), announced=st.integers(-20, 30), length=st.integers(1, 30))
def test_an_exemption_takes_its_goods_out_until_it_ends(
    books: SimpleNamespace, data: st.DataObject, announced: int, length: int
) -> None:
    book = data.draw(books.ledgers())
    exemption = books.measure(
        "exemption",
        kind="exemption",
        authority="a",
        announced=books.day(announced),
        effective=books.day(announced),
        until=Clock(days=length),
    )
    for number in (announced, announced + length - 1, announced + length):
        moment = Moment(books.day(number), books.day(60))
        stack = book.plus([exemption]).stack("USA", "CHN", moment)
        left = sum((layer.rate for layer in stack.layers if layer.authority == "a"), start=np.zeros(4))
        if number < announced + length:
            assert not left.any(), "the days of an exemption against those of the duty do not matter"
        else:
            same(book.plus([exemption]), book, moment)


@LAW
@given(data=st.data())
def test_no_part_of_a_line_is_counted_twice(books: SimpleNamespace, data: st.DataObject) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    for importer, exporter in PAIRS:
        stack = book.stack(importer, exporter, moment)
        for authority in books.authorities:
            covers = [layer.cover for layer in stack.layers if layer.authority == authority]
            assert sum(covers, start=np.zeros(4)).max() <= 1.0 + 1e-12
            assert all(part.min() >= -1e-12 for part in covers)
        np.testing.assert_allclose(stack.total - stack.added, stack.schedule, rtol=0, atol=1e-12)


def shares(stack: Stack, authority: str, role: str) -> np.ndarray:
    parts = (layer.cover for layer in stack.layers if (layer.authority, layer.role) == (authority, role))
    return sum(parts, start=np.zeros(4))


@LAW
@given(data=st.data())
def test_what_excludes_takes_exactly_its_share(books: SimpleNamespace, data: st.DataObject) -> None:
    """Shares of one line that several authorities take out of another are added, up to the whole line."""
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    free = replace(book, stackings=()).stack("USA", "CHN", moment)
    stack = book.stack("USA", "CHN", moment)
    acting = {(s.applies, s.excludes) for s in book.stackings if s.known <= moment.as_of and s.effective <= moment.on}
    taken = np.zeros(4)
    for applies in ("a", "b"):
        layers = [layer for layer in stack.layers if layer.authority == applies and layer.role == "adds"]
        if (applies, "c") in acting:
            taken += sum((np.where(layer.rate > 0, layer.cover, 0.0) for layer in layers), start=np.zeros(4))
    expected = shares(free, "c", "adds") * (1.0 - np.minimum(1.0, taken))
    np.testing.assert_allclose(shares(stack, "c", "adds"), expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        shares(stack, "c", "adds") + shares(stack, "c", "excluded"), shares(free, "c", "adds"), rtol=0, atol=1e-12
    )


@LAW
@given(data=st.data())
def test_as_of_never_shows_what_was_unknown(books: SimpleNamespace, data: st.DataObject) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    unknown = {r.id for r in (*book.measures, *book.repeals, *book.stackings) if r.known > moment.as_of}
    same(book, book.without(unknown), moment)
    assert not {m.id for m in book.live("USA", moment)} & unknown


@LAW
@given(data=st.data(), later=st.integers(0, 40))
def test_knowing_more_leaves_other_authorities_alone(books: SimpleNamespace, data: st.DataObject, later: int) -> None:
    book, moment = data.draw(books.ledgers()), data.draw(books.moments())
    news = [
        m.model_copy(update={"authority": "news", "supersedes": "", "known_on": moment.as_of})
        for m in data.draw(books.measures(prefix="n"))
    ]
    for importer, exporter in PAIRS:
        old = book.stack(importer, exporter, moment)
        new = book.plus(news).stack(importer, exporter, replace(moment, announced=False))
        kept = sum((layer.rate for layer in new.layers if layer.authority != "news"), start=new.schedule)
        np.testing.assert_allclose(kept, old.total, rtol=0, atol=1e-12)


def test_an_exemption_known_later_shows_only_to_those_who_know_it(books: SimpleNamespace) -> None:
    """The duty of 9 April; on 11 April goods are freed with effect from the 5th."""
    book = books.ledger(
        [
            books.measure("duty", rate=1.25, announced=date(2025, 4, 9), effective=date(2025, 4, 9)),
            books.measure(
                "freed",
                kind="exemption",
                announced=date(2025, 4, 11),
                effective=date(2025, 4, 5),
                retroactive=True,
            ),
        ]
    )
    book = replace(book, last=date(2025, 5, 12))
    then = book.rate("USA", "CHN", on="2025-04-10")
    looking_back = book.rate("USA", "CHN", on="2025-04-10", as_of="2025-04-11")
    ordinary = book.rate("USA", "CHN", on="2025-04-10", definition="ordinary")
    assert then - ordinary == pytest.approx(1.25, abs=1e-12)
    assert looking_back == pytest.approx(float(ordinary), abs=1e-12)
