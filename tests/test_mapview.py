"""Layers -> folium: no network, no markup from texts."""

import json
import re

import folium
import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from geo import mapview
from geo.filters import Filters
from geo.layers import PLACE_FIELDS, place_layers


def script(view: folium.Map) -> str:
    return str(view.get_root().render())


def test_the_base_map_asks_nobody_but_its_own_server() -> None:
    view = mapview.base_map("../leaflet", "../basemap")
    assert [address for _, address in [*view.default_js, *view.default_css]] == ["../leaflet/leaflet.js", "../leaflet/leaflet.css"]
    body = view._template.module.script(view, {}) if hasattr(view._template.module, "script") else script(view)
    assert not re.search(r"https?://(?!www\.w3\.org)", body)


def test_the_base_map_is_the_same_whatever_is_selected() -> None:
    def normal(view: folium.Map) -> str:
        return re.sub(r"_[0-9a-f]{32}", "", script(view))

    assert normal(mapview.base_map("../a", "../b")) == normal(mapview.base_map("../a", "../b"))


def test_every_selected_place_is_drawn_with_its_id_for_clicks(atlas) -> None:
    selection = atlas.select(Filters())
    group = mapview.places_group(place_layers(atlas, selection))
    [places] = group._children.values()
    drawn = {feature["properties"]["place_id"] for feature in places.data["features"]}
    assert drawn == set(selection.mentions.loc[selection.mentions["place_id"] != "", "place_id"])


def test_approximate_shapes_are_dashed_and_the_chosen_place_stands_out(atlas) -> None:
    layers = place_layers(atlas, atlas.select(Filters(kind=("corridor",))))
    [places] = mapview.places_group(layers, chosen=frozenset({"lachin-corridor"}))._children.values()
    for feature in places.data["features"]:
        assert feature["properties"]["style"]["dashArray"]
        assert "chosen" in feature["properties"]["style"]["className"]


def test_text_from_data_is_escaped_in_cards() -> None:
    values = {field.name: "<script>alert(1)</script>" for field in PLACE_FIELDS}
    values |= {
        "kind": "village",
        "mentions": 1,
        "passages": 1,
        "works": 1,
        "first_told": None,
        "last_told": None,
        "prec_km": 1.0,
        "names": "az: <img src=x onerror=alert(1)>",
    }
    frame = gpd.GeoDataFrame(pd.DataFrame([values]), geometry=[Point(46, 40)], crs="EPSG:4326")
    [places] = mapview.places_group({"settlements": frame})._children.values()
    card = places.data["features"][0]["properties"]["card"]
    assert "<script" not in card
    assert "<img" not in card
    assert "</script>" not in places._template.module.script(places, {})


def test_symbols_grow_with_the_mentions_by_area_and_are_bounded() -> None:
    sizes = [mapview.radius(count) for count in (1, 4, 16, 64, 10_000)]
    assert sizes == sorted(sizes)
    assert sizes[-1] <= 22


def test_everything_that_goes_to_the_map_is_json(atlas) -> None:
    [places] = mapview.places_group(place_layers(atlas, atlas.select(Filters())))._children.values()
    assert json.loads(json.dumps(places.data, allow_nan=False))["features"]
