"""CSV (RFC 4180, UTF-8, geometry as WKT, described by CSV on the Web) and GeoParquet 1.1.

Both write the mentions alone into one file, or every layer into a folder or a zip.
"""

import csv
import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import shapely

from geo.fields import FORMAT_FIELDS
from geo.formats.content import Content, typed
from geo.formats.geojson import plain
from geo.formats.target import replacing_all, write_file, write_files
from geo.model import EXPORT_LAYERS
from geo.schema import fields_of

CSV_SUFFIXES = (".csv",)
PARQUET_SUFFIXES = (".parquet",)
GUARD = "'"
(WKT,) = FORMAT_FIELDS["csv"]
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", GUARD)
_CSVW_TYPES = {"text": "string", "integer": "integer", "real": "number", "date": "date"}


def write_csv(content: Content, out: Path) -> list[Path]:
    """Write all mentions into one .csv, with `<name>-metadata.json` beside it, or a folder or zip with a file a layer.

    Texts that a spreadsheet would run as a formula are guarded (`guarded`). What the files are about, and what each column
    holds, stands in the metadata, by W3C's "Metadata Vocabulary for Tabular Data".
    """
    if out.suffix.lower() in CSV_SUFFIXES:
        beside_it = f"{out.name}-metadata.json"
        frame = one_frame(content.mentions)
        with replacing_all(out.parent, [out.name, beside_it]) as beside:
            _write_csv(beside[out.name], "mentions", frame)
            _write_json(beside[beside_it], {"@context": "http://www.w3.org/ns/csvw", **_described(content), **_table(out.name, "mentions")})
        return [out, out.with_name(beside_it)]
    names = [*(f"{layer}.csv" for layer in content.layers), "csv-metadata.json"]

    def fill(beside: Mapping[str, Path]) -> None:
        for layer, frame in content.layers.items():
            _write_csv(beside[f"{layer}.csv"], layer, frame)
        tables = [_table(f"{layer}.csv", layer) for layer in content.layers]
        _write_json(beside["csv-metadata.json"], {"@context": "http://www.w3.org/ns/csvw", **_described(content), "tables": tables})

    return write_files(out, names, fill, stale=[f"{layer}.csv" for layer in EXPORT_LAYERS])


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before it when it would, or begins with one.

    So the way back is to take one apostrophe from the front of every text that has one. Spreadsheets skip blanks before the
    sign, and take its full-width forms for it (OWASP, "CSV Injection").
    """
    bare = unicodedata.normalize("NFKC", text.lstrip()[:1])
    return GUARD + text if text.startswith(_DANGEROUS) or bare.startswith(_DANGEROUS[:4]) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text.removeprefix(GUARD)


def one_frame(layers: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Layers with the same fields as one."""
    frames = list(layers.values())
    whole = pd.DataFrame({name: [value for frame in frames for value in frame[name].tolist()] for name in frames[0].columns if name != "geometry"})
    return gpd.GeoDataFrame(whole, geometry=[shape for frame in frames for shape in frame.geometry], crs=frames[0].crs)


def _write_csv(path: Path, layer: str, frame: gpd.GeoDataFrame) -> None:
    columns = []
    for field in fields_of(layer):
        values = frame[field.name].tolist()
        columns.append([guarded(value) for value in values] if field.type == "text" else plain(values))
    columns.append(shapely.to_wkt(frame.geometry.to_numpy(), rounding_precision=6, trim=True).tolist())
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)  # commas, quotes where needed, lines end in CR LF
        writer.writerow([*(field.name for field in fields_of(layer)), WKT.name])
        writer.writerows(zip(*columns, strict=True))


def _table(name: str, layer: str) -> dict[str, Any]:
    columns = [{"name": c.name, "titles": c.name, "datatype": _CSVW_TYPES[c.type], "dc:description": c.about} for c in (*fields_of(layer), WKT)]
    return {"url": name, "tableSchema": {"columns": columns}}


def _described(content: Content) -> dict[str, Any]:
    """What the files are about, under the vocabulary's own names where it has them, and whole as a note."""
    about = content.about
    known = {"dc:title": "Passage Atlas", "dc:description": about["description"], "dc:rights": about["licence"], "dc:source": about["sources"]}
    dated = {"dc:date": about["date"]} if "date" in about else {}
    guard = "Texts that a spreadsheet would run as a formula, or that begin with an apostrophe, have an apostrophe put before them; take it away again"
    return {**known, **dated, "notes": [{**about, "guard": guard}]}


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def write_parquet(content: Content, out: Path) -> list[Path]:
    """Write all mentions into one .parquet, or a folder or zip with a file a layer.

    What it is about stands in the file's key-value metadata under `passage_atlas`, as JSON.
    """
    if out.suffix.lower() in PARQUET_SUFFIXES:
        return write_file(out, lambda beside: _write_parquet(beside, "mentions", one_frame(content.mentions), content.about))
    names = [f"{layer}.parquet" for layer in content.layers]

    def fill(beside: Mapping[str, Path]) -> None:
        for layer, frame in content.layers.items():
            _write_parquet(beside[f"{layer}.parquet"], layer, frame, content.about)

    return write_files(out, names, fill, stale=[f"{layer}.parquet" for layer in EXPORT_LAYERS])


def _write_parquet(path: Path, layer: str, frame: gpd.GeoDataFrame, about: Mapping[str, Any]) -> None:
    typed(frame, layer).to_parquet(path, index=False, schema_version="1.1.0", write_covering_bbox=True, compression="zstd")
    table = pq.read_table(path)  # geopandas has no way to add to the metadata, so they are added to what it wrote
    fields = {field.name: field.about for field in fields_of(layer)}
    added = {b"passage_atlas": json.dumps({**about, "fields": fields}, ensure_ascii=False).encode()}
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **added}), path, compression="zstd")
