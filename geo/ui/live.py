"""Pieces of a page as HTML of our own that answer to clicks and keys: cards, legend, player, lists.

An element with `data-do` and `data-value` sends both to Python when it is clicked, or when Enter or the space bar is
pressed on it. All text in the HTML has been escaped by the one who made it.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  let root = parentElement.querySelector(".live");
  if (!root) {
    root = document.createElement("div");
    root.className = "live";
    parentElement.appendChild(root);
    const act = (event) => {
      const at = event.target.closest("[data-do]");
      if (!at || !root.contains(at)) { return; }
      if (event.type === "keydown") {
        if (event.key !== "Enter" && event.key !== " ") { return; }
        if (at.tagName === "BUTTON" || at.tagName === "A") { return; }
      }
      event.preventDefault();
      if (at.dataset.do === "copy") { copy(at); return; }
      if (at.dataset.do === "fold") { document.body.classList.toggle(at.dataset.value); at.setAttribute("aria-expanded", document.body.classList.contains(at.dataset.value)); return; }
      root.send(at.dataset.do, at.dataset.value || "");
    };
    root.addEventListener("click", act);
    root.addEventListener("keydown", act);
  }
  root.send = (what, value) => setTriggerValue("act", { what: what, value: value, at: Date.now() });
  if (root.shown !== data.html) {
    const held = root.contains(document.activeElement) ? document.activeElement : null;
    const again = held && held.dataset.do ? `[data-do="${CSS.escape(held.dataset.do)}"][data-value="${CSS.escape(held.dataset.value || "")}"]` : null;
    root.innerHTML = data.html;
    root.shown = data.html;
    if (again && root.querySelector(again)) { root.querySelector(again).focus({ preventScroll: true }); }
  }
  const list = parentElement.closest(".st-key-passages");
  if (data.turn !== undefined && root.turn !== data.turn) {
    root.turn = data.turn;
    if (list) { list.scrollTop = 0; }
  }
  if (data.seek && root.sought !== data.seek) {
    root.sought = data.seek;
    const goal = root.querySelector(data.seek);
    if (goal) { goal.scrollIntoView({ block: "center" }); }
  }
  clearTimeout(root.timer);
  if (data.tick) { root.timer = setTimeout(() => root.send("tick", ""), data.tick); }
  if (data.follow) { follow(root); }
  return () => { if (root.watch) { root.watch.disconnect(); } };
}

function copy(at) {
  const text = at.dataset.value;
  const said = () => { const was = at.textContent; at.textContent = "Copied"; setTimeout(() => { at.textContent = was; }, 1500); };
  const byHand = () => {
    const area = document.createElement("textarea");
    area.value = text; area.style.position = "fixed"; area.style.opacity = "0";
    document.body.appendChild(area); area.select();
    document.execCommand("copy"); area.remove(); said();
  };
  if (navigator.clipboard && window.isSecureContext) { navigator.clipboard.writeText(text).then(said, byHand); } else { byHand(); }
}

/* Tell which part is being read: the one that crosses the upper third of the window, once it has rested there. */
function follow(root) {
  if (root.watch) { root.watch.disconnect(); }
  root.watch = new IntersectionObserver((entries) => {
    entries.forEach((entry) => {
      if (!entry.isIntersecting) { return; }
      clearTimeout(root.resting);
      root.resting = setTimeout(() => {
        if (root.reading !== entry.target.dataset.part) { root.reading = entry.target.dataset.part; root.send("seen", root.reading); }
      }, 350);
    });
  }, { rootMargin: "-30% 0px -65% 0px" });
  root.querySelectorAll("[data-part]").forEach((part) => root.watch.observe(part));
}
"""


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component("live", js=_JS, isolate_styles=False)


def live(html: str, key: str, on_act: Callable[[str, str], None], **more: Any) -> None:
    """Show HTML that answers: `on_act` gets an element's `data-do` and `data-value`.

    `more`: `turn` (scroll the list up when it changes), `tick` (milliseconds after which to act as "tick", 0: never),
    `follow` (act as "seen" with the `data-part` being read), `seek` (a selector to scroll to, once).
    """

    def acted() -> None:
        act = (st.session_state.get(key) or {}).get("act")
        if act:
            on_act(str(act["what"]), str(act["value"]))

    _component()(key=key, data={"html": html, **more}, on_act_change=acted)
