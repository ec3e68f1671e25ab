"""The atlas on disk."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from conftest import DATA, ROOT
from shapely.geometry import box

from geo import build, gazetteer_file, store
from geo.errors import InputError, StoreError
from geo.gazetteer import Gazetteer, Shape
from geo.model import Name, Place
from geo.schema import TABLES


def test_the_file_is_a_geopackage_with_spatial_layers_and_attribute_tables(atlas_file: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    layers = {str(name): kind for name, kind in pyogrio.list_layers(atlas_file)}
    assert layers["places"] == "Point"
    assert "shapes" in layers
    assert {"documents", "passages", "mentions", "whens", "events", "names", "passage_events"} <= set(layers)


def test_every_table_has_the_columns_of_the_model(atlas_file: Path) -> None:
    with sqlite3.connect(atlas_file) as db:
        for table, columns in TABLES.items():
            there = [row[1] for row in db.execute(f'PRAGMA table_info("{table}")')]
            assert [c.name for c in columns] == [name for name in there if name not in ("fid", "geom")]


def test_dates_of_shapes_are_real_date_fields(atlas_file: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    types = dict(zip(pyogrio.read_info(atlas_file, layer="shapes")["fields"], pyogrio.read_info(atlas_file, layer="shapes")["ogr_types"], strict=True))
    assert (types["begin"], types["end"]) == ("OFTDate", "OFTDate")


def test_what_is_read_is_what_was_written(atlas, atlas_file: Path) -> None:
    again = store.read(atlas_file, gazetteer_file.load())
    for table in ("documents", "passages", "mentions", "whens", "events", "passage_events"):
        pd.testing.assert_frame_equal(getattr(atlas, table), getattr(again, table))


def test_a_second_build_of_the_same_texts_parses_nothing_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "a.gpkg"
    first = build.build([DATA / "corpus"], out)
    stamp = out.stat().st_mtime_ns
    second = build.build([DATA / "corpus"], out)
    assert (first.parsed, second.parsed, second.written) == (2, 0, False)
    assert out.stat().st_mtime_ns == stamp


def test_only_a_changed_document_is_parsed_again_and_the_result_is_the_same(tmp_path: Path) -> None:
    texts, out = tmp_path / "texts", tmp_path / "a.gpkg"
    texts.mkdir()
    for name in ("one", "two", "three"):
        (texts / f"{name}.txt").write_text(f"In 1993 the {name} of them went to the city of Ganja.")
    build.build([texts], out)
    (texts / "two.txt").write_text("In 1994 they went to Barda and Tovuz.")
    assert build.build([texts], out).parsed == 1
    fresh = tmp_path / "b.gpkg"
    build.build([texts], fresh)
    places = gazetteer_file.load()
    for table in ("documents", "passages", "mentions", "whens", "passage_events"):
        pd.testing.assert_frame_equal(getattr(store.read(out, places), table), getattr(store.read(fresh, places), table))


def test_a_build_killed_at_any_moment_leaves_the_earlier_file_whole(tmp_path: Path) -> None:
    texts, out = tmp_path / "texts", tmp_path / "a.gpkg"
    texts.mkdir()
    (texts / "one.txt").write_text("They went to Ganja in 1993.")
    build.build([texts], out)
    before = out.read_bytes()
    (texts / "two.txt").write_text("\n\n".join(f"In 1994 they went to Barda, {n} of them." for n in range(1200)))
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "geo", "build", "--texts", texts, "--out", tmp_path / "whole.gpkg"], cwd=ROOT, check=True, capture_output=True)
    whole = time.monotonic() - started
    moments = random.Random(7)
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-m", "geo", "build", "--texts", texts, "--out", out], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=whole * moments.uniform(0.3, 0.95))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if out.read_bytes() != before:  # it had come to its end: then the new file is whole
            assert len(store.read(out, gazetteer_file.load()).documents) == 2
            build.build([texts / "one.txt"], out)
            before = out.read_bytes()
        assert len(store.read(out, gazetteer_file.load()).documents) == 1
    build.build([texts], out)
    assert len(store.read(out, gazetteer_file.load()).documents) == 2
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_write_that_fails_leaves_the_earlier_file_and_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(StoreError, match="cannot be written") as error, store.replacing(path) as beside:
        beside.write_text("half")
        raise OSError(28, "No space left on device")
    assert path.read_text() == "old"
    assert "No space left on device" in str(error.value)
    assert "\n" not in str(error.value)
    assert list(tmp_path.iterdir()) == [path]


def test_a_build_never_takes_the_place_of_a_file_that_is_no_atlas(tmp_path: Path) -> None:
    text = tmp_path / "a b.txt"
    text.write_text("They saw Ganja.")
    with pytest.raises(InputError, match="is no name for an atlas"):
        build.build([text], text)
    assert text.read_text() == "They saw Ganja."


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written"), store.replacing(tmp_path / "file" / "a.gpkg"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be written"):
        build.build([DATA / "corpus"], tmp_path / "a.gpkg")


def test_a_missing_and_a_broken_atlas_are_said(tmp_path: Path, places) -> None:
    with pytest.raises(StoreError, match="there is no atlas; make one with"):
        store.read(tmp_path / "none.gpkg", places)
    (tmp_path / "broken.gpkg").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="cannot be read"):
        store.read(tmp_path / "broken.gpkg", places)


def test_a_broken_atlas_is_replaced_by_the_next_build(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"not a database at all" * 100)
    assert build.build([DATA / "corpus"], path).documents == 2


def test_places_that_only_the_atlas_knows_are_read_from_it(tmp_path: Path, places: Gazetteer, catalogue) -> None:
    place = Place("new-field", "New Field", "zone", "AZ", "", 40.5, 47.5, "approximate", 3.0, "A survey", "", "drawn by hand")
    shape = Shape("new-field", box(47, 40, 48, 41), date(2020, 1, 1), None, "approximate", 3.0, "A survey", "", "drawn by hand")
    wider = places.extended([place], [Name("new-field", "New Field", "en", "variant", "never")], [shape])
    out = tmp_path / "a.gpkg"
    store.write(out, {name: [] for name in store.ROW_TABLES}, wider, catalogue, "x")
    read = store.read(out, places).gazetteer
    assert read.places["new-field"] == place
    assert read.names_of["new-field"] == wider.names_of["new-field"]
    assert read.shapes_of("new-field") == [shape]
    assert (len(read.shapes), read.added_shapes) == (len(places.shapes) + 1, 1)
    assert set(read.places) == {*places.places, "new-field"}
    assert store.read(out, wider).gazetteer is wider


def test_a_gazetteer_keeps_its_own_places_when_it_is_extended(places: Gazetteer) -> None:
    assert places.extended([replace(places.places["barda"], lat=0.0)]) is places


def test_an_atlas_of_other_texts_is_never_taken_for_one_of_the_shipped_corpus_that_is_out_of_date(tmp_path: Path, shipped_file: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    for document in build.shipped_documents():  # the originals have the ids of their digests
        (texts / f"{document.id}.txt").write_text("They went to Ganja in 1993.")
    build.build([texts], tmp_path / "a.gpkg")
    assert store.document_ids(tmp_path / "a.gpkg") == store.document_ids(shipped_file)
    assert build.is_current(tmp_path / "a.gpkg")
    assert build.is_current(shipped_file)


def test_an_atlas_of_the_shipped_corpus_is_out_of_date_when_that_has_changed(tmp_path: Path, shipped_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(build.corpus_folder(), tmp_path / "corpus")
    (tmp_path / "corpus" / "valiyev-2021.md").write_text("They went to Ganja in 1993.")
    monkeypatch.setattr(build, "corpus_folder", lambda: tmp_path / "corpus")
    assert not build.is_current(shipped_file)
