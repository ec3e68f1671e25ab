"""Start of the app: the list of pages, and one clear line for what goes wrong."""

from pathlib import Path

import streamlit as st

from geo.errors import AtlasError
from geo.ui import shell, state

st.set_page_config(page_title="Passage Atlas", page_icon=str(Path(__file__).parent / "geo" / "ui" / "icon.png"), layout="wide")
pages = shell.pages()
page = st.navigation(list(pages.values()), position="hidden")
shell.started()
going = st.session_state.pop("_go", None)
if going:
    st.switch_page(pages[going[0]], query_params={**state.query_now(), **going[1]})
shell.head(pages, page)
try:
    page.run()
except AtlasError as error:
    st.error(str(error), icon=":material/error:")
