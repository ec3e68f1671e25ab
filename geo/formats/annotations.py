"""W3C Web Annotation: one annotation a mention, that identifies a span of a text as a place.

Rules: "Web Annotation Data Model" and "Vocabulary" (W3C Recommendations, 23 February 2017). The target is the text that was
read, found by quote and by position; the body is the place, with its geometry; `properties` holds every field of the mention.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from geo.formats import identifiers
from geo.formats.content import Content
from geo.formats.geojson import plain
from geo.formats.target import file_target, write_file
from geo.schema import MENTION_FIELDS

SUFFIXES = (".jsonld", ".json")
CONTEXT: list[Any] = [
    "http://www.w3.org/ns/anno.jsonld",
    {
        "@version": 1.1,
        "geojson": "https://purl.org/geojson/vocab#",
        "Feature": "geojson:Feature",
        "Point": "geojson:Point",
        "geometry": "geojson:geometry",
        "coordinates": {"@id": "geojson:coordinates", "@container": "@list"},
        "title": "dcterms:title",
        "bibliographicCitation": "dcterms:bibliographicCitation",
        "about": {"@id": "urn:passage-atlas:about", "@type": "@json"},
        "properties": {"@id": "urn:passage-atlas:properties", "@type": "@json"},
    },
]
_AROUND = 40
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(content: Content, out: Path) -> list[Path]:
    """Write an annotation collection whose one page holds all annotations.

    Raises `InputError` for a name that does not end in .jsonld or .json, `StoreError` when it cannot be written.
    """
    file_target(out, SUFFIXES, "Web Annotations")
    total = sum(len(frame) for frame in content.mentions.values())
    about = content.about
    head = {
        "@context": CONTEXT,
        "id": "urn:passage-atlas:annotations",
        "type": "AnnotationCollection",
        "label": about["description"],
        "rights": about["licence"],
        "generator": {"id": "urn:passage-atlas", "type": "Software", "name": about["generator"]},
        **({"generated": f"{about['date']}T00:00:00Z"} if "date" in about else {}),
        "about": about,
        "total": total,
    }
    page = {"id": "urn:passage-atlas:annotations:1", "type": "AnnotationPage", "startIndex": 0}

    def fill(beside: Path) -> None:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_ENCODE(head)[:-1] + ', "first": ' + _ENCODE(page)[:-1] + ', "items": [\n')
            for at, annotation in enumerate(_annotations(content)):
                file.write((",\n" if at else "") + _ENCODE(annotation))
            file.write("\n]}}\n")

    return write_file(out, fill)


def _annotations(content: Content) -> Iterator[dict[str, Any]]:
    selected = content.selection.mentions
    spans = {
        (document, start): (passage, first, last)
        for document, start, passage, first, last in zip(
            *(selected[column].tolist() for column in ("document", "source_start", "passage", "start", "end")), strict=True
        )
    }
    texts = content.atlas.texts(np.unique(selected["passage"].to_numpy()))
    works = {work["document"]: work for work in content.about["works"]}
    fields = [field.name for field in MENTION_FIELDS]
    for frame in content.mentions.values():
        for values in zip(*(plain(frame[field].tolist()) for field in fields), strict=True):
            row = dict(zip(fields, values, strict=True))
            passage, first, last = spans[row["document"], row["start"]]
            yield _annotation(content, row, works[row["document"]], texts[passage], first, last)


def _annotation(content: Content, row: dict[str, Any], work: dict[str, Any], text: str, first: int, last: int) -> dict[str, Any]:
    place = content.atlas.gazetteer.places[row["place_id"]]
    source = {
        "id": identifiers.of_document(work["document"]),
        "type": "Text",
        "title": work["title"],
        "bibliographicCitation": "; ".join(work[key] for key in ("authors", "publisher", "published", "url") if work[key]),
        "rights": work["licence"],
        "language": work["language"],
    }
    return {
        "id": identifiers.of_mention(row["document"], row["start"], row["stop"]),
        "type": "Annotation",
        "motivation": "identifying",
        "body": {
            "type": "SpecificResource",
            "purpose": "identifying",
            "source": {
                "id": identifiers.of_place(place.id),
                "type": "Feature",
                "label": place.name,
                "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            },
        },
        "target": {
            "type": "SpecificResource",
            "source": {key: value for key, value in source.items() if value},
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": text[first:last],
                    "prefix": text[max(0, first - _AROUND) : first],
                    "suffix": text[last : last + _AROUND],
                },
                {"type": "TextPositionSelector", "start": row["start"], "end": row["stop"]},
            ],
        },
        "properties": row,
    }
