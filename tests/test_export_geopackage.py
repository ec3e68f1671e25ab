"""GeoPackage: as GDAL, SQLite and QGIS read it."""

import io
import json
import shutil
import sqlite3
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pyogrio
import pytest
import shapely
from readback import ogrinfo

from geo.atlas import Atlas
from geo.export import export
from geo.filters import Filters
from geo.formats import project, styles
from geo.formats.content import content
from geo.model import KINDS, LAYERS, MENTION_LAYERS
from geo.palette import COLOURS


@pytest.fixture(scope="module")
def gpkg(atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    [path] = export(atlas, atlas.select(Filters()), "gpkg", tmp_path_factory.mktemp("gpkg") / "atlas of places.gpkg")
    return path


@pytest.fixture(scope="module")
def mixed(atlas) -> Atlas:
    """An atlas with a district that has no outline, so that its layer holds areas and a point."""
    shapes = tuple(one for one in atlas.gazetteer.shapes if one.place != "aghdam-district")
    return replace(atlas, gazetteer=replace(atlas.gazetteer, shapes=shapes))


def parsed(xml: str) -> ET.Element:
    """XML of our own making, after its line of document type."""
    return ET.fromstring(xml.split("\n", 1)[1])  # noqa: S314


def rows(path: Path, query: str) -> list[tuple]:
    with sqlite3.connect(path) as db:
        return db.execute(query).fetchall()


def test_gdal_lists_a_layer_a_kind_and_shows_begin_and_end_as_dates(atlas, gpkg: Path) -> None:
    for layer, frame in content(atlas, atlas.select(Filters())).layers.items():
        told = ogrinfo("-so", gpkg, layer)
        assert "begin: Date" in told
        assert "end: Date" in told
        assert f"Feature Count: {len(frame)}\n" in told


def test_undated_mentions_stand_in_a_layer_of_their_own(gpkg: Path) -> None:
    assert pyogrio.read_dataframe(gpkg, layer="mentions")["begin"].notna().all()
    assert pyogrio.read_dataframe(gpkg, layer="mentions_undated")["begin"].isna().all()


def test_it_is_a_whole_geopackage_1_2(gpkg: Path) -> None:
    assert rows(gpkg, "PRAGMA application_id") == [(0x47504B47,)]
    assert rows(gpkg, "PRAGMA user_version") == [(10200,)]
    assert rows(gpkg, "PRAGMA integrity_check") == [("ok",)]
    assert rows(gpkg, "PRAGMA foreign_key_check") == []


def test_a_layer_has_one_type_of_geometry_but_where_points_stand_for_areas(atlas, mixed, tmp_path: Path, gpkg: Path) -> None:
    types = dict(pyogrio.list_layers(gpkg)[:, :].tolist())
    assert (types["districts"], types["water"], types["mentions"]) == ("Polygon", "MultiLineString", "Point")
    [path] = export(mixed, mixed.select(Filters()), "gpkg", tmp_path / "mixed.gpkg")
    assert dict(pyogrio.list_layers(path).tolist())["districts"] == "Unknown"
    assert sorted(pyogrio.read_dataframe(path, layer="districts").geom_type) == ["Point", "Polygon", "Polygon", "Polygon"]


def test_the_works_and_names_stand_in_tables(atlas, gpkg: Path) -> None:
    assert {row[0] for row in rows(gpkg, "SELECT document FROM documents")} == set(atlas.documents["document"])
    assert ("barda", "Պարտավ", "hy") in rows(gpkg, "SELECT place_id, text, language FROM names")
    assert ("ganja", "Kirovabad", "1935", "1989") in rows(gpkg, "SELECT place_id, text, since, until FROM names")
    assert {("names", "attributes"), ("about", "attributes")} <= set(rows(gpkg, "SELECT table_name, data_type FROM gpkg_contents"))
    assert {name for (name,) in rows(gpkg, "SELECT name FROM sqlite_master WHERE type = 'index'")} >= {f"idx_{layer}_place_id" for layer in MENTION_LAYERS}
    joined = rows(gpkg, "SELECT count(*) FROM mentions JOIN settlements USING (place_id)")
    assert joined[0][0] == rows(gpkg, "SELECT count(*) FROM mentions WHERE kind IN ('city', 'town', 'village')")[0][0]


def test_its_metadata_say_what_it_is_about(atlas, gpkg: Path) -> None:
    about = content(atlas, atlas.select(Filters()), date.today()).about
    [(text,)] = rows(gpkg, "SELECT metadata FROM gpkg_metadata JOIN gpkg_metadata_reference ON md_file_id = id WHERE mime_type = 'application/json'")
    assert json.loads(text) == about
    assert dict(rows(gpkg, "SELECT key, value FROM about"))["description"] == about["description"]
    assert about["description"] in ogrinfo("-so", gpkg)


def test_each_column_says_what_it_holds(atlas, gpkg: Path) -> None:
    described = rows(gpkg, "SELECT table_name, column_name FROM gpkg_data_columns WHERE description <> ''")
    for layer in content(atlas, atlas.select(Filters())).layers:
        columns = {row[1] for row in rows(gpkg, f"PRAGMA table_info({layer})")} - {"fid", "geom"}
        assert columns == {name for table, name in described if table == layer}


def test_every_layer_has_a_style_of_the_maps_colours_that_qgis_takes_by_default(atlas, gpkg: Path) -> None:
    found = rows(gpkg, "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles")
    assert {row[0] for row in found} == set(content(atlas, atlas.select(Filters())).layers)
    for layer, column, default, qml in found:
        assert (column, default) == ("geom", 1)
        root = parsed(qml)
        if layer in LAYERS:
            red = ",".join(str(int(COLOURS[layer][at : at + 2], 16)) for at in (1, 3, 5))
            assert any(option.get("value", "").startswith(red) for option in root.iter("Option"))
            filters = " ".join(rule.get("filter", "") for rule in root.iter("rule"))
            assert all(f"'{kind}'" in filters for kind, (_, of) in KINDS.items() if of == layer)


@pytest.mark.parametrize(("layer", "dimensions", "placement"), [("settlements", [0], "6"), ("lines", [1], "2"), ("districts", [0, 2], "4")])
def test_names_stand_beside_points_along_lines_and_within_areas(layer: str, dimensions: list[int], placement: str) -> None:
    assert [one.get("placement") for one in parsed(styles.qml(layer, dimensions)).iter("placement")] == [placement]


def test_time_is_switched_on_and_no_mention_goes_undrawn(gpkg: Path) -> None:
    for layer, switched in (("mentions", "1"), ("mentions_undated", "0"), ("districts", "1")):
        root = parsed(styles.qml(layer, [0]))
        temporal = root.find("temporal")
        assert (temporal.get("enabled"), temporal.get("mode"), temporal.get("startField"), temporal.get("endField")) == (switched, "2", "begin", "end")
        if layer != "districts":
            conditions = [rule.get("filter") for rule in root.iter("rule")]
            assert conditions[-1] == "ELSE"
            assert {kind for kind in KINDS if any(f"'{kind}'" in condition for condition in conditions)} == set(KINDS)


def stored_project(path: Path) -> ET.Element:
    [(name, metadata, packed)] = rows(path, "SELECT name, metadata, content FROM qgis_projects")
    assert json.loads(metadata)["last_modified_time"]
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(packed))) as archive:
        assert archive.namelist() == [f"{name}.qgs"]
        return parsed(archive.read(f"{name}.qgs").decode())


