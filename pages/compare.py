"""The compare page: two dates, events, works or authors side by side, on maps that move together; their differences as sentence, table, map and file."""

import html
from dataclasses import replace
from functools import partial

import streamlit as st

from geo import compare
from geo.atlas import Atlas
from geo.compare import BY, Comparison
from geo.errors import InputError
from geo.ui import comparing, mapbox, shell, state
from geo.ui.live import ears, long_piece, piece
from geo.wording import counted


@st.fragment
def main() -> None:
    """Draw the page."""
    atlas, visit = state.enter()
    try:
        by, a, b, notes = comparing.asked(atlas, visit)
    except InputError as error:
        by, a, b, notes = "date", *compare.usual(atlas, "date"), [str(error)]
    ears(lambda what, value: mapbox.act(atlas, what, value))
    shell.notes(replace(visit, notes=(*visit.notes, *notes)))
    shell.filter_row(atlas, visit, atlas.facets(visit.filters), compare.REPLACED[by])
    _choices(atlas, by, a, b)
    found = comparing.compared(atlas, visit, by, a, b)
    said = compare.sentence(found, atlas.known)
    st.html(f'<div id="summary" class="st-key-summary"><strong>{html.escape(said)}</strong></div>')
    with st.container(key="sides"):
        for cell, which in zip(st.columns(2), ("a", "b"), strict=True):
            with cell:
                _side(atlas, visit, found, which)
    piece(comparing.holders(atlas, found))
    _differences(atlas, visit, found)


def _choices(atlas: Atlas, by: str, a: str, b: str) -> None:
    """What is compared, and the two sides, to be chosen or typed."""
    known = compare.choices(atlas, by)
    what, one, swap, other = st.columns([3.2, 3, 0.6, 3], vertical_alignment="bottom")
    st.session_state["by"] = by
    what.radio("Compare", list(BY), format_func=BY.__getitem__, key="by", horizontal=True, on_change=lambda: _set(atlas, by=st.session_state["by"], a="", b=""))
    for cell, key, value in ((one, "a", a), (other, "b", b)):
        st.session_state[f"{by}-{key}"] = value
        label = "The one" if key == "a" else "The other"
        changed = partial(_chosen, atlas, by, key)
        if known:
            cell.selectbox(label, list(known), format_func=lambda value: known.get(value, value), key=f"{by}-{key}", on_change=changed)
        else:
            cell.text_input(f"{label} (day, month or year)", key=f"{by}-{key}", on_change=changed)
    swap.button("⇄", key="swap", help="Change the sides over", width="stretch", on_click=lambda: _set(atlas, a=b, b=a))


def _set(atlas: Atlas, **view: str) -> None:
    state.apply(state.filters_now(atlas), **view)


def _chosen(atlas: Atlas, by: str, key: str) -> None:
    """A side was chosen; what is no day is said and not taken."""
    value = str(st.session_state[f"{by}-{key}"] or "").strip()
    why = compare.fault(atlas, by, value) if value else ""
    if why:
        state.note(f"{value!r} was not taken: {why}")
    else:
        _set(atlas, **{key: value})


def _side(atlas: Atlas, visit: state.Visit, found: Comparison, which: str) -> None:
    piece(comparing.heading(found, which))
    side = getattr(found, which)
    mapbox.places_map(atlas, comparing.side_map(atlas, visit, side), key=f"map-{which}")
    piece(comparing.only(atlas, found, which, visit.view["names"]))


def _differences(atlas: Atlas, visit: state.Visit, found: Comparison) -> None:
    """The map of differences, the table, the files, and what changed on the ground."""
    frame = comparing.table(atlas, found)
    if frame.empty:
        piece('<p class="note">Neither side mentions a place, and nothing changed between them. Loosen the filters above.</p>')
        return
    left, right = st.columns(2)
    with left, st.container(key="differences"):
        piece('<h2 class="part">The differences on a map</h2>' + comparing.key_of_colours(atlas, found))
        mapbox.places_map(atlas, comparing.difference_map(atlas, visit, found), key="map-differences")
    with right:
        piece(f'<h2 class="part">The differences in a table</h2><p class="note">{counted(len(frame), "place")}. Click a heading to sort.</p>')
        st.dataframe(frame, hide_index=True, key="compared", height=470, alt="Places with their mentions on both sides and what changed on the ground")
        name = f"passage-atlas-{found.by}-{found.a.value}-{found.b.value}".replace(" ", "-").lower()[:90]
        for cell, form, mime in zip(st.columns(2), ("geojson", "csv"), ("application/geo+json", "text/csv"), strict=True):
            cell.download_button(
                f"Differences as {'GeoJSON' if form == 'geojson' else 'CSV'}",
                partial(compare.write, atlas, found, form),
                f"{name}.{form}",
                mime,
                key=f"save-{form}",
                width="stretch",
                on_click="ignore",
            )
    long_piece(comparing.ground(atlas, found), "ground")


shell.through_app()
main()
