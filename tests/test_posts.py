"""Posts, bases and headquarters of the peacekeepers: on the map and in exports with their zone, for the days that they stood, with who says so."""

import json
import re
from datetime import date
from pathlib import Path

import pyogrio
import pytest
from test_export import read_layers

from geo.atlas import Atlas
from geo.drawing import drawn_places, posts
from geo.export import export, preview
from geo.filters import Filters
from geo.gazetteer import Gazetteer
from geo.mapview import drawing_of
from geo.model import KINDS
from geo.ui import control, exporting
from geo.ui.tables import places as table

ZONE = "russian-peacekeeping-zone"


def shown(atlas: Atlas, **filters) -> set[str]:
    return {one.place.id for one in drawn_places(atlas, atlas.select(Filters(place=(ZONE,), **filters))) if not one.mentions}


@pytest.mark.parametrize(
    ("day", "there", "gone"),
    [
        ("2020-11-09", (), ("post-zabukh", "peacekeepers-command")),
        ("2020-11-12", ("post-zabukh", "post-turshsu", "post-zarisli"), ("peacekeepers-command", "post-lachin")),
        ("2020-12-01", ("peacekeepers-command", "post-lachin", "post-dadivank"), ("post-shusha", "peacekeepers-base")),
        ("2022-06-01", ("peacekeepers-base", "post-shusha", "post-zabukh", "post-lachin"), ()),
        ("2022-09-01", ("peacekeepers-base", "post-turshsu"), ("post-zabukh", "post-lachin")),
    ],
)
def test_the_posts_of_a_day_are_drawn_with_their_zone_though_no_passage_names_them(shipped: Atlas, day: str, there: tuple, gone: tuple) -> None:
    found = shown(shipped, on=day)
    assert found >= set(there)
    assert not found & set(gone)


def test_posts_follow_the_selected_time_and_kinds_and_come_only_with_their_zone(shipped: Atlas) -> None:
    assert "post-lachin" in shown(shipped, first="2021", last="2021", clock="valid")
    assert not shown(shipped, first="2019", last="2019", clock="valid")
    assert not shown(shipped, kind=("zone",))
    assert shown(shipped, kind=("zone", "post")) == {key for key in shown(shipped) if shipped.gazetteer.places[key].kind == "post"}
    assert not [one for one in drawn_places(shipped, shipped.select(Filters(place=("shusha",)))) if not one.mentions]


def test_a_post_on_the_map_says_when_it_stood_and_what_it_stands_with(shipped: Atlas) -> None:
    drawing = drawing_of(shipped.gazetteer, drawn_places(shipped, shipped.select(Filters(place=(ZONE,), on="2021-06-01"))))
    [post] = [feature for feature in drawing["features"] if feature["id"] == "post-zabukh"]
    assert (post["shape"], post["ghost"], post["approximate"], post["km"]) == (None, False, True, 4)
    assert post["note"].startswith("There 10 Nov 2020 – 25 Aug 2022. Temporary observation post on the road by Zabukh.")
    assert post["counts"] == "no passage has to name it: it stands with Russian peacekeepers' zone"
    centre = drawing_of(shipped.gazetteer, drawn_places(shipped, shipped.select(Filters())), focus="turkish-russian-monitoring-center#1")["focus"]
    assert centre["zoom"] == 9  # a point is gone to as a point, not as an outline without extent


def test_every_post_says_who_names_it_and_what_is_open(places: Gazetteer, shipped: Atlas) -> None:
    every = posts(places, [ZONE], Filters())
    assert len(every) == 8
    for key in [*every, "turkish-russian-monitoring-center"]:
        [shape] = places.shapes_of(key)
        assert shape.begin
        assert shape.end
        assert "background: " in shape.source
        assert "https://" in shape.source or "http://" in shape.source
        assert (shape.precision, bool(shape.note)) == ("approximate", True)
        assert (shape.geometry.y, shape.geometry.x) == (places.places[key].lat, places.places[key].lon)
        assert places.places[key].kind in ("base", "post", "facility")
    stood = control.stood(shipped, "turkish-russian-monitoring-center")
    assert 'data-do="read" data-value="jafarov-aslanli-2021/' in stood
    assert "30 Jan 2021 – 26 Apr 2024" in stood
    assert control.stood(shipped, "shusha") == ""


