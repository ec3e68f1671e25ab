"""GeoJSON by RFC 7946: WGS84, right-hand rule, bounding boxes, no crs member; what it is about as further members."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.formats.content import Content
from geo.formats.target import write_file, write_files
from geo.model import EXPORT_LAYERS

SUFFIXES = (".geojson", ".json")
_DECIMALS = 6
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(content: Content, out: Path) -> list[Path]:
    """Write one file of all layers, each feature with its `layer`, or a folder or zip with a file a layer."""
    if out.suffix.lower() in SUFFIXES:
        return write_file(out, lambda beside: write_collection(beside, content.layers, content.about, named=True))
    names = [f"{layer}.geojson" for layer in content.layers]

    def fill(beside: Mapping[str, Path]) -> None:
        for layer, frame in content.layers.items():
            write_collection(beside[f"{layer}.geojson"], {layer: frame}, content.about)

    return write_files(out, names, fill, stale=[f"{layer}.geojson" for layer in EXPORT_LAYERS])


def write_collection(path: Path, layers: Mapping[str, gpd.GeoDataFrame], about: Mapping[str, Any], *, named: bool = False) -> None:
    """Write layers as one FeatureCollection, with `about` as further members; when `named`, each feature says its layer."""
    bounds = np.array([frame.total_bounds for frame in layers.values()])
    box = [*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)]
    head = {"type": "FeatureCollection", **about, "bbox": [round(float(value), _DECIMALS) for value in box]}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_ENCODE(head)[:-1] + ', "features": [\n')
        for at, layer in enumerate(layers):
            file.write(",\n" if at else "")
            file.writelines(_separated(_features(layers[layer], layer if named else None)))
        file.write("\n]}\n")


def _separated(lines: Iterable[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        yield (",\n" if at else "") + line


def _features(frame: gpd.GeoDataFrame, layer: str | None) -> Iterator[str]:
    shapes = rounded(frame.geometry.to_numpy())
    columns = [column for column in frame.columns if column != "geometry"]
    rows = zip(*(plain(frame[column].tolist()) for column in columns), strict=True)
    first = {"layer": layer} if layer else {}
    for values, box, shape in zip(rows, shapely.bounds(shapes).tolist(), shapely.to_geojson(shapes).tolist(), strict=True):
        properties = _ENCODE({**first, **dict(zip(columns, values, strict=True))})
        yield f'{{"type": "Feature", "bbox": {box}, "properties": {properties}, "geometry": {shape}}}'


def rounded(shapes: np.ndarray) -> np.ndarray:
    """Shapes with outer rings counter-clockwise and coordinates cut to what their precision can bear (0.1 m)."""
    found: np.ndarray = shapely.transform(shapely.orient_polygons(shapes), lambda points: np.round(points, _DECIMALS))
    return found


def plain(values: list[Any]) -> list[Any]:
    """Values as JSON knows them: days as ISO 8601, what is missing as None."""
    return [
        None if value is None or (isinstance(value, float) and math.isnan(value)) else value.isoformat() if isinstance(value, date) else value
        for value in values
    ]
