"""Selection -> layers: the places of each kind with their counts, and the mentions as points in time."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.atlas import Atlas, Selection
from geo.corpus import sentence_starts
from geo.model import LAYERS, Column, layer_of

PLACE_FIELDS: tuple[Column, ...] = (
    Column("place_id", "text", "Identifier of the place"),
    Column("name", "text", "Name used here"),
    Column("names", "text", "Names with their language, separated by semicolons"),
    Column("kind", "text", "Kind of place"),
    Column("country", "text", "Countries that it lies in (ISO 3166-1)"),
    Column("mentions", "integer", "Selected mentions"),
    Column("passages", "integer", "Selected passages that mention it"),
    Column("works", "integer", "Works that these stand in"),
    Column("first_told", "date", "First day that the selected passages tell of there"),
    Column("last_told", "date", "Last day that they tell of there"),
    Column("begin", "date", "First day that the shape is valid, empty: always"),
    Column("end", "date", "Last day that the shape is valid, empty: still"),
    Column("precision", "text", "exact, settlement, area or approximate"),
    Column("prec_km", "real", "How far off the geometry may be, kilometres"),
    Column("source", "text", "Where the geometry is from"),
    Column("source_id", "text", "Its identifier there"),
    Column("note", "text", "How the geometry was made"),
)
MENTION_FIELDS: tuple[Column, ...] = (
    Column("place_id", "text", "Identifier of the place"),
    Column("name", "text", "Name used here"),
    Column("kind", "text", "Kind of place"),
    Column("surface", "text", "The words as written"),
    Column("role", "text", "literal, metonym or embedded"),
    Column("begin", "date", "First day that the text states for it"),
    Column("end", "date", "Last day that the text states for it"),
    Column("granularity", "text", "day, month, season, year, decade or range"),
    Column("edtf", "text", "The stated times in Extended Date/Time Format"),
    Column("events", "text", "Events that the passage speaks of"),
    Column("quote", "text", "The sentence that it stands in"),
    Column("document", "text", "Identifier of the work"),
    Column("title", "text", "Title of the work"),
    Column("authors", "text", "Authors of the work"),
    Column("published", "text", "When the work was published"),
    Column("heading", "text", "Section of the work"),
    Column("locator", "text", "Where in the work"),
    Column("start", "integer", "Offset of the mention in the file"),
    Column("stop", "integer", "Offset after the mention in the file"),
    Column("method", "text", "The rules that decided"),
    Column("confidence", "real", "0 to 1"),
    Column("precision", "text", "Precision of the location"),
    Column("prec_km", "real", "How far off the location may be, kilometres"),
)


def place_counts(atlas: Atlas, selection: Selection) -> pd.DataFrame:
    """Selected places, by place_id: mentions, passages, works, first_told, last_told (days or None); most mentions first."""
    mentions = selection.mentions
    named = mentions[mentions["place_id"] != ""].join(atlas.told, on="mention")
    grouped = named.groupby("place_id").agg(
        mentions=("mention", "size"), passages=("passage", "nunique"), works=("document", "nunique"), first=("first_day", "min"), last=("last_day", "max")
    )
    for column in ("first", "last"):
        grouped[f"{column}_told"] = [None if np.isnan(day) else date.fromordinal(int(day)) for day in grouped[column]]
    return grouped.drop(columns=["first", "last"]).sort_values(["mentions", "passages"], ascending=False, kind="stable")


def place_layers(atlas: Atlas, selection: Selection, *, on: date | None = None) -> dict[str, gpd.GeoDataFrame]:
    """Layer id -> one feature a place and version of its shape (`PLACE_FIELDS`), in the order of the legend; empty layers left out.

    With `on`, only the shapes valid on that day; a place that has no shape is its representative point.
    """
    counts = place_counts(atlas, selection)
    rows: dict[str, list[tuple[object, ...]]] = {layer: [] for layer in LAYERS}
    shapes: dict[str, list[object]] = {layer: [] for layer in LAYERS}
    for row in counts.sort_index().itertuples():
        place = atlas.gazetteer.places[str(row.Index)]
        names = "; ".join(f"{name.language}: {name.text}" for name in atlas.gazetteer.names_of[place.id])
        common = (place.id, place.name, names, place.kind, place.country, row.mentions, row.passages, row.works, row.first_told, row.last_told)
        layer = layer_of(place.kind)
        for one in atlas.gazetteer.shapes_of(place.id, on):
            rows[layer].append((*common, one.begin, one.end, one.precision, one.precision_km, one.source, one.source_id, one.note))
            shapes[layer].append(one.geometry)
        if not atlas.gazetteer.shapes_of(place.id):
            rows[layer].append((*common, None, None, place.precision, place.precision_km, place.source, place.source_id, place.note))
            shapes[layer].append(shapely.Point(place.lon, place.lat))
    names_of = [field.name for field in PLACE_FIELDS]
    return {layer: gpd.GeoDataFrame(pd.DataFrame(rows[layer], columns=names_of), geometry=shapes[layer], crs="EPSG:4326") for layer in LAYERS if rows[layer]}


def mention_layers(atlas: Atlas, selection: Selection) -> dict[str, gpd.GeoDataFrame]:
    """`mentions` and `mentions_undated`: one feature a selected mention that has a place (`MENTION_FIELDS`), at the place's point."""
    chosen = selection.mentions[selection.mentions["place_id"] != ""]
    passages = atlas.passages.set_index("passage")
    documents = atlas.documents.set_index("document")
    texts = atlas.texts(np.unique(chosen["passage"]))
    whens = _stated(atlas)
    events = atlas.passage_events.groupby("passage")["event"].agg("; ".join).to_dict()
    rows: dict[str, list[tuple[object, ...]]] = {"mentions": [], "mentions_undated": []}
    points: dict[str, list[shapely.Point]] = {"mentions": [], "mentions_undated": []}
    for m in chosen.itertuples():
        place, passage, document = atlas.gazetteer.places[m.place_id], passages.loc[m.passage], documents.loc[m.document]
        begin, end, granularity, edtf = whens.get(m.mention) or whens.get(-m.passage - 1) or (None, None, "", "")
        layer = "mentions" if begin else "mentions_undated"
        rows[layer].append(
            (
                place.id,
                place.name,
                place.kind,
                m.surface,
                m.role,
                begin,
                end,
                granularity,
                edtf,
                events.get(m.passage, ""),
                sentence_around(texts[m.passage], m.start, m.end),
                m.document,
                document["title"],
                document["authors"],
                document["published"],
                passage["heading"],
                passage["locator"],
                m.source_start,
                m.source_end,
                m.method,
                m.confidence,
                place.precision,
                place.precision_km,
            )
        )
        points[layer].append(shapely.Point(place.lon, place.lat))
    names = [field.name for field in MENTION_FIELDS]
    return {layer: gpd.GeoDataFrame(pd.DataFrame(rows[layer], columns=names), geometry=points[layer], crs="EPSG:4326") for layer in rows if rows[layer]}


def _stated(atlas: Atlas) -> dict[int, tuple[date, date, str, str]]:
    """Mention -> (first day, last day, granularity, EDTF) of its own times; -passage - 1 -> those of a passage."""
    found: dict[int, list[tuple[str, str, str, str]]] = {}
    for w in atlas.whens.itertuples():
        key = -int(w.passage) - 1 if pd.isna(w.mention) else int(w.mention)
        found.setdefault(key, []).append((w.begin, w.end, w.granularity, w.edtf))
    return {
        key: (
            date.fromisoformat(min(when[0] for when in several)),
            date.fromisoformat(max(when[1] for when in several)),
            several[0][2] if len(several) == 1 else "range",
            several[0][3] if len(several) == 1 else "{" + ",".join(dict.fromkeys(when[3] for when in several)).replace("/", "..") + "}",
        )
        for key, several in found.items()
    }


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of a passage that a span stands in."""
    starts = [*sentence_starts(text), len(text)]
    first = max(at for at in starts if at <= start)
    last = min(at for at in starts if at >= end)
    return text[first:last].strip()
