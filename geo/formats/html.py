"""HTML: one self-contained page that shows the selection offline, the places on a map and the passages beside it.

Leaflet, the map's code, the base map and the outlines are in the file, which asks nobody for anything: its own policy
(Content-Security-Policy) forbids it. The data are JSON, read by `static/offline.js`, which sets every text as text.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from xstatic.pkg import leaflet

from geo import control, mapview, settings
from geo.drawing import Drawn, drawn_places, held_areas
from geo.filters import stamp
from geo.formats.content import Content, citation
from geo.formats.geojson import plain
from geo.formats.target import file_target, write_file
from geo.model import LAYERS, PARTS, ROLES
from geo.palette import BASE_DARK, BASE_LIGHT, COLOURS, DARK_COLOURS, DARK_HOLDERS, HOLDERS, PAGE_DARK, PAGE_LIGHT
from geo.reading import read
from geo.schema import PLACE_FIELDS
from geo.wording import show_edtf

SUFFIXES = (".html", ".htm")
MARK_FIELDS = ("place_id", "surface", "role", "begin", "end", "granularity", "edtf", "start", "stop", "method", "confidence")
"""Fields of a mention that its place, its passage and its work do not have already."""

MARK_COLUMNS = (*MARK_FIELDS, "at")
"""What the page holds of a mention: `at` is where in the passage's text it stands."""

_STATIC = mapview.SCRIPT.parent
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_NEAR = (28.0, 35.0, 56.0, 48.0)
"""West, south, east and north of where the base map is fine."""
_TOLERANCE, _FAR_TOLERANCE = 0.008, 0.1
"""How far off it may be there and elsewhere, in degrees."""


