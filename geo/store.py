"""The atlas on disk: one GeoPackage, written beside and renamed into place.

Spatial layers `places` (points) and `shapes`; attribute tables for the rest, with keys and indices; full-text search
over the passages by FTS5 (the table `passages_fts`). QGIS and GDAL open it as it is.
"""

import os
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

import geo
from geo import settings
from geo.atlas import Atlas, Rows
from geo.errors import StoreError
from geo.events import Catalogue
from geo.gazetteer import Gazetteer, Shape
from geo.model import TABLES, Name, Place

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
_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters that mark what a search found


# --- writing ------------------------------------------------------------------------------------------------------


def write(path: Path, rows: Rows, gazetteer: Gazetteer, catalogue: Catalogue, inputs: str) -> None:
    """Write an atlas, whole or not at all. `inputs` is the hash of what it was made from.

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
            db.execute(
                "CREATE VIRTUAL TABLE passages_fts USING fts5(text, content='passages', content_rowid='passage', tokenize='unicode61 remove_diacritics 2')"
            )
            db.execute("INSERT INTO passages_fts(passages_fts) VALUES ('rebuild')")
            db.execute("CREATE TABLE atlas (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
            _register(db, "atlas", "What the atlas was made from")
            stamp = datetime.now(UTC).isoformat(timespec="seconds")
            db.executemany("INSERT INTO atlas VALUES (?, ?)", [("inputs", inputs), ("version", geo.__version__), ("built", stamp)])
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
    """What the atlas was made from: inputs (hash), version, built (UTC)."""
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
    return Atlas(gazetteer=gazetteer, search=_searcher(path), matches=_matcher(path), texts=_texts(path), **frames)


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


def _searcher(path: Path) -> Callable[[str], np.ndarray]:
    def search(words: str) -> np.ndarray:
        query = match_query(words)
        if not query:
            return np.empty(0, dtype=np.int64)
        with _open(path) as db:
            return np.array(
                [row[0] for row in db.execute("SELECT rowid FROM passages_fts WHERE passages_fts MATCH ? ORDER BY rank, rowid", (query,))], dtype=np.int64
            )

    return search


def _matcher(path: Path) -> Callable[[str, Iterable[int]], dict[int, list[tuple[int, int]]]]:
    def matches(words: str, numbers: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
        query, wanted = match_query(words), [int(number) for number in numbers]
        if not query or not wanted:
            return {}
        marks = ", ".join("?" * len(wanted))
        asked = f"SELECT rowid, highlight(passages_fts, 0, ?, ?) FROM passages_fts WHERE passages_fts MATCH ? AND rowid IN ({marks})"
        with _open(path) as db:
            return {number: _spans(text) for number, text in db.execute(asked, (_OPEN, _CLOSE, query, *wanted))}

    return matches


def _spans(text: str) -> list[tuple[int, int]]:
    """Where marked parts stand in a text without the marks."""
    spans, at, begun = [], 0, 0
    for piece in re.split(f"({_OPEN}|{_CLOSE})", text):
        if piece == _OPEN:
            begun = at
        elif piece == _CLOSE:
            spans.append((begun, at))
        else:
            at += len(piece)
    return spans


def match_query(words: str) -> str:
    """An FTS5 query for words as a person types them: all of them, "quoted" ones as a phrase; operators lose their meaning."""
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]+)"|(\S+)', words)]
    quoted = ['"' + part.replace('"', '""') + '"' for part in parts if any(char.isalnum() for char in part)]
    return " ".join(quoted)


def _texts(path: Path) -> Callable[[Iterable[int]], dict[int, str]]:
    def texts(numbers: Iterable[int]) -> dict[int, str]:
        wanted = [int(number) for number in numbers]
        found: dict[int, str] = {}
        with _open(path) as db:
            for at in range(0, len(wanted), 500):
                part = wanted[at : at + 500]
                found.update(db.execute(f"SELECT passage, text FROM passages WHERE passage IN ({', '.join('?' * len(part))})", part))
        return found

    return texts


def default_path() -> Path:
    """The atlas that is read when no other is named."""
    return settings.atlas_file
