"""Selection -> files: the same features in every format, each file whole or not at all, errors in one line."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from conftest import ROOT
from readback import FILE_NAMES, same_shape

from geo import control
from geo import export as exporter
from geo.errors import InputError, StoreError
from geo.export import FORMATS, check_target, download, export, media_type, preview
from geo.fields import documented, markdown
from geo.filters import Filters
from geo.formats.content import content
from geo.formats.tables import unguarded
from geo.layers import place_layers
from geo.model import MENTION_LAYERS
from geo.schema import ABOUT_FIELDS, fields_of


@pytest.fixture(scope="session")
def files(atlas, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Everything, in every format; the tables as folders."""
    folder = tmp_path_factory.mktemp("exports")
    for form, name in FILE_NAMES.items():
        export(atlas, atlas.select(Filters()), form, folder / name)
    return {form: folder / name for form, name in FILE_NAMES.items()}


def read_layers(form: str, path: Path) -> dict[str, pd.DataFrame]:
    """Layers of a file as a program that is not ours reads them, with a `geometry`."""
    if form == "csv":
        frames = {file.stem: pd.read_csv(file) for file in path.glob("*.csv")}
        return {layer: gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries.from_wkt(frame["wkt"])) for layer, frame in frames.items()}
    if form == "parquet":
        return {file.stem: gpd.read_parquet(file) for file in path.glob("*.parquet")}
    if form == "shp":
        with zipfile.ZipFile(path) as archive:
            stems = [name.removesuffix(".shp") for name in archive.namelist() if name.endswith(".shp")]
        return {stem: pyogrio.read_dataframe(f"/vsizip/{path}/{stem}.shp") for stem in stems}
    if form == "geojson":
        whole = pyogrio.read_dataframe(path)
        return {str(layer): part.reset_index(drop=True) for layer, part in whole.groupby("layer")}
    return {layer: pyogrio.read_dataframe(path, layer=layer) for layer, geometry in pyogrio.list_layers(path) if geometry}


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shp", "csv", "parquet"])
def test_the_same_selection_gives_the_same_features_in_every_format(atlas, files, form: str) -> None:
    wanted = content(atlas, atlas.select(Filters())).layers
    back = read_layers(form, files[form])
    if form == "shp":  # a file holds one sort of geometry
        back = {
            layer: pd.concat(part for stem, part in back.items() if stem.removesuffix("_points").removesuffix("_lines").removesuffix("_areas") == layer)
            for layer in wanted
        }
    assert set(back) == set(wanted)
    for layer, frame in wanted.items():
        there = back[layer]
        assert list(there["place_id"]) == list(frame["place_id"])
        assert list(there["name"]) == list(frame["name"])
        assert all(same_shape(one, other) for one, other in zip(there["geometry"], frame.geometry, strict=True))
        for day in ("begin", "end"):
            assert [None if pd.isna(value) else str(value)[:10] for value in there[day]] == [
                None if value is None else value.isoformat() for value in frame[day]
            ]


@pytest.mark.parametrize("form", ["geojson", "gpkg", "csv", "parquet"])
def test_every_field_comes_back_as_it_was_names_in_every_script_too(atlas, files, form: str) -> None:
    wanted = content(atlas, atlas.select(Filters())).layers
    back = read_layers(form, files[form])
    for layer, frame in wanted.items():
        for field in fields_of(layer):
            values = back[layer][field.name]
            if field.type == "text":
                texts = [unguarded(text) if form == "csv" else text for text in values.fillna("")]
                assert texts == list(frame[field.name])
            elif field.type != "date":
                assert list(values) == list(frame[field.name])
    names = " ".join(back["settlements"]["names"])
    assert all(name in names for name in ("Bərdə", "Барда", "Պարտավ"))


def test_every_feature_says_where_it_is_from(atlas) -> None:
    whole = content(atlas, atlas.select(Filters()))
    for frame in (*whole.places.values(), *whole.mentions.values()):
        assert {"quote", "document", "locator", "start", "stop", "method", "confidence", "precision", "prec_km", "names", "begin", "end"} <= set(frame.columns)
        for row in frame.itertuples():
            assert row.quote
            assert row.document in set(atlas.documents["document"])
            assert 0 <= row.start < row.stop
            assert 0 < row.confidence <= 1
    for row in whole.layers["control"].itertuples():
        assert row.quote or row.source or (row.holder == "unknown" and row.note)


@pytest.mark.parametrize("form", ["geojson", "gpkg", "shp", "csv", "parquet"])
def test_a_time_slider_replays_who_held_what(atlas, files, form: str) -> None:
    history = control.load(gazetteer=atlas.gazetteer)
    back = pd.concat([frame for layer, frame in read_layers(form, files[form]).items() if layer.startswith("control")])
    begin, end = (pd.to_datetime(back[day]) for day in ("begin", "end"))
    for day in ("1992-05-17", "1994-05-12", "2016-04-02", "2020-10-12", "2020-12-01", "2022-08-26"):
        shown = back[(begin.isna() | (begin <= day)) & (end.isna() | (end >= day))]
        wanted = history.layer(atlas.gazetteer, on=date.fromisoformat(day))
        assert sorted(zip(shown["place_id"], shown["holder"], strict=True)) == sorted(zip(wanted["place_id"], wanted["holder"], strict=True))


