"""The file of corrections: read and validate (all faults at once), add to, take from; comments and order of a file edited by hand stay."""

import os
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit
from filelock import FileLock, Timeout
from shapely.geometry.base import BaseGeometry

from geo import settings, world
from geo.corrections import SCOPES, WHATS, Correction, Corrections, unlisted
from geo.errors import DataError, InputError, StoreError
from geo.folding import slug
from geo.gazetteer import Gazetteer, Shape
from geo.gazetteer_file import ID, MUST_HAVE_SHAPE, place_faults
from geo.model import Name, Place
from geo.sketch import read_sketch

CORRECTION_KEYS = ("what", "surface", "document", "prefix", "suffix", "scope", "place", "date", "reason", "author")
PLACE_KEYS = ("id", "name", "names", "kind", "country", "parent", "lat", "lon", "geometry", "precision", "precision_km", "source", "source_id", "note")
HEADER = """\
# Corrections of what the program decided, applied at every build. Keys: data/README.md.
# Written by the pages and by "python -m geo correct"; may be edited by hand.
"""
_WAIT = 20
_Row = dict[str, Any]


# --- reading ------------------------------------------------------------------------------------------------------


def load(gazetteer: Gazetteer, paths: Iterable[Path] | None = None) -> Corrections:
    """The corrections of some files together; without `paths` of `settings.corrections_file`, which may be missing.

    A correction may name a place of the gazetteer, of the world, or one that a file defines.

    Raises `InputError` when a named file is missing, and `DataError` with every fault found, each with its file and entry.
    """
    named = list(paths) if paths is not None else [settings.corrections_file]
    faults: list[str] = []
    found: list[tuple[Path, _Row]] = []
    for path in named:
        if path.exists():
            raw = _parse(_text(path), path, faults)
            found.append((path, raw))
        elif paths is not None:
            raise InputError(f"{path}: no such file; check the path of the corrections")
    wanted = {str(row.get("place")) for _, raw in found for row in raw.get("correction", []) if isinstance(row, dict)}
    known = world.load().extend(gazetteer, wanted)
    corrections = _corrections(found, known, faults)
    if faults:
        raise DataError(faults)
    more = [known.places[key] for key in sorted(known.places.keys() - gazetteer.places.keys())]
    return replace(corrections, places=(*corrections.places, *more), names=(*corrections.names, *(name for place in more for name in known.names_of[place.id])))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); it must be TOML in UTF-8") from None


def _parse(text: str, path: Path, faults: list[str]) -> _Row:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{path}: is not valid TOML ({error}); mend it")
        return {}
    for key, rows in raw.items():
        if key not in ("correction", "place"):
            faults.append(f"{path}: {key!r} is unknown; write [[correction]] and [[place]] entries")
        elif not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            faults.append(f"{path}: {key} must be written as [[{key}]] entries")
    return {key: [row for row in rows if isinstance(row, dict)] for key, rows in raw.items() if isinstance(rows, list)}


def _corrections(found: Iterable[tuple[Path, _Row]], gazetteer: Gazetteer, faults: list[str]) -> Corrections:
    found = list(found)
    places: dict[str, Place] = {}
    names: list[Name] = []
    shapes: list[Shape] = []
    for path, raw in found:
        for number, row in enumerate(raw.get("place", []), 1):
            where = f"{path}: place {number}"
            taken = row.get("id") in places or row.get("id") in gazetteer.places
            place, geometry = _place(row, where, gazetteer.places, faults, taken=taken)
            places.setdefault(place.id, place)
            names += _names(row, where, place, faults)
            if geometry is not None:
                shapes.append(Shape(place.id, geometry, None, None, place.precision, place.precision_km, place.source, place.source_id, place.note))
    known = {**gazetteer.places, **places}
    entries = []
    for path, raw in found:
        for number, row in enumerate(raw.get("correction", []), 1):
            entry = _entry(row, f"{path}: correction {number}", known, faults)
            if entry:
                entries.append(entry)
    kinds = {entry.place: known[entry.place].kind for entry in entries if entry.place in known}
    return Corrections(tuple(entries), tuple(places.values()), tuple(names), tuple(shapes), kinds, unlisted((entry.surface for entry in entries), gazetteer))


