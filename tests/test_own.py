"""A visitor's own texts, joined to the shared atlas in memory."""

import gc
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo import build, store
from geo.atlas import Atlas
from geo.errors import InputError
from geo.events import Catalogue
from geo.filters import Filters
from geo.gazetteer import Gazetteer
from geo.model import Document
from geo.own import OwnTexts
from geo.reading import read
from geo.resolve import Resolver
from geo.stages import Stages
from geo.ui import exporting
from geo.ui.uploads import text_card


@pytest.fixture(scope="session")
def ready(resolver: Resolver, catalogue: Catalogue) -> Stages:
    return Stages(resolver, catalogue)


def document(text: str, name: str = "diary") -> Document:
    return Document(id=name, title=name.title(), file=f"{name}.txt", text=text, until=len(text))


TEXT = "In 1993 the river Araz froze near Barda.\n\nOn 5 May 1994 they drove from Ganja to Tovuz with parsnips."


def test_mentions_with_and_without_a_place_are_counted_apart(ready: Stages) -> None:
    shown = text_card(OwnTexts().add(document("They saw Ganja, and left Ganja for the village of Novo Selimovka."), ready))
    assert "2 mentions of 1 place · 1 more without a place yet · 0 times stated" in shown


def test_own_texts_are_found_counted_dated_searched_and_read_like_any_others(atlas: Atlas, ready: Stages, places: Gazetteer) -> None:
    own = OwnTexts()
    own.add(document(TEXT), ready)
    both = own.joined(atlas, places)
    mine = both.select(Filters(source=("own-diary",)))
    assert {"barda", "ganja", "tovuz"} <= set(mine.mentions["place_id"])
    assert len(both.mentions) == len(atlas.mentions) + own.texts[0].mentions
    assert len(both.select(Filters(first="1994", last="1994", source=("own-diary",))).mentions) == 2
    hits = both.search("parsnips")
    [reading] = read(both, [int(number) for number in hits], mine)
    assert "parsnips" in reading.text
    assert reading.text[slice(*both.matches("parsnips", hits)[reading.number][0])] == "parsnips"
    assert both.known.sources["own-diary"] == "Diary"


def test_the_shared_atlas_answers_as_before_within_the_joined_one(atlas: Atlas, ready: Stages, places: Gazetteer) -> None:
    own = OwnTexts()
    own.add(document(TEXT), ready)
    both = own.joined(atlas, places)
    shared = Filters(source=tuple(atlas.works))
    pd.testing.assert_frame_equal(both.select(shared).mentions, atlas.select(shared).mentions, check_dtype=False)
    numbers = [0, 1, len(atlas.passages) - 1]
    assert both.texts(numbers) == atlas.texts(numbers)
    assert both.told.loc[: len(atlas.mentions) - 1].equals(atlas.told)


def test_joined_in_memory_is_what_a_build_of_the_same_texts_gives(tmp_path: Path, ready: Stages, places: Gazetteer) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("They left Barda in 1992.")
    (texts / "diary.txt").write_text(TEXT)
    build.build([texts / "a.txt"], tmp_path / "a.gpkg")
    build.build([texts], tmp_path / "both.gpkg")
    own = OwnTexts()
    own.add(document(TEXT), ready)
    joined, built = own.joined(store.read(tmp_path / "a.gpkg", places), places), store.read(tmp_path / "both.gpkg", places)
    for table in ("passages", "mentions", "whens", "passage_events"):
        mine, theirs = getattr(joined, table).replace("own-diary", "diary"), getattr(built, table)
        pd.testing.assert_frame_equal(mine, theirs, check_dtype=False)


def test_two_visits_do_not_see_each_other(atlas: Atlas, ready: Stages, places: Gazetteer) -> None:
    one, other = OwnTexts(), OwnTexts()
    one.add(document(TEXT), ready)
    other.add(document("They came to Shamkir.", "letter"), ready)
    assert "own-letter" not in one.joined(atlas, places).works
    assert "own-diary" not in other.joined(atlas, places).works
    assert set(atlas.works).isdisjoint({"own-letter", "own-diary"})
    assert one.folder != other.folder


def test_texts_of_one_name_stand_side_by_side_and_the_same_text_comes_once(ready: Stages) -> None:
    own = OwnTexts()
    own.add(document(TEXT), ready)
    own.add(document("They came to Shamkir."), ready)
    with pytest.raises(InputError, match="here already"):
        own.add(document(TEXT, "again"), ready)
    assert [found.document.id for found in own.texts] == ["own-diary", "own-diary-2"]


def test_what_is_said_of_a_text_is_shown_and_dates_it(atlas: Atlas, ready: Stages, places: Gazetteer) -> None:
    own = OwnTexts()
    own.add(document(TEXT), ready)
    own.change("own-diary", {"authors": ("N. Noor",), "published": "2021-03", "title": "A Diary", "file": "/etc/passwd"}, ready)
    work = own.joined(atlas, places).works["own-diary"]
    assert (work.title, work.authors, work.published, work.file) == ("A Diary", "N. Noor", "2021-03", "diary.txt")


def test_remove_and_clear_leave_nothing(atlas: Atlas, ready: Stages, places: Gazetteer) -> None:
    own = OwnTexts()
    own.add(document(TEXT), ready)
    own.add(document("They came to Shamkir.", "letter"), ready)
    folder = own.folder
    (folder / "corrections.toml").write_text("x")
    own.remove("own-diary")
    assert "own-diary" not in own.joined(atlas, places).works
    own.clear()
    assert own.joined(atlas, places) is atlas
    assert not folder.exists()


def test_the_folder_goes_with_the_visit(ready: Stages) -> None:
    own = OwnTexts()
    own.add(document(TEXT), ready)
    folder = own.folder
    assert folder.is_dir()
    del own
    gc.collect()
    assert not folder.exists()


def test_the_id_of_an_own_text_is_safe_whatever_the_file_is_called(ready: Stages) -> None:
    own = OwnTexts()
    found = own.add(replace(document("They came to Shamkir."), id="../../etc/Пасс wd<script>"), ready)
    assert found.document.id == "own-etc-wd-script"


def test_what_was_gathered_for_an_export_of_one_visit_is_not_shown_in_another(atlas: Atlas, ready: Stages, places: Gazetteer) -> None:
    own = OwnTexts()
    own.add(document(TEXT), ready)
    both = own.joined(atlas, places)
    mine, theirs = (exporting.gathered(one.select(exporting.EVERYTHING), one) for one in (both, atlas))
    assert "own-diary" in set(mine.works["document"])
    assert "own-diary" not in set(theirs.works["document"])
