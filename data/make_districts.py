"""Districts of the base map, fitted to more than one source: Natural Earth's outlines, villages, published areas -> data/basemap/admin1.geojson.

Run: `python data/make_districts.py` after `make_border.py`, then `make_shapes.py` (`make shapes`). Reads nothing but the files beside it.

Natural Earth's outlines of the districts of and around Karabakh are 2-5 km off: of 837 villages near a bound 147 lie on the wrong side. Here every
cell of a grid goes to the district whose cost there is least (an additively weighted partition; compare Aurenhammer, "Power diagrams",
SIAM J. Comput. 16, 1987, for weights that give cells the areas asked for):

    cost = NEAR * distance from Natural Earth's outline (negative inside) + (1 - NEAR) * distance from the nearest village of the district
           - HOLD for what lies beside a village of the district - weight

in kilometres. Weights are 0 where the area published is met within CLOSE, else as small as meets it. The border of the country (moved before: make_border.py), the outline of
the oblast of 1991, towns that are units of their own, and bounds between two districts without a published area stay as they are.
"""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from make_border import along_border
from shape_tools import BASE, EQUAL_AREA, OBLAST_LINE, SNAP, closed, kilometres_off, named, published_areas, read, rounded, union
from shapely.geometry.base import BaseGeometry

SOURCE, OUT = BASE / "admin1_natural_earth.geojson", BASE / "admin1.geojson"
VILLAGES = BASE / "villages.csv"

CELL = 400.0  # metres
NEAR = 0.6  # weight of Natural Earth's outline against the villages: of every fifth village left out in turn, 147 of 837 lie wrong in Natural Earth, 102 after
FAR = 8.0  # km: a village farther off says nothing more
HOLD, BESIDE = 4.0, 1.5  # km: the ground within BESIDE of a village belongs to its district unless HOLD speaks against it
REACH = 7.0  # km that a bound may move at most
CLOSE = 0.03  # published figures of one district differ among themselves by up to 5%
STEP, LEAST, MOST, ROUNDS = 5.0, 0.005, 0.3, 400  # of the search for weights: km for each unit of misfit, at least and at most so many km a round
ISLAND = 8.0  # km2: smaller parts cut off from their district go to the neighbour around them
SLIVER = 1e-5  # square degrees, 0.1 km2
SMOOTH = 600.0  # metres: corners of cells are cut off
INSIDE = frozenset(named("khojaly", "khojavend", "shusha", "tartar", "kalbajar", "aghdam"))  # may lie within the oblast's outline
ONLY_INSIDE = frozenset(named("shusha"))

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ground:
    """A grid and what is known of it: for each unit (row) and cell (column) its cost before weights, and whether the unit may have the cell."""

    units: list[str]
    cells: npt.NDArray[np.object_]
    cost: Floats
    allowed: npt.NDArray[np.bool_]
    counted: Floats  # km2 of each cell that count for an area: within the country and on this side of the oblast's outline

    def labels(self, weights: Floats) -> Labels:
        """For each cell the number of the unit that has it."""
        return np.asarray(np.where(self.allowed, self.cost - weights[:, None], np.inf).argmin(axis=0), dtype=np.int64)

    def areas(self, weights: Floats) -> Floats:
        """Square kilometres of each unit."""
        return np.asarray(np.bincount(self.labels(weights), self.counted, minlength=len(self.units)), dtype=np.float64)


def villages() -> dict[str, npt.NDArray[np.object_]]:
    """District -> points of its villages, in metres of the equal-area projection."""
    with VILLAGES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    flat = gpd.GeoSeries(shapely.points([(float(row["lon"]), float(row["lat"])) for row in rows]), crs="EPSG:4326").to_crs(EQUAL_AREA).to_numpy()
    at = np.array([row["place_id"] for row in rows])
    return {place: flat[at == place] for place in sorted(set(at))}