def write(content: Content, out: Path) -> list[Path]:
    """Write the page. Raises `InputError` for a name that does not end in .html or .htm, `StoreError` when it cannot be written."""
    file_target(out, SUFFIXES, "HTML")
    return write_file(out, lambda beside: _write(beside, _page(content)))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _page(content: Content) -> str:
    leaflet_folder = Path(leaflet.BASE_DIR)
    code = [
        re.sub(r"//# sourceMappingURL=\S+\s*$", "", _text(leaflet_folder / "leaflet.js")),
        _text(mapview.SCRIPT),
        _text(_STATIC / "offline.js"),
    ]
    style = [
        re.sub(r"url\(images/[^)]*\)", "none", _text(leaflet_folder / "leaflet.css")),  # pictures that nothing here shows
        _text(mapview.STYLE),
        _colours(),
        _text(_STATIC / "offline.css"),
    ]
    data = _data(content)
    return Template(_text(_STATIC / "offline.html")).substitute(
        allowed=" ".join(_hash(one) for one in code),
        sentence=html.escape(content.about["description"]),
        generator=html.escape(content.about["generator"]),
        counts=html.escape(_counts(content, len(data["passages"]))),
        about=_about(content),
        style="\n".join(style),
        data=_json(data),
        drawing=_json(_drawing(content)),
        scripts="\n".join(f"<script>{one}</script>" for one in code),
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _hash(script: str) -> str:
    """A script as the page's policy names it; no other one is run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _json(value: object) -> str:
    """JSON that no text in it can end or open anything in HTML with."""
    return _ENCODE(value).replace("<", "\\u003c")


def _colours() -> str:
    light, dark = (
        f":root {{ {''.join(f'--pa-{name}: {colour}; ' for name, colour in page.items())} }} "
        + " ".join(f".layer-{layer} {{ --mark: {colour}; }}" for layer, colour in layers.items())
        for page, layers in ((PAGE_LIGHT, COLOURS), (PAGE_DARK, DARK_COLOURS))
    )
    return f"{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}"


def _counts(content: Content, passages: int) -> str:
    """What there is of each, the filters, the day and the program, as one line."""
    about = content.about
    places = content.selection.places
    numbers = ((places, "place"), (passages, "passage"), (len(about["works"]), "work"))
    counted = [f"{count:,} {word}{'s' * (count != 1)}" for count, word in numbers]
    made = [f"made {show_edtf(about['date'])}"] if "date" in about else []
    return " · ".join((f"{counted[0]} in {counted[1]} of {counted[2]}", f"filters: {_filters(content)}", *made, about["generator"]))


def _filters(content: Content) -> str:
    return "; ".join(f"{key}: {', '.join(values)}" for key, values in content.about["filters"].items()) or "none"


def _about(content: Content) -> str:
    """What the file says about itself, as the items of a list of terms."""
    about = content.about
    works = "".join(f"<li>{html.escape(citation(work))}</li>" for work in about["works"])
    terms = (
        ("Selection", about["description"]),
        ("Filters", _filters(content)),
        *((("Made on", show_edtf(about["date"])),) if "date" in about else ()),
        ("Made by", about["generator"]),
        ("Licence of the texts", about["licence"] or "not stated"),
        ("Locations from", "; ".join(about["sources"])),
        ("Base map", "Natural Earth, public domain; districts fitted to villages of GeoNames, CC BY 4.0"),
    )
    listed = "".join(f"<dt>{term}</dt><dd>{html.escape(text)}</dd>" for term, text in terms)
    return f"{listed}<dt>Works</dt><dd><ul>{works}</ul></dd><dt>Note</dt><dd>Every passage is its author’s statement. Dashed shapes are approximate.</dd>"


# --- the data -----------------------------------------------------------------------------------------------------


def _data(content: Content) -> dict[str, Any]:
    """`about`, the places (one a version of its shape), the passages by the time they tell of with their mentions, and the words for both."""
    fields = [field.name for field in PLACE_FIELDS]
    places = [dict(zip(fields, row, strict=True)) for frame in content.places.values() for row in _rows(frame, fields)]
    labels = {"layers": LAYERS, "parts": PARTS, "roles": ROLES}
    return {"about": content.about, "places": places, "columns": MARK_COLUMNS, "passages": list(_passages(content)), "labels": labels}


def _rows(frame: Any, fields: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(plain(frame[name].tolist()) for name in fields), strict=True)


def _passages(content: Content) -> Iterator[dict[str, Any]]:
    marks = _marks(content)
    selection = content.selection
    numbers = [number for number in content.atlas.ordered(selection) if number in marks]
    for reading in read(content.atlas, numbers, selection):
        yield {
            "document": reading.work.document,
            "part": reading.part,
            "heading": reading.heading,
            "locator": reading.locator,
            "text": reading.text,
            "times": [told.text for told in reading.times],
            "events": [name for _, name in reading.events],
            "citation": reading.citation,
            **({"hits": reading.found} if reading.found else {}),
            "marks": marks[reading.number],
        }


def _marks(content: Content) -> dict[int, list[tuple[Any, ...]]]:
    """Passage -> its selected mentions, each with the values of `MARK_COLUMNS`."""
    selected = content.selection.mentions
    columns = (selected[column].tolist() for column in ("document", "source_start", "passage", "start", "end"))
    spans = {(document, start): (passage, (first, last)) for document, start, passage, first, last in zip(*columns, strict=True)}
    found: dict[int, list[tuple[Any, ...]]] = {}
    for frame in content.mentions.values():
        for document, start, row in zip(frame["document"].tolist(), frame["start"].tolist(), _rows(frame, MARK_FIELDS), strict=True):
            passage, at = spans[document, start]
            found.setdefault(passage, []).append((*row, at))
    return found


# --- the map ------------------------------------------------------------------------------------------------------


def _drawing(content: Content) -> dict[str, Any]:
    """What the map draws (`mapview.drawing_of`), with the base map, the colours, and where the map begins."""
    filters = content.selection.filters
    gazetteer = content.atlas.gazetteer
    drawn = drawn_places(content.atlas, content.selection)
    held = held_areas(control.load(gazetteer=gazetteer), gazetteer, filters.on_day) if filters.on_day else []
    return {
        **mapview.drawing_of(gazetteer, drawn, stamp=stamp(filters), served=0, held=held, days=filters.shape_days),
        "base": _base(settings.data_dir / "basemap"),
        "light": {"base": BASE_LIGHT, "layers": COLOURS, "holders": HOLDERS},
        "dark": {"base": BASE_DARK, "layers": DARK_COLOURS, "holders": DARK_HOLDERS},
        "home": _home(drawn) if content.about["filters"] else mapview.HOME,
    }


def _home(drawn: Iterable[Drawn]) -> tuple[tuple[float, float], tuple[float, float]]:
    """South-west and north-east corner around the selected places, countries aside: those within the app's own first view when there are any."""
    points = np.array([(one.place.lat, one.place.lon) for one in drawn if one.layer != "countries"] or [(one.place.lat, one.place.lon) for one in drawn])
    low, high = np.array(mapview.HOME)
    within = points[((points >= low) & (points <= high)).all(axis=1)]
    shown = within if len(within) else points
    south, west = (shown.min(axis=0) - 0.25).tolist()
    north, east = (shown.max(axis=0) + 0.25).tolist()
    return (south, west), (north, east)


@cache
def _base(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    """What the base map is made of, simplified: land as areas, the rest as lines, each border once, and far away no coasts twice."""
    files = {what: shapely.get_parts(shapely.from_geojson(_text(folder / name))) for what, name in mapview.BASE_FILES}
    near, coasts = shapely.box(*_NEAR), shapely.union_all(shapely.boundary(files["land"]))
    for what in ("district", "border"):
        lines = shapely.line_merge(shapely.union_all(shapely.boundary(files[what])))
        files[what] = np.array([shapely.intersection(lines, near), shapely.difference(shapely.difference(lines, near), coasts)])
    return [(what, _simplified(shapely.get_parts(shapes), near)) for what, shapes in files.items()]


def _simplified(shapes: np.ndarray, near: BaseGeometry) -> dict[str, Any]:
    tolerance = np.where(shapely.intersects(shapes, near), _TOLERANCE, _FAR_TOLERANCE)
    simple = shapely.transform(shapely.simplify(shapes, tolerance), lambda points: np.round(points, 3))
    whole: dict[str, Any] = json.loads(shapely.to_geojson(shapely.geometrycollections(simple)))
    return whole
