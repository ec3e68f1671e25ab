"""Linked Places by the rules of its README and of the schema that the World Historical Gazetteer checks with; Web Annotations by W3C's model."""

import json
import re
from collections import Counter
from typing import Any

import pytest
import shapely
from conftest import DATA
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from readback import same_shape

from geo.corpus import read_documents
from geo.export import export
from geo.filters import Filters
from geo.formats import identifiers
from geo.formats.content import content
from geo.formats.linked import _AAT
from geo.model import KINDS
from geo.schema import MENTION_FIELDS

_IRI = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:[^\s<>\"]+$"}
_DAY = {"type": "string", "pattern": r"^-?\d{4}(-\d{2}(-\d{2})?)?$"}
_BOUND = {"type": "object", "minProperties": 1, "additionalProperties": False, "properties": {"in": _DAY, "earliest": _DAY, "latest": _DAY}}
_SPAN = {"type": "object", "required": ["start"], "additionalProperties": False, "properties": {"start": _BOUND, "end": _BOUND}}
_WHEN = {
    "type": "object",
    "required": ["timespans"],
    "properties": {"timespans": {"type": "array", "minItems": 1, "items": _SPAN}, "label": {"type": "string"}},
}
_CITATIONS = {
    "type": "array",
    "items": {"type": "object", "required": ["label"], "properties": {"@id": _IRI, "label": {"type": "string", "minLength": 1}, "year": {"type": "integer"}}},
}
_LANGUAGE = {"type": "string", "pattern": "^[a-z]{2}$"}
_CERTAINTY = {"enum": ["certain", "less-certain", "uncertain"]}
_SHAPE = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"enum": ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]},
        "coordinates": {"type": "array"},
        "when": _WHEN,
        "citations": _CITATIONS,
        "certainty": _CERTAINTY,
    },
}
LPF = {
    "type": "object",
    "required": ["type", "@context", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "@context": _IRI,
        "features": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["@id", "type", "properties", "names", "geometry"],
                "properties": {
                    "@id": _IRI,
                    "type": {"const": "Feature"},
                    "properties": {
                        "type": "object",
                        "required": ["title"],
                        "properties": {
                            "title": {"type": "string", "minLength": 1},
                            "ccodes": {"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{2}$"}},
                        },
                    },
                    "when": _WHEN,
                    "names": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["toponym"],
                            "properties": {"toponym": {"type": "string", "minLength": 1}, "lang": _LANGUAGE, "when": _WHEN, "citations": _CITATIONS},
                        },
                    },
                    "types": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["identifier", "label"],
                            "properties": {"identifier": {"type": "string", "pattern": r"^aat:\d{9}$"}, "label": {"type": "string"}},
                        },
                    },
                    "geometry": {
                        "oneOf": [
                            _SHAPE,
                            {
                                "type": "object",
                                "required": ["type", "geometries"],
                                "properties": {"type": {"const": "GeometryCollection"}, "geometries": {"type": "array", "minItems": 1, "items": _SHAPE}},
                            },
                        ]
                    },
                    "links": {
                        "type": "array",
                        "items": {
                            "required": ["type", "identifier"],
                            "properties": {"type": {"enum": ["closeMatch", "exactMatch", "primaryTopicOf", "subjectOf", "seeAlso"]}, "identifier": _IRI},
                        },
                    },
                    "relations": {
                        "type": "array",
                        "items": {"required": ["relationType", "relationTo", "label"], "properties": {"relationTo": _IRI, "certainty": _CERTAINTY}},
                    },
                    "descriptions": {
                        "type": "array",
                        "items": {"required": ["value"], "properties": {"@id": _IRI, "value": {"type": "string"}, "lang": _LANGUAGE}},
                    },
                },
            },
        },
    },
}
"""The rules of Linked Places 1.2.2 that this program's files touch."""


