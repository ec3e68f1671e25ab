"""The outlines that the conflict moved: they meet the districts that they follow, have about the published areas, and change when they should."""

import csv
import itertools
from datetime import date, timedelta

import geopandas as gpd
import pytest
import shapely
from conftest import ROOT
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import Gazetteer, Shape

EQUAL_AREA = "+proj=aea +lat_1=39 +lat_2=41 +lat_0=40 +lon_0=46.8 +datum=WGS84"
NAMES = "khojaly khojavend shusha kalbajar lachin qubadli zangilan jabrayil fuzuli aghdam tartar barda aghjabadi goranboy beylagan"
DISTRICTS = [f"{name}-district" for name in NAMES.split()]
ZONES = ("nkao", "occupied-territories", "russian-peacekeeping-zone", "mined-districts")


def flat(shapes: list[Shape]) -> list[BaseGeometry]:
    """Geometries in an equal-area projection, metres."""
    return list(gpd.GeoSeries([one.geometry for one in shapes], crs="EPSG:4326").to_crs(EQUAL_AREA))


def published() -> dict[str, float]:
    with (ROOT / "data" / "gazetteer" / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["source"] for row in rows)
    return {row["place_id"]: float(row["km2"]) for row in rows}


@pytest.mark.parametrize("zone", ZONES)
def test_zones_meet_the_districts_without_slivers_or_gaps(zone: str, places: Gazetteer) -> None:
    districts = flat([one for name in DISTRICTS for one in places.shapes_of(name)])
    for outline in flat(places.shapes_of(zone)):
        for district in districts:
            parts = [*shapely.get_parts(outline.intersection(district)), *shapely.get_parts(district.difference(outline))]
            for part in parts:  # narrower than 500 m: the two were meant to meet there; then nowhere more than 50 m apart
                assert part.geom_type != "Polygon" or not part.buffer(-250).is_empty or part.buffer(-25).is_empty


def test_zones_lie_within_the_districts_that_they_are_cut_from(places: Gazetteer) -> None:
    land = shapely.union_all(flat([one for name in [*DISTRICTS, "khankendi"] for one in places.shapes_of(name)])).buffer(50)
    land = shapely.union_all([land, *flat(places.shapes_of("nkao"))])  # Khankendi has no outline of its own
    for zone in ("occupied-territories", "russian-peacekeeping-zone", "mined-districts"):
        for outline in flat(places.shapes_of(zone)):
            assert outline.difference(land).area < 0.01e6


@pytest.mark.parametrize("place", sorted(published()))
def test_areas_are_within_five_percent_of_those_published(place: str, places: Gazetteer) -> None:
    [shape] = places.shapes_of(place)
    [outline] = flat([shape])
    assert outline.area / 1e6 == pytest.approx(published()[place], rel=0.05)


def test_districts_lie_side_by_side_without_gaps_or_overlaps(places: Gazetteer) -> None:
    districts = flat([one for name in DISTRICTS for one in places.shapes_of(name)])
    together = shapely.union_all(districts)
    assert sum(one.area for one in districts) == pytest.approx(together.area, abs=1e4)
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(together) for ring in part.interiors]
    assert all(hole.buffer(-25).is_empty or not hole.buffer(-250).is_empty for hole in holes)  # towns that are units of their own


@pytest.mark.parametrize("place", ["line-of-contact", "occupied-territories", "russian-peacekeeping-zone", "lachin-corridor"])
def test_what_moved_has_versions_that_follow_each_other_and_say_how_they_were_made(place: str, places: Gazetteer) -> None:
    versions = places.shapes_of(place)
    assert len(versions) > 1
    for before, after in itertools.pairwise(versions):
        assert before.end
        assert after.begin == before.end + timedelta(1)
    assert all(one.note and one.precision == "approximate" and one.precision_km for one in versions)


def test_what_was_still_to_be_handed_over_shrinks_with_each_handover(places: Gazetteer) -> None:
    areas = [flat(places.shapes_of("occupied-territories", date(*day)))[0].area for day in ((2020, 11, 9), (2020, 11, 15), (2020, 11, 22), (2020, 11, 28))]
    assert areas == sorted(areas, reverse=True)
    assert not places.shapes_of("occupied-territories", date(2020, 12, 1))


def test_the_corridor_and_its_zone_leave_lachin_in_august_2022_and_hold_the_posts_that_a_source_names(places: Gazetteer) -> None:
    def holds(place: str, day: date) -> bool:
        point = shapely.Point(places.places[place].lon, places.places[place].lat)
        [zone] = places.shapes_of("russian-peacekeeping-zone", day)
        return bool(zone.geometry.contains(point))

    before, after = date(2021, 1, 1), date(2022, 9, 1)
    assert all(holds(post, before) for post in ("zabukh", "turshsu", "zarisli", "khankendi", "lachin"))
    assert not any(holds(town, day) for town in ("shusha", "hadrut", "talish") for day in (before, after))
    assert not any(holds(town, after) for town in ("lachin", "sus", "zabukh"))
    assert all(holds(town, after) for town in ("khankendi", "boyuk-galadarasi", "kichik-galadarasi"))
    old, new = (places.shapes_of("lachin-corridor", day)[0].geometry for day in (before, after))
    lachin = shapely.Point(places.places["lachin"].lon, places.places["lachin"].lat)
    assert old.distance(lachin) < 0.001
    assert new.distance(lachin) > 0.02
