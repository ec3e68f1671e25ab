"""Pieces of a page as HTML of our own that answer to clicks and keys: head, cards, legend, player, lists.

An element with `data-do` and `data-value` sends both to Python (static/live.js). All text in the HTML has been escaped
by the one who made it.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from geo.mapview import SCRIPT

_JS = (SCRIPT.parent / "live.js").read_text(encoding="utf-8")


def piece(html: str) -> None:
    """Show HTML that may act."""
    st.html(f'<div class="live">{html}</div>')


# A long list skips Streamlit's own filter of HTML, which takes longer than all the rest together.
_LONG = """
export default function (component) {
  let root = component.parentElement.querySelector(".live");
  if (!root) {
    root = document.createElement("div");
    root.className = "live";
    component.parentElement.appendChild(root);
  }
  if (root.shown !== component.data) { root.innerHTML = root.shown = component.data; }
}
"""


def long_piece(html: str, key: str) -> None:
    """Show much HTML that may act."""
    _component("piece", _LONG)(key=key, data=html)


@st.cache_resource(show_spinner=False)
def _component(name: str, script: str) -> Any:
    return st.components.v2.component(name, js=script, isolate_styles=False)


def ears(on_act: Callable[[str, str], None], **more: Any) -> None:
    """Listen, once a page: `on_act` gets an element's `data-do` and `data-value`.

    `more`: `turn` (scroll the list up when it changes), `tick` (milliseconds after which to act as "tick", 0: never),
    `follow` (act as "seen" with the `data-part` being read), `seek` (a selector to scroll to, once).
    """

    def acted() -> None:
        act = (st.session_state.get("ears") or {}).get("act")
        if act and act["what"] == "page":
            st.session_state["_go"] = (str(act["value"]), {})
        elif act:
            on_act(str(act["what"]), str(act["value"]))

    _component("ears", _JS)(key="ears", data=more, on_act_change=acted, height=0)
