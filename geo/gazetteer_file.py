"""The files of the gazetteer: read and validate (all faults at once).

Files (columns in data/README.md): `places.csv`, `names.csv`, `shapes.geojson`, `cues.toml` in the gazetteer's folder.
"""

import csv
import itertools
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from geo import settings
from geo.dates import parse_day
from geo.errors import DataError
from geo.folding import slug
from geo.gazetteer import Gazetteer, Shape
from geo.geometry import read_geometry
from geo.model import KINDS, LINE_KINDS, MATCHINGS, NAME_STATUSES, PRECISIONS, Name, Place

PLACE_COLUMNS = ("id", "name", "kind", "country", "parent", "lat", "lon", "precision", "precision_km", "source", "source_id", "note")
NAME_COLUMNS = ("place_id", "text", "language", "status", "matching", "since", "until")
SHAPE_PROPERTIES = ("place_id", "valid_from", "valid_to", "precision", "precision_km", "source", "source_id", "note")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
MUST_HAVE_SHAPE = LINE_KINDS | {"zone"}


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
            faults.append(f"{where}: the id is missing; give the place one, such as {slug(row['name']) or 'a-name'!r}")
            continue
        if not ID.fullmatch(key):
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
        faults += (f"{where}: {place}: {fault}" for fault in _years(row["since"], row["until"]))
        seen[place, text, row["language"]] = where
        names.append(Name(place, text, row["language"], row["status"], matching, row["since"], row["until"]))
    named = {name.place for name in names}
    faults += [f"{path}: {key} has no name; add one" for key in places if key not in named]
    return names


def _years(since: str, until: str) -> Iterator[str]:
    """What is wrong with when a name was in use."""
    try:
        first, last = (parse_day(since) if since else date.min), (parse_day(until, last=True) if until else date.max)
    except ValueError as error:
        yield f"since or until: {error}"
        return
    if last < first:
        yield f"the name is in use until {until}, before it is since {since}; swap or mend them"


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
