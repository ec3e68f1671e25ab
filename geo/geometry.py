"""Geometries on the globe (WGS84): read from GeoJSON and checked, and the distance between points."""

import math
from typing import Any

from shapely import is_valid_reason
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry


def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance between two points in degrees (haversine, radius 6371.0088 km)."""
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def read_geometry(raw: Any, where: str, faults: list[str]) -> BaseGeometry | None:
    """A GeoJSON geometry (WGS84), or None and a fault that says what is wrong with it."""
    try:
        geometry = shape(raw)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        faults.append(f"{where}: the geometry is broken ({error}); draw it again")
        return None
    if geometry.is_empty:
        faults.append(f"{where}: the geometry is empty; draw one")
        return None
    if not geometry.is_valid:
        faults.append(f"{where}: the geometry is not valid ({is_valid_reason(geometry)}); mend it")
        return None
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        faults.append(f"{where}: a coordinate is out of range (bounds {geometry.bounds}); give degrees, longitude first")
        return None
    return geometry
