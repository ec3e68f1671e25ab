"""The page of a visitor's own texts: handed in, read on this machine, shown beside the shared works in this visit only."""

import streamlit as st

from geo import settings
from geo.atlas import Atlas
from geo.errors import InputError
from geo.filters import Filters
from geo.model import ROLES
from geo.own import METADATA
from geo.readers.kinds import SUFFIXES
from geo.ui import listing, mapbox, shell, state, uploads
from geo.ui.live import ears, piece
from geo.ui.uploads import Upload

_INTRO = """<section class="intro"><h2>Your own texts on the map</h2><p>Drop in articles, notes or books: TXT, Markdown, HTML, DOCX,
ODT, RTF, EPUB, PDF, or a ZIP of them. They are read on the machine that runs this program, join the map beside the works that are there, and are
<strong>seen in this visit only</strong>: they are kept in memory, go nowhere else, and are gone when you clear them or leave. To keep
texts for good, build an atlas of them: <code>python -m geo build --texts FOLDER</code>.</p></section>"""

_EMPTY = """<section class="intro empty"><h2>Nothing here yet</h2><p>What is found in your texts is drawn here: their places on a map, with the
number of passages that name them, the years they tell of, and the names that no place was found for.</p></section>"""
_NO_PLACE = """<section class="intro empty"><h2>No place was found</h2><p>What you handed in names no place that is known here. Review, beside each passage
under Read, takes a name that was not seen.</p></section>"""


@st.fragment
def main() -> None:
    """Draw the page."""
    with st.container(key="taking"):  # always there, so that nothing below is mounted anew
        _hand_in()
    atlas, visit = state.enter()
    own = state.own_texts()
    ears(lambda what, value: _act(atlas, what, value))
    shell.notes(visit)
    left, right = st.columns([3, 2])
    with left, st.container(key="handin"):
        piece(_INTRO + uploads.refusals(st.session_state.get("_refused", ())))
        _ways_in()
        if own.texts:
            with st.container(key="describe"):
                _describe()
            piece("".join(uploads.text_card(found) for found in reversed(own.texts)))
            st.button("Clear all of them", key="clear-own", on_click=own.clear)
    with right, st.container(key="ownmap"):
        _found_map(atlas, visit)


def _found_map(atlas: Atlas, visit: state.Visit) -> None:
    """What was found in the own texts, on a map; without any place there is none, for it would show an empty world."""
    own = state.own_texts()
    keys = tuple(found.document.id for found in own.texts)
    if not keys:
        piece(_EMPTY)
        return
    selection = atlas.select(Filters(source=keys, role=tuple(ROLES)))
    if not selection.places:
        piece(_NO_PLACE + (uploads.lost_names(atlas, keys) if len(selection.mentions) else ""))
        return
    drawn = mapbox.drawing(atlas, state.Visit(Filters(), visit.view, ()), selection, focus=uploads.look_at(selection, own))
    mapbox.places_map(atlas, drawn, key="ownmap-view")
    piece(uploads.found_in_all(atlas, selection) + uploads.lost_names(atlas, keys))


def _hand_in() -> None:
    """Take in what was handed in on the last run, before the atlas is asked for; then the ways in are empty again."""
    turn = st.session_state.get("_turn", 0)
    files = st.session_state.get(f"files-{turn}") or []
    pasted = st.session_state.pop("_pasted", None)
    if files or pasted:
        handed = [Upload(file.name, file.size, file.getvalue() if file.size <= settings.max_file_mb * 1_000_000 else b"") for file in files]
        uploads.take([*handed, *([pasted] if pasted else [])])
        st.session_state["_turn"] = turn + 1


def _ways_in() -> None:
    turn = st.session_state.get("_turn", 0)
    st.file_uploader(
        f"Files. {uploads.limits()}",
        sorted(SUFFIXES),
        accept_multiple_files=True,
        key=f"files-{turn}",
        max_upload_size=settings.max_file_mb,
    )
    with st.expander("Or paste a text"), st.form(f"paste-{turn}", clear_on_submit=True, border=False):
        st.text_input("Title", key=f"paste-title-{turn}", placeholder="What to call it")
        st.text_area("Text", key=f"paste-text-{turn}", height=180)
        st.form_submit_button("Find its places", on_click=_pasted, args=(turn,))


def _pasted(turn: int) -> None:
    text = str(st.session_state[f"paste-text-{turn}"]).strip()
    title = " ".join(str(st.session_state[f"paste-title-{turn}"]).split()) or "Pasted text"
    if text:
        data = text.encode("utf-8", "replace")
        st.session_state["_pasted"] = Upload(f"{title}.txt", len(data), data)


def _describe() -> None:
    """The form that says of a text what its file does not."""
    own = state.own_texts()
    key = st.session_state.get("_describing")
    found = next((one for one in own.texts if one.document.id == key), None)
    if found is None:
        return
    document = found.document
    with st.form(f"describe-{key}"):
        if st.session_state.get("_mistake"):
            st.error(st.session_state["_mistake"])
        st.text_input("Title", document.title, key=f"title-{key}")
        st.text_input("Authors, parted by semicolons", "; ".join(document.authors), key=f"authors-{key}")
        first, last = st.columns(2)
        first.text_input("Published (YYYY, YYYY-MM or YYYY-MM-DD)", document.published, key=f"published-{key}")
        last.text_input("Publisher", document.publisher, key=f"publisher-{key}")
        st.text_input("Address", document.url, key=f"url-{key}")
        st.form_submit_button("Keep this", type="primary", on_click=_keep, args=(key,))


def _keep(key: str) -> None:
    said = {name: str(st.session_state[f"{name}-{key}"]) for name in METADATA}
    try:
        state.own_texts().change(key, uploads.described(**said), state.stages_ready())
    except InputError as error:
        st.session_state["_mistake"] = str(error)
    else:
        st.session_state.update(_mistake="", _describing="")


def _act(atlas: Atlas, what: str, value: str) -> None:
    own = state.own_texts()
    if what == "remove":
        own.remove(value)
    elif what == "describe":
        st.session_state.update(_mistake="", _describing=value)
    elif what == "onmap":
        state.apply(Filters(source=(value,)))
        st.session_state["_go"] = ("map", {})
    else:
        if what in ("look", "only"):
            st.session_state["_go"] = ("map", {})
        listing.act(atlas, what, value)


shell.through_app()
main()
