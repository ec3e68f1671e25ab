"""Layers -> folium: a constant base map without the network, and the places as one feature group that changes.

Base data (land, borders, districts, rivers) is fetched by the map's own frame from beside it, so that it travels once
and not with every change. Symbols: area by number of mentions, colour by layer, dashed where a shape is approximate.
"""

import html
import json
import math
from collections.abc import Mapping
from typing import Any

import folium
import geopandas as gpd
import shapely
from branca.element import MacroElement
from folium.template import Template

from geo.model import KINDS

COLOURS: dict[str, str] = {
    "settlements": "#0b5cad",
    "districts": "#2e7d6b",
    "bases": "#c2410c",
    "facilities": "#6d28d9",
    "corridors": "#b07a00",
    "zones": "#8a4b2a",
    "lines": "#b3261e",
    "regions": "#5b6b73",
    "water": "#2c7da0",
    "heights": "#6b5b3e",
    "countries": "#7a7f87",
}
"""Layer -> its colour on the map, in the passages and in charts."""

DARK_COLOURS: dict[str, str] = {
    "settlements": "#6cb2f5",
    "districts": "#6cc7b1",
    "bases": "#f59e6c",
    "facilities": "#b79bf5",
    "corridors": "#e3b341",
    "zones": "#d9a07c",
    "lines": "#f28b82",
    "regions": "#a9b8c0",
    "water": "#7cc4e0",
    "heights": "#c8b78e",
    "countries": "#b3b9c2",
}
BASE_LIGHT = {"land": "#f7f4ee", "sea": "#dbe7ee", "river": "#9fc3d6", "border": "#9a8f80", "district": "#cfc6b8", "rim": "#ffffff", "text": "#22303a"}
BASE_DARK = {"land": "#1e2b33", "sea": "#10202b", "river": "#2f5366", "border": "#6d7f8a", "district": "#32434d", "rim": "#10202b", "text": "#e6edf1"}
HOME = ((38.6, 44.6), (41.4, 48.6))
"""South-west and north-east corner of what the map shows when nothing says otherwise."""

_BASE_FILES = (("land", "land.geojson"), ("district", "admin1.geojson"), ("border", "countries.geojson"), ("river", "rivers.geojson"))


class _BaseLayers(MacroElement):
    """Base data, fetched from a folder that the page serves beside the map's frame, drawn under everything else."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            (function (map) {
                var c = {{ this.colours | tojson }};
                map.getContainer().style.background = c.sea;
                map.createPane('base').style.zIndex = 150;
                map.createPane('baselines').style.zIndex = 160;
                map.attributionControl.setPrefix('Leaflet');
                map.attributionControl.addAttribution('Natural Earth');
                L.control.scale({position: 'bottomleft', imperial: false}).addTo(map);
                map.zoomControl.setPosition('topleft');
                var canvas = L.canvas({pane: 'base', padding: 0.5}), lines = L.canvas({pane: 'baselines', padding: 0.5});
                var styles = {
                    land: {renderer: canvas, pane: 'base', stroke: false, fill: true, fillColor: c.land, fillOpacity: 1},
                    district: {renderer: lines, pane: 'baselines', color: c.district, weight: 0.8, fill: false},
                    border: {renderer: lines, pane: 'baselines', color: c.border, weight: 1.3, fill: false},
                    river: {renderer: lines, pane: 'baselines', color: c.river, weight: 1.4, fill: false}
                };
                {{ this.files | tojson }}.forEach(function (file) {
                    fetch(file[1]).then(function (answer) {
                        if (!answer.ok) { throw new Error(file[1] + ': ' + answer.status); }
                        return answer.json();
                    }).then(function (data) {
                        L.geoJSON(data, {style: styles[file[0]], interactive: false}).addTo(map);
                    });
                });
            })({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, files: list[tuple[str, str]], colours: Mapping[str, str]) -> None:
        super().__init__()
        self._name = "BaseLayers"
        self.files = files
        self.colours = dict(colours)


class _Places(MacroElement):
    """Places of one layer: features that carry their style, a hover card, and `place_id` for clicks."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            L.geoJSON({{ this.data | tojson }}, {
                style: function (f) { return f.properties.style; },
                pointToLayer: function (f, at) { return L.circleMarker(at, f.properties.style); },
                onEachFeature: function (f, layer) {
                    layer.bindTooltip(f.properties.card, {sticky: true, direction: 'top', className: 'place-card'});
                    layer.on('add', function () {
                        var element = layer.getElement && layer.getElement();
                        if (element) {
                            element.setAttribute('data-place', f.properties.place_id);
                            element.setAttribute('tabindex', '0');
                            element.setAttribute('role', 'button');
                            element.setAttribute('aria-label', f.properties.label);
                            element.addEventListener('keydown', function (event) {
                                if (event.key === 'Enter') { layer.fire('click', {latlng: f.properties.at, layer: layer}, true); }
                            });
                        }
                    });
                }
            }).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Places"
        self.data = data


