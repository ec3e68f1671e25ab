"""Builds on several processes, interrupted and gone on with."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT

from geo import build, gazetteer_file, stages, store, workers
from geo.errors import InterruptError


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(60):
        (folder / f"text-{number:02}.txt").write_text(f"In {1960 + number} the column left Barda for Tovuz.\n\nThey came back to Ganja.\n")
    return folder


def same(one: Path, other: Path) -> None:
    places = gazetteer_file.load()
    for table in ("documents", "passages", "mentions", "whens", "passage_events"):
        pd.testing.assert_frame_equal(getattr(store.read(one, places), table), getattr(store.read(other, places), table))


def test_several_processes_give_what_one_gives(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build.build([texts], tmp_path / "one.gpkg")
    monkeypatch.setattr(workers, "WORTH_IT", 0)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    monkeypatch.setattr(build, "cores", lambda: 2)
    used: set[int] = set()
    pool = workers._pool
    monkeypatch.setattr(workers, "_pool", lambda processes, ready: used.add(processes) or pool(processes, ready))
    build.build([texts], tmp_path / "two.gpkg")
    assert used == {2}
    same(tmp_path / "one.gpkg", tmp_path / "two.gpkg")


def test_an_interrupted_build_goes_on_with_the_rest(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "atlas.gpkg"
    read = stages.read_file
    seen: list[str] = []

    def interrupted(path: Path, report: object) -> object:
        if len(seen) == 40:
            raise KeyboardInterrupt
        seen.append(path.name)
        return read(path, report)  # type: ignore[arg-type]

    monkeypatch.setattr(stages, "read_file", interrupted)
    with pytest.raises(InterruptError, match="40 of 60 files are done and kept"):
        build.build([texts], out)
    assert not out.exists()
    monkeypatch.setattr(stages, "read_file", read)
    assert build.build([texts], out).parsed == 20
    assert sorted(path.name for path in tmp_path.iterdir()) == ["atlas.gpkg", "texts"]
    build.build([texts], tmp_path / "fresh.gpkg")
    same(out, tmp_path / "fresh.gpkg")


def test_a_file_that_changed_after_the_interruption_is_read_again(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "atlas.gpkg"
    read = stages.read_file
    monkeypatch.setattr(
        stages, "read_file", lambda path, report: (_ for _ in ()).throw(KeyboardInterrupt) if path.name == "text-30.txt" else read(path, report)
    )
    with pytest.raises(InterruptError):
        build.build([texts], out)
    monkeypatch.setattr(stages, "read_file", read)
    (texts / "text-05.txt").write_text("Nothing of the kind; they went to Shamkir.")
    assert build.build([texts], out).parsed == 31
    assert "shamkir" in set(store.read(out, gazetteer_file.load()).mentions["place_id"])


def test_a_journal_that_is_no_journal_is_left_aside(texts: Path, tmp_path: Path) -> None:
    (tmp_path / "atlas.gpkg.unfinished").write_text("not a database")
    assert build.build([texts], tmp_path / "atlas.gpkg").parsed == 60
    assert not (tmp_path / "atlas.gpkg.unfinished").exists()


_CRASHING = """
import os, sys
from pathlib import Path
from geo import build, workers
from geo import stages
read = stages.read_file
def crash(path, report):
    if path.name == "text-07.txt":
        os.abort()  # as a fault in a library's own code would
    return read(path, report)
stages.read_file = crash
workers.WORTH_IT = 0
if __name__ == "__main__":
    build.cores = lambda: 2
    lines = []
    summary = build.build([Path(sys.argv[1])], Path(sys.argv[2]), report=lines.append)
    print(summary.documents, *lines, sep="|")
"""


def test_a_file_that_makes_its_reader_crash_costs_one_line_and_no_other_file(texts: Path, tmp_path: Path) -> None:
    script = tmp_path / "crashing.py"
    script.write_text(_CRASHING)
    done = subprocess.run(
        [sys.executable, str(script), str(texts), str(tmp_path / "atlas.gpkg")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    documents, *lines = done.stdout.strip().split("|")
    assert documents == "59"
    assert len(lines) == 1
    assert "text-07.txt: reading it made the reader crash" in lines[0]


HELD = """
import signal
import sys
from geo import stages
from geo.__main__ import main

read_file, files = stages.read_file, []

def held(path, report):
    files.append(path)
    if len(files) == 20:
        print("held", flush=True)
        sys.stdin.readline()
    return read_file(path, report)

stages.read_file = held
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in what a shell runs in the background
main()
"""


def test_a_build_that_is_killed_keeps_what_it_had_done(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "atlas.gpkg"
    command = [sys.executable, "-c", HELD, "build", "--texts", str(texts), "--out", str(out)]
    env = {**os.environ, "PASSAGE_ATLAS_PROCESSES": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while process.stdout.readline().strip() != "held":
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=300)[1]
    assert process.returncode == 1
    assert "files are done and kept: run the same again to go on" in said
    with sqlite3.connect(f"{out}.unfinished") as db:
        assert db.execute("SELECT count(*) FROM done").fetchone() == (19,)
    assert not out.exists()
    assert "Traceback" not in said
