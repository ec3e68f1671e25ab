"""What a reader is shown of a passage."""

from geo.filters import Filters
from geo.reading import cite, neighbours, read, spellings


def test_a_passage_comes_with_its_mentions_times_events_and_citation(atlas) -> None:
    selection = atlas.select(Filters(place=("zangilan-district",)))
    [reading] = read(atlas, atlas.ordered(selection), selection)
    assert [(mark.surface, mark.place, mark.selected) for mark in reading.marks][:2] == [
        ("Zangilan district", "zangilan-district", True),
        ("Barda", "barda", False),
    ]
    assert [(told.text, told.first, told.last) for told in reading.times] == [("12 Mar 1993", "1993-03-12", "1993-03-12")]
    assert reading.citation.startswith("Passage Atlas, “Notes from the border districts”, Test corpus, 2024, Spring, para. 1")


def test_a_year_and_a_month_set_the_filter_as_coarsely_as_the_text_states_them(atlas) -> None:
    told = {time.text: (time.first, time.last) for reading in read(atlas, range(len(atlas.passages))) for time in reading.times}
    assert told["Jul 2020"] == ("2020-07", "2020-07") if "Jul 2020" in told else True
    assert all(len(first) == 4 for text, (first, _) in told.items() if text.isdigit())
    assert any(text.isdigit() for text in told)


def test_what_stands_beside_a_passage_never_crosses_into_another_work(atlas) -> None:
    for number in range(len(atlas.passages)):
        before, after = neighbours(atlas, number)
        own = atlas.passages["document"].iloc[number]
        assert (before is None) == (number == 0 or atlas.passages["document"].iloc[number - 1] != own)
        assert (after is None) == (number == len(atlas.passages) - 1 or atlas.passages["document"].iloc[number + 1] != own)


def test_the_words_searched_for_are_found_where_they_stand_whatever_the_accents(atlas) -> None:
    selection = atlas.select(Filters(q="khänkendi"))
    for reading in read(atlas, atlas.ordered(selection), selection):
        assert reading.found
        assert {reading.text[start:end].lower() for start, end in reading.found} == {"khankendi"}


def test_the_ways_that_works_write_a_place_are_counted(atlas) -> None:
    assert spellings(atlas, "barda")[0] == ("Barda", {"border-notes": 2})


def test_a_work_without_an_author_is_cited_as_such(atlas) -> None:
    work = next(iter(atlas.works.values()))._replace(authors="", publisher="", published="", url="")
    assert cite(work) == f"Author not named, “{work.title}”."
