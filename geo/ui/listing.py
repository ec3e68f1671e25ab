"""What stands around the passages of a selection: how they are shown, a start for the newcomer, chosen places, ways out of an empty selection."""

import html
from collections.abc import Sequence

from geo import reading, settings
from geo.atlas import ORDERS, Atlas, Selection
from geo.filters import UNDATED, Filters, from_query
from geo.folding import fold
from geo.mapview import NAME_LANGUAGES
from geo.model import KINDS, layer_of
from geo.ui import cards, control, corrected, mapbox, state, usage
from geo.ui.tables import short
from geo.wording import counted

_GROUND = [kind for kind in KINDS if layer_of(kind) in ("settlements", "districts")]
_STORIES: tuple[tuple[str, dict[str, str | list[str]]], ...] = (
    ("Towns and districts of the First Karabakh War, 1992–1994", {"period": "First Karabakh War", "from": "1992", "to": "1994", "kind": _GROUND}),
    ("The 44 days of 2020", {"from": "2020-09-27", "to": "2020-11-10"}),
    ("What is said of Khojaly, 1992", {"event": "khojaly-1992"}),
    ("The Lachin corridor", {"place": "lachin-corridor"}),
    ("Corridors, roads and railways after the war", {"kind": ["corridor", "road", "railway"], "from": "2020-11"}),
    ("Military bases and airports", {"kind": ["base", "airport"]}),
)
"""Starts for a newcomer: title, and words of the address; `period` stands for all events of one."""
_WIDE = frozenset(kind for kind in KINDS if layer_of(kind) in ("countries", "regions"))


def switches(visit: state.Visit) -> str:
    """HTML of how the passages are ordered, how places are called, and whether online tiles lie under the map."""
    tiles = [("1" if visit.view["tiles"] != "1" else "", "Online map", visit.view["tiles"] == "1")] if settings.tiles_url else []
    groups = (
        ("order", "Order of the passages", [(key, label, key == visit.view["order"]) for key, label in ORDERS.items()]),
        ("names", "Language of the names on the map", [(key, key, key == visit.view["names"]) for key in NAME_LANGUAGES]),
        ("tiles", f"Off: nothing leaves this machine. On: your browser asks {settings.tiles_url}", tiles),
    )
    return '<div class="switches">' + "".join(_group(what, title, choices) for what, title, choices in groups if choices) + "</div>"


def _group(what: str, title: str, choices: Sequence[tuple[str, str, bool]]) -> str:
    buttons = "".join(
        f'<button type="button" data-do="{what}" data-value="{value}" aria-pressed="{str(on).lower()}" title="{html.escape(NAME_LANGUAGES.get(value, title))}">'
        f"{html.escape(label)}</button>"
        for value, label, on in choices
    )
    return f'<div class="group" role="group" aria-label="{html.escape(title)}">{buttons}</div>'


def above(atlas: Atlas, visit: state.Visit, selection: Selection) -> str:
    """HTML of what stands above the passages: a start for the newcomer, the chosen places, or why nothing is there."""
    named = frozenset(selection.mentions["place_id"])
    parts = [
        place_head(atlas, visit, place) + (usage.section(atlas, visit, place) if place in named else _namesakes(atlas, visit.filters, place))
        for place in visit.filters.place
    ]
    parts += [_looked_at(atlas, visit, selection)]
    if visit.filters == Filters():
        parts.insert(0, _intro(atlas, selection))
    elif selection.mentions.empty:
        parts.append(why_empty(atlas, visit.filters, selection))
    return "".join(parts)


def _intro(atlas: Atlas, selection: Selection) -> str:
    low, high = atlas.years
    stories = "".join(cards.button("story", str(at), title) for at, (title, query) in enumerate(_STORIES) if _story(atlas, query))
    return (
        f'<section class="intro"><h2>Where {len(atlas.documents)} works place what happened</h2><p>{selection.places:,} places, {len(selection.passages):,} passages, '
        f"{low}–{high}. <strong>Click a place</strong> for its passages, choose years or an event above, or press ▶ under the map. Every passage is its author’s statement.</p>"
        f'<div class="chips">{stories}</div></section>'
    )


def _story(atlas: Atlas, query: dict[str, str | list[str]]) -> Selection | None:
    """What a story selects in this atlas; None when its words are not known here or it finds nothing."""
    words = dict(query)
    if period := words.pop("period", None):
        words["event"] = [str(event) for event in atlas.events.loc[atlas.events["period"] == period, "event"]]
    filters, notes = from_query(words, atlas.known)
    selection = atlas.select(filters)
    return None if notes or selection.mentions.empty or (period and not filters.event) else selection


def _tell(selection: Selection) -> None:
    """Select what a story selects, and go to its places; countries and wide regions only when there is nothing else."""
    named = selection.mentions[selection.mentions["place_id"] != ""]
    near = named[~named["kind"].isin(_WIDE)]
    state.apply(selection.filters)
    state.wish(" ".join(sorted(set((named if near.empty else near)["place_id"]))))


