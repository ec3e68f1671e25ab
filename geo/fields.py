"""The data dictionary of the exports, made from `schema.py`: as tables, and as the page docs/fields.md.

`python -m geo.fields` prints the page.
"""

import sys

from geo.model import CONTROL_LAYERS, KINDS, LAYERS, MENTION_LAYERS
from geo.schema import (
    ABOUT_FIELDS,
    CONTROL_FIELDS,
    DIFFERENCE_FIELDS,
    EVIDENCE_FIELDS,
    MENTION_FIELDS,
    PLACE_FIELDS,
    SHAPEFILE_NAMES,
    TABLES,
    USAGE_FIELDS,
    WORK_FIELDS,
    Column,
)

FORMAT_FIELDS: dict[str, tuple[Column, ...]] = {
    "geojson": (Column("layer", "text", "Layer of the feature, where one file holds all of them"),),
    "gpkg": (
        Column("fid", "integer", "Number of the row"),
        Column("geom", "geometry", "The geometry, WGS84"),
        Column("key", "text", "In the table `about`: what is said"),
        Column("value", "text", "In the table `about`: what it is"),
    ),
    "kml": (
        Column("Name", "text", "`name`, as the name of the Placemark"),
        Column("description", "text", "The quote with its source, as HTML"),
        Column("begin", "date", "`begin`, as the beginning of the TimeSpan"),
        Column("end", "date", "`end`, as the end of the TimeSpan"),
    ),
    "shp": tuple(Column(short, "text", f"`{name}`, whose name is too long for the format") for name, short in SHAPEFILE_NAMES.items()),
    "csv": (Column("wkt", "text", "The geometry as well-known text, longitude and latitude, WGS84"),),
    "parquet": (
        Column("geometry", "geometry", "The geometry as well-known binary, WGS84"),
        Column("bbox", "struct", "Its bounds: xmin, ymin, xmax, ymax"),
    ),
    "lpf": (
        Column("@id", "text", "Identifier of the place: urn:passage-atlas:place: and its place_id"),
        Column("properties", "object", "title, ccodes (countries), kind, mentions, passages, works, first_told, last_told, and `attestations`"),
        Column("attestations", "list", "The mentions of the place, each with the fields of a mention that are its own"),
        Column("names", "list", "toponym, lang, citations (the works that write it so), when (years of use)"),
        Column("types", "list", "The kind as a term of the Art & Architecture Thesaurus, with the label used here"),
        Column("geometry", "geometry", "Each version of the shape with when (its validity), citations (its source), certainty, precision, prec_km, note"),
        Column("when", "object", "From the first to the last day that the selected passages tell of there"),
        Column("links", "list", "The record of the place in a gazetteer on the web; none for a place whose point is approximate"),
        Column("relations", "list", "The place that contains it"),
        Column("descriptions", "list", "The sentences that name it, each with its work"),
    ),
    "w3c": (
        Column("id", "text", "Identifier of the mention: urn:passage-atlas:mention: with the work and the offsets"),
        Column("motivation", "text", "identifying: the annotation says which place the words mean"),
        Column("body", "object", "The place: identifier, label, point"),
        Column("target", "object", "The words: the work that was read, TextQuoteSelector (exact, prefix, suffix), TextPositionSelector (start, end)"),
        Column("properties", "object", "All fields of a mention"),
    ),
    "html": (
        Column("about", "object", "What the file is about"),
        Column("places", "list", "The places, one a version of its shape, with the fields of a place"),
        Column("passages", "list", "The passages: document, heading, locator and part as of a mention, and these:"),
        Column("text", "text", "The passage"),
        Column("times", "list", "The times that it states, as people write them"),
        Column("events", "list", "The events that it speaks of, by name"),
        Column("citation", "text", "How to cite it"),
        Column("hits", "list", "First character of what was searched for, and the one after its last"),
        Column("marks", "list", "Its selected mentions, each with the values of `columns`"),
        Column("columns", "list", "The fields of a mention that its place, passage and work do not have already, and `at`"),
        Column("at", "list", "Of a mention: its first character in the passage, and the one after its last"),
        Column("labels", "object", "What layers, parts and roles are called on screen"),
    ),
}
"""Format -> what its files hold besides the fields of the layers."""

