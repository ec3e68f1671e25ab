"""What is drawn -> folium: no network, no markup from texts."""

import json
import re
from datetime import date

import folium
import pytest

from geo import control, mapview
from geo.drawing import drawn_places, held_areas
from geo.filters import Filters
from geo.mapview import drawing_of, places_group


def script(view: folium.Map) -> str:
    return str(view.get_root().render())


def drawing(atlas, filters: Filters | None = None, **more) -> dict:
    return drawing_of(atlas.gazetteer, drawn_places(atlas, atlas.select(filters or Filters())), **more)


def feature(atlas, place: str, filters: Filters | None = None, **more) -> dict:
    return next(one for one in drawing(atlas, filters, **more)["features"] if one["id"] == place)


def test_places_beside_the_chosen_ones_stand_back_when_only_those_are_selected(atlas) -> None:
    def aside(**more) -> set[str]:
        return {one["id"] for one in drawing(atlas, **more)["features"] if one["aside"]}

    everything = {one["id"] for one in drawing(atlas)["features"]}
    assert aside(chosen=frozenset({"shusha"}), only=True) == everything - {"shusha"}
    assert aside(chosen=frozenset({"shusha"})) == aside() == set()


def base() -> folium.Map:
    return mapview.base_map("../leaflet", "../code", "../basemap", "../gazetteer/shapes.geojson")


def test_the_base_map_asks_nobody_but_its_own_server() -> None:
    view = base()
    addresses = [address for _, address in [*view.default_js, *view.default_css]]
    assert addresses == ["../leaflet/leaflet.js", "../code/atlas-map.js", "../leaflet/leaflet.css", "../code/atlas-map.css"]
    assert not re.search(r"https?://(?!www\.w3\.org)", view._template.module.script(view, {}))
    assert not re.search(r"https?://(?!www\.w3\.org)", mapview.SCRIPT.read_text() + mapview.STYLE.read_text())


def test_the_tools_to_draw_with_come_from_the_same_server_and_stay_when_the_map_is_drawn_on_again() -> None:
    view = mapview.base_map("../leaflet", "../code", "../basemap", "../gazetteer/shapes.geojson", sketch="../code/leaflet-draw")
    [_, tools] = mapview.bare(view)._children.values()
    addresses = [address for _, address in [*tools.default_js, *tools.default_css]]
    assert addresses == ["../code/leaflet-draw/leaflet.draw.js", "../code/leaflet-draw/leaflet.draw.css"]
    for address in addresses:
        code = (mapview.SCRIPT.parent / address.removeprefix("../code/")).read_text()
        assert not re.search(r"(?:src|href)\s*=\s*[\"']https?:|url\(['\"]?https?:|fetch\(", code)
        assert all((mapview.SCRIPT.parent / "leaflet-draw" / name).exists() for name in re.findall(r"url\('([^')]+)'\)", code))


def test_the_base_map_is_the_same_whatever_is_selected_and_bare_when_it_is_drawn_on_again(atlas) -> None:
    def normal(view: folium.Map) -> str:
        return re.sub(r"_[0-9a-f]{32}", "", script(view))

    view = base()
    before = normal(view)
    assert before == normal(base())
    places_group(drawing(atlas)).add_to(view)
    assert len(view._children) == 2
    assert len(mapview.bare(view)._children) == 1


def test_every_selected_place_is_drawn_with_its_id_for_clicks(atlas) -> None:
    selection = atlas.select(Filters())
    drawn = {one["id"] for one in drawing(atlas)["features"]}
    assert drawn == set(selection.mentions.loc[selection.mentions["place_id"] != "", "place_id"])


def test_what_is_drawn_says_its_precision_its_counts_and_whether_it_is_chosen(atlas) -> None:
    corridor = feature(atlas, "lachin-corridor", chosen=frozenset({"lachin-corridor"}))
    assert corridor["approximate"]
    assert corridor["chosen"]
    assert "±" in corridor["about"]
    barda = feature(atlas, "barda")
    assert not barda["chosen"]
    assert barda["counts"] == "2 mentions in 2 passages of 1 work · told of 1993–1994"
    assert barda["radius"] == mapview.radius(2)


def test_names_are_in_the_language_that_the_reader_chose_and_the_others_stand_on_the_card(atlas) -> None:
    assert feature(atlas, "khankendi")["name"] == "Khankendi"
    armenian = feature(atlas, "khankendi", language="hy")
    assert armenian["name"] == "Ստեփանակերտ"
    assert ("en", "Khankendi") in armenian["names"]
    assert ("ru", "Ханкенди") in armenian["names"]


def test_a_line_is_a_ghost_where_no_version_of_it_is_valid(atlas) -> None:
    now = feature(atlas, "line-of-contact", Filters(place=("line-of-contact",)))
    assert not now["ghost"]
    early = feature(atlas, "line-of-contact", Filters(place=("line-of-contact",), last="1990", undated=True))
    assert early["ghost"]
    assert "not in the selected time" in early["note"]