def place_head(atlas: Atlas, visit: state.Visit, key: str) -> str:
    """HTML of a place: its names in each language, and how each work writes it."""
    place = atlas.gazetteer.places[key]
    called = dict.fromkeys((name.language, name.text) for name in atlas.gazetteer.names_of[key] if name.language in NAME_LANGUAGES)
    names = "".join(f'<span lang="{language}"><small>{language}</small> {html.escape(text)}</span>' for language, text in [*called][:14])
    written = "; ".join(
        f"“{html.escape(surface)}” {sum(works.values()):,} ({counted(len(works), 'work')}: {html.escape(', '.join(short(atlas, work) for work in works))})"
        for surface, works in reading.spellings(atlas, key)[:6]
    )
    written = f'<div class="about">Written {written}</div>' if written else ""
    kind = f"{KINDS[place.kind][0]}{f', ±{place.precision_km:g} km' if place.precision == 'approximate' else ''}"
    doing = cards.button("look", key, "Show on the map", "link") + cards.button("all", key, "All places", "link")
    return (
        f'<section class="intro placehead"><h2>{html.escape(atlas.gazetteer.called(key, visit.view["names"], visit.filters.shape_days))}</h2> <span class="about">{kind}</span>'
        f'<div class="names">{names}</div>{written}{corrected.of_place(atlas, key)}{control.strip(atlas, key, visit.filters.on)}{control.stood(atlas, key)}'
        f'<div class="doing">{doing}</div></section>'
    )


def _namesakes(atlas: Atlas, filters: Filters, place: str) -> str:
    """HTML of the places that share a name with one that no selected passage names, and are named; nothing without any."""
    called = {fold(name.text) for name in atlas.gazetteer.names_of[place]}
    others = dict.fromkeys(name.place for name in atlas.gazetteer.names if name.place != place and fold(name.text) in called)
    mentions = atlas.select(filters.without("place")).mentions
    counts = mentions[mentions["place_id"].isin(others)].groupby("place_id")["passage"].nunique().sort_values(ascending=False)
    if counts.empty:
        return ""
    ways = "".join(cards.button("only", str(key), f"{atlas.gazetteer.places[str(key)].name}: {counted(count, 'passage')}") for key, count in counts.items())
    return f'<section class="intro"><p>No passage here names it. Of the same name:</p><div class="chips">{ways}</div></section>'


def _looked_at(atlas: Atlas, visit: state.Visit, selection: Selection) -> str:
    """A place that the map was sent to without being chosen, and the way to its passages."""
    key = state.wished().split("#", 1)[0]
    if not key or key in visit.filters.place or key not in atlas.gazetteer.places:
        return ""
    name = atlas.gazetteer.name_in(key, visit.view["names"])
    here = int((selection.mentions["place_id"] == key).sum())
    return f'<section class="intro">The map shows <strong>{html.escape(name)}</strong>, {here:,} mentions here. {cards.button("only", key, f"Only passages that name {name}")}</section>'


def why_empty(atlas: Atlas, filters: Filters, selection: Selection) -> str:
    """HTML of why nothing is selected: which filter alone, taken back, would bring passages."""
    ways = []
    for keys, label in ((("from", "to"), "any time"), (("clock",), "the time when it happened"), (("event",), "any event"), (("kind",), "all kinds of place"), (("place",), "any place"),
                        (("source",), "all works"), (("q",), "any words"), (("role",), "the place itself")):  # fmt: skip
        freed = filters.without(*keys)
        passages = len(atlas.select(freed).passages) if freed != filters else 0
        if passages:
            ways.append(cards.button("free", " ".join(keys), f"{label}: {counted(passages, 'passage')}"))
    if selection.undated and filters.has_time:
        ways.append(cards.button("undated", "", f"with {UNDATED[filters.clock]}: {selection.undated:,} mentions"))
    ways.append(cards.button("clear", "", "show all"))
    why = "No single filter is to blame; several together leave nothing." if len(ways) == 1 else "Take one filter back:"
    return f'<section class="intro"><h2>No passage fits all of these filters</h2><p>{why}</p><div class="chips">{"".join(ways)}</div></section>'


def pager(turn: str, page: int, pages: int) -> str:
    """HTML of the pages of a list, the current one marked; `turn` names the list."""
    if pages == 1:
        return ""
    near = sorted({1, pages, *range(max(page - 2, 1), min(page + 2, pages) + 1)})
    cells, before = [], 0
    for number in near:
        gap = "<span>…</span>" if number > before + 1 else ""
        current = ' aria-current="page"' if number == page else ""
        cells.append(f'{gap}<button type="button" data-do="turn" data-value="{turn}/{number}"{current}>{number}</button>')
        before = number
    return f'<nav class="pager" aria-label="Pages of passages">{"".join(cells)}</nav>'


def act(atlas: Atlas, what: str, value: str) -> None:
    """What a click in the list does."""
    if what == "story":
        if told := _story(atlas, _STORIES[int(value)][1]):
            _tell(told)
    elif what in ("order", "names", "tiles"):
        state.apply(state.filters_now(atlas), **{what: value})
    else:
        mapbox.act(atlas, what, value)
