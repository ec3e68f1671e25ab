"""Selection -> layers."""

from dataclasses import replace
from datetime import date

from geo.filters import Filters
from geo.layers import MENTION_FIELDS, PLACE_FIELDS, mention_layers, names_text, place_counts, place_layers, sentence_around
from geo.model import LAYERS, layer_of
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


def test_names_say_their_language_and_when_they_were_in_use(atlas) -> None:
    names = names_text(atlas.gazetteer.names_of["aghdara-district"])
    assert "ru: Мардакертский район (1930–1992)" in names.split("; ")
