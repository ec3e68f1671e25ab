"""The borders of Azerbaijan, Armenia and Iran with each other, moved by the villages on their two sides -> data/basemap.

Run: `python data/make_border.py`, then `make_districts.py` and `make_shapes.py` (`make shapes`). Reads nothing but the files beside it.

Natural Earth's borders (a vertex every 9 km along the Araz) lie up to 3 km off, and mostly the same way. Here the ground around them is
displaced (rubber sheeting: White & Griffin, "Piecewise linear rubber-sheet map transformation", The American Cartographer 12, 1985) by the
smallest smooth field that has every village at least MARGIN on its side:

    least  |field|^2 + sum of excess^2 / SLACK   with   side * (distance of the village from the moved border) >= MARGIN - excess

where a field costs the more the more sharply it changes: a support vector machine with Wendland's function as its kernel
(Cortes & Vapnik, "Support-vector networks", Machine Learning 20, 1995; Wendland, Advances in Computational Mathematics 4, 1995).
The field fades to nothing FADE away from the borders, and at what is held: the sea, Turkey and Georgia. Whatever shares a vertex with a border
is moved by the same field, so that all keeps fitting together; the Araz, where it is the border, is drawn as the border is.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shape_tools import BASE, EQUAL_AREA, rounded
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

SOURCE = BASE / "border_natural_earth.geojson"
VILLAGES = BASE / "border_villages.csv"

MARGIN = 600.0  # metres: what a village keeps from the border where the other side leaves it room
SLACK = 0.1  # how readily a village gives way: its point may be some hundred metres off itself
REACH = 40_000.0  # metres: what a village says of the border fades out so far from it. Of every fifth village left out in turn, 157 lie wrong in Natural Earth, 47 after
FADE = 10_000.0  # metres from the borders, beyond which nothing moves
HELD = 20_000.0  # metres from the sea, Turkey and Georgia, within which less moves
STEP = 2_000.0  # metres between vertices of what moves
NEAR = 7_000.0  # metres from a border of Natural Earth within which a village counts for it
STILL = 1.0  # metres: what moves less stays
ROUNDS, SWEEPS = 3, 40  # of linearising anew, and of the search for the weights of the villages in each
LEAVES = 0.003  # degrees (300 m): the border is the Araz from where, coming from the sea, it first is as near

Floats = npt.NDArray[np.float64]
Field = Callable[[Floats], Floats]


def falling(share: Floats) -> Floats:
    """1 at 0, smoothly to 0 at 1 and beyond (Wendland's function, twice differentiable)."""
    left = np.maximum(0, 1 - share)
    return np.asarray(left**4 * (4 * share + 1), dtype=np.float64)


def rising(share: Floats) -> Floats:
    """0 at 0, smoothly to 1 at 1 and beyond."""
    share = np.minimum(share, 1)
    return np.asarray(share * share * (3 - 2 * share), dtype=np.float64)


@dataclass(frozen=True)
class Border:
    """A line that bounds `home`, the points near it, and whether each belongs within `home`; in metres."""

    line: BaseGeometry
    home: BaseGeometry
    points: npt.NDArray[np.object_]
    inside: npt.NDArray[np.bool_]


def fitted(borders: Sequence[Border], held: BaseGeometry) -> Field:
    """The displacement of coordinates (metres) near some borders that brings their points to their side; nothing moves at `held`."""
    lines = shapely.union_all([one.line for one in borders])
    side = np.concatenate([np.where(one.inside, 1.0, -1.0) for one in borders])
    foot, pull = np.empty((0, 2)), np.empty((0, 2))

    def free(at: Floats) -> Floats:
        return rising(shapely.distance(held, shapely.points(at)) / HELD)

    def kernel(at: Floats, others: Floats) -> Floats:
        apart = np.linalg.norm(at[:, None] - others[None], axis=2)
        return np.asarray(free(at)[:, None] * falling(apart / REACH) * free(others)[None], dtype=np.float64)

    def field(at: Floats) -> Floats:
        moves = np.zeros_like(at)
        away = shapely.distance(lines, shapely.points(at))
        near = away < FADE
        moves[near] = kernel(at[near], foot) @ pull * (1 - rising(away[near] / FADE))[:, None]
        return moves

    for _ in range(ROUNDS):  # each linear at the borders as they lie after the one before
        distance, towards, at = (np.concatenate(some) for some in zip(*(facing(one, field) for one in borders), strict=True))
        wanted = MARGIN - side * (distance + (towards * field(at)).sum(axis=1))
        weights = nearest(kernel(at, at) * (towards @ towards.T) * np.outer(side, side), wanted)
        foot, pull = at, -(side * weights)[:, None] * towards
    return field


def facing(border: Border, field: Field) -> tuple[Floats, Floats, Floats]:
    """For each point of a border: metres from the moved line (positive inside), the unit vector that leads inside, and the nearest vertex before it moved."""
    before = shapely.get_coordinates(shapely.segmentize(border.line, STEP))
    line, home = moved(border.line, field), moved(border.home, field)
    shapely.prepare(home)
    near = shapely.get_coordinates(shapely.shortest_line(border.points, line))
    away = near[::2] - near[1::2]
    far = np.maximum(np.linalg.norm(away, axis=1), 1.0)
    sign = np.where(shapely.contains(home, border.points), 1.0, -1.0)
    vertex = shapely.STRtree(shapely.points(before + field(before))).nearest(border.points)
    return far * sign, away * (sign / far)[:, None], before[vertex]


def nearest(gram: Floats, wanted: Floats) -> Floats:
    """Weights >= 0 of the smallest field with gram @ weights >= wanted, softly (dual coordinate ascent: Hsieh et al., ICML 2008)."""
    gram = gram + SLACK * np.eye(len(wanted))
    weights, reached = np.zeros(len(wanted)), np.zeros(len(wanted))
    for _ in range(SWEEPS):
        for one in np.flatnonzero((weights > 0) | (reached < wanted)):
            step = max(-weights[one], (wanted[one] - reached[one]) / gram[one, one])
            weights[one] += step
            reached += step * gram[one]
    return weights


def moved(geometry: BaseGeometry, field: Field) -> BaseGeometry:
    """A geometry (metres) displaced; only what moves gets more vertices."""
    if geometry.geom_type == "Polygon":
        return shapely.Polygon(moved(geometry.exterior, field), [moved(ring, field) for ring in geometry.interiors])
    if geometry.geom_type in ("LineString", "LinearRing"):
        return type(geometry)(displaced(shapely.get_coordinates(geometry), field))
    return type(geometry)([moved(part, field) for part in shapely.get_parts(geometry)])


def displaced(at: Floats, field: Field) -> Floats:
    """Coordinates of a line, displaced, with a vertex at least every STEP where they move."""
    dense = shapely.get_coordinates(shapely.segmentize(shapely.LineString(at), STEP))
    moves = field(dense)
    moves[np.linalg.norm(moves, axis=1) < STILL] = 0
    given = np.isin(dense.round(3).view(np.complex128).ravel(), at.round(3).view(np.complex128).ravel())
    keep = given | (moves != 0).any(axis=1)
    return np.asarray((dense + moves)[keep], dtype=np.float64)


def villages() -> gpd.GeoDataFrame:
    """The villages along the borders, with `country`, in degrees."""
    frame = pd.read_csv(VILLAGES)
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame.lon, frame.lat), crs="EPSG:4326")