def test_a_place_that_is_not_selected_is_drawn_as_a_ghost_when_it_is_asked_for(atlas) -> None:
    drawn = drawn_places(atlas, atlas.select(Filters(place=("barda",))), ("ganja", "no-such-place", "barda"))
    assert [(one.place.id, one.mentions, one.ghost) for one in drawn] == [("barda", 2, False), ("ganja", 0, True)]


def test_counts_are_those_of_the_selection(atlas) -> None:
    [barda] = drawn_places(atlas, atlas.select(Filters(place=("barda",), source=("border-notes",))))
    assert (barda.mentions, barda.passages, barda.works, barda.first, barda.last) == (2, 2, 1, date(1993, 3, 12), date(1994, 8, 31))


@pytest.mark.parametrize(("served", "travels"), [(10_000, False), (0, True)])
def test_outlines_travel_only_when_the_server_does_not_have_them(atlas, served: int, travels: bool) -> None:
    made = drawing(atlas, Filters(place=("lachin-corridor",)), served=served)
    assert bool(made["shapes"]) is travels
    assert set(made["shapes"]) <= {str(one["shape"]) for one in made["features"]}


def test_the_map_goes_to_the_places_of_a_wish(atlas) -> None:
    assert drawing(atlas, focus="")["focus"] is None
    assert drawing(atlas, focus="nowhere#1")["focus"] is None
    place = atlas.gazetteer.places["barda"]
    assert drawing(atlas, focus="barda#1")["focus"] == {"key": "barda#1", "at": (place.lat, place.lon), "zoom": 9}
    (south, west), (north, east) = drawing(atlas, focus="barda lachin-corridor#2")["focus"]["bounds"]
    assert south < place.lat <= north
    assert west < place.lon <= east


def test_wide_areas_lie_below_and_small_symbols_on_top(atlas) -> None:
    dimensions = [one["dimension"] for one in drawing(atlas)["features"]]
    assert dimensions == sorted(dimensions, key=lambda dimension: {2: 0, 1: 1, 0: 2}[dimension])


def test_markup_in_names_cannot_leave_the_script(atlas) -> None:
    made = drawing(atlas)
    made["features"][0]["name"] = "</script><script>alert(1)</script>"
    [child] = places_group(made)._children.values()
    view = base()
    places_group(made).add_to(view)
    [_, group] = view._children.values()
    [inner] = group._children.values()
    assert "</script>" not in inner._template.module.script(inner, {})
    assert child.drawing == made


def test_symbols_grow_with_the_mentions_by_area_and_are_bounded() -> None:
    sizes = [mapview.radius(count) for count in (1, 4, 16, 64, 10_000)]
    assert sizes == sorted(sizes)
    assert sizes[-1] <= 22


def test_everything_that_goes_to_the_map_is_json(atlas) -> None:
    assert json.loads(json.dumps(drawing(atlas, chosen=frozenset({"barda"}), focus="barda#1", stamp="1993"), allow_nan=False))["features"]


@pytest.mark.parametrize(
    ("day", "place", "holders"),
    [
        ("1994-05-12", "kalbajar-district", [("armenian-forces",)]),
        ("2020-12-01", "zangilan-district", [("azerbaijan",)]),
        ("2020-12-01", "lachin-district", [("azerbaijan",), ("peacekeepers",)]),
        ("2020-10-15", "jabrayil-district", [("armenian-forces", "azerbaijan")]),  # the sources give no day: both are possible
        ("1994-05-12", "shusha", [("armenian-forces",)]),
    ],
)
def test_who_held_what_on_a_day_is_drawn_with_all_who_may_have_held_it(atlas, day: str, place: str, holders: list) -> None:
    areas = held_areas(control.load(gazetteer=atlas.gazetteer), atlas.gazetteer, date.fromisoformat(day))
    drawn = [one for one in drawing(atlas, held=areas)["held"] if one["id"] == place]
    assert sorted(one["holders"] for one in drawn) == sorted(holders)
    for one in drawn:
        assert (one["shape"] is not None) is place.endswith("district")
        assert one["about"].startswith("Uncertain: ") is (len(one["holders"]) > 1)
        assert one["why"]  # whose word it is
    assert json.loads(json.dumps(drawn, allow_nan=False))


def test_nobody_held_anything_outside_the_time_that_is_told_of(atlas) -> None:
    assert held_areas(control.load(gazetteer=atlas.gazetteer), atlas.gazetteer, date(2030, 1, 1)) == []


def test_a_map_of_a_day_has_the_name_of_that_day_beside_the_own_one_and_hides_no_other(atlas) -> None:
    then = feature(atlas, "ganja", days=(date(1988, 3, 1), date(1988, 3, 1)))
    assert then["name"] == "Ganja (Kirovabad)"
    assert then["label"].startswith("Ganja (Kirovabad), city")
    assert then["names"] == feature(atlas, "ganja")["names"]
    assert feature(atlas, "ganja")["name"] == "Ganja"
