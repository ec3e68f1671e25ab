"""Start of the app: the list of pages, and one clear line for what goes wrong."""

from pathlib import Path

import streamlit as st

from geo.errors import AtlasError
from geo.ui import shell, state

st.set_page_config(page_title="Passage Atlas", page_icon=str(Path(__file__).parent / "geo" / "ui" / "icon.png"), layout="wide")
PAGES = {
    "map": st.Page("pages/map.py", title="Map", default=True),
    "timeline": st.Page("pages/timeline.py", title="Timeline"),
    "places": st.Page("pages/places.py", title="Places"),
    "read": st.Page("pages/read.py", title="Read"),
    "about": st.Page("pages/about.py", title="About"),
}
page = st.navigation(list(PAGES.values()), position="hidden")
going = st.session_state.pop("_go", None)
if going:
    st.switch_page(PAGES[going[0]], query_params={**state.query_now(), **going[1]})
shell.head(list(PAGES.values()), page)
try:
    page.run()
except AtlasError as error:
    st.error(str(error), icon=":material/error:")
