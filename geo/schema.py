"""The schema: the tables that the records are kept in, and the fields of the layers that exports write, each column with its type and meaning.

This is the one place that defines them; the store, the layers, the exports and the documentation read it.
"""

from dataclasses import dataclass

from geo.model import CONTROL_LAYERS, HOLDERS, MENTION_LAYERS


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name, type (text, integer, real, date) and what it holds."""

    name: str
    type: str
    about: str


TABLES: dict[str, tuple[Column, ...]] = {
    "documents": (
        Column("document", "text", "Identifier of the work"),
        Column("title", "text", "Title of the work"),
        Column("authors", "text", "Authors, separated by semicolons"),
        Column("publisher", "text", "Publisher or journal and issue"),
        Column("published", "text", "When the work was published (EDTF)"),
        Column("url", "text", "Address or DOI of the work"),
        Column("licence", "text", "Terms of the text that is kept here"),
        Column("form", "text", "digest or text: the project's own words, or the work's"),
        Column("language", "text", "Language of the text (BCP 47)"),
        Column("file", "text", "Name of the file that it was read from"),
        Column("hash", "text", "SHA-256 of what the rows were made from"),
    ),
    "passages": (
        Column("passage", "integer", "Number of the passage in the atlas"),
        Column("document", "text", "The work it stands in"),
        Column("ordinal", "integer", "Its place in the work, from 0"),
        Column("part", "text", "body, heading, caption, footnote or reference"),
        Column("heading", "text", "The section it stands in"),
        Column("locator", "text", "Where to find it in the work"),
        Column("start", "integer", "Offset of its first character in the file"),
        Column("end", "integer", "Offset after its last character in the file"),
        Column("text", "text", "The passage"),
    ),
    "mentions": (
        Column("mention", "integer", "Number of the mention in the atlas"),
        Column("passage", "integer", "The passage it stands in"),
        Column("document", "text", "The work it stands in"),
        Column("start", "integer", "First character in the passage"),
        Column("end", "integer", "Character after the last in the passage"),
        Column("source_start", "integer", "First character in the file"),
        Column("source_end", "integer", "Character after the last in the file"),
        Column("surface", "text", "The words as written"),
        Column("place_id", "text", "The place, empty when the gazetteer has none"),
        Column("kind", "text", "Kind of place"),
        Column("role", "text", "literal, metonym or embedded"),
        Column("confidence", "real", "0 to 1, how sure the choice of place and role is"),
        Column("method", "text", "The rules that decided"),
    ),
    "whens": (
        Column("passage", "integer", "The passage that states the time"),
        Column("mention", "integer", "The mention it belongs to, empty when it is the passage's"),
        Column("begin", "date", "First day"),
        Column("end", "date", "Last day"),
        Column("granularity", "text", "day, month, season, year, decade or range"),
        Column("edtf", "text", "The time in Extended Date/Time Format"),
    ),
    "events": (
        Column("event", "text", "Identifier of the event"),
        Column("name", "text", "What it is called here"),
        Column("begin", "date", "First day"),
        Column("end", "date", "Last day"),
        Column("period", "text", "The period it belongs to"),
        Column("places", "text", "Identifiers of its places, separated by semicolons"),
        Column("summary", "text", "One sentence"),
        Column("sources", "text", "The works that tell of it, separated by semicolons"),
    ),
    "passage_events": (
        Column("passage", "integer", "A passage that speaks of the event"),
        Column("event", "text", "The event"),
        Column("method", "text", "words, or place and time"),
    ),
    "names": (
        Column("place_id", "text", "The place"),
        Column("text", "text", "The name"),
        Column("language", "text", "Its language (BCP 47)"),
        Column("status", "text", "official, former or variant"),
        Column("since", "text", "Used since (EDTF)"),
        Column("until", "text", "Used until (EDTF)"),
    ),
    "places": (
        Column("place_id", "text", "Identifier of the place"),
        Column("name", "text", "Name used here"),
        Column("kind", "text", "Kind of place"),
        Column("layer", "text", "Layer that it is drawn in"),
        Column("country", "text", "Countries that it lies in (ISO 3166-1, semicolons)"),
        Column("parent", "text", "The place that contains it"),
        Column("lat", "real", "Latitude of a representative point, degrees"),
        Column("lon", "real", "Longitude of a representative point, degrees"),
        Column("precision", "text", "exact, settlement, area or approximate"),
        Column("prec_km", "real", "How far off the location may be, kilometres"),
        Column("source", "text", "Where the location is from"),
        Column("source_id", "text", "Its identifier there"),
        Column("note", "text", "How the location was derived"),
    ),
    "shapes": (
        Column("place_id", "text", "The place that has this shape"),
        Column("name", "text", "Name of the place"),
        Column("kind", "text", "Kind of place"),
        Column("layer", "text", "Layer that it is drawn in"),
        Column("begin", "date", "First day that the shape is valid, empty: always"),
        Column("end", "date", "Last day that the shape is valid, empty: still"),
        Column("precision", "text", "exact, settlement, area or approximate"),
        Column("prec_km", "real", "How far off the outline may be, kilometres"),
        Column("source", "text", "Where the outline is from"),
        Column("source_id", "text", "Its identifier there"),
        Column("note", "text", "How the outline was made"),
    ),
}
"""Tables of the store and their columns. `places` and `shapes` also carry a geometry (WGS84)."""

PLACE_FIELDS: tuple[Column, ...] = (
    Column("place_id", "text", "Identifier of the place"),
    Column("name", "text", "Name used here"),
    Column("names", "text", "Names with their language and the years they were in use, separated by semicolons"),
    Column("kind", "text", "Kind of place"),
    Column("country", "text", "Countries that it lies in (ISO 3166-1)"),
    Column("mentions", "integer", "Selected mentions"),
    Column("passages", "integer", "Selected passages that mention it"),
    Column("works", "integer", "Works that these stand in"),
    Column("first_told", "date", "First day that the selected passages tell of there"),
    Column("last_told", "date", "Last day that they tell of there"),
    Column("begin", "date", "First day that the shape is valid, empty: always"),
    Column("end", "date", "Last day that the shape is valid, empty: still"),
    Column("precision", "text", "exact, settlement, area or approximate"),
    Column("prec_km", "real", "How far off the geometry may be, kilometres"),
    Column("source", "text", "Where the geometry is from"),
    Column("source_id", "text", "Its identifier there"),
    Column("note", "text", "How the geometry was made"),
)
"""Fields of a layer of places: one feature a place and version of its shape."""

EVIDENCE_FIELDS: tuple[Column, ...] = (
    Column("documents", "text", "Identifiers of the works that mention it, separated by semicolons"),
    Column("quote", "text", "The sentence of its surest selected mention"),
    Column("document", "text", "The work that this sentence stands in"),
    Column("locator", "text", "Where in that work"),
    Column("start", "integer", "Offset of that mention in the file"),
    Column("stop", "integer", "Offset after that mention in the file"),
    Column("method", "text", "The rules that decided on that mention"),
    Column("confidence", "real", "0 to 1, how sure the choice of place and role is"),
)
"""What an export adds to each place: the works, and the one mention to check it by."""

MENTION_FIELDS: tuple[Column, ...] = (
    *PLACE_FIELDS[:5],
    Column("surface", "text", "The words as written"),
    Column("role", "text", "literal, metonym or embedded"),
    Column("begin", "date", "First day that the text states for it"),
    Column("end", "date", "Last day that the text states for it"),
    Column("granularity", "text", "day, month, season, year, decade or range"),
    Column("edtf", "text", "The stated times in Extended Date/Time Format"),
    Column("events", "text", "Events that the passage speaks of"),
    Column("quote", "text", "The sentence that it stands in"),
    Column("document", "text", "Identifier of the work"),
    Column("title", "text", "Title of the work"),
    Column("authors", "text", "Authors of the work"),
    Column("publisher", "text", "Publisher or journal and issue"),
    Column("published", "text", "When the work was published"),
    Column("url", "text", "Address or DOI of the work"),
    Column("form", "text", "digest or text: the quote is of a digest in the project's own words, or of the work"),
    Column("heading", "text", "Section of the work"),
    Column("locator", "text", "Where in the work"),
    Column("part", "text", "body, heading, caption, footnote or reference"),
    Column("start", "integer", "Offset of the mention in the file"),
    Column("stop", "integer", "Offset after the mention in the file"),
    Column("method", "text", "The rules that decided"),
    Column("confidence", "real", "0 to 1, how sure the choice of place and role is"),
    Column("precision", "text", "Precision of the location"),
    Column("prec_km", "real", "How far off the location may be, kilometres"),
)
"""Fields of a layer of mentions: one feature a mention, at the point of its place."""

CONTROL_FIELDS: tuple[Column, ...] = (
    *(field for field in PLACE_FIELDS if field.name in ("place_id", "name", "kind")),
    Column("holder", "text", f"Who held it: {', '.join(HOLDERS)}"),
    Column("held_by", "text", "The same in words"),
    Column("possible", "text", "Who may have held it, where that is uncertain, separated by semicolons; else as held_by"),
    Column("certain", "text", "yes, or no between the first and the last day on which a change may have happened"),
    Column("begin", "date", "First day, empty: before 1988"),
    Column("end", "date", "Last day, empty: still so at the end of 2022"),
    Column("part", "text", "whole: the geometry is the whole place; part: what this holder held of it"),
    Column("document", "text", "The work whose passage says so"),
    Column("locator", "text", "Where in that work"),
    Column("quote", "text", "The words of the passage"),
    Column("source", "text", "A published source outside the works that the holder or the days rest on (background)"),
    Column("note", "text", "What the sources leave open, and where they differ"),
    *(field for field in PLACE_FIELDS if field.name in ("precision", "prec_km")),
)
"""Fields of the layer of control: one feature a place, stretch of time and part of its outline."""

DIFFERENCE_FIELDS: tuple[Column, ...] = (
    Column("comparison", "text", "What is compared, and how it comes out, in one sentence or two"),
    Column("place_id", "text", "Identifier of the place"),
    Column("name", "text", "Name used here"),
    Column("kind", "text", "Kind of place"),
    Column("a", "text", "The one side"),
    Column("b", "text", "The other side"),
    Column("a_mentions", "integer", "Mentions on the one side"),
    Column("b_mentions", "integer", "Mentions on the other side"),
    Column("where", "text", "a, b or both: which sides mention it; neither: it only changed on the ground"),
    Column("changed", "text", "What changed on the ground between the sides: holder, shape; empty: nothing that is told of"),
    Column("before", "text", "How it was on the earlier day"),
    Column("after", "text", "How it was on the later day"),
    Column("certain", "text", "yes, or no where the sources leave one of the two days open; empty: no change"),
    Column("sources", "text", "Whose word that is"),
)
"""Fields of the differences: one row or feature a place."""

USAGE_FIELDS: tuple[Column, ...] = (
    Column("place_id", "text", "Identifier of the place that the word is said of"),
    Column("group", "text", "Group of the word, by data/usage.toml"),
    Column("word", "text", "The word as written"),
    Column("document", "text", "Identifier of the work"),
    Column("published", "text", "When the work was published"),
    Column("told", "text", "Years that the sentence tells of for the place, empty: it states none"),
    Column("passage", "integer", "Number of the passage in the atlas"),
    Column("locator", "text", "Where in the work"),
    Column("start", "integer", "First character of the word in the passage"),
    Column("end", "integer", "Character after its last in the passage"),
    Column("quote", "text", "The sentence that it stands in"),
)
"""Fields of the words that are said of a place: one row a word."""

ABOUT_FIELDS: tuple[Column, ...] = (
    Column("description", "text", "The selection in one sentence"),
    Column("filters", "text", "The filters that select it, as in a link and on the command line"),
    Column("date", "date", "Day of the export"),
    Column("generator", "text", "Name and version of the program"),
    Column("licence", "text", "Terms of the texts that are quoted"),
    Column("sources", "text", "Where the locations are from"),
    Column("works", "text", "The works: identifier, authors, title, publisher, published, url, licence, form, language"),
)
"""What every exported file says about itself."""

WORK_FIELDS = ("document", "authors", "title", "publisher", "published", "url", "licence", "form", "language")
"""Columns of `documents` that an export carries."""

SHAPEFILE_NAMES: dict[str, str] = {"granularity": "granular"}
"""Field -> its name in a Shapefile, where names end after ten letters."""


def fields_of(layer: str) -> tuple[Column, ...]:
    """Fields of an exported layer, its geometry aside."""
    if layer in CONTROL_LAYERS:
        return CONTROL_FIELDS
    return MENTION_FIELDS if layer in MENTION_LAYERS else (*PLACE_FIELDS, *EVIDENCE_FIELDS)
