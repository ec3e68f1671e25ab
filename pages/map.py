"""The map page: places drawn by kind, with the passages that name them beside; filtered, searched and played through time."""

import zlib

import streamlit as st

from geo.atlas import Atlas
from geo.ui import cards, control, corrected, legend, listing, mapbox, player, reviewing, shell, state
from geo.ui.live import ears, long_piece, piece

_PAGE = 10


@st.fragment
def main() -> None:
    """Work everything out first and then draw it at one go, so that the browser shows it at one go too.

    A fragment: a change within it does not draw the head anew.
    """
    atlas, visit = state.enter()
    filters = visit.filters
    facets = atlas.facets(filters)
    selection = atlas.select(filters)
    drawn = mapbox.drawing(atlas, visit, atlas.select(filters.without("place")) if filters.place else selection)
    strip, tick = player.player(atlas, visit, atlas.select(filters.without("from", "to", "undated")) if filters.has_time else selection)
    below = strip + control.chosen_day(atlas, filters) + legend.legend(filters, facets["kind"])
    numbers = atlas.ordered(selection, visit.view["order"])
    pages = max(-(-len(numbers) // _PAGE), 1)
    turn = str(zlib.crc32(str(sorted(state.query_now().items())).encode()))  # another selection begins at its first page
    listed, page = st.session_state.get("_page", (turn, 1))
    page = min(page, pages) if listed == turn else 1
    st.session_state["_page"] = (turn, page)
    opened = frozenset(st.session_state.get("_opened", ()))
    here = numbers[(page - 1) * _PAGE : page * _PAGE]
    shown = cards.passage_cards(atlas, selection, here, opened, corrected.of_passages(atlas, here))
    beside = listing.switches(visit) + listing.above(atlas, visit, selection) + shown + listing.pager(turn, page, pages)

    above = st.container()
    left, right = st.columns([3, 2])
    with left, st.container(key="mapside", gap="small"):
        mapbox.places_map(atlas, drawn)
        piece(below)
    with right, st.container(key="passages"):
        long_piece(beside, "cards")
    ears(lambda what, value: _act(atlas, what, value), tick=tick, turn=f"{turn} {page}")
    with above:  # last, for what a reader waits for comes first
        shell.notes(visit)
        shell.filter_row(atlas, visit, facets)
        shell.summary(atlas, selection)
    reviewing.offer(atlas)


def _act(atlas: Atlas, what: str, value: str) -> None:
    """What a click beside or below the map does."""
    if what == "layer":
        state.apply(legend.switched(state.filters_now(atlas), value))
    elif what == "turn":
        turn, _, page = value.partition("/")
        st.session_state["_page"] = (turn, int(page))
    elif what in player.ACTS:
        player.act(atlas, what, value)
    else:
        listing.act(atlas, what, value)


shell.through_app()
main()
