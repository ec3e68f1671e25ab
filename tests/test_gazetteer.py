"""The shipped gazetteer: what its places, names and shapes must be."""

from dataclasses import replace
from datetime import date

import pytest

from geo.folding import fold
from geo.gazetteer import Gazetteer
from geo.model import AREA_KINDS, LINE_KINDS


def test_the_shipped_gazetteer_keeps_its_rules(places: Gazetteer) -> None:
    assert len(places.places) >= 130


def test_every_coordinate_has_a_source_and_every_derived_one_a_note(places: Gazetteer) -> None:
    for item in [*places.places.values(), *places.shapes]:
        assert item.source
        assert item.note or item.precision != "approximate"


@pytest.mark.parametrize("text", ["Shushi", "Şuşa", "Шуша", "Шуши", "Շուշի", "shusha", "ŞUŞA"])
def test_a_place_is_found_in_any_spelling_and_script(places: Gazetteer, text: str) -> None:
    assert "shusha" in [place.id for place in places.search(text)]


def first_with(choices: dict[str, str], typed: str) -> str:
    """What a box that matches anywhere in a choice offers first."""
    return next(key for key, said in choices.items() if typed.lower() in said.lower())


@pytest.mark.parametrize(
    ("typed", "place"),
    [("Шуши", "shusha"), ("Агдам", "aghdam"), ("Мартакерт", "aghdara"), ("Кавказ", "caucasus"), ("Erebuni", "erebuni"), ("Artsakh", "nagorno-karabakh")],
)
def test_a_whole_name_is_offered_before_the_longer_ones_that_hold_it(places: Gazetteer, typed: str, place: str) -> None:
    longer_first = sorted(places.places, key=lambda key: -len(key))
    assert first_with(places.choices(longer_first), typed) == place


def test_whoever_types_a_name_that_a_choice_shows_is_offered_a_place_of_that_name(places: Gazetteer) -> None:
    choices = places.choices(key for key in places.places if key != "vangli")  # which holds a name of Vang, and Vang one of its own
    choices["vangli"] = ""
    assert set(choices) == set(places.places)
    for key, said in choices.items():
        for name in said.split(" · ")[2:]:
            if len(name) > 3:
                found = first_with(choices, name)
                assert name.lower() in {one.text.lower() for one in places.names_of[found]}, f"{name} ({key}) finds {found}"


def test_places_that_have_no_names_but_their_own_are_offered_likewise(places: Gazetteer) -> None:
    town, lake = (replace(places.places["moscow"], id=f"x-{name}", name=name) for name in ("Ystad", "Ystad lake"))
    choices = places.extended([lake, town]).choices(["x-Ystad lake", "moscow", "x-Ystad"])
    assert list(choices) == ["x-Ystad", "x-Ystad lake", "moscow"]
    assert choices["x-Ystad"] == "Ystad · city"


def test_choices_keep_the_order_of_their_places_where_names_leave_it_free(places: Gazetteer) -> None:
    assert list(places.choices(["moscow", "baku", "shusha-district", "yerevan"])) == ["moscow", "baku", "shusha-district", "yerevan"]
    assert places.choices(["shusha"])["shusha"].startswith("Shusha · city · Şuşa · ")


def test_districts_are_areas_and_corridors_rivers_and_lines_are_lines(places: Gazetteer) -> None:
    for one in places.shapes:
        kind = places.places[one.place].kind
        if kind in AREA_KINDS:
            assert one.geometry.geom_type in ("Polygon", "MultiPolygon"), one.place
        if kind in LINE_KINDS:
            assert one.geometry.geom_type in ("LineString", "MultiLineString"), one.place


@pytest.mark.parametrize(
    "place",
    [
        "aghdam-district",
        "fuzuli-district",
        "jabrayil-district",
        "zangilan-district",
        "qubadli-district",
        "lachin-district",
        "kalbajar-district",
        "shusha-district",
        "tovuz-district",
    ],
)
def test_the_districts_are_polygons_that_hold_their_town(places: Gazetteer, place: str) -> None:
    [one] = places.shapes_of(place)
    town = places.places[place.removesuffix("-district")]
    from shapely.geometry import Point

    assert one.geometry.distance(Point(town.lon, town.lat)) < 0.06  # degrees; the outlines are generalised


def test_the_point_of_a_place_lies_on_its_shape_as_nearly_as_its_precision_says(places: Gazetteer) -> None:
    from shapely.geometry import Point

    for place in places.places.values():
        shapes = places.shapes_of(place.id)
        if shapes:
            kilometres = min(one.geometry.distance(Point(place.lon, place.lat)) for one in shapes) * 111
            assert kilometres <= max(place.precision_km, 2), place.id


@pytest.mark.parametrize(
    ("place", "on", "shown"),
    [
        ("nkao", "1989-01-01", True), ("nkao", "1993-01-01", False),
        ("line-of-contact", "1993-01-01", False), ("line-of-contact", "2010-01-01", True), ("line-of-contact", "2021-01-01", True),
        ("occupied-territories", "2020-11-22", True), ("occupied-territories", "2020-12-01", False), ("mined-districts", "1990-01-01", False),
        ("russian-peacekeeping-zone", "2019-01-01", False), ("russian-peacekeeping-zone", "2021-01-01", True),
    ],
)  # fmt: skip
def test_shapes_that_changed_hold_only_in_their_time(places: Gazetteer, place: str, on: str, shown: bool) -> None:
    assert bool(places.shapes_of(place, date.fromisoformat(on))) is shown


@pytest.mark.parametrize(
    ("place", "language", "first", "last", "called"),
    [
        ("ganja", "en", "1989-06-01", "1989-06-01", "Ganja (Kirovabad)"), ("ganja", "ru", "1988-01-01", "1989-12-31", "Гянджа (Кировабад)"),
        ("ganja", "en", "1990-01-01", "1990-01-01", "Ganja"), ("ganja", "en", "1989-06-01", "1992-01-01", "Ganja"),
        ("khankendi", "az", "1990-01-01", "1990-01-01", "Xankəndi (Stepanakert)"), ("khankendi", "en", "1990-01-01", "1990-01-01", "Khankendi (Stepanakert)"),
        ("khankendi", "hy", "1990-01-01", "1990-01-01", "Ստեփանակերտ"), ("khankendi", "az", "2020-12-01", "2020-12-01", "Xankəndi"),
        ("yerevan", "ru", "1900-01-01", "1900-01-01", "Ереван (Эривань)"), ("shusha", "en", "1990-01-01", "1990-01-01", "Shusha"),
    ],
)  # fmt: skip
def test_a_place_is_called_by_both_names_while_another_was_in_use(places: Gazetteer, place: str, language: str, first: str, last: str, called: str) -> None:
    assert places.called(place, language, (date.fromisoformat(first), date.fromisoformat(last))) == called
    assert places.called(place, language, (None, None)) == places.name_in(place, language)


def test_no_two_places_of_one_kind_and_parent_share_their_official_english_name(places: Gazetteer) -> None:
    seen: dict[tuple[str, str, str], str] = {}
    for name in places.names:
        if name.status == "official" and name.language == "en" and name.matching != "never":
            place = places.places[name.place]
            key = (fold(name.text), place.kind, place.parent)
            assert seen.setdefault(key, place.id) == place.id, key
