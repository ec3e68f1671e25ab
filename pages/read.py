"""The reading page: a whole work with its places marked, and a small map that follows."""

import html

import streamlit as st

from geo.atlas import Atlas
from geo.filters import Filters
from geo.reading import Reading, cite, read
from geo.ui import cards, corrected, listing, mapbox, reviewing, shell, state
from geo.ui.live import ears, long_piece, piece

_PAGE = 80


@st.fragment
def main() -> None:
    """Draw the page."""
    atlas, visit = state.enter()
    asked = visit.view["doc"]
    document = asked if asked in atlas.works else _fullest(atlas, visit.filters)
    own = [int(number) for number in atlas.passages.loc[atlas.passages["document"] == document, "passage"]]
    goal = int(visit.view["passage"]) if visit.view["passage"].isdigit() and int(visit.view["passage"]) in own else own[0]
    start = own.index(goal) // _PAGE * _PAGE
    numbers = own[start : start + _PAGE]
    seen = st.session_state.get("_seen")
    here = int(seen) if seen in numbers else goal
    places = atlas.select(Filters(source=(document,)))
    readings = read(atlas, numbers, places)
    current = next(reading for reading in readings if reading.number == here)
    focus = [mark.place for mark in current.marks if mark.place and mark.role == "literal" and mark.layer not in ("countries", "regions")]
    whole = state.Visit(Filters(), visit.view, ())  # the work as it is, whatever is selected elsewhere
    drawn = mapbox.drawing(atlas, whole, places, focus=f"{' '.join(dict.fromkeys(focus))}#{here}" if focus else "")

    ears(
        lambda what, value: _act(atlas, numbers, what, value),
        follow=document,
        seek=f'[data-part="{goal}"]' if goal != own[0] else "",
        turn=f"{document} {start}",
    )
    shell.notes(visit)
    if asked and asked not in atlas.works:
        st.warning(f"In the address: doc {asked!r} is unknown; it is ignored", icon=":material/info:")
    st.session_state["doc"] = document
    st.selectbox("Work", list(atlas.works), format_func=lambda key: _called(atlas, key), key="doc", on_change=_chosen, args=(atlas,))
    left, right = st.columns([3, 2])
    with left:
        long_piece(_document(atlas, document, readings), "document")
        if len(own) > _PAGE:
            pages = -(-len(own) // _PAGE)
            st.pagination(pages, default=start // _PAGE + 1, key=f"part-{document}-{start}", on_change=lambda: _turned(atlas, own, document, start))
    with right, st.container(key="readmap"):
        mapbox.places_map(atlas, drawn, key="readmap-view")
        counted = f"{len(places.mentions):,} mentions of {places.places:,} places"
        piece(f'<p class="note">The places of this work, {counted}; those of the part that you are reading stand out.</p>')
    reviewing.offer(atlas)


def _fullest(atlas: Atlas, filters: Filters) -> str:
    """The work that holds most of the selected mentions, countries and regions aside; without any, the first."""
    mentions = atlas.select(filters).mentions
    counted = mentions.loc[~mentions["kind"].isin(("country", "region", "continent")), "document"].value_counts()
    return str(counted.index[0]) if len(counted) else next(iter(atlas.works))


def _called(atlas: Atlas, document: str) -> str:
    work = atlas.works[document]
    return (
        f"{work.authors or 'Author not named'}: {work.title} ({work.published[:4]})"
        if work.published
        else f"{work.authors or 'Author not named'}: {work.title}"
    )


def _document(atlas: Atlas, document: str, readings: list[Reading]) -> str:
    """The work as HTML: headings, passages with their places marked, and what was corrected in them."""
    work = atlas.works[document]
    below = corrected.of_passages(atlas, [reading.number for reading in readings])
    parts, heading = [f'<p class="about">{html.escape(cite(work))}{" Told here in our own words." if work.form == "digest" else ""}</p>'], ""
    for reading in readings:
        if reading.heading and reading.heading != heading:
            heading = reading.heading
            parts.append(f"<h2>{html.escape(heading)}</h2>")
        if reading.part == "heading" and reading.text == heading:
            continue
        where = f'<span class="where">{html.escape(reading.locator)}</span>' if reading.locator else ""
        review = cards.button("review", str(reading.number), "Review", "link review", "Say what the program got wrong here")
        parts.append(f'<p data-part="{reading.number}">{cards.marked(reading.text, reading.marks)}{where}{review}</p>{below.get(reading.number, "")}')
    return f'<div class="document">{"".join(parts)}</div>'


def _chosen(atlas: Atlas) -> None:
    st.session_state.pop("_seen", None)
    state.apply(state.filters_now(atlas), doc=st.session_state["doc"], passage="")


def _turned(atlas: Atlas, own: list[int], document: str, start: int) -> None:
    page = int(st.session_state[f"part-{document}-{start}"])
    state.apply(state.filters_now(atlas), doc=document, passage=str(own[(page - 1) * _PAGE]))


def _act(atlas: Atlas, numbers: list[int], what: str, value: str) -> None:
    if what == "seen":
        if value.isdigit() and int(value) in numbers:
            st.session_state["_seen"] = int(value)
        return
    if what in ("look", "only"):
        st.session_state["_go"] = ("map", {})
    listing.act(atlas, what, value)


shell.through_app()
main()
