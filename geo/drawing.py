"""Selection -> what a map draws: a record for each place and version of its shape, with its counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.atlas import Atlas, Selection
from geo.control import ControlHistory
from geo.filters import Filters
from geo.gazetteer import Gazetteer, Shape
from geo.model import HOLDERS, KINDS, Place, layer_of


@dataclass(frozen=True, slots=True)
class Drawn:
    """A place as it is drawn: `shape` is a position in the gazetteer's shapes, None for a point. Without a mention it is a post of a selected zone, or a ghost.

    `ghost` says that no version of its shape is valid in the selected time (the nearest one stands in), or that the
    place is shown without being selected. `first` and `last` are the days that its selected mentions tell of.
    """

    place: Place
    shape: int | None
    mentions: int
    passages: int
    works: int
    first: date | None
    last: date | None
    ghost: bool = False

    @property
    def layer(self) -> str:
        """The layer it is drawn in."""
        return layer_of(self.place.kind)


def drawn_places(atlas: Atlas, selection: Selection, besides: Iterable[str] = ()) -> list[Drawn]:
    """Every selected place, the posts of selected zones that stood in the selected time, and as ghosts those of `besides` that are not selected."""
    days = selection.filters.shape_days
    found: list[Drawn] = []
    for key, counts in tally(atlas, selection).items():
        for shape, valid in _versions(atlas, key, *days):
            found.append(Drawn(atlas.gazetteer.places[key], shape, *counts, ghost=not valid))
    for key in posts(atlas.gazetteer, {one.place.id for one in found}, selection.filters):
        for shape, valid in _versions(atlas, key, *days):
            if valid:
                found.append(Drawn(atlas.gazetteer.places[key], shape, 0, 0, 0, None, None))
    selected = {one.place.id for one in found}
    for key in besides:
        if key in atlas.gazetteer.places and key not in selected:
            for shape, _valid in _versions(atlas, key, *days):
                found.append(Drawn(atlas.gazetteer.places[key], shape, 0, 0, 0, None, None, ghost=True))
    return found


def posts(gazetteer: Gazetteer, selected: Collection[str], filters: Filters) -> list[str]:
    """The posts, bases and headquarters of selected zones that are not selected themselves: no passage has to name them to be shown with their zone.

    They are the places whose parent is the zone; of those, the kinds that the filters choose.
    """
    zones = [key for key in selected if gazetteer.places[key].kind == "zone"]
    return sorted(
        key for zone in zones for key in gazetteer.children.get(zone, ()) if key not in selected and gazetteer.places[key].kind in (filters.kind or KINDS)
    )


@dataclass(frozen=True, slots=True)
class HeldArea:
    """A place, or a part of it, as held on a day: `holders` are several where it is uncertain; `why` says whose word it is, and what is open."""

    place: str
    name: str
    holders: tuple[str, ...]
    why: str
    geometry: BaseGeometry


def held_areas(history: ControlHistory, gazetteer: Gazetteer, day: date) -> list[HeldArea]:
    """Who held what on a day, larger areas first; places without an outline are points."""
    keys = {label: key for key, label in HOLDERS.items()}
    found = []
    for row in history.layer(gazetteer, on=day).itertuples():
        source = f"{row.document}, {row.locator}" if row.document else ""
        why = "; ".join(part for part in (source, row.source, row.note) if part)
        found.append(HeldArea(str(row.place_id), str(row.name), tuple(keys[label] for label in row.possible.split("; ")), why, row.geometry))
    return found


def tally(atlas: Atlas, selection: Selection) -> dict[str, tuple[int, int, int, date | None, date | None]]:
    """Selected place -> its selected mentions, passages and works, first and last day told (None: undated); in order of the ids."""
    numbers = selection.mentions["mention"].to_numpy(dtype=np.int64)
    places, ids = atlas.codes["place"]
    named = {number: key for key, number in ids.items() if key}
    codes = places[numbers]
    if "" in ids:
        numbers, codes = numbers[codes != ids[""]], codes[codes != ids[""]]
    size = len(ids)
    mentions = np.bincount(codes, minlength=size)
    passages = _distinct(codes, atlas.mentions["passage"].to_numpy(dtype=np.int64)[numbers], size)
    in_works = _distinct(codes, atlas.codes["source"][0][numbers], size)
    first, last = np.full(size, date.max.toordinal()), np.zeros(size, dtype=np.int64)
    own_first, own_last = atlas.told_days
    dated = own_last[numbers] > 0
    np.minimum.at(first, codes[dated], own_first[numbers[dated]])
    np.maximum.at(last, codes[dated], own_last[numbers[dated]])
    return {
        named[at]: (
            int(mentions[at]), int(passages[at]), int(in_works[at]),
            date.fromordinal(int(first[at])) if last[at] else None, date.fromordinal(int(last[at])) if last[at] else None,
        )
        for at in sorted(np.flatnonzero(mentions).tolist(), key=named.__getitem__)
    }  # fmt: skip


def _distinct(codes: np.ndarray, others: np.ndarray, size: int) -> np.ndarray:
    """For each code, how many different others stand with it."""
    pairs = np.unique(codes * (int(others.max(initial=0)) + 1) + others)
    return np.bincount(pairs // (int(others.max(initial=0)) + 1), minlength=size)


def _versions(atlas: Atlas, place: str, first: date | None, last: date | None) -> list[tuple[int | None, bool]]:
    """Versions of a place's shape that are valid at some time from first to last, each True; else the nearest one, False."""
    numbers = atlas.gazetteer.shape_numbers.get(place)
    if not numbers:
        return [(None, True)]
    shapes = atlas.gazetteer.shapes
    valid = [number for number in numbers if days_away(shapes[number], first, last) == 0]
    if valid:
        return [(number, True) for number in valid]
    return [(min(numbers, key=lambda number: days_away(shapes[number], first, last)), False)]


def days_away(shape: Shape, first: date | None, last: date | None) -> int:
    """Days between a shape's validity and a time; 0 when they meet."""
    if shape.begin and last and shape.begin > last:
        return (shape.begin - last).days
    if shape.end and first and shape.end < first:
        return (first - shape.end).days
    return 0
