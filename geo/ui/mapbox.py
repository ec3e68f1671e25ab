"""The map as a widget of a page, and what clicks on places, mentions and chips do to the selection."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo import mapview, settings
from geo.atlas import Atlas, Selection
from geo.drawing import drawn_places
from geo.filters import Filters, stamp
from geo.sketch import drawn_shape
from geo.ui import assets, control, corrected, look, state


def drawing(atlas: Atlas, visit: state.Visit, selection: Selection, *, focus: str | None = None) -> dict[str, Any]:
    """What the map is to draw of a selection; `focus` (see `mapview.drawing_of`) is what was last wished for unless it is given."""
    wish = state.wished() if focus is None else focus
    looked = wish.split("#", 1)[0]
    filters = visit.filters
    return mapview.drawing_of(
        atlas.gazetteer,
        drawn_places(atlas, selection, (*filters.place, looked)),
        chosen=frozenset(filters.place) | ({looked} if looked else set()),
        only=bool(filters.place),
        language=visit.view["names"],
        focus=wish or (f"{filters.place[-1]}#link" if filters.place else ""),
        stamp=stamp(filters),
        tiles=(settings.tiles_url, settings.tiles_attribution) if visit.view["tiles"] == "1" and settings.tiles_url else None,
        served=len(atlas.gazetteer.shapes) - atlas.gazetteer.added_shapes,
        held=control.areas(atlas, filters.on),
        days=filters.shape_days,
    )


def places_map(atlas: Atlas, drawn: dict[str, Any], *, key: str = "map") -> None:
    """The map with what is drawn on it; a click on a place narrows the selection to it."""
    st_folium(
        _base(),
        key=key,
        height=560,
        use_container_width=True,
        feature_group_to_add=mapview.places_group(drawn),
        returned_objects=["last_active_drawing"],  # with anything that is not empty at first, the page would run twice on opening
        on_change=lambda: _clicked(atlas, key),
        render=False,
    )


def sketch_map(drawn: dict[str, Any], *, key: str, on_point: Callable[[float, float], None], on_shape: Callable[[str], None]) -> None:
    """A small map on which a new place is shown: `on_point` gets the latitude and longitude of a click, `on_shape` what was drawn, as WKT (empty: no more)."""

    def changed() -> None:
        answer, before = st.session_state.get(key) or {}, st.session_state.get(f"_before_{key}") or {}
        st.session_state[f"_before_{key}"] = dict(answer)
        at, shapes = answer.get("last_clicked"), answer.get("all_drawings") or []
        if shapes != (before.get("all_drawings") or []):
            on_shape(drawn_shape(shapes))
        elif at and at != before.get("last_clicked"):
            on_point(float(at["lat"]), float(at["lng"]))

    st_folium(
        _base(sketch=True),
        key=key,
        height=320,
        use_container_width=True,
        feature_group_to_add=mapview.places_group(drawn),
        returned_objects=["last_clicked", "all_drawings"],
        on_change=changed,
        render=False,
    )


def _base(*, sketch: bool = False) -> Any:
    """The base map of this visit: made once, for making it takes longer than everything else here."""
    name = f"_base_{look.is_dark()}_{sketch}"
    if name not in st.session_state:
        tools = assets.SKETCH if sketch else ""
        st.session_state[name] = mapview.base_map(assets.LEAFLET, assets.CODE, assets.BASEMAP, assets.SHAPES, dark=look.is_dark(), sketch=tools)
    return mapview.bare(st.session_state[name])


def _clicked(atlas: Atlas, key: str) -> None:
    """A place was clicked: narrow the selection to it; the same click counts once."""
    answer = st.session_state.get(key) or {}
    clicked = (answer.get("last_active_drawing") or {}).get("properties") or {}
    if clicked.get("place_id") and clicked.get("click") != st.session_state.get(f"_click_{key}"):
        st.session_state[f"_click_{key}"] = clicked.get("click")
        st.session_state["_wish"] = ""
        state.choose_place(atlas, str(clicked["place_id"]))


def act(atlas: Atlas, what: str, value: str) -> None:
    """What a click on a mention, a chip or a button of a card does."""
    filters = state.filters_now(atlas)
    changed = _changed(filters, what, value)
    if changed is not None:
        state.apply(changed)
    elif what == "look":
        state.wish(value)
    elif what == "words":
        state.apply(filters, words=value)
    elif what == "on":
        state.set_on(filters, value)
    elif what == "clear":
        state.clear()
    elif what == "around" and value.isdigit():
        opened = set(st.session_state.get("_opened", ()))
        st.session_state["_opened"] = opened ^ {int(value)}
    elif what == "review" and value.isdigit():
        st.session_state["_review"] = int(value)
    elif what == "takeback":
        corrected.take_back(atlas, value)
    elif what == "read":
        document, _, passage = value.rpartition("/")
        st.session_state["_go"] = ("read", {"doc": document, "passage": passage})


def _changed(filters: Filters, what: str, value: str) -> Filters | None:
    """The filters as a click changes them; None when it changes none."""
    if what == "only":
        return replace(filters, place=(value,))
    if what == "all":
        return replace(filters, place=tuple(place for place in filters.place if place != value))
    if what == "time":
        first, _, last = value.partition("/")
        return replace(filters, first=first, last=last, clock="told")
    if what == "event":
        return replace(filters, event=(value,))
    if what == "free":
        return filters.without(*value.split(" "))
    if what == "undated":
        return replace(filters, undated=True)
    return None
