"""How the pages look: one style sheet for cards, chips, legend, player; light and dark."""

import streamlit as st

from geo.mapview import COLOURS, DARK_COLOURS

LIGHT = {"line": "#ddd6ca", "card": "#ffffff", "quiet": "#55636d", "text": "#22303a", "accent": "#0b5cad", "ground": "#fdfcfa", "hit": "#ffe9a8"}
DARK = {"line": "#32434d", "card": "#1a252c", "quiet": "#a9b8c0", "text": "#e6edf1", "accent": "#6cb2f5", "ground": "#141d23", "hit": "#5a4a12"}

_SHEET = """
.block-container { padding: 0.6rem 1.4rem 2rem; max-width: 1800px; }
header[data-testid="stHeader"] { display: none; }
.stApp [data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.55rem; }
.st-key-head { border-bottom: 1px solid var(--pa-line); padding-bottom: 0.25rem; }
.st-key-head h1 { font-size: 1.2rem; font-weight: 700; margin: 0; padding: 0; letter-spacing: -0.01em; white-space: nowrap; }
.st-key-head h1 span { color: var(--pa-accent); }
.st-key-head [data-testid="stPageLink-NavLink"] { padding: 0.2rem 0.7rem; border-radius: 999px; }
.st-key-here [data-testid="stPageLink-NavLink"] { background: color-mix(in srgb, var(--pa-accent) 14%, transparent); }
.st-key-here [data-testid="stPageLink-NavLink"] p { font-weight: 650; color: var(--pa-accent); }
#summary { font-size: 1.02rem; line-height: 1.45; overflow-wrap: anywhere; }
#summary .counts { color: var(--pa-quiet); font-variant-numeric: tabular-nums; }
.live { color: var(--pa-text); }
.passage, .intro { border: 1px solid var(--pa-line); border-radius: 10px; padding: 0.8rem 1rem 0.6rem; margin: 0 0 0.7rem; line-height: 1.55; background: var(--pa-card); }
.passage p { margin: 0 0 0.55rem; overflow-wrap: anywhere; }
.passage p.around { color: var(--pa-quiet); font-size: 0.92em; border-left: 3px solid var(--pa-line); padding-left: 0.7rem; }
.passage .part { font-size: 0.75rem; text-transform: uppercase; letter-spacing: 0.06em; color: var(--pa-quiet); }
.about { font-size: 0.82rem; line-height: 1.45; color: var(--pa-quiet); overflow-wrap: anywhere; }
.about strong { color: var(--pa-text); font-weight: 600; }
.about a { color: var(--pa-accent); }
.doing { margin-top: 0.15rem; display: flex; flex-wrap: wrap; gap: 0 0.9rem; }
button.link { background: none; border: 0; padding: 0.15rem 0; color: var(--pa-accent); font: inherit; font-size: 0.82rem; cursor: pointer; }
button.link:hover { text-decoration: underline; }
.chips { display: flex; flex-wrap: wrap; gap: 0.3rem; margin: 0 0 0.45rem; }
button.chip { border: 1px solid var(--pa-line); border-radius: 999px; background: transparent; color: var(--pa-text); font: inherit; font-size: 0.78rem; line-height: 1.5; padding: 0 0.6rem; cursor: pointer; text-align: left; }
button.chip.event { border-style: dashed; }
button.chip:hover { border-color: var(--pa-accent); color: var(--pa-accent); }
.live :is(button, mark, a, [tabindex]):focus-visible { outline: 2px solid #d6006c; outline-offset: 2px; }
.live mark { color: inherit; background: color-mix(in srgb, var(--mark) 16%, transparent); border-bottom: 2px solid var(--mark); border-radius: 3px; padding: 0 0.15em; }
.live mark[data-do] { cursor: pointer; }
.live mark[data-do]:hover { background: color-mix(in srgb, var(--mark) 30%, transparent); }
.live mark.other { background: none; border-bottom-style: dotted; border-bottom-width: 1.5px; }
.live mark.chosen { background: color-mix(in srgb, var(--mark) 34%, transparent); font-weight: 600; }
.live .hit { background: var(--pa-hit); border-radius: 2px; }
.intro h2 { font-size: 1.05rem; margin: 0 0 0.3rem; padding: 0; }
.intro p { margin: 0 0 0.5rem; }
.intro ul { margin: 0; padding-left: 1.1rem; }
.placehead h2 { font-size: 1.1rem; margin: 0; padding: 0; display: inline; }
.placehead .names { color: var(--pa-quiet); font-size: 0.86rem; }
.placehead .names small { text-transform: uppercase; font-size: 0.7rem; }
.placehead .names span { margin-right: 0.7rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.15rem 0.35rem; align-items: center; font-size: 0.82rem; }
.legend button { display: inline-flex; align-items: center; gap: 0.35rem; border: 1px solid transparent; border-radius: 999px; padding: 0.05rem 0.55rem; background: none; color: var(--pa-text); font: inherit; cursor: pointer; }
.legend button:hover { border-color: var(--pa-line); }
.legend button[aria-pressed="false"] { color: var(--pa-quiet); text-decoration: line-through; }
.legend button[aria-pressed="false"] svg { opacity: 0.35; }
.legend button span { color: var(--pa-quiet); font-variant-numeric: tabular-nums; }
.legend .note { color: var(--pa-quiet); padding-left: 0.4rem; }
.player { display: flex; align-items: center; gap: 0.35rem; flex-wrap: wrap; font-size: 0.85rem; }
.player svg.strip { flex: 1 1 260px; height: 46px; min-width: 200px; }
.player svg.strip rect { fill: var(--pa-line); cursor: pointer; }
.player svg.strip rect.in { fill: var(--pa-accent); }
.player svg.strip rect.hit { fill: transparent; }
.player svg.strip rect.hit:hover { fill: color-mix(in srgb, var(--pa-accent) 20%, transparent); }
.player svg.strip text { fill: var(--pa-quiet); font-size: 10px; }
.player button { border: 1px solid var(--pa-line); border-radius: 8px; background: var(--pa-card); color: var(--pa-text); font: inherit; min-width: 2.1rem; padding: 0.15rem 0.5rem; cursor: pointer; }
.player button:hover { border-color: var(--pa-accent); color: var(--pa-accent); }
.player button[aria-pressed="true"] { background: color-mix(in srgb, var(--pa-accent) 14%, transparent); border-color: var(--pa-accent); color: var(--pa-accent); }
.document { max-width: 46rem; line-height: 1.7; font-size: 1.03rem; }
.document h2 { font-size: 1.15rem; margin: 1.3rem 0 0.4rem; padding: 0; }
.document p { margin: 0 0 0.8rem; padding: 0.15rem 0.6rem; border-left: 3px solid transparent; overflow-wrap: anywhere; }
.document p.here { border-left-color: var(--pa-accent); background: color-mix(in srgb, var(--pa-accent) 6%, transparent); }
.document .where { color: var(--pa-quiet); font-size: 0.76rem; margin-left: 0.4rem; }
.st-key-mapside iframe, .st-key-mapside [data-testid="stCustomComponentV1"] { border-radius: 10px; }
.st-key-fold { display: none; }
@media (min-width: 901px) {
  .st-key-mapside iframe { height: max(420px, calc(100vh - 21.5rem)) !important; }
  .st-key-passages { max-height: max(560px, calc(100vh - 11.2rem)); overflow-y: auto; padding-right: 0.4rem; }
  .st-key-readmap { position: sticky; top: 0.5rem; }
  .st-key-readmap iframe { height: calc(100vh - 9rem) !important; }
}
@media (max-width: 900px) {
  .st-key-mapside iframe { height: 62vh !important; }
  .st-key-readmap iframe { height: 40vh !important; }
}
@media (max-width: 700px) {
  .block-container { padding: 0.5rem 0.7rem 2rem; }
  .st-key-fold { display: block; }
  body:not(.filters-open) .st-key-filters { display: none; }
  .st-key-head [data-testid="stPageLink-NavLink"] { padding: 0.2rem 0.45rem; }
  .doing button.link, button.chip, .legend button, .player button { padding-top: 0.3rem; padding-bottom: 0.3rem; }
}
"""


def is_dark() -> bool:
    """Whether the visitor's theme is dark."""
    return bool(st.context.theme.type == "dark")


def sheet() -> str:
    """The style sheet as HTML, in the visitor's theme."""
    dark = is_dark()
    ground = "".join(f"--pa-{name}: {colour}; " for name, colour in (DARK if dark else LIGHT).items())
    marks = "".join(f".live .layer-{layer} {{ --mark: {colour}; }}" for layer, colour in (DARK_COLOURS if dark else COLOURS).items())
    return f"<style>:root {{ {ground} }} {_SHEET} {marks}</style>"
