"""The words and the records of the project: the kinds of place, layers, roles and the like, and what the stages hand on."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

LAYERS: dict[str, str] = {
    "settlements": "Towns and villages",
    "districts": "Districts and oblasts",
    "bases": "Bases, airports and posts",
    "facilities": "Facilities and checkpoints",
    "corridors": "Corridors, roads and railways",
    "zones": "Zones",
    "lines": "Lines of control",
    "regions": "Regions",
    "water": "Rivers and seas",
    "heights": "Mountains and heights",
    "countries": "Countries",
}
"""Layer id -> what it is called on screen, in the order of the legend."""

KINDS: dict[str, tuple[str, str]] = {
    "city": ("City", "settlements"),
    "town": ("Town", "settlements"),
    "village": ("Village", "settlements"),
    "district": ("District", "districts"),
    "oblast": ("Oblast or province", "districts"),
    "base": ("Military base", "bases"),
    "airport": ("Airport or airfield", "bases"),
    "post": ("Observation post", "bases"),
    "facility": ("Facility", "facilities"),
    "checkpoint": ("Checkpoint", "facilities"),
    "corridor": ("Corridor", "corridors"),
    "road": ("Road", "corridors"),
    "railway": ("Railway", "corridors"),
    "pipeline": ("Pipeline", "corridors"),
    "zone": ("Zone", "zones"),
    "line": ("Line of control", "lines"),
    "region": ("Region", "regions"),
    "river": ("River", "water"),
    "sea": ("Sea", "water"),
    "mountain": ("Mountain or height", "heights"),
    "country": ("Country", "countries"),
    "continent": ("Continent", "countries"),
}
"""Kind -> (what it is called on screen, its layer)."""

AREA_KINDS = frozenset({"district", "oblast", "region", "zone", "sea", "country", "continent"})
LINE_KINDS = frozenset({"corridor", "road", "railway", "pipeline", "line", "river"})

MENTION_LAYERS: dict[str, str] = {"mentions": "Mentions with a stated time", "mentions_undated": "Mentions without a stated time"}
"""Layer of mentions -> what it is called on screen."""

CONTROL_LAYERS: dict[str, str] = {"control": "Who held what"}
EXPORT_LAYERS: dict[str, str] = {**LAYERS, **CONTROL_LAYERS, **MENTION_LAYERS}
"""The layer of the history of control, and every layer that an export may hold -> what it is called on screen."""

ROLES: dict[str, str] = {
    "literal": "The place itself",
    "metonym": "A capital or seat that stands for its government",
    "embedded": "Part of another name",
}
CLOCKS: dict[str, str] = {
    "told": "When it happened",
    "written": "When it was written",
    "valid": "When the shape was valid",
}
"""By what a selected time selects: what passages tell of, when their document was published, when the shape of a place was valid."""

PARTS: dict[str, str] = {
    "body": "Running text",
    "heading": "Heading",
    "caption": "Caption, pull-quote or table",
    "footnote": "Footnote",
    "reference": "Reference list",
}
PRECISIONS: dict[str, str] = {
    "exact": "The object itself",
    "settlement": "A point in the built-up area",
    "area": "The outline of the area, generalised",
    "approximate": "Derived; see the note",
}
NAME_STATUSES = frozenset({"official", "former", "variant"})
MATCHINGS: dict[str, str] = {
    "cased": "found where it begins with a capital",
    "any": "found in any case",
    "exact": "found only as written",
    "never": "shown, never looked for in texts",
}
GRANULARITIES = ("day", "month", "season", "year", "decade", "range")
FORMS: dict[str, str] = {
    "digest": "A digest written for this project in its own words",
    "text": "The work's own text",
}
HOLDERS: dict[str, str] = {
    "azerbaijan": "Azerbaijan",
    "armenian-forces": "Armenian forces",
    "peacekeepers": "Russian peacekeepers present",
    "unknown": "Not stated",
    "uncertain": "Uncertain: the sources give no day, or differ",
}
"""Who holds a place, in words that take no side -> what it is called on screen. `uncertain` is in no data file: it comes of several possible holds."""
UNKNOWN, UNCERTAIN = "unknown", "uncertain"


@dataclass(frozen=True, slots=True)
class Document:
    """One work: an article, a memo, an article of a journal issue.

    `text` is the decoded text of the file that holds it; the work lies in `text[begins:until]`, and every offset of
    its passages counts from the beginning of the file. (For a format that is not plain text, `text` is what its reader gives.)
    `parts` are the stretches (start, end, part) that the format marks as heading, caption, footnote or reference; `pages` the
    offsets from which the text stands on a page, each with the page's label; both in rising order of offsets.
    """

    id: str
    title: str
    file: str
    text: str = field(repr=False)
    begins: int = 0
    until: int = 0
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    url: str = ""
    licence: str = ""
    form: str = "text"
    language: str = ""
    parts: tuple[tuple[int, int, str], ...] = field(default=(), repr=False)
    pages: tuple[tuple[int, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a document, free of mark-up, with a map back to the file.

    `offsets` are pairs (position in `text`, offset in the file) at which the two run apart, in rising order.
    """

    document: str
    ordinal: int
    part: str
    heading: str
    locator: str
    text: str
    offsets: tuple[tuple[int, int], ...]

    def source_offset(self, position: int) -> int:
        """Offset in the file of the character at `position` of the passage."""
        at = bisect_right(self.offsets, (position, 1 << 60)) - 1
        start, source = self.offsets[max(at, 0)]
        return source + position - start

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the file of a span of the passage (end exclusive)."""
        return self.source_offset(start), self.source_offset(end - 1) + 1


@dataclass(frozen=True, slots=True)
class When:
    """A time that a text states: the days from `first` to `last`, as exact as `granularity` says."""

    first: date
    last: date
    granularity: str
    edtf: str
    start: int = 0
    end: int = 0
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a place."""

    place: str
    text: str
    language: str
    status: str = "variant"
    matching: str = "cased"
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the gazetteer. `lat` and `lon` are a representative point, WGS84 degrees."""

    id: str
    name: str
    kind: str
    country: str
    parent: str
    lat: float
    lon: float
    precision: str
    precision_km: float
    source: str
    source_id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a passage that names a place. `place` is None for a name that the gazetteer lacks."""

    document: str
    passage: int
    start: int
    end: int
    surface: str
    place: str | None
    kind: str
    role: str
    confidence: float
    method: str
    whens: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A named happening: the days from `first` to `last`, its places and the words that mark it in texts."""

    id: str
    name: str
    first: date
    last: date
    period: str
    places: tuple[str, ...]
    words: tuple[str, ...]
    summary: str
    sources: tuple[str, ...]


def layer_of(kind: str) -> str:
    """Layer that places of a kind are drawn in."""
    return KINDS[kind][1]
