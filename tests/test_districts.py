"""Districts fitted to villages and published areas (data/make_districts.py), on a made-up country of squares with sides of 20 km."""

import csv
import sys

import numpy as np
import pytest
import shapely
from conftest import ROOT

sys.path.append(str(ROOT / "data"))
import make_districts

UNITS = {  # the bound between north and far slants
    "west-district": shapely.box(0, 0, 20_000, 20_000),
    "east-district": shapely.box(20_000, 0, 40_000, 20_000),
    "north-district": shapely.Polygon([(0, 20_000), (20_000, 20_000), (23_000, 40_000), (0, 40_000)]),
    "far-district": shapely.Polygon([(20_000, 20_000), (40_000, 20_000), (40_000, 40_000), (23_000, 40_000)]),
}
NOTHING = shapely.Polygon()


def fitted(published: dict[str, float], **villages: list[tuple[float, float]]) -> dict[str, shapely.Polygon]:
    points = {f"{name}-district": np.array(shapely.points(some)) for name, some in villages.items()}
    return make_districts.fitted(UNITS, NOTHING, NOTHING, published, points)


def test_published_areas_are_met_and_no_ground_is_lost_or_given_twice() -> None:
    new = fitted({"west-district": 440.0, "east-district": 380.0})
    assert new["west-district"].area / 1e6 == pytest.approx(440, rel=0.05)
    assert new["east-district"].area / 1e6 == pytest.approx(380, rel=0.05)
    assert shapely.union_all(list(new.values())).area == pytest.approx(1600e6)
    assert sum(one.area for one in new.values()) == pytest.approx(1600e6)


def test_a_village_beyond_the_bound_comes_to_its_district() -> None:
    new = fitted(
        {"west-district": 400.0, "east-district": 400.0}, west=[(21_000, 10_000), (10_000, 10_000)], east=[(24_000, 5_000), (24_000, 15_000), (30_000, 10_000)]
    )
    assert new["west-district"].contains(shapely.Point(21_000, 10_000))
    assert new["east-district"].contains(shapely.Point(24_000, 5_000))


def test_a_bound_between_two_districts_without_a_published_area_stays() -> None:
    new = fitted({"west-district": 440.0, "east-district": 400.0}, north=[(21_000, 35_000)])
    shared = shapely.intersection(new["north-district"].boundary, new["far-district"].boundary)
    assert shared.length > 15_000
    x, y = shapely.get_coordinates(shared).T
    assert x == pytest.approx(20_000 + 3_000 * (y - 20_000) / 20_000, abs=1)


def test_areas_that_cannot_be_met_are_an_error_that_names_the_district() -> None:
    with pytest.raises(ValueError, match=r"west-district.* within 3% of the published area"):
        fitted({"west-district": 1500.0})


def test_every_village_of_the_base_map_has_its_source_and_a_district() -> None:
    with make_districts.VILLAGES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["geonames"] for row in rows}) == len(rows)
    assert all(row["geonames"].isdigit() and row["place_id"].endswith("-district") for row in rows)
