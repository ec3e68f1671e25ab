"""The history of control: which place was held by whom, from when to when, as the sources state it.

File: `control.csv` (columns in data/README.md). One row is one hold; days that the sources leave open are an interval. The day of
a change counts for who holds the place afterwards. Gaps are rows too, with the holder `unknown`. Days outside `FIRST` to `LAST` are
not told of.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo import corpus, settings
from geo.errors import DataError
from geo.gazetteer import Gazetteer, Shape
from geo.gazetteer_file import csv_rows
from geo.model import HOLDERS, UNCERTAIN, UNKNOWN, Document
from geo.schema import CONTROL_FIELDS

FILE = "control.csv"
COLUMNS = ("place_id", "holder", "begin", "begin_latest", "end", "end_latest", "bounds", "rest", "document", "locator", "quote", "source", "note")
FIRST, LAST = date(1988, 1, 1), date(2022, 12, 31)
_DAY = timedelta(days=1)
_GRID = 1e-5  # degrees (1 m): the grid of the gazetteer's outlines, so that what is cut here meets them
_SLIVER = 1e-6  # square degrees (0.01 km2): less than the outlines can tell


@dataclass(frozen=True, slots=True)
class Hold:
    """A place held by someone. None: already so on `FIRST`, or still so on `LAST`.

    It began on a day from `begin_first` to `begin_last` and lasted to a day from `end_first` to `end_last`. With `inside` or
    `outside` (a place whose outline bounds it) the holder held that part, and `rest` the rest. `document`, `locator` and `quote`
    are the passage of the corpus that says so, `source` a published source named in full; it is `background` when days or holder
    rest on that source.
    """

    place: str
    holder: str
    begin_first: date | None
    begin_last: date | None
    end_first: date | None
    end_last: date | None
    document: str
    locator: str
    quote: str
    source: str
    note: str
    inside: str = ""
    outside: str = ""
    rest: str = ""

    @property
    def background(self) -> bool:
        """Whether days or holder rest on a source outside the corpus."""
        return bool(self.source)


@dataclass(frozen=True, slots=True)
class Held:
    """Who held a place on a day: `holder` is `uncertain` when the holds that are possible then have different ones.

    `certain` says that one hold only is possible; `possible` are the holders, `holds` the holds, both in order of time.
    """

    place: str
    holder: str
    certain: bool
    possible: tuple[str, ...]
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days over which the holds that are possible stay the same, both ends included."""

    begin: date | None
    end: date | None
    holds: tuple[Hold, ...]


@dataclass(frozen=True)
class ControlHistory:
    """The holds of all places, by place and in order of time."""

    holds: tuple[Hold, ...]

    @cached_property
    def _by_place(self) -> dict[str, list[Hold]]:
        return {place: list(several) for place, several in itertools.groupby(self.holds, lambda hold: hold.place)}

    @property
    def places(self) -> list[str]:
        """The places that are told of."""
        return list(self._by_place)

    def of(self, place: str) -> list[Hold]:
        """Holds of a place in order of time; none when it is not told of."""
        return list(self._by_place.get(place, ()))

    def on(self, day: date) -> dict[str, Held]:
        """Place -> who held it on a day; empty for a day outside `FIRST` to `LAST`."""
        if not FIRST <= day <= LAST:
            return {}
        return {place: _held(place, _possible(holds, day)) for place, holds in self._by_place.items()}

    def stretches(self, place: str) -> list[Stretch]:
        """The time of a place, without gap or overlap, cut where the holds that are possible change."""
        holds = self._by_place.get(place, [])
        starts = sorted({day for hold in holds for day in (hold.begin_first, hold.begin_last) if day})
        bounds: list[date | None] = [None, *starts]
        found = []
        for begin, after in zip(bounds, [*starts, None], strict=True):
            possible = _possible(holds, begin or FIRST)
            if possible:
                found.append(Stretch(begin, after - _DAY if after else None, possible))
        return found

    def frame(self) -> pd.DataFrame:
        """One row a hold: the fields of `Hold`, its place as `place_id`, with `held_by` (the holder in words) and `background`."""
        rows = [{**asdict(hold), "held_by": HOLDERS[hold.holder], "background": hold.background} for hold in self.holds]
        return pd.DataFrame(rows).rename(columns={"place": "place_id"})

    def layer(self, gazetteer: Gazetteer, *, on: date | None = None, places: Iterable[str] | None = None) -> gpd.GeoDataFrame:
        """One feature a place, stretch of time and part of its outline (`schema.CONTROL_FIELDS`), WGS84; larger areas first.

        At any day the features of a place neither overlap nor leave a gap. With `on`, only that day's; with `places`, only
        theirs. A place without an outline is its point.
        """
        wanted = self.places if places is None else [place for place in self.places if place in set(places)]
        rows, shapes = [], []
        for place in wanted:
            for stretch in self.stretches(place):
                if on is None or (FIRST <= on <= LAST and (stretch.begin or FIRST) <= on <= (stretch.end or LAST)):
                    for part, holder, geometry, km, precision in _parts(stretch, gazetteer):
                        rows.append(_row(stretch, part, holder, km, precision, gazetteer))
                        shapes.append(geometry)
        frame = gpd.GeoDataFrame(pd.DataFrame(rows, columns=[field.name for field in CONTROL_FIELDS]), geometry=shapes, crs="EPSG:4326")
        order = sorted(range(len(frame)), key=lambda at: -shapes[at].area)  # so that a town lies over its district
        return frame.iloc[order].reset_index(drop=True)


