"""The atlas on disk: one GeoPackage, written beside and renamed into place.

Spatial layers `places` (points) and `shapes`; attribute tables for the rest, with keys and indices; full-text search
over the passages by FTS5 (the table `passages_fts`). QGIS and GDAL open it as it is.
"""

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa

import geo
from geo import settings
from geo.atlas import Atlas
from geo.errors import StoreError
from geo.events import Catalogue
from geo.fulltext import FullText, in_memory_texts, make_index
from geo.gazetteer import Gazetteer, Shape
from geo.model import Name, Place
from geo.schema import TABLES
from geo.stages import Rows

ROW_TABLES = ("documents", "passages", "mentions", "whens", "passage_events")
_SQL_TYPES = {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "date": "DATE"}
_KEYS = {"documents": "document", "passages": "passage", "mentions": "mention", "events": "event"}
_INDICES = (
    ("passages", "document"),
    ("mentions", "passage"),
    ("mentions", "place_id"),
    ("whens", "passage"),
    ("whens", "mention"),
    ("passage_events", "event"),
    ("names", "place_id"),
)
_PLACE_FIELDS = [field.name for field in fields(Place)]  # in the order of the columns of the table, its layer aside
_TEMPORARY = ".building-"


# --- writing ------------------------------------------------------------------------------------------------------


