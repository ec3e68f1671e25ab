"""Tools of the shape makers: collecting features, geometry on one grid, courses through way points."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, substring

DISPUTED = "Natural Earth 1:10m disputed boundary lines (public domain)"
WAYPOINTS = "Way points from GeoNames (CC BY 4.0)"
BASE = Path(__file__).parent / "basemap"
AREAS = BASE.parent / "gazetteer" / "areas.csv"
OBLAST_LINE = "Former USSR oblast in 1991"
SNAP = 1e-5  # degrees (1 m): the grid on which every outline is noded, so that outlines which share an edge share its vertices
EQUAL_AREA = "+proj=aea +lat_1=39 +lat_2=41 +lat_0=40 +lon_0=46.8 +datum=WGS84"  # for areas and buffers around Karabakh
COS_40 = 0.766  # a degree of longitude, in degrees of latitude, at 40 N: for nearness without a projection


def named(*names: str) -> tuple[str, ...]:
    """Ids of districts from their bare names; `khankendi` is a unit without the ending."""
    return tuple(name if name == "khankendi" else f"{name}-district" for name in names)


class Shapes:
    """Collects the features of the file; `add` rounds to the grid and fails on what is not valid."""

    def __init__(self) -> None:
        self.features: list[dict[str, Any]] = []
        self.by_place: dict[str, BaseGeometry] = {}

    def add(
        self,
        place: str,
        geometry: BaseGeometry,
        precision: str,
        km: float,
        source: str,
        source_id: str = "",
        note: str = "",
        days: tuple[str | None, str | None] = (None, None),
    ) -> None:
        """One shape version. `days`: first and last day (YYYY-MM-DD), None where open."""
        geometry = shapely.orient_polygons(shapely.set_precision(only(geometry), SNAP))
        if not geometry.is_valid or geometry.is_empty:
            raise ValueError(f"{place}: {shapely.is_valid_reason(geometry)}")
        self.by_place[place] = geometry
        raw = shapely.geometry.mapping(geometry)
        about = {
            "place_id": place,
            "valid_from": days[0],
            "valid_to": days[1],
            "precision": precision,
            "precision_km": km,
            "source": source,
            "source_id": source_id,
            "note": note,
        }
        self.features.append({"type": "Feature", "properties": about, "geometry": {"type": raw["type"], "coordinates": rounded(raw["coordinates"])}})

    def write(self, path: Path) -> None:
        """One feature a line, by place and first day."""
        self.features.sort(key=lambda one: (one["properties"]["place_id"], one["properties"]["valid_from"] or ""))
        lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in self.features)
        path.write_text('{"type": "FeatureCollection", "features": [\n' + lines + "\n]}\n", encoding="utf-8")


def rounded(coordinates: Any) -> Any:
    """Nested coordinates, rounded to five decimals."""
    return round(coordinates, 5) if isinstance(coordinates, float) else [rounded(part) for part in coordinates]


def only(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry, or its lines when it has none; a single part stands alone, and so does a point."""
    if geometry.geom_type == "Point":
        return geometry
    parts = [part for part in shapely.get_parts(geometry) if not part.is_empty]
    solid = [part for part in parts if part.geom_type == "Polygon"] or [part for part in parts if part.geom_type == "LineString"]
    if len(solid) == 1:
        return solid[0]
    return shapely.multipolygons(solid) if solid[0].geom_type == "Polygon" else shapely.multilinestrings(solid)


def union(parts: Iterable[BaseGeometry]) -> BaseGeometry:
    """Union on the grid, so that shared edges vanish without slivers."""
    return shapely.union_all(list(parts), grid_size=SNAP)


def read(name: str, key: str) -> dict[str, BaseGeometry]:
    """Outlines of a base map file by a property; features that share it are joined."""
    frame = gpd.read_file(BASE / name)
    return {str(value): union(group.geometry) for value, group in frame.groupby(key)}


def points(text: str) -> list[tuple[str, shapely.Point]]:
    """(name, point) of each way point of a course."""
    found = []
    for one in text.split(";"):
        name, lat, lon = one.split()
        found.append((name, shapely.Point(float(lon), float(lat))))
    return found