def _possible(holds: Iterable[Hold], day: date) -> tuple[Hold, ...]:
    return tuple(h for h in holds if (h.begin_first or FIRST) <= day <= (h.end_last or LAST))


def _held(place: str, holds: tuple[Hold, ...]) -> Held:
    possible = tuple(dict.fromkeys(hold.holder for hold in holds))
    return Held(place, possible[0] if len(possible) == 1 else UNCERTAIN, len(holds) == 1, possible, holds)


# --- geometry -----------------------------------------------------------------------------------------------------


def _parts(stretch: Stretch, gazetteer: Gazetteer) -> Iterator[tuple[str, str, BaseGeometry, float, str]]:
    """(whole or part, holder, geometry, precision in km, precision) of each part of a place over a stretch."""
    place = gazetteer.places[stretch.holds[0].place]
    own = _version(gazetteer, place.id, stretch)
    if own is None or own.geometry.geom_type not in ("Polygon", "MultiPolygon"):
        held = _held(place.id, stretch.holds)
        yield "whole", held.holder, shapely.Point(place.lon, place.lat), place.precision_km, place.precision
        return
    shares = [_shares(hold, own.geometry, gazetteer) for hold in stretch.holds]
    cuts = [edge for hold in stretch.holds if (edge := _edge(hold, gazetteer))]
    km = max([own.precision_km, *(edge.precision_km for edge in cuts)])
    precision = "approximate" if cuts else own.precision
    left = own.geometry
    found = []
    for holder in shares[0]:
        common = shares[0][holder]
        for share in shares[1:]:
            common = _areas(shapely.intersection(common, share.get(holder, shapely.Polygon()), grid_size=_GRID))
        if not common.is_empty:
            found.append((holder, common))
            left = _areas(shapely.difference(left, common, grid_size=_GRID))
    if not left.is_empty:
        found.append((UNCERTAIN, left))
    for holder, geometry in found:
        yield "whole" if len(found) == 1 else "part", holder, geometry, km, precision


def _shares(hold: Hold, whole: BaseGeometry, gazetteer: Gazetteer) -> dict[str, BaseGeometry]:
    """Holder -> what he held of an outline."""
    edge = _edge(hold, gazetteer)
    if edge is None:
        return {hold.holder: whole}
    within = _areas(shapely.intersection(whole, edge.geometry, grid_size=_GRID))
    without = _areas(shapely.difference(whole, edge.geometry, grid_size=_GRID))
    return {hold.holder: within, hold.rest: without} if hold.inside else {hold.holder: without, hold.rest: within}