def with_iran(nation: dict[str, BaseGeometry]) -> tuple[BaseGeometry, BaseGeometry]:
    """The border with Iran, as one line from the sea to Turkey, and the land of Azerbaijan and Armenia."""
    home = shapely.union_all([nation["AZ"], nation["AM"]])
    line = shapely.line_merge(shapely.intersection(home.boundary, nation["IR"].boundary))
    return (line if line.coords[0][0] > line.coords[-1][0] else line.reverse()), home


def nations(frame: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    """Code of a country -> its outline."""
    frame = frame.dropna(subset=["iso_a2"])
    return dict(zip(frame.iso_a2, frame.geometry, strict=True))


@cache
def displacement() -> Field:
    """The field that moves the base map along the three borders."""
    nation, some = nations(gpd.read_file(SOURCE).to_crs(EQUAL_AREA)), villages().to_crs(EQUAL_AREA)
    line, home = with_iran(nation)
    between = shapely.intersection(nation["AZ"].boundary, nation["AM"].boundary)
    near = some.geometry.distance(line) < NEAR
    along = (some.country != "IR") & (some.geometry.distance(between) < NEAR)
    countries, land = gpd.read_file(BASE / "countries.geojson"), gpd.read_file(BASE / "land.geojson", bbox=(48, 37, 50, 40))
    held = gpd.GeoSeries([*countries[countries.iso_a2.isin(["TR", "GE"])].geometry, shapely.union_all(list(land.geometry)).boundary], crs="EPSG:4326")
    return fitted(
        [
            Border(line, home, some.geometry[near].to_numpy(), (some.country[near] != "IR").to_numpy()),
            Border(between, nation["AZ"], some.geometry[along].to_numpy(), (some.country[along] == "AZ").to_numpy()),
        ],
        shapely.union_all(list(held.to_crs(EQUAL_AREA))),
    )


def along_border(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same features (degrees), moved with the borders; what was shared still is, to the last vertex."""
    flat = frame.to_crs(EQUAL_AREA)
    new = gpd.GeoSeries([moved(one, displacement()) for one in flat.geometry], index=frame.index, crs=EQUAL_AREA).to_crs(frame.crs)
    return frame.set_geometry(new.transform(lambda at: at.round(5)))


def on_border(river: shapely.LineString, line: shapely.LineString) -> shapely.LineString:
    """The river, drawn as the border where it is the border: from where the two part in the east up to the border's western end."""
    at = [shapely.Point(one) for one in line.coords]
    first = next(number for number, point in enumerate(at) if point.distance(river) < LEAVES)
    upper = substring(river, 0, river.project(at[-1]))
    lower = substring(river, river.project(at[first]), river.length)
    return shapely.LineString([*upper.coords[:-1], *line.coords[first:][::-1], *lower.coords[1:]])


def wrong(nation: dict[str, BaseGeometry], some: gpd.GeoDataFrame) -> int:
    """How many villages lie outside their country."""
    return int(sum((~shapely.contains(nation[code], group.geometry.to_numpy())).sum() for code, group in some.groupby("country")))


def main() -> None:
    """Write what lies along the borders into the files of the base map, and print what became of the villages."""
    before, some = gpd.read_file(SOURCE), villages()
    after = along_border(before)
    print(f"of {len(some)} villages outside their country: {wrong(nations(before), some)} before, {wrong(nations(after), some)} after")
    line, _ = with_iran(nations(after))
    river = after.file == "rivers.geojson"
    after.loc[river, "geometry"] = [on_border(one, line) for one in after[river].geometry]
    for name, group in after.groupby("file"):
        write(str(name), group)


def write(name: str, features: gpd.GeoDataFrame) -> None:
    """Put geometries in place of those of the features of a base map file that have the same properties; the others stay as they are."""
    path = BASE / name
    content = json.loads(path.read_text(encoding="utf-8"))
    for one in features.drop(columns="file").to_dict("records"):
        shape = shapely.geometry.mapping(shapely.orient_polygons(one.pop("geometry")))
        about = {key: value for key, value in one.items() if isinstance(value, str)}
        [feature] = [old for old in content["features"] if {key: value for key, value in old["properties"].items() if value is not None} == about]
        feature["geometry"] = {"type": shape["type"], "coordinates": rounded(shape["coordinates"])}
    head = {key: content[key] for key in content if key != "features"}
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in content["features"])
    path.write_text(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n' + lines + "\n]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
