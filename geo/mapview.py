"""What is drawn -> folium: a constant base map without the network, and the places as one feature group that changes.

Base data (land, borders, districts, rivers) and the gazetteer's outlines are fetched by the map's own frame from beside
it, so that they travel once and not with every change. The drawing itself is `static/atlas-map.js`: symbols with their area by
number of mentions, areas shaded by it, colour and symbol by layer, dashed where a shape is approximate, labels that give way to each other.
"""

import json
import math
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import folium
import shapely
from branca.element import MacroElement
from folium.plugins import Draw
from folium.template import Template

from geo.drawing import Drawn, HeldArea
from geo.gazetteer import Gazetteer, Shape
from geo.model import HOLDERS, KINDS, PRECISIONS
from geo.palette import BASE_DARK, BASE_LIGHT, COLOURS, DARK_COLOURS, DARK_HOLDERS, HOLDER_OPACITY
from geo.palette import HOLDERS as HOLDER_COLOURS
from geo.wording import counted, show_edtf

SCRIPT = Path(__file__).parent / "static" / "atlas-map.js"
"""What the map's frame runs."""

STYLE = SCRIPT.with_suffix(".css")

HOME = ((38.55, 44.4), (41.25, 48.3))
"""South-west and north-east corner of what the map shows when nothing says otherwise."""
EVERYWHERE = "*"
"""In a wish (see `drawing_of`) instead of a place: where the map began."""

NAME_LANGUAGES = {"en": "English names", "az": "Azərbaycan adları", "hy": "Հայերեն անուններ", "ru": "Русские названия"}
"""Language of the names on the map -> what it is called on screen."""

BASE_FILES = (("land", "land.geojson"), ("district", "admin1.geojson"), ("border", "countries.geojson"), ("river", "rivers.geojson"))
"""What the base map is made of, and its file, from the bottom up."""

# Quiet words for finding one's way, where the view shows these countries; drawn only where no selected place needs the room.
_COUNTRY_WORDS = {
    "azerbaijan": (40.45, 47.35),
    "armenia": (40.45, 44.75),
    "georgia": (41.55, 45.1),
    "iran": (38.75, 46.9),
    "turkiye": (39.9, 43.6),
    "russia": (42.6, 46.5),
}
_TOWN_WORDS = ("baku", "yerevan", "tbilisi", "ganja", "gyumri", "nakhchivan", "khankendi", "tabriz")
_CARD_LANGUAGES = ("az", "hy", "ru", "ka", "fa", "tr")
_ZOOMS = {"country": 5, "continent": 3, "region": 7, "sea": 6}
_RANKS = {"countries": 0.12, "regions": 0.4, "water": 0.4, "heights": 0.6}


class _BaseLayers(MacroElement):
    """Sets up the map's own frame: panes, base data, scale, attribution."""

    _template = Template("{% macro script(this, kwargs) %}passageAtlas.base({{ this._parent.get_name() }}, {{ this.options | tojson }});{% endmacro %}")

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "BaseLayers"
        self.options = dict(options)


class _Base(folium.Map):
    """A map whose page is rendered once: streamlit-folium reads its parts anew on every run, and rendering takes longer than all of them."""

    rendered = False

    def render(self, **arguments: Any) -> None:
        if not self.rendered:
            self.rendered = True
            super().render(**arguments)


class _Group(folium.FeatureGroup):
    """A feature group that streamlit-folium reads the script of; rendering it too would read the whole drawing as a template, again and again."""

    def render(self, **_arguments: Any) -> None:
        pass


