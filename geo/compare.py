"""Two dates, events, works or authors side by side: what each mentions, what only one does, what changed on the ground between them."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import geo
from geo.atlas import Atlas, Selection
from geo.control import FIRST, LAST
from geo.dates import parse_day
from geo.drawing import HeldArea, tally
from geo.errors import InputError
from geo.filters import Filters, Known, describe, to_query, with_article
from geo.formats import geojson
from geo.formats.tables import guarded
from geo.gazetteer import Gazetteer
from geo.model import HOLDERS
from geo.schema import DIFFERENCE_FIELDS
from geo.wording import counted, show_span

BY: dict[str, str] = {"date": "Two dates", "event": "Two events", "work": "Two works", "author": "Two authors"}
"""What may be compared, and what it is called on screen."""

REPLACED = {"date": ("from", "to", "on"), "event": ("event", "on"), "work": ("source",), "author": ("source",)}
"""The filters that the two sides take the place of."""

_USUAL = {"date": ("1994-05-12", "2020-12-01"), "event": ("first-karabakh-war", "second-karabakh-war")}


@dataclass(frozen=True)
class Side:
    """One side: its value in the address, what it is called, what it selects, and its day on the ground (None: it has none)."""

    value: str
    label: str
    selection: Selection
    day: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """What changed of a place between two days: `what` is "holder" or "shape"."""

    place: str
    what: str
    before: str
    after: str
    certain: bool
    sources: str


@dataclass(frozen=True)
class Comparison:
    """Two sides. `places`: those that either mentions, by place_id: columns a_mentions, b_mentions, where (a, b, both); most mentions first."""

    by: str
    a: Side
    b: Side
    common: Filters
    places: pd.DataFrame
    changes: tuple[Change, ...]


def choices(atlas: Atlas, by: str) -> dict[str, str]:
    """What may be compared by event, work or author: value -> what it is called. Dates may be any, so there are none."""
    if by == "event":
        return dict(atlas.known.events)
    if by == "work":
        return dict(atlas.known.sources)
    if by == "author":
        return {name: name for name in sorted({name for authors in atlas.documents["authors"] for name in _names(authors)})}
    return {}


def usual(atlas: Atlas, by: str) -> tuple[str, str]:
    """What is compared when nothing else is asked for: for works and authors those with most mentions. Raises `InputError` when there are no two."""
    known = choices(atlas, by)
    if by in _USUAL and (by == "date" or set(_USUAL[by]) <= set(known)):
        return _USUAL[by]
    sides = {key: atlas.select(_filters(atlas, Filters(), by, key)) for key in known}
    most = sorted(known, key=lambda key: -len(sides[key].mentions))
    others = [key for key in most[1:] if sides[key].filters != sides[most[0]].filters]  # not two authors of the same works
    if not others:
        raise InputError(f"there are no {BY[by].lower()} here to compare; compare by something else")
    return most[0], others[0]


def fault(atlas: Atlas, by: str, value: str) -> str:
    """Why a value cannot be compared; empty when it can."""
    if by == "date":
        try:
            parse_day(value)
        except ValueError as error:
            return str(error)
        return ""
    return "" if value in choices(atlas, by) else f"{by} {value!r} is unknown"


def compare(atlas: Atlas, filters: Filters, by: str, a: str, b: str, held: Callable[[date], list[HeldArea]]) -> Comparison:
    """Compare two dates (YYYY, YYYY-MM or YYYY-MM-DD), events, works or authors; the other filters apply to both sides.

    `held` gives who held what on a day. By the clock of the filters a date is when it happened, or was written; only the former
    has a day on the ground, its last one, and so has an event; the filters' places and kinds count there too. Raises `InputError` for what cannot be compared.
    """
    for value in (a, b):
        if why := fault(atlas, by, value):
            raise InputError(why)
    sides = [_side(atlas, filters, by, value) for value in (a, b)]
    days = sorted(side.day for side in sides if side.day)
    common = filters.without(*REPLACED[by])
    changes = _changes(atlas.gazetteer, days[0], days[1], held, common) if len(days) == 2 and days[0] != days[1] else ()
    return Comparison(by, sides[0], sides[1], common, _places(atlas, sides[0].selection, sides[1].selection), changes)


def _side(atlas: Atlas, filters: Filters, by: str, value: str) -> Side:
    own = _filters(atlas, filters, by, value)
    label = show_span(value, value) if by == "date" else choices(atlas, by)[value]
    return Side(value, label, atlas.select(own), own.on_day if by in ("date", "event") else None)


def _filters(atlas: Atlas, filters: Filters, by: str, value: str) -> Filters:
    """The filters of a side."""
    bare = filters.without(*REPLACED[by])
    if by == "date":
        return replace(bare, first=value, last=value, on="" if filters.clock == "written" else parse_day(value, last=True).isoformat())
    if by == "event":
        return replace(bare, event=(value,), on=str(atlas.events.set_index("event").loc[value, "end"]))
    if by == "work":
        return replace(bare, source=(value,))
    return replace(bare, source=tuple(row.document for row in atlas.works.values() if value in _names(row.authors)))


def _names(authors: str) -> list[str]:
    return [name.strip() for name in str(authors).split(";") if name.strip()]


def _places(atlas: Atlas, a: Selection, b: Selection) -> pd.DataFrame:
    counts = [{place: numbers[0] for place, numbers in tally(atlas, side).items()} for side in (a, b)]
    rows = {place: (counts[0].get(place, 0), counts[1].get(place, 0)) for place in sorted({*counts[0], *counts[1]})}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["a_mentions", "b_mentions"]).rename_axis("place_id")
    frame["where"] = np.where(frame["b_mentions"] == 0, "a", np.where(frame["a_mentions"] == 0, "b", "both"))
    return frame.loc[(frame["a_mentions"] + frame["b_mentions"]).sort_values(ascending=False, kind="stable").index]


# --- on the ground ------------------------------------------------------------------------------------------------


def _changes(gazetteer: Gazetteer, first: date, last: date, held: Callable[[date], list[HeldArea]], filters: Filters) -> tuple[Change, ...]:
    """What changed from one day to a later one of the places and kinds selected: who held a place, and which version of its shape is valid."""
    before, after = (_by_place(held(day)) for day in (first, last)) if _told_of(first, last) else ({}, {})
    found = []
    for place in sorted({*before, *after}):
        was, now = before.get(place, []), after.get(place, [])
        if {one.holders for one in was} != {one.holders for one in now}:
            sources = "; ".join(dict.fromkeys(one.why for one in [*was, *now] if one.why))
            found.append(Change(place, "holder", _held_by(was), _held_by(now), all(len(one.holders) == 1 for one in [*was, *now]), sources))
    for place, numbers in gazetteer.shape_numbers.items():
        was_valid, now_valid = ([n for n in numbers if gazetteer.shapes[n] in gazetteer.shapes_of(place, day)] for day in (first, last))
        if was_valid != now_valid:
            shapes = [gazetteer.shapes[n] for n in (*was_valid, *now_valid)]
            sources = "; ".join(dict.fromkeys(part for one in shapes for part in (one.source, one.note) if part))
            found.append(Change(place, "shape", _drawn(gazetteer, was_valid), _drawn(gazetteer, now_valid), certain=True, sources=sources))
    return tuple(
        one for one in found if (not filters.place or one.place in filters.place) and (not filters.kind or gazetteer.places[one.place].kind in filters.kind)
    )


def _told_of(first: date, last: date) -> bool:
    """Whether the sources tell who held what on both days."""
    return first >= FIRST and last <= LAST


def _by_place(areas: list[HeldArea]) -> dict[str, list[HeldArea]]:
    found: dict[str, list[HeldArea]] = {}
    for one in areas:
        found.setdefault(one.place, []).append(one)
    return found


def _held_by(areas: list[HeldArea]) -> str:
    """Who held a place, in words."""
    several = dict.fromkeys((" or ".join(HOLDERS[holder] for holder in one.holders)) for one in areas)
    return ("in parts: " if len(several) > 1 else "") + "; ".join(several) if several else "not told of"


def _drawn(gazetteer: Gazetteer, numbers: list[int]) -> str:
    """Which versions of a shape there are, in words."""
    if not numbers:
        return "no shape"
    shapes = [gazetteer.shapes[n] for n in numbers]
    spans = [show_span(str(one.begin or ""), str(one.end or "")) if one.begin or one.end else "always" for one in shapes]
    return "shape valid " + "; ".join(spans)


# --- in words, in a table, in files -------------------------------------------------------------------------------


def sentence(found: Comparison, known: Known | None = None) -> str:
    """How a comparison comes out, in one sentence, and a second one when there are days on the ground."""
    subject = describe(replace(found.common, first="", last=""), known).rstrip(".")
    one, other = (_about(found, side) for side in (found.a, found.b))
    sizes = found.places["where"].value_counts()
    told = f"{subject}, {one} and {other}: {sizes.get('both', 0):,} in both, {sizes.get('a', 0):,} only {one}, {sizes.get('b', 0):,} only {other}."
    if not (found.a.day and found.b.day):
        return told
    first, last = sorted((found.a.day, found.b.day))
    if first == last:
        return told + f" Both stand for {show_span(str(first), str(first))}, so nothing changed on the ground between them."
    holders = [change for change in found.changes if change.what == "holder"]
    open_ = sum(not change.certain for change in holders)
    unsure = f" ({open_:,} of them uncertain)" if open_ else ""
    shapes = counted(sum(change.what == "shape" for change in found.changes), "shape")
    between = f"{told} Between {show_span(str(first), str(first))} and {show_span(str(last), str(last))}"
    if not _told_of(first, last):
        return f"{between} {shapes} changed; who held what is told of {FIRST.year} to {LAST.year} only."
    return f"{between} the holder of {counted(len(holders), 'place')} changed{unsure}, and {shapes} did."


def _about(found: Comparison, side: Side) -> str:
    if found.by == "date":
        return f"written {side.label}" if found.common.clock == "written" else f"about {side.label}"
    return {"event": f"about {with_article(side.label)}", "work": f"in “{side.label}”", "author": f"by {side.label}"}[found.by]


def differences(atlas: Atlas, found: Comparison) -> gpd.GeoDataFrame:
    """`DIFFERENCE_FIELDS` of every place that a side mentions or that changed; its outline on the later day, else on the earlier, else its point (WGS84)."""
    said = sentence(found, atlas.known)
    changed: dict[str, list[Change]] = {}
    for change in found.changes:
        changed.setdefault(change.place, []).append(change)
    rows, shapes = [], []
    for key in [*found.places.index, *(place for place in changed if place not in found.places.index)]:
        place, own = atlas.gazetteer.places[key], changed.get(key, [])
        a, b, where = found.places.loc[key, ["a_mentions", "b_mentions", "where"]] if key in found.places.index else (0, 0, "neither")
        rows.append(
            (
                said, key, place.name, place.kind, found.a.label, found.b.label, int(a), int(b), where, "; ".join(one.what for one in own),
                "; ".join(one.before for one in own), "; ".join(one.after for one in own), ("yes" if all(one.certain for one in own) else "no") if own else "",
                "; ".join(dict.fromkeys(one.sources for one in own)),
            )
        )  # fmt: skip
        shapes.append(_outline(atlas.gazetteer, key, found))
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=[field.name for field in DIFFERENCE_FIELDS]), geometry=shapes, crs="EPSG:4326")


def _outline(gazetteer: Gazetteer, key: str, found: Comparison) -> shapely.Geometry:
    days = sorted({day for day in (found.a.day, found.b.day) if day}, reverse=True)
    for day in [*days, None]:
        if shapes := gazetteer.shapes_of(key, day):
            return shapes[-1].geometry
    return shapely.Point(gazetteer.places[key].lon, gazetteer.places[key].lat)


def write(atlas: Atlas, found: Comparison, form: str) -> bytes:
    """The differences as `geojson` or `csv` (UTF-8). Raises `InputError` for another format, and when there is nothing to compare."""
    frame = differences(atlas, found)
    if frame.empty:
        raise InputError("neither side mentions a place and nothing changed between them; loosen the filters")
    if form == "geojson":
        with TemporaryDirectory() as scratch:
            path = Path(scratch) / "differences.geojson"
            geojson.write_collection(path, {"differences": frame.drop(columns="comparison")}, _told(atlas, found))
            return path.read_bytes()
    if form != "csv":
        raise InputError(f"format {form!r} is unknown here; use geojson or csv")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([field.name for field in DIFFERENCE_FIELDS])
    for row in frame.drop(columns="geometry").itertuples(index=False):
        writer.writerow([guarded(value) if isinstance(value, str) else value for value in row])
    return text.getvalue().encode()


def _told(atlas: Atlas, found: Comparison) -> Mapping[str, object]:
    """What the file says about itself."""
    return {
        "description": sentence(found, atlas.known),
        "comparison": {"by": found.by, "a": found.a.value, "b": found.b.value},
        "filters": to_query(found.common),
        "generator": f"Passage Atlas {geo.__version__}",
        "fields": {field.name: field.about for field in DIFFERENCE_FIELDS if field.name != "comparison"},
    }
