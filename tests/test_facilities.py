"""Airports, plants, bases, roads and pipelines: on the map only in the days that they existed, with who says so."""

import pytest

from geo.atlas import Atlas
from geo.drawing import drawn_places
from geo.filters import Filters
from geo.gazetteer import Gazetteer
from geo.mapview import drawing_of
from geo.ui import control

DATED = {
    "airport": {"fuzuli-international-airport", "zangilan-international-airport", "lachin-international-airport", "gabala-international-airport"},
    "facility": {"qiz-qalasi-hydropower-plant", "khudafarin-hydropower-plant", "gabala-radar-station", "metsamor-nuclear-power-plant", "sarsang-reservoir"},
    "base": {"gyumri-102nd-military-base", "erebuni-air-base", "khmeimim", "akhalkalaki-base", "batumi-base"},
}


def solid(atlas: Atlas, **filters) -> set[str]:
    return {one.place.id for one in drawn_places(atlas, atlas.select(Filters(**filters))) if not one.ghost}


@pytest.mark.parametrize(
    ("place", "before", "since"),
    [
        ("fuzuli-international-airport", "2021-10-25", "2021-10-26"),
        ("qiz-qalasi-hydropower-plant", "2024-05-18", "2024-05-19"),
        ("khudafarin-hydropower-plant", "1994-05-12", "2024-05-19"),
        ("gyumri-102nd-military-base", "1990-03-24", "1994-09-01"),
        ("khmeimim", "1994-05-12", "2015-08-26"),
        ("north-south-corridor", "1990-03-24", "2000-09-12"),
        ("southern-military-district", "2010-10-21", "2010-10-22"),
    ],
)
def test_what_was_built_later_is_a_ghost_on_maps_of_earlier_days(shipped: Atlas, place: str, before: str, since: str) -> None:
    assert place not in solid(shipped, on=before)
    assert place in {one.place.id for one in drawn_places(shipped, shipped.select(Filters(on=before)))}
    assert place in solid(shipped, on=since)
    assert place in solid(shipped)


def test_years_that_shapes_were_valid_in_leave_out_what_was_built_after_them(shipped: Atlas) -> None:
    found = solid(shipped, first="1995", last="1996", clock="valid")
    assert "gyumri-102nd-military-base" in found
    assert not found & {"fuzuli-international-airport", "qiz-qalasi-hydropower-plant", "khudafarin-hydropower-plant", "khmeimim"}
    assert "fuzuli-international-airport" in solid(shipped, first="2021", last="2022", clock="valid")


def test_what_was_given_up_has_a_last_day(places: Gazetteer) -> None:
    last = {key: str(places.shapes_of(key)[0].end) for key in ("gabala-radar-station", "akhalkalaki-base", "batumi-base")}
    assert last == {"gabala-radar-station": "2012-12-09", "akhalkalaki-base": "2007-06-27", "batumi-base": "2007-11-13"}


def test_every_facility_with_days_says_who_says_so_at_its_own_point(places: Gazetteer) -> None:
    for kind, keys in DATED.items():
        for key in keys:
            [shape] = places.shapes_of(key)
            place = places.places[key]
            assert place.kind == kind
            assert shape.begin or shape.end
            assert "background: " in shape.source
            assert "http" in shape.source
            assert shape.note
            assert (shape.geometry.y, shape.geometry.x, shape.precision) == (place.lat, place.lon, place.precision)
    for key in ("ahmadbayli-fuzuli-shusha-road", "baku-tbilisi-kars-railway", "baku-tbilisi-ceyhan-pipeline", "southern-gas-corridor", "north-south-corridor"):
        [shape] = places.shapes_of(key)
        assert shape.begin
        assert "http" in shape.note


def test_the_days_of_a_facility_are_told_on_the_map_and_on_its_card(shipped: Atlas) -> None:
    drawing = drawing_of(shipped.gazetteer, drawn_places(shipped, shipped.select(Filters(on="1990-03-24"))))
    [airport] = [feature for feature in drawing["features"] if feature["id"] == "fuzuli-international-airport"]
    assert airport["ghost"]
    assert airport["note"].startswith("There since 26 Oct 2021; not in the selected time. Opened on 26 October 2021")
    stood = control.stood(shipped, "qiz-qalasi-hydropower-plant")
    assert 'data-do="read" data-value="jafarova-2022/' in stood
    assert "Azernews" in stood


@pytest.mark.parametrize("place", ["zangezur-corridor", "nakhchivan-corridor", "eyvazli-checkpoint", "horadiz-aghband-railway", "vaziani"])
def test_what_is_only_planned_or_of_unknown_days_has_none(places: Gazetteer, place: str) -> None:
    assert not [one for one in places.shapes_of(place) if one.begin or one.end]
