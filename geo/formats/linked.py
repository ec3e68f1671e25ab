"""Linked Places format 1.2: a GeoJSON-LD feature a place, with names, times, geometries, citations and quotes.

Rules: https://github.com/LinkedPasts/linked-places-format (README, v1.2.2). Place types are those of the Getty's Art &
Architecture Thesaurus. A place that has several versions of its shape is one feature with several dated geometries.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.folding import fold
from geo.formats import identifiers
from geo.formats.content import Content, citation
from geo.formats.geojson import plain, rounded
from geo.formats.target import file_target, write_file
from geo.model import KINDS, Name, Place
from geo.schema import EVIDENCE_FIELDS, MENTION_FIELDS, PLACE_FIELDS

SUFFIXES = (".jsonld", ".json", ".geojson")
CONTEXT = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
_AAT = {
    "city": (300008389, "city"),
    "town": (300008375, "town"),
    "village": (300008372, "village"),
    "district": (300000705, "district"),
    "oblast": (300000774, "province"),
    "base": (300000455, "military base"),
    "airport": (300000681, "airport"),
    "facility": (300000202, "complexes (buildings and sites)"),
    "checkpoint": (300000809, "site"),
    "post": (300000809, "site"),
    "corridor": (300265365, "route"),
    "road": (300008217, "road"),
    "railway": (300008591, "railroad"),
    "pipeline": (300155846, "infrastructural system"),
    "zone": (300182722, "region (geographic)"),
    "line": (300182722, "region (geographic)"),
    "region": (300182722, "region (geographic)"),
    "river": (300008707, "river"),
    "sea": (300008694, "sea"),
    "mountain": (300008795, "mountain"),
    "country": (300387506, "country"),
    "continent": (300128176, "continent"),
}
_OF_VERSION = ("begin", "end", "precision", "prec_km", "source", "source_id", "note")
_OF_PLACE = ("place_id", "names", *_OF_VERSION, *(field.name for field in EVIDENCE_FIELDS))
_ATTESTED = tuple(field.name for field in MENTION_FIELDS if field.name not in ("place_id", "name", "names", "kind", "country", "precision", "prec_km"))
_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write(content: Content, out: Path) -> list[Path]:
    """Write the file. Raises `InputError` for a name that does not end in .jsonld, .json or .geojson, `StoreError` when it cannot be written."""
    file_target(out, SUFFIXES, "Linked Places")

    def fill(beside: Path) -> None:
        head = {"type": "FeatureCollection", "@context": CONTEXT, **content.about}
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_ENCODE(head)[:-1] + ', "features": [\n')
            for at, feature in enumerate(_features(content)):
                file.write((",\n" if at else "") + _ENCODE(feature))
            file.write("\n]}\n")

    return write_file(out, fill)


def _features(content: Content) -> Iterator[dict[str, Any]]:
    works = {work["document"]: work for work in content.about["works"]}
    attested = _attestations(content)
    for frame in content.places.values():
        shapes: np.ndarray = rounded(frame.geometry.to_numpy())
        fields = [field.name for field in PLACE_FIELDS]
        rows = [dict(zip(fields, values, strict=True)) for values in zip(*(plain(frame[field].tolist()) for field in fields), strict=True)]
        versions: dict[str, list[tuple[dict[str, Any], Any]]] = {}
        for row, shape in zip(rows, shapes, strict=True):
            versions.setdefault(row["place_id"], []).append((row, shape))
        for key, several in versions.items():
            yield _feature(content, content.atlas.gazetteer.places[key], several, attested.get(key, []), works)


def _attestations(content: Content) -> dict[str, list[dict[str, Any]]]:
    """Place -> its mentions, by their fields."""
    found: dict[str, list[dict[str, Any]]] = {}
    for frame in content.mentions.values():
        columns = [plain(frame[field].tolist()) for field in _ATTESTED]
        for place, *values in zip(frame["place_id"].tolist(), *columns, strict=True):
            found.setdefault(place, []).append({key: value for key, value in zip(_ATTESTED, values, strict=True) if value not in (None, "")})
    return found


def _feature(
    content: Content, place: Place, versions: list[tuple[dict[str, Any], Any]], attested: list[dict[str, Any]], works: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    row = versions[0][0]
    properties = {"title": place.name, "ccodes": place.country.split(";") if place.country else []}
    properties["ccodes"] = [code.strip() for code in properties["ccodes"] if len(code.strip()) == 2]
    counted = {field.name: row[field.name] for field in PLACE_FIELDS if field.name not in (*_OF_PLACE, "name", "country")}
    feature: dict[str, Any] = {
        "@id": identifiers.of_place(place.id),
        "type": "Feature",
        "properties": {**properties, **counted, "attestations": attested},
        "names": _names(content, place, attested, works),
        "types": [_type(place.kind)],
        "geometry": _geometry(versions),
    }
    if row["first_told"]:
        span = {"start": {"in": row["first_told"]}, "end": {"in": row["last_told"]}}
        feature["when"] = {"timespans": [span], "label": "what the selected passages tell of there"}
    elif content.day and not any("year" in one for name in feature["names"] for one in name.get("citations", ())):
        about = content.about["generator"]  # the format wants a year at least: that in which the atlas was made
        feature["names"][0]["citations"].append({"label": f"{about} ({content.day.year})", "@id": "urn:passage-atlas", "year": content.day.year})
    addresses = identifiers.of_sources(place.source_id)
    if addresses and place.precision != "approximate":  # which may stand at the point of another place, such as the town that a corridor leads to
        feature["links"] = [{"type": "closeMatch", "identifier": address} for address in addresses]
    if place.parent:
        parent = content.atlas.gazetteer.places[place.parent]
        feature["relations"] = [{"relationType": "gvp:broaderPartitive", "relationTo": identifiers.of_place(parent.id), "label": f"part of {parent.name}"}]
    feature["descriptions"] = _descriptions(attested, works)
    return feature


def _names(content: Content, place: Place, attested: list[dict[str, Any]], works: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """All names, those that the selected works write first and with these works cited; one at least is cited, as the format asks."""
    cited: dict[str, list[str]] = {}
    for one in attested:
        cited.setdefault(fold(one["surface"]), []).append(one["document"])
    names: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for name in content.atlas.gazetteer.names_of[place.id]:
        documents = list(dict.fromkeys(cited.get(fold(name.text), [])))
        (names if documents else others).append(_name(name, [_cited(works[document]) for document in documents]))
    if not names and attested:
        documents = list(dict.fromkeys(one["document"] for one in attested))
        names = [{"toponym": attested[0]["surface"], "citations": [_cited(works[document]) for document in documents]}]
    if not names:  # a post of a zone, which no selected passage names
        names = [{"toponym": place.name, "citations": [{"label": place.source, "@id": identifiers.of_source(place.source_id) or "urn:passage-atlas"}]}]
    return [*names, *others]


def _name(name: Name, citations: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {"toponym": name.text}
    if re.fullmatch("[a-z]{2}", name.language):
        found["lang"] = name.language
    if citations:
        found["citations"] = citations
    if name.since or name.until:
        found["when"] = {"timespans": [_timespan(name.since, name.until)]}
    return found


def _cited(work: Mapping[str, Any]) -> dict[str, Any]:
    year = re.match(r"\d{4}", work["published"])
    address = work["url"] or identifiers.of_document(work["document"])
    return {"label": citation(dict(work)), "@id": address, **({"year": int(year.group())} if year else {})}


def _type(kind: str) -> dict[str, Any]:
    number, label = _AAT[kind]
    return {"identifier": f"aat:{number}", "label": label, "sourceLabels": [{"label": KINDS[kind][0], "lang": "en"}]}


def _geometry(versions: list[tuple[dict[str, Any], Any]]) -> dict[str, Any]:
    found = []
    for row, shape in versions:
        one = json.loads(shapely.to_geojson(shape))
        if row["begin"] or row["end"]:
            one["when"] = {"timespans": [_timespan(row["begin"], row["end"])]}
        address = identifiers.of_source(row["source_id"])
        one["citations"] = [{"label": row["source"], **({"@id": address} if address else {})}]
        one["certainty"] = "less-certain" if row["precision"] == "approximate" else "certain"
        one |= {key: row[key] for key in ("precision", "prec_km", "note") if row[key] not in (None, "")}
        found.append(one)
    return found[0] if len(found) == 1 else {"type": "GeometryCollection", "geometries": found}


def _timespan(begin: str | date | None, end: str | date | None) -> dict[str, Any]:
    """A span of time; the format wants a start, so one that is not known is given as 'at the latest'."""
    start = {"in": str(begin)} if begin else {"latest": str(end)}
    return {"start": start, **({"end": {"in": str(end)}} if end else {})}


def _descriptions(attested: list[dict[str, Any]], works: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The sentences that name the place, each with its work."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in attested:
        work = works[one["document"]]
        language = {"lang": work["language"]} if re.fullmatch("[a-z]{2}", work["language"]) else {}
        said = {"@id": identifiers.of_mention(one["document"], one["start"], one["stop"]), "value": one["quote"], **language, "source": citation(work)}
        found.setdefault((one["document"], one["quote"]), said)
    return list(found.values())
