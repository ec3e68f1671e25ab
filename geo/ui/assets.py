"""Files that the map's own frame fetches from this server: Leaflet and the base map. Nothing comes from another machine."""

import streamlit.components.v1 as components
from xstatic.pkg import leaflet

from geo import settings

_LEAFLET = components.declare_component("leaflet", path=leaflet.BASE_DIR)
_BASEMAP = components.declare_component("basemap", path=str(settings.data_dir / "basemap"))

# The map is a component too, so its frame lies beside these folders, whatever the base path of the server.
LEAFLET = f"../{_LEAFLET.name}"
BASEMAP = f"../{_BASEMAP.name}"
