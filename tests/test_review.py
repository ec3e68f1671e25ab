"""Review: what needs a person first, what a name might mean, and how an atlas is made anew after a correction."""

from pathlib import Path

import pytest

from geo import build, corrections_file, events, gazetteer_file, review, settings, stages, store
from geo.errors import InputError, StoreError
from geo.geometry import kilometres
from geo.model import Document
from geo.own import OwnTexts
from geo.ui import corrected, reviewing


def test_names_wait_by_how_many_mentions_hang_on_them(tmp_path: Path, places) -> None:
    (tmp_path / "one.txt").write_text("The village of Pine Hollow. Shusha and Lachin.\n\nThe village of Novo Selimovka, the village of Novo Selimovka. Ganja.")
    build.build([tmp_path], tmp_path / "a.gpkg", corrections=[])
    atlas = store.read(tmp_path / "a.gpkg", places)
    table = review.waiting(atlas)
    assert [*table["mentions"]] == sorted(table["mentions"], reverse=True)
    assert table["name"].iloc[0] == "Novo Selimovka"
    assert set(table.loc[table["place_id"] == "", "name"]) == {"Novo Selimovka", "Pine Hollow"}
    assert "Ganja" not in set(table["name"])  # decided with confidence
    assert all(review.with_candidates(atlas, table).loc[table["place_id"] != "", "candidates"] != "")
    assert review.passages_of(atlas, table.iloc[0]) == [1]


def test_candidates_come_with_distances_and_reasons_the_likeliest_first(places) -> None:
    found = review.candidates(places, "Şuşa", places.places["lachin"])
    assert found[0].place.id in ("shusha", "shusha-district")
    assert found[0].reason.startswith("written so")
    assert found[0].km == pytest.approx(kilometres(found[0].place.lat, found[0].place.lon, places.places["lachin"].lat, places.places["lachin"].lon))
    assert any(one.place.id == "stepanakert" or "alike" in one.reason for one in review.candidates(places, "Stepanakertt"))
    assert review.candidates(places, "Qqqqqqqq") == []


def test_namesakes_in_the_world_are_candidates_with_what_speaks_for_each(tmp_path: Path, places) -> None:
    (tmp_path / "one.txt").write_text("The mayor of Paris, Texas, spoke in Dallas. Later he went to Paris again.")
    build.build([tmp_path], tmp_path / "a.gpkg", corrections=[])
    atlas = store.read(tmp_path / "a.gpkg", places)
    ready = stages.prepare(places, events.load(gazetteer=places))
    [mention] = atlas.mentions.loc[atlas.mentions["surface"] == "Paris", "mention"].tolist()[-1:]
    weighed = review.weighed(atlas, ready.resolver, int(mention))
    assert [one.place.country for one in weighed] == ["US"]
    assert all(one.reason for one in weighed)
    called = review.candidates(atlas.gazetteer, "Dallas")
    assert any("people" in one.reason for one in called)


def test_a_correction_may_name_a_place_of_the_world(tmp_path: Path, places) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "one.txt").write_text("The mayor of Paris, Texas, spoke in Dallas.")
    paris = next(one.place for one in review.candidates(places, "Paris") if one.place.country == "FR")
    said = {"what": "place", "surface": "Dallas", "place": paris.id, "scope": "everywhere", "date": "2024-05-01", "reason": "r", "author": "a"}
    corrections_file.add(tmp_path / "c.toml", said, places)
    build.build([tmp_path / "texts"], tmp_path / "a.gpkg", corrections=[tmp_path / "c.toml"])
    atlas = store.read(tmp_path / "a.gpkg", places)
    assert atlas.mentions.loc[atlas.mentions["surface"] == "Dallas", "place_id"].tolist() == [paris.id]
    assert atlas.gazetteer.places[paris.id].name == paris.name


@pytest.mark.parametrize("moved", [False, True], ids=["in its place", "moved together with its texts"])
def test_an_atlas_is_made_anew_of_the_texts_and_corrections_that_it_was_made_of(tmp_path: Path, places, moved: bool) -> None:
    home = tmp_path / "home"
    (home / "texts").mkdir(parents=True)
    (home / "texts" / "one.txt").write_text("They saw Ganja.")
    (home / "c.toml").write_text("")
    build.build([home / "texts"], home / "a.gpkg", corrections=[home / "c.toml"])
    if moved:
        home = home.rename(tmp_path / "elsewhere")
    [kept] = build.corrections_of(home / "a.gpkg")
    assert kept.resolve() == home / "c.toml"
    said = {"what": "not_a_place", "surface": "Ganja", "scope": "everywhere", "date": "2024-05-01", "reason": "r", "author": "a"}
    corrections_file.add(kept, said, places)
    assert build.again(home / "a.gpkg").mentions == 0


def test_an_atlas_whose_texts_are_gone_says_so_and_stays(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("They saw Ganja.")
    build.build([tmp_path / "one.txt"], tmp_path / "a.gpkg")
    (tmp_path / "one.txt").unlink()
    with pytest.raises(InputError, match="no such file"):
        build.again(tmp_path / "a.gpkg")
    assert len(store.read(tmp_path / "a.gpkg", gazetteer_file.load()).mentions) == 1
    with pytest.raises(StoreError):
        build.again(tmp_path / "nothing.gpkg")


def test_the_usual_file_of_corrections_is_used_without_another(atlas_file: Path) -> None:
    assert build.corrections_of(atlas_file) == [settings.corrections_file]


def test_where_corrections_are_not_allowed_nothing_is_written(atlas, tmp_path: Path, places, monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"what": "not_a_place", "surface": "Barda", "scope": "everywhere", "date": "2024-05-01", "reason": "r", "author": "a"}
    entry = corrections_file.add(tmp_path / "c.toml", row, places)
    one = corrected.Listed(review.Made(entry, ""), tmp_path / "c.toml", own=False)
    said: list[str] = []
    monkeypatch.setattr(corrected, "listed", lambda _atlas: [one])
    monkeypatch.setattr("geo.ui.state.note", said.append)
    monkeypatch.setattr("geo.settings.corrections_allowed", False)
    corrected.take_back(atlas, one.id)
    assert "cannot be written here" in said[0]
    assert corrections_file.load(places, [tmp_path / "c.toml"]).entries == (entry,)
    with pytest.raises(InputError, match="cannot be written here"):
        reviewing.save(atlas, 0, None, "x", {"what": "not_a_place", "scope": "here", "reason": "r", "author": "a"})


def test_a_place_that_a_correction_brings_is_on_the_map_of_a_visitors_own_texts(tmp_path: Path, atlas, places, catalogue) -> None:
    text = "The village of Novo Selimovka was quiet."
    new = {
        "id": "novo-selimovka",
        "name": "Novo Selimovka",
        "kind": "village",
        "lat": 40.1,
        "lon": 47.2,
        "precision": "settlement",
        "precision_km": 2,
        "source": "A map",
    }
    said = {"what": "place", "surface": "Novo Selimovka", "scope": "everywhere", "place": new["id"], "date": "2024-05-01", "reason": "r", "author": "a"}
    corrections_file.add(tmp_path / "c.toml", said, places, new)
    corrections = corrections_file.load(places, [tmp_path / "c.toml"])
    own = OwnTexts()
    own.add(Document("mine", "Mine", "mine.txt", text, until=len(text)), stages.prepare(places, catalogue, corrections))
    joined = own.joined(atlas, corrections.extend(places))
    assert joined.gazetteer.places["novo-selimovka"].lat == 40.1
    assert "novo-selimovka" in set(joined.mentions["place_id"])
    assert "novo-selimovka" not in atlas.gazetteer.places
