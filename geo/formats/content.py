"""What an export holds: the layers of a selection, and what is to be said about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa

import geo
from geo.atlas import Atlas, Selection
from geo.errors import InputError
from geo.filters import describe, to_query
from geo.layers import control_layers, mention_layers, place_layers
from geo.model import LAYERS, MENTION_LAYERS
from geo.schema import WORK_FIELDS, fields_of

_TYPES = {"date": pa.date32(), "integer": pa.int64(), "real": pa.float64()}


@dataclass(frozen=True)
class Content:
    """A selection as layers: those of places by kind, `control`, then `mentions` and `mentions_undated`; every format of layers writes these.

    `day` is the day of the export; None leaves the date out, for files that are compared with earlier ones.
    """

    atlas: Atlas
    selection: Selection
    layers: dict[str, gpd.GeoDataFrame]
    day: date | None

    @property
    def places(self) -> dict[str, gpd.GeoDataFrame]:
        """The layers of places."""
        return {layer: frame for layer, frame in self.layers.items() if layer in LAYERS}

    @property
    def mentions(self) -> dict[str, gpd.GeoDataFrame]:
        """The layers of mentions."""
        return {layer: frame for layer, frame in self.layers.items() if layer in MENTION_LAYERS}

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The works that a selected mention stands in (`WORK_FIELDS`)."""
        told = {document for frame in self.mentions.values() for document in frame["document"].unique()}
        documents = self.atlas.documents
        return documents.loc[documents["document"].isin(told), list(WORK_FIELDS)].reset_index(drop=True)

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the files say about themselves (`schema.ABOUT_FIELDS`), as plain JSON values."""
        sources = [text for frame in self.places.values() for text in frame["source"]]
        return {
            "description": describe(self.selection.filters, self.atlas.known),
            "filters": to_query(self.selection.filters),
            **({"date": self.day.isoformat()} if self.day else {}),
            "generator": f"Passage Atlas {geo.__version__}",
            "licence": "; ".join(_once(self.documents["licence"])),
            "sources": _once(sorted(sources)),
            "works": self.documents.to_dict("records"),
        }

    @property
    def lines(self) -> list[str]:
        """The same as lines of text for people, the works cited one a line."""
        about = self.about
        filters = "; ".join(f"{key}: {', '.join(values)}" for key, values in about["filters"].items()) or "none"
        return [
            about["description"],
            f"Filters: {filters}",
            *([f"Date: {about['date']}"] if "date" in about else []),
            f"Made by {about['generator']}",
            f"Licence: {about['licence'] or 'not stated'}",
            "Locations: " + "; ".join(about["sources"]),
            "Works:",
            *(f"  {citation(work)}" for work in about["works"]),
        ]


def content(atlas: Atlas, selection: Selection, day: date | None = None) -> Content:
    """The content of an export. Raises `InputError` when no selected mention has a place."""
    mentions = mention_layers(atlas, selection)
    if not mentions:
        raise InputError("nothing is selected that has a place, so nothing was written; loosen the filters")
    return Content(atlas, selection, {**place_layers(atlas, selection, evidence=True), **control_layers(atlas, selection), **mentions}, day)


def citation(work: dict[str, Any]) -> str:
    """A work as one line: authors, title, publisher, published, address; what is not known is left out."""
    told = [work["authors"], work["title"], work["publisher"], work["published"], work["url"]]
    form = " (quoted here: a digest in the project's own words)" if work["form"] == "digest" else ""
    return ". ".join(str(part) for part in told if part) + form


def typed(frame: gpd.GeoDataFrame, layer: str) -> gpd.GeoDataFrame:
    """A layer whose days are real dates and whose numbers are numbers, some missing (types of Arrow), as GDAL and GeoParquet take them."""
    kinds = {
        field.name: _TYPES[field.type] for field in fields_of(layer) if field.type == "date" or (field.type in _TYPES and frame[field.name].dtype == object)
    }
    return frame.assign(**{name: pd.array(frame[name].tolist(), dtype=pd.ArrowDtype(kind)) for name, kind in kinds.items()})


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
