"""Places, names, shapes: load, validate (all faults at once), look up.

Files (columns in data/README.md): `places.csv`, `names.csv`, `shapes.geojson`, `cues.toml` in the gazetteer's folder.
"""

import csv
import itertools
import json
import math
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import is_valid_reason
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo import settings
from geo.errors import DataError
from geo.model import KINDS, LINE_KINDS, MATCHINGS, NAME_STATUSES, PRECISIONS, Name, Place, layer_of

PLACE_COLUMNS = ("id", "name", "kind", "country", "parent", "lat", "lon", "precision", "precision_km", "source", "source_id", "note")
NAME_COLUMNS = ("place_id", "text", "language", "status", "matching", "since", "until")
SHAPE_PROPERTIES = ("place_id", "valid_from", "valid_to", "precision", "precision_km", "source", "source_id", "note")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
MUST_HAVE_SHAPE = LINE_KINDS | {"zone"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry of a place (WGS84) with its own validity; None means without a beginning or an end."""

    place: str
    geometry: BaseGeometry = field(repr=False)
    begin: date | None
    end: date | None
    precision: str
    precision_km: float
    source: str
    source_id: str
    note: str


@dataclass(frozen=True)
class Gazetteer:
    """The places with their names and shapes, and the cue words that resolution reads.

    The last `added_shapes` of the shapes are not of the gazetteer's own file.
    """

    places: dict[str, Place]
    names: tuple[Name, ...]
    shapes: tuple[Shape, ...]
    cues: dict[str, tuple[str, ...]]
    added_shapes: int = 0

    def extended(self, places: Iterable[Place], names: Iterable[Name] = (), shapes: Iterable[Shape] = ()) -> "Gazetteer":
        """The gazetteer with more places, their names and shapes; a place that is there already stays as it is."""
        new = {place.id: place for place in places if place.id not in self.places}
        if not new:
            return self
        more = tuple(one for one in shapes if one.place in new)
        return replace(
            self,
            places={**self.places, **new},
            names=(*self.names, *(name for name in names if name.place in new)),
            shapes=(*self.shapes, *more),
            added_shapes=self.added_shapes + len(more),
        )

    @cached_property
    def names_of(self) -> dict[str, list[Name]]:
        """Place id -> its names."""
        found: dict[str, list[Name]] = defaultdict(list)
        for name in self.names:
            found[name.place].append(name)
        return dict(found)

    @cached_property
    def variants(self) -> dict[str, list[Name]]:
        """Folded name -> the names written so, of all places; those never looked for are left out."""
        found: dict[str, list[Name]] = defaultdict(list)
        for name in self.names:
            if name.matching != "never":
                found[fold(name.text)].append(name)
        return dict(found)

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Place id -> the places that name it as their parent."""
        found: dict[str, list[str]] = defaultdict(list)
        for place in self.places.values():
            if place.parent:
                found[place.parent].append(place.id)
        return dict(found)

    def shapes_of(self, place: str, on: date | None = None) -> list[Shape]:
        """Shapes of a place, or those valid on a day."""
        return [s for s in self._shapes_by_place.get(place, []) if on is None or ((s.begin is None or s.begin <= on) and (s.end is None or on <= s.end))]

    @cached_property
    def shape_numbers(self) -> dict[str, list[int]]:
        """Place id -> the positions of its shapes in `shapes`."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self.shapes):
            found[one.place].append(number)
        return dict(found)

    @cached_property
    def _shapes_by_place(self) -> dict[str, list[Shape]]:
        found: dict[str, list[Shape]] = defaultdict(list)
        for one in self.shapes:
            found[one.place].append(one)
        return dict(found)

    def name_in(self, place: str, language: str) -> str:
        """What a place is called in a language: the official name, else the first that is not a former one, else its name here."""
        return self._called.get(language, {}).get(place) or self.places[place].name

    @cached_property
    def _called(self) -> dict[str, dict[str, str]]:
        order = {"official": 0, "variant": 1, "former": 2}
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for name in sorted(self.names, key=lambda name: order[name.status]):
            if name.language != "en":  # the English names here are those of places.csv
                found[name.language].setdefault(name.place, name.text)
        return dict(found)

    def search(self, text: str) -> list[Place]:
        """Places that are written so, or begin so, in any language and script; whole matches first."""
        wanted = fold(text.strip())
        if not wanted:
            return []
        whole, begun = dict[str, Place](), dict[str, Place]()
        for name in self.names:
            folded = fold(name.text)
            if folded == wanted:
                whole[name.place] = self.places[name.place]
            elif folded.startswith(wanted):
                begun[name.place] = self.places[name.place]
        return [*whole.values(), *(place for key, place in begun.items() if key not in whole)]

    def frame(self) -> gpd.GeoDataFrame:
        """Places as points: the columns of `model.TABLES["places"]` and a geometry (WGS84)."""
        rows = [
            (p.id, p.name, p.kind, layer_of(p.kind), p.country, p.parent, p.lat, p.lon, p.precision, p.precision_km, p.source, p.source_id, p.note)
            for p in self.places.values()
        ]
        columns = ["place_id", "name", "kind", "layer", "country", "parent", "lat", "lon", "precision", "prec_km", "source", "source_id", "note"]
        frame = pd.DataFrame(rows, columns=columns)
        return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs="EPSG:4326")

    def shape_frame(self) -> gpd.GeoDataFrame:
        """Shapes: the columns of `model.TABLES["shapes"]` and a geometry (WGS84)."""
        rows = []
        for one in self.shapes:
            place = self.places[one.place]
            rows.append(
                (
                    place.id,
                    place.name,
                    place.kind,
                    layer_of(place.kind),
                    one.begin,
                    one.end,
                    one.precision,
                    one.precision_km,
                    one.source,
                    one.source_id,
                    one.note,
                )
            )
        columns = ["place_id", "name", "kind", "layer", "begin", "end", "precision", "prec_km", "source", "source_id", "note"]
        frame = pd.DataFrame(rows, columns=columns)
        return gpd.GeoDataFrame(frame, geometry=[one.geometry for one in self.shapes], crs="EPSG:4326")


# --- folding ------------------------------------------------------------------------------------------------------

_SPECIAL = {
    **dict.fromkeys("əǝƏƎ", "e"), **dict.fromkeys("ıİ", "i"), "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ß": "s", "æ": "a", "Æ": "a",
    **dict.fromkeys("’ʼ‘`ʻʹ´′＇", "'"), **dict.fromkeys("–—‑‐−", "-"), **dict.fromkeys("\u00a0\u202f\u2009\n\t\r", " "), "ё": "е", "Ё": "е",
}  # fmt: skip


class _FoldTable(dict[int, str]):
    """One folded character for each character, worked out when first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = _SPECIAL.get(char)
        if folded is None:
            base = unicodedata.normalize("NFKD", char)[:1] if unicodedata.category(char)[0] == "L" and char not in "йЙ" else char
            folded = base.lower() if len(base.lower()) == 1 else base
        self[code] = folded
        return folded


_FOLD = _FoldTable()
_PLAIN = str.maketrans("`\n\t\r", "'   ")
_COMBINING = re.compile(r"[\u0300-\u036f]")


def fold(text: str) -> str:
    """Text in small letters, without accents, with plain apostrophes, hyphens and spaces; combining marks are dropped."""
    if _COMBINING.search(text):
        text = _COMBINING.sub("", unicodedata.normalize("NFC", text))
    return text.translate(_FOLD)


def fold_in_place(text: str) -> tuple[str, list[int] | None]:
    """Folded text, and for each of its characters (and its end) the position in `text`; None when positions are the same."""
    if text.isascii():
        return text.lower().translate(_PLAIN), None
    if not _COMBINING.search(text):
        return text.translate(_FOLD), None
    kept = [at for at, char in enumerate(text) if not _COMBINING.match(char)]
    return "".join(text[at] for at in kept).translate(_FOLD), [*kept, len(text)]


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points in degrees (haversine, radius 6371.0088 km)."""
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


# --- loading and validating ---------------------------------------------------------------------------------------


def load(folder: Path | None = None) -> Gazetteer:
    """Read and validate a gazetteer. Raises `DataError` with every fault found, each with its file and line."""
    folder = folder or settings.data_dir / "gazetteer"
    faults: list[str] = []
    places = _read_places(folder / "places.csv", faults)
    names = _read_names(folder / "names.csv", places, faults)
    shapes = _read_shapes(folder / "shapes.geojson", places, faults)
    cues = _read_cues(folder / "cues.toml", faults)
    if faults:
        raise DataError(faults)
    return Gazetteer(places, tuple(names), tuple(shapes), cues)


def csv_rows(path: Path, columns: tuple[str, ...], faults: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of a CSV file, stripped, each with a 'file:line' for messages; what is wrong with the file is added to `faults`."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [c for c in columns if c not in (reader.fieldnames or [])]
            if missing:
                faults.append(f"{path}: column {', '.join(missing)} is missing; the first line must name {', '.join(columns)}")
                return
            for row in reader:
                where = f"{path}:{reader.line_num}"
                if None in row or None in row.values():
                    faults.append(f"{where}: has {'more' if None in row else 'fewer'} cells than columns; check commas and quotes")
                    continue
                yield where, {key: value.strip() for key, value in row.items() if key}
    except FileNotFoundError:
        faults.append(f"{path}: is missing; restore it from the repository")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.append(f"{path}: cannot be read ({error}); it must be CSV in UTF-8")


def _number(raw: str, low: float, high: float) -> float | None:
    try:
        value = float(raw)
    except ValueError:
        return None
    return value if low <= value <= high else None


def _read_places(path: Path, faults: list[str]) -> dict[str, Place]:
    places: dict[str, Place] = {}
    where_of: dict[str, str] = {}
    for where, row in csv_rows(path, PLACE_COLUMNS, faults):
        key = row["id"]
        if not key:
            faults.append(f"{where}: the id is missing; give the place one, such as {_suggest(row['name'])!r}")
            continue
        if not _ID.fullmatch(key):
            faults.append(f"{where}: id {key!r} is no id; use small letters, digits and hyphens")
        if key in places:
            faults.append(f"{where}: id {key!r} stands twice (first at {where_of[key]}); give one of them another id")
            continue
        lat, lon, km = _number(row["lat"], -90, 90), _number(row["lon"], -180, 180), _number(row["precision_km"], 0, 20_000)
        faults += (f"{where}: {key}: {fault}" for fault in place_faults(row, lat, lon, km))
        where_of[key] = where
        known = {column: row[column] for column in PLACE_COLUMNS if column not in ("lat", "lon", "precision_km")}
        places[key] = Place(**known, lat=lat or 0.0, lon=lon or 0.0, precision_km=km or 0.0)
    for place in places.values():
        if place.parent and place.parent not in places:
            faults.append(f"{where_of[place.id]}: {place.id}: parent {place.parent!r} is no place; add it or mend the id")
        elif _is_own_ancestor(place, places):
            faults.append(f"{where_of[place.id]}: {place.id}: lies within itself by its parents; mend one of them")
    return places


def place_faults(row: Mapping[str, str], lat: float | None, lon: float | None, km: float | None) -> Iterator[str]:
    """What is wrong with a place: its cells as text, and its numbers as far as they are in range."""
    if not row["name"]:
        yield "the name is missing; give it one"
    if row["kind"] not in KINDS:
        yield f"kind {row['kind']!r} is unknown; use one of {', '.join(KINDS)}"
    if lat is None:
        yield f"latitude {row['lat']!r} is out of range or no number; give degrees from -90 to 90"
    if lon is None:
        yield f"longitude {row['lon']!r} is out of range or no number; give degrees from -180 to 180"
    if row["precision"] not in PRECISIONS:
        yield f"precision {row['precision']!r} is unknown; use one of {', '.join(PRECISIONS)}"
    if km is None:
        yield f"precision_km {row['precision_km']!r} is no number of kilometres; give an honest estimate"
    if not row["source"]:
        yield "the source of the location is missing; say where it is from"
    if row["precision"] == "approximate" and not row["note"]:
        yield "is approximate without a note; say how the location was derived"


def _suggest(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "a-name"


def _is_own_ancestor(place: Place, places: dict[str, Place]) -> bool:
    seen, at = {place.id}, place
    while at.parent and at.parent in places:
        if at.parent in seen:
            return True
        seen.add(at.parent)
        at = places[at.parent]
    return False


def _read_names(path: Path, places: dict[str, Place], faults: list[str]) -> list[Name]:
    names: list[Name] = []
    seen: dict[tuple[str, str, str], str] = {}
    for where, row in csv_rows(path, NAME_COLUMNS, faults):
        place, text = row["place_id"], row["text"]
        matching = row["matching"] or "cased"
        if place not in places:
            faults.append(f"{where}: name {text!r} points to {place!r}, which is no place; add the place or mend the id")
            continue
        if not text:
            faults.append(f"{where}: {place}: the name is empty; write it or take the line out")
            continue
        if (place, text, row["language"]) in seen:
            faults.append(f"{where}: {place}: name {text!r} stands twice in {row['language']} (first at {seen[place, text, row['language']]}); take one out")
            continue
        if not _LANGUAGE.fullmatch(row["language"]):
            faults.append(f"{where}: {place}: language {row['language']!r} is no language code; use az, hy, ru, en, ...")
        if row["status"] not in NAME_STATUSES:
            faults.append(f"{where}: {place}: status {row['status']!r} is unknown; use one of {', '.join(sorted(NAME_STATUSES))}")
        if matching not in MATCHINGS:
            faults.append(f"{where}: {place}: matching {matching!r} is unknown; use one of {', '.join(MATCHINGS)}")
        seen[place, text, row["language"]] = where
        names.append(Name(place, text, row["language"], row["status"], matching, row["since"], row["until"]))
    named = {name.place for name in names}
    faults += [f"{path}: {key} has no name; add one" for key in places if key not in named]
    return names


def _read_shapes(path: Path, places: dict[str, Place], faults: list[str]) -> list[Shape]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except FileNotFoundError:
        faults.append(f"{path}: is missing; restore it from the repository")
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        faults.append(f"{path}: cannot be read ({error}); it must be a GeoJSON FeatureCollection in UTF-8")
        return []
    shapes: list[Shape] = []
    for at, feature in enumerate(features, 1):
        properties = feature.get("properties") or {}
        place = str(properties.get("place_id") or "")
        where = f"{path}: feature {at} ({place or 'no place_id'})"
        if place not in places:
            faults.append(f"{where}: points to no place; add the place or mend place_id")
            continue
        geometry = read_geometry(feature.get("geometry"), where, faults)
        begin, end = _day(properties.get("valid_from"), where, faults), _day(properties.get("valid_to"), where, faults)
        if begin and end and end < begin:
            faults.append(f"{where}: ends ({end}) before it begins ({begin}); swap or mend the days")
        if properties.get("precision") not in PRECISIONS:
            faults.append(f"{where}: precision {properties.get('precision')!r} is unknown; use one of {', '.join(PRECISIONS)}")
        km = _number(str(properties.get("precision_km", "")), 0, 20_000)
        if km is None:
            faults.append(f"{where}: precision_km {properties.get('precision_km')!r} is no number of kilometres; give an honest estimate")
        if not properties.get("source"):
            faults.append(f"{where}: the source is missing; say where the outline is from")
        if properties.get("precision") == "approximate" and not properties.get("note"):
            faults.append(f"{where}: is approximate without a note; say how the outline was made")
        if geometry is not None:
            words = [str(properties.get(key) or "") for key in ("precision", "source", "source_id", "note")]
            shapes.append(Shape(place, geometry, begin, end, words[0], km or 0.0, words[1], words[2], words[3]))
    faults += _overlaps(path, shapes)
    shaped = {one.place for one in shapes}
    faults += [f"{path}: {p.id} is a {p.kind} without a shape; draw one" for p in places.values() if p.kind in MUST_HAVE_SHAPE and p.id not in shaped]
    return shapes


def read_geometry(raw: Any, where: str, faults: list[str]) -> BaseGeometry | None:
    """A GeoJSON geometry (WGS84), or None and a fault that says what is wrong with it."""
    try:
        geometry = shape(raw)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        faults.append(f"{where}: the geometry is broken ({error}); draw it again")
        return None
    if geometry.is_empty:
        faults.append(f"{where}: the geometry is empty; draw one")
        return None
    if not geometry.is_valid:
        faults.append(f"{where}: the geometry is not valid ({is_valid_reason(geometry)}); mend it")
        return None
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        faults.append(f"{where}: a coordinate is out of range (bounds {geometry.bounds}); give degrees, longitude first")
        return None
    return geometry


def _day(raw: Any, where: str, faults: list[str]) -> date | None:
    if raw in (None, ""):
        return None
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        faults.append(f"{where}: {raw!r} is no day; write YYYY-MM-DD or leave it empty")
        return None


def _overlaps(path: Path, shapes: Iterable[Shape]) -> Iterator[str]:
    by_place: dict[str, list[Shape]] = defaultdict(list)
    for one in shapes:
        by_place[one.place].append(one)
    for place, versions in by_place.items():
        versions.sort(key=lambda one: one.begin or date.min)
        for before, after in itertools.pairwise(versions):
            if before.end is None or (after.begin or date.min) <= before.end:
                yield f"{path}: {place}: two shapes are valid on the same day ({after.begin or 'always'}); end one before the other begins"


def _read_cues(path: Path, faults: list[str]) -> dict[str, tuple[str, ...]]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return {str(key): tuple(str(word) for word in words) for key, words in raw.items()}
    except FileNotFoundError:
        faults.append(f"{path}: is missing; restore it from the repository")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        faults.append(f"{path}: cannot be read ({error}); it must be TOML with lists of words")
    return {}