def test_control_is_that_of_the_selected_places_and_of_the_day(atlas) -> None:
    def held(**filters) -> gpd.GeoDataFrame | None:
        return content(atlas, atlas.select(Filters(**filters))).layers.get("control")

    assert set(held()["place_id"]) == set(control.load(gazetteer=atlas.gazetteer).places)
    assert set(held(place=("shusha",))["place_id"]) == {"shusha"}
    assert list(held(place=("shusha",), on="2020-12-01")["holder"]) == ["azerbaijan"]
    assert held(place=("barda",)) is None


def test_every_file_says_what_it_is_about(atlas) -> None:
    selection = atlas.select(Filters(first="1993", last="1994", kind=("city",)))
    about = content(atlas, selection, exporter.date(2026, 11, 22)).about
    assert list(about) == [field.name for field in ABOUT_FIELDS]
    assert about["description"] == "Cities mentioned in passages about 1993–1994."
    assert about["filters"] == {"from": ["1993"], "to": ["1994"], "kind": ["city"]}
    assert about["date"] == "2026-11-22"
    assert [work["document"] for work in about["works"]] == sorted(set(selection.mentions["document"])) == ["border-notes"]
    assert about["sources"] == sorted({text for frame in place_layers(atlas, selection).values() for text in frame["source"]}) != []
    assert {"authors", "title", "publisher", "published", "url"} <= set(about["works"][0])


def test_every_field_of_every_format_is_in_the_dictionary(files) -> None:
    for form, path in files.items():
        if form == "lpf":
            found = {key for feature in json.loads(path.read_text(encoding="utf-8"))["features"] for key in feature} - {"type"}
        elif form == "w3c":
            items = json.loads(path.read_text(encoding="utf-8"))["first"]["items"]
            found = {key for item in items for key in (*item, *item["properties"])} - {"type"}
        elif form == "html":
            data = json.loads(path.read_text(encoding="utf-8").split('id="atlas">')[1].split("</script>")[0])
            found = {*data, *data["columns"], *(key for one in (*data["places"], *data["passages"]) for key in one)}
        elif form == "kml":
            by_gdal = {"timestamp", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "Description", "snippet", "id", "geometry"}
            found = {column for frame in read_layers(form, path).values() for column in frame} - by_gdal
        else:
            found = {column for frame in read_layers(form, path).values() for column in frame}
            found -= {"geometry"} if form != "parquet" else set()
        assert found <= documented(form), form


def test_the_page_of_fields_is_up_to_date() -> None:
    page = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")
    assert page == markdown(), "make it anew with: python -m geo.fields > docs/fields.md"
    assert all(f"### {form}\n" in page for form in FORMATS)


def test_a_preview_tells_the_layers_features_fields_and_the_sentence(atlas) -> None:
    selection = atlas.select(Filters(source=("border-notes",)))
    seen = preview(atlas, selection)
    assert seen.sentence == "Places mentioned in passages of “Notes from the border districts”."
    assert {layer.id: layer.features for layer in seen.layers} == {layer: len(frame) for layer, frame in content(atlas, selection).layers.items()}
    assert list(seen.layers[0].rows(1).columns) == [field.name for field in seen.layers[0].fields]


def test_a_download_is_one_file_with_all_that_an_export_holds(atlas) -> None:
    selection = atlas.select(Filters())
    for form in FORMATS:
        name, mime, data = download(atlas, selection, form)
        assert Path(name).suffix == FORMATS[form].download
        assert "/" in mime
        assert len(data) > 1000
    _, _, data = download(atlas, selection, "csv")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {f"{layer}.csv" for layer in content(atlas, selection).layers} | {"csv-metadata.json"} == set(archive.namelist())


def test_a_download_says_its_registered_media_type() -> None:
    assert {form: media_type(form) for form in FORMATS} == {
        "geojson": "application/geo+json",
        "gpkg": "application/geopackage+sqlite3",
        "kml": "application/vnd.google-earth.kml+xml",
        "shp": "application/zip",
        "csv": "application/zip",
        "parquet": "application/zip",
        "lpf": "application/ld+json",
        "w3c": "application/ld+json",
        "html": "text/html",
    }


# --- whole or not at all ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", list(FORMATS))
def test_an_export_of_nothing_says_so_and_writes_nothing(atlas, tmp_path: Path, form: str) -> None:
    with pytest.raises(InputError, match="nothing is selected"):
        export(atlas, atlas.select(Filters(q="nowhere at all")), form, tmp_path / "new" / FILE_NAMES[form])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", list(FORMATS))
