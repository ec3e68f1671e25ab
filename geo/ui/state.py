"""The state of a visit: the atlas, the filters and the view, and the address bar that always holds them.

The address is the state. Widgets are set from it on every run; a widget's callback writes it; a link, a reload or the
back button changes it, and the widgets follow.
"""

import re
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from geo import build, corrections_file, events, gazetteer_file, settings, store
from geo.atlas import ORDERS, Atlas
from geo.compare import BY
from geo.dates import parse_day
from geo.filters import KEYS, Filters, from_query, parse_on, to_query
from geo.gazetteer import Gazetteer
from geo.mapview import EVERYWHERE, NAME_LANGUAGES
from geo.own import CORRECTIONS, PREFIX, OwnTexts
from geo.stages import Stages, prepare

VIEW = {
    "names": tuple(NAME_LANGUAGES), "order": tuple(ORDERS), "tiles": ("", "1"), "unit": ("year", "month"),
    "doc": (), "passage": (), "by": tuple(BY), "a": (), "b": (), "words": ("", "1"),
}  # fmt: skip
"""Words of the address that are no filter: how things are shown. Their values, the usual one first; empty: the page checks."""

_rebuilding = threading.Lock()
_ECHO_SECONDS = 1.0
_COUNT = re.compile(r" \([\d,]+\)$")


@dataclass(frozen=True, slots=True)
class Visit:
    """What the address says: the filters, the view, and a note for each value that was ignored."""

    filters: Filters
    view: Mapping[str, str]
    notes: tuple[str, ...]


def shared_atlas() -> Atlas:
    """The atlas that every visitor sees, made first when there is none or when the shipped texts have changed since."""
    path = settings.atlas_file
    return _opened(path, path.stat().st_mtime_ns if store.exists(path) else 0)


@st.cache_resource(show_spinner="Opening the atlas ...", max_entries=2)
def _opened(path: Path, stamp: int) -> Atlas:
    if not stamp or not build.is_current(path):
        build.build(None, path)
    return store.read(path, curated())


def stages_ready() -> Stages:
    """What reads texts in this visit: with the corrections that everybody sees, and with those that the visitor made in own texts."""
    ready, files = _stages(), correction_files()
    stamps = tuple((path, path.stat().st_mtime_ns) for path in files)
    if st.session_state.get("_corrections", (None, None))[0] != stamps:
        st.session_state["_corrections"] = (stamps, corrections_file.load(ready.gazetteer, files))
    return replace(ready, corrections=st.session_state["_corrections"][1])


@st.cache_resource(show_spinner=False)
def curated() -> Gazetteer:
    """The gazetteer as its files hold it, without what corrections and the world bring."""
    return gazetteer_file.load()


@st.cache_resource(show_spinner="Getting ready to read ...")
def _stages() -> Stages:
    places = curated()
    return prepare(places, events.load(gazetteer=places))


def own_texts() -> OwnTexts:
    """The own texts of this visit; they end with it."""
    own: OwnTexts = st.session_state.setdefault("_own", OwnTexts())
    return own


def load_atlas() -> Atlas:
    """The atlas of this visit: the shared one, and the visitor's own texts, which nobody else sees."""
    shared, own = shared_atlas(), own_texts()
    if not own.texts:
        return shared
    made_of = (shared.identity, own.version)
    if st.session_state.get("_joined", (None, None))[0] != made_of:
        st.session_state["_joined"] = (made_of, own.joined(shared, stages_ready().gazetteer))
    joined: Atlas = st.session_state["_joined"][1]
    return joined


def corrections_path(document: str) -> Path:
    """The file that a correction about a document is written to: for a visitor's own text one that goes with the visit."""
    return own_texts().folder / CORRECTIONS if document.startswith(PREFIX) else build.corrections_of(settings.atlas_file)[-1]


def correction_files() -> list[Path]:
    """The files of corrections that this visit sees, as far as they are there: those of the shared atlas, then the visitor's own."""
    atlas, own = settings.atlas_file, own_texts().corrections
    shared = _shared_files(atlas, atlas.stat().st_mtime_ns) if store.exists(atlas) else [settings.corrections_file]
    return [path for path in (*shared, own) if path is not None and path.exists()]


