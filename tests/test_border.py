"""Borders moved by the villages on their sides (data/make_border.py): the method on a made-up border, and the base map that it made."""

import sys
from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import shapely
from conftest import ROOT
from shapely.geometry.base import BaseGeometry

sys.path.append(str(ROOT / "data"))
import make_border

BASE = ROOT / "data" / "basemap"
HOME = shapely.box(0, 0, 100_000, 50_000)  # bounded by another country in the south
LINE = shapely.LineString([(0, 0), (40_000, 0), (100_000, 0)])
NOTHING = shapely.Point(0, 900_000)


@cache
def layer(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(BASE / name)


def field(north: list[tuple[float, float]], south: list[tuple[float, float]], held: BaseGeometry = NOTHING) -> make_border.Field:
    points = np.array(shapely.points([*north, *south]))
    inside = np.array([True] * len(north) + [False] * len(south))
    return make_border.fitted([make_border.Border(LINE, HOME, points, inside)], held)


def at(x: float, y: float) -> np.ndarray:
    return np.array([[x, y]])


def test_a_village_beyond_the_border_comes_to_its_side() -> None:
    north, south = [(50_000, -1_500), (52_000, 4_000)], [(49_000, -4_000)]
    home = make_border.moved(HOME, field(north, south))
    assert all(home.contains(shapely.Point(one)) for one in north)
    assert not any(home.contains(shapely.Point(one)) for one in south)


def test_a_border_with_every_village_on_its_side_stays() -> None:
    unmoved = field([(50_000, 1_000)], [(20_000, -1_000)])
    assert not unmoved(np.array(LINE.coords)).any()
    assert make_border.moved(HOME, unmoved).equals(HOME)


def test_nothing_moves_far_from_the_border_or_where_it_is_held() -> None:
    push = field([(50_000, -2_000)], [], held=shapely.Point(72_000, 0))
    assert push(at(50_000, 0))[0, 1] < -2_000
    assert not push(at(50_000, make_border.FADE + 1)).any()
    assert not push(at(72_000, 0)).any()


def test_what_shares_the_border_still_shares_every_vertex_of_it() -> None:
    push = field([(30_000, -1_500)], [(70_000, 800)])
    west, east, south = (
        shapely.box(0, 0, 40_000, 30_000),
        shapely.box(40_000, 0, 100_000, 30_000),
        shapely.Polygon([(0, 0), (40_000, 0), (100_000, 0), (50_000, -30_000)]),
    )
    west, east, south = (make_border.moved(one, push) for one in (west, east, south))
    north = shapely.union_all([west, east], grid_size=0.001)
    assert shapely.intersection(north, south, grid_size=0.001).area == 0
    assert shapely.intersection(north.boundary, shapely.set_precision(south, 0.001).boundary).length == pytest.approx(
        make_border.moved(LINE, push).length, abs=1
    )


def test_villages_of_the_base_map_lie_in_their_country() -> None:
    nation, villages = make_border.nations(layer("countries.geojson")), make_border.villages()
    assert villages.geonames.is_unique
    assert set(villages.country) == {"AZ", "AM", "IR"}
    assert make_border.wrong(nation, villages) <= 0.02 * len(villages)
    flat = make_border.nations(layer("countries.geojson").to_crs(make_border.EQUAL_AREA))
    for code, group in villages.to_crs(make_border.EQUAL_AREA).groupby("country"):
        assert group.geometry.distance(flat[code]).max() < 1_200, code


def test_every_azerbaijani_village_by_the_araz_lies_in_azerbaijan() -> None:
    districts = layer("admin1.geojson").set_index("place_id").geometry
    south = shapely.union_all([districts[f"{name}-district"] for name in ("zangilan", "jabrayil", "fuzuli", "beylagan", "imishli")])
    line, _ = make_border.with_iran(make_border.nations(layer("countries.geojson")))
    villages = make_border.villages()
    points = villages.geometry[villages.country == "AZ"].to_numpy()
    near = points[shapely.distance(points, shapely.union_all([shapely.intersection(line, south)])) < 0.05]
    assert len(near) > 50
    assert shapely.contains(make_border.nations(layer("countries.geojson"))["AZ"], near).all()


def test_districts_provinces_and_the_araz_meet_the_border_exactly() -> None:
    nation = make_border.nations(layer("countries.geojson"))
    admin, world, rivers = layer("admin1.geojson"), layer("admin1_world.geojson"), layer("rivers.geojson")
    for code in ("AZ", "AM"):
        units = shapely.union_all(list(admin.geometry[admin.country == code]))
        gap = gpd.GeoSeries([units.symmetric_difference(nation[code])], crs="EPSG:4326").to_crs(make_border.EQUAL_AREA).iloc[0]
        assert gap.buffer(-5).is_empty  # a metre or two, by rounding; 50 m would show
        assert gap.area < 0.05e6
    line, home = make_border.with_iran(nation)
    provinces = shapely.union_all(list(world.geometry[world.country == "IR"]))
    assert shapely.intersection(provinces.boundary, line).length == pytest.approx(line.length)
    assert shapely.intersection(provinces, home).area < 1e-9
    for one, other in (("AZ", "IR"), ("AM", "IR"), ("AZ", "AM"), ("AZ", "TR"), ("IR", "TR"), ("AZ", "GE"), ("AM", "GE"), ("AM", "TR")):
        assert shapely.intersection(nation[one], nation[other]).area < 1e-9, (one, other)
    araz = shapely.union_all(list(rivers.geometry[rivers.place_id == "araz-river"]))
    shared = shapely.intersection(araz, line)
    assert shared.length > 0.55 * line.length  # the rest runs over land
    close = shapely.intersection(araz, line.buffer(0.005))
    assert close.length - shared.length < 0.05


def test_what_is_not_on_the_border_is_as_natural_earth_has_it() -> None:
    before = make_border.nations(layer("border_natural_earth.geojson"))
    after = make_border.nations(layer("countries.geojson"))
    line, _ = make_border.with_iran(before)
    reach = shapely.union_all([line, shapely.intersection(before["AZ"].boundary, before["AM"].boundary)]).buffer(0.2)
    for code, one in before.items():
        assert shapely.difference(one.symmetric_difference(after[code]), reach).area == 0