class _Drawing(MacroElement):
    """What is drawn now, into the feature group that holds it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "passageAtlas.draw({{ this._parent._parent.get_name() }}, {{ this._parent.get_name() }}, {{ this.drawing | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, drawing: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Drawing"
        self.drawing = drawing


def base_map(leaflet: str, code: str, basemap: str, shapes: str, *, dark: bool = False, sketch: str = "") -> folium.Map:
    """The constant base map. All are addresses as the map's frame sees them: folders of Leaflet, of this map's code, of base data; the file of outlines.

    With `sketch`, the folder of Leaflet.draw, lines and areas can be drawn on it.
    """
    colours = BASE_DARK if dark else BASE_LIGHT
    view = _Base(tiles=None, zoom_control=True, control_scale=False, attributionControl=True, prefer_canvas=False, min_zoom=2, max_zoom=16, zoom_snap=0.5)
    view.default_js = [("leaflet", f"{leaflet}/leaflet.js"), ("atlas_map", f"{code}/{SCRIPT.name}")]
    view.default_css = [("leaflet_css", f"{leaflet}/leaflet.css"), ("atlas_map_css", f"{code}/{STYLE.name}")]
    options = {
        "files": [(what, f"{basemap}/{name}") for what, name in BASE_FILES],
        "shapes": shapes,
        "colours": colours,
        "layers": DARK_COLOURS if dark else COLOURS,
        "holders": DARK_HOLDERS if dark else HOLDER_COLOURS,
        "home": HOME,
        "dark": dark,
    }
    view.add_child(_BaseLayers(options))
    if sketch:
        view.add_child(_tools(sketch))
    view.get_root().render()
    return view


def _tools(folder: str) -> Draw:
    """Tools to draw lines and areas; an outline that would cross itself is refused at once."""
    outline = {"allowIntersection": False, "drawError": {"message": "The outline may not cross itself."}, "shapeOptions": {"color": "#d6006c", "weight": 3}}
    others = dict.fromkeys(("rectangle", "circle", "marker", "circlemarker"), False)
    tools = Draw(
        show_geometry_on_click=False,
        draw_options={"polygon": outline, "polyline": {"shapeOptions": outline["shapeOptions"]}, **others},
        edit_options={"poly": {"allowIntersection": False}},
    )
    tools.default_js = [("leaflet_draw_js", f"{folder}/leaflet.draw.js")]
    tools.default_css = [("leaflet_draw_css", f"{folder}/leaflet.draw.css")]
    return tools


def bare(view: folium.Map) -> folium.Map:
    """The base map without what was drawn on it before, to be drawn on again."""
    for name in [name for name, child in view._children.items() if not isinstance(child, _BaseLayers | Draw)]:  # noqa: SLF001 - folium has no public way
        del view._children[name]  # noqa: SLF001
    return view


def radius(mentions: int) -> float:
    """Radius of a symbol in pixels: its area grows with the number of mentions, up to a bound."""
    return round(min(4 + 1.7 * math.sqrt(mentions), 22), 1)


def places_group(drawing: Mapping[str, Any]) -> folium.FeatureGroup:
    """A drawing (see `drawing_of`) as one feature group."""
    group = _Group(name="places")
    group.add_child(_Drawing(dict(drawing)))
    return group


def drawing_of(
    gazetteer: Gazetteer,
    drawn: Sequence[Drawn],
    *,
    chosen: frozenset[str] = frozenset(),
    only: bool = False,
    language: str = "en",
    focus: str = "",
    stamp: str = "",
    tiles: tuple[str, str] | None = None,
    served: int = 0,
    held: Sequence[HeldArea] = (),
    days: tuple[date | None, date | None] = (None, None),
) -> dict[str, Any]:
    """What `static/atlas-map.js` draws, as JSON values.

    `chosen` places stand out, and with `only` the others, which are not in the selection, stand back; `focus` is "place#wish" (or several places,
    with spaces between, or `EVERYWHERE`), where to go, once a wish; `stamp` is shown in a corner; `tiles` are the address and the attribution of
    online tiles. Outlines below `served` are in the file that the base map names, the others travel with the drawing. `held` areas lie under the
    places; a place that had another name all through `days` has that beside its own.
    """
    most: dict[str, int] = {}
    for one in drawn:
        most[one.layer] = max(most.get(one.layer, 1), one.mentions)
    features = sorted((_feature(gazetteer, one, chosen, language, most[one.layer], days, only=only) for one in drawn), key=lambda item: -item[0])
    numbers = {one.shape for one in drawn if one.shape is not None and one.shape >= served}
    return {
        "features": [feature for _, feature in features],
        "shapes": {str(number): shapely.geometry.mapping(gazetteer.shapes[number].geometry) for number in sorted(numbers)},
        "words": _words(gazetteer, language, {one.place.id for one in drawn if not one.ghost}),
        "focus": _focus(gazetteer, focus, drawn),
        "stamp": stamp,
        "held": [_held(one) for one in held],
        "tiles": {"url": tiles[0], "attribution": tiles[1]} if tiles else None,
    }


def _feature(
    gazetteer: Gazetteer, one: Drawn, chosen: frozenset[str], language: str, most: int, days: tuple[date | None, date | None], *, only: bool
) -> tuple[float, dict[str, Any]]:
    """A feature to draw, with its size (square degrees; lines less, points by symbol) for the order of drawing."""
    place = one.place
    shape = None if one.shape is None else gazetteer.shapes[one.shape]
    dimension = 0 if shape is None else int(shapely.get_dimensions(shape.geometry))
    at = shape.geometry.representative_point() if shape is not None and dimension else None
    precision, km = (shape.precision, shape.precision_km) if shape else (place.precision, place.precision_km)
    name = gazetteer.called(place.id, language, days)
    mentioned = counted(one.mentions, "mention")
    size = {0: one.mentions * 1e-9, 1: 0.001}.get(dimension, shape.geometry.area if shape else 0.0)
    return size, {
        "id": place.id,
        "name": name,
        "label": f"{name}, {KINDS[place.kind][0].lower()}: {mentioned}",
        "kind": place.kind,
        "layer": one.layer,
        "dimension": dimension,
        "shape": one.shape if dimension else None,
        "at": [round(at.y, 5), round(at.x, 5)] if at is not None else [place.lat, place.lon],
        "radius": radius(one.mentions),
        "share": round(one.mentions / most, 3),
        "rank": one.mentions * _RANKS.get(one.layer, 1.0) + (1e6 if place.id in chosen else 0),
        "approximate": precision == "approximate",
        "km": km,
        "ghost": one.ghost,
        "chosen": place.id in chosen,
        "aside": only and place.id not in chosen,
        "names": _names(gazetteer, place.id, gazetteer.name_in(place.id, language)),
        "about": f"{KINDS[place.kind][0]} · {PRECISIONS[precision].split(';')[0].lower()}" + (f", ±{km:g} km" if km else ""),
        "counts": f"{mentioned} in {counted(one.passages, 'passage')} of {counted(one.works, 'work')} · {_told(one.first, one.last)}"
        if one.mentions
        else "not in this selection"
        if one.ghost
        else f"no passage has to name it: it stands with {gazetteer.name_in(place.parent, language)}",
        "note": _validity(shape, ghost=one.ghost and one.mentions > 0) if shape else "",
    }


def _held(one: HeldArea) -> dict[str, Any]:
    """An area that was held, to draw: who may have held it, and whose word that is."""
    at = one.geometry.representative_point()
    who = " or ".join(HOLDERS[holder] for holder in one.holders)
    shape = json.loads(shapely.to_geojson(shapely.transform(one.geometry, lambda points: points.round(4))))
    return {
        "id": one.place,
        "name": one.name,
        "holders": one.holders,
        "opacity": HOLDER_OPACITY,
        "about": who if len(one.holders) == 1 else f"Uncertain: {who}",
        "why": one.why,
        "at": [round(at.y, 5), round(at.x, 5)],
        "shape": shape if one.geometry.area else None,
    }


def _names(gazetteer: Gazetteer, place: str, shown: str) -> list[tuple[str, str]]:
    """(language, name) of a place's names, the ones of the region first, without the one that is shown."""
    found = [("en", gazetteer.places[place].name), *((language, gazetteer.name_in(place, language)) for language in _CARD_LANGUAGES)]
    own = gazetteer.places[place].name
    return [(language, name) for language, name in found if name != shown and (language == "en" or name != own)]


