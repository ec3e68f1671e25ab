"""What the compare page shows: which two sides the address asks for, their maps, the map of differences, tables, lists. All text is escaped."""

import html
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from geo import compare, mapview
from geo.atlas import Atlas
from geo.compare import Comparison, Side
from geo.drawing import Drawn, HeldArea, drawn_places
from geo.model import KINDS
from geo.palette import COLOURS, DARK_COLOURS
from geo.ui import cards, control, look, mapbox, state
from geo.ui.tables import short
from geo.wording import show_span

_SIDES = {"a": "settlements", "b": "bases", "both": "countries"}
"""Side -> the layer whose colour it has on the map of differences: told apart by every eye."""

_LISTED = 12


def asked(atlas: Atlas, visit: state.Visit) -> tuple[str, str, str, list[str]]:
    """(by, a, b, notes): what the address asks to compare; what is malformed or missing is the usual, and the former is said."""
    by = visit.view["by"]
    sides, notes = [], []
    for key, usual in zip(("a", "b"), compare.usual(atlas, by), strict=True):
        value = visit.view[key]
        why = compare.fault(atlas, by, value) if value else ""
        if why:
            notes.append(f"{key}: {why}; it is ignored")
        sides.append(usual if why or not value else value)
    return by, sides[0], sides[1], notes


def compared(atlas: Atlas, visit: state.Visit, by: str, a: str, b: str) -> Comparison:
    """The comparison under the filters of a visit."""
    return compare.compare(atlas, visit.filters, by, a, b, partial(_held, atlas))


def _held(atlas: Atlas, day: date) -> list[HeldArea]:
    return control.areas(atlas, day.isoformat())


# --- maps ---------------------------------------------------------------------------------------------------------


def side_map(atlas: Atlas, visit: state.Visit, side: Side) -> dict[str, Any]:
    """What the map of a side draws: its places, and who held what on its day."""
    filters = side.selection.filters
    drawn = mapbox.drawing(atlas, state.Visit(filters, visit.view, ()), side.selection)
    return {**drawn, "stamp": show_span(filters.on, filters.on) if filters.on else "", "linked": True}


def difference_map(atlas: Atlas, visit: state.Visit, found: Comparison) -> dict[str, Any]:
    """What the map of differences draws: places in the colour of the side that alone mentions them, and where the holder changed, who held it after."""
    drawn: list[Drawn] = []
    for side in (found.a, found.b):
        there = {one.place.id for one in drawn}
        drawn += [one for one in drawn_places(atlas, side.selection) if one.mentions and one.place.id not in there]
    changed = {change.place: change for change in found.changes if change.what == "holder"}
    later = max((side.day for side in (found.a, found.b) if side.day), default=None)
    held = [
        HeldArea(one.place, one.name, one.holders, f"{changed[one.place].before} → {changed[one.place].after}", one.geometry)
        for one in (_held(atlas, later) if later and changed else [])
        if one.place in changed
    ]
    wish = state.wished()
    made = mapview.drawing_of(
        atlas.gazetteer,
        drawn,
        language=visit.view["names"],
        focus=wish,
        held=held,
        served=len(atlas.gazetteer.shapes) - atlas.gazetteer.added_shapes,
    )
    palette = DARK_COLOURS if look.is_dark() else COLOURS
    for feature in made["features"]:
        a, b, where = found.places.loc[feature["id"], ["a_mentions", "b_mentions", "where"]]
        feature |= {"colour": palette[_SIDES[where]], "counts": f"{found.a.label}: {a:,} · {found.b.label}: {b:,}", "note": ""}
    return {**made, "linked": True}


def holders(atlas: Atlas, found: Comparison) -> str:
    """HTML of what the colours of the areas on the sides' maps mean; nothing without days."""
    areas = [one for side in (found.a, found.b) if side.selection.filters.on for one in control.areas(atlas, side.selection.filters.on)]
    return f'<div class="player holding"><span class="note">Who held what:</span>{control.colours(areas)}</div>' if areas else ""


