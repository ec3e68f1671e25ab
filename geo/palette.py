"""The colours of the project: one palette for the map, the passages, the charts and the styles of exports."""

COLOURS: dict[str, str] = {
    "settlements": "#0b5cad",
    "districts": "#2e7d6b",
    "bases": "#c2410c",
    "facilities": "#6d28d9",
    "corridors": "#b07a00",
    "zones": "#8a4b2a",
    "lines": "#b3261e",
    "regions": "#3d4850",
    "water": "#2c7da0",
    "heights": "#6b5b3e",
    "countries": "#7a7f87",
}
"""Layer -> its colour on the map, in the passages, in charts and in exports."""

DARK_COLOURS: dict[str, str] = {
    "settlements": "#6cb2f5",
    "districts": "#6cc7b1",
    "bases": "#f59e6c",
    "facilities": "#dcc8ff",
    "corridors": "#e3b341",
    "zones": "#d9a07c",
    "lines": "#f28b82",
    "regions": "#dde5ea",
    "water": "#7cc4e0",
    "heights": "#c8b78e",
    "countries": "#b3b9c2",
}
"""Layer -> its colour on a dark ground."""

HOLDERS: dict[str, str] = {"azerbaijan": "#004488", "armenian-forces": "#bb5566", "peacekeepers": "#ddaa33", "unknown": "#c9c4ba"}
"""Who holds a place -> its colour on the map and in strips: the high-contrast scheme of P. Tol, "Colour Schemes" (2021)."""

DARK_HOLDERS: dict[str, str] = {"azerbaijan": "#6699cc", "armenian-forces": "#ff6680", "peacekeepers": "#eecc66", "unknown": "#555b60"}
"""The same on a dark ground, after the medium-contrast scheme."""

HOLDER_OPACITY = 0.6
"""How thickly the areas that are held lie on the land."""

BASE_LIGHT = {
    "land": "#f7f4ee",
    "sea": "#dbe7ee",
    "river": "#9fc3d6",
    "border": "#9a8f80",
    "district": "#cfc6b8",
    "rim": "#ffffff",
    "text": "#22303a",
    "quiet": "#5d6a72",
}
BASE_DARK = {
    "land": "#1e2b33",
    "sea": "#10202b",
    "river": "#2f5366",
    "border": "#6d7f8a",
    "district": "#32434d",
    "rim": "#10202b",
    "text": "#e6edf1",
    "quiet": "#9fb0b9",
}

PAGE_LIGHT = {"line": "#ddd6ca", "card": "#ffffff", "quiet": "#55636d", "text": "#22303a", "accent": "#0b5cad", "ground": "#fdfcfa", "hit": "#ffe9a8"}
PAGE_DARK = {"line": "#32434d", "card": "#1a252c", "quiet": "#a9b8c0", "text": "#e6edf1", "accent": "#6cb2f5", "ground": "#141d23", "hit": "#5a4a12"}
"""What the pages are drawn with; the text colours stand on card, ground and hit."""
