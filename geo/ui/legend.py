"""The legend, which is also the switch of the layers: a layer off is a filter by the kinds of the others."""

import html
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from geo.filters import Filters
from geo.model import KINDS, LAYERS, layer_of

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
    "zones": '<rect x="2" y="2" width="12" height="10" fill="none" stroke="{c}" stroke-width="1.2"/>'
    '<path d="M2 8L8 2M4 12L14 2M10 12L14 8" stroke="{c}" stroke-width="1.6"/>',
}


def symbols(colours: Mapping[str, str]) -> str:
    """Style rules that draw the symbol of each layer."""
    rules = []
    for layer, shape in _SHAPES.items():
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="14">{shape.format(c=colours[layer])}</svg>'
        rules.append(f'.symbol-{layer} {{ background: url("data:image/svg+xml,{quote(drawing)}") no-repeat center; }}')
    return " ".join(rules)


def legend(filters: Filters, kinds: Mapping[str, int], *, note: bool = True) -> str:
    """HTML of the legend; a click on a layer takes it off the map, its passages and its counts, or brings it back. `kinds`: what each would leave."""
    counts = layer_counts(kinds)
    on = shown_layers(filters)
    cells = []
    for layer, label in LAYERS.items():
        if layer not in counts and layer in on:
            continue
        icon = f'<i class="symbol symbol-{layer}" aria-hidden="true"></i>'
        pressed = "true" if layer in on else "false"
        cells.append(
            f'<button type="button" data-do="layer" data-value="{layer}" aria-pressed="{pressed}" title="Show or hide">{icon}{html.escape(label)} '
            f"<span>{counts.get(layer, 0):,}</span></button>"
        )
    words = "larger or darker: more mentions · dashed: approximate · dotted: not valid then" + (" · pale: other places" if filters.place else "")
    about = f'<span class="note">{words}</span>' if note else ""
    return f'<div class="legend" role="group" aria-label="Layers">{"".join(cells)}{about}</div>'


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
