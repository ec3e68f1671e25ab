"""How the pages look: one style sheet for cards, chips, legend, player; light and dark."""

import streamlit as st

from geo.mapview import SCRIPT
from geo.palette import COLOURS, DARK_COLOURS, DARK_HOLDERS, HOLDERS, PAGE_DARK, PAGE_LIGHT
from geo.ui.legend import symbols

_SHEET = (SCRIPT.parent / "pages.css").read_text(encoding="utf-8")


def is_dark() -> bool:
    """Whether the visitor's theme is dark."""
    return bool(st.context.theme.type == "dark")


def page_colours() -> dict[str, str]:
    """What the pages are drawn with, in the visitor's theme."""
    return PAGE_DARK if is_dark() else PAGE_LIGHT


def sheet() -> str:
    """The style sheet as HTML, in the visitor's theme."""
    dark = is_dark()
    colours = DARK_COLOURS if dark else COLOURS
    ground = "".join(f"--pa-{name}: {colour}; " for name, colour in page_colours().items())
    ground += "".join(f"--held-{holder}: {colour}; " for holder, colour in (DARK_HOLDERS if dark else HOLDERS).items())
    ground += f"--side-a: {colours['settlements']}; --side-b: {colours['bases']}; "
    marks = "".join(f".live .layer-{layer} {{ --mark: {colour}; }}" for layer, colour in colours.items())
    return f"<style>:root {{ {ground} }} {_SHEET} {marks} {symbols(colours)}</style>"
