"""A QGIS project of an exported GeoPackage: its layers in order, styled, with time and relations set up.

QGIS keeps projects in a table of the GeoPackage itself (`qgis_projects`: a zipped project file in hexadecimal), from where
"Project > Open From > GeoPackage" and the browser's tree open it. Format: what QGIS 3.22 writes (`QgsProject::write`).
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement, tostring

import geopandas as gpd
import numpy as np
import shapely

from geo.formats.content import Content
from geo.formats.styles import SHAPES, add_style, labelled
from geo.model import EXPORT_LAYERS, LAYERS, MENTION_LAYERS

NAME = "Passage Atlas"
_WKT = (
    'GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]],'
    'PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],'
    'AXIS["geodetic latitude (Lat)",north,ORDER[1],ANGLEUNIT["degree",0.0174532925199433]],'
    'AXIS["geodetic longitude (Lon)",east,ORDER[2],ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4326]]'
)
_ORDER = (
    "mentions",
    "mentions_undated",
    "settlements",
    "bases",
    "facilities",
    "heights",
    "lines",
    "corridors",
    "zones",
    "districts",
    "control",
    "water",
    "regions",
    "countries",
)
"""Layers from the top of the map down."""


@dataclass(frozen=True)
class _Node:
    """A layer of the project: the features of a table that have one sort of geometry."""

    id: str
    name: str
    layer: str
    dimension: int
    source: str


def dimensions(frame: gpd.GeoDataFrame) -> list[int]:
    """Dimensions of the geometries of a layer: 0 points, 1 lines, 2 areas."""
    return sorted({int(value) for value in shapely.get_dimensions(frame.geometry.to_numpy())})


def packed(content: Content, file: str) -> tuple[str, str]:
    """The project of the GeoPackage with this name, as the columns metadata and content of `qgis_projects`."""
    stamp = f"{content.day or date(2000, 1, 1)}T00:00:00"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{NAME}.qgs", xml(content, file))
    return json.dumps({"last_modified_time": stamp, "last_modified_user": content.about["generator"]}), buffer.getvalue().hex()


def xml(content: Content, file: str) -> str:
    """The project file. Layers are named relative to it (`./file|layername=...`), so both must stay together."""
    nodes = _nodes(content, file)
    root = Element("qgis", projectname=NAME, version="3.22.0")
    SubElement(root, "title").text = NAME
    _add_crs(SubElement(root, "projectCrs"))
    tree = SubElement(root, "layer-tree-group")
    for node in nodes:
        SubElement(tree, "layer-tree-layer", id=node.id, name=node.name, source=node.source, providerKey="ogr", checked="Qt::Checked", expanded="0")
    _add_relations(root, nodes)
    _add_canvas(root, content)
    holder = SubElement(root, "projectlayers")
    for node in nodes:
        _add_layer(holder, node, content)
    order = SubElement(root, "layerorder")
    for node in nodes:
        SubElement(order, "layer", id=node.id)
    properties = SubElement(root, "properties")
    SubElement(SubElement(properties, "Paths"), "Absolute", type="bool").text = "false"
    SubElement(SubElement(properties, "SpatialRefSys"), "ProjectionsEnabled", type="int").text = "1"
    _add_metadata(SubElement(root, "projectMetadata"), NAME, content)
    _add_time(root, content.layers)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, encoding="unicode")


def _nodes(content: Content, file: str) -> list[_Node]:
    """Tables of one sort of geometry become one layer, others one for each sort, which is how QGIS draws."""
    found = []
    for layer in (layer for layer in _ORDER if layer in content.layers):
        there = dimensions(content.layers[layer])
        title = EXPORT_LAYERS[layer]
        for dimension in there:
            name, words = SHAPES[dimension]
            only = f"|geometrytype={'LineString' if name == 'Line' else name}" if len(there) > 1 else ""
            label = f"{title} ({words})" if len(there) > 1 else title
            found.append(_Node(f"{layer}_{words}", label, layer, dimension, f"./{file}|layername={layer}{only}"))
    return found


def _add_crs(parent: Element) -> None:
    system = SubElement(parent, "spatialrefsys")
    for name, value in (
        ("wkt", _WKT), ("proj4", "+proj=longlat +datum=WGS84 +no_defs"), ("srsid", "3452"), ("srid", "4326"), ("authid", "EPSG:4326"),
        ("description", "WGS 84"), ("projectionacronym", "longlat"), ("ellipsoidacronym", "EPSG:7030"), ("geographicflag", "true"),
    ):  # fmt: skip
        SubElement(system, name).text = value


def _add_layer(parent: Element, node: _Node, content: Content) -> None:
    name = SHAPES[node.dimension][0]
    layer = SubElement(parent, "maplayer", type="vector", geometry=name, labelsEnabled=labelled(node.layer), styleCategories="AllStyleCategories")
    for tag, text in (("id", node.id), ("datasource", node.source), ("layername", node.name)):
        SubElement(layer, tag).text = text
    _add_crs(SubElement(layer, "srs"))
    _add_metadata(SubElement(layer, "resourceMetadata"), node.name, content)
    SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    add_style(layer, node.layer, [node.dimension])


def _add_metadata(parent: Element, title: str, content: Content) -> None:
    for tag, text in (("identifier", ""), ("type", "dataset"), ("title", title), ("abstract", "\n".join(content.lines))):
        SubElement(parent, tag).text = text
    SubElement(parent, "license").text = content.about["licence"]


def _add_relations(root: Element, nodes: list[_Node]) -> None:
    """From each layer of mentions to each layer of places, by `place_id`: a place's form lists its mentions."""
    relations = SubElement(root, "relations")
    places = [node for node in nodes if node.layer in LAYERS]
    for mentions in (node for node in nodes if node.layer in MENTION_LAYERS):
        for place in places:
            relation = SubElement(
                relations, "relation", id=f"{mentions.layer}_of_{place.id}", name=f"{mentions.name}: {place.name}",
                referencingLayer=mentions.id, referencedLayer=place.id, strength="Association",
            )  # fmt: skip
            SubElement(relation, "fieldRef", referencingField="place_id", referencedField="place_id")


def _add_canvas(root: Element, content: Content) -> None:
    """Show where most of the mentions are: the middle nine tenths of them each way."""
    points = np.concatenate([shapely.get_coordinates(frame.geometry.to_numpy()) for frame in content.mentions.values()])
    low, high = np.quantile(points, 0.05, axis=0) - 0.5, np.quantile(points, 0.95, axis=0) + 0.5
    canvas = SubElement(root, "mapcanvas", name="theMapCanvas")
    SubElement(canvas, "units").text = "degrees"
    extent = SubElement(canvas, "extent")
    for tag, value in (("xmin", low[0]), ("ymin", low[1]), ("xmax", high[0]), ("ymax", high[1])):
        SubElement(extent, tag).text = f"{value:.6f}"
    _add_crs(SubElement(canvas, "destinationsrs"))


def _add_time(root: Element, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    """The whole time that the mentions tell of, in steps of a year, or of a month when it is shorter than three years."""
    if "mentions" not in layers:
        return
    frame = layers["mentions"]
    first, last = min(frame["begin"]), max(frame["end"])
    unit = "y" if (last - first).days > 3 * 366 else "mon"
    settings = SubElement(root, "ProjectTimeSettings", timeStep="1", timeStepUnit=unit, frameRate="1", cumulativeTemporalRange="0")
    span = SubElement(settings, "TemporalRange")
    SubElement(span, "start").text = f"{first.isoformat()}T00:00:00Z"
    SubElement(span, "end").text = f"{last.isoformat()}T23:59:59Z"
