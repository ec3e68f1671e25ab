"""Layers -> files: the formats there are, what an export would hold, and the writing of it."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd

from geo.atlas import Atlas, Selection
from geo.errors import InputError
from geo.formats import annotations, geojson, geopackage, kml, linked, shapefile, tables
from geo.formats.content import Content, content
from geo.model import EXPORT_LAYERS
from geo.schema import Column, fields_of


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is called, what it is for, the endings of its files, and what writes it.

    With `folder`, any name without an ending is a folder that gets a file a layer, and .zip a zip of it. `download` is the
    ending of the one file that holds everything.
    """

    title: str
    about: str
    suffixes: tuple[str, ...]
    write: Callable[[Content, Path], list[Path]]
    download: str
    folder: bool = False


def _write_html(content: Content, out: Path) -> list[Path]:
    from geo.formats import html  # it draws with folium, which takes long to load

    return html.write(content, out)


FORMATS: dict[str, Format] = {
    "geojson": Format("GeoJSON", "Web maps, and every GIS; RFC 7946", geojson.SUFFIXES, geojson.write, ".geojson", folder=True),
    "gpkg": Format("GeoPackage", "QGIS and ArcGIS: styled, with time, metadata and a QGIS project", geopackage.SUFFIXES, geopackage.write, ".gpkg"),
    "kml": Format("KML", "Google Earth, with its time slider", kml.SUFFIXES, kml.write, ".kml"),
    "shp": Format("Shapefile", "Older GIS; a zip with a note of what its limits cost", shapefile.SUFFIXES, shapefile.write, ".zip"),
    "csv": Format("CSV", "Spreadsheets and statistics; geometry as WKT", tables.CSV_SUFFIXES, tables.write_csv, ".zip", folder=True),
    "parquet": Format("GeoParquet", "Data frames and databases; version 1.1", tables.PARQUET_SUFFIXES, tables.write_parquet, ".zip", folder=True),
    "lpf": Format("Linked Places", "Gazetteers: World Historical Gazetteer, Pelagios", linked.SUFFIXES, linked.write, ".jsonld"),
    "w3c": Format("Web Annotation", "Annotation tools: the mentions as W3C annotations", annotations.SUFFIXES, annotations.write, ".jsonld"),
    "html": Format("HTML page", "Reading: one page with map and passages, in any browser, offline", (".html", ".htm"), _write_html, ".html"),
}
"""Name of a format on the command line -> the format, in the order in which they are offered."""

_MIME = {
    ".geojson": "application/geo+json", ".gpkg": "application/geopackage+sqlite3", ".kml": "application/vnd.google-earth.kml+xml",
    ".jsonld": "application/ld+json", ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of an export: its id, what it is called on screen, its fields, how many features, and the features."""

    id: str
    title: str
    fields: tuple[Column, ...]
    features: int
    frame: gpd.GeoDataFrame

    def rows(self, count: int = 20) -> pd.DataFrame:
        """The first features as a table, without their geometry."""
        return pd.DataFrame(self.frame.drop(columns="geometry").head(count))


@dataclass(frozen=True, slots=True)
class Preview:
    """What an export of a selection holds, whatever the format: the sentence, the filters, the works, the layers."""

    sentence: str
    filters: dict[str, list[str]]
    works: pd.DataFrame
    layers: tuple[Layer, ...]


def preview(atlas: Atlas, selection: Selection) -> Preview:
    """What an export would hold. Raises `InputError` when that is nothing."""
    whole = content(atlas, selection)
    layers = tuple(Layer(layer, EXPORT_LAYERS[layer], fields_of(layer), len(frame), frame) for layer, frame in whole.layers.items())
    return Preview(whole.about["description"], whole.about["filters"], whole.documents, layers)


def export(atlas: Atlas, selection: Selection, form: str, out: Path, *, dated: bool = True) -> list[Path]:
    """Write the selection in a format and return the files written, all whole or none.

    `out` is a file with an ending of the format, or, for GeoJSON, CSV and GeoParquet, a zip or a folder that gets a file a
    layer. Of CSV and GeoParquet one file holds the mentions alone. Without `dated` the files do not say the day they were made.
    Raises `InputError` for an unknown format, a name that is none for it, and when nothing is selected; `StoreError` when a
    file cannot be written: what was there stays as it was.
    """
    check_target(form, out)
    return FORMATS[form].write(content(atlas, selection, date.today() if dated else None), out)


def check_target(form: str, out: Path) -> None:
    """Raise `InputError` when a format is unknown, or `out` no name for it; before an atlas is read, for it takes time."""
    if form not in FORMATS:
        raise InputError(f"format {form!r} is unknown; use one of {', '.join(FORMATS)}")
    chosen, suffix = FORMATS[form], out.suffix.lower()
    endings = (*chosen.suffixes, ".zip") if chosen.folder else chosen.suffixes
    known = {ending for other in FORMATS.values() for ending in (*other.suffixes, ".zip")}
    is_file_name = suffix in endings and not out.is_dir()
    is_folder_name = chosen.folder and (out.is_dir() or (suffix not in known and not out.exists()))
    if not (is_file_name or is_folder_name):
        or_folder = ", or a folder" if chosen.folder else ""
        raise InputError(f"{out}: is no name for {chosen.title}; name a file that ends in {' or '.join(endings)}{or_folder}")


def download(atlas: Atlas, selection: Selection, form: str) -> tuple[str, str, bytes]:
    """(file name, media type, bytes) of an export of everything selected, as one file. Raises `InputError` and `StoreError`."""
    name = f"passage-atlas-{form}{FORMATS[form].download}" if FORMATS[form].download in (".zip", ".jsonld") else f"passage-atlas{FORMATS[form].download}"
    with TemporaryDirectory() as scratch:
        [path] = export(atlas, selection, form, Path(scratch) / name)
        return name, media_type(form), path.read_bytes()


def media_type(form: str) -> str:
    """Media type of a download in a format."""
    suffix = FORMATS[form].download
    return _MIME.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
