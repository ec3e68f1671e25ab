"""The three clocks: when it happened, when it was written, when the shape was valid."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import clocks
from geo.filters import Filters
from geo.layers import place_layers
from geo.model import ROLES


def places(atlas, **filters) -> set[str]:
    return set(atlas.select(Filters(**filters)).mentions["place_id"])


@pytest.mark.parametrize(
    ("clock", "time", "there"),
    [
        ("told", "1993", True),  # the passage tells of March 1993
        ("told", "2024", False),
        ("written", "1993", False),
        ("written", "2024", True),  # the notes were published in 2024
        ("written", "2024-07", True),  # some time in that year: any overlap counts
        ("valid", "1993", True),  # a district whose outline has no beginning and no end
        ("valid", "2024", True),
    ],
)
def test_a_place_of_a_passage_about_1993_written_in_2024_is_where_each_clock_puts_it(atlas, clock: str, time: str, there: bool) -> None:
    assert ("zangilan-district" in places(atlas, clock=clock, first=time, last=time, source=("border-notes",))) is there


intervals = st.tuples(st.integers(1, 9), st.integers(0, 3)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(st.tuples(st.integers(0, 4), intervals), max_size=8), intervals)
def test_a_mention_is_selected_when_it_has_a_day_in_common_with_the_time(rows: list, selected: tuple[int, int]) -> None:
    numbers, first, last = (np.array(column, dtype=np.int64) for column in ([n for n, _ in rows], [a for _, (a, _) in rows], [b for _, (_, b) in rows]))
    low, high = selected
    met = {number for number, (a, b) in rows if set(range(a, b + 1)) & set(range(low, high + 1))}
    assert clocks.Times(numbers, first, last, 5).within(low, high).tolist() == [number in met for number in range(5)]


def test_a_mention_has_its_own_time_or_else_those_of_its_passage() -> None:
    mentions = pd.DataFrame({"mention": [0, 1, 2], "passage": [0, 0, 1]})
    whens = pd.DataFrame(
        [(0, None, "1993-01-01", "1993-12-31"), (0, None, "1999-01-01", "1999-12-31"), (0, 1, "1993-01-01", "1993-12-31")],
        columns=["passage", "mention", "begin", "end"],
    )
    found = clocks.told(mentions, whens)
    of_1999 = date(1999, 1, 1).toordinal()
    assert found.within(of_1999, of_1999 + 364).tolist() == [True, False, False]
    assert found.dated.tolist() == [True, True, False]


def test_the_years_leave_out_times_longer_than_a_decade() -> None:
    spans = [("1900-01-01", "1999-12-31"), ("1990-01-01", "1999-12-31"), ("2021-05-03", "2021-05-03")]
    first, last = (np.array([date.fromisoformat(day).toordinal() for day in column]) for column in zip(*spans, strict=True))
    assert clocks.Times(np.arange(3), first, last, 3).years == (1990, 2021)


def test_by_the_shape_a_line_is_selected_only_while_it_was_there_whatever_the_passage_tells_of(atlas) -> None:
    assert "line-of-contact" in places(atlas, clock="valid", first="2000", last="2000")
    assert "line-of-contact" not in places(atlas, clock="valid", first="1990", last="1990")
    assert "line-of-contact" not in places(atlas, clock="told", first="2000", last="2000")  # its passage states no time


def test_undated_is_what_the_clock_gives_no_day(atlas) -> None:
    """No stated time; a work without a date; a name that no place was found for."""
    every = atlas.select(Filters(role=tuple(ROLES), clock="written"))
    undated_works = set(atlas.documents.loc[atlas.documents["published"] == "", "document"])
    assert undated_works
    assert every.undated == every.mentions["document"].isin(undated_works).sum() > 0
    without_place = atlas.select(Filters(role=tuple(ROLES), clock="valid"))
    assert without_place.undated == (without_place.mentions["place_id"] == "").sum() > 0
    told, with_them = (atlas.select(Filters(first="1990", last="1990", clock="written", undated=undated)) for undated in (False, True))
    assert len(told.mentions) == 0
    assert len(with_them.mentions) == told.undated > 0


@pytest.mark.parametrize("clock", ["told", "written", "valid"])
def test_each_choice_of_a_facet_leaves_as_many_mentions_as_it_says(atlas, clock: str) -> None:
    filters = Filters(first="2020", last="2024", clock=clock)
    for kind, count in atlas.facets(filters)["kind"].items():
        assert len(atlas.select(Filters(first="2020", last="2024", clock=clock, kind=(kind,))).mentions) == count


def test_shapes_are_drawn_for_the_chosen_day_else_for_the_time_that_they_are_about(atlas) -> None:
    assert Filters("1993", "1994", on="2020-12-01").shape_days == (date(2020, 12, 1), date(2020, 12, 1))
    assert Filters("1993", "1994").shape_days == (date(1993, 1, 1), date(1994, 12, 31))
    assert Filters("2022", "2022", clock="written").shape_days == (None, None)


def test_an_export_by_the_shape_holds_only_versions_valid_then(atlas) -> None:
    def lines(**filters) -> int:
        return len(place_layers(atlas, atlas.select(Filters(place=("line-of-contact", "lachin-corridor"), **filters))).get("lines", ()))

    assert lines(first="2000", last="2001", clock="valid") == 1
    assert lines(on="2000-01-01") == 1
    assert lines(on="1990-01-01") == 0


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2016", ("2016-01-01", "2016-12-31")),
        ("2020-10", ("2020-10-01", "2020-10-31")),
        ("2021-08-23", ("2021-08-23", "2021-08-23")),
        ("2021-08~", ("2021-08-01", "2021-08-31")),
        ("2019-11/2020-02", ("2019-11-01", "2020-02-29")),
        ("2021-08%", ("2021-08-01", "2021-08-31")),
        ("Summer 2022", ("2022-06-01", "2022-08-31")),
        ("June 2022, reprinted in March 2021", ("2021-03-01", "2022-06-30")),
        ("", None),
        ("not known", None),
    ],
)
def test_a_publication_date_is_read_as_the_days_it_may_be(text: str, days: tuple[str, str] | None) -> None:
    assert clocks.published_days(text) == (days and tuple(date.fromisoformat(day) for day in days))


def test_an_atlas_without_mentions_has_clocks_too(atlas) -> None:
    none: pd.DataFrame = atlas.mentions.iloc[:0]
    assert clocks.written(none, atlas.documents).within(0, 10**6).tolist() == []
    assert clocks.valid(none, atlas.gazetteer).dated.tolist() == []
