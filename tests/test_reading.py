"""What a reader is shown of a passage."""

from types import SimpleNamespace

import pytest

from geo import reading
from geo.filters import Filters
from geo.reading import cite, neighbours, read, spellings


def test_a_passage_comes_with_its_mentions_times_events_and_citation(atlas) -> None:
    selection = atlas.select(Filters(place=("zangilan-district",)))
    [shown] = read(atlas, atlas.ordered(selection), selection)
    assert [(mark.surface, mark.place, mark.selected) for mark in shown.marks][:2] == [
        ("Zangilan district", "zangilan-district", True),
        ("Barda", "barda", False),
    ]
    assert [(told.text, told.first, told.last) for told in shown.times] == [("12 Mar 1993", "1993-03-12", "1993-03-12")]
    assert shown.citation.startswith("Passage Atlas, “Notes from the border districts”, Test corpus, 2024, Spring, para. 1")


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("1993", ("1993", "1993")), ("1993-05", ("1993-05", "1993-05")), ("1993-05-12", ("1993-05-12", "1993-05-12")), ("1990~/1993", ("1990", "1993")),
        ("2020-09-27/2020-11-10", ("2020-09-27", "2020-11-10")), ("1991-23", ("begin", "end")), ("199X", ("begin", "end")),
    ],
)  # fmt: skip
def test_a_stated_time_sets_the_filter_as_coarsely_as_the_text_states_it(edtf: str, expected: tuple[str, str]) -> None:
    assert reading._as_filters(SimpleNamespace(edtf=edtf, begin="begin", end="end")) == expected


def test_what_stands_beside_a_passage_never_crosses_into_another_work(atlas) -> None:
    for number in range(len(atlas.passages)):
        before, after = neighbours(atlas, number)
        own = atlas.passages["document"].iloc[number]
        assert (before is None) == (number == 0 or atlas.passages["document"].iloc[number - 1] != own)
        assert (after is None) == (number == len(atlas.passages) - 1 or atlas.passages["document"].iloc[number + 1] != own)


def test_the_words_searched_for_are_found_where_they_stand_whatever_the_accents(atlas) -> None:
    selection = atlas.select(Filters(q="khänkendi"))
    for shown in read(atlas, atlas.ordered(selection), selection):
        assert shown.found
        assert {shown.text[start:end].lower() for start, end in shown.found} == {"khankendi"}


def test_the_ways_that_works_write_a_place_are_counted(atlas) -> None:
    assert spellings(atlas, "barda")[0] == ("Barda", {"border-notes": 2})


def test_a_work_without_an_author_is_cited_as_such(atlas) -> None:
    work = next(iter(atlas.works.values()))._replace(authors="", publisher="", published="", url="")
    assert cite(work) == f"Author not named, “{work.title}”."