@st.cache_resource(show_spinner=False, max_entries=2)
def _shared_files(atlas: Path, stamp: int) -> list[Path]:  # noqa: ARG001 - another stamp: another atlas
    return build.corrections_of(atlas)


def corrected(path: Path) -> None:
    """A file of corrections was written to: apply it, so that the next run shows it. Raises `AtlasError`."""
    if path == own_texts().corrections:
        own_texts().again(stages_ready())
        return
    with _rebuilding:  # one at a time, or the slower one would put back what it had read before
        build.again(settings.atlas_file)
    if own_texts().texts:
        own_texts().again(stages_ready())


def _address() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def current(atlas: Atlas) -> Visit:
    """What the address holds; the widgets are set to match."""
    address = _address()
    filters, notes = from_query(address, atlas.known)
    view, more = _view(address)
    unknown = [f"{key} is no word of this address; it is ignored" for key in address if key not in KEYS and key not in VIEW]
    _set_widgets(atlas, filters)
    return Visit(filters, view, (*notes, *more, *unknown))


def _view(address: Mapping[str, list[str]]) -> tuple[dict[str, str], list[str]]:
    view, notes = {}, []
    for key, allowed in VIEW.items():
        value = (address.get(key) or [""])[-1]
        if value and allowed and value not in allowed:
            notes.append(f"{key} {value!r} is unknown; it is ignored")
            value = ""
        view[key] = value or (allowed[0] if allowed else "")
    return view, notes


def _set_widgets(atlas: Atlas, filters: Filters) -> None:
    """Every widget shows what the address says: labels hold counts, so they are set on every run, or an old label would come back as a value."""
    low, high = atlas.years_of(filters.clock)
    first = filters.first_day.year if filters.first_day else low
    last = filters.last_day.year if filters.last_day else high
    widgets: dict[str, Any] = {"years": (min(max(first, low), high), min(max(last, low), high)), "event": one_event(filters)}
    for key in ("kind", "source", "role", "place"):
        widgets[key] = list(getattr(filters, key))
    widgets |= {"q": filters.q, "undated": filters.undated, "from": filters.first, "to": filters.last, "clock": filters.clock, "on": filters.on}
    if st.session_state.get("years", widgets["years"]) != widgets["years"]:
        st.session_state["_years_before"] = (time.monotonic(), st.session_state["years"])
    for key, value in widgets.items():
        st.session_state[key] = value


def _is_echo(value: Any) -> bool:
    """Whether the slider gives back what it showed before the page moved it a moment ago: a click right after another brings its old state along."""
    when, before = st.session_state.get("_years_before", (0.0, None))
    return bool(value == before and time.monotonic() - when < _ECHO_SECONDS)


def one_event(filters: Filters) -> str:
    """The value of the event widget: one event, or several joined."""
    return " ".join(filters.event)


def apply(filters: Filters, **view: str) -> None:
    """Make these the filters, and change words of the view: write them into the address, where the next run finds them."""
    kept = {key: values for key, values in _address().items() if key in VIEW}
    for key, value in view.items():
        usual = VIEW[key][0] if VIEW[key] else ""
        kept[key] = [value] if value and value != usual else []
    st.query_params.from_dict({**{key: values for key, values in kept.items() if values}, **to_query(filters)})


def filters_now(atlas: Atlas) -> Filters:
    """The filters that the address holds."""
    return from_query(_address(), atlas.known)[0]


def query_now() -> dict[str, list[str]]:
    """The address's words that another page keeps."""
    return {key: values for key, values in _address().items() if key not in ("doc", "passage", "by", "a", "b")}