def course(text: str, araz: shapely.LineString) -> BaseGeometry:
    """The line through way points; see COURSES for the marks."""
    branches = []
    for branch in text.split("/"):
        line: list[tuple[float, float]] = []
        for name, point in points(branch.strip("; ")):
            if name.startswith("~"):
                ends = [araz.project(shapely.Point(line[-1])), araz.project(point)]
                line += substring(araz, *ends).coords
            line.append((point.x, point.y))
        branches.append(shapely.LineString(line))
    return branches[0] if len(branches) == 1 else shapely.multilinestrings(branches)


def kept_inside(line: shapely.LineString, area: BaseGeometry) -> BaseGeometry:
    """The line with what runs out of `area` (over the Araz, both being generalised) moved to 0.3 km inside its edge."""
    inner = area.buffer(-0.003)
    dense = shapely.segmentize(line, 0.005)
    moved = [shapely.Point(at) if inner.covers(shapely.Point(at)) else shapely.shortest_line(inner, shapely.Point(at)).boundary.geoms[0] for at in dense.coords]
    return shapely.LineString(moved).simplify(0.0005)


def metres(geometry: BaseGeometry, away: float) -> BaseGeometry:
    """Buffer of a geometry in metres, in the equal-area projection of the region."""
    flat = gpd.GeoSeries([geometry], crs="EPSG:4326").to_crs(EQUAL_AREA).buffer(away)
    return flat.to_crs("EPSG:4326").iloc[0]


def square_km(geometry: BaseGeometry) -> float:
    """Area in an equal-area projection."""
    return float(gpd.GeoSeries([geometry], crs="EPSG:4326").to_crs(EQUAL_AREA).area.iloc[0]) / 1e6


def kilometres_off(outline: BaseGeometry, other: BaseGeometry) -> float:
    """Kilometres between two outlines (metres, `EQUAL_AREA`) at the farthest point (Hausdorff)."""
    return float(shapely.hausdorff_distance(shapely.segmentize(outline.boundary, 200), other.boundary)) / 1000


def published_areas() -> dict[str, tuple[float, str]]:
    """Place -> its published area in square kilometres, and who published it."""
    with AREAS.open(encoding="utf-8", newline="") as file:
        return {row["place_id"]: (float(row["km2"]), row["source"]) for row in csv.DictReader(file)}


def closed(line: BaseGeometry, gap: float = 0.006) -> BaseGeometry:
    """The polygon of an outline whose pieces stop short of each other by less than `gap` degrees."""
    ends = [shapely.Point(at) for part in shapely.get_parts(line) for at in (part.coords[0], part.coords[-1])]
    links = []
    for end in ends:
        near = min((other for other in ends if other is not end), key=end.distance)
        if 0 < end.distance(near) < gap:
            links.append(shapely.LineString([end, near]))
    return max(polygonize(union([line, *links])), key=lambda one: one.area)


def cut(area: BaseGeometry, line: shapely.LineString, inside: shapely.Point) -> BaseGeometry:
    """The part of `area` around `inside` on its side of `line`, whose ends are drawn out to the edge of the area."""
    links = [shapely.shortest_line(shapely.Point(end), area.boundary) for end in (line.coords[0], line.coords[-1])]
    faces = list(polygonize(union([area.boundary, line, *links])))
    return next(face for face in faces if face.contains(inside))


def nearest_to(first: str, second: str, area: BaseGeometry) -> BaseGeometry:
    """The part of `area` that lies nearer to a place of the first list than to any of the second."""
    flat = [shapely.Point(point.x * COS_40, point.y) for _, point in points(first) + points(second)]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(flat), extend_to=shapely.box(34, 38, 38, 42), ordered=True))
    mine = union(shapely.transform(cell, lambda at: at / [COS_40, 1]) for cell in cells[: len(points(first))])
    return shapely.intersection(area, mine, grid_size=SNAP)


def largest(geometry: BaseGeometry, km2: float) -> BaseGeometry:
    """Its parts of at least so many square kilometres."""
    return only(union(part for part in shapely.get_parts(only(geometry)) if square_km(part) >= km2))


def sea(land: BaseGeometry, box: Sequence[float], without: Sequence[Sequence[float]], inside: shapely.Point) -> BaseGeometry:
    """What is not land within a box (less some boxes), around a point."""
    water = shapely.difference(shapely.difference(shapely.box(*box), land), union(shapely.box(*one) for one in without) if without else shapely.Polygon())
    return next(part for part in shapely.get_parts(water) if part.contains(inside))