def _told(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return "no stated time"
    return f"told of {first.year}" if first.year == last.year else f"told of {first.year}–{last.year}"


def _validity(shape: Shape, *, ghost: bool) -> str:
    """Since when and until when a shape is valid, in words; of a point also what is known of it, for no outline tells."""
    if shape.begin is None and shape.end is None:
        return ""
    since, until = (show_edtf(day.isoformat()) if day else "" for day in (shape.begin, shape.end))
    span = f"{since} – {until}" if shape.begin and shape.end else f"since {since}" if shape.begin else f"until {until}"
    said = f". {shape.note}" if shape.geometry.geom_type == "Point" else ""
    return f"{'There' if said else 'Shape valid'} {span}" + ("; not in the selected time" if ghost else "") + said


def _words(gazetteer: Gazetteer, language: str, drawn: set[str]) -> list[dict[str, Any]]:
    """Quiet names of countries and large towns."""
    words = [
        {"text": gazetteer.name_in(key, language), "at": at, "rank": 0.5, "className": "country"}
        for key, at in _COUNTRY_WORDS.items()
        if key in gazetteer.places
    ]
    for key in _TOWN_WORDS:
        place = gazetteer.places.get(key)
        if place and key not in drawn:
            words.append({"text": gazetteer.name_in(key, language), "at": (place.lat, place.lon), "rank": 0.4, "className": "town"})
    return words


def _focus(gazetteer: Gazetteer, wish: str, drawn: Sequence[Drawn]) -> dict[str, Any] | None:
    """Where to go for a wish: the bounds of what is drawn of its places, the point of a single one, or with `EVERYWHERE` where the map began."""
    if wish.startswith(EVERYWHERE):
        return {"key": wish, "home": True}
    wanted = [key for key in wish.split("#", 1)[0].split(" ") if key in gazetteer.places]
    outlines = {one.shape: one.place.id for one in drawn if one.shape is not None and shapely.get_dimensions(gazetteer.shapes[one.shape].geometry)}
    shapes = [gazetteer.shapes[number].geometry for number, place in outlines.items() if place in wanted]
    shaped = set(outlines.values())
    points = [(gazetteer.places[key].lat, gazetteer.places[key].lon) for key in wanted if key not in shaped]
    if not shapes and not points:
        return None
    if not shapes and len(points) == 1:
        [key] = [key for key in wanted if key not in shaped]
        return {"key": wish, "at": points[0], "zoom": _ZOOMS.get(gazetteer.places[key].kind, 9)}
    west, south, east, north = shapely.total_bounds([*shapes, *(shapely.Point(lon, lat) for lat, lon in points)])
    return {"key": wish, "bounds": ((south, west), (north, east))}
