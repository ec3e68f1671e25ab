"""Selection -> layers: the places of each kind with their counts, and the mentions as points in time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import control, settings
from geo.atlas import Atlas, Selection
from geo.corpus import sentence_starts
from geo.drawing import days_away, posts, tally
from geo.filters import Filters
from geo.model import LAYERS, MENTION_LAYERS, Name, layer_of
from geo.schema import EVIDENCE_FIELDS, MENTION_FIELDS, PLACE_FIELDS

_NO_EVIDENCE = ("", "", "", "", None, None, "", None)

__all__ = ["MENTION_FIELDS", "PLACE_FIELDS", "control_layers", "mention_layers", "names_text", "place_counts", "place_layers", "sentence_around"]


def place_counts(atlas: Atlas, selection: Selection) -> pd.DataFrame:
    """Selected places, by place_id: mentions, passages, works, first_told, last_told (days or None); most mentions first."""
    columns = ["mentions", "passages", "works", "first_told", "last_told"]
    counts = pd.DataFrame.from_dict(tally(atlas, selection), orient="index", columns=columns).rename_axis("place_id")
    return counts.sort_values(["mentions", "passages"], ascending=False, kind="stable")


def place_layers(atlas: Atlas, selection: Selection, *, evidence: bool = False) -> dict[str, gpd.GeoDataFrame]:
    """Layer id -> one feature a place and version of its shape (`PLACE_FIELDS`), in the order of the legend; empty layers left out.

    With a day `on` in the filters, only the shapes valid then, and with the clock `valid` those valid in the selected time; a
    place that has no shape is its representative point. Posts of a selected zone (`drawing.posts`) stand with it, with no mention.
    With `evidence`, also the works and the surest mention of each place (`EVIDENCE_FIELDS`).
    """
    counts = place_counts(atlas, selection)
    for key in posts(atlas.gazetteer, set(counts.index), selection.filters):
        counts.loc[key] = (0, 0, 0, None, None)
    proofs = _evidence(atlas, selection) if evidence else {}
    filters = selection.filters
    days = filters.shape_days if filters.on or filters.clock == "valid" else (None, None)
    rows: dict[str, list[tuple[object, ...]]] = {layer: [] for layer in LAYERS}
    shapes: dict[str, list[object]] = {layer: [] for layer in LAYERS}
    for row in counts.sort_index().itertuples():
        place = atlas.gazetteer.places[str(row.Index)]
        names = names_text(atlas.gazetteer.names_of[place.id])
        common = (place.id, place.name, names, place.kind, place.country, row.mentions, row.passages, row.works, row.first_told, row.last_told)
        proof = proofs.get(place.id, _NO_EVIDENCE if evidence else ())
        layer = layer_of(place.kind)
        for one in atlas.gazetteer.shapes_of(place.id):
            if days_away(one, *days):
                continue
            rows[layer].append((*common, one.begin, one.end, one.precision, one.precision_km, one.source, one.source_id, one.note, *proof))
            shapes[layer].append(one.geometry)
        if not atlas.gazetteer.shapes_of(place.id):
            rows[layer].append((*common, None, None, place.precision, place.precision_km, place.source, place.source_id, place.note, *proof))
            shapes[layer].append(shapely.Point(place.lon, place.lat))
    names_of = [field.name for field in (PLACE_FIELDS + EVIDENCE_FIELDS if evidence else PLACE_FIELDS)]
    return {layer: _frame(rows[layer], names_of, shapes[layer]) for layer in LAYERS if rows[layer]}


def _frame(rows: list[tuple[object, ...]], columns: list[str], shapes: list[object]) -> gpd.GeoDataFrame:
    """Rows as a layer; numbers beside a missing one stay as they are (pandas would make them all real)."""
    frame = pd.DataFrame(rows, columns=columns)
    for at, column in enumerate(columns):
        if frame[column].dtype.kind == "f" and frame[column].isna().any():
            frame[column] = pd.Series([row[at] for row in rows], dtype=object)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326")


def control_layers(atlas: Atlas, selection: Selection) -> dict[str, gpd.GeoDataFrame]:
    """`control`: who held the selected places that are told of, from when to when (`CONTROL_FIELDS`); all places when nothing is filtered.

    With a day `on` in the filters, only who held them then. Nothing when none of them is told of, or there is no history.
    """
    if not (settings.data_dir / control.FILE).exists():
        return {}
    history = control.load(gazetteer=atlas.gazetteer)
    wanted = None if selection.filters == Filters() else set(selection.mentions["place_id"])
    day = date.fromisoformat(selection.filters.on) if selection.filters.on else None
    frame = history.layer(atlas.gazetteer, on=day, places=wanted)
    return {"control": frame} if len(frame) else {}


def names_text(names: Iterable[Name]) -> str:
    """Names with their language and the years they were in use: `az: Ağdərə; ru: Мардакерт (1930–1992)`."""
    return "; ".join(f"{name.language}: {name.text}" + (f" ({name.since}–{name.until})" if name.since or name.until else "") for name in names)


def _evidence(atlas: Atlas, selection: Selection) -> dict[str, tuple[object, ...]]:
    """Place -> its `EVIDENCE_FIELDS`: of its mentions the surest, of several as sure the first."""
    named = selection.mentions[selection.mentions["place_id"] != ""]
    works = {place: "; ".join(dict.fromkeys(several)) for place, several in named.groupby("place_id")["document"]}
    best = named.sort_values("confidence", ascending=False, kind="stable").drop_duplicates("place_id")
    columns = zip(
        best["place_id"], _quotes(atlas, best), best["document"], _taken(atlas.passages, "passage", best["passage"])["locator"],
        best["source_start"], best["source_end"], best["method"], best["confidence"], strict=True,
    )  # fmt: skip
    return {place: (works[place], *rest) for place, *rest in columns}


def mention_layers(atlas: Atlas, selection: Selection) -> dict[str, gpd.GeoDataFrame]:
    """`mentions` and `mentions_undated`: one feature a selected mention that has a place (`MENTION_FIELDS`), at the place's point."""
    chosen = selection.mentions[selection.mentions["place_id"] != ""]
    passages = _taken(atlas.passages, "passage", chosen["passage"])
    documents = _taken(atlas.documents, "document", chosen["document"])
    codes, keys = pd.factorize(chosen["place_id"])
    places = [atlas.gazetteer.places[key] for key in keys]
    names = np.array([names_text(atlas.gazetteer.names_of[key]) for key in keys], dtype=object)
    stated, told = _stated(atlas), []
    for mention, passage in zip(chosen["mention"].tolist(), chosen["passage"].tolist(), strict=True):
        told.append(stated.get(mention) or stated.get(-passage - 1) or (None, None, "", ""))
    begin, end, granularity, edtf = (list(column) for column in zip(*told, strict=True)) if told else ([], [], [], [])
    events = atlas.passage_events.groupby("passage")["event"].agg("; ".join)

    def of_place(attribute: str) -> np.ndarray:
        values = np.array([getattr(place, attribute) for place in places])
        found: np.ndarray = (values if values.dtype.kind == "f" else values.astype(object))[codes]
        return found

    columns: dict[str, Any] = {
        "place_id": chosen["place_id"],
        "name": of_place("name"),
        "names": names[codes],
        "kind": of_place("kind"),
        "country": of_place("country"),
        **{field: chosen[field] for field in ("surface", "role", "document", "method", "confidence")},
        "begin": begin,
        "end": end,
        "granularity": granularity,
        "edtf": edtf,
        "events": chosen["passage"].map(events).fillna(""),
        "quote": _quotes(atlas, chosen),
        **{field: documents[field] for field in ("title", "authors", "publisher", "published", "url", "form")},
        **{field: passages[field] for field in ("heading", "locator", "part")},
        "start": chosen["source_start"],
        "stop": chosen["source_end"],
        "precision": of_place("precision"),
        "prec_km": of_place("precision_km"),
    }
    whole = pd.DataFrame({field.name: np.asarray(columns[field.name]) for field in MENTION_FIELDS})
    whole[["begin", "end"]] = pd.DataFrame({"begin": begin, "end": end}, dtype=object)
    points = shapely.points(of_place("lon"), of_place("lat")) if places else np.array([], dtype=object)
    frame = gpd.GeoDataFrame(whole, geometry=points, crs="EPSG:4326")
    dated = np.array([day is not None for day in begin], dtype=bool)
    parts = dict(zip(MENTION_LAYERS, (dated, ~dated), strict=True))
    return {layer: frame[keep].reset_index(drop=True) for layer, keep in parts.items() if keep.any()}