def test_the_posts_on_the_corridor_lie_within_the_zone_and_stand_no_longer_than_it_holds_them(places: Gazetteer) -> None:
    for key in ("post-zabukh", "post-turshsu", "post-zarisli", "post-lachin", "peacekeepers-command", "peacekeepers-base"):
        [shape] = places.shapes_of(key)
        for day in (shape.begin, min(shape.end, date(2022, 12, 31))):
            [zone] = places.shapes_of(ZONE, day)
            assert zone.geometry.contains(shape.geometry), (key, day)


@pytest.mark.parametrize(("form", "name"), [("geojson", "a.geojson"), ("gpkg", "a.gpkg"), ("shp", "a.zip"), ("csv", "a"), ("parquet", "a")])
def test_exports_carry_the_posts_with_their_days_and_leave_other_numbers_whole(shipped: Atlas, tmp_path: Path, form: str, name: str) -> None:
    export(shipped, shipped.select(Filters(kind=("zone", "base", "airport", "post"))), form, tmp_path / name)
    found = read_layers(form, tmp_path / name)["bases"].set_index("place_id")
    row = found.loc["post-zabukh"]
    assert (str(row["begin"])[:10], str(row["end"])[:10]) == ("2020-11-10", "2022-08-25")
    assert row["mentions"] == 0
    assert row[["start", "stop", "confidence"]].isna().all()
    starts = found.loc[found["mentions"] > 0, "start"]
    assert len(starts) > 3
    assert (starts.astype(float) % 1 == 0).all()
    if form == "gpkg":
        types = pyogrio.read_info(tmp_path / name, layer="bases")
        assert dict(zip(types["fields"], types["ogr_types"], strict=True))["start"] == "OFTInteger64"


def test_linked_places_has_the_posts_too(shipped: Atlas, tmp_path: Path) -> None:
    export(shipped, shipped.select(Filters(place=(ZONE,))), "lpf", tmp_path / "a.jsonld")
    found = {one["properties"]["title"]: one for one in json.loads((tmp_path / "a.jsonld").read_text())["features"]}
    post = found["Peacekeepers' post, Zabukh"]
    assert post["geometry"]["when"]["timespans"] == [{"start": {"in": "2020-11-10"}, "end": {"in": "2022-08-25"}}]
    assert post["names"][0]["citations"]
    assert post["properties"]["attestations"] == []


def test_the_export_page_counts_posts_apart_from_the_places_that_passages_name(shipped: Atlas) -> None:
    selection = shipped.select(Filters(first="2020", last="2022"))
    beside = len(posts(shipped.gazetteer, set(selection.mentions["place_id"]) - {""}, selection.filters))
    assert f"{selection.places} places, " in exporting.contents(preview(shipped, selection), "geojson")
    assert f"; and {beside} posts that stood in the selected zones" in exporting.contents(preview(shipped, selection), "geojson")
    day = shipped.select(Filters(first="2020", on="2020-12-01"))  # the airports of 2021 and later have no shape yet
    said = exporting.contents(preview(shipped, day), "geojson")
    assert f"{day.places} places, " in said
    assert re.search(r"; \d+ of the places without a shape on that day, among the mentions only; and \d+ posts", said)
    villages = preview(shipped, shipped.select(Filters(kind=("village",))))
    assert "posts" not in exporting.contents(villages, "geojson")


def test_the_table_of_places_holds_only_what_passages_name(shipped: Atlas) -> None:
    found = table(shipped, shipped.select(Filters(place=(ZONE,))))
    assert found["place_id"].tolist() == [ZONE]
    assert "post" in KINDS
