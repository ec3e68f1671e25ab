"""QGIS styles (QML) of the layers: the map's palette, drawn by kind, sized by mentions, with names and with time switched on.

The XML is what QGIS 3.22 and later write themselves; only what differs from its defaults is said.
"""

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.model import CONTROL_LAYERS, HOLDERS, KINDS, LAYERS, MENTION_LAYERS
from geo.palette import BASE_LIGHT, COLOURS, HOLDER_OPACITY
from geo.palette import HOLDERS as HOLDER_COLOURS

SHAPES = {0: ("Point", "points"), 1: ("Line", "lines"), 2: ("Polygon", "areas")}
"""Dimension of a geometry -> what QGIS's expressions call it, and what people do."""

_SIZE = 'min(2 + 0.9 * sqrt("mentions"), 11)'
_DASHED = "if(\"precision\" = 'approximate', 'dash', 'solid')"
_PLACEMENT = ("6", "2", "4")  # beside points, along lines, level within areas
_WIDE = ("regions", "countries", "water")


def qml(layer: str, dimensions: Iterable[int]) -> str:
    """The style of an exported layer whose geometries have these dimensions, as a document of its own."""
    root = Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling|Temporal", labelsEnabled=labelled(layer))
    add_style(root, layer, sorted(dimensions))
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, encoding="unicode")


def labelled(layer: str) -> str:
    """Whether the layer shows names, as QGIS writes it."""
    return "1" if layer in LAYERS else "0"