def base_map(assets: str, basemap: str, *, dark: bool = False) -> folium.Map:
    """The constant base map. `assets` and `basemap` are the addresses, as the map's frame sees them, of Leaflet and of the base data."""
    colours = BASE_DARK if dark else BASE_LIGHT
    view = folium.Map(tiles=None, zoom_control=True, control_scale=False, attributionControl=True, prefer_canvas=False, min_zoom=2, max_zoom=14, zoom_snap=0.5)
    view.default_js = [("leaflet", f"{assets}/leaflet.js")]
    view.default_css = [("leaflet_css", f"{assets}/leaflet.css")]
    view.add_child(_BaseLayers([(what, f"{basemap}/{name}") for what, name in _BASE_FILES], colours))
    view.fit_bounds([list(HOME[0]), list(HOME[1])])
    return view


def radius(mentions: int) -> float:
    """Radius of a symbol in pixels: its area grows with the number of mentions, up to a bound."""
    return round(min(4 + 1.7 * math.sqrt(mentions), 22), 1)


def places_group(layers: Mapping[str, gpd.GeoDataFrame], *, chosen: frozenset[str] = frozenset(), dark: bool = False) -> folium.FeatureGroup:
    """The places of a selection as one feature group; wide areas lie below, points on top, chosen places stand out."""
    group = folium.FeatureGroup(name="places")
    features: list[tuple[float, dict[str, Any]]] = []
    for layer, frame in layers.items():
        for row in frame.itertuples():
            features.append(_feature(layer, row, chosen, dark))
    features.sort(key=lambda item: -item[0])
    group.add_child(_Places({"type": "FeatureCollection", "features": [feature for _, feature in features]}))
    return group


def _feature(layer: str, row: Any, chosen: frozenset[str], dark: bool) -> tuple[float, dict[str, Any]]:
    """A feature to draw, with its size (square degrees; lines and points smallest) for the order of drawing."""
    geometry = row.geometry
    colour = (DARK_COLOURS if dark else COLOURS)[layer]
    dimension = shapely.get_dimensions(geometry)
    picked = row.place_id in chosen
    style: dict[str, Any] = {"color": colour, "className": f"place layer-{layer}" + (" chosen" if picked else "")}
    if dimension == 0:
        style |= {"radius": radius(row.mentions), "color": (BASE_DARK if dark else BASE_LIGHT)["rim"], "weight": 1.5, "fillColor": colour, "fillOpacity": 0.88}
        if layer == "countries":  # the texts name them most, and they matter least here: rings, not discs
            style |= {"radius": round(radius(row.mentions) * 0.6, 1), "fillOpacity": 0.12, "color": colour}
        style |= {"weight": 3.5, "color": "#111111" if not dark else "#ffffff"} if picked else {}
    elif dimension == 1:
        rough = row.prec_km >= 25  # drawn by a few towns: a hint of a course, not a course
        style |= {"weight": 5 if picked else 1.5 if rough else 3, "opacity": 0.6 if rough and not picked else 0.9, "fill": False}
    else:
        wide = layer in ("regions", "countries", "water")
        style |= {
            "weight": 2.5 if picked else 1.2,
            "fillColor": colour,
            "fillOpacity": (0.015 if wide else 0.16) + (0.12 if picked else 0),
            "opacity": 0.55 if wide else 0.9,
        }
    if row.precision == "approximate" and dimension:
        style["dashArray"] = "6 5"
    label = f"{row.name}, {KINDS[row.kind][0].lower()}: {row.mentions} mention{'s' if row.mentions != 1 else ''}"
    point = geometry.representative_point()
    properties = {"place_id": row.place_id, "label": label, "card": _card(row), "style": style, "at": {"lat": round(point.y, 5), "lng": round(point.x, 5)}}
    shown = geometry if dimension == 0 else shapely.simplify(geometry, 0.002)
    size = {0: 0.0, 1: 0.001}.get(dimension, geometry.area) - (row.mentions * 1e-9 if dimension else 1e-6 / row.mentions * -1)
    return size, {
        "type": "Feature",
        "properties": properties,
        "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shown, 0.00001) if dimension == 0 else shown)),
    }


def _card(row: Any) -> str:
    """What hovering shows; every text is escaped, for names may come from anywhere."""
    names = [name for name in str(row.names).split("; ") if name.split(": ", 1)[0] in ("az", "hy", "ru")][:6]
    told = f"{row.first_told.year}–{row.last_told.year}" if row.first_told is not None and row.last_told is not None else "no stated time"
    if row.first_told is not None and row.last_told is not None and row.first_told.year == row.last_told.year:
        told = str(row.first_told.year)
    lines = [
        f"<strong>{html.escape(str(row.name))}</strong>",
        html.escape(KINDS[row.kind][0]) + (f" · {html.escape(row.precision)}, ±{row.prec_km:g} km" if row.precision == "approximate" else ""),
        html.escape("; ".join(names)),
        f"{row.mentions} mention{'s' if row.mentions != 1 else ''} in {row.works} work{'s' if row.works != 1 else ''} · {told}",
    ]
    return "<br>".join(line for line in lines if line)
