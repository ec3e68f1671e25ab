"""Selection -> layers."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geo import settings
from geo.filters import Filters
from geo.layers import MENTION_FIELDS, PLACE_FIELDS, control_layers, mention_layers, names_text, place_counts, place_layers, sentence_around
from geo.model import LAYERS, Name, layer_of
from geo.schema import EVIDENCE_FIELDS, SHAPEFILE_NAMES


def test_every_selected_place_stands_in_the_layer_of_its_kind(atlas) -> None:
    selection = atlas.select(Filters())
    layers = place_layers(atlas, selection)
    assert list(layers) == [layer for layer in LAYERS if layer in layers]
    assert {key for frame in layers.values() for key in frame["place_id"]} == set(place_counts(atlas, selection).index)
    for layer, frame in layers.items():
        assert {layer_of(kind) for kind in frame["kind"]} == {layer}
        assert list(frame.columns) == [*(field.name for field in PLACE_FIELDS), "geometry"]
        assert frame.crs == "EPSG:4326"


def test_counts_are_those_of_the_selection(atlas) -> None:
    counts = place_counts(atlas, atlas.select(Filters(source=("border-notes",))))
    row = counts.loc["barda"]
    assert (row["mentions"], row["passages"], row["works"]) == (2, 2, 1)
    assert (row["first_told"], row["last_told"]) == (date(1993, 3, 12), date(1994, 8, 31))


def test_a_place_without_a_told_time_has_none(atlas) -> None:
    row = place_counts(atlas, atlas.select(Filters(place=("lachin-corridor",)))).loc["lachin-corridor"]
    assert (row["first_told"], row["last_told"]) == (None, None)


def test_a_place_has_one_feature_for_each_version_of_its_shape_or_the_one_of_a_day(atlas) -> None:
    selection = atlas.select(Filters(place=("lachin-corridor", "line-of-contact")))
    versions = place_layers(atlas, selection)["corridors"]
    assert len(versions) == len(atlas.gazetteer.shapes_of("lachin-corridor"))
    then, before = (atlas.select(replace(selection.filters, on=day)) for day in ("2000-01-01", "1990-01-01"))
    assert list(place_layers(atlas, then)["lines"]["place_id"]) == ["line-of-contact"]
    assert "lines" not in place_layers(atlas, before)


def test_mentions_with_and_without_a_time_stand_apart(atlas) -> None:
    selection = atlas.select(Filters())
    layers = mention_layers(atlas, selection)
    assert len(layers["mentions"]) + len(layers["mentions_undated"]) == (selection.mentions["place_id"] != "").sum()
    assert layers["mentions"]["begin"].notna().all()
    assert layers["mentions_undated"]["begin"].isna().all()
    assert list(layers["mentions"].columns) == [*(field.name for field in MENTION_FIELDS), "geometry"]


def test_a_mention_carries_its_sentence_its_time_and_where_it_is_from(atlas) -> None:
    frame = mention_layers(atlas, atlas.select(Filters(place=("zangilan-district",))))["mentions"]
    [row] = frame.to_dict("records")
    assert row["quote"] == "On 12 March 1993 two families left Zangilan district for the city of Barda."
    assert (row["begin"], row["end"], row["edtf"], row["granularity"]) == (date(1993, 3, 12), date(1993, 3, 12), "1993-03-12", "day")
    assert (row["document"], row["locator"]) == ("border-notes", "Spring, para. 1")


def told(atlas, surface: str, **filters) -> tuple:
    """Begin, end, granularity, EDTF and events of the first mention of a surface in the notes."""
    whole = pd.concat(mention_layers(atlas, atlas.select(Filters(source=("border-notes",), **filters))).values())
    row = whole[whole["surface"] == surface].iloc[0]
    return tuple(row[["begin", "end", "granularity", "edtf", "events"]])


def test_a_mention_has_its_own_time_else_that_of_its_passage_and_several_as_one_span(atlas) -> None:
    day = date(1993, 3, 12)
    assert told(atlas, "Barda") == (day, day, "day", "1993-03-12", "")
    assert told(atlas, "Baku", role=("metonym",)) == (day, day, "day", "1993-03-12", "")  # no time of its own
    barda = atlas.whens["mention"] == 1
    more = atlas.whens[barda].assign(begin="1992-06-01", end="1994-11-30", granularity="range", edtf="1992-06/1994-11")
    changed = replace(atlas, whens=pd.concat([atlas.whens, more], ignore_index=True))
    assert told(changed, "Barda") == (date(1992, 6, 1), date(1994, 11, 30), "range", "{1993-03-12,1992-06..1994-11}", "")
    assert told(changed, "Baku", role=("metonym",))[3] == "1993-03-12"


def test_a_mention_carries_every_event_of_its_passage(atlas) -> None:
    events = pd.DataFrame({"passage": [2, 2], "event": ["first-karabakh-war", "shusha-1992"], "method": ["words", "words"]})
    assert told(replace(atlas, passage_events=events), "Barda")[4] == "first-karabakh-war; shusha-1992"


def test_the_evidence_of_a_place_is_its_surest_mention_of_equals_the_first(atlas) -> None:
    everything = atlas.select(Filters())
    selection = replace(everything, mentions=everything.mentions.assign(confidence=0.5 + everything.mentions["mention"] % 4 / 10))
    named = selection.mentions[selection.mentions["place_id"] != ""]
    wanted = {key: own.loc[own["confidence"].idxmax()] for key, own in named.groupby("place_id")}
    for frame in place_layers(atlas, selection, evidence=True).values():
        for row in frame.itertuples():
            best = wanted[row.place_id]
            assert (row.document, row.start, row.stop, row.confidence) == (best["document"], best["source_start"], best["source_end"], best["confidence"])
    assert any(best["mention"] != named.loc[named["place_id"] == key, "mention"].iloc[0] for key, best in wanted.items())


def test_names_say_their_language_and_the_years_in_use() -> None:
    names = [
        Name("x", "Ağdərə", "az", "official", "any"),
        Name("x", "Мардакерт", "ru", "former", "any", "1930", "1992"),
        Name("x", "A", "en", "former", "any", "", "1930"),
    ]
    assert names_text(names) == "az: Ağdərə; ru: Мардакерт (1930–1992); en: A (–1930)"


def test_without_a_history_there_is_no_layer_of_control(atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "data_dir", tmp_path)
    assert control_layers(atlas, atlas.select(Filters())) == {}


def test_the_sentence_around_a_span_is_whole() -> None:
    text = "One. Two stands here. Three."
    assert sentence_around(text, text.index("stands"), text.index("stands") + 6) == "Two stands here."


def test_field_names_fit_a_shapefile_or_have_a_shorter_one_there_and_say_what_they_hold() -> None:
    for fields in (PLACE_FIELDS + EVIDENCE_FIELDS, MENTION_FIELDS):
        short = [SHAPEFILE_NAMES.get(field.name, field.name) for field in fields]
        assert all(len(name) <= 10 for name in short)
        assert len({name.lower() for name in short}) == len(fields)
        assert all(field.about for field in fields)


def test_a_place_can_be_checked_by_its_surest_mention(atlas) -> None:
    selection = atlas.select(Filters())
    frame = place_layers(atlas, selection, evidence=True)["districts"]
    assert list(frame.columns) == [*(field.name for field in PLACE_FIELDS + EVIDENCE_FIELDS), "geometry"]
    row = frame.set_index("place_id").loc["zangilan-district"]
    assert row["quote"] == "On 12 March 1993 two families left Zangilan district for the city of Barda."
    assert (row["document"], row["documents"], row["locator"]) == ("border-notes", "border-notes", "Spring, para. 1")
    mentions = selection.mentions[selection.mentions["place_id"] == "zangilan-district"]
    assert row["confidence"] == mentions["confidence"].max()
    assert row["start"] in set(mentions["source_start"])
