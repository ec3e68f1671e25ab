"""Filters: address, words, sentence."""

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import filters
from geo.filters import Filters, Known
from geo.model import CLOCKS, KINDS, ROLES

KNOWN = Known({"war": "A war"}, {"work": "A work"}, {"ganja": "Ganja", "barda": "Barda"})


@pytest.mark.parametrize(
    ("query", "expected", "sentence"),
    [
        ({}, Filters(), "Places mentioned in passages."),
        ({"from": "1992", "to": "1994"}, Filters("1992", "1994"), "Places mentioned in passages about 1992–1994."),
        ({"from": "2020", "to": "2020"}, Filters("2020", "2020"), "Places mentioned in passages about 2020."),
        ({"from": "1992-05"}, Filters("1992-05"), "Places mentioned in passages about May 1992 and later."),
        ({"event": "war", "from": "2020", "kind": ["village", "town"]}, Filters("2020", event=("war",), kind=("village", "town")), "Villages and towns mentioned in passages about the A war, 2020 and later."),
        ({"place": ["ganja", "barda"]}, Filters(place=("ganja", "barda")), "Places mentioned in passages that name Ganja and Barda."),
        ({"source": "work", "q": "clinic"}, Filters(source=("work",), q="clinic"), "Places mentioned in passages that hold the words “clinic” of “A work”."),
        ({"from": "2020-09-27", "to": "2020-11"}, Filters("2020-09-27", "2020-11"), "Places mentioned in passages about 27 Sep 2020 – Nov 2020."),
        ({"kind": ["city", "town", "village", "river"]}, Filters(kind=("city", "town", "village", "river")), "Towns and villages and rivers mentioned in passages."),
        ({"kind": [k for k in KINDS if k not in ("country", "continent")]}, Filters(kind=tuple(k for k in KINDS if k not in ("country", "continent"))), "Places other than countries mentioned in passages."),
        ({"kind": list(KINDS)}, Filters(kind=tuple(KINDS)), "Places mentioned in passages."),
        ({"role": "metonym"}, Filters(role=("metonym",)), "Places mentioned in passages (a government by its seat)."),
        ({"to": "1994", "undated": "1"}, Filters(last="1994", undated=True), "Places mentioned in passages about 1994 and earlier, with those that state no time."),
        ({"from": "2022", "to": "2022", "clock": "written"}, Filters("2022", "2022", clock="written"), "Places mentioned in passages written in 2022."),
        ({"from": "2021-05-03", "clock": "written", "event": "war", "undated": "1"}, Filters("2021-05-03", event=("war",), clock="written", undated=True), "Places mentioned in passages about the A war written on 3 May 2021 or later, with those of works without a date."),
        ({"from": "2020-09-27", "to": "2020-11", "clock": "written"}, Filters("2020-09-27", "2020-11", clock="written"), "Places mentioned in passages written between 27 Sep 2020 and Nov 2020."),
        ({"from": "1994", "to": "2020", "clock": "valid", "kind": "line"}, Filters("1994", "2020", kind=("line",), clock="valid"), "Lines of control with a shape valid in 1994–2020, mentioned in passages."),
        ({"on": "1994-05-12", "clock": "told"}, Filters(on="1994-05-12"), "Places mentioned in passages, shapes as of 12 May 1994."),
        ({"clock": "written"}, Filters(clock="written"), "Places mentioned in passages."),
        ({"to": "2021-05-03", "clock": "written"}, Filters(last="2021-05-03", clock="written"), "Places mentioned in passages written on 3 May 2021 or earlier."),
        ({"from": "2020-12", "to": "2020"}, Filters("2020-12", "2020"), "Places mentioned in passages about Dec 2020 – 2020."),
        ({"kind": ["village", "village"]}, Filters(kind=("village",)), "Villages mentioned in passages."),
        ({"kind": list(KINDS)[5:]}, Filters(kind=tuple(KINDS)[5:]), "Places other than towns and villages and districts and oblasts mentioned in passages."),
        ({"from": "1994", "undated": "TRUE"}, Filters("1994", undated=True), "Places mentioned in passages about 1994 and later, with those that state no time."),
    ],
)  # fmt: skip
def test_a_query_becomes_filters_a_sentence_and_the_same_query_again(query: dict, expected: Filters, sentence: str) -> None:
    found, notes = filters.from_query(query, KNOWN)
    assert (found, notes) == (expected, [])
    assert filters.describe(found, KNOWN) == sentence
    assert filters.from_query(filters.to_query(found), KNOWN) == (found, [])


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"from": "last year"}, "from: 'last year' is no date"),
        ({"to": "2020-13"}, "to: '2020-13' is no day of the calendar"),
        ({"from": "2021", "to": "1992"}, "from 2021 is after to 1992; both are ignored"),
        ({"event": "peace"}, "event 'peace' is unknown"),
        ({"kind": "castle"}, "kind 'castle' is unknown"),
        ({"source": "<b>"}, "source '<b>' is unknown"),
        ({"place": "atlantis"}, "place 'atlantis' is unknown"),
        ({"role": "hero"}, "role 'hero' is unknown"),
        ({"undated": "maybe"}, "undated='maybe' is neither"),
        ({"clock": "cuckoo"}, "clock 'cuckoo' is unknown, use one of told, written, valid; it is ignored"),
        ({"on": "1994"}, "on: '1994' is no day; write YYYY-MM-DD"),
        ({"on": "1994-02-30"}, "on: '1994-02-30' is no day; write YYYY-MM-DD, such as"),
        ({"on": "19940212"}, "on: '19940212' is no day"),
        ({"on": "<b>"}, "on: '<b>' is no day"),
        ({"q": "x" * 500}, "q is longer than 200 characters"),
    ],
)
def test_what_is_malformed_is_named_and_ignored(query: dict, says: str) -> None:
    found, notes = filters.from_query(query, KNOWN)
    assert len(notes) == 1
    assert says in notes[0]
    assert found == Filters(q="x" * 200 if "q" in query else "")


