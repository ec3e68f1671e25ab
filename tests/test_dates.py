"""Passage -> whens."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import dates

edtf = pytest.importorskip("edtf", reason="the EDTF library comes with requirements-dev.txt")


def stated(text: str, year: int | None = None) -> list[str]:
    return [when.edtf for when in dates.find_whens(text, year=year)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 23 September 1991", ["1991-09-23"]),
        ("On September 23, 1991, in the south", ["1991-09-23"]),
        ("on Aug. 23, 2021", ["2021-08-23"]),
        ("2021-08-23", ["2021-08-23"]),
        ("the clashes of 2-5 April 2016", ["2016-04-02/2016-04-05"]),
        ("June 3-4, 1993", ["1993-06-03/1993-06-04"]),
        ("the night of 9–10 November 2020", ["2020-11-09/2020-11-10"]),
        ("on 4 and 5 October 2020", ["2020-10-04/2020-10-05"]),
        ("on 11 January 2021 and 26 November 2021", ["2021-01-11", "2021-11-26"]),
        ("from 27 September 2020 to 10 November 2020", ["2020-09-27/2020-11-10"]),
        ("from September 27 until November 9, 2020", ["2020-09-27/2020-11-09"]),
        ("from 28 December to 3 January 1994", ["1993-12-28/1994-01-03"]),
        ("between June and November of 1993", ["1993-06/1993-11"]),
        ("the September-November war of 2020", ["2020-09/2020-11"]),
        ("in August and November 2014, December 2015", ["2014-08", "2014-11", "2015-12"]),
        ("in January, February, and May 2022", ["2022-01", "2022-02", "2022-05"]),
        ("in late April 2004", ["2004-04"]),
        ("in mid-1997", ["1997"]),
        ("in the autumn of 1991", ["1991-23"]),
        ("from November to February 1994", ["1993-11/1994-02"]),
        ("9 ноября 2020 года было подписано заявление", ["2020-11-09"]),
        ("с 27 сентября по 10 ноября 2020 г.", ["2020-09-27/2020-11-10"]),
        ("5-6 февраля 1995 года и в мае 1994 года", ["1995-02-05/1995-02-06", "1994-05"]),
        ("5 и 6 мая 1994 года, в марте, до августа", ["1994-05-05/1994-05-06", "1994-03", "1994-08"]),
        ("между 1992 и 1994 годами, в 1990-х годах", ["1992/1994", "199X"]),
        ("2020-ci ildə, 1990-cı illərdə", ["2020", "199X"]),
        ("in June and July 1993", ["1993-06/1993-07"]),
        ("in the last quarter of 2019", ["2019-10/2019-12"]),
        ("in the first quarter and the second half of 2019", ["2019-07/2019-12"]),
        ("from the second half of 1989 to the end of 1990", ["1989-07/1990-12"]),
        ("in the mid-1990s and the late 1980s", ["1994~/1996~", "1987~/1989~"]),
        ("in 2020-2020", ["2020"]),  # no range
        ("in the first half of 2019", ["2019-01/2019-06"]),
        ("from the start of 1989 to the middle of 1990", ["1989-01/1990-06"]),
        ("in 1992–1994 and in 2016-17", ["1992/1994", "2016/2017"]),
        ("between 1992 and 1994", ["1992/1994"]),
        ("in 1992 and 1994", ["1992", "1994"]),
        ("in the 1990s", ["199X"]),
        ("in the early 1990s", ["1990~/1993~"]),
        ("no 1994 ceasefire, the 2020 war, the April 2016 clashes", ["1994", "2020", "2016-04"]),
        ("in 1994 tanks entered; since 1988 families fled; By 1993 villages burnt", ["1994", "1988", "1993"]),
        ("in early 1992 prisoners were freed, in May 1994 troops left", ["1992", "1994-05"]),
        ("decree No. 1912 of 1994, Room 1989 in 1995", ["1994", "1995"]),
        ("Journal of Studies, No. 32, 2015, pp. 1-8", ["2015"]),
        ("2014 unity talks", ["2014"]),
    ],
)
def test_times_are_read_as_stated(text: str, expected: list[str]) -> None:
    assert stated(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1,960 soldiers",
        "2000 tons of fuel",
        "US$2015 million",
        "in 2010 km",
        "exercise Unity 2014 began",
        "on 31 June 2020",
        "March on",
        "may be",
        "it may 3 times",
        "No. 1995/7",
        "the note number 1912",
        "No. 1994, room 1912, flat 1988",
        "see pages 1912-1914 and page 1920",
        "numbers 1912 and 1914",
        "They lost 1994 tanks and over 1900 soldiers",
        "1960 Russian peacekeepers were to come",
        "between 1900 and 2000 people, of 1992 villages",
    ],
)
def test_numbers_names_and_impossible_days_are_no_times(text: str) -> None:
    assert stated(text) == []


def test_a_day_without_a_year_takes_the_year_that_the_text_before_makes_certain() -> None:
    [first, second] = dates.find_whens("In 1994 they met. On 18 February they met again.")[:2]
    assert (first.edtf, second.edtf, second.inferred) == ("1994", "1994-02-18", True)
    assert stated("on May 4 to 5", year=1994) == ["1994-05-04/1994-05-05"]
    assert stated("In 1994 they met. Note number 1912 tells of 18 February.") == ["1994", "1994-02-18"]
    assert stated("On 18 February they met, says page 1920.") == []
    assert dates.certain_year("In 1994 they lost 1912 tanks") == 1994


def test_a_day_takes_the_last_year_before_it_else_that_of_the_context_else_the_next_one() -> None:
    assert stated("In 1994 and in 1996 they met, and again on 18 February.")[-1] == "1996-02-18"
    assert stated("In 1994 they met, and again on 18 February.", year=2001)[-1] == "1994-02-18"
    assert stated("They met on 18 February, and in 2003 they parted.", year=2001)[0] == "2001-02-18"
    assert stated("They met on 18 February, and in 2003 they parted.")[0] == "2003-02-18"
    [month] = dates.find_whens("in March", year=2001)
    assert (month.edtf, month.inferred) == ("2001-03", True)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in the spring of 1993", date(1993, 3, 1), date(1993, 5, 31)),
        ("in the summer of 1993", date(1993, 6, 1), date(1993, 8, 31)),
        ("in the fall of 1993", date(1993, 9, 1), date(1993, 11, 30)),
        ("in the winter of 1996", date(1995, 12, 1), date(1996, 2, 29)),  # begins in the year before
    ],
)
def test_a_season_is_its_three_months(text: str, first: date, last: date) -> None:
    [when] = dates.find_whens(text)
    assert (when.first, when.last, when.granularity) == (first, last, "season")


def test_a_day_without_any_year_in_sight_states_no_time() -> None:
    assert stated("on 18 February they met") == []


days = st.dates(date(1900, 1, 1), date(2049, 12, 31))


@given(days)
@settings(deadline=None)
def test_every_day_is_read_in_both_orders(day: date) -> None:
    for text in (f"on {day.day} {day:%B} {day.year}", f"on {day:%B} {day.day}, {day.year}"):
        [when] = dates.find_whens(text)
        assert (when.first, when.last, when.edtf) == (day, day, day.isoformat())


@given(days, days)
@settings(deadline=None)
def test_every_range_of_days_is_read(one: date, other: date) -> None:
    first, last = sorted([one, other])
    [when, *rest] = dates.find_whens(f"from {first.day} {first:%B} {first.year} to {last.day} {last:%B} {last.year}")
    assert (when.first, when.last, rest) == (first, last, [])


@given(st.text(alphabet="0123456789 -–,./JanuaryMaydecembr of the to and", max_size=120))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reading_and_every_time_is_an_interval_in_valid_edtf(text: str) -> None:
    for when in dates.find_whens(text, year=1999):
        assert when.first <= when.last
        assert 0 <= when.start < when.end <= len(text)
        edtf.parse_edtf(when.edtf)


@pytest.mark.parametrize("text", ["1993-13", "1993-02-30", "93", "1993/04", ""])
def test_a_day_that_is_none_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write YYYY"):
        dates.parse_day(text)


def test_a_month_or_year_stands_for_its_first_and_last_day() -> None:
    assert dates.parse_day("1992-02") == date(1992, 2, 1)
    assert dates.parse_day("1992-02", last=True) == date(1992, 2, 29)
    assert dates.parse_day("1992", last=True) == date(1992, 12, 31)
