"""The about page: what this is and is not, how it works, how exact it is, the works, rights and data sources."""

import tomllib
from collections import Counter

import streamlit as st

import geo
from geo import settings
from geo.atlas import Atlas
from geo.model import PRECISIONS, ROLES
from geo.ui import shell, state, tables
from geo.ui.live import ears

_IS = """
### What this is
A map of every place that a set of texts talks about, with the passages that talk about it. Each mention of a place is found in the text, told apart
from governments meant by their capital (“Baku said”) and from names inside other names (“Minsk Group”), placed on the map with an honest precision,
and dated by what its own sentence, or else its passage, states.

### What it is not
It is no account of what happened. Every passage is its author’s statement, and the program makes none of these claims its own: words such as
“occupied”, “liberated” or “genocide” are the cited author’s. Contested names stand side by side; you choose the language of the names on the map.
What is drawn dashed is approximate, and hovering says how far off it may be.

### Three clocks, never mixed
*When it happened* is what the filters ask for, unless you choose another clock under *More filters* or on the *Timeline*.
*When it was written* is the date of the work. *When a shape was valid* decides which outline of a zone or line is drawn. What has no day by the
chosen clock, such as a passage that states no time, is counted as “undated (n)” and never mixed in silently.

### How it works
Texts are split into passages; every name of the gazetteer is looked for in every language; rules weigh the words around it for which place and which
role is meant; names beyond the gazetteer are looked up among GeoNames’ towns and provinces of the world, by what the rest of the text mentions;
stated times become intervals of days; passages are tied to events by the words that mark them, or by place and time. All of it runs on
this machine, offline, and gives the same answer every time.
"""


def main() -> None:
    """Draw the page."""
    atlas, visit = state.enter()
    ears(lambda _what, _value: None)
    shell.notes(visit)
    with st.container(key="about", width=1000):
        st.markdown(_IS)
        _accuracy()
        _works(atlas)
        _sources(atlas)


def _accuracy() -> None:
    path = settings.data_dir / "accuracy.toml"
    if not path.is_file():
        return
    measured = tomllib.loads(path.read_text(encoding="utf-8"))
    head = "| measure | what it asks | " + " | ".join(measured["columns"]) + " |\n|---|---|" + "---:|" * len(measured["columns"])
    rows = "\n".join(f"| {m['name']} | {m['says']} | {' | '.join(f'{value:.3f}' for value in m['values'])} |" for m in measured["measure"])
    st.markdown(f"### How exact it is\n{measured['about']} Measured {measured['measured']}.\n\n{head}\n{rows}\n\n{measured.get('news', '')}")


def _works(atlas: Atlas) -> None:
    st.markdown("### The works")
    config = {"Address": st.column_config.LinkColumn("Address", display_text="open"), "Work": st.column_config.TextColumn(width="large")}
    st.dataframe(tables.works(atlas), hide_index=True, column_config=config, key="works", alt="The works, with passages and mentions")
    roles = ", ".join(f"{ROLES[role].lower()} {count:,}" for role, count in atlas.count_by_role().items())
    st.caption(f"{len(atlas.documents)} works, {len(atlas.passages):,} passages, {len(atlas.mentions):,} mentions ({roles}).")


def _sources(atlas: Atlas) -> None:
    named = {key for key in atlas.mentions["place_id"] if key}
    sources = Counter(atlas.gazetteer.places[key].source for key in named)
    exact = Counter(atlas.gazetteer.places[key].precision for key in named)
    st.markdown(
        "### Where the locations are from\n"
        + "\n".join(f"- {source}: {count:,} places" for source, count in sources.most_common())
        + "\n\nOf these, "
        + "; ".join(f"{count:,} {PRECISIONS[precision].split(';')[0].lower()}" for precision, count in exact.most_common())
        + ".\n\n### Rights\nCode: MIT. Digests and gazetteer: CC BY 4.0. GeoNames: CC BY 4.0. Natural Earth: public domain. "
        "Names of people: US Census, Faker (MIT). "
        "The cited works remain their authors’; the shipped corpus holds none of their sentences."
        f"\n\nPassage Atlas {geo.__version__}."
    )


shell.through_app()
main()
