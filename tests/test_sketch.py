"""Shapes as people give them: typed or drawn."""

import pytest
import shapely

from geo.sketch import drawn_shape, read_sketch, sketch_fault

SQUARE = shapely.box(46, 40, 47, 41)


def feature(geometry: shapely.Geometry) -> dict:
    return {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(geometry)}


def test_what_is_drawn_becomes_one_shape_that_can_be_read() -> None:
    assert drawn_shape([]) == ""
    for drawn, kind, size in (
        ([SQUARE], "Polygon", 1.0),
        ([SQUARE, shapely.box(46.5, 40, 47.5, 41)], "Polygon", 1.5),  # areas that overlap are one
        ([SQUARE, shapely.box(48, 40, 49, 41)], "MultiPolygon", 2.0),
        ([shapely.LineString([(46, 40), (47, 41)]), shapely.LineString([(48, 40), (49, 41)])], "MultiLineString", 0.0),
    ):
        text = drawn_shape(map(feature, drawn))
        faults: list[str] = []
        geometry = read_sketch(text, "x", faults)
        assert (faults, sketch_fault(text)) == ([], "")
        assert geometry is not None
        assert (geometry.geom_type, geometry.area) == (kind, pytest.approx(size))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "POLYGON ((46 40, 47 41, 47 40, 46 41, 46 40))",
            "The shape: the outline crosses itself near latitude 40.500, longitude 46.500; draw it without the crossing",
        ),
        (drawn_shape([feature(SQUARE), feature(shapely.LineString([(48, 40), (49, 41)]))]), "is made of several kinds"),
        ("CIRCLE (1)", "is neither GeoJSON nor WKT"),
        ("{", "is neither GeoJSON nor WKT"),
        ('{"type": "Polygon"}', "the geometry is broken"),
        ("POLYGON EMPTY", "the geometry is empty"),
        ("POINT (470 40)", "out of range"),
    ],
)
def test_what_is_wrong_with_a_shape_is_said_in_one_line(text: str, says: str) -> None:
    assert says in sketch_fault(text)
    assert "\n" not in sketch_fault(text)


def test_no_shape_is_no_fault() -> None:
    assert sketch_fault("  ") == ""
