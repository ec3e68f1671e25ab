"""GeoPackage 1.2: a layer a kind, mentions, works and names, with styles, metadata and a project for QGIS inside.

Beside the standard's tables it holds `layer_styles` and `qgis_projects`, which QGIS reads; every other program passes them by.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.formats import project, styles
from geo.formats.content import Content, typed
from geo.formats.target import file_target, write_file
from geo.model import EXPORT_LAYERS
from geo.schema import TABLES, WORK_FIELDS, fields_of

SUFFIXES = (".gpkg",)
_EXTENSIONS = (
    ("gpkg_metadata", "gpkg_metadata", "http://www.geopackage.org/spec120/#extension_metadata"),
    ("gpkg_metadata_reference", "gpkg_metadata", "http://www.geopackage.org/spec120/#extension_metadata"),
    ("gpkg_data_columns", "gpkg_schema", "http://www.geopackage.org/spec120/#extension_schema"),
    ("gpkg_data_column_constraints", "gpkg_schema", "http://www.geopackage.org/spec120/#extension_schema"),
)
_METADATA_SQL = """
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset', md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,
  max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""
_STYLES_SQL = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB);
"""


def write(content: Content, out: Path) -> list[Path]:
    """Write the file. Raises `InputError` for a name that does not end in .gpkg, `StoreError` when it cannot be written."""
    file_target(out, SUFFIXES, "GeoPackage")
    return write_file(out, lambda beside: _write(content, beside, out.name))


def _write(content: Content, path: Path, name: str) -> None:
    for at, (layer, frame) in enumerate(content.layers.items()):
        _write_layer(path, layer, uniform(typed(frame, layer)), append=at > 0)
    with sqlite3.connect(path) as db:
        for layer in content.mentions:
            db.execute(f'CREATE INDEX "idx_{layer}_place_id" ON "{layer}" ("place_id")')
        _add_tables(db, content)
        _add_metadata(db, content)
        _add_styles(db, content)
        db.execute("INSERT INTO qgis_projects VALUES (?, ?, ?)", (project.NAME, *project.packed(content, name)))
    db.close()


def _write_layer(path: Path, layer: str, frame: gpd.GeoDataFrame, *, append: bool) -> None:
    version = {} if append else {"dataset_options": {"VERSION": "1.2"}}  # what QGIS 3.22 and GDAL 3.4 read without a warning
    mixed = "Unknown" if frame.geom_type.nunique() > 1 else None
    frame.to_file(path, layer=layer, driver="GPKG", engine="pyogrio", use_arrow=True, mode="a" if append else "w", geometry_type=mixed, **version)


def uniform(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A layer whose single and multiple geometries of one dimension are all multiple, for a table has one type of geometry."""
    if frame.geom_type.nunique() == 1 or len(project.dimensions(frame)) > 1:
        return frame
    multi = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}[project.dimensions(frame)[0]]
    shapes = [multi(np.array(shapely.get_parts(shape))) for shape in frame.geometry]
    return frame.set_geometry(shapes, crs=frame.crs)


def _add_tables(db: sqlite3.Connection, content: Content) -> None:
    columns = {column.name: column.about for table in ("documents", "names") for column in TABLES[table]}
    _add_table(db, "documents", WORK_FIELDS, content.documents.itertuples(index=False), "The works")
    places = sorted({place for frame in content.places.values() for place in frame["place_id"]})
    names = [(n.place, n.text, n.language, n.status, n.since, n.until) for place in places for n in content.atlas.gazetteer.names_of[place]]
    _add_table(db, "names", [column.name for column in TABLES["names"]], names, "Names of the places")
    facts = [(key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)) for key, value in content.about.items()]
    _add_table(db, "about", ("key", "value"), facts, content.about["description"])
    db.executescript(_METADATA_SQL)
    described = [(layer, column.name, column.about) for layer in content.layers for column in fields_of(layer)]
    described += [
        (table, name, columns[name]) for table, names_of in (("documents", WORK_FIELDS), ("names", [c.name for c in TABLES["names"]])) for name in names_of
    ]
    db.executemany("INSERT INTO gpkg_data_columns (table_name, column_name, description) VALUES (?, ?, ?)", described)


def _add_table(db: sqlite3.Connection, name: str, columns: Sequence[str], rows: Iterable[tuple[object, ...]], about: str) -> None:
    defined = ", ".join(f'"{column}" TEXT' for column in columns)
    db.execute(f'CREATE TABLE "{name}" ("fid" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {defined})')
    listed = ", ".join(f'"{column}"' for column in columns)
    db.executemany(f'INSERT INTO "{name}" ({listed}) VALUES ({", ".join("?" * len(columns))})', (tuple(row) for row in rows))
    _register(db, name, about)


def _register(db: sqlite3.Connection, table: str, about: str) -> None:
    db.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, 'attributes', ?, ?, 0)", (table, table, about))


def _add_metadata(db: sqlite3.Connection, content: Content) -> None:
    """What the file is about, as JSON for programs and as text for people (GeoPackage metadata extension)."""
    db.execute("CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT, definition TEXT, scope TEXT)")
    db.executemany("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, 'read-write')", _EXTENSIONS)
    texts = [("application/json", json.dumps(content.about, ensure_ascii=False)), ("text/plain", "\n".join(content.lines))]
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    for key, (mime, text) in enumerate(texts, start=1):
        db.execute("INSERT INTO gpkg_metadata VALUES (?, 'dataset', 'https://schema.org/Dataset', ?, ?)", (key, mime, text))
        db.execute("INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, ?, NULL)", (stamp, key))
    for layer in content.layers:
        db.execute("UPDATE gpkg_contents SET description = ? WHERE table_name = ?", (f"{EXPORT_LAYERS[layer]}. {content.about['description']}", layer))


def _add_styles(db: sqlite3.Connection, content: Content) -> None:
    db.executescript(_STYLES_SQL)
    for layer, frame in content.layers.items():
        db.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD,"
            " useAsDefault, description, owner) VALUES ('', '', ?, 'geom', ?, ?, '', 1, 'Colours of the map, by kind', '')",
            (layer, layer, styles.qml(layer, project.dimensions(frame))),
        )
    _register(db, "layer_styles", "Styles of the layers for QGIS")
