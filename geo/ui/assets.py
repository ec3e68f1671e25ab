"""Files that the map's own frame fetches from this server: Leaflet, the map's code, the base map, the outlines. Nothing comes from another machine."""

import streamlit.components.v1 as components
from xstatic.pkg import leaflet

from geo import mapview, settings

# The map is a component too, so its frame lies beside these folders, whatever the base path of the server.
_folders = {
    "leaflet": leaflet.BASE_DIR,
    "mapcode": str(mapview.SCRIPT.parent),
    "basemap": str(settings.data_dir / "basemap"),
    "gazetteer": str(settings.data_dir / "gazetteer"),
}
_names = {name: f"../{components.declare_component(name, path=folder).name}" for name, folder in _folders.items()}

LEAFLET = _names["leaflet"]
CODE = _names["mapcode"]
SKETCH = f"{CODE}/leaflet-draw"
BASEMAP = _names["basemap"]
SHAPES = f"{_names['gazetteer']}/shapes.geojson"
