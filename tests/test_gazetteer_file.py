"""The files of a gazetteer: every fault is found, and all of them at once."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from geo import gazetteer_file
from geo.errors import DataError

PLACES = [
    "id,name,kind,country,parent,lat,lon,precision,precision_km,source,source_id,note",
    "hill,Hill,village,XX,,40.1,46.1,settlement,1,A map,1,",
    "hill-district,Hill district,district,XX,,40.0,46.0,area,10,A map,2,",
    "brook,Brook,river,XX,,40.2,46.2,approximate,5,A map,3,drawn by hand",
]
NAMES = [
    "place_id,text,language,status,matching,since,until",
    "hill,Hill,en,official,,,",
    "hill-district,Hill district,en,official,,,",
    "brook,Brook,en,official,,,",
]
BROOK = {"type": "LineString", "coordinates": [[46.1, 40.1], [46.3, 40.3]]}


def feature(place: str = "brook", geometry: object = BROOK, **properties: object) -> dict[str, object]:
    known = {
        "place_id": place,
        "valid_from": None,
        "valid_to": None,
        "precision": "approximate",
        "precision_km": 5,
        "source": "A map",
        "source_id": "3",
        "note": "by hand",
    }
    return {"type": "Feature", "geometry": geometry, "properties": {**known, **properties}}


@pytest.fixture
def faults(tmp_path: Path) -> Callable[..., list[str]]:
    """Faults of a gazetteer with some lines or features added."""

    def find(places: tuple[str, ...] = (), names: tuple[str, ...] = (), shapes: tuple[dict[str, object], ...] = ()) -> list[str]:
        (tmp_path / "places.csv").write_text("\n".join([*PLACES, *places]) + "\n", encoding="utf-8")
        (tmp_path / "names.csv").write_text("\n".join([*NAMES, *names]) + "\n", encoding="utf-8")
        (tmp_path / "shapes.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature(), *shapes]}), encoding="utf-8")
        (tmp_path / "cues.toml").write_text('seats = ["hill"]\n')
        try:
            gazetteer_file.load(tmp_path)
        except DataError as error:
            return error.faults
        return []

    return find


def test_a_sound_gazetteer_has_no_faults(faults) -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (",Nameless,village,XX,,40,46,settlement,1,A map,,", "the id is missing"),
        ("hill,Hill again,village,XX,,40,46,settlement,1,A map,,", "id 'hill' stands twice"),
        ("Big Hill,Big,village,XX,,40,46,settlement,1,A map,,", "is no id"),
        ("x,X,castle-town,XX,,40,46,settlement,1,A map,,", "kind 'castle-town' is unknown"),
        ("x,X,village,XX,,95,46,settlement,1,A map,,", "latitude '95' is out of range"),
        ("x,X,village,XX,,40,east,settlement,1,A map,,", "longitude 'east' is out of range or no number"),
        ("x,X,village,XX,,40,46,sharp,1,A map,,", "precision 'sharp' is unknown"),
        ("x,X,village,XX,,40,46,settlement,-1,A map,,", "precision_km '-1' is no number"),
        ("x,X,village,XX,,40,46,settlement,1,,,", "the source of the location is missing"),
        ("x,X,village,XX,,40,46,approximate,1,A map,,", "is approximate without a note"),
        ("x,X,village,XX,nowhere,40,46,settlement,1,A map,,", "parent 'nowhere' is no place"),
        ("x,X,village,XX,x,40,46,settlement,1,A map,,", "lies within itself"),
        ("x,X,village", "has fewer cells than columns"),
        ("x,X,village,XX,,40,46,settlement,1,A map,,,,", "has more cells than columns"),
    ],
)
def test_a_fault_in_a_place_is_said_with_its_line_and_the_way_out(faults, line: str, says: str) -> None:
    found = [fault for fault in faults(places=(line,)) if says in fault]
    assert len(found) == 1
    assert re.search(r"places\.csv:5: ", found[0])
    assert "\n" not in found[0]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("valley,Valley,en,official,,,", "name 'Valley' points to 'valley', which is no place"),
        ("hill,,en,official,,,", "the name is empty"),
        ("hill,Hill,en,variant,,,", "stands twice in en"),
        ("hill,Tepe,Turkish,variant,,,", "language 'Turkish' is no language code"),
        ("hill,Tepe,tr,proper,,,", "status 'proper' is unknown"),
        ("hill,Tepe,tr,variant,sometimes,,", "matching 'sometimes' is unknown"),
        ("hill,Tepe,tr,former,,1991,1923", "the name is in use until 1923, before it is since 1991"),
        ("hill,Tepe,tr,former,,soon,", "since or until: 'soon' is no date"),
    ],
)
def test_a_fault_in_a_name_is_said(faults, line: str, says: str) -> None:
    assert [fault for fault in faults(names=(line,)) if says in fault]


BOW_TIE = {"type": "Polygon", "coordinates": [[[46, 40], [47, 41], [47, 40], [46, 41], [46, 40]]]}


@pytest.mark.parametrize(
    ("added", "says"),
    [
        (feature("valley"), "points to no place"),
        (feature("hill-district", BOW_TIE), "the geometry is not valid (Self-intersection"),
        (feature("hill-district", {"type": "Polygon", "coordinates": [[[46, 40]]]}), "the geometry is broken"),
        (feature("hill-district", None), "the geometry is broken"),
        (feature("hill-district", {"type": "Point", "coordinates": [46, 140]}), "a coordinate is out of range"),
        (feature("hill-district", valid_from="2020-11-10", valid_to="2020-01-01"), "ends (2020-01-01) before it begins"),
        (feature("hill-district", valid_from="last year"), "'last year' is no day"),
        (feature("hill-district", source=""), "the source is missing"),
        (feature("hill-district", note=""), "is approximate without a note"),
        (feature("brook"), "two shapes are valid on the same day"),
    ],
)
def test_a_fault_in_a_shape_is_said(faults, added: dict[str, object], says: str) -> None:
    assert [fault for fault in faults(shapes=(added,)) if says in fault]


def test_a_line_without_a_shape_is_a_fault(faults) -> None:
    assert [f for f in faults(places=("r,R,road,XX,,40,46,exact,1,A map,,",), names=("r,R,en,official,,,",)) if "r is a road without a shape" in f]


def test_all_faults_are_said_at_once(faults) -> None:
    found = faults(places=("x,X,castle-town,XX,,95,46,sharp,1,,,",), names=("valley,Valley,en,official,,,",), shapes=(feature("dale"),))
    assert len(found) >= 6


def test_missing_files_are_said_and_not_only_the_first(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        gazetteer_file.load(tmp_path)
    assert len([fault for fault in error.value.faults if "is missing; restore it" in fault]) == 4
