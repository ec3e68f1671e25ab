"""Filters: the one object that says what is selected, and its forms as an address, as words of the command line, as a sentence."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from geo.dates import parse_day
from geo.model import CLOCKS, KINDS, LAYERS, ROLES, layer_of
from geo.wording import show_span

SINGLE = ("from", "to", "q", "undated", "clock", "on")
REPEATED = ("event", "kind", "source", "place", "role")
KEYS = ("from", "to", "event", "kind", "source", "place", "role", "q", "undated", "clock", "on")
DEFAULT_ROLES = ("literal",)
_MAX_WORDS = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What values may stand in filters, with the names to call them by in a sentence."""

    events: Mapping[str, str]
    sources: Mapping[str, str]
    places: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """What is selected. Empty means everything; `role` is the place itself unless said otherwise.

    `first` and `last` keep the text's own precision: YYYY, YYYY-MM or YYYY-MM-DD. `clock` (`model.CLOCKS`) says what they are
    compared with. `on` (YYYY-MM-DD) selects nothing: it is the day for which shapes, and who held what, are drawn.
    """

    first: str = ""
    last: str = ""
    event: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    role: tuple[str, ...] = DEFAULT_ROLES
    q: str = ""
    undated: bool = False
    clock: str = "told"
    on: str = ""

    @property
    def first_day(self) -> date | None:
        """The first selected day."""
        return parse_day(self.first) if self.first else None

    @property
    def last_day(self) -> date | None:
        """The last selected day."""
        return parse_day(self.last, last=True) if self.last else None

    @property
    def on_day(self) -> date | None:
        """The day for which shapes are drawn."""
        return date.fromisoformat(self.on) if self.on else None

    @property
    def shape_days(self) -> tuple[date | None, date | None]:
        """First and last day for which shapes are drawn: `on`, or the time, unless that is when passages were written. None: no bound."""
        if self.on:
            return self.on_day, self.on_day
        return (None, None) if self.clock == "written" else (self.first_day, self.last_day)

    @property
    def has_time(self) -> bool:
        """Whether a time is set."""
        return bool(self.first or self.last)

    def without(self, *keys: str) -> "Filters":
        """The same filters with some of them (by their words) back to what selects everything."""
        names = {"from": "first", "to": "last"}
        empty = Filters()
        return replace(self, **{names.get(key, key): getattr(empty, names.get(key, key)) for key in keys})


def from_query(query: Mapping[str, Sequence[str] | str], known: Known | None = None) -> tuple[Filters, list[str]]:
    """Filters from the words of an address or a command line, and a note for each value that was ignored.

    Keys that are no filter are left alone: they may belong to the page.
    """
    notes: list[str] = []
    values = {key: [value] if isinstance(value, str) else list(value) for key, value in query.items() if key in KEYS}
    for key in SINGLE:
        if len(values.get(key, ())) > 1:
            notes.append(f"{key} may stand once; the last one counts")
    first, last = (_day(key, values, notes) for key in ("from", "to"))
    if first and last and parse_day(last, last=True) < parse_day(first):
        notes.append(f"from {first} is after to {last}; both are ignored")
        first = last = ""
    allowed: dict[str, Iterable[str] | None] = {
        "event": known.events if known else None,
        "kind": KINDS,
        "source": known.sources if known else None,
        "place": known.places if known else None,
        "role": ROLES,
    }
    chosen = {key: _several(key, values, allowed[key], notes) for key in REPEATED}
    words = " ".join((values.get("q") or [""])[-1].split())
    if len(words) > _MAX_WORDS:
        notes.append(f"q is longer than {_MAX_WORDS} characters; it is cut")
        words = words[:_MAX_WORDS]
    undated = (values.get("undated") or [""])[-1].lower()
    if undated not in ("", "0", "1", "no", "yes", "false", "true"):
        notes.append(f"undated={undated!r} is neither 1 nor 0; it is ignored")
    clock = (values.get("clock") or [""])[-1] or "told"
    if clock not in CLOCKS:
        notes.append(f"clock {clock!r} is unknown, use one of {', '.join(CLOCKS)}; it is ignored")
        clock = "told"
    return (
        Filters(
            first,
            last,
            chosen["event"],
            chosen["kind"],
            chosen["source"],
            chosen["place"],
            chosen["role"] or DEFAULT_ROLES,
            words,
            undated in ("1", "yes", "true"),
            clock,
            _one_day(values, notes),
        ),
        notes,
    )


def _day(key: str, values: Mapping[str, Sequence[str]], notes: list[str]) -> str:
    raw = (values.get(key) or [""])[-1].strip()
    if raw:
        try:
            parse_day(raw)
        except ValueError as error:
            notes.append(f"{key}: {error}; it is ignored")
            return ""
    return raw


def parse_on(text: str) -> str:
    """One day, as YYYY-MM-DD; empty stays empty. Raises `ValueError`."""
    text = text.strip()
    if not text:
        return ""
    with suppress(ValueError):
        if date.fromisoformat(text).isoformat() == text:
            return text
    raise ValueError(f"{text!r} is no day; write YYYY-MM-DD, such as 1994-05-12")


def _one_day(values: Mapping[str, Sequence[str]], notes: list[str]) -> str:
    try:
        return parse_on((values.get("on") or [""])[-1])
    except ValueError as error:
        notes.append(f"on: {error}; it is ignored")
        return ""


