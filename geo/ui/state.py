"""The state of a visit: the atlas, the filters, and the address bar that always holds them.

The address is the state. Widgets start from it; a widget's callback writes it; a link, a reload or the back button
changes it, and the widgets follow.
"""

from typing import Any

import streamlit as st

from geo import build, gazetteer, settings, store
from geo.atlas import Atlas
from geo.filters import Filters, from_query, to_query

_SEEN = "_address"


@st.cache_resource(show_spinner="Opening the atlas ...")
def load_atlas() -> Atlas:
    """The atlas, made first when there is none or when the shipped texts have changed since."""
    path = settings.atlas_file
    if not store.exists(path) or not build.is_current(path):
        build.build(None, path)
    return store.read(path, gazetteer.load())


def _address() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def current(atlas: Atlas) -> tuple[Filters, list[str]]:
    """The filters that the address holds, and notes on what in it was ignored; the widgets are set to match."""
    address = _address()
    filters, notes = from_query(address, atlas.known)
    if st.session_state.get(_SEEN) != address:
        _set_widgets(atlas, filters)
        st.session_state[_SEEN] = address
    return filters, notes


def _set_widgets(atlas: Atlas, filters: Filters) -> None:
    low, high = atlas.years
    first = filters.first_day.year if filters.first_day else low
    last = filters.last_day.year if filters.last_day else high
    st.session_state["years"] = (min(max(first, low), high), min(max(last, low), high))
    st.session_state["event"] = filters.event[0] if filters.event else ""
    for key in ("kind", "source", "role"):
        st.session_state[key] = list(getattr(filters, key))
    st.session_state["q"], st.session_state["undated"] = filters.q, filters.undated


def apply(filters: Filters) -> None:
    """Make these the filters: write them into the address, where the next run finds them."""
    query = to_query(filters)
    others = {key: value for key, value in _address().items() if key not in ("from", "to", "event", "kind", "source", "place", "role", "q", "undated")}
    st.query_params.from_dict({**others, **query})
    st.session_state[_SEEN] = _address()


def changed(atlas: Atlas, key: str) -> None:
    """Callback of a widget: carry its value over into the filters and the address."""
    filters, _ = from_query(_address(), atlas.known)
    values: dict[str, Any] = {name: getattr(filters, name) for name in Filters.__slots__}
    if key == "years":
        first, last = st.session_state["years"]
        low, high = atlas.years
        values["first"], values["last"] = (str(first) if first > low else ""), (str(last) if last < high else "")
    elif key == "event":
        values["event"] = (st.session_state["event"],) if st.session_state["event"] else ()
    elif key == "undated":
        values["undated"] = bool(st.session_state["undated"])
    elif key == "q":
        values["q"] = " ".join(st.session_state["q"].split())
    else:
        values[key] = tuple(st.session_state[key]) or getattr(Filters(), key)
    apply(Filters(**values))


def choose_place(atlas: Atlas, place: str) -> None:
    """Narrow the filters to a place, or with an empty id widen them to all."""
    filters, _ = from_query(_address(), atlas.known)
    values: dict[str, Any] = {name: getattr(filters, name) for name in Filters.__slots__}
    values["place"] = (place,) if place else ()
    apply(Filters(**values))


def clear(atlas: Atlas) -> None:
    """Back to everything."""
    apply(Filters())
    _set_widgets(atlas, Filters())