def test_a_project_in_the_file_names_its_layers_sets_up_time_and_relates_mentions_to_places(atlas, gpkg: Path) -> None:
    root = stored_project(gpkg)
    sources = {layer.findtext("datasource") for layer in root.iter("maplayer")}
    apart = {f"control|geometrytype={one}" for one in ("Point", "Polygon")}  # towns and districts
    assert sources == {f"./{gpkg.name}|layername={layer}" for layer in (content(atlas, atlas.select(Filters())).layers.keys() - {"control"}) | apart}
    mentions = content(atlas, atlas.select(Filters())).layers["mentions"]
    span = root.find("ProjectTimeSettings/TemporalRange")
    assert span.findtext("start") == f"{min(mentions['begin'])}T00:00:00Z"
    assert span.findtext("end") == f"{max(mentions['end'])}T23:59:59Z"
    assert root.find("ProjectTimeSettings").get("timeStepUnit") == "y"
    shorter = content(atlas, atlas.select(Filters(place=("barda",))))  # 1993 and 1994
    assert parsed(project.xml(shorter, "x.gpkg")).find("ProjectTimeSettings").get("timeStepUnit") == "mon"
    west, south, east, north = (float(root.findtext(f"mapcanvas/extent/{side}")) for side in ("xmin", "ymin", "xmax", "ymax"))
    assert mentions.geometry.within(shapely.box(west, south, east, north)).mean() > 0.8
    ids = {layer.findtext("id") for layer in root.iter("maplayer")}
    relations = list(root.iter("relation"))
    assert {(r.get("referencingLayer"), r.get("referencedLayer")) for r in relations} >= {
        ("mentions_points", "settlements_points"),
        ("mentions_undated_points", "lines_lines"),
    }
    assert all({r.get("referencingLayer"), r.get("referencedLayer")} <= ids for r in relations)
    abstract = root.findtext("projectMetadata/abstract")
    assert "Places mentioned in passages." in abstract


