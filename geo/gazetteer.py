"""The gazetteer: places with their names and shapes, looked up by id, name, language and day. `gazetteer_file` reads it."""

import bisect
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.dates import parse_day
from geo.declension import forms
from geo.folding import fold
from geo.model import KINDS, Name, Place, layer_of
from geo.schema import TABLES

_SHOWN = ("en", "az", "hy", "ru")
_TYPED = 4  # letters: shorter names lie in too many others by chance


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
        """Folded name -> the names written so, of all places, and those that a sentence may decline so; those never looked for are left out."""
        found: dict[str, list[Name]] = defaultdict(list)
        for name in self.names:
            if name.matching != "never":
                found[fold(name.text)].append(name)
        declined: dict[str, list[Name]] = defaultdict(list)
        for name in self.names:
            if name.matching == "cased":
                for form in dict.fromkeys(map(fold, forms(name.text, name.language))):
                    if form not in found:  # what is a name itself is no case of another
                        declined[form].append(name)
        return {**found, **declined}

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

    def called(self, place: str, language: str, days: tuple[date | None, date | None]) -> str:
        """`name_in`, and in brackets the other name in that language that was in use all through some days: `Ganja (Kirovabad)`.

        Neither stands alone, for names are contested. Without a first and a last day it is `name_in`.
        """
        name, (first, last) = self.name_in(place, language), days
        used = {text for text, since, until in self._dated.get(place, ()) if first and last and since <= first and last <= until} - {name}
        then = next((one.text for one in self.names_of[place] if one.language == language and one.text in used), "") if used else ""
        return f"{name} ({then})" if then else name

    @cached_property
    def _dated(self) -> dict[str, list[tuple[str, date, date]]]:
        """Place id -> its names that went out of use, with the first and the last day that they were in use."""
        found: dict[str, list[tuple[str, date, date]]] = defaultdict(list)
        for name in self.names:
            if name.until:
                found[name.place].append((name.text, parse_day(name.since) if name.since else date.min, parse_day(name.until, last=True)))
        return dict(found)

    @cached_property
    def _called(self) -> dict[str, dict[str, str]]:
        order = {"official": 0, "variant": 1, "former": 2}
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for name in sorted(self.names, key=lambda name: order[name.status]):
            if name.language != "en":  # the English names here are those of places.csv
                found[name.language].setdefault(name.place, name.text)
        return dict(found)

    def cue_pattern(self, key: str) -> str:
        """The cue words of a group as the alternatives of a regular expression; one that is nowhere found when there are none."""
        return "|".join(map(re.escape, self.cues.get(key, ()))) or "x^"

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

    def choices(self, keys: Iterable[str]) -> dict[str, str]:
        """Place id -> its name, kind and other names, the main one of each language first, as a box of choices shows it.

        The order is that of the ids, but a place stands before those that have its name within a longer one ("Агдам", "Агдамский район"), so that
        a box which finds what is typed anywhere in a choice offers the whole name first.
        """
        wanted = dict.fromkeys(keys)
        order: dict[str, None] = {}

        def add(key: str) -> None:
            if wanted.pop(key, "gone") is None:
                for shorter in self._within.get(key, ()):
                    add(shorter)
                order[key] = None

        for key in list(wanted):
            add(key)
        return {key: self._choice(self.places[key]) for key in order}

    def _choice(self, place: Place) -> str:
        names = self._shown(place.id)
        texts = dict.fromkeys([place.name, *(name.text for name in names)])
        main = {name.text for name in names if name.text == self.name_in(place.id, name.language)}
        longer = {text for text in texts if any(other != text and other in text for other in texts)}
        others = sorted([*texts][1:], key=lambda text: (text not in main, text in longer))
        return " · ".join([place.name, KINDS[place.kind][0].lower(), *others[:16]])

    def _shown(self, place: str) -> list[Name]:
        return [name for name in self.names_of.get(place, ()) if name.language in _SHOWN]

    @cached_property
    def _within(self) -> dict[str, list[str]]:
        """Place id -> the places of which a name of four letters or more lies within a longer one of its own."""
        spelt = {key: {place.name.lower(), *(name.text.lower() for name in self._shown(key))} for key, place in self.places.items()}
        owners = list(spelt)
        lines = ["\t".join(names) for names in spelt.values()]
        begins = list(itertools.accumulate((len(line) + 1 for line in lines), initial=0))
        text = "\n".join(lines)
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for key, names in spelt.items():
            for name in names:
                at = text.find(name) if len(name) >= _TYPED else -1
                while at >= 0:
                    number = bisect.bisect_right(begins, at) - 1
                    longer = owners[number]
                    if longer != key and name not in spelt[longer]:
                        found[longer][key] = None
                    at = text.find(name, begins[number + 1])
        return {key: list(shorter) for key, shorter in found.items()}

    def frame(self) -> gpd.GeoDataFrame:
        """Places as points: the columns of `schema.TABLES["places"]` and a geometry (WGS84)."""
        rows = [
            (p.id, p.name, p.kind, layer_of(p.kind), p.country, p.parent, p.lat, p.lon, p.precision, p.precision_km, p.source, p.source_id, p.note)
            for p in self.places.values()
        ]
        frame = pd.DataFrame(rows, columns=[column.name for column in TABLES["places"]])
        return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs="EPSG:4326")

    def shape_frame(self) -> gpd.GeoDataFrame:
        """Shapes: the columns of `schema.TABLES["shapes"]` and a geometry (WGS84)."""
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
        frame = pd.DataFrame(rows, columns=[column.name for column in TABLES["shapes"]])
        return gpd.GeoDataFrame(frame, geometry=[one.geometry for one in self.shapes], crs="EPSG:4326")
