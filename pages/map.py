"""The map page: places drawn by kind, with the passages that name them beside; filtered, searched and played through time."""

import html
import zlib

import streamlit as st

from geo import reading, settings
from geo.atlas import ORDERS, Atlas, Selection
from geo.filters import Filters
from geo.mapview import NAME_LANGUAGES
from geo.model import KINDS
from geo.ui import cards, legend, mapbox, player, shell, state
from geo.ui.live import live

_PAGE = 20
_STORIES = (
    ("Where the First Karabakh War was fought, 1992–1994", {"event": "first-karabakh-war", "from": "1992", "to": "1994"}),
    ("The 44 days of 2020", {"event": "second-karabakh-war"}),
    ("What is said of Khojaly, 1992", {"event": "khojaly-1992"}),
    ("The Lachin corridor", {"place": "lachin-corridor"}),
    ("Corridors, roads and railways after the war", {"kind": ["corridor", "road", "railway"], "from": "2020-11"}),
    ("Military bases and airports", {"kind": ["base", "airport"]}),
)


def main() -> None:
    """Draw the page."""
    atlas = state.load_atlas()
    visit = state.current(atlas)
    shell.notes(visit)
    shell.filter_row(atlas, visit)
    selection = atlas.select(visit.filters)
    shell.summary(atlas, selection)
    beside_left, beside_right = st.columns([3, 2])
    with beside_left, st.container(key="mapside", gap="small"):
        everywhere = selection if not visit.filters.place else atlas.select(visit.filters.without("place"))
        mapbox.places_map(atlas, visit, everywhere)
        everytime = selection if not visit.filters.has_time else atlas.select(visit.filters.without("from", "to", "undated"))
        player.player(atlas, visit, everytime)
        legend.legend(atlas, visit.filters)
    with beside_right:
        _listing(atlas, visit, selection)


