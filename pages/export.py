"""The export page: the selection, or everything, as a file in a format of one's choice, with what will be in it."""

import streamlit as st

from geo.atlas import Atlas, Selection
from geo.errors import InputError
from geo.export import FORMATS, Preview, media_type
from geo.ui import exporting, listing, mapbox, shell, state
from geo.ui.live import ears, piece

_ROWS = 20


@st.fragment
def main() -> None:
    """Draw the page."""
    atlas, visit = state.enter()
    selection = atlas.select(visit.filters)
    ears(lambda what, value: mapbox.act(atlas, what, value))
    shell.notes(visit)
    shell.filter_row(atlas, visit, atlas.facets(visit.filters))
    shell.summary(atlas, selection)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        everything, form = _choices()
    wanted = atlas.select(exporting.EVERYTHING) if everything else selection
    with right:
        seen = _gathered(atlas, visit, wanted)
        if seen:
            _download(atlas, wanted, form, seen)
    if seen:
        _look_inside(seen, form)


def _choices() -> tuple[bool, str]:
    """Whether everything is wanted, and in which format."""
    what = st.radio(
        "What",
        ["selection", "everything"],
        format_func={"selection": "This selection", "everything": "Everything"}.__getitem__,
        captions=["What the filters above select", "Every mention that has a place: governments meant by their seat and names inside other names too"],
        key="what",
    )
    form = st.radio(
        "Format",
        list(FORMATS),
        index=list(FORMATS).index("gpkg"),
        format_func=lambda key: FORMATS[key].title,
        captions=[one.about for one in FORMATS.values()],
        key="format",
    )
    return what == "everything", str(form)


def _gathered(atlas: Atlas, visit: state.Visit, wanted: Selection) -> Preview | None:
    """What there is to export; None, and why it is nothing, when there is nothing."""
    try:
        return exporting.gathered(wanted, atlas)
    except InputError:
        if wanted.mentions.empty:
            piece(listing.why_empty(atlas, visit.filters, wanted))
        else:
            piece('<p class="note">None of the selected names has a place yet, so there is nothing to draw and nothing to export.</p>')
        return None


def _download(atlas: Atlas, wanted: Selection, form: str, seen: Preview) -> None:
    """What the file holds, the button that makes it, and the same as a command."""
    name = exporting.file_name(wanted.filters, form)
    piece(exporting.contents(seen, form))
    st.download_button(
        f"Download {FORMATS[form].title}",
        exporting.made(atlas, wanted, form),  # called when the button is clicked, and not before
        name,
        media_type(form),
        key="download",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )
    piece(f'<p class="note">The file is called {name}. On the command line the same is:</p>')
    st.code(exporting.command(wanted.filters, form), language="bash", wrap_lines=True)


def _look_inside(seen: Preview, form: str) -> None:
    """The first rows of a layer, and its fields."""
    layers = {layer.id: layer for layer in seen.layers}
    if st.session_state.get("layer") not in layers:
        st.session_state["layer"] = next(iter(layers))
    rows, fields = st.columns([3, 2], gap="medium")
    with rows:
        chosen = layers[st.radio("Look into a layer", list(layers), format_func=lambda key: layers[key].title, key="layer", horizontal=True)]
        about = {field.name: st.column_config.Column(field.name, help=field.about) for field in chosen.fields}
        st.dataframe(chosen.rows(_ROWS), hide_index=True, column_config=about, key="preview", alt=f"The first features of the layer {chosen.title}")
        st.caption(f"The first {min(_ROWS, chosen.features)} of {chosen.features:,} features, without their geometry.")
    with fields:
        piece(exporting.dictionary(chosen.fields, form))


shell.through_app()
main()