def _entry(row: _Row, where: str, places: Mapping[str, Place], faults: list[str]) -> Correction | None:
    before = len(faults)
    text = _texts(row, where, CORRECTION_KEYS, ("date",), faults)
    day = row.get("date")
    if isinstance(day, str):
        with suppress(ValueError):
            day = date.fromisoformat(day)
    if type(day) is not date:
        faults.append(f"{where}: date {str(row.get('date', ''))!r} is no day; write YYYY-MM-DD")
    for key, allowed in (("what", WHATS), ("scope", SCOPES)):
        if text[key] not in allowed:
            faults.append(f"{where}: {key} {text[key]!r} is unknown; use one of {', '.join(allowed)}")
    for key, about in (("surface", "write the name as it stands in the text"), ("reason", "say why"), ("author", "say who corrects")):
        if not text[key].strip():
            faults.append(f"{where}: {key} is missing; {about}")
    if text["scope"] in ("here", "document") and not text["document"]:
        faults.append(f"{where}: document is missing; name it, or use the scope everywhere")
    if text["what"] == "place" and not text["place"]:
        faults.append(f"{where}: place is missing; give the id of the place that is meant")
    elif text["place"] and text["place"] not in places:
        faults.append(f"{where}: place {text['place']!r} is no place; define it as a [[place]] or mend the id")
    elif text["place"] and text["what"] == "not_a_place":
        faults.append(f"{where}: not_a_place has no place; take one of them out")
    if len(faults) > before or type(day) is not date:
        return None
    return Correction(**{key: text[key] for key in CORRECTION_KEYS if key != "date"}, day=day, where=where)


def _texts(row: _Row, where: str, keys: tuple[str, ...], other: tuple[str, ...], faults: list[str]) -> dict[str, str]:
    """The texts of an entry; what is no text, and keys that nobody knows, are faults."""
    faults += [f"{where}: {key!r} is unknown; use {', '.join(keys)}" for key in row if key not in keys]
    faults += [f"{where}: {key} must be text in quotes" for key in keys if key not in other and not isinstance(row.get(key, ""), str)]
    return {key: str(row.get(key, "")) for key in keys}


def _place(row: _Row, where: str, known: Mapping[str, Place], faults: list[str], *, taken: bool) -> tuple[Place, BaseGeometry | None]:
    """A new place and its shape, when it is more than a point."""
    text = _texts(row, where, PLACE_KEYS, ("lat", "lon", "precision_km", "names", "geometry"), faults)
    if not ID.fullmatch(text["id"]):
        faults.append(f"{where}: id {text['id']!r} is no id; use small letters, digits and hyphens")
    elif taken:
        faults.append(f"{where}: id {text['id']!r} is a place already; give this one another id")
    geometry = read_sketch(row["geometry"], f"{where} ({text['id']})", faults) if "geometry" in row else None
    lat, lon = _number(row.get("lat"), 90), _number(row.get("lon"), 180)
    if geometry is not None and "lat" not in row and "lon" not in row:
        point = geometry.representative_point()
        lat, lon = round(point.y, 6), round(point.x, 6)
    km = row.get("precision_km")
    km = float(km) if isinstance(km, int | float) and not isinstance(km, bool) and 0 <= km <= 20_000 else None
    faults += (f"{where}: {text['id']}: {fault}" for fault in place_faults(text, lat, lon, km))
    shaped = geometry is not None and geometry.geom_type != "Point"
    if text["kind"] in MUST_HAVE_SHAPE and not shaped:
        faults.append(f"{where}: {text['id']} is a {text['kind']} without a shape; give it a geometry")
    if text["parent"] and text["parent"] not in known:
        faults.append(f"{where}: {text['id']}: parent {text['parent']!r} is no place of the gazetteer; mend the id")
    columns = ("id", "name", "kind", "country", "parent", "precision", "source", "source_id", "note")
    return Place(**{key: text[key] for key in columns}, lat=lat or 0.0, lon=lon or 0.0, precision_km=km or 0.0), geometry if shaped else None


def _names(row: _Row, where: str, place: Place, faults: list[str]) -> list[Name]:
    others = row.get("names", [])
    if not isinstance(others, list) or not all(isinstance(name, str) and name.strip() for name in others):
        faults.append(f"{where}: {place.id}: names must be a list of texts")
        others = []
    return [Name(place.id, text, "und" if at else "en", "variant", "never") for at, text in enumerate(dict.fromkeys([place.name, *others]))]


def _number(raw: Any, most: int) -> float | None:
    return float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) and -most <= raw <= most else None


# --- writing ------------------------------------------------------------------------------------------------------


