"""The timeline page: mentions by year or month, stacked by layer, and events as bars; choosing a bar or a span sets the filter."""

from datetime import UTC, date, datetime

import streamlit as st

from geo import timeline
from geo.atlas import Atlas
from geo.ui import cards, charts, corrected, legend, listing, mapbox, player, reviewing, shell, state
from geo.ui.live import ears, long_piece, piece

_SHOWN = 6
_HEADINGS = {
    "told": "Mentions by the time that their passages tell of",
    "written": "Mentions by the time when their work was published",
    "valid": "Mentions by the time when a shape of their place was valid",
}


@st.fragment
def main() -> None:
    """Draw the page."""
    atlas, visit = state.enter()
    selection = atlas.select(visit.filters)
    everytime = atlas.select(visit.filters.without("from", "to", "undated"))
    unit = visit.view["unit"]
    counts = timeline.counts(atlas, everytime, unit)
    anyevent = atlas.select(visit.filters.without("event"))
    span = _span(atlas, visit)
    happened = atlas.years if visit.filters.clock == "written" else span
    ears(lambda what, value: _act(atlas, what, value))
    shell.notes(visit)
    facets = atlas.facets(visit.filters)
    shell.filter_row(atlas, visit, facets)
    shell.summary(atlas, selection)
    piece(
        f'<div class="player"><strong>{_HEADINGS[visit.filters.clock]}</strong>'
        + player.units(unit)
        + f'<span class="clocks" role="group" aria-label="What the time means">{player.clocks(visit.filters.clock)}</span>'
        + f'<span class="note">Click a bar for its time, drag over several for a span, or click an event. Shown: {span[0]}–{span[1]}.</span></div>'
    )
    if counts.empty:
        piece(listing.why_empty(atlas, visit.filters, selection) if selection.mentions.empty else '<p class="note">Nothing here has a time by this clock.</p>')
    else:
        piece(legend.legend(visit.filters, facets["kind"], note=False))
        with st.container(key="bars"):
            key = _bars_key(visit)
            st.altair_chart(
                charts.mentions(counts, visit.filters, unit, span),
                key=key,
                on_select=lambda: _chosen_time(atlas, unit, key),
                selection_mode=["pick", "span"],
                alt=f"{_HEADINGS[visit.filters.clock]}, stacked by layer",
            )
        st.altair_chart(
            charts.events(timeline.events(atlas, anyevent, happened[1] - happened[0] + 1), visit.filters, happened),
            key="happenings",
            on_select=lambda: _chosen_event(atlas),
            selection_mode=["happening"],
            alt="Events as bars, by the days of the catalogue",
        )
    numbers = atlas.ordered(selection, visit.view["order"])
    on = f"The first {_SHOWN} of {len(numbers):,} passages, in the order chosen on the map." if len(numbers) > _SHOWN else ""
    if numbers:
        here = numbers[:_SHOWN]
        shown = cards.passage_cards(atlas, selection, here, frozenset(st.session_state.get("_opened", ())), corrected.of_passages(atlas, here))
        more = f'<p class="note">{on} {cards.button("page", "map", "See them on the map")}</p>'
        long_piece(f'<div class="two">{shown}</div>{more}', "cards")
    reviewing.offer(atlas)


def _span(atlas: Atlas, visit: state.Visit) -> tuple[int, int]:
    """First and last year that the charts show: all, or by month the selected ones, at most the last ten."""
    low, high = atlas.years_of(visit.filters.clock)
    if visit.view["unit"] == "year":
        return low, high
    filters = visit.filters
    first, last = (filters.first_day.year if filters.first_day else low), (filters.last_day.year if filters.last_day else high)
    return max(first, last - 9), last


def _bars_key(visit: state.Visit) -> str:
    """Another one, which makes the chart anew without the span drawn on it, once another time than that span is selected."""
    number, drawn = st.session_state.get("_bars", (0, None))
    if drawn not in (None, (visit.filters.first, visit.filters.last)):
        number, drawn = number + 1, None
    st.session_state["_bars"] = (number, drawn)
    return f"bars-{number}"


def _chosen_time(atlas: Atlas, unit: str, key: str) -> None:
    """A bar or a span of the chart was chosen."""
    chosen = st.session_state[key]["selection"]
    filters = state.filters_now(atlas)
    if chosen.get("span"):
        first, last = (_day(value) for value in next(iter(chosen["span"].values())))
        length = 4 if unit == "year" else 7
        drawn = (first.isoformat()[:length], last.isoformat()[:length])
        st.session_state["_bars"] = (st.session_state["_bars"][0], drawn)
        state.set_time(filters, *drawn)
    elif chosen.get("pick"):
        period = str(chosen["pick"][0]["period"])
        state.set_time(filters, period, period)


def _day(milliseconds: float) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).date()


def _chosen_event(atlas: Atlas) -> None:
    chosen = st.session_state["happenings"]["selection"].get("happening")
    if chosen:
        mapbox.act(atlas, "event", str(chosen[0]["event"]))


def _act(atlas: Atlas, what: str, value: str) -> None:
    if what == "layer":
        state.apply(legend.switched(state.filters_now(atlas), value))
    elif what in player.ACTS:
        player.act(atlas, what, value)
    else:
        if what in ("look", "only"):
            st.session_state["_go"] = ("map", {})
        listing.act(atlas, what, value)


shell.through_app()
main()