def _areas(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry that are no slivers."""
    return shapely.union_all([part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > _SLIVER])


def _edge(hold: Hold, gazetteer: Gazetteer) -> Shape | None:
    """The shape that bounds a hold."""
    bounding = hold.inside or hold.outside
    return _version(gazetteer, bounding, Stretch(hold.begin_last, hold.end_first, (hold,))) if bounding else None


def _version(gazetteer: Gazetteer, place: str, stretch: Stretch) -> Shape | None:
    """The shape of a place over a stretch of time: the first version that is valid in it, else the first."""
    versions = gazetteer.shapes_of(place)
    meeting = [one for one in versions if (one.begin or FIRST) <= (stretch.end or LAST) and (stretch.begin or FIRST) <= (one.end or LAST)]
    return next(iter([*meeting, *versions]), None)


def _row(stretch: Stretch, part: str, holder: str, km: float, precision: str, gazetteer: Gazetteer) -> tuple[object, ...]:
    place = gazetteer.places[stretch.holds[0].place]
    told = stretch.holds[-1]
    possible = dict.fromkeys(name for hold in stretch.holds for name in (hold.holder, hold.rest) if name) if holder == UNCERTAIN else {holder: None}
    notes = "; then: ".join(dict.fromkeys(hold.note for hold in stretch.holds if hold.note))
    return (
        place.id, place.name, place.kind, holder, HOLDERS[holder], "; ".join(HOLDERS[one] for one in possible), "no" if holder == UNCERTAIN else "yes",
        stretch.begin, stretch.end, part, told.document, told.locator, told.quote, told.source, notes, precision, km,
    )  # fmt: skip


# --- loading and validating ---------------------------------------------------------------------------------------


def load(path: Path | None = None, *, gazetteer: Gazetteer, documents: Iterable[Document] | None = None) -> ControlHistory:
    """Read and validate the history. Raises `DataError` with every fault found, each with its file and line.

    With `documents`, every quote is looked up in the passage that its row names.
    """
    path = path or settings.data_dir / FILE
    faults: list[str] = []
    found: dict[str, list[tuple[str, Hold]]] = {}
    for where, row in csv_rows(path, COLUMNS, faults):
        before = len(faults)
        hold = _hold(row, where, gazetteer, faults)
        if len(faults) == before:
            found.setdefault(hold.place, []).append((where, hold))
    for place, rows in found.items():
        faults += _sequence_faults(place, rows)
    if documents is not None:
        faults += _quote_faults([row for rows in found.values() for row in rows], documents)
    if faults:
        raise DataError(faults)
    return ControlHistory(tuple(hold for place in sorted(found) for _, hold in found[place]))


def _hold(row: dict[str, str], where: str, gazetteer: Gazetteer, faults: list[str]) -> Hold:
    place, holder = row["place_id"], row["holder"]
    where = f"{where}: {place or 'no place'}"
    if place not in gazetteer.places:
        faults.append(f"{where}: is no place of the gazetteer; add it or mend the id")
    for name in (holder, row["rest"]):
        if (name or name == holder) and (name not in HOLDERS or name == UNCERTAIN):
            faults.append(f"{where}: holder {name!r} is unknown; use one of {', '.join(one for one in HOLDERS if one != UNCERTAIN)}")
    days: dict[str, date | None] = {}
    for column in ("begin", "begin_latest", "end", "end_latest"):
        try:
            days[column] = date.fromisoformat(row[column]) if row[column] else None
        except ValueError:
            days[column] = None
            faults.append(f"{where}: {column} is {row[column]!r}, no day; write YYYY-MM-DD or leave it empty")
    for early, late in (("begin", "begin_latest"), ("end", "end_latest")):
        if (days[early] is None) != (days[late] is None) and not (row[early] and row[late]):
            faults.append(f"{where}: {early} and {late} belong together; write both days, or neither")
    in_order = [day for day in days.values() if day]
    if in_order != sorted(in_order):
        faults.append(f"{where}: its days are not in order ({', '.join(map(str, in_order))}); swap or mend them")
    word, _, bounding = row["bounds"].partition(" ")
    if row["bounds"] and (word not in ("inside", "outside") or not gazetteer.shapes_of(bounding) or not row["rest"]):
        faults.append(f"{where}: bounds {row['bounds']!r} must be 'inside' or 'outside' and a place with an outline, with the holder of the rest in rest")
    if not row["quote"] and not row["source"] and holder != UNKNOWN:
        faults.append(f"{where}: has no source; name a passage (document, locator, quote) or a published source")
    if bool(row["document"]) != bool(row["quote"]) or bool(row["locator"]) != bool(row["quote"]):
        faults.append(f"{where}: document, locator and quote belong together; write all three, or none")
    if holder == UNKNOWN and not row["note"]:
        faults.append(f"{where}: declares a gap without a note; say what is not known")
    return Hold(
        place, holder, days["begin"], days["begin_latest"], days["end"], days["end_latest"], row["document"], row["locator"], row["quote"], row["source"],
        row["note"], bounding if word == "inside" else "", bounding if word == "outside" else "", row["rest"],
    )  # fmt: skip


def _sequence_faults(place: str, rows: list[tuple[str, Hold]]) -> Iterator[str]:
    """Overlaps and gaps beyond what the rows declare: each must begin the day after the one before ends, at the earliest and at the latest."""
    where, first = rows[0]
    if first.begin_first and first.begin_first > FIRST:
        yield f"{where}: {place}: is not told of from {FIRST} to {first.begin_first - _DAY}; add a row, with the holder {UNKNOWN} when nothing is known"
    for (_, before), (line, after) in itertools.pairwise(rows):
        for end, begin in ((before.end_first, after.begin_first), (before.end_last, after.begin_last)):
            if end is None or begin is None or end >= begin:
                yield f"{line}: {place}: begins ({begin or 'open'}) before the row above ends ({end or 'open'}), beyond what that declares; mend the days"
            elif begin - end > _DAY:
                yield f"{line}: {place}: nothing is said of {end + _DAY} to {begin - _DAY}; add a row, with the holder {UNKNOWN} when nothing is known"
    where, final = rows[-1]
    if final.end_first and final.end_first < LAST:
        yield f"{where}: {place}: is not told of from {final.end_first + _DAY} to {LAST}; add a row, with the holder {UNKNOWN} when nothing is known"


def _quote_faults(rows: list[tuple[str, Hold]], documents: Iterable[Document]) -> Iterator[str]:
    """Quotes that their passage does not hold."""
    texts: dict[tuple[str, str], str] = {}
    for document in documents:
        for passage in corpus.passages(document):
            texts[document.id, passage.locator] = texts.get((document.id, passage.locator), "") + "\n" + passage.text
    for where, hold in rows:
        if hold.quote and (hold.document, hold.locator) not in texts:
            yield f"{where}: {hold.place}: there is no passage {hold.locator!r} in {hold.document!r}; mend document or locator"
        elif hold.quote and hold.quote not in texts[hold.document, hold.locator]:
            yield f"{where}: {hold.place}: {hold.document}, {hold.locator}, does not say {hold.quote!r}; mend the quote"
