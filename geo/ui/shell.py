"""What every page has: the head with the list of pages (each link keeps the selection), notes, the row of filters, the sentence."""

import html
from collections.abc import Collection, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from geo import settings
from geo.atlas import Atlas, Selection
from geo.filters import UNDATED, describe
from geo.model import CLOCKS, KINDS, ROLES
from geo.ui import look, state
from geo.ui.live import piece
from geo.wording import counted

_TITLES = {
    "map": "Map",
    "timeline": "Timeline",
    "places": "Places",
    "compare": "Compare",
    "read": "Read",
    "texts": "Your texts",
    "export": "Export",
    "about": "About",
}
_UNFILTERED = {"read", "texts", "about"}
WORDS = "smart village"
"""An example of words to look for, which finds something in the shipped corpus."""
_YEARS = {"told": "Years told of", "written": "Years written in", "valid": "Years that shapes were valid in"}


def pages() -> dict[str, Any]:
    """The pages by name, the first one at the address without a path."""
    return {name: st.Page(str(settings.ROOT / "pages" / f"{name}.py"), title=title, default=name == "map") for name, title in _TITLES.items()}


def started() -> None:
    """The app runs for this visit, and its pages with it."""
    st.session_state["_through_app"] = True


def through_app() -> None:
    """A page that is asked for before any other is run by itself, for Streamlit knows the folder `pages` and not yet the app: begin with the app then."""
    if "_through_app" not in st.session_state:
        st.navigation(list(pages().values()), position="hidden")
        st.rerun()


def head(pages: Mapping[str, Any], here: Any) -> None:
    """The name and the list of pages, on every page the same; a link keeps the selection, and opens without loading the app anew."""
    query = urlencode(state.query_now(), doseq=True)
    links = []
    for name, page in pages.items():
        address = html.escape((page.url_path or "./") + (f"?{query}" if query else ""))
        current = ' aria-current="page"' if page is here else ""
        links.append(f'<a href="{address}" data-do="page" data-value="{name}"{current}>{html.escape(page.title)}</a>')
    st.html(look.sheet())
    filtered = not any(pages[name] is here for name in _UNFILTERED)
    fold = '<button type="button" class="chip fold" data-do="fold" data-value="filters-open" aria-expanded="false">Filters</button>'
    piece(f'<header class="head"><h1>Passage <span>Atlas</span></h1><nav aria-label="Pages">{"".join(links)}</nav>{fold if filtered else ""}</header>')


def notes(visit: state.Visit) -> None:
    """What in the address was ignored, and what else has to be said; always one element, so that nothing below is mounted anew."""
    with st.container(key="notes"):
        for text in visit.notes:
            st.warning(f"In the address: {text}", icon=":material/info:")
        for text in state.said():
            st.warning(text, icon=":material/info:")


def filter_row(atlas: Atlas, visit: state.Visit, facets: Mapping[str, Mapping[str, int]], fixed: Collection[str] = ()) -> None:
    """The row of filters. Every choice says how many mentions it would leave. On a phone it is folded away. `fixed` ones are chosen elsewhere on the page."""
    with st.container(key="filters"):
        years, event, place, words, more, reset = st.columns([2.6, 2.3, 2.2, 1.7, 1.0, 0.9], vertical_alignment="bottom")
        low, high = atlas.years_of(visit.filters.clock)
        said = "Years: chosen below" if "from" in fixed else _YEARS[visit.filters.clock]
        years.slider(said, low, max(high, low + 1), key="years", on_change=state.changed, args=(atlas, "years"), disabled="from" in fixed)
        _event_box(event, atlas, visit, facets["event"], disabled="event" in fixed)
        _place_box(place, atlas, visit, facets["place"])
        words.text_input("Words", key="q", placeholder=WORDS, on_change=state.changed, args=(atlas, "q"))
        folded = more.popover("More filters", width="stretch", on_change="rerun", key="more")
        if folded.open:  # what is not seen is not sent: the page answers sooner
            with folded:
                _more(atlas, visit, facets, fixed)
        reset.button("Show all", on_click=state.clear, key="clear", width="stretch", help="Clear every filter")


