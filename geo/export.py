"""Layers -> files. GeoJSON by RFC 7946: WGS84, right-hand rule, bounding box, no crs member."""

import json
import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

import geo
from geo.atlas import Atlas, Selection
from geo.errors import InputError
from geo.filters import describe, to_query
from geo.layers import mention_layers, place_layers
from geo.store import replacing

FORMATS = ("geojson",)
_DECIMALS = 6


def export(atlas: Atlas, selection: Selection, form: str, out: Path) -> list[Path]:
    """Write the selection and return the files written, each whole or not at all.

    GeoJSON: a name that ends in .geojson or .json becomes one file of all places; any other a folder with a file a layer.
    Raises `InputError` for an unknown format and when nothing is selected, `StoreError` when a file cannot be written.
    """
    if form not in FORMATS:
        raise InputError(f"format {form!r} is unknown; use one of {', '.join(FORMATS)}")
    if selection.mentions.empty:
        raise InputError("nothing is selected, so nothing was written; loosen the filters")
    about = {
        "description": describe(selection.filters, atlas.known),
        "filters": to_query(selection.filters),
        "generator": f"Passage Atlas {geo.__version__}",
        "licence": "; ".join(dict.fromkeys(text for text in atlas.documents["licence"] if text)),
    }
    places = place_layers(atlas, selection)
    if out.suffix.lower() in (".geojson", ".json"):
        features = [dict(feature, properties={"layer": layer, **feature["properties"]}) for layer, frame in places.items() for feature in _features(frame)]
        return [write_geojson(out, features, about)]
    frames = {**places, **mention_layers(atlas, selection)}
    return [write_geojson(out / f"{layer}.geojson", _features(frame), about) for layer, frame in frames.items()]


def write_geojson(path: Path, features: list[dict[str, Any]], about: Mapping[str, Any]) -> Path:
    """Write features as one FeatureCollection, with its bounding box and what it is about as further members."""
    boxes = [feature["bbox"] for feature in features]
    bounds = [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)] if boxes else None
    head = {"type": "FeatureCollection", **about, **({"bbox": bounds} if bounds else {})}
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n' + lines + "\n]}\n"
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8")
    return path


def _features(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    geometries = [shapely.orient_polygons(shape) for shape in frame.geometry]
    columns = [column for column in frame.columns if column != "geometry"]
    found = []
    for values, geometry in zip(frame[columns].itertuples(index=False), geometries, strict=True):
        bounds = [round(value, _DECIMALS) for value in geometry.bounds]
        properties = {column: _plain(value) for column, value in zip(columns, values, strict=True)}
        found.append({"type": "Feature", "bbox": bounds, "properties": properties, "geometry": _rounded(shapely.geometry.mapping(geometry))})
    return found


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(inner) for inner in value]
    return round(value, _DECIMALS) if isinstance(value, float) else value