def key_of_colours(atlas: Atlas, found: Comparison) -> str:
    """HTML of what the colours of the map of differences mean."""
    palette = DARK_COLOURS if look.is_dark() else COLOURS
    sizes = found.places["where"].value_counts()
    one, other = _called(atlas, found)
    names = {"a": f"only {one}", "b": f"only {other}", "both": "both"}
    cells = "".join(
        f'<span class="holder"><i style="background: {palette[layer]}"></i>{html.escape(names[where])} <span class="note">{sizes.get(where, 0):,}</span></span>'
        for where, layer in _SIDES.items()
    )
    filled = '<span class="note">filled: the holder changed, in the colour of who held it after</span>' if found.changes else ""
    return f'<div class="player holding">{cells}{filled}</div>'


# --- words and tables ---------------------------------------------------------------------------------------------


def heading(found: Comparison, which: str) -> str:
    """HTML above the map of a side."""
    side: Side = getattr(found, which)
    passages = len(side.selection.passages)
    return (
        f'<div class="side side-{which}"><h2>{html.escape(side.label)}</h2> <span class="note">{side.selection.places:,} places, '
        f"{len(side.selection.mentions):,} mentions in {passages:,} passages</span></div>"
    )


def only(atlas: Atlas, found: Comparison, which: str, names: str) -> str:
    """HTML of the places that one side alone mentions, most mentions first."""
    own = found.places[found.places["where"] == which]
    if own.empty:
        return '<p class="note">Mentions no place that the other does not.</p>'
    chips = "".join(
        cards.button("look", str(key), f"{atlas.gazetteer.name_in(str(key), names)} {count:,}", title="Show it on the maps")
        for key, count in own[f"{which}_mentions"].head(_LISTED).items()
    )
    rest = f' <span class="note">and {len(own) - _LISTED:,} more, in the table</span>' if len(own) > _LISTED else ""
    return f'<p class="note">Only here:</p><div class="chips">{chips}{rest}</div>'


def _called(atlas: Atlas, found: Comparison) -> tuple[str, str]:
    """What the sides are called where room is short: works by author and year."""
    names = [short(atlas, side.value) if found.by == "work" else side.label for side in (found.a, found.b)]
    return (names[0], names[1]) if names[0] != names[1] else ("A", "B")


def table(atlas: Atlas, found: Comparison) -> pd.DataFrame:
    """The places that a side mentions or that changed: columns Place, Kind, the two sides, In, Before, After."""
    frame = compare.differences(atlas, found)
    left, right = _called(atlas, found)
    where = {"a": f"only {left}", "b": f"only {right}", "both": "both", "neither": "neither, changed only"}
    return pd.DataFrame(
        {
            "Place": [atlas.gazetteer.places[key].name for key in frame["place_id"]],
            "Kind": [KINDS[kind][0] for kind in frame["kind"]],
            left: frame["a_mentions"].tolist(),
            right: frame["b_mentions"].tolist(),
            "Mentioned by": [where[one] for one in frame["where"]],
            "Before": frame["before"].tolist(),
            "After": frame["after"].tolist(),
        }
    )


def ground(atlas: Atlas, found: Comparison) -> str:
    """HTML of what changed on the ground, each with whose word it is; nothing without two days."""
    if not found.changes:
        return ""
    rows = "".join(
        f"<tr><td>{cards.button('look', change.place, atlas.gazetteer.places[change.place].name, 'link')}</td><td>{change.what}</td>"
        f"<td>{html.escape(change.before)} → {html.escape(change.after)}{'' if change.certain else ' <em>(uncertain)</em>'}</td>"
        f"<td>{html.escape(change.sources)}</td></tr>"
        for change in found.changes
    )
    head = '<tr><th scope="col">Place</th><th scope="col">What</th><th scope="col">Change</th><th scope="col">Whose word that is</th></tr>'
    return f'<details class="ground"><summary>What changed on the ground, place by place ({len(found.changes):,})</summary><div class="wide"><table class="list">{head}{rows}</table></div></details>'