def plain(values: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    """Ids for what a widget gives: an id, or (when counts have changed meanwhile) a label that held an old count."""
    ids = {label: key for key, label in labels.items()}
    found = [value if value in labels else ids.get(_COUNT.sub("", value), "") for value in values]
    return [value for value in dict.fromkeys(found) if value]


def changed(atlas: Atlas, key: str, labels: Mapping[str, str] | None = None) -> None:
    """Callback of a widget: carry its value over into the filters and the address."""
    filters = filters_now(atlas)
    value = st.session_state[key]
    if key == "years":
        if _is_echo(value):
            return
        low, high = atlas.years_of(filters.clock)
        apply(replace(filters, first=str(value[0]) if value[0] > low else "", last=str(value[1]) if value[1] < high else ""))
    elif key in ("from", "to"):
        _typed_day(filters, key, str(value).strip())
    elif key == "event":
        apply(replace(filters, event=tuple(part for part in str(value or "").split(" ") if part in atlas.known.events)))
    elif key == "on":
        set_on(filters, str(value))
    elif key == "clock":
        apply(replace(filters, clock=str(value or "told")))
    elif key == "undated":
        apply(replace(filters, undated=bool(value)))
    elif key == "q":
        apply(replace(filters, q=" ".join(str(value).split())))
    elif key == "place":
        apply(replace(filters, place=tuple(_places(atlas, value, labels or {}))))
        wish((filters_now(atlas).place or ("",))[-1])
    else:
        chosen = tuple(plain(value, labels or {}))
        apply(_with(filters, key, chosen or getattr(Filters(), key)))


def set_time(filters: Filters, first: str, last: str) -> None:
    """Select a time; the same one again takes it back."""
    same = (filters.first, filters.last) == (first, last)
    apply(replace(filters, first="" if same else first, last="" if same else last))


def set_on(filters: Filters, text: str) -> None:
    """Draw shapes, and who held what, as of a day; empty: of none. What is no day is said and not taken."""
    try:
        apply(replace(filters, on=parse_on(text)))
    except ValueError as error:
        note(f"on was not taken: {error}")


def _with(filters: Filters, name: str, value: Any) -> Filters:
    return replace(filters, **{name: value})


def _typed_day(filters: Filters, key: str, text: str) -> None:
    """A typed day, month or year; what is no date, or ends before it begins, is said and not taken."""
    try:
        if text:
            parse_day(text)
    except ValueError as error:
        note(f"{text!r} was not taken: {error}")
        return
    wanted = _with(filters, {"from": "first", "to": "last"}[key], text)
    if wanted.first_day and wanted.last_day and wanted.last_day < wanted.first_day:
        note(f"{text!r} was not taken: the time would end before it begins")
        return
    apply(wanted)


def _places(atlas: Atlas, values: Iterable[str], labels: Mapping[str, str]) -> list[str]:
    """Ids of chosen places; what was typed freely is looked up in every spelling and script."""
    found = []
    ids = {label: key for key, label in labels.items()}
    for value in values:
        key = value if value in atlas.gazetteer.places else ids.get(value, "")
        if not key:
            named = set(atlas.mentions["place_id"])
            hits = atlas.gazetteer.search(value)
            hits = [place for place in hits if place.id in named] or hits
            if not hits:
                note(f"No place here is written “{value}”, in any language.")
                continue
            key = hits[0].id
            if len(hits) > 1:
                others = ", ".join(f"{place.name} ({place.kind})" for place in hits[1:4])
                note(f"“{value}” was taken for {hits[0].name} ({hits[0].kind}); it might also be {others}.")
        found.append(key)
    return list(dict.fromkeys(found))


def note(text: str) -> None:
    """Say something once, on the next run."""
    st.session_state.setdefault("_said", []).append(text)


def said() -> list[str]:
    """What was said since the last run."""
    return list(st.session_state.pop("_said", []))


def wish(place: str) -> None:
    """Ask the map to go to a place; every wish is obeyed once."""
    st.session_state["_wishes"] = st.session_state.get("_wishes", 0) + 1
    st.session_state["_wish"] = f"{place}#{st.session_state['_wishes']}" if place else ""


def wished() -> str:
    """The last wish, "place#number", or nothing."""
    return str(st.session_state.get("_wish", ""))


def choose_place(atlas: Atlas, place: str) -> None:
    """Narrow the filters to a place, or with an empty id widen them to all."""
    apply(replace(filters_now(atlas), place=(place,) if place else ()))


def clear() -> None:
    """Back to everything, and to where the map began."""
    apply(Filters())
    wish(EVERYWHERE)


def enter() -> tuple[Atlas, Visit]:
    """What every page begins with: the atlas, and what the address holds.

    When another page was asked for within a fragment, the whole app is run instead, which goes there.
    """
    if "_go" in st.session_state:
        st.rerun()
    atlas = load_atlas()
    return atlas, current(atlas)