def write(path: Path, rows: Rows, gazetteer: Gazetteer, catalogue: Catalogue, inputs: str, **more: str) -> None:
    """Write an atlas, whole or not at all. `inputs` is the hash of what it was made from; `more` are other facts to keep (see `facts`).

    Raises `StoreError` when the folder cannot be written or the disk is full; the file that was there stays as it was.
    """
    with replacing(path) as beside:
        write_spatial(beside, "places", gazetteer.frame())
        write_spatial(beside, "shapes", gazetteer.shape_frame(), append=True)
        with sqlite3.connect(beside) as db:
            tables = {name: list(rows[name]) for name in ROW_TABLES}
            tables["events"] = [
                (e.id, e.name, e.first.isoformat(), e.last.isoformat(), e.period, "; ".join(e.places), e.summary, "; ".join(e.sources))
                for e in catalogue.events.values()
            ]
            tables["names"] = [(n.place, n.text, n.language, n.status, n.since, n.until) for n in gazetteer.names]
            for name, content in tables.items():
                _write_table(db, name, content)
            for table, column in _INDICES:
                db.execute(f'CREATE INDEX "idx_{table}_{column}" ON "{table}" ("{column}")')
            make_index(db)
            db.execute("CREATE TABLE atlas (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
            _register(db, "atlas", "What the atlas was made from")
            stamp = datetime.now(UTC).isoformat(timespec="seconds")
            db.executemany("INSERT INTO atlas VALUES (?, ?)", [("inputs", inputs), ("version", geo.__version__), ("built", stamp), *more.items()])
        db.close()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well, and is removed when it does not.

    Raises `StoreError` in one line for what the file system refuses.
    """
    beside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}{_TEMPORARY}{os.getpid()}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        beside = Path(name)
        beside.unlink()
        yield beside
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, StoreError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StoreError(f"{path}: cannot be written ({reason}); check the folder, its permissions and the space left; the earlier file is untouched") from None
    finally:
        if beside is not None:
            for left in beside.parent.glob(f"{beside.name}*"):
                with suppress(OSError):
                    left.unlink()


def _sweep(path: Path) -> None:
    """Remove what builds that were killed left behind."""
    for left in path.parent.glob(f".{path.name}{_TEMPORARY}*"):
        match = re.search(rf"{re.escape(_TEMPORARY)}(\d+)-", left.name)
        if match and not _alive(int(match.group(1))):
            with suppress(OSError):
                left.unlink()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_spatial(path: Path, layer: str, frame: gpd.GeoDataFrame, *, append: bool = False) -> None:
    """Write a layer of a GeoPackage; columns of dates (or empty) become real Date fields."""
    frame = frame.copy()
    for column in frame.columns.drop("geometry"):
        values = frame[column]
        if values.map(lambda value: value is None or isinstance(value, date)).all():
            frame[column] = pd.array(values.tolist(), dtype=pd.ArrowDtype(pa.date32()))
    version = {} if append else {"dataset_options": {"VERSION": "1.2"}}  # what QGIS 3.22 and GDAL 3.4 read without a warning
    kind = "Unknown" if frame.geom_type.nunique() > 1 else None
    frame.to_file(path, layer=layer, driver="GPKG", engine="pyogrio", use_arrow=True, mode="a" if append else "w", geometry_type=kind, **version)


def _write_table(db: sqlite3.Connection, name: str, rows: Iterable[tuple[object, ...]]) -> None:
    columns = TABLES[name]
    key = _KEYS.get(name)
    own = [] if key and next(c for c in columns if c.name == key).type == "integer" else ['"fid" INTEGER PRIMARY KEY AUTOINCREMENT']
    defined = own + [
        f'"{c.name}" {_SQL_TYPES[c.type]}' + (" PRIMARY KEY" if c.name == key and not own else " UNIQUE NOT NULL" if c.name == key else "") for c in columns
    ]
    db.execute(f'CREATE TABLE "{name}" ({", ".join(defined)})')
    names = ", ".join(f'"{c.name}"' for c in columns)
    db.executemany(f'INSERT INTO "{name}" ({names}) VALUES ({", ".join("?" * len(columns))})', rows)
    _register(db, name, name.replace("_", " "))


def _register(db: sqlite3.Connection, table: str, about: str) -> None:
    db.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, 'attributes', ?, ?, 0)", (table, table, about))


# --- reading ------------------------------------------------------------------------------------------------------


def exists(path: Path) -> bool:
    """Whether there is an atlas to read."""
    return path.is_file() and path.stat().st_size > 0


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    if not exists(path):
        raise StoreError(f"{path}: there is no atlas; make one with: python -m geo build")
    try:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        try:
            yield db
        finally:
            db.close()
    except (sqlite3.Error, pd.errors.DatabaseError) as error:
        reason = str(error).rsplit(": ", 1)[-1].splitlines()[0]
        raise StoreError(f"{path}: cannot be read ({reason}); make it anew with: python -m geo build") from None


def facts(path: Path) -> dict[str, str]:
    """What the atlas was made from: inputs (hash), version, built (UTC), and what else was kept with it."""
    with _open(path) as db:
        return dict(db.execute("SELECT key, value FROM atlas"))


def document_ids(path: Path) -> set[str]:
    """Identifiers of the works that an atlas holds."""
    with _open(path) as db:
        return {row[0] for row in db.execute("SELECT document FROM documents")}


def read_document_rows(path: Path) -> dict[str, list[Rows]]:
    """Fingerprint -> the rows of each document that has it, numbered from 0 within it; empty when there is no atlas that can be read."""
    found: dict[str, list[Rows]] = {}
    if not exists(path):
        return found
    try:
        with _open(path) as db:
            tables = {name: db.execute(f"SELECT {_names(name)} FROM {name} ORDER BY rowid").fetchall() for name in ROW_TABLES}
    except StoreError:
        return found
    owner = {row[0]: row[1] for row in tables["passages"]}
    first_passage, first_mention = dict[str, int](), dict[str, int]()
    for number, document in owner.items():
        first_passage.setdefault(document, number)
    for row in tables["mentions"]:
        first_mention.setdefault(row[2], row[0])
    by_document: dict[str, Rows] = {row[0]: {name: [] for name in ROW_TABLES} for row in tables["documents"]}
    for row in tables["documents"]:
        by_document[row[0]]["documents"].append(row)
        found.setdefault(row[-1], []).append(by_document[row[0]])
    for row in tables["passages"]:
        by_document[row[1]]["passages"].append((row[0] - first_passage[row[1]], *row[1:]))
    for row in tables["mentions"]:
        by_document[row[2]]["mentions"].append((row[0] - first_mention[row[2]], row[1] - first_passage[row[2]], *row[2:]))
    for row in tables["whens"]:
        document = owner[row[0]]
        mention = None if row[1] is None else row[1] - first_mention[document]
        by_document[document]["whens"].append((row[0] - first_passage[document], mention, *row[2:]))
    for row in tables["passage_events"]:
        document = owner[row[0]]
        by_document[document]["passage_events"].append((row[0] - first_passage[document], *row[1:]))
    return found


def _names(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in TABLES[table])


def read(path: Path, gazetteer: Gazetteer) -> Atlas:
    """The atlas in memory; texts and full-text search stay in the file. Raises `StoreError`.

    Places that the atlas holds and the gazetteer lacks are taken from the atlas.
    """
    with _open(path) as db:
        frames = {
            name: pd.read_sql_query(
                f"SELECT {', '.join(f'{c.name!r}'.replace(chr(39), chr(34)) for c in TABLES[name] if c.name != 'text')} FROM {name} ORDER BY rowid", db
            )
            for name in (*ROW_TABLES, "events")
        }
        gazetteer = gazetteer.extended(*_own_places(path, db, gazetteer))
    words = FullText(partial(_open, path))
    return Atlas(gazetteer=gazetteer, search=words.search, matches=words.matches, texts=words.texts, **frames)


def in_memory(rows: Rows, gazetteer: Gazetteer, base: Atlas) -> Atlas:
    """An atlas of these rows alone, with the events of another one: nothing is written anywhere."""
    frames = {name: pd.DataFrame(rows[name], columns=[column.name for column in TABLES[name]]) for name in ROW_TABLES}
    for name, frame in frames.items():
        for column in TABLES[name]:
            if column.type in ("integer", "real"):  # a table without rows, or with gaps, has its types as well
                frame[column.name] = pd.to_numeric(frame[column.name])
    texts = zip(frames["passages"]["passage"], frames["passages"].pop("text"), strict=True)
    words = in_memory_texts((int(number), str(text)) for number, text in texts)
    return Atlas(gazetteer=gazetteer, search=words.search, matches=words.matches, texts=words.texts, events=base.events, **frames)


def _own_places(path: Path, db: sqlite3.Connection, gazetteer: Gazetteer) -> tuple[list[Place], list[Name], list[Shape]]:
    """Places, names and shapes that the atlas holds and the gazetteer lacks."""
    columns = ", ".join(column.name for column in TABLES["places"] if column.name != "layer")
    new = [row for row in db.execute(f"SELECT {columns} FROM places") if row[0] not in gazetteer.places]
    if not new:
        return [], [], []
    places = [Place(**dict(zip(_PLACE_FIELDS, row, strict=True))) for row in new]
    ids = {place.id for place in places}
    asked = "SELECT place_id, text, language, status, since, until FROM names"
    names = [Name(place, text, language, status, "never", since, until) for place, text, language, status, since, until in db.execute(asked) if place in ids]
    shapes: list[Shape] = []
    if ids & {row[0] for row in db.execute("SELECT place_id FROM shapes")}:
        frame = gpd.read_file(path, layer="shapes", engine="pyogrio")
        for one in frame[frame["place_id"].isin(ids)].itertuples():
            days = [None if pd.isna(day) else pd.Timestamp(day).date() for day in (one.begin, one.end)]
            words = [str(word or "") for word in (one.source, one.source_id, one.note)]
            shapes.append(Shape(one.place_id, one.geometry, days[0], days[1], one.precision, float(one.prec_km), *words))
    return places, names, shapes


def default_path() -> Path:
    """The atlas that is read when no other is named."""
    return settings.atlas_file
