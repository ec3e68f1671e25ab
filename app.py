"""Start of the app: the list of pages, and one clear line for what goes wrong."""

from pathlib import Path

import streamlit as st

from geo.errors import AtlasError

st.set_page_config(page_title="Passage Atlas", page_icon=str(Path(__file__).parent / "geo" / "ui" / "icon.png"), layout="wide")
page = st.navigation([st.Page("pages/map.py", title="Map", default=True)], position="hidden")
try:
    page.run()
except AtlasError as error:
    st.error(str(error), icon=":material/error:")
