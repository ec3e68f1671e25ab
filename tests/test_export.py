"""Layers -> files, read back with GDAL."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from geo.errors import InputError, StoreError
from geo.export import export
from geo.filters import Filters
from geo.layers import place_layers

pyogrio = pytest.importorskip("pyogrio")


def test_a_folder_gets_a_file_a_layer_that_gdal_reads_back_the_same(atlas, tmp_path: Path) -> None:
    selection = atlas.select(Filters())
    written = export(atlas, selection, "geojson", tmp_path / "out")
    layers = place_layers(atlas, selection)
    assert {path.stem for path in written} == {*layers, "mentions", "mentions_undated"}
    for layer, frame in layers.items():
        back = pyogrio.read_dataframe(tmp_path / "out" / f"{layer}.geojson")
        assert list(back["place_id"]) == list(frame["place_id"])
        assert list(back["names"]) == list(frame["names"])
        for one, other in zip(back.geometry, frame.geometry, strict=True):
            assert shapely.hausdorff_distance(one, other) < 1e-6


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
        assert west <= geometry.bounds[0] <= geometry.bounds[2] <= east
        assert south <= geometry.bounds[1] <= geometry.bounds[3] <= north
        for polygon in shapely.get_parts(geometry):
            if polygon.geom_type == "Polygon":
                assert polygon.exterior.is_ccw
                assert not any(ring.is_ccw for ring in polygon.interiors)


def test_rings_that_run_the_wrong_way_are_turned(atlas, tmp_path: Path) -> None:
    turned = tuple(replace(one, geometry=shapely.reverse(one.geometry)) for one in atlas.gazetteer.shapes)
    wrong = replace(atlas, gazetteer=replace(atlas.gazetteer, shapes=turned))
    [path] = export(wrong, wrong.select(Filters(place=("zangilan-district",))), "geojson", tmp_path / "a.geojson")
    [feature] = [one for one in json.loads(path.read_text())["features"] if one["properties"]["layer"] == "districts"]
    assert shapely.geometry.shape(feature["geometry"]).exterior.is_ccw


def test_the_same_selection_gives_the_same_bytes(atlas, tmp_path: Path) -> None:
    selection = atlas.select(Filters(first="1993"))
    one, other = (export(atlas, selection, "geojson", tmp_path / name)[0].read_bytes() for name in ("a.geojson", "b.geojson"))
    assert one == other


def test_an_export_of_nothing_says_so_and_writes_nothing(atlas, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing is selected"):
        export(atlas, atlas.select(Filters(q="nowhere at all")), "geojson", tmp_path / "out.geojson")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_named_with_those_there_are(atlas, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="format 'dxf' is unknown; use one of geojson"):
        export(atlas, atlas.select(Filters()), "dxf", tmp_path / "out")


def test_a_target_that_cannot_be_written_is_one_clear_line(atlas, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written"):
        export(atlas, atlas.select(Filters()), "geojson", tmp_path / "file" / "out.geojson")