@pytest.fixture(scope="module")
def lpf(atlas, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    [path] = export(atlas, atlas.select(Filters()), "lpf", tmp_path_factory.mktemp("lpf") / "x.jsonld")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def w3c(atlas, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    [path] = export(atlas, atlas.select(Filters()), "w3c", tmp_path_factory.mktemp("w3c") / "x.jsonld")
    return json.loads(path.read_text(encoding="utf-8"))


def feature(lpf: dict[str, Any], place: str) -> dict[str, Any]:
    [one] = [one for one in lpf["features"] if one["@id"] == f"urn:passage-atlas:place:{place}"]
    return one


def test_linked_places_keep_the_rules_of_the_format(lpf) -> None:
    Draft202012Validator.check_schema(LPF)
    assert [error.message for error in Draft202012Validator(LPF).iter_errors(lpf)] == []


def test_every_record_has_a_cited_name_and_a_time_or_the_year_of_a_citation(lpf) -> None:
    for one in lpf["features"]:
        assert one["names"][0]["citations"]
        years = [citation.get("year") for name in one["names"] for citation in name.get("citations", ())]
        assert "when" in one or any(years), one["@id"]


def test_there_is_a_feature_for_each_place_and_a_dated_geometry_for_each_version(atlas, lpf) -> None:
    places = content(atlas, atlas.select(Filters())).places
    assert {one["@id"].rsplit(":", 1)[1] for one in lpf["features"]} == {place for frame in places.values() for place in frame["place_id"]}
    corridor = feature(lpf, "lachin-corridor")["geometry"]
    wanted = atlas.gazetteer.shapes_of("lachin-corridor")
    assert corridor["type"] == "GeometryCollection"
    assert all(same_shape(shapely.geometry.shape(one), other.geometry) for one, other in zip(corridor["geometries"], wanted, strict=True))
    assert corridor["geometries"][0]["when"]["timespans"][0]["end"]["in"] == wanted[0].end.isoformat()


def test_names_stand_in_every_language_those_of_the_texts_first_and_cited(lpf) -> None:
    names = feature(lpf, "barda")["names"]
    assert names[0]["toponym"] == "Barda"
    assert names[0]["citations"][0]["@id"] == "https://example.org/border-notes"
    assert {(name["lang"], name["toponym"]) for name in names} >= {("az", "Bərdə"), ("ru", "Барда"), ("hy", "Պարտավ")}


def test_every_mention_is_attested_with_its_quote_and_offsets(atlas, lpf) -> None:
    total = sum(len(one["properties"]["attestations"]) for one in lpf["features"])
    assert total == sum(len(frame) for frame in content(atlas, atlas.select(Filters())).mentions.values())
    [first, *_] = feature(lpf, "zangilan-district")["properties"]["attestations"]
    assert {"quote", "document", "locator", "start", "stop", "method", "confidence", "begin", "end"} <= set(first)


def test_every_kind_has_a_type_of_the_thesaurus() -> None:
    assert set(_AAT) == set(KINDS)


def test_a_record_says_its_time_what_it_is_part_of_how_certain_it_is_and_each_sentence_once(lpf) -> None:
    barda, corridor = feature(lpf, "barda"), feature(lpf, "lachin-corridor")
    assert barda["when"]["timespans"] == [{"start": {"in": "1993-03-12"}, "end": {"in": "1994-08-31"}}]
    assert [(one["relationTo"], one["label"]) for one in barda["relations"]] == [("urn:passage-atlas:place:barda-district", "part of Barda district")]
    assert (barda["geometry"]["certainty"], {one["certainty"] for one in corridor["geometry"]["geometries"]}) == ("certain", {"less-certain"})
    khankendi = feature(lpf, "khankendi")  # named twice in a sentence
    assert (len(khankendi["properties"]["attestations"]), len(khankendi["descriptions"])) == (2, 1)


def test_a_name_of_which_only_the_end_is_known_began_then_at_the_latest(lpf) -> None:
    [erivan] = [one["when"]["timespans"] for one in feature(lpf, "yerevan")["names"] if "when" in one]
    assert erivan == [{"start": {"latest": "1936"}, "end": {"in": "1936"}}]


def test_works_are_cited_in_full_and_digests_are_called_so(lpf) -> None:
    [digest], [text] = (feature(lpf, key)["names"][0]["citations"][-1:] for key in ("barda", "kapan"))
    assert digest["label"] == (
        "Passage Atlas. Notes from the border districts. Test corpus. 2024. https://example.org/border-notes (quoted here: a digest in the project's own words)"
    )
    assert text["label"] == "field paper"


def test_a_link_leads_to_the_record_of_the_place_itself_and_of_no_other(atlas, lpf) -> None:
    assert feature(lpf, "barda")["links"] == [{"type": "closeMatch", "identifier": "https://www.geonames.org/587057/"}]
    assert "links" not in feature(lpf, "lachin-corridor")  # its point is that of the town of Lachin
    linked = [address for place in atlas.gazetteer.places.values() if place.precision != "approximate" for address in identifiers.of_sources(place.source_id)]
    assert [address for address, count in Counter(linked).items() if count > 1] == []


def test_a_location_from_two_records_links_to_both() -> None:
    assert identifiers.of_sources("gn:587379;wof:421204865") == ["https://www.geonames.org/587379/", "https://spelunker.whosonfirst.org/id/421204865/"]
    assert identifiers.of_sources("a map;gn:1x") == []


@given(st.text(), st.integers(0), st.integers(0))
def test_every_identifier_is_an_iri_whatever_the_ids_hold(key: str, start: int, stop: int) -> None:
    for made in (identifiers.of_place(key), identifiers.of_document(key), identifiers.of_mention(key, start, stop)):
        assert re.fullmatch(r"urn:passage-atlas:[a-z]+:[\w.~%:-]*", made, re.ASCII)


def test_linked_places_say_what_they_are_about(lpf) -> None:
    assert lpf["description"] == "Places mentioned in passages."
    assert lpf["works"]


# --- annotations --------------------------------------------------------------------------------------------------


def test_there_is_one_annotation_for_each_mention_as_w3c_has_it(atlas, w3c) -> None:
    assert w3c["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (w3c["type"], w3c["first"]["type"]) == ("AnnotationCollection", "AnnotationPage")
    items = w3c["first"]["items"]
    assert w3c["total"] == len(items) == sum(len(frame) for frame in content(atlas, atlas.select(Filters())).mentions.values())
    assert len({item["id"] for item in items}) == len(items)
    for item in items:
        assert item["type"] == "Annotation"
        assert re.fullmatch(r"urn:passage-atlas:mention:[^\s]+", item["id"])
        assert item["motivation"] == "identifying"
        assert item["body"]["source"]["geometry"]["type"] == "Point"
        assert [selector["type"] for selector in item["target"]["selector"]] == ["TextQuoteSelector", "TextPositionSelector"]
        assert set(item["properties"]) == {field.name for field in MENTION_FIELDS}


def test_an_annotation_finds_its_words_by_quote_and_by_position(w3c) -> None:
    [document] = read_documents(DATA / "corpus" / "border-notes.md")
    items = [item for item in w3c["first"]["items"] if item["target"]["source"]["id"].endswith(":border-notes")]
    assert len(items) > 5
    for item in items:
        quote, position = item["target"]["selector"]
        assert document.text[position["start"] : position["end"]] == quote["exact"] == item["properties"]["surface"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in re.sub(r"\s+", " ", document.text.replace("**", ""))


def test_the_body_of_an_annotation_is_the_place_at_its_point(atlas, w3c) -> None:
    for item in w3c["first"]["items"]:
        place = atlas.gazetteer.places[item["properties"]["place_id"]]
        source = item["body"]["source"]
        assert (source["label"], source["geometry"]["coordinates"]) == (place.name, [place.lon, place.lat])


def test_annotations_say_what_they_are_about(w3c) -> None:
    assert w3c["label"] == w3c["about"]["description"] == "Places mentioned in passages."
    assert w3c["generator"]["name"].startswith("Passage Atlas ")
    assert w3c["rights"] == "CC BY 4.0"
