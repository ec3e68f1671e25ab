"""Two sides side by side: what each mentions, what only one does, what changed on the ground; as sentence, table and file."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from readback import described

from geo import compare, control
from geo.drawing import held_areas
from geo.errors import InputError
from geo.filters import Filters
from geo.palette import COLOURS
from geo.ui import comparing
from geo.ui.state import Visit


@pytest.fixture(scope="module")
def held(places):
    told = control.load(gazetteer=places)
    return cache(lambda day: held_areas(told, places, day))


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


def test_between_two_days_the_holders_and_shapes_that_changed_are_named_from_the_earlier_to_the_later(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "date", "2020-12-01", "1994-05-12", held)  # the sides stand as asked, the changes as time goes
    changes = {(change.place, change.what): change for change in found.changes}
    zangilan = changes["zangilan-district", "holder"]
    assert (zangilan.before, zangilan.after) == ("Armenian forces", "Azerbaijan")
    assert zangilan.sources
    assert "Russian peacekeepers" in changes["khankendi", "holder"].after
    outline = changes["line-of-contact", "shape"]
    assert outline.after.startswith("shape valid 10 Nov 2020")
    assert outline.before != outline.after
    assert ("ganja", "holder") not in changes
    assert found.a.day == date(2020, 12, 1)


def test_a_change_is_uncertain_where_the_sources_leave_a_day_open(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "date", "2020-09-01", "2020-10-15", held)
    [open_] = [change for change in found.changes if change.place == "jabrayil-district"]
    assert not open_.certain
    assert open_.after == "Armenian forces or Azerbaijan"


def test_the_day_on_the_ground_is_the_last_of_a_date_and_of_an_event(atlas, held) -> None:
    by_date = compare.compare(atlas, Filters(), "date", "1993", "2020-07", held)
    by_event = compare.compare(atlas, Filters(), "event", "first-karabakh-war", "second-karabakh-war", held)
    assert (by_date.a.day, by_date.b.day) == (date(1993, 12, 31), date(2020, 7, 31))
    assert (by_event.a.day, by_event.b.day) == (date(1994, 5, 12), date(2020, 11, 10))


def test_two_authors_of_the_same_works_are_not_offered_as_two_sides(atlas) -> None:
    def usual(authors: list[str]) -> tuple[str, str]:
        return compare.usual(replace(atlas, documents=atlas.documents.assign(authors=authors)), "author")

    assert usual(["A. One; B. Two", "C. Three", "", ""]) == ("A. One", "C. Three")
    with pytest.raises(InputError, match="there are no two authors here to compare"):
        usual(["A. One; B. Two", "", "", "A. One; B. Two"])


def test_dates_by_the_clock_of_writing_have_no_day_on_the_ground(atlas, held) -> None:
    found = compare.compare(atlas, Filters(clock="written"), "date", "2016", "2024", held)
    assert (found.a.day, found.changes) == (None, ())
    assert set(found.b.selection.mentions["document"]) == {"border-notes"}


def test_one_sentence_says_how_it_comes_out(atlas, held) -> None:
    found = compare.compare(atlas, Filters(kind=("district",)), "date", "1993-03", "2020-07", held)
    assert compare.sentence(found, atlas.known).startswith(
        "Districts mentioned in passages, about Mar 1993 and about Jul 2020: 0 in both, 1 only about Mar 1993, 3 only about Jul 2020. Between 31 Mar 1993 and 31 Jul 2020 the holder of "
    )
    holders = [change.certain for change in found.changes if change.what == "holder"]
    assert compare.sentence(found).endswith(
        f" the holder of {len(holders)} places changed ({holders.count(False)} of them uncertain), and {len(found.changes) - len(holders)} shapes did."
    )
    assert {atlas.gazetteer.places[change.place].kind for change in found.changes} == {"district"}
    assert 0 < holders.count(False) < holders.count(True)
    one = compare.compare(atlas, Filters(place=("zangilan-district",)), "date", "1993-12", "2020-12", held)
    assert [(change.place, change.what) for change in one.changes] == [("zangilan-district", "holder")]
    assert compare.sentence(one).endswith(" the holder of 1 place changed, and 0 shapes did.")
    once = compare.compare(atlas, Filters(), "date", "2020", "2020-12-31", held)
    assert compare.sentence(once).endswith(" Both stand for 31 Dec 2020, so nothing changed on the ground between them.")
    wars = compare.compare(atlas, Filters(first="1990", on="2000-01-01"), "event", "first-karabakh-war", "second-karabakh-war", held)
    assert "about the First Karabakh War and about the Second Karabakh War: " in compare.sentence(wars, atlas.known)
    assert wars.common == Filters(first="1990")  # the day is that of each event


@pytest.mark.parametrize(("a", "b"), [("2022", "2023"), ("2022-12-31", "2023-01-01"), ("1987-12-31", "1988-01-01"), ("1700", "2300")])
def test_nothing_is_said_of_holders_on_days_that_the_sources_do_not_tell_of(atlas, held, a: str, b: str) -> None:
    found = compare.compare(atlas, Filters(), "date", a, b, held)
    assert {change.what for change in found.changes} <= {"shape"}
    outlines = len(found.changes)
    assert compare.sentence(found).endswith(f" {outlines} shape{'s' * (outlines != 1)} changed; who held what is told of 1988 to 2022 only.")
    told = compare.compare(atlas, Filters(), "date", "1988-01-01", "2022-12-31", held)
    assert "holder" in {change.what for change in told.changes}


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
    good = compare.usual(atlas, by)[0]
    for a, b in ((value, good), (good, value)):
        with pytest.raises(InputError, match=re.escape(says)):
            compare.compare(atlas, Filters(), by, a, b, held)


def test_differences_are_written_as_geojson_and_csv_with_the_sentence_in_them(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "date", "1993", "2020", held)
    said = compare.sentence(found, atlas.known)
    whole = json.loads(compare.write(atlas, found, "geojson"))
    assert whole["description"] == said
    assert (whole["comparison"], whole["filters"]) == ({"by": "date", "a": "1993", "b": "2020"}, {})
    rows = list(csv.DictReader(io.StringIO(compare.write(atlas, found, "csv").decode())))
    assert [row["place_id"] for row in rows] == [one["properties"]["place_id"] for one in whole["features"]]
    assert {row["comparison"] for row in rows} == {said}
    assert {row["place_id"] for row in rows} == set(found.places.index) | {change.place for change in found.changes}
    assert all(one["geometry"] for one in whole["features"])
    with pytest.raises(InputError, match="format 'shp' is unknown here"):
        compare.write(atlas, found, "shp")


def test_a_row_of_the_differences_says_what_each_side_mentions_and_what_was_before_and_after(atlas, held) -> None:
    found = compare.compare(atlas, Filters(source=("border-notes", "field-paper")), "date", "2020", "1993", held)
    rows = compare.differences(atlas, found).set_index("place_id")
    told = {change.place: change for change in found.changes}
    columns = ["a", "b", "a_mentions", "b_mentions", "where", "changed", "before", "after", "certain", "sources"]
    assert list(rows.loc["barda", columns]) == ["2020", "1993", 0, 1, "b", "", "", "", "", ""]
    assert list(rows.loc["aghdam-district", columns]) == [
        "2020", "1993", 1, 0, "a", "holder", "in parts: Armenian forces; Azerbaijan",
        "in parts: Azerbaijan; Russian peacekeepers present", "yes", told["aghdam-district"].sources,
    ]  # fmt: skip
    assert list(rows.loc["tartar-district", ["where", "changed", "certain"]]) == ["neither", "holder", "no"]
    assert rows.loc["lachin-corridor", "before"] == "shape valid 18 May 1992 – 9 Nov 2020"
    mentions = (rows["a_mentions"] + rows["b_mentions"]).tolist()
    assert mentions == sorted(mentions, reverse=True)
    both = replace(found, changes=(told["tartar-district"], replace(told["lachin-corridor"], place="tartar-district")))
    assert list(compare.differences(atlas, both).set_index("place_id").loc["tartar-district", ["changed", "certain"]]) == ["holder; shape", "no"]


def test_a_place_of_the_differences_has_its_later_outline_else_its_earlier_one_else_its_point(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "date", "2022-08-28", "1994-05-12", held)
    shapes = compare.differences(atlas, found).set_index("place_id").geometry
    [line], [zone] = atlas.gazetteer.shapes_of("line-of-contact", date(2022, 8, 28)), atlas.gazetteer.shapes_of("occupied-territories", date(1994, 5, 12))
    assert shapes["line-of-contact"] == line.geometry
    assert shapes["occupied-territories"] == zone.geometry  # on the later day there is none any more
    assert shapes["shusha"].coords[0] == (atlas.gazetteer.places["shusha"].lon, atlas.gazetteer.places["shusha"].lat)


def test_a_side_that_is_called_like_a_formula_is_none_in_the_csv(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "author", "First Writer", "Second Writer", held)
    data = compare.write(atlas, replace(found, a=replace(found.a, label='=HYPERLINK("http://x")')), "csv")
    assert {row["a"] for row in csv.DictReader(io.StringIO(data.decode()))} == {'\'=HYPERLINK("http://x")'}


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


def test_the_page_tells_the_sides_apart_as_the_files_do(atlas, held) -> None:
    found = compare.compare(atlas, Filters(), "date", "1993", "2020", held)
    table = comparing.table(atlas, found).set_index("Place")
    assert list(table.columns) == ["Kind", "1993", "2020", "Mentioned by", "Before", "After"]
    assert list(table.loc["Barda"]) == ["City", 1, 0, "only 1993", "", ""]
    assert list(table.loc["Khankendi"]) == ["City", 0, 2, "only 2020", "Armenian forces", "Russian peacekeepers present"]
    assert list(table.loc["Shusha", ["1993", "2020", "Mentioned by"]]) == [0, 0, "neither, changed only"]
    for which, side, other in (("a", "barda", "khankendi"), ("b", "khankendi", "barda")):
        listed = comparing.only(atlas, found, which, "en")
        assert f'data-value="{side}"' in listed
        assert f'data-value="{other}"' not in listed
    drawn = {one["id"]: one for one in comparing.difference_map(atlas, Visit(Filters(), {"names": "en"}, ()), found)["features"]}
    assert (drawn["barda"]["colour"], drawn["barda"]["counts"]) == (COLOURS["settlements"], "1993: 1 · 2020: 0")
    assert (drawn["khankendi"]["colour"], drawn["khankendi"]["counts"]) == (COLOURS["bases"], "1993: 0 · 2020: 2")
    assert "Armenian forces → Russian peacekeepers present" in comparing.ground(atlas, found)


def test_two_works_of_one_author_and_year_are_called_a_and_b(atlas, held) -> None:
    twins = replace(atlas, documents=atlas.documents.assign(authors="A. One", published="2024"))
    found = compare.compare(twins, Filters(), "work", "border-notes", "field-paper", held)
    assert list(comparing.table(twins, found).columns[2:5]) == ["A", "B", "Mentioned by"]
