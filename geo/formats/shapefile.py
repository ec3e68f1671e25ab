"""ESRI Shapefile: one zip of a shapefile for each layer and sort of geometry, with a note of what the format's limits cost.

The format (ESRI's technical description of 1998, dBASE III tables) has names of ten letters, texts of 254 bytes, one sort
of geometry a file and no empty texts apart from missing ones.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import shapely

from geo.formats.content import Content, typed
from geo.formats.styles import SHAPES
from geo.formats.target import file_target, write_file, zip_folder
from geo.schema import SHAPEFILE_NAMES, fields_of

SUFFIXES = (".zip",)
NOTE = "README.txt"
_BYTES = 254
_CUT = "…"


def write(content: Content, out: Path) -> list[Path]:
    """Write the zip. Raises `InputError` for a name that does not end in .zip, `StoreError` when it cannot be written."""
    file_target(out, SUFFIXES, "Shapefiles")
    return write_file(out, lambda beside: _write(content, beside))


def _write(content: Content, path: Path) -> None:
    with TemporaryDirectory() as scratch:
        folder, cut, split = Path(scratch), dict[str, int](), list[str]()
        for layer, frame in content.layers.items():
            parts = by_shape(frame)
            for words, part in parts.items():
                name = f"{layer}_{words}" if len(parts) > 1 else layer
                split += [name] if len(parts) > 1 else []
                _write_layer(folder / f"{name}.shp", layer, part, cut)
        (folder / NOTE).write_text("\n".join(_note(content, cut, split)) + "\n", encoding="utf-8", newline="\r\n")
        zip_folder(path, folder)


def by_shape(frame: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """points, lines, areas -> the features of a layer that have such a geometry; those without any left out."""
    dimensions = shapely.get_dimensions(frame.geometry.to_numpy())
    return {words: frame[dimensions == dimension] for dimension, (_, words) in SHAPES.items() if (dimensions == dimension).any()}


def _write_layer(path: Path, layer: str, frame: gpd.GeoDataFrame, cut: dict[str, int]) -> None:
    """Write one shapefile; `cut` counts, by field, the texts that had to be shortened."""
    table = typed(frame, layer)
    for field in fields_of(layer):
        if field.type == "text":
            texts = frame[field.name].tolist()
            short = [shortened(text) for text in texts]
            name = SHAPEFILE_NAMES.get(field.name, field.name)
            cut[name] = cut.get(name, 0) + sum(one != text for one, text in zip(short, texts, strict=True))
            table[field.name] = short
    table.rename(columns=SHAPEFILE_NAMES).to_file(path, driver="ESRI Shapefile", engine="pyogrio", use_arrow=True, encoding="UTF-8")


def shortened(text: str) -> str:
    """A text that fits the 254 bytes of a field: cut between characters, the cut marked by an ellipsis."""
    raw = text.encode("utf-8")
    if len(raw) <= _BYTES:
        return text
    return raw[: _BYTES - len(_CUT.encode())].decode("utf-8", "ignore") + _CUT


def _note(content: Content, cut: dict[str, int], split: list[str]) -> list[str]:
    lines = [
        *content.lines,
        "",
        "What the limits of Shapefile cost",
        "",
        "Texts are UTF-8 (see the .cpg files), coordinates WGS84 longitude and latitude (.prj).",
    ]
    lines += ["Field names end after ten letters, so some have another name here:"]
    lines += [f"  {short} is {name}" for name, short in SHAPEFILE_NAMES.items()]
    lines += [f"A text holds at most {_BYTES} bytes. Longer ones are cut and end in {_CUT} ; cut in this file:"]
    lines += [f"  {name}: {count}" for name, count in cut.items() if count] or ["  none"]
    lines += ["A file holds one sort of geometry, so layers with several are split:", *([f"  {name}" for name in split] or ["  none"])]
    lines += ["An empty text and a missing one are the same. For all of it take GeoPackage or GeoJSON.", "", "Fields", ""]
    for title, layer in (("Layers of places", "settlements"), ("Who held what", "control"), ("Layers of mentions", "mentions")):
        lines += [title, *(f"  {SHAPEFILE_NAMES.get(field.name, field.name)} ({field.type}): {field.about}" for field in fields_of(layer)), ""]
    return lines
