"""The map page: places drawn by kind, filtered by years and event; choose one and its passages stand beside it."""

import html
from collections.abc import Mapping
from functools import partial

import streamlit as st
from streamlit_folium import st_folium

from geo import mapview
from geo.atlas import Atlas, Selection
from geo.filters import Filters, describe
from geo.layers import place_layers
from geo.model import KINDS, LAYERS, ROLES
from geo.ui import assets, cards, state

_PAGE = 20
_STYLE = """<style>
.block-container { padding: 1rem 1.4rem 2rem; max-width: 1700px; }
header[data-testid="stHeader"] { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; font-size: 0.82rem; margin: 0.2rem 0; }
.legend i { display: inline-block; width: 0.75em; height: 0.75em; border-radius: 50%; margin-right: 0.35em; }
.title { font-size: 1.25rem; font-weight: 650; margin: 0; }
iframe { border-radius: 10px; }
</style>"""


def main() -> None:
    """Draw the page."""
    atlas = state.load_atlas()
    filters, notes = state.current(atlas)
    dark = st.context.theme.type == "dark"
    st.html(_STYLE + cards.style(dark))
    low, high = atlas.years
    head, years, event, reset = st.columns([1.2, 3, 3, 1], vertical_alignment="bottom")
    head.html('<h1 class="title">Passage Atlas</h1>')
    years.slider("Years told of", low, high, key="years", on_change=state.changed, args=(atlas, "years"))
    names, left = {"": "All events", **atlas.known.events}, atlas.choices(filters, "event")
    event.selectbox(
        "Event",
        ["", *(key for key in atlas.known.events if key in left or key in filters.event)],
        format_func=lambda key: names[key] + (f" ({left.get(key, 0):,})" if key else ""),
        key="event",
        on_change=state.changed,
        args=(atlas, "event"),
    )
    reset.button("Show all", on_click=state.clear, args=(atlas,), key="clear", width="stretch")
    _more_filters(atlas, filters)
    for note in notes:
        st.warning(f"In the address: {note}", icon=":material/info:")
    selection = atlas.select(filters)
    everywhere = atlas.select(filters.without("place"))
    layers = place_layers(atlas, everywhere)
    st.html(f'<div id="summary" class="st-key-summary"><strong>{html.escape(describe(filters, atlas.known))}</strong> {_counts(selection)}</div>')
    beside_left, beside_right = st.columns([3, 2])
    with beside_left:
        group = mapview.places_group(layers, chosen=frozenset(filters.place), dark=dark)
        st_folium(
            mapview.base_map(assets.LEAFLET, assets.BASEMAP, dark=dark),
            key="map",
            height=620,
            use_container_width=True,
            feature_group_to_add=group,
            returned_objects=["last_active_drawing", "last_object_clicked_count"],
            on_change=_clicked,
        )
        colours = mapview.DARK_COLOURS if dark else mapview.COLOURS
        st.html('<div class="legend">' + "".join(f'<span><i style="background:{colours[layer]}"></i>{LAYERS[layer]}</span>' for layer in layers) + "</div>")
    with beside_right, st.container(key="passages"):
        _passages(atlas, selection)


def _more_filters(atlas: Atlas, filters: Filters) -> None:
    """Kinds, works, roles, words; each choice says how many mentions it would leave. Folded away until it is asked for."""
    labels: dict[str, Mapping[str, str]] = {
        "kind": {kind: label for kind, (label, _) in KINDS.items()},
        "source": dict(atlas.known.sources),
        "role": ROLES,
    }
    with st.expander("More filters", icon=":material/tune:"):
        cells = dict(zip(("kind", "source", "role", "q"), st.columns(4), strict=True))
        for key, title in (("kind", "Kind of place"), ("source", "Work"), ("role", "Role of the name")):
            left = atlas.choices(filters, key)
            cells[key].multiselect(
                title,
                [*left, *(value for value in getattr(filters, key) if value not in left)],
                format_func=partial(_choice, labels[key], left),
                key=key,
                placeholder="All" if key != "role" else "The place itself",
                on_change=state.changed,
                args=(atlas, key),
            )
        cells["q"].text_input("Words in the passage", key="q", placeholder='mines, "smart village" ...', on_change=state.changed, args=(atlas, "q"))
        undated = atlas.select(filters).undated
        st.checkbox(f"With a time set, also passages that state none ({undated:,} mentions)", key="undated", on_change=state.changed, args=(atlas, "undated"))


def _choice(labels: Mapping[str, str], left: Mapping[str, int], value: str) -> str:
    return f"{labels[value]} ({left.get(value, 0):,})"


def _counts(selection: Selection) -> str:
    places, passages = selection.places, len(selection.passages)
    return f"{places:,} place{'s' * (places != 1)} in {passages:,} passage{'s' * (passages != 1)} · undated ({selection.undated:,})"


def _clicked() -> None:
    """A place was clicked: narrow the selection to it; the same click counts once."""
    answer = st.session_state.get("map") or {}
    count = answer.get("last_object_clicked_count")
    place = ((answer.get("last_active_drawing") or {}).get("properties") or {}).get("place_id")
    if place and count != st.session_state.get("_clicks"):
        st.session_state["_clicks"] = count
        state.choose_place(state.load_atlas(), place)


def _passages(atlas: Atlas, selection: Selection) -> None:
    """The passages of the selection, or of the chosen place, a page at a time."""
    numbers = atlas.by_time(selection)
    if selection.filters.place:
        chosen = atlas.gazetteer.places[selection.filters.place[0]]
        title, back = st.columns([3, 1], vertical_alignment="center")
        title.markdown(f"**{chosen.name}** · {KINDS[chosen.kind][0].lower()}")
        back.button("All places", on_click=state.choose_place, args=(atlas, ""), key="all-places", width="stretch")
    if not numbers:
        st.info("No passage fits. Widen the years, or show all.")
        return
    pages = -(-len(numbers) // _PAGE)
    page = st.pagination(pages, key="page") if pages > 1 and hasattr(st, "pagination") else 1
    for card in cards.passage_cards(atlas, selection, numbers[(page - 1) * _PAGE : page * _PAGE]):
        st.html(card)


main()