def ground(units: dict[str, BaseGeometry], moving: Sequence[str], within: BaseGeometry, points: dict[str, npt.NDArray[np.object_]], *, inside: bool) -> Ground:
    """The grid on one side of the oblast's outline, `within` being the ground of that side; `units` begin with those that have a published area."""
    names = list(units)
    west, south, east, north = within.bounds
    columns, rows = np.meshgrid(np.arange(west, east, CELL), np.arange(south, north, CELL))
    boxes = shapely.box(columns.ravel(), rows.ravel(), columns.ravel() + CELL, rows.ravel() + CELL)
    shapely.prepare(within)
    boxes = boxes[shapely.intersects(within, boxes)]
    share = np.where(shapely.contains_properly(within, boxes), CELL**2, 0.0)
    share[share == 0] = shapely.area(shapely.intersection(boxes[share == 0], within))
    at = shapely.centroid(boxes)
    away = np.stack([signed(units[name], at) for name in names])
    near = np.stack([np.minimum(distance(points[name], at), FAR) if name in points else np.full(at.size, FAR) for name in names])
    owner = away.argmin(axis=0)
    allowed = away <= REACH
    for number, name in enumerate(names):
        if name not in moving:
            allowed[number] &= np.isin(owner, [number, *(names.index(one) for one in moving)])
        if (inside and name not in INSIDE) or (not inside and name in ONLY_INSIDE):
            allowed[number] = False
    some = allowed.any(axis=0)
    cost = NEAR * away + (1 - NEAR) * near - HOLD * np.maximum(0, 1 - near / BESIDE)
    return Ground(names, boxes[some], cost[:, some], allowed[:, some], share[some] / 1e6)


def signed(outline: BaseGeometry, at: npt.NDArray[np.object_]) -> Floats:
    """Kilometres from an outline, negative inside."""
    shapely.prepare(outline)
    far = shapely.distance(outline.boundary, at) / 1000
    return np.asarray(np.where(shapely.contains(outline, at), -far, far), dtype=np.float64)


def distance(points: npt.NDArray[np.object_], at: npt.NDArray[np.object_]) -> Floats:
    """Kilometres to the nearest of some points."""
    _, metres = shapely.STRtree(points).query_nearest(at, return_distance=True, all_matches=False)
    return np.asarray(metres / 1000, dtype=np.float64)


def weights(sides: Iterable[Ground], units: Sequence[str], published: dict[str, float]) -> Floats:
    """The smallest weights (km) found that bring every published area within CLOSE; raises ValueError when there are none."""
    sides = list(sides)
    wanted = np.array([published.get(name, np.nan) for name in units])
    found = np.zeros(len(units))
    for _ in range(ROUNDS):
        off = np.nan_to_num(np.sum([side.areas(found) for side in sides], axis=0) / wanted - 1)
        beyond = np.sign(off) * np.maximum(np.abs(off) - CLOSE, 0)
        if not beyond.any():
            return found
        found -= np.sign(beyond) * np.clip(np.abs(beyond) * STEP, LEAST, MOST)
    raise ValueError(f"no weights bring {', '.join(name for name, one in zip(units, beyond, strict=True) if one)} within {CLOSE:.0%} of the published area")


def drawn(side: Ground, found: Floats, within: BaseGeometry) -> dict[str, BaseGeometry]:
    """Smoothed outlines of the units on one side of the oblast's outline, whose edge stays as it is."""
    labels = side.labels(found)
    whole = {name: shapely.intersection(shapely.coverage_union_all(side.cells[labels == number]), within) for number, name in enumerate(side.units)}
    whole = joined({name: one for name, one in whole.items() if not one.is_empty})
    smooth = shapely.coverage_simplify(list(whole.values()), SMOOTH, simplify_boundary=False)
    return dict(zip(whole, smooth, strict=True))


