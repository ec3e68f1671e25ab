"""A shape as a person gives it: typed as GeoJSON or WKT, or drawn on a map."""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from geo.geometry import read_geometry

_CROSSING = re.compile(r"(?:Ring )?Self-intersection\[(\S+) (\S+)\]")


def read_sketch(raw: Any, where: str, faults: list[str]) -> BaseGeometry | None:
    """A geometry (WGS84, longitude first) given as GeoJSON (text or table) or as WKT, or None and a fault that says what is wrong with it."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw) if raw.lstrip().startswith("{") else json.loads(shapely.to_geojson(shapely.from_wkt(raw)))
        except (ShapelyError, ValueError) as error:
            why = " ".join(str(error).removeprefix("ParseException: ").split())
            faults.append(f"{where}: the geometry is neither GeoJSON nor WKT ({why}); write it as POINT (lon lat), or as GeoJSON")
            return None
    if isinstance(raw, dict) and raw.get("type") == "Feature":
        raw = raw.get("geometry")
    if isinstance(raw, dict) and raw.get("type") == "GeometryCollection":
        faults.append(f"{where}: the geometry is made of several kinds; keep its areas, its lines or its points")
        return None
    crossing = _crossing(raw)
    if crossing:
        faults.append(f"{where}: the outline crosses itself {crossing}; draw it without the crossing")
        return None
    return read_geometry(raw, where, faults)


def _crossing(raw: Any) -> str:
    """Where an outline crosses itself, in words; empty when it does not."""
    with suppress(ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        found = _CROSSING.match(shapely.is_valid_reason(shapely.geometry.shape(raw)))
        if found:
            return f"near latitude {float(found[2]):.3f}, longitude {float(found[1]):.3f}"
    return ""


def sketch_fault(text: str) -> str:
    """What is wrong with a shape that was typed or drawn, in a line; empty when nothing is, or when there is none."""
    faults: list[str] = []
    if text.strip():
        read_sketch(text, "The shape", faults)
    return faults[0] if faults else ""


def drawn_shape(drawings: Iterable[Mapping[str, Any]]) -> str:
    """What was drawn on a map (GeoJSON features: areas or lines), together as WKT, to about a metre; empty when there is nothing."""
    parts = [shapely.geometry.shape(one["geometry"]) for one in drawings]
    if not parts:
        return ""
    if len(parts) == 1 or not all(part.is_valid for part in parts):
        together = parts[0] if len(parts) == 1 else shapely.geometrycollections(parts)
    else:
        together = shapely.unary_union(parts)
    return str(shapely.to_wkt(together, rounding_precision=5))