def add_style(parent: Element, layer: str, dimensions: list[int]) -> None:
    """Add time, symbols and labels of a layer to a style or to a project's layer."""
    _add_temporal(parent, layer)
    renderer = SubElement(parent, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0", enableorderby="0")
    rules = SubElement(renderer, "rules", key="{root}")
    symbols = SubElement(renderer, "symbols")
    for at, (condition, label, colour, dimension) in enumerate(_rules(layer, dimensions)):
        SubElement(rules, "rule", key=f"{{rule-{at}}}", filter=condition, label=label, symbol=str(at))
        _add_symbol(symbols, str(at), layer, colour, dimension)
    if layer in LAYERS:
        _add_labels(parent, max(dimensions))


def _add_temporal(parent: Element, layer: str) -> None:
    """Features show from `begin` to `end`; those with neither always do, so undated mentions take no part in time at all."""
    temporal = SubElement(
        parent, "temporal", enabled="0" if layer == "mentions_undated" else "1", mode="2", startField="begin", endField="end", limitMode="1",
        durationField="", durationUnit="min", fixedDuration="0", accumulate="0", startExpression="", endExpression="",
    )  # fmt: skip
    fixed = SubElement(temporal, "fixedRange")
    SubElement(fixed, "start")
    SubElement(fixed, "end")


def _rules(layer: str, dimensions: list[int]) -> list[tuple[str, str, str, int]]:
    """(condition, label, colour, dimension): for mentions by layer, else by kind or by holder, for each sort of geometry that the layer has."""
    if layer in MENTION_LAYERS:
        return _mention_rules(layer)
    if layer in CONTROL_LAYERS:
        told = [(f"\"holder\" = '{holder}'", label, HOLDER_COLOURS.get(holder, COLOURS["countries"])) for holder, label in HOLDERS.items()]
    else:
        told = [(f"\"kind\" = '{kind}'", label, COLOURS[layer]) for kind, (label, of) in KINDS.items() if of == layer]
    mixed = len(dimensions) > 1
    return [
        (
            condition + (f" AND geometry_type($geometry) = '{SHAPES[dimension][0]}'" if mixed else ""),
            label + (f" ({SHAPES[dimension][1]})" if mixed else ""),
            colour,
            dimension,
        )
        for condition, label, colour in told
        for dimension in dimensions
    ]


def _mention_rules(layer: str) -> list[tuple[str, str, str, int]]:
    """One rule for the kinds of each layer, and one for whatever is left, so that no mention goes undrawn."""
    rules = []
    for of, label in LAYERS.items():
        kinds = ", ".join(f"'{kind}'" for kind, (_, its) in KINDS.items() if its == of)
        rules.append((f'"kind" IN ({kinds})', label, COLOURS[of], 0))
    return [*rules, ("ELSE", "Other" + (" (no stated time)" if layer == "mentions_undated" else ""), BASE_LIGHT["text"], 0)]


def _add_symbol(parent: Element, name: str, layer: str, colour: str, dimension: int) -> None:
    kind = ("marker", "line", "fill")[dimension]
    uncertain = layer in CONTROL_LAYERS and colour not in HOLDER_COLOURS.values()
    symbol = SubElement(parent, "symbol", name=name, type=kind, alpha="1", force_rhr="0", clip_to_extent="1")
    if dimension == 0:
        _add_marker(symbol, layer, colour)
    elif dimension == 1:
        options = {"line_color": _rgba(colour, 230), "line_width": "0.8", "line_width_unit": "MM", "capstyle": "round", "joinstyle": "round"}
        _add_symbol_layer(symbol, "SimpleLine", options, {"outlineStyle": _DASHED})
    else:
        options = {
            "color": _rgba(colour, 8 if layer in _WIDE else round(255 * HOLDER_OPACITY) if layer in CONTROL_LAYERS else 45),
            "style": "no" if uncertain else "solid",
            "outline_color": _rgba(colour, 220),
            "outline_width": "0.4",
            "outline_width_unit": "MM",
        }
        _add_symbol_layer(symbol, "SimpleFill", options, {"outlineStyle": _DASHED})
        if layer == "zones" or uncertain:
            _add_hatching(symbol, name, colour)


def _add_marker(symbol: Element, layer: str, colour: str) -> None:
    options = {"name": "circle", "size_unit": "MM", "outline_width_unit": "MM", "outline_style": "solid", "scale_method": "diameter"}
    if layer == "mentions":
        look = {"color": _rgba(colour, 200), "outline_color": _rgba(BASE_LIGHT["rim"], 255), "outline_width": "0.2", "size": "2.4"}
    elif layer == "mentions_undated":  # rings: seen at every time, and seen to be something else
        look = {"color": _rgba(colour, 0), "outline_color": _rgba(colour, 255), "outline_width": "0.5", "size": "3.6"}
    elif layer == "countries":  # the texts name them most, and they matter least here
        look = {"color": _rgba(colour, 30), "outline_color": _rgba(colour, 255), "outline_width": "0.4", "size": "3"}
    else:
        look = {"color": _rgba(colour, 225), "outline_color": _rgba(BASE_LIGHT["rim"], 255), "outline_width": "0.3", "size": "3"}
    _add_symbol_layer(symbol, "SimpleMarker", options | look, {"size": _SIZE} if layer in LAYERS else {})


def _add_hatching(symbol: Element, name: str, colour: str) -> None:
    pattern = _add_symbol_layer(symbol, "LinePatternFill", {"angle": "45", "distance": "2", "distance_unit": "MM"}, {})
    line = SubElement(pattern, "symbol", name=f"@{name}@1", type="line", alpha="1", force_rhr="0", clip_to_extent="1")
    _add_symbol_layer(line, "SimpleLine", {"line_color": _rgba(colour, 160), "line_width": "0.2", "line_width_unit": "MM"}, {})


def _add_symbol_layer(symbol: Element, kind: str, options: Mapping[str, str], defined: Mapping[str, str]) -> Element:
    """A layer of a symbol; `defined` are properties worked out from the feature by an expression."""
    layer = SubElement(symbol, "layer", {"class": kind, "pass": "0", "enabled": "1", "locked": "0"})
    holder = SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        SubElement(holder, "Option", name=name, type="QString", value=value)
    collection = SubElement(SubElement(layer, "data_defined_properties"), "Option", type="Map")
    SubElement(collection, "Option", name="name", type="QString", value="")
    if defined:
        properties = SubElement(collection, "Option", name="properties", type="Map")
        for name, expression in defined.items():
            one = SubElement(properties, "Option", name=name, type="Map")
            SubElement(one, "Option", name="active", type="bool", value="true")
            SubElement(one, "Option", name="expression", type="QString", value=expression)
            SubElement(one, "Option", name="type", type="int", value="3")
    SubElement(collection, "Option", name="type", type="QString", value="collection")
    return layer


def _add_labels(parent: Element, dimension: int) -> None:
    """Names with a halo of the land's colour; QGIS leaves out those that would overlap, first those with few mentions."""
    settings = SubElement(SubElement(parent, "labeling", type="simple"), "settings", calloutType="simple")
    text, halo = _rgba(BASE_LIGHT["text"], 255), _rgba(BASE_LIGHT["land"], 255)
    style = SubElement(settings, "text-style", fieldName="name", isExpression="0", fontSize="8", fontSizeUnit="Point", textColor=text, textOpacity="1")
    SubElement(style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor=halo, bufferOpacity="1", bufferNoFill="1")
    SubElement(
        settings, "placement", placement=_PLACEMENT[dimension], dist="1", distUnits="MM", priority="5", predefinedPositionOrder="TR,TL,BR,BL,R,L,TSR,BSR"
    )
    SubElement(settings, "rendering", displayAll="0", drawLabels="1", obstacle="0", limitNumLabels="0", maxNumLabels="2000")
    collection = SubElement(SubElement(settings, "dd_properties"), "Option", type="Map")
    SubElement(collection, "Option", name="name", type="QString", value="")
    priority = SubElement(SubElement(collection, "Option", name="properties", type="Map"), "Option", name="Priority", type="Map")
    SubElement(priority, "Option", name="active", type="bool", value="true")
    SubElement(priority, "Option", name="expression", type="QString", value='min(10, "mentions" / 5)')
    SubElement(priority, "Option", name="type", type="int", value="3")
    SubElement(collection, "Option", name="type", type="QString", value="collection")


def _rgba(colour: str, alpha: int) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + f",{alpha}"