def _several(key: str, values: Mapping[str, Sequence[str]], allowed: Iterable[str] | None, notes: list[str]) -> tuple[str, ...]:
    good = []
    for value in values.get(key, ()):
        if not value:
            continue
        if allowed is not None and value not in allowed:
            notes.append(f"{key} {value!r} is unknown; it is ignored")
        elif value not in good:
            good.append(value)
    return tuple(good)


def to_query(filters: Filters) -> dict[str, list[str]]:
    """The words of an address: only what differs from selecting everything, in a fixed order."""
    empty = Filters()
    query: dict[str, list[str]] = {}
    if filters.first:
        query["from"] = [filters.first]
    if filters.last:
        query["to"] = [filters.last]
    for key in REPEATED:
        chosen = getattr(filters, key)
        if chosen and chosen != getattr(empty, key):
            query[key] = list(chosen)
    if filters.q:
        query["q"] = [filters.q]
    if filters.undated:
        query["undated"] = ["1"]
    if filters.clock != empty.clock:
        query["clock"] = [filters.clock]
    if filters.on:
        query["on"] = [filters.on]
    return query


def to_address(filters: Filters) -> str:
    """The query of a link, such as `from=1992&to=1994&event=khojaly-1992`."""
    return urlencode(to_query(filters), doseq=True)


def describe(filters: Filters, known: Known | None = None) -> str:
    """One sentence that says the selection in plain words."""
    subject = _kinds(filters.kind)
    span = show_span(filters.first, filters.last) if filters.has_time else ""
    told = span if filters.clock == "told" else ""
    valid = f" with a shape valid {_when(filters)}," if span and filters.clock == "valid" else ""
    parts = [f"{subject[:1].upper()}{subject[1:]}{valid} mentioned in passages"]
    if filters.event:
        parts.append("about " + _join([with_article(_named(event, known.events if known else {})) for event in filters.event]) + (f", {told}" if told else ""))
    elif told:
        parts.append(f"about {told}")
    if filters.place:
        parts.append("that name " + _join([_named(place, known.places if known else {}) for place in filters.place]))
    if filters.q:
        parts.append(f"that hold the words “{filters.q}”")
    if filters.source:
        parts.append("of " + _join([f"“{_named(source, known.sources if known else {})}”" for source in filters.source]))
    if span and filters.clock == "written":
        parts.append(f"written {_when(filters)}")
    sentence = " ".join(parts)
    if filters.undated and filters.has_time:
        sentence += ", with " + UNDATED[filters.clock]
    if filters.on:
        sentence += f", shapes as of {show_span(filters.on, filters.on)}"
    if filters.role != DEFAULT_ROLES:
        names = {"literal": "the place itself", "metonym": "a government by its seat", "embedded": "a part of another name"}
        sentence += f" ({_join([names[role] for role in filters.role])})"
    return sentence + "."


UNDATED = {"told": "those that state no time", "written": "those of works without a date", "valid": "names that no place was found for"}
"""Clock -> what has no time by it."""


def _when(filters: Filters) -> str:
    """The time with its preposition: in 2022, on 3 May 2021, between May 2021 and 2022, in 2021 or later."""
    first, last = filters.first, filters.last
    if first and last and first != last and not len(first) == len(last) == 4:
        return f"between {show_span(first, first)} and {show_span(last, last)}"
    word = "on" if len(first or last) > 7 else "in"
    return f"{word} {show_span(first, last).replace(' and ', ' or ')}"


def stamp(filters: Filters) -> str:
    """The time in a few words, for a corner of the map: 1992–1994, written 2022, on 12 May 1994."""
    word = {"told": "", "written": "written ", "valid": "valid "}[filters.clock]
    parts = [word + show_span(filters.first, filters.last)] if filters.has_time else []
    return " · ".join([*parts, *([f"on {show_span(filters.on, filters.on)}"] if filters.on else [])])


def _kinds(kinds: Sequence[str]) -> str:
    """Kinds as a subject: whole layers by their name, most kinds as what is left out."""
    if not kinds:
        return "places"
    rest = [kind for kind in KINDS if kind not in kinds]
    if len(rest) < len(KINDS) / 2:
        return "places other than " + _join(_of_layers(rest)) if rest else "places"
    return _join(_of_layers(kinds))


def _of_layers(kinds: Sequence[str]) -> list[str]:
    """Plural names of kinds; the kinds of a whole layer of several are called by the layer's name."""
    named: list[str] = []
    for kind in kinds:
        layer = layer_of(kind)
        whole = [other for other in KINDS if layer_of(other) == layer]
        name = LAYERS[layer].lower() if len(whole) > 1 and set(whole) <= set(kinds) else _pluralise(KINDS[kind][0].lower())
        if name not in named:
            named.append(name)
    return named


_THE = frozenset({"war", "protocol", "protocols", "declaration", "principles", "process"})


def with_article(event: str) -> str:
    """An event's name with its article, where English wants one."""
    return f"the {event}" if event.rsplit(maxsplit=1)[-1].lower() in _THE else event


_IRREGULAR = {
    "city": "cities",
    "country": "countries",
    "facility": "facilities",
    "oblast or province": "oblasts and provinces",
    "airport or airfield": "airports and airfields",
    "line of control": "lines of control",
    "mountain or height": "mountains and heights",
}


def _pluralise(label: str) -> str:
    return _IRREGULAR.get(label, label + "s")


def _named(key: str, names: Mapping[str, str]) -> str:
    return names.get(key, key)


def _join(words: Sequence[str]) -> str:
    if len(words) <= 1:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]
