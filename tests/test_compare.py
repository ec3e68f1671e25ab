"""Two sides side by side: what each mentions, what only one does, what changed on the ground; as sentence, table and file."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from readback import described

from geo import compare, control
from geo.drawing import held_areas
from geo.errors import InputError
from geo.filters import Filters


@pytest.fixture(scope="module")
def held(places):
    told = control.load(gazetteer=places)
    return lambda day: held_areas(told, places, day)


@pytest.mark.parametrize(
    ("by", "a", "b", "filters_a", "filters_b"),
    [
        ("date", "1993", "2020-07", Filters(first="1993", last="1993"), Filters(first="2020-07", last="2020-07")),
        ("event", "first-karabakh-war", "second-karabakh-war", Filters(event=("first-karabakh-war",)), Filters(event=("second-karabakh-war",))),
        ("work", "border-notes", "field-paper", Filters(source=("border-notes",)), Filters(source=("field-paper",))),
    ],
)
@pytest.mark.parametrize("kind", [(), ("district",)])
def test_each_place_stands_where_the_sides_alone_would_have_it_and_other_filters_apply_to_both(atlas, held, by, a, b, filters_a, filters_b, kind) -> None:
    found = compare.compare(atlas, Filters(kind=kind), by, a, b, held)
    one, other = (set(atlas.select(replace(own, kind=kind)).mentions["place_id"]) - {""} for own in (filters_a, filters_b))
    where = found.places["where"]
    assert set(where.index[where == "both"]) == one & other
    assert set(where.index[where == "a"]) == one - other
    assert set(where.index[where == "b"]) == other - one


def test_authors_are_compared_by_their_works(atlas, held) -> None:
    names = compare.choices(atlas, "author")
    a, b = compare.usual(atlas, "author")
    assert {a, b} <= set(names)
    found = compare.compare(atlas, Filters(), "author", a, b, held)
    for side in (found.a, found.b):
        assert side.selection.filters.source
        for work in side.selection.filters.source:
            assert side.value in atlas.works[work].authors


def test_between_two_days_the_holders_and_outlines_that_changed_are_named_from_the_earlier_to_the_later(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "date", "2020-12-01", "1994-05-12", held)  # the sides stand as asked, the changes as time goes
    changes = {(change.place, change.what): change for change in found.changes}
    zangilan = changes["zangilan-district", "holder"]
    assert (zangilan.before, zangilan.after) == ("Armenian forces", "Azerbaijan (Soviet until 1991)")
    assert zangilan.sources
    assert "Russian peacekeepers" in changes["khankendi", "holder"].after
    outline = changes["line-of-contact", "outline"]
    assert outline.after.startswith("outline valid 10 Nov 2020")
    assert outline.before != outline.after
    assert ("ganja", "holder") not in changes
    assert found.a.day == date(2020, 12, 1)


def test_a_change_is_uncertain_where_the_sources_leave_a_day_open(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "date", "2020-09-01", "2020-10-15", held)
    [open_] = [change for change in found.changes if change.place == "jabrayil-district"]
    assert not open_.certain
    assert open_.after == "Armenian forces or Azerbaijan (Soviet until 1991)"


def test_dates_by_the_clock_of_writing_have_no_day_on_the_ground(atlas, held) -> None:
    found = compare.compare(atlas, Filters(clock="written"), "date", "2016", "2024", held)
    assert (found.a.day, found.changes) == (None, ())
    assert set(found.b.selection.mentions["document"]) == {"border-notes"}


def test_one_sentence_says_how_it_comes_out(atlas, held) -> None:
    found = compare.compare(atlas, Filters(kind=("district",)), "date", "1993-03", "2020-07", held)
    assert compare.sentence(found, atlas.known).startswith(
        "Districts mentioned in passages, about Mar 1993 and about Jul 2020: 0 in both, 1 only about Mar 1993, 3 only about Jul 2020. Between 31 Mar 1993 and 31 Jul 2020 the holder of "
    )


@pytest.mark.parametrize(
    ("by", "value", "says"),
    [
        ("date", "spring", "'spring' is no date"),
        ("date", "", "'' is no date"),
        ("event", "peace", "event 'peace' is unknown"),
        ("work", "<b>", "work '<b>' is unknown"),
        ("author", "Nobody", "author 'Nobody' is unknown"),
    ],
)
def test_what_cannot_be_compared_is_named(atlas, held, by: str, value: str, says: str) -> None:
    assert says in compare.fault(atlas, by, value)
    with pytest.raises(InputError, match=re.escape(says)):
        compare.compare(atlas, Filters(), by, value, value, held)


def test_differences_are_written_as_geojson_and_csv_with_the_sentence_in_them(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "date", "1993", "2020", held)
    said = compare.sentence(found, atlas.known)
    whole = json.loads(compare.write(atlas, found, "geojson"))
    assert whole["description"] == said
    assert whole["comparison"] == {"by": "date", "a": "1993", "b": "2020"}
    rows = list(csv.DictReader(io.StringIO(compare.write(atlas, found, "csv").decode())))
    assert [row["place_id"] for row in rows] == [one["properties"]["place_id"] for one in whole["features"]]
    assert {row["comparison"] for row in rows} == {said}
    assert {row["place_id"] for row in rows} == set(found.places.index) | {change.place for change in found.changes}
    assert all(one["geometry"] for one in whole["features"])
    [barda] = [one["properties"] for one in whole["features"] if one["properties"]["place_id"] == "barda"]
    assert (barda["a_mentions"], barda["b_mentions"], barda["where"], barda["changed"]) == (1, 0, "a", "")
    with pytest.raises(InputError, match="format 'shp' is unknown here"):
        compare.write(atlas, found, "shp")


def test_every_column_of_the_differences_is_described_in_the_page_of_fields(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "date", "1993", "2020", held)
    columns = described("What *Compare* saves")
    assert next(csv.reader(io.StringIO(compare.write(atlas, found, "csv").decode()))) == columns
    whole = json.loads(compare.write(atlas, found, "geojson"))
    assert {"comparison", *(key for one in whole["features"] for key in one["properties"])} == set(columns)
    assert set(whole["fields"]) == set(columns) - {"comparison"}


def test_nothing_to_compare_is_an_error_and_not_an_empty_file(atlas, held) -> None:
    found = compare.compare(atlas, Filters(q="no such words"), "work", "border-notes", "field-paper", held)
    with pytest.raises(InputError, match="loosen the filters"):
        compare.write(atlas, found, "csv")
