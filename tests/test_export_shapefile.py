"""Shapefile: one zip that GDAL reads, with a note of what the format's limits cost."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from readback import ogrinfo

from geo.export import export
from geo.filters import Filters
from geo.formats.content import content
from geo.formats.shapefile import NOTE, shortened
from geo.schema import SHAPEFILE_NAMES, fields_of


@pytest.fixture(scope="module")
def shp(atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    long = atlas.documents["title"].mask(atlas.documents["document"] == "letter-one", "Գանձակից " * 40)
    changed = replace(atlas, documents=atlas.documents.assign(title=long))
    [path] = export(changed, changed.select(Filters()), "shp", tmp_path_factory.mktemp("shp") / "all.zip")
    return path


def test_each_shapefile_has_its_projection_and_its_encoding(shp: Path) -> None:
    with zipfile.ZipFile(shp) as archive:
        names = set(archive.namelist())
        stems = {name.removesuffix(".shp") for name in names if name.endswith(".shp")}
        assert stems == {"settlements", "districts", "corridors", "lines", "water", "control_areas", "control_points", "mentions", "mentions_undated"}
        assert names == {NOTE, *(f"{stem}.{end}" for stem in stems for end in ("shp", "shx", "dbf", "prj", "cpg"))}
        assert {archive.read(f"{stem}.cpg") for stem in stems} == {b"UTF-8"}
        assert all(b"WGS_1984" in archive.read(f"{stem}.prj") for stem in stems)


def test_gdal_shows_dates_as_dates_and_all_names_of_fields(shp: Path) -> None:
    told = ogrinfo("-so", f"/vsizip/{shp}/mentions.shp", "mentions")
    assert "begin: Date" in told
    assert "end: Date" in told
    fields = list(pyogrio.read_info(f"/vsizip/{shp}/mentions.shp")["fields"])
    assert fields == [SHAPEFILE_NAMES.get(field.name, field.name) for field in fields_of("mentions")]
    assert all(len(name) <= 10 for name in fields)


def test_long_texts_are_cut_between_characters_and_the_cut_is_marked(atlas, shp: Path) -> None:
    back = pyogrio.read_dataframe(f"/vsizip/{shp}/mentions_undated.shp")
    title = back.loc[back["document"] == "letter-one", "title"].iloc[0]
    assert title == ("Գանձակից " * 40)[: len(title) - 1] + "…"
    assert 250 < len(title.encode()) <= 254
    short = content(atlas, atlas.select(Filters())).layers["mentions_undated"]["surface"]
    assert list(back["surface"]) == list(short)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_a_shortened_text_fits_and_begins_as_the_text_does(text: str) -> None:
    short = shortened(text)
    assert len(short.encode()) <= 254
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]) and len(text.encode()) > 254)


def test_the_note_says_what_the_limits_cost_and_what_it_is_about(shp: Path) -> None:
    with zipfile.ZipFile(shp) as archive:
        note = archive.read(NOTE).decode()
    assert "Places mentioned in passages." in note
    assert "  granular is granularity" in note
    assert "  title: 2" in note
    assert "letter from Tovuz" in note
    assert "begin (date): First day that the text states for it" in note


def test_a_layer_of_points_and_areas_is_split_and_the_note_says_so(atlas, tmp_path: Path) -> None:
    shapes = tuple(one for one in atlas.gazetteer.shapes if one.place != "aghdam-district")
    mixed = replace(atlas, gazetteer=replace(atlas.gazetteer, shapes=shapes))
    [path] = export(mixed, mixed.select(Filters(kind=("district",))), "shp", tmp_path / "x.zip")
    with zipfile.ZipFile(path) as archive:
        assert "  districts_points\r\n  districts_areas" in archive.read(NOTE).decode()
    assert list(pyogrio.read_dataframe(f"/vsizip/{path}/districts_points.shp")["place_id"]) == ["aghdam-district"]
    assert len(pyogrio.read_dataframe(f"/vsizip/{path}/districts_areas.shp")) == 3
