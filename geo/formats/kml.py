"""KML 2.2 (OGC 07-147r2): a folder a layer, TimeSpans for Google Earth's slider, descriptions, typed fields, the map's colours.

Written element by element, so that memory stays flat however many mentions there are; libraries for KML hold the whole tree.
`begin` and `end` are the TimeSpan, `name` the Placemark's name; the other fields are SchemaData.
"""

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.formats.content import Content
from geo.formats.geojson import plain, rounded
from geo.formats.target import file_target, write_file
from geo.model import CONTROL_LAYERS, EXPORT_LAYERS, HOLDERS, KINDS, MENTION_LAYERS, layer_of
from geo.palette import COLOURS
from geo.palette import HOLDERS as HOLDER_COLOURS
from geo.schema import Column, fields_of

SUFFIXES = (".kml",)
_TYPES = {"text": "string", "integer": "int", "real": "double", "date": "string"}
_ELSEWHERE = ("name", "begin", "end")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(content: Content, out: Path) -> list[Path]:
    """Write the file. Raises `InputError` for a name that does not end in .kml, `StoreError` when it cannot be written."""
    file_target(out, SUFFIXES, "KML")

    def fill(beside: Path) -> None:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_document(content))

    return write_file(out, fill)


def _document(content: Content) -> Iterator[str]:
    about = content.about
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document id="passage-atlas">\n'
    yield f"<name>{_xml(about['description'])}</name><open>1</open>\n"
    yield f"<description>{_xml('<br>'.join(html.escape(line) for line in content.lines))}</description>\n"
    for layer, colour in COLOURS.items():
        yield _style(layer, colour)
    for holder in HOLDERS:
        yield _style(f"held-{holder}", HOLDER_COLOURS.get(holder, COLOURS["countries"]))
    yield "<ExtendedData>"
    for key, value in about.items():
        text = value if isinstance(value, str) else "; ".join(_listed(value))
        yield f"<Data name={quoteattr(key)}><value>{_xml(text)}</value></Data>"
    yield "</ExtendedData>\n"
    for sort, layer in (("places", "settlements"), ("control", "control"), ("mentions", "mentions")):
        fields = fields_of(layer)
        simple = "".join(f'<SimpleField type="{_TYPES[f.type]}" name="{f.name}"/>' for f in fields if f.name not in _ELSEWHERE)
        yield f'<Schema id="{sort}-fields" name="{sort}">{simple}</Schema>\n'
    for layer, frame in content.layers.items():
        yield from _folder(layer, frame)
    yield "</Document>\n</kml>\n"


def _listed(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}={','.join(several)}" for key, several in value.items()]
    return [", ".join(str(part) for part in one.values() if part) if isinstance(one, dict) else str(one) for one in value]


def _style(layer: str, colour: str) -> str:
    """Colours in KML run alpha, blue, green, red."""
    mirrored = colour[5:7] + colour[3:5] + colour[1:3]
    return (
        f'<Style id="{layer}"><IconStyle><color>ff{mirrored}</color><scale>0.9</scale></IconStyle><LabelStyle><scale>0.8</scale></LabelStyle>'
        f"<LineStyle><color>e6{mirrored}</color><width>2.5</width></LineStyle><PolyStyle><color>40{mirrored}</color></PolyStyle></Style>\n"
    )


def _folder(layer: str, frame: gpd.GeoDataFrame) -> Iterator[str]:
    fields = fields_of(layer)
    sort = "mentions" if layer in MENTION_LAYERS else "control" if layer in CONTROL_LAYERS else "places"
    shapes: np.ndarray = rounded(frame.geometry.to_numpy())
    yield f'<Folder id="layer-{layer}"><name>{_xml(EXPORT_LAYERS[layer])}</name>\n'
    for values, shape in zip(zip(*(frame[field.name].tolist() for field in fields), strict=True), shapes, strict=True):
        row = dict(zip((field.name for field in fields), values, strict=True))
        style = f"held-{row['holder']}" if sort == "control" else layer_of(row["kind"])
        data = "".join(
            f'<SimpleData name="{field.name}">{_xml(value)}</SimpleData>'
            for field, value in zip(fields, plain(list(values)), strict=True)
            if field.name not in _ELSEWHERE and value not in (None, "")
        )
        yield f"<Placemark><name>{_xml(row['name'])}</name><description>{_xml(_describe(row, fields))}</description>{_span(row['begin'], row['end'])}"
        yield f'<styleUrl>#{style}</styleUrl><ExtendedData><SchemaData schemaUrl="#{sort}-fields">{data}</SchemaData></ExtendedData>'
        yield f"{_geometry(shape)}</Placemark>\n"
    yield "</Folder>\n"


def _span(begin: date | None, end: date | None) -> str:
    if begin is None and end is None:
        return ""
    first = f"<begin>{begin.isoformat()}</begin>" if begin else ""
    last = f"<end>{end.isoformat()}</end>" if end else ""
    return f"<TimeSpan>{first}{last}</TimeSpan>"


def _describe(row: dict[str, Any], fields: tuple[Column, ...]) -> str:
    """What a click shows, as HTML: the quote with its source, then the place; texts are escaped, for they come from anywhere."""
    said = {field.name: html.escape(str(row[field.name])) for field in fields if row[field.name] not in (None, "")}
    kind = html.escape(KINDS[row["kind"]][0])
    source = ", ".join(said[key] for key in ("authors", "title", "publisher", "published", "document", "locator") if key in said)
    location = f"{kind}, {said['precision']}, ±{row['prec_km']:g} km"
    held = [said["possible"], said.get("source", ""), said.get("note", "")] if "held_by" in said else []
    lines = [f"<blockquote>{said['quote']}</blockquote>" if "quote" in said else "", source, *held, location, said.get("names", ""), said.get("edtf", "")]
    return "<br>".join(line for line in lines if line)


def _geometry(shape: BaseGeometry) -> str:
    if shape.geom_type == "Point":
        return f"<Point><coordinates>{_coordinates(shape)}</coordinates></Point>"
    if shape.geom_type == "LineString":
        return f"<LineString><tessellate>1</tessellate><coordinates>{_coordinates(shape)}</coordinates></LineString>"
    if shape.geom_type == "Polygon":
        holes = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in shape.interiors)
        return f"<Polygon><tessellate>1</tessellate><outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>{holes}</Polygon>"
    return f"<MultiGeometry>{''.join(_geometry(part) for part in shape.geoms)}</MultiGeometry>"


def _ring(ring: BaseGeometry) -> str:
    return f"<LinearRing><coordinates>{_coordinates(ring)}</coordinates></LinearRing>"


def _coordinates(shape: BaseGeometry) -> str:
    return " ".join(f"{lon!r},{lat!r}" for lon, lat in shapely.get_coordinates(shape).tolist())


def _xml(value: Any) -> str:
    """A value as XML text; characters that XML cannot hold become the replacement character."""
    return escape(_NOT_XML.sub("\ufffd", str(value)))