def joined(units: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Small parts cut off from their unit given to the unit they touch most."""
    parts = [(name, part) for name, one in units.items() for part in shapely.get_parts(one) if part.geom_type == "Polygon"]
    main = {name: max((part for owner, part in parts if owner == name), key=lambda part: part.area) for name in units}
    owned: dict[str, list[BaseGeometry]] = {name: [part] for name, part in main.items()}
    for name, part in parts:
        if part is main[name]:
            continue
        others = {other: shapely.intersection(part.boundary, one.boundary).length for other, one in main.items() if other != name}
        best = max(others, key=lambda other: others[other])
        owned[best if part.area < ISLAND * 1e6 and others[best] > 0 else name].append(part)
    return {name: shapely.union_all(some) for name, some in owned.items()}


def fitted(
    units: dict[str, BaseGeometry], towns: BaseGeometry, oblast: BaseGeometry, published: dict[str, float], points: dict[str, npt.NDArray[np.object_]]
) -> dict[str, BaseGeometry]:
    """New outlines of `units` (metres; those with a published area, km2, come first), none of which has ground of `towns`; their sum stays as it was.

    `points`: villages of each district. Raises ValueError when the published areas cannot be met.
    """
    land = shapely.union_all(list(units.values()))
    free = shapely.difference(land, towns)
    sides = {inside: shapely.intersection(free, oblast) if inside else shapely.difference(free, oblast) for inside in (True, False)}
    sides = {inside: within for inside, within in sides.items() if not within.is_empty}
    grounds = {inside: ground(units, list(published), within, points, inside=inside) for inside, within in sides.items()}
    found = weights(grounds.values(), list(units), published)
    print("weights, km:", ", ".join(f"{name} {one:+.1f}" for name, one in zip(published, found, strict=False)))
    pieces = [drawn(grounds[inside], found, within) for inside, within in sides.items()]
    new = {name: shapely.union_all([one[name] for one in pieces if name in one]) for name in units}
    own = joined({name: new[name] for name in published})
    rest = shapely.difference(free, shapely.union_all(list(own.values())))
    left = shapely.intersection(rest, shapely.union_all([units[name] for name in published]))  # what the others gained
    for name in units.keys() - own.keys():  # bounds between these stay as Natural Earth has them
        own[name] = shapely.union_all([shapely.intersection(rest, units[name]), shapely.intersection(left, new[name])])
    return own


def coverage(outlines: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """The same outlines (degrees) noded on one grid, so that neighbours share every vertex and no sliver is left between them."""
    outlines = {name: shapely.set_precision(one, SNAP) for name, one in outlines.items()}
    faces = shapely.get_parts(shapely.polygonize([union(one.boundary for one in outlines.values())]))
    names = list(outlines)
    tree = shapely.STRtree(list(outlines.values()))
    owned: dict[str, list[BaseGeometry]] = {name: [] for name in names}
    for face in faces:
        over = tree.query(face, predicate="intersects")
        shares = [shapely.intersection(face, outlines[names[number]], grid_size=SNAP / 10).area for number in over]
        if over.size and max(shares) > face.area / 2:
            owned[names[over[int(np.argmax(shares))]]].append(face)
        elif over.size and face.area < SLIVER:  # left between two that were rounded apart
            owned[max((names[number] for number in over), key=lambda name: shapely.intersection(face.boundary, outlines[name].boundary).length)].append(face)
    return {name: union(some) for name, some in owned.items()}


def main() -> None:
    """Write the base map's districts and print what became of areas and villages."""
    frame = gpd.read_file(SOURCE)
    source = dict(frame.set_index("place_id").to_crs(EQUAL_AREA).geometry)
    frame = along_border(frame)
    published = {place: area for place, (area, _) in published_areas().items() if place.endswith("-district")}
    points = villages()
    of = dict(zip(frame.place_id, frame.to_crs(EQUAL_AREA).geometry, strict=True))
    reach = shapely.union_all([of[name] for name in published]).buffer(REACH * 1000)
    near = [one for one in frame[frame.country == "AZ"].itertuples() if of[one.place_id].intersects(reach)]
    towns = {one.place_id: of[one.place_id] for one in near if one.kind == "city"}
    units = {name: of[name] for name in [*published, *(one.place_id for one in near if one.place_id not in published and one.place_id not in towns)]}
    oblast = gpd.GeoSeries([closed(read("historic_lines.geojson", "name")[OBLAST_LINE])], crs="EPSG:4326").to_crs(EQUAL_AREA).iloc[0]
    new = fitted(units, shapely.union_all(list(towns.values())), oblast, published, points)
    frame = frame.set_index("place_id", drop=False)
    frame.loc[list(new), "geometry"] = gpd.GeoSeries(new, crs=EQUAL_AREA).to_crs("EPSG:4326")
    home = frame[frame.country == "AZ"]
    frame.loc[home.index, "geometry"] = gpd.GeoSeries(coverage(dict(home.geometry)), crs="EPSG:4326")
    write(frame)
    after = dict(frame.to_crs(EQUAL_AREA).geometry)
    for name, area in published.items():
        print(
            f"{name:20} {source[name].area / 1e6 / area - 1:+.1%} -> {after[name].area / 1e6 / area - 1:+.1%}, at most {kilometres_off(source[name], after[name]):.1f} km"
        )
    for when, outlines in (("before", source), ("on the border", of), ("after", after)):
        print(
            when,
            sum(int((~shapely.contains(outlines[name], some)).sum()) for name, some in points.items()),
            "of",
            sum(map(len, points.values())),
            "villages on the wrong side",
        )


def write(frame: gpd.GeoDataFrame) -> None:
    """One feature a line, in the order of the source."""
    features = []
    for one in frame.itertuples():
        raw = shapely.geometry.mapping(shapely.orient_polygons(one.geometry))
        about = {key: getattr(one, key) for key in frame.columns.drop("geometry") if isinstance(getattr(one, key), str)}
        features.append({"type": "Feature", "properties": about, "geometry": {"type": raw["type"], "coordinates": rounded(raw["coordinates"])}})
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features)
    OUT.write_text('{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
