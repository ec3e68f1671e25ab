"""The places page: a table of every selected place to sort and search, and the names that need a person's decision first."""

import pandas as pd
import streamlit as st

from geo.atlas import Atlas
from geo.ui import cards, corrected, listing, mapbox, reviewing, shell, state, tables, usage
from geo.ui.live import ears, long_piece, piece
from geo.wording import counted


@st.fragment
def main() -> None:
    """Draw the page."""
    atlas, visit = state.enter()
    selection = atlas.select(visit.filters)
    ears(lambda what, value: _act(atlas, what, value))
    shell.notes(visit)
    shell.filter_row(atlas, visit, atlas.facets(visit.filters))
    shell.summary(atlas, selection)
    find = st.text_input("Find a place in the table, in any spelling or script", key="find", placeholder="Şuşa, Шуша, Շուշի, Shushi ...")
    table = tables.places(atlas, selection, find)
    if table.empty:
        piece(listing.why_empty(atlas, visit.filters, selection) if selection.mentions.empty else '<p class="note">No selected place is written so.</p>')
    else:
        picked = _table(table)
        if picked:
            piece(listing.place_head(atlas, visit, picked) + f"<p>{cards.button('only', picked, 'Its passages on the map')}</p>")
            long_piece(usage.section(atlas, visit, picked), "usage")
    reviewing.waiting(atlas, opened=selection.mentions.empty)
    corrected.overview(atlas)
    reviewing.offer(atlas)


def _table(table: pd.DataFrame) -> str:
    """Show the table; the id of the row that was picked, or nothing."""
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    most = max(int(table["mentions"].max()), 1)
    answer = st.dataframe(
        table,
        key="table",
        hide_index=True,
        height=520,
        on_select="rerun",
        selection_mode="single-row",
        column_order=["name", "names", "kind", "mentions", "passages", "works", "told", "by_work", "precision", "km", "source", "link"],
        column_config={
            "name": text("Name", pinned=True, width="medium"),
            "names": text("Other names", width="medium"),
            "kind": text("Kind"),
            "mentions": st.column_config.ProgressColumn("Mentions", format="%d", min_value=0, max_value=most, color="primary"),
            "passages": number("Passages"),
            "works": number("Works"),
            "told": text("Told of"),
            "by_work": text("Mentions by work", width="large"),
            "precision": text("Precision"),
            "km": number("± km", format="%.3g"),
            "source": text("Source of the location", width="medium"),
            "link": st.column_config.LinkColumn("Link", display_text="map"),
        },
        alt="Places of the selection with their names, kind, mentions and precision",
    )
    rows = answer["selection"]["rows"]
    st.caption(f"{counted(len(table), 'place')}. Click a heading to sort; tick a row for its names and passages.")
    return str(table["place_id"].iloc[rows[0]]) if rows and rows[0] < len(table) else ""


def _act(atlas: Atlas, what: str, value: str) -> None:
    if what in ("look", "only"):
        st.session_state["_go"] = ("map", {})
    mapbox.act(atlas, what, value)


shell.through_app()
main()