def test_the_project_shows_a_layer_of_several_geometries_as_one_for_each(mixed, tmp_path: Path) -> None:
    [path] = export(mixed, mixed.select(Filters()), "gpkg", tmp_path / "mixed.gpkg")
    sources = {layer.findtext("datasource") for layer in stored_project(path).iter("maplayer")}
    assert {f"./mixed.gpkg|layername=districts|geometrytype={one}" for one in ("Point", "Polygon")} <= sources


def test_the_projects_text_is_data(atlas) -> None:
    hostile = replace(atlas, documents=atlas.documents.assign(title='<script>&"\x41'))
    assert "<script>" not in project.xml(content(hostile, hostile.select(Filters())), 'a"<b>.gpkg')


_QGIS = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from urllib.parse import quote
from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
path = sys.argv[1]
layer = QgsVectorLayer(path + "|layername=mentions", "mentions", "ogr")
print("style", layer.loadDefaultStyle()[1], layer.renderer().type(), layer.temporalProperties().isActive(), layer.temporalProperties().startField())
project = QgsProject.instance()
print("project", project.read("geopackage:" + path + "?projectName=" + quote("Passage Atlas")), project.crs().authid())
layers = project.mapLayers().values()
print("valid", all(one.isValid() for one in layers), sum(one.featureCount() for one in layers))
print("relations", all(one.isValid() for one in project.relationManager().relations().values()))
print("time", project.timeSettings().temporalRange().begin().date().year(), sorted(one.name() for one in layers if not one.temporalProperties().isActive()))
application.exitQgis()
"""


def test_qgis_itself_opens_the_project_with_styles_time_and_relations(atlas, mixed, tmp_path: Path) -> None:
    python = next((found for name in ("/usr/bin/python3", "python3") if (found := shutil.which(name)) and _has_qgis(found)), None)
    if not python:
        pytest.skip("QGIS was not found; install the package python3-qgis")
    [path] = export(mixed, mixed.select(Filters()), "gpkg", tmp_path / "mixed.gpkg")
    done = subprocess.run([python, "-c", _QGIS, str(path)], capture_output=True, text=True, check=False, timeout=300)
    layers = content(mixed, mixed.select(Filters())).layers
    assert done.stdout.splitlines() == [
        "style True RuleRenderer True begin",
        "project True EPSG:4326",
        f"valid True {sum(len(frame) for frame in layers.values())}",
        "relations True",
        f"time {min(layers['mentions']['begin']).year} ['Mentions without a stated time']",
    ]


def _has_qgis(python: str) -> bool:
    return subprocess.run([python, "-c", "import qgis.core"], capture_output=True, check=False, timeout=300).returncode == 0
