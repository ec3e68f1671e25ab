"""The export page in a real Chromium: what it promises is in the file, and the command line writes the same."""

import io
import re
import shlex
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from readback import same_shape
from visit import WAIT, Visit, playwright

from geo.export import FORMATS, preview
from geo.filters import Filters
from geo.gazetteer import Gazetteer
from geo.model import ROLES

pytestmark = pytest.mark.browser
expect = playwright.expect
_QUERY = "from=2020&kind=village&kind=district"
_FILTERS = Filters(first="2020", kind=("village", "district"))


def opened(visit: Visit, app: str, query: str = "") -> None:
    visit.page.goto(f"{app}/export" + (f"?{query}" if query else ""))
    expect(visit.page.locator("#exported")).to_be_visible(timeout=WAIT)


def choose(visit: Visit, title: str) -> None:
    visit.page.get_by_role("radiogroup", name="Format").get_by_text(title, exact=True).click()
    expect(visit.page.get_by_role("button", name=f"Download {title}", exact=True)).to_be_visible(timeout=WAIT)


def downloaded(visit: Visit, title: str, folder: Path) -> Path:
    """Click the button, once nothing draws it anew (which would forget the click); the file under the name that the browser is told."""
    visit.idle()
    with visit.page.expect_download() as waiting:
        visit.page.get_by_role("button", name=f"Download {title}", exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def layers_of(path: Path) -> dict[str, gpd.GeoDataFrame]:
    if path.suffix == ".geojson":
        return {str(layer): part.reset_index(drop=True) for layer, part in pyogrio.read_dataframe(path).groupby("layer")}
    return {layer: pyogrio.read_dataframe(path, layer=layer) for layer, geometry in pyogrio.list_layers(path) if geometry}


@pytest.mark.parametrize(
    ("form", "name"), [("gpkg", "passage-atlas-from-2020-villages-and-districts.gpkg"), ("geojson", "passage-atlas-from-2020-villages-and-districts.geojson")]
)
def test_a_download_holds_the_same_features_as_the_command_that_the_page_shows(visit: Visit, app: str, command, tmp_path: Path, form: str, name: str) -> None:
    opened(visit, app, _QUERY)
    choose(visit, FORMATS[form].title)
    path = downloaded(visit, FORMATS[form].title, tmp_path)
    assert path.name == name
    words = shlex.split(visit.page.locator("[data-testid=stCode] code").inner_text())
    assert words[:4] == ["python", "-m", "geo", "export"]
    words[words.index("--out") + 1] = str(tmp_path / f"command{path.suffix}")
    assert command(*words[3:]).returncode == 0
    by_page, by_command = layers_of(path), layers_of(tmp_path / f"command{path.suffix}")
    assert set(by_page) == set(by_command)
    for layer, frame in by_page.items():
        other = by_command[layer]
        assert frame.drop(columns="geometry").equals(other.drop(columns="geometry"))
        assert all(same_shape(one, two) for one, two in zip(frame.geometry, other.geometry, strict=True))
    assert set(by_page["mentions"]["kind"]) == {"village", "district"}


def test_the_page_says_what_will_be_in_the_file(visit: Visit, app: str, shipped) -> None:
    seen = preview(shipped, shipped.select(_FILTERS))
    opened(visit, app, _QUERY)
    visit.settle("^Villages and districts mentioned in passages about 2020 and later")
    expect(visit.page.locator("#exported")).to_contain_text(seen.sentence)
    rows = visit.page.locator(".intro table.list tr").all_inner_texts()
    assert [tuple(row.split("\t")[1:]) for row in rows[1:]] == [(layer.id, f"{layer.features:,}") for layer in seen.layers]


def test_a_layer_is_looked_into_with_its_fields(visit: Visit, app: str, shipped) -> None:
    opened(visit, app, _QUERY)
    layers = {layer.id: layer for layer in preview(shipped, shipped.select(_FILTERS)).layers}
    visit.page.get_by_role("radiogroup", name="Look into a layer").get_by_text(layers["districts"].title, exact=True).click()
    grid = visit.page.locator("[data-testid=stDataFrame] table")
    expect(grid).to_contain_text(str(layers["districts"].frame["name"].iloc[0]), timeout=WAIT)
    named = visit.page.locator(".fields td:first-child code").all_inner_texts()
    assert named[: len(layers["districts"].fields)] == [field.name for field in layers["districts"].fields]
    assert "geom" in named  # what the format adds


def test_everything_is_every_role_and_says_so(visit: Visit, app: str, shipped, tmp_path: Path) -> None:
    opened(visit, app, _QUERY)
    visit.page.get_by_role("radiogroup", name="What").get_by_text("Everything", exact=True).click()
    expect(visit.page.locator("#exported")).to_contain_text("a government by its seat", timeout=WAIT)
    path = downloaded(visit, "GeoPackage", tmp_path)
    assert path.name == "passage-atlas-everything.gpkg"
    layers = layers_of(path)
    told = [*layers["mentions"]["role"], *layers["mentions_undated"]["role"]]
    assert set(told) == set(ROLES)
    assert len(told) == int((shipped.mentions["place_id"] != "").sum())


def test_every_format_is_offered_and_one_of_several_files_comes_as_a_zip(visit: Visit, app: str, tmp_path: Path) -> None:
    opened(visit, app, "kind=village")
    for form in FORMATS.values():
        expect(visit.page.get_by_role("radiogroup", name="Format")).to_contain_text(form.about)
    choose(visit, "CSV")
    path = downloaded(visit, "CSV", tmp_path)
    assert path.name == "passage-atlas-villages-csv.zip"
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert {"settlements.csv", "mentions.csv", "csv-metadata.json"} <= set(archive.namelist())


def test_an_empty_selection_says_which_filter_to_take_back(visit: Visit, app: str) -> None:
    visit.page.goto(f"{app}/export?q=nowhere+at+all&kind=village")
    expect(visit.page.locator(".intro h2")).to_have_text("No passage fits all of these filters", timeout=WAIT)
    assert visit.page.get_by_role("button", name=re.compile("^Download")).count() == 0
    visit.do("free", "q").click()
    expect(visit.page.get_by_role("button", name="Download GeoPackage")).to_be_visible(timeout=WAIT)
    visit.asks({"kind": ["village"]})


def test_the_names_of_files_are_safe_whatever_is_selected(places: Gazetteer) -> None:
    from geo.ui.exporting import EVERYTHING, command, file_name

    assert file_name(Filters(first="2020", last="2020", kind=("village",)), "gpkg") == "passage-atlas-2020-villages.gpkg"
    assert file_name(Filters(first="1992", last="1994-05"), "kml") == "passage-atlas-1992-1994-05.kml"
    assert file_name(Filters(last="1994"), "lpf") == "passage-atlas-to-1994-lpf.jsonld"
    assert file_name(Filters(), "shp") == "passage-atlas-shp.zip"
    assert file_name(EVERYTHING, "html") == "passage-atlas-everything.html"
    for words in ("../../etc/passwd", 'a\\b:c*?"<>|', "мины \U0001f54a", "x" * 200, "- -"):
        name = file_name(Filters(q=words, place=tuple(places.places)[:40]), "gpkg")
        assert re.fullmatch(r"passage-atlas(-[a-z0-9]+)*\.gpkg", name)
        assert len(name) < 100
    assert shlex.split(command(Filters(q="'; rm -rf"), "gpkg"))[-2:] == ["--q", "'; rm -rf"]


def test_it_works_on_a_phone(visit: Visit, app: str) -> None:
    visit.page.set_viewport_size({"width": 420, "height": 900})
    opened(visit, app, _QUERY)
    expect(visit.page.get_by_role("button", name="Download GeoPackage")).to_be_attached(timeout=WAIT)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 420
