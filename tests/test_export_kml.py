"""KML: valid by OGC's schema, with TimeSpans, read back with GDAL; texts of documents stay text."""

import html
from pathlib import Path

import pyogrio
import pytest
from readback import ogrinfo, same_shape

from geo import build, store
from geo.export import export
from geo.filters import Filters
from geo.formats.content import content
from geo.model import EXPORT_LAYERS, HOLDERS
from geo.palette import COLOURS
from geo.palette import HOLDERS as HOLDER_COLOURS

etree = pytest.importorskip("lxml.etree", reason="lxml is needed; install requirements-dev.txt")
fastkml = pytest.importorskip("fastkml", reason="fastkml carries OGC's schema; install requirements-dev.txt")
_KML = "{http://www.opengis.net/kml/2.2}"
_NAMES = EXPORT_LAYERS


@pytest.fixture(scope="module")
def kml(atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    [path] = export(atlas, atlas.select(Filters()), "kml", tmp_path_factory.mktemp("kml") / "all.kml")
    return path


@pytest.fixture(scope="module")
def hostile(places, tmp_path_factory: pytest.TempPathFactory) -> store.Atlas:
    """An atlas of a text that tries to be mark-up, and holds a character that XML cannot."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "<b>.txt").write_text("In 1993 they <script>alert('x')</script> & ]]> saw Ganja\x0b again.\n", encoding="utf-8")
    build.build([folder], folder / "a.gpkg")
    return store.read(folder / "a.gpkg", places)


def assert_valid(path: Path) -> None:
    schema = etree.XMLSchema(etree.parse(Path(fastkml.__file__).parent / "schema" / "ogckml22.xsd"))
    schema.assertValid(etree.parse(path))


def test_it_is_valid_by_the_schema_of_ogc(kml: Path) -> None:
    assert_valid(kml)


def test_gdal_reads_every_feature_with_its_place_names_and_geometry(atlas, kml: Path) -> None:
    for layer, frame in content(atlas, atlas.select(Filters())).layers.items():
        back = pyogrio.read_dataframe(kml, layer=_NAMES[layer], force_2d=True)
        assert list(back["place_id"]) == list(frame["place_id"])
        assert "names" not in frame or list(back["names"]) == list(frame["names"])
        assert list(back["quote"].fillna("")) == list(frame["quote"])
        assert all(same_shape(one, other) for one, other in zip(back.geometry, frame.geometry, strict=True))
        assert f"Feature Count: {len(frame)}\n" in ogrinfo("-so", kml, _NAMES[layer])


def test_features_carry_their_time_as_timespans(atlas, kml: Path) -> None:
    root = etree.parse(kml).getroot()
    for layer, frame in content(atlas, atlas.select(Filters())).layers.items():
        [folder] = [one for one in root.iter(f"{_KML}Folder") if one.findtext(f"{_KML}name") == _NAMES[layer]]
        spans = [(mark.findtext(f"{_KML}TimeSpan/{_KML}begin"), mark.findtext(f"{_KML}TimeSpan/{_KML}end")) for mark in folder.iter(f"{_KML}Placemark")]
        days = [tuple(None if day is None else day.isoformat() for day in pair) for pair in zip(frame["begin"], frame["end"], strict=True)]
        assert spans == days


def test_every_placemark_takes_the_colour_of_its_layer(kml: Path) -> None:
    root = etree.parse(kml).getroot()
    styles = {style.get("id"): style.findtext(f"{_KML}LineStyle/{_KML}color") for style in root.iter(f"{_KML}Style")}
    held = {f"held-{holder}": HOLDER_COLOURS.get(holder, COLOURS["countries"]) for holder in HOLDERS}
    assert styles == {layer: "e6" + colour[5:7] + colour[3:5] + colour[1:3] for layer, colour in {**COLOURS, **held}.items()}
    assert {mark.findtext(f"{_KML}styleUrl")[1:] for mark in root.iter(f"{_KML}Placemark")} <= set(styles)


def test_a_click_on_who_held_what_says_who_may_have_held_it_and_whose_word_that_is(atlas, kml: Path) -> None:
    frame = content(atlas, atlas.select(Filters())).layers["control"]
    [folder] = [one for one in etree.parse(kml).getroot().iter(f"{_KML}Folder") if one.get("id") == "layer-control"]
    said = [mark.findtext(f"{_KML}description") for mark in folder.iter(f"{_KML}Placemark")]
    for row, text in zip(frame.itertuples(), said, strict=True):
        assert all(html.escape(part) in text for part in (row.quote, row.possible, row.source, row.note))


def test_the_document_says_what_it_is_about(kml: Path) -> None:
    document = etree.parse(kml).getroot().find(f"{_KML}Document")
    data = {one.get("name"): one.findtext(f"{_KML}value") for one in document.find(f"{_KML}ExtendedData")}
    assert data["description"] == "Places mentioned in passages."
    assert "A letter from Ganja" in data["works"]
    assert "Licence: CC BY 4.0" in document.findtext(f"{_KML}description")


def test_texts_of_documents_stay_text(hostile, tmp_path: Path) -> None:
    [path] = export(hostile, hostile.select(Filters()), "kml", tmp_path / "x.kml")
    assert_valid(path)
    [mark] = [mark for mark in etree.parse(path).getroot().iter(f"{_KML}Placemark") if "mentions" in mark.getparent().get("id")]
    assert "&lt;script&gt;" in mark.findtext(f"{_KML}description")
    assert "<script>" not in mark.findtext(f"{_KML}description")
    [back] = pyogrio.read_dataframe(path, layer=_NAMES["mentions"])["quote"]
    assert back == "In 1993 they <script>alert('x')</script> & ]]> saw Ganja\ufffd again."