def _listing(atlas: Atlas, visit: state.Visit, selection: Selection) -> None:
    """The passages of the selection, a page at a time, and how they and the names are shown."""
    numbers = atlas.ordered(selection, visit.view["order"])
    pages = max(-(-len(numbers) // _PAGE), 1)
    with st.container(key="listhead", horizontal=True, vertical_alignment="center", gap="small"):
        st.selectbox("Order", list(ORDERS), format_func=ORDERS.get, key="order", label_visibility="collapsed", on_change=state.viewed, args=(atlas, "order"), width=150)
        st.selectbox(
            "Names on the map", list(NAME_LANGUAGES), format_func=NAME_LANGUAGES.get, key="names", label_visibility="collapsed",
            on_change=state.viewed, args=(atlas, "names"), width=190,
        )  # fmt: skip
        if settings.tiles_url:
            st.toggle("Online map", key="tiles", on_change=state.viewed, args=(atlas, "tiles"), help=f"Off: nothing leaves this machine. On: your browser asks {settings.tiles_url}")
    turn = str(zlib.crc32(str(sorted(state.query_now().items())).encode()))  # another selection begins at its first page
    room = st.container(key="passages")
    page = st.pagination(pages, key=f"page-{turn}") if pages > 1 else 1
    opened = frozenset(st.session_state.get("_opened", ()))
    shown = cards.passage_cards(atlas, selection, numbers[(page - 1) * _PAGE : page * _PAGE], opened)
    with room:
        live(_before(atlas, visit, selection) + shown, "cards", lambda what, value: _act(atlas, what, value), turn=f"{turn} {page}")


def _before(atlas: Atlas, visit: state.Visit, selection: Selection) -> str:
    """What stands above the passages: a start for the newcomer, the chosen places, or why nothing is there."""
    parts = [_place_head(atlas, visit, place) for place in visit.filters.place]
    parts += [_looked_at(atlas, visit, selection)]
    if visit.filters == Filters():
        parts.insert(0, _intro(atlas, selection))
    elif selection.mentions.empty:
        parts.append(_why_empty(atlas, visit.filters, selection))
    return "".join(parts)


def _intro(atlas: Atlas, selection: Selection) -> str:
    low, high = atlas.years
    stories = "".join(cards.button("story", str(at), title) for at, (title, query) in enumerate(_STORIES) if _fits(atlas, query))
    return (
        f'<section class="intro"><h2>Where {len(atlas.documents)} works place what happened</h2><p>{selection.places:,} places, {len(selection.passages):,} passages, '
        f"{low}–{high}. <strong>Click a place</strong> for its passages, choose years or an event above, or press ▶ under the map. Every passage is its author’s statement.</p>"
        f'<div class="chips">{stories}</div></section>'
    )


def _fits(atlas: Atlas, query: dict[str, str | list[str]]) -> bool:
    """Whether a story finds something in this atlas."""
    filters, notes = state.from_query(query, atlas.known)
    return not notes and not atlas.select(filters).mentions.empty


def _place_head(atlas: Atlas, visit: state.Visit, key: str) -> str:
    """A chosen place: its names in each language, and how each work writes it."""
    place = atlas.gazetteer.places[key]
    called = dict.fromkeys((name.language, name.text) for name in atlas.gazetteer.names_of[key] if name.language in NAME_LANGUAGES)
    names = "".join(f'<span lang="{language}"><small>{language}</small> {html.escape(text)}</span>' for language, text in [*called][:14])
    written = "; ".join(
        f"“{html.escape(surface)}” {sum(works.values()):,} ({len(works)} work{'s' * (len(works) != 1)}: {html.escape(', '.join(_short(atlas, work) for work in works))})"
        for surface, works in reading.spellings(atlas, key)[:6]
    )
    kind = f"{KINDS[place.kind][0]}{f', ±{place.precision_km:g} km' if place.precision == 'approximate' else ''}"
    doing = cards.button("look", key, "Show on the map", "link") + cards.button("all", key, "All places", "link")
    return (
        f'<section class="intro placehead"><h2>{html.escape(atlas.gazetteer.name_in(key, visit.view["names"]))}</h2> <span class="about">{kind}</span>'
        f'<div class="names">{names}</div><div class="about">Written {written}</div><div class="doing">{doing}</div></section>'
    )


def _short(atlas: Atlas, document: str) -> str:
    """A work in two words: its first author and year."""
    work = atlas.works[document]
    author = (work.authors.split(";")[0].split() or [work.title])[-1]
    return f"{author} {work.published[:4]}".strip()


def _looked_at(atlas: Atlas, visit: state.Visit, selection: Selection) -> str:
    """A place that the map was sent to without being chosen, and the way to its passages."""
    key = state.wished().split("#", 1)[0]
    if not key or key in visit.filters.place or key not in atlas.gazetteer.places:
        return ""
    name = atlas.gazetteer.name_in(key, visit.view["names"])
    here = int((selection.mentions["place_id"] == key).sum())
    return f'<section class="intro">The map shows <strong>{html.escape(name)}</strong>, {here:,} mentions here. {cards.button("only", key, f"Only passages that name {name}")}</section>'


def _why_empty(atlas: Atlas, filters: Filters, selection: Selection) -> str:
    """Why nothing is selected: which filter alone, taken back, would bring passages."""
    ways = []
    for keys, label in ((("from", "to"), "any time"), (("event",), "any event"), (("kind",), "all kinds of place"), (("place",), "any place"),
                        (("source",), "all works"), (("q",), "any words"), (("role",), "the place itself")):  # fmt: skip
        freed = filters.without(*keys)
        passages = len(atlas.select(freed).passages) if freed != filters else 0
        if passages:
            ways.append(cards.button("free", " ".join(keys), f"{label}: {passages:,} passage{'s' * (passages != 1)}"))
    if selection.undated and filters.has_time:
        ways.append(cards.button("undated", "", f"with those that state no time: {selection.undated:,} mentions"))
    ways.append(cards.button("clear", "", "show all"))
    why = "No single filter is to blame; several together leave nothing." if len(ways) == 1 else "Take one filter back:"
    return f'<section class="intro"><h2>No passage fits all of these filters</h2><p>{why}</p><div class="chips">{"".join(ways)}</div></section>'


def _act(atlas: Atlas, what: str, value: str) -> None:
    """What a click in the list does."""
    if what == "story":
        state.apply(state.from_query(_STORIES[int(value)][1], atlas.known)[0])
    else:
        mapbox.act(atlas, what, value)


main()