def _taken(table: pd.DataFrame, key: str, values: pd.Series) -> pd.DataFrame:
    """Rows of a table by its key, one for each value, in their order."""
    return table.set_index(key).loc[values.to_numpy()]


def _stated(atlas: Atlas) -> dict[int, tuple[date, date, str, str]]:
    """Mention -> (first day, last day, granularity, EDTF) of its own times; -passage - 1 -> those of a passage."""
    whens = atlas.whens
    keys = np.where(whens["mention"].isna(), -whens["passage"] - 1, whens["mention"].fillna(0)).astype(np.int64).tolist()
    found: dict[int, list[tuple[str, str, str, str]]] = {}
    for key, *when in zip(keys, whens["begin"].tolist(), whens["end"].tolist(), whens["granularity"].tolist(), whens["edtf"].tolist(), strict=True):
        found.setdefault(key, []).append((when[0], when[1], when[2], when[3]))
    return {
        key: (
            date.fromisoformat(min(when[0] for when in several)),
            date.fromisoformat(max(when[1] for when in several)),
            several[0][2] if len(several) == 1 else "range",
            several[0][3] if len(several) == 1 else "{" + ",".join(dict.fromkeys(when[3] for when in several)).replace("/", "..") + "}",
        )
        for key, several in found.items()
    }


def _quotes(atlas: Atlas, mentions: pd.DataFrame) -> list[str]:
    """The sentence of each mention; the sentences of a passage are looked for once."""
    numbers = mentions["passage"].to_numpy()
    texts = atlas.texts(np.unique(numbers))
    starts = {number: [*sentence_starts(text), len(text)] for number, text in texts.items()}
    spans = zip(numbers.tolist(), mentions["start"].tolist(), mentions["end"].tolist(), strict=True)
    return [_sentence(texts[number], starts[number], start, end) for number, start, end in spans]


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of a passage that a span stands in."""
    return _sentence(text, [*sentence_starts(text), len(text)], start, end)


def _sentence(text: str, bounds: Sequence[int], start: int, end: int) -> str:
    return text[bounds[bisect_right(bounds, start) - 1] : bounds[bisect_left(bounds, end)]].strip()