FORMAT_NOTES = {
    "geojson": "RFC 7946. What the file is about stands beside `features`.",
    "gpkg": "GeoPackage 1.2, geometry in `geom`. Further tables: `documents` (the works), `names`, `about`; for QGIS `layer_styles` and `qgis_projects`.",
    "kml": "KML 2.2, a folder a layer. What the file is about is the Document's description and ExtendedData.",
    "shp": "A zip of shapefiles, split by sort of geometry; its README.txt says what was cut and what the file is about.",
    "csv": "RFC 4180, UTF-8. Texts that a spreadsheet would run as a formula, or that begin with an apostrophe, have an apostrophe put before them: "
    "take one away from the front of every text that has one, and you have the text. What the file is about stands in `...-metadata.json` (CSV on the Web).",
    "parquet": "GeoParquet 1.1. What the file is about is the value of `passage_atlas` in the metadata, as JSON.",
    "lpf": "Linked Places 1.2, one feature a place, its versions as geometries. What the file is about stands beside `features`.",
    "w3c": "An annotation collection of one page, one annotation a mention. What the file is about is `about`.",
    "html": "One page that needs nothing but a browser. Its data are the JSON in the element with the id `atlas`; what the map draws is in `drawing`.",
}
"""Format -> what kind of file it is, and where it says what it is about."""


CONTROL_NOTE = (
    "Of the selected places that the history of control tells of (data/control.csv); of all of them when nothing is filtered. At any day the "
    "features of a place neither overlap nor leave a gap, so a time slider replays it; with a day `on`, only that day's. Districts that were "
    "divided have a feature for each part. HTML, Linked Places and Web Annotation have no such layer."
)


COMPARE_NOTE = (
    "CSV or GeoJSON. The GeoJSON has the outline on the later day, else on the earlier one, else the point of the place; `comparison` stands once, as "
    "`description` of the file, beside `comparison` (by, a, b: as in the link), `filters`, `generator` and `fields`."
)
USAGE_NOTE = "CSV, of one place and the selected mentions of it. A word counts with the place that stands nearest to it; geo/usage.py says how."


def documented(form: str) -> set[str]:
    """Names of all fields that files of a format may hold."""
    tables = [*TABLES["documents"], *TABLES["names"]] if form == "gpkg" else []
    return {column.name for column in (*PLACE_FIELDS, *EVIDENCE_FIELDS, *CONTROL_FIELDS, *MENTION_FIELDS, *FORMAT_FIELDS[form], *tables)}


def markdown() -> str:
    """The data dictionary as a page."""
    layers = [f"| `{layer}` | {title} | {', '.join(label for label, of in KINDS.values() if of == layer)} |" for layer, title in LAYERS.items()]
    layers += [f"| `{layer}` | {title}, 1988-2022 | districts, towns and villages of the region |" for layer, title in CONTROL_LAYERS.items()]
    layers += [f"| `{layer}` | {title} | every kind |" for layer, title in MENTION_LAYERS.items()]
    works = [column for column in TABLES["documents"] if column.name in WORK_FIELDS]
    parts = [
        "# The fields of the exports",
        "Made from `geo/schema.py` by `python -m geo.fields > docs/fields.md`; a test fails when it is out of date.",
        "## Layers",
        "\n".join(["| layer | holds | kinds |", "| --- | --- | --- |", *layers]),
        "## A layer of places: one feature a place and version of its shape",
        _table((*PLACE_FIELDS, *EVIDENCE_FIELDS)),
        "## The layer of control: one feature a place, stretch of time and part of its outline",
        CONTROL_NOTE,
        _table(CONTROL_FIELDS),
        "## A layer of mentions: one feature a mention, at the point of its place",
        _table(MENTION_FIELDS),
        "## What every file says about itself",
        _table(ABOUT_FIELDS),
        "### A work",
        _table(tuple(works)),
        "## What a format adds",
    ]
    tail = [
        "## What *Compare* saves: one row or feature a place that a side mentions or that changed",
        COMPARE_NOTE,
        _table(DIFFERENCE_FIELDS),
        "## What *Who says what, how* saves: one row a word that is said of a place",
        USAGE_NOTE,
        _table(USAGE_FIELDS),
    ]
    for form, columns in FORMAT_FIELDS.items():
        parts += [f"### {form}", FORMAT_NOTES[form], _table(columns)]
    return "\n\n".join([*parts, *tail]) + "\n"


def _table(columns: tuple[Column, ...]) -> str:
    return "\n".join(["| field | type | holds |", "| --- | --- | --- |", *(f"| `{c.name}` | {c.type} | {c.about} |" for c in columns)])


if __name__ == "__main__":
    sys.stdout.write(markdown())
