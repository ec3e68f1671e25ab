"""The legend, which is also the switch of the layers: a layer off is a filter by the kinds of the others."""

import html
from collections.abc import Mapping
from dataclasses import replace

from geo.atlas import Atlas
from geo.filters import Filters
from geo.mapview import COLOURS, DARK_COLOURS
from geo.model import KINDS, LAYERS, layer_of
from geo.ui import look, state
from geo.ui.live import live

_SHAPES = {
    "settlements": '<circle cx="8" cy="7" r="5" fill="{c}"/>',
    "countries": '<circle cx="8" cy="7" r="4.5" fill="none" stroke="{c}" stroke-width="1.6"/>',
    "bases": '<rect x="3.5" y="2.5" width="9" height="9" fill="{c}"/>',
    "facilities": '<path d="M8 1L14 7L8 13L2 7Z" fill="{c}"/>',
    "heights": '<path d="M8 1.5L14 12H2Z" fill="{c}"/>',
    "corridors": '<path d="M1 11L6 5L10 8L15 3" fill="none" stroke="{c}" stroke-width="3"/>',
    "lines": '<path d="M1 7H15" stroke="{c}" stroke-width="3.2"/>',
    "water": '<path d="M1 8Q4.5 3 8 8T15 8" fill="none" stroke="{c}" stroke-width="2"/>',
    "districts": '<rect x="2" y="2" width="12" height="10" fill="{c}" fill-opacity="0.3" stroke="{c}" stroke-width="1.4"/>',
    "regions": '<rect x="2" y="2" width="12" height="10" fill="none" stroke="{c}" stroke-width="1.4"/>',
    "zones": '<rect x="2" y="2" width="12" height="10" fill="none" stroke="{c}" stroke-width="1.2"/><path d="M2 8L8 2M4 12L14 2M10 12L14 8" stroke="{c}" stroke-width="1.6"/>',
}


def legend(atlas: Atlas, filters: Filters) -> None:
    """Draw the legend; a click on a layer takes it off the map, its passages and its counts, or brings it back."""
    colours = DARK_COLOURS if look.is_dark() else COLOURS
    counts = layer_counts(atlas.facets(filters)["kind"])
    on = shown_layers(filters)
    cells = []
    for layer, label in LAYERS.items():
        if layer not in counts and layer in on:
            continue
        icon = f'<svg width="16" height="14" aria-hidden="true">{_SHAPES[layer].format(c=colours[layer])}</svg>'
        pressed = "true" if layer in on else "false"
        cells.append(
            f'<button type="button" data-do="layer" data-value="{layer}" aria-pressed="{pressed}" title="Show or hide">{icon}{html.escape(label)} '
            f"<span>{counts.get(layer, 0):,}</span></button>"
        )
    note = '<span class="note">larger or darker: more mentions · dashed: approximate · dotted: not valid then</span>'
    live(f'<div class="legend" role="group" aria-label="Layers">{"".join(cells)}{note}</div>', "legend", lambda _what, layer: _switch(atlas, layer))


def layer_counts(kinds: Mapping[str, int]) -> dict[str, int]:
    """Mentions by layer."""
    found: dict[str, int] = {}
    for kind, count in kinds.items():
        found[layer_of(kind)] = found.get(layer_of(kind), 0) + count
    return found


def shown_layers(filters: Filters) -> set[str]:
    """The layers of which some kind is selected."""
    return {layer_of(kind) for kind in filters.kind} if filters.kind else set(LAYERS)


def switched(filters: Filters, layer: str) -> Filters:
    """The filters with a layer off if it was shown, or else on. With the last one off, all are on again."""
    shown = shown_layers(filters) ^ {layer}
    before = set(filters.kind or KINDS)
    kinds = tuple(kind for kind in KINDS if layer_of(kind) in shown and (kind in before or layer_of(kind) == layer))
    return replace(filters, kind=() if len(kinds) == len(KINDS) else kinds)


def _switch(atlas: Atlas, layer: str) -> None:
    if layer in LAYERS:
        state.apply(switched(state.filters_now(atlas), layer))
