"""How the pages look: one style sheet for cards, chips, legend, player; light and dark."""

import streamlit as st

from geo.mapview import COLOURS, DARK_COLOURS, SCRIPT
from geo.ui.legend import symbols

LIGHT = {"line": "#ddd6ca", "card": "#ffffff", "quiet": "#55636d", "text": "#22303a", "accent": "#0b5cad", "ground": "#fdfcfa", "hit": "#ffe9a8"}
DARK = {"line": "#32434d", "card": "#1a252c", "quiet": "#a9b8c0", "text": "#e6edf1", "accent": "#6cb2f5", "ground": "#141d23", "hit": "#5a4a12"}

_SHEET = (SCRIPT.parent / "pages.css").read_text(encoding="utf-8")


def is_dark() -> bool:
    """Whether the visitor's theme is dark."""
    return bool(st.context.theme.type == "dark")


def sheet() -> str:
    """The style sheet as HTML, in the visitor's theme."""
    dark = is_dark()
    colours = DARK_COLOURS if dark else COLOURS
    ground = "".join(f"--pa-{name}: {colour}; " for name, colour in (DARK if dark else LIGHT).items())
    marks = "".join(f".live .layer-{layer} {{ --mark: {colour}; }}" for layer, colour in colours.items())
    return f"<style>:root {{ {ground} }} {_SHEET} {marks} {symbols(colours)}</style>"
