"""GeoJSON by the rules of RFC 7946, read back with GDAL."""

import json
from dataclasses import replace
from pathlib import Path

import pyogrio
import shapely
from readback import same_shape

from geo.export import export
from geo.filters import Filters
from geo.formats.content import content


def test_a_folder_gets_a_file_a_layer_that_gdal_reads_back_the_same(atlas, tmp_path: Path) -> None:
    selection = atlas.select(Filters())
    written = export(atlas, selection, "geojson", tmp_path / "out")
    layers = content(atlas, selection).layers
    assert {path.stem for path in written} == set(layers)
    for layer, frame in layers.items():
        back = pyogrio.read_dataframe(tmp_path / "out" / f"{layer}.geojson")
        assert list(back["place_id"]) == list(frame["place_id"])
        assert "names" not in frame or list(back["names"]) == list(frame["names"])
        assert all(same_shape(one, other) for one, other in zip(back.geometry, frame.geometry, strict=True))


def test_times_are_real_dates_for_gdal(atlas, tmp_path: Path) -> None:
    export(atlas, atlas.select(Filters()), "geojson", tmp_path)
    info = pyogrio.read_info(tmp_path / "mentions.geojson")
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    assert (types["begin"], types["end"]) == ("OFTDate", "OFTDate")


def test_geojson_keeps_the_rules_of_rfc_7946(atlas, tmp_path: Path) -> None:
    [path] = export(atlas, atlas.select(Filters()), "geojson", tmp_path / "all.geojson")
    data = json.loads(path.read_text(encoding="utf-8"))
    assert "crs" not in data
    assert data["description"] == "Places mentioned in passages."
    west, south, east, north = data["bbox"]
    for feature in data["features"]:
        geometry = shapely.geometry.shape(feature["geometry"])
        assert geometry.is_valid
        assert feature["bbox"] == list(geometry.bounds)
        assert west <= geometry.bounds[0] <= geometry.bounds[2] <= east
        assert south <= geometry.bounds[1] <= geometry.bounds[3] <= north
        for polygon in shapely.get_parts(geometry):
            if polygon.geom_type == "Polygon":
                assert polygon.exterior.is_ccw
                assert not any(ring.is_ccw for ring in polygon.interiors)


def test_one_file_holds_every_layer_and_each_feature_says_which(atlas, tmp_path: Path) -> None:
    selection = atlas.select(Filters())
    [path] = export(atlas, selection, "geojson", tmp_path / "all.json")
    layers = [feature["properties"]["layer"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]
    assert {layer: layers.count(layer) for layer in layers} == {layer: len(frame) for layer, frame in content(atlas, selection).layers.items()}


def test_rings_that_run_the_wrong_way_are_turned(atlas, tmp_path: Path) -> None:
    turned = tuple(replace(one, geometry=shapely.reverse(one.geometry)) for one in atlas.gazetteer.shapes)
    wrong = replace(atlas, gazetteer=replace(atlas.gazetteer, shapes=turned))
    export(wrong, wrong.select(Filters(place=("zangilan-district",))), "geojson", tmp_path)
    [feature] = json.loads((tmp_path / "districts.geojson").read_text(encoding="utf-8"))["features"]
    assert shapely.geometry.shape(feature["geometry"]).exterior.is_ccw


def test_the_same_selection_gives_the_same_bytes(atlas, tmp_path: Path) -> None:
    selection = atlas.select(Filters(first="1993"))
    one, other = (export(atlas, selection, "geojson", tmp_path / name)[0].read_bytes() for name in ("a.geojson", "b.geojson"))
    assert one == other


def test_without_a_date_the_files_do_not_change_from_day_to_day(atlas, tmp_path: Path) -> None:
    [path] = export(atlas, atlas.select(Filters()), "geojson", tmp_path / "a.geojson", dated=False)
    assert "date" not in json.loads(path.read_text(encoding="utf-8"))