def test_of_a_filter_that_may_stand_once_the_last_one_counts_and_that_is_said() -> None:
    assert filters.from_query({"from": ["1992", "1993"]}) == (Filters("1993"), ["from may stand once; the last one counts"])


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (Filters("1992", "1994"), "1992–1994"),
        (Filters("2022", "2022", clock="written"), "written 2022"),
        (Filters("2022", "2022", clock="valid", on="1994-05-12"), "valid 2022 · on 12 May 1994"),
        (Filters(), ""),
    ],
)
def test_the_corner_of_the_map_says_the_time_by_its_clock(chosen: Filters, says: str) -> None:
    assert filters.stamp(chosen) == says


def test_words_that_are_no_filter_are_left_alone() -> None:
    assert filters.from_query({"page": "2", "embed": "true"}) == (Filters(), [])


years = st.integers(1900, 2049).map(str)


@given(
    st.builds(
        Filters,
        kind=st.lists(st.sampled_from(list(KINDS)), unique=True, max_size=3).map(tuple),
        role=st.lists(st.sampled_from(list(ROLES)), unique=True, min_size=1).map(tuple),
        place=st.lists(st.sampled_from(["ganja", "barda"]), unique=True).map(tuple),
        first=st.one_of(st.just(""), years),
        q=st.text("abcdeşə &=%+?#\"'<>", max_size=40).map(lambda q: " ".join(q.split())),
        undated=st.booleans(),
        clock=st.sampled_from(list(CLOCKS)),
        on=st.one_of(st.just(""), st.dates().map(str)),
    )
)
def test_every_selection_survives_its_own_link(wanted: Filters) -> None:
    assert filters.from_query(parse_qs(filters.to_address(wanted)), KNOWN) == (wanted, [])
