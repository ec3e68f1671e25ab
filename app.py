"""Start of the app: the list of pages, and one clear line for what goes wrong."""

import streamlit as st

from geo.errors import AtlasError

st.set_page_config(page_title="Passage Atlas", page_icon=":material/map:", layout="wide")
page = st.navigation([st.Page("pages/map.py", title="Map", icon=":material/map:", default=True)], position="hidden")
try:
    page.run()
except AtlasError as error:
    st.error(str(error), icon=":material/error:")