def add(path: Path, correction: Mapping[str, Any], gazetteer: Gazetteer, place: Mapping[str, Any] | None = None) -> Correction:
    """Add a correction (keys as in the file) and, when it brings one, its new place at the end of a file, which is made when missing.

    What stands in the file stays as it is. Raises `DataError` when the entry or the file has faults, `StoreError` when the file cannot be written.
    """
    entries = [("place", PLACE_KEYS, place)] if place else []
    fragment = "".join(f"\n[[{kind}]]\n{_toml(row, keys)}" for kind, keys, row in [*entries, ("correction", CORRECTION_KEYS, correction)])

    def grown(text: str) -> str:
        return (text or HEADER).rstrip("\n") + "\n" + fragment

    return _rewrite(path, grown, gazetteer)[-1]


def remove(path: Path, numbers: Iterable[int], gazetteer: Gazetteer) -> None:
    """Take corrections, by their number from 1, out of a file, with the places of the file that only they named.

    Raises `InputError` for a number that is not there, otherwise as `add`.
    """
    wanted = set(numbers)

    def shrunk(text: str) -> str:
        size = len(tomlkit.parse(text).get("correction", []))
        for number in sorted(wanted, reverse=True):
            if not 1 <= number <= size:
                raise InputError(f"{path}: there is no correction {number}; it has {size}")
        return _without(text, wanted)

    _rewrite(path, shrunk, gazetteer)


def take_back(path: Path, entry: Correction, gazetteer: Gazetteer) -> None:
    """Take a correction out of a file as `remove` does, wherever in it it stands by now.

    Raises `InputError` when it is not there any more, otherwise as `add`.
    """

    def shrunk(text: str) -> str:
        rows = tomlkit.parse(text).get("correction", [])
        same = [number for number, row in enumerate(rows, 1) if _says(row) == _says(entry)]
        if not same:
            raise InputError(f"{path}: this correction of {entry.surface!r} is not there any more; it was taken back or changed meanwhile")
        return _without(text, {same[-1]})

    _rewrite(path, shrunk, gazetteer)


def _says(entry: Correction | Mapping[str, Any]) -> tuple[str, ...]:
    """All that a correction says, to tell it from others."""
    if isinstance(entry, Correction):
        return tuple(str(getattr(entry, "day" if key == "date" else key)) for key in CORRECTION_KEYS)
    return tuple(str(entry.get(key, "")) for key in CORRECTION_KEYS)


def _without(text: str, numbers: set[int]) -> str:
    """A file without some corrections, and without the places that only they named."""
    document = tomlkit.parse(text)
    rows = document.get("correction", [])
    gone = {row.get("place") for number, row in enumerate(rows, 1) if number in numbers}
    gone -= {row.get("place") for number, row in enumerate(rows, 1) if number not in numbers}
    _drop(document, "correction", numbers)
    _drop(document, "place", {number for number, row in enumerate(document.get("place", []), 1) if row.get("id") in gone})
    return tomlkit.dumps(document)


def _drop(document: tomlkit.TOMLDocument, key: str, numbers: set[int]) -> None:
    """Take entries out of a list; an empty list goes too, or it would stand in the file as one that nothing can be added to."""
    for number in sorted(numbers, reverse=True):
        del document[key][number - 1]
    if numbers and not document[key]:
        del document[key]


def _toml(row: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    ordered = [*(key for key in keys if key in row), *(key for key in row if key not in keys)]
    return tomlkit.dumps({key: row[key] for key in ordered if row[key] not in ("", None, [])})


def _rewrite(path: Path, change: Callable[[str], str], gazetteer: Gazetteer) -> tuple[Correction, ...]:
    """Change a file, whole or not at all, while no other process does; the corrections that it then holds."""
    path = path.resolve()
    beside: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.parent / f".{path.name}.lock", timeout=_WAIT):
            old = _text(path) if path.exists() else ""
            new = change(old)
            faults: list[str] = []
            entries = _corrections([(path, _parse(new, path, faults))], gazetteer, faults).entries
            if faults:
                raise DataError(faults)
            handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            Path(beside).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            Path(beside).replace(path)
            return entries
    except Timeout:
        raise StoreError(f"{path}: another process has been writing to it for {_WAIT} seconds; try again") from None
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"{path}: cannot be written ({error.strerror or error}); check the folder and its permissions; the file is as it was") from None
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)


def new_id(name: str, kind: str, gazetteer: Gazetteer, corrections: Corrections) -> str:
    """An id for a new place that no other one has: its name, with its kind or a number where that is taken."""
    taken = {*gazetteer.places, *(place.id for place in corrections.places)}
    bare = slug(name) or kind
    choices = [bare, f"{bare}-{kind}", *(f"{bare}-{kind}-{number}" for number in range(2, len(taken) + 3))]
    return next(choice for choice in choices if choice not in taken)