def _event_box(cell: Any, atlas: Atlas, visit: state.Visit, left: Mapping[str, int], *, disabled: bool) -> None:
    """Events under their periods; a period selects all its events."""
    labels = {"": "All events"}
    periods: dict[str, list[str]] = {}
    for row in atlas.events.itertuples():
        if row.event in left or row.event in visit.filters.event:
            periods.setdefault(row.period, []).append(str(row.event))
    for period, events in periods.items():
        if len(events) > 1:
            labels[" ".join(events)] = f"{period}: all {len(events)} events"
        labels |= {key: f"{atlas.known.events[key]} ({left.get(key, 0):,})" for key in events}
    now = state.one_event(visit.filters)
    if now not in labels:
        labels[now] = ", ".join(atlas.known.events[key] for key in visit.filters.event)
    plain = {key: label.rsplit(" (", 1)[0] if key in atlas.known.events else label for key, label in labels.items()}

    def picked() -> None:
        value = st.session_state["event"] or ""
        if value not in labels:  # a label with an old count
            value = next(iter(state.plain([value], plain)), "")
        st.session_state["event"] = value
        state.changed(atlas, "event")

    said = "Event: chosen below" if disabled else "Event"
    cell.selectbox(said, list(labels), format_func=lambda key: labels.get(key, key), key="event", on_change=picked, disabled=disabled)


def _place_box(cell: Any, atlas: Atlas, visit: state.Visit, left: Mapping[str, int]) -> None:
    """Places by every name they have; what is typed otherwise is looked up in the whole gazetteer."""
    labels = atlas.gazetteer.choices([*left, *(key for key in visit.filters.place if key not in left)])
    cell.multiselect(
        "Place",
        list(labels),
        format_func=lambda key: labels.get(key, key),
        key="place",
        placeholder="Any spelling or script",
        accept_new_options=True,
        select_all=False,
        filter_mode="contains",
        on_change=state.changed,
        args=(atlas, "place", labels),
    )


def _more(atlas: Atlas, visit: state.Visit, facets: Mapping[str, Mapping[str, int]], fixed: Collection[str]) -> None:
    """Kinds, works, roles, days, and what states no time."""
    labels: dict[str, Mapping[str, str]] = {
        "kind": {kind: label for kind, (label, _) in KINDS.items()},
        "source": dict(atlas.known.sources),
        "role": ROLES,
    }
    for key, title in (("kind", "Kind of place"), ("source", "Work"), ("role", "Role of the name")):
        left = facets[key]
        st.multiselect(
            title,
            [*left, *(value for value in getattr(visit.filters, key) if value not in left)],
            format_func=partial(_choice, labels[key], left),
            key=key,
            placeholder="All",
            select_all=False,
            on_change=state.changed,
            args=(atlas, key, labels[key]),
            disabled=key in fixed,
        )
    first, last = st.columns(2)
    timed = "from" in fixed
    first.text_input("From (year, month or day)", key="from", placeholder="1992-02-26", on_change=state.changed, args=(atlas, "from"), disabled=timed)
    last.text_input("To", key="to", placeholder="1994-05", on_change=state.changed, args=(atlas, "to"), disabled=timed)
    clock, on = st.columns(2)
    clock.selectbox("The time is", list(CLOCKS), format_func=CLOCKS.__getitem__, key="clock", on_change=state.changed, args=(atlas, "clock"))
    on.text_input("Shapes as of (day)", key="on", placeholder="1994-05-12", on_change=state.changed, args=(atlas, "on"), disabled="on" in fixed)
    undated = atlas.select(visit.filters).undated
    rest = "passages that state none" if visit.filters.clock == "told" else UNDATED[visit.filters.clock]
    st.checkbox(f"With a time set, also {rest}: undated ({undated:,})", key="undated", on_change=state.changed, args=(atlas, "undated"))


def _choice(labels: Mapping[str, str], left: Mapping[str, int], value: str) -> str:
    return f"{labels.get(value, value)} ({left.get(value, 0):,})"


def summary(atlas: Atlas, selection: Selection) -> None:
    """The sentence that says the selection, and its counts."""
    sentence = html.escape(describe(selection.filters, atlas.known))
    st.html(f'<div id="summary" class="st-key-summary"><strong>{sentence}</strong> <span class="counts">{_counts(selection)}</span></div>')


def _counts(selection: Selection) -> str:
    places, passages = selection.places, len(selection.passages)
    undated = f'<span title="Mentions to which the passage states no time">undated ({selection.undated:,})</span>'
    return f"{counted(places, 'place')} in {counted(passages, 'passage')} · {undated}"
