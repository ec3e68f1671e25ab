"""CSV and GeoParquet: read back with pandas and pyarrow; no text runs as a formula."""

import csv
import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo import build, store
from geo.export import export
from geo.filters import Filters
from geo.formats.content import content
from geo.formats.tables import guarded, unguarded
from geo.schema import fields_of

_FORMULAS = ['=HYPERLINK("http://x","y")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "  =1", "\u00a0@x", "＝1+1"]


@pytest.fixture(scope="module")
def hostile(places, tmp_path_factory: pytest.TempPathFactory) -> store.Atlas:
    """An atlas of a text whose sentences begin as formulas do."""
    folder = tmp_path_factory.mktemp("formulas")
    lines = ['=HYPERLINK("http://x","y") in Ganja in 1993.', "+1 in Barda in 1993.", "@SUM in Tartar in 1993.", "-2+3 in Baku in 1993.", "'Tis Ganja in 1994."]
    (folder / "a.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    build.build([folder], folder / "a.gpkg")
    atlas = store.read(folder / "a.gpkg", places)
    return replace(atlas, documents=atlas.documents.assign(title="=1+1", authors="@SUM(1)"))


@pytest.mark.parametrize("text", _FORMULAS)
def test_a_text_that_a_spreadsheet_would_run_is_guarded_and_can_still_be_read(text: str) -> None:
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text


@given(st.text())
@example("'=1")
@example("''")
@example("")
def test_no_guarded_text_is_a_formula_and_each_has_its_way_back(text: str) -> None:
    safe = guarded(text)
    assert unguarded(safe) == text
    first = unicodedata.normalize("NFKC", safe.lstrip()[:1])
    assert not first.startswith(("=", "+", "-", "@"))
    assert not safe.startswith(("\t", "\r", "\n"))


def test_no_cell_of_a_csv_file_runs_as_a_formula_and_numbers_stay_numbers(hostile, tmp_path: Path) -> None:
    export(hostile, hostile.select(Filters()), "csv", tmp_path / "x.csv")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert {unguarded(row["title"]) for row in rows} == {"=1+1"}
    numeric = {field.name for field in fields_of("mentions") if field.type in ("integer", "real")}
    assert len(rows) == 5
    for row in rows:
        assert not any(value.lstrip().startswith(("=", "+", "-", "@")) for key, value in row.items() if key not in numeric)
    quotes = [unguarded(row["quote"]) for row in rows]
    assert quotes[0] == '=HYPERLINK("http://x","y") in Ganja in 1993.'
    assert quotes[-1] == "'Tis Ganja in 1994."
    frame = pd.read_csv(tmp_path / "x.csv")
    assert all(pd.api.types.is_numeric_dtype(frame[name]) for name in numeric)


def test_one_csv_holds_all_mentions_with_their_geometry_as_wkt(atlas, tmp_path: Path) -> None:
    written = export(atlas, atlas.select(Filters()), "csv", tmp_path / "x.csv")
    assert [path.name for path in written] == ["x.csv", "x.csv-metadata.json"]
    frame = pd.read_csv(tmp_path / "x.csv", keep_default_na=False)
    layers = content(atlas, atlas.select(Filters())).mentions
    assert len(frame) == sum(len(one) for one in layers.values())
    points = gpd.GeoSeries.from_wkt(frame["wkt"])
    wanted = pd.concat([one.geometry for one in layers.values()], ignore_index=True)
    assert points.distance(gpd.GeoSeries(wanted.tolist())).max() < 1e-6


def test_lines_end_as_rfc_4180_has_it_and_the_text_is_utf_8(atlas, tmp_path: Path) -> None:
    export(atlas, atlas.select(Filters()), "csv", tmp_path / "x.csv")
    raw = (tmp_path / "x.csv").read_bytes()
    assert raw.startswith(b"place_id,")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 27
    assert "Պարտավ" in raw.decode("utf-8")


def test_the_metadata_of_csv_describe_every_column_and_the_guard(atlas, tmp_path: Path) -> None:
    export(atlas, atlas.select(Filters()), "csv", tmp_path)
    told = json.loads((tmp_path / "csv-metadata.json").read_text(encoding="utf-8"))
    assert told["@context"] == "http://www.w3.org/ns/csvw"
    assert told["dc:description"] == "Places mentioned in passages."
    assert told["dc:date"]
    assert "apostrophe" in told["notes"][0]["guard"]
    assert told["notes"][0]["works"]
    for table in told["tables"]:
        columns = [column["titles"] for column in table["tableSchema"]["columns"]]
        assert columns == list(pd.read_csv(tmp_path / table["url"]).columns)
        assert all(column["dc:description"] for column in table["tableSchema"]["columns"])


def test_geoparquet_is_1_1_with_its_bounds_its_dates_and_what_it_is_about(atlas, tmp_path: Path) -> None:
    export(atlas, atlas.select(Filters()), "parquet", tmp_path)
    for layer, frame in content(atlas, atlas.select(Filters())).layers.items():
        schema = pq.read_schema(tmp_path / f"{layer}.parquet")
        told = json.loads(schema.metadata[b"geo"])
        assert told["version"] == "1.1.0"
        assert told["columns"]["geometry"]["encoding"] == "WKB"
        assert told["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
        assert str(schema.field("begin").type) == str(schema.field("end").type) == "date32[day]"
        about = json.loads(schema.metadata[b"passage_atlas"])
        assert about["description"] == "Places mentioned in passages."
        assert set(about["fields"]) == set(frame.columns) - {"geometry"}
        assert gpd.read_parquet(tmp_path / f"{layer}.parquet").crs.to_epsg() in (4326, None)


def test_one_parquet_holds_all_mentions(atlas, tmp_path: Path) -> None:
    [path] = export(atlas, atlas.select(Filters()), "parquet", tmp_path / "x.parquet")
    back = gpd.read_parquet(path)
    assert len(back) == 26
    assert back["begin"].isna().sum() == 8
    assert len(gpd.read_parquet(path, bbox=(46, 39, 47, 40))) < 26