def test_a_target_that_cannot_be_written_is_one_clear_line(atlas, tmp_path: Path, form: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written") as caught:
        export(atlas, atlas.select(Filters()), form, tmp_path / "file" / FILE_NAMES[form])
    assert "\n" not in str(caught.value)
    assert (tmp_path / "file").read_text() == "x"


_LIMITED = """
import resource, sys
from pathlib import Path
from geo import gazetteer_file, store
from geo.errors import StoreError
from geo.export import export
from geo.filters import Filters
atlas = store.read(Path(sys.argv[1]), gazetteer_file.load())
selection = atlas.select(Filters())
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
for target in sys.argv[2:]:
    form, out = target.split("=")
    try:
        export(atlas, selection, form, Path(out))
        print(form, "was written")
    except StoreError as error:
        print(form, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are those of Unix")
def test_a_full_disk_leaves_the_old_files_and_nothing_beside_them(atlas, atlas_file: Path, tmp_path: Path) -> None:
    for form, name in FILE_NAMES.items():
        if not FORMATS[form].folder or "." in name:
            (tmp_path / name).write_text("old")
        else:
            (tmp_path / name).mkdir()
            (tmp_path / name / f"mentions.{form}").write_text("old")
    before = sorted(tmp_path.rglob("*"))
    targets = [f"{form}={tmp_path / name}" for form, name in FILE_NAMES.items()]
    done = subprocess.run([sys.executable, "-c", _LIMITED, str(atlas_file), *targets], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(FILE_NAMES)
    assert all("cannot be written" in line and line.endswith("the earlier file is untouched") for line in lines), lines
    assert sorted(tmp_path.rglob("*")) == before
    assert {path.read_text() for path in before if path.is_file()} == {"old"}


def test_an_error_half_way_leaves_the_old_folder(atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    export(atlas, atlas.select(Filters(kind=("city",))), "csv", out)
    before = {path: path.read_bytes() for path in out.iterdir()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo.formats.tables._write_json", fail)
    with pytest.raises(StoreError, match="No space left on device"):
        export(atlas, atlas.select(Filters()), "csv", out)
    assert {path: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize("form", ["csv", "geojson", "parquet"])
def test_a_later_export_takes_the_place_of_an_earlier_one_and_leaves_other_files_alone(atlas, tmp_path: Path, form: str) -> None:
    export(atlas, atlas.select(Filters(kind=("district",))), form, tmp_path)
    (tmp_path / f"mine.{form}").write_text("mine")
    export(atlas, atlas.select(Filters(kind=("city",))), form, tmp_path)
    layers = ("settlements", "control", "mentions", "mentions_undated", "mine")
    assert {path.name for path in tmp_path.iterdir()} - {"csv-metadata.json"} == {f"{layer}.{form}" for layer in layers}


# --- names of files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("gpkg", "out"),
        ("gpkg", "out.zip"),
        ("kml", "out.kmz"),
        ("shp", "out.shp"),
        ("csv", "out.gpkg"),
        ("lpf", "out"),
        ("w3c", "out.csv"),
        ("csv", "a file"),
        ("gpkg", "d.gpkg"),
    ],
)
def test_a_name_that_does_not_fit_the_format_is_refused_with_those_that_do(tmp_path: Path, form: str, name: str) -> None:
    (tmp_path / "a file").write_text("x")
    (tmp_path / "d.gpkg").mkdir()
    with pytest.raises(InputError, match="name a file that ends in"):
        check_target(form, tmp_path / name)


def test_an_unknown_format_is_named_with_those_there_are(atlas, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="format 'dxf' is unknown; use one of geojson, gpkg"):
        export(atlas, atlas.select(Filters()), "dxf", tmp_path / "out")


def test_the_command_line_writes_the_selection_and_says_what_it_wrote(command, atlas_file: Path, tmp_path: Path) -> None:
    done = command("export", "--atlas", atlas_file, "--format", "gpkg", "--out", tmp_path / "x.gpkg", "--kind", "city")
    assert (done.returncode, done.stdout.strip()) == (0, str(tmp_path / "x.gpkg"))
    assert set(pyogrio.read_dataframe(tmp_path / "x.gpkg", layer="mentions")["kind"]) == {"city"}


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--format", "gpkg", "--out", ""), 2, "error: --out is empty; name a file or a folder"),
        (("--format", "gpkg", "--out", "x.gpkg", "--q", "nowhere at all"), 2, "error: nothing is selected"),
        (("--format", "gpkg", "--out", "/dev/null/x.gpkg"), 1, "error: /dev/null/x.gpkg: cannot be written"),
    ],
)
def test_the_command_line_answers_errors_in_one_line(command, atlas_file: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = command("export", "--atlas", atlas_file, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith(says)
    assert len(done.stderr.splitlines()) == 1


def test_mention_layers_are_those_of_the_model(atlas) -> None:
    assert set(content(atlas, atlas.select(Filters())).mentions) == set(MENTION_LAYERS)


def test_shapes_that_differ_are_told_apart() -> None:
    assert not same_shape(shapely.Point(0, 0), shapely.Point(0, 2e-6))
